/**
 * Letters as strokes. Labels are drawn with these and not with a system's fonts, because a server or container often
 * has none and would draw empty boxes. Units: capitals are 10 high, from y 0 to the baseline at 10; descenders reach 13.
 * Each glyph is its width and the path of a pen.
 */
const circle = 'M0 7A2.5 3 0 1 1 5 7A2.5 3 0 1 1 0 7';
const round = 'M0 5A3.6 5 0 1 1 7.2 5A3.6 5 0 1 1 0 5';

const glyphs: Readonly<Record<string, readonly [width: number, path: string]>> = {
  ' ': [2, ''],
  '!': [0.4, 'M.2 0V6.8M.2 9.7V9.9'],
  '"': [2, 'M.2 0V2.4M1.8 0V2.4'],
  '#': [6, 'M2 0L1 10M5 0L4 10M.2 3.3H6M0 6.8H5.8'],
  $: [6, 'M5.6 2.2Q4.8 .9 2.9 .9Q.3 .9 .3 2.9Q.3 4.5 3 4.9Q6 5.4 6 7.2Q6 9.2 3 9.2Q.7 9.2 0 7.7M3 -.5V10.5'],
  '%': [
    8,
    'M0 2.3A1.6 2.1 0 1 1 3.2 2.3A1.6 2.1 0 1 1 0 2.3M4.8 7.7A1.6 2.1 0 1 1 8 7.7A1.6 2.1 0 1 1 4.8 7.7M6.8 0L1.2 10',
  ],
  '&': [7, 'M7 10L1.6 3.6Q0 0 2.8 0Q5.2 .2 4.6 2.4Q4.2 3.7 2 5Q-.4 6.6 .5 8.6Q1.2 10 3 10Q6 10 6.6 5.6'],
  "'": [0.4, 'M.2 0V2.4'],
  '(': [2, 'M2 -.8Q0 1.8 0 5.3Q0 8.8 2 11.6'],
  ')': [2, 'M0 -.8Q2 1.8 2 5.3Q2 8.8 0 11.6'],
  '*': [4, 'M2 .3V4.7M.1 1.4L3.9 3.6M3.9 1.4L.1 3.6'],
  '+': [5, 'M2.5 3.2V8.2M0 5.7H5'],
  ',': [1, 'M.9 9.5L.1 12'],
  '-': [3, 'M0 6.2H3'],
  '.': [0.4, 'M.2 9.7V9.9'],
  '/': [4, 'M4 -.6L0 11'],
  '0': [5.2, 'M0 5A2.6 5 0 1 1 5.2 5A2.6 5 0 1 1 0 5'],
  '1': [3, 'M0 2L2.4 0V10'],
  '2': [5.2, 'M.2 2.6Q.4 0 2.7 0Q5 0 5 2.5Q5 4.2 3 6.2L0 10H5.2'],
  '3': [5.2, 'M.3 1.8Q.9 0 2.7 0Q4.9 0 4.9 2.3Q4.9 4.6 2.3 4.6Q5.2 4.6 5.2 7.2Q5.2 10 2.6 10Q.5 10 0 8'],
  '4': [5.4, 'M4 10V0L0 7H5.4'],
  '5': [5.2, 'M4.7 0H.8L.4 4.6Q1.2 3.7 2.7 3.7Q5.2 3.7 5.2 6.8Q5.2 10 2.5 10Q.6 10 0 8.3'],
  '6': [5.2, 'M4.6 1.2Q3.9 0 2.8 0Q0 0 0 5.5V6.8Q0 10 2.6 10Q5.2 10 5.2 6.9Q5.2 3.9 2.7 3.9Q.3 3.9 0 6.5'],
  '7': [5.2, 'M0 0H5.2L1.8 10'],
  '8': [
    5.2,
    'M2.6 4.6Q.4 4.6 .4 2.3Q.4 0 2.6 0Q4.8 0 4.8 2.3Q4.8 4.6 2.6 4.6Q0 4.6 0 7.3Q0 10 2.6 10Q5.2 10 5.2 7.3Q5.2 4.6 2.6 4.6',
  ],
  '9': [5.2, 'M.6 8.8Q1.3 10 2.4 10Q5.2 10 5.2 4.5V3.2Q5.2 0 2.6 0Q0 0 0 3.1Q0 6.1 2.5 6.1Q4.9 6.1 5.2 3.5'],
  ':': [0.4, 'M.2 4.7V4.9M.2 9.7V9.9'],
  ';': [1, 'M.8 4.7V4.9M.9 9.5L.1 12'],
  '<': [4.4, 'M4.4 2.6L0 5.8L4.4 9'],
  '=': [5, 'M0 4.6H5M0 7.4H5'],
  '>': [4.4, 'M0 2.6L4.4 5.8L0 9'],
  '?': [4.6, 'M0 2.2Q.3 0 2.4 0Q4.6 0 4.6 2.3Q4.6 3.8 3.3 4.6Q2.3 5.4 2.3 6.8M2.3 9.7V9.9'],
  '@': [
    8.4,
    'M5.9 3.6V6.6Q5.9 7.6 7 7.6Q8.4 7.4 8.4 5Q8.4 0 4.3 0Q0 0 0 5.4Q0 11 4.6 11Q5.8 11 6.9 10.5M5.9 5.4A1.7 2.2 0 1 0 2.5 5.4A1.7 2.2 0 1 0 5.9 5.4',
  ],
  A: [6.6, 'M0 10L3.3 0L6.6 10M1.2 6.5H5.4'],
  B: [6, 'M0 0V10H3.2Q6 10 6 7.3Q6 4.7 3.2 4.7H0M3.2 4.7Q5.4 4.7 5.4 2.3Q5.4 0 3 0H0'],
  C: [6.5, 'M6.4 2A3.6 5 0 1 0 6.4 8'],
  D: [6.6, 'M0 0V10H2.2Q6.6 10 6.6 5Q6.6 0 2.2 0H0'],
  E: [5.2, 'M5.2 0H0V10H5.2M0 4.8H4.4'],
  F: [5, 'M5 0H0V10M0 4.8H4.2'],
  G: [7, 'M6.5 2A3.6 5 0 1 0 7 6.2V5.2H4.2'],
  H: [6.2, 'M0 0V10M6.2 0V10M0 4.8H6.2'],
  I: [0.4, 'M.2 0V10'],
  J: [4, 'M4 0V7.2Q4 10 2 10Q.3 10 0 8.2'],
  K: [6, 'M0 0V10M5.8 0L0 6.2M2 4.2L6 10'],
  L: [4.8, 'M0 0V10H4.8'],
  M: [7.6, 'M0 10V0L3.8 6.5L7.6 0V10'],
  N: [6.2, 'M0 10V0L6.2 10V0'],
  O: [7.2, round],
  P: [6, 'M0 10V0H3.2Q6 0 6 2.8Q6 5.6 3.2 5.6H0'],
  Q: [7.2, `${round}M4.4 7.4L7 10.4`],
  R: [6.2, 'M0 10V0H3.2Q6 0 6 2.8Q6 5.6 3.2 5.6H0M3.2 5.6L6.2 10'],
  S: [6, 'M5.6 1.6Q4.8 0 2.9 0Q.3 0 .3 2.4Q.3 4.3 3 4.8Q6 5.3 6 7.5Q6 10 3 10Q.7 10 0 8.2'],
  T: [6.4, 'M0 0H6.4M3.2 0V10'],
  U: [6.2, 'M0 0V6.5Q0 10 3.1 10Q6.2 10 6.2 6.5V0'],
  V: [6.4, 'M0 0L3.2 10L6.4 0'],
  W: [9.6, 'M0 0L2.4 10L4.8 0L7.2 10L9.6 0'],
  X: [6, 'M0 0L6 10M6 0L0 10'],
  Y: [6.2, 'M0 0L3.1 5L6.2 0M3.1 5V10'],
  Z: [6, 'M0 0H6L0 10H6'],
  '[': [1.8, 'M1.8 -.8H0V11.4H1.8'],
  '\\': [4, 'M0 -.6L4 11'],
  ']': [1.8, 'M0 -.8H1.8V11.4H0'],
  '^': [4.4, 'M0 3.6L2.2 0L4.4 3.6'],
  '–': [4, 'M0 6.2H4'],
  '—': [6, 'M0 6.2H6'],
  _: [5, 'M0 11.4H5'],
  '`': [1.4, 'M0 0L1.4 1.8'],
  a: [5, `${circle}M5 4V10`],
  b: [5, `${circle}M0 0V10`],
  c: [4.6, 'M4.6 5.2A2.5 3 0 1 0 4.6 8.8'],
  d: [5, `${circle}M5 0V10`],
  e: [5, 'M0 7H5A2.5 3 0 1 0 4.4 9'],
  f: [3.3, 'M3.3 .2Q1.3 -.4 1.3 2.2V10M0 4H3'],
  g: [5, `${circle}M5 4V10.5Q5 13 2.5 13Q1 13 .4 12.2`],
  h: [4.5, 'M0 0V10M0 6.5Q0 4 2.3 4Q4.5 4 4.5 6.5V10'],
  i: [0.4, 'M.2 4V10M.2 1.2V1.4'],
  j: [1.7, 'M1.5 4V11.3Q1.5 13 0 13M1.5 1.2V1.4'],
  k: [4.5, 'M0 0V10M4.2 4L0 7.6M1.6 6.3L4.5 10'],
  l: [0.4, 'M.2 0V10'],
  m: [7.4, 'M0 4V10M0 6.3Q0 4 1.9 4Q3.7 4 3.7 6.3V10M3.7 6.3Q3.7 4 5.6 4Q7.4 4 7.4 6.3V10'],
  n: [4.5, 'M0 4V10M0 6.5Q0 4 2.3 4Q4.5 4 4.5 6.5V10'],
  o: [5, circle],
  p: [5, `${circle}M0 4V13`],
  q: [5, `${circle}M5 4V13`],
  r: [3, 'M0 4V10M0 6.8Q.2 4 3 4.1'],
  s: [4.4, 'M4.2 4.9Q3.6 4 2.2 4Q.2 4 .2 5.5Q.2 6.7 2.2 7Q4.4 7.3 4.4 8.5Q4.4 10 2.2 10Q.6 10 0 8.9'],
  t: [3.4, 'M1.3 1.5V8Q1.3 10 3.4 9.8M0 4H3.2'],
  u: [4.5, 'M0 4V7.5Q0 10 2.2 10Q4.5 10 4.5 7.5M4.5 4V10'],
  v: [4.6, 'M0 4L2.3 10L4.6 4'],
  w: [7.2, 'M0 4L1.8 10L3.6 4L5.4 10L7.2 4'],
  x: [4.4, 'M0 4L4.4 10M4.4 4L0 10'],
  y: [4.8, 'M0 4L2.4 10M4.8 4L2.4 10L1.6 12Q1.2 13 0 13'],
  z: [4.4, 'M0 4H4.4L0 10H4.4'],
  '{': [2.4, 'M2.4 -.8Q1.2 -.8 1.2 1V3.6Q1.2 5.2 0 5.2Q1.2 5.2 1.2 6.8V9.6Q1.2 11.4 2.4 11.4'],
  '|': [0.4, 'M.2 -.8V11.4'],
  '}': [2.4, 'M0 -.8Q1.2 -.8 1.2 1V3.6Q1.2 5.2 2.4 5.2Q1.2 5.2 1.2 6.8V9.6Q1.2 11.4 0 11.4'],
  '~': [5, 'M0 6.4Q1.2 4.8 2.5 5.8Q3.8 6.8 5 5.2'],
  '·': [0.4, 'M.2 5.7V5.9'],
  '×': [4.4, 'M0 3.6L4.4 8M4.4 3.6L0 8'],
};

