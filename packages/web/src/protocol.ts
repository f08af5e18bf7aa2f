import type {
  ControlNetInspection,
  ControlNetUse,
  EncodeOptions,
  ImageFormat,
  Img2ImgEvent,
  Img2ImgResult,
  LoadModelOptions,
  LoraSource,
  ModelInspection,
  WireError,
} from '@overpaint/core';
import type { EngineCallOptions, EngineOptions, EngineSource } from './engine.js';
import type { WireImage } from './wire-image.js';

/** What a worker tells of a model that it holds. */
export interface LoadedModel {
  readonly id: string;
  readonly inspection: ModelInspection;
}

/** What a worker tells of a ControlNet that it holds. */
export interface LoadedControlNet {
  readonly id: string;
  readonly inspection: ControlNetInspection;
}

/** A ControlNet's part in a call, without what cannot be sent. */
export interface SentControlNet {
  readonly name: 'control-net';
  readonly use: Omit<ControlNetUse, 'net'> & { readonly net: ModelHandle };
}

/** A model in the worker, as options name it: by the number that its user gave it. */
export interface ModelHandle {
  readonly handle: number;
}

/** What can be asked of a worker, and with what. */
export interface Calls {
  img2img: [options: EngineCallOptions];
  plan: [options: EngineCallOptions];
  loadModel: [source: EngineSource | undefined, options: LoadModelOptions, handle: number];
  inspectModel: [source: EngineSource | undefined];
  inspectLora: [source: LoraSource, model: unknown];
  loadControlNet: [source: EngineSource, options: object, handle: number];
  sessions: [];
  listModels: [];
  removeModel: [id: string];
  encode: [image: WireImage, format: ImageFormat, options: EncodeOptions, metadata: boolean];
  modelWarmup: [handle: number];
  sha256: [handle: number];
  release: [handle: number];
  /** Of a model or a ControlNet; of all, where none is named. */
  dispose: [handle?: number];
}

export type CallName = keyof Calls;

export type ToWorker =
  | { readonly kind: 'start'; readonly options: EngineOptions }
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly args: readonly unknown[] }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'finish'; readonly id: number };

export type WireEvent =
  | Img2ImgEvent<WireImage & { encode: never }>
  | { type: 'image'; picture: number; image: WireImage };

/** The result without its pictures: those went ahead as events. */
export type WireResult = Omit<Img2ImgResult, 'images'>;

export type FromWorker =
  | { readonly id: number; readonly event: WireEvent }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };
