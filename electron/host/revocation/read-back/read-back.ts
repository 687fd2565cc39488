import pMap from 'p-map';
import type { Listing, ListOptions, Staying } from '../../../adapters/pages/listing.ts';
import type { Failure } from '../../../bridge/failure.ts';
import type { Gap, Session, SessionPage } from '../../../bridge/session.ts';
import { isLive, isOver } from '../../../query/status.ts';
import type { OperateOptions } from '../../http/call.ts';
import { type Operations, type Opened, secretsOf } from '../../lists/operations.ts';
import type { Filters } from '../../lists/list-memory.ts';
import { able, attempt } from '../../work/attempt.ts';
import {
  type Before,
  type Finding,
  gapsOf,
  hasExpired,
  ofCompleteList,
  ofExpiry,
  ofOwn401,
  ofRefusal,
  ofRow,
  ofWord,
  type ReadList,
  type Source,
  undecided,
} from './evidence.ts';

/** A session to be judged, and what is known of it besides the list. */
export interface Sought {
  session: Session;
  /** Null: no longer known, so the session cannot be asked about by name. */
  handle: string | null;
  /** Why its own call failed, if one was sent and failed. */
  callFailure: Failure | null;
}

/** Which sessions to read back, and what was known of the list before. */
export interface Question {
  connectionId: string;
  sought: Sought[];
  before: Omit<Before, 'sought'>;
  /** The filters of the person's list, because the read-back must ask the same question. */
  filters: Filters;
}

export interface ReadBack {
  /** By session id; one for each session in the question. */
  findings: Map<string, Finding>;
  /** Sessions that ended although nobody asked for it, each with its own evidence. */
  unasked: { session: Session; finding: Finding }[];
  /** The list as read; null when it could not be read. */
  page: SessionPage | null;
}

/** Concurrent lookups of single sessions. */
const sideBySide = { concurrency: 4 };
/** At most this many missing sessions are looked up one by one, because nobody planned to end them. */
const mostUnasked = 20;

/**
 * Finds out what became of each session, because a 200 proves nothing. One complete list settles all; sessions that it
 * cannot settle are looked up by name, where the API can. Never throws a BridgeError.
 */
export async function readBack(
  operations: Operations,
  question: Question,
  options: OperateOptions,
): Promise<ReadBack> {
  const { connectionId, sought, before } = question;
  const asking = { operations, connectionId, options, staying: stayingOf(operations, question) };
  const { value: list, failure } = await attempt(() => readForEvidence(asking, question));
  const inquiry = { ...asking, list, failure };
  // Before judging: a missing session that is live proves the list incomplete, even if it seems complete.
  const unasked = list ? await findUnasked({ ...inquiry, list }, before) : [];
  // An incomplete list must not be cached as the current one.
  if (list && list.page.gaps.length > 0) operations.lists.outdate(connectionId);
  const findings = new Map<string, Finding>();
  await pMap(
    sought,
    async (one) => {
      findings.set(one.session.id, await judge(inquiry, one));
    },
    sideBySide,
  );
  return { findings, unasked, page: list?.page ?? null };
}

async function judge(inquiry: Inquiry, one: Sought): Promise<Finding> {
  const finding = ofList(inquiry, one);
  if (finding && finding.verdict !== 'cannot-be-checked') return finding;
  return askByName(inquiry, one);
}

/**
 * Sessions that were live before and have ended although nobody asked, except by expiry. Up to `mostUnasked` are looked up
 * by name; those that turn out live, or cannot be settled, become gaps of the list.
 */
async function findUnasked(
  inquiry: Inquiry & { list: ReadList },
  { sessions, asked }: Question['before'],
): Promise<ReadBack['unasked']> {
  const { operations, connectionId, list } = inquiry;
  const missing = sessions.filter((one) => {
    const row = list.rows.get(one.id);
    return isLive(one) && !asked.has(one.id) && (row === undefined || isOver(row));
  });
  const found: ReadBack['unasked'] = [];
  let [living, unsettled] = [0, 0];
  const look = async (session: Session, ask: typeof judge) => {
    const { handle } = operations.lists.row(connectionId, session.id);
    const finding = await ask(inquiry, { session, handle, callFailure: null });
    if (finding.verdict === 'ended') found.push({ session, finding });
    if (finding.verdict === 'still-there') living += 1;
    if (finding.verdict === 'cannot-be-checked') unsettled += 1;
  };
  const byName = missing.slice(0, mostUnasked);
  await pMap(byName, (session) => look(session, judgeAlone), sideBySide);
  if (living > 0) list.page.gaps.push({ why: 'living-not-listed', count: living });
  if (unsettled > 0) list.page.gaps.push({ why: 'unsettled-not-listed', count: unsettled });
  if (list.page.gaps.length === 0)
    await pMap(missing.slice(byName.length), (session) => look(session, judge), sideBySide);
  return found;
}

/** Judges by the session's own row or by name; by its absence from the list only where no lookup is possible. */
async function judgeAlone(inquiry: Inquiry, one: Sought): Promise<Finding> {
  const { lookUp: canAsk } = inquiry.operations.find(inquiry.connectionId).adapter;
  const isListed = inquiry.list?.rows.has(one.session.id) ?? false;
  return canAsk && !isListed ? askByName(inquiry, one) : judge(inquiry, one);
}

