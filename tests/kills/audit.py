"""Whether a store holds what it must, over its whole history: nothing lost, nothing twice, nothing left over.

Each check yields a sentence for each fault that it finds. They read the rows and believe nothing else: no
code of the runtime is asked.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from tests.kills.erasures import (
    nothing_is_left_of_the_erased,
    rows_are_of_the_living,
    who_comes_back_is_new,
    who_is_gone_was_erased,
)
from tests.kills.lives import (
    begun_by_others,
    life_of,
    lives,
    moves_of,
    part_of,
    parts_are_known_by_both,
    whole_of,
)
from tests.kills.notes import Answer, Noted
from tests.kills.tables import Row, Tables

#: What an entry of the outbox says once nothing more will be tried.
FINAL = frozenset({"delivered", "failed", "expired", "suppressed", "stale"})
#: Longer than any lease: what is held until later than that is held for ever.
LONGEST_LEASE = timedelta(minutes=10)


def audit(tables: Tables, noted: Noted | None = None, quiet_at: datetime | None = None) -> list[str]:
    """All faults of a store: by itself, beside what was `noted` outside, and as one where all work is done,
    if it was `quiet_at` an instant.
    """
    found = [fault for check in _ALWAYS for fault in check(tables)]
    if noted is not None:
        found += [fault for check in _WITH_NOTES for fault in check(tables, noted)]
        found += who_comes_back_is_new(noted)
    if quiet_at is not None:
        found += nothing_is_left(tables, quiet_at)
    return found


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────


def columns_are_documents(tables: Tables) -> Iterator[str]:
    """What is searched by says the same as the document."""
    hashes = {row["hash"] for row in tables.definitions}
    customers = {row["id"] for row in tables.customers}
    for row in tables.runs:
        doc = row["doc"]
        if (row["ended"] is None) != (doc["outcome"] is None):
            yield f"run {row['id']}: the column ended is {row['ended']}, the document says {doc['outcome']}"
        for column in _COLUMNS:
            if row[column] != doc[column]:
                said = f"the column {column} is {row[column]}, the document says {doc[column]}"
                yield f"run {row['id']}: {said}"
        if doc["definition_hash"] not in hashes:
            yield f"run {row['id']}: there is no definition {doc['definition_hash']}"
    # What was sent names whom it was sent to, whoever has its run now.
    living = lives(tables)
    sent = [row for row in tables.outbox if life_of(row["id"]) not in living]
    for table in (sent, *(getattr(tables, name) for name in _OF_CUSTOMERS)):
        for name in sorted({row["customer"] for row in table} - customers):
            yield f"there is no customer {name}, of whom there are rows"


_RUN = re.compile(r"`([^`]+/[^`]+/[\d.]+)`")
#: What is told of a run that an input has not changed.
_UNMOVED = frozenset({"not_taken", "stale"})
_OF_CUSTOMERS = ("runs", "timers", "inputs", "history", "aliases", "members", "leases")
_COLUMNS = ("id", "customer", "journey", "status")


def runs_move_without_gaps(tables: Tables) -> Iterator[str]:
    """Each change of a run is one line of history: it starts first, and once, and `seq` counts the lines, and
    the merges, done and undone, by which it has become another's, and the events that have waited in it.
    """
    moves_to_others, (waited, shared) = moves_of(tables), _waited(tables)
    told: dict[str, list[str]] = {}
    for line in tables.history:
        if "report" in line["doc"] and line["doc"]["report"]["result"] not in _UNMOVED:
            told.setdefault(line["run"], []).append(line["doc"]["report"]["result"])
    for row in tables.runs:
        moves = told.pop(row["id"], [])
        if moves[:1] != ["started"] or "started" in moves[1:]:
            yield f"run {row['id']}: it did not start once, and first: {moves}"
        changes, seq = len(moves) + moves_to_others.times[row["id"]] + waited[row["id"]], row["doc"]["seq"]
        if changes > seq or (changes + shared[row["id"]] < seq and row["id"] not in moves_to_others.least):
            yield f"run {row['id']}: seq is {seq}, the history has {changes} changes"
        if ("ended" in moves) != (row["status"] == "ended"):
            yield f"run {row['id']}: it is {row['status']}, the history says {moves[-1:]}"
        if "ended" in moves[:-1]:
            yield f"run {row['id']}: it went on after it had ended"
    for name in told:
        yield f"run {name}: it has a history and is not there"


def _waited(tables: Tables) -> tuple[Counter[str], Counter[str]]:
    """How many events that nobody took have waited in each run, as the lines of their customers tell; and how
    many of them in others, too, who may have taken them from it.
    """
    waited, shared = Counter[str](), Counter[str]()
    for line in tables.history:
        if line["doc"].get("result") == "kept":
            runs = _RUN.findall(line["doc"]["reason"])
            waited.update(runs)
            shared.update(runs if len(runs) > 1 else ())
    return waited, shared


def lines_are_with_their_runs(tables: Tables) -> Iterator[str]:
    """What is told of a run is told of whom it belongs to, or of a part of them."""
    parts, owners = part_of(tables), {row["id"]: row["customer"] for row in tables.runs}
    for line in tables.history:
        customer, owner = whole_of(line["customer"], parts), owners.get(line["run"])
        if owner not in {None, customer}:
            yield f"run {line['run']}: it is {owner}'s, and {line['input']} is told of {customer}"


def entered_is_inside_and_left(tables: Tables) -> Iterator[str]:
    """For each journey: all who came in are inside, or have left."""
    entered: Counter[str] = Counter()
    for row in tables.customers:
        for journey, record in row["doc"]["journeys"].items():
            entered[journey] += record["begun"]
    inside = Counter(row["journey"] for row in tables.runs if row["status"] != "ended")
    left = Counter(row["journey"] for row in tables.runs if row["status"] == "ended")
    for journey in sorted(entered.keys() | inside.keys() | left.keys()):
        if entered[journey] != inside[journey] + left[journey]:
            yield (
                f"journey {journey}: {entered[journey]} entered,"
                f" {inside[journey]} are inside and {left[journey]} have left"
            )


def timers_are_those_of_documents(tables: Tables) -> Iterator[str]:
    """What will fire is what the documents of open runs and of customers say, and nothing else."""
    wanted: Counter[tuple[Any, ...]] = Counter()
    for row in tables.runs:
        if row["status"] != "ended":
            wanted.update(_timers(row["customer"], row["id"], row["doc"]["timers"]))
    for row in tables.customers:
        wanted.update(_timers(row["id"], "", row["doc"].get("timers", ())))
    armed = Counter((row["customer"], row["run"], row["name"], row["due"]) for row in tables.timers)
    for timer in sorted((wanted - armed).elements()):
        yield f"the timer {timer} is lost"
    for timer in sorted((armed - wanted).elements()):
        yield f"the timer {timer} belongs to nothing"


# ── inputs ───────────────────────────────────────────────────────────────────────────────────────────


def inputs_are_applied_once(tables: Tables) -> Iterator[str]:
    """The history tells of each answered input what its answer tells of runs: that, and nothing twice. Who
    were one when it was answered, and are parted, have the answer both, and each the lines of their runs:
    those of one who was erased since are gone.
    """
    runs, living, others = {row["id"] for row in tables.runs}, lives(tables), begun_by_others(tables)
    told: dict[str, list[Row]] = {}
    for line in tables.history:
        if "report" in line["doc"]:
            told.setdefault(line["input"], []).append(line)
    for (customer, name), times in Counter((row["customer"], row["id"]) for row in tables.inputs).items():
        if times > 1:
            yield f"input {name} of {customer}: it is answered {times} times"
    answers: dict[tuple[str, str], list[Row]] = {}
    for row in tables.inputs:
        answers.setdefault((row["id"], json.dumps(row["report"], sort_keys=True)), []).append(row)
    for (name, _), rows in answers.items():
        customers = {row["customer"] for row in rows}
        wanted = [
            run
            for run in rows[0]["report"]["runs"]
            if _is_told(run)
            # One that is lost, and not gone with who was erased.
            and (run["run"] in runs or (life_of(run["run"]) in living and run["journey"] not in others))
        ]
        lines = told.get(name, [])
        found = [line["doc"]["report"] for line in lines if line["customer"] in customers]
        told[name] = [line for line in lines if line["customer"] not in customers]
        if len(customers) > 1:
            # Which lines of two came first is told nowhere.
            found.sort(key=itemgetter("run"))
            wanted.sort(key=itemgetter("run"))
        if found != wanted:
            yield (
                f"input {name} of {' and '.join(sorted(customers))}: the history tells of"
                f" {[(one['run'], one['result']) for one in found]}, the answer of"
                f" {[(one['run'], one['result']) for one in wanted]}"
            )
    for name, lines in told.items():
        # That time has passed is kept nowhere: it comes again under another id, and finds nothing to do.
        for customer in sorted({line["customer"] for line in lines if line["kind"] not in {"timer", "time"}}):
            yield f"input {name} of {customer}: it has moved runs and is not known"


def kept_reports(tables: Tables) -> Callable[[Answer], Row | None]:
    """What is kept as the report of an input: under the customer it named, or whom that is a part of now."""
    kept: dict[tuple[str, str], Row] = {(row["customer"], row["id"]): row["report"] for row in tables.inputs}
    parts = part_of(tables)

    def report_of(answer: Answer) -> Row | None:
        whose: str | None = answer.customer
        while whose is not None:
            if (whose, answer.input) in kept:
                return kept[whose, answer.input]
            whose = parts.get(whose)
        return None

    return report_of


def answered_is_kept(tables: Tables, noted: Noted) -> Iterator[str]:
    """Whoever was answered finds the same answer in the store, if they were not erased since."""
    report_of = kept_reports(tables)
    for answer in noted.answers:
        report = report_of(answer)
        if report == answer.report or noted.may_have_gone(answer.customer, answer.sent):
            continue
        if report is None:
            yield f"input {answer.input} of {answer.customer}: it was answered, and is lost"
        else:
            yield f"input {answer.input} of {answer.customer}: it was answered otherwise than is kept"


# ── what leaves ──────────────────────────────────────────────────────────────────────────────────────


def effects_are_once(tables: Tables) -> Iterator[str]:
    """Each effect has one id, and a cause: a run that has come as far, or a rule of a customer."""
    seqs = {row["id"]: row["doc"]["seq"] for row in tables.runs}
    seqs |= {f"customer:{row['id']}": row["doc"]["seq"] for row in tables.customers}
    ids = [row["id"] for row in (*tables.outbox, *tables.tasks)]
    told = [line["doc"]["effect"] for line in tables.history if line["kind"] == "emitted"]
    for name, times in (*Counter(ids).items(), *Counter(told).items()):
        if times > 1:
            yield f"effect {name}: it is there {times} times"
    for name in (*ids, *told):
        run, seq, _ = name.rsplit("/", 2)
        # Behind a dot stands how often somebody was erased before.
        if int(seq.partition(".")[0]) > seqs.get(run, -1):
            yield f"effect {name}: its run is not there, or has not come as far"


def outbox_is_settled_once(tables: Tables) -> Iterator[str]:
    """What is settled for good is not due, what is not waits for its time, and the first that the history
    tells of an end is the end.
    """
    ends: dict[tuple[str, str], str] = {}
    for line in tables.history:
        doc = line["doc"]
        if line["kind"] == "message" and doc["state"] in FINAL:
            ends.setdefault((f"message:{doc['channel']}", doc["message"]), doc["state"])
    for row in tables.outbox:
        is_final = row["state"] in FINAL
        if is_final != (row["next_at"] is None):
            yield f"outbox {row['id']}: it is {row['state']}, and next at {row['next_at']}"
        if row["outlet"].startswith("message:"):
            end = ends.get((row["outlet"], row["id"]))
            if (is_final and end != row["state"]) or (not is_final and end is not None):
                yield f"outbox {row['id']}: it is {row['state']}, the history says {end}"


def said_once(tables: Tables, noted: Noted) -> Iterator[str]:
    """What was delivered was handed over, nothing was that is not written down, and under one id one thing
    was said over one outlet.
    """
    words: dict[tuple[str, str], str] = {}
    for one in noted.said:
        if words.setdefault((one.outlet, one.id), one.words) != one.words:
            yield f"outbox {one.id}: over {one.outlet} not the same was said under one id"
    written, living = {row["id"] for row in tables.outbox}, lives(tables)
    for name in sorted({name for _, name in words} - written):
        life = life_of(name)
        if life not in living and noted.may_have_gone(life.customer):
            continue
        yield f"outbox {name}: it was handed over, and is not written down"
    for row in tables.outbox:
        is_given = row["state"] == "delivered" and row["outlet"] != "unsent" and not row["problem"]
        if is_given and (row["outlet"], row["id"]) not in words:
            yield f"outbox {row['id']}: it is delivered, and nobody was given it"


def work_of_others_is_open(tables: Tables) -> Iterator[str]:
    """What a run waits for is under way: its tasks are open, and its calls in the outbox; and no other task
    is open.
    """
    tasks = {row["id"]: row["claimed_by"] for row in tables.tasks if row["state"] == "open"}
    calls = {(row["doc"]["call"], row["doc"]["attempt"]) for row in tables.outbox if "call" in row["doc"]}
    known = {row["id"] for row in tables.tasks}
    for row in tables.runs:
        for work in row["doc"].get("pending", {}).values() if row["status"] != "ended" else ():
            key = work["key"]
            if key in known:
                if tasks.pop(key, None) != work.get("claimed_by", ""):
                    yield f"task {key}: the run waits for it, and it is closed or somebody else has it"
            elif "attempt" in work and (key, work["attempt"]) not in calls:
                yield f"call {key}: the run waits for its try {work['attempt']}, which is lost"
    for key in tasks:
        yield f"task {key}: it is open, and no run waits for it"


# ── customers ────────────────────────────────────────────────────────────────────────────────────────


def members_are_those_of_documents(tables: Tables) -> Iterator[str]:
    """Who is in a segment is told by the customers."""
    wanted = {
        (segment, row["id"], since)
        for row in tables.customers
        for segment, since in row["doc"].get("segments", {}).items()
    }
    found = {(row["segment"], row["customer"], row["since"]) for row in tables.members}
    for one in sorted(wanted ^ found):
        yield f"the member {one} is in a document or in the table, not in both"


# ── rest ─────────────────────────────────────────────────────────────────────────────────────────────


def nothing_is_left(tables: Tables, at: datetime) -> Iterator[str]:
    """Nothing is due, nothing in hand, and nothing held for ever."""
    now = microseconds(at)
    for row in tables.timers:
        if row["due"] <= now:
            yield f"the timer {row['name']} of {row['run'] or row['customer']} is due, and did not fire"
    for row in tables.outbox:
        if row["state"] == "in hand":
            yield f"outbox {row['id']}: somebody has it in hand"
        elif row["next_at"] is not None and row["next_at"] <= now:
            yield f"outbox {row['id']}: it is due, and waits"
    for row in tables.leases:
        if row["until"] > microseconds(at + LONGEST_LEASE):
            yield f"customer {row['customer']}: leased until {row['until']}"


def microseconds(at: datetime) -> int:
    """An instant as the tables have it."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _timers(customer: str, run: str, timers: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    for timer in timers:
        due = datetime.fromisoformat(timer["due"])
        yield customer, run, timer["name"], microseconds(due)


def _is_told(run: Row) -> bool:
    """Whether the history has a line of what an input did to a run."""
    return run["result"] != "not_taken" or bool(run["fired"]) or "rules" in run


_ALWAYS: Sequence[Callable[[Tables], Iterator[str]]] = (
    columns_are_documents,
    runs_move_without_gaps,
    lines_are_with_their_runs,
    entered_is_inside_and_left,
    timers_are_those_of_documents,
    inputs_are_applied_once,
    effects_are_once,
    outbox_is_settled_once,
    work_of_others_is_open,
    members_are_those_of_documents,
    parts_are_known_by_both,
    rows_are_of_the_living,
)
_WITH_NOTES: Sequence[Callable[[Tables, Noted], Iterator[str]]] = (
    answered_is_kept,
    said_once,
    who_is_gone_was_erased,
    nothing_is_left_of_the_erased,
)
