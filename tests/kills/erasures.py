"""Whether nothing is left of who was erased, and whether they were another who came again."""

import json
import re
from collections.abc import Iterable, Iterator

from tests.kills.lives import begun_by_others, life_of, lives
from tests.kills.notes import Answer, Erasure, Noted
from tests.kills.script import mark
from tests.kills.tables import Tables

#: What `mark` makes of the id of an input.
_MARK = re.compile(r"(?<![\w-])[a-z]+-\d+(?![\w-])")


def rows_are_of_the_living(tables: Tables) -> Iterator[str]:
    """What a customer has begun or caused goes with them: whoever is there under their key is another."""
    living, others = lives(tables), begun_by_others(tables)
    found = [("run", row["id"]) for row in tables.runs]
    found += [("timer", row["run"]) for row in tables.timers if row["run"]]
    # What the rules of a customer do is told of them, and not of a run.
    found += [("history", line["run"]) for line in tables.history if "/" in (line["run"] or "")]
    found += [("history", line["doc"]["effect"]) for line in tables.history if line["kind"] == "emitted"]
    found += [("outbox", row["id"]) for row in tables.outbox]
    found += [("task", row["id"]) for row in tables.tasks]
    for what, name in sorted({*found}):
        if life_of(name) not in living and name.split("/")[0] not in others:
            yield f"{what} {name}: it is left of somebody who is not there"


def who_is_gone_was_erased(tables: Tables, noted: Noted) -> Iterator[str]:
    """Nobody goes but who was erased."""
    there = {row["id"] for row in tables.customers}
    answered = {answer.customer for answer in noted.answers}
    for name in sorted(answered - there):
        if not noted.may_have_gone(name):
            yield f"customer {name}: they are not there, and nobody has erased them"


def nothing_is_left_of_the_erased(tables: Tables, noted: Noted) -> Iterator[str]:
    """Of what was applied before somebody was erased, nothing is kept as theirs; and nowhere is anything that
    was said of somebody of whom nobody else can have it.
    """
    kept: dict[str, set[str]] = {}
    for row in tables.inputs:
        kept.setdefault(row["id"], set()).add(row["customer"])
    told = {(line["input"], line["customer"]) for line in tables.history}
    marks = {found for rows in tables for row in rows for found in _MARK.findall(_text(row))}
    for (name, customer), last in noted.last_applied.items():
        erased = [one.since for one in noted.certain_erasures if customer in one.customers]
        since = max(erased, default=0)
        if last >= since:
            continue
        owners = kept.get(name, set())
        # Whoever has been one with another since, and is parted, finds what the other was answered with them.
        is_of_another = len(owners) > 1 and noted.may_be_merged(customer, since)
        if (name, customer) in told or (customer in owners and not is_of_another):
            yield f"input {name} of {customer}: they were erased, and it is kept"
        elif mark(name) in marks and noted.is_alone(customer):
            yield f"input {name} of {customer}: they were erased, and what it said is left"


def who_comes_back_is_new(noted: Noted) -> Iterator[str]:
    """Whoever comes under the key of somebody who was erased has no id that the other had."""
    first: dict[tuple[str, str], int] = {}
    for answer in noted.answers:
        key = answer.input, answer.customer
        first[key] = min(answer.sent, first.get(key, answer.sent))
    for erasure in noted.certain_erasures:
        old = {run for answer in _before(erasure, noted.answers) for run in _begun(answer)}
        for answer in noted.answers:
            key = answer.input, answer.customer
            if answer.customer in erasure.customers and first[key] > erasure.until:
                for run in sorted(old.intersection(_begun(answer))):
                    yield f"run {run}: somebody was erased who had it, and another has begun it"


def _before(erasure: Erasure, answers: Iterable[Answer]) -> Iterator[Answer]:
    """What those were answered before who were erased."""
    for answer in answers:
        if answer.customer in erasure.customers and answer.told < erasure.since:
            yield answer


def _begun(answer: Answer) -> list[str]:
    begun: list[str] = answer.report.get("began", [])
    return begun


def _text(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)
