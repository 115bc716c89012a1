"""From the checked tree to the intermediate representation."""

from datetime import UTC, tzinfo

from journeyc import __version__, ir
from journeyc.calendar import zone_named
from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names, field_types
from journeyc.compiler.reporter import Reporter
from journeyc.compiler.wording import documentation, spaced
from journeyc.expression import tree
from journeyc.expression.lowering import lower
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.types import BOOL, DURATION, INSTANT, TEXT, Type
from journeyc.ir import model


def lower_project(names: Names, flows: list[JourneyFlow]) -> ir.Package:
    """The package of a project without errors."""
    return ir.Package(
        compiler=__version__,
        declarations=_declarations(names),
        journeys=tuple(_Journey(flow).lower() for flow in flows),
    )


def _declarations(names: Names) -> model.Declarations:
    return model.Declarations(
        touchpoints=tuple(_touchpoint(touchpoint.node) for touchpoint in names.touchpoints.values()),
        types=tuple(sorted(_types(names), key=lambda declaration: declaration.name)),
        customer=_customer(names),
        events=tuple(
            model.Event(
                name=name,
                fields=_fields(event.node.fields, names.payloads[name]),
                doc=documentation(event.reporter.source, event.node.start),
            )
            for name, event in sorted(names.events.items())
        ),
        notifications=tuple(
            _notification(names, event.node, event.reporter)
            for _, event in sorted(names.notifications.items())
        ),
    )


def _touchpoint(node: syntax.Touchpoint) -> model.Touchpoint:
    channels = (
        model.Channel(name=channel.name.text, abilities=tuple(word.text for word in channel.abilities))
        for channel in node.channels
    )
    return model.Touchpoint(
        name=node.name.text, title=_title(node.title, node.name), channels=tuple(channels)
    )


def _types(names: Names) -> list[model.EnumDeclaration | model.RecordDeclaration]:
    found: list[model.EnumDeclaration | model.RecordDeclaration] = []
    for name, declared in names.type_nodes.items():
        if isinstance(declared.node, syntax.Enum):
            members = tuple(word.text for word in declared.node.members)
            found.append(model.EnumDeclaration(name=name, members=members))
        else:
            types = field_types(names, declared.node.fields, declared.reporter)
            found.append(model.RecordDeclaration(name=name, fields=_fields(declared.node.fields, types)))
    found += [
        model.EnumDeclaration(name=name, members=kind.members) for name, kind in names.enums_in_place.items()
    ]
    return found


def _fields(
    fields: list[syntax.Field], types: dict[str, Type], zone: tzinfo = UTC
) -> tuple[model.FieldDeclaration, ...]:
    return tuple(
        model.FieldDeclaration(
            name=field.name.text,
            type=types[field.name.text].name,
            default=None if field.default is None else lower(field.default, zone, types[field.name.text]),
        )
        for field in fields
    )


def _customer(names: Names) -> model.Customer:
    if names.customer is None:
        return model.Customer(key="id", fields=(model.CustomerField(name="id", type="id"),))
    types = names.customer_type.fields
    fields = [
        model.CustomerField(
            **plain.model_dump(exclude={"default"}),
            default=plain.default,
            alias=field.alias,
            private=field.private,
        )
        for field, plain in zip(
            names.customer.node.fields, _fields(names.customer.node.fields, dict(types)), strict=True
        )
    ]
    key = next(field.name.text for field in names.customer.node.fields if field.key)
    return model.Customer(key=key, fields=tuple(fields))


def _notification(names: Names, node: syntax.Notification, reporter: Reporter) -> model.Notification:
    settings = {setting.name: setting.value for setting in node.settings}
    category, expires = settings.get("category"), settings.get("expires")
    texts = []
    for message in node.messages:
        variants: list[str | None] = [word.text for word in message.channels]
        language = message.language.text if message.language else None
        texts += [
            model.MessageText(
                part=message.part,  # type: ignore[arg-type]  # the grammar has these parts only
                language=language,
                channel=channel,
                template=message.text.value,
            )
            for channel in variants or [None]
        ]
    return model.Notification(
        name=node.name.text,
        title=_title(node.title, node.name),
        parameters=_fields(node.parameters, names.parameters[node.name.text]),
        channels=tuple(word.text for word in node.channels),
        category=category.text if isinstance(category, Word) else "service",  # type: ignore[arg-type]  # typing checked it
        expires=lower(expires, UTC, DURATION) if isinstance(expires, Expression) else None,
        texts=tuple(texts),
        doc=documentation(reporter.source, node.start),
    )


