"""One journey, lowered."""

from typing import Any

from journeyc import ir
from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.lower.ground import clock, number, settings_of, title_of, weekdays, words, zone_of
from journeyc.compiler.lower.nodes import NodeLowering
from journeyc.expression.syntax import Expression, Word
from journeyc.expression.types import DURATION, TEXT
from journeyc.ir import model


class JourneyLowering(NodeLowering):
    """Lowers a journey: its settings, starts, pause, goals, rules, migrations and places."""

    def __init__(self, flow: JourneyFlow) -> None:
        self.node = flow.node
        self.settings = settings_of(flow.node.settings)
        super().__init__(flow.place, flow.reporter, zone_of(self.settings))

    def lower(self) -> ir.Journey:
        """The journey."""
        node, settings = self.node, self.settings
        version, owner, languages, zone, calendar = (
            settings.get(name) for name in ("version", "owner", "languages", "timezone", "calendar")
        )
        parameters = self.names.journey_types[node.name.text].parameters
        return ir.Journey(
            name=node.name.text,
            title=title_of(node.title, node.name),
            doc=self.doc(node),
            version=int(version.text) if isinstance(version, Word) else 1,
            owner=owner.value if isinstance(owner, syntax.Text) else "",
            languages=words(languages) if isinstance(languages, list) else (),
            timezone=self.expression(zone, TEXT) if isinstance(zone, Expression) else None,
            calendar=calendar.text if isinstance(calendar, Word) else None,
            one_run_per=tuple(words(path) for path in node.one_run_per),
            reenter=self._reenter(node.reenter[0]) if node.reenter else None,
            parameters=self.fields(node.parameters, parameters),
            context=self.fields(node.context, self.place.fields),
            starts=tuple(self._start(start) for start in node.starts),
            pause=self._pause(node.pauses[0]) if node.pauses else None,
            goals=tuple(self._goal(goal) for goal in node.goals),
            rules=tuple(self.rule(rule) for rule in node.rules),
            migrations=tuple(self._migration(migration) for migration in node.migrations),
            nodes=self.nodes(node.places),
            place=self.at(node.name),
        )

    def _start(self, start: syntax.Start) -> Any:
        name = start.name.text if start.name else None
        target = start.tail.target.name.text if start.tail.target else ""
        shared: dict[str, Any] = {
            "target": target,
            "effects": self.effects(start.tail.effects),
            "place": self.at(start),
        }
        match start.kind:
            case "event":
                guard = self.guard(start.guard)
                return model.Start(event=name or "", channels=words(start.channels), guard=guard, **shared)
            case "segment":
                return model.SegmentStart(segment=name or "", **shared)
            case "schedule":
                time = clock(start.time) if start.time else ""
                days = weekdays(start.days)
                return model.ScheduleStart(weekdays=days, time=time, segment=name, **shared)
        return model.PlainStart(**shared)

    def _pause(self, pause: syntax.Pause) -> model.Pause:
        idle = pause.idle[0].value if pause.idle else None
        return model.Pause(
            idle=self.expression(idle, DURATION) if isinstance(idle, Expression) else None,
            idle_text=self.text(idle) if isinstance(idle, Expression) else "",
            events=tuple(self.handler(handler) for handler in pause.events),
            reminders=tuple(self.remind(remind) for remind in pause.reminders),
            give_up=self.timer(pause.give_up[0]) if pause.give_up else None,
            hold_timers=pause.hold_timers,
            place=self.at(pause),
        )

    def _reenter(self, reenter: syntax.Reenter) -> model.Reenter:
        return model.Reenter(
            kind=reenter.kind,  # type: ignore[arg-type]  # the grammar has these only
            after=self.optional(reenter.after, DURATION),
            times=number(reenter.times),
            per=self.optional(reenter.per, DURATION),
            text=self.text(reenter).removeprefix("reenter").strip(),
            place=self.at(reenter),
        )

    def _goal(self, goal: syntax.Goal) -> model.Goal:
        return model.Goal(
            name=goal.name.text,
            title=title_of(goal.title, goal.name),
            doc=self.doc(goal),
            reached=goal.reached.text if goal.reached else None,
            guard=self.guard(goal.condition),
            within=self.optional(goal.within, DURATION),
            text=self.text(goal.within) if goal.within else "",
            place=self.at(goal.name),
        )

    def _migration(self, migration: syntax.Migration) -> model.Migration:
        moves = tuple(model.Move(old=move.old.text, new=move.new.text) for move in migration.moves)
        return model.Migration(version=int(migration.version.text), moves=moves, place=self.at(migration))