/** Reads the list as evidence, and adds everything that speaks against its completeness to its gaps. */
async function readForEvidence(
  { operations, options, staying }: Omit<Inquiry, 'list' | 'failure'>,
  { connectionId, sought, before, filters }: Question,
): Promise<ReadList> {
  const { lists } = operations;
  const stayed = before.sessions.filter(isLive).map(({ id }) => lists.row(connectionId, id).handle);
  const handles = new Set([...sought.flatMap(({ handle }) => handle ?? []), ...stayed]);
  const source: Source = { request: null, entryId: null, at: 0 };
  const read = async (opened: Opened) => {
    const asked = lists.asking(connectionId, filters);
    return { asked, listing: await listAgain(opened, [...handles], filters, { settle: true, staying }) };
  };
  const { asked, listing } = await operations.operate(connectionId, read, {
    ...options,
    recorded: (entryId, request) => Object.assign(source, { entryId, request }),
  });
  const page = await lists.keep(connectionId, listing, asked);
  const gaps = gapsOf(listing, page, { ...before, sought: sought.map(({ session }) => session) });
  const rows = new Map(page.sessions.map((session) => [session.id, session]));
  return {
    page: { ...page, gaps },
    rows,
    readings: listing.readings,
    source: { ...source, at: page.readAt },
  };
}

/** Reads the list so that it would show the given handles if they were still live. */
function listAgain(
  { adapter, api }: Opened,
  handles: string[],
  filters: Filters,
  options: ListOptions,
): Promise<Listing> {
  return adapter.readBack
    ? adapter.readBack(api, handles, filters, options)
    : able(adapter, 'list')(api, filters, options);
}

/** Handles of the sessions that were live and were not to end; null after a restart, when they are not known. */
function stayingOf(operations: Operations, { connectionId, before: { sessions, asked } }: Question): Staying {
  if (sessions.length === 0) return null;
  const staying = sessions.filter((one) => isLive(one) && !asked.has(one.id));
  return staying.map(({ id }) => operations.lists.row(connectionId, id).handle);
}

/** The finding from the list; null when the list does not settle it. */
function ofList({ operations, connectionId, list }: Inquiry, { session, handle }: Sought): Finding | null {
  if (!list) return null;
  const row = list.rows.get(session.id);
  if (row) return ofRow(row, list.source);
  const { readCookies, readHandles, keepsEnded } = operations.find(connectionId).adapter;
  // Such lists hold only the sessions whose cookies, or kept nonces, were sent.
  const wasAskedFor = readHandles ? false : readCookies ? handle !== null : true;
  const settles = wasAskedFor && !keepsEnded && list.page.gaps.length === 0;
  return settles ? ofCompleteList(list, session) : null;
}

interface Inquiry {
  operations: Operations;
  connectionId: string;
  list: ReadList | null;
  /** Why the list could not be read. */
  failure: Failure | null;
  options: OperateOptions;
  staying: Staying;
}

/** Settles what the list could not: by a lookup, a documented refusal, or the session's own expiry. */
async function askByName(inquiry: Inquiry, { session, handle, callFailure }: Sought): Promise<Finding> {
  const { operations, connectionId, list, failure } = inquiry;
  const now = (): Source => ({ request: null, entryId: null, at: Date.now() });
  const asked = handle === null ? null : await lookUp(inquiry, session, handle);
  if (asked && asked.verdict !== 'cannot-be-checked') return asked;
  if (callFailure?.code === 'not-found')
    return ofRefusal(callFailure, { ...now(), request: callFailure.tried });
  const isOwn = session.current === true && callFailure === null;
  if (isOwn && failure?.code === 'key-rejected')
    return ofOwn401(failure, { ...now(), request: failure.tried });
  if (hasExpired(session, Date.now())) return ofExpiry(now());
  if (asked) return asked;
  const source = list?.source ?? { ...now(), request: failure?.tried ?? null };
  const lacksHandle = handle === null && operations.find(connectionId).adapter.lookUp !== undefined;
  const gaps: Gap[] = [...(list?.page.gaps ?? [{ why: 'not-read', count: null }])];
  if (lacksHandle) gaps.push({ why: 'handle-unknown', count: null });
  return undecided(source, { gaps }, failure);
}

/** Looks up one session by name; null where the API cannot be asked. */
async function lookUp(
  { operations, connectionId, options, failure, staying }: Inquiry,
  session: Session,
  handle: string,
): Promise<Finding | null> {
  const { lookUp: ask } = operations.find(connectionId).adapter;
  // Do not send a thousand more requests to a server that is down or refuses the key: the run can be checked again.
  if (!ask || (failure && !isAboutTheList(failure))) return null;
  const source: Source = { request: null, entryId: null, at: 0 };
  const looked = await attempt(() =>
    operations.operate(connectionId, ({ api }) => ask(api, handle, staying), {
      ...options,
      conceal: secretsOf({ handle, session }),
      whileDown: 'hold',
      recorded: (entryId, request) => Object.assign(source, { entryId, request }),
    }),
  );
  source.at = Date.now();
  if (looked.failure === null) return ofWord(looked.value, session, source);
  if (looked.failure.code === 'not-found') return ofRefusal(looked.failure, source);
  return undecided(source, {}, looked.failure);
}

/** Whether a failure concerns only the list and says nothing of the server's other answers. */
function isAboutTheList({ code }: Failure): boolean {
  return code === 'bad-answer' || code === 'wrong-address' || code === 'not-found' || code === 'refused';
}
