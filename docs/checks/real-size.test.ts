import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './examples.js';
import { measuredOf, realSizePlot, realSizeTable } from './real-size.js';
import { expectShown } from './shown-table.js';

it('is what the page shows, as a table and as a plot; UPDATE_DOCS=1 writes them anew', () => {
  const measured = measuredOf('');
  expectShown('docs/performance.md', 'real size', realSizeTable(measured));
  const path = join(root, 'docs/images/real-size.svg');
  if (process.env['UPDATE_DOCS']) writeFileSync(path, realSizePlot(measured));
  else expect(readFileSync(path, 'utf8')).toBe(realSizePlot(measured));
});

it('shows SDXL as measured too', () => {
  expectShown('docs/performance.md', 'real size sdxl', realSizeTable(measuredOf('-sdxl')));
});
