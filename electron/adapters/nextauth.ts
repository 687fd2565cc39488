import { z } from 'zod';
import { BridgeError, fail } from '../bridge/failure.ts';
import { keyFields } from '../bridge/key.ts';
import type {
  Adapter,
  Api,
  ApiRequest,
  KeptHandle,
  LiveProtocol,
  PushContext,
  PushTarget,
  ServerWords,
} from './adapter.ts';
import { wordsIn } from './error-words.ts';
import { assertParted, outcome } from './join-listings.ts';
import { toRow, toStatus, WireStatus } from './nextauth-row.ts';
import { gap } from './pages/gaps.ts';
import type { Listing, Row } from './pages/listing.ts';
import { field } from './rows.ts';

// nextAuth (nextauth.com) API 2.2: document 003. A session is a nonce that the caller generates; the API has no list.

/** A QR code in byte mode holds 2,953 bytes at most (ISO/IEC 18004, version 40-L). */
const CodeBytes = z.instanceof(Uint8Array).refine(({ length }) => length > 0 && length <= 2953);
const pngSignature = [0x89, 0x50, 0x4e, 0x47];
const Png = z.instanceof(Uint8Array).refine((bytes) => pngSignature.every((byte, at) => bytes[at] === byte));

const sessionsAtOnce = 4;
const server = '/servers/{serverid}';

