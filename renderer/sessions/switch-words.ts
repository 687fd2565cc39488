import type { Failure } from '../../electron/bridge/failure.ts';
import type { Session, SwitchReport } from '../../electron/bridge/session.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import type { Toast, Toasts } from '../ui/toasts.svelte.ts';
import { gapSentence } from './gap-words.ts';
import type { Room } from './room.svelte.ts';
import { deviceName, userName } from './row/describe.ts';

/** Says what is active now, rather than what was asked for. */
function switchOutcome(answer: SwitchReport | Failure, asked: Session): Omit<Toast, 'id'> {
  if ('code' in answer) return { tone: 'bad', text: m.switch_failed({ why: failureLine(answer) }) };
  const active = answer.nowActive;
  const who = active && (userName(active) ?? deviceName(active));
  if (answer.verdict === 'switched') {
    return { tone: 'good', text: m.now_active({ who: who ?? userName(asked) ?? deviceName(asked) }) };
  }
  if (answer.verdict === 'not-switched') {
    return { tone: 'bad', text: who ? m.switch_not_switched_still({ who }) : m.switch_not_switched() };
  }
  if (answer.checkFailure) {
    return { tone: 'bad', text: m.switch_cannot_be_checked({ why: failureLine(answer.checkFailure) }) };
  }
  return { tone: 'bad', text: [m.switch_none_current(), ...answer.gaps.map(gapSentence)].join(' ') };
}

/** Switches, and reports the result; what was held back is in the banner. */
export async function switchTo(toasts: Toasts, room: Room, session: Session): Promise<void> {
  toasts.settle();
  const answer = await room.switchTo(session);
  if (answer === null) return;
  const { tone, text } = switchOutcome(answer, session);
  toasts.show(tone, text);
}
