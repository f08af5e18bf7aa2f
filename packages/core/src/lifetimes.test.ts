import { describe, expect, it, vi } from 'vitest';
import type { ModelFiles } from './backend/files.js';
import type { Img2ImgEvent } from './events.js';
import { createOverpaint, type OverpaintLimits } from './overpaint.js';
import type { Platform } from './platform.js';
import { type ReferencePlatformOptions, referencePicture, referencePlatform } from './testing/reference-platform.js';

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };
const pause = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Names like `sd15-tiny#2` are further models over the same files. */
function bind(limits: OverpaintLimits = {}, options: ReferencePlatformOptions = {}) {
  const platform = referencePlatform(options);
  const openModel = vi.fn<Platform['openModel']>((source, context) =>
    platform.openModel(source?.split('#')[0], context),
  );
  const bound = createOverpaint<URL, never, ReturnType<typeof platform.decorate>>({ ...platform, openModel }, limits);
  return { ...bound, platform, openModel };
}

const alone = (await bind().img2img(call)).images[0].data;

describe('many at once', () => {
  it.each([
    { concurrency: 1, maxModels: 1 },
    { concurrency: 5, maxModels: 1 },
    { concurrency: 2, maxModels: 2 },
  ])('five models with %j: five right pictures, and no more networks open than allowed', async (limits) => {
    const { img2img, platform } = bind(limits);
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `sd15-tiny#${name}`);
    const results = await Promise.all(names.map((model) => img2img({ ...call, model })));
    for (const { images } of results) expect(images[0].data).toEqual(alone);
    expect(platform.open.length).toBeLessThanOrEqual(4 * limits.maxModels);
  });

  it('waits its turn, and says how many are before it', async () => {
    const { img2img } = bind();
    const ahead: number[][] = [[], [], []];
    const runs = ahead.map((told) =>
      img2img({
        ...call,
        onProgress: (event: Img2ImgEvent) => void (event.type === 'queued' && told.push(event.ahead)),
      }),
    );
    await Promise.all(runs);
    expect(ahead.sort()).toEqual([[], [1], [2, 1]]); // in the order in which their pictures and models were opened
  });

  it('leaves the queue when it is aborted, and lets the next one through', async () => {
    const { img2img } = bind();
    const runs = [call, call, call].map((options) => img2img(options));
    await pause(5);
    runs[1]!.abort();
    await expect(runs[1]).rejects.toMatchObject({ code: 'ABORTED' });
    for (const run of [runs[0], runs[2]]) expect((await run)!.images[0].data).toEqual(alone);
  });

  it.each([{ concurrency: 0 }, { concurrency: 1.5 }, { maxModels: 'two' as never }, { idleTimeout: -1 }])(
    'refuses %j',
    (limits) => {
      expect(() => bind(limits)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );
});

describe('an abort', () => {
  it.each([0, 5, 20, 60, 120])('of one of two callers after %i ms leaves the other its picture', async (delay) => {
    const { img2img } = bind({ concurrency: 2 });
    const first = img2img(call);
    const second = img2img(call);
    await pause(delay);
    first.abort();
    await first.catch(() => {});
    expect((await second).images[0].data).toEqual(alone);
  });

  it('of whoever began to open a model leaves it to those who wait for it too', async () => {
    const { img2img, openModel, platform } = bind();
    let go = () => {};
    openModel.mockImplementationOnce(async (source, context) => {
      await new Promise<void>((resolve) => (go = resolve));
      return platform.openModel(source, context);
    });
    const opened = vi.spyOn(platform.backend, 'openImage');
    const first = img2img(call);
    const second = img2img(call);
    await vi.waitFor(() => expect([opened, openModel].map(({ mock }) => mock.calls.length)).toEqual([2, 1]));
    await Promise.all(opened.mock.results.map(({ value }) => value));
    await pause(50); // both wait for the model now
    first.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    go();
    expect((await second).images[0].data).toEqual(alone);
    expect(openModel).toHaveBeenCalledTimes(1);
  });

  it('by everybody stops the opening, and the next call begins anew', async () => {
    const { img2img, openModel } = bind();
    const signals: AbortSignal[] = [];
    openModel.mockImplementationOnce((_, { signal }) => {
      signals.push(signal as unknown as AbortSignal);
      return new Promise<ModelFiles>(() => {});
    });
    const runs = [img2img(call), img2img(call)];
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    for (const run of runs) run.abort();
    await Promise.allSettled(runs);
    expect(signals[0]!.aborted).toBe(true);
    expect((await img2img(call)).images[0].data).toEqual(alone);
  });

  it('of whoever asked for a text first leaves it to those who ask for the same', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { img2img } = bind(
      { concurrency: 2 },
      {
        async intercept(component, outputs) {
          if (component === 'text_encoder') await held;
          return outputs;
        },
      },
    );
    const first = img2img(call);
    const second = img2img(call);
    await pause(200);
    first.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    release();
    expect((await second).images[0].data).toEqual(alone);
  });
});

