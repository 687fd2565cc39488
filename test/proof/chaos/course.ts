import { setTimeout as sleep } from 'node:timers/promises';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import type { Plan, Run, RunState } from '../../../electron/bridge/revocation.ts';
import { HostGone } from './host-process.ts';
import { judgeTotals } from './judge.ts';
import type { World } from './world.ts';

/** When a kill strikes. `at the next start` comes on top of one of these. */
export const killMoments = [
  'right after the confirmation',
  'while waiting',
  'while sending',
  'while sending and while checking again',
  'while reading back',
  'at any time',
  'right after the end',
] as const;
/** What happens to a run. */
export type Course = (typeof killMoments)[number] | 'plain' | 'undo' | 'undo or send' | 'stop' | 'pause';

/** How many looks in a row may find nothing changed before a person would stop a run, and then give it up. */
const patience = { stop: 1500, giveUp: 3000 };
/** A longer pause than this, ms, is ended by the person. */
const longPause = 2500;

/** Confirms a plan, and sees it to its end or to the host's. The id is null when its reply never came. */
export async function follow(
  world: World,
  plan: Plan,
  course: Course,
): Promise<{ runId: string | null; killed: boolean }> {
  const { figures } = world;
  const killedBefore = figures.killed;
  const stopListening = world.bridge.on('revocation.progress', (run) =>
    figures.wrong.push(...judgeTotals(run)),
  );
  const disarm = arm(world, plan.items.length, course);
  let runId: string | null = null;
  try {
    runId = await confirm(world, plan, course);
    await act(world, runId, course);
    await untilOver(world, runId);
    if (course === 'right after the end') world.kill(course);
  } catch (error) {
    if (!(error instanceof HostGone)) throw error;
  } finally {
    disarm();
    stopListening();
  }
  return { runId, killed: figures.killed > killedBefore };
}

export function isOver(state: RunState): boolean {
  return ['done', 'undone', 'interrupted'].includes(state);
}

async function confirm(world: World, plan: Plan, course: Course): Promise<string> {
  const connections = await world.bridge('connections.list', {});
  const name = connections.find(({ id }) => id === plan.connectionId)?.name ?? '';
  const sendNow = !['while waiting', 'undo', 'undo or send'].includes(course);
  const said = { name, reason: 'chaos', currentUnknown: true, sendNow };
  const { run } = await world.bridge('revocation.confirm', { planId: plan.id, ...said });
  if (!run) throw new Error('the plan was rebuilt, though nothing had changed');
  return run.id;
}

/** What the person does while it runs. */
async function act(world: World, runId: string, course: Course): Promise<void> {
  const { bridge, random } = world;
  const run = { runId };
  if (!['while waiting', 'undo', 'undo or send', 'stop', 'pause'].includes(course)) return;
  await sleep(random.integer(0, 150));
  if (course === 'while waiting') world.kill(course);
  if (course === 'undo') await bridge('revocation.undo', run);
  if (course === 'stop') await unlessOver(bridge('revocation.stop', run));
  if (course === 'undo or send') {
    const both = [() => bridge('revocation.sendNow', run), () => bridge('revocation.undo', run)];
    await Promise.all((random.integer(0, 1) ? both : both.toReversed()).map((one) => unlessOver(one())));
  }
  if (course === 'pause') {
    await unlessOver(bridge('revocation.pause', run));
    await sleep(random.integer(0, 150));
    await unlessOver(bridge('revocation.resume', run));
  }
}

/** A run that is over, or further than that, says `invalid`: the person was too late. */
async function unlessOver(work: Promise<Run>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BridgeError) || error.failure.code !== 'invalid') throw error;
  }
}

/** Has the host killed at the moment that the course names; what it returns prevents it. */
function arm(world: World, size: number, course: Course): () => void {
  const { random, traffic } = world;
  const sends = course.startsWith('while sending');
  const kill = () => {
    disarm();
    world.kill(sends ? 'while sending' : course);
  };
  const delays: Partial<Record<Course, number>> = { 'right after the confirmation': 30, 'at any time': 1000 };
  const delay = delays[course];
  const timer = delay === undefined ? undefined : setTimeout(kill, random.integer(0, delay));
  const disarm = () => {
    clearTimeout(timer);
    world.watch = () => undefined;
  };
  const stage = random.pick(['received', 'reached', 'answered'] as const);
  const nth = random.integer(1, sends ? size : 3);
  if (sends || course === 'while reading back') {
    world.watch = (sighting) => {
      const seen = sends ? traffic.sent : traffic.reads;
      if (sighting.stage === stage && seen >= nth) kill();
    };
  }
  return disarm;
}

/** Waits by what happens and not by the clock: a slow machine has more time. */
async function untilOver(world: World, runId: string): Promise<void> {
  let seen = '';
  for (let still = 0; ; still += 1) {
    const run = await world.bridge('revocation.run', { runId });
    if (isOver(run.state)) return;
    const sight = JSON.stringify([run.state, run.totals, run.pause, world.traffic.sent, world.traffic.reads]);
    if (sight !== seen) still = 0;
    seen = sight;
    // Its open sessions will be found lost.
    if (still > patience.giveUp) return;
    if (still === patience.stop) await unlessOver(world.bridge('revocation.stop', { runId }));
    if (run.pause && (run.pause.until ?? Infinity) - Date.now() > longPause)
      await unlessOver(world.bridge('revocation.resume', { runId }));
    await sleep(40);
  }
}
