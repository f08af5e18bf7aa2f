import { BackendError, type OverpaintError } from '@overpaint/core';
import { oneLine, ortErrors } from '@overpaint/core/platform';

const noRuntime =
  /no available backend found|failed to fetch|initwasm|wasm(?:code)?.*(?:instantiat|compil|fetch)|both async and sync fetching/i;

/** The `component` of errors that say that ONNX Runtime itself did not start. It cannot be started again in its thread. */
export const runtimeComponent = 'runtime';

const errors = /* @__PURE__ */ ortErrors({
  notAGraph: 'unsupported model|ERROR_CODE: 7',
  noMemory:
    'cannot allocate|array buffer allocation|maxBufferSize|maxStorageBufferBindingSize|exceeds the max buffer size|createBuffer|could not allocate|memory access out of bounds',
  memory: 'this browser gives',
});

/** What an error of ONNX Runtime while a network ran means to the caller. */
export const runError = (component: string, cause: Error): OverpaintError => errors.runError(component, cause);

/** What an error of ONNX Runtime while a network was opened means to the caller. */
export function openError(component: string, where: string, cause: Error, wasm: string): OverpaintError {
  const message = oneLine(cause);
  if (!noRuntime.test(message)) return errors.openError(component, where, cause);
  return new BackendError(
    runtimeComponent,
    `ONNX Runtime's WebAssembly could not be loaded from ${wasm}: ${message} ` +
      'Check that the file is served there with status 200 and type application/wasm, or say where it lies with wasmPaths.',
    { cause },
  );
}
