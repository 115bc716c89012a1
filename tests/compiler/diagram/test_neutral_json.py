"""The neutral picture as JSON: whole, stable, and as its schema says."""

import json

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from journeyc.compiler.diagram import Options, Picture, draw, render
from journeyc.compiler.diagram.neutral_json import picture_schema, to_json
from journeyc.compiler.diagram.overlay import read_overlay
from journeyc.ir.model import Package

OVERLAY = {
    "format": "journeyc.overlay", "format_version": 1, "journey": "bill_dispute",
    "places": [{"name": "intake", "now": 3}], "ways": [{"from": "(start)", "to": "verify", "count": 3}],
}  # fmt: skip


@pytest.fixture
def picture(bill_dispute: Package) -> Picture:
    return draw(bill_dispute, None, Options(overlay=read_overlay(OVERLAY, "o.json")))


def test_nothing_is_lost(picture: Picture) -> None:
    """What is read back is the same picture."""
    whole = json.loads(to_json(picture))
    assert (whole.pop("format"), whole.pop("format_version")) == ("journeyc.picture", 1)
    assert TypeAdapter(Picture).validate_python(whole) == picture


def test_it_is_as_its_schema_says(picture: Picture) -> None:
    schema = Draft202012Validator(picture_schema())
    whole = json.loads(to_json(picture))
    assert list(schema.iter_errors(whole)) == []
    assert not schema.is_valid({**whole, "format": "journeyc.overlay"})
    assert not schema.is_valid({name: part for name, part in whole.items() if name != "edges"})


def test_it_is_stable(picture: Picture) -> None:
    assert render(picture, "json").content == to_json(picture).encode()
    assert list(json.loads(to_json(picture))) == [
        "format", "format_version", "title", "subtitle", "summary", "direction", "groups", "cards", "edges",
    ]  # fmt: skip


def test_what_an_author_wrote_stays_data(hostile: tuple[str, Package]) -> None:
    """Half a character that no file can hold is told as it is read elsewhere."""
    _, package = hostile
    whole = json.loads(render(draw(package), "json").content)
    assert whole["format"] == "journeyc.picture"
