import type { KeyStatus } from '../../electron/bridge/key.ts';
import { m } from '../messages/compiled/messages.js';

/** What has become of a connection's key and, where something is wrong with it, what to do. */
export function keyLine(key: KeyStatus | undefined): string {
  switch (key?.state) {
    case undefined:
      return m.key_line_looking();
    case 'saved':
      return key.store === 'memory' ? m.key_line_memory() : m.key_line_saved();
    case 'locked':
      return m.key_line_locked();
    case 'changed':
      return m.key_line_changed();
    case 'elsewhere':
      return m.key_line_elsewhere({ origin: key.origin ?? '' });
    case 'absent':
      return key.wasInMemory ? m.key_line_was_in_memory() : m.key_line_absent();
  }
}
