-- Documents are compressed, and what an input was answered stands in one row with the lines of history that it has
-- left. `connection.py` defines `packed`, `key_of` and `told` for these statements.

ALTER TABLE customers RENAME TO customers_before;
DROP INDEX merges;

CREATE TABLE customers (
  id    TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL,
  merge TEXT,
  doc   BLOB NOT NULL
) STRICT;

INSERT INTO customers SELECT id, seq, merge, packed(doc) FROM customers_before ORDER BY rowid;
DROP TABLE customers_before;
CREATE UNIQUE INDEX merges ON customers (merge) WHERE merge IS NOT NULL;

ALTER TABLE runs RENAME TO runs_before;
DROP INDEX open_runs;
DROP INDEX ended_runs;
DROP INDEX runs_ended;

CREATE TABLE runs (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  customer TEXT NOT NULL,
  journey  TEXT NOT NULL,
  status   TEXT NOT NULL,
  ended    INTEGER,
  doc      BLOB NOT NULL
) STRICT;

INSERT INTO runs SELECT number, id, customer, journey, status, ended, packed(doc) FROM runs_before;
DROP TABLE runs_before;
CREATE INDEX open_runs ON runs (customer) WHERE status <> 'ended';
CREATE INDEX ended_runs ON runs (customer) WHERE status = 'ended';
CREATE INDEX runs_ended ON runs (ended) WHERE ended IS NOT NULL;

ALTER TABLE history RENAME TO history_before;
DROP INDEX history_of_customer;
CREATE INDEX history_of_input ON history_before (customer, input);

-- `input` is the CRC-32 of the id of the input whose answer is kept, empty where none is. Rows are read in the order of
-- `moved` or, where it is empty, of `number`: what was taken out of another row stays where that one stands.
CREATE TABLE history (
  number   INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,
  input    INTEGER,
  moved    INTEGER,
  doc      BLOB NOT NULL
) STRICT;

-- An answer goes with the first line that tells of its input, and stands alone where none does.
INSERT INTO history
SELECT line.number, line.customer, key_of(inputs.id), NULL,
  told(inputs.id, inputs.report, line.run, line.at, line.kind, line.input, line.doc)
FROM history_before AS line LEFT JOIN inputs ON inputs.customer = line.customer AND inputs.id = line.input
AND line.number = (
  SELECT min(number) FROM history_before WHERE customer = inputs.customer AND input = inputs.id
);
INSERT INTO history (customer, input, doc)
SELECT customer, key_of(id), told(id, report, NULL, NULL, NULL, NULL, NULL) FROM inputs WHERE NOT EXISTS (
  SELECT 1 FROM history_before WHERE customer = inputs.customer AND input = inputs.id
);
DROP TABLE history_before;
DROP TABLE inputs;
CREATE INDEX history_of_customer ON history (customer, input);

ALTER TABLE outbox RENAME TO outbox_before;
DROP INDEX outbox_due;
DROP INDEX outbox_of_customer;

CREATE TABLE outbox (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  outlet   TEXT NOT NULL,
  customer TEXT NOT NULL,
  state    TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at  INTEGER,
  problem  TEXT NOT NULL,
  doc      BLOB NOT NULL
) STRICT;

INSERT INTO outbox
SELECT number, id, outlet, customer, state, attempts, next_at, problem, packed(doc) FROM outbox_before;
DROP TABLE outbox_before;
CREATE INDEX outbox_due ON outbox (outlet, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_of_customer ON outbox (customer, next_at) WHERE next_at IS NOT NULL;

ALTER TABLE incidents RENAME TO incidents_before;
DROP INDEX open_incidents;

CREATE TABLE incidents (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  run    TEXT NOT NULL,
  state  TEXT NOT NULL,
  doc    BLOB NOT NULL
) STRICT;

INSERT INTO incidents SELECT number, id, run, state, packed(doc) FROM incidents_before;
DROP TABLE incidents_before;
CREATE INDEX open_incidents ON incidents (number) WHERE state = 'open';

ALTER TABLE tasks RENAME TO tasks_before;
DROP INDEX open_tasks;

CREATE TABLE tasks (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  claimed_by TEXT NOT NULL,
  state      TEXT NOT NULL,
  doc        BLOB NOT NULL
) STRICT;

INSERT INTO tasks SELECT number, id, name, claimed_by, state, packed(doc) FROM tasks_before;
DROP TABLE tasks_before;
CREATE INDEX open_tasks ON tasks (name, number) WHERE state = 'open';
