import { z } from 'zod';
import type { Gap } from '../bridge/session.ts';
import type { Api, Listing, LookedUp, Row, Staying } from './adapter.ts';
import {
  activeCookie,
  namedIn,
  deviceCookie,
  deviceCookies,
  hadId,
  possibleStems,
  signedIn,
  stemOf,
  tokenOf,
  type NamedCookie,
} from './cookies/device-cookies.ts';
import { WireRow, toRow } from './device-row.ts';
import { readRows } from './rows.ts';

// The sessions of a device, as better-auth lists them: those whose device cookies it is sent, at most one of each person.

/** Sessions of one person come one in each answer: more of one person than this are not looked for. */
const mostAnswers = 10;
/** Other sessions that are asked about before a server counts as one that lists nobody: some may have ended. */
const mostControls = 3;

/** What was asked, and what was listed; by token. */
interface DeviceReading {
  sent: Map<string, NamedCookie[]>;
  rows: Map<string, Row>;
  /** Cookies under which the server listed a session before. */
  named: NamedCookie[];
  unreadable: number;
  repeated: number;
  /** Rows of sessions that no cookie was sent for. */
  foreign: number;
  /** Stopped at our own limit. */
  isCut: boolean;
}

/** Lists the sessions of the jar, and those of `handles` that live, whether or not the jar still has their cookies. */
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

/** Asks about one session with its own cookie. A handle without a cookie's name can be found, and not proven absent. */
export async function lookUpDevice(api: Api, handle: string, staying: Staying = null): Promise<LookedUp> {
  const named = namedIn(handle);
  // Without the name of its cookie only the rows of other sessions can tell what names this server takes.
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
 * A server that lists nobody says nothing by not listing this one: asked in the same way, it must list another session
 * that stays; where it is not known which do, one whose cookie is kept. True where there is no other.
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
  // The answer hides sessions behind others of the same person: what is missing is asked for without those.
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
  // What could not be read in one answer may come again in the next.
  reading.unreadable = Math.max(reading.unreadable, read.unreadable);
}

/** Cookies that are asked for beside the jar's: those of the handles, and the active session's own. */
function cookiesBeside(api: Api, handles: string[]): NamedCookie[] {
  const jar = api.cookies.all();
  const stems = possibleStems(jar, api.settings['cookiePrefix']);
  const wanted = handles.flatMap((handle) => {
    const named = namedIn(handle);
    return named.length > 0 ? named : stems.map((stem) => deviceCookie(stem, handle));
  });
  const active = activeCookie(jar);
  const known = byToken([...deviceCookies(jar), ...wanted]);
  // Over the server's limit of sessions on one device (maximumSessions) the active one has no device cookie.
  if (active && !known.has(tokenOf(active.value))) wanted.push(deviceCookie(active.name, active.value));
  return wanted.filter(({ name }) => !jar.some((cookie) => cookie.name === name));
}

function byToken(cookies: NamedCookie[]): Map<string, NamedCookie[]> {
  return Map.groupBy(cookies, ({ value }) => tokenOf(value));
}

/** A row that had an id and has none now, or the other way round, would be taken for another session. */
function dropRenamed(reading: DeviceReading, handles: string[]): void {
  for (const handle of handles) {
    const token = tokenOf(signedIn(handle));
    const row = reading.rows.get(token);
    if (!row || hadId(handle) === (row.session.nativeId !== null)) continue;
    reading.rows.delete(token);
    reading.unreadable += 1;
  }
}

/** What was listed and is not in the jar goes back into it, so that it can be seen and ended again. */
function keepListed(api: Api, { sent, rows }: DeviceReading): void {
  const jar = api.cookies.all();
  const active = activeCookie(jar);
  for (const token of rows.keys())
    for (const { name, value } of sent.get(token) ?? [])
      if (!jar.some((cookie) => cookie.name === name)) api.cookies.set(name, value, active?.name);
}

/**
 * Tokens that were asked for, are not listed, and of which that proves nothing: the server may not take a cookie of
 * such a name. It does where it listed the very cookie before, or lists another one of the same stem.
 */
function unproven({ sent, rows, named }: DeviceReading): string[] {
  const listed = [...rows.keys()].map((token) => sent.get(token) ?? []);
  // Of two names that were sent for one session, the server may take only one.
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

/** How many cookies were sent beside those that were asked about by name, where not one of all of them is listed. */
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

/** The active session's token; '' when no session is active; null when a bearer token selects it, unseen by adapters. */
function activeToken(api: Api): string | null {
  const cookie = activeCookie(api.cookies.all());
  if (cookie) return tokenOf(cookie.value);
  return api.has('bearer') ? null : '';
}
