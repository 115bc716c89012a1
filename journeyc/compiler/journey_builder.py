"""Makes the syntax tree of journeys: one method for each rule of the grammar, named like it.

Every method takes the offsets of the rule's first and last character, then its children; tokens come by
number.
"""

from collections import defaultdict
from typing import Any, TypeVar, get_args

from journeyc.compiler import syntax as tree
from journeyc.compiler.clause_builder import ClauseBuilder
from journeyc.expression.syntax import Expression, Word

Kind = TypeVar("Kind")


def only(kind: type[Kind], nodes: tuple[Any, ...]) -> list[Kind]:
    """The nodes of one kind, in written order."""
    return [node for node in nodes if isinstance(node, kind)]


#: What goes together although it is of different kinds.
_TOGETHER: dict[Any, Any] = {kind: group for group in (tree.Place, tree.Clause) for kind in get_args(group)}


def _by_kind(nodes: tuple[Any, ...]) -> defaultdict[Any, list[Any]]:
    """Nodes by their kinds, places and clauses together, in written order."""
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for node in nodes:
        kind = type(node)
        found[_TOGETHER.get(kind, kind)].append(node)
    return found


def _parts(parts: tuple[Any, ...]) -> tuple[list[Any], list[Word], list[Any]]:
    """What a composite is made of: its places, where it begins, its clauses."""
    found = _by_kind(parts)
    return found[tree.Place], found[Word], found[tree.Clause]


