import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../messages/compiled/messages.js';

const words = { desktop: m.kind_desktop, mobile: m.kind_mobile, tablet: m.kind_tablet };

export function kindName(kind: Session['device']['kind']): string {
  return kind === null ? m.kind_unknown() : words[kind]();
}
