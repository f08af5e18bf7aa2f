import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { asker } from './ask.js';

const open: Server[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('goes through the proxy that the environment names, but for hosts that it excepts', async () => {
  const origin = await listen(createServer((_, response) => response.end('here')));
  const through: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket, head) => {
    through.push(request.url!);
    const [host, port] = request.url!.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => {});
  });
  vi.stubEnv('http_proxy', `http://127.0.0.1:${await listen(proxy)}`);
  const ask = asker({ offline: false, timeout: 4000 });
  const url = `http://127.0.0.1:${origin}/`;
  expect(await (await ask(url, {})).text()).toBe('here');
  expect(through).toEqual([`127.0.0.1:${origin}`]);
  vi.stubEnv('no_proxy', '127.0.0.1');
  expect(await (await ask(url, {})).text()).toBe('here');
  expect(through).toHaveLength(1);
});

it('asks nobody offline', async () => {
  await expect(asker({ offline: true, timeout: 100 })('http://127.0.0.1/', {})).rejects.toMatchObject({
    code: 'OFFLINE',
  });
});

it('gives up a server that says nothing', async () => {
  const port = await listen(createServer(() => {}));
  const asked = asker({ offline: false, timeout: 300 })(`http://127.0.0.1:${port}/`, {});
  await expect(asked).rejects.toMatchObject({
    code: 'DOWNLOAD',
    message: expect.stringContaining('sent nothing for 0.3 s'),
  });
});
