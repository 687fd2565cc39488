import { fail } from '../../bridge/failure.ts';
import type { Link } from '../../bridge/link.ts';
import type { Handlers, Publish } from '../../bridge/crossing/serve.ts';
import type { CommandState, ShellState, Theme } from '../../bridge/shell.ts';

/** What a desktop shell does for the page; a browser tab has none of it. */
export interface Desktop {
  showCommands(commands: CommandState[]): void;
  showTheme(theme: Theme): void;
  /** The theme that was shown last, also by an earlier start; null: none was chosen yet. */
  keptTheme?: () => Theme | null;
  /** Leaves the window out of screenshots, or no longer. */
  protect(on: boolean): void;
  /** Puts a secret on the clipboard, and takes it off again after so many seconds if it is still there. */
  copySecret?: (text: string, seconds: number) => Promise<void>;
  /** Opens a page of the demo in the system's browser. */
  openPhone?: (url: string) => Promise<void>;
  /** Whether the person has shown who they are, where the system can ask; true where it cannot. */
  confirmPerson(): Promise<boolean>;
}

/** What the shell tells the page. */
export interface ShellDoor {
  isLocked(): boolean;
  lock(): void;
  /** Shows the page what a link opens; it is kept until the page asks. */
  open(link: Link): void;
}

type ShellHandlers = Pick<Handlers, Extract<keyof Handlers, `shell.${string}`>>;

interface ShellPorts {
  kind: ShellState['kind'];
  desktop: Desktop;
  publish: Publish;
  /** Everything that is not to be at hand while it is locked is let go of. */
  letGo: () => void;
  /** Where the demo's phone of a connection is, if there is one. */
  phoneOf: (connectionId: string) => string | null;
}

/** The shell of a browser tab. */
export const noDesktop: Desktop = {
  showCommands: () => undefined,
  showTheme: () => undefined,
  protect: () => undefined,
  confirmPerson: async () => true,
};

/** The lock, links to open, and what the page asks of the shell around it. */
export function openShell({ kind, desktop, publish, letGo, phoneOf }: ShellPorts) {
  let locked = false;
  let link: Link | null = null;
  const state = (): ShellState => ({ kind, locked, theme: desktop.keptTheme?.() ?? null });

  function setLocked(to: boolean): void {
    if (to) letGo();
    if (to === locked) return;
    locked = to;
    publish('shell.changed', {});
  }

  const door: ShellDoor = {
    isLocked: () => locked,
    lock: () => setLocked(true),
    open(opened) {
      link = opened;
      publish('shell.linked', {});
    },
  };
  const handlers: ShellHandlers = {
    'shell.read': async () => state(),
    async 'shell.lock'() {
      setLocked(true);
      return state();
    },
    async 'shell.unlock'() {
      if (locked && (await desktop.confirmPerson())) setLocked(false);
      return state();
    },
    async 'shell.takeLink'() {
      const taken = link;
      link = null;
      return { link: taken };
    },
    ...desktopHandlers(desktop, phoneOf),
  };
  return { door, handlers };
}

/** What the page has the desktop do for it. */
function desktopHandlers(
  desktop: Desktop,
  phoneOf: ShellPorts['phoneOf'],
): Pick<ShellHandlers, 'shell.commands' | 'shell.theme' | 'shell.protect' | 'shell.openPhone'> {
  return {
    async 'shell.commands'({ commands }) {
      desktop.showCommands(commands);
      return {};
    },
    async 'shell.theme'({ theme }) {
      desktop.showTheme(theme);
      return {};
    },
    async 'shell.protect'({ on }) {
      desktop.protect(on);
      return {};
    },
    async 'shell.openPhone'({ connectionId }) {
      const url = phoneOf(connectionId);
      const got = url ? 'the page can open it itself' : 'there is no simulated phone for this connection';
      if (!url || !desktop.openPhone) return fail({ code: 'unsupported', tried: 'shell.openPhone', got });
      await desktop.openPhone(url);
      return {};
    },
  };
}
