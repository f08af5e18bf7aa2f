import { resolveStyle, type Style, type StyleName, styles } from '@overpaint/presets';
import pc from 'picocolors';
import { callOptions } from '../call-options.js';
import { paintSheets } from '../paint-sheets.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
import type { CommonFlags, Session } from '../session.js';
import { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

/** The styles named, or all of them. @throws an `INVALID_ARGUMENT` that suggests the nearest name. */
const choose = (names: readonly string[]): Style[] =>
  names.length > 0 ? names.map((name) => resolveStyle(name)) : Object.values(styles);

/** Lists styles in their groups, each with its line of description. */
export function listStyles(names: readonly string[], flags: CommonFlags): void {
  const terminal = new Terminal(flags);
  const chosen = choose(names);
  const width = Math.max(...chosen.map(({ name }) => name.length));
  for (const group of new Set(chosen.map(({ group }) => group))) {
    terminal.print(pc.bold(group));
    for (const { name, description } of chosen.filter((style) => style.group === group)) {
      terminal.print(`  ${name.padEnd(width)}  ${pc.dim(description)}`);
    }
  }
  terminal.data(chosen);
}

/** Paints a picture in every style named, or in all, onto one labelled sheet. Returns the exit status. */
export async function paintStyleSheet(
  photo: string,
  names: readonly string[],
  { flags, session }: { flags: PaintFlags; session: Session },
): Promise<number> {
  const base = await callOptions(flags, session);
  if ((base.count ?? 1) !== 1) throw new UsageError('--sheet paints one picture for each style. Leave --count out.');
  const axes = { style: choose(names).map(({ name }) => name as StyleName) };
  const columns = Math.ceil(Math.sqrt((axes.style.length + 1) * 1.3));
  const labels = ({ choices }: { choices: readonly { text: string }[] }) => choices.map(({ text }) => text);
  return paintSheets(
    await findPictures([photo], session.terminal),
    { options: base, axes },
    {
      ...{ flags, session },
      look: { suffix: 'styles', columns, largest: 320, withSource: true, labels },
    },
  );
}
