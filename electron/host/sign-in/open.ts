import type { EventHub, Handlers } from '../../bridge/crossing/serve.ts';
import { Attempts } from './attempts.ts';
import type { SignInPorts } from './ports.ts';
import { pushHandlers } from './push.ts';
import { qrHandlers } from './qr.ts';
import { Settling } from './settling.ts';

interface OpenSignInPorts extends Pick<SignInPorts, 'operations' | 'audit' | 'db' | 'version'> {
  publish: EventHub['publish'];
  /** How soon an open sign-in is looked at for the first time, ms. */
  lookAfter?: number;
  /** Told of faults of our own. */
  report: (error: unknown) => void;
}

export interface SignIn {
  handlers: Pick<
    Handlers,
    'signIn.qr' | 'signIn.check' | 'signIn.picture' | 'signIn.cancel' | 'signIn.preparePush' | 'signIn.push'
  >;
  /** A list was read: sign-ins that an earlier run left open are looked after from now on. */
  listRead(connectionId: string): void;
  /** Before the nonces of a connection are forgotten. @see Settling.leave */
  leave: (connectionId: string) => Promise<void>;
  close(): Promise<void>;
}

/** Signing in by QR code and by push. */
export function openSignIn({ publish, report, lookAfter = 5000, ...parts }: OpenSignInPorts): SignIn {
  const { operations, audit } = parts;
  const changed = (connectionId: string, attemptId: string) =>
    publish('signIn.changed', { connectionId, attemptId });
  const signedIn = (connectionId: string) => publish('sessions.changed', { connectionId });
  const attempts = new Attempts({ signedIn, changed });
  const settling = new Settling({ operations, attempts, audit, report, first: lookAfter });
  operations.signIns.onCompleted(changed);
  const ports: SignInPorts = { ...parts, attempts, settling };
  return {
    handlers: { ...qrHandlers(ports), ...pushHandlers(ports) },
    listRead(connectionId) {
      const isOpen = operations.signIns.all(connectionId).some(({ signIn }) => signIn?.by === null);
      if (isOpen) settling.ensure(connectionId);
    },
    leave: (connectionId) => settling.leave(connectionId),
    async close() {
      attempts.close();
      await settling.close();
    },
  };
}
