import type { Page } from 'playwright';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Settings } from '../../../electron/bridge/settings.ts';
import type { MockServer } from '../../../mock-server/index.ts';
import type { Sweep } from '../canary/canary.ts';

/** The side that may hold a key, as far as a test reaches it on every shell. */
export interface HostSide {
  bridge: Bridge;
  /** Throws on a desktop with the demo: its mock server is in the app. */
  readonly mock: MockServer;
  /** Folder of the store. */
  folder: string;
  /** Faults of our own that were reported; a test that provokes none expects none. */
  readonly faults: unknown[];
}

export interface OpenSessiondeck {
  app: HostSide;
  page: Page;
  /** What the page reported on its console as an error, and errors it threw. */
  complaints: string[];
  /** Leaves Sessiondeck as a person does, who then stays: whether they were asked. */
  askedWhenLeft(): Promise<boolean>;
  /** What the file that `start` makes the page give is called, and where it is. */
  download(start: () => Promise<unknown>): Promise<{ name: string; path: string }>;
  /** The address of another program's that `start` makes it open: another tab, or the system's browser. */
  opens(start: () => Promise<unknown>): Promise<string>;
  /** Looks for secrets, the mock server’s keys when left out, in all that it wrote, told, showed and stored so far. */
  sweep(secrets?: Iterable<string>): Promise<Sweep>;
  /** Throws when one of the mock server’s keys was found by a last sweep. */
  close(): Promise<void>;
}

export interface SessiondeckOptions {
  /** How long a confirmed end waits; as a new Sessiondeck has it when left out. */
  undo?: Settings['undo'];
  /** With Sessiondeck's own demo, where otherwise a desktop would have connections of the person's to the mock server. */
  demo?: boolean;
}

/** A running desktop app, on the stand-in or in Electron. */
export interface DesktopApp {
  /** Its window, once it shows something of the app's. */
  page(): Promise<Page>;
  /** What it wrote to stdout and stderr so far. */
  said(): string;
  /** What it told its page so far, replies and events; '' where that cannot be heard. */
  crossed(): string;
  /** What is on the clipboard; '' where that is the person's. */
  clipboard(): Promise<string>;
  /** Closes the window as a person does, who answers as Escape would: whether they were asked. */
  askedWhenClosed(): Promise<boolean>;
  /** Saves the next file that the page gives at this path; resolves with the name it was given, once it is there. */
  saveNextAs(path: string): Promise<{ name: Promise<string> }>;
  /** What the system is asked to open next. */
  opened(): Promise<string>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  close(): Promise<void>;
}
