import { expect, test } from 'vitest';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import { JournalGroup } from '../../../electron/host/revocation/journal/group.ts';

const full = new BridgeError(failure({ code: 'not-recorded', tried: 'a test', got: 'the disk is full' }));

/** A journal that notes what it is told, in groups; `fails` says which group, from 1, cannot be written. */
function journalThat({ fails = 0 }: { fails?: number } = {}) {
  const groups: string[][] = [];
  let open: string[] | null = null;
  const note = (line: string) => {
    if (!open) throw new Error('written outside of a group');
    open.push(line);
  };
  return {
    groups,
    intend: (_: string, positions: number[]) => note(`intend ${positions.join()}`),
    settle: (_: string, positions: number[]) => note(`settle ${positions.join()}`),
    together(work: () => void) {
      open = [];
      work();
      groups.push(open);
      open = null;
      if (groups.length === fails) throw full;
    },
  };
}

test('intents of one turn are one write, and none resolves before it', async () => {
  const journal = journalThat();
  const group = new JournalGroup(journal);
  const seen: number[] = [];
  const intents = [0, 1, 2].map(async (position) => {
    await group.intend('run', [position]);
    seen.push(journal.groups.length);
  });
  expect(journal.groups).toEqual([]);
  await Promise.all(intents);
  expect(journal.groups).toEqual([['intend 0', 'intend 1', 'intend 2']]);
  expect(seen).toEqual([1, 1, 1]);
});

test('the outcome of one request and the intent of the next share a write, in their order', async () => {
  const journal = journalThat();
  const group = new JournalGroup(journal);
  await group.intend('run', [0]);
  group.settle('run', [0], null);
  await group.intend('run', [1]);
  expect(journal.groups).toEqual([['intend 0'], ['settle 0', 'intend 1']]);
});

test('where a group cannot be written, each of its intents is refused', async () => {
  const group = new JournalGroup(journalThat({ fails: 1 }));
  const refused = await Promise.allSettled([group.intend('run', [0]), group.intend('run', [1])]);
  expect(refused).toEqual([
    { status: 'rejected', reason: full },
    { status: 'rejected', reason: full },
  ]);
  await expect(group.written()).rejects.toBe(full);
});

test('that an outcome could not be written is told at the end, though nobody waited for it', async () => {
  const group = new JournalGroup(journalThat({ fails: 2 }));
  await group.intend('run', [0]);
  group.settle('run', [0], null);
  await expect(group.written()).rejects.toBe(full);
  // The control: without the failure there is nothing to tell.
  await expect(new JournalGroup(journalThat()).written()).resolves.toBeUndefined();
});
