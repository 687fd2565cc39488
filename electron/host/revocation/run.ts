import type { Evidence } from '../../bridge/evidence.ts';
import { fail, type Failure } from '../../bridge/failure.ts';
import type { Run, RunItem, RunState, RunSummary } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import { able, attempt } from '../attempt.ts';
import { secretsOf } from '../desk.ts';
import type { Ending } from './account.ts';
import type { Journal, Recorded } from './journal.ts';
import { notSent } from './outcome.ts';
import { Pace } from './pace.ts';
import { newlyActive } from './read-back.ts';
import { appearedIn, leftOf } from './remainder.ts';
import { Sending, type Clock, type SendPorts } from './sending.ts';
import { totalsOf } from './totals.ts';
import { findOut, type FoundOut, type VerdictPorts } from './verdicts.ts';

export interface RunPorts extends VerdictPorts {
  journal: Journal;
  clock: Clock;
  /** When a failed end may be sent again: see the retry table. */
  again: SendPorts['again'];
  /** Ids of all sessions that were to end on the connection: none of them ended unasked. */
  asked: (connectionId: string) => ReadonlySet<string>;
  changed: (run: OneRun) => void;
  /** Names an error; one that is a fault of ours is reported as well. */
  failureOf: (error: unknown) => Failure;
  /** Writes an outcome to the audit log; resolves with why it could not, or null. */
  record: (run: Run, action: Ending) => Promise<Run['notRecorded']>;
}

function evidenceOf(unasked: FoundOut['unasked']): Run['unaskedEvidence'] {
  const entries = unasked.map(({ session, finding }) => [session.id, finding.evidence] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Evidence] => entry[1] !== null));
}

const unsettled: readonly RunItem['state'][] = ['sent', 'sending', 'unknown'];

/** One confirmed plan on its way: waits, sends, reads back. What it says is on disk before it is done. */
export class OneRun {
  #run: Recorded;
  readonly #handles: ReadonlyMap<string, string>;
  readonly #ports: RunPorts;
  #sendsAt: number | null = null;
  #cancelTimer: () => void = () => undefined;
  #sending: Sending | null = null;
  #sent: Promise<void> | null = null;
  #halted = false;
  #outlives: number | null = null;

