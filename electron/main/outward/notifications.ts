import type { Notification as Note, NotificationConstructorOptions } from 'electron';
import type { Bridge } from '../../bridge/crossing/connect.ts';
import type { EventPayload } from '../../bridge/events.ts';
import type { SignInAttempt } from '../../bridge/sign-in.ts';
import { m } from '../messages/compiled/messages.js';
import { shownText } from '../words.ts';

type Notifications = (new (options: NotificationConstructorOptions) => Pick<Note, 'on' | 'show'>) & {
  isSupported(): boolean;
};

interface NotificationPorts {
  /** Shows a system notification; `chosen` is called when it is clicked. */
  show: (title: string, body: string, chosen: () => void) => void;
  bridge: Bridge;
  /** Whether the person wants notifications, and the window is not in front. */
  wanted: () => boolean;
  /** While Sessiondeck is locked, notifications do not name the connection. */
  isLocked: () => boolean;
  /** Shows the window with a connection. */
  open: (connectionId: string) => void;
  report: (error: unknown) => void;
}

/** Shows system notifications, if supported. Keeps each until it closes: a garbage-collected one would lose its click. */
export function openNotifications(Notification: Notifications): NotificationPorts['show'] {
  const shown = new Set<unknown>();
  return (title, body, chosen) => {
    if (!Notification.isSupported()) return;
    const note = new Notification({ title, body });
    shown.add(note);
    note.on('close', () => shown.delete(note));
    note.on('click', () => {
      shown.delete(note);
      chosen();
    });
    note.show();
  };
}

/** Notifies a person who does not see the window of new sessions, answered sign-ins and finished runs. */
export function notify({ show, bridge, wanted, isLocked, open, report }: NotificationPorts): void {
  const answered = new Set<string>();

  async function tell(connectionId: string, body: string): Promise<void> {
    if (!wanted()) return;
    const connection = (await bridge('connections.list', {})).find(({ id }) => id === connectionId);
    const title = isLocked() || !connection ? 'Sessiondeck' : shownText(connection.name);
    show(title, body, () => open(connectionId));
  }
  async function tellAnswer({ connectionId, attemptId }: EventPayload<'signIn.changed'>): Promise<void> {
    if (!wanted() || answered.has(attemptId)) return;
    const body = answerWords(await bridge('signIn.check', { connectionId, attemptId }));
    if (body === null || answered.has(attemptId)) return;
    answered.add(attemptId);
    await tell(connectionId, body);
  }
  bridge.on('watch.found', ({ connectionId, count }) => {
    tell(connectionId, m.found_body({ count })).catch(report);
  });
  bridge.on('signIn.changed', (changed) => void tellAnswer(changed).catch(report));
  bridge.on('revocation.progress', ({ connectionId, state, totals }) => {
    if (state === 'done') tell(connectionId, runWords(totals)).catch(report);
  });
}

/** The text for an answered sign-in; null: it is still open. */
function answerWords({ phase, approval }: Pick<SignInAttempt, 'phase' | 'approval'>): string | null {
  if (phase === 'declined') return m.answered_declined();
  if (phase !== 'signed-in') return null;
  if (approval === 'unexpected') return m.answered_someone_else();
  return approval === 'cannot-tell' ? m.answered_cannot_tell() : m.answered_signed_in();
}

function runWords(totals: EventPayload<'revocation.progress'>['totals']): string {
  const { planned, ended } = totals;
  return planned === ended ? m.run_done({ count: ended }) : m.run_partly(totals);
}
