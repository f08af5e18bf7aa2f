import type { Engine } from '../engine.js';
import { HttpError } from '../http-error.js';
import { readJson } from '../read-body.js';
import type { Handler, Service } from '../service.js';

/** The model that calls of this API paint with where they name none: webui's, and so everybody's until it is set anew. */
export class Checkpoint {
  constructor(private readonly engine: Pick<Engine, 'models'>) {
    this.name = engine.models[0].name;
  }

  name: string;

  /** A model by the title that `/sd-models` gives; webui's own has a hash behind it: `name.safetensors [1a2b3c4d]`. */
  find(title: unknown): string {
    const names = this.engine.models.map(({ name }) => name);
    const plain = String(title).replace(/\s*\[\w+\]$/, '');
    const found = names.find((name) => name === plain || name === plain.replace(/\.(safetensors|ckpt)$/, ''));
    if (found !== undefined) return found;
    throw new HttpError(404, 'MODEL', `sd_model_checkpoint: expected one of ${names.join(', ')}.`, {
      argument: 'sd_model_checkpoint',
    });
  }
}

/** `GET /sdapi/v1/options` */
export const options =
  (checkpoint: Checkpoint): Handler =>
  ({ json }) =>
    json({
      sd_model_checkpoint: checkpoint.name,
      sd_checkpoint_hash: null,
      sd_vae: 'Automatic',
      CLIP_stop_at_last_layers: 1,
      samples_format: 'png',
      samples_save: false,
      enable_pnginfo: true,
      show_progress_every_n_steps: 1,
    });

/** `POST /sdapi/v1/options`: the model for later calls. Other settings of webui mean nothing here and are passed over. */
export const setOptions =
  ({ limits }: Service, checkpoint: Checkpoint): Handler =>
  async ({ req, json }) => {
    const { sd_model_checkpoint: title } = await readJson(req.raw, limits.bodyBytes);
    if (title !== undefined && title !== null) checkpoint.name = checkpoint.find(title);
    return json(null);
  };
