"""Two programs that settle one incident at the same moment: one of them does, and it is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import NamedTuple

import pytest

from journeyc.runtime import Delivery, Report, Runtime, Store
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import Interrupted, Once

BROKEN = package("""
notification line(n: int) "Line" { via sms  text "{{ n }}" }
journey broken "Broken" {
  context { left: int = 0   share: decimal = 0 }
  starts on opened -> waiting
  step waiting "Waiting" via web {
    enter { notify line(n = 1) }
    on decided { set share = share + 100 / left }
    on closed { set left = 4 }
    on asked_human -> done
    after 1 day { set share = share + 100 / left }
  }
  end done "Done" success
}
""")


class Scene:
    """An incident, and programs that share its store."""

    def __init__(self, store: Store, clock: HandClock, kind: str) -> None:
        self.store = store
        self.clock = clock
        self.sms = Recorder(*[Delivery("retry", "busy")] * (kind == "message"))
        host = self.program(store)
        host.send("opened", {"bill": "B1"}, customer="anna")
        host.tick()
        if kind == "event":
            host.send("decided", {"accepted": True}, customer="anna")
        elif kind == "timer":
            clock.pass_(days=1)
            host.tick()
        (incident,) = host.incidents()
        self.incident: str = incident["id"]
        host.send("closed", customer="anna")

    def program(self, store: Store) -> Runtime:
        return Runtime.open(store, BROKEN, {"sms": self.sms}, self.clock, backoff=Backoff(attempts=1))


Settles = Callable[[Runtime, str], Report]


#: How the input goes on that settles an incident, behind the incident's id.
IDS = {"retry": "retry/1", "dismiss": "dismiss"}


def retry(runtime: Runtime, incident: str) -> Report:
    return runtime.retry(incident)


def dismiss(runtime: Runtime, incident: str) -> Report:
    return runtime.dismiss(incident)


def unless_settled(settles: Settles, runtime: Runtime, scene: Scene) -> Report | None:
    """What is answered to who settles an incident; None where another has settled it."""
    try:
        return settles(runtime, scene.incident)
    except UsageError as error:
        if "is settled already" in str(error):
            return None
        raise


class Outcome(NamedTuple):
    """What came of it: how often it was tried again, the inputs that tell of it, and what is open yet."""

    tried: int
    told: set[str]
    open: list[str]


def outcome(scene: Scene) -> Outcome:
    host = scene.program(scene.store)
    host.tick()
    (run,) = scene.store.runs(9)
    tried = {"0": 0, "25": 1}[str(run["context"]["share"])] + len(scene.sms.messages) - 1
    told = {line.input for line in host.history("anna") if line.input.startswith(f"{scene.incident}/")}
    settled = [one["id"] for one in host.incidents(settled=True)]
    assert settled == [scene.incident]
    return Outcome(tried, told, [one["id"] for one in host.incidents()])


@pytest.fixture(params=["event", "timer", "message"])
def scene(request: pytest.FixtureRequest, store: Store, clock: HandClock) -> Scene:
    return Scene(store, clock, request.param)


@pytest.mark.parametrize("when", ["read", "incident", "commit"])
@pytest.mark.parametrize("second", [retry, dismiss])
@pytest.mark.parametrize("first", [retry, dismiss])
def test_who_is_faster_settles_it(scene: Scene, first: Settles, second: Settles, when: str) -> None:
    """Whenever the other does so: before it is read, looked at or written here."""
    other = scene.program(scene.store)
    slow = Interrupted(scene.store)
    program = scene.program(slow)
    reports: list[Report] = []
    slow.first[when] = Once(lambda: reports.append(second(other, scene.incident)))
    report = unless_settled(first, program, scene)
    reports += [report] if report else []
    # Who tries an input again that another has tried meanwhile is answered the same.
    assert reports == [reports[0]] * len(reports)
    assert outcome(scene) == (int(second is retry), {f"{scene.incident}/{IDS[second.__name__]}"}, [])


def test_many_at_once_settle_it_once(scene: Scene) -> None:
    programs = [scene.program(scene.store) for _ in range(2)]
    begins = Barrier(8)

    def settle(number: int) -> str:
        begins.wait()
        does = (retry, dismiss)[number // 2 % 2]
        return does.__name__ if unless_settled(does, programs[number % 2], scene) else ""

    with ThreadPoolExecutor(8) as threads:
        done = {*threads.map(settle, range(8))} - {""}
    (how,) = done
    assert outcome(scene) == (int(how == "retry"), {f"{scene.incident}/{IDS[how]}"}, [])
