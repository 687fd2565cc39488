import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Received } from './apis/kind.ts';
import type { Fault, FaultKind } from './faults.ts';

/** A request at one stage of its way. Sightings are made in the order in which things happen. */
export interface Sighting {
  /** `answered`: by the server, so what the request asks for has happened; its answer may yet be lost. */
  stage: 'received' | 'reached' | 'answered';
  method: string;
  /** With the query. */
  path: string;
  fault: FaultKind | null;
  /** The session that it asks to end; `*`: all of them; null: it asks for something else. */
  ends: string | null;
}

export interface ProxyOptions {
  /** Origin of the server behind. */
  target: string;
  next: () => Fault | null;
  toEnd?: (request: Received) => string | null;
  /** Called at once, before anything else happens to the request. */
  observe: (sighting: Sighting) => void;
}

interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);

/**
 * A server on a free port of 127.0.0.1 that hands requests on to another, unless a fault befalls them. What was
 * received is handed on also after its sender has gone, as on a real network.
 */
export class FaultProxy {
  /** How many requests arrived. */
  requests = 0;
  readonly #options: ProxyOptions;
  readonly #server = createServer();
  #port = 0;
  #busy = 0;
  #isClosed = false;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server.on('request', (request, response) => void this.#take(request, response));
  }

  static async start(options: ProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    return proxy;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when no request is on its way to the server any more, also none whose sender is gone. */
  async settled(): Promise<void> {
    while (this.#busy > 0) await sleep(2);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#server.listening) await this.#stop();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#busy += 1;
    try {
      await this.#pass(request, response);
    } catch (error) {
      // Its sender was killed half-way through it: it never came whole, and there is nobody to tell.
      if (!request.errored) throw error;
    } finally {
      this.#busy -= 1;
    }
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { target, next, observe, toEnd } = this.#options;
    const body = await buffer(request);
    const fault = next();
    const received = asReceived(request, body);
    const { method, path } = received;
    const sighting = { method, path, fault: fault?.kind ?? null, ends: toEnd?.(received) ?? null };
    this.requests += 1;
    observe({ stage: 'received', ...sighting });
    const forward = async () => {
      observe({ stage: 'reached', ...sighting });
      const reply = await handOn(target, request, body);
      observe({ stage: 'answered', ...sighting });
      return reply;
    };
    if (fault?.kind === 'connection refused') await this.#refuse(fault.lasting);
    else await carryOut(fault, response, forward);
  }

  /** Breaks every connection, and takes no new one for a while. */
  async #refuse(milliseconds: number): Promise<void> {
    if (!this.#server.listening) return;
    await this.#stop();
    await sleep(milliseconds);
    if (!this.#isClosed) await listenAgain(() => this.#listen());
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  #stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function asReceived({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Received {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { method, path: url, headers: Object.fromEntries(texts), body: body.toString() };
}

/** A connection that is just being closed can hold the port as its own for a moment. */
async function listenAgain(listen: () => Promise<void>, tries = 100): Promise<void> {
  try {
    await listen();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === 0) throw error;
    await sleep(50);
    await listenAgain(listen, tries - 1);
  }
}

async function carryOut(
  fault: Fault | null,
  response: ServerResponse,
  forward: () => Promise<Reply>,
): Promise<void> {
  switch (fault?.kind) {
    case 'reset before the effect':
      return reset(response);
    case '429 storm':
    case '5xx before the effect':
      return answer(response, madeUp(fault));
    case '5xx after the effect':
      await forward();
      return answer(response, madeUp(fault));
    case 'effect without reply':
      await forward();
      return reset(response);
    case 'half a reply':
      return answerHalf(response, await forward());
    case 'slow drip':
      return drip(response, await forward(), fault.lasting);
    case 'latency':
      await sleep(fault.lasting);
      return answer(response, await forward());
    default:
      return answer(response, await forward());
  }
}

function handOn(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name));
  const own = { ...Object.fromEntries(kept), host: new URL(target).host, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = send(`${target}${url ?? '/'}`, { method, headers: own, agent: false }, (reply) => {
      const given = Object.entries(reply.headers).filter(([name]) => !hopByHop.has(name));
      const status = reply.statusCode ?? 502;
      const headers = Object.fromEntries(given) as Reply['headers'];
      buffer(reply).then((whole) => resolve({ status, headers, body: whole }), reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

/** An answer that the server behind did not give: a page, as the machines before a server send them. */
function madeUp({ status, headers }: Fault): Reply {
  const body = Buffer.from(`<html><body><h1>${status}</h1></body></html>`);
  return { status, headers: { 'content-type': 'text/html', ...headers }, body };
}

function answer(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The head and half of the body; then the connection breaks. */
async function answerHalf(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.flushHeaders();
  response.write(body.subarray(0, Math.floor(body.length / 2)));
  await sleep(5);
  reset(response);
}

async function drip(response: ServerResponse, { status, headers, body }: Reply, lasting: number) {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  const steps = 8;
  const size = Math.ceil(body.length / steps);
  for (let step = 0; step < steps; step += 1) {
    response.write(body.subarray(step * size, (step + 1) * size));
    await sleep(lasting / steps);
  }
  response.end();
}
