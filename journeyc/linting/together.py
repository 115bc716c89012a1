"""A file judged with all others of a run: only they tell what of it is used."""

from collections.abc import Callable, Sequence

from journeyc.diagnostic import Diagnostic
from journeyc.edits import mendable
from journeyc.linting.opened import Opened
from journeyc.linting.result import Result
from journeyc.selection import Selection
from journeyc.source import Source
from journeyc.uses import RULE, Unused, finding

#: What is said of comments that allow a rule which a file alone cannot judge.
_UNNEEDED = "unneeded-allow"


def judged(
    result: Result, file: Opened, unused: Sequence[Unused], source_of: Callable[[str], Source]
) -> Result:
    """The result of a file with what nothing in the run uses, in the place of what it does not use itself."""
    told = RULE.encode() in file.raw
    if result.problem or not (unused or told or any(one.rule == RULE for one in result.findings)):
        return result
    source = source_of(file.name)
    others = [one for one in result.findings if not _of_the_run(one)]
    found = list(file.selection.applied(finding(one, source) for one in unused))
    if told:
        found = _without_allowed(source, found, file.selection)
    findings = [*others, *found]
    return result._replace(findings=findings, fixable=mendable(findings, source))


def _of_the_run(one: Diagnostic) -> bool:
    return one.rule == RULE or (one.rule == _UNNEEDED and one.source.slice(one.span) == RULE)


def _without_allowed(source: Source, found: list[Diagnostic], selection: Selection) -> list[Diagnostic]:
    from journeyc.compiler.allows import allowed

    stay, about = allowed(source, found, selection)
    return [*stay, *selection.applied(one for one in about if _of_the_run(one))]
