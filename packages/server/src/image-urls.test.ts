import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeEngine } from './testing/fake-engine.js';
import { photo, startServer } from './testing/start-server.js';

// One address of loopback stands for the public network.
vi.mock('./remote-picture/public-address.js', () => ({
  isPublicAddress: (address: string) => address === '127.0.0.1',
}));

const picture = new Uint8Array(await photo());
const given = Buffer.from(picture).toString('base64');
let asked: string[] = [];
const site = createServer(({ url = '' }, response) => {
  asked.push(url);
  if (url === '/slow.png') return response.write(picture.subarray(0, 9));
  response.end(url === '/page.html' ? '<html>' : picture);
});
const at = (path = '/photo.png', host = '127.0.0.1') => `http://${host}:${(site.address() as AddressInfo).port}${path}`;

beforeAll(async () => {
  site.listen(0, '0.0.0.0');
  await once(site, 'listening');
});
afterAll(() => void site.close().closeAllConnections());

const form = (fields: Record<string, string>) => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
};
const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** Every place where a client may put a picture. */
const places: readonly (readonly [string, string, (address: string) => RequestInit])[] = [
  ['init_images', '/sdapi/v1/img2img', (address) => json({ init_images: [address] })],
  ['mask of A1111', '/sdapi/v1/img2img', (address) => json({ init_images: [given], mask: address })],
  [
    'controlnet',
    '/sdapi/v1/img2img',
    (image) =>
      json({ init_images: [given], alwayson_scripts: { controlnet: { args: [{ model: 'canny-net', image }] } } }),
  ],
  ['png-info', '/sdapi/v1/png-info', (image) => json({ image })],
  ['a form', '/v1/images/edits', (image) => ({ body: form({ image, prompt: 'ink' }) })],
  ['a variation', '/v1/images/variations', (image) => ({ body: form({ image }) })],
  ['images of OpenAI', '/v1/images/edits', (image_url) => json({ images: [{ image_url }], prompt: 'ink' })],
  [
    'mask of OpenAI',
    '/v1/images/edits',
    (image_url) =>
      json({ images: [{ image_url: `data:image/png;base64,${given}` }], mask: { image_url }, prompt: 'ink' }),
  ],
  ['inputs', '/models/editor', (inputs) => json({ inputs })],
  ['image', '/v1/img2img', (image) => json({ image })],
  ['mask', '/v1/img2img', (mask) => json({ image: given, mask })],
  ['references', '/v1/img2img', (address) => json({ image: given, references: [address] })],
  ['controls', '/v1/img2img', (image) => json({ image: given, controls: [{ net: 'canny-net', image }] })],
];

it.each(places)('takes an address as %s where it is told to, and nowhere else', async (_, path, request) => {
  const { engine, paintings } = fakeEngine();
  await using on = await startServer({ imageUrls: true }, engine);
  await using off = await startServer({}, engine);
  const post = ({ url }: { url: string }, address: string) =>
    fetch(`${url}${path}`, { method: 'POST', ...request(address) });
  asked = [];
  expect((await post(off, at())).status).toBe(400);
  for (const inside of [at('/', '127.0.0.2'), at('/', '[::1]'), at('/', '2130706434'), 'https://user@127.0.0.1/']) {
    const refused = await post(on, inside);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('no public address')]);
  }
  expect(asked).toEqual([]);
  expect(paintings).toHaveLength(0);

  expect((await post(on, at())).status).toBe(200);
  expect(asked).toEqual(['/photo.png']);
  const page = await post(on, at('/page.html'));
  expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('what is none of them')]);
});

it('hands over what lay there', async () => {
  const { engine, paintings } = fakeEngine();
  await using server = await startServer({ imageUrls: true }, engine);
  await fetch(`${server.url}/v1/img2img`, { method: 'POST', ...json({ image: at(), references: [at(), given] }) });
  expect(paintings[0]!.request).toMatchObject({ image: picture, references: [picture, picture] });
});

it('takes no more addresses, bytes and time than one request has', async () => {
  const { engine, paintings } = fakeEngine();
  const limits = { fetchSeconds: 0.3, pictures: 2, bodyBytes: Math.ceil(picture.length * 2.5) };
  await using server = await startServer({ imageUrls: true, limits }, engine);
  const post = async (references: string[], image = at()) => {
    const response = await fetch(`${server.url}/v1/img2img`, { method: 'POST', ...json({ image, references }) });
    return [response.status, ((await response.json()) as { error?: { message: string } }).error?.message];
  };
  expect(await post([at()])).toEqual([200, undefined]);
  expect(await post([at(), at()])).toEqual([
    413,
    expect.stringMatching(/^references: expected at most \d+ bytes in all/),
  ]);
  expect(await post(Array(9).fill(at()))).toEqual([400, 'references: expected at most 4 addresses, received more.']);
  expect(await post([], at('/slow.png'))).toEqual([400, 'image: expected a picture within 0.3 s, received nothing.']);
  expect(paintings).toHaveLength(1);
});

it('stops fetching for whom nobody waits', async () => {
  await using server = await startServer({ imageUrls: true }, fakeEngine().engine);
  const leaving = new AbortController();
  asked = [];
  let closed = false;
  site.once('request', (request) => request.once('close', () => (closed = true)));
  const body = { method: 'POST', ...json({ image: at('/slow.png') }), signal: leaving.signal };
  const answer = fetch(`${server.url}/v1/img2img`, body);
  await expect.poll(() => asked).toEqual(['/slow.png']);
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => closed).toBe(true);
});
