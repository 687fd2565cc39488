import { z } from 'zod';
import type { Adapter, ServerWords } from './adapter.ts';
import { toldDevice } from './device-in.ts';
import { wordsIn } from './error-words.ts';
import { Fields, Id } from './fields.ts';
import { Count, readWhole } from './pages.ts';
import type { Listing, Row } from './pages/listing.ts';
import { extras, field, itemsOf } from './rows.ts';

// Vault users/me/sessions: document 002 (@vault/sdk).

const WireSession = z.looseObject({ id: Id });

/** The two fields in which servers of this kind send a count beside the rows. */
const Total = Count.nullish().catch(null);
const Totals = z
  .object({ currentSessions: Total, total: Total })
  .transform(({ currentSessions, total }) => currentSessions ?? total ?? null)
  .catch(null);

const WireError = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }),
});

/** What servers of this kind say of a route that they do not have, under the same code as of a session. */
const unknownRoute = /^the requested resource\b/i;

const kinds = ['desktop', 'mobile', 'tablet'] as const;

export const vault: Adapter = {
  title: 'Vault',
  baseUrl: 'https://api.vault.dev/api/v1',
  settings: [
    field({
      name: 'tenantId',
      label: 'Tenant id',
      help: 'Sent as X-Tenant-ID, where the server has tenants.',
    }),
  ],
  secrets: [field({ name: 'accessToken', label: 'Access token', kind: 'long-secret', required: true })],
  filters: [],
  subject: [],
  headers: [
    { name: 'Authorization', value: 'Bearer {accessToken}' },
    { name: 'X-Tenant-ID', value: '{tenantId}' },
  ],
  // Access tokens live for 15 minutes.
  tokensOutliveBy: 15 * 60_000,
  // The vault document's general limit: 100 a minute.
  rate: { requests: 100, seconds: 60 },
  endAllKeepsCurrent: 'undecided',
  readError,

  async list(api) {
    const said: Pick<Listing, 'limit'> = {};
    const read = async () => {
      const path = '/users/me/sessions';
      const body = await api.request({ method: 'GET', path, answer: z.unknown(), list: true });
      const total = Totals.parse(body);
      Object.assign(said, limitIn(body));
      return { items: itemsOf(body, `GET ${path}`, total), total };
    };
    return { ...(await readWhole(api, { read, wire: WireSession, toRow })), ...said };
  },

  async end(api, handle) {
    const path = '/users/me/sessions/{sessionId}';
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
    const path = '/users/me/sessions';
    await api.request({
      method: 'DELETE',
      path,
      answer: z.unknown(),
      withoutResult: true,
      repeat: 'absorbing',
    });
  },
};

const states = new Map<string | null, 'near' | 'reached'>([
  ['near_limit', 'near'],
  ['limit_reached', 'reached'],
]);

/** `maxSessions` and `warning`, which servers of this kind put beside the rows; nothing where there are none. */
function limitIn(body: unknown): Pick<Listing, 'limit'> {
  const whole = new Fields(body);
  const fields = ['maxSessions', 'warning'].some((name) => whole.raw(name) != null)
    ? whole
    : whole.within('data');
  const count = (name: string) => Count.safeParse(fields.raw(name)).data ?? null;
  // A limit of 0 would allow no session at all: such a server means that it has none.
  const most = count('maxSessions') || null;
  const given = typeof fields.raw('warning') === 'string' ? fields.label('warning') : null;
  if (most === null && given === null) return {};
  const state = states.get(given) ?? null;
  return { limit: { used: count('currentSessions'), most, state, warning: state === null ? given : null } };
}

/** Only routes send an error body; the layers in front of them answer with a bare status. */
function readError(body: unknown): ServerWords {
  const parsed = WireError.safeParse(body);
  if (!parsed.success) return wordsIn(body);
  const { code, message } = parsed.data.error;
  return {
    code: code ?? undefined,
    message: wordsIn(body).message ?? message ?? undefined,
    gone: code === 'NOT_FOUND' && !unknownRoute.test(message ?? ''),
  };
}

/** `deviceInfo` may hold something else altogether; the user agent is then the only source. */
function readDevice(fields: Fields): Pick<Row['session'], 'device' | 'userAgent'> {
  const userAgent = fields.label('userAgent');
  if (typeof fields.raw('deviceInfo') === 'string') return toldDevice(fields.label('deviceInfo'), userAgent);
  const device = fields.within('deviceInfo');
  const [browser, os] = [device.label('browser'), device.label('os')];
  if (browser === null && os === null) return { device: null, userAgent };
  const given = (device.label('deviceType') ?? device.label('device_type'))?.toLowerCase();
  const isMobile = device.flag('isMobile') ?? device.flag('is_mobile');
  const kind = kinds.find((known) => known === given) ?? (isMobile ? 'mobile' : null);
  return { device: { browser, browserVersion: null, os, kind }, userAgent };
}

function toRow(wire: z.infer<typeof WireSession>): Row {
  const fields = new Fields(wire);
  return {
    handle: wire.id,
    session: {
      nativeId: wire.id,
      user: { id: null, name: null, email: null },
      ...readDevice(fields),
      ip: fields.text('ipAddress'),
      city: null,
      country: null,
      createdAt: fields.time('createdAt'),
      lastActiveAt: fields.time('lastActivityAt'),
      expiresAt: fields.time('expiresAt'),
      // The list holds sessions that are neither revoked nor expired; the API gives no status.
      status: 'active',
      statusGiven: null,
      current: fields.flag('current'),
      impersonatedBy: null,
      extra: extras({ mfaVerified: fields.flag('mfaVerified') }),
      ...fields.reading,
    },
  };
}
