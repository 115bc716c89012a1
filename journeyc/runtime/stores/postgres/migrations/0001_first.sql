-- Instants that are searched or ordered are whole microseconds since 1970; documents are as `stores/documents.py` packs
-- them. All names are ordered by their bytes, as in every store. The tables stand in a schema of their own, which is the
-- first of the search path.

CREATE TABLE definitions (
  hash    text COLLATE "C" PRIMARY KEY,
  journey text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  doc     text NOT NULL,
  UNIQUE (journey, version)
);

-- `seq` counts the commits of a customer: whoever decided on an older one must read again. `mark` is that of the last
-- commit, by which whoever lost the connection finds out whether it was theirs. `merge` is the merge by which they have
-- become a part of another.
CREATE TABLE customers (
  id    text COLLATE "C" PRIMARY KEY,
  seq   bigint NOT NULL,
  mark  bigint NOT NULL DEFAULT 0,
  merge text COLLATE "C",
  doc   bytea NOT NULL
);

CREATE UNIQUE INDEX merges ON customers (merge) WHERE merge IS NOT NULL;

CREATE TABLE aliases (
  field    text COLLATE "C" NOT NULL,
  value    text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  PRIMARY KEY (value, field)
);

CREATE INDEX aliases_of_customer ON aliases (customer);

CREATE TABLE members (
  segment  text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  since    text NOT NULL,
  PRIMARY KEY (segment, customer)
);

CREATE INDEX members_of_customer ON members (customer);

-- `ended` is when, empty while it is open.
CREATE TABLE runs (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id         text COLLATE "C" NOT NULL UNIQUE,
  customer   text COLLATE "C" NOT NULL,
  journey    text COLLATE "C" NOT NULL,
  status     text COLLATE "C" NOT NULL,
  ended      bigint,
  doc        bytea NOT NULL
);

CREATE INDEX open_runs ON runs (customer, number) WHERE status <> 'ended';
CREATE INDEX ended_runs ON runs (customer, number) WHERE status = 'ended';
CREATE INDEX runs_ended ON runs (ended) WHERE ended IS NOT NULL;

-- A timer of the customer has an empty `run`.
CREATE TABLE timers (
  customer text COLLATE "C" NOT NULL,
  run      text COLLATE "C" NOT NULL,
  name     text COLLATE "C" NOT NULL,
  due      bigint NOT NULL,
  PRIMARY KEY (customer, run, name)
);

CREATE INDEX timers_due ON timers (due, run, name);

-- What an input was answered, so that the same id again is answered the same and changes nothing.
CREATE TABLE inputs (
  customer text COLLATE "C" NOT NULL,
  id       text COLLATE "C" NOT NULL,
  report   bytea NOT NULL,
  PRIMARY KEY (customer, id)
);

-- Only ever appended to.
CREATE TABLE history (
  number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text COLLATE "C" NOT NULL,
  run      text COLLATE "C",
  at       text NOT NULL,
  kind     text NOT NULL,
  input    text COLLATE "C" NOT NULL,
  doc      bytea NOT NULL
);

CREATE INDEX history_of_customer ON history (customer, number);

-- `outlet` says who can carry an entry: `message:sms`, `call:billing.credit`, `emitted`, `unsent`. `next_at` is empty
-- once nothing more will be tried; `state` may be `in hand`: somebody carries it, or died with it. `again` says how often
-- it was decided anew under its id.
CREATE TABLE outbox (
  number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id       text COLLATE "C" NOT NULL UNIQUE,
  outlet   text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  again    bigint NOT NULL,
  state    text COLLATE "C" NOT NULL,
  attempts bigint NOT NULL,
  next_at  bigint,
  problem  text NOT NULL,
  doc      bytea NOT NULL
);

CREATE INDEX outbox_due ON outbox (outlet, next_at, number) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_of_customer ON outbox (customer, next_at, number) WHERE next_at IS NOT NULL;

CREATE TABLE incidents (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id     text COLLATE "C" NOT NULL UNIQUE,
  run    text COLLATE "C" NOT NULL,
  state  text COLLATE "C" NOT NULL,
  doc    bytea NOT NULL
);

CREATE INDEX incidents_of_run ON incidents (run);
CREATE INDEX open_incidents ON incidents (number) WHERE state = 'open';
CREATE INDEX settled_incidents ON incidents (number) WHERE state = 'settled';

-- `claimed_by` is empty while nobody does the task.
CREATE TABLE tasks (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id         text COLLATE "C" NOT NULL UNIQUE,
  name       text COLLATE "C" NOT NULL,
  claimed_by text NOT NULL,
  state      text COLLATE "C" NOT NULL,
  doc        bytea NOT NULL
);

CREATE INDEX open_tasks ON tasks (number) WHERE state = 'open';
CREATE INDEX open_tasks_of_name ON tasks (name, number) WHERE state = 'open';

-- Keys that a store makes for itself, such as the one that signs resume links.
CREATE TABLE secrets (
  name  text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

-- How often somebody has been erased, and nothing of whom: who comes after that has ids of their own. The numbers have no
-- gap, so that the last of them is how many there are.
CREATE TABLE erasures (number bigint PRIMARY KEY);

-- Who may work for a customer alone, and until when. `fence` is higher than that of whoever had them before.
CREATE TABLE leases (
  customer text COLLATE "C" PRIMARY KEY,
  fence    bigint NOT NULL,
  until    bigint NOT NULL
);

CREATE INDEX leases_over ON leases (until);

CREATE SEQUENCE fences;
