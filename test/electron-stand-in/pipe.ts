import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { CDPSession } from 'playwright';

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One target of Chromium's, or the browser itself: commands and events, typed as Chromium documents them. */
export class Target {
  readonly #events = new EventEmitter();
  readonly #pipe: Pipe;
  readonly #sessionId: string | undefined;

  constructor(pipe: Pipe, sessionId?: string) {
    this.#pipe = pipe;
    this.#sessionId = sessionId;
  }

  /** Rejects with Chromium's own message, or when Chromium is gone. */
  readonly send: CDPSession['send'] = (method, params) =>
    this.#pipe.send(method, params, this.#sessionId) as never;

  readonly on = ((event: string, listener: (payload: unknown) => void) => {
    this.#events.on(event, listener);
    return this;
  }) as unknown as CDPSession['on'];

  /** For commands that answer what may just have gone: a frame, a request, a dialog. */
  readonly tell: (...given: Parameters<CDPSession['send']>) => void = (method, params) => {
    this.send(method, params).catch(() => undefined);
  };

  emit(event: string, payload: unknown): void {
    this.#events.emit(event, payload);
  }
}

/**
 * Chromium's debugging pipe. Chromium ends when the pipe does, so that it outlives this process in no case, not even
 * a SIGKILL.
 */
export class Pipe {
  readonly #out: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #targets = new Map<string, Target>();
  readonly browser = new Target(this);
  #text = '';
  #last = 0;

  constructor(out: Writable, input: Readable) {
    this.#out = out;
    // Chromium that is gone is told by `close` of the input, once for everything that waits.
    out.on('error', () => undefined);
    input.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    input.on('close', () => this.#close());
  }

  send(method: string, params: unknown, sessionId: string | undefined): Promise<unknown> {
    const id = (this.#last += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return promise;
  }

  /** The target of a session that was attached. */
  target(sessionId: string): Target {
    const target = this.#targets.get(sessionId) ?? new Target(this, sessionId);
    this.#targets.set(sessionId, target);
    return target;
  }

  #read(chunk: string): void {
    const messages = (this.#text + chunk).split('\0');
    this.#text = messages.pop() ?? '';
    for (const message of messages) this.#take(JSON.parse(message) as Message);
  }

  #take({ id, sessionId, method, params, result, error }: Message): void {
    if (id === undefined) {
      const target = sessionId === undefined ? this.browser : this.target(sessionId);
      if (method !== undefined) target.emit(method, params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #close(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('Chromium is gone'));
    this.#waiting.clear();
    this.browser.emit('close', {});
  }
}
