import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The calls of S3 that a store makes, with its status codes and error documents: objects by path, conditional writes. */
export async function startS3Replica() {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    const body = await buffer(request);
    const answer = (status: number, code?: string) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(code && `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    };
    const there = objects.get(path);
    if (!/^AWS4-HMAC-SHA256 Credential=key\//.test(request.headers.authorization ?? '')) answer(403, 'AccessDenied');
    else if (request.method === 'DELETE') {
      objects.delete(path);
      answer(204);
    } else if (request.method === 'PUT') {
      if (there && request.headers['if-none-match'] === '*') return answer(412, 'PreconditionFailed');
      objects.set(path, contentOf(body, request.headers['content-encoding']));
      answer(200);
    } else if (there) response.end(there);
    else answer(404, 'NoSuchKey');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    objects,
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The client may send chunks with a checksum behind them. */
function contentOf(body: Buffer, encoding = ''): Buffer {
  if (!encoding.includes('aws-chunked')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (!(length > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
