import { BridgeError } from '../../bridge/failure.ts';
import { isDown, type Found } from './breaker.ts';
import { timedOut, type Call } from './call.ts';
import { DeadlinePassed, type Deadline } from './deadline.ts';

/**
 * Calls `send` when it is the connection's turn and the breaker allows it, and reports the result to the breaker. Throws
 * `timed-out` when the wait is too long; nothing was sent then.
 */
export async function admitted<Answer>(call: Call<unknown>, send: () => Promise<Answer>): Promise<Answer> {
  const { target, deadline, wire, options, tried } = call;
  const { id } = target.connection;
  const { whileDown = 'probe' } = options;
  if (deadline.signal.aborted) throw new BridgeError(timedOut(tried));
  const waits = { tried, signal: deadline.signal };
  // A run paces itself by the server's answers, so it takes no turns.
  const endTurn =
    whileDown === 'send' ? () => undefined : await inTime(wire.turns.take(id, waits), deadline, tried);
  let found: Found = 'nothing';
  let tell: (found: Found) => void = () => undefined;
  try {
    tell = await inTime(wire.breaker.admit(id, whileDown, waits), deadline, tried);
    const answer = await send();
    found = 'up';
    return answer;
  } catch (error) {
    found = foundIn(error, deadline);
    throw error;
  } finally {
    tell(found);
    endTurn();
  }
}

/** Waits for a precondition of sending; throws `timed-out` when the deadline passes first. */
async function inTime<Given>(given: Promise<Given>, deadline: Deadline, tried: string): Promise<Given> {
  try {
    return await deadline.bound(given);
  } catch (error) {
    throw error instanceof DeadlinePassed ? new BridgeError(timedOut(tried)) : error;
  }
}

/** What a failed request reveals about the server. */
function foundIn(error: unknown, deadline: Deadline): Found {
  if (!(error instanceof BridgeError)) return 'nothing';
  const { code, status } = error.failure;
  // A request that ended because its operation was abandoned shows nothing about the server.
  if (isDown(error.failure)) return deadline.wasEnded && code !== 'server-fault' ? 'nothing' : 'down';
  return status !== null || code === 'bad-answer' ? 'up' : 'nothing';
}
