import type { Watch } from './watch.ts';

const secret = 'sk_test_"sabotage"/+&=';

/** What a leg is made to do wrong, so that it is seen whether that is found out: end at once, or everything else. */
export type Sabotage = 'crash' | 'all else';

export async function sabotage(watch: Watch, what: Sabotage): Promise<void> {
  if (what === 'crash') process.exit(3);
  watch.guard([secret]);
  setTimeout(() => fail(), 1);
  void Promise.resolve().then(fail);
  await watch.settle(() => 'a call that hangs', 1, new Promise<never>(() => undefined));
  watch.look(() => 'a call that leaks', { got: `it is ${Buffer.from(secret).toString('hex')}` });
  process.stderr.write(`${encodeURIComponent(secret)}\nfault in a call: Error\n`);
  Object.defineProperty(Object.prototype, 'polluted', { value: true });
}

function fail(): never {
  throw new Error('nobody listens');
}
