-- Customers are merged and erased, and who is in a segment can be asked. The members are filled in behind these
-- statements, by `connection.py`.

-- The merge by which a customer has become a part of another, empty where none has.
ALTER TABLE customers ADD COLUMN merge TEXT;
CREATE UNIQUE INDEX merges ON customers (merge) WHERE merge IS NOT NULL;

CREATE TABLE members (
  segment  TEXT NOT NULL,
  customer TEXT NOT NULL,
  since    TEXT NOT NULL,
  PRIMARY KEY (segment, customer)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_of_customer ON members (customer);

-- How often somebody has been erased, and nothing of whom: who comes after that has ids of their own.
CREATE TABLE erasures (number INTEGER PRIMARY KEY) STRICT;
