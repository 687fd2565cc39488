import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan, Run, RunSummary } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { accountInLog, accountOf, nameOf, type Account } from './account.ts';
import { follow, isOver, type Course } from './course.ts';
import { HostGone } from './host-process.ts';
import { judge, type Findings, type Truth } from './judge.ts';
import { Traffic } from './traffic.ts';
import type { Mode, Tale } from './tale.ts';
import type { Subject, World } from './world.ts';

const mostChecks = 100;

export interface Leg {
  course: Course;
  mode: Mode;
  tale: Tale;
  /** Names of the sessions that are to stay. */
  stay: readonly string[];
  /** Whether the next start of the host is to be killed as well. */
  killAgain: () => boolean;
  /** Changes what the host says before it is judged: for the harness's own test. */
  misreport: (run: Run) => Run;
}

/**
 * Plans to end these sessions, goes that course with it, and holds the outcome against the truth. Returns the sessions
 * that may have ended by themselves meanwhile.
 */
export async function playLeg(
  world: World,
  subject: Subject,
  wanted: Session[],
  leg: Leg,
): Promise<readonly string[]> {
  const { figures } = world;
  const { server } = subject;
  const { lie } = leg.tale;
  figures.runs += 1;
  const where = `run ${figures.runs}, ${server.api.id}, ${lie ? `${lie.name}, ` : ''}${leg.course}: `;
  const plan = await makePlan(world, subject, wanted);
  const planned = new Set(plan.items.map(({ session }) => nameOf(session)));
  const about = { planned: [...planned], stay: leg.stay };
  const mayEnd = lie?.mayEnd?.(about) ?? [];
  leg.tale.begin(world.random, about);
  figures.countLie(server.api.id, lie?.name ?? null);
  world.traffic = new Traffic();
  const startedAt = Date.now();
  const { runId, killed } = await follow(world, plan, leg.course);
  const id = killed ? await recover(world, runId, plan, leg, where) : runId;
  const truth = (): Truth => {
    const living = server.living();
    const isCached = lie?.name === 'cookie cache';
    const what = { planned, mayEnd: new Set(mayEnd), worksOn: isCached };
    return { ...what, lives: (name) => living.has(name), traffic: world.traffic };
  };
  const account =
    id === null
      ? await accountInLog(world.bridge, plan.connectionId, { id: runId, since: startedAt })
      : await settle(world, subject, id, leg, (said, isLast) => {
          if (!killed) figures.countDecided(said, leg.mode, lie, server.kind);
          if (!isLast) count(world, judge(said, truth()), where, true);
        });
  if (account) {
    count(world, judge(account, truth()), where, false);
    countUndone(world, account, leg.course, where);
  } else if (runId !== null || world.traffic.sent > 0) {
    for (const one of planned) figures.lost.push(`${where}${one}: its run is gone`);
  }
  for (const one of planned) if (world.traffic.of(one).reached > 1) figures.sentTwice += 1;
  return mayEnd;
}

async function makePlan(world: World, { connectionId }: Subject, wanted: Session[]): Promise<Plan> {
  const sessionIds = wanted.map(({ id }) => id);
  const scope = sessionIds.length === 1 ? 'one' : world.random.pick(['selected', 'matching'] as const);
  return world.bridge('revocation.plan', { connectionId, scope, sessionIds });
}

/** @param isInterim what is unknown may yet be told */
function count({ figures }: World, found: Findings, where: string, isInterim: boolean): void {
  figures.wrong.push(...found.wrong.map((line) => where + line));
  if (isInterim) return;
  figures.lost.push(...found.lost.map((line) => where + line));
  figures.unresolved.push(...found.unknown.map((line) => where + line));
  figures.late += found.late;
}

function countUndone({ figures, traffic }: World, { state }: Account, course: Course, where: string): void {
  if (course === 'undo' && state !== 'undone')
    figures.wrong.push(`${where}it is ${state}, though it was undone`);
  if (state !== 'undone') return;
  figures.undone += 1;
  if (traffic.sent > 0) figures.undoneYetSent += 1;
}

