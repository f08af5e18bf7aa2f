import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from './start-redis.js';

/** A Python that has moto, a server that speaks S3. .ci/run makes one; see CONTRIBUTING.md. */
const python = process.env['OVERPAINT_PYTHON'] ?? 'python3';

/** Whether tests can hold a store against it. */
export const hasMoto = spawnSync(python, ['-c', 'import moto.server']).status === 0;
if (!hasMoto) {
  if (process.env['OVERPAINT_PYTHON']) throw new Error(`OVERPAINT_PYTHON (${python}) has no moto with its server.`);
  process.stderr.write('No Python with moto: buckets are tested by a replica of S3 only.\n');
}

/** A server of S3 on a free port of loopback, with an empty bucket. It keeps everything in memory. */
export async function startMoto(bucket: string) {
  const port = await freePort();
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  };
  while (!(await fetch(config.endpoint).catch(() => undefined))) {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode}.`);
    await sleep(50);
  }
  const client = new S3Client(config);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return {
    config,
    async close(): Promise<void> {
      server.kill();
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    },
  };
}
