/** Our own session statuses; the API's is kept beside them. */
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

/**
 * What a session's row says of a sign-in that was started on it here. Not completed: its QR code was `shown`, or a push
 * has `asked` or `maybe-asked` a phone. Completed: by somebody `unexpected`, by `two-people` one after the other, or
 * `cannot-tell` whether by the person asked.
 */
export const signInWords = [
  'shown',
  'asked',
  'maybe-asked',
  'unexpected',
  'cannot-tell',
  'two-people',
] as const;

interface WithStatus {
  status: (typeof statuses)[number];
}

/** Whether a session may still be usable. An unknown status counts as live: no session is called ended without evidence. */
export function isLive({ status }: WithStatus): boolean {
  return status === 'active' || status === 'pending' || status === 'unknown';
}

/** Whether the API says that a session is over. */
export function isOver(session: WithStatus): boolean {
  return !isLive(session);
}
