import type { Subject } from '../../scripts/operation-table.ts';
import { openSubject as open } from '../../scripts/witness-subject.ts';
import { witnessOf, type TestHost } from './host.ts';

/** A person's own connection to a witness, with its sessions read, and one of them to try things on. */
export function openSubject(desk: TestHost, api: string): Promise<Subject> {
  return open(desk.bridge, witnessOf(desk, api));
}
