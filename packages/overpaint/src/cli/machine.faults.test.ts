import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentsOf, type HubReplica, startHubReplica } from '../../../node/src/testing/hub-replica.js';
import { type RunOptions, runCli } from '../testing/run-cli.js';

// Machines with something wrong with them, and the commands on each. Whatever happens: a status and not a signal, words and not a
// stack, no half file, nothing that was begun and left.
const golden = fileURLToPath(new URL('../../../core/golden/pipelines/', import.meta.url));
const quick = ['-p', 'ink', '--strength', '0', '--size', '64', '--seed', '7'];

/** Commands, as they are run in a folder with the pictures a.png, b.png and c.png and a painted old.png. */
const commands = {
  paint: ['a.png', '-o', 'out/', ...quick],
  batch: ['a.png', 'b.png', 'c.png', '-o', 'out/', '--resume', ...quick],
  frames: ['frames', 'a.png', '--length', '2', '-o', 'out/a.webp', ...quick],
  compare: ['a.png', '--compare', 'seed=1,2', '-o', 'out/', ...quick],
  redo: ['redo', 'old.png', 'a.png', '-o', 'out/new.png'],
  pull: ['models', 'pull', 'owner/tiny'],
  verify: ['models', 'verify'],
  serve: ['serve', '--port', '0'],
} satisfies Record<string, readonly string[]>;
type Command = keyof typeof commands;

interface Right {
  readonly status?: number;
  readonly message?: RegExp;
  /** Files in `out` afterwards, those that are begun and hidden among them. */
  readonly files?: readonly string[];
}

const painted: Partial<Record<Command, Right>> = {
  paint: { files: ['a-overpaint.png'] },
  batch: { files: ['a-overpaint.png', 'b-overpaint.png', 'c-overpaint.png', 'overpaint-batch.jsonl'] },
  frames: { files: ['a.webp'] },
  compare: { files: ['a-compare.png'] },
  redo: { files: ['new.png'] },
  serve: { message: /^http:/m },
};
const some = (...names: Command[]): Partial<Record<Command, Right>> =>
  Object.fromEntries(names.map((name) => [name, painted[name]!]));
const refused = (message: RegExp, names: readonly Command[]): Partial<Record<Command, Right>> =>
  Object.fromEntries(names.map((name) => [name, { status: 1, message, files: [] }]));

interface Machine {
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly within?: readonly string[];
  readonly prepare?: (folder: string) => Promise<void>;
  readonly commands: Partial<Record<Command, Right>>;
}

/** Root may do everything, so that rights are tried as a user whom nobody has made; others are themselves. */
const isRoot = process.getuid?.() === 0;
const somebody = isRoot ? ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups'] : [];
const noHome = { HOME: undefined, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined, HF_HOME: undefined };
/** A clock that goes back by a day, while the command runs. */
const clockBack = `data:text/javascript,const now = Date.now; let back = 0; Date.now = () => now() - back; setTimeout(() => { back = 864e5 }, 300).unref();`;
/** A file system of its own for results, with as much room. */
const smallDisk = [
  'unshare',
  '-rm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=4k,nr_inodes=8 none out && "$@"; s=$?; ls -A out | sed "s/^/left: /" >&2; exit $s',
  'sh',
];
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

