// What does resizing a photo cost by WebAssembly, beside the same sums in JavaScript? Both passes over a photo of 12 megapixels and one
// of 1024 × 768, to what the embedded model takes; pixels must be the same. Prints milliseconds of the processor, medians over rounds.
//
//     node bench/run.mjs resize [rounds]

import { lanczosWeights } from '../packages/core/src/image/lanczos.js';
import { resizeImage } from '../packages/core/src/image/resize.js';
import { median } from './median.js';
import { processorSeconds } from './processor-time.js';

const rounds = Number(process.argv[2] ?? 7);

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** One pass, as one would write it by hand: along rows, or across them. */
function inJavaScript({ width, height, data }: Picture, length: number, along: boolean): Picture {
  const { places, values, taps } = lanczosWeights(along ? width : height, length);
  const size = along ? { width: length, height } : { width, height: length };
  const out = new Uint8ClampedArray(4 * size.width * size.height);
  const [step, half] = [along ? 4 : 4 * width, 2 ** 21];
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = along ? x : y;
      let [pixel, red, green, blue] = [
        4 * (along ? y * width + places[2 * x]! : places[2 * y]! * width + x),
        half,
        half,
        half,
      ];
      const end = at * taps + places[2 * at + 1]!;
      for (let k = at * taps; k < end; k++, pixel += step) {
        red = (red + Math.imul(values[k]!, data[pixel]!)) | 0;
        green = (green + Math.imul(values[k]!, data[pixel + 1]!)) | 0;
        blue = (blue + Math.imul(values[k]!, data[pixel + 2]!)) | 0;
      }
      out.set([red >> 22, green >> 22, blue >> 22, 255], 4 * (y * size.width + x));
    }
  }
  return { ...size, data: out };
}

async function cost(work: () => unknown): Promise<number> {
  const used = process.cpuUsage();
  await work();
  return 1000 * processorSeconds(used);
}

let same = true;
for (const [width, height] of [
  [4000, 3000],
  [1024, 768],
] as const) {
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 ? 255 : Math.imul(i, 2654435761) >>> 24,
  );
  const picture = { width, height, data };
  const to = { width: 683, height: 512 };
  const times: (readonly [wasm: number, script: number])[] = [];
  for (let round = 0; round < rounds; round++) {
    let [one, other]: Picture[] = [];
    const wasm = await cost(async () => {
      one = await resizeImage(picture, to);
    });
    const script = await cost(() => {
      other = inJavaScript(inJavaScript(picture, to.width, true), to.height, false);
    });
    times.push([wasm, script]);
    same &&= one!.data.every((value, i) => value === other!.data[i]);
  }
  const [wasm, script] = [0, 1].map((which) => median(times.map((time) => time[which]!))) as [number, number];
  console.log(
    `${width} × ${height} to ${to.width} × ${to.height}: ${wasm.toFixed(1)} ms by WebAssembly, ${script.toFixed(1)} ms in JavaScript, ${(script / wasm).toFixed(1)} times`,
  );
}
console.log(same ? 'the same pixels' : 'pixels differ');
process.exitCode = same ? 0 : 1;
