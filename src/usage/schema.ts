import { binColumns } from './measures.ts';

/** As they were in version 1; later steps add the others. */
const firstSums = [
  'requests',
  'failed',
  'input',
  'output',
  'reasoning',
  'cached',
  'total',
  'known',
  'cost',
  'priced',
];
const told = ['input', 'output', 'reasoning', 'cached'];

/**
 * Step N brings a file of version N to N + 1 (`user_version`); a step that was published is never changed.
 * Words that come again and again stand once in `words`; 0 is: not known.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE words (
    -- a number is never given twice, as it is remembered outside of the file
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL UNIQUE,
    -- day of the last use, so that a word may go with the last record that has it
    seen INTEGER NOT NULL
  );
  CREATE TABLE requests (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    key INTEGER NOT NULL,
    provider INTEGER NOT NULL,
    account INTEGER NOT NULL,
    model INTEGER NOT NULL,
    application INTEGER NOT NULL,
    -- twice the status, and one more when it failed
    status INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    alias INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    latency INTEGER NOT NULL,
    first_byte INTEGER,
    input INTEGER,
    output INTEGER,
    reasoning INTEGER,
    cached INTEGER,
    total INTEGER,
    cost INTEGER,
    -- JSON of what few requests have
    more TEXT
  );
  CREATE INDEX requests_at ON requests (at);
  CREATE TABLE rollup (
    cube INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    ${[...firstSums, ...binColumns].map((name) => `${name} INTEGER NOT NULL DEFAULT 0`).join(',\n    ')},
    PRIMARY KEY (cube, bucket, a, b)
  ) WITHOUT ROWID;
  `,
  // Which requests told a kind of token was not counted before: a sum says that one did, and input and output are
  // told by all who tell anything.
  `
  ${told.map((kind) => `ALTER TABLE rollup ADD COLUMN told_${kind} INTEGER NOT NULL DEFAULT 0;`).join('\n  ')}
  -- ms from the start of the bucket to its last request; NULL: not known
  ALTER TABLE rollup ADD COLUMN last INTEGER;
  UPDATE rollup SET told_input = known * (input > 0), told_output = known * (output > 0),
    told_reasoning = reasoning > 0, told_cached = cached > 0 WHERE known > 0;
  `,
  // Many requests together, column by column: for questions that no sums are kept for.
  `
  CREATE TABLE packs (
    pack INTEGER PRIMARY KEY,
    -- places in requests
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    min_at INTEGER NOT NULL,
    max_at INTEGER NOT NULL
  );
  CREATE TABLE pack_pieces (
    -- number of the pack times 16, and that of the piece: one column, or several
    id INTEGER PRIMARY KEY,
    data BLOB NOT NULL
  );
  `,
  // Their columns have changed: they are made anew, on the side.
  'DELETE FROM packs; DELETE FROM pack_pieces;',
];