describe('dispose()', () => {
  it('lets calls under way and calls that wait end well first', async () => {
    const { img2img, dispose, platform } = bind();
    const runs = [img2img(call), img2img({ ...call, model: 'sd15-tiny#b' })];
    await pause(10);
    await dispose();
    for (const run of runs) expect((await run).images[0].data).toEqual(alone);
    expect(platform.open).toEqual([]);
  });

  it('lets a call that comes meanwhile start anew', async () => {
    const { img2img, dispose } = bind();
    const first = img2img(call);
    await pause(10);
    const disposed = dispose();
    const later = img2img(call);
    await disposed;
    expect((await first).images[0].data).toEqual(alone);
    expect((await later).images[0].data).toEqual(alone);
  });

  it('frees loaded models, which say so afterwards', async () => {
    const { img2img, loadModel, dispose } = bind();
    const model = await loadModel('sd15-tiny');
    await img2img({ ...call, model });
    await dispose();
    expect(model.disposed).toBe(true);
    await expect(img2img({ ...call, model })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'model' });
  });

  it.each(['resident', 'staged'] as const)('of a %s model lets its call end well', async (memory) => {
    const { img2img, loadModel, platform } = bind();
    const model = await loadModel('sd15-tiny', { memory });
    const run = img2img({ ...call, model });
    await pause(30);
    await model.dispose();
    expect((await run).images[0].data).toEqual(alone);
    expect(platform.open).toEqual([]);
    await expect(img2img({ ...call, model })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('a model whose files are replaced', () => {
  /** The same files at another time. */
  function changing() {
    let time = 0;
    const files = (files: ModelFiles): ModelFiles => ({ ...files, state: async () => `${time}` });
    return { files, change: () => void time++ };
  }

  it('is opened anew by the next call', async () => {
    const { files, change } = changing();
    const { img2img, openModel, platform } = bind({}, { files });
    await img2img(call);
    await img2img(call);
    expect(openModel).toHaveBeenCalledTimes(1);
    change();
    await img2img(call);
    expect(openModel).toHaveBeenCalledTimes(2);
    expect(platform.open).toHaveLength(4); // the old networks are closed
  });

  it('refuses where its user loaded it, rather than mixing old networks with new ones', async () => {
    const { files, change } = changing();
    const { img2img, loadModel } = bind({}, { files });
    const model = await loadModel('sd15-tiny');
    change();
    await expect(img2img({ ...call, model })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });
});

it('closes networks that nothing has used for a while', async () => {
  const { img2img, platform } = bind({ idleTimeout: 30 });
  await img2img(call);
  expect(platform.open).toHaveLength(4);
  await vi.waitFor(() => expect(platform.open).toEqual([]), 2000);
  expect((await img2img(call)).images[0].data).toEqual(alone);
});

it('keeps the network of the loop open in staged memory while previews are decoded', async () => {
  const { img2img, loadModel, platform } = bind();
  const created = vi.spyOn(platform.backend, 'createSession');
  const model = await loadModel('sd15-tiny', { memory: 'staged' });
  await img2img({ ...call, model, preview: { every: 1, with: 'decoder' } });
  expect(created.mock.calls.filter(([{ component }]) => component === 'unet')).toHaveLength(1);
});
