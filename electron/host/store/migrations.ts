/** In order; the store's version is how many of them it has seen. Never edit one that was released: add another. */
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
];
