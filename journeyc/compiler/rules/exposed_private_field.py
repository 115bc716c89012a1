"""What is private of the customer and is written where anybody reads it."""

from collections.abc import Iterable
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.fields import fields_in
from journeyc.compiler.facts.passing import parts
from journeyc.expression.node import Node
from journeyc.source import Span

NAME = "exposed-private-field"
_CURE = "a note can do without it: the run knows its customer"
_EMIT_CURE = "leave it out: who hears the event knows the customer by `event.customer`"


class _Private(NamedTuple):
    """Private fields of the customer, and fields of the context that hold a copy of one."""

    own: frozenset[str]
    copies: dict[str, str]

    def exposed(self, path: tuple[str, ...]) -> str | None:
        """The private field that a path stands for, if it does; of a whole customer the first."""
        if path == ("customer",):
            return f"customer.{min(self.own)}"
        if path[0] == "customer":
            return ".".join(path[:2]) if path[1] in self.own else None
        return self.copies.get(path[0]) if len(path) == 1 else None


def check(facts: Facts) -> None:
    """Say private fields in notes, in events that are told to other systems, and in fields that are not."""
    customer = facts.names.customer
    own = frozenset(field.name.text for field in customer.node.fields if field.private) if customer else None
    if not own:
        return
    for journey in facts.journeys:
        telling = [*journey.every(syntax.NoteEffect), *journey.every(syntax.EventEffect)]
        telling += [effect for effect in journey.every(syntax.SetEffect) if _of_customer(effect)]
        if telling:
            _check(facts, telling, _Private(own, _copies(facts, journey, own)))
    for rule in facts.of_kind(syntax.Rule):
        _check(facts, facts.within(rule), _Private(own, {}))


def _copies(facts: Facts, journey: JourneyFacts, own: frozenset[str]) -> dict[str, str]:
    """The fields of a journey that can be set to a private field as it is, or to a copy, with that field."""
    private = _Private(own, {})
    given = [(field.name.text, field.default) for field in journey.node.context if field.default is not None]
    given += [
        (node.path[0].text, node.value) for node in journey.every(syntax.SetEffect) if len(node.path) == 1
    ]
    held = [(name, part.path) for name, value in given for part in parts(value, facts.passed)]
    known = -1
    while known < len(private.copies):
        known = len(private.copies)
        for name, path in held:
            whole = private.exposed(path)
            if whole is not None:
                private.copies.setdefault(name, whole)
    return private.copies


def _of_customer(effect: syntax.SetEffect) -> bool:
    return effect.path[0].text == "customer" and len(effect.path) > 1


def _check(facts: Facts, nodes: Iterable[Node], private: _Private) -> None:
    for node in nodes:
        if isinstance(node, syntax.NoteEffect):
            for read in fields_in(node, {}).reads:
                if read.shown:
                    _say(facts, read.at, read.path, private, "this note", _CURE)
        elif isinstance(node, syntax.EventEffect) and node.kind == "emit":
            for argument in node.arguments:
                for part in parts(argument.value, facts.passed):
                    _say(facts, part.at, part.path, private, f"`{node.event.text}`", _EMIT_CURE)
        elif isinstance(node, syntax.SetEffect) and _of_customer(node):
            name = node.path[1].text
            for part in parts(node.value, facts.passed) if name not in private.own else ():
                cure = f"declare it `private {name}`, or keep the value where it is"
                _say(facts, part.at, part.path, private, f"`customer.{name}`", cure)


def _say(facts: Facts, at: Span, path: tuple[str, ...], private: _Private, where: str, cure: str) -> None:
    field = private.exposed(path)
    if field is not None:
        copy = "" if path[0] == "customer" else f"`{path[0]}`, a copy of "
        facts.say(NAME, at, f"{where} tells {copy}`{field}`, which is private", cure)
