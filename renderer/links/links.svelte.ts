import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { writeLink, type Link } from '../../electron/bridge/link.ts';
import type { Desk } from '../app/desk.svelte.ts';
import { failureOf } from '../failures/caught.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

/** Links to connections and sessions: made here, and opened here when the shell was given one. A link never acts. */
export class Links {
  readonly #bridge: Bridge;
  readonly #desk: Desk;
  /** At the start, too, there may be one: that Sessiondeck was started with. */
  #waiting = $state(true);

  constructor(bridge: Bridge, desk: Desk) {
    this.#bridge = bridge;
    this.#desk = desk;
    bridge.on('shell.linked', () => (this.#waiting = true));
  }

  /** True when there may be a link to be opened: `take` it as soon as nothing else has the page. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Opens the link that the shell was given, if there is one. */
  async take(): Promise<void> {
    this.#waiting = false;
    try {
      const { link } = await this.#bridge('shell.takeLink', {});
      if (link) await this.#open(link);
    } catch (error) {
      this.#desk.toasts.show('bad', failureLine(failureOf(error, 'shell.takeLink')));
    }
  }

  /** Puts a link to a connection or, with an id, to a session of it on the clipboard. */
  async copy(connectionId: string, sessionId: string | null): Promise<void> {
    const { shown } = this.#desk;
    const words = shown?.connection.id === connectionId ? shown.view.words.trim() : '';
    const search = sessionId === null && words !== '' ? words.slice(0, 200) : null;
    try {
      await navigator.clipboard.writeText(writeLink({ connectionId, sessionId, search }));
      this.#desk.toasts.show('good', m.link_copied());
    } catch (error) {
      this.#desk.toasts.show('bad', m.link_not_copied({ why: String(error) }));
    }
  }

  async #open({ connectionId, sessionId, search }: Link): Promise<void> {
    const desk = this.#desk;
    const connection = desk.connections.byId(connectionId);
    if (!connection) return desk.toasts.show('bad', m.link_no_connection());
    const room = await desk.visit(connection);
    if (!room) return desk.toasts.show('bad', m.link_no_connection());
    const name = visibleText(connection.name, 80);
    room.view.clearFilter();
    room.view.words = search ?? '';
    desk.say(m.link_opened({ name }));
    if (sessionId === null) return;
    const session = room.reading.sessions.find(({ id }) => id === sessionId);
    if (session) return room.open(session);
    if (room.subjectMissing) return desk.toasts.show('bad', m.link_subject_missing({ name }));
    // A reading that failed says so in the room itself.
    if (!room.reading.failure) desk.toasts.show('bad', m.link_no_session({ name }));
  }
}
