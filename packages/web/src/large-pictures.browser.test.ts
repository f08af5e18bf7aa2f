import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createNodeOverpaint } from '../../node/src/overpaint.js';
import { testPage } from './testing/test-browser.js';

const golden = (path: string) => fileURLToPath(new URL(`../../core/golden/${path}`, import.meta.url));
const call = { prompt: 'ink', seed: 7, steps: 4, strength: 0.5, size: { width: 256, height: 192 } } as const;

const shared = testPage();

it('paints a large picture window by window, as Node does', async () => {
  const { img2img, dispose } = createNodeOverpaint({ cache: false });
  const { images, plan } = await img2img({
    ...call,
    image: golden('images/source/photo.png'),
    model: golden('pipelines/sd15-tiny'),
  });
  await dispose();
  expect(plan.tiles).toMatchObject({ count: 6, prediction: true, pieces: true });

  const painted = await shared.page.evaluate(async (call) => {
    const { img2img } = globalThis.overpaint;
    let windows = 0;
    const onProgress = ({ type }: { type: string }) => void (type === 'window' && windows++);
    const asked = { ...call, image: '/images/source/photo.png', model: '/pipelines/sd15-tiny/', onProgress };
    const { images, plan } = await img2img(asked);
    return { windows, tiles: plan.tiles, networkCalls: plan.networkCalls, data: [...images[0].data] };
  }, call);
  expect(painted.tiles).toEqual(plan.tiles);
  expect(painted.windows).toBe(6 * painted.networkCalls);
  const own = images[0].data;
  expect(painted.data.length).toBe(own.length);
  expect(painted.data.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0)).toBeLessThanOrEqual(2);
});
