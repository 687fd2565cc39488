import { z } from 'zod';
import { BridgeError, fail, type Failure } from '../bridge/failure.ts';
import type { Adapter, Api, Checked, ServerWords } from './adapter.ts';
import type { Listing, ListOptions } from './pages/listing.ts';
import { toRow, toStatus, WireSession } from './clerk-row.ts';
import { wordsIn } from './error-words.ts';
import { joinListings, rowsIn, settledParts } from './join-listings.ts';
import { gap } from './pages/gaps.ts';
import { listLimits, type Page } from './pages/page.ts';
import { Count, readPages } from './pages.ts';
import { field } from './rows.ts';

// Clerk Backend API, sessions: document 004 (version 2021-02-05).

const WireList = z.union([
  z.array(z.unknown()).transform((data) => ({ data, total_count: null })),
  z.object({ data: z.array(z.unknown()), total_count: Count.nullish().catch(null) }),
]);

const WireErrors = z.object({
  errors: z.array(
    z.object({
      message: z.string().nullish(),
      long_message: z.string().nullish(),
      code: z.string().nullish(),
      meta: z.object({ param_name: z.string().nullish() }).nullish().catch(null),
    }),
  ),
  clerk_trace_id: z.string().nullish(),
});

const pageSize = 500;
const usersAtOnce = 4;
/** Longest minted token, in characters; longer texts of an answer are cut. */
const longestToken = 60_000;
const filterStatuses = ['abandoned', 'active', 'ended', 'expired', 'removed', 'replaced', 'revoked'];

export const clerk: Adapter = {
  title: 'Clerk',
  baseUrl: 'https://api.clerk.com/v1',
  settings: [
    field({
      name: 'apiVersion',
      label: 'API version',
      help: 'Sent as Clerk-API-Version. Checking a token with “verify” exists up to 2025-03-12.',
      initial: '2025-03-12',
    }),
  ],
  secrets: [
    field({
      name: 'secretKey',
      label: 'Secret key',
      kind: 'secret',
      required: true,
      help: 'Starts with sk_test_ or sk_live_. It opens the whole instance.',
    }),
  ],
  filters: [
    field({ name: 'userId', label: 'User ids', help: 'One or several, separated by spaces or commas.' }),
    field({ name: 'clientId', label: 'Client id' }),
    field({ name: 'status', label: 'Status', kind: 'choice', choices: filterStatuses }),
  ],
  subject: ['userId', 'clientId'],
  headers: [
    { name: 'Authorization', value: 'Bearer {secretKey}' },
    { name: 'Clerk-API-Version', value: '{apiVersion}', plain: true },
  ],
  // A session token lives 60 s and is verified without asking the server.
  tokensOutliveBy: 60_000,
  // Clerk's system limits for a development instance; a production instance accepts ten times as many.
  rate: { requests: 100, seconds: 10 },
  readError,
  keyHasNoSession: true,

  list,
  checkKey,

  // Ended sessions stay listed with another status, so one list without the status filter can prove many ends.
  readBack: (api, _, filters, options) => list(api, { ...filters, status: '' }, options),

  keepsEnded: true,

  shows: ({ status }, { statusGiven }) => !status || status === statusGiven,

  async get(api, handle) {
    return toRow(await getSession(api, handle));
  },

  async lookUp(api, handle) {
    const row = toRow(await getSession(api, handle));
    const { status, statusGiven } = row.session;
    const live = status === 'unknown' ? null : status === 'active' || status === 'pending';
    return { live, expired: status === 'expired', word: `status: ${statusGiven}`, row };
  },

  async end(api, handle) {
    const path = '/sessions/{session_id}/revoke';
    const params = { session_id: handle };
    await api.request({ method: 'POST', path, params, answer: WireSession, repeat: 'absorbing' });
  },

  async verify(api, handle, token) {
    if (!token) return asChecked(await getSession(api, handle), 'get', false);
    try {
      const path = '/sessions/{session_id}/verify';
      const request = { method: 'POST', path, params: { session_id: handle }, body: { token } } as const;
      const checked = await api.request({ ...request, answer: WireSession, changes: false });
      return asChecked(checked, 'verify', false);
    } catch (error) {
      // 410: the document says that verify is deprecated and may be gone; the session itself can still be read.
      if (!(error instanceof BridgeError) || error.failure.code !== 'retired') throw error;
      return asChecked(await getSession(api, handle), 'get', true);
    }
  },

  async mint(api, handle, template, expiresInSeconds) {
    const { jwt } = await api.request({
      method: 'POST',
      path: '/sessions/{session_id}/tokens/{template_name}',
      params: { session_id: handle, template_name: template },
      ...(expiresInSeconds === null ? {} : { body: { expires_in_seconds: expiresInSeconds } }),
      answer: z.object({ jwt: z.string().min(1).max(longestToken) }),
    });
    return jwt;
  },
};

