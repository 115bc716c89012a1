-- Many commits in one statement, so that each costs one journey to the server and back however much it writes.

-- Writes groups of commits, which are of different customers: rows with the number of their group, a table after the
-- other. Gives the groups that were refused, and why; nothing is written of those. A group that bears the mark already
-- was written before the connection was lost.
CREATE FUNCTION commit_each(
  this_mark bigint,
  c_group bigint[], c_id text[], c_revision bigint[], c_next bigint[], c_generation bigint[], c_merge text[], c_doc bytea[], c_input text[], c_report bytea[],
  l_group bigint[], l_customer text[], l_fence bigint[],
  r_group bigint[], r_id text[], r_customer text[], r_journey text[], r_status text[], r_ended bigint[], r_doc bytea[],
  d_group bigint[], d_customer text[], d_run text[], d_name text[],
  t_group bigint[], t_customer text[], t_run text[], t_name text[], t_due bigint[],
  h_group bigint[], h_customer text[], h_run text[], h_at text[], h_kind text[], h_input text[], h_doc bytea[],
  o_group bigint[], o_id text[], o_outlet text[], o_customer text[], o_again bigint[], o_at bigint[], o_doc bytea[],
  s_group bigint[], s_kind text[], s_a text[], s_b text[], s_c text[], s_doc bytea[]
) RETURNS TABLE (refused bigint, reason text, a text, b text, c text)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  refusals bigint[] := '{}';
  passed bigint[] := '{}';  -- all groups of which nothing is to be written: refused, or written before
  step record;
