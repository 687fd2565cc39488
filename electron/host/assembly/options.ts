import type { Demo } from '../connections/demo.ts';
import type { Keychain } from '../keys/keys.ts';
import type { Clock } from '../revocation/clock.ts';
import type { Desktop } from '../shell/shell.ts';

export interface HostOptions {
  /** Folder of the store; created if needed. */
  folder: string;
  keychain: Keychain;
  shell: 'desktop' | 'browser';
  /** What a desktop shell does for the page; left out in a browser tab. */
  desktop?: Desktop;
  version: string;
  /** The running demo, whose connections are listed and which is closed with the host; null for none. */
  demo: Demo | null;
  /** Deadline of one operation, ms; default 30 s. Read as each operation begins. */
  budget?: number;
  /** Back-off before the second attempt of a request, ms; default 300. */
  backoff?: number;
  /** Time source of plans and runs; default: the system's. */
  clock?: Clock;
  /** Time between two readings of a watched connection, ms; default one minute. */
  watchEvery?: number;
  /** Delay before a sign-in that the page does not ask about is first checked, ms; default 5 s. */
  lookAfter?: number;
  /**
   * Called with our own faults. The error may hold a secret: report its class, do not print it. `scrub` removes the secrets
   * in use from a text.
   */
  report: (method: string, error: unknown, scrub: (text: string) => string) => void;
}

/** The options as used inside the host, where `report` scrubs by itself. */
export interface Inside extends Omit<HostOptions, 'report'> {
  report: (where: string, error: unknown) => void;
}
