import type * as Presets from '@overpaint/presets';
import type * as Web from '@overpaint/web';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createSchedule,
  type EncodeOptions,
  type FromRecipeOptions,
  type Img2ImgEvent,
  type Img2ImgOptions,
  type Img2ImgResult,
  type Img2ImgRun,
  type img2img,
  type LoadModelOptions,
  type MatchColorsOptions,
  type NodeBackendOptions,
  type NodeImage,
  type NodeOverpaintOptions,
  type Plan,
  type PreviewOptions,
  type PromptMagicOptions,
  type plan,
  type SampleOptions,
  type Schedule,
  type ScheduleOptions,
  type WarningCode,
} from './index.js';

/** Optional fields that may be left out but not be `undefined`, which `exactOptionalPropertyTypes` tells apart. */
type Exact<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? Record<K, undefined> extends Pick<T, K>
      ? never
      : K
    : never;
}[keyof T];

describe('types that people write down', () => {
  it('are what the calls take and give, in Node and in a browser', () => {
    expectTypeOf<Parameters<typeof img2img>>().toEqualTypeOf<[Img2ImgOptions]>();
    expectTypeOf<Parameters<typeof plan>>().toEqualTypeOf<[Img2ImgOptions]>();
    expectTypeOf<ReturnType<typeof img2img>>().toEqualTypeOf<Img2ImgRun>();
    expectTypeOf<Awaited<Img2ImgRun>>().toEqualTypeOf<Img2ImgResult>();
    expectTypeOf<Parameters<typeof Web.img2img>>().toEqualTypeOf<[Web.Img2ImgOptions]>();
    expectTypeOf<Parameters<typeof Web.plan>>().toEqualTypeOf<[Web.Img2ImgOptions]>();
    expectTypeOf<ReturnType<typeof Web.img2img>>().toEqualTypeOf<Web.Img2ImgRun>();
    expectTypeOf<Awaited<Web.Img2ImgRun>>().toEqualTypeOf<Web.Img2ImgResult>();
  });

  it('hold the pictures of their platform', () => {
    expectTypeOf<Img2ImgResult['images'][0]>().toEqualTypeOf<NodeImage>();
    expectTypeOf<Extract<Img2ImgEvent, { type: 'image' }>['image']>().toEqualTypeOf<NodeImage>();
    expectTypeOf<Web.Img2ImgResult['images'][0]>().toEqualTypeOf<Web.WebImage>();
    expectTypeOf<Extract<Web.Img2ImgEvent, { type: 'image' }>['image']>().toEqualTypeOf<Web.WebImage>();
    expectTypeOf<NonNullable<Img2ImgOptions['onProgress']>>().parameters.toEqualTypeOf<[Img2ImgEvent]>();
    expectTypeOf<NonNullable<Web.Img2ImgOptions['onProgress']>>().parameters.toEqualTypeOf<[Web.Img2ImgEvent]>();
  });

  it('have a first entry where there is one always', () => {
    expectTypeOf<Plan['prompts'][0]>().not.toBeNullable();
    expectTypeOf<Schedule['levels'][0]>().not.toBeNullable();
    expect(createSchedule({ steps: 4, strength: 0 }).levels).toHaveLength(1);
  });

  it('tell warnings apart', () => {
    expectTypeOf<Plan['warnings'][number]['code']>().toEqualTypeOf<WarningCode>();
    expectTypeOf<'few-steps'>().toExtend<WarningCode>();
    expectTypeOf<string>().not.toExtend<WarningCode>();
  });

  it('take undefined for what is left out', () => {
    expectTypeOf<Exact<{ a?: 1; b?: 2 | undefined; c: 3 }>>().toEqualTypeOf<'a'>();
    expectTypeOf<
      | Exact<Img2ImgOptions>
      | Exact<Web.Img2ImgOptions>
      | Exact<PreviewOptions>
      | Exact<PromptMagicOptions>
      | Exact<LoadModelOptions>
      | Exact<FromRecipeOptions>
      | Exact<EncodeOptions>
      | Exact<MatchColorsOptions>
      | Exact<ScheduleOptions>
      | Exact<SampleOptions>
      | Exact<NodeBackendOptions>
      | Exact<NodeOverpaintOptions>
      | Exact<Web.WebOverpaintOptions>
      | Exact<Presets.StyleDefinition>
      | Exact<Presets.StyleSettings>
      | Exact<Presets.PromptRequest>
      | Exact<Presets.ApplyStylesOptions>
      | Exact<Presets.ExpandPromptsOptions>
      | Exact<Presets.PromptMagicOptions>
    >().toBeNever();

    const left = {
      scheduler: undefined,
      config: undefined,
      strength: undefined,
      stepsMode: undefined,
      sigmas: undefined,
    };
    const too = {
      timesteps: undefined,
      eta: undefined,
      mu: undefined,
      strengthRule: undefined,
      originalSteps: undefined,
    };
    expect(createSchedule({ steps: 4, ...left, ...too })).toEqual(createSchedule({ steps: 4 }));
  });
});
