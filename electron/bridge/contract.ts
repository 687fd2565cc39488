import { z } from 'zod';
import { AuditFilter, AuditPage, AuditVerification } from './audit.ts';
import { ApiInfo } from './api.ts';
import { Connection, ConnectionCheck, ConnectionDraft } from './connection.ts';
import { DataReport } from './data.ts';
import { DemoFaults } from './demo.ts';
import { KeychainReport, KeyStatus, Secrets } from './key.ts';
import { Done, Id, Nothing, OfAttempt, OfConnection, OfReading, OfSession } from './calls/inputs.ts';
import { revocationCalls } from './calls/revocation.ts';
import { Settings, SettingsChanges } from './settings.ts';
import { CommandState, LinkShape, ShellState, Theme } from './shell.ts';
import { PreparedPush, PushTarget, SignInAttempt } from './sign-in.ts';
import { MintedToken, Session, SessionPage, SessionPart, SwitchReport, Verification } from './session.ts';
import { TimelineEntry, TimelinePage } from './timeline.ts';
import { Watch } from './watch.ts';

/** Until when changes are allowed, ms since the epoch, and how long is left, ms; null: they are not allowed. */
const Leave = z.object({ until: z.number().int().nullable(), left: z.number().int().nullable() });

/** Every call of the bridge, with its input and output. */
export const contract = {
  'app.about': {
    input: Nothing,
    output: z.object({ version: z.string(), shell: z.enum(['desktop', 'browser']) }),
  },
  /** Whether the data folder still has all that it once held. Asks the keychain only where no prompt can appear. */
  'data.read': { input: Nothing, output: DataReport },
  /**
   * Restores missing data from the copy: connections, settings, past runs, and the audit log where the copy's log
   * continues today's. Never replaces current data by older data. Throws `invalid` with the reason where it cannot.
   */
  'data.restore': { input: Nothing, output: DataReport },
  'apis.list': { input: Nothing, output: z.array(ApiInfo) },

  'connections.list': { input: Nothing, output: z.array(Connection) },
  /** Moving to another server requires that no code or push is open on this one: see `connections.remove`. */
  'connections.save': { input: ConnectionDraft, output: Connection },
  /**
   * Removes a connection and its key; ends no session. Throws `invalid` while a run is open on it, unless `openRuns` says
   * what to do: stop the run, then read back what was sent, or leave it unread where the API cannot be reached. Resolves
   * once each outcome is on record. First logs out any code or push that nobody has completed; where that fails, or
   * somebody has just signed in by it, throws with the field `signIns`, unless `signIns` says to drop it anyway.
   */
  'connections.remove': {
    input: OfConnection.extend({
      openRuns: z.enum(['read-back', 'leave-unread']).optional(),
      signIns: z.literal('drop').optional(),
    }),
    output: Done,
  },
  'connections.check': { input: OfConnection, output: ConnectionCheck },

  'keychain.read': { input: Nothing, output: KeychainReport },
  /** Checks again whether the keychain can be used, which may prompt the person; takes at most 31 s. */
  'keychain.tryAgain': { input: Nothing, output: KeychainReport },

  /**
   * Saves the key in the keychain, or in memory where this machine has none. `inMemory`: the keychain refused, and the
   * person chose to keep the key in memory only, until Sessiondeck closes. `dropped`: the names of pasted cookies that the
   * API does not use, so they were not kept.
   */
  'keys.put': {
    input: z.strictObject({ connectionId: Id, secrets: Secrets, inMemory: z.boolean().optional() }),
    output: KeyStatus.extend({ dropped: z.array(z.string()).optional() }),
  },
  /** Moves a key from memory into the keychain, replacing any that is there. */
  'keys.save': { input: OfConnection, output: KeyStatus },
  /** First logs out sign-ins that nobody has completed, as `connections.remove` does. */
  'keys.forget': {
    input: OfConnection.extend({ signIns: z.literal('drop').optional() }),
    output: KeyStatus,
  },
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
    /**
     * `known`: a page that the host read after the last change, with the same filters, will do; else the API is asked.
     * `inParts`: resolves with the first rows as soon as they are there; `sessions.more` has the others.
     */
    input: z.strictObject({
      connectionId: Id,
      filters: z.record(z.string().max(64), z.string().max(4096)),
      known: z.boolean().optional(),
      inParts: z.boolean().optional(),
    }),
    output: SessionPage,
  },
  /** Resolves once further rows have come, or the list is at its end. Throws `not-found` after the last part. */
  'sessions.more': { input: OfReading, output: SessionPart },
  /** Stops reading: the list ends with the rows that have come, and has the gap `stopped`. */
  'sessions.stop': { input: OfReading, output: Done },
  'sessions.get': { input: OfSession, output: Session },
  'sessions.switch': { input: OfSession, output: SwitchReport },
  'sessions.verify': {
    /** `token`: the session's own JWT, where the API's verify wants one. Empty: none. */
    input: OfSession.extend({ token: z.string().max(16_384) }),
    output: Verification,
  },
  /** How many live sessions the server itself counts. */
  'sessions.count': { input: OfConnection, output: z.object({ count: z.number().int() }) },

  ...revocationCalls,

  /** Until when changes are allowed on a production connection; null: they are not. Other kinds need no permission. */
  'guard.read': { input: OfConnection, output: Leave },
  /** Allows changes for 15 minutes. */
  'guard.allow': { input: OfConnection, output: Leave },
  'guard.end': { input: OfConnection, output: Leave },

  'audit.list': {
    input: z.strictObject({
      filter: AuditFilter,
      /** Only entries with a smaller `seq`; null: from the newest. */
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(1000),
    }),
    output: AuditPage,
  },
  'audit.verify': { input: Nothing, output: AuditVerification },

  'timeline.list': {
    input: z.strictObject({
      connectionId: Id.nullable(),
      text: z.string().max(200),
      /** Only entries with a smaller `id`; null: from the newest. */
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    output: TimelinePage,
  },
  'timeline.clear': { input: z.strictObject({ connectionId: Id.nullable() }), output: Done },
  /** Repeats a request that only reads. */
  'timeline.sendAgain': { input: z.strictObject({ id: z.number().int() }), output: TimelineEntry },

  'settings.read': { input: Nothing, output: Settings },
  /** Changes the given settings and leaves the others. */
  'settings.save': { input: SettingsChanges, output: Settings },

  'shell.read': { input: Nothing, output: ShellState },
  /** The commands' current states, for the menu bar; a browser tab has no menu bar. */
  'shell.commands': {
    input: z.strictObject({ commands: z.array(CommandState).max(100) }),
    output: Done,
  },
  'shell.theme': { input: z.strictObject({ theme: Theme }), output: Done },
  /** Hides the page's content, ends the permission to change production, and discards minted tokens. */
  'shell.lock': { input: Nothing, output: ShellState },
  /** If the state is still locked, the operating system's check of the person failed. */
  'shell.unlock': { input: Nothing, output: ShellState },
  /** While on, the window is hidden from screenshots and shared screens, where the system supports it. */
  'shell.protect': { input: z.strictObject({ on: z.boolean() }), output: Done },
  /** Returns the link that Sessiondeck was asked to open, once; null: none. */
  'shell.takeLink': { input: Nothing, output: z.object({ link: LinkShape.nullable() }) },
  /** Opens the demo's simulated phone in the system's browser; `unsupported` where the page can do so itself. */
  'shell.openPhone': { input: OfConnection, output: Done },

  'watch.read': { input: OfConnection, output: Watch },
  'watch.set': { input: OfConnection.extend({ on: z.boolean() }), output: Watch },
  /** The person has seen these new sessions. */
  'watch.settle': { input: OfConnection.extend({ sessionIds: z.array(Id).max(1000) }), output: Watch },

  'signIn.qr': {
    /** `reason`: in the person's words; the phone shows it. */
    input: OfConnection.extend({ reason: z.string().trim().max(200).optional() }),
    output: SignInAttempt,
  },
  'signIn.check': { input: OfAttempt, output: SignInAttempt },
  /** The QR code as rendered by the server: a PNG of `size` pixels, base64. */
  'signIn.picture': {
    input: OfAttempt.extend({ size: z.number().int().min(100).max(2000) }),
    output: z.object({ png: z.string() }),
  },
  'signIn.cancel': { input: OfAttempt, output: Done },
  /** Prepares a push and returns what the phone will show; sends nothing. */
  'signIn.preparePush': {
    input: z.strictObject({ connectionId: Id, target: PushTarget, reason: z.string().trim().max(200) }),
    output: PreparedPush,
  },
  /** Sends a prepared push, once. */
  'signIn.push': { input: z.strictObject({ connectionId: Id, pushId: Id }), output: SignInAttempt },

  /** The faults that the demo's server offers, and those that are active. */
  'demo.faults': { input: OfConnection, output: DemoFaults },
  /** Adds a fault: the next `times` requests of an operation (`*`: of any) are answered with it. */
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
  /**
   * Copies a minted token to the clipboard, once; a second call throws `not-found`. Where the shell can write the
   * clipboard, `token` is null; else the page writes it.
   */
  'tokens.take': {
    input: z.strictObject({ tokenId: Id }),
    output: z.object({
      token: z.string().nullable(),
      /** Seconds after which the clipboard is cleared, if it still holds the token. */
      clearsAfter: z.number().int(),
    }),
  },
} as const;

export type Contract = typeof contract;
export type Method = keyof Contract;
export type Input<M extends Method> = z.infer<Contract[M]['input']>;
export type Output<M extends Method> = z.infer<Contract[M]['output']>;
