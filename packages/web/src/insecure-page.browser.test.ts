import { expect, it } from 'vitest';
import { openPage } from './testing/browser.js';
import { testBrowser } from './testing/test-browser.js';
import { call, damagedHub, hub, paintTiny } from './testing/tiny-repository.js';

// Plain http is secure on the machine's own name only, so the page needs another one.
const shared = testBrowser({ flags: ['--host-resolver-rules=MAP pictures.test 127.0.0.1'] });

it('over plain http, where the browser neither hashes nor keeps anything: paints, checks downloads, and warns', async () => {
  shared.server.intercept = hub;
  const { page } = await openPage(shared.browser, shared.server.url.replace(/\/\/[^:/]+/, '//pictures.test'));
  expect(await page.evaluate(() => [isSecureContext, 'subtle' in crypto])).toEqual([false, false]);
  expect(await paintTiny(page)).toMatchObject({ width: 64, warnings: ['model-in-memory'] });
  expect((await paintTiny(page, { storage: 'disk' })).error).toMatchObject({ code: 'STORAGE', name: 'StorageError' });
  const sha256 = await page.evaluate(
    async (call): Promise<string> => (await globalThis.overpaint.img2img(call)).recipe.model.sha256,
    call,
  );
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);

  shared.server.intercept = damagedHub;
  expect((await paintTiny(page)).error).toMatchObject({ code: 'MODEL_INTEGRITY', name: 'ModelIntegrityError' });
});
