import { BackendError, ModelInvalidError, OutOfMemoryError, type OverpaintError } from '../errors/index.js';

// ONNX Runtime gives plain errors without a code, so their kind is read from its words (1.30).
const notAGraph =
  'protobuf parsing failed|does not have a graph|is an invalid model|invalid graph|external data|external initializer|model_proto|out of bounds';
const noMemory = 'bad_alloc|bad allocation|failed to allocate|allocation failed|out of memory|cannot allocate memory';

export interface OrtErrorsOptions {
  /** What a build of ONNX Runtime says beyond the common words, as parts of a regular expression. */
  readonly notAGraph?: string;
  readonly noMemory?: string;
  /** Whose memory is too small: "needs more memory than …". */
  readonly memory: string;
  /** What else to try where memory is short. */
  readonly advice?: string;
}

export interface OrtErrors {
  /** What an error while a network was opened means to the caller. */
  openError(component: string, where: string, cause: Error): OverpaintError;
  /** What an error while a network ran means. */
  runError(component: string, cause: Error): OverpaintError;
}

/** ONNX Runtime's errors as ours, with the original as cause. */
export function ortErrors(own: OrtErrorsOptions): OrtErrors {
  const either = (common: string, more: string | undefined) => new RegExp(more ? `${common}|${more}` : common, 'i');
  const graphWords = either(notAGraph, own.notAGraph);
  const memoryWords = either(noMemory, own.noMemory);
  const memoryError = (component: string, what: string, cause: Error) =>
    new OutOfMemoryError(
      component,
      `${component} needs more memory than ${own.memory} to ${what}. Try a smaller size, ${own.advice ?? ''}memory: 'staged', or a float16 or quantised export.`,
      { cause },
    );
  return {
    openError(component, where, cause) {
      const message = oneLine(cause);
      if (memoryWords.test(message)) return memoryError(component, 'be opened', cause);
      if (graphWords.test(message)) {
        return new ModelInvalidError(
          component,
          `${component}: expected an ONNX graph in ${where}, but ONNX Runtime cannot read it: ${message} ` +
            'The file may be damaged or incomplete; fetch or export the model again.',
          { cause },
        );
      }
      return new BackendError(component, `${component}: ONNX Runtime could not open ${where}: ${message}`, { cause });
    },
    runError(component, cause) {
      const message = oneLine(cause);
      if (memoryWords.test(message)) return memoryError(component, 'run', cause);
      return new BackendError(component, `${component}: ONNX Runtime failed while it ran: ${message}`, { cause });
    },
  };
}

/** ORT's message without its source location and without line breaks; whole sentences, ended by a full stop. */
export function oneLine(cause: unknown): string {
  const text = (cause instanceof Error ? cause.message : String(cause))
    .replace(/\/\S*onnxruntime_src\/\S+:\d+ .*?\(.*?\) (?=[A-Z])/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
}
