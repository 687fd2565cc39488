import { randomFor } from '../../../mock-server/random.ts';
import { fuzzCalls } from './calls.ts';
import { fuzzEcho } from './echo.ts';
import { fuzzFiles } from './files.ts';
import { malformed, onWire } from './inputs/malformed.ts';
import { mutateJson } from './inputs/mutate-json.ts';
import { judgeParsed } from './parsed.ts';
import { fuzzAnswers } from './servers.ts';
import { nameOf, Watch, type LegOptions, type Sabotage } from './watch.ts';

// One leg of `npm run fuzz`: forked, with its options as JSON; its figures are its only message.

const secret = 'sk_test_"sabotage"/+&=';

async function sabotage(what: Sabotage): Promise<void> {
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

const watch = new Watch(JSON.parse(process.argv[2] ?? '') as LegOptions);
const random = randomFor(`fuzz ${watch.options.seed}`);

/** Not every answer is JSON: a picture becomes a text. */
function valueOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString('latin1');
  }
}

const legs = {
  replies: () => fuzzAnswers(watch, (honest, words) => malformed(honest, random, words)),
  async answers() {
    const judged: Promise<void>[] = [];
    await fuzzAnswers(watch, (honest, words) => {
      const body = Buffer.from(mutateJson(valueOf(honest.body), random, words));
      judged.push(judgeParsed(watch, body));
      return { kind: 'mutated JSON', pieces: [onWire({ ...honest, body })], then: 'keep' };
    });
    await Promise.all(judged);
  },
  calls: () => fuzzCalls(watch),
  files: () => fuzzFiles(watch),
  echo: () => fuzzEcho(watch),
};

try {
  const { leg, sabotage: wrong } = watch.options;
  await (wrong ? sabotage(wrong) : legs[leg]());
} catch (error) {
  watch.find('crashes', `the leg broke off: ${nameOf(error)}`);
}
const figures = await watch.end();
process.send?.({ figures, secrets: watch.secrets }, () => process.disconnect());
