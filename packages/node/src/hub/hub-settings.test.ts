import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hubHeaders } from './ask.js';
import { hubSettings, repositoryFolder, repositoryOf } from './hub-settings.js';

const cacheOf = (env: NodeJS.ProcessEnv, cache?: string) => hubSettings({ cache }, env).cache;

it('keeps models where huggingface_hub does', () => {
  expect(cacheOf({})).toBe(join(homedir(), '.cache/huggingface/hub'));
  expect(cacheOf({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub');
  expect(cacheOf({ XDG_CACHE_HOME: '/x', HF_HOME: '/h' })).toBe('/h/hub');
  expect(cacheOf({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' })).toBe('/old');
  expect(cacheOf({ HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/new' })).toBe('/new');
  expect(cacheOf({ HF_HUB_CACHE: '/new' }, '/mine')).toBe('/mine');
  expect(cacheOf({ HF_HOME: '~/hf', HF_HUB_CACHE: '' })).toBe(join(homedir(), 'hf/hub'));
  expect(cacheOf({ DISK: '/d', HF_HUB_CACHE: '$DISK/hub' })).toBe('/d/hub');
});

it('names folders as huggingface_hub does', () => {
  expect(repositoryFolder('/c', 'owner/name--with')).toBe(join('/c', 'models--owner--name--with'));
  expect(repositoryOf('models--owner--name--with')).toBe('owner/name--with');
  for (const other of ['datasets--owner--name', 'models--owner', '.locks', 'blobs'])
    expect(repositoryOf(other)).toBeUndefined();
});

it.each<[unknown, Parameters<typeof hubSettings>[0], NodeJS.ProcessEnv]>([
  ['hf_new', {}, { HF_TOKEN: ' hf_new\n', HUGGING_FACE_HUB_TOKEN: 'hf_old' }],
  ['hf_old', {}, { HUGGING_FACE_HUB_TOKEN: 'hf_old' }],
  ['hf_mine', { token: 'hf_mine' }, { HF_TOKEN: 'hf_new' }],
  [undefined, { token: false }, { HF_TOKEN: 'hf_new' }],
  [undefined, {}, { HF_TOKEN: 'hf_new', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }],
])('takes the token %j from %j and %j', (token, options, env) => {
  expect(hubSettings(options, env)).toMatchObject({ token, tokenFile: undefined });
});

it('reads the token of "hf auth login"', async () => {
  expect(hubSettings({}, { HF_HOME: '/h' }).tokenFile).toBe('/h/token');
  expect(hubSettings({}, { HF_TOKEN_PATH: '/t' }).tokenFile).toBe('/t');
  expect(await hubHeaders(hubSettings({}, { HF_TOKEN_PATH: '/no/such/file' }))).toEqual({});
  expect(await hubHeaders(hubSettings({ token: 'hf_a' }, {}))).toEqual({ authorization: 'Bearer hf_a' });
});

it.each<[boolean, NodeJS.ProcessEnv]>([
  [false, {}],
  [false, { HF_HUB_OFFLINE: '0' }],
  [true, { HF_HUB_OFFLINE: '1' }],
  [true, { TRANSFORMERS_OFFLINE: 'yes' }],
])('is offline: %j with %j', (offline, env) => {
  expect(hubSettings({}, env).offline).toBe(offline);
});

it('takes the hub, the time to wait and whether there are links from variables', () => {
  const env = { HF_ENDPOINT: 'https://mirror.example/', HF_HUB_DOWNLOAD_TIMEOUT: '3', HF_HUB_DISABLE_SYMLINKS: 'true' };
  expect(hubSettings({}, env)).toMatchObject({ endpoint: 'https://mirror.example', timeout: 3000, links: false });
  expect(hubSettings({}, {})).toMatchObject({ endpoint: 'https://huggingface.co', timeout: 10_000, links: true });
});
