import type { Fault, FaultKind, FaultParameters } from '../../../mock-server/index.ts';
import type { Random } from '../../../mock-server/random.ts';
import type { Server } from './server.ts';

/** Whom a lie is about. */
export interface About {
  /** The sessions that are to end. */
  planned: readonly string[];
  /** Those that are to stay. */
  stay: readonly string[];
}

/** A way in which a server lies about what became of sessions that it was told to end. */
export interface Lie {
  name: string;
  /** `list`: whoever asks about one session is told the truth. `all`: nothing that is asked can be relied on. */
  about: 'list' | 'all';
  /** The lie is there before the list is read for a plan, and not only when the ends have been sent. */
  stands?: true;
  /** The end that was asked for happens; otherwise some of the ends answer 200 and do nothing. */
  honestEnds?: true;
  /** Sessions that end by themselves meanwhile. */
  mayEnd?: (about: About) => readonly string[];
  faults: (about: About) => Fault[];
}

const always = Infinity;
/** Few enough for several pages in the smallest round. */
const cap = 7;
const gateways = ['html', 'empty', 'json'] as const;
const partials = ['missing', 'empty', 'error', 'number', 'other-id'] as const;

type Told = { kind: FaultKind } & Partial<FaultParameters[FaultKind]>;

/**
 * The lies that this API's answers allow and that can be seen through. What cannot be: a list that leaves a session
 * out and contradicts nothing, because it has no total (better-auth, Vault's bare array) or because the total is
 * reduced alike (`hidden-row-uncounted`).
 */
export function liesOf(server: Server): Lie[] {
  const { id, behaviour } = server.api;
  const { list, lookUp } = server.kind.operations;
  const isPaged = id === 'nest-sessions' || id === 'clerk';
  const isCounted = isPaged || behaviour.shape === 'sessions' || behaviour.shape === 'items';
  // A server that gives no total has to be seen through in another way: that is a lie of its own.
  const uncounted = id === 'vault' && !isCounted ? ' (no total)' : '';
  const onList = (name: string, tell: (about: About) => Told[], more: Partial<Lie> = {}): Lie => ({
    ...{ name: `${name}${uncounted}`, about: 'list', ...more },
    faults: (about) => tell(about).map((told) => ({ operation: list, times: always, fromRows: 2, ...told })),
  });
  if (lookUp === list) return lookUpLies(server);
  return [
    ...rowLies(onList, server.kind.own?.(server.api) ?? null),
    ...(isCounted ? totalLies(onList) : []),
    ...(isPaged ? pageLies(onList) : [onList('empty list', () => [{ kind: 'empty-page' }])]),
    ...(id === 'nest-sessions' ? [moving(onList)] : []),
    ...(id === 'better-auth'
      ? [...deviceLies(list), ...cookieLies()]
      : gateways.map((form) => gatewayLie(list, form))),
    ...(lookUp === null ? [] : lookUpLies(server)),
  ];
}

type OnList = (name: string, tell: (about: About) => Told[], more?: Partial<Lie>) => Lie;

function rowLies(onList: OnList, own: string | null): Lie[] {
  const withoutOwn = onList('own row missing', ({ planned }) => [
    { kind: 'hidden-row-uncounted', ids: [...planned, own ?? ''] },
  ]);
  return [
    onList('duplicate row', ({ planned }) => [{ kind: 'duplicate-row', ids: planned }]),
    onList('unreadable row', ({ planned }) => [{ kind: 'unreadable-row', ids: planned }]),
    onList('foreign list', () => [{ kind: 'foreign-list' }]),
    ...(own === null ? [] : [withoutOwn]),
  ];
}

function totalLies(onList: OnList): Lie[] {
  return [
    onList('short page', ({ planned }) => [{ kind: 'hidden-row', ids: planned }]),
    onList('total too high', ({ planned }) => [
      { kind: 'hidden-row-uncounted', ids: planned },
      { kind: 'wrong-total', by: 3 },
    ]),
    onList('total too low', ({ planned }) => [
      { kind: 'hidden-row-uncounted', ids: planned },
      { kind: 'wrong-total', by: -2 },
    ]),
    onList('capped list', () => [{ kind: 'page-cap', rows: cap }], { stands: true }),
  ];
}

