import { rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Carrier, type Reply } from '../../../electron/bridge/crossing/connect.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { randomFor } from '../../../mock-server/random.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { sixteenForms } from './canary.ts';
import { placesFor, type Place, type Said } from './inputs/echo-places.ts';
import { tally } from './figures.ts';
import { recordMock, type Recorded, type Recording } from './recordings.ts';
import { outcomeOf, type Watch } from './watch.ts';

/** Deadline of an operation, ms; it only keeps what hangs from hanging for ever. */
const budget = 30_000;
/** Every form of it differs from every other, from its beginning on. */
const secret = `~?>~?>Kz9~?>"&<'/+=%41-the-rest-of-a-key-that-is-sent-back`;
/** So much of a form at its beginning is as much as nobody may see. */
const beginning = 12;
/** Those that have one key, in a header. */
const keyOf: Partial<Record<string, string>> = {
  'nest-sessions': 'accessToken',
  vault: 'accessToken',
  clerk: 'secretKey',
};
const MiB = 1024 * 1024;

interface Echo {
  watch: Watch;
  host: Carrier;
  recording: Recording;
  connectionId: string;
  /** What the server answers from here on. */
  say: (said: Said | ((honest: Recorded, response: ServerResponse) => void)) => void;
}

/**
 * A server holds an answer back until Sessiondeck has been locked, and sends more than is read. Then it says the key back,
 * whole, in all its forms and in every place, and nothing of it may come out: not as much as the beginning that is left
 * where a text is cut.
 */
