-- Of which trace the span is that wrote a run last, or let something leave: a `traceparent` of the W3C, where whoever did
-- it was told to keep one.

ALTER TABLE runs ADD COLUMN trace text COLLATE "C";
ALTER TABLE outbox ADD COLUMN trace text COLLATE "C";

-- By when a task is to be claimed or answered; the last number there is for one that is never due. Lists of tasks are
-- in this order, so the one of a page reads a page.

ALTER TABLE tasks ADD COLUMN due bigint NOT NULL DEFAULT 9223372036854775807;
DROP INDEX open_tasks;
DROP INDEX open_tasks_of_name;
CREATE INDEX open_tasks ON tasks (due, number) WHERE state = 'open';
CREATE INDEX open_tasks_of_name ON tasks (name, due, number) WHERE state = 'open';

-- What few commits have: segments, incidents, tasks and traces; a task is opened by nobody's claim.
CREATE OR REPLACE FUNCTION commit_seldom(
  passed bigint[], s_group bigint[], s_kind text[], s_a text[], s_b text[], s_c text[], s_doc bytea[]
) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
  kinds text[] := ARRAY(SELECT DISTINCT g.kind FROM unnest(s_group, s_kind) AS g (number, kind)
    WHERE g.number <> ALL (passed));
BEGIN
  IF 'segments' = ANY (kinds) THEN
    DELETE FROM members AS old USING unnest(s_group, s_kind, s_a) AS g (number, kind, own)
    WHERE g.kind = 'segments' AND g.number <> ALL (passed) AND old.customer = g.own;
    INSERT INTO members (segment, customer, since)
    SELECT g.segment, g.own, g.since FROM unnest(s_group, s_kind, s_a, s_b, s_c) AS g (number, kind, own, segment, since)
    WHERE g.kind = 'segment' AND g.number <> ALL (passed);
  END IF;
  IF 'incident' = ANY (kinds) THEN
    INSERT INTO incidents (id, run, state, doc)
    SELECT g.id, g.run, 'open', g.doc FROM unnest(s_group, s_kind, s_a, s_b, s_doc) AS g (number, kind, id, run, doc)
    WHERE g.kind = 'incident' AND g.number <> ALL (passed) ON CONFLICT DO NOTHING;
  END IF;
  IF 'settles' = ANY (kinds) THEN
    UPDATE incidents AS i SET state = 'settled' FROM unnest(s_group, s_kind, s_a) AS g (number, kind, id)
    WHERE g.kind = 'settles' AND g.number <> ALL (passed) AND i.id = g.id;
  END IF;
  IF 'task' = ANY (kinds) THEN
    INSERT INTO tasks (id, name, claimed_by, state, due, doc)
    SELECT g.id, g.name, '', 'open', g.due::bigint, g.doc
    FROM unnest(s_group, s_kind, s_a, s_b, s_c, s_doc) AS g (number, kind, id, name, due, doc)
    WHERE g.kind = 'task' AND g.number <> ALL (passed) ON CONFLICT DO NOTHING;
  END IF;
  IF 'claims' = ANY (kinds) THEN
    UPDATE tasks AS t SET claimed_by = g.by, due = g.due::bigint
    FROM unnest(s_group, s_kind, s_a, s_b, s_c) AS g (number, kind, id, by, due)
    WHERE g.kind = 'claims' AND g.number <> ALL (passed) AND t.id = g.id;
  END IF;
  IF 'trace' = ANY (kinds) THEN
    UPDATE runs AS r SET trace = g.trace FROM unnest(s_group, s_kind, s_a, s_b) AS g (number, kind, id, trace)
    WHERE g.kind = 'trace' AND g.number <> ALL (passed) AND r.id = g.id;
    UPDATE outbox AS o SET trace = g.trace FROM unnest(s_group, s_kind, s_a, s_b) AS g (number, kind, id, trace)
    WHERE g.kind = 'trace' AND g.number <> ALL (passed) AND o.id = g.id;
  END IF;
  IF 'closed' = ANY (kinds) THEN
    UPDATE tasks AS t SET state = 'closed' FROM unnest(s_group, s_kind, s_a) AS g (number, kind, id)
    WHERE g.kind = 'closed' AND g.number <> ALL (passed) AND t.id = g.id;
  END IF;
END
$$;
