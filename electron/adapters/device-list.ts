import { z } from 'zod';
import type { Gap } from '../bridge/session.ts';
import type { Api, LookedUp } from './adapter.ts';
import {
  activeCookie,
  deviceCookie,
  deviceCookies,
  hadId,
  type NamedCookie,
  namedIn,
  possibleStems,
  signedIn,
  stemOf,
  tokenOf,
} from './cookies/device-cookies.ts';
import { toRow, WireRow } from './device-row.ts';
import type { Listing, Row, Staying } from './pages/listing.ts';
import { readRows } from './rows.ts';

// A device's sessions as better-auth lists them: those whose device cookies it is sent, at most one of each user.

/** Each answer holds one session of a user, so further sessions of one user beyond this many are not found. */
const mostAnswers = 10;
/** How many other sessions to ask about before deciding that a server lists none: some may have ended. */
const mostControls = 3;

/** The cookies that were sent and the rows that were listed, by token. */
interface DeviceReading {
  sent: Map<string, NamedCookie[]>;
  rows: Map<string, Row>;
  /** Cookies under which the server listed a session before. */
  named: NamedCookie[];
  unreadable: number;
  repeated: number;
  /** Number of rows of sessions that no cookie was sent for. */
  foreign: number;
  /** Reading stopped at our own limit. */
  isCut: boolean;
}

/** Lists the sessions in the jar, and the live ones of `handles`, even if the jar no longer has their cookies. */
export async function listDevice(api: Api, handles: string[], staying: Staying = []): Promise<Listing> {
  const reading = await readDevice(api, handles);
  keepListed(api, reading);
  dropRenamed(reading, handles);
  const rows = [...reading.rows.values()];
  const total = rows.length + reading.unreadable;
  return {
    rows,
    unreadable: reading.unreadable,
    total,
    notes: notesOn(api, rows),
    gaps: gapsOf(api, reading, staying),
    readings: 1,
  };
}

/** Asks about one session with its own cookie. For a handle without a cookie name, absence cannot be proved. */
export async function lookUpDevice(api: Api, handle: string, staying: Staying = null): Promise<LookedUp> {
  const named = namedIn(handle);
  // Without a cookie name, only the rows of other sessions show which names this server accepts.
  const reading = named.length > 0 ? await readAlone(api, named) : await readDevice(api, [handle]);
  const token = tokenOf(signedIn(handle));
  keepListed(api, reading);
  const row = reading.rows.get(token);
  if (row) return { live: true, word: 'listed for its cookie', row };
  if (reading.unreadable > 0) return { live: null, word: 'a row that could not be read' };
  if (unproven(reading).includes(token)) return { live: null, word: 'the name of its cookie is not known' };
  if (reading.foreign > 0) return { live: null, word: 'rows of sessions that were not asked for' };
  return (await listsAnyOther(api, token, staying))
    ? { live: false, word: 'not listed for its cookie' }
    : { live: null, word: 'none of the other sessions is listed either' };
}

/**
 * Checks that the server lists at all: if it lists no other session when asked in the same way, a missing session proves
 * nothing. Asks about sessions that stay or, where those are not known, about any with a cookie. True if there is none.
 */
async function listsAnyOther(api: Api, token: string, staying: Staying): Promise<boolean> {
  const kept = () => [...cookiesBeside(api, []), ...deviceCookies(api.cookies.all())];
  const all = byToken(staying?.flatMap(namedIn) ?? kept());
  const others = [...all].filter(([other]) => other !== token);
  for (const [other, cookies] of others.slice(0, mostControls)) {
    const { rows } = await readAlone(api, cookies);
    if (rows.has(other)) return true;
  }
  return others.length === 0;
}

async function readDevice(api: Api, handles: string[]): Promise<DeviceReading> {
  const extra = cookiesBeside(api, handles);
  const sent = byToken([...deviceCookies(api.cookies.all()), ...extra]);
  const named = handles.flatMap(namedIn);
  const reading = newReading(sent, named);
  await add(reading, await ask(api, extra), api);
  let before = 0;
  // The answer holds one session per user and hides the others, so ask for the missing ones without those already listed.
  for (let nth = 1; reading.rows.size > before; nth += 1) {
    before = reading.rows.size;
    const missing = [...sent].flatMap(([token, cookies]) => (reading.rows.has(token) ? [] : [cookies]));
    reading.isCut = missing.length > 0 && nth >= mostAnswers;
    if (missing.length === 0 || reading.isCut) break;
    await add(reading, await ask(api, missing.flat(), true), api);
  }
  return reading;
}

async function readAlone(api: Api, named: NamedCookie[]): Promise<DeviceReading> {
  const sent = byToken(named);
  const reading = newReading(sent, named);
  await add(reading, await ask(api, named, true), api);
  return reading;
}

function newReading(sent: DeviceReading['sent'], named: NamedCookie[]): DeviceReading {
  return { sent, named, rows: new Map(), unreadable: 0, repeated: 0, foreign: 0, isCut: false };
}

function ask(api: Api, extra: NamedCookie[], withoutJar = false): Promise<unknown[]> {
  const extraCookies = Object.fromEntries(extra.map(({ name, value }) => [name, value]));
  return api.request({
    method: 'GET',
    path: '/multi-session/list-device-sessions',
    answer: z.array(z.unknown()),
    list: true,
    ...(extra.length > 0 ? { extraCookies, withoutJar } : {}),
  });
}

