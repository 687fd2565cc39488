import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../../electron/bridge/failure.ts';
import type { Approval, SignInAttempt } from '../../../../electron/bridge/sign-in.ts';
import { idOfHandle } from '../../../../electron/host/lists/row-id.ts';
import type { NextauthTables } from '../../../../mock-server/apis/nextauth/seed.ts';
import type { Phone, MockApi } from '../../../../mock-server/index.ts';
import type { Random } from '../../../../mock-server/random.ts';

export interface SignInFigures {
  begun: number;
  confirmed: number;
  /** Confirmed, live on the server, and not in the list. */
  lost: number;
  /** In the list as somebody else, or called expected though somebody else answered, or the other way round. */
  misattributed: number;
  /** Said to be signed in though no phone had answered. */
  unasked: number;
  /** Pushes that were sent again, though a phone may have been asked. */
  repeated: number;
  faults: number;
  kills: number;
  seconds: number;
}

/** One host on one server. A round has its own, as the host's limits on pushes and codes would end a longer one. */
export interface Ground {
  api: MockApi;
  phone: Phone;
  connectionId: string;
  random: Random;
  figures: SignInFigures;
  /** Who answered last, by nonce. */
  answered: Map<string, string>;
  /** Whom a sign-in asked, by its id. Null: a code, which anybody may scan. */
  asked: Map<string, string | null>;
}

/** Holds what the host says against what the server has and the phones did. */
export async function judge(ground: Ground, bridge: Bridge): Promise<void> {
  const { api, connectionId, answered, asked, figures } = ground;
  const { sessions } = await bridge('sessions.list', { connectionId, filters: {} });
  const listed = new Map(sessions.map((session) => [session.id, session]));
  const { sessions: rows, accounts } = api.db.getState() as unknown as NextauthTables;
  const userOf = new Map(accounts.map(({ accountid, userid }) => [accountid, userid]));
  const byRow = new Map<string, string>();
  for (const [nonce, userid] of answered) {
    const id = idOfHandle(connectionId, nonce);
    byRow.set(id, userid);
    const accountid = rows.find((row) => row.nonce === nonce)?.accountid ?? null;
    // Given up before it was confirmed, and logged out by the host: nobody is signed in on it any more.
    if (accountid === null) continue;
    const row = listed.get(id);
    if (row?.status !== 'active') figures.lost += 1;
    else if (row.user.id !== userOf.get(accountid)) figures.misattributed += 1;
  }
  for (const [attemptId, userId] of asked) await judgeOne(ground, bridge, { attemptId, userId, byRow });
}

interface Asked {
  attemptId: string;
  userId: string | null;
  /** Who answered, by row. */
  byRow: ReadonlyMap<string, string>;
}

async function judgeOne({ connectionId, figures }: Ground, bridge: Bridge, asked: Asked): Promise<void> {
  const { attemptId, userId, byRow } = asked;
  const attempt = await checked(bridge, connectionId, attemptId);
  if (attempt?.phase !== 'signed-in') return;
  const by = byRow.get(attempt.sessionId);
  if (by === undefined) figures.unasked += 1;
  else if (attempt.userId !== by || attempt.approval !== approvalOf(userId, by)) figures.misattributed += 1;
}

function approvalOf(userId: string | null, by: string): Approval | null {
  if (userId === null) return null;
  return userId === by ? 'expected' : 'unexpected';
}

/** Null: the sign-in was given up, or never stored. */
async function checked(
  bridge: Bridge,
  connectionId: string,
  attemptId: string,
): Promise<SignInAttempt | null> {
  try {
    return await bridge('signIn.check', { connectionId, attemptId });
  } catch (error) {
    if (error instanceof BridgeError && error.failure.code === 'not-found') return null;
    throw error;
  }
}
