"""What happens to customers, drawn: each input is made for where they are, or just not."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from journeyc.runtime import Message, Request, Store
from journeyc.runtime.core.documents import Run
from tests.simulation.ledger import BY_ALIAS
from tests.simulation.outside import SERVICES

if TYPE_CHECKING:
    from tests.simulation.world import World

CUSTOMERS = ("anna", "bert", "carla")
_PHONES = ("+49 30 1", "+49 30 2")
_BILLS = ("B1", "B2")

#: What happens to a customer, with the channel it comes over; what is there twice happens more often.
_SAID: tuple[tuple[str, dict[str, Any], str | None], ...] = (
    ("closed", {}, "web"),
    ("closed", {}, "desk"),
    ("left", {}, "web"),
    ("asked_human", {}, "voice"),
    ("complained", {}, "web"),
    ("complained", {}, "web"),
    ("complained", {}, "voice"),
    ("bought", {"what": "a lamp"}, None),
    ("paid", {}, None),
    ("paid", {}, None),
    ("paid", {"no": 1}, None),
    ("hint", {"words": "look"}, "web"),
    ("decided", {"accepted": True}, "desk"),
    ("decided", {"accepted": True}, "desk"),
    ("decided", {"accepted": False}, "desk"),
)


class Given(NamedTuple):
    """Something under an id, and how it is given to a runtime. Is it an `is_input`, its answer is kept unless
    it was refused; `batched` are those that can be given with others.
    """

    id: str
    words: str
    give: Callable[[Any], Any]
    is_input: bool = True
    batched: bool = True


class Inputs:
    """Draws inputs, with what is in the store and what has arrived at hand."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._chance: Random = world.chance
        self._number = 0
        self._by_alias = False

    @property
    def _store(self) -> Store:
        return self._world.kept.seen

    def draw(self) -> Given:
        """The next input."""
        self._number += 1
        kinds = [
            (10, self._opens), (16, self._says), (8, self._knows), (6, self._answers),
            (10, self._works), (6, self._reports), (6, self._results), (6, self._operates),
            (2, self._outcome), (2, self._starts), (4, self._mends),
            (2, self._joins), (2, self._parts), (2, self._erases),
        ]  # fmt: skip
        makers = [make for weight, make in kinds for _ in range(weight)]
        self._by_alias = self._chance.randrange(5) == 0
        name = f"{BY_ALIAS if self._by_alias else 'input'}{self._number}"
        at = self._world.time if self._chance.randrange(3) == 0 else None
        made: Given = self._one(makers)(name, at)
        return made

    def _one(self, of: Any) -> Any:
        return self._chance.choice(of)

    def _customer(self) -> str:
        return str(self._one(_PHONES if self._by_alias else CUSTOMERS))

    def _runs(self) -> list[Run]:
        return [run for run in self._world.ledger.runs.values() if run["status"] != "ended"]

    def _opens(self, name: str, at: datetime | None) -> Given:
        who, bill = self._customer(), self._one(_BILLS)
        payload = {"bill": bill, "amount": self._one(("3 EUR", "12.50 EUR"))}
        return Given(
            name, f"{who} opens {bill}",
            lambda host: host.send("opened", payload, customer=who, channel="web", id=name, at=at),
        )  # fmt: skip

    def _says(self, name: str, at: datetime | None) -> Given:
        who = self._customer()
        event, payload, channel = self._one(_SAID)
        talk = self._one((None, None, "talk"))
        return Given(
            name, f"{who}: {event} on {channel}",
            lambda host: host.send(
                event, payload, customer=who, channel=channel, conversation=talk, id=name, at=at
            ),
        )  # fmt: skip

    def _knows(self, name: str, at: datetime | None) -> Given:
        who = self._customer()
        fields = self._one(
            (
                {"points": 12}, {"points": 12}, {"points": 0}, {"agreed": False}, {"agreed": True},
                *[{"phone": self._one(_PHONES)}] * 5, {"phone": None},
                {"timezone": "America/New_York"}, {"points": "many"},
            )
        )  # fmt: skip
        return Given(name, f"{who} is {fields}", lambda host: host.identify(who, fields, id=name, at=at))

    def _answers(self, name: str, at: datetime | None) -> Given:
        who = self._customer()
        return Given(
            name, f"{who} answers",
            lambda host: host.answer(who, {"wish": "soon"}, channel="web", id=name, at=at),
        )  # fmt: skip

    def _works(self, name: str, at: datetime | None) -> Given:
        tasks = self._store.tasks()
        if not tasks:
            return self._opens(name, at)
        task, by, action = (
            self._one(tasks),
            self._one(("eve", "bob")),
            self._one(("claim", "release", "answer", "answer")),
        )
        event = {"judging": "decided", "calling": "closed", "talking": "closed"}[task.place]
        payload = {"accepted": True} if event == "decided" else {}
        more: dict[str, Any] = {"event": event, "payload": payload, "channel": "desk"}
        more = more if action == "answer" else {}
        return Given(
            name, f"{by} does {action} with {task.id}",
            lambda host: host.task(task.id, action, by=by, id=name, at=at, **more),
        )  # fmt: skip

    def _reports(self, name: str, at: datetime | None) -> Given:
        messages = [one for one in self._world.arrivals if isinstance(one, Message)]
        if not messages:
            return self._knows(name, at)
        message = self._one(messages)
        outcome = self._one(("delivered", "opened", "clicked", "failed"))
        return Given(
            name, f"{message.id} was {outcome}",
            lambda host: host.delivered(message.id, outcome, channel=message.channel, id=name, at=at),
        )  # fmt: skip

    def _results(self, name: str, at: datetime | None) -> Given:
        requests = [one for one in self._world.arrivals if isinstance(one, Request)]
        if not requests:
            return self._opens(name, at)
        request = self._one(requests[-3:])
        value, failure = SERVICES[request.service]
        if self._chance.randrange(2):
            return Given(
                name, f"{request.call} gave {value}",
                lambda host: host.result(request.call, "ok", value, id=name, at=at),
            )  # fmt: skip
        return Given(
            name, f"{request.call} failed",
            lambda host: host.result(request.call, "fails", failure=failure, id=name, at=at),
        )  # fmt: skip

    def _operates(self, name: str, at: datetime | None) -> Given:
        runs = self._runs()
        if not runs:
            return self._opens(name, at)
        suspended = [run for run in runs if run["status"] == "suspended"]
        if suspended and self._chance.randrange(2):
            run, command = self._one(suspended), "resume"
        else:
            run = self._one(runs)
            command = self._one(("suspend", "suspend", "migrate", "migrate", "migrate", "cancel"))
        return Given(
            name, f"{command} {run['id']}",
            lambda host: getattr(host, command)(run["id"], by="olga", id=name, at=at),
        )  # fmt: skip

    def _outcome(self, name: str, at: datetime | None) -> Given:
        runs = [*self._world.ledger.runs]
        if not runs:
            return self._opens(name, at)
        run = self._one(runs)
        return Given(
            name, f"{run} satisfies", lambda host: host.outcome(run, "satisfaction", 5, id=name, at=at)
        )

    def _starts(self, name: str, at: datetime | None) -> Given:
        who, journey = self._customer(), self._one(("thanks", "check", "nothing"))
        return Given(
            name, f"{who} begins {journey}", lambda host: host.start(journey, customer=who, id=name, at=at)
        )

    def _mends(self, name: str, at: datetime | None) -> Given:
        incidents = self._store.incidents()
        if not incidents:
            return self._says(name, at)
        incident = self._one(incidents)["id"]
        if self._chance.randrange(3):
            return Given(
                name,
                f"retry {incident}",
                lambda host: host.retry(incident, at=at),
                is_input=False,
                batched=False,
            )
        return Given(
            name,
            f"dismiss {incident}",
            lambda host: host.dismiss(incident, at=at),
            is_input=False,
            batched=False,
        )

    def _joins(self, name: str, at: datetime | None) -> Given:
        other, into = self._chance.sample(CUSTOMERS, 2)
        return Given(
            name,
            f"{other} is {into}",
            lambda host: host.merge(other, into=into, id=name, at=at),
            batched=False,
        )

    def _parts(self, name: str, at: datetime | None) -> Given:
        merges = [one["merged"]["merge"] for one in self._store.customers(100) if "merged" in one]
        if not merges:
            return self._joins(name, at)
        merge = self._one(merges)
        return Given(
            name,
            f"{merge} was wrong",
            lambda host: host.unmerge(merge, id=name, at=at),
            is_input=False,
            batched=False,
        )

    def _erases(self, name: str, _: datetime | None) -> Given:
        who = self._customer()
        return Given(
            name, f"erase {who}", lambda host: host.erase(who, clean=False), is_input=False, batched=False
        )
