import type { lookup } from 'node:dns';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { fetchPicture } from './fetch-picture.js';

// One address of loopback stands for the public network.
vi.mock('./public-address.js', async (original) => {
  const { isPublicAddress } = await original<typeof import('./public-address.js')>();
  return { isPublicAddress: (address: string) => address === '127.0.0.1' || isPublicAddress(address) };
});

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server of somebody, and what it was asked for. */
async function startSite(answer: RequestListener, host = '127.0.0.1') {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    answer(request, response);
  }).listen(0, host);
  await once(server, 'listening');
  closers.push(() => void server.close().closeAllConnections());
  return { asked, port: (server.address() as AddressInfo).port };
}

/** A name server that gives one answer after the other; the last one stays. */
function names(...answers: readonly string[][]) {
  const asked: string[] = [];
  const resolve = (host: string, _: object, done: (error: Error | null, found?: object[]) => void) => {
    const found = answers[Math.min(asked.push(host), answers.length) - 1];
    const addresses = found?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => (addresses ? done(null, addresses) : done(new Error('ENOTFOUND'))));
  };
  return { asked, lookup: resolve as unknown as typeof lookup };
}

const get = (address: string, more: Partial<Parameters<typeof fetchPicture>[1]> = {}) =>
  fetchPicture(address, { signal: new AbortController().signal, spend: () => {}, ...more });
const nowhere = 'no public address of http or https, without a user in it';

it('brings what lies at an address, and follows redirects', async () => {
  const site = await startSite(({ url, headers }, response) => {
    if (url === '/moved') return response.writeHead(302, { location: '/there?a=1' }).end();
    response.end(JSON.stringify(headers));
  });
  const { lookup, asked } = names(['127.0.0.1']);
  const bytes = await get(`http://pictures.example:${site.port}/moved`, { lookup });
  expect(JSON.parse(String(bytes))).toEqual({
    host: `pictures.example:${site.port}`,
    accept: 'image/*',
    'accept-encoding': 'identity',
    'user-agent': 'overpaint',
    connection: 'close',
  });
  expect(site.asked).toEqual(['/moved', '/there?a=1']);
  expect(asked).toHaveLength(2); // once for each connection
});

it.each([
  'ftp://127.0.0.1/a.png',
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'http://user:password@127.0.0.1/',
  'http://user@127.0.0.1/',
  'no address',
  'http://',
  'http://[::1',
])('refuses %s', async (address) => {
  await expect(get(address)).rejects.toMatchObject({ name: 'FetchRefusal', message: nowhere });
});

// 127.0.0.2 and others of this machine in every spelling that URLs or resolvers of names understand.
it.each([
  '127.0.0.2',
  '127.2',
  '127.0.2',
  '2130706434',
  '0x7f000002',
  '0x7f.0.0.2',
  '0177.0.0.2',
  '017700000002',
  '127.0.0.2.',
  '127%2e0%2e0%2e2',
  '１２７.0.0.2',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.2]',
  '[::ffff:7f00:2]',
  '[0000:0000:0000:0000:0000:ffff:7f00:0002]',
  '[::127.0.0.2]',
  '[64:ff9b::7f00:2]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '10.0.0.1',
  '192.168.1',
  'localhost',
  'LOCALHOST',
])('does not turn to %s', async (host) => {
  const site = await startSite((_, response) => response.end('secret'), '0.0.0.0');
  const { lookup } = names(['127.0.0.2']); // what the system would say of localhost, said at once
  await expect(get(`http://${host}:${site.port}/`, { lookup })).rejects.toMatchObject({ message: nowhere });
  expect(site.asked).toEqual([]);
});

it.each([
  ['a private address', ['10.0.0.5']],
  ['a private one beside a public one', ['127.0.0.1', '192.168.0.1']],
  ['IPv4 in IPv6', ['::ffff:127.0.0.2']],
  ['metadata', ['169.254.169.254']],
  ['none', []],
])('refuses a name that stands for %s, in the words for a name that nobody has', async (_, addresses) => {
  const { lookup } = names(addresses);
  await expect(get('http://intranet.example/', { lookup })).rejects.toMatchObject({ message: nowhere });
  await expect(get('http://nobody.example/', { lookup: names().lookup })).rejects.toMatchObject({ message: nowhere });
});

it('connects to the address that it looked at, whatever the name stands for a moment later', async () => {
  const site = await startSite((_, response) => response.end('public'));
  const inside = await startSite((_, response) => response.end('secret'), '127.0.0.2');
  const { lookup, asked } = names(['127.0.0.1'], ['127.0.0.2']);
  expect(String(await get(`http://rebinding.example:${site.port}/`, { lookup }))).toBe('public');
  expect(asked).toEqual(['rebinding.example']);
  await expect(get(`http://rebinding.example:${inside.port}/`, { lookup })).rejects.toThrow(nowhere);
  expect(inside.asked).toEqual([]);
});

it.each([
  ['http://127.0.0.2:PORT/', nowhere],
  ['http://2130706434:PORT/', nowhere],
  ['//[::1]:PORT/', nowhere],
  ['http://inside.example:PORT/', nowhere],
  ['file:///etc/passwd', nowhere],
  ['http://user:password@127.0.0.1:PORT/', nowhere],
  ['http://[', nowhere],
  ['/', 'more than 3 redirects'],
])('does not follow a redirect to %s', async (location, message) => {
  const inside = await startSite((_, response) => response.end('secret'), '0.0.0.0');
  const site = await startSite((_, response) =>
    response.writeHead(307, { location: location.replace('PORT', String(inside.port)) }).end(),
  );
  const { lookup } = names(['127.0.0.1'], location === '/' ? ['127.0.0.1'] : ['127.0.0.2']);
  await expect(get(`http://pictures.example:${site.port}/`, { lookup })).rejects.toMatchObject({ message });
  expect(inside.asked).toEqual([]);
});

it('ends when more comes than may, also where a length is not said', async () => {
  let sent = 0;
  const site = await startSite((_, response) => {
    const more = () => {
      sent += 65_536;
      if (sent < 100e6 && response.write(Buffer.alloc(65_536))) setImmediate(more);
    };
    response.on('drain', more);
    more();
  });
  let left = 200_000;
  const spend = (bytes: number) => {
    left -= bytes;
    if (left < 0) throw new Error('too much');
  };
  await expect(get(`http://127.0.0.1:${site.port}/`, { spend })).rejects.toThrow('too much');
  expect(sent).toBeLessThan(20e6);
});

it.each([
  ['a head', false],
  ['a body', true],
])('does not wait for %s that does not come', async (_, head) => {
  const site = await startSite((_, response) => {
    if (head) response.write('a');
  });
  const signal = AbortSignal.timeout(200);
  const began = performance.now();
  await expect(get(`http://127.0.0.1:${site.port}/`, { signal })).rejects.toThrow();
  expect(performance.now() - began).toBeLessThan(2000);
});

it.each([[404], [500], [204], [304], [206]])('takes no picture from an answer of %i', async (status) => {
  const site = await startSite((_, response) => response.writeHead(status).end());
  await expect(get(`http://127.0.0.1:${site.port}/`)).rejects.toMatchObject({ message: `status ${status}` });
});

it('says when nobody answers', async () => {
  const site = await startSite(({ socket }) => socket.destroy());
  await expect(get(`http://127.0.0.1:${site.port}/`)).rejects.toMatchObject({ message: 'no answer' });
});
