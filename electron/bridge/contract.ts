import { z } from 'zod';
import { ApiInfo } from './api.ts';
import { Connection, ConnectionCheck, ConnectionDraft } from './connection.ts';
import { DemoFaults } from './demo.ts';
import { KeychainState, KeyStatus, Secrets } from './key.ts';
import { PreparedPush, PushTarget, SignInAttempt } from './sign-in.ts';
import { EndReport, MintedToken, Session, SessionPage, SwitchReport, Verification } from './session.ts';

const Id = z.string().min(1).max(64);
const OfConnection = z.strictObject({ connectionId: Id });
const OfSession = z.strictObject({ connectionId: Id, sessionId: Id });
const OfAttempt = z.strictObject({ connectionId: Id, attemptId: Id });
const Nothing = z.strictObject({});
const Done = z.object({});

/** Every call, once: what goes in, what comes out. */
export const contract = {
  'app.about': {
    input: Nothing,
    output: z.object({ version: z.string(), shell: z.enum(['desktop', 'browser']), keychain: KeychainState }),
  },
  'apis.list': { input: Nothing, output: z.array(ApiInfo) },

  'connections.list': { input: Nothing, output: z.array(Connection) },
  'connections.save': { input: ConnectionDraft, output: Connection },
  'connections.remove': { input: OfConnection, output: Done },
  'connections.check': { input: OfConnection, output: ConnectionCheck },

  'keys.put': { input: z.strictObject({ connectionId: Id, secrets: Secrets }), output: KeyStatus },
  'keys.forget': { input: OfConnection, output: KeyStatus },
  'keys.status': { input: OfConnection, output: KeyStatus },
  'keys.signIn': {
    input: z.strictObject({
      connectionId: Id,
      email: z.string().trim().min(1).max(320),
      password: z.string().min(1).max(1024),
    }),
    output: KeyStatus,
  },

  'sessions.list': {
    input: z.strictObject({ connectionId: Id, filters: z.record(z.string().max(64), z.string().max(4096)) }),
    output: SessionPage,
  },
  'sessions.get': { input: OfSession, output: Session },
  'sessions.switch': { input: OfSession, output: SwitchReport },
  'sessions.verify': {
    /** `token`: the session's own JWT, where the API's verify wants one. Empty: none. */
    input: OfSession.extend({ token: z.string().max(16_384) }),
    output: Verification,
  },
  'sessions.end': {
    input: z.strictObject({ connectionId: Id, sessionIds: z.array(Id).min(1).max(1000) }),
    output: EndReport,
  },

  /** How many live sessions the server itself counts. */
  'sessions.count': { input: OfConnection, output: z.object({ count: z.number().int() }) },
  /** The API's one call for everything; the report tells whether it kept the current session. */
  'sessions.endAll': { input: OfConnection, output: EndReport },

  'signIn.qr': { input: OfConnection, output: SignInAttempt },
  'signIn.check': { input: OfAttempt, output: SignInAttempt },
  /** The server's own drawing of the code, a PNG of `size` pixels, base64. */
  'signIn.picture': {
    input: OfAttempt.extend({ size: z.number().int().min(100).max(2000) }),
    output: z.object({ png: z.string() }),
  },
  'signIn.cancel': { input: OfAttempt, output: Done },
  /** Puts a push together and says what the phone will show; nothing is sent. */
  'signIn.preparePush': {
    input: z.strictObject({ connectionId: Id, target: PushTarget, reason: z.string().trim().max(200) }),
    output: PreparedPush,
  },
  /** Sends a prepared push, once. */
  'signIn.push': { input: z.strictObject({ connectionId: Id, pushId: Id }), output: SignInAttempt },

  /** What the demo's server can be made to do wrong, and what it is doing wrong now. */
  'demo.faults': { input: OfConnection, output: DemoFaults },
  /** Adds a fault: `times` requests of an operation (`*`: of any) are answered with it. */
  'demo.addFault': {
    input: OfConnection.extend({
      kind: z.string().max(64),
      operation: z.string().max(64),
      times: z.number().int().min(1).max(1000),
    }),
    output: DemoFaults,
  },
  'demo.clearFaults': { input: OfConnection, output: DemoFaults },

  'tokens.mint': {
    input: OfSession.extend({
      template: z.string().trim().min(1).max(128),
      expiresInSeconds: z.number().int().min(30).max(315_360_000).nullable(),
    }),
    output: MintedToken,
  },
  /** Hands out a minted token once, for the clipboard; a second time is `not-found`. */
  'tokens.take': { input: z.strictObject({ tokenId: Id }), output: z.object({ token: z.string() }) },
} as const;

export type Contract = typeof contract;
export type Method = keyof Contract;
export type Input<M extends Method> = z.infer<Contract[M]['input']>;
export type Output<M extends Method> = z.infer<Contract[M]['output']>;
