-- Keys that a store makes for itself, such as the one that signs resume links. `state` of an entry of the outbox may
-- be `in hand`: somebody carries it, or died with it.

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
