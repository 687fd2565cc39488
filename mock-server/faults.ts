import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import {
  type FaultEffect,
  type FaultEffects,
  type CallChanges,
  changeJson,
  type Incident,
} from './faults/effect.ts';
import { contents } from './faults/contents.ts';
import type { Fault, FaultKind } from './faults/fault.ts';
import { listLies } from './faults/list-lies.ts';
import { lists } from './faults/lists.ts';
import { pageLies } from './faults/page-lies.ts';
import { refusals } from './faults/refusals.ts';
import { rowsOf } from './faults/rows.ts';
import { statusLies } from './faults/status-lies.ts';
import { wires } from './faults/wires.ts';

const effects: FaultEffects<FaultKind> = {
  ...wires,
  ...refusals,
  ...contents,
  ...lists,
  ...listLies,
  ...pageLies,
  ...statusLies,
};

/** Every kind of fault, for a menu or a test to go over. */
export const faultKinds = Object.keys(effects) as FaultKind[];

/** What each kind does, in a short sentence. */
export const faultWords = Object.fromEntries(faultKinds.map((kind) => [kind, effects[kind].words])) as Record<
  FaultKind,
  string
>;

/** Whether a kind applies to this API: some need cookies, or pages. */
export function befalls(kind: FaultKind, api: string): boolean {
  return effects[kind].apis?.includes(api) ?? true;
}

/** What each kind uses for the parameters that a fault leaves out. */
export const faultDefaults = Object.fromEntries(faultKinds.map((kind) => [kind, effects[kind].defaults])) as {
  [Kind in FaultKind]: FaultEffects<FaultKind>[Kind]['defaults'];
};

/** The faults that apply to the next call of this operation, counted down. */
export function takeFaults(faults: readonly Fault[], operation: string): Fault[] {
  const befalling = faults.filter(
    (fault) => (fault.operation === operation || fault.operation === '*') && fault.times > 0,
  );
  for (const fault of befalling) fault.times -= 1;
  return befalling;
}

/** Answers a call with these faults: those of one kind of moment in their order, of two ways to send the first. */
export async function answerWithFaults(
  faults: readonly Fault[],
  incident: Incident,
  response: ServerResponse,
): Promise<void> {
  const befalling = faults.map(bound);
  await pause(sum(befalling.map(({ effect, parameters }) => effect.waitMs?.(parameters) ?? 0)), response);
  const { answer: first, asked } = firstAnswer(befalling, incident);
  let answer = first;
  for (const { effect, parameters, fromRows } of befalling) {
    if (fromRows > 0 && listLength(answer) < fromRows) continue;
    answer = effect.change?.(answer, parameters, asked) ?? answer;
  }
  for (const { effect, parameters } of befalling) effect.after?.(asked, parameters);
  const sender = befalling.find(({ effect }) => effect.send !== undefined);
  if (sender?.effect.send === undefined) send(response, answer);
  else sender.effect.send(response, answer, sender.parameters);
}

/** The usual way to send. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

interface Befalling {
  effect: FaultEffect<object>;
  parameters: object;
  fromRows: number;
}

function bound(fault: Fault): Befalling {
  const effect: FaultEffect<object> = effects[fault.kind];
  const { fromRows = 0 } = fault;
  return { effect, parameters: { ...effect.defaults, ...fault }, fromRows };
}

/** The answer, and the call as the faults have changed it: each sees what those before it made of the query. */
function firstAnswer(
  befalling: readonly Befalling[],
  incident: Incident,
): { answer: Answer; asked: Incident } {
  const changes: CallChanges = {};
  let asked = incident;
  for (const { effect, parameters } of befalling) {
    if (effect.instead !== undefined) return { answer: effect.instead(asked, parameters), asked };
    const { behaviour, ...others } = effect.call?.(asked, parameters) ?? {};
    Object.assign(changes, others, { behaviour: { ...changes.behaviour, ...behaviour } });
    asked = { ...asked, query: others.query ?? asked.query };
  }
  return { answer: incident.answer(changes), asked };
}

/** Ends early when the connection does, which also happens when the mock server closes. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function listLength(answer: Answer): number {
  let length = 0;
  changeJson(answer, (value) => (length = rowsOf(value).length));
  return length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
