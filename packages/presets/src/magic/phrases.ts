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
const say = (text: string, says: readonly Fact[] = [], limits: Limits = {}): MagicPhrase => ({ text, says, ...limits });

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

/** The curated tables of prompt magic. */
export const phrases: Readonly<Record<Category, readonly MagicPhrase[]>> = {
  light: [
    say('soft diffused light', ['soft']),
    say('gentle side light'),
    say('warm low sunlight', ['warm', 'day']),
    say('cool overcast light', ['cool', 'day']),
    say('clear morning light', ['day', 'bright']),
    say('silvery moonlight', ['night', 'cool', 'dark']),
    say('dramatic chiaroscuro', ['dark', 'lively', 'deep']),
    say('glowing rim light', ['deep']),
    say('bright even illumination', ['bright', 'calm']),
    say('flattering key light', [], { media: ['photo'], subjects: ['person'] }),
    say('catchlight in the eyes', [], { media: ['photo', 'painting'], subjects: ['person', 'animal'] }),
    say('atmospheric haze', ['soft', 'wide'], place),
    say('appetizing warm glow', ['warm'], food),
    say('luminous paper white', ['bright'], { media: ['painting', 'drawing'] }),
    say('global illumination', ['deep'], digital),
    say('raking gallery light', ['deep'], craft),
  ],
  color: [
    say('harmonious palette', ['colorful']),
    say('strong saturated hues', ['colorful']),
    say('muted earthy tones', ['muted', 'warm']),
    say('complementary accents', ['colorful']),
    say('delicate tints', ['muted', 'soft']),
    say('deep jewel colors', ['colorful', 'rich']),
    say('restrained limited palette', ['muted', 'simple']),
    say('full tonal range', ['plain']),
    say('velvety blacks', ['plain', 'dark']),
    say('natural skin tones', ['warm'], { media: ['photo', 'painting'], subjects: ['person'] }),
    say('layered atmospheric blues', ['cool', 'wide'], place),
    say('cinematic grading', ['deep'], photo),
    say('transparent glazes', ['colorful'], painting),
    say('clean graphic fills', ['flat', 'simple'], digital),
  ],
  texture: [
    say('fine surface detail', ['rich']),
    say('tactile material', []),
    say('subtle film grain', [], photo),
    say('natural optical depth', ['deep'], photo),
    say('visible expressive brushwork', [], painting),
    say('granulating pigment', ['soft'], painting),
    say('heavy impasto ridges', ['deep', 'rich'], painting),
    say('confident varied linework', [], drawing),
    say('toothy paper grain', [], drawing),
    say('delicate cross-contour shading', ['rich'], drawing),
    say('physically accurate surfaces', ['deep'], digital),
    say('crisp clean edges', ['sharp'], digital),
    say('handmade irregularities', [], craft),
    say('intricate craftsmanship', ['rich'], craft),
    say('finely rendered fur', ['rich'], { subjects: ['animal'], media: ['photo', 'digital'] }),
    say('weathered character', ['rich'], place),
    say('glistening freshness', [], food),
  ],
  composition: [
    say('balanced arrangement', ['calm']),
    say('clear focal point', []),
    say('strong silhouette', []),
    say('generous negative space', ['simple', 'calm']),
    say('sweeping sense of depth', ['wide', 'deep'], place),
    say('layered foreground and distance', ['wide', 'deep'], place),
    say('intimate framing', ['close'], person),
    say('expressive gaze', [], person),
    say('characterful pose', [], animal),
    say('sculptural presence', ['deep'], thing),
    say('shallow focus', ['soft', 'deep', 'close'], photo),
    say('rhythmic shapes', []),
  ],
  mood: [
    say('serene atmosphere', ['calm']),
    say('quiet wonder', ['calm']),
    say('timeless feeling', []),
    say('lively spontaneity', ['lively']),
    say('brooding intensity', ['dark', 'lively']),
    say('joyful warmth', ['bright', 'warm']),
    say('nostalgic tenderness', ['calm']),
    say('mysterious undertone', ['dark']),
    say('poetic sense of place', [], place),
    say('dignified presence', [], { subjects: ['person', 'animal'] }),
  ],
  quality: [
    say('highly detailed', ['rich']),
    say('masterful execution', []),
    say('sharp focus', ['sharp']),
    say('professional finish', []),
    say('exquisite craftsmanship', ['rich']),
    say('award-winning', []),
    say('elegant simplicity', ['simple']),
    say('gallery quality', [], { media: ['painting', 'drawing', 'craft'] }),
    say('high resolution', [], { media: ['photo', 'digital'] }),
  ],
};
