/** Our words for where a session stands; an API's own is beside it. */
export const statuses = [
  'active',
  'pending',
  'revoked',
  'ended',
  'expired',
  'removed',
  'abandoned',
  'replaced',
  'unknown',
] as const;

interface WithStatus {
  status: (typeof statuses)[number];
}

/** Whether a session may still be used. An unknown status counts: nothing is called ended that was not seen to be. */
export function isLive({ status }: WithStatus): boolean {
  return status === 'active' || status === 'pending' || status === 'unknown';
}

/** Whether the API says that a session is over. */
export function isOver(session: WithStatus): boolean {
  return !isLive(session);
}
