import { holdsPhrase } from '../phrases.js';

/** What a prompt says of its picture. Facts come in pairs that exclude each other, so that nothing said is contradicted. */
export type Fact = keyof typeof words;

/** How each fact is recognised: whole words, separated by commas. */
const words = {
  night: 'night,midnight,moonlight,moonlit,nocturnal,starry',
  day: 'day,daylight,morning,noon,midday,afternoon,sunny,sunlight,sunlit,sunset,sunrise,golden hour,dawn,dusk',
  dark: 'dark,gloomy,moody,noir,low key,dim,gothic,horror,shadowy,candlelight,night,midnight',
  bright: 'bright,airy,high key,sunny,cheerful,brightly lit,light and airy',
  warm: 'warm,sunset,sunrise,golden hour,candlelight,autumn,sepia,fire,desert,orange,amber',
  cool: 'cool,cold,icy,winter,snow,snowy,frozen,blue hour,moonlight,blueprint,cyanotype,blue',
  plain:
    'black and white,monochrome,grayscale,greyscale,sepia,charcoal,ink,pen and ink,pencil sketch,pencil drawing,graphite,etching,engraving,line art,lineart,blueprint,cyanotype,film noir,b&w,woodcut,chalkboard',
  colorful: 'colorful,colourful,vivid,vibrant,saturated,rainbow,neon,psychedelic,pop art,bright colors',
  muted: 'muted,faded,desaturated,pastel colors,pale,washed out,subdued,neutral colors',
  soft: 'soft,blurry,dreamy,hazy,foggy,fog,mist,misty,bokeh,watercolor,watercolour,blurred,smudged,pastel,out of focus',
  sharp: 'sharp,crisp,hard light,in focus,high contrast,crisp focus',
  simple: 'minimal,minimalist,minimalistic,simple,clean,flat,plain,line art,lineart,icon,logo',
  rich: 'detailed,intricate,ornate,complex,elaborate,baroque,maximalist,busy',
  calm: 'calm,peaceful,serene,quiet,gentle,still,tranquil',
  lively: 'dynamic,energetic,dramatic,action,stormy,storm,explosive,running,racing,dancing',
  close: 'close-up,closeup,close up,macro,headshot,portrait',
  wide: 'wide,panorama,panoramic,landscape,aerial,wide shot,wide view,vista',
  flat: 'flat,vector,pixel art,line art,lineart,linocut,screen print,poster,gouache,stencil,halftone,ukiyo-e,blueprint',
  deep: '3d,3d render,render,ray traced,sculpture,depth,volumetric,isometric',
} as const;

/** Only the facts that other phrases could contradict; a fact may exclude several. */
const opposites: Readonly<Record<Fact, readonly Fact[]>> = {
  night: ['day', 'bright'],
  day: ['night'],
  dark: ['bright'],
  bright: ['dark', 'night'],
  warm: ['cool'],
  cool: ['warm'],
  plain: ['colorful', 'warm', 'cool', 'muted'],
  colorful: ['plain', 'muted'],
  muted: ['colorful', 'plain'],
  soft: ['sharp'],
  sharp: ['soft'],
  simple: ['rich'],
  rich: ['simple'],
  calm: ['lively'],
  lively: ['calm'],
  close: ['wide'],
  wide: ['close'],
  flat: ['deep'],
  deep: ['flat'],
};

/** The facts that a text states. */
export function factsOf(text: string): Set<Fact> {
  const stated = Object.entries(words).filter(([, list]) => list.split(',').some((name) => holdsPhrase(text, name)));
  return new Set(stated.map(([fact]) => fact as Fact));
}

/** Whether facts exclude any that is known already. */
export const contradicts = (facts: readonly Fact[], known: ReadonlySet<Fact>): boolean =>
  facts.some((fact) => opposites[fact].some((other) => known.has(other)));

/** What a picture is made with; decides which words suit it. */
export type Medium = 'photo' | 'painting' | 'drawing' | 'digital' | 'craft';

const media: readonly (readonly [Medium, string])[] = [
  [
    'craft',
    'mosaic,stained glass,embroidery,origami,papercraft,claymation,sculpture,carving,knitted,felt,cross-stitch,collage,batik,play dough,tattoo',
  ],
  [
    'digital',
    'pixel art,voxel,3d,render,low poly,isometric,vector,digital art,neon,cyberpunk,synthwave,glitch,concept art,flat illustration',
  ],
  [
    'drawing',
    'drawing,sketch,pencil,charcoal,ink,crayon,pen,etching,engraving,woodcut,linocut,line art,comic,manga,anime,cartoon,blueprint,chalk,chalkboard,illustration,print,halftone,ukiyo-e',
  ],
  [
    'painting',
    'painting,watercolor,watercolour,aquarelle,oil,acrylic,gouache,pastel,fresco,impressionist,impressionism,pointillism,cubist,canvas,painted',
  ],
  [
    'photo',
    'photo,photograph,photography,photorealistic,film still,cinematic,portrait,macro,bokeh,camera,lens,exposure,sepia,black and white',
  ],
];

/** What the picture shows; decides what may be said of it without inventing anything. */
export type Subject = 'person' | 'animal' | 'place' | 'food' | 'thing';

const subjects: readonly (readonly [Subject, string])[] = [
  [
    'person',
    'person,man,woman,girl,boy,child,people,face,portrait,selfie,friend,family,bride,king,queen,knight,wizard,astronaut,dancer,baby,crowd,couple',
  ],
  [
    'animal',
    'animal,cat,dog,bird,horse,lion,tiger,bear,wolf,fox,rabbit,fish,elephant,cow,sheep,butterfly,insect,owl,kitten,puppy,dragon,turtle,frog,deer',
  ],
  [
    'food',
    'food,fruit,apple,oranges,cake,bread,coffee,dish,meal,soup,pizza,salad,dessert,breakfast,still life,cheese,wine',
  ],
  [
    'place',
    'landscape,mountain,mountains,lake,sea,ocean,beach,forest,trees,city,street,bridge,house,castle,village,town,room,kitchen,garden,river,waterfall,field,meadow,desert,road,skyline,harbour,harbor,lighthouse,church,temple,tower,valley,sky,island,coast,park,interior,building,cottage',
  ],
  [
    'thing',
    'flower,flowers,car,bike,boat,ship,train,guitar,piano,book,chair,clock,lamp,hat,robot,vase,cup,table,window,tree,shoe,bottle,plant',
  ],
];

const firstOf = <T>(lists: readonly (readonly [T, string])[], text: string): T | undefined =>
  lists.find(([, names]) => names.split(',').some((name) => holdsPhrase(text, name)))?.[0];

export const mediumOf = (text: string): Medium | undefined => firstOf(media, text);
export const subjectOf = (text: string): Subject | undefined => firstOf(subjects, text);
