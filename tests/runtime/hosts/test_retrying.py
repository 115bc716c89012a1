"""What an incident is called when it is tried again, and fails again."""

from journeyc.runtime import Runtime, Store
from tests.runtime.hosts.journeys import package
from tests.runtime.hosts.test_operating import DATED, broken, version
from tests.runtime.stage import HandClock


def test_the_ids_of_retries_that_fail_again_count_and_do_not_grow(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, version(1), clock=clock)
    first = broken(runtime)
    for count in range(1, 12):
        (incident,) = runtime.incidents()
        report = runtime.retry(incident["id"])
        assert report["input"] == f"{first}/retry/{count}"
        (again,) = runtime.incidents()
        assert again["id"] == f"{first}/retry/{count}/0"


def test_a_timer_that_fails_again_is_still_told_as_one(store: Store, clock: HandClock) -> None:
    source = DATED.replace("after 30 days -> done", "after 30 days -> done { set share = 1 / left }")
    runtime = Runtime.open(store, package(source), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    clock.pass_(days=30)
    runtime.tick()
    (first,) = runtime.incidents(kind="timer")
    for count in (1, 2, 3):
        runtime.retry(runtime.incidents()[0]["id"])
        (incident,) = runtime.incidents()
        assert incident["input"]["kind"] == "timer"
        assert incident["id"] == f"{first['id']}/retry/{count}/waiting/after/0/0"


def test_what_fails_besides_a_retry_is_counted_by_itself(store: Store, clock: HandClock) -> None:
    """A timer that is due by then, has an id of its own to be tried again under."""
    source = DATED.replace("after 30 days -> done", "after 30 days { set share = 1 / left }")
    runtime = Runtime.open(store, package(source), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    runtime.send("decided", {"accepted": True}, customer="anna")
    clock.pass_(days=31)
    runtime.retry(runtime.incidents()[0]["id"])
    names = [one["id"] for one in runtime.incidents()]
    tried = [runtime.retry(name)["input"] for name in names]
    assert len({*tried}) == len(names) == 2


UNBORN = """
journey share "A share" {{
  version {version}
  context {{ left: int = {left}   share: decimal? }}
  starts on opened from web -> talked {{ set share = 1 / left }}
  step talked "We talk" via web {{ on closed -> done   after 30 days -> done }}
  end done "Done" success
}}
"""


def test_what_could_not_begin_is_kept_by_who_begins_none(store: Store, clock: HandClock) -> None:
    """Also where they know the journey, as they have looked at what is in the store."""
    Runtime.open(store, package(UNBORN.format(version=1, left=0)), clock=clock).send(
        "opened", {"bill": "B1"}, customer="anna", channel="web"
    )
    operator = Runtime.open(store, clock=clock)
    (incident,) = operator.incidents()
    report = operator.retry(incident["id"])
    assert (report["result"], report["because"]) == ("not_accepted", "not_accepted")
    assert [one["id"] for one in operator.incidents()] == [incident["id"]]
    mended = Runtime.open(store, package(UNBORN.format(version=2, left=1)), clock=clock)
    assert mended.retry(incident["id"])["result"] == "accepted"
    assert (mended.where("anna")[0].steps, mended.incidents()) == (("talked",), [])
