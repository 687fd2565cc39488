import { type Answer, empty, json, plain } from '../answer.ts';
import type { ApiDefinition, Documented, Route } from '../api.ts';
import type { Refusal } from '../behaviour.ts';
import { nextauthLive } from './nextauth/live.ts';
import { push, qrOf } from './nextauth/logins.ts';
import { nextauthPhone } from './nextauth/phone.ts';
import { qrImage } from './nextauth/qr-image.ts';
import { loginsOf, type NextauthCall, NextauthError, permitted, userContextOf } from './nextauth/requests.ts';
import { type Account, hsid, type NextauthTables, seed, type Session } from './nextauth/seed.ts';

const errorStatuses = [400, 401, 403, 404, 429, 500] as const;

const own = ['x-apikey', 'x-su', 'x-nonce'];
const withContext = [...own, 'sessioninfo', 'announceinfo'];
const documented: Documented[] = [
  ['get_session', 'get', own],
  ['get_qr_login', 'show a code', [...withContext, 'img', 's']],
  ['logout', 'end', own],
  ['provoke_login', 'push to a session', withContext],
  ['provoke_login_on_account', 'push to an account', withContext],
  ['provoke_login_on_user', 'push to a user', withContext],
];

/** nextAuth's sessions on one server (document 003): logins by QR code and by push, confirmed on a phone. */
export default function nextauth(): ApiDefinition<NextauthTables> {
  const all = routes();
  return {
    title: 'nextAuth',
    port: 4804,
    basePath: '',
    checksOrigin: false,
    seed,
    access: ({ servers, keys, sessions }) => ({
      settings: { serverId: servers[0]?.serverid ?? '', roleId: '', liveUrl: '' },
      secrets: { apiKey: keys[0]?.key ?? '', nonces: sessions.map(({ nonce }) => nonce).join('\n') },
      filters: {},
    }),
    hints: ({ roles, users, accounts, keys }) => [
      `roles      ${roles.map(({ roleid }) => roleid).join(', ')}`,
      `users      ${users.map(({ userid }) => userid).join(', ')}`,
      `accounts   ${accounts.map(({ accountid }) => accountid).join(', ')}`,
      `other key  ${keys[1]?.key ?? ''} (without the permission 'sessions')`,
    ],
    routes: all,
    documented,
    phone: nextauthPhone,
    live: nextauthLive,
    notFound: () => plain(404, 'Not found'),
    errorStatuses: Object.fromEntries(all.map(({ operation }) => [operation, errorStatuses])),
    refuse,
  };
}

function routes(): Route<NextauthTables>[] {
  const route = (
    operation: string,
    [method, path]: readonly ['GET' | 'POST', string],
    permissions: readonly string[],
    handle: (call: NextauthCall, session: Session) => Answer,
  ): Route<NextauthTables> => {
    return { operation, method, path: `/servers/:serverid${path}`, answer: permitted(permissions, handle) };
  };

  return [
    route('get_session', ['GET', '/sessions/'], ['sessions'], getSession),
    route('get_qr_login', ['GET', '/sessions/qr/login'], ['sessions'], getQrLogin),
    route('logout', ['POST', '/sessions/logout'], ['sessions'], logout),
    route('provoke_login', ['POST', '/sessions/provokelogin'], ['sessions'], provokeLogin),
    route(
      'provoke_login_on_account',
      ['POST', '/accounts/:accountid/provokelogin'],
      ['sessions', 'accounts'],
      provokeOnAccount,
    ),
    route(
      'provoke_login_on_user',
      ['POST', '/users/:userid/provokelogin'],
      ['sessions', 'users'],
      provokeOnUser,
    ),
  ];
}

/**
 * The login status. Whether a phone has read the code is not in it, nor that one declined: the session stays logged
 * out, and `loginqrdata` changes when the code is over.
 */
function getSession(call: NextauthCall, session: Session): Answer {
  const account = call.tables.accounts.find(({ accountid }) => accountid === session.accountid);
  const { userid, accountid, pk } = account ?? {};
  return json(200, {
    ...(account === undefined ? { loggedin: false } : { loggedin: true, userid, accountid, pk }),
    canprovoke: session.lastAccountid !== null,
    hsid: hsid(session.nonce),
    loginqrdata: qrOf(loginsOf(call), session),
  });
}

/** The bytes of the code, or with `img=png` a picture of them; the type is the same for both. */
function getQrLogin(call: NextauthCall, session: Session): Answer {
  const { query } = call.request;
  const size = query.get('s') ?? '500';
  if (!/^\d{1,4}$/.test(size) || Number(size) === 0) throw new NextauthError(400, 's is no size in pixels');
  const context = userContextOf(call);
  if (context !== null) session.context = context;
  const data = Buffer.from(qrOf(loginsOf(call), session), 'base64');
  const body = query.get('img') === 'png' ? qrImage(data, Number(size)) : data;
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}

function logout({ behaviour, tables }: NextauthCall, session: Session): Answer {
  const others = tables.sessions.filter((other) => other !== session && other.accountid !== null);
  const another = others.find(({ accountid }) => accountid !== session.accountid) ?? others[0];
  if (behaviour.end !== 'does-nothing') session.accountid = null;
  if (behaviour.end === 'ends-another' && another !== undefined) another.accountid = null;
  return empty(200);
}

function provokeLogin(call: NextauthCall, session: Session): Answer {
  return provoke(
    call,
    session,
    accountsBy(call, ({ accountid }) => accountid === session.lastAccountid),
  );
}

function provokeOnAccount(call: NextauthCall, session: Session): Answer {
  const wanted = call.parameters['accountid'] ?? '';
  if (!/^\d+$/.test(wanted)) throw new NextauthError(400, 'The account id is no number');
  return provoke(
    call,
    session,
    accountsBy(call, ({ accountid }) => accountid === Number(wanted)),
  );
}

function provokeOnUser(call: NextauthCall, session: Session): Answer {
  const wanted = call.parameters['userid'] ?? '';
  if (!call.tables.users.some(({ userid }) => userid === wanted))
    throw new NextauthError(404, 'User not found');
  return provoke(
    call,
    session,
    accountsBy(call, ({ userid }) => userid === wanted),
  );
}

/** 200 says that the push went out, not that anyone will answer it. */
function provoke(call: NextauthCall, session: Session, accounts: readonly Account[]): Answer {
  if (accounts.length === 0) throw new NextauthError(404, 'Account not found');
  push(loginsOf(call), session, accounts, userContextOf(call));
  return empty(200);
}

function accountsBy({ tables }: NextauthCall, isWanted: (account: Account) => boolean): Account[] {
  return tables.accounts.filter(isWanted);
}

function refuse({ status, retryAfterSeconds }: Refusal, operation: string): Answer {
  const missing = { provoke_login_on_user: 'User', provoke_login_on_account: 'Account' }[operation];
  const texts: Record<number, string> = {
    400: 'Bad request',
    401: 'The API key is missing or unknown',
    403: "Required permission: 'sessions'",
    404: `${missing ?? 'Server'} not found`,
    429: 'Too many requests',
  };
  const answer = plain(status, texts[status] ?? 'Internal error');
  if (status !== 429) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds ?? 10) } };
}
