"""JSON that somebody has written for a command, and what is said of what is none."""

import pytest

from journeyc.cli.ending import Failure
from journeyc.cli.given_json import json_in


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("{accepted: true}", "line 1, column 2", "the name of a field stands here, in double quotes"),
        ("{'a': 1}", "line 1, column 2", "the name of a field stands here, in double quotes"),
        ('{"a": 1,}', "line 1, column", ""),
        ('{"a" 1}', "line 1, column 6", "a colon stands between a name and its value"),
        ('{"a": 1\n "b": 2}', "line 2, column 2", "a comma stands between two, or a bracket behind the last"),
        ('{"a": 1} {}', "line 1, column 10", "nothing stands behind the value"),
        ('{"a": "b}', "line 1, column 7", "a text has no double quote at its end"),
        ('{"a": "b\n"}', "line 1, column 9", "a text has no line breaks and tabs in it"),
        ('{"a": "\\x"}', "line 1, column", "a text has no such escape"),
        ('{"a": yes}', "line 1, column 7", "no value stands here"),
        ('{"a": ', "line 1, column", "it ends too soon"),
        ("nope", "line 1, column 1", "no value stands here"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_in_plain_words(text: str, where: str, why: str) -> None:
    with pytest.raises(Failure) as failed:
        json_in(text, "--payload", "write an object")
    said = failed.value.problem
    assert said.startswith(f"`--payload` is not JSON: {where}")
    assert why in said
    for word in ("Expecting", "delimiter", "property", "Invalid", "Extra data", "char "):
        assert word not in said


def test_what_is_said_twice_is_not_chosen_from() -> None:
    with pytest.raises(Failure, match="`--payload` says twice what `boxes` is"):
        json_in('{"a": {"boxes": 1, "boxes": 2}}', "--payload", "write an object")