def _title(title: syntax.Text | None, name: Word) -> str:
    return title.value if title else name.text.replace("_", " ").capitalize()


class _Journey:
    def __init__(self, flow: JourneyFlow) -> None:
        self.flow = flow
        self.node = flow.node
        self.source = flow.reporter.source
        self.fields = flow.place.fields
        self.settings = {setting.name: setting.value for setting in flow.node.settings}
        zone = self.settings.get("timezone")
        named = zone.value if isinstance(zone, Constant) and isinstance(zone.value, str) else None
        self.zone = zone_named(named)

    def lower(self) -> ir.Journey:
        node, settings = self.node, self.settings
        version, owner, languages, zone = (
            settings.get(name) for name in ("version", "owner", "languages", "timezone")
        )
        return ir.Journey(
            name=node.name.text,
            title=_title(node.title, node.name),
            doc=documentation(self.source, node.start),
            version=int(version.text) if isinstance(version, Word) else 1,
            owner=owner.value if isinstance(owner, syntax.Text) else "",
            languages=tuple(word.text for word in languages) if isinstance(languages, list) else (),
            timezone=self._expression(zone, TEXT) if isinstance(zone, Expression) else None,
            one_run_per=tuple(_names(path) for path in node.one_run_per),
            context=_fields(node.context, dict(self.fields), self.zone),
            starts=tuple(self._start(start) for start in node.starts),
            pause=self._pause(node.pauses[0]) if node.pauses else None,
            nodes=tuple(self._place(item) for item in node.places),
            place=self._at(node.name),
        )

    def _at(self, node: Node) -> model.Place:
        line, column = self.source.position(node.start)
        return model.Place(file=self.source.name, line=line, column=column)

    def _text(self, node: Node) -> str:
        return spaced(self.source.text[node.start : node.end])

    def _expression(self, expression: Expression, expected: Type) -> tree.Expression:
        return lower(expression, self.zone, expected)

    def _guard(self, expression: Expression | None) -> model.Guard | None:
        if expression is None:
            return None
        lowered = self._expression(expression, BOOL)
        return model.Guard(expression=lowered, text=self._text(expression), place=self._at(expression))

    def _effects(self, effects: list[syntax.Effect]) -> tuple[model.Set | model.Notify, ...]:
        return tuple(self._set(e) if isinstance(e, syntax.SetEffect) else self._notify(e) for e in effects)

    def _set(self, effect: syntax.SetEffect) -> model.Set:
        kind = self.flow.place.type_at(_names(effect.path))
        return model.Set(
            path=_names(effect.path),
            value=self._expression(effect.value, kind),
            text=self._text(effect.value),
            place=self._at(effect),
        )

    def _notify(self, effect: syntax.NotifyEffect) -> model.Notify:
        name = effect.notification.text
        return model.Notify(
            notification=name, arguments=self._arguments(name, effect.arguments), place=self._at(effect)
        )

    def _arguments(
        self, notification: str, arguments: list[syntax.Argument]
    ) -> tuple[tuple[str, tree.Expression], ...]:
        parameters = self.flow.place.names.parameters[notification]
        return tuple((a.name.text, self._expression(a.value, parameters[a.name.text])) for a in arguments)

    def _start(self, start: syntax.Start) -> model.Start:
        return model.Start(
            event=start.name.text if start.name else "",
            channels=_names(start.channels),
            guard=self._guard(start.guard),
            target=_target(start.tail) or "",
            effects=self._effects(start.tail.effects),
            place=self._at(start),
        )

    def _handler(self, handler: syntax.Handler) -> model.Handler:
        return model.Handler(
            events=_names(handler.events),
            channels=_names(handler.channels),
            guard=self._guard(handler.guard),
            target=_target(handler.tail),
            effects=self._effects(handler.tail.effects),
            place=self._at(handler),
        )

    def _timer(self, timer: syntax.Timer) -> model.Timer:
        moment = timer.kind == "at"
        when = self._expression(timer.when, INSTANT if moment else DURATION)
        return model.Timer(
            after=None if moment else when,
            at=when if moment else None,
            text=self._text(timer.when),
            guard=self._guard(timer.guard),
            target=_target(timer.tail),
            effects=self._effects(timer.tail.effects),
            place=self._at(timer),
        )

    def _remind(self, remind: syntax.Remind) -> model.Remind:
        name = remind.notification.text
        return model.Remind(
            notification=name,
            arguments=self._arguments(name, remind.arguments),
            after=tuple(self._expression(delay, DURATION) for delay in remind.after),
            texts=tuple(self._text(delay) for delay in remind.after),
            place=self._at(remind),
        )

    def _pause(self, pause: syntax.Pause) -> model.Pause:
        idle = pause.idle[0].value if pause.idle else None
        return model.Pause(
            idle=self._expression(idle, DURATION) if isinstance(idle, Expression) else None,
            idle_text=self._text(idle) if isinstance(idle, Expression) else "",
            events=tuple(self._handler(handler) for handler in pause.events),
            reminders=tuple(self._remind(remind) for remind in pause.reminders),
            give_up=self._timer(pause.give_up[0]) if pause.give_up else None,
            hold_timers=pause.hold_timers,
            place=self._at(pause),
        )

    def _place(self, item: syntax.Place) -> model.Step | model.Choice | model.End:
        title, doc = _title(item.title, item.name), documentation(self.source, item.start)
        match item:
            case syntax.Step():
                return self._step(item, title, doc)
            case syntax.Choice():
                rows = tuple(
                    model.ChoiceRow(
                        guard=self._guard(row.condition),
                        target=_target(row.tail) or "",
                        effects=self._effects(row.tail.effects),
                        place=self._at(row),
                    )
                    for row in item.rows
                )
                return model.Choice(
                    name=item.name.text, title=title, doc=doc, rows=rows, place=self._at(item.name)
                )
            case syntax.End():
                return model.End(
                    name=item.name.text,
                    title=title,
                    doc=doc,
                    outcome=item.outcome.text if item.outcome else "neutral",  # type: ignore[arg-type]  # the grammar has these only
                    effects=self._effects(item.effects),
                    place=self._at(item.name),
                )

    def _step(self, step: syntax.Step, title: str, doc: str) -> model.Step:
        def boundary(kind: str) -> tuple[model.Set | model.Notify, ...]:
            effects = [
                effect
                for item in step.items
                if isinstance(item, syntax.Boundary) and item.kind == kind
                for effect in item.effects
            ]
            return self._effects(effects)

        return model.Step(
            name=step.name.text,
            title=title,
            doc=doc,
            channels=_names(step.channels),
            says=tuple(self._say(item) for item in step.items if isinstance(item, syntax.Say)),
            asks=tuple(
                ask for item in step.items if isinstance(item, syntax.Ask) for ask in self._asks(item)
            ),
            enter=boundary("enter"),
            leave=boundary("leave"),
            handlers=tuple(self._handler(item) for item in step.items if isinstance(item, syntax.Handler)),
            timers=tuple(self._timer(item) for item in step.items if isinstance(item, syntax.Timer)),
            reminders=tuple(self._remind(item) for item in step.items if isinstance(item, syntax.Remind)),
            place=self._at(step.name),
        )

    def _say(self, say: syntax.Say) -> model.Say:
        return model.Say(
            language=say.language.text if say.language else None,
            channels=_names(say.channels),
            template=say.text.value,
            place=self._at(say),
        )

    def _asks(self, ask: syntax.Ask) -> list[model.Ask]:
        return [
            model.Ask(
                path=_names(item.path),
                type=self.flow.place.type_at(_names(item.path)).name,
                again=item.again,
                place=self._at(item),
            )
            for item in ask.items
        ]


def _names(words: list[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _target(tail: syntax.Tail) -> str | None:
    return tail.target.name.text if tail.target else None
