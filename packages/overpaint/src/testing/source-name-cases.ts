import type { DestinationCase } from './destination-cases.js';

/** Sources whose names are addresses, as long as a file system takes, or like something else. */
export function sourceNameCases(): DestinationCase[] {
  return [...addresses(), ...longNames(), ...oddNames()];
}

function addresses(): DestinationCase[] {
  return [
    {
      name: 'two addresses that differ in their query',
      args: ['ORIGIN/photo.png?id=1', 'ORIGIN/photo.png?id=2', '-o', 'out/'],
      expect: { written: ['out/photo-overpaint.png', 'out/photo-overpaint-2.png'], pictures: 2, requests: 2 },
    },
    {
      name: 'two addresses that differ in upper and lower case, and --overwrite',
      args: ['ORIGIN/Photo.png', 'ORIGIN/photo.png', '-o', 'out/', '--overwrite'],
      expect: { pictures: 2, requests: 2 },
    },
    {
      name: 'an address named twice',
      args: ['ORIGIN/photo.png', 'ORIGIN/photo.png', '-o', 'out/'],
      expect: { pictures: 1, requests: 1, message: 'named more than once' },
    },
    {
      name: 'an address in letters of its own',
      args: ['ORIGIN/%E7%8C%AB%20%C3%A9t%C3%A9.png', 'ORIGIN/100%.png', 'ORIGIN/a%2Fb.png', 'ORIGIN/%2e%2e%2fup'],
      expect: {
        pictures: 4,
        written: ['猫-été-overpaint.png', '100-overpaint.png', 'b-overpaint.png', 'up-overpaint.png'],
      },
    },
    {
      name: 'an address without a name',
      args: ['ORIGIN', 'ORIGIN/?a=b.png', 'ORIGIN/x/'],
      expect: { pictures: 3, written: ['picture-overpaint.png', 'picture-overpaint-2.png', 'x-overpaint.png'] },
    },
    {
      name: 'addresses of one long beginning in JSON',
      args: [
        'ORIGIN/a/long/way/to/pictures/that/begin/alike/one/missing.png',
        'ORIGIN/a/long/way/to/pictures/that/begin/alike/two/missing.png',
        '--json',
      ],
      expect: {
        status: 1,
        pictures: 0,
        message: '"input": "[^"]*alike/one/missing.png"[^]*"input": "[^"]*alike/two/missing',
      },
    },
    {
      name: 'a comparison fetches its source once',
      args: ['ORIGIN/photo.png', '--compare', 'seed=1,2,3'],
      expect: { pictures: 1, requests: 1 },
    },
    {
      name: 'a sheet of styles fetches its source once',
      args: ['styles', 'ink', 'watercolor', '--sheet', 'ORIGIN/photo.png'],
      expect: { pictures: 1, requests: 1 },
    },
    {
      name: 'a mask is fetched once for several pictures',
      args: ['a.png', 'b.png', '--mask', 'ORIGIN/mask.png', '-c', '2'],
      files: ['a.png', 'b.png'],
      expect: { pictures: 4, requests: 1 },
    },
    {
      name: 'several pictures of one source fetch it once',
      args: ['ORIGIN/p.png', '-c', '3'],
      expect: { pictures: 3, requests: 1 },
    },
    {
      name: 'a file: URL is that file',
      args: ['file://FOLDER/x/a.png'],
      files: ['x/a.png'],
      expect: { written: ['x/a-overpaint.png'], pictures: 1 },
    },
    {
      name: 'a file: URL as -o',
      args: ['a.png', '-o', 'file://FOLDER/x/b.png'],
      files: ['a.png'],
      expect: { written: ['x/b.png'], pictures: 1 },
    },
  ];
}

