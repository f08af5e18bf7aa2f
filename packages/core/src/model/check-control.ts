import { UnsupportedError } from '../errors/index.js';
import { residualInputs } from '../families/residual-inputs.js';
import { unetInputs } from '../families/unet.js';
import type { ControlNetFamily, ControlNetInspection } from './control-net.js';
import type { ModelDescription } from './describe.js';
import { type JsonObject, lengthOf, numberOf } from './json.js';
import { textWidthOf } from './text-width.js';

/**
 * Whether a ControlNet belongs beside a model, as far as their headers and config files show it.
 *
 * @throws UnsupportedError `UNSUPPORTED` for one of another family, and for models that take no residuals.
 */
export function checkControl(net: ControlNetInspection, { family, folder }: ModelDescription): void {
  const denoiser = folder.components[family.denoiser]!;
  const own = residualInputs(denoiser.inputs).length;
  const inputs = unetInputs(denoiser.inputs);
  const expected: ModelFacts = {
    family:
      family.denoiser === 'unet'
        ? inputs.has('timeIds')
          ? 'stable-diffusion-xl'
          : 'stable-diffusion'
        : 'stable-diffusion-3',
    textWidth: textWidthOf(inputs.get('hidden')?.dims[2], denoiser.config),
    residuals: own || skipConnections(denoiser.config),
  };
  if (family.denoiser !== 'unet' && own === 0) {
    throw new UnsupportedError(
      'controlNet',
      family.name === 'stable-diffusion-3'
        ? `transformer: expected one with inputs for residuals, which ${folder.location} lacks. Export it with block_controlnet_hidden_states.`
        : `controlNet: expected a model of Stable Diffusion 1.x, 2.x, 3 or SDXL, received ${folder.location}, which is of the family ${family.name}.`,
    );
  }
  const told = (facts: ModelFacts) =>
    [
      facts.family,
      facts.textWidth === undefined ? '' : `text of width ${facts.textWidth}`,
      facts.residuals === undefined ? '' : `${facts.residuals} residuals`,
    ]
      .filter((text) => text !== '')
      .join(', ');
  const differ = (Object.keys(expected) as (keyof ModelFacts)[]).some(
    (key) => expected[key] !== undefined && net[key] !== undefined && expected[key] !== net[key],
  );
  if (differ) {
    throw new UnsupportedError(
      'controlNet',
      `controlNet: expected one made for ${folder.name} (${told(expected)}), received ${net.id} (${told(net)}). Take a ControlNet of the model's own family.`,
    );
  }
}

interface ModelFacts {
  readonly family: ControlNetFamily;
  readonly textWidth: number | undefined;
  readonly residuals: number | undefined;
}

/** Residuals that a UNet has places for: of each level its layers and what begins it, and of the middle block. */
function skipConnections(config: JsonObject | undefined): number | undefined {
  const levels = lengthOf(config, 'block_out_channels');
  const layers = numberOf(config, 'layers_per_block');
  return levels === undefined || layers === undefined ? undefined : levels * (layers + 1) + 1;
}
