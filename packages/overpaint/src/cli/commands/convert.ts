import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';

/** `overpaint convert`: how weights of PyTorch become a model, once, in Python. Nothing is run. */
export function convert(source: string, folder: string | undefined, flags: CommonFlags): void {
  const terminal = new Terminal(flags);
  const lines = convertLines(source, folder);
  for (const line of lines) terminal.print(line);
  terminal.data({ source, commands: lines });
}

/** The commands, for a shell. A file of weights becomes a folder first. */
export function convertLines(source: string, folder = nameOf(source)): string[] {
  const install = 'pip install "optimum-onnx[onnxruntime]" diffusers';
  const quoted = (text: string) => (/^[\w./:@~+-]+$/.test(text) ? text : JSON.stringify(text));
  if (!/\.(safetensors|ckpt)$/i.test(source)) {
    return [install, `optimum-cli export onnx --model ${quoted(source)} ${quoted(folder)}`];
  }
  const torch = `${folder}-torch`;
  return [
    install,
    `python -c "from diffusers import StableDiffusionPipeline as P; import sys; P.from_single_file(sys.argv[1]).save_pretrained(sys.argv[2])" ${quoted(source)} ${quoted(torch)}`,
    `optimum-cli export onnx --model ${quoted(torch)} ${quoted(folder)}`,
  ];
}

const nameOf = (source: string) =>
  `models/${
    source
      .replace(/\.(safetensors|ckpt)$/i, '')
      .split(/[/\\]/)
      .filter((part) => part !== '')
      .at(-1) ?? 'model'
  }`;
