"""The journeys that are played, in the two versions that programs bring, and what applies their inputs."""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cache
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from journeyc.ir import Package
from journeyc.runtime import Delivery, Message, Store
from journeyc.runtime.calls.awaiting import OwnLoop
from journeyc.runtime.calls.handing import held_to_time
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.hosts.locks import CustomerLocks
from journeyc.runtime.links import RESUME_LINK, Links
from journeyc.runtime.ports import Commit, Emitted
from journeyc.runtime.stores import MemoryStore
from journeyc.source import Source
from tests.compiling import package_of
from tests.simulation.baton import Turnstile
from tests.simulation.outside import CHANNELS, Line, Outside

_COMPANY = Path(__file__).parent / "company.journey"
_KEY = "a key for links that nobody signs by hand"
#: How long a program waits for a channel, in seconds.
_CHANNEL_SECONDS = 60.0


class Build(NamedTuple):
    """What a program was built with: the `version` of the order it brings, and whether it `knows` the second
    one from the store.
    """

    version: int
    knows: bool


@cache
def package(version: int) -> Package:
    """The company, with one of the two versions of its orders."""
    text = _COMPANY.read_text(encoding="utf-8").replace("VERSION", str(version))
    changed = {
        1: ("", "2 days"),
        2: ("migrate from 1 { move informed -> informed }", "3 days"),
    }[version]
    return package_of(
        Source("company.journey", text.replace("EXTRA", changed[0]).replace("PATIENCE", changed[1]))
    )


@cache
def _prepared(build: Build) -> Journeys:
    """The journeys of a build. Making them is most of what opening a runtime costs, and thousands are opened
    here.
    """
    store = MemoryStore()
    if build.knows:
        Journeys(store, [package(2)], links())
    return Journeys(store, [package(build.version)], links())


def links() -> Links:
    return Links(RESUME_LINK, _KEY, 30, bytes)


def applying_on(store: Store, version: int, outside: Outside, lock: Callable[[], Turnstile]) -> Applying:
    """What applies inputs on a store, as `Runtime.open` puts it together; journeys hold a `lock` while they
    read the store, and inputs that of their customer.
    """
    store.define(_prepared(Build(version, knows=False))._store.definitions())
    newest = store.newest("order")
    channels = held_to_time(outside.channels(), outside.doing, OwnLoop(), _CHANNEL_SECONDS)
    bound = Bound(channels, outside.services(), (outside.listen,))
    build = Build(version, knows=newest is not None and newest.version > version)
    applying = _applying(store, build, bound)
    applying.locks = CustomerLocks(8, lock)
    applying.journeys._lock = lock()  # type: ignore[assignment]  # it is asked for no more than this
    return applying


def applying_as(build: Build, store: Store) -> Applying:
    """What applies inputs as a program of a build does, and carries nothing."""
    for version in (1, 2):
        store.define(_prepared(Build(version, knows=False))._store.definitions())
    bound = Bound({name: _Unused(line) for name, line in CHANNELS.items()}, {}, (_unheard,))
    return _applying(store, build, bound)


def _applying(store: Store, build: Build, bound: Bound) -> Applying:
    journeys = copy(_prepared(build))
    journeys._store, journeys._lock = store, RLock()
    journeys._channels = bound.channels
    journeys.wordings = dict(journeys.wordings)
    journeys.directory = journeys._directory(journeys.wordings)
    return Applying(store, journeys, bound)


class _Unused:
    """A channel that only tells where to it delivers."""

    def __init__(self, line: Line) -> None:
        self.address = line.address

    def deliver(self, message: Message) -> Delivery:
        raise AssertionError(f"`{message.id}` is delivered by a program that only applies inputs")


def _unheard(event: Emitted) -> None:
    """A listener, for whom events are only kept."""
    raise AssertionError(f"`{event.id}` is told by a program that only applies inputs")


def build_of(version: int, commits: Sequence[Commit]) -> Build:
    """What a program knew that has decided on commits. It learns of the second version by runs of it, and
    only by beginning one or moving one to it that makes a difference.
    """
    runs = (run for commit in commits for run in commit.runs if run["journey"] == "order")
    return Build(version, knows=any(run["version"] > version for run in runs))
