import { hintKinds, type Hint, type HintKind } from '../../../electron/query/hints.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../messages/compiled/messages.js';
import type { Times } from '../../ui/time/times.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { placeGiven, userName } from '../row/describe.ts';

/** Kinds that need somebody’s eye now, and are marked on their rows; the others are for looking through. */
export const urgentHints: readonly HintKind[] = ['concurrent', 'impersonated', 'agent', 'no-mfa'];

/** All kinds, in the order in which they are shown. */
export const shownHints: readonly HintKind[] = [
  ...urgentHints,
  ...hintKinds.filter((kind) => !urgentHints.includes(kind)),
];

const words: Record<HintKind, () => string> = {
  concurrent: m.hint_concurrent,
  impersonated: m.hint_impersonated,
  agent: m.hint_agent,
  'new-device': m.hint_new_device,
  'no-mfa': m.hint_no_mfa,
  cli: m.hint_cli,
  'never-used': m.hint_never_used,
  stale: m.hint_stale,
  'expires-soon': m.hint_expires_soon,
};

/** What a kind is called on its card. */
export function hintWord(kind: HintKind): string {
  return words[kind]();
}

/** A hint in one sentence, with both ends of its evidence. `find`: a session of the list by its id. */
export function hintSentence(
  { kind, other }: Hint,
  session: Session,
  find: (id: string | null) => Session | null,
  times: Times,
): string {
  const at = (time: number | null) => (time === null ? '' : times.absolute(time));
  switch (kind) {
    case 'concurrent': {
      const elsewhere = find(other);
      return m.hint_concurrent_why({
        here: placeGiven(session) ?? '',
        at: at(session.lastActiveAt),
        there: (elsewhere && placeGiven(elsewhere)) ?? '',
        then: at(elsewhere?.lastActiveAt ?? null),
      });
    }
    case 'impersonated':
      return m.hint_impersonated_why({ who: visibleText(session.impersonatedBy ?? '', 80) });
    case 'agent':
    case 'cli':
      return m.hint_agent_why({ agent: visibleText(session.userAgent ?? '', 80) });
    case 'new-device':
      return m.hint_new_device_why({ user: userName(session) ?? '', at: at(session.createdAt) });
    case 'no-mfa':
      return m.hint_no_mfa_why();
    case 'never-used':
      return m.hint_never_used_why({ at: at(session.createdAt) });
    case 'stale':
      return m.hint_stale_why({ at: at(session.lastActiveAt) });
    case 'expires-soon':
      return m.hint_expires_soon_why({ at: at(session.expiresAt) });
  }
}