const machines: readonly Machine[] = [
  {
    name: 'a user without a home',
    env: noHome,
    within: somebody,
    commands: {
      ...some('frames', 'compare', 'redo', 'serve'),
      verify: {},
      ...(isRoot && { pull: { status: 1, message: /HF_HUB_CACHE/ } }), // others have a home after all
    },
  },
  {
    name: 'a home where nothing can be made',
    env: { ...noHome, HOME: '/proc/none/home' },
    commands: { ...some('paint'), pull: { status: 1, message: /HF_HUB_CACHE/ } },
  },
  {
    name: 'folders that cannot be written to',
    within: somebody,
    prepare: (folder) => chmod(join(folder, 'out'), 0o555),
    commands: refused(/may not write/, ['paint', 'batch', 'frames', 'redo']),
  },
  {
    name: 'little of the processor, as nice gives it',
    within: ['nice', '-n', '10', ...somebody],
    commands: some('paint'),
  },
  {
    name: 'a folder for temporary files that is missing',
    env: { TMPDIR: '/proc/none' },
    commands: some('paint'),
  },
  {
    name: 'a clock that is set back, and files of the future',
    env: { NODE_OPTIONS: `--import=${JSON.stringify(clockBack)}` },
    async prepare(folder) {
      const later = new Date(Date.now() + 3e11);
      for (const name of ['a.png', 'b.png', 'c.png', 'old.png', 'out']) await utimes(join(folder, name), later, later);
    },
    commands: { ...some('batch', 'frames', 'redo'), pull: {} },
  },
  {
    name: 'a gigabyte of memory',
    within: ['prlimit', `--data=${2 ** 30}`],
    commands: some('compare', 'frames'),
  },
  ...(canMount
    ? [
        {
          name: 'a disk that is full',
          within: smallDisk,
          commands: Object.fromEntries(
            (['batch', 'frames', 'redo'] as const).map((name) => [name, { status: 1, message: /disk is full/ }]),
          ),
        },
      ]
    : []),
];

let root: string;
let replica: HubReplica;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'overpaint-machines-'));
  await chmod(root, 0o755);
  replica = await startHubReplica();
  replica.publish('owner/tiny', {
    contents: contentsOf(join(golden, 'sd15-tiny/'), (path) => path.startsWith('cases')),
  });
  const photo = await readFile(join(golden, 'inputs/photo-64x64.png'));
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await sharp(photo)
      .modulate({ hue: 90 * index })
      .toFile(join(root, `${name}.png`));
  }
  const { status } = await runCli(['a.png', '-o', 'old.png', ...quick], { cwd: root });
  expect(status).toBe(0);
});
afterAll(async () => {
  await replica.close();
  await rm(root, { recursive: true });
});

const rows = machines.flatMap(({ commands: wanted, ...machine }) =>
  Object.entries(wanted).map(([command, right]) => ({
    ...machine,
    command: command as Command,
    right: right as Right,
  })),
);
it.each(rows)('$name: $command', async ({ command, right, env, within = [], prepare }) => {
  const cwd = await mkdtemp(join(root, 'case-'));
  try {
    await mkdir(join(cwd, 'out'));
    for (const name of ['a', 'b', 'c', 'old']) await cp(join(root, `${name}.png`), join(cwd, `${name}.png`));
    await mkdir(join(cwd, 'tmp'));
    for (const name of ['.', 'out', 'tmp']) await chmod(join(cwd, name), 0o777);
    await prepare?.(cwd);
    const settings = {
      HF_ENDPOINT: replica.url,
      HF_TOKEN: '',
      HF_HUB_CACHE: undefined,
      TMPDIR: join(cwd, 'tmp'),
      HOME: join(cwd, 'tmp'),
    };
    const options: RunOptions = {
      ...{ cwd, within, env: { ...settings, ...env } },
      ...(command === 'serve' && { watch: (said, child) => void (/http:.*\n$/.test(said) && child.kill('SIGTERM')) }),
    };
    const { status, stdout, stderr } = await runCli(commands[command], options);
    const said = `${stdout}${stderr}`;
    expect(stderr).not.toMatch(/^ {4}at |node:internal|ERR_/m);
    expect([status, stderr]).toEqual([right.status ?? 0, expect.anything()]);
    if (right.message) expect(said).toMatch(right.message);
    const files = (await readdir(join(cwd, 'out'))).sort();
    expect(said).not.toMatch(/left: .*partial/);
    if (right.files) expect(files).toEqual(right.files);
    for (const name of files) {
      if (['.png', '.webp'].includes(extname(name))) await sharp(join(cwd, 'out', name)).stats(); // throws for a half one
    }
  } finally {
    await chmod(join(cwd, 'out'), 0o777);
    await rm(cwd, { recursive: true });
  }
});
