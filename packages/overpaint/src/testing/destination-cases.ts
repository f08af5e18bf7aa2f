/** One run of the command line in a new folder, as `golden/faults` writes it, and more of the same kinds. */
export interface DestinationCase {
  readonly name: string;
  readonly args: readonly string[];
  /** Copies of the photo. */
  readonly files?: readonly string[];
  /** Files of other bytes. */
  readonly others?: readonly string[];
  readonly folders?: readonly string[];
  /** Links, and what they lead to. */
  readonly links?: Readonly<Record<string, string>>;
  /** The photo on stdin. */
  readonly stdin?: boolean;
  /** Without the flags that make it quick. */
  readonly bare?: boolean;
  readonly expect: {
    readonly status?: number | readonly number[];
    /** Byte for byte. */
    readonly kept?: readonly string[];
    readonly written?: readonly string[];
    /** How many new files there are. */
    readonly pictures?: number;
    readonly message?: string;
    /** Requests that the server got. */
    readonly requests?: number;
    /** Names that start at the folder and stand for no new file. */
    readonly absent?: readonly string[];
  };
}

/** Results that may not take a place, and places that there cannot be. */
export function destinationCases(): DestinationCase[] {
  return [...replacing(), ...placesThatCannotBe(), ...wrongFlags()];
}

function replacing(): DestinationCase[] {
  const status = 2;
  return [
    {
      name: 'a numbered result has the name of the source, in another spelling of the folder',
      args: ['out-2.png', '-o', 'FOLDER/here/out.png', '-c', '3'],
      files: ['out-2.png'],
      links: { here: '.' },
      expect: { kept: ['out-2.png'], written: ['out-1.png', 'out-3.png', 'out-4.png'], pictures: 3 },
    },
    {
      name: 'several prompts are numbered too',
      args: ['a.png', '-o', 'zz.png', '-p', 'oil'],
      files: ['a.png', 'zz-1.png'],
      others: ['zz.png'],
      expect: { kept: ['a.png', 'zz-1.png', 'zz.png'], written: ['zz-2.png', 'zz-3.png'], pictures: 2 },
    },
    {
      name: 'a numbered result would go through a link that leads nowhere',
      args: ['a.png', '-o', 'zz.png', '-c', '2'],
      files: ['a.png'],
      links: { 'zz-1.png': 'none.png' },
      expect: { written: ['zz-2.png', 'zz-3.png'], pictures: 2, absent: ['none.png'] },
    },
    {
      name: 'a folder has the name of a numbered result, and --overwrite',
      args: ['a.png', '-o', 'zz.png', '-c', '2', '--overwrite'],
      files: ['a.png', 'zz-1.png/b.png'],
      expect: { kept: ['zz-1.png/b.png'], written: ['zz-2.png', 'zz-3.png'] },
    },
    {
      name: '--overwrite takes made names, but no source and no result of this run',
      args: ['a.png', 'a-overpaint.png', 'x/a.png', '-o', '.', '--overwrite'],
      files: ['a.png', 'a-overpaint.png', 'x/a.png'],
      others: ['a-overpaint-2.png'],
      expect: {
        kept: ['a.png', 'a-overpaint.png', 'x/a.png'],
        written: ['a-overpaint-2.png', 'a-overpaint-3.png', 'a-overpaint-overpaint.png'],
        pictures: 2,
      },
    },
    {
      name: '--overwrite with numbers leaves the source',
      args: ['out-1.png', '-o', 'out.png', '-c', '2', '--overwrite'],
      files: ['out-1.png'],
      others: ['out-2.png'],
      expect: { kept: ['out-1.png'], written: ['out-2.png', 'out-3.png'], pictures: 1 },
    },
    {
      name: 'two files of one name in two folders',
      args: ['x/a.png', 'y/a.png', '-o', 'out'],
      files: ['x/a.png', 'y/a.png'],
      expect: { written: ['out/a-overpaint.png', 'out/a-overpaint-2.png'], pictures: 2 },
    },
    {
      name: 'a source and its result of an earlier run',
      args: ['a.png'],
      files: ['a.png', 'a-overpaint.png', 'a-overpaint-2.png'],
      expect: { kept: ['a.png', 'a-overpaint.png', 'a-overpaint-2.png'], written: ['a-overpaint-3.png'], pictures: 1 },
    },
    {
      name: '-o names the file that the source links to',
      args: ['link.png', '-o', 'real.png'],
      files: ['real.png'],
      links: { 'link.png': 'real.png' },
      expect: { status, kept: ['real.png'], message: 'write over the source', pictures: 0 },
    },
    {
      name: '-o names the source through a linked folder',
      args: ['a.png', '-o', 'here/a.png'],
      files: ['a.png'],
      links: { here: '.' },
      expect: { status, kept: ['a.png'], message: 'write over the source', pictures: 0 },
    },
    {
      name: 'the source is written over where both -o and --overwrite say so',
      args: ['a.png', '-o', './a.png', '--overwrite'],
      files: ['a.png'],
      expect: { written: ['a.png'], pictures: 0 },
    },
    {
      name: '-o replaces exactly the file that it names',
      args: ['a.png', '-o', 'b.png'],
      files: ['a.png', 'b.png'],
      others: ['b-1.png'],
      expect: { kept: ['a.png', 'b-1.png'], written: ['b.png'], pictures: 0 },
    },
    {
      name: 'results of a linked picture lie beside the link',
      args: ['x/link.png'],
      files: ['x/z.png', 'real.png'],
      links: { 'x/link.png': '../real.png' },
      expect: { kept: ['real.png'], written: ['x/link-overpaint.png'], pictures: 1 },
    },
    {
      name: 'a picture named twice counts once, which is said',
      args: ['a.png', './a.png', 'FOLDER/a.png', '*.png'],
      files: ['a.png'],
      expect: { written: ['a-overpaint.png'], pictures: 1, message: 'a.png.* named more than once' },
    },
    {
      name: '-o names the mask',
      args: ['a.png', '--mask', 'm.png', '-o', 'm.png'],
      files: ['a.png', 'm.png'],
      expect: { status, kept: ['a.png', 'm.png'], message: 'write over the source', pictures: 0 },
    },
    {
      name: '--overwrite leaves the mask too',
      args: ['a.png', '--mask', 'a-overpaint.png', '--overwrite'],
      files: ['a.png', 'a-overpaint.png'],
      expect: { kept: ['a.png', 'a-overpaint.png'], written: ['a-overpaint-2.png'], pictures: 1 },
    },
    {
      name: 'a comparison leaves an earlier one',
      args: ['a.png', '--compare', 'seed=1,2'],
      files: ['a.png'],
      others: ['a-compare.png'],
      expect: { kept: ['a-compare.png'], pictures: 1 },
    },
  ];
}

