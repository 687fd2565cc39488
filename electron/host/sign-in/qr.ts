import type { Handlers } from '../../bridge/serve.ts';
import { able } from '../attempt.ts';
import { recorded } from '../audit/around.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Desk, Opened } from '../desk.ts';
import type { Attempts } from './attempts.ts';
import { contextFor } from './push-context.ts';

type QrHandlers = Pick<Handlers, 'signIn.qr' | 'signIn.check' | 'signIn.picture' | 'signIn.cancel'>;

/** Signing in by a QR code that a phone scans. Who polls, and how long, is the page's matter. */
export function qrHandlers(desk: Desk, attempts: Attempts, audit: AuditLog, version: string): QrHandlers {
  const context = contextFor(version, {});
  return {
    async 'signIn.qr'({ connectionId }) {
      const begin = async (opened: Opened) => {
        const draw = able(opened.adapter, 'qr');
        const attemptId = await attempts.begin(opened, null);
        const handle = attempts.handleOf(connectionId, attemptId);
        const payload = await draw(opened.api, handle, { png: null, context });
        return {
          ...(await attempts.check(opened, attemptId)),
          payload: Buffer.from(payload).toString('base64'),
        };
      };
      return recorded(
        audit,
        { action: 'sign-in.started', connection: desk.find(connectionId).connection },
        () => desk.operate(connectionId, begin),
        () => ({ outcome: 'waiting for a phone to scan the code' }),
      );
    },

    'signIn.check': ({ connectionId, attemptId }) =>
      desk.operate(connectionId, (opened) => attempts.check(opened, attemptId), {
        conceal: [attempts.handleOf(connectionId, attemptId)],
        cause: 'watch',
      }),

    async 'signIn.picture'({ connectionId, attemptId, size }) {
      const handle = attempts.handleOf(connectionId, attemptId);
      const png = await desk.operate(
        connectionId,
        ({ adapter, api }) => able(adapter, 'qr')(api, handle, { png: { size }, context }),
        { conceal: [handle] },
      );
      return { png: Buffer.from(png).toString('base64') };
    },

    async 'signIn.cancel'({ connectionId, attemptId }) {
      const handle = attempts.handleOf(connectionId, attemptId);
      attempts.forget(attemptId);
      await desk.operate(connectionId, async ({ adapter, api, change }) => {
        // The phone may have been faster: a session that came about is kept.
        const { signedIn, canPush } = await able(adapter, 'loginStatus')(api, handle);
        if (signedIn || canPush) return;
        await change([{ kind: 'drop-handle', handle }]);
      });
      return {};
    },
  };
}
