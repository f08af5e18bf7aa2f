import { familyOfLora } from './lora-family.js';
import type { LoraFile, LoraLayer } from './lora-file.js';

/** What a LoRA file tells of itself, as plain JSON. */
export interface LoraInspection {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** By which A1111's web UI knows the file: sha256 of what is behind its header, cut to 12 digits. */
  readonly a1111Hash: string;
  /** Kind of model it was trained on, where its layers show that. */
  readonly madeFor: string | undefined;
  /** How layers are changed: `lora`, `locon` (convolutions too), `loha`, `lokr`, `full`, and `dora` beside one of them. */
  readonly kinds: readonly string[];
  /** Ranks of its layers, smallest first; none where whole differences are stored. */
  readonly ranks: readonly number[];
  readonly alphas: readonly number[];
  /** How many layers of each network it changes. */
  readonly layers: Readonly<Record<string, number>>;
  /** Words that its training captions had most often, most frequent first. */
  readonly triggerWords: readonly { readonly word: string; readonly count: number }[];
  /** Names of tensors that are no part of a layer's change. */
  readonly unread: readonly string[];
  /** Names of tensors whose layer a given model does not have. Missing where no model was given. */
  readonly unmatched?: readonly string[];
  /** What its maker wrote into the header. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Describes an open LoRA file. */
export function inspectLoraFile(file: LoraFile): LoraInspection {
  const { name, bytes, sha256, contentSha256, metadata, layers, unread } = file;
  const targets: Record<string, number> = {};
  for (const { target } of layers) targets[target] = (targets[target] ?? 0) + 1;
  const sorted = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  return {
    name,
    bytes,
    sha256,
    a1111Hash: contentSha256.slice(0, 12),
    madeFor: familyOfLora(layers),
    kinds: [...new Set(layers.flatMap(kindsOf))].sort(),
    ranks: sorted(layers.flatMap((layer) => rankOf(layer) ?? [])),
    alphas: sorted(layers.flatMap(({ alpha }) => alpha ?? [])),
    layers: targets,
    triggerWords: triggerWords(metadata),
    unread,
    metadata,
  };
}

function kindsOf({ parts }: LoraLayer): string[] {
  const dora = parts.has('magnitude') || parts.has('dora_scale') ? ['dora'] : [];
  if (parts.has('hada_w1_a')) return ['loha', ...dora];
  if ([...parts.keys()].some((part) => part.startsWith('lokr_'))) return ['lokr', ...dora];
  if (parts.has('diff')) return ['full', ...dora];
  const kernel = (parts.get('down')?.dims.slice(2) ?? []).some((side) => side > 1) || parts.has('mid');
  return [kernel ? 'locon' : 'lora', ...dora];
}

const rankOf = ({ parts }: LoraLayer): number | undefined =>
  (parts.get('down') ?? parts.get('hada_w1_b') ?? parts.get('lokr_w1_b') ?? parts.get('lokr_w2_b'))?.dims[0];

/** kohya's tools count the tags of each training folder (`ss_tag_frequency`). */
function triggerWords(metadata: Readonly<Record<string, string>>): LoraInspection['triggerWords'] {
  const counts = new Map<string, number>();
  try {
    const folders = JSON.parse(metadata['ss_tag_frequency'] ?? '{}') as Record<string, Record<string, unknown>>;
    for (const tags of Object.values(folders)) {
      for (const [tag, count] of Object.entries(tags)) {
        const word = tag.trim();
        if (word !== '' && typeof count === 'number') counts.set(word, (counts.get(word) ?? 0) + count);
      }
    }
  } catch {
    // Written by something else under the same name.
  }
  const phrases = (metadata['modelspec.trigger_phrase'] ?? '').split(',').map((phrase) => phrase.trim());
  for (const phrase of phrases) if (phrase !== '' && !counts.has(phrase)) counts.set(phrase, 0);
  const found = [...counts].map(([word, count]) => ({ word, count }));
  return found.sort((a, b) => b.count - a.count).slice(0, 20);
}
