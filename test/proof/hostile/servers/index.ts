import { BridgeError } from '../../../../electron/bridge/failure.ts';
import { cases, type HostileCase } from './cases.ts';
import type { Meeting } from './figures.ts';
import { openNeighbour, type Neighbour } from './neighbour.ts';
import { startHostile, type HostileServer } from './server.ts';
import { openVictim, type Victim } from './victim.ts';

const secrets: Record<HostileCase['api'], Record<string, string>> = {
  'nest-sessions': { accessToken: 'a-token-of-the-test' },
  vault: { accessToken: 'a-token-of-the-test' },
  clerk: { secretKey: 'sk_test_of-the-test' },
  'better-auth': { cookies: 'better-auth.session_token=a-token.of-the-test' },
  nextauth: { apiKey: 'a-key-of-the-test', nonces: noncesAlike(40).join('\n') },
};

/** Nonces that begin alike: base64 of 32 bytes, as nextAuth wants them. */
function noncesAlike(many: number): string[] {
  return Array.from({ length: many }, (_, nth) => Buffer.alloc(32, 'a').fill(nth, 31).toString('base64'));
}

/**
 * Has a Sessiondeck of its own ask one hostile server after the other. `only`: those whose name has this in it; `hook`: a
 * module that is imported into the host first; `told` is told of each as it is over.
 */
export async function meetAll(
  told: (meeting: Meeting) => void,
  { only = '', hook }: { only?: string; hook?: URL } = {},
): Promise<{ meetings: Meeting[]; faults: string }> {
  const victim = await openVictim(hook);
  const neighbour = await openNeighbour(victim.bridge);
  const meetings: Meeting[] = [];
  try {
    // What is compiled and allocated once is no server's doing.
    await neighbour.round();
    for (const one of cases.filter(({ name }) => name.includes(only))) {
      const meeting = await meet(victim, neighbour, one);
      told(meeting);
      meetings.push(meeting);
    }
    return { meetings, faults: victim.faults() };
  } finally {
    await victim.close();
    await neighbour.close();
  }
}

async function meet(victim: Victim, neighbour: Neighbour, one: HostileCase): Promise<Meeting> {
  const server = await startHostile(one.answering());
  try {
    const list = await connectTo(victim, one, server);
    await victim.take();
    let isRead = false;
    const reading = list().finally(() => (isRead = true));
    await server.firstAsked;
    const beside = await neighbour.round().then(
      () => null,
      (error: unknown) => String(error),
    );
    const isFirst = !isRead;
    const outcome = await reading;
    const turns = await victim.take();
    return { name: one.name, ...turns, asked: server.asked(), outcome, neighbour: beside, isFirst };
  } finally {
    await server.close();
  }
}

/** Saves a connection to it; what is returned reads its list as often as the case wants, and tells what came of it. */
async function connectTo({ bridge }: Victim, one: HostileCase, { baseUrl }: HostileServer) {
  const filters: Record<string, string> = one.api === 'clerk' ? { userId: 'user' } : {};
  const { id: connectionId } = await bridge('connections.save', {
    ...{ id: null, api: one.api, name: one.name.slice(0, 60), kind: 'development', colour: 'blue' },
    ...{ baseUrl, settings: one.api === 'nextauth' ? { serverId: 'server' } : {}, filters },
  });
  await bridge('keys.put', { connectionId, secrets: secrets[one.api] });
  return async () => {
    let outcome = '';
    for (let left = one.readings ?? 1; left > 0; left -= 1)
      try {
        const page = await bridge('sessions.list', { connectionId, filters });
        outcome = `${page.sessions.length} sessions, ${page.unreadable} unreadable`;
      } catch (error) {
        if (!(error instanceof BridgeError)) throw error;
        outcome = `${error.failure.code}: ${error.failure.got.slice(0, 60)}`;
      }
    return outcome;
  };
}
