import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect, type Bridge } from '../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../electron/bridge/failure.ts';
import { dataFolder } from '../electron/host/store/data-folder.ts';
import type { HostOptions } from '../electron/host/assembly/options.ts';
import { openHost } from '../electron/host/index.ts';
import { openKeychain } from '../electron/host/keys/keychain.ts';
import { memoryKeys } from '../electron/host/keys/keys.ts';
import { reportFault } from '../electron/host/scrub/report.ts';
import { startMockServer, type MockApi, type MockRequest } from '../mock-server/index.ts';
import { exitOnSignals, newFolder } from './folders.ts';
import { operations, type Operation, type Subject } from './operation-table.ts';
import { openSubject } from './mock-subject.ts';

const usage = `npm run operations [-- options]

Calls each of the 22 documented operations through the bridge against the mock server.

  --json               machine-readable rows
  --connection NAME    instead: the operations that only read, on your own connection of that name`;

interface Row {
  api: string;
  operation: string;
  /** Method and path as they were sent. */
  request: string;
  status: number | null;
  verdict: 'pass' | 'fail';
  /** Why it failed; '' when it passed. */
  why: string;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    connection: { type: 'string' },
    help: { type: 'boolean' },
  },
});

function hostIn(folder: string, keychain: HostOptions['keychain']) {
  return openHost({ folder, keychain, shell: 'browser', version: '', demo: null, report: reportFault });
}

/** Runs one operation; on the mock server, what was sent is looked up in what it received. */
async function tryOperation(operation: Operation, subject: Subject, mock: MockApi | null): Promise<Row> {
  const before = mock?.requests.length ?? 0;
  const failed = await failureOf(operation.run(subject));
  const received = mock ? mock.requests.slice(before).filter((one) => isOf(operation, mock, one)) : null;
  const last = received?.at(-1);
  const missing = received ? missingParameters(operation, received) : [];
  const notSent = missing.length > 0 ? `not sent: ${missing.join(', ')}` : '';
  const why = failed || (received?.length === 0 ? 'no such request arrived' : notSent);
  const request = `${operation.method} ${last?.path ?? operation.path}`;
  const verdict = why ? 'fail' : 'pass';
  return {
    api: operation.api,
    operation: operation.name,
    request,
    status: last?.status ?? null,
    verdict,
    why,
  };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    if (error instanceof BridgeError) return `${error.failure.code}: ${error.failure.got}`;
    throw error;
  }
}

function isOf({ method, path }: Operation, { baseUrl }: MockApi, request: MockRequest): boolean {
  const base = new URL(baseUrl).pathname.replace(/\/$/, '');
  const pattern = new RegExp(`^${base}${path.replace(/\{\w+\}/g, '[^/]+')}$`);
  return request.method === method && pattern.test(request.path.split('?')[0] ?? '');
}

/** Documented parameters that were in none of the requests: not in the query, the headers or the body. */
function missingParameters({ parameters }: Operation, requests: MockRequest[]): string[] {
  const sent = new Set(
    requests.flatMap(({ path, headers, body }) => [
      ...new URL(path, 'http://mock').searchParams.keys(),
      ...Object.keys(headers),
      ...(body ? Object.keys(JSON.parse(body) as object) : []),
    ]),
  );
  return parameters.filter((name) => !sent.has(name));
}

async function onMock(): Promise<Row[]> {
  const mock = await startMockServer();
  const folder = newFolder();
  const host = hostIn(folder, { state: 'ready', keys: memoryKeys() });
  try {
    const rows: Row[] = [];
    for (const api of new Set(operations.map((operation) => operation.api))) {
      const running = mock.apis.get(api);
      if (!running) throw new Error(`there is no mock server for ${api}`);
      const subject = await openSubject(connect(host), running);
      for (const operation of operations.filter((one) => one.api === api)) {
        rows.push(await tryOperation(operation, subject, running));
      }
    }
    return rows;
  } finally {
    await host.close();
    await mock.close();
    rmSync(folder, { recursive: true });
  }
}

async function onOwn(name: string): Promise<Row[]> {
  const host = hostIn(dataFolder(), await openKeychain());
  const bridge = connect(host);
  try {
    const connections = await bridge('connections.list', {});
    const connection = connections.find((one) => one.name === name);
    const names = connections.map((one) => `“${one.name}”`).join(', ') || 'none yet';
    if (!connection) throw new Error(`there is no connection “${name}” here; there is: ${names}`);
    const subject = await readOnlySubject(bridge, connection.id, connection.filters);
    const reading = operations.filter(({ api, reads }) => api === connection.api && reads).filter(isPossible);
    const rows: Row[] = [];
    for (const operation of reading) rows.push(await tryOperation(operation, subject, null));
    return rows;
  } finally {
    await host.close();
  }
}

/** Clerk's verify wants a token that only the session's own browser has. */
function isPossible({ name }: Operation): boolean {
  return name !== 'verify_session';
}

async function readOnlySubject(
  bridge: Bridge,
  connectionId: string,
  filters: Record<string, string>,
): Promise<Subject> {
  const none = { idleSessionId: null, sessionToken: '', userId: '', accountId: '' };
  try {
    const { sessions } = await bridge('sessions.list', { connectionId, filters });
    return { bridge, connectionId, filters, sessionId: sessions[0]?.id ?? '', ...none };
  } catch (error) {
    // The list is an operation of its own, and is about to say what is wrong.
    if (error instanceof BridgeError) return { bridge, connectionId, filters, sessionId: '', ...none };
    throw error;
  }
}

function print(rows: Row[]): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const cut = (text: string, width: number) =>
    text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
  for (const { api, operation, request, status, verdict, why } of rows) {
    const shown = [
      cut(api, 13),
      cut(operation, 38),
      cut(request, 66),
      String(status ?? '').padEnd(3),
      verdict,
      why,
    ];
    process.stdout.write(`${shown.join('  ').trimEnd()}\n`);
  }
  const passed = rows.filter(({ verdict }) => verdict === 'pass').length;
  process.stdout.write(`${passed} of ${rows.length} operations pass\n`);
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const rows = values.connection === undefined ? await onMock() : await onOwn(values.connection);
  print(rows);
  const complete = values.connection !== undefined || rows.length === 22;
  if (!complete || rows.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1;
}

exitOnSignals();
await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'the operations could not be tried'}\n`);
  process.exitCode = 1;
});
