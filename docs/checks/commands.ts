import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'shell-quote';
import { findExamples, findPages, root } from './examples.js';

/** One program of a command line that a page shows. */
export interface ShownCommand {
  /** `docs/guide/cli.md:6`. */
  readonly at: string;
  /** The program and its arguments, as a shell hands them over; patterns are as they were written. */
  readonly words: readonly string[];
  /** Whether it can be called as it stands: nothing is left open (`<picture>`, `…`), piped or redirected. */
  readonly whole: boolean;
}

const programs = 'overpaint|npx|npm|pnpm|node|python';

/** Programs that tell people how to go on. */
const tellers = ['packages/overpaint/src/cli/program.ts', 'examples/start/start.mjs'];

/** The commands of all pages, in fenced blocks and in a line of text (`overpaint detect`), and those that programs tell. */
export function findCommands(): ShownCommand[] {
  const blocks = findExamples().filter(({ language }) => /^(sh|bash|console)?$/.test(language));
  const linesOf = (file: string) => readFileSync(join(root, file), 'utf8').split('\n');
  return [
    ...blocks.flatMap(({ file, line, code }) =>
      code.split('\n').flatMap((text, offset) => commandsOf(text, `${file}:${line + offset}`)),
    ),
    ...tellers.flatMap((file) =>
      linesOf(file).flatMap((line, index) =>
        commandsOf(/^ {2}((overpaint|npm) [^`]+)/.exec(line)?.[1] ?? '', `${file}:${index + 1}`),
      ),
    ),
    ...findPages().flatMap((file) =>
      linesOf(file).flatMap((line, index) =>
        [...line.matchAll(new RegExp(`\`((?:${programs}) [^\`]+)\``, 'g'))].flatMap(([, text = '']) =>
          commandsOf(text, `${file}:${index + 1}`),
        ),
      ),
    ),
  ];
}

function commandsOf(text: string, at: string): ShownCommand[] {
  if (!/^\S/.test(text)) return [];
  const line = text.replace(/[<[](\w+)(\.\.\.)?[>\]]/g, '$1'); // what is to be filled in, by its name
  const commands: string[][] = [[]];
  let whole = line === text && !line.includes('…');
  for (const part of parse(line, (name) => `$${name}`)) {
    if (typeof part === 'string') commands.at(-1)!.push(part);
    else if ('comment' in part) break;
    else if ('pattern' in part) commands.at(-1)!.push(part.pattern);
    else {
      if (part.op !== '&&') whole = false;
      commands.push([]);
    }
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter(([program = '']) => new RegExp(`^(${programs})$`).test(program))
    .map((words) => ({ at, words, whole }));
}