/** Told before anything is painted: the model of these is broken, and nobody notices. */
function placesThatCannotBe(): DestinationCase[] {
  const refused = (
    name: string,
    output: string,
    more: Partial<DestinationCase> = {},
    message = 'cannot be written',
  ): DestinationCase => ({
    name,
    args: ['a.png', '-m', 'BROKEN', '-o', output],
    files: ['a.png'],
    ...more,
    expect: { status: [1, 2], pictures: 0, message, kept: ['a.png'] },
  });
  return [
    refused('-o below /proc', '/proc/overpaint/x/b.png'),
    refused('-o into /proc', '/proc/'),
    refused('a file in the way of a folder', 'file/x/b.png', { others: ['file'] }),
    refused('a file written as a folder', 'file/', { others: ['file'] }),
    refused('a link that leads nowhere as a folder', 'link/b.png', { links: { link: 'none' } }),
    refused('an empty -o', '', {}, 'empty'),
    refused('a file of another kind', 'a.gif', {}, 'ends in .png'),
    refused(
      'a file that is there, for many pictures',
      'file',
      { others: ['file'], args: ['a.png', 'b.png', '-o', 'file'] },
      '-o',
    ),
    {
      name: 'a source in a folder that cannot be written to goes on with the next',
      args: ['/proc/none.png', 'a.png'],
      files: ['a.png'],
      expect: { status: 1, written: ['a-overpaint.png'], pictures: 1 },
    },
  ];
}

/** Wrong flags are told as such even where the model cannot be opened, and nothing is painted. */
function wrongFlags(): DestinationCase[] {
  const flags: readonly [string, ...string[]][] = [
    ['quality', '0'],
    ['quality', '90.5'],
    ['quality', ''],
    ['size', '8'],
    ['format', 'gif'],
    ['strength', '7'],
    ['scheduler', 'eulr'],
    ['style', 'watercolr'],
    ['prompt-magic', '7'],
    ['sigmas', 'karas'],
    ['threads', '0'],
    ['providers', 'gpu'],
    ['providers', ''],
    ['compare', 'scheduler=euler,eulr'],
    ['compare', 'strength=0.5,5'],
    ['compare', 'size=64,8'],
  ];
  return flags.map(([flag, ...values]) => ({
    name: `--${[flag, ...values].join(' ')} with a broken model`,
    args: ['ORIGIN/a.png', '-m', 'BROKEN', `--${flag}`, ...values, '-o', 'out/'],
    bare: true,
    expect: {
      status: 2,
      pictures: 0,
      absent: ['out'],
      message: flag.replace('compare', `--(compare|${values[0]!.split('=')[0]})`),
    },
  }));
}