interface Subject {
  user: string | undefined;
  client: string | undefined;
  status: string | undefined;
}

async function list(api: Api, filters: Record<string, string>, options: ListOptions = {}): Promise<Listing> {
  const users = (filters['userId'] ?? '').split(/[\s,]+/).filter(Boolean);
  const client = filters['clientId']?.trim() || undefined;
  if (users.length === 0 && !client) {
    const got = 'Clerk lists the sessions of a user or of a client: a user id or a client id is needed';
    fail({ code: 'invalid', tried: 'GET /sessions', got, field: 'userId' });
  }
  const status = filters['status'] || undefined;
  const listings: Listing[] = [];
  const refused: BridgeError[] = [];
  const subjects: (string | undefined)[] = users.length > 0 ? users : [undefined];
  let asked = 0;
  while (asked < subjects.length && rowsIn(listings) < listLimits.rows) {
    const some = subjects.slice(asked, asked + usersAtOnce);
    const read = await settledParts(some.map((user) => listOne(api, { user, client, status }, options)));
    listings.push(...read.listings);
    refused.push(...read.refused);
    asked += some.length;
  }
  const [first] = refused;
  if (first && listings.length === 0) throw first;
  // The limit of one listing applies to all users together.
  const unasked = subjects.length - asked;
  const gaps = [
    ...(unasked > 0 ? [gap('our-limit', rowsIn(listings))] : []),
    ...(first ? [gap('refused-parts', refused.length)] : []),
  ];
  return joinListings(api, listings, gaps);
}

/**
 * Asks for the sessions of a client that does not exist. Clerk's own error for it proves the key as much as an empty
 * list does: only Clerk can tell that the key is valid and the client is not.
 */
async function checkKey(api: Api): Promise<void> {
  const query = { client_id: 'client_sessiondeck_check', limit: 1, paginated: true };
  try {
    await api.request({ method: 'GET', path: '/sessions', query, answer: WireList });
  } catch (error) {
    if (!(error instanceof BridgeError) || !isOwnRefusal(error.failure)) throw error;
  }
}

/** Whether Clerk itself refused: its own errors have a trace id, a gateway's have none. */
function isOwnRefusal({ code, traceId }: Failure): boolean {
  return code === 'refused' && traceId !== null;
}

/** The offset counts the rows received so far, because a server may return fewer rows than `limit`. */
function listOne(api: Api, { user, client, status }: Subject, options: ListOptions): Promise<Listing> {
  const read = async (nth: number, received: number): Promise<Page> => {
    const { data, total_count } = await api.request({
      method: 'GET',
      path: '/sessions',
      query: {
        user_id: user,
        client_id: client,
        status,
        limit: pageSize,
        offset: received,
        paginated: true,
      },
      answer: WireList,
      list: true,
      isFurther: nth > 1,
    });
    return { items: data, total: total_count ?? null };
  };
  return readPages(api, { read, wire: WireSession, toRow }, options);
}

/** Throws `bad-answer` for a session other than the one asked about: a cache or gateway may return the wrong one. */
async function getSession(api: Api, handle: string) {
  const path = '/sessions/{session_id}';
  const session = await api.request({
    method: 'GET',
    path,
    params: { session_id: handle },
    answer: WireSession,
  });
  if (session.id === handle) return session;
  return fail({ code: 'bad-answer', tried: `GET ${path}`, got: 'the answer is about another session' });
}

function asChecked(
  wire: z.infer<typeof WireSession>,
  method: Checked['method'],
  verifyRetired: boolean,
): Checked {
  const status = toStatus(wire.status);
  const state = status === 'unknown' ? 'unknown' : status === 'active' ? 'active' : 'ended';
  // A pending session is signed in but has a task left to do: it is neither usable nor ended.
  return { state: status === 'pending' ? 'unknown' : state, statusGiven: wire.status, method, verifyRetired };
}

function readError(body: unknown): ServerWords {
  const parsed = WireErrors.safeParse(body);
  if (!parsed.success) return wordsIn(body);
  const [first] = parsed.data.errors;
  return {
    code: first?.code ?? undefined,
    message: first?.long_message ?? first?.message ?? wordsIn(body).message,
    field: first?.meta?.param_name ?? undefined,
    traceId: parsed.data.clerk_trace_id ?? undefined,
    gone: first?.code === 'resource_not_found',
  };
}
