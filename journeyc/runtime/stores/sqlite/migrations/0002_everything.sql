-- Calls and events leave through the outbox as messages do, tasks and settled incidents are kept, timers may be
-- the customer's own. The documents themselves are rewritten behind these statements, by `upgrade.py`.

-- A timer of the customer has an empty `run`.
ALTER TABLE timers RENAME TO timers_before;

CREATE TABLE timers (
  customer TEXT NOT NULL,
  run      TEXT NOT NULL,
  name     TEXT NOT NULL,
  due      INTEGER NOT NULL,
  PRIMARY KEY (customer, run, name)
) STRICT, WITHOUT ROWID;

INSERT INTO timers SELECT customer, run, name, due FROM timers_before;
DROP TABLE timers_before;
CREATE INDEX timers_due ON timers (due, run, name);

-- `outlet` says who can carry an entry: `message:sms`, `call:billing.credit`, `emitted`, `unsent`. `next_at` is
-- empty once nothing more will be tried.
ALTER TABLE outbox RENAME TO outbox_before;

CREATE TABLE outbox (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  outlet   TEXT NOT NULL,
  state    TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at  INTEGER,
  problem  TEXT NOT NULL,
  doc      TEXT NOT NULL
) STRICT;

INSERT INTO outbox
SELECT number, id, 'message:' || channel, state, attempts, next_at, problem, doc FROM outbox_before;
DROP TABLE outbox_before;
CREATE INDEX outbox_due ON outbox (outlet, next_at) WHERE next_at IS NOT NULL;

ALTER TABLE incidents RENAME TO incidents_before;

CREATE TABLE incidents (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  run    TEXT NOT NULL,
  state  TEXT NOT NULL,
  doc    TEXT NOT NULL
) STRICT;

INSERT INTO incidents SELECT number, id, run, 'open', doc FROM incidents_before;
DROP TABLE incidents_before;
CREATE INDEX open_incidents ON incidents (number) WHERE state = 'open';

-- `claimed_by` is empty while nobody does the task.
CREATE TABLE tasks (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  claimed_by TEXT NOT NULL,
  state      TEXT NOT NULL,
  doc        TEXT NOT NULL
) STRICT;

CREATE INDEX open_tasks ON tasks (name, number) WHERE state = 'open';
