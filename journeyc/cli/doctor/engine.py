"""The engine for business rules: whether there is one, whether it answers rightly, and of which rules."""

import platform
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata

from journeyc.cli.doctor.finding import Finding
from journeyc.compiler import check, compile_package
from journeyc.ir.model import Rule
from journeyc.matching import contract
from journeyc.matching.naive import checked
from journeyc.matching.rulesets import Ruleset, rulesets
from journeyc.matching.translation import Translator
from journeyc.matching.worker import STARTING, EngineProblem, Worker, missing
from journeyc.reading import Unreadable
from journeyc.report.counted import counted
from journeyc.source import Source

_REFERENCE = "the reference evaluator looks at business rules, with the same result"
_PYTHONS = "durable-rules needs CPython 3.11 or 3.12"
_ANEW = 'install it anew, or choose `rules="reference"`'
_INSTALL = 'python -m pip install "journeyc[rules]", which needs a C compiler and the headers of Python'

#: Rules of every kind, on which the engine is tried.
_RULES = """
customer { key id: id  tier: one of silver, gold = silver  score: int = 0 }
event a { n: int }
event b
event c
event told
rule single { on a when event.n > 5 and customer.tier == gold { emit told() } }
rule compared { on a when event.n > customer.score { emit told() } }
rule counted { on 3 b within 1 hour { emit told() } }
rule in_order { on a then b then c within 2 days { emit told() } }
rule silent { on a then no b within 2 days when customer.score >= 1 { emit told() } }
"""


class RuleDoctor:
    """Looks at the engine, and at rules with it; `sets` are the hashes of those it has seen, and whose they
    are.
    """

    def __init__(self) -> None:
        self.sets: dict[str, str] = {}
        self._absent = missing()
        self._worker = Worker(STARTING)
        self._broken = "" if self._absent else self._problem(rulesets(_own_rules()))

    def close(self) -> None:
        """End the process of the engine."""
        self._worker.close()

    def engine(self) -> Finding:
        """Whether there is an engine that answers rightly."""
        if self._absent:
            facts = {"engine": "reference", "reason": self._absent}
            return Finding("rules", "missing", f"{self._absent}: {_REFERENCE}", _cure(), facts)
        version = _version()
        name = f"durable-rules {version}".rstrip()
        if self._broken:
            problem = f"{name} is installed and does not work: {self._broken}; {_REFERENCE}"
            facts = {"engine": "reference", "reason": self._broken, "version": version}
            cure = f"{_PYTHONS}: remove it here" if _is_unfit() else _ANEW
            return Finding("rules", "broken", problem, cure, facts)
        said = f"{name} looks at business rules; it was started, and answered rightly"
        return Finding("rules", "well", said, facts={"engine": "durable-rules", "version": version})

    def rules(self, whose: str, rules: Sequence[Rule]) -> Finding:
        """Who looks at each of some rules, where the engine has been tried on them."""
        number = counted(len(rules), "rule")
        if self._absent or self._broken:
            by = {rule.name: {"by": "reference", "reason": self._absent or self._broken} for rule in rules}
            said = f"{whose}: {number}, looked at by the reference evaluator"
            return Finding("rules", "well", said, facts={"of": whose, "rules": by})
        sets = list(rulesets(rules))
        unfit = _left_out(rules, sets)
        self.sets |= dict.fromkeys((one.name for one in sets), whose)
        facts = {"of": whose, "sets": [one.name for one in sets], "rules": _by(rules, unfit)}
        if problem := self._problem(sets):
            said = f"{whose}: durable-rules does not answer rightly: {problem}"
            return Finding("rules", "broken", said, 'choose `rules="reference"`, and please report it', facts)
        held = len(rules) - len(unfit)
        share = f"{held} of them " if held and unfit else "not " if unfit else "all " if held > 1 else ""
        others = [f"`{name}` by the reference evaluator: {why}" for name, why in unfit.items()]
        said = "; ".join([f"{whose}: {number}, {share}looked at by durable-rules", *others])
        return Finding("rules", "well", said, facts=facts)

    def _problem(self, sets: Iterable[Ruleset]) -> str:
        """What is wrong with the answers of the engine; empty where nothing is."""
        try:
            for ruleset in sets:
                cases = checked(ruleset)
                answers = self._worker.ask([(ruleset, facts) for facts, _ in cases])
                if answers != [held for _, held in cases]:
                    return "its answers are not what the rules mean"
        except EngineProblem as problem:
            return str(problem)
        return ""


def _left_out(rules: Iterable[Rule], sets: Iterable[Ruleset]) -> dict[str, str]:
    """The rules that are in no set, by name, and what of them the engine does not hold."""
    held = {name for ruleset in sets for name in ruleset.rules}
    return {rule.name: _why_not(rule) for rule in rules if rule.name not in held}


def _why_not(rule: Rule) -> str:
    native = Translator().translate(rule)
    if native.patterns > contract.MAXIMUM_PATTERNS:
        return f"it joins {native.patterns} facts, and the engine no more than {contract.MAXIMUM_PATTERNS}"
    parts = max(len(native.event_conditions), len(native.known_conditions))
    most = contract.MAXIMUM_CONDITIONS
    return f"its condition has {counted(parts, 'part')}, and the engine takes no more than {most}"


def _by(rules: Iterable[Rule], unfit: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        rule.name: {"by": "reference", "reason": unfit[rule.name]}
        if rule.name in unfit
        else {"by": "durable-rules"}
        for rule in rules
    }


def _own_rules() -> tuple[Rule, ...]:
    def nothing(path: str) -> str:
        raise Unreadable(path)

    return compile_package(check(Source("doctor.journey", _RULES), nothing)).declarations.rules


def _version() -> str:
    try:
        return metadata.version("durable-rules")
    except metadata.PackageNotFoundError:
        return ""


def _cure() -> str:
    """What would bring an engine here; empty where nothing would."""
    if sys.platform == "win32":
        return ""
    return _PYTHONS if _is_unfit() else _INSTALL


def _is_unfit() -> bool:
    """Whether the extra `rules` installs nothing for this Python."""
    return platform.python_implementation() != "CPython" or sys.version_info >= (3, 13)
