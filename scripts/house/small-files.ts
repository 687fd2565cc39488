/** Why a file under 25 lines that only one other file imports stands on its own. */
export const reasons: Readonly<Record<string, string>> = {
  'electron/host/audit/handlers.ts': 'the calls of a room stand in its handlers.ts, however few',
  'electron/host/keys/keychain-handlers.ts':
    'answers for the keychain, with no connection: another matter than keys',
  'electron/host/sign-in/logo.ts': 'a picture, drawn from renderer/public/favicon.svg',
  'electron/web/package.ts': 'loaded only once the version of Node was looked at; an old Node could not',
  'electron/web/strangers.ts': 'a guard of the browser shell that has a limit and an attack of its own',
  'renderer/data/words.ts': 'a table of words, beside the other words.ts of the page',
  'renderer/settings/key-words.ts': 'a table of words: what is said of a key',
  'scripts/house/small-files.ts': 'a table of reasons, which changes while the rules stay',
};
