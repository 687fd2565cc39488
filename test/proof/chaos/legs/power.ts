import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';

// What a power cut leaves of the store. SQLite promises that a commit with `synchronous = FULL` is on the disk once it
// returns, and with it all that came before; any other may be gone. So the store is kept aside before each such commit,
// unless it already is, and what was kept is let go by the next one that is FULL.

const store = 'sessiondeck.db';
const files = [store, `${store}-wal`];
const full = 2;

const keptIn = (folder: string) => join(folder, 'on-the-disk');

/** In the host's process, before it opens its store: keeps aside, in the data folder, what a power cut would leave. */
export function keepWhatIsOnDisk(folder: string): void {
  letGo(folder);
  const prepare = Reflect.get(DatabaseSync.prototype, 'prepare');
  const exec = Reflect.get(DatabaseSync.prototype, 'exec');
  const run = Reflect.get(StatementSync.prototype, 'run');
  const owners = new WeakMap<StatementSync, DatabaseSync>();
  const levelOf = (db: DatabaseSync) => Number(prepare.call(db, 'PRAGMA synchronous').get()?.['synchronous']);

  function around<Result>(db: DatabaseSync, commit: () => Result): Result {
    if (db.location() !== join(folder, store)) return commit();
    const isOnDisk = levelOf(db) >= full;
    if (!isOnDisk && !existsSync(keptIn(folder))) keep(folder);
    const result = commit();
    if (isOnDisk) letGo(folder);
    return result;
  }

  DatabaseSync.prototype.prepare = function prepareOwned(sql) {
    const statement = prepare.call(this, sql);
    owners.set(statement, this);
    return statement;
  };
  DatabaseSync.prototype.exec = function execWatched(sql) {
    return /^COMMIT/i.test(sql) ? around(this, () => exec.call(this, sql)) : exec.call(this, sql);
  };
  // Whatever the form of its parameters.
  const runWatched = function runWatched(this: StatementSync, ...values: unknown[]) {
    const db = owners.get(this);
    const work = () => Reflect.apply(run, this, values) as ReturnType<typeof run>;
    return db && !db.isTransaction ? around(db, work) : work();
  };
  StatementSync.prototype.run = runWatched;
}

/** Puts the store of a host that is gone back to what a power cut would have left. False: nothing of it is lost. */
export function cutPower(folder: string): boolean {
  if (!existsSync(keptIn(folder))) return false;
  for (const file of [...files, `${store}-shm`]) rmSync(join(folder, file), { force: true });
  copy(keptIn(folder), folder);
  return true;
}

/** By renaming: a kill in between leaves nothing that is half a store. */
function keep(folder: string): void {
  const unfinished = join(folder, 'on-the-disk.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  copy(folder, unfinished);
  renameSync(unfinished, keptIn(folder));
}

function letGo(folder: string): void {
  if (!existsSync(keptIn(folder))) return;
  const old = join(folder, 'on-the-disk.old');
  rmSync(old, { recursive: true, force: true });
  renameSync(keptIn(folder), old);
}

function copy(from: string, to: string): void {
  for (const file of files) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}
