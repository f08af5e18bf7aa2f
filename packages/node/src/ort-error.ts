import { BackendError, ModelInvalidError, OutOfMemoryError, type OverpaintError } from '@overpaint/core';

// ONNX Runtime gives plain errors without a code, so their kind is read from its words (1.30).
const notAGraph =
  /protobuf parsing failed|does not have a graph|is an invalid model|invalid graph|file doesn't exist|path is a directory|external data|external initializer|model_proto|out of bounds/i;
const noMemory = /bad_alloc|bad allocation|failed to allocate|allocation failed|out of memory|cannot allocate memory/i;

/** What it means that ONNX Runtime itself did not start. */
export const loadError = (cause: Error) =>
  new BackendError(
    'runtime',
    `runtime: onnxruntime-node could not be loaded: ${firstLine(cause)} ` +
      'Expected it beside this package; install it again, for this system and processor.',
    { cause },
  );

/** What an error of ONNX Runtime while a network was opened means to the caller. */
export function openError(component: string, where: string, cause: Error): OverpaintError {
  const message = firstLine(cause);
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
  const message = firstLine(cause);
  if (noMemory.test(message)) return memoryError(component, 'run', cause);
  return new BackendError(component, `${component}: ONNX Runtime failed while it ran: ${message}`, { cause });
}

const memoryError = (component: string, what: string, cause: Error) =>
  new OutOfMemoryError(
    component,
    `${component} needs more memory than is free to ${what}. Try a smaller size, count 1, memory: 'staged', or a float16 or quantised export.`,
    { cause },
  );

/** ORT's message without its source location and without line breaks; whole sentences, ended by a full stop. */
function firstLine({ message }: Error): string {
  const text = message
    .replace(/\/\S*onnxruntime_src\/\S+:\d+ .*?\(.*?\) (?=[A-Z])/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
}
