"""An effect that changes nothing anybody could notice."""

from collections import defaultdict
from typing import TypeAlias

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.fields import dotted_words, fields_in
from journeyc.expression.syntax import Path

NAME = "pointless-set"
_Names: TypeAlias = tuple[str, ...]
#: What has effects.
_DOING: tuple[type[syntax.Tail | syntax.Boundary | syntax.End | syntax.Rule], ...] = (
    syntax.Tail,
    syntax.Boundary,
    syntax.End,
    syntax.Rule,
)


def check(facts: Facts) -> None:
    """Say fields that are set to themselves, and values that are set anew before anybody reads them."""
    for kind in _DOING:
        for node in facts.every(kind):
            if any(isinstance(effect, syntax.SetEffect) for effect in node.effects):
                _check(facts, node.effects)


def _check(facts: Facts, effects: list[syntax.Effect]) -> None:
    #: What was set and not read yet, by the field that it is or that it is inside of.
    waiting: dict[str, dict[_Names, syntax.SetEffect]] = defaultdict(dict)
    for effect in effects:
        # Before something is set, nothing can be read of it.
        for read in fields_in(effect, {}).reads if waiting else ():
            unread = waiting[read.path[0]]
            for path in [path for path in unread if _overlap(path, read.path)]:
                del unread[path]
        if isinstance(effect, syntax.SetEffect):
            _set(facts, effect, waiting[effect.path[0].text])


def _set(facts: Facts, effect: syntax.SetEffect, unread: dict[_Names, syntax.SetEffect]) -> None:
    written = dotted_words(effect.path)
    if isinstance(effect.value, Path) and dotted_words(effect.value.words) == written:
        shown = ".".join(written)
        message = f"`{shown}` is set to itself, which changes nothing"
        facts.say(NAME, effect, message, f"leave it out, or write what `{shown}` is to be")
        return
    for path in [path for path in unread if path[: len(written)] == written]:
        message = f"`{'.'.join(path)}` is set here and once more right after, before anybody reads it"
        labels = (facts.label(effect, "this is what counts"),)
        facts.say(NAME, unread.pop(path), message, "keep one of them, or set another field", labels=labels)
    unread[written] = effect


def _overlap(one: _Names, other: _Names) -> bool:
    """Whether two paths name the same field, or one that is inside the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
