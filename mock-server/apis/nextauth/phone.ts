import type { PhoneParts } from '../../api.ts';
import { PhoneError } from '../../phone.ts';
import type { LoginName, Phone, PhoneAccount } from '../../phone.ts';
import { confirmed, pendingLogins, seen } from './logins.ts';
import type { Logins } from './logins.ts';
import type { Account, LoginRequest, NextauthTables } from './seed.ts';

const answeredShown = 20;

/** The phones of all the people of the server, as one: it can confirm as anyone, as a shared phone could. */
export function nextauthPhone({ tables, now, behaviour }: PhoneParts<NextauthTables>): Phone {
  const logins = (): Logins => ({ tables: tables(), now: now(), loginSeconds: behaviour.loginSeconds });
  return {
    state: () => ({
      now: now(),
      pending: pendingLogins(logins()),
      answered: tables()
        .requests.filter(({ state }) => state === 'confirmed' || state === 'declined')
        .slice(-answeredShown),
      accounts: tables().accounts.map(({ accountid, userid, description }) => ({
        accountid,
        userid,
        description,
      })),
    }),
    pending: () => pendingLogins(logins()),
    idOf: (qr) => readable(logins(), (request) => request.qr === qr).id,
    scan: (login) => seen(logins(), readable(logins(), named(login))),
    confirm: (login, who) => {
      const request = answerable(logins(), login);
      confirmed(logins(), request, accountOf(tables().accounts, request, who));
    },
    decline: (login) => {
      answerable(logins(), login).state = 'declined';
    },
    insist: (login, who) => {
      const request = tables().requests.findLast(named(login));
      if (request === undefined) throw new PhoneError(404, 'There never was such a login');
      confirmed(logins(), request, accountOf(tables().accounts, request, who));
    },
  };
}

function named(login: LoginName): (request: LoginRequest) => boolean {
  return ({ id, nonce }) => login === id || login === nonce;
}

/** The QR code that a phone can read now; one that is over, or that somebody confirmed, says nothing to it. */
function readable({ tables, now }: Logins, isWanted: (request: LoginRequest) => boolean): LoginRequest {
  const found = tables.requests.findLast(
    (request) =>
      request.kind === 'qr' && request.state !== 'confirmed' && request.shownUntil > now && isWanted(request),
  );
  if (found === undefined) throw new PhoneError(404, 'No such QR code is shown now; it may be over');
  return found;
}

/** What is answered: the code that the person has just read, else the push, else the code that is shown. */
function answerable(logins: Logins, login: LoginName): LoginRequest {
  const open = pendingLogins(logins).filter(named(login));
  const found =
    open.findLast(({ state }) => state === 'seen') ??
    open.findLast(({ kind }) => kind === 'push') ??
    open.at(-1);
  if (found === undefined) throw new PhoneError(404, 'No login waits for an answer on this session');
  return found;
}

/** The account named by its id or its user, or the one that the push went to. */
function accountOf(
  accounts: readonly Account[],
  { accountids: [pushedTo] }: LoginRequest,
  { userid, accountid }: Partial<PhoneAccount>,
): Account {
  const isUnnamed = userid === undefined && accountid === undefined;
  const found = accounts.find(
    (account) =>
      (userid === undefined || account.userid === userid) &&
      (accountid === undefined || account.accountid === accountid) &&
      (!isUnnamed || pushedTo === undefined || account.accountid === pushedTo),
  );
  if (found === undefined) throw new PhoneError(404, 'There is no such account');
  return found;
}
