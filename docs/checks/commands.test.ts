import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allCommands, createProgram } from '../../packages/overpaint/src/cli/program.js';
import { findCommands, type ShownCommand } from './commands.js';
import { root } from './examples.js';
import { layPictures, photo } from './run-example.js';

const { folder, embedded, remove } = await vi.hoisted(async () => (await import('./run-example.js')).exampleFolder());
vi.mock('@overpaint/model-mini', () => ({ modelId: '@overpaint/model-mini', modelFolder: embedded }));

const commands = findCommands();

/** What the command line of this package is given; nothing where a command is another program's. */
function argumentsOf({ words }: ShownCommand): readonly string[] | undefined {
  const [program, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (program === 'overpaint') return rest;
  return program === 'npm' && rest[0] === 'start' && rest[1] === '--' ? rest.slice(2) : undefined;
}

const named = (list: readonly ShownCommand[]) =>
  list.map((command): [string, ShownCommand] => [`${command.words.join(' ')} (${command.at})`, command]);

describe('the command line takes', () => {
  it.each(named(commands.filter((command) => argumentsOf(command) !== undefined)))('%s', async (_, command) => {
    const program = createProgram({ version: '0', done: () => {} });
    for (const each of allCommands(program)) {
      each.action(() => {}).configureOutput({ writeOut: () => {}, writeErr: () => {} });
    }
    await program.parseAsync([...argumentsOf(command)!], { from: 'user' }).catch((error) => {
      if (error.exitCode !== 0) throw error; // 0: --help
    });
  });
});

describe('does', () => {
  const here = process.cwd();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listening = signals.flatMap((signal) => process.listeners(signal));
  const painted = 'photo-overpaint.png';
  const everyStyle = ({ words }: ShownCommand) => /styles --sheet \S+$/.test(words.join(' '));
  const runnable = commands.filter(
    (command) =>
      command.whole &&
      !everyStyle(command) &&
      !command.words.some((word) => word === 'serve' || word === 'worker') && // they end when they are told to
      /^(npx )?overpaint /.test(command.words.join(' ')),
  );

  beforeAll(async () => {
    process.chdir(folder);
    await mkdir('photos');
    for (const name of ['photos/a.jpg', 'photos/b.jpg', 'photo.jpg']) await cp(photo, name);
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
    await run(['photo.jpg', '-p', 'ink drawing', '-o', painted]);
  });
  afterAll(async () => {
    // What a command line adds for itself ends with its process, as a rule.
    for (const signal of signals) {
      for (const each of process.listeners(signal)) if (!listening.includes(each)) process.off(signal, each);
    }
    process.chdir(here);
    await remove();
  });

  const run = async (words: readonly string[]) => {
    let status = 0;
    const program = createProgram({ version: '0', done: (ended) => (status = ended) });
    await program.parseAsync([...words], { from: 'user' }).catch((error) => {
      if (error.exitCode !== 0) throw error;
    });
    return status;
  };

  it.each(named(runnable))('%s', async (_, command) => {
    const [first, picture = ''] = argumentsOf(command)!;
    // What is painted again was painted once, and lies beside its source and no other picture of the same bytes.
    if (first !== 'redo') await layPictures(command.words, folder);
    else if (picture !== painted) await cp(painted, picture);
    expect(await run(argumentsOf(command)!)).toBe(0);
  });
});

describe('there is what is called by', () => {
  const manifest = (path: string) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const { packageManager, scripts } = manifest('.');
  const own = ['install', 'add', 'exec', 'dlx', 'pack', 'test'];

  it.each(
    named(commands.filter(({ words }) => /^(npm|pnpm|npx|node|python)$/.test(words[0]!) && !words.includes('…'))),
  )('%s', (_, command) => {
    const { words, at } = command;
    const page = dirname(at);
    const [program, ...rest] = words;
    if (program === 'python' && rest[0] === '-m') return; // a module of its own
    if (program === 'node' || program === 'python') {
      const path = rest.find((word) => /\.(mjs|js|py)$/.test(word))!;
      // Recipes say what their program is to be called.
      if (path !== 'idea.mjs') expect([root, join(root, page)].some((base) => existsSync(join(base, path)))).toBe(true);
      return;
    }
    const [called = '', ...given] = rest.filter((word) => !/^-[yr]$|^--silent$/.test(word));
    if (called.startsWith('pnpm@')) expect(called).toBe(packageManager);
    const runner = program === 'npx' ? (called.startsWith('pnpm@') ? given[0] : undefined) : called;
    if (runner === undefined || own.includes(runner)) return;
    const script = runner === 'run' ? given[0]! : runner;
    const nearest = existsSync(join(root, page, 'package.json')) ? manifest(page).scripts : scripts;
    expect(Object.keys({ ...scripts, ...nearest })).toContain(script);
  });
});
