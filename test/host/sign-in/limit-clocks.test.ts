import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Limit, pushRules, type Clocks } from '../../../electron/host/sign-in/limit.ts';
import { openStore } from '../../../electron/host/store/open.ts';
import { memory, newFolder } from '../../support/host.ts';

// The limit on pushes under clocks that are set, processes that are started anew, and machines that sleep or are.

const minute = 60_000;
type Step =
  | { kind: 'pass' | 'sleep' | 'set-clock'; ms: number }
  | { kind: 'restart' }
  | { kind: 'push' }
  /** `off`: for how long it was off; `up`: how long it has run when Sessiondeck is opened. */
  | { kind: 'reboot'; off: number; up: number };

const short = fc.integer({ min: 0, max: 12 * minute });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'push' }) },
  { weight: 3, arbitrary: short.map((ms): Step => ({ kind: 'pass', ms })) },
  { weight: 1, arbitrary: short.map((ms): Step => ({ kind: 'sleep', ms })) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: -60 * minute, max: 60 * minute })
      .map((ms): Step => ({ kind: 'set-clock', ms })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
);
const reboot = fc.tuple(short, short).map(([off, up]): Step => ({ kind: 'reboot', off, up }));
const steps = fc.array(step, { maxLength: 30 });
const withReboots = fc.array(fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: reboot }), {
  maxLength: 30,
});

/** A limit on a machine whose true time is known. */
class Machine {
  readonly #folder = newFolder(memory);
  readonly #at = { process: 0, machine: 20 * minute, wall: 1_700_000_000_000 };
  readonly #clocks: Clocks = {
    process: () => this.#at.process,
    machine: () => this.#at.machine,
    wall: () => this.#at.wall,
  };
  #db = openStore(this.#folder);
  #limit = new Limit(this.#db, pushRules, this.#clocks);
  /** The true time, ms. */
  now = 0;
  /** When a push was let through, by the true time. */
  readonly sent: number[] = [];
  /** What each push was told. */
  readonly told: string[] = [];

  do(step: Step): void {
    if (step.kind === 'push') this.#push();
    else if (step.kind === 'set-clock') this.#at.wall += step.ms;
    else if (step.kind === 'restart') this.#restart();
    else if (step.kind === 'reboot') this.#reboot(step);
    else this.#pass(step.ms, step.kind === 'pass');
  }

  look() {
    const { allowedIn, triesLeft } = this.#limit.look(['a']);
    return { allowedIn, triesLeft };
  }

  close(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true });
  }

  #push(): void {
    const { allowedIn, triesLeft } = this.look();
    this.told.push(`${allowedIn} ${triesLeft}`);
    if (allowedIn > 0) return expect(() => this.#limit.take(['a'])).toThrow('rate-limited');
    this.#limit.take(['a']);
    this.sent.push(this.now);
  }

  #pass(ms: number, isAwake: boolean): void {
    this.now += ms;
    this.#at.machine += ms;
    this.#at.wall += ms;
    if (isAwake) this.#at.process += ms;
  }

  #reboot({ off, up }: { off: number; up: number }): void {
    this.now += off + up;
    this.#at.wall += off + up;
    this.#at.machine = up;
    this.#restart();
  }

  #restart(): void {
    this.#db.close();
    this.#at.process = 0;
    this.#db = openStore(this.#folder);
    this.#limit = new Limit(this.#db, pushRules, this.#clocks);
  }
}

function ran(todo: readonly Step[]): Machine {
  const machine = new Machine();
  for (const one of todo) machine.do(one);
  return machine;
}

/** The rule itself, by the true time: 30 s after the last, and three in ten minutes. */
function mayBe(sent: readonly number[], now: number): boolean {
  const ages = sent.map((at) => now - at);
  const { pause, window, mostInWindow } = pushRules;
  return ages.every((age) => age >= pause) && ages.filter((age) => age < window).length < mostInWindow;
}

test('whatever happens, nobody is asked more often than the rule allows by the true time', () => {
  fc.assert(
    fc.property(withReboots, (todo) => {
      const machine = ran(todo);
      const { sent } = machine;
      machine.close();
      return sent.every((at, nth) => mayBe(sent.slice(0, nth), at));
    }),
    { numRuns: 300 },
  );
});

test('setting the clock neither opens it nor blocks it: each push is told the same as without', () => {
  fc.assert(
    fc.property(withReboots, (todo) => {
      const [one, other] = [ran(todo), ran(todo.filter(({ kind }) => kind !== 'set-clock'))];
      one.close();
      other.close();
      expect(one.told).toEqual(other.told);
    }),
    { numRuns: 150 },
  );
});

test('without a start of the machine anew, what the rule allows is let through, also after a restart or a sleep', () => {
  fc.assert(
    fc.property(steps, (todo) => {
      const machine = new Machine();
      for (const one of todo) {
        const isAllowed = mayBe(machine.sent, machine.now);
        const before = machine.sent.length;
        machine.do(one);
        if (one.kind === 'push') expect(machine.sent.length > before).toBe(isAllowed);
      }
      machine.close();
    }),
    { numRuns: 300 },
  );
});

test('ten minutes after the last push everything is allowed again, whatever came before', () => {
  fc.assert(
    fc.property(withReboots, (todo) => {
      const machine = ran([...todo, { kind: 'pass', ms: pushRules.window }]);
      const looked = machine.look();
      machine.close();
      expect(looked).toEqual({ allowedIn: 0, triesLeft: 3 });
    }),
    { numRuns: 200 },
  );
});

test('a machine that was started anew, and has since run for as long as before, blocks nobody again', () => {
  const machine = ran([
    { kind: 'push' },
    { kind: 'reboot', off: 0, up: 0 },
    { kind: 'pass', ms: 20 * minute + 1000 },
  ]);
  expect(machine.look()).toEqual({ allowedIn: 0, triesLeft: 3 });
  machine.close();
});
