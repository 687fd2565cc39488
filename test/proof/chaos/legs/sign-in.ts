import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bridge } from '../../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../../electron/bridge/failure.ts';
import { startMockServer, type FaultKind, type MockApi } from '../../../../mock-server/index.ts';
import { randomFor, type Random } from '../../../../mock-server/random.ts';
import { newFolder } from '../../../../scripts/folders.ts';
import { saveConnection } from '../../../../scripts/mock-subject.ts';
import { HostGone, HostProcess } from '../host-process.ts';
import { judge, type Ground, type SignInFigures } from './sign-in-judge.ts';

/** Of one operation, ms: only a slow machine comes near it. */
const deadline = 120_000;
/** Codes that are shown at once in one round: the host's own limit is 60 of a server in ten minutes. */
const codes = 36;
const people = ['alice', 'bruno.okafor@example.com', 'chiara', 'dmitri volkov'];
const faults: FaultKind[] = ['latency', 'status-502', 'drop-before', 'drop-after', 'html', 'half-body'];
const operations = ['get_qr_login', 'provoke_login_on_user', '*'];

/** Whether nothing was lost or said wrongly, and something was there to lose. */
export function isFaithful(figures: SignInFigures): boolean {
  return figures.confirmed > 0 && isRight(figures);
}

function isRight({ lost, misattributed, unasked, repeated }: SignInFigures): boolean {
  return lost === 0 && misattributed === 0 && unasked === 0 && repeated === 0;
}

export function signInLines(figures: SignInFigures): string[] {
  const lines: [string, string | number][] = [
    ['sign-ins begun', figures.begun],
    ['confirmed by a phone', figures.confirmed],
    ['confirmed and not listed', figures.lost],
    ['attributed wrongly', figures.misattributed],
    ['approved though nobody answered', figures.unasked],
    ['phones asked more than once', figures.repeated],
    ['faults', figures.faults],
    ['kills', figures.kills],
    ['duration', `${figures.seconds.toFixed(1)} s`],
  ];
  return lines.map(([name, value]) => `${name.padEnd(33)} ${value}`);
}

/** Begins so many sign-ins, many at once, with faults and in every other round a kill; then holds the list against the server. */
export async function runSignIn(signIns: number, seed: number, first = false): Promise<SignInFigures> {
  const started = performance.now();
  const random = randomFor(`chaos sign-in ${seed}`);
  const figures = {
    begun: 0,
    confirmed: 0,
    lost: 0,
    misattributed: 0,
    unasked: 0,
    repeated: 0,
    faults: 0,
    kills: 0,
    seconds: 0,
  };
  const goesOn = () => !first || isRight(figures);
  for (let round = 0; figures.begun < signIns && goesOn(); round += 1)
    await playRound(random, figures, round % 2 === 1);
  figures.seconds = (performance.now() - started) / 1000;
  return figures;
}

async function playRound(random: Random, figures: SignInFigures, isKilled: boolean): Promise<void> {
  const mock = await startMockServer({ apis: ['nextauth'] });
  const api = mock.apis.get('nextauth');
  if (!api?.phone) throw new Error('the mock server has no phone');
  const folder = newFolder();
  const keychain = new Map<string, string>();
  const open = () => new HostProcess(folder, keychain, deadline);
  let host = open();
  try {
    await host.ready;
    const connectionId = await saveConnection(host.bridge, api, { settings: { roleId: 'operator' } });
    const ground: Ground = {
      ...{ api, phone: api.phone, connectionId, random, figures },
      ...{ answered: new Map(), asked: new Map() },
    };
    addFaults(ground);
    const all = Promise.all(beginAll(ground, host.bridge));
    if (isKilled) {
      await sleep(random.integer(20, 400));
      host.kill();
      figures.kills += 1;
    }
    await all;
    api.behaviour.faults.splice(0);
    if (isKilled) {
      await host.gone;
      host = open();
      await host.ready;
    }
    answerPushes(ground);
    await judge(ground, host.bridge);
    figures.repeated += repeatedIn(api);
  } finally {
    host.kill();
    await host.gone;
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pushes that the server got beyond the first for the same sign-in, whatever became of their answers. */
function repeatedIn({ requests }: MockApi): number {
  const pushes = requests.filter(({ path }) => path.includes('provokelogin'));
  return pushes.length - new Set(pushes.map(({ headers }) => headers['x-nonce'])).size;
}

function addFaults({ api, random, figures }: Ground): void {
  const count = random.integer(4, 12);
  for (let nth = 0; nth < count; nth += 1)
    api.behaviour.faults.push({ kind: random.pick(faults), operation: random.pick(operations), times: 1 });
  figures.faults += count;
}

function beginAll(ground: Ground, bridge: Bridge): Promise<void>[] {
  const shown = Array.from({ length: codes }, () => unlessGone(showAndAnswer(ground, bridge)));
  return [...shown, ...people.map((userId) => unlessGone(push(ground, bridge, userId)))];
}

/** What the host refuses is a sign-in that did not begin; a host that is gone says nothing more. */
async function unlessGone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof HostGone || error instanceof BridgeError)) throw error;
  }
}

/** A code is shown, and a phone answers it, or not, or late: after the person has given it up. */
async function showAndAnswer(ground: Ground, bridge: Bridge): Promise<void> {
  const { connectionId, random, phone, figures, asked } = ground;
  figures.begun += 1;
  const attempt = await bridge('signIn.qr', { connectionId });
  asked.set(attempt.attemptId, null);
  const course = random.pick(['confirm', 'confirm', 'confirm', 'silent', 'cancel', 'late'] as const);
  await sleep(random.integer(0, 60));
  if (course === 'cancel' || course === 'late')
    await unlessGone(
      bridge('signIn.cancel', { connectionId, attemptId: attempt.attemptId }).then(() => undefined),
    );
  if (course === 'silent' || course === 'cancel' || attempt.payload === null) return;
  const login = phone.pending().find(({ qr }) => qr === attempt.payload);
  if (login) answer(ground, login.id, login.nonce);
  await bridge('signIn.check', { connectionId, attemptId: attempt.attemptId });
}

async function push(ground: Ground, bridge: Bridge, userId: string): Promise<void> {
  const { connectionId, figures, asked } = ground;
  figures.begun += 1;
  const target = { kind: 'user', userId } as const;
  const { pushId } = await bridge('signIn.preparePush', { connectionId, target, reason: '' });
  const attempt = await bridge('signIn.push', { connectionId, pushId });
  asked.set(attempt.attemptId, userId);
}

/** The phones that were pushed to answer, whether or not anybody here knows of it. */
function answerPushes(ground: Ground): void {
  const pushes = ground.phone.pending().filter(({ kind }) => kind === 'push');
  for (const { id, nonce } of pushes) if (ground.random.integer(1, 4) > 1) answer(ground, id, nonce);
}

function answer({ phone, random, answered, figures }: Ground, id: number, nonce: string): void {
  const userid = random.pick(people);
  phone.confirm(id, { userid });
  answered.set(nonce, userid);
  figures.confirmed += 1;
}
