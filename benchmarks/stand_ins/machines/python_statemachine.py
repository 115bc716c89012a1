"""python-statemachine: one `StateChart` class for each workload; guards and effects are methods by name."""

from functools import partial
from typing import Any

from statemachine import State, StateChart

from .models import Order, Talk, Week
from .workloads import Seen, Workload, timed


class Flat(Order, StateChart):
    choosing = State(initial=True)
    checking = State()
    paying = State()
    packing = State()
    travelling = State()
    done = State(final=True)

    chosen = choosing.to(checking, cond="is_dear") | choosing.to(paying)
    checked = checking.to(paying)
    paid = paying.to(packing, cond="is_paid", on="add")
    shipped = packing.to(travelling)
    received = travelling.to(choosing, on="count_round")
    closed = choosing.to(done)

    def count_round(self) -> None:
        self.rounds += 1


class Nested(Talk, StateChart):
    class care(State.Compound):  # noqa: N801  # the class is the state
        class contact(State.Compound):  # noqa: N801
            class talk(State.Compound):  # noqa: N801
                greeting = State(initial=True, enter="visit")
                listening = State()
                solving = State()

            waiting = State()

        checking = State()

    resting = State()
    done = State(final=True)

    next = (
        care.contact.talk.greeting.to(care.contact.talk.listening, cond="above_0")
        | care.contact.talk.listening.to(care.contact.talk.solving, cond="above_3")
        | care.contact.talk.solving.to(care.contact.talk.greeting)
        | care.contact.waiting.to(care.contact.talk.greeting)
        | care.checking.to(care.contact.talk.greeting)
        | resting.to(care.contact.talk.greeting)
    )
    hold = (
        care.contact.talk.listening.to(care.contact.talk.solving, cond="above_8")
        | care.contact.talk.to(care.contact.waiting, cond="above_5", on="hold_on")
        | care.contact.to(care.checking, cond="above_1", on="hold_on")
        | care.to(resting)
    )
    closed = care.to(done)

    def visit(self) -> None:
        self.visits += 1

    def go_in(self) -> None:
        self.entered += 1

    def go_out(self) -> None:
        self.left += 1

    on_enter_care = on_enter_contact = on_enter_talk = go_in
    on_exit_care = on_exit_contact = on_exit_talk = go_out


class Parallel(Week, StateChart):
    class week(State.Parallel):  # noqa: N801
        class bill(State.Compound):  # noqa: N801
            due = State(initial=True)
            settled = State()

        class parcel(State.Compound):  # noqa: N801
            packed = State(initial=True)
            sent = State()
            arrived = State()

        class survey(State.Compound):  # noqa: N801
            asked = State(initial=True)
            thanked = State()
            reminded = State()

    done = State(final=True)

    tick = (
        week.bill.due.to(week.bill.settled, cond="above_0", on="add_bill")
        | week.bill.settled.to(week.bill.due)
        | week.parcel.packed.to(week.parcel.sent)
        | week.parcel.sent.to(week.parcel.arrived, on="count_parcel")
        | week.parcel.arrived.to(week.parcel.packed)
        | week.survey.asked.to(week.survey.thanked, cond="above_5", on="count_thanks")
        | week.survey.asked.to(week.survey.reminded)
        | week.survey.thanked.to(week.survey.asked)
        | week.survey.reminded.to(week.survey.asked)
    )
    closed = week.to(done)

    def count_parcel(self) -> None:
        self.parcels += 1

    def count_thanks(self) -> None:
        self.thanks += 1


class Chart:
    """A chart that is sent events by name."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.chart: Any = {"flat": Flat, "nested": Nested, "parallel": Parallel}[workload.name]()
        self.sends = [self.bound(one.event, one.number) for one in workload.inputs]

    def bound(self, event: str, number: int) -> partial[Any]:
        return partial(self.chart.send, event, **{self.workload.carries: number})

    def send(self, event: str, number: int) -> None:
        self.bound(event, number)()

    def play(self, rounds: int) -> float:
        return timed(self.sends, rounds)

    def seen(self) -> Seen:
        active = [state for state in self.chart.configuration if not state.states]
        return Seen(
            frozenset(state.id for state in active),
            {name: getattr(self.chart, name) for name in self.workload.fields},
        )