function pageLies(onList: OnList): Lie[] {
  const capped = { kind: 'page-cap', rows: cap } as const;
  return [
    onList('empty page', () => [capped, { kind: 'empty-page' }]),
    onList('repeated page', () => [capped, { kind: 'repeated-page' }]),
    onList('a row ends', ({ stay }) => [capped, { kind: 'row-ends', ids: stay }], {
      mayEnd: ({ stay }) => stay,
    }),
  ];
}

function moving(onList: OnList): Lie {
  const capped = { kind: 'page-cap', rows: cap } as const;
  return onList('rows move', ({ planned }) => [capped, { kind: 'rows-move', ids: planned }]);
}

function gatewayLie(operation: string, form: (typeof gateways)[number]): Lie {
  const name = `gateway's 404 on the list, ${form}`;
  return { name, about: 'list', faults: () => [{ kind: 'gateway-404', form, operation, times: always }] };
}

/** Look-ups that lie, beside a list that leaves the sessions out; where the list is look-ups, it is lied with as well. */
function lookUpLies(server: Server): Lie[] {
  const { list, lookUp } = server.kind.operations;
  const isBoth = list === lookUp;
  const operation = lookUp ?? list;
  const lie = (name: string, told: Told): Lie => ({
    ...{ name: `${name} on ${isBoth ? 'the list' : 'look-ups'}`, about: isBoth ? 'list' : 'all' },
    faults: ({ planned }) => [
      ...(isBoth ? [] : [hidden(list, planned)]),
      { operation, times: isBoth ? server.living().size : always, ...told },
    ],
  });
  const forms = partials.filter((form) => server.api.id === 'clerk' || form !== 'other-id');
  const lies = [
    ...gateways.map((form) => lie(`gateway's 404, ${form},`, { kind: 'gateway-404', form })),
    ...forms.map((form) => lie(`status ${form}`, { kind: 'partial-status', form })),
  ];
  if (!isBoth) return lies;
  const endless = lies.map(({ name, faults }): Lie => {
    const longer = (about: About) => faults(about).map((fault) => ({ ...fault, times: always }));
    return { name: `${name} and ever after`, about: 'all', faults: longer };
  });
  return [...lies, ...endless];
}

function hidden(operation: string, ids: readonly string[]): Fault {
  return { kind: 'hidden-row', ids, operation, times: always };
}

/** better-auth is asked about one session by a list too, of one row: it is lied with as well. */
function deviceLies(operation: string): Lie[] {
  return (['empty-page', 'foreign-list'] as const).map((kind) => ({
    ...{ name: `${kind}, also for one cookie`, about: 'all' },
    faults: () => [{ kind, operation, times: always }],
  }));
}

function cookieLies(): Lie[] {
  const everywhere = { operation: '*', times: always } as const;
  return [
    {
      ...{ name: 'other cookie name', about: 'all', stands: true },
      faults: () => [{ kind: 'other-cookie-name', name: 'auth.sid', ...everywhere }],
    },
    {
      ...{ name: 'cookie cache', about: 'list', stands: true, honestEnds: true },
      faults: () => [{ kind: 'cookie-cache', seconds: 300, ...everywhere }],
    },
  ];
}

/** What lies about half of the ends or more: they answer as usual, and do nothing. */
export function falseEnds(server: Server, count: number, random: Random): Fault[] {
  const { end } = server.kind.operations;
  const kinds: FaultKind[] =
    server.api.id === 'better-auth' ? ['does-nothing', 'only-cookie-deleted'] : ['does-nothing'];
  const times = random.integer(Math.ceil(count / 2), count);
  return [{ kind: random.pick(kinds), operation: end, times }];
}
