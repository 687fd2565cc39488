import { BridgeError } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { SignInAttempt } from '../../bridge/sign-in.ts';
import { able, attempt } from '../work/attempt.ts';
import { recorded } from '../audit/around.ts';
import type { Opened } from '../lists/operations.ts';
import { codeRules, Limit } from './limit.ts';
import { serverNameOf } from './limit-names.ts';
import type { SignInPorts } from './ports.ts';
import { previewFor } from './push-context.ts';

type QrHandlers = Pick<Handlers, 'signIn.qr' | 'signIn.check' | 'signIn.picture' | 'signIn.cancel'>;

/** The calls for signing in by a QR code that a phone scans. The page decides who polls, and how long. */
export function qrHandlers(ports: SignInPorts): QrHandlers {
  const { operations, attempts, audit, db } = ports;
  const limit = new Limit(db, codeRules);

  return {
    async 'signIn.qr'({ connectionId, reason = '' }) {
      const { connection, adapter } = operations.find(connectionId);
      able(adapter, 'qr');
      // Whoever scans the code is signed in, so showing it is as much a change as a push.
      operations.assertAllowed(connectionId);
      const names = [serverNameOf({ connection, adapter })];
      limit.check(names);
      return recorded(
        audit,
        { action: 'sign-in.started', connection, reason },
        () => {
          limit.take(names);
          return operations.operate(connectionId, (opened) => show(ports, opened, reason));
        },
        () => ({ outcome: 'waiting for a phone to scan the code' }),
      );
    },

    'signIn.check': ({ connectionId, attemptId }) =>
      operations.operate(connectionId, (opened) => attempts.check(opened, attempts.find(opened, attemptId)), {
        cause: 'watch',
      }),

    async 'signIn.picture'({ connectionId, attemptId, size }) {
      const png = await operations.operate(connectionId, (opened) => picture(ports, opened, attemptId, size));
      return { png: Buffer.from(png).toString('base64') };
    },

    async 'signIn.cancel'({ connectionId, attemptId }) {
      await operations.operate(connectionId, (opened) => giveUp(ports, opened, attemptId));
      return {};
    },
  };
}

/** The code as rendered by the server. */
function picture(
  { attempts, version }: SignInPorts,
  opened: Opened,
  attemptId: string,
  size: number,
): Promise<Uint8Array> {
  const begun = attempts.find(opened, attemptId);
  // The phone must show the same for this picture as for the page's own code.
  const { shown } = attempts.previewOf(begun) ?? previewFor(version, opened.connection.name, '');
  return able(opened.adapter, 'qr')(opened.api, begun.handle, { png: { size }, context: shown });
}

/** Gives up a sign-in that nobody has completed yet. */
async function giveUp({ attempts, settling }: SignInPorts, opened: Opened, attemptId: string): Promise<void> {
  const begun = attempts.find(opened, attemptId);
  if (begun.signIn.by !== null) return;
  attempts.giveUp(attemptId);
  settling.watch(opened.connection.id);
  await settling.settle(opened, begun);
}

/** Gets a code for a nonce that is stored before the server gets it. */
async function show(
  { attempts, settling, version }: SignInPorts,
  opened: Opened,
  reason: string,
): Promise<SignInAttempt> {
  const { adapter, api, connection, change } = opened;
  const begun = await attempts.begin(opened, { way: 'qr', expected: null, sent: 'yes' });
  const preview = previewFor(version, connection.name, reason);
  const options = { png: null, context: preview.shown };
  const drawn = await attempt(() => able(adapter, 'qr')(api, begun.handle, options));
  if (drawn.failure) {
    // Nobody has seen this code, so nobody can have scanned it.
    await attempts.drop(opened, begun);
    throw new BridgeError(drawn.failure);
  }
  // Throws if the nonce was forgotten with the key in the meantime: nobody could end the resulting session.
  await change([]);
  settling.watch(connection.id);
  const payload = Buffer.from(drawn.value).toString('base64');
  attempts.shown(begun, preview, payload);
  // The code can be shown even if its first check fails.
  const looked = await attempt(() => attempts.check(opened, begun));
  const standing = looked.value ?? attempts.standing(connection.id, begun, null);
  return { ...standing, payload };
}
