import type { Subject } from '../../scripts/operation-table.ts';
import { openSubject as open } from '../../scripts/mock-subject.ts';
import { mockOf, type TestHost } from './host.ts';

/** A person's own connection to a mock server, with its sessions read, and one of them to try things on. */
export function openSubject(desk: TestHost, api: string): Promise<Subject> {
  return open(desk.bridge, mockOf(desk, api));
}
