import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a server does wrong on purpose with one answer. Places are counted in bytes of the answer's body. */
export interface Fault {
  /** Breaks the connection after so many bytes. */
  readonly cut?: number;
  /** Sends nothing any more after so many bytes, and leaves the connection open. */
  readonly stall?: number;
  /** Answers so, with nothing. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends other bits in place of this byte, as seen from the file's start. */
  readonly wrongByte?: number;
  /** Says another length of the file than it has, and sends as much. */
  readonly length?: number;
  /** Knows no ranges. */
  readonly noRange?: boolean;
  /** Sends a page in place of the file. */
  readonly html?: boolean;
  /** Compresses what nobody asked to be compressed. */
  readonly gzip?: boolean;
  /** Milliseconds between pieces of 16 kB. */
  readonly slow?: number;
  /** Sends the part after the one that was asked for. */
  readonly shifted?: boolean;
}

export interface ReplicaRequest {
  /** `hub` answers what there is and sends to `files`, another host, for all that is large. */
  readonly host: 'hub' | 'files';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface ReplicaRepository {
  readonly contents: Readonly<Record<string, Uint8Array>>;
  /** Its card's licence. */
  readonly licence?: string;
  /** Wants terms to be accepted: only for accounts in `accepted`. */
  readonly gated?: boolean;
  /** Seen by accounts in `accepted` alone. */
  readonly private?: boolean;
  /** Tokens of accounts. */
  readonly accepted?: readonly string[];
}

/** A hub on this machine: the same addresses, answers and headers as the real one, on two hosts. */
export interface HubReplica {
  readonly url: string;
  /** The host that large files are redirected to. */
  readonly filesUrl: string;
  readonly requests: ReplicaRequest[];
  /** What goes wrong, asked for each request; `nth` counts those of the same path since this was set. */
  fault: ((request: ReplicaRequest, nth: number) => Fault | undefined) | undefined;
  /** Publishes a repository, or a new commit of it. @returns the commit. */
  publish(name: string, repository: ReplicaRepository): string;
  /** Requests that fetched a file, or a part of it. */
  fetched(path: string): ReplicaRequest[];
  close(): Promise<void>;
}

interface Commit extends ReplicaRepository {
  readonly name: string;
  readonly sha: string;
}

/** Files of these kinds are kept in git itself, all others apart from it, as the hub does. */
const isSmall = (path: string) => /\.(json|txt|md)$|^[^.]*$/.test(path);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Uint8Array) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

