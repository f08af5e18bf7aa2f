import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.js';

interface Cost {
  readonly clock: number;
  readonly processor: number;
}

interface Measured {
  readonly opened: Cost;
  readonly call: Cost;
  readonly peak: number;
  readonly work?: { readonly steps: number };
  readonly networks: Readonly<Record<string, Cost & { readonly calls: number }>>;
  readonly outside?: number;
  readonly plannedPeak?: number;
}

/** What `bench/real-size` printed. */
interface RealSize {
  readonly date: string;
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: string;
  readonly size: string;
  /** Those that the system killed for their memory. */
  readonly didNotFit?: readonly string[];
  readonly results: readonly (readonly [name: string, Measured])[];
  /** Exactly, in one step. */
  readonly staged: Measured;
  /** What opening costs the first time, and again from the cache of optimised graphs. */
  readonly starts: readonly Cost[];
}

/** Files of `bench/results`. */
type Run = 'real-size' | 'real-size-xl';

const read = (run: Run) => JSON.parse(readFileSync(join(root, `bench/results/${run}.json`), 'utf8')) as RealSize;

function rowsOf({ results, steps }: RealSize) {
  const { call: torch } = results.find(([name]) => name === 'diffusers')![1];
  return results.map(([name, { opened, call, peak, work }]) => ({
    name: name.replace(/^Overpaint (\w+)$/, "`speed: '$1'`"),
    steps: work?.steps ?? Math.floor(Number(steps) * 0.6),
    call,
    opened: opened.processor,
    times: torch.processor / call.processor,
    peak: peak / 1e9,
  }));
}

/** What whole calls cost, as docs/performance.md shows it. */
export function realSizeTable(run: Run): string {
  const measured = read(run);
  const { date, machine, versions, steps, size, didNotFit = [] } = measured;
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cores} cores (${machine.processor}), Node ${machine.node.slice(1)}, ${told.join(', ')}, ${date}; ${size} × ${size}, ${steps} steps asked for:`,
    '',
    '| | steps run | seconds of the processor | by the clock | times as fast as diffusers | to open, beside it | memory at most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rowsOf(measured).map(
      ({ name, steps, call, opened, times, peak }) =>
        `| ${name} | ${steps} | ${call.processor.toFixed(0)} | ${call.clock.toFixed(0)} | ${times.toFixed(2)} | ${opened.toFixed(0)} s | ${peak.toFixed(1)} GB |`,
    ),
    ...didNotFit.map((name) => `| ${name} | did not fit into memory | | | | | |`),
  ].join('\n');
}

/** The same network by network, and what else was measured of it. */
export function realSizeParts(run: Run): string {
  const { results, staged, starts } = read(run);
  const shown = results.filter(([name]) => !/fast|balanced/.test(name));
  const names = [...new Set(shown.flatMap(([, { networks }]) => Object.keys(networks)))];
  const cell = ({ networks }: Measured, name: string) => {
    const { calls, processor } = networks[name] ?? { calls: 0, processor: 0 };
    return calls ? `${processor.toFixed(1)} in ${calls}` : '';
  };
  const [first, second] = starts;
  const exact = results.find(([name]) => name === 'Overpaint exact')![1];
  const gigabytes = (bytes = 0) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    `| seconds of the processor, calls | ${shown.map(([name]) => name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(shown.length)}`,
    ...names.map((name) => `| ${name} | ${shown.map(([, measured]) => cell(measured, name)).join(' | ')} |`),
    '',
    `No network runs in ${(100 * exact.outside!).toFixed(1)} % of the exact call. Its memory was planned as ${gigabytes(exact.plannedPeak)} beside what Node has; ` +
      `\`staged\`, a step takes ${gigabytes(staged.peak)}, planned as ${gigabytes(staged.plannedPeak)}. Opened again, from the cache of optimised graphs, ` +
      `networks take ${second!.processor.toFixed(0)} seconds of the processor instead of ${first!.processor.toFixed(0)}, a small picture counted.`,
  ].join('\n');
}

/** The same as bars: seconds of the processor. */
export function realSizePlot(): string {
  const [left, width, height] = [150, 480, 30];
  const rows = rowsOf(read('real-size'));
  const most = Math.max(...rows.map(({ call }) => call.processor));
  const bars = rows.map(({ name, call, times }, index) => {
    const [y, length] = [10 + index * height, (width * call.processor) / most];
    const label = name.replace(/^`speed: '(\w+)'`$/, 'Overpaint $1');
    const colour = label === name ? '#9aa4b2' : '#2f6fde';
    return [
      `  <text x="${left - 10}" y="${y + 15}" text-anchor="end">${label}</text>`,
      `  <rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="20" rx="3" fill="${colour}" />`,
      `  <text x="${(left + length + 8).toFixed(1)}" y="${y + 15}">${call.processor.toFixed(0)} s, ${times.toFixed(2)} ×</text>`,
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
