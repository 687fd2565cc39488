import { fail } from '../../bridge/failure.ts';
import type { Link } from '../../bridge/link.ts';
import type { Handlers, Publish } from '../../bridge/crossing/serve.ts';
import type { CommandState, ShellState, Theme } from '../../bridge/shell.ts';

/** What a desktop shell does for the page; a browser tab does none of it. */
export interface Desktop {
  showCommands(commands: CommandState[]): void;
  showTheme(theme: Theme): void;
  /** The last theme that was shown, even by an earlier start; null: none was chosen yet. */
  keptTheme?: () => Theme | null;
  /** Hides the window from screenshots, or shows it again. */
  protect(on: boolean): void;
  /** Copies a secret to the clipboard, and clears it after `seconds` if it is still there. */
  copySecret?: (text: string, seconds: number) => Promise<void>;
  /** Opens a page of the demo in the system's browser. */
  openPhone?: (url: string) => Promise<void>;
  /** Whether the person has passed the system's identity check; true where the system has none. */
  confirmPerson(): Promise<boolean>;
}

/** The shell's access to the page. */
export interface ShellDoor {
  isLocked(): boolean;
  lock(): void;
  /** Offers a link to the page, and keeps it until the page takes it. */
  open(link: Link): void;
}

type ShellHandlers = Pick<Handlers, Extract<keyof Handlers, `shell.${string}`>>;

interface ShellPorts {
  kind: ShellState['kind'];
  desktop: Desktop;
  publish: Publish;
  /** Discards everything that must not be available while locked. */
  letGo: () => void;
  /** URL of the demo's simulated phone for a connection; null: there is none. */
  phoneOf: (connectionId: string) => string | null;
}

/** The shell of a browser tab. */
export const noDesktop: Desktop = {
  showCommands: () => undefined,
  showTheme: () => undefined,
  protect: () => undefined,
  confirmPerson: async () => true,
};

/** The lock, links to open, and the calls about the shell. */
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

/** The calls that the desktop carries out for the page. */
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