/** Starts the host again, and finds the run: its id, or null. Nothing may be sent meanwhile. */
async function recover(
  world: World,
  runId: string | null,
  { connectionId }: Plan,
  { killAgain }: Leg,
  where: string,
): Promise<string | null> {
  const startedAt = await world.restart(killAgain);
  const { sent } = world.traffic;
  const run = await findRun(world, connectionId, runId);
  if (!run) return null;
  world.figures.resumes.push(Date.now() - startedAt);
  if (!isOver(run.state)) world.figures.wrong.push(`${where}after the restart it is ${run.state}`);
  if (world.traffic.sent > sent)
    world.figures.wrong.push(`${where}calls were sent after the restart, unasked`);
  return run.id;
}

/** The run of that id, or any of the connection, once it is over. Null: there is none. */
async function findRun(
  { bridge, figures }: World,
  connectionId: string,
  runId: string | null,
): Promise<RunSummary | null> {
  for (let tries = 0; ; tries += 1) {
    const runs = await bridge('revocation.runs', {});
    const run = runs.find((one) => one.connectionId === connectionId && (runId === null || one.id === runId));
    if (run && isOver(run.state) && tries > 0) figures.notAtOnce += 1;
    if (run && isOver(run.state)) return run;
    // Each is a question that the host has answered: however slow the machine is, it had so many turns.
    if (tries > 50) return run ?? null;
    await sleep(10);
  }
}

/**
 * Reads a run that is over, checks again what is unknown, and closes it. `first` is told what was said at once, and
 * whether that was all.
 */
async function settle(
  world: World,
  subject: Subject,
  runId: string,
  leg: Leg,
  first: (said: Account, isLast: boolean) => void,
): Promise<Account> {
  const read = (run: Run) => accountOf(leg.misreport(run));
  const run = await world.bridge('revocation.run', { runId });
  const isLast = run.totals.unknown === 0;
  first(read(run), isLast);
  if (isLast) {
    await world.bridge('revocation.close', { runId });
    return read(run);
  }
  const last = await checkAgain(world, subject, runId, leg);
  await world.bridge('revocation.close', { runId });
  return read(last);
}

/**
 * Checks again until nothing is unknown, as a person does once the server is well. The host asks a server that seemed
 * down only now and then, so that there is a pause between the checks; what is unknown after the last one stays so.
 */
async function checkAgain(
  world: World,
  { faults, connectionId }: Subject,
  runId: string,
  leg: Leg,
): Promise<Run> {
  const { share } = faults;
  faults.share = 0;
  leg.tale.end();
  const { sent } = world.traffic;
  try {
    for (let tries = 1; ; tries += 1) {
      const run = await checkOnce(
        world,
        connectionId,
        runId,
        tries === 1 ? leg : { ...leg, course: 'plain' },
      );
      if (run && (run.totals.unknown === 0 || tries >= mostChecks)) return run;
      await sleep(100);
    }
  } finally {
    faults.share = share;
    if (world.traffic.sent > sent) world.figures.wrong.push(`${leg.course}: the check sent something`);
  }
}

/** Null when the host was killed over it. */
async function checkOnce(
  world: World,
  connectionId: string,
  runId: string,
  { course, killAgain }: Leg,
): Promise<Run | null> {
  const stage = world.random.pick(['received', 'answered'] as const);
  if (course === 'while sending and while checking again') {
    world.watch = (sighting) => {
      if (sighting.stage !== stage) return;
      world.watch = () => undefined;
      world.kill('while checking again');
    };
  }
  try {
    return await world.bridge('revocation.check', { runId });
  } catch (error) {
    if (!(error instanceof HostGone)) throw error;
    await world.restart(killAgain);
    await findRun(world, connectionId, runId);
    return null;
  } finally {
    world.watch = () => undefined;
  }
}
