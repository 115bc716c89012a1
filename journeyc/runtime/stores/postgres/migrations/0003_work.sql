-- What hosts and workers take in hand, and what became of it.

-- Writes what became of something that was carried. False where a lease is named under which somebody else works now;
-- nothing is written then, nor of what is known no longer.
CREATE FUNCTION settle(
  this_id text, this_outlet text, this_again bigint, this_state text, this_next_at bigint, this_problem text, untried bigint,
  l_customer text, l_fence bigint,
  h_customer text, h_run text, h_at text, h_kind text, h_input text, h_doc bytea,
  i_id text, i_run text, i_doc bytea
) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
  was_open boolean;
BEGIN
  IF l_customer IS NOT NULL THEN
    PERFORM FROM leases WHERE customer = l_customer AND fence = l_fence FOR SHARE;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
  END IF;
  SELECT next_at IS NOT NULL INTO was_open FROM outbox WHERE id = this_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN true;
  END IF;
  UPDATE outbox SET state = this_state, next_at = this_next_at, problem = this_problem, attempts = attempts - untried
  WHERE id = this_id AND outlet = this_outlet AND again = this_again AND next_at IS NOT NULL;
  IF h_customer IS NOT NULL THEN
    -- It is a line of whom the run belongs to by now.
    INSERT INTO history (customer, run, at, kind, input, doc) VALUES (
      coalesce((SELECT customer FROM runs WHERE id = h_run FOR KEY SHARE), h_customer), h_run, h_at, h_kind, h_input, h_doc
    );
  END IF;
  IF i_id IS NOT NULL AND was_open THEN
    INSERT INTO incidents (id, run, state, doc) VALUES (i_id, i_run, 'open', i_doc) ON CONFLICT DO NOTHING;
  END IF;
  RETURN true;
END
$$;

-- Leases customers for whom something is to be carried over one of these outlets, longest waiting first. Whom others
-- are leasing or writing in this moment is passed over.
CREATE FUNCTION lease_outbox(outlets text[], this_now bigint, this_until bigint, most bigint, besides text[])
RETURNS TABLE (customer text, fence bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  this_outlet text;
  step record;
  chosen text[];
  names text[] := '{}';
  times bigint[] := '{}';
BEGIN
  FOREACH this_outlet IN ARRAY outlets LOOP
    chosen := '{}';
    FOR step IN
      SELECT o.customer, o.next_at FROM outbox AS o
      WHERE o.outlet = this_outlet AND o.next_at <= this_now AND o.customer <> ALL (besides)
        AND NOT EXISTS (SELECT FROM leases AS l WHERE l.customer = o.customer AND l.until > this_now)
      ORDER BY o.next_at, o.number
    LOOP
      EXIT WHEN cardinality(chosen) >= most;
      CONTINUE WHEN step.customer = ANY (chosen);
      PERFORM FROM customers WHERE id = step.customer FOR NO KEY UPDATE SKIP LOCKED;
      -- Who was erased may have been told something of a run that was another's again by then.
      CONTINUE WHEN NOT FOUND AND EXISTS (SELECT FROM customers WHERE id = step.customer);
      chosen := chosen || step.customer;
      names := names || step.customer;
      times := times || step.next_at;
    END LOOP;
  END LOOP;
  RETURN QUERY SELECT * FROM lease_first(
    ARRAY(SELECT g.name FROM unnest(names, times) WITH ORDINALITY AS g (name, at, n)
      GROUP BY g.name ORDER BY min(g.at), min(g.n) LIMIT most),
    this_now, this_until
  );
END
$$;

-- The same for customers with a timer that is due, except where something is to be carried over an outlet that goes
-- before it.
CREATE FUNCTION lease_timers(this_now bigint, this_until bigint, most bigint, outlets text[], besides text[])
RETURNS TABLE (customer text, fence bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  step record;
  chosen text[] := '{}';
BEGIN
  FOR step IN
    SELECT t.customer FROM timers AS t
    WHERE t.due <= this_now AND t.customer <> ALL (besides)
      AND NOT EXISTS (SELECT FROM leases AS l WHERE l.customer = t.customer AND l.until > this_now)
      AND NOT EXISTS (
        SELECT FROM outbox AS o WHERE o.customer = t.customer AND o.next_at <= this_now AND o.outlet = ANY (outlets)
      )
    ORDER BY t.due, t.run, t.name
  LOOP
    EXIT WHEN cardinality(chosen) >= most;
    CONTINUE WHEN step.customer = ANY (chosen);
    PERFORM FROM customers WHERE id = step.customer FOR NO KEY UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    chosen := chosen || step.customer;
  END LOOP;
  RETURN QUERY SELECT * FROM lease_first(chosen, this_now, this_until);
END
$$;

-- Leases those of some customers, in this order, whom nobody has or has any longer.
CREATE FUNCTION lease_first(names text[], this_now bigint, this_until bigint)
RETURNS TABLE (customer text, fence bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  this_fence bigint;
BEGIN
  IF cardinality(names) = 0 THEN
    RETURN;
  END IF;
  this_fence := nextval('fences');
  RETURN QUERY
    WITH leased AS (
      INSERT INTO leases AS l (customer, fence, until) SELECT g.name, this_fence, this_until FROM unnest(names) AS g (name)
      ON CONFLICT (customer) DO UPDATE SET fence = excluded.fence, until = excluded.until WHERE l.until <= this_now
      RETURNING l.customer
    )
    SELECT leased.customer, this_fence FROM leased ORDER BY array_position(names, leased.customer);
  -- Of workers that are gone, an hour after their time; last, so that nobody who has locked one waits for another.
  DELETE FROM leases AS l WHERE l.customer IN (
    SELECT o.customer FROM leases AS o WHERE o.until < this_now - 3600000000 AND o.customer <> ALL (names)
    ORDER BY o.until LIMIT 100 FOR UPDATE SKIP LOCKED
  );
END
$$;
