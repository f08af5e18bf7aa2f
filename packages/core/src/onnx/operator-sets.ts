import { fieldOf, fieldsOf, lengthField, numberField, textOf } from './message.js';

/** ModelProto 8 opset_import; OperatorSetIdProto 1 domain, 2 version. */
const set = { field: 8, domain: 1, version: 2 } as const;

/** ONNX's own operators, by either name. */
const own = ['', 'ai.onnx'];

/** Which version of a domain's operators a graph is written in; nothing where it has none of them. Default: ONNX's own. */
export function operatorSetOf(bytes: Uint8Array, domain = ''): number | undefined {
  const names = own.includes(domain) ? own : [domain];
  const found = fieldsOf(bytes).find(
    ({ number, content }) => number === set.field && names.includes(textOf(fieldOf(content, set.domain))),
  );
  return found && (fieldOf(found.content, set.version)?.value ?? 0);
}

/** That a graph is written in a version of a domain's operators: a whole field of a ModelProto. */
export const operatorSet = (domain: string, version: number): Uint8Array =>
  lengthField(set.field, [lengthField(set.domain, domain), numberField(set.version, version)]);
