/** Server-sent events on a response: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function openEventStream(response) {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would hold the events back
  });
  response.flushHeaders();
  return {
    send: (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`),
    close: () => response.end(),
  };
}
