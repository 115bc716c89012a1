"""Documents in and out: equal models, and a clear word for what is no document."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from journeyc.expression import tree
from journeyc.ir import Definition, DocumentError, Package, definition_of, from_json, json_schema, to_json
from journeyc.ir import model as m
from journeyc.matching.contract import MAXIMUM_CONDITIONS
from tests.runtime.core.journeys import journey, on, package, step

VALIDATOR = Draft202012Validator(json_schema())

NAMES = some.sampled_from(["a", "b", "c", "amount", "waiting"])
TEXTS = some.text(max_size=12)
PLACES = some.builds(m.Place, file=TEXTS, line=some.integers(1, 99), column=some.integers(1, 99))
TYPES = some.sampled_from(["int", "text?", "money", "list of text", "Reason", "duration"])
PATHS = some.lists(NAMES, min_size=1, max_size=3).map(tuple)
CONSTANTS = some.none() | some.booleans() | some.integers(-9, 9) | TEXTS | some.lists(TEXTS, max_size=2)
EXPRESSIONS: some.SearchStrategy[tree.Expression] = some.recursive(
    some.builds(tree.Literal, CONSTANTS, TYPES)
    | some.builds(
        tree.Read, some.sampled_from(["context", "customer", "event", "parameter", "local"]), PATHS, TYPES
    )
    | some.builds(tree.Now),
    lambda inner: (
        some.builds(
            tree.Apply,
            some.sampled_from(["+", "and", "is set"]),
            some.lists(inner, max_size=2).map(tuple),
            TYPES,
        )
        | some.builds(tree.Decide, NAMES, some.lists(inner, max_size=2).map(tuple), TYPES)
        | some.builds(tree.ListOf, some.lists(inner, max_size=2).map(tuple), TYPES)
        | some.builds(tree.RecordOf, some.lists(some.tuples(NAMES, inner), max_size=2).map(tuple), TYPES)
    ),
    max_leaves=4,
)
GUARDS = some.none() | some.builds(m.Guard, expression=EXPRESSIONS, text=TEXTS, place=PLACES)
ARGUMENTS = some.lists(some.tuples(NAMES, EXPRESSIONS), max_size=2).map(tuple)
EFFECTS = some.lists(
    some.builds(m.Set, path=PATHS, value=EXPRESSIONS, text=TEXTS, place=PLACES)
    | some.builds(m.Notify, notification=NAMES, arguments=ARGUMENTS, place=PLACES)
    | some.builds(m.Raise, event=NAMES, arguments=ARGUMENTS, place=PLACES)
    | some.builds(m.Emit, event=NAMES, arguments=ARGUMENTS, place=PLACES)
    | some.builds(m.StartJourney, journey=NAMES, arguments=ARGUMENTS, place=PLACES)
    | some.builds(m.Note, template=TEXTS, place=PLACES),
    max_size=2,
).map(tuple)
TARGETS = some.none() | NAMES
WAYS = some.sampled_from(["enter", "back", "last"])
HANDLERS = some.builds(
    m.Handler,
    events=some.tuples(NAMES),
    channels=some.just(("web",)) | some.just(()),
    guard=GUARDS,
    target=TARGETS,
    way=WAYS,
    undoing=some.booleans(),
    effects=EFFECTS,
    place=PLACES,
)
TIMERS = some.builds(
    m.Timer, after=EXPRESSIONS, text=TEXTS, guard=GUARDS, target=TARGETS, effects=EFFECTS, place=PLACES
)
REMINDERS = some.builds(
    m.Remind, notification=NAMES, after=some.tuples(EXPRESSIONS), texts=some.tuples(TEXTS), place=PLACES
)
SAYS = some.builds(m.Say, language=some.none() | some.just("de"), template=TEXTS, place=PLACES)
ASKS = some.builds(m.Ask, path=PATHS, type=TYPES, again=some.booleans(), place=PLACES)


def several(items: some.SearchStrategy[Any]) -> some.SearchStrategy[tuple[Any, ...]]:
    return some.lists(items, max_size=2).map(tuple)


OUTCOMES = some.builds(
    m.Outcome,
    kind=some.sampled_from(["ok", "fails", "no_answer", "otherwise"]),
    name=TARGETS,
    target=TARGETS,
    effects=EFFECTS,
    place=PLACES,
)
CALLS = some.builds(
    m.Call,
    service=NAMES,
    arguments=ARGUMENTS,
    retry=some.none() | some.builds(m.Retry, times=some.integers(1, 9), every=EXPRESSIONS),
    timeout=some.none() | EXPRESSIONS,
    outcomes=several(OUTCOMES),
    place=PLACES,
)
LEAVES = some.one_of(
    some.builds(
        m.Step,
        name=NAMES,
        title=TEXTS,
        channels=some.just(("web",)),
        says=several(SAYS),
        asks=several(ASKS),
        enter=EFFECTS,
        leave=EFFECTS,
        handlers=several(HANDLERS),
        timers=several(TIMERS),
        reminders=several(REMINDERS),
        undo=EFFECTS,
        place=PLACES,
    ),
    some.builds(
        m.Split,
        name=NAMES,
        title=TEXTS,
        place=PLACES,
        shares=several(some.builds(m.Share, name=NAMES, percent=some.just("50"), target=NAMES, place=PLACES)),
    ),
    some.builds(
        m.Choice,
        name=NAMES,
        title=TEXTS,
        place=PLACES,
        rows=several(some.builds(m.ChoiceRow, guard=GUARDS, target=NAMES, effects=EFFECTS, place=PLACES)),
    ),
    some.builds(
        m.End,
        name=NAMES,
        title=TEXTS,
        outcome=some.sampled_from(["success", "failure", "neutral", None]),
        effects=EFFECTS,
        place=PLACES,
    ),
)


def around(kind: type[Any], inner: some.SearchStrategy[Any], **more: Any) -> some.SearchStrategy[Any]:
    """Something with nodes in it."""
    given = {"name": NAMES, "title": TEXTS, "handlers": several(HANDLERS), "place": PLACES}
    return some.builds(kind, nodes=several(inner), **given, **more)


def calling(call: m.Call) -> m.Step:
    return step("b", calls=(call,))


#: Large parts in large parts take long to make and show nothing more.
ENDS = some.builds(m.End, name=NAMES, title=TEXTS, outcome=some.none(), place=PLACES)
COMPOSITES = some.recursive(
    ENDS,
    lambda inner: some.one_of(
        around(m.Stage, inner, initial=NAMES, remembers=some.sampled_from(["no", "shallow", "deep"])),
        around(m.Parallel, around(m.Branch, inner, initial=NAMES)),
        around(m.Each, inner, initial=NAMES, item=NAMES, type=TYPES, among=EXPRESSIONS, text=TEXTS),
        around(m.Interrupt, inner, urgent=some.booleans(), initial=TARGETS),
    ),
    max_leaves=4,
)
PAUSES = some.none() | some.builds(
    m.Pause,
    idle=some.none() | EXPRESSIONS,
    idle_text=TEXTS,
    events=several(HANDLERS),
    reminders=several(REMINDERS),
    give_up=some.none() | TIMERS,
    hold_timers=some.booleans(),
    place=PLACES,
)
JOURNEYS = some.builds(
    m.Journey,
    name=NAMES,
    title=TEXTS,
    version=some.integers(1, 9),
    languages=several(some.sampled_from(["en", "de"])),
    context=several(
        some.builds(
            m.FieldDeclaration,
            name=NAMES,
            type=some.sampled_from(["int", "Reason?"]),
            default=some.none() | EXPRESSIONS,
        )
    ),
    starts=several(
        some.builds(
            m.Start, event=some.sampled_from(["opened", "ping"]), guard=GUARDS, target=NAMES, place=PLACES
        )
    ),
    pause=PAUSES,
    nodes=several(LEAVES),
    place=PLACES,
)
PACKAGES = some.lists(JOURNEYS, min_size=1, max_size=2).map(lambda journeys: package(*journeys))


def test_a_condition_of_as_many_parts_as_may_be_is_read_back() -> None:
    """In a moment, not in twice the time with each part."""
    part = tree.Apply("==", (tree.Literal(1, "int"), tree.Literal(1, "int")), "bool")
    whole = part
    for _ in range(MAXIMUM_CONDITIONS):
        whole = tree.Apply("and", (whole, part), "bool")
    guard = m.Guard(expression=whole, text="", place=m.Place(file="", line=1, column=1))
    assert m.Guard.model_validate_json(guard.model_dump_json()) == guard


@given(PACKAGES)
def test_a_document_reads_back_to_the_same_model(given_package: Package) -> None:
    """IR -> JSON -> IR is identity, for packages and for the definitions cut out of them."""
    assert from_json(to_json(given_package), Package) == given_package
    definition = definition_of(given_package, given_package.journeys[0])
    assert from_json(to_json(definition), Definition) == definition
    assert to_json(from_json(to_json(definition), Definition)) == to_json(definition)


@given(some.lists(COMPOSITES | CALLS.map(calling), min_size=1, max_size=2).map(tuple))
def test_nodes_in_nodes_read_back_to_the_same_model(nodes: tuple[Any, ...]) -> None:
    """Stages in branches in interrupts, at whatever depth; and calls with their outcomes."""
    made = package(journey(step("a", on("ping"))).model_copy(update={"nodes": nodes}))
    assert from_json(to_json(made), Package) == made
    assert list(VALIDATOR.iter_errors(json.loads(to_json(made)))) == []


@given(PACKAGES)
def test_the_published_schema_describes_what_is_written(given_package: Package) -> None:
    """Those who read the IR without us can rely on the schema."""
    assert list(VALIDATOR.iter_errors(json.loads(to_json(given_package)))) == []


SMALL = package(journey(step("a", on("ping"))))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("not json", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("[]", "this is not a `journeyc.package` document; `journeyc compile` makes one"),
        ("{}", "this is not a `journeyc.package` document; `journeyc compile` makes one"),
        (
            {"format": "journeyc.definition"},
            "this is not a `journeyc.package` document; `journeyc compile` makes one",
        ),
        (
            {"format_version": 2},
            "this document has format version 2, written by a newer journeyc; this one reads up to 1",
        ),
        ({"compiler": 3}, "`compiler`: input should be a valid string"),
        ({"colour": "red"}, "`colour`: extra inputs are not permitted"),
        ({"journeys": [{}]}, "`journeys.0.name`: field required"),
    ],
)
def test_what_is_no_document_is_refused_in_one_sentence(change: Any, said: str) -> None:
    """Another format, a newer version, a field that does not fit."""
    text = change if isinstance(change, str) else json.dumps(json.loads(to_json(SMALL)) | change)
    with pytest.raises(DocumentError) as problem:
        from_json(text, Package)
    assert str(problem.value) == said


def test_bytes_that_are_no_text_are_refused() -> None:
    """A binary file is no document."""
    with pytest.raises(DocumentError, match="this is not JSON"):
        from_json(b"\xff\xfe\x00\x01", Package)
