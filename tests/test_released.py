"""What is known of earlier versions, from the documents they were compiled to."""

import json

import pytest

from journeyc.compiler import check, compile_package
from journeyc.ir import to_json
from journeyc.reading import read_text
from journeyc.released import released
from journeyc.source import Source
from tests.compiler.mutations import EXAMPLES


def test_the_steps_of_a_package() -> None:
    """All of them, those inside stages, branches and interrupts too, and of all journeys in it."""
    path = next(path for path in EXAMPLES if path.stem == "house_move")
    checked = check(Source(str(path), path.read_text("utf-8")), read_text)
    found = released(json.loads(to_json(compile_package(checked))))
    assert set(found) == {("house_move", 1), ("identity_check", 1)}
    assert found["identity_check", 1] == {"code_sent", "code_asked", "code_checked"}
    assert {"transfer", "guided", "handoff", "new_date"} <= found["house_move", 1]
    assert not {"preparing", "possible", "at_home", "welcome"} & found["house_move", 1]


def test_a_definition() -> None:
    """One journey; without a version it is the first."""
    journey = {"name": "claim", "nodes": [{"kind": "step", "name": "one"}, {"kind": "end", "name": "done"}]}
    found = released({"format": "journeyc.definition", "journey": journey})
    assert found == {("claim", 1): {"one"}}


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"format": "something.else", "journeys": [{"name": "a", "version": 1, "nodes": []}]},
        {"format": "journeyc.package", "journeys": 3},
        {"format": "journeyc.package", "journeys": [3, {"name": 3, "nodes": []}, {"name": "a", "nodes": 3}]},
        {
            "format": "journeyc.definition",
            "journey": {"name": "a", "version": "1", "nodes": [3, {"nodes": 3}]},
        },
    ],
)
def test_what_is_no_such_document(document: object) -> None:
    """Nothing is known then, and nothing is said of it here."""
    assert released(document) == {}