/** What stands for a letter that is not among them. */
const unknown: (typeof glyphs)[string] = [5, 'M0 0H5V10H0V0'];
const gap = 2;

const lay = (text: string) => [...text.normalize('NFKD').replace(/\p{M}/gu, '')].map((char) => glyphs[char] ?? unknown);

/** Width in units of a tenth of the height of capitals. */
export const measureText = (text: string): number =>
  lay(text).reduce((width, [advance]) => width + advance + gap, text === '' ? 0 : -gap);

/** The longest beginning of a text that fits into a width, with `…` as three dots where something is left out. */
export function shortenText(text: string, width: number): string {
  if (measureText(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && measureText(`${letters.join('')}...`) > width) letters.pop();
  return `${letters.join('').trimEnd()}...`;
}

/** An SVG group that draws a line of text with the top of its capitals at (x, y) and capitals `height` pixels high. */
export function drawText(text: string, x: number, y: number, height: number, colour = '#1d1d1f'): string {
  let pen = 0;
  const paths = lay(text).map(([width, path]) => {
    const letter = path && `<path transform="translate(${pen.toFixed(2)} 0)" d="${path}"/>`;
    pen += width + gap;
    return letter;
  });
  const scale = height / 10;
  return (
    `<g transform="translate(${x} ${y}) scale(${scale})" fill="none" stroke="${colour}" stroke-width="1.15" ` +
    `stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`
  );
}