BEGIN
  -- Customers come first and in order of their names, so that no two commits wait for each other.
  FOR step IN
    SELECT g.number, g.id, g.next, found.seq, found.mark
    FROM unnest(c_group, c_id, c_revision, c_next) AS g (number, id, revision, next)
    LEFT JOIN LATERAL (SELECT seq, mark FROM customers WHERE id = g.id FOR NO KEY UPDATE) AS found ON true
    WHERE coalesce(found.seq, 0) <> g.revision
  LOOP
    CONTINUE WHEN step.number = ANY (passed);
    passed := passed || step.number;
    IF step.mark = this_mark AND step.seq = step.next THEN
      CONTINUE;
    END IF;
    refusals := refusals || step.number;
    RETURN QUERY SELECT step.number, 'conflict', step.id, NULL, NULL;
  END LOOP;
  -- Of two who take one value at once, or one as an alias and the other as the key of somebody new, one waits for what
  -- becomes of the other.
  PERFORM pg_advisory_xact_lock(key) FROM (
    SELECT hashtextextended(g.value, 0) AS key FROM unnest(s_kind, s_c) AS g (kind, value)
    WHERE g.kind = 'alias' AND g.value IS NOT NULL
    UNION SELECT hashtextextended(g.id, 0) FROM unnest(c_id, c_revision) AS g (id, revision) WHERE g.revision = 0
    ORDER BY key
  ) AS keys;
  IF 0 = ANY (c_revision) THEN
    FOR step IN
      WITH new AS (
        SELECT g.* FROM unnest(c_group, c_id, c_revision, c_next, c_generation, c_merge, c_doc)
          AS g (number, id, revision, next, generation, merge, doc)
        WHERE g.revision = 0 AND g.number <> ALL (passed)
      ), written AS (
        INSERT INTO customers (id, seq, mark, merge, doc)
        SELECT id, next, this_mark, merge, doc FROM new
        WHERE generation = (SELECT coalesce(max(number), 0) FROM erasures)
          AND NOT EXISTS (SELECT FROM aliases WHERE aliases.value = new.id)
          -- Who is being erased is there still: their end is waited for, and comes too late to be counted.
          AND NOT EXISTS (SELECT FROM customers AS old WHERE old.id = new.id)
        ON CONFLICT (id) DO NOTHING RETURNING id
      )
      SELECT new.number, new.id, CASE
        WHEN EXISTS (SELECT FROM aliases WHERE aliases.value = new.id) THEN 'named'
        WHEN new.generation <> (SELECT coalesce(max(number), 0) FROM erasures) THEN 'erased'
        ELSE 'conflict' END AS reason
      FROM new WHERE new.id NOT IN (SELECT written.id FROM written)
    LOOP
      -- Somebody else has made them known in this moment, or made an alias of their key, or somebody was erased.
      CONTINUE WHEN step.number = ANY (passed);
      passed := passed || step.number;
      refusals := refusals || step.number;
      RETURN QUERY SELECT step.number, step.reason, step.id, NULL, NULL;
    END LOOP;
  END IF;
  IF cardinality(l_group) > 0 THEN
    -- Whoever wants to give a customer to another worker waits until this is written.
    FOR step IN
      SELECT g.number, g.customer FROM unnest(l_group, l_customer, l_fence) AS g (number, customer, fence)
      LEFT JOIN LATERAL (
        SELECT true AS still FROM leases WHERE customer = g.customer AND fence = g.fence FOR SHARE
      ) AS held ON true
      WHERE held.still IS NULL
    LOOP
      -- Of a group that is in conflict as well this is what counts: the last reason does.
      CONTINUE WHEN step.number = ANY (passed) AND step.number <> ALL (refusals);
      passed := passed || step.number;
      refusals := refusals || step.number;
      RETURN QUERY SELECT step.number, 'fenced', step.customer, NULL, NULL;
    END LOOP;
  END IF;
  IF 'alias' = ANY (s_kind) THEN
    FOR step IN SELECT DISTINCT g.number FROM unnest(s_group, s_kind) AS g (number, kind)
      WHERE g.kind = 'alias' AND g.number <> ALL (passed) ORDER BY g.number
    LOOP
      RETURN QUERY
        WITH given AS (
          SELECT g.* FROM unnest(s_group, s_kind, s_a, s_b, s_c) WITH ORDINALITY AS g (number, kind, own, field, value, n)
          WHERE g.number = step.number
        ), taken AS (
          SELECT g.n, g.own, g.field, g.value, o.customer AS owner
          FROM given AS g JOIN aliases AS o ON o.value = g.value AND o.field = g.field WHERE g.kind = 'alias'
          UNION ALL
          SELECT g.n, g.own, g.field, g.value, o.id FROM given AS g JOIN customers AS o ON o.id = g.value
          WHERE g.kind = 'alias' AND NOT EXISTS (
            -- Made known above, for a group that was refused after all.
            SELECT FROM unnest(c_group, c_id) AS new (number, id)
            WHERE new.id = o.id AND o.mark = this_mark AND new.number = ANY (refusals)
          )
        )
        SELECT step.number, 'alias', t.field, t.value, t.owner FROM taken AS t
        WHERE t.owner <> t.own AND NOT EXISTS (
          SELECT FROM given AS p WHERE p.kind = 'part' AND p.own = t.own AND p.field = t.owner
        )
        ORDER BY t.n LIMIT 1;
      IF FOUND THEN
        passed := passed || step.number;
        refusals := refusals || step.number;
        CONTINUE;
      END IF;
      DELETE FROM aliases AS old USING unnest(s_group, s_kind, s_a, s_b) AS g (number, kind, own, field)
      WHERE g.number = step.number AND g.kind = 'alias' AND old.customer = g.own AND old.field = g.field;
      -- What leads to a part of the customer leads here, and goes with that one if they are parted.
      INSERT INTO aliases (field, value, customer)
      SELECT g.field, g.value, g.own FROM unnest(s_group, s_kind, s_a, s_b, s_c) AS g (number, kind, own, field, value)
      WHERE g.number = step.number AND g.kind = 'alias' AND g.value IS NOT NULL ON CONFLICT DO NOTHING;
    END LOOP;
  END IF;
  IF cardinality(refusals) > 0 AND 0 = ANY (c_revision) THEN
    -- Made known above, for a group that was refused after all.
    DELETE FROM customers AS new USING unnest(c_group, c_id, c_revision) AS g (number, id, revision)
    WHERE g.number = ANY (refusals) AND g.revision = 0 AND new.id = g.id AND new.mark = this_mark;
  END IF;

  IF 'answered' = ANY (s_kind) THEN
    INSERT INTO inputs (customer, id, report)
    SELECT g.customer, i.id, i.report
    FROM unnest(s_group, s_kind, s_a, s_b, s_c) AS g (number, kind, own, customer, given)
    JOIN inputs AS i ON i.customer = g.own AND i.id = g.given
    WHERE g.kind = 'answered' AND g.number <> ALL (passed) ON CONFLICT DO NOTHING;
  END IF;
  IF 'parted' = ANY (s_kind) THEN
    -- Whoever settles what these runs have sent is through before, or waits and finds whose they are then.
    PERFORM FROM unnest(s_group, s_kind, s_c) AS g (number, kind, run) JOIN runs AS r ON r.id = g.run
    WHERE g.kind = 'parted' AND g.number <> ALL (passed) ORDER BY r.id FOR UPDATE OF r;
    UPDATE history AS h SET customer = g.customer
    FROM unnest(s_group, s_kind, s_a, s_b, s_c) AS g (number, kind, own, customer, run)
    WHERE g.kind = 'parted' AND g.number <> ALL (passed) AND h.customer = g.own AND h.run = g.run;
  END IF;
  UPDATE customers AS old SET seq = old.seq + 1, mark = this_mark, merge = g.merge, doc = g.doc
  FROM unnest(c_group, c_id, c_revision, c_merge, c_doc) AS g (number, id, revision, merge, doc)
  WHERE g.revision > 0 AND g.number <> ALL (passed) AND old.id = g.id;
  INSERT INTO inputs (customer, id, report)
  SELECT g.id, g.input, g.report FROM unnest(c_group, c_id, c_input, c_report) AS g (number, id, input, report)
  WHERE g.report IS NOT NULL AND g.number <> ALL (passed);
  IF cardinality(r_group) > 0 THEN
    INSERT INTO runs (id, customer, journey, status, ended, doc)
    SELECT g.id, g.customer, g.journey, g.status, g.ended, g.doc
    FROM unnest(r_group, r_id, r_customer, r_journey, r_status, r_ended, r_doc)
      AS g (number, id, customer, journey, status, ended, doc)
    WHERE g.number <> ALL (passed)
    ON CONFLICT (id) DO UPDATE SET
      customer = excluded.customer, status = excluded.status, ended = excluded.ended, doc = excluded.doc;
  END IF;
  IF cardinality(d_group) > 0 THEN
    DELETE FROM timers AS old USING unnest(d_group, d_customer, d_run, d_name) AS g (number, customer, run, name)
    WHERE g.number <> ALL (passed) AND old.customer = g.customer AND old.run = g.run AND old.name = g.name;
  END IF;
  IF cardinality(t_group) > 0 THEN
    INSERT INTO timers (customer, run, name, due)
    SELECT g.customer, g.run, g.name, g.due
    FROM unnest(t_group, t_customer, t_run, t_name, t_due) AS g (number, customer, run, name, due)
    WHERE g.number <> ALL (passed)
    ON CONFLICT (customer, run, name) DO UPDATE SET due = excluded.due;
  END IF;
  IF cardinality(h_group) > 0 THEN
    INSERT INTO history (customer, run, at, kind, input, doc)
    SELECT g.customer, g.run, g.at, g.kind, g.input, g.doc
    FROM unnest(h_group, h_customer, h_run, h_at, h_kind, h_input, h_doc)
      AS g (number, customer, run, at, kind, input, doc)
    WHERE g.number <> ALL (passed);
  END IF;
  IF cardinality(o_group) > 0 THEN
    INSERT INTO outbox (id, outlet, customer, again, state, attempts, next_at, problem, doc)
    SELECT g.id, g.outlet, g.customer, g.again, 'waiting', 0, g.at, '', g.doc
    FROM unnest(o_group, o_id, o_outlet, o_customer, o_again, o_at, o_doc)
      AS g (number, id, outlet, customer, again, at, doc)
    WHERE g.number <> ALL (passed)
    ON CONFLICT (id) DO UPDATE SET
      outlet = excluded.outlet, again = excluded.again, state = 'waiting', attempts = 0, next_at = excluded.next_at,
      doc = excluded.doc;
  END IF;
  IF cardinality(s_group) > 0 THEN
    PERFORM commit_seldom(passed, s_group, s_kind, s_a, s_b, s_c, s_doc);
  END IF;
END
$$;

-- What few commits have: segments, incidents and tasks.
CREATE FUNCTION commit_seldom(
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
    INSERT INTO tasks (id, name, claimed_by, state, doc)
    SELECT g.id, g.name, g.by, 'open', g.doc
    FROM unnest(s_group, s_kind, s_a, s_b, s_c, s_doc) AS g (number, kind, id, name, by, doc)
    WHERE g.kind = 'task' AND g.number <> ALL (passed) ON CONFLICT DO NOTHING;
  END IF;
  IF 'claims' = ANY (kinds) THEN
    UPDATE tasks AS t SET claimed_by = g.by FROM unnest(s_group, s_kind, s_a, s_b) AS g (number, kind, id, by)
    WHERE g.kind = 'claims' AND g.number <> ALL (passed) AND t.id = g.id;
  END IF;
  IF 'closed' = ANY (kinds) THEN
    UPDATE tasks AS t SET state = 'closed' FROM unnest(s_group, s_kind, s_a) AS g (number, kind, id)
    WHERE g.kind = 'closed' AND g.number <> ALL (passed) AND t.id = g.id;
  END IF;
END
$$;
