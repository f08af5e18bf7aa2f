import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyStyles } from './apply-styles.js';
import { parseStylesCsv, parseStylesJson } from './read-styles.js';
import { resolveStyle } from './resolve-style.js';
import { defineStyle, type Style } from './style.js';
import * as separately from './styles/index.js';
import { styles } from './styles/registry.js';

interface CsvCase {
  readonly csv: string;
  readonly styles?: readonly (readonly string[])[];
  readonly expect?: readonly (readonly string[])[];
}
const goldenCases = (path: string): CsvCase[] =>
  JSON.parse(readFileSync(new URL(`../../core/golden/${path}`, import.meta.url), 'utf8')).cases;

const all = Object.entries<Style>(styles);
const leonardo =
  'LEONARDO DYNAMIC NONE ANIME BOKEH CINEMATIC CINEMATIC_CLOSEUP CREATIVE ENVIRONMENT FASHION FILM FOOD GENERAL HDR ' +
  'ILLUSTRATION LONG_EXPOSURE MACRO MINIMALISTIC MONOCHROME MOODY NEUTRAL PHOTOGRAPHY PORTRAIT RAYTRACED RENDER_3D RETRO ' +
  'SKETCH_BW SKETCH_COLOR STOCK_PHOTO VIBRANT UNPROCESSED REALISM';
const stability =
  '3d-model analog-film anime cinematic comic-book digital-art enhance fantasy-art isometric line-art low-poly ' +
  'modeling-compound neon-punk origami photographic pixel-art tile-texture';
const art =
  'watercolor,oil painting,acrylic,gouache,pastel,charcoal,pencil sketch,ink,woodcut,linocut,stained glass,mosaic,pointillism,' +
  'impressionism,ukiyo-e,art nouveau,art deco,pop art,comic,manga,pixel art,voxel,claymation,papercraft,embroidery,graffiti,' +
  'blueprint,vintage photo,cyberpunk,autumn,winter,night,golden hour';

it('has every preset that people know by name, and many more', () => {
  for (const name of [...leonardo.split(' '), ...stability.split(' '), ...art.split(',')]) {
    expect(resolveStyle(name).name).toBe(name.toLowerCase().replace(/[_ ]/g, '-'));
  }
  expect(all.length).toBeGreaterThanOrEqual(90);
});

it.each(all)('%s is complete and reads well with and without a prompt', (name, style) => {
  expect(style.name).toBe(name);
  expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(style.description).toMatch(/^[^\n]{5,60}[^.]$/);
  expect(style.prompt.split('{prompt}')).toHaveLength(2);
  expect(defineStyle(style)).toEqual(style);
  const { prompt } = applyStyles({ prompt: 'a red boat', styles: style });
  expect(prompt).toContain('a red boat');
  const alone = applyStyles({ styles: style }).prompt;
  if (name !== 'none') expect(alone).not.toBe('');
  for (const text of [prompt, alone, style.negativePrompt ?? '']) {
    expect(text).not.toMatch(/[{}]|,\s*,|^\s|\s$|^,|,$| {2}|\b(of|with|for|by|in|at|a|the),|\b(of|with|for|a|the)$/);
  }
  // No style asks for and against the same thing.
  const phrases = style.prompt.split(', ');
  for (const unwanted of style.negativePrompt?.split(', ') ?? []) expect(phrases).not.toContain(unwanted);
});

it('gives each style its own words, and exports each on its own', () => {
  expect(new Set(all.map(([, style]) => style.prompt)).size).toBe(all.length);
  expect(new Set(all.map(([, style]) => style.description)).size).toBe(all.length);
  const exported = Object.values(separately).filter((value) => typeof value === 'object');
  expect(new Set(exported)).toEqual(new Set(Object.values(styles)));
});

