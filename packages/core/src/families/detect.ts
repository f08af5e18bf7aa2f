import { ModelInvalidError, UnsupportedError } from '../errors/index.js';
import type { ModelFolder } from '../model/inspect.js';
import type { Family } from './family.js';
import { families } from './index.js';
import { fedWithoutResiduals, withoutResidualInputs } from './residual-inputs.js';
import { familyToCome } from './to-come.js';

/**
 * Which family a folder belongs to, from its graphs. model_index.json often lies (exports keep the name of the pipeline
 * that they came from).
 *
 * @throws ModelInvalidError `MODEL_INVALID` where its denoiser is missing or of no family; UnsupportedError `UNSUPPORTED` for families to come.
 */
export function detectFamily(folder: ModelFolder): Family {
  const { components, location } = folder;
  if (!components['unet'] && !components['transformer']) {
    const found = Object.keys(components).join(', ') || 'no network at all';
    throw new ModelInvalidError(
      'unet',
      `unet: expected a folder in the diffusers layout with unet/model.onnx or transformer/model.onnx in ${location}, found ${found}.`,
    );
  }
  const known: readonly Family[] = families;
  const asked = withoutResidualInputs(folder);
  const family = known.find((one) => one.matches(asked));
  if (family === undefined) throw unknown(folder);
  return asked === folder ? family : fedWithoutResiduals(family);
}

function unknown(folder: ModelFolder): Error {
  const { components, location } = folder;
  const later = familyToCome(folder);
  if (later !== undefined) {
    return new UnsupportedError(
      'family',
      `${location} belongs to a family that this version cannot run yet: ${later}. ` +
        `These can be used: ${families.map(({ name }) => name).join(', ')}.`,
    );
  }
  const network = components['unet'] ?? components['transformer']!;
  const inputs = network.inputs.map(({ name, dims }) => `${name} [${dims.join(', ')}]`).join(', ');
  return new ModelInvalidError(
    network.name,
    `${network.name}: expected the inputs of one of the families ${families.map(({ name }) => name).join(', ')}, received ${inputs}.`,
  );
}