  /** @param handles by session id; those of a run before a crash may be missing */
  constructor(run: Recorded, handles: ReadonlyMap<string, string>, ports: RunPorts) {
    this.#run = run;
    this.#handles = handles;
    this.#ports = ports;
    this.#outlives = ports.desk.find(run.connectionId).adapter.tokensOutliveBy;
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

  /** As it is shown: `paused` is a kind of sending. */
  get state(): RunState {
    return this.#run.state === 'sending' && this.#sending?.pause ? 'paused' : this.#run.state;
  }

  get isOver(): boolean {
    return ['done', 'undone', 'interrupted'].includes(this.#run.state);
  }

  summary(): RunSummary {
    const { id, connectionId, scope, state, startedAt, endedAt, items } = this.#run;
    const stopped = this.#run.stopped ?? this.#sending?.stopped ?? null;
    const pause = state === 'sending' ? (this.#sending?.pause ?? null) : null;
    const sendsAt = state === 'waiting' ? this.#sendsAt : null;
    const totals = totalsOf(items);
    return {
      id,
      connectionId,
      scope,
      state: this.state,
      startedAt,
      endedAt,
      sendsAt,
      pause,
      stopped,
      totals,
    };
  }

  whole(): Run {
    const { oneCall, items, ...run } = this.#run;
    return { ...run, ...this.summary(), items: [...items] };
  }

  /** Opens the undo window. @param undo ms; 0 sends at once, null waits until told */
  wait(undo: number | null): void {
    if (undo === 0) return this.sendNow();
    const { clock, changed } = this.#ports;
    this.#sendsAt = undo === null ? null : clock.now() + undo;
    if (undo !== null) this.#cancelTimer = clock.after(undo, () => this.sendNow());
    changed(this);
  }

  /** Closes the undo window and begins. Throws `invalid` when it is closed already. */
  sendNow(): void {
    this.#leaveWaiting('revocation.sendNow');
    this.#sent = this.#send().catch((error: unknown) => this.#park(error));
  }

  async undo(): Promise<void> {
    this.#leaveWaiting('revocation.undo');
    const items = this.#run.items.map((item) => notSent(item, null));
    await this.#end({ ...this.#run, state: 'undone', items }, 'undone');
  }

  pause(): void {
    this.#needSending('revocation.pause').hold();
  }

  resume(): void {
    this.#needSending('revocation.resume').resume();
  }

  stop(): void {
    this.#needSending('revocation.stop').stop();
  }

  /** Sends nothing new and says nothing more: Sessiondeck is ending. Resolves when nothing is under way. */
  async halt(): Promise<void> {
    this.#halted = true;
    this.#cancelTimer();
    this.#sending?.stop();
    await this.#sent;
  }

  /** Reads back what could not be told, and records what that has changed; sends nothing. */
  async check(cause: 'person' | 'recovery'): Promise<void> {
    const isSought = (item: RunItem) => this.isOver && unsettled.includes(item.state);
    const before = totalsOf(this.#run.items).unknown;
    if (!this.#run.items.some(isSought)) return;
    const asked = this.#ports.asked(this.connectionId);
    const known = { handles: this.#handles, before: [], asked, outlives: this.#outlives };
    const { items } = await findOut(this.#ports, this.#run, known, isSought, cause);
    this.#run = { ...this.#run, items };
    const settled = before - totalsOf(items).unknown;
    const notRecorded = settled > 0 ? await this.#ports.record(this.whole(), 'checked') : null;
    this.#run = { ...this.#run, notRecorded };
    this.#ports.journal.finish(this.#run);
    this.#ports.changed(this);
  }

  /** All that was asked for has come about, or was taken back: there is nothing left to tell. */
  get isSettled(): boolean {
    const { planned, ended } = totalsOf(this.#run.items);
    return this.#run.state === 'undone' || (this.#run.state === 'done' && ended === planned);
  }

  async #send(): Promise<void> {
    const { desk, journal, again, clock, changed } = this.#ports;
    const { adapter } = desk.find(this.connectionId);
    const before = desk.last(this.connectionId);
    const each = [...this.#run.items.keys()];
    const calls = this.#run.oneCall ? [each] : each.map((at) => [at]);
    this.#outlives = await this.#readOutlives();
    this.#sending = new Sending(calls.length, new Pace(adapter.readCookies !== undefined), {
      send: (call) => this.#sendOne(calls[call] ?? []),
      again,
      changed: () => changed(this),
      clock,
    });
    journal.setState(this.id, 'sending');
    changed(this);
    await this.#sending.start();
    if (!this.#halted) await this.#conclude(before);
  }

  /** How long what was issued before goes on working; servers may take back what tells it once a session ends. */
  async #readOutlives(): Promise<number | null> {
    const { desk } = this.#ports;
    const { tokensOutliveBy, outlives } = desk.find(this.connectionId).adapter;
    if (!outlives) return tokensOutliveBy;
    const read = await attempt(() => desk.operate(this.connectionId, async ({ api }) => outlives(api)));
    return read.value ?? tokensOutliveBy;
  }

  /** Sends the call for these items: intent on disk first, outcome after. */
  async #sendOne(positions: number[]): Promise<Failure | null> {
    const before = positions.map((at) => this.#item(at));
    const sent = { left: false };
    const { failure } = await this.#call(positions, () => {
      this.#ports.journal.intend(this.id, positions);
      sent.left = true;
      for (const at of positions)
        this.#change(at, ({ attempts }) => ({ state: 'sending', attempts: attempts + 1, callFailure: null }));
    });
    // A 429 did nothing, and what did not leave neither: the items are as they were.
    const undone = !sent.left || failure?.code === 'rate-limited';
    for (const [index, at] of positions.entries()) {
      this.#change(at, () => ({
        state: undone ? (before[index]?.state ?? 'waiting') : 'sent',
        callFailure: failure,
      }));
    }
    if (sent.left) this.#ports.journal.settle(this.id, positions, failure);
    this.#ports.changed(this);
    return failure;
  }

  #call(positions: number[], beforeSend: () => void) {
    const { session } = this.#item(positions[0] ?? 0);
    const handle = this.#handles.get(session.id) ?? '';
    const { oneCall } = this.#run;
    return attempt(() =>
      this.#ports.desk.operate(
        this.connectionId,
        ({ adapter, api }) => (oneCall ? able(adapter, 'endAll')(api) : able(adapter, 'end')(api, handle)),
        {
          conceal: oneCall ? [] : secretsOf({ handle, session }),
          cause: 'run',
          runId: this.id,
          retry: false,
          whileDown: 'send',
          permitted: true,
          beforeSend,
        },
      ),
    );
  }

  async #conclude(before: Session[]): Promise<void> {
    const { journal, asked, changed } = this.#ports;
    const stopped = this.#sending?.stopped ?? null;
    this.#run = { ...this.#run, stopped, state: 'reading-back' };
    journal.setState(this.id, 'reading-back');
    changed(this);
    const isSent = ({ state }: RunItem) => state !== 'waiting';
    const known = {
      handles: this.#handles,
      before,
      asked: asked(this.connectionId),
      outlives: this.#outlives,
    };
    const { items, page, unasked } = await findOut(this.#ports, this.#run, known, isSent, 'read-back');
    if (this.#halted) return;
    const all = items.map((item) => (isSent(item) ? item : notSent(item, item.callFailure ?? stopped)));
    const found = {
      endedUnasked: unasked.map(({ session }) => session),
      unaskedEvidence: evidenceOf(unasked),
      nowActive: page && newlyActive(before, page),
      appeared: page ? appearedIn(page, before, this.#run) : [],
      left: leftOf({ ...this.#run, items: all }, page),
    };
    await this.#end({ ...this.#run, state: 'done', items: all, ...found }, 'finished');
  }

  /** Writes the outcome to the audit log, then to the journal, and only then says so. */
  async #end(run: Recorded, action: Ending): Promise<void> {
    const ended = { ...run, endedAt: this.#ports.clock.now() };
    const shown = { ...ended, sendsAt: null, pause: null, totals: totalsOf(ended.items) };
    const final = { ...ended, notRecorded: await this.#ports.record(shown, action) };
    this.#ports.journal.finish(final);
    this.#run = final;
    this.#ports.changed(this);
  }

  /** The disk failed, or we did: what is known stays, and nothing more is claimed. */
  #park(error: unknown): void {
    if (this.#halted) return;
    const stopped = this.#ports.failureOf(error);
    const items = this.#run.items.map((item): RunItem => {
      if (item.state === 'waiting') return notSent(item, stopped);
      return unsettled.includes(item.state) ? { ...item, state: 'unknown' } : item;
    });
    this.#run = { ...this.#run, items, stopped, state: 'interrupted', endedAt: this.#ports.clock.now() };
    this.#ports.changed(this);
  }

  #item(at: number): RunItem {
    const item = this.#run.items[at];
    if (!item) throw new RangeError(`the run has no item ${at}`);
    return item;
  }

  #change(at: number, change: (item: RunItem) => Partial<RunItem>): void {
    const item = this.#item(at);
    this.#run.items[at] = { ...item, ...change(item) };
  }

  #leaveWaiting(tried: string): void {
    if (this.#run.state !== 'waiting') {
      const got = 'it is no longer waiting: its calls have begun to be sent';
      fail({ code: 'invalid', tried, got, next: 'refresh' });
    }
    this.#cancelTimer();
    // From here on it can neither be undone nor begun twice.
    this.#run = { ...this.#run, state: 'sending' };
  }

  #needSending(tried: string): Sending {
    if (this.#run.state === 'sending' && this.#sending) return this.#sending;
    return fail({ code: 'invalid', tried, got: 'nothing is being sent', next: 'refresh' });
  }
}
