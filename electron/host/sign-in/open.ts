import type { EventHub, Handlers } from '../../bridge/crossing/serve.ts';
import { Attempts } from './attempts.ts';
import type { SignInPorts } from './ports.ts';
import { pushHandlers } from './push.ts';
import { qrHandlers } from './qr.ts';
import { Settling } from './settling.ts';

interface OpenSignInPorts extends Pick<SignInPorts, 'operations' | 'audit' | 'db' | 'version'> {
  publish: EventHub['publish'];
  /** Delay before an open sign-in is first checked, ms. */
  lookAfter?: number;
  /** Called with our own faults. */
  report: (error: unknown) => void;
}

export interface SignIn {
  handlers: Pick<
    Handlers,
    'signIn.qr' | 'signIn.check' | 'signIn.picture' | 'signIn.cancel' | 'signIn.preparePush' | 'signIn.push'
  >;
  /** Call when a list was read: starts looking after sign-ins that an earlier start left open. */
  listRead(connectionId: string): void;
  /** Call before a connection's nonces are forgotten. @see Settling.leave */
  leave: (connectionId: string) => Promise<void>;
  close(): Promise<void>;
}

/** Connects the parts of signing in by QR code and by push. */
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
