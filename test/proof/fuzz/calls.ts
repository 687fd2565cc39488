import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bridge, type Carrier, connect, type Reply } from '../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { openDemo } from '../../../electron/host/connections/demo.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { startWebShell } from '../../../electron/web/server.ts';
import { startMockServer, type MockServer } from '../../../mock-server/index.ts';
import { type Random, randomFor } from '../../../mock-server/random.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { directInput, goodFor, methodFor, typed } from './inputs/call-inputs.ts';
import { sixteenForms } from './canary.ts';
import { tally } from './figures.ts';
import type { Known } from './inputs/inputs.ts';
import { mutateJson } from './inputs/mutate-json.ts';
import { type Door, sendRaw, spoiltRequest } from './requests.ts';
import { outcomeOf, shown, type Watch } from './watch.ts';

/** Deadline of an operation, ms. */
const budget = 1000;
/** A call may be several operations, and wait for those of others on the same connection. */
const longestCall = 6 * budget;
const abreast = 4;
/** After so many calls the connections that were made are counted, and what is known is read anew. */
const freshen = 400;

interface Ground {
  watch: Watch;
  host: Carrier;
  bridge: Bridge;
  mock: MockServer;
  door: Door;
  known: Known;
}

/** Calls every method with what it does not expect: directly, and through the browser shell. Ends nothing but the mock server's sessions. */
export async function fuzzCalls(watch: Watch): Promise<void> {
  const folder = newFolder(memory);
  const mock = await startMockServer();
  const { report } = watch;
  const keychain = { state: 'ready', keys: memoryKeys() } as const;
  const demo = await openDemo(mock);
  const host = openHost({
    folder,
    keychain,
    shell: 'browser',
    version: '',
    demo,
    budget,
    backoff: 1,
    report,
  });
  const page = newFolder(memory);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  const shell = await startWebShell(host, page);
  const bridge = connect(host);
  const inUse = [...mock.apis.values()].flatMap(({ access }) => Object.values(access.secrets));
  watch.guard([...inUse, ...typed]);
  try {
    const door = await openDoor(shell.address());
    const ground = { watch, host, bridge, mock, door, known: {} };
    await look(ground);
    await Promise.all(Array.from({ length: abreast }, (_, place) => work(ground, place)));
  } finally {
    await shell.close();
    await host.close();
    watch.lookInFiles(folder);
    for (const made of [folder, page]) rmSync(made, { recursive: true, force: true });
  }
}

/** The token of this launch, as a page gets it. */
async function openDoor(address: string): Promise<Door> {
  const { host, hash } = new URL(address);
  const port = Number(new URL(address).port);
  const body = JSON.stringify({ code: hash.replace('#code=', '') });
  const head = `POST /launch HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Type: application/json`;
  const reply = await sendRaw(
    port,
    `${head}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    { ms: 5000, patience: 5000 },
  );
  const token = /"token":"([^"]+)"/.exec(reply ?? '')?.[1];
  if (token === undefined) throw new Error('the browser shell gave out no token');
  return { port, token };
}

async function work(ground: Ground, place: number): Promise<void> {
  const { watch } = ground;
  const random = randomFor(`fuzz ${watch.options.seed} calls ${place}`);
  while (watch.goesOn) {
    await (random.integer(1, 100) <= 60 ? callDirectly(ground, random) : callThroughShell(ground, random));
    if (watch.figures.n % freshen < abreast) await look(ground);
  }
}

async function callDirectly({ watch, host, known, mock }: Ground, random: Random): Promise<void> {
  const method = methodFor(random);
  const { kind, input } = directInput(method, known, wordsOf(mock, random), random);
  watch.count(`direct: ${kind}`);
  const what = () => `${method}(${described(input)})`;
  const reply = await watch.settle(what, longestCall, host.invoke(method, input));
  tally(watch.figures.outcomes, outcomeOf(reply));
  note(known, method, reply);
}

/** JSON as a body, or bytes that are hardly HTTP. */
async function callThroughShell({ watch, door, known, mock }: Ground, random: Random): Promise<void> {
  const method = methodFor(random);
  const input = mutateJson(goodFor(method, known, random), random, wordsOf(mock, random));
  const { kind, bytes, isWhole } = spoiltRequest(
    door,
    `/bridge/${encodeURIComponent(method)}`,
    input,
    random,
  );
  watch.count(`shell: ${kind}`);
  const reply = await sendRaw(door.port, bytes, { ms: longestCall, patience: isWhole ? longestCall : 100 });
  const what = () => `${kind}: ${shown(Buffer.from(bytes))}`;
  if (reply === null) return watch.find('hangs', what());
  watch.look(what, reply);
  tally(watch.figures.outcomes, `status ${/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 'none'}`);
}

function wordsOf({ apis }: MockServer, random: Random): string[] {
  const secrets = [...apis.values()].flatMap(({ access }) => Object.values(access.secrets).filter(Boolean));
  return sixteenForms(random.pick(secrets).slice(0, 60));
}

function described(input: unknown): string {
  try {
    return shown(Buffer.from(input === undefined ? 'undefined' : JSON.stringify(input)));
  } catch (error) {
    return error instanceof Error ? error.name : 'that cannot be told';
  }
}

/** What a reply gives to go on with: plans to confirm, runs to stop. */
function note(known: Known, method: string, reply: Reply | null): void {
  if (!reply?.ok || typeof reply.value !== 'object' || reply.value === null) return;
  const value = reply.value as Record<string, unknown>;
  const keep = (name: string, id: unknown) => {
    if (typeof id === 'string') known[name] = [...(known[name] ?? []), id].slice(-20);
  };
  if (method === 'revocation.plan') keep('planId', value['id']);
  if (method === 'revocation.confirm') keep('runId', (value['run'] as { id?: unknown } | null)?.id);
  for (const name of ['attemptId', 'pushId', 'tokenId']) keep(name, value[name]);
}

/** Reads what there is to call with, keeps a few connections of its own, and mends the mock server. */
async function look({ bridge, mock, known }: Ground): Promise<void> {
  const connections = await bridge('connections.list', {});
  const own = connections.filter(({ kind }) => kind !== 'demo');
  for (const { id } of own.slice(10)) await ignored(bridge('connections.remove', { connectionId: id }));
  if (own.length < 5) for (const api of mock.apis.values()) await saveConnection(bridge, api);
  for (const { id } of connections.filter(({ kind }) => kind === 'demo'))
    await ignored(bridge('demo.clearFaults', { connectionId: id }));
  const ids = (await bridge('connections.list', {})).map(({ id }) => id);
  const lists = await Promise.all(
    ids.slice(0, 8).map((connectionId) => ignored(bridge('sessions.list', { connectionId, filters: {} }))),
  );
  known['connectionId'] = [...ids, ...ids, 'none'];
  known['sessionId'] = lists.flatMap((page) => page?.sessions.slice(0, 6).map(({ id }) => id) ?? []);
  known['api'] = [...mock.apis.keys()];
  known['name'] = ['userId', 'cookies', 'secretKey', '__proto__', 'own clerk', 'own vault'];
}

/** Null for what failed: another call is at the same connections. */
async function ignored<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BridgeError) return null;
    throw error;
  }
}