export async function startHubReplica(): Promise<HubReplica> {
  const commits: Commit[] = [];
  const requests: ReplicaRequest[] = [];
  const seen = new Map<string, number>();
  let fault: HubReplica['fault'];

  const find = (name: string, revision: string) =>
    commits.filter(({ name: one, sha }) => one === name && ['main', 'HEAD', sha].includes(revision)).at(-1);

  const answer = (host: ReplicaRequest['host']) => async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(pathname);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', '*');
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
      return void response.writeHead(204).end();
    }
    const { range, authorization } = request.headers;
    const asked: ReplicaRequest = { host, method: request.method ?? 'GET', path, range, authorization };
    requests.push(asked);
    const nth = (seen.get(`${host}${path}`) ?? 0) + 1;
    seen.set(`${host}${path}`, nth);
    const wrong = fault?.(asked, nth) ?? {};
    for (const [name, value] of Object.entries(wrong.headers ?? {})) response.setHeader(name, value);
    if (wrong.status !== undefined) return void response.writeHead(wrong.status).end();
    if (host === 'hub') return void answerHub(asked, response, wrong);
    const [, name = '', hash] = /^\/(.+)\/([0-9a-f]{64})$/.exec(path) ?? [];
    const bytes = commits
      .filter((commit) => commit.name === name)
      .flatMap(({ contents }) => Object.values(contents))
      .find((content) => sha256(content) === hash);
    if (bytes === undefined) return void response.writeHead(403).end();
    response.setHeader('etag', '"of-the-other-host"');
    send(asked, response, bytes, wrong);
  };

  function answerHub(asked: ReplicaRequest, response: ServerResponse, fault: Fault): void {
    const { path } = asked;
    const token = asked.authorization?.replace(/^Bearer /, '');
    const refuse = (status: number, code: string, message: string) => {
      response.setHeader('x-error-code', code);
      response.setHeader('x-error-message', message);
      response.setHeader('content-type', 'application/json');
      response.writeHead(status).end(JSON.stringify({ error: message }));
    };
    const [, apiName, kind, apiRevision] =
      /^\/api\/models\/([^/]+\/[^/]+)(?:\/(revision|tree)\/([^?]+))?$/.exec(path) ?? [];
    const [, fileName, fileRevision, file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const name = apiName ?? fileName ?? '';
    const revision = (apiRevision ?? fileRevision ?? 'main').split('/')[0]!;
    const exists = commits.some((commit) => commit.name === name);
    const mine = commits.find((commit) => commit.name === name);
    const isAccepted = token !== undefined && mine?.accepted?.includes(token);
    if (!exists || (mine?.private && !isAccepted)) {
      return void refuse(token === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found');
    }
    const commit = find(name, revision);
    if (commit === undefined) return void refuse(404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    response.setHeader('x-repo-commit', commit.sha);
    if (apiName !== undefined) {
      response.setHeader('content-type', 'application/json');
      const json = kind === 'tree' ? treeOf(commit) : infoOf(commit);
      return void send(asked, response, Buffer.from(JSON.stringify(json)), fault);
    }
    if (commit.gated && !isAccepted) {
      return void refuse(token === undefined ? 401 : 403, 'GatedRepo', `Access to model ${name} is restricted`);
    }
    const bytes = commit.contents[file];
    if (bytes === undefined) return void refuse(404, 'EntryNotFound', 'Entry not found');
    if (isSmall(file)) {
      response.setHeader('etag', `"${gitSha1(bytes)}"`);
      return void send(asked, response, bytes, fault);
    }
    const hash = sha256(bytes);
    response.setHeader('x-linked-etag', `"${hash}"`);
    response.setHeader('x-linked-size', bytes.length);
    response.setHeader('location', `${replica.filesUrl}/${name}/${hash}?signature=x`);
    response.writeHead(302).end();
  }

  const hub = createServer(answer('hub'));
  const files = createServer(answer('files'));
  const listen = async (server: Server) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const replica: HubReplica = {
    url: await listen(hub),
    filesUrl: await listen(files),
    requests,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      seen.clear();
    },
    publish(name, repository) {
      const list = Object.entries(repository.contents).map(([path, bytes]) => `${path} ${gitSha1(bytes)}`);
      const sha = createHash('sha1')
        .update(`${commits.length} ${list.join('\n')}`)
        .digest('hex');
      commits.push({ ...repository, name, sha });
      return sha;
    },
    fetched: (path) =>
      requests.filter(({ method, path: asked }) => {
        const content = commits.map(({ contents }) => contents[path]).find((bytes) => bytes !== undefined);
        const end = content && (isSmall(path) ? `/${path}` : `/${sha256(content)}`);
        return method === 'GET' && end !== undefined && asked.endsWith(end);
      }),
    async close() {
      for (const server of [hub, files]) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
  return replica;
}

function infoOf({ name, sha, contents, licence, gated = false, private: isPrivate = false }: Commit) {
  const siblings = Object.entries(contents).map(([path, bytes]) => ({
    rfilename: path,
    size: bytes.length,
    blobId: gitSha1(bytes),
    ...(!isSmall(path) && { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 130 } }),
  }));
  return {
    _id: '65f0c0ffee',
    id: name,
    modelId: name,
    sha,
    siblings,
    private: isPrivate,
    gated: gated ? 'auto' : false,
    disabled: false,
    downloads: 1,
    likes: 0,
    tags: [],
    lastModified: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
    ...(licence && { cardData: { license: licence } }),
  };
}

const treeOf = ({ contents }: Commit) =>
  Object.entries(contents).map(([path, bytes]) => ({
    type: 'file',
    path,
    size: bytes.length,
    oid: gitSha1(bytes),
    ...(!isSmall(path) && { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } }),
  }));

function send(asked: ReplicaRequest, response: ServerResponse, content: Uint8Array, fault: Fault): void {
  let bytes = Buffer.from(content);
  if (fault.html) {
    response.setHeader('content-type', 'text/html');
    bytes = Buffer.from('<!DOCTYPE html><html><title>Sign in</title></html>');
  }
  if (fault.wrongByte !== undefined && fault.wrongByte < bytes.length) bytes[fault.wrongByte]! ^= 255;
  if (fault.length !== undefined) bytes = Buffer.concat([bytes, Buffer.alloc(fault.length)]).subarray(0, fault.length);
  const [, from, to] = (!fault.noRange && !fault.html && /^bytes=(\d+)-(\d*)$/.exec(asked.range ?? '')) || [];
  let start = Number(from ?? 0);
  const end = Math.min(bytes.length, to ? Number(to) + 1 : bytes.length);
  if (from !== undefined && start >= bytes.length) return void response.writeHead(416).end();
  if (fault.shifted && from !== undefined) start = Math.min(end, start + 1);
  if (from !== undefined) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${end - 1}/${bytes.length}`);
  }
  if (!fault.noRange) response.setHeader('accept-ranges', 'bytes');
  let body = bytes.subarray(start, end);
  if (fault.gzip) {
    response.setHeader('content-encoding', 'gzip');
    body = gzipSync(body);
  }
  response.setHeader('content-length', body.length);
  if (asked.method === 'HEAD') return void response.end();
  const { cut, stall, slow } = fault;
  if (cut !== undefined || stall !== undefined) {
    const part = body.subarray(0, cut ?? stall);
    response.flushHeaders();
    const then = () => cut !== undefined && setTimeout(() => response.destroy(), 30);
    return void (part.length > 0 ? response.write(part, then) : then());
  }
  if (slow !== undefined) return void sendSlowly(response, body, slow);
  response.end(body);
}

function sendSlowly(response: ServerResponse, body: Buffer, pause: number, at = 0): void {
  if (at >= body.length || response.destroyed) return void response.end();
  response.write(body.subarray(at, at + 2 ** 14), () =>
    setTimeout(() => sendSlowly(response, body, pause, at + 2 ** 14), pause),
  );
}

/** A folder's files, as a repository publishes them. */
export function contentsOf(
  folder: string,
  leaveOut: (path: string) => boolean = () => false,
): Record<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const kept = paths.filter((path) => !leaveOut(path)).sort();
  return Object.fromEntries(kept.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}
