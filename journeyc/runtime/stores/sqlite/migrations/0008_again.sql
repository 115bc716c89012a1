-- How often something was decided again under its id: whoever notes late what became of what there was before changes
-- nothing.

ALTER TABLE outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET again = again_of(doc) WHERE next_at IS NOT NULL;
