"""Answers of services that are kept with the customer: a call is made once, in whatever journey."""

from journeyc.runtime import Reply, Request, Runtime, Store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

RATED = """type Worth { tier: text  points: int }
service crm.worth(customer: id) gives Worth fails unknown
journey rated "Rated" {
  reenter always
  starts on opened -> asks
  step asks "Asks" {
    call crm.worth(customer = customer.id) timeout 1 minute keep 30 days {
      ok as worth -> known { set customer.tier = worth.tier }
      otherwise -> unknown
    }
  }
  end known "Known" success
  end unknown "Unknown" failure
}"""


class Worth:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def call(self, _: Request) -> Reply:
        self.asked += 1
        return Reply("ok", {"tier": f"t{self.asked}", "points": self.asked})


def test_what_a_service_said_is_kept_in_the_store(store: Store, clock: HandClock) -> None:
    """Another process uses it, until it is too old; the history says that it did."""
    worth, text = Worth(), package(RATED)

    def opened() -> Runtime:
        return Runtime.open(store, text, clock=clock, services={"crm.worth": worth})

    runtime = opened()
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.tick()
    again = opened()
    clock.pass_(days=29)
    report = again.send("opened", {"bill": "B2"}, customer="anna", channel="web")
    assert report["runs"][-1]["answered"] == "2026-11-23T09:00:00Z"
    assert report["runs"][-1]["path"][-1] == "known"
    assert again.tick().attempts == ()
    assert worth.asked == 1
    clock.pass_(days=1)
    again.send("opened", {"bill": "B3"}, customer="anna", channel="web")
    again.tick()
    assert worth.asked == 2
    told = [entry.document["report"]["set"] for entry in again.history("anna") if "report" in entry.document]
    assert [one for one in told if one] == [{"customer.tier": name} for name in ("t1", "t1", "t2")]


def test_another_customer_is_another_question(store: Store, clock: HandClock) -> None:
    worth = Worth()
    runtime = Runtime.open(store, package(RATED), clock=clock, services={"crm.worth": worth})
    for customer in ("anna", "ben"):
        runtime.send("opened", {"bill": "B1"}, customer=customer, channel="web")
        runtime.tick()
    assert worth.asked == 2
