-- Of which trace the span is that wrote a run last, or let something leave: a `traceparent` of the W3C, where whoever did
-- it was told to keep one.

ALTER TABLE runs ADD COLUMN trace TEXT;
ALTER TABLE outbox ADD COLUMN trace TEXT;
