"""One customer in one journey: every command becomes an input of a real runtime, and what it did is shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, assert_never

from journeyc.calendar import CalendarProblem
from journeyc.cli.run import working
from journeyc.cli.run.asking import payload, payload_of, values_of
from journeyc.cli.run.clock import KeptClock
from journeyc.cli.run.command import (
    COMMANDS,
    Answer,
    Begin,
    Called,
    Command,
    Draw,
    Happen,
    Know,
    Operate,
    Pick,
    Plain,
    Switch,
    Wait,
    Worked,
    read_command,
)
from journeyc.cli.run.drawing import draw_map
from journeyc.cli.run.line import Given
from journeyc.cli.run.lines import Lines
from journeyc.cli.run.postman import Desk
from journeyc.cli.run.served import incident_words
from journeyc.cli.run.story import reports_of, tell, tell_rules
from journeyc.cli.run.told import reasons_of
from journeyc.cli.run.view import (
    Offer,
    OfferedEvent,
    OfferedQuestion,
    OfferedStart,
    OfferedWait,
    OfferedWork,
    View,
)
from journeyc.cli.run.written import Moment, Refused, business, free, hint, literal, unknown
from journeyc.expression.types import DURATION, Type
from journeyc.expression.values import Json, shift, to_duration
from journeyc.ir import Package
from journeyc.runtime import Clock, Position, Report, Runtime
from journeyc.runtime.plan import rules_of

#: So many timers fire for one `wait` at most: a journey that never rests cannot hold the terminal.
MOST_FIRINGS = 1_000


class Company(NamedTuple):
    """What stands behind a play, two workers on one store: `inputs` decides, `deliveries` carries.

    So what happened is told before what was sent because of it. `desk` takes the calls.
    """

    inputs: Runtime
    deliveries: Runtime
    desk: Desk
    clock: Clock
    package: Package
    view: View


class Play:
    """A customer on a channel; `do` runs one command, and raises `Refused` for one that cannot be done."""

    def __init__(self, company: Company, customer: str, channel: str, moment: Moment, lines: Lines) -> None:
        self.company = company
        self.view = company.view
        self.plan = company.view.plan
        self.events = _events(company)
        self.customer = customer
        self.channel = channel
        self.zone = moment.zone
        self.language = moment.language
        self.lines = lines
        self.offers: list[Offer] = []
        self.last: Report | None = None
        self.over = False
        self.known = {incident["id"] for incident in company.inputs.incidents()}
        self.notes = self._notes()

    @property
    def now(self) -> datetime:
        return self.company.clock.now()

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.zone, self.language)

    def prompt(self) -> str:
        """Where and when the next command happens."""
        return self.view.screen.paint(f"{self.view.screen.when(self.now)}  {self.channel}", "quiet") + " > "

    def read(self) -> Command | None:
        """The next command; the end of the lines ends the play."""
        text = self.lines.next(self.prompt())
        if text is None:
            return Plain("quit")
        return read_command(text, self.plan.channels)

    def do(self, command: Command) -> None:
        match command:
            case Happen():
                values = values_of(command.values, payload_of(command.event, self.events), self.moment)
                self._send(command.event, values, command.channel or self.channel, None)
            case Answer():
                self._answer(command)
            case Wait():
                self._wait(command.duration)
            case Switch():
                self._switch(command.channel)
            case Know():
                self._know(command.values)
            case Pick():
                self._pick(command.number)
            case Begin():
                self._took(working.begin(self, command))
            case Called():
                self._took(working.answer_call(self, command))
            case Worked():
                self._took(working.do_task(self, command))
            case Operate():
                self._took(working.operate(self, command))
            case Draw():
                draw_map(self, command.file)
            case Plain():
                self._plain(command.word)
            case _:
                assert_never(command)

    # ── showing ──

    def positions(self) -> list[Position]:
        """The open runs of the customer in this journey and those it begins, or else the one that ended
        last.
        """
        every = [
            position
            for position in self.company.inputs.where(self.customer, self.channel)
            if position.journey in self.view.plans
        ]
        own = [position for position in every if position.journey == self.plan.journey]
        return [position for position in every if position.outcome is None] or own[-1:]

    def where(self, *, whole: bool = True) -> None:
        """Show where the customer is, or only what is offered there, which can be picked by its number."""
        offers: list[Offer] = []
        positions = self.positions()
        for position in positions:
            if whole or len(positions) > 1:
                self.view.card(position, self.channel, self.now, offers)
            else:
                self.view.offered(position, self.now, offers)
        if not any(p.outcome is None and p.journey == self.plan.journey for p in positions):
            self.view.screen.line()
            if not positions:
                self.view.screen.say(f"{self.customer} {self._absence()}.")
            self.view.starts(offers)
        self.offers = offers
        self.view.screen.line()

    def _absence(self) -> str:
        """Why there is no place to show: a run that ended some time ago is in the history only."""
        done = [entry for entry in self.company.inputs.history(self.customer) if entry.run]
        if not any(entry.run.startswith(f"{self.plan.journey}/") for entry in done if entry.run):
            return "has not begun"
        return "is not in this journey now; `history` tells what was"

    def _plain(self, word: str) -> None:
        screen = self.view.screen
        match word:
            case "where":
                self.where()
            case "history":
                self.view.teller.history(self.company.inputs.history(self.customer))
                screen.line()
            case "why":
                self._why()
            case "help":
                screen.line()
                widest = max(map(len, COMMANDS)) + 2
                for form, meaning in COMMANDS.items():
                    screen.say(f"{form:<{widest}}{meaning}", widest)
                screen.line()
            case _:
                self.over = True

    def _why(self) -> None:
        """What the last input did and passed over; then of each run why it is here, and what follows."""
        entries = self.company.inputs.history(self.customer)
        reports = self.last["runs"] if self.last else [done for _, done in reports_of(entries)][-1:]
        positions = self.positions()
        if not reports and not positions and not self.last:
            raise Refused("nothing has happened yet")
        if self.last:
            self.view.teller.why(self.last)
        else:
            for done in reports:
                self.view.teller.because(done)
        for position in positions:
            self.view.screen.line()
            history = self.company.inputs.history(run=position.run)
            tell(self.view.teller, position, history, self.now, reports)
        tell_rules(self.view.teller, self.company.inputs.rules(self.customer, self.now))
        self.view.screen.line()

    # ── inputs ──

    def _send(self, event: str, values: dict[str, Json], channel: str | None, run: str | None) -> None:
        report = self.company.inputs.send(event, values, customer=self.customer, channel=channel, run=run)
        self._took(report)

    def _took(self, report: Report) -> None:
        """Show what an input did, then what it sent; Refused where nothing took it."""
        self.last = report
        if report["result"] not in {"accepted", "kept"}:
            raise _refused(report)
        self.view.screen.line()
        if report["result"] == "kept":
            self.view.screen.labelled("kept", [report["reason"] or "until a step takes it"], hang=2)
        self.view.teller.report(report)
        moved = self._carry() or _moved(report)
        self.where(whole=moved)

    def _carry(self) -> bool:
        """Let what was decided leave, and answer the calls whose answers are known; whether that moved a
        run.
        """
        self._asides()
        self.company.deliveries.tick()
        moved = False
        for _ in range(MOST_FIRINGS):
            if (known := self.company.desk.next()) is None:
                return moved
            request, answer = known
            report = working.result_of(self, request.journey, request.call, answer)
            self.last = report
            if report["result"] == "refused":
                raise _refused(report)
            self.view.teller.report(report)
            moved = moved or _moved(report)
            self._asides()
            self.company.deliveries.tick()
        raise Refused(
            f"{MOST_FIRINGS:,} calls were answered, and there is no end of it", "leave out `--stub`"
        )

    def _asides(self) -> None:
        """Say what was noted, and what could not be done, since this was last asked."""
        notes = self._notes()
        for text in notes[len(self.notes) :]:
            self.view.screen.labelled("note", [text], hang=2)
        self.notes = notes
        for incident in self.company.inputs.incidents():
            if incident["id"] not in self.known:
                self.known.add(incident["id"])
                self.view.screen.labelled("incident", [incident_words(incident)], hang=2)

    def _notes(self) -> list[str]:
        entries = self.company.inputs.history(self.customer)
        return [str(entry.document["text"]) for entry in entries if entry.kind == "note"]

    def _answer(self, command: Answer) -> None:
        questions = [o for p in self.positions() for o in self._questions(p)]
        channel = command.channel or self.channel
        if command.text:
            if not questions:
                raise Refused("no question is open")
            first = questions[0]
            value = free(command.text, first.type, self.moment, f" for `{first.field}`")
            self._took(
                self.company.inputs.answer(
                    self.customer, {first.field: value}, channel=channel, run=first.run
                )
            )
            return
        types = {question.field: question.type for question in self._asked()}
        if not types:
            raise Refused("nothing is asked here", "`where` shows what can be done")
        values = values_of(command.values, types, self.moment)
        self._took(self.company.inputs.answer(self.customer, values, channel=channel))

    def _asked(self) -> list[OfferedQuestion]:
        """Every question of the steps the customer is at, answered ones too: an answer may be changed."""
        return [
            OfferedQuestion(position.run, question.name, question.type, place.channels)
            for position in self.positions()
            for place in position.places
            for question in self.view.asked(position.journey, place).values()
        ]

    def _questions(self, position: Position) -> list[OfferedQuestion]:
        unanswered = {question.name for question in position.questions}
        return [q for q in self._asked() if q.run == position.run and q.field in unanswered]

    def _know(self, given: tuple[Given, ...]) -> None:
        values = values_of(given, self.plan.customer_fields, self.moment, "the customer")
        report = self.company.inputs.identify(self.customer, values)
        if report["result"] != "accepted":
            raise _refused(report)
        self.language = str(values.get("language") or self.language)
        self.view.screen.line()
        self.view.screen.labelled("noted", [", ".join(f"customer.{name}" for name in values)], hang=2)
        self.view.screen.line()

    def _switch(self, channel: str) -> None:
        if channel not in self.plan.channels:
            raise unknown("channel", channel, sorted(self.plan.channels))
        self.channel = channel
        self.where()

    # ── time ──

    def _wait(self, text: str) -> None:
        """Let time pass, by the clock or by the calendar of the journey; what falls due on the way happens at
        its own time.
        """
        try:
            end = self._end_of(text)
        except CalendarProblem as problem:
            raise Refused(str(problem)) from None
        except (OverflowError, ValueError):
            raise Refused("this leads beyond the year 9999", "wait for less") from None
        self.wait_until(end)

    def _end_of(self, text: str) -> datetime:
        if (time := business(text)) is None:
            length = literal(text, DURATION, self.moment, " as a time")
            return shift(self.now, to_duration(str(length)), self.zone)
        if (calendar := self.plan.calendar) is None:
            raise Refused(
                f"`{self.plan.journey}` has no calendar to count business time by", "wait by the clock"
            )
        return calendar.after(self.now, time.amount, time.unit)

    def wait_until(self, end: datetime) -> None:
        """As `wait`, to a moment."""
        clock = self.company.clock
        if not isinstance(clock, KeptClock):
            raise Refused("with `--real-time` time passes by itself")
        fired = False
        for _ in range(MOST_FIRINGS):
            due = self.company.deliveries.next_due()
            if due is None or due > end:
                break
            clock.move_to(due)
            self.catch_up()
            fired = True
        else:
            self.where()
            raise Refused(
                f"{MOST_FIRINGS:,} timers have fired, and there is no end of it", "wait again to go on"
            )
        clock.move_to(end)
        if not fired and self.positions():
            self.view.screen.line()
        self.where(whole=fired)

    def catch_up(self) -> None:
        """Fire what is due now, and deliver what that sent."""
        tick = self.company.inputs.tick()
        for report in tick.reports:
            self.last = report
            self.view.teller.fired(report, tick.at, self.customer)
        self._carry()

    # ── what is offered ──

    def _pick(self, number: int) -> None:
        if not 1 <= number <= len(self.offers):
            raise Refused(f"nothing is offered under {number}", "`where` shows what is")
        offer = self.offers[number - 1]
        match offer:
            case OfferedWait():
                self.wait_until(offer.until)
            case OfferedQuestion():
                text = self.lines.next(f"  {offer.field} ({hint(offer.type)}): ")
                if text is None:
                    raise Refused(f"`{offer.field}` was not given")
                if not text:
                    return
                value = free(text, offer.type, self.moment, f" for `{offer.field}`")
                channel = self._channel_of(offer.channels)
                self._took(
                    self.company.inputs.answer(
                        self.customer, {offer.field: value}, channel=channel, run=offer.run
                    )
                )
            case OfferedEvent():
                values = payload(self.events.get(offer.name, {}), self.lines, self.moment)
                if values is not None:
                    self._send(offer.name, values, self._channel_of(offer.channels), offer.run)
            case OfferedStart():
                self._took(working.begin(self, Begin(offer.journey, ())))
            case OfferedWork():
                if (report := working.pick_work(self, offer)) is not None:
                    self._took(report)
            case _:
                assert_never(offer)

    def _channel_of(self, channels: tuple[str, ...]) -> str:
        """The channel the customer is on, or one that fits where that one does not."""
        return channels[0] if channels and self.channel not in channels else self.channel


def _events(company: Company) -> dict[str, Mapping[str, Type]]:
    """What can happen to somebody: the events of the journeys at hand, and those that rules of the customer
    look at.
    """
    rules = rules_of(company.package)
    plans = (*company.view.plans.values(), *([rules] if rules else ()))
    return {name: fields for plan in plans for name, fields in plan.events.items()}


def _refused(report: Report) -> Refused:
    """Why nothing took an input, with what is wrong with it that this does not say."""
    return Refused("".join(reasons_of(report)))


def _moved(report: Report) -> bool:
    return any(done["result"] not in {"not_taken", "stayed"} for done in report["runs"])
