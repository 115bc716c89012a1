"""What a store on PostgreSQL asks of the server, but for what whole commits are."""

#: A customer, what an input was answered, the open runs, and an ended one, as of one moment.
READ = """
SELECT c.seq, c.doc, i.report,
  ARRAY(SELECT r.doc FROM runs AS r WHERE r.customer = g.customer AND r.status <> 'ended' ORDER BY r.number),
  (SELECT r.doc FROM runs AS r WHERE r.id = g.run AND r.customer = g.customer AND r.status = 'ended')
FROM unnest(%s, %s, %s) WITH ORDINALITY AS g (customer, input, run, n)
LEFT JOIN customers AS c ON c.id = g.customer
LEFT JOIN inputs AS i ON i.customer = g.customer AND i.id = g.input
ORDER BY g.n
"""
ANSWERED = "SELECT report FROM inputs WHERE customer = ANY (%s) AND id = %s LIMIT 1"

FIND = """
SELECT id FROM customers WHERE id = %(name)s
UNION ALL SELECT DISTINCT customer FROM aliases
WHERE value = %(name)s AND NOT EXISTS (SELECT FROM customers WHERE id = %(name)s)
ORDER BY 1
"""

OPEN_RUNS = "SELECT doc FROM runs WHERE status <> 'ended' LIMIT %s"
#: Of runs, and of what left.
TRACES = """
SELECT id, trace FROM runs WHERE id = ANY (%(names)s) AND trace IS NOT NULL
UNION ALL SELECT id, trace FROM outbox WHERE id = ANY (%(names)s) AND trace IS NOT NULL
"""

ENDED = "SELECT doc FROM runs WHERE customer = %s AND status = 'ended' ORDER BY number DESC LIMIT %s"

DUE = "SELECT due, run, name, customer FROM timers WHERE due <= %s ORDER BY due, run, name, customer LIMIT %s"
NEXT_DUE = """
SELECT (
  SELECT o.next_at FROM outbox AS o WHERE o.outlet = g.outlet AND o.next_at IS NOT NULL
  ORDER BY o.next_at LIMIT 1
) FROM unnest(%s) AS g (outlet)
"""

_TAKE = """
UPDATE outbox AS o SET state = 'in hand', attempts = o.attempts + 1, next_at = %(until)s
FROM mine WHERE o.number = mine.number
RETURNING o.outlet, o.doc, o.attempts, mine.state = 'in hand'
"""
#: Takes in hand what comes first over some outlets, and passes over what others are taking in this moment.
#: So many are looked at as may be taking something at once.
CLAIM = f"""
WITH waiting AS MATERIALIZED (
  SELECT first.number FROM unnest(%(outlets)s) AS g (outlet)
  CROSS JOIN LATERAL (
    SELECT o.number, o.next_at FROM outbox AS o WHERE o.outlet = g.outlet AND o.next_at <= %(now)s
    ORDER BY o.next_at, o.number LIMIT 64
  ) AS first
  ORDER BY first.next_at, first.number LIMIT 64
), mine AS (
  SELECT o.number, o.state FROM waiting JOIN outbox AS o USING (number) WHERE o.next_at <= %(now)s
  ORDER BY o.next_at, o.number LIMIT 1 FOR NO KEY UPDATE OF o SKIP LOCKED
)
{_TAKE}
"""  # noqa: S608  # no value is in it
#: The same for the customer of a lease, with whether it still counts; whoever leases them next waits for it.
CLAIM_LEASED = f"""
WITH held AS (
  SELECT FROM leases WHERE customer = %(customer)s AND fence = %(fence)s FOR SHARE
), mine AS (
  SELECT o.number, o.state FROM outbox AS o
  WHERE EXISTS (SELECT FROM held)
    AND o.customer = %(customer)s AND o.next_at <= %(now)s AND o.outlet = ANY (%(outlets)s)
  ORDER BY o.next_at, o.number LIMIT 1 FOR NO KEY UPDATE OF o SKIP LOCKED
), taken AS ({_TAKE})
SELECT EXISTS (SELECT FROM held), taken.* FROM (VALUES (1)) AS one LEFT JOIN taken ON true
"""  # noqa: S608  # no value is in it

SETTLE = f"SELECT settle({', '.join(['%s'] * 18)})"
LEASE_OUTBOX = "SELECT * FROM lease_outbox(%s, %s, %s, %s, %s)"
LEASE_TIMERS = "SELECT * FROM lease_timers(%s, %s, %s, %s, %s)"
RENEW = """
UPDATE leases AS l SET until = %s FROM unnest(%s, %s) AS g (customer, fence)
WHERE l.customer = g.customer AND l.fence = g.fence RETURNING l.customer, l.fence
"""
RELEASE = """
DELETE FROM leases AS l USING unnest(%s, %s) AS g (customer, fence)
WHERE l.customer = g.customer AND l.fence = g.fence
"""

DEFINE = """
INSERT INTO definitions (hash, journey, version, doc) VALUES (%s, %s, %s, %s)
ON CONFLICT (hash) DO UPDATE SET journey = excluded.journey, version = excluded.version, doc = excluded.doc
"""
DEFINITIONS = "SELECT hash, journey, version, doc FROM definitions"

#: The lines of a run by way of its customer, so that each input has one index less to write.
HISTORY = """
SELECT customer, run, at, kind, input, doc FROM history
WHERE customer = ANY (%(customers)s) AND (%(run)s::text IS NULL OR run = %(run)s) ORDER BY number
"""
CUSTOMERS = "SELECT doc FROM customers WHERE id > %s ORDER BY id LIMIT %s"
MEMBERS = (
    "SELECT customer, since FROM members WHERE segment = %s AND customer > %s ORDER BY customer LIMIT %s"
)


def runs_asked(of: str, after: str) -> str:
    """Runs of a table, the newest first, chosen by what is not NULL; those behind one of them."""
    behind = "AND number < (SELECT number FROM runs WHERE id = %(after)s)" if after else ""
    return f"""
SELECT doc FROM {of} AS r
WHERE (%(journey)s::text IS NULL OR journey = %(journey)s)
  AND (%(status)s::text IS NULL OR status = %(status)s OR (%(status)s = 'open' AND status <> 'ended'))
  {behind}
ORDER BY number DESC LIMIT %(limit)s
"""  # noqa: S608  # no value is in it


def incidents_asked(run: str | None, after: str, *, settled: bool) -> str:
    """Incidents, oldest first, of a run if one is named; those behind one of them. The state stands in the
    text, so that the index of open ones is used.
    """
    state = "settled" if settled else "open"
    # A subquery with an offset is planned for itself: by the index of runs, not by that of numbers.
    of = "incidents" if run is None else "(SELECT * FROM incidents WHERE run = %(run)s OFFSET 0) AS i"
    behind = "AND number > (SELECT number FROM incidents WHERE id = %(after)s)" if after else ""
    return f"""
SELECT doc FROM {of} WHERE state = '{state}' {behind} ORDER BY number LIMIT %(limit)s
"""  # noqa: S608  # no value is in it
