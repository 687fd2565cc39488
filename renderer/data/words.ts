import type { DataReport } from '../../electron/bridge/data.ts';
import { m } from '../messages/compiled/messages.js';

const obstacles: Record<NonNullable<DataReport['obstacle']>, () => string> = {
  'no-copy': m.data_obstacle_no_copy,
  'copy-unreadable': m.data_obstacle_unreadable,
  'nothing-to-add': m.data_obstacle_nothing,
  'not-ours': m.data_obstacle_not_ours,
  'lock-unusable': m.data_obstacle_lock,
  'run-under-way': m.data_obstacle_run,
};

/** Why nothing can be restored, and what to do instead. */
export function obstacleWords(obstacle: NonNullable<DataReport['obstacle']>): string {
  return obstacles[obstacle]();
}
