import type { Img2ImgEvent } from './events.js';
import type { SeenLatents } from './families/family.js';
import { cropBack, type Image, tensorToImage } from './image/index.js';
import { type Codec, unscaleLatents } from './latents/codec.js';
import type { fitLinearPreview, LinearPreview } from './latents/preview.js';
import type { Model } from './model/model.js';
import type { Img2ImgOptions } from './options.js';
import type { Plan } from './paint-settings.js';
import type { Schedule } from './schedulers/index.js';
import type { Tensor } from './tensor/tensor.js';
import type { StepEvent } from './walk-schedule.js';

interface Reporting {
  readonly plan: Plan;
  readonly schedule: Schedule;
  readonly model: Model;
  /** What decodes previews, where `linear` ones are not enough. */
  readonly codec: Codec;
  readonly signal: AbortSignal;
  readonly preview: Img2ImgOptions['preview'];
  readonly linearPreview: () => Promise<typeof fitLinearPreview>;
  emit(event: Extract<Img2ImgEvent, { type: 'step' | 'preview' }>): void;
}

/** Makes step events with the time that is left, and previews where they are asked for, over all pictures of a call. */
export function reportSteps({ plan, schedule, model, codec, signal, preview, linearPreview, emit }: Reporting) {
  let seconds = 0;
  let done = 0;
  let since = performance.now();
  let linear: LinearPreview | undefined;

  async function makePreview(clean: Tensor, seen: SeenLatents): Promise<Image> {
    if (preview?.with === 'decoder' || preview?.with === 'tiny') {
      const pixels = await codec.decode(unscaleLatents(clean, model.description.latent));
      return cropBack(await tensorToImage(pixels, signal), plan.fit);
    }
    linear ??= (await linearPreview())(seen.latents, seen.picture);
    return cropBack(linear(clean), plan.fit);
  }

  return {
    start() {
      since = performance.now();
    },
    async step(picture: number, { index, clean, seen }: StepEvent & { readonly seen: SeenLatents }) {
      const total = plan.stepsRun; // the schedule may have more
      seconds += (performance.now() - since) / 1000;
      done++;
      const secondsPerStep = seconds / done;
      const remainingSeconds = secondsPerStep * (total * plan.pictures - done);
      const { timestep } = schedule.steps[index]!.from;
      emit({ type: 'step', picture, index: index + 1, total, timestep, secondsPerStep, remainingSeconds });
      if (preview && (index + 1) % (preview.every ?? 1) === 0 && index + 1 < Math.max(2, total)) {
        emit({ type: 'preview', picture, index: index + 1, image: await makePreview(clean, seen) });
      }
      since = performance.now();
    },
  };
}
