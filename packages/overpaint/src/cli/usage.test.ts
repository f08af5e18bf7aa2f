import { expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../testing/run-cli.js';

it.each([
  ['no picture', [], 'Usage: overpaint'],
  ['flags without a picture', ['-p', 'ink'], 'No picture is named'],
  ['an unknown flag', ['photo.jpg', '--strenght', '0.5'], "unknown option '--strenght'"],
  ['a word for a number', ['photo.jpg', '--strength', 'much'], 'Expected a number'],
  ['a number out of range', ['photo.jpg', '--strength', '7'], '--strength: expected a number from 0 to 1'],
  ['both strengths', ['photo.jpg', '--strength', '0.5', '-i', '0.5'], '--init-strength: expected either'],
  ['a misspelt scheduler', ['photo.jpg', '--scheduler', 'eulr'], 'Did you mean "euler"?'],
  ['an unknown format', ['photo.jpg', '--format', 'tiff'], '--format: expected png, jpeg or webp'],
  ['an ending that cannot be written', ['photo.jpg', '-o', 'out.gif'], '-o: expected a file that ends in'],
  ['a format against the ending', ['photo.jpg', '-o', 'out.png', '--format', 'webp'], '-o out.png is png'],
  ['the source as result', ['photo.jpg', '-o', './photo.jpg'], 'would write over the source'],
  ['one file for two pictures', ['photo.jpg', 'other.jpg', '-o', 'out.png'], 'there are 2 pictures'],
  ['several pictures to stdout', ['photo.jpg', '-o', '-', '--count', '2'], 'one picture goes to stdout'],
  ['two things that want stdout', ['photo.jpg', '-o', '-', '--json'], 'both want stdout'],
  ['a comparison without values', ['photo.jpg', '--compare', 'strength'], '--compare: expected key=a,b,c'],
  ['a comparison of nothing known', ['photo.jpg', '--compare', 'mood=a,b'], '"mood" cannot be compared'],
  ['a comparison with a wrong value', ['photo.jpg', '--compare', 'eta=0,x'], '--compare eta: "x" does not fit'],
  ['a comparison out of range', ['photo.jpg', '--compare', 'strength=0.5,5'], '--strength: expected a number from 0'],
  ['a recipe that is missing', ['photo.jpg', '--recipe', 'none.png'], '--recipe: none.png could not be read'],
])('answers %s with status 2, a message and no file', async (_, args, message) => {
  await using folder = await workFolder(['photo.jpg', 'other.jpg']);
  const { status, stdout, stderr } = await runCli(args, folder);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect([status, stdout.length]).toEqual([2, 0]);
  expect(await folder.files()).toEqual(['other.jpg', 'photo.jpg']);
});

it('shows where an error came from with --debug only', async () => {
  await using folder = await workFolder([]);
  expect((await runCli(['none.jpg', ...quick], folder)).stderr).not.toMatch(/^ {4}at /m);
  expect((await runCli(['none.jpg', '--debug', ...quick], folder)).stderr).toMatch(/^ {4}at /m);
});
