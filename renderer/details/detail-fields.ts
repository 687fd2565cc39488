import type { Session } from '../../electron/bridge/session.ts';
import { inPageWords } from '../host-words/host-words.ts';
import { m } from '../messages/compiled/messages.js';
import type { Times } from '../ui/time/times.ts';
import { visibleText } from '../ui/visible-text.ts';
import { lastActive, placeGiven, statusWord } from '../sessions/row/describe.ts';
import { kindName } from '../sessions/row/device-kind.ts';

export interface DetailValue {
  label: string;
  /** Null: the API does not send it. */
  value: string | null;
  /** A second line: the exact time under a relative one. */
  more?: string;
  /** The text to offer for copying, as it came. */
  copy?: string;
  mono?: boolean;
}

export interface DetailGroup {
  title: string;
  fields: DetailValue[];
  note?: string;
}

/** Everything known of a session, in the order one asks for it. */
export function groupsOf(session: Session, now: number, times: Times): DetailGroup[] {
  const groups: DetailGroup[] = [
    { title: m.details_user(), fields: userFields(session) },
    { title: m.details_device(), fields: deviceFields(session) },
    {
      title: m.details_place(),
      fields: placeFields(session),
      ...(placeGiven(session) ? { note: m.place_note() } : {}),
    },
    { title: m.details_times(), fields: timeFields(session, now, times), ...noteOf(zonelessNote(session)) },
    { title: m.details_session(), fields: sessionFields(session), ...noteOf(unreadableNote(session)) },
  ];
  const extra = Object.entries(session.extra).map(([label, value]) => ({
    label: visibleText(label, 60),
    value: visibleText(value, 400),
  }));
  return extra.length > 0 ? [...groups, { title: m.details_extra(), fields: extra }] : groups;
}

function noteOf(note: string | null): Pick<DetailGroup, 'note'> {
  return note === null ? {} : { note };
}

function zonelessNote({ reading }: Session): string | null {
  if (!reading || reading.zoneless.length === 0) return null;
  return m.details_zoneless({ fields: reading.zoneless.join(', ') });
}

function unreadableNote({ reading }: Session): string | null {
  if (!reading || reading.unreadable.length === 0) return null;
  return m.details_unreadable({ fields: reading.unreadable.join(', ') });
}

function text(label: string, value: string | null, mono = false): DetailValue {
  if (value === null) return { label, value };
  return { label, value: visibleText(value, 400), ...(mono ? { mono, copy: value } : {}) };
}

function userFields({ user, impersonatedBy }: Session): DetailValue[] {
  const fields = [
    text(m.field_name(), user.name),
    text(m.field_email(), user.email),
    text(m.field_user_id(), user.id, true),
  ];
  return impersonatedBy === null ? fields : [...fields, text(m.field_impersonated_by(), impersonatedBy)];
}

function deviceFields({ device, userAgent }: Session): DetailValue[] {
  const { browser, browserVersion } = device;
  return [
    text(m.field_browser(), browser === null ? null : [browser, browserVersion].filter(Boolean).join(' ')),
    text(m.field_os(), device.os),
    text(m.field_kind(), device.kind === null ? null : kindName(device.kind)),
    text(m.field_user_agent(), userAgent),
  ];
}

function placeFields(session: Session): DetailValue[] {
  return [text(m.field_place(), placeGiven(session)), text(m.field_ip(), session.ip, true)];
}

function timeFields(session: Session, now: number, times: Times): DetailValue[] {
  const moment = (label: string, at: number | null, said?: string | null): DetailValue =>
    at === null
      ? { label, value: null }
      : { label, value: said ?? times.until(at, now), more: times.absolute(at) };
  const idle = session.lastActiveAt === null ? 0 : times.days(session.lastActiveAt, now);
  const seen = idle >= 30 ? m.time_not_used({ days: idle }) : lastActive(session, now, times);
  return [
    moment(m.column_last_active(), session.lastActiveAt, seen),
    moment(
      m.field_created(),
      session.createdAt,
      session.createdAt === null ? null : times.relative(session.createdAt, now),
    ),
    moment(m.column_expires(), session.expiresAt),
  ];
}

function sessionFields(session: Session): DetailValue[] {
  const given = session.statusGiven;
  const word = statusWord(session);
  const status =
    given === null || given === word.toLowerCase()
      ? word
      : m.status_with_given({ word, given: inPageWords(given) });
  return [text(m.column_status(), status), text(m.field_session_id(), session.nativeId, true)];
}
