/**
 * Server-sent events out of a response's body. EventSource can only GET and would connect again by itself; a `fetch`
 * carries the photo, and ending it is how the server learns that nobody waits any more.
 */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      if (block.startsWith(':')) continue; // a sign of life
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      yield { type: fields.event, data: JSON.parse(fields.data) };
    }
  }
}
