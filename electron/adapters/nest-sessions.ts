import { z } from 'zod';
import type { Adapter, Api, Listing, Row, ServerWords } from './adapter.ts';
import { field, filled, isoTime, itemsOf, readRows } from './rows.ts';

// NestJS sessions controller: document 001. It documents no answer bodies; servers of this kind differ in them.

const WireSession = z.object({
  id: z.string().min(1),
  deviceInfo: z.string().nullish(),
  ipAddress: z.string().nullish(),
  location: z.string().nullish(),
  lastActiveAt: z.string().nullish(),
  createdAt: z.string().nullish(),
  isCurrent: z.boolean().nullish(),
});

const Totals = z.object({ total: z.int().nullish(), totalPages: z.int().nullish() }).catch({});
/** `message` is a list of texts when the request did not pass validation. */
const WireError = z.object({
  message: z.union([z.string(), z.array(z.string())]),
  error: z.string().nullish(),
});

/** The most that servers of this kind give at once, whatever is asked for. */
const pageSize = 50;
const maxPages = 1000;

export const nestSessions: Adapter = {
  title: 'NestJS sessions',
  baseUrl: 'http://localhost:4000',
  settings: [
    field({
      name: 'currentSessionId',
      label: 'Current session id',
      help: 'The sessionId that signing in answered with. Without it the API cannot say which session is yours.',
    }),
  ],
  secrets: [field({ name: 'accessToken', label: 'Access token', kind: 'long-secret', required: true })],
  filters: [],
  subject: [],
  headers: [{ name: 'Authorization', value: 'Bearer {accessToken}' }],
  // The access token is checked without a look at the session, until it expires after 15 minutes.
  tokensOutliveBy: 15 * 60_000,
  rate: null,
  readError,

  async list(api) {
    const byId = new Map<string, Row>();
    let unreadable = 0;
    let total: number | null = null;
    for (let page = 1; page <= maxPages; page += 1) {
      const before = byId.size;
      const { items, totals } = await readPage(api, page);
      const read = readRows(items, WireSession, (wire) =>
        toRow(wire, Boolean(api.settings['currentSessionId'])),
      );
      for (const row of read.rows) byId.set(row.handle, row);
      unreadable += read.unreadable;
      total = totals.total ?? null;
      const seen = byId.size + unreadable;
      const complete = page >= (totals.totalPages ?? Infinity) || seen >= (total ?? Infinity);
      // A server that does not page answers the same again and again.
      if (complete || byId.size === before) return listing(byId, unreadable, total, []);
    }
    return listing(byId, unreadable, total, ['limit-reached']);
  },

  async count(api) {
    const answer = z.union([z.int(), z.object({ count: z.int() }).transform(({ count }) => count)]);
    return api.request({ method: 'GET', path: '/sessions/count', answer });
  },

  async end(api, handle) {
    const path = '/sessions/{sessionId}';
    const params = { sessionId: handle };
    await api.request({ method: 'DELETE', path, params, answer: z.unknown(), repeat: 'absorbing' });
  },

  async endAll(api) {
    await api.request({ method: 'DELETE', path: '/sessions', answer: z.unknown(), repeat: 'absorbing' });
  },

  async verify(api, handle) {
    const path = '/sessions/validate/{sessionId}';
    const answer = z.object({ valid: z.boolean(), message: z.string().nullish() });
    const { valid, message } = await api.request({
      method: 'GET',
      path,
      params: { sessionId: handle },
      answer,
    });
    return {
      state: valid ? 'active' : 'ended',
      statusGiven: filled(message),
      method: 'verify',
      verifyRetired: false,
    };
  },
};

async function readPage(api: Api, page: number) {
  const currentSessionId = api.settings['currentSessionId'] || undefined;
  const body = await api.request({
    method: 'GET',
    path: '/sessions',
    query: { currentSessionId, page, limit: pageSize },
    answer: z.unknown(),
    list: true,
  });
  return { items: itemsOf(body, 'GET /sessions'), totals: Totals.parse(body) };
}

function listing(
  byId: Map<string, Row>,
  unreadable: number,
  total: number | null,
  notes: Listing['notes'],
): Listing {
  return { rows: [...byId.values()], unreadable, total, notes };
}

function readError(body: unknown): ServerWords {
  const parsed = WireError.safeParse(body);
  if (!parsed.success) return {};
  const { message, error } = parsed.data;
  return { code: error ?? undefined, message: Array.isArray(message) ? message.join('; ') : message };
}

/** Longest such sentence, in characters: the time that a pattern takes grows with the square of it. */
const longestSentence = 300;

/** `deviceInfo` is a sentence: "Chrome 126 on Windows 10/11". */
function readDevice(text: string | null | undefined): Row['session']['device'] {
  const sentence = text && text.length <= longestSentence ? text : '';
  const parts = /^(?<browser>.+?)(?: (?<version>[\d.]+))? on (?<os>.+)$/.exec(sentence)?.groups;
  const browser = parts?.['browser'] ?? (text === 'Unknown Device' ? null : filled(text));
  return { browser, browserVersion: parts?.['version'] ?? null, os: parts?.['os'] ?? null, kind: null };
}

function toRow(wire: z.infer<typeof WireSession>, currentKnown: boolean): Row {
  return {
    handle: wire.id,
    session: {
      nativeId: wire.id,
      user: { id: null, name: null, email: null },
      device: readDevice(wire.deviceInfo),
      userAgent: null,
      ip: filled(wire.ipAddress),
      city: filled(wire.location),
      country: null,
      createdAt: isoTime(wire.createdAt),
      lastActiveAt: isoTime(wire.lastActiveAt),
      expiresAt: null,
      // The list holds sessions that are neither revoked nor expired; the API gives no status.
      status: 'active',
      statusGiven: null,
      // Without the current session's id in the request, the API answers false for every session.
      current: currentKnown ? (wire.isCurrent ?? null) : null,
      impersonatedBy: null,
      extra: {},
    },
  };
}
