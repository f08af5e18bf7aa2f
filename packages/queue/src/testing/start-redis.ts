import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis on a free port of loopback that keeps what it is told, in a folder of its own: at once, or each second. */
export async function startRedis(appendfsync: 'always' | 'everysec' = 'always') {
  try {
    execFileSync('redis-server', ['--version']);
  } catch (cause) {
    throw new Error('These tests need redis-server: apt-get install redis-server.', { cause });
  }
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await begin();

  async function begin(): Promise<ChildProcess> {
    const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    const child = spawn(
      'redis-server',
      [...address, '--appendonly', 'yes', '--appendfsync', appendfsync, '--save', ''],
      {
        stdio: 'ignore',
      },
    );
    const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {}); // until it listens
    while ((await redis.ping().catch(() => '')) !== 'PONG') await sleep(50);
    redis.disconnect();
    return child;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  }

  return {
    url,
    folder,
    /** Killed, and started again with what it kept. */
    async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
      await end(signal);
      server = await begin();
    },
    async stop(): Promise<void> {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
