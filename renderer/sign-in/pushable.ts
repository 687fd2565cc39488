import type { Session } from '../../electron/bridge/session.ts';
import { visibleText } from '../ui/visible-text.ts';

/** The sessions that a push can go to, as choices: somebody has signed in on them before. */
export function pushable(sessions: readonly Session[]): { value: string; label: string }[] {
  return sessions
    .filter(({ extra }) => extra['canprovoke'] === 'true')
    .map(({ id, user, extra }, index) => {
      const account = extra['accountid'] ? ` · #${extra['accountid']}` : '';
      return { value: id, label: `${index + 1} · ${visibleText(user.id ?? '—', 60)}${account}` };
    });
}
