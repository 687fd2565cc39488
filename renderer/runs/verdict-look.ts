import type { Component } from 'svelte';
import EndedIcon from '@lucide/svelte/icons/check';
import ExpiredIcon from '@lucide/svelte/icons/timer-off';
import KeptIcon from '@lucide/svelte/icons/monitor-check';
import NewIcon from '@lucide/svelte/icons/circle-plus';
import NotSentIcon from '@lucide/svelte/icons/circle-dashed';
import ThereIcon from '@lucide/svelte/icons/circle-alert';
import UncheckedIcon from '@lucide/svelte/icons/circle-question-mark';
import type { RunItem } from '../../electron/bridge/revocation.ts';
import { m } from '../messages/compiled/messages.js';

/** What a badge is about: a session of a run, one that ended unasked, or one that began during the run. */
export type Judgement = Pick<RunItem, 'state' | 'verdict'> | 'unasked' | 'appeared';

interface VerdictLook {
  tone: 'good' | 'warn' | 'bad' | 'quiet' | 'accent';
  icon: Component<{ size?: number; class?: string }>;
  word: () => string;
}

const states: Record<RunItem['state'], VerdictLook> = {
  ended: { tone: 'good', icon: EndedIcon, word: m.verdict_ended },
  failed: { tone: 'bad', icon: ThereIcon, word: m.verdict_failed },
  unknown: { tone: 'warn', icon: UncheckedIcon, word: m.verdict_cannot_be_checked },
  'not-sent': { tone: 'warn', icon: NotSentIcon, word: m.verdict_not_sent },
  kept: { tone: 'quiet', icon: KeptIcon, word: m.verdict_kept_short },
  waiting: { tone: 'quiet', icon: NotSentIcon, word: m.status_queued },
  sending: { tone: 'accent', icon: NotSentIcon, word: m.status_ending },
  sent: { tone: 'accent', icon: NotSentIcon, word: m.status_ending },
};

/** Green only for what was proved to have ended: what has expired may have done so without us. */
export function verdictLook(judgement: Judgement): VerdictLook {
  if (judgement === 'unasked') return { tone: 'bad', icon: ThereIcon, word: m.verdict_unasked };
  if (judgement === 'appeared') return { tone: 'warn', icon: NewIcon, word: m.verdict_appeared };
  const { state, verdict } = judgement;
  if (verdict === 'expired') return { tone: 'quiet', icon: ExpiredIcon, word: m.verdict_expired };
  if (state === 'failed' && verdict === 'still-there')
    return { ...states.failed, word: m.verdict_still_there };
  return states[state];
}
