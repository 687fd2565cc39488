import { expect, test } from 'vitest';
import type { AuditEntry, AuditPage } from '../../../electron/bridge/audit.ts';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { AuditLog } from '../../../renderer/audit/log.svelte.ts';

type Asked = { limit: number; answer: (page: AuditPage) => void };

const entry = (seq: number) => ({ seq }) as AuditEntry;
const page = (matching: number, seqs: number[]) => ({ entries: seqs.map(entry), matching, total: matching });

/** A log whose every answer is given by the test, in the order that the test likes. */
function log() {
  const asked: Asked[] = [];
  const listeners: (() => void)[] = [];
  const call = (_call: string, { limit }: { limit: number }) =>
    new Promise<AuditPage>((answer) => asked.push({ limit, answer }));
  const on = (_event: string, listener: () => void) => listeners.push(listener);
  const bridge = Object.assign(call, { on }) as unknown as Bridge;
  return { asked, written: () => listeners.forEach((each) => each()), log: new AuditLog(bridge) };
}

async function readOnce({ log: read, asked }: ReturnType<typeof log>): Promise<void> {
  const reading = read.read();
  asked[0]?.answer(page(2, [2, 1]));
  await reading;
}

test('entries that are written while the log is looked at are counted, and the rows stay', async () => {
  const open = log();
  await readOnce(open);
  open.written();
  open.asked[1]?.answer(page(3, [3]));
  await expect.poll(() => open.log.newer).toBe(1);
  expect(open.log.entries.map(({ seq }) => seq)).toEqual([2, 1]);
});

test('an entry that is written while the log is read does not cost the page that was asked for', async () => {
  const open = log();
  await readOnce(open);
  const reading = open.log.read();
  open.written();
  open.asked[2]?.answer(page(3, [3]));
  open.asked[1]?.answer(page(3, [3, 2, 1]));
  await reading;
  expect(open.log.entries.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  expect([open.log.newer, open.log.busy, open.log.failure]).toEqual([0, false, null]);
});