export const nextauth: Adapter = {
  title: 'nextAuth',
  baseUrl: 'https://api.nextauth.com',
  settings: [
    field({
      name: 'serverId',
      label: 'Server id',
      required: true,
      help: 'Base64, as the nextAuth console shows it.',
    }),
    field({
      name: 'liveUrl',
      label: 'Live updates',
      help: 'Optional, a wss:// address: tells at once when a code was seen or declined. Empty: Sessiondeck asks now and then.',
    }),
    field({ name: 'roleId', label: 'Role id', help: 'Optional, sent as X-su: act as this role.' }),
  ],
  secrets: [
    field({ name: 'apiKey', label: 'API key', kind: 'secret', required: true }),
    field({
      name: keyFields.handles,
      label: 'Session nonces',
      kind: 'long-secret',
      help: 'Optional: sessions that were started elsewhere, one nonce a line. The API has no list of its own.',
    }),
  ],
  filters: [],
  subject: [],
  headers: [
    { name: 'X-apikey', value: '{apiKey}' },
    { name: 'X-su', value: '{roleId}' },
  ],
  tokensOutliveBy: null,
  rate: null,
  readHandles: (pasted) => pasted.split(/[\s,;"'`]+/).filter(Boolean),
  readError,

  async list(api) {
    const kept = api.handles();
    const read: (Row | BridgeError)[] = [];
    for (let start = 0; start < kept.length; start += sessionsAtOnce) {
      const some = kept.slice(start, start + sessionsAtOnce);
      read.push(...(await Promise.all(some.map((one) => outcome(readRow(api, one))))));
      assertParted(read.filter((row) => row instanceof BridgeError));
    }
    const rows = read.filter((row): row is Row => !(row instanceof BridgeError));
    const all = read.filter((row): row is BridgeError => row instanceof BridgeError);
    const [failed] = all;
    // If no session could be read, throw: the cause is a wrong address or a refused key, not unreadable rows.
    if (failed && rows.length === 0 && failed.failure.code !== 'bad-answer') throw failed;
    const unreadable = all.filter(({ failure }) => failure.code === 'bad-answer').length;
    const refused = all.length - unreadable;
    const gaps = [
      ...(unreadable > 0 ? [gap('unreadable-rows', unreadable)] : []),
      ...(refused > 0 ? [gap('refused-parts', refused)] : []),
    ];
    const notes: Listing['notes'] = kept.length === 0 ? ['none-started'] : [];
    return { rows, unreadable, total: kept.length, notes, gaps, readings: 1 };
  },

  async lookUp(api, handle) {
    const kept = api.handles().find((one) => one.handle === handle);
    const status = await readStatus(api, handle);
    const row = toRow(kept ?? { handle, createdAt: null }, status);
    return { live: status.loggedin, word: `loggedin: ${status.loggedin}`, row };
  },

  async get(api, handle) {
    const kept = api.handles().find((one) => one.handle === handle);
    return toRow(kept ?? { handle, createdAt: null }, await readStatus(api, handle));
  },

  async end(api, handle) {
    await api.request({
      ...onSession(api, handle),
      method: 'POST',
      path: `${server}/sessions/logout`,
      answer: z.unknown(),
      withoutResult: true,
      repeat: 'absorbing',
    });
  },

  // Base64 and base64url, with or without padding, encode the same id.
  serverOf: ({ serverId = '' }) =>
    serverId.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''),

  // The vendor's WebSocket (doc.nextauth.com, server SDK): commands have the form `TYPE hsid serverid`.
  live: {
    url: (settings) => settings['liveUrl'] || null,
    register: (settings, liveId) => `REGISTER ${liveId} ${urlSafe(settings['serverId'] ?? '')}`,
    read: (message) => liveWords[message.split(' ')[0] ?? ''] ?? null,
  },

  async loginStatus(api, handle) {
    return toStatus(await readStatus(api, handle));
  },

  async qr(api, handle, { png, context }) {
    return api.request({
      ...onSession(api, handle),
      method: 'GET',
      path: `${server}/sessions/qr/login`,
      query: { img: png ? 'png' : undefined, s: png?.size },
      ...(context ? { body: userContext(context) } : {}),
      bytes: true,
      answer: png ? Png : CodeBytes,
    });
  },

  async push(api, handle, target, context) {
    const { path, params } = pushPath(target);
    const request = onSession(api, handle);
    await api.request({
      ...request,
      method: 'POST',
      path,
      params: { ...request.params, ...params },
      body: userContext(context),
      answer: z.unknown(),
      withoutResult: true,
    });
  },
};

const liveWords: Record<string, ReturnType<LiveProtocol['read']>> = {
  CONFIRMSCAN: 'seen',
  CONFIRMPROVOKE: 'confirm',
  CANCEL: 'declined',
  NOACCOUNTS: 'no-accounts',
  LOGIN: 'changed',
  LOGOUT: 'changed',
  CANPROVOKE: 'changed',
};

/** Converts base64 to the unpadded base64url that WebSocket commands need. */
function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The parts of every request: the server in the path, and the session's nonce in a header. */
function onSession(api: Api, nonce: string): Required<Pick<ApiRequest<unknown>, 'params' | 'headers'>> {
  return { params: { serverid: api.settings['serverId'] ?? '' }, headers: { 'X-nonce': nonce } };
}

async function readRow(api: Api, kept: KeptHandle): Promise<Row> {
  return toRow(kept, await readStatus(api, kept.handle));
}

function readStatus(api: Api, nonce: string) {
  return api.request({
    ...onSession(api, nonce),
    method: 'GET',
    path: `${server}/sessions/`,
    answer: WireStatus,
  });
}

function pushPath(target: PushTarget): { path: `/${string}`; params: Record<string, string> } {
  if (target.kind === 'session') return { path: `${server}/sessions/provokelogin`, params: {} };
  if (target.kind === 'user') {
    return { path: `${server}/users/{userid}/provokelogin`, params: { userid: target.userId } };
  }
  if (!/^\d+$/.test(target.accountId)) {
    fail({ code: 'invalid', tried: 'push', got: 'an account id is a whole number', field: 'accountId' });
  }
  return { path: `${server}/accounts/{accountid}/provokelogin`, params: { accountid: target.accountId } };
}

/** The phone shows `announceinfo` with the question and `sessioninfo` with the session; we send the same in both. */
function userContext({ ip, userAgent, info, logo }: PushContext): object {
  const shown = { ip, useragent: userAgent, info, ...(logo ? { logo } : {}) };
  return { sessioninfo: shown, announceinfo: shown };
}

/** The document defines no error bodies; at most they are text. Errors of sibling calls name what was not found. */
function readError(body: unknown): ServerWords {
  if (typeof body !== 'string') return wordsIn(body);
  if (body.trimStart().startsWith('<')) return {};
  return { message: body, gone: /^(account|user|server) not found\.?$/i.test(body) };
}
