import type { Subject } from '../../scripts/operation-table.ts';
import type { WitnessApi } from '../../mock-server/index.ts';
import { saveOwn, witnessOf, type TestHost } from './host.ts';

/** Somebody that every witness with a phone knows. */
export const phoneOwner = { userId: 'alice', accountId: '42' };

/** A person's own connection to a witness, with its sessions read, and one of them to try things on. */
export async function openSubject(desk: TestHost, api: string): Promise<Subject> {
  const witness = witnessOf(desk, api);
  const { bridge } = desk;
  const connectionId = await saveOwn(desk, witness);
  const { filters } = witness.access;
  const { sessions } = await bridge('sessions.list', { connectionId, filters });
  const target = sessions.find(({ status, current }) => status === 'active' && !current);
  const sessionToken = api === 'clerk' && target ? await clerkToken(witness, target.nativeId ?? '') : '';
  return { bridge, connectionId, filters, sessionId: target?.id ?? '', sessionToken, ...phoneOwner };
}

/** A session's own token, as Clerk's frontend would hold it: the documented operations cannot get one. */
export async function clerkToken({ baseUrl, access }: WitnessApi, sessionId: string): Promise<string> {
  const headers = { Authorization: `Bearer ${access.secrets['secretKey']}` };
  const reply = await fetch(`${baseUrl}/sessions/${sessionId}/tokens`, { method: 'POST', headers });
  return ((await reply.json()) as { jwt: string }).jwt;
}
