import type { Listing as Listed } from '../../adapters/adapter.ts';
import type { Failure } from '../../bridge/failure.ts';
import type { RunItem } from '../../bridge/revocation.ts';
import type { Session, SessionPage } from '../../bridge/session.ts';
import { able, attempt } from '../attempt.ts';
import { secretsOf, type Desk, type OperateOptions, type Opened } from '../desk.ts';
import type { Filters } from '../listing.ts';

export type Finding = Pick<RunItem, 'verdict' | 'checkFailure'>;

/** What is to be read back, and by what. */
export interface Sought {
  connectionId: string;
  sessions: Session[];
  /** By session id. One that is not known any more cannot be looked up. */
  handles: ReadonlyMap<string, string>;
  /** Those of the list that the person sees: the read-back asks the same question. */
  filters: Filters;
}

export interface ReadBack {
  /** By session id; one for each that was sought. */
  findings: Map<string, Finding>;
  /** The list as read; null when it could not be. */
  page: SessionPage | null;
}

/** Look-ups under way at the same time. */
const lookUps = 4;

/** Reads the list, and says of each session what was found: a 200 proves nothing. Never throws a BridgeError. */
export async function readBack(desk: Desk, sought: Sought, options: OperateOptions): Promise<ReadBack> {
  const { connectionId, sessions, handles, filters } = sought;
  const list = (opened: Opened) => listAgain(opened, [...handles.values()], filters);
  const { value, failure } = await attempt(() => desk.operate(connectionId, list, options));
  const page = value && desk.keep(connectionId, value);
  const findings = new Map<string, Finding>();
  if (!page) {
    for (const { id } of sessions) findings.set(id, cannotBeChecked(failure));
    return { findings, page };
  }
  const listed = new Map(page.sessions.map((session) => [session.id, session]));
  const gone: Session[] = [];
  for (const session of sessions) {
    const now = listed.get(session.id);
    if (now) findings.set(session.id, found(now));
    else gone.push(session);
  }
  await eachOf(gone, lookUps, async (session) => {
    findings.set(session.id, await judgeGone(desk, page, session, handles.get(session.id), options));
  });
  return { findings, page };
}

/** Reads the list in the way that would show the given handles if they still lived. */
function listAgain({ adapter, api }: Opened, handles: string[], filters: Filters): Promise<Listed> {
  return adapter.readBack ? adapter.readBack(api, handles, filters) : able(adapter, 'list')(api, filters);
}

/** What is to be said of a session that the list does not hold. Where the API allows it, it is looked up by itself. */
async function judgeGone(
  desk: Desk,
  page: SessionPage,
  session: Session,
  handle: string | undefined,
  options: OperateOptions,
): Promise<Finding> {
  const { get, readBack } = desk.find(page.connectionId).adapter;
  // A row that could not be read may be the very one.
  const certain = page.unreadable === 0 && !page.notes.includes('limit-reached');
  // A list that shows a session only to those who name it proves nothing to those who cannot.
  if (handle === undefined && (get || readBack)) return cannotBeChecked(null);
  if (!get || handle === undefined) return certain ? ended : cannotBeChecked(null);
  const conceal = secretsOf({ handle, session });
  // A server that goes down in the middle is not waited for a thousand times over: it can be checked again.
  const looked = await attempt(() =>
    desk.operate(page.connectionId, ({ api }) => get(api, handle), {
      ...options,
      conceal,
      whileDown: 'hold',
    }),
  );
  if (looked.value) return found(desk.keepOne(page.connectionId, looked.value));
  return looked.failure.code === 'not-found' ? ended : cannotBeChecked(looked.failure);
}

const ended: Finding = { verdict: 'ended', checkFailure: null };

function cannotBeChecked(checkFailure: Failure | null): Finding {
  return { verdict: 'cannot-be-checked', checkFailure };
}

function found(session: Session): Finding {
  return isLive(session) ? { verdict: 'still-there', checkFailure: null } : ended;
}

/** Works on all of them, so many at a time. */
async function eachOf<One>(all: One[], width: number, work: (one: One) => Promise<void>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Sessions that were live before and are not now, though nobody asked, and whose time was not simply up. */
export function findEndedUnasked(
  before: Session[],
  page: SessionPage,
  asked: ReadonlySet<string>,
): Session[] {
  const now = new Map(page.sessions.map((session) => [session.id, session]));
  return before.filter((session) => {
    if (!isLive(session) || asked.has(session.id)) return false;
    if (session.expiresAt !== null && session.expiresAt <= page.readAt) return false;
    const after = now.get(session.id);
    return after ? !isLive(after) : page.unreadable === 0 && !page.notes.includes('limit-reached');
  });
}

/** The active session of a page, when it is another one than before. */
export function newlyActive(before: Session[], page: SessionPage): Session | null {
  const active = page.sessions.find(({ current }) => current);
  return active && !before.some(({ id, current }) => current && id === active.id) ? active : null;
}

/** Unknown statuses count as live: nothing is called ended that was not seen to be. */
export function isLive({ status }: Session): boolean {
  return status === 'active' || status === 'pending' || status === 'unknown';
}
