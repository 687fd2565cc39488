import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { writeLink, type Link } from '../../electron/bridge/link.ts';
import type { Page } from '../app/page.ts';
import { failureOf } from '../failures/caught.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

/** Links to connections and sessions: made here, and opened here when the shell was given one. A link never acts. */
export class Links {
  readonly #bridge: Bridge;
  readonly #page: Page;
  /** At the start, too, there may be one: that Sessiondeck was started with. */
  #waiting = $state(true);

  constructor(bridge: Bridge, page: Page) {
    this.#bridge = bridge;
    this.#page = page;
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
      this.#page.toasts.show('bad', failureLine(failureOf(error, 'shell.takeLink')));
    }
  }

  /** Puts a link to a connection or, with an id, to a session of it on the clipboard. */
  async copy(connectionId: string, sessionId: string | null): Promise<void> {
    const { shown } = this.#page.places;
    const words = shown?.connection.id === connectionId ? shown.view.words.trim() : '';
    const search = sessionId === null && words !== '' ? words.slice(0, 200) : null;
    try {
      await navigator.clipboard.writeText(writeLink({ connectionId, sessionId, search }));
      this.#page.toasts.show('good', m.link_copied());
    } catch (error) {
      this.#page.toasts.show('bad', m.link_not_copied({ why: String(error) }));
    }
  }

  async #open({ connectionId, sessionId, search }: Link): Promise<void> {
    const page = this.#page;
    const connection = page.connections.byId(connectionId);
    if (!connection) return page.toasts.show('bad', m.link_no_connection());
    const room = await page.places.visit(connection);
    if (!room) return page.toasts.show('bad', m.link_no_connection());
    const name = visibleText(connection.name, 80);
    room.view.clearFilter();
    room.view.words = search ?? '';
    page.announcer.say(m.link_opened({ name }));
    if (sessionId === null) return;
    const session = room.reading.find(sessionId);
    if (session) return room.open(session);
    if (room.subjectMissing) return page.toasts.show('bad', m.link_subject_missing({ name }));
    // A reading that failed says so in the room itself.
    if (!room.reading.failure) page.toasts.show('bad', m.link_no_session({ name }));
  }
}

export const [useLinks, provideLinks] = createContext<Links>();
