-- Workers share what is due by customer, and ended runs are found by when they ended. The new columns are filled in
-- behind these statements, by `connection.py`.

ALTER TABLE outbox ADD COLUMN customer TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_of_customer ON outbox (customer, next_at) WHERE next_at IS NOT NULL;

-- When a run ended, empty while it is open.
ALTER TABLE runs ADD COLUMN ended INTEGER;
CREATE INDEX runs_ended ON runs (ended) WHERE ended IS NOT NULL;

-- Who may work for a customer alone, and until when. `fence` is higher than that of whoever had them before.
CREATE TABLE leases (
  customer TEXT PRIMARY KEY,
  fence    INTEGER NOT NULL,
  until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX leases_over ON leases (until);

CREATE TABLE fences (last INTEGER NOT NULL) STRICT;
INSERT INTO fences VALUES (0);
