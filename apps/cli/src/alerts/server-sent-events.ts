export interface ServerSentEvent {
  readonly id: string | null;
  readonly event: string;
  /** Lines joined; empty for a frame that only sets the id. */
  readonly data: string;
}

/** Frames of a `text/event-stream` (WHATWG HTML, 9.2); comments, which keep it open, are left out. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text = (text + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n');
    const frames = text.split('\n\n');
    text = frames.pop()!;
    for (const frame of frames) {
      const event = parseFrame(frame);
      if (event !== null) yield event;
    }
  }
}

function parseFrame(frame: string): ServerSentEvent | null {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  let isComment = true;
  for (const line of frame.split('\n')) {
    if (line.startsWith(':') || line === '') continue;
    const at = line.indexOf(':');
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    if (field === 'id' || field === 'data') isComment = false;
  }
  return isComment ? null : { id, event, data: data.join('\n') };
}
