import { z } from 'zod';
import { BridgeError } from '../bridge/failure.ts';
import type { Adapter, Api, ServerWords } from './adapter.ts';
import { toldDevice } from './device-in.ts';
import { wordsIn } from './error-words.ts';
import { Fields, Id } from './fields.ts';
import { Count, countIn, readPages } from './pages.ts';
import type { Row } from './pages/listing.ts';
import type { Page } from './pages/page.ts';
import { field, filled, itemsOf } from './rows.ts';

// NestJS sessions controller: document 001. It does not document answer bodies, and real servers differ in them.

const WireSession = z.looseObject({ id: Id });

const Total = Count.nullish().catch(null);
const Totals = z.object({ total: Total, totalPages: Total }).catch({ total: null, totalPages: null });
/** `message` is a list of texts when the request failed validation. */
const WireError = z.object({
  message: z.union([z.string(), z.array(z.string())]),
  error: z.string().nullish(),
});

/** The largest page that servers of this kind return, whatever limit is requested. */
const pageSize = 50;

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
  // The access token is checked without looking up the session, until it expires after 15 minutes.
  tokensOutliveBy: 15 * 60_000,
  rate: null,
  readError,

  list(api, _filters, options) {
    const currentKnown = Boolean(api.settings['currentSessionId']);
    let counted: Promise<number | null> | null = null;
    // Servers of this kind that do not page send no total either; their count shows whether one answer was complete.
    const total = () => (counted ??= countOrNull(api));
    const list = {
      read: (nth: number) => {
        if (nth === 1) counted = null;
        return readPage(api, nth, total);
      },
      wire: WireSession,
      toRow: (wire: z.infer<typeof WireSession>) => toRow(wire, currentKnown),
    };
    return readPages(api, list, options);
  },

  async count(api) {
    return api.request({ method: 'GET', path: '/sessions/count', answer: CountAnswer });
  },

  async lookUp(api, handle) {
    const { valid } = await validate(api, handle);
    return { live: valid, word: `valid: ${valid}` };
  },

  async end(api, handle) {
    const path = '/sessions/{sessionId}';
    const params = { sessionId: handle };
    await api.request({
      method: 'DELETE',
      path,
      params,
      answer: z.unknown(),
      withoutResult: true,
      repeat: 'absorbing',
    });
  },

  async endAll(api) {
    await api.request({
      method: 'DELETE',
      path: '/sessions',
      answer: z.unknown(),
      withoutResult: true,
      repeat: 'absorbing',
    });
  },

  async verify(api, handle) {
    const { valid, message } = await validate(api, handle);
    return {
      state: valid ? 'active' : 'ended',
      statusGiven: filled(message),
      method: 'verify',
      verifyRetired: false,
    };
  },
};

const CountAnswer = z.unknown().transform((body, context) => {
  const count = countIn(body);
  if (count === null) context.addIssue('no count');
  return count ?? 0;
});
const Validity = z.object({ valid: z.boolean(), message: z.string().nullish().catch(null) });

function validate(api: Api, handle: string): Promise<z.infer<typeof Validity>> {
  const path = '/sessions/validate/{sessionId}';
  return api.request({ method: 'GET', path, params: { sessionId: handle }, answer: Validity });
}

/** The server's own count; null where it offers none. Rethrows other failures, which affect the list as well. */
async function countOrNull(api: Api): Promise<number | null> {
  try {
    return await api.request({ method: 'GET', path: '/sessions/count', answer: CountAnswer });
  } catch (error) {
    const code = error instanceof BridgeError ? error.failure.code : null;
    if (code === 'wrong-address' || code === 'not-found' || code === 'bad-answer') return null;
    throw error;
  }
}

async function readPage(api: Api, page: number, count: () => Promise<number | null>): Promise<Page> {
  const currentSessionId = api.settings['currentSessionId'] || undefined;
  const body = await api.request({
    method: 'GET',
    path: '/sessions',
    query: { currentSessionId, page, limit: pageSize },
    answer: z.unknown(),
    list: true,
    isFurther: page > 1,
  });
  const { total, totalPages } = Totals.parse(body);
  const items = itemsOf(body, 'GET /sessions', total ?? null);
  // If a server's count of pages disagrees with its count of rows, read until all rows have arrived.
  const isLast = total == null && page >= (totalPages ?? Infinity);
  return { items, total: total ?? (await count()), isLast };
}

function readError(body: unknown): ServerWords {
  const parsed = WireError.safeParse(body);
  if (!parsed.success) return wordsIn(body);
  const { message, error } = parsed.data;
  const said = Array.isArray(message) ? message.join('; ') : message;
  // NestJS answers an unknown route in the same shape: "Cannot GET /sessions/…".
  const gone = /session/i.test(said) && !/^cannot [a-z]+ /i.test(said);
  const words = wordsIn(body);
  return { code: error ?? words.code, message: words.message ?? said, gone };
}

/** `deviceInfo` is a sentence; some servers send an object or a user agent. */
function readDevice(fields: Fields): Pick<Row['session'], 'device' | 'userAgent'> {
  const userAgent = fields.label('userAgent');
  if (typeof fields.raw('deviceInfo') !== 'object') return toldDevice(fields.label('deviceInfo'), userAgent);
  const device = fields.within('deviceInfo');
  const browserVersion = device.label('browserVersion') ?? device.label('version');
  const [browser, os] = [device.label('browser'), device.label('os')];
  if (browser !== null || os !== null)
    return { device: { browser, browserVersion, os, kind: null }, userAgent };
  return toldDevice(device.label('userAgent') ?? device.label('ua') ?? fields.label('deviceInfo'), userAgent);
}

/** `location` is a text; some servers send an object. */
function readPlace(fields: Fields): { city: string | null; country: string | null } {
  if (typeof fields.raw('location') !== 'object') return { city: fields.label('location'), country: null };
  const place = fields.within('location');
  const [city, country] = [place.label('city'), place.label('country') ?? place.label('countryCode')];
  return city === null && country === null
    ? { city: fields.label('location'), country: null }
    : { city, country };
}

function toRow(wire: z.infer<typeof WireSession>, currentKnown: boolean): Row {
  const fields = new Fields(wire);
  const current = fields.flag('isCurrent');
  return {
    handle: wire.id,
    session: {
      nativeId: wire.id,
      user: { id: null, name: null, email: null },
      ...readDevice(fields),
      ip: fields.text('ipAddress'),
      ...readPlace(fields),
      createdAt: fields.time('createdAt'),
      lastActiveAt: fields.time('lastActiveAt'),
      expiresAt: fields.time('expiresAt'),
      // The list holds sessions that are neither revoked nor expired; the API gives no status.
      status: 'active',
      statusGiven: null,
      // Without the current session's id in the request, the API answers false for every session.
      current: currentKnown ? current : null,
      impersonatedBy: null,
      extra: {},
      ...fields.reading,
    },
  };
}
