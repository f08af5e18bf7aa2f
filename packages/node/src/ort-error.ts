import { BackendError } from '@overpaint/core';
import { oneLine, ortErrors } from '@overpaint/core/platform';

/** What it means that ONNX Runtime itself did not start. */
export const loadError = (cause: Error) =>
  new BackendError(
    'runtime',
    `runtime: onnxruntime-node could not be loaded: ${oneLine(cause)} ` +
      'Expected it beside this package; install it again, for this system and processor.',
    { cause },
  );

export const { openError, runError } = ortErrors({
  notAGraph: "file doesn't exist|path is a directory",
  memory: 'is free',
  advice: 'count 1, ',
});
