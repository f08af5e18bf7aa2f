import { readFile, rename, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embedMetadata } from '../../../../core/src/metadata/embed-metadata.js';
import { readMetadata } from '../../../../core/src/metadata/read-metadata.js';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';
import type { PaintedFile } from './painted-file.js';
import { replayedSheet } from './replayed-sheet.js';

let folder: Awaited<ReturnType<typeof workFolder>>;
const redo = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCli(['redo', ...args], folder);
  return { status, stdout: stdout.toString(), stderr };
};

beforeAll(async () => {
  folder = await workFolder(['private.jpg']);
  // One picture of each row fails: no model is there.
  const axes = ['--compare', 'strength=0.3,0.9', '--compare', 'model=@overpaint/model-mini,./nowhere'];
  await runCli(['private.jpg', '-p', 'ink', '--seed', '7', ...axes, ...quick, '-o', 'sheet.png'], folder);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** The sheet with another recipe, as an older version, or somebody's hand, may have written it. */
async function rewritten(name: string, change: (comparison: Record<string, any>) => void): Promise<void> {
  const bytes = await readFile(folder.path('sheet.png'));
  const recipe = structuredClone(readMetadata(bytes).recipe) as { comparison: object };
  change(recipe.comparison);
  await writeFile(folder.path(name), embedMetadata(await sharp(bytes).png().toBuffer(), 'png', { recipe }));
}

it('paints every picture of a sheet again, over the source that it finds whatever that is called now', async () => {
  await rename(folder.path('private.jpg'), folder.path('any name'));
  const { status, stderr } = await redo('sheet.png', '-o', 'again.png');
  await rename(folder.path('any name'), folder.path('private.jpg'));
  expect(stderr).toContain('its source is any name');
  expect([status, stderr]).toEqual([0, expect.stringContaining('the same, every pixel of its 2 pictures.')]);
  const [old, again] = await Promise.all(['sheet.png', 'again.png'].map((name) => readFile(folder.path(name))));
  const [before, now] = [old!, again!].map(
    (bytes) => readMetadata(bytes).recipe as { comparison: Record<string, any> },
  );
  expect(now).toMatchObject({ comparison: { ...before!.comparison, sheet: { title: 'ink · seed 7', columns: 2 } } });
  const told = (sheet: typeof before) =>
    sheet!.comparison['sheet'].cells.map(({ labels, error }: any) => [labels, error]);
  expect(told(now)).toEqual(told(before));
  const part = (bytes: Buffer) => sharp(bytes).extract({ left: 16, top: 40, width: 144, height: 43 }).raw().toBuffer();
  expect(await part(again!)).toEqual(await part(old!));
  expect(old!.toString('latin1')).not.toMatch(/private|overpaint-cli/); // neither the source's name nor its place
});

it('says which pictures differ, and by what', async () => {
  await rewritten('changed.png', ({ sheet }) => {
    sheet.recipe.model.sha256 = 'a'.repeat(64);
    sheet.cells[1].recipe.strength = 0.5;
  });
  const { status, stdout } = await redo('changed.png', '--model', '@overpaint/model-mini', '--json');
  const [report] = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(report).toMatchObject({
    outputs: ['changed-again.png'],
    same: false,
    changed: [{ what: 'model' }, { what: 'timesteps' }],
  });
  expect(report.cells).toEqual([
    {
      cell: 'strength=0.9 · model=@overpaint/model-mini',
      difference: expect.objectContaining({ mean: expect.any(Number) }),
    },
  ]);
  expect(report.difference.largest).toBe(report.cells[0].difference.largest);
});

it.each([
  null,
  5,
  { axes: {}, sheet: null },
  { axes: null, sheet: { title: '', columns: 1, recipe: {}, cells: [{ labels: [] }] } },
  { axes: {}, sheet: { title: '', columns: 0, recipe: {}, cells: [{ labels: [] }] } },
  { axes: {}, sheet: { title: '', columns: 1, recipe: {}, cells: [null] } },
  { axes: {}, sheet: { title: '', columns: 1, recipe: { seed: 7 }, cells: [{ labels: ['a'], recipe: {} }] } },
])('refuses a recipe of %j by an error that says so', (comparison) => {
  const file = { name: 'odd.png', recipe: { comparison } } as unknown as PaintedFile;
  expect(() => replayedSheet(file)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'picture' }));
});

it('says what is missing: the source, or what an older version did not write', async () => {
  await rewritten('lost.png', ({ source }) => {
    source.bytes = 1;
  });
  const lost = await redo('lost.png');
  expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('overpaint redo lost.png photo.jpg')]);
  await rewritten('old.png', (comparison) => {
    delete comparison['sheet'];
  });
  const old = await redo('old.png', 'private.jpg');
  expect([old.status, old.stderr]).toEqual([2, expect.stringContaining('It lacks comparison.sheet')]);
});
