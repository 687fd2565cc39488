import { afterEach, beforeEach } from 'vitest';
import type { Output } from '../../../electron/bridge/contract.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { openTestHost, type TestHost } from '../../support/host.ts';
import {
  clerkRows,
  pagingServer,
  type PageAnswer,
  type PagingServer,
} from '../../support/servers/paging-server.ts';

// For tests of lists that are handed over as they come: a host for each, and servers whose pages a test controls.

const filters = { userId: 'user_1' };
export const pageSize = 500;

/** The host of the current test. */
export let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ apis: { apis: [] } });
});
afterEach(() => host.close());

export async function connectionTo({ baseUrl }: PagingServer): Promise<string> {
  const draft = {
    id: null,
    api: 'clerk',
    name: 'big',
    kind: 'development',
    colour: 'blue',
    baseUrl,
  } as const;
  const { id } = await host.bridge('connections.save', { ...draft, settings: {}, filters });
  await host.bridge('keys.put', {
    connectionId: id,
    secrets: { secretKey: 'sk_test_abcdefghijklmnopqrstuvwx' },
  });
  return id;
}

/** A page of a list of `total` rows, in pages of 500. */
export function pageOf(total: number, offset: number, size = pageSize): PageAnswer {
  return { body: { data: clerkRows(offset, Math.min(total, offset + size)), total_count: total } };
}

interface Whole {
  sessions: Map<string, Session>;
  parts: number;
  page: NonNullable<Output<'sessions.more'>['page']>;
}

/** Reads a list to its end, as the page does. */
export async function readToTheEnd(connectionId: string): Promise<Whole> {
  const { reading, sessions: first, ...page } = await list(connectionId);
  const sessions = new Map(first.map((session) => [session.id, session]));
  if (!reading) return { sessions, parts: 1, page };
  for (let parts = 2; ; parts += 1) {
    const part = await host.bridge('sessions.more', { connectionId, reading });
    for (const session of part.sessions) sessions.set(session.id, session);
    for (const id of part.dropped) sessions.delete(id);
    if (part.page) return { sessions, parts, page: part.page };
  }
}

export const list = (connectionId: string) =>
  host.bridge('sessions.list', { connectionId, filters, inParts: true });

/** A gate for each offset: what is asked for stays open until it is let through. */
export function gates() {
  const waiting = new Map<number, PromiseWithResolvers<undefined>>();
  const at = (offset: number) => {
    const known = waiting.get(offset) ?? Promise.withResolvers<undefined>();
    waiting.set(offset, known);
    return known;
  };
  return {
    pass: (offset: number) => at(offset).promise,
    open: (offset: number) => at(offset).resolve(undefined),
  };
}

/** A server whose pages after the first wait for their gates. */
export async function gatedServer(total: number) {
  const gate = gates();
  const server = await pagingServer(async (offset) => {
    if (offset > 0) await gate.pass(offset);
    return pageOf(total, offset);
  });
  return { server, gate };
}
