import { dirname, join } from 'node:path';
import { homeFolder } from '../home-folder.js';

/** The Hugging Face hub or a mirror of it, as {@link NodeOverpaintOptions} takes it. */
export interface HubOptions {
  /** @defaultValue `HF_ENDPOINT`, or `https://huggingface.co` */
  readonly endpoint?: string | undefined;
  /**
   * Access token for private and gated repositories; it is sent to the endpoint only. `false` sends none.
   * @defaultValue `HF_TOKEN`, or the file that `hf auth login` writes (`HF_TOKEN_PATH`, `HF_HOME/token`)
   */
  readonly token?: string | false | undefined;
  /** Folder of downloads, which Python's `huggingface_hub` shares. @defaultValue `HF_HUB_CACHE`, or `HF_HOME/hub` */
  readonly cache?: string | undefined;
  /** Whether nothing is asked of any server: only what is here is used. @defaultValue `HF_HUB_OFFLINE` */
  readonly offline?: boolean | undefined;
  /** Attempts in a row that bring nothing before a request is given up. @defaultValue 5 */
  readonly attempts?: number | undefined;
}

/** Where a hub is asked, and where what it gives is kept. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly cache: string;
  /** The file that holds the token, or the token itself, or neither. */
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly offline: boolean;
  /** Whether files of a snapshot may be links to blobs, where the file system can. */
  readonly links: boolean;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly timeout: number;
  readonly attempts: number | undefined;
  /** Milliseconds before a second attempt; a second by default. */
  readonly pause?: number | undefined;
}

/**
 * Reads the variables that huggingface_hub reads, with its rules: a path may begin with `~` and hold `$NAME`; empty is unset;
 * 1, on, yes and true are true.
 */
export function hubSettings(options: HubOptions = {}, env: NodeJS.ProcessEnv = process.env): HubSettings {
  const named = (...names: string[]) =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  const path = (value: string) => expand(value, env);
  const isOn = (name: string) => /^(1|on|yes|true)$/i.test(env[name] ?? '');

  const home = path(named('HF_HOME') ?? join(named('XDG_CACHE_HOME') ?? join(homeFolder(), '.cache'), 'huggingface'));
  const token =
    options.token === undefined ? named('HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN')?.trim() : options.token || undefined;
  const looksUp = options.token === undefined && token === undefined && !isOn('HF_HUB_DISABLE_IMPLICIT_TOKEN');
  const implicit = options.token === undefined && isOn('HF_HUB_DISABLE_IMPLICIT_TOKEN');
  return {
    endpoint: (options.endpoint ?? named('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, ''),
    cache: path(options.cache ?? named('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
    token: implicit ? undefined : token,
    tokenFile: looksUp ? path(named('HF_TOKEN_PATH') ?? join(home, 'token')) : undefined,
    offline: options.offline ?? (isOn('HF_HUB_OFFLINE') || isOn('TRANSFORMERS_OFFLINE')),
    links: !isOn('HF_HUB_DISABLE_SYMLINKS'),
    timeout: 1000 * (Number(named('HF_HUB_DOWNLOAD_TIMEOUT')) || 10),
    attempts: options.attempts,
  };
}

function expand(path: string, env: NodeJS.ProcessEnv): string {
  const whole = path.replace(
    /\$\{(\w+)\}|\$(\w+)/g,
    (text, braced?: string, plain?: string) => env[braced ?? plain!] ?? text,
  );
  return whole === '~' || /^~[/\\]/.test(whole) ? join(homeFolder(), whole.slice(1)) : whole;
}

/** The folder of a repository in the cache: `models--owner--name`. */
export const repositoryFolder = (cache: string, repository: string): string =>
  join(cache, `models--${repository.replace('/', '--')}`);

/** The same the other way round, for a folder's name. */
export function repositoryOf(folder: string): string | undefined {
  const [kind, owner, ...name] = folder.split('--');
  return kind === 'models' && owner && name.length > 0 ? `${owner}/${name.join('--')}` : undefined;
}

/** The folder of locks beside the repositories. */
export const lockFolder = (folder: string): string =>
  join(dirname(folder), '.locks', folder.slice(dirname(folder).length + 1));
