import type { signInWords, statuses } from './status.ts';

/** What of a session is searched, sorted and counted. */
export interface ListedSession {
  id: string;
  user: { id: string | null; name: string | null; email: string | null };
  device: { browser: string | null; browserVersion: string | null; os: string | null };
  userAgent: string | null;
  nativeId?: string | null | undefined;
  connectionId?: string | undefined;
  impersonatedBy: string | null;
  extra?: Readonly<Record<string, string>> | undefined;
  ip: string | null;
  city: string | null;
  country: string | null;
  createdAt: number | null;
  lastActiveAt: number | null;
  expiresAt: number | null;
  status: (typeof statuses)[number];
  statusGiven: string | null;
  current: boolean | null;
  signIn?: (typeof signInWords)[number] | undefined;
  phone?: { accountId: string | null } | undefined;
}
