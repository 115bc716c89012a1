"""The disk of PostgreSQL is full, for its log or a table: nothing is half done, and with room all goes on.

No root is needed for that: the server is begun with a limit on how long its files may be, which it takes for
a disk that is full.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from journeyc.runtime.errors import StoreError
from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journeys import begin
from tests.kills.playing import Playing, playing
from tests.kills.room import full_of_bytes
from tests.kills.script import Row, rows
from tests.posix import posix
from tests.postgres import Server

#: The log is in files of so many bytes.
LOG_FILE = 1 << 24
ROOM = 200_000
SAID = {
    "log": "could not write to log file .* File too large|cannot be reached",
    "table": "could not extend file .* File too large",
}
#: More rows than such a file has room for, which are gone again, and what they took is not given to others.
BALLAST = """
INSERT INTO {0}.history (customer, at, kind, input, doc)
SELECT 'nobody', '', '', '', convert_to(repeat(md5(n::text), 60), 'UTF8') FROM generate_series(1, 9000) AS n;
DELETE FROM {0}.history WHERE customer = 'nobody'
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("autovacuum=off") as started:
        yield started


def room_in_log(server: Server) -> int:
    """How long files may be so that there is a little room in the log yet, and enough for everything else."""
    server.psql("SELECT pg_switch_wal(); SELECT pg_logical_emit_message(true, '', repeat('x', 6000000))")
    begun = int(server.psql("SELECT pg_current_wal_insert_lsn() - '0/0'"))
    return begun % LOG_FILE + ROOM


def until_full(program: Playing, clock: FixedClock, played: list[Row]) -> None:
    """Play until something cannot be written."""
    for row in islice(rows("a", "full"), 2_000):
        clock.time += timedelta(minutes=4)
        played.append(row)
        program.send(row)
        program.go_on()


@posix("limits of processes")
@pytest.mark.parametrize("what", ["log", "table"])
def test_what_does_not_fit_is_not_there(what: str, server: Server, tmp_path: Path) -> None:
    address = server.address(schema=f"full_{what}", pool=2, connect_seconds=2, statement_seconds=5)
    begin(tmp_path, address, "full")
    clock = FixedClock(MORNING)
    played: list[Row] = []
    with playing(tmp_path, address, "a", "1", clock) as program:
        program.send(next(rows("b", "full")))
        if what == "table":
            server.psql(BALLAST.format("full_table"))
        most = room_in_log(server) if what == "log" else LOG_FILE
        server.stop()
        try:
            with full_of_bytes(most):
                server.start()
            with pytest.raises(StoreError, match=SAID[what]):
                until_full(program, clock, played)
        finally:
            # It cannot even stop in order where it has no room for its log.
            server.kill()
            server.start()
        assert faults_of(tmp_path) == []
        for row in played[-5:]:
            program.send(row)
            program.go_on()
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []
