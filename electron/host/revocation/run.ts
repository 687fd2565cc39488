import { fail } from '../../bridge/failure.ts';
import type { Run, RunItem, RunState, RunSummary } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { Ending } from './account.ts';
import { canGoOn, conclude, type Conclusion, unread } from './read-back/settle-run.ts';
import { JournalGroup } from './journal/group.ts';
import type { Recorded } from './journal/journal.ts';
import { interrupted, neverSent, notSent, summaryOf, totalsOf, unsettled, wholeOf } from './outcome.ts';
import { Outlives } from './read-back/outlives.ts';
import { Pace } from './pace.ts';
import type { RunPorts, ShownRun } from './ports.ts';
import { callsOf, sendCall } from './send-call.ts';
import { Sending, stateOf } from './sending.ts';
import { notOpen, refuseTooLate, UndoWindow } from './undo-window.ts';
import { findOut, type Known } from './read-back/verdicts.ts';

/** A confirmed plan while it is carried out: waits, sends, reads back. Everything it reports is on disk first. */
export class OneRun implements ShownRun {
  #run: Recorded;
  readonly #handles: Map<string, string>;
  readonly #ports: RunPorts;
  readonly #window: UndoWindow;
  #sending: Sending | null = null;
  #sent: Promise<void> | null = null;
  #halted = false;
  /** Whether the person stopped it. */
  #isStopped = false;
  readonly #outlives: Outlives;
  /** Resolved to end the run without reading it back. */
  readonly #unread = Promise.withResolvers<null>();
  /** The list before anything was sent. */
  #before: Session[] | null = null;
  #rounds = 1;

