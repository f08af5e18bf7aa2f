import type { Fact, Medium, Subject } from './facts.js';

/** Words that make a prompt richer. They say how something looks and never what else is there. */
export interface MagicPhrase {
  readonly text: string;
  /** What it states; never used against a fact of the prompt. */
  readonly says: readonly Fact[];
  /** Only for these media, where it names what they are made with; for all and for none named, without. */
  readonly media?: readonly Medium[];
  /** Only where one of these is shown. */
  readonly subjects?: readonly Subject[];
}

export const categories = ['light', 'color', 'texture', 'composition', 'mood', 'quality'] as const;
export type Category = (typeof categories)[number];

type Limits = Pick<MagicPhrase, 'media' | 'subjects'>;
const photo: Limits = { media: ['photo'] };
const painting: Limits = { media: ['painting'] };
const drawing: Limits = { media: ['drawing'] };
const digital: Limits = { media: ['digital'] };
const craft: Limits = { media: ['craft'] };
const person: Limits = { subjects: ['person'] };
const animal: Limits = { subjects: ['animal'] };
const place: Limits = { subjects: ['place'] };
const food: Limits = { subjects: ['food'] };
const thing: Limits = { subjects: ['thing', 'food'] };

/** The curated tables of prompt magic: text, what it states, where it fits. */
const table: Readonly<Record<Category, readonly (readonly [text: string, says: readonly Fact[], limits?: Limits])[]>> =
  {
    light: [
      ['soft diffused light', ['soft']],
      ['gentle side light', []],
      ['warm low sunlight', ['warm', 'day']],
      ['cool overcast light', ['cool', 'day']],
      ['clear morning light', ['day', 'bright']],
      ['silvery moonlight', ['night', 'cool', 'dark']],
      ['dramatic chiaroscuro', ['dark', 'lively', 'deep']],
      ['glowing rim light', ['deep']],
      ['bright even illumination', ['bright', 'calm']],
      ['flattering key light', [], { media: ['photo'], subjects: ['person'] }],
      ['catchlight in the eyes', [], { media: ['photo', 'painting'], subjects: ['person', 'animal'] }],
      ['atmospheric haze', ['soft', 'wide'], place],
      ['appetizing warm glow', ['warm'], food],
      ['luminous paper white', ['bright'], { media: ['painting', 'drawing'] }],
      ['global illumination', ['deep'], digital],
      ['raking gallery light', ['deep'], craft],
    ],
    color: [
      ['harmonious palette', ['colorful']],
      ['strong saturated hues', ['colorful']],
      ['muted earthy tones', ['muted', 'warm']],
      ['complementary accents', ['colorful']],
      ['delicate tints', ['muted', 'soft']],
      ['deep jewel colors', ['colorful', 'rich']],
      ['restrained limited palette', ['muted', 'simple']],
      ['full tonal range', ['plain']],
      ['velvety blacks', ['plain', 'dark']],
      ['natural skin tones', ['warm'], { media: ['photo', 'painting'], subjects: ['person'] }],
      ['layered atmospheric blues', ['cool', 'wide'], place],
      ['cinematic grading', ['deep'], photo],
      ['transparent glazes', ['colorful'], painting],
      ['clean graphic fills', ['flat', 'simple'], digital],
    ],
    texture: [
      ['fine surface detail', ['rich']],
      ['tactile material', []],
      ['subtle film grain', [], photo],
      ['natural optical depth', ['deep'], photo],
      ['visible expressive brushwork', [], painting],
      ['granulating pigment', ['soft'], painting],
      ['heavy impasto ridges', ['deep', 'rich'], painting],
      ['confident varied linework', [], drawing],
      ['toothy paper grain', [], drawing],
      ['delicate cross-contour shading', ['rich'], drawing],
      ['physically accurate surfaces', ['deep'], digital],
      ['crisp clean edges', ['sharp'], digital],
      ['handmade irregularities', [], craft],
      ['intricate craftsmanship', ['rich'], craft],
      ['finely rendered fur', ['rich'], { subjects: ['animal'], media: ['photo', 'digital'] }],
      ['weathered character', ['rich'], place],
      ['glistening freshness', [], food],
    ],
    composition: [
      ['balanced arrangement', ['calm']],
      ['clear focal point', []],
      ['strong silhouette', []],
      ['generous negative space', ['simple', 'calm']],
      ['sweeping sense of depth', ['wide', 'deep'], place],
      ['layered foreground and distance', ['wide', 'deep'], place],
      ['intimate framing', ['close'], person],
      ['expressive gaze', [], person],
      ['characterful pose', [], animal],
      ['sculptural presence', ['deep'], thing],
      ['shallow focus', ['soft', 'deep', 'close'], photo],
      ['rhythmic shapes', []],
    ],
    mood: [
      ['serene atmosphere', ['calm']],
      ['quiet wonder', ['calm']],
      ['timeless feeling', []],
      ['lively spontaneity', ['lively']],
      ['brooding intensity', ['dark', 'lively']],
      ['joyful warmth', ['bright', 'warm']],
      ['nostalgic tenderness', ['calm']],
      ['mysterious undertone', ['dark']],
      ['poetic sense of place', [], place],
      ['dignified presence', [], { subjects: ['person', 'animal'] }],
    ],
    quality: [
      ['highly detailed', ['rich']],
      ['masterful execution', []],
      ['sharp focus', ['sharp']],
      ['professional finish', []],
      ['exquisite craftsmanship', ['rich']],
      ['award-winning', []],
      ['elegant simplicity', ['simple']],
      ['gallery quality', [], { media: ['painting', 'drawing', 'craft'] }],
      ['high resolution', [], { media: ['photo', 'digital'] }],
    ],
  };

/** The phrases of a category. */
export const phrasesOf = (category: Category): readonly MagicPhrase[] =>
  table[category].map(([text, says, limits]) => ({ text, says, ...limits }));
