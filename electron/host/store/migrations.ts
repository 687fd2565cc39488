/** In order; the store's version is the number of migrations applied. Never edit a released one: add another. */
export const migrations: readonly string[] = [
  `CREATE TABLE connections (
     id TEXT PRIMARY KEY,
     position INTEGER NOT NULL,
     api TEXT NOT NULL,
     name TEXT NOT NULL,
     kind TEXT NOT NULL,
     colour TEXT NOT NULL,
     base_url TEXT NOT NULL,
     settings TEXT NOT NULL,
     filters TEXT NOT NULL,
     key_fields TEXT NOT NULL DEFAULT '[]'
   ) STRICT`,
  `CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL) STRICT;
   CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     connection_id TEXT NOT NULL,
     scope TEXT NOT NULL,
     state TEXT NOT NULL,
     started_at INTEGER NOT NULL,
     ended_at INTEGER,
     one_call INTEGER NOT NULL,
     reason TEXT NOT NULL,
     stopped TEXT,
     outcome TEXT
   ) STRICT;
   CREATE TABLE run_items (
     run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,
     session TEXT NOT NULL,
     may_stay INTEGER NOT NULL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     call_failure TEXT,
     verdict TEXT,
     check_failure TEXT,
     may_work_until INTEGER,
     PRIMARY KEY (run_id, position)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE audit (
     seq INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     actor TEXT NOT NULL,
     action TEXT NOT NULL,
     connection_id TEXT NOT NULL,
     connection_name TEXT NOT NULL,
     connection_kind TEXT NOT NULL,
     reason TEXT NOT NULL,
     outcome TEXT NOT NULL,
     details TEXT NOT NULL,
     previous TEXT NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
   CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
   -- A replacing insert deletes without the trigger above.
   CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit
   WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
   BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
  // AUTOINCREMENT: a deleted request's id is never reused.
  `CREATE TABLE requests (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     connection_id TEXT NOT NULL,
     cause TEXT NOT NULL,
     run_id TEXT,
     method TEXT NOT NULL,
     path TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     status INTEGER,
     took REAL NOT NULL,
     size INTEGER,
     request_headers TEXT NOT NULL,
     response_headers TEXT NOT NULL,
     failure TEXT,
     can_send_again INTEGER NOT NULL,
     words TEXT NOT NULL
   ) STRICT;
   CREATE INDEX requests_of_connection ON requests (connection_id, id)`,
  'CREATE TABLE orphaned_keys (id TEXT PRIMARY KEY) STRICT',
  // The evidence of a verdict; null for verdicts of earlier versions.
  'ALTER TABLE run_items ADD COLUMN evidence TEXT',
  // Pushes and codes that count towards limits, by hash of their target. "machine_at": ms since the machine started.
  `CREATE TABLE sign_in_limits (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     machine_at REAL NOT NULL
   ) STRICT;
   CREATE INDEX sign_in_limits_of_key ON sign_in_limits (kind, key)`,
  // 1: the connection's only key is in memory, or was when Sessiondeck closed. Holds no part of the key.
  'ALTER TABLE connections ADD COLUMN key_in_memory INTEGER NOT NULL DEFAULT 0',
];
