"""What is said in the comment and in the summary of a run, as sections of Markdown."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc import __version__
from journeyc.cli.ending import ExitCode
from journeyc.pull_request.checks import Part
from journeyc.pull_request.difference import Difference
from journeyc.pull_request.markdown import Section, folded
from journeyc.report.markdown import block, cell, code


class Findings(NamedTuple):
    """All that a run has found out."""

    parts: tuple[Part, ...]
    difference: Difference | None = None

    @property
    def code(self) -> int:
        """The gravest of all."""
        return max((one.code for one in self.every_part()), default=ExitCode.CLEAN)

    @property
    def breaking(self) -> bool:
        """Whether an embedding service would have to follow."""
        return self.difference is not None and self.difference.breaking

    def every_part(self) -> Iterator[Part]:
        """The checks, then the difference."""
        yield from self.parts
        if self.difference:
            yield self.difference.part


def page(findings: Findings, name: str, head: str | None) -> Iterator[Section]:
    """The sections in the order in which they matter: where not all fit, the last go first."""
    yield _head(findings, name, head)
    for one in findings.every_part():
        if one.details and one.result != "passed":
            yield folded(f"{one.name}: {one.result}", block(one.details))
    if findings.difference:
        for text in findings.difference.pages:
            yield Section([], text.rstrip("\n").split("\n"))


def _head(findings: Findings, name: str, head: str | None) -> Section:
    title = "journeyc" if name == "." else f"journeyc {code(name)}"
    rows = [
        f"| {one.name} | {_strong(one)} | {cell(code(one.said)) if one.said else ''} |"
        for one in findings.every_part()
    ]
    by = f"journeyc {__version__}" + (f", for {code(head[:12])}" if head else "")
    table = [f"## {title}: {verdict(findings)}", "", "| part | result | |", "| --- | --- | --- |", *rows]
    return Section(table, [], ["", f"<sub>{by}</sub>"])


def verdict(findings: Findings) -> str:
    """How it went in a word or two."""
    if findings.code:
        return "failed"
    return "passed, with breaking changes" if findings.breaking else "passed"


def _strong(one: Part) -> str:
    return one.result if one.result in {"passed", "nothing to do"} else f"**{one.result}**"