class JourneyBuilder(ClauseBuilder):
    """The rules of `journey.lark` that stand in journeys; those of clauses and expressions are inherited."""

    def journey(
        self,
        start: int,
        end: int,
        name: int,
        parameters: list[tree.Field] | None,
        title: tree.Text | None,
        *items: Any,
    ) -> tree.Journey:
        found = _by_kind(items)
        settings = found[tree.Setting]
        return tree.Journey(
            start,
            end,
            self._word(name),
            parameters or [],
            title,
            [setting for setting in settings if setting.name != "context"],
            _listed("one run per", settings),
            found[tree.Reenter],
            _listed("context", settings),
            found[tree.Start],
            found[tree.Pause],
            found[tree.Goal],
            found[tree.Rule],
            found[tree.Migration],
            found[tree.Place],
        )

    def version(self, start: int, end: int, number: int) -> tree.Setting:
        return tree.Setting(start, end, "version", self._word(number))

    def owner(self, start: int, end: int, text: tree.Text) -> tree.Setting:
        return tree.Setting(start, end, "owner", text)

    def timezone(self, start: int, end: int, value: Expression) -> tree.Setting:
        return tree.Setting(start, end, "timezone", value)

    def languages(self, start: int, end: int, names: list[Word]) -> tree.Setting:
        return tree.Setting(start, end, "languages", names)

    def one_run_per(self, start: int, end: int, *paths: list[Word]) -> tree.Setting:
        return tree.Setting(start, end, "one run per", list(paths))

    def context(self, start: int, end: int, fields: list[tree.Field]) -> tree.Setting:
        return tree.Setting(start, end, "context", fields)

    def journey_calendar(self, start: int, end: int, name: int) -> tree.Setting:
        return tree.Setting(start, end, "calendar", self._word(name))

    def reenter_never(self, start: int, end: int) -> tree.Reenter:
        return tree.Reenter(start, end, "never", None, None, None)

    def reenter_always(self, start: int, end: int) -> tree.Reenter:
        return tree.Reenter(start, end, "always", None, None, None)

    def reenter_after(
        self, start: int, end: int, after: Expression, cap: tuple[Word, Expression] | None
    ) -> tree.Reenter:
        times, per = cap or (None, None)
        return tree.Reenter(start, end, "after", after, times, per)

    def reenter_cap(self, _start: int, _end: int, times: int, per: Expression) -> tuple[Word, Expression]:
        return self._word(times), per

    def starts_on(
        self,
        start: int,
        end: int,
        event: int,
        channels: list[Word] | None,
        guard: Expression | None,
        tail: tree.Tail,
    ) -> tree.Start:
        return tree.Start(start, end, "event", self._word(event), channels or [], guard, [], None, tail)

    def starts_segment(self, start: int, end: int, name: int, tail: tree.Tail) -> tree.Start:
        return tree.Start(start, end, "segment", self._word(name), [], None, [], None, tail)

    def starts_schedule(
        self,
        start: int,
        end: int,
        days: "list[tree.Weekdays]",
        time: int,
        segment: Word | None,
        tail: tree.Tail,
    ) -> tree.Start:
        return tree.Start(start, end, "schedule", segment, [], None, days, self._time(time), tail)

    def starts_plain(self, start: int, end: int, tail: tree.Tail) -> tree.Start:
        return tree.Start(start, end, "plain", None, [], None, [], None, tail)

    def weekdays(self, _start: int, _end: int, *days: tree.Weekdays) -> list[tree.Weekdays]:
        return list(days)

    def weekday_range(self, start: int, end: int, first: int, last: Word | None) -> tree.Weekdays:
        return tree.Weekdays(start, end, self._word(first), last)

    def every_day(self, start: int, end: int, unit: int) -> list[tree.Weekdays]:
        """Every day: no weekday in particular; another unit is kept for typing to refuse."""
        word = self._word(unit)
        return [] if word.text == "day" else [tree.Weekdays(start, end, word, None)]

    def goal(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        test: Word | Expression,
        within: Expression | None,
    ) -> tree.Goal:
        reached, condition = (test, None) if isinstance(test, Word) else (None, test)
        return tree.Goal(start, end, self._word(name), title, reached, condition, within)

    def migrate(self, start: int, end: int, version: int, *moves: tree.Move) -> tree.Migration:
        return tree.Migration(start, end, self._word(version), list(moves))

    def move(self, start: int, end: int, old: int, new: int) -> tree.Move:
        return tree.Move(start, end, self._word(old), self._word(new))

    def anytime(
        self, start: int, end: int, urgent: int | None, name: int, title: tree.Text | None, *parts: Any
    ) -> tree.Anytime:
        return tree.Anytime(start, end, self._word(name), title, *_parts(parts), urgent is not None)

    def stage(
        self, start: int, end: int, name: int, title: tree.Text | None, remembers: str | None, *parts: Any
    ) -> tree.Stage:
        return tree.Stage(start, end, self._word(name), title, *_parts(parts), remembers or "")

    def remembers(self, _start: int, _end: int, deep: int | None) -> str:
        return "shallow" if deep is None else "deep"

    def parallel(
        self, start: int, end: int, name: int, title: tree.Text | None, *parts: Any
    ) -> tree.Parallel:
        return tree.Parallel(start, end, self._word(name), title, *_parts(parts))

    def branch(self, start: int, end: int, name: int, title: tree.Text | None, *parts: Any) -> tree.Branch:
        return tree.Branch(start, end, self._word(name), title, *_parts(parts))

    def each(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        item: int,
        _in: int,
        among: Expression,
        at_once: Word | None,
        *parts: Any,
    ) -> tree.Each:
        each = (self._word(item), among, at_once)
        return tree.Each(start, end, self._word(name), title, *_parts(parts), *each)

    def first_child(self, _start: int, _end: int, name: int) -> Word:
        return self._word(name)

    def pause(self, start: int, end: int, *items: Any) -> tree.Pause:
        settings = only(tree.Setting, items)
        return tree.Pause(
            start,
            end,
            [setting for setting in settings if setting.name == "idle"],
            only(tree.Handler, items),
            only(tree.Remind, items),
            only(tree.Timer, items),
            any(setting.name == "hold timers" for setting in settings),
        )

    def idle(self, start: int, end: int, after: Expression) -> tree.Setting:
        return tree.Setting(start, end, "idle", after)

    def pause_on(self, start: int, end: int, events: list[Word], channels: list[Word] | None) -> tree.Handler:
        return tree.Handler(start, end, events, channels or [], None, tree.Tail(end, end, None, []))

    def give_up(self, start: int, end: int, after: Expression, tail: tree.Tail) -> tree.Timer:
        return tree.Timer(start, end, "give up", after, None, None, tail)

    def hold_timers(self, start: int, end: int) -> tree.Setting:
        return tree.Setting(start, end, "hold timers", None)

    def step(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        via: "list[Word] | tree.BestChannel | None",
        by: tree.WorkedBy | None,
        needs: list[Word] | None,
        *items: Any,
    ) -> tree.Step:
        channels, best = ([], via) if isinstance(via, tree.BestChannel) else (via or [], None)
        return tree.Step(start, end, self._word(name), title, channels, best, by, needs or [], list(items))

    def via_best(
        self, start: int, end: int, decision: int, *arguments: Expression | None
    ) -> tree.BestChannel:
        given = [argument for argument in arguments if argument is not None]
        return tree.BestChannel(start, end, self._word(decision), given)

    def by_queue(self, start: int, end: int, name: int) -> tree.WorkedBy:
        return tree.WorkedBy(start, end, "queue", self._word(name))

    def by_bot(self, start: int, end: int, name: int) -> tree.WorkedBy:
        return tree.WorkedBy(start, end, "bot", self._word(name))

    def choice(
        self, start: int, end: int, name: int, title: tree.Text | None, *rows: tree.Row
    ) -> tree.Choice:
        return tree.Choice(start, end, self._word(name), title, list(rows))

    def when_row(self, start: int, end: int, condition: Expression, tail: tree.Tail) -> tree.Row:
        return tree.Row(start, end, condition, tail)

    def otherwise_row(self, start: int, end: int, tail: tree.Tail) -> tree.Row:
        return tree.Row(start, end, None, tail)

    def split(
        self, start: int, end: int, name: int, title: tree.Text | None, *shares: tree.Share
    ) -> tree.Split:
        return tree.Split(start, end, self._word(name), title, list(shares))

    def share(self, start: int, end: int, number: int, name: int, tail: tree.Tail) -> tree.Share:
        percent = self.percent(self._starts[number], self._ends[number], number)
        return tree.Share(start, end, percent, self._word(name), tail)

    def end(
        self,
        start: int,
        end: int,
        name: int,
        title: tree.Text | None,
        outcome: Word | None,
        effects: list[tree.Effect] | None,
    ) -> tree.End:
        return tree.End(start, end, self._word(name), title, outcome, effects or [])

    def outcome(self, _start: int, _end: int, token: int) -> Word:
        return self._word(token)


def _listed(name: str, settings: list[tree.Setting]) -> list[Any]:
    """What the settings of a name list, together."""
    return [
        item
        for setting in settings
        if setting.name == name and isinstance(setting.value, list)
        for item in setting.value
    ]
