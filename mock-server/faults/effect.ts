import type { ServerResponse } from 'node:http';
import type { Answer, ReceivedRequest } from '../answer.ts';
import type { Behaviour, Refusal } from '../behaviour.ts';
import type { FaultKind, FaultParameters, SessionEvent } from './fault.ts';

/** How to make the normal answer. */
export interface CallChanges {
  query?: URLSearchParams;
  /** What differs from the API's usual behaviour, for this call alone. */
  behaviour?: Partial<Behaviour>;
  /** Whether to work on a copy of the data, which is then discarded. */
  withoutEffect?: boolean;
}

/** One call that a fault applies to. */
export interface Incident {
  operation: string;
  request: ReceivedRequest;
  /** The call's query, as changed by earlier faults. */
  query: URLSearchParams;
  now: number;
  /** Another origin on this machine, which records the requests it gets. */
  elsewhere: string;
  errorStatuses: readonly number[];
  /** The API's own error answer. */
  refuse: (refusal: Refusal) => Answer;
  /** The normal answer, with its effect. */
  answer: (changes: CallChanges) => Answer;
  /** Lets something happen to a session that nobody asked for; APIs that do not page ignore it. */
  happen: (event: SessionEvent) => void;
}

/** What a kind of fault does, at each point of a call where it can do something. */
export interface FaultEffect<Parameters> {
  /** A short sentence for a menu. */
  words: string;
  /** The APIs that this fault applies to; all of them when left out. */
  apis?: readonly string[];
  defaults: Parameters;
  waitMs?(parameters: Parameters): number;
  /** Answers in place of the operation, which then has no effect. */
  instead?(incident: Incident, parameters: Parameters): Answer;
  call?(incident: Incident, parameters: Parameters): CallChanges;
  change?(answer: Answer, parameters: Parameters, incident: Incident): Answer;
  /** Once the answer is made, before it is sent. */
  after?(incident: Incident, parameters: Parameters): void;
  send?(response: ServerResponse, answer: Answer, parameters: Parameters): void;
}

export type FaultEffects<Kinds extends FaultKind> = { [Kind in Kinds]: FaultEffect<FaultParameters[Kind]> };

/** The answer with its JSON changed; one without JSON stays as it is. */
export function changeJson(answer: Answer, change: (value: unknown) => unknown): Answer {
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  if (!isJson || answer.body.length === 0) return answer;
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body.toString()))) };
}

/** The answer with other content, called JSON where it had no type. */
export function withBody(answer: Answer, body: Answer['body'], headers: Answer['headers'] = {}): Answer {
  return { ...answer, headers: { 'content-type': 'application/json', ...answer.headers, ...headers }, body };
}
