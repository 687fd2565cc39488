/** Something wrong with one file of a data folder. */
export interface Damage {
  kind: string;
  /** With the place of it, for whoever looks into what came of it. */
  what: string;
  /** The folder that is copied first. */
  from: string;
  file: string;
  apply: (folder: string) => void;
  /** What the audit log must, or must not, be called after it; left out: either will do. */
  log?: 'whole' | 'forged';
  /** The keychain has no mark of the log. */
  isUnmarked?: boolean;
}
