import { CookieJar } from 'tough-cookie';
import { adapters } from '../../../electron/adapters/index.ts';
import { fail } from '../../../electron/bridge/failure.ts';
import { Breaker } from '../../../electron/host/http/breaker.ts';
import type { Target, Wire } from '../../../electron/host/http/call.ts';
import { RetryBudget } from '../../../electron/host/http/retry.ts';
import { Turns } from '../../../electron/host/http/turns.ts';
import type { NewEntry } from '../../../electron/host/timeline/entry.ts';
import { patient } from '../host.ts';

/** A wire that refuses nothing, keeps its timeline in memory and hardly waits before it sends again. */
export function testWire(parts: Partial<Wire> = {}): Wire & { entries: NewEntry[] } {
  const entries: NewEntry[] = [];
  return {
    guard: { assertAllowed: () => undefined },
    timeline: { record: (entry) => entries.push(entry), note: (entry) => void entries.push(entry) },
    // Its minute never ends: how many retries there are does not depend on how long the test takes.
    retries: new RetryBudget(() => 0),
    breaker: new Breaker(),
    turns: new Turns(),
    backoff: 1,
    attemptLimit: patient,
    userAgent: 'Sessiondeck/0.0.0-test',
    entries,
    ...parts,
  };
}

/** A connection to a server that takes itself for Clerk. */
export function clerkAt(baseUrl: string, secretKey: string): Target {
  return {
    adapter: adapters.get('clerk') ?? fail({ code: 'internal', tried: 'a test', got: 'no clerk' }),
    connection: {
      id: 'one',
      api: 'clerk',
      name: 'one',
      kind: 'development',
      colour: 'blue',
      baseUrl,
      settings: {},
      filters: {},
    },
    secrets: { secretKey },
    jar: new CookieJar(),
    handles: [],
    learned: { outlives: null },
    conceal: [secretKey],
  };
}
