import type { Fault, MockApi } from '../../mock-server/index.ts';

/**
 * Answers so many more calls of an operation. Later ones are carried out too, but their answers never come to an end, so
 * that their caller is in the middle of them for as long as a test needs. Returns what ends this for further calls.
 */
export function holdAfter({ behaviour }: MockApi, operation: string, answered: number): () => void {
  let left = answered;
  const fault: Fault = {
    ...{ kind: 'stall', operation },
    get times() {
      if (left === 0) return Infinity;
      left -= 1;
      return 0;
    },
    set times(_) {
      // It never runs out.
    },
  };
  behaviour.faults.push(fault);
  return () => void behaviour.faults.splice(behaviour.faults.indexOf(fault), 1);
}
