import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.js';

interface Cost {
  readonly clock: number;
  readonly processor: number;
}

/** What `bench/real-size` printed. */
export interface RealSize {
  readonly date: string;
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: string;
  readonly size: string;
  readonly results: readonly (readonly [name: string, Measured])[];
  /** What the system ended for its memory. */
  readonly didNotFit?: readonly string[];
  /** What ended with an error of its own. */
  readonly failed?: readonly (readonly [name: string, error: string])[];
  readonly staged: Measured;
  /** Opening all networks, and again from the cache. */
  readonly starts: readonly [Cost, Cost];
}

interface Measured {
  readonly opened: Cost;
  readonly call: Cost;
  readonly peak: number;
  readonly networks: Readonly<Record<string, Cost & { readonly calls: number }>>;
  readonly outside?: number;
  readonly work?: { readonly steps: number };
}

/** What was measured of a model, by its name. */
export const measuredOf = (name: string) =>
  JSON.parse(readFileSync(join(root, `bench/results/real-size${name}.json`), 'utf8')) as RealSize;

function rowsOf({ results, steps: asked }: RealSize) {
  const torch = results.find(([name]) => name === 'diffusers')?.[1].call.processor;
  return results.map(([name, { opened, call, peak, work, outside, networks }]) => ({
    name: name.replace(/^Overpaint (\w+)$/, "`speed: '$1'`"),
    ...{ call, networks, outside },
    steps: work?.steps ?? Math.floor(Number(asked) * 0.6),
    opened: opened.processor,
    times: torch === undefined ? '' : (torch / call.processor).toFixed(2),
    peak: peak / 1e9,
  }));
}

type Row = ReturnType<typeof rowsOf>[number];

/** What whole calls cost, as docs/performance.md shows it. */
export function realSizeTable(measured: RealSize): string {
  const { date, machine, versions, steps, size, didNotFit = [], failed = [] } = measured;
  const rows = rowsOf(measured);
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cores} cores (${machine.processor}), Node ${machine.node.slice(1)}, ${told.join(', ')}, ${date}; ${size} × ${size}, ${steps} steps asked for:`,
    '',
    '| | steps run | seconds of the processor | by the clock | times as fast as diffusers | to open, beside it | memory at most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, steps, call, opened, times, peak }) =>
        `| ${name} | ${steps} | ${call.processor.toFixed(0)} | ${call.clock.toFixed(0)} | ${times} | ${opened.toFixed(0)} s | ${peak.toFixed(1)} GB |`,
    ),
    ...didNotFit.map((name) => `| ${name} | | | | | | ended by the system, for its memory |`),
    ...failed.map(([name, error]) => `| ${name} | | | | | | ${error} |`),
    '',
    'Seconds of the processor of each network, and how often it is asked:',
    '',
    ...networkTable(rows),
    '',
    ...remarks(rows, measured),
  ].join('\n');
}

function networkTable(rows: readonly Row[]): string[] {
  const all = new Set(rows.flatMap(({ networks }) => Object.keys(networks)));
  const cells = (network: string) =>
    rows.map(({ networks }) => {
      const cost = networks[network];
      return cost ? `${cost.processor.toFixed(1)} s, ${cost.calls} ×` : '';
    });
  return [
    `| | ${rows.map(({ name }) => name).join(' | ')} |`,
    `| ---${' | ---'.repeat(rows.length)} |`,
    ...[...all].map((network) => `| ${network} | ${cells(network).join(' | ')} |`),
  ];
}

function remarks(rows: readonly Row[], { starts, staged }: RealSize): string[] {
  const outside = rows.flatMap(({ name, outside }) =>
    outside === undefined ? [] : [`${name} ${(100 * outside).toFixed(1)} %`],
  );
  const [first, second] = starts.map(({ processor }) => `${processor.toFixed(1)} s`);
  return [
    `By the clock no network runs in ${outside.join(', ')} of a call.`,
    `Staged, one step of exact painting takes ${(staged.peak / 1e9).toFixed(1)} GB at most.`,
    `All networks of exact painting open in ${first} of the processor and write what is kept of them; with that they open in ${second}.`,
  ];
}

/** The same as bars: seconds of the processor. */
export function realSizePlot(measured: RealSize): string {
  const rows = rowsOf(measured);
  const [left, width, height] = [150, 480, 30];
  const most = Math.max(...rows.map(({ call }) => call.processor));
  const bars = rows.map(({ name, call, times }, index) => {
    const [y, length] = [10 + index * height, (width * call.processor) / most];
    const label = name.replace(/^`speed: '(\w+)'`$/, 'Overpaint $1');
    const colour = label === name ? '#9aa4b2' : '#2f6fde';
    return [
      `  <text x="${left - 10}" y="${y + 15}" text-anchor="end">${label}</text>`,
      `  <rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="20" rx="3" fill="${colour}" />`,
      `  <text x="${(left + length + 8).toFixed(1)}" y="${y + 15}">${call.processor.toFixed(0)} s, ${times} ×</text>`,
    ].join('\n');
  });
  const [w, h] = [left + width + 110, 20 + rows.length * height];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="#57606a">`,
    '  <title>Seconds of the processor for one picture, and times as fast as diffusers</title>',
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}
