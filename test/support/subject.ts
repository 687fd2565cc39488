import type { Subject } from '../../scripts/operation-table.ts';
import { openSubject as open } from '../../scripts/mock-subject.ts';
import { mockOf, type TestHost } from './host.ts';

/** A person's own connection to a mock server, with its sessions read, and one of them to try things on. */
export function openSubject(app: TestHost, api: string): Promise<Subject> {
  return open(app.bridge, mockOf(app, api));
}
