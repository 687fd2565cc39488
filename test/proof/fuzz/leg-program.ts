import { randomFor } from '../../../mock-server/random.ts';
import { fuzzCalls } from './calls.ts';
import { fuzzEcho } from './echo.ts';
import { fuzzFiles } from './files.ts';
import { malformed, onWire } from './malformed.ts';
import { mutateJson } from './mutate-json.ts';
import { judgeParsed } from './parsed.ts';
import { sabotage } from './sabotage.ts';
import { fuzzAnswers } from './servers.ts';
import { nameOf, Watch, type LegOptions } from './watch.ts';

// One leg of `npm run fuzz`: forked, with its options as JSON; its figures are its only message.

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
  await (wrong ? sabotage(watch, wrong) : legs[leg]());
} catch (error) {
  watch.find('crashes', `the leg broke off: ${nameOf(error)}`);
}
const figures = await watch.end();
process.send?.({ figures, secrets: watch.secrets }, () => process.disconnect());