/** Adds an answer's rows to a reading. */
async function add(reading: DeviceReading, items: unknown[], api: Api): Promise<void> {
  const active = activeToken(api);
  const withToken = (wire: z.infer<typeof WireRow>) => ({ token: wire.session.token, wire });
  const read = await readRows(items, WireRow, withToken, api.newSlices());
  const tokens = read.rows.map(({ token }) => token);
  for (const { token, wire } of read.rows)
    reading.rows.set(token, toRow(wire, reading.sent.get(token) ?? [], active));
  reading.repeated += tokens.length - new Set(tokens).size;
  reading.foreign += tokens.filter((token) => !reading.sent.has(token)).length;
  // A row that cannot be read in one answer may appear again in the next.
  reading.unreadable = Math.max(reading.unreadable, read.unreadable);
}

/** Cookies to send in addition to the jar's: those of the handles, and the active session's device cookie. */
function cookiesBeside(api: Api, handles: string[]): NamedCookie[] {
  const jar = api.cookies.all();
  const stems = possibleStems(jar, api.settings['cookiePrefix']);
  const wanted = handles.flatMap((handle) => {
    const named = namedIn(handle);
    return named.length > 0 ? named : stems.map((stem) => deviceCookie(stem, handle));
  });
  const active = activeCookie(jar);
  const known = byToken([...deviceCookies(jar), ...wanted]);
  // Over the server's limit of sessions per device (maximumSessions) the active session has no device cookie.
  if (active && !known.has(tokenOf(active.value))) wanted.push(deviceCookie(active.name, active.value));
  return wanted.filter(({ name }) => !jar.some((cookie) => cookie.name === name));
}

function byToken(cookies: NamedCookie[]): Map<string, NamedCookie[]> {
  return Map.groupBy(cookies, ({ value }) => tokenOf(value));
}

/** Drops rows that gained or lost an id since their handle was made: they would be taken for other sessions. */
function dropRenamed(reading: DeviceReading, handles: string[]): void {
  for (const handle of handles) {
    const token = tokenOf(signedIn(handle));
    const row = reading.rows.get(token);
    if (!row || hadId(handle) === (row.session.nativeId !== null)) continue;
    reading.rows.delete(token);
    reading.unreadable += 1;
  }
}

/** Puts the cookies of listed sessions back into the jar, so that those sessions can be listed and ended again. */
function keepListed(api: Api, { sent, rows }: DeviceReading): void {
  const jar = api.cookies.all();
  const active = activeCookie(jar);
  for (const token of rows.keys())
    for (const { name, value } of sent.get(token) ?? [])
      if (!jar.some((cookie) => cookie.name === name)) api.cookies.set(name, value, active?.name);
}

/**
 * Tokens that were asked for and are not listed, where that proves nothing, because the server may not accept a cookie
 * of that name. It does accept it if it listed this very cookie before, or lists another one of the same stem.
 */
function unproven({ sent, rows, named }: DeviceReading): string[] {
  const listed = [...rows.keys()].map((token) => sent.get(token) ?? []);
  // Where two names were sent for one session, the server may accept only one of them.
  const told = [...byToken(named).values(), ...listed].filter((cookies) => cookies.length === 1);
  const stems = new Set(told.flat().map(stemOf));
  const asBefore = byToken(named);
  return [...sent].flatMap(([token, cookies]) => {
    const isProven = asBefore.has(token) || cookies.some((cookie) => stems.has(stemOf(cookie)));
    return rows.has(token) || isProven ? [] : [token];
  });
}

function gapsOf(api: Api, reading: DeviceReading, staying: Staying): Gap[] {
  const own = activeCookie(api.cookies.all());
  const ownToken = tokenOf(own?.value ?? '');
  const wasAsked = reading.named.some(({ value }) => tokenOf(value) === ownToken);
  const ownMissing = own !== undefined && !reading.rows.has(ownToken) && !wasAsked;
  const others = staying === null ? othersUnlisted(reading) : 0;
  const counts: [Gap['why'], number][] = [
    ['unreadable-rows', reading.unreadable],
    ['duplicate-rows', reading.repeated],
    ['unproven-cookie-name', unproven(reading).length],
    ['own-not-listed', Number(ownMissing)],
    ['nothing-in-common', others],
    ['our-limit', Number(reading.isCut)],
  ];
  return counts.flatMap(([why, count]) => (count > 0 ? [{ why, count }] : []));
}

/** How many cookies besides those asked about by name were sent, if the server listed no session at all; otherwise 0. */
function othersUnlisted({ sent, rows, named }: DeviceReading): number {
  const tokens = [...sent.keys()];
  if (named.length === 0 || tokens.some((token) => rows.has(token))) return 0;
  const asked = byToken(named);
  return tokens.filter((token) => !asked.has(token)).length;
}

function notesOn(api: Api, rows: Row[]): Listing['notes'] {
  const active = activeToken(api);
  if (rows.length === 0 && deviceCookies(api.cookies.all()).length === 0) return ['cookies-needed'];
  if (active === null) return [];
  if (active === '') return rows.length > 0 ? ['none-active'] : [];
  return rows.some((row) => row.session.current) ? [] : ['active-not-listed'];
}

/** The active session's token; '' when none is active; null when a bearer token, which adapters cannot see, selects it. */
function activeToken(api: Api): string | null {
  const cookie = activeCookie(api.cookies.all());
  if (cookie) return tokenOf(cookie.value);
  return api.has('bearer') ? null : '';
}
