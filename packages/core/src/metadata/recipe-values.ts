/** Values of a recipe as other tools spell them. */

export function readNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/**
 * A seed. One beyond 2⁵³ − 1, which no number holds exactly, comes as its lowest 32 bits: torch's generator for the CPU,
 * by which Overpaint draws, uses no more of any seed. Negative ones say "random", and nothing of the picture.
 */
export function readSeed(value: unknown): number | undefined {
  const digits = /^\s*(\d+)\s*$/.exec(String(value))?.[1];
  if (digits === undefined) return undefined;
  const seed = Number(digits);
  return Number.isSafeInteger(seed) ? seed : Number(BigInt(digits) % 2n ** 32n);
}

/** What webui means by the schedule type `Automatic`, of the samplers for which it is not the model's own. */
export const ownSpacing: Readonly<Record<string, 'Karras' | 'Exponential'>> = {
  'DPM++ 2M': 'Karras',
  'DPM++ SDE': 'Karras',
  'DPM++ 2S a': 'Karras',
  DPM2: 'Karras',
  'DPM2 a': 'Karras',
  Restart: 'Karras',
  'DPM++ 2M SDE': 'Exponential',
  'DPM++ 2M SDE Heun': 'Exponential',
  'DPM++ 3M SDE': 'Exponential',
};

/** Samplers without a spacing: a file may state one all the same, which webui keeps there from the sampler before. */
const withoutSpacing = /^(ddim|ddpm|plms|pndm|lcm|tcd)\b|^UniPC$/i;

/**
 * A scheduler and its spacing by the words of any tool, which `img2img` resolves: `DPM++ 2M Karras`; or `DPM++ 2M` and
 * `Karras`; or `dpmpp_2m` and `karras`; or `dpmpp_2m_k`.
 */
export function readSampler(label: string | undefined, type = ''): { scheduler?: string; sigmas?: string } {
  if (!label) return {};
  const plain = label
    .replace(/^(k_|sample_)/, '')
    .replace(/^kdpm/, 'dpm')
    .replace(/(_gpu|_bh2)$/, '')
    .replace(/_ancestral$/, '_a')
    .replace(/_k$/, ' karras');
  const [, name = plain, suffix = type] = /^(.+?)[ _](Karras|Exponential|Beta)$/i.exec(plain) ?? [];
  const sigmas = (suffix === 'Automatic' ? (ownSpacing[name] ?? '') : suffix).toLowerCase();
  const known = (sigmas === 'karras' || sigmas === 'exponential' || sigmas === 'beta') && !withoutSpacing.test(name);
  return { scheduler: name, ...(known && { sigmas }) };
}
