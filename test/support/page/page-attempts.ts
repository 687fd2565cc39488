import { vi } from 'vitest';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { eventHub, serve } from '../../../electron/bridge/crossing/serve.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { fixtureHandlers } from './page-handlers.ts';

export const connectionId = 'demo-nextauth';
export const waiting: SignInAttempt = {
  attemptId: 'a1',
  phase: 'waiting',
  live: false,
  userId: null,
  accountId: null,
  sent: 'yes',
  userMark: null,
  approval: null,
  asExpected: null,
  before: null,
  sessionId: 's1',
  payload: btoa('first'),
  wait: { whole: 60_000, left: 60_000 },
  checkedAt: 0,
};

export function bridgeWith(overrides: Partial<Handlers>) {
  const hub = eventHub();
  const cancelled = vi.fn<Handlers['signIn.cancel']>(() => Promise.resolve({}));
  const handlers = fixtureHandlers({
    'signIn.qr': () => Promise.resolve(waiting),
    'signIn.cancel': cancelled,
    ...overrides,
  });
  return { bridge: connect(serve(handlers, hub, () => undefined)), hub, cancelled };
}

/** Lets the page's clock run, and with it whatever polls. */
export async function passing(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}
