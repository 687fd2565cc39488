import type { Connection } from '../../../../electron/bridge/connection.ts';
import { fail, failure } from '../../../../electron/bridge/failure.ts';
import type { Session } from '../../../../electron/bridge/session.ts';

/** What the model server does with one request. */
export const behaviour = [
  'honest',
  'lies', // says yes and does nothing
  'refuses', // 400
  'gone', // 404
  'key-rejected',
  'slow-down', // 429
  'fault-before', // 500, nothing done
  'fault-after', // 500, done all the same
  'lost-before', // no answer, nothing done
  'lost-after', // no answer, done all the same
  'crash-before', // Sessiondeck is killed with the intent on disk
  'crash-after', // … and with the effect at the server
] as const;
export type Manner = (typeof behaviour)[number];

export const connection: Connection = {
  ...{ id: 'c', api: 'model', name: 'Model', kind: 'development', colour: 'blue' },
  ...{ baseUrl: 'http://127.0.0.1', settings: {}, filters: {} },
};

export function sessionOf(id: string): Session {
  const nothing = { userAgent: null, ip: null, city: null, country: null, createdAt: null };
  return {
    ...{ id, connectionId: 'c', nativeId: id, user: { id, name: null, email: null } },
    device: { browser: null, browserVersion: null, os: null, kind: null },
    ...nothing,
    ...{ lastActiveAt: null, expiresAt: null, status: 'active', statusGiven: null },
    ...{ current: false, impersonatedBy: null, extra: {} },
  };
}

/** The plug is pulled: nothing after this happens in that life of Sessiondeck. */
export class Killed extends Error {}

/** A server with sessions that are there or not, and that does with each request what the script says. */
export class ModelServer {
  readonly live: Set<string>;
  /** Requests to end that arrived, by session. */
  readonly arrived = new Map<string, number>();
  /** Whether lists can be read. */
  readable = true;
  /** Told of each request before it does anything. */
  arriving: () => void = () => undefined;
  readonly #script: Manner[];
  readonly #mayCrash: boolean;
  /** How often Sessiondeck was killed. */
  kills = 0;

  constructor(ids: string[], script: Manner[], mayCrash: boolean) {
    this.live = new Set(ids);
    this.#script = [...script];
    this.#mayCrash = mayCrash;
  }

  /** Throws as the host's http would. */
  end(id: string): void {
    this.arriving();
    const manner = this.#next();
    if (manner === 'crash-before') this.#kill();
    this.arrived.set(id, (this.arrived.get(id) ?? 0) + 1);
    const effective: Manner[] = ['honest', 'fault-after', 'lost-after', 'crash-after'];
    if (effective.includes(manner)) this.live.delete(id);
    if (manner === 'crash-after') this.#kill();
    const failed = answers[manner];
    if (failed) fail(failed);
  }

  #next(): Manner {
    const manner = this.#script.shift() ?? 'honest';
    return manner.startsWith('crash') && !this.#mayCrash ? 'honest' : manner;
  }

  #kill(): never {
    this.kills++;
    throw new Killed();
  }
}

const tried = 'DELETE /sessions/{id}';
const answers: Partial<Record<Manner, Parameters<typeof failure>[0]>> = {
  refuses: { code: 'refused', tried, got: '400', status: 400 },
  gone: { code: 'wrong-address', tried, got: '404', status: 404 },
  'key-rejected': { code: 'key-rejected', tried, got: '401', status: 401 },
  'slow-down': { code: 'rate-limited', tried, got: '429', status: 429 },
  'fault-before': { code: 'server-fault', tried, got: '500', status: 500 },
  'fault-after': { code: 'server-fault', tried, got: '500', status: 500 },
  'lost-before': { code: 'unreachable', tried, got: 'no answer' },
  'lost-after': { code: 'unreachable', tried, got: 'no answer' },
};
