import type { Demo } from '../connections/demo.ts';
import type { Keychain } from '../keys/keys.ts';
import type { Clock } from '../revocation/clock.ts';
import type { Desktop } from '../shell/shell.ts';

export interface HostOptions {
  /** Folder of the store; made if need be. */
  folder: string;
  keychain: Keychain;
  shell: 'desktop' | 'browser';
  /** What a desktop shell does for the page; left out in a browser tab. */
  desktop?: Desktop;
  version: string;
  /** The running demo, whose connections are shown and which is closed with the host; null for none. */
  demo: Demo | null;
  /** Deadline of one operation, ms; 30 s when left out. Read as each operation begins. */
  budget?: number;
  /** Back-off before a request is sent again, ms; 300 when left out. */
  backoff?: number;
  /** Time for plans and runs; the system's when left out. */
  clock?: Clock;
  /** Between two readings of a watched connection, ms; a minute when left out. */
  watchEvery?: number;
  /** How soon a sign-in that nobody asks after is looked at for the first time, ms; 5 s when left out. */
  lookAfter?: number;
  /**
   * Told of faults of our own. The error may hold a secret: name its class, do not print it. `scrub` takes the secrets that
   * are in use out of a text.
   */
  report: (method: string, error: unknown, scrub: (text: string) => string) => void;
}

/** The options as they are used inside: what is reported is scrubbed. */
export interface Inside extends Omit<HostOptions, 'report'> {
  report: (where: string, error: unknown) => void;
}
