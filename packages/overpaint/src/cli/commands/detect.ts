import { bytesText } from '../bytes-text.js';
import { type CommonFlags, openSession, type RuntimeFlags } from '../session.js';
import { table } from '../table.js';

/** `overpaint detect`: what this machine can do. */
export async function detect(flags: CommonFlags & RuntimeFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  const found = await overpaint.detect();
  const versions = Object.entries(found.versions).map(([name, version]) => `${name} ${version}`);
  const rows: [string, string][] = [
    ['providers', found.providers.join(', ')],
    ['threads', String(found.threads)],
    ['memory', found.memory === undefined ? 'unknown' : bytesText(found.memory)],
    ['versions', versions.join(', ')],
  ];
  for (const line of table(rows)) terminal.print(line);
  terminal.data(found);
}
