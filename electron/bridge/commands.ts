/** The menus of the menu bar, in order. */
export const menus = ['app', 'file', 'session', 'view', 'go', 'help'] as const;

export interface CommandPlace {
  menu: (typeof menus)[number];
  /** Its shortcut in Electron's notation (CmdOrCtrl is ⌘ on a Mac); left out: it has none. */
  keys?: string;
  /** Further shortcuts, shown in no menu. Those that would type a character act outside text fields only. */
  also?: readonly string[];
  /**
   * Where its shortcuts act, if not everywhere: in the list of sessions, or outside text fields. Only the page handles
   * such shortcuts: a menu bar may show them, but must not act on them.
   */
  within?: 'list' | 'outside-text';
  /** Browsers reserve this shortcut for themselves, so only the desktop shell has it. */
  desktopOnly?: true;
  /** Starts a new section of its menu. */
  first?: true;
}

/**
 * Every command that a person can give, listed once: its place in the menu bar and its shortcuts. The page decides its
 * label, whether it is enabled and what it does.
 */
export const commands = {
  'settings.open': { menu: 'app', keys: 'CmdOrCtrl+,' },
  lock: { menu: 'app', keys: 'CmdOrCtrl+L' },

  'connection.new': { menu: 'file', keys: 'CmdOrCtrl+N', desktopOnly: true },
  'connection.edit': { menu: 'file' },
  'connection.check': { menu: 'file' },
  'connection.copyLink': { menu: 'file' },
  'connection.forget': { menu: 'file', first: true },
  'connection.remove': { menu: 'file' },

  'sessions.read': { menu: 'session', keys: 'CmdOrCtrl+R', also: ['F5'] },
  'sessions.find': { menu: 'session', keys: 'CmdOrCtrl+F', also: ['/'] },
  'session.switch': { menu: 'session', first: true },
  'session.copyLink': { menu: 'session' },
  'session.end': { menu: 'session', keys: 'Delete', within: 'list', first: true },
  'sessions.endMatching': { menu: 'session' },
  'sessions.endOthers': { menu: 'session' },
  'sessions.endEverything': { menu: 'session' },
  'run.undo': { menu: 'session', keys: 'CmdOrCtrl+Z', within: 'outside-text', first: true },
  'watch.toggle': { menu: 'session', first: true },

  'palette.open': { menu: 'view', keys: 'CmdOrCtrl+K' },
  'activity.toggle': { menu: 'view', keys: 'CmdOrCtrl+J' },
  'theme.system': { menu: 'view', first: true },
  'theme.light': { menu: 'view' },
  'theme.dark': { menu: 'view' },

  'connection.choose': { menu: 'go', keys: 'CmdOrCtrl+Shift+P' },
  'sessions.open': { menu: 'go', first: true },
  'signIn.open': { menu: 'go' },
  'audit.open': { menu: 'go' },

  'shortcuts.open': { menu: 'help', keys: 'CmdOrCtrl+/' },
} as const satisfies Record<string, CommandPlace>;

export type CommandId = keyof typeof commands;
export const commandIds = Object.keys(commands) as [CommandId, ...CommandId[]];