it("puts the person's words into the template", () => {
  expect(applyStyles({ prompt: 'a cat', styles: 'watercolor' }).prompt).toBe(
    'watercolor painting of a cat, loose wet washes, bleeding edges',
  );
  expect(applyStyles({ styles: 'watercolor' }).prompt).toBe('watercolor painting, loose wet washes, bleeding edges');
  expect(applyStyles({ prompt: 'a cat', styles: [] })).toEqual({
    prompt: 'a cat',
    negativePrompt: undefined,
    recommended: {},
  });
  expect(applyStyles({ prompt: '', styles: 'night' }).prompt).toBe('at night, moonlight, deep shadow');
  expect(applyStyles({ prompt: 'a cat, a dog,', styles: 'night' }).prompt).toBe(
    'a cat, a dog, at night, moonlight, deep shadow',
  );
});

it('says nothing twice', () => {
  expect(applyStyles({ prompt: 'Watercolor painting, flower, loose wet washes', styles: 'watercolor' }).prompt).toBe(
    'Watercolor painting, flower, loose wet washes, bleeding edges',
  );
  const twice = applyStyles({ prompt: 'a cat', styles: ['neon', 'neon'] });
  expect(twice).toEqual(applyStyles({ prompt: 'a cat', styles: 'neon' }));
});

it('combines styles in order', () => {
  const { prompt, negativePrompt, recommended } = applyStyles({
    prompt: 'a cat',
    negativePrompt: 'dog, Photo',
    styles: ['watercolor', 'night', 'ink'],
  });
  expect(prompt).toBe(
    'watercolor painting of a cat at night, loose wet washes, bleeding edges, moonlight, deep shadow, ink drawing, pen and ink, cross hatching',
  );
  expect(negativePrompt).toBe('dog, Photo, hard outlines, opaque paint, daylight, bright, color, gray shading');
  expect(recommended).toEqual({ strength: 0.7 });
  expect(applyStyles({ prompt: 'x', styles: ['night', 'line-art'] }).recommended).toEqual({
    strength: 0.75,
    guidanceScale: 8,
  });
});

it('styles each text of a composition, and keeps its weight', () => {
  const style = defineStyle({ name: 'plain', prompt: 'sketch of {prompt}, quick' });
  expect(applyStyles({ prompt: 'a cat AND a dog :0.5', styles: style }).prompt).toBe(
    'sketch of a cat, quick AND sketch of a dog, quick :0.5',
  );
});

it('takes templates of any shape', () => {
  const put = (template: string, prompt = 'P') =>
    applyStyles({ prompt, styles: defineStyle({ name: 'x', prompt: template }) }).prompt;
  expect(put('vivid, sharp')).toBe('P, vivid, sharp');
  expect(put('')).toBe('P');
  expect(put('old film, {prompt}, (grain, dust:1.2), [a:b,c:3]')).toBe('old film, P, (grain, dust:1.2), [a:b,c:3]');
  expect(put('({prompt}:1.2), x')).toBe('(P:1.2), x');
  expect(put('({prompt}:1.2), x', 'a, b')).toBe('(a, b:1.2), x');
  expect(put('({prompt}:1.2), x', '')).toBe('x');
  expect(put('{prompt}, x, {prompt}')).toBe('P, x');
  expect(put('{prompt} . film . dust')).toBe('P . film . dust');
});

it('takes names in any spelling and suggests the nearest for others', () => {
  expect(resolveStyle('Oil Painting')).toBe(styles['oil-painting']);
  expect(resolveStyle('RENDER_3D')).toBe(styles['render-3d']);
  expect(() => resolveStyle('watercolour')).toThrow(/Did you mean "watercolor"\?/);
  expect(() => resolveStyle('cinematc')).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'style', [Symbol.for('overpaint.error')]: true }),
  );
  expect(() => resolveStyle('toString')).toThrow(/expected the name of a style/);
  expect(() => resolveStyle('x'.repeat(100_000))).toThrow();
  expect(() => resolveStyle(7 as unknown as string)).toThrow(/received 7/);
});

