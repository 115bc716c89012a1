"""The connection to PostgreSQL stalls or breaks at any byte: an error in time, and then the first answer."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from itertools import count, islice, pairwise
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest

from journeyc.runtime import Report
from journeyc.runtime.errors import StoreUnreachableError
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.postgres.address import read_address
from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.audit import audit
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journeys import begin
from tests.kills.playing import Playing, playing
from tests.kills.proxy import Fault, How, Proxy, Way, proxy_to
from tests.kills.script import Row, rows
from tests.kills.tables import tables_of
from tests.postgres import schema

#: What a host waits for an answer, and for a connection; there is no shorter one.
SECONDS = 1


@pytest.fixture
def network(postgres: str) -> Iterator[Proxy]:
    driver = read_address(postgres).driver
    with proxy_to(int(driver["port"]), driver["host"]) as proxy:
        yield proxy


def through(proxy: Proxy, address: str) -> str:
    """The address of a store by way of a network, for somebody who does not wait long."""
    parts = urlsplit(address)
    who = parts.netloc.rpartition("@")[0]
    query = f"{parts.query}&connect_seconds={SECONDS}&statement_seconds={SECONDS}&pool=2"
    return parts._replace(netloc=f"{who}@127.0.0.1:{proxy.port}", query=query).geturl()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the grace that a server has, to say itself that it took too long."""
    monkeypatch.setattr("journeyc.runtime.stores.postgres.connection._GRACE_SECONDS", 0)


@pytest.fixture
def program(postgres: str, network: Proxy, impatient: None, tmp_path: Path) -> Iterator[Playing]:  # noqa: ARG001  # it holds while this does
    """A program that has played a few inputs over a network that was there."""
    begin(tmp_path, postgres, "stalled")
    clock = FixedClock(MORNING)
    with playing(tmp_path, through(network, postgres), "a", "1", clock) as program:
        for row in islice(rows("a", "stalled"), 30):
            clock.time += timedelta(minutes=4)
            program.send(row)
            program.go_on()
        yield program


def kept_of(address: str, row: Row) -> Report | None:
    """What a store has as the report of an input, by another way."""
    with closing(open_store(address)) as store:
        return store.read(row.customer, row.id).report


def alike() -> Iterator[Row]:
    """Inputs that are nearly as long as each other."""
    return (Row(f"b/{n:04}", "customer 1", "identify", {"name": f"name {n:04}"}) for n in count())


