"""The rules that ask whether what can be run is meant: each a module of its own in `rules/`."""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from journeyc.catalogue import LINT
from journeyc.compiler.facts import Facts
from journeyc.selection import Selection


def run_rules(facts: Facts, selection: Selection) -> None:
    """Let every rule that counts say what it finds."""
    for name in LINT:
        if selection.wants(name):
            _rule(name)(facts)


@cache
def _rule(name: str) -> Callable[[Facts], None]:
    check: Callable[[Facts], None] = import_module(f"journeyc.compiler.rules.{name.replace('-', '_')}").check
    return check