it("checks a style of one's own", () => {
  expect(defineStyle({ name: ' mine ', prompt: 'x' })).toEqual({
    name: 'mine',
    group: 'custom',
    description: '',
    prompt: 'x',
  });
  const bad = (style: object) => () => defineStyle(style as Style);
  expect(bad({ name: '', prompt: 'x' })).toThrow(expect.objectContaining({ argument: 'style.name' }));
  expect(bad({ name: 'x' })).toThrow(expect.objectContaining({ argument: 'style.prompt' }));
  expect(bad({ name: 'x', prompt: '', recommended: { strength: 2 } })).toThrow(
    expect.objectContaining({ argument: 'style.recommended.strength' }),
  );
  expect(bad({ name: 'x', prompt: '', recommended: { steps: Number.NaN } })).toThrow(/steps/);
  expect(bad({ name: 'x', prompt: '', recommended: { strenght: 0.5 } })).toThrow(
    /strenght: expected one of .*strength/,
  );
  expect(bad({ name: 'x', prompt: '', negativePrompt: 3 })).toThrow(/negativePrompt/);
});

it('reads styles.csv', () => {
  const csv =
    '\ufeffname,prompt,negative_prompt\r\nfilm,"a, ""b"" {prompt}\nline",blur\r\n\r\nplain,x\n,lost,\nlast,"y",';
  expect(parseStylesCsv(csv).map(({ name, prompt, negativePrompt }) => [name, prompt, negativePrompt])).toEqual([
    ['film', 'a, "b" {prompt}\nline', 'blur'],
    ['plain', 'x', undefined],
    ['last', 'y', undefined],
  ]);
  expect(parseStylesCsv('name,text\nold,"z"')[0]).toMatchObject({ name: 'old', prompt: 'z' });
  expect(parseStylesCsv('name,prompt\na,b "c" d\ne,f').map(({ prompt }) => prompt)).toHaveLength(2);
  expect(() => parseStylesCsv('a,b\nc,d')).toThrow(/columns name, prompt/);
});

it.each([
  ...goldenCases('prompts/styles-csv.json'),
  ...goldenCases('faults/10-styles-csv.json').map((fault) => ({ ...fault, styles: fault.expect })),
])('reads as the web UI does: $csv', ({ csv, styles }) => {
  const read = parseStylesCsv(csv).map(({ name, prompt, negativePrompt = '' }) => [name, prompt, negativePrompt]);
  expect(read).toEqual(styles!.map(([name, ...texts]) => [name!.trim(), ...texts]));
});

it('reads 10,000 styles in time, and files with nothing but quotes', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `style ${index}, "x, ""${index}""", y`);
  const start = performance.now();
  expect(parseStylesCsv(`name,prompt,negative_prompt\n${lines.join('\n')}`)).toHaveLength(10_000);
  expect(parseStylesCsv(`name,prompt\nA,${'"'.repeat(100_001)}`)).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(2000);
  for (const bad of [5, undefined, '', 'a,b\nc,d', 'name\nA'])
    expect(() => parseStylesCsv(bad as string)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

it('reads JSON lists', () => {
  const list = [
    { name: 'a', prompt: 'b {prompt}', negative_prompt: 'c' },
    { name: 'd', prompt: 'e', negative_prompt: '' },
  ];
  expect(parseStylesJson(`\ufeff${JSON.stringify(list)}`)).toEqual(parseStylesJson(list));
  expect(parseStylesJson(list)[0]).toMatchObject({
    name: 'a',
    prompt: 'b {prompt}',
    negativePrompt: 'c',
    group: 'custom',
  });
  for (const bad of ['{', '{}', '[3]', '[{"name":1}]'])
    expect(() => parseStylesJson(bad)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

it('is listed in the guide, style by style', () => {
  const guide = readFileSync(new URL('../../../docs/guide/styles.md', import.meta.url), 'utf8');
  const rows = guide.split('\n').map((line) => line.replace(/\s+/g, ' '));
  for (const [name, { description }] of all) expect(rows).toContain(`| \`${name}\` | ${description} |`);
  expect(guide).toContain(`${all.length} styles.`);
});
