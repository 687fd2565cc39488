import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { closeLog, entry, filled, openLog, verdict, whole, type TestLog } from './audit.ts';
import { newFolder } from '../host.ts';

/** How many entries the log has at first. */
export const entries = 4;

/** An audit log whose last entry the keychain remembers, and whose folder somebody else can write to. */
export class MarkedLog {
  log: TestLog;
  readonly #folders: string[];

  private constructor(log: TestLog, folders: string[]) {
    this.log = log;
    this.#folders = folders;
  }

  /** A log that is whole: the control of every claim about one that is not. */
  static async open(): Promise<MarkedLog> {
    const folder = newFolder();
    const log = await filled(entries, { folder });
    await log.audit.close();
    expect(await verdict(log)).toEqual(whole(entries));
    return new MarkedLog(log, [folder]);
  }

  async close(): Promise<void> {
    await this.log.audit.close();
    closeLog(this.log);
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  /** One more folder, which goes with the log. */
  newFolder(): string {
    const folder = newFolder();
    this.#folders.push(folder);
    return folder;
  }

  /** Ends Sessiondeck, has somebody work on its folder, and starts it again. */
  async whileClosed(work: (folder: string) => void): Promise<void> {
    await this.log.audit.close();
    closeLog(this.log);
    work(this.log.folder);
    this.log = openLog(this.log);
  }

  async record(count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) await this.log.audit.record(entry(number));
  }
}

/** The keychain's mark of a log. */
export function markOf({ keys, folder }: TestLog): Promise<string | null> {
  return keys.read(markItem(folder));
}
