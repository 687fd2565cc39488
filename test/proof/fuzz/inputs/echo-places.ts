import type { Recorded, Recording } from '../recordings.ts';

/** What is different from the honest answer; headers come on top of its own. */
export type Said = Partial<Recorded>;

/** One place where a server has its say. */
export interface Place {
  kind: string;
  what: string;
  isHeader: boolean;
  say: (text: string) => Said;
}

/** Headers that help to find a fault, so that the request log keeps their values. */
const headerNames = ['X-Request-Id', 'Retry-After', 'CF-Ray', 'Traceparent', 'X-RateLimit-Limit', 'Location'];
/** What stands before: nothing, or so much that a text is cut after a few characters of what follows. */
const shownOf = { header: 200, field: 60, traceId: 80, message: 300 };
const cutAfter = 20;

function padsFor(shown: number): string[] {
  return ['', 'x'.repeat(shown - cutAfter)];
}

/** Every place of this API's answers: fields of its list, words of its errors, and headers of both. */
export function placesFor(recording: Recording): Place[] {
  return [...headerPlaces(), ...errorPlaces(), ...listPlaces(recording)];
}

function headerPlaces(): Place[] {
  return headerNames.flatMap((name) =>
    padsFor(shownOf.header).flatMap((pad) =>
      [200, 400].map((status) => ({
        ...{ kind: 'a header', what: `${name} of a ${status}`, isHeader: true },
        say: (text: string): Said => ({ headers: [name, pad + text], ...(status === 200 ? {} : { status }) }),
      })),
    ),
  );
}

/** Words of an error, where any of these APIs has them. */
const errors: [string, number, (text: string) => object][] = [
  [
    'code',
    shownOf.message,
    (code) => ({ code, error: { code, message: 'no' }, errors: [{ code, message: 'no' }] }),
  ],
  [
    'message',
    shownOf.message,
    (message) => ({ message, error: { code: 'no', message }, errors: [{ code: 'no', message }] }),
  ],
  [
    'field',
    shownOf.field,
    (field) => ({ errors: [{ code: 'no', message: 'no', meta: { param_name: field } }], error: field }),
  ],
  [
    'trace',
    shownOf.traceId,
    (trace) => ({ errors: [{ code: 'no', message: 'no' }], clerk_trace_id: trace, traceId: trace }),
  ],
];

function errorPlaces(): Place[] {
  return errors.flatMap(([name, shown, bodyWith]) =>
    padsFor(shown).map((pad) => ({
      ...{ kind: 'a word of an error', what: `${name} of an error`, isHeader: false },
      say: (text: string) => ({ status: 422, body: Buffer.from(JSON.stringify(bodyWith(pad + text))) }),
    })),
  );
}

function listPlaces({ answers }: Recording): Place[] {
  const [, { body } = { body: Buffer.from('[]') }] =
    [...answers].find(([asked]) => /^GET [^?]*sessions(\?|$)/.test(asked)) ?? [];
  const names = new Set<string>();
  JSON.parse(body.toString(), (name, value: unknown) => {
    if (typeof value === 'string' && !/^\d+$/.test(name)) names.add(name);
    return value;
  });
  return [...names].flatMap((name) =>
    padsFor(shownOf.message).map((pad) => ({
      ...{ kind: 'a field of the list', what: `${name} in the list`, isHeader: false },
      say: (text: string) => ({ body: filled(body, name, pad + text) }),
    })),
  );
}

/** The body with this text in every field of the name. */
function filled(body: Buffer, name: string, text: string): Buffer {
  const changed: unknown = JSON.parse(body.toString(), (key, value: unknown) =>
    key === name && typeof value === 'string' ? text : value,
  );
  return Buffer.from(JSON.stringify(changed));
}
