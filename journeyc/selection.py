"""Which rules a project wants, and how grave they are to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from journeyc.catalogue import CATALOGUE, GROUPS
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.nearest import meant

#: All rules, where rules are named.
ALL = "all"


class Unknown(NamedTuple):
    """A name that is no rule or group, or that of a rule nobody can choose, and what to write instead."""

    name: str
    problem: str
    help: str


class Selection(NamedTuple):
    """The rules that count: those of `select` that `ignore` does not name, each as grave as `severities`
    says. Names are those of rules and groups, or `all`. What is fixed counts always.
    """

    select: frozenset[str] = frozenset({ALL})
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = {}

    @property
    def fingerprint(self) -> str:
        """The same text for the same selection, and only for that."""
        return f"{sorted(self.select)} {sorted(self.ignore)} {sorted(self.severities.items())}"

    def wants(self, name: str) -> bool:
        """Whether findings of a rule count; a rule's own name goes before that of its group."""
        rule = CATALOGUE[name]
        if rule.fixed:
            return True
        for named in (name, rule.group, ALL):
            if named in self.ignore:
                return False
            if named in self.select:
                return True
        return False

    def applied(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings that count, as grave as they are here."""
        for diagnostic in found:
            if self.wants(diagnostic.rule):
                severity = None if CATALOGUE[diagnostic.rule].fixed else self._severity(diagnostic.rule)
                yield diagnostic._replace(severity=severity) if severity else diagnostic

    def _severity(self, name: str) -> Severity | None:
        return self.severities.get(name) or self.severities.get(CATALOGUE[name].group)


def unknown(names: Iterable[str], *, but_fixed: bool = False) -> Iterator[Unknown]:
    """What is wrong with names of rules; with `but_fixed`, rules that always count are wrong, too."""
    for name in names:
        if name not in CATALOGUE and name not in GROUPS and name != ALL:
            cure = meant(name, [*CATALOGUE, *GROUPS], "`journeyc explain --all` lists the rules")
            yield Unknown(name, f"there is no rule or group `{name}`", cure)
        elif but_fixed and (name == "language" or (name in CATALOGUE and CATALOGUE[name].fixed)):
            problem = f"`{name}` is not for choice"
            yield Unknown(name, problem, "what it finds cannot be run, so mend it")
