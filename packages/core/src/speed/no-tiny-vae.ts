import { InvalidArgumentError } from '../errors/index.js';

/** The refusal of what asks for half a small autoencoder where none lies beside the model, and takes `others` instead. */
export const noTinyVae = (argument: string, half: 'decoder' | 'encoder', others: string): InvalidArgumentError =>
  new InvalidArgumentError(
    argument,
    `${others}, as there is no taesd/vae_${half}/model.onnx beside this model`,
    'tiny',
    "Put one there, or give the model another folder's: loadModel(…, { tinyVae }).",
  );
