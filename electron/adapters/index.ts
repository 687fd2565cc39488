import { abilities, type ApiInfo } from '../bridge/api.ts';
import type { Session } from '../bridge/session.ts';
import type { Adapter } from './adapter.ts';
import { betterAuth } from './better-auth.ts';
import { clerk } from './clerk.ts';
import { nestSessions } from './nest-sessions.ts';
import { withPhone } from './nextauth-row.ts';
import { nextauth } from './nextauth.ts';
import { vault } from './vault.ts';

/** Every adapter by its file's name, in the order that people see. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(
  Object.entries({
    'better-auth': betterAuth,
    'nest-sessions': nestSessions,
    vault,
    nextauth,
    clerk,
  }),
);

/** An API's description for the page. Its abilities follow from the methods that its adapter has. */
export function describe(id: string, adapter: Adapter): ApiInfo {
  return {
    id,
    title: adapter.title,
    can: abilities.filter((ability) => adapter[ability] !== undefined),
    baseUrl: adapter.baseUrl,
    settings: adapter.settings,
    secrets: adapter.secrets,
    filters: adapter.filters,
    subject: adapter.subject,
    endAllMayKeepCurrent: adapter.endAllKeepsCurrent === 'undecided',
  };
}

/** Upgrades a session stored by an older build to today's shape. */
export function upToDate(session: Session): Session {
  return withPhone(session);
}
