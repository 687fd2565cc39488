import { z } from 'zod';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import { fail } from '../../bridge/failure.ts';
import type { TimelineEntry } from '../../bridge/timeline.ts';
import type { OperateOptions } from '../http/call.ts';
import type { Operations } from '../lists/operations.ts';
import { attempt } from '../work/attempt.ts';
import type { Timeline } from './timeline.ts';

type TimelineHandlers = Pick<Handlers, 'timeline.list' | 'timeline.clear' | 'timeline.sendAgain'>;

/** The calls that list past requests, delete them, and repeat one that only reads. */
export function timelineHandlers(timeline: Timeline, operations: Operations): TimelineHandlers {
  return {
    'timeline.list': async (wanted) => timeline.list(wanted),

    async 'timeline.clear'({ connectionId }) {
      timeline.clear(connectionId);
      return {};
    },

    async 'timeline.sendAgain'({ id }) {
      const entry = timeline.find(id);
      const tried = 'timeline.sendAgain';
      if (!entry) return fail({ code: 'not-found', tried, got: 'this request is not kept any more' });
      if (!entry.canSendAgain) {
        const got = 'only a request that reads, and of which nothing was left out, can be sent again';
        return fail({ code: 'invalid', tried, got });
      }
      return sendAgain(timeline, operations, entry);
    },
  };
}

/** Resolves with the entry of the new attempt, even a failed one; throws when nothing was sent. */
async function sendAgain(
  timeline: Timeline,
  operations: Operations,
  { connectionId, path }: TimelineEntry,
): Promise<TimelineEntry> {
  const { pathname, searchParams } = new URL(path, 'http://path.invalid');
  const query = Object.fromEntries(searchParams);
  const entries: (number | null)[] = [];
  const options: OperateOptions = {
    cause: 'sent-again',
    retry: false,
    recorded: (id) => void entries.push(id),
  };
  const { failure } = await attempt(() =>
    operations.operate(
      connectionId,
      ({ api }) =>
        api.request({ method: 'GET', path: asPath(pathname), query, answer: z.unknown(), list: true }),
      options,
    ),
  );
  const id = entries[0] ?? null;
  const entry = id === null ? null : timeline.find(id);
  if (entry) return entry;
  const got = 'it was sent, and could not be recorded';
  return fail(failure ?? { code: 'internal', tried: 'timeline.sendAgain', got });
}

function asPath(pathname: string): `/${string}` {
  return `/${pathname.slice(1)}`;
}