function longNames(): DestinationCase[] {
  const long = (letter: string, ending = '.png') =>
    `${letter.repeat(Math.floor(251 / Buffer.byteLength(letter)))}${ending}`;
  return [
    ...['x', 'é', '猫', '🎨', 'é'].map(
      (letter): DestinationCase => ({
        name: `a source name of about 255 bytes in ${letter}, twice`,
        args: [long(letter), `sub/${long(letter)}`, '-o', 'out/', '-c', '2'],
        files: [long(letter), `sub/${long(letter)}`],
        expect: { pictures: 4, kept: [long(letter)] },
      }),
    ),
    {
      name: 'long names that differ at their end only',
      args: ['*.png', '-o', 'out/'],
      files: [`${'x'.repeat(249)}1.png`, `${'x'.repeat(249)}2.png`],
      expect: { pictures: 2 },
    },
    {
      name: 'a long address',
      args: [`ORIGIN/${'%E7%8C%AB'.repeat(200)}.png`],
      expect: { pictures: 1 },
    },
    {
      name: '-o with 255 bytes of two bytes each, and numbers',
      args: ['a.png', '-o', long('é'), '-c', '2'],
      files: ['a.png'],
      others: [long('é')],
      expect: { pictures: 2, kept: [long('é')] },
    },
    {
      name: '-o with 255 bytes of three each',
      args: ['a.png', '-o', long('猫')],
      files: ['a.png'],
      expect: { written: [long('猫')] },
    },
    {
      name: '-o with 256 bytes',
      args: ['a.png', '-m', 'BROKEN', '-o', `${'x'.repeat(252)}.png`],
      files: ['a.png'],
      expect: { status: 2, pictures: 0, message: 'longer than' },
    },
    {
      name: 'a new folder with 256 bytes',
      args: ['a.png', '-m', 'BROKEN', '-o', `new/${'x'.repeat(256)}/`],
      files: ['a.png'],
      expect: { status: 1, pictures: 0, message: 'longer than', absent: ['new'] },
    },
    {
      name: 'a comparison of a source with a long name',
      args: [long('猫'), '--compare', 'seed=1,2'],
      files: [long('猫')],
      expect: { pictures: 1 },
    },
  ];
}

function oddNames(): DestinationCase[] {
  return [
    { name: 'a file called -', args: ['./-'], files: ['-'], expect: { written: ['--overpaint.png'], pictures: 1 } },
    { name: 'a file called - among others', args: ['?', '-o', 'out/'], files: ['-', 'a'], expect: { pictures: 2 } },
    {
      name: 'a file called stdin beside what comes in on stdin',
      args: ['-', 'stdin'],
      files: ['stdin'],
      stdin: true,
      expect: { pictures: 2, written: ['stdin-overpaint.png', 'stdin-overpaint-2.png'] },
    },
    {
      name: 'a file called like an option',
      args: ['--', '-a.png'],
      files: ['-a.png'],
      bare: true,
      expect: { pictures: 1 },
    },
    { name: 'a file called like data', args: ['data:a.png'], files: ['data:a.png'], expect: { pictures: 1 } },
    { name: 'a file without ending', args: ['photo'], files: ['photo'], expect: { written: ['photo-overpaint.png'] } },
    { name: 'a hidden file', args: ['.png'], files: ['.png'], expect: { written: ['.png-overpaint.png'] } },
    {
      name: 'names that differ in upper and lower case',
      args: ['A.png', 'a.png', '-o', 'out/'],
      files: ['A.png', 'a.png'],
      expect: { pictures: 2 },
    },
    {
      name: 'signs that shells know',
      args: ['it\'s $HOME `ls` #1 & "2" \\ é.png', '-o', 'out/'],
      files: ['it\'s $HOME `ls` #1 & "2" \\ é.png'],
      expect: { written: ['out/it\'s $HOME `ls` #1 & "2" \\ é-overpaint.png'], pictures: 1 },
    },
    {
      name: '-o into folders that are missing',
      args: ['a.png', '-o', 'new.d/er/b.png'],
      files: ['a.png'],
      expect: { written: ['new.d/er/b.png'], pictures: 1 },
    },
    {
      name: '-o into a missing folder with the ending of a picture',
      args: ['a.png', '-o', 'out.png/'],
      files: ['a.png'],
      expect: { written: ['out.png/a-overpaint.png'], pictures: 1 },
    },
    {
      name: '-o into a folder that exists and has the ending of a picture',
      args: ['a.png', '-o', 'out.png'],
      files: ['a.png'],
      folders: ['out.png'],
      expect: { written: ['out.png/a-overpaint.png'], pictures: 1 },
    },
    {
      name: 'many pictures into a missing folder with a dot',
      args: ['a.png', 'b.png', '-o', 'out.v2'],
      files: ['a.png', 'b.png'],
      expect: { written: ['out.v2/a-overpaint.png', 'out.v2/b-overpaint.png'], pictures: 2 },
    },
    {
      name: '-o into ..',
      args: ['../x/a.png', '-o', 'x/..'],
      files: ['x/a.png'],
      expect: { status: 1, pictures: 0 },
    },
    {
      name: '--quality says that it is not for PNG',
      args: ['a.png', '--quality', '50'],
      files: ['a.png'],
      expect: { pictures: 1, message: '--quality is for JPEG and WebP' },
    },
    {
      name: 'an ending in capitals',
      args: ['a.png', '-o', 'B.JPG', '-c', '2'],
      files: ['a.png'],
      expect: { written: ['B-1.JPG', 'B-2.JPG'] },
    },
  ];
}
