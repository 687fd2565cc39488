/** One answer, ready for the wire. Headers are written exactly as they stand here. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** A request with its body read; header names are lower case, `path` has no query. */
export interface ReceivedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

/** A JSON answer. The type has no charset: most APIs send it so, and @clerk/backend reads no other as JSON. */
export function json(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An answer without body and without content type. */
export function empty(status: number): Answer {
  return { status, headers: {}, body: '' };
}

/** An answer of the mock server itself, where no API would speak. */
export function plain(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
