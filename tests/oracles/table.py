"""What became of the cases that somebody else wrote, as a table and as a page shows it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

#: The variable that names the folder of the oracles; nothing of them is in the project.
VARIABLE = "JOURNEYC_ORACLES"
PAGE = Path(__file__).parents[2] / "docs" / "semantics.md"
BEGIN, END = "<!-- oracles -->", "<!-- end of oracles -->"


class Outcome(Enum):
    """What became of a case: played as it should, played otherwise, or not translated."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Result(NamedTuple):
    """A case by its name. `reason` says of a skipped one why, of a failed one how, of one that passed in
    another way than by being played, in which.
    """

    name: str
    outcome: Outcome
    reason: str = ""


#: The results of all cases of an oracle; `Absent` where it is not on this machine.
Results = Callable[[], list[Result]]


class Absent(Exception):
    """An oracle that is not on this machine; the text says which."""


def is_named() -> bool:
    """Whether this machine is said to hold oracles. Only where it is not may their tests be skipped: a folder
    without them is a mistake.
    """
    return bool(os.environ.get(VARIABLE))


def oracle(name: str) -> Path:
    """The folder of an oracle."""
    place = os.environ.get(VARIABLE)
    if place and (Path(place) / name).is_dir():
        return Path(place) / name
    raise Absent(f"{VARIABLE} names no folder that holds `{name}`")


def numbers(results: Iterable[Result]) -> tuple[int, int, int, int, int]:
    """How many were found, translated, skipped, passed and failed."""
    counts = Counter(result.outcome for result in results)
    passed, failed, skipped = (counts[outcome] for outcome in Outcome)
    return passed + failed + skipped, passed + failed, skipped, passed, failed


def reasons(results: Iterable[Result]) -> list[tuple[Outcome, str, int]]:
    """How many were skipped or passed for each reason that is given, the most first."""
    counts = Counter((one.outcome, one.reason) for one in results if one.reason)
    found = [(*key, count) for key, count in counts.items() if key[0] is not Outcome.FAILED]
    return sorted(found, key=lambda row: (row[0].value, -row[2], row[1]))


def table(found: dict[str, list[Result]]) -> str:
    """The numbers of all oracles by their titles, in Markdown."""
    lines = [
        "| cases | found | translated | skipped | passed | failed |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    lines += [f"| {name} | {' | '.join(map(str, numbers(results)))} |" for name, results in found.items()]
    rows = [
        f"| {name} | {outcome.value} | {reason} | {count} |"
        for name, results in found.items()
        for outcome, reason, count in reasons(results)
    ]
    if rows:
        lines += ["", "| cases | | why | how many |", "| --- | --- | --- | --: |", *rows]
    return "\n".join(lines)


def between(page: str) -> str:
    """What a page has between the two marks."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def written(page: str, found: dict[str, list[Result]]) -> str:
    """A page with the numbers of today."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{table(found)}\n{END}{rest.partition(END)[2]}"
