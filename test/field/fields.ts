import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import {
  apisWith,
  json,
  listBody,
  only,
  openField,
  rowWith,
  wireName,
  type Field,
  type FieldApi,
} from '../support/field.ts';

// How the rows about single fields are tried: odd-fields.test.ts and odd-people.test.ts.

/** What the page shows; null: the field is shown as one that could not be read. */
type Shown = { [Name in keyof Session]?: unknown } | null;
export interface Row {
  source: string;
  field: string;
  value: unknown;
  shown: Shown;
}

export const at = Date.parse('2026-11-28T14:26:00.000Z');
export const extra = (name: string, value: string) => ({ extra: { [name]: value } });
export const user = (parts: object) => ({ user: parts });
export const device = (parts: object) => ({ device: parts });

/** A number of more digits than JavaScript's have, as it is on the wire. */
export const digits = (text: string) => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);

/** Each row for each API that has its field; a row that gives a field's own name is of the API that calls it so. */
const byApi: Record<string, FieldApi> = {
  'user.emailVerified': 'better-auth',
  mfaVerified: 'vault',
  'latest_activity.is_mobile': 'clerk',
  'session.id': 'better-auth',
  latest_activity: 'clerk',
  canprovoke: 'nextauth',
};
/** Tries each row over HTTP, on every API that has its field. */
export function tryFields(rows: readonly Row[]): void {
  let field: Field;
  beforeAll(async () => {
    field = await openField();
  });
  afterAll(() => field.close());

  const tried = rows.flatMap((row) =>
    (byApi[row.field] ? [byApi[row.field] as FieldApi] : apisWith(row.field)).map((api) => ({ ...row, api })),
  );

  test.each(tried)('$source: $api, $field', async ({ api, field: name, value, shown }) => {
    const path = wireName(api, name);
    const session = only(await field.list(api, json(listBody(api, [rowWith(api, path, value)]))));
    if (shown === null) expect(session.reading?.unreadable).toContain(path);
    else
      expect({ ...session, unreadable: session.reading?.unreadable ?? [] }).toMatchObject({
        unreadable: [],
        ...shown,
      });
  });
}
