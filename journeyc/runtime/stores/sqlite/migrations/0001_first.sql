-- Instants that are searched or ordered are whole microseconds since 1970; documents are JSON as the core defines it.

CREATE TABLE definitions (
  hash    TEXT PRIMARY KEY,
  journey TEXT NOT NULL,
  version INTEGER NOT NULL,
  doc     TEXT NOT NULL,
  UNIQUE (journey, version)
) STRICT, WITHOUT ROWID;

-- `seq` counts the commits of a customer: whoever decided on an older one must read again.
CREATE TABLE customers (
  id  TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE aliases (
  field    TEXT NOT NULL,
  value    TEXT NOT NULL,
  customer TEXT NOT NULL,
  PRIMARY KEY (value, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_of_customer ON aliases (customer);

CREATE TABLE runs (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  customer   TEXT NOT NULL,
  journey    TEXT NOT NULL,
  definition TEXT NOT NULL,
  status     TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  doc        TEXT NOT NULL
) STRICT;

CREATE INDEX open_runs ON runs (customer) WHERE status <> 'ended';
CREATE INDEX ended_runs ON runs (customer) WHERE status = 'ended';

CREATE TABLE timers (
  run      TEXT NOT NULL,
  name     TEXT NOT NULL,
  due      INTEGER NOT NULL,
  customer TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_due ON timers (due, run, name);

-- What an input was answered, so that the same id again is answered the same and changes nothing.
CREATE TABLE inputs (
  customer TEXT NOT NULL,
  id       TEXT NOT NULL,
  report   TEXT NOT NULL,
  PRIMARY KEY (customer, id)
) STRICT, WITHOUT ROWID;

-- Only ever appended to.
CREATE TABLE history (
  number   INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,
  run      TEXT,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL,
  input    TEXT NOT NULL,
  doc      TEXT NOT NULL
) STRICT;

CREATE INDEX history_of_customer ON history (customer);

-- `next_at` is empty once a message is delivered, failed for good or expired.
CREATE TABLE outbox (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  channel  TEXT NOT NULL,
  state    TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at  INTEGER,
  problem  TEXT NOT NULL,
  doc      TEXT NOT NULL
) STRICT;

CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE incidents (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  run    TEXT NOT NULL,
  doc    TEXT NOT NULL
) STRICT;
