/** Most CPU time that one turn of the host may use, ms. */
export const mostPerTurn = 200;

/** What became of a Sessiondeck that asked one hostile server. */
export interface Meeting {
  name: string;
  /** CPU time of the host's thread in its longest turn, ms. */
  longest: number;
  /** How late a timer of the host was at most, ms of wall clock: printed, and no reason to fail. */
  lag: number;
  /** Requests that the hostile server answered. */
  asked: number;
  /** What the page was told. */
  outcome: string;
  /** Why another connection's list or Undo failed meanwhile; null: they did not. */
  neighbour: string | null;
  /** Whether those were answered before the hostile list was read. */
  isFirst: boolean;
}

export function isBounded(meetings: readonly Meeting[]): boolean {
  return meetings.length > 0 && meetings.every(isSound);
}

function isSound({ longest, neighbour }: Meeting): boolean {
  return longest <= mostPerTurn && neighbour === null;
}

export function lineOf(meeting: Meeting): string {
  const { name, longest, lag, asked, outcome, neighbour, isFirst } = meeting;
  const figures = `${longest.toFixed(0).padStart(5)} ms CPU, ${lag.toFixed(0).padStart(5)} ms lag, ${asked} asked`;
  const beside = neighbour ?? `list and Undo ${isFirst ? 'meanwhile' : 'after it'}`;
  return `${isSound(meeting) ? 'ok  ' : 'FAIL'} ${figures}  ${name}: ${outcome}; ${beside}`;
}

export function summaryOf(meetings: readonly Meeting[]): string {
  const longest = Math.max(...meetings.map((meeting) => meeting.longest));
  const failed = meetings.filter((meeting) => !isSound(meeting)).length;
  return `longest turn ${longest.toFixed(0)} ms of thread CPU, at most ${mostPerTurn}; ${failed} of ${meetings.length} hostile servers get more, or hold up another connection`;
}