def positions(program: Playing, network: Proxy, inputs: Iterator[Row]) -> Iterator[tuple[Way, int]]:
    """All kinds of places in what goes over the network for an input: before each piece, in its middle, and
    near its end. The last pieces are the commit and its answer.
    """
    program.send(next(inputs))
    network.arm()
    program.send(next(inputs))
    for way, ends in network.ends.items():
        for first, last in pairwise([0, *ends]):
            yield from ((way, at) for at in (first, (first + last) // 2, (first + 7 * last) // 8))


def happens_once(inputs: Iterator[Row], fault: Fault, program: Playing, network: Proxy, address: str) -> None:
    """Send an input while the network fails, and again when it is back."""
    # One before, so that each begins on a connection like the others, whatever there was on it.
    program.send(next(inputs))
    row = next(inputs)
    network.arm(fault)
    first = None
    with suppress(StoreUnreachableError):
        first = program.send(row)
    network.arm()
    kept = kept_of(address, row)
    assert first is None or first == kept
    assert program.send(row) == (kept or kept_of(address, row))


def test_an_input_happens_once_wherever_the_connection_breaks(
    program: Playing, network: Proxy, postgres: str, tmp_path: Path
) -> None:
    inputs = alike()
    places = [*positions(program, network, inputs)]
    for number, (way, after) in enumerate(places):
        fault = Fault(("cut", "break off")[number % 2], way, after, lasting=False)
        happens_once(inputs, fault, program, network, postgres)
    assert network.faults == len(places) >= 12
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize("way", get_args(Way))
def test_an_input_happens_once_where_the_commit_or_its_answer_stalls(
    way: Way, program: Playing, network: Proxy, postgres: str, tmp_path: Path
) -> None:
    inputs = alike()
    *_, last = (after for over, after in positions(program, network, inputs) if over == way)
    happens_once(inputs, Fault("stall", way, last), program, network, postgres)
    assert network.faults == 1
    assert faults_of(tmp_path) == []


@pytest.mark.full
@pytest.mark.parametrize("how", get_args(How))
def test_an_input_happens_once_wherever_the_network_goes_down(
    how: How, program: Playing, network: Proxy, postgres: str, tmp_path: Path
) -> None:
    inputs = alike()
    places = [*positions(program, network, inputs)]
    for way, after in places:
        happens_once(inputs, Fault(how, way, after), program, network, postgres)
    assert network.faults == len(places)
    assert faults_of(tmp_path) == []


def plays_on(program: Playing, network: Proxy, inputs: int, seed: str, hows: Sequence[How]) -> None:
    """Send inputs and let time pass while the network fails at any byte, and is there again for the next."""
    chance = random.Random(seed)  # noqa: S311  # it chooses where the network fails
    failed = 0
    for row in islice(rows("c", seed), inputs):
        for do in (partial(program.send, row), program.go_on):
            # Early or late: some things take a hundred bytes, some many thousands.
            after = int(2 ** chance.uniform(0, 12))
            fault = Fault(chance.choice(hows), chance.choice(get_args(Way)), after, lasting=False)
            network.arm(fault)
            try:
                do()
            except StoreUnreachableError:
                failed += 1
            network.arm()
        program.send(row)
    assert network.faults > inputs // 2
    assert failed > 0


def test_whatever_a_program_does_may_break_at_any_byte(
    program: Playing, network: Proxy, tmp_path: Path
) -> None:
    plays_on(program, network, 25, "breaks", ["cut", "break off"])
    assert faults_of(tmp_path) == []
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(5))
def test_whatever_a_program_does_may_break_or_stall_at_any_byte(
    seed: int, program: Playing, network: Proxy, tmp_path: Path
) -> None:
    plays_on(program, network, 150, f"breaks {seed}", ["cut", "break off", "cut", "break off", "stall"])
    assert faults_of(tmp_path) == []
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []


@pytest.mark.usefixtures("impatient")
def test_a_store_that_stalls_when_it_is_opened_says_so(network: Proxy, postgres: str) -> None:
    address = through(network, postgres)
    open_store(address).close()
    network.arm()
    open_store(address).close()
    network.arm(Fault("stall", "fro", network.ends["fro"][-1] - 1))
    with pytest.raises(StoreUnreachableError, match="check that the server runs"):
        open_store(address)
    network.arm()
    open_store(address).close()


@pytest.mark.full
@pytest.mark.parametrize("way", get_args(Way))
@pytest.mark.usefixtures("impatient")
def test_a_store_that_stalls_anywhere_when_it_is_opened_says_so(
    way: Way, network: Proxy, postgres: str
) -> None:
    address = through(network, postgres)
    open_store(address).close()
    network.arm()
    open_store(address).close()
    # Behind the last but one piece it says good-bye, and waits for nothing.
    for first, last in pairwise([0, *network.ends[way][:-1]]):
        network.arm(Fault("stall", way, (first + last) // 2))
        # Before it is connected, and behind that.
        with pytest.raises(StoreUnreachableError, match=r"nobody answers there|check that the server runs"):
            open_store(address)
    network.arm()
    open_store(address).close()


@pytest.mark.full
@pytest.mark.parametrize("way", get_args(Way))
def test_a_store_is_made_whole_or_not_at_all(way: Way, postgres_database: str) -> None:
    """What a connection that breaks has left of one that could not be made is no obstacle."""
    driver = read_address(postgres_database).driver
    with proxy_to(int(driver["port"]), driver["host"]) as network:
        with schema(postgres_database) as address:
            network.arm()
            with closing(open_store(through(network, address))):
                # Before it says good-bye, as it waits for nothing then.
                ends = [*network.ends[way]]
        for first, last in pairwise([0, *ends]):
            with schema(postgres_database) as address:
                network.arm(Fault("cut", way, (first + last) // 2))
                with pytest.raises(StoreUnreachableError):
                    open_store(through(network, address))
                network.arm()
                open_store(through(network, address)).close()
                assert audit(tables_of(address)) == []
