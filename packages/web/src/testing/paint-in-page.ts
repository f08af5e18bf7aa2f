import type { Page } from 'playwright-core';
import type * as Overpaint from '../index.js';

declare global {
  // The package, as openApp() puts it into the page.
  var overpaint: typeof Overpaint;
  // Painters by their options, so that tests that want the same one share its worker.
  var painters: Record<string, Overpaint.WebOverpaint>;
}

/** Options of a call that can be written as JSON; the image is an address. */
export type PlainOptions = Omit<
  Overpaint.Img2ImgOptions,
  'image' | 'references' | 'onProgress' | 'signal' | 'features' | 'model'
> & {
  readonly image: string;
  readonly references?: readonly string[] | undefined;
  readonly model?: string | undefined;
};

export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly backend: string;
  readonly sha256: string;
  readonly events: readonly string[];
  readonly warnings: readonly string[];
  readonly seconds: Overpaint.Timings;
}

/** Paints in the page, with options of its own for the page's side. */
export async function paintInPage(
  page: Page,
  options: PlainOptions,
  web: Overpaint.WebOverpaintOptions = {},
): Promise<Painted> {
  const { pixels, ...result } = await page.evaluate(
    async ([options, web]) => {
      const { createWebOverpaint } = globalThis.overpaint;
      globalThis.painters ??= {};
      globalThis.painters[JSON.stringify(web)] ??= createWebOverpaint(web);
      const painter = globalThis.painters[JSON.stringify(web)]!;
      const events: string[] = [];
      const { images, recipe, timings, warnings } = await painter.img2img({
        ...(options as Overpaint.Img2ImgOptions),
        onProgress: ({ type }) => void events.push(type),
      });
      const [{ width, height, data }] = images as [(typeof images)[0]];
      const reader = new FileReader();
      reader.readAsDataURL(new Blob([new Uint8Array(data)]));
      await new Promise((resolve) => reader.addEventListener('load', resolve));
      const pixels = (reader.result as string).split(',')[1]!;
      const { backend, model } = recipe;
      const codes = warnings.map(({ code }) => code);
      return { width, height, pixels, backend, sha256: model.sha256, events, warnings: codes, seconds: timings };
    },
    [options, web] as const,
  );
  return { ...result, data: Uint8Array.from(Buffer.from(pixels, 'base64')) };
}

/** The share of channels that are at most `tolerance` apart, and the largest difference. */
export function closeness(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number) {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values cannot be compared.`);
  let close = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    largest = Math.max(largest, difference);
    if (difference <= tolerance) close++;
  }
  return { share: close / a.length, largest };
}
