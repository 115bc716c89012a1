"""What there is to do in a store, asked of tables. No more than so many rows of anything are looked at."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from journeyc.runtime.ports import Backlog
from journeyc.runtime.stores.instants import microseconds, moment_of

#: From one outlet to the next, so that what waits over one of them hides no other.
_WAITING = """
WITH RECURSIVE o (outlet) AS (
  SELECT min(outlet) FROM outbox WHERE next_at IS NOT NULL
  UNION ALL SELECT (
    SELECT min(b.outlet) FROM outbox AS b WHERE b.next_at IS NOT NULL AND b.outlet > o.outlet
  ) FROM o WHERE o.outlet IS NOT NULL
)
SELECT outlet,
  (SELECT count(*) FROM (
    SELECT 1 FROM outbox AS b WHERE b.outlet = o.outlet AND b.next_at <= {now} LIMIT {most}
  ) AS f),
  (SELECT min(b.next_at) FROM outbox AS b WHERE b.outlet = o.outlet AND b.next_at IS NOT NULL)
FROM o WHERE outlet IS NOT NULL
"""
_TIMERS = """
SELECT count(*), min(due) FROM (SELECT due FROM timers WHERE due <= {now} ORDER BY due LIMIT {most}) AS f
"""
#: Who has nothing to do is taken over by nobody, however many work.
_LEASES = """
SELECT count(*), min(until) FROM (
  SELECT l.until FROM leases AS l WHERE l.until <= {now} AND (
    EXISTS (SELECT 1 FROM timers AS t WHERE t.customer = l.customer AND t.due <= {now})
    OR EXISTS (SELECT 1 FROM outbox AS o WHERE o.customer = l.customer AND o.next_at <= {now})
  ) ORDER BY l.until LIMIT {most}
) AS f
"""
_RUNS = """
SELECT status, count(*) FROM (
  SELECT status FROM runs WHERE status <> 'ended' LIMIT {most}
) AS f GROUP BY status
"""
_TASKS = "SELECT count(*) FROM (SELECT 1 FROM tasks WHERE state = 'open' LIMIT {most}) AS f"
_INCIDENTS = "SELECT count(*) FROM (SELECT 1 FROM incidents WHERE state = 'open' LIMIT {most}) AS f"

#: Gives the rows of a statement that has the named values `now` and `most`.
Ask = Callable[[str, dict[str, int]], Sequence[Any]]


def backlog_of(ask: Ask, mark: Callable[[str], str], now: datetime, most: int) -> Backlog:
    """What there is to do by now; `mark` is how a statement names a value."""
    values = {"now": microseconds(now), "most": most}
    names = {name: mark(name) for name in values}

    def rows(statement: str) -> Sequence[Any]:
        named = statement.format_map(names)
        return ask(named, {name: value for name, value in values.items() if mark(name) in named})

    waiting = {outlet: (many, moment_of(first)) for outlet, many, first in rows(_WAITING) if many}
    (timers,), (leases,) = rows(_TIMERS), rows(_LEASES)
    runs = dict(sorted((status, many) for status, many in rows(_RUNS)))
    ((tasks,),), ((incidents,),) = rows(_TASKS), rows(_INCIDENTS)
    return Backlog(most, waiting, _first(*timers), _first(*leases), runs, tasks, incidents)


def _first(many: int, first: int | None) -> tuple[int, datetime | None]:
    return many, None if first is None else moment_of(first)