  /** @param handles by session id; for a run before a crash some may be missing */
  constructor(run: Recorded, handles: ReadonlyMap<string, string>, ports: RunPorts) {
    this.#run = run;
    this.#handles = new Map(handles);
    this.#ports = ports;
    this.#outlives = new Outlives(ports.operations, run.connectionId);
    const { clock, hindrance } = ports;
    const [changed, send] = [() => ports.changed(this), () => this.#begin()];
    this.#window = new UndoWindow({ clock, hindrance, changed, send });
  }

  get id(): string {
    return this.#run.id;
  }

  get connectionId(): string {
    return this.#run.connectionId;
  }

  get sessionIds(): string[] {
    return this.#run.items.map(({ session }) => session.id);
  }

  get state(): RunState {
    return stateOf(this.#run, this.#sending);
  }

  get isOver(): boolean {
    return ['done', 'undone', 'interrupted'].includes(this.#run.state);
  }

  summary(): RunSummary {
    return summaryOf(this.#run, this.#window, this.#sending);
  }

  whole(): Run {
    return wholeOf(this.#run, this.summary());
  }

  /** Opens the undo window. @param undo ms; 0 sends at once, null waits until the person sends */
  wait(undo: number | null): void {
    this.#window.open(undo);
  }

  /** Ends the undo window early and sends. Throws when it is closed already, and where sending is not allowed now. */
  sendNow(): void {
    this.#needWaiting('revocation.sendNow');
    this.#window.sendNow();
  }

  /** Withdraws a waiting run; resolves once that is on record. Throws `invalid` when it no longer waits. */
  async undo(): Promise<void> {
    this.#needWaiting('revocation.undo');
    this.#leaveWaiting();
    const items = this.#run.items.map((item) => notSent(item, null));
    const recorded = this.#end({ ...this.#run, state: 'undone', items }, 'undone');
    this.#sent = recorded.catch((error: unknown) => this.#park(error));
    await recorded;
  }

  pause(): void {
    this.#needSending('revocation.pause').hold();
  }

  resume(): void {
    this.#needSending('revocation.resume').resume();
  }

  stop(): void {
    this.#needSending('revocation.stop').stop();
    this.#isStopped = true;
  }

  /**
   * Undoes a waiting run, and stops a run that is sending; resolves once its outcome is on record.
   * @param readBack false: the outcome of sent calls is not read back, and stays unknown
   */
  async end(readBack: boolean): Promise<void> {
    if (this.#run.state === 'waiting') return this.undo();
    this.#isStopped = true;
    this.#sending?.stop();
    if (!readBack) this.#unread.resolve(null);
    await this.#sent;
  }

  /** Sends nothing new and publishes nothing more, because Sessiondeck is closing. Resolves when nothing is in flight. */
  async halt(): Promise<void> {
    this.#halted = true;
    this.#window.close();
    this.#sending?.stop();
    await this.#sent;
  }

  /**
   * Reads back items whose outcome is unknown, and records what has become known; sends nothing else.
   * @param kept handles from the keychain, for a run before a crash
   */
  async check(cause: 'person' | 'recovery', kept: ReadonlyMap<string, string> = new Map()): Promise<void> {
    for (const [id, handle] of kept) this.#handles.set(id, handle);
    const isSought = (item: RunItem) => this.isOver && unsettled.includes(item.state);
    const unknown = totalsOf(this.#run.items).unknown;
    if (!this.#run.items.some(isSought)) return;
    const before = this.#ports.operations.lists.last(this.connectionId);
    if (this.#outlives.lasts === null) await this.#outlives.learn();
    const { items } = await findOut(this.#ports, this.#run, this.#known(before), isSought, cause);
    this.#run = { ...this.#run, items };
    const settled = unknown - totalsOf(items).unknown;
    const notRecorded = settled > 0 ? await this.#ports.record(this.whole(), 'checked') : null;
    this.#run = { ...this.#run, notRecorded };
    this.#ports.journal.finish(this.#run);
    this.#ports.changed(this);
  }

  #begin(): void {
    this.#leaveWaiting();
    this.#sent = this.#send().catch((error: unknown) => this.#park(error));
  }

  async #send(): Promise<void> {
    const { operations, journal, again, clock, hindrance, changed } = this.#ports;
    const { adapter } = operations.find(this.connectionId);
    const before = (this.#before ??= operations.lists.last(this.connectionId));
    const calls = callsOf(this.#run);
    const group = new JournalGroup(journal);
    this.#sending = new Sending(calls.length, new Pace(adapter.readCookies !== undefined), {
      send: async (call) => {
        const failed = await sendCall(this.#ports, group, this.#run, this.#handles, calls[call] ?? []);
        changed(this);
        return failed;
      },
      again,
      hindrance,
      changed: () => changed(this),
      clock,
    });
    journal.setState(this.id, 'sending');
    changed(this);
    // Asked before and after sending: a server may delete the cookie that reveals it, or first set it when a session ends.
    if (adapter.outlives) await this.#outlives.learn();
    const over = this.#sending.start().then(() => group.written());
    await Promise.race([over.then(() => this.#outlives.learn()), this.#unread.promise]);
    if (!this.#halted) await this.#conclude(before);
  }

  #known(before: Session[]): Known {
    const asked = this.#ports.asked(this.connectionId);
    return { handles: this.#handles, before, asked, outlives: this.#outlives.lasts };
  }

  async #conclude(before: Session[]): Promise<void> {
    const { journal, changed } = this.#ports;
    const stopped = this.#sending?.stopped ?? null;
    this.#run = { ...this.#run, stopped, state: 'reading-back' };
    journal.setState(this.id, 'reading-back');
    changed(this);
    const concluded = conclude(this.#ports, this.#run, this.#known(before));
    const read = await Promise.race([concluded, this.#unread.promise]);
    if (this.#halted) return;
    const { missed: live, ...found } = read ?? unread(this.#run);
    const missed = live.filter((session) => !this.#ports.isElsewhere(this.#run, session));
    if (this.#goesOn(missed, found)) {
      this.#run = { ...this.#run, items: found.items };
      return this.#sendMore(missed);
    }
    const items = neverSent(found.items, stopped);
    await this.#end({ ...this.#run, ...found, state: 'done', items }, 'finished');
  }

  /** Whether to send for the sessions that the list had lacked: not after the person stopped the run, nor endlessly. */
  #goesOn(missed: Session[], { items }: Pick<Conclusion, 'items'>): boolean {
    const { adapter } = this.#ports.operations.find(this.connectionId);
    const isAllowed = !this.#isStopped && this.#ports.hindrance() === null;
    return missed.length > 0 && isAllowed && canGoOn(adapter, items, this.#rounds);
  }

  async #sendMore(missed: Session[]): Promise<void> {
    const { items, handles } = await this.#ports.extend(this.#run, missed);
    for (const [id, handle] of handles) this.#handles.set(id, handle);
    this.#run.items.push(...items);
    this.#rounds += 1;
    await this.#send();
  }

  /** Writes the outcome to the audit log, then to the journal, and only then publishes it. */
  async #end(run: Recorded, action: Ending): Promise<void> {
    const ended = { ...run, endedAt: this.#ports.clock.now() };
    const shown = { ...ended, ...notOpen, pause: null, totals: totalsOf(ended.items) };
    const final = { ...ended, notRecorded: await this.#ports.record(shown, action) };
    this.#ports.journal.finish(final);
    this.#run = final;
    this.#ports.changed(this);
  }

  /** After a fault of the disk or our own: keeps what is known, and sends nothing more. */
  #park(error: unknown): void {
    if (this.#halted) return;
    this.#run = interrupted(this.#run, this.#ports.failureOf(error), this.#ports.clock.now());
    this.#ports.changed(this);
  }

  #needWaiting(tried: string): void {
    if (this.#run.state === 'waiting') return;
    refuseTooLate(tried, this.#run.state === 'undone' || (!this.isOver && this.#sending === null));
  }

  /** From now on the run can neither be undone nor begun twice. */
  #leaveWaiting(): void {
    this.#window.close();
    this.#run = { ...this.#run, state: 'sending' };
  }

  #needSending(tried: string): Sending {
    if (this.#run.state === 'sending' && this.#sending) return this.#sending;
    return fail({ code: 'invalid', tried, got: 'nothing is being sent', next: 'refresh' });
  }
}
