import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** What came back, as the wire had it. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  /** The JSON of the body; undefined when there is none. */
  value: unknown;
}

export interface Sending {
  headers?: Record<string, string>;
  body?: string;
  /** False to send neither the jar nor an origin: as a program that is not signed in. */
  asDevice?: boolean;
}

/** A browser of sorts: it keeps cookies, sends its origin, and remembers each person's token. */
export class Device {
  readonly base: string;
  readonly jar = new Map<string, string>();
  /** Every token it was ever given, oldest first. */
  readonly issued: string[] = [];
  readonly #tokens = new Map<string, string>();

  constructor(base: string) {
    this.base = base;
  }

  get origin(): string {
    return new URL(this.base).origin;
  }

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The token of a person who has signed in here. */
  tokenOf(email: string): string {
    const token = this.#tokens.get(email);
    if (token === undefined) throw new Error(`${email} has not signed in on this device`);
    return token;
  }

  get(path: string, sending: Sending = {}): Promise<Reply> {
    return this.#send('GET', path, sending);
  }

  post(path: string, value: unknown, sending: Sending = {}): Promise<Reply> {
    const headers = { 'content-type': 'application/json', ...sending.headers };
    return this.#send('POST', path, { body: JSON.stringify(value), ...sending, headers });
  }

  /** Anything at all: no header is added but those of the device itself. */
  raw(method: string, path: string, sending: Sending = {}): Promise<Reply> {
    return this.#send(method, path, sending);
  }

  async signIn(email: string, password: string, more: object = {}): Promise<Reply> {
    const reply = await this.post('/sign-in/email', { email, password, ...more });
    const { token } = (reply.value ?? {}) as { token?: string };
    if (token !== undefined) {
      this.#tokens.set(email, token);
      this.issued.push(token);
    }
    return reply;
  }

  async #send(method: string, path: string, { headers, body, asDevice = true }: Sending): Promise<Reply> {
    const own: Record<string, string> = asDevice ? { origin: this.origin } : {};
    if (asDevice && this.jar.size > 0) own['cookie'] = this.cookie;
    const reply = await send(method, `${this.base}${path}`, { ...own, ...headers }, body);
    if (asDevice) for (const cookie of reply.headers['set-cookie'] ?? []) this.#keep(cookie);
    return reply;
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (/; Max-Age=0(;|$)/.test(cookie)) this.jar.delete(name);
    else this.jar.set(name, pair.slice(at + 1));
  }
}

/** One request with exactly these headers, which `fetch` would not allow. */
export function send(
  method: string,
  url: string,
  headers: Record<string, string | string[]> = {},
  body?: string,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
        const value: unknown = isJson ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, bytes, value });
      });
    });
    outgoing.on('error', reject).end(body);
  });
}