export async function fuzzEcho(watch: Watch): Promise<void> {
  const recordings = (await recordMock()).filter(({ api }) => keyOf[api.id] !== undefined);
  const folder = newFolder(memory);
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const parts = {
    folder,
    keychain,
    shell: 'browser',
    version: '',
    demo: null,
    report: watch.report,
  } as const;
  const host = openHost({ ...parts, budget, backoff: 1 });
  watch.guard([secret]);
  try {
    await nameThatBecomesAKey(watch, host);
    for (const recording of recordings) await echoFrom(watch, host, recording, recordings.length);
  } finally {
    await host.close();
    watch.lookInFiles(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was no secret when it was stored is not told any more once it is one. */
async function nameThatBecomesAKey(watch: Watch, host: Carrier): Promise<void> {
  const name = 'a-name-that-becomes-a-key-29384756';
  const bridge = connect(host);
  const draft = { id: null, api: 'vault', name, kind: 'development', colour: 'blue' } as const;
  const rest = { baseUrl: 'http://127.0.0.1:9', settings: {}, filters: {} };
  const { id: connectionId } = await bridge('connections.save', { ...draft, ...rest });
  await bridge('keys.put', { connectionId, secrets: { accessToken: name } });
  watch.count('a name that becomes a key');
  for (const [method, input] of [
    ['connections.list', {}],
    ['audit.list', { filter: { connectionId: null, action: null, text: '' }, before: null, limit: 100 }],
  ] as const) {
    const reply = await host.invoke(method, input);
    tally(watch.figures.outcomes, outcomeOf(reply));
    if (JSON.stringify(reply).includes(name)) watch.find('hits', `a key that was a name, in ${method}`);
  }
  await bridge('connections.remove', { connectionId });
}

async function echoFrom(watch: Watch, host: Carrier, recording: Recording, apis: number): Promise<void> {
  const server = await startEcho(recording);
  try {
    const { api } = recording;
    const { pathname } = new URL(api.baseUrl);
    const baseUrl = `http://127.0.0.1:${server.port}${pathname === '/' ? '' : pathname}`;
    const secrets = { [keyOf[api.id] ?? '']: secret };
    const connectionId = await saveConnection(connect(host), { ...api, baseUrl }, { secrets });
    const echo: Echo = { watch, host, recording, connectionId, say: server.say };
    await sayAfterLock(echo);
    await sayTooMuch(echo);
    await saySome(echo, Math.ceil(watch.options.n / apis));
  } finally {
    await server.close();
  }
}

/** As many of all places and forms as there are inputs, in an order of the seed. */
async function saySome(echo: Echo, most: number): Promise<void> {
  const { watch, recording, say } = echo;
  const random = randomFor(`fuzz ${watch.options.seed} echo ${recording.api.id}`);
  const forms = [...new Set(sixteenForms(secret))];
  const pairs = placesFor(recording).flatMap((place) => forms.map((form) => ({ place, form })));
  const fit = pairs.filter(({ place, form }) => !place.isHeader || /^[\x21-\x7e]+$/.test(form));
  const drawn = fit.map((pair) => ({ pair, at: random.integer(0, 1_000_000) }));
  for (const { pair } of drawn.toSorted((one, other) => one.at - other.at).slice(0, most)) {
    if (!watch.goesOn) return;
    watch.count(pair.place.kind);
    say(pair.place.say(pair.form));
    await list(echo, pair.place, forms);
  }
}

/** Reads the list, and looks at what is told of it: at once, and in the request log. */
async function list({ watch, host, recording, connectionId }: Echo, place: Place, forms: string[]) {
  const { filters } = recording.api.access;
  const reply = await host.invoke('sessions.list', { connectionId, filters: oneUser(filters) });
  tally(watch.figures.outcomes, outcomeOf(reply));
  const log = await host.invoke('timeline.list', { connectionId, text: '', before: null, limit: 3 });
  for (const came of [reply, log]) {
    watch.look(() => place.what, came);
    const text = JSON.stringify(came);
    const part = forms.map((form) => form.slice(0, beginning)).find((one) => text.includes(one));
    if (part !== undefined) watch.find('hits', `the beginning of a form (${part}) after ${place.what}`);
  }
}

function oneUser(filters: Record<string, string>): Record<string, string> {
  const [user = ''] = (filters['userId'] ?? '').split(' ');
  return user ? { ...filters, userId: user } : filters;
}

/** Its answer comes once Sessiondeck was locked, which forgets secrets: but not those that are in use. */
async function sayAfterLock(echo: Echo): Promise<void> {
  const { watch, host, recording, connectionId, say } = echo;
  if (!watch.goesOn) return;
  watch.count('after the lock');
  const asked = Promise.withResolvers<undefined>();
  const locked = Promise.withResolvers<undefined>();
  const [place] = placesFor(recording).filter(({ kind }) => kind === 'a field of the list');
  const said = place?.say(secret);
  say((honest, response) => {
    asked.resolve(undefined);
    void locked.promise.then(() => send(response, { ...honest, ...said }));
  });
  const { filters } = recording.api.access;
  const reading = host.invoke('sessions.list', { connectionId, filters: oneUser(filters) });
  await asked.promise;
  await host.invoke('shell.lock', {});
  locked.resolve(undefined);
  watch.look(() => 'an answer that came after the lock', await reading);
  await host.invoke('shell.unlock', {});
}

/** A list of 10 MiB is read, and one of a byte more is not, however good it is. */
async function sayTooMuch({ watch, host, recording, connectionId, say }: Echo): Promise<void> {
  for (const [size, isRead] of [
    [10 * MiB, true],
    [10 * MiB + 1, false],
  ] as const) {
    if (!watch.goesOn) return;
    watch.count('as much as is read, and more');
    say((honest, response) => {
      const body = Buffer.alloc(size, ' ');
      honest.body.copy(body);
      send(response, { ...honest, body });
    });
    const { filters } = recording.api.access;
    const reply: Reply = await host.invoke('sessions.list', { connectionId, filters: oneUser(filters) });
    tally(watch.figures.outcomes, outcomeOf(reply));
    if (reply.ok !== isRead)
      watch.find('wrong', `a list of ${size} bytes becomes ${outcomeOf(reply)} (${recording.api.id})`);
  }
}

function send(response: ServerResponse, { status, headers, body }: Recorded): void {
  const own = headers.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : [],
  );
  const kept = own.filter(
    ([name]) => !/^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name),
  );
  response.writeHead(status, kept.flat()).end(body);
}

/** A server that gives the honest answers of a recording, changed as it was told last. */
async function startEcho({ answers }: Recording) {
  let said: Parameters<Echo['say']>[0] = {};
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const [path] = url.split('?');
    const known = [...answers].find(([asked]) => asked.split('?')[0] === `${method} ${path}`);
    const none: Recorded = { status: 404, headers: [], body: Buffer.from('{}') };
    const honest = answers.get(`${method} ${url}`) ?? known?.[1] ?? none;
    request.resume();
    if (typeof said === 'function') return said(honest, response);
    const { headers = [], ...rest } = said;
    send(response, { ...honest, ...rest, headers: [...honest.headers, ...headers] });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    say: (now: typeof said) => void (said = now),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
