import { BackendError, ModelInvalidError, OutOfMemoryError, type OverpaintError } from '@overpaint/core';

// ONNX Runtime gives plain errors without a code, so their kind is read from its words (1.30).
const notAGraph =
  /protobuf parsing failed|does not have a graph|is an invalid model|invalid graph|external data|external initializer|model_proto|out of bounds|unsupported model|ERROR_CODE: 7/i;
const noMemory =
  /bad_alloc|bad allocation|failed to allocate|allocation failed|out of memory|cannot allocate|array buffer allocation|maxBufferSize|maxStorageBufferBindingSize|exceeds the max buffer size|createBuffer|could not allocate|memory access out of bounds/i;
const noRuntime =
  /no available backend found|failed to fetch|initwasm|wasm(?:code)?.*(?:instantiat|compil|fetch)|both async and sync fetching/i;

/** The `component` of errors that say that ONNX Runtime itself did not start. It cannot be started again in its thread. */
export const runtimeComponent = 'runtime';

/** What an error of ONNX Runtime while a network was opened means to the caller. */
export function openError(component: string, where: string, cause: Error, wasm: string): OverpaintError {
  const message = oneLine(cause);
  if (noRuntime.test(message)) {
    return new BackendError(
      runtimeComponent,
      `ONNX Runtime's WebAssembly could not be loaded from ${wasm}: ${message} ` +
        'Check that the file is served there with status 200 and type application/wasm, or say where it lies with wasmPaths.',
      { cause },
    );
  }
  if (noMemory.test(message)) return memoryError(component, 'be opened', cause);
  if (notAGraph.test(message)) {
    return new ModelInvalidError(
      component,
      `${component}: expected an ONNX graph in ${where}, but ONNX Runtime cannot read it: ${message} ` +
        'The file may be damaged or incomplete; fetch or export the model again.',
      { cause },
    );
  }
  return new BackendError(component, `${component}: ONNX Runtime could not open ${where}: ${message}`, { cause });
}

/** What an error of ONNX Runtime while a network ran means to the caller. */
export function runError(component: string, cause: Error): OverpaintError {
  const message = oneLine(cause);
  if (noMemory.test(message)) return memoryError(component, 'run', cause);
  return new BackendError(component, `${component}: ONNX Runtime failed while it ran: ${message}`, { cause });
}

const memoryError = (component: string, what: string, cause: Error) =>
  new OutOfMemoryError(
    component,
    `${component} needs more memory than this browser gives to ${what}. Try a smaller size, memory: 'staged', or a float16 or quantised export.`,
    { cause },
  );

/** ORT's message without its source location and without line breaks; whole sentences, ended by a full stop. */
function oneLine(cause: unknown): string {
  const text = (cause instanceof Error ? cause.message : String(cause))
    .replace(/\/\S*onnxruntime_src\/\S+:\d+ .*?\(.*?\) (?=[A-Z])/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
}
