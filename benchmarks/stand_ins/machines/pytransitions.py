"""pytransitions: `Machine` for the flat workload, `HierarchicalMachine` for the others.

Guards and effects are methods that are named, events are the triggers it puts on a model, bound beforehand.
"""

from functools import partial
from typing import Any

from transitions import Machine
from transitions.extensions import HierarchicalMachine

from .models import Order, Talk, Week
from .workloads import Seen, Workload, timed


class OrderModel(Order):
    def count_round(self, amount: int) -> None:  # noqa: ARG002  # every event carries its number
        self.rounds += 1


class TalkModel(Talk):
    def visit(self, level: int = 0) -> None:  # noqa: ARG002
        self.visits += 1

    def go_in(self, level: int = 0) -> None:  # noqa: ARG002
        self.entered += 1

    def go_out(self, level: int = 0) -> None:  # noqa: ARG002
        self.left += 1


class WeekModel(Week):
    def count_parcel(self, level: int) -> None:  # noqa: ARG002
        self.parcels += 1

    def count_thanks(self, level: int) -> None:  # noqa: ARG002
        self.thanks += 1


def arrow(trigger: str, source: str, dest: str, when: str = "", effect: str = "") -> dict[str, Any]:
    return {
        "trigger": trigger,
        "source": source,
        "dest": dest,
        "conditions": when or None,
        "before": effect or None,
    }


def flat() -> OrderModel:
    order = OrderModel()
    Machine(
        order,
        states=["choosing", "checking", "paying", "packing", "travelling", "done"],
        initial="choosing",
        auto_transitions=False,
        transitions=[
            arrow("chosen", "choosing", "checking", "is_dear"),
            arrow("chosen", "choosing", "paying"),
            arrow("closed", "choosing", "done"),
            arrow("checked", "checking", "paying"),
            arrow("paid", "paying", "packing", "is_paid", "add"),
            arrow("shipped", "packing", "travelling"),
            arrow("received", "travelling", "choosing", effect="count_round"),
        ],
    )
    return order


def nested() -> TalkModel:
    stage = {"on_enter": "go_in", "on_exit": "go_out"}
    greeting = {"name": "greeting", "on_enter": "visit"}
    inner = {"name": "talk", **stage, "initial": "greeting", "children": [greeting, "listening", "solving"]}
    middle = {"name": "contact", **stage, "initial": "talk", "children": [inner, "waiting"]}
    outer = {"name": "care", **stage, "initial": "contact", "children": [middle, "checking"]}
    contact, first = "care_contact", "care_contact_talk_greeting"
    talk = "care_contact_talk"
    model = TalkModel()
    HierarchicalMachine(
        model,
        states=[outer, "resting", "done"],
        initial=first,
        auto_transitions=False,
        transitions=[
            arrow("next", first, f"{talk}_listening", "above_0"),
            arrow("next", f"{talk}_listening", f"{talk}_solving", "above_3"),
            arrow("hold", f"{talk}_listening", f"{talk}_solving", "above_8"),
            arrow("next", f"{talk}_solving", first),
            arrow("hold", talk, f"{contact}_waiting", "above_5", "hold_on"),
            arrow("next", f"{contact}_waiting", first),
            arrow("hold", contact, "care_checking", "above_1", "hold_on"),
            arrow("next", "care_checking", first),
            arrow("hold", "care", "resting"),
            arrow("closed", "care", "done"),
            arrow("next", "resting", first),
        ],
    )
    return model


def parallel() -> WeekModel:
    week = {
        "name": "week",
        "parallel": [
            {"name": "bill", "initial": "due", "children": ["due", "settled"]},
            {"name": "parcel", "initial": "packed", "children": ["packed", "sent", "arrived"]},
            {"name": "survey", "initial": "asked", "children": ["asked", "thanked", "reminded"]},
        ],
    }
    bill, parcel, survey = "week_bill", "week_parcel", "week_survey"
    model = WeekModel()
    HierarchicalMachine(
        model,
        states=[week, "done"],
        initial="week",
        auto_transitions=False,
        transitions=[
            arrow("tick", f"{bill}_due", f"{bill}_settled", "above_0", "add_bill"),
            arrow("tick", f"{bill}_settled", f"{bill}_due"),
            arrow("tick", f"{parcel}_packed", f"{parcel}_sent"),
            arrow("tick", f"{parcel}_sent", f"{parcel}_arrived", effect="count_parcel"),
            arrow("tick", f"{parcel}_arrived", f"{parcel}_packed"),
            arrow("tick", f"{survey}_asked", f"{survey}_thanked", "above_5", "count_thanks"),
            arrow("tick", f"{survey}_asked", f"{survey}_reminded"),
            arrow("tick", f"{survey}_thanked", f"{survey}_asked"),
            arrow("tick", f"{survey}_reminded", f"{survey}_asked"),
            arrow("closed", "week", "done"),
        ],
    )
    return model


class Model:
    """A model on its machine."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.model: Any = {"flat": flat, "nested": nested, "parallel": parallel}[workload.name]()
        self.sends = [self.bound(one.event, one.number) for one in workload.inputs]

    def bound(self, event: str, number: int) -> partial[Any]:
        return partial(getattr(self.model, event), **{self.workload.carries: number})

    def send(self, event: str, number: int) -> None:
        self.bound(event, number)()

    def play(self, rounds: int) -> float:
        return timed(self.sends, rounds)

    def seen(self) -> Seen:
        state = self.model.state
        paths = state if isinstance(state, list) else [state]
        return Seen(
            frozenset(path.rpartition("_")[2] for path in paths),
            {name: getattr(self.model, name) for name in self.workload.fields},
        )
