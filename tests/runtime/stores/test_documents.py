"""Documents in rows: as small as they were promised to be, and readable by every later version."""

import json
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime.errors import StoreDamagedError
from journeyc.runtime.stores.documents import packed, unpacked
from tests.runtime.stores.test_contract import message, run

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)

#: What this version wrote for the row below it. Rows of it are in the stores of others.
WRITTEN = bytes.fromhex(
    "0183067b4a6631301652f581292c111c88d092ccbde8f09ec3f35395b0d55158da45a01a08e82af35a00"
)
ROW = {"id": "dispute/anna/1", "text": "Grüße", "timers": [{"name": "idle", "kind": "idle"}], "n": 7}


@given(VALUES)
def test_a_document_comes_back_as_it_was(document: Any) -> None:
    assert unpacked(packed(document)) == document


def test_a_row_that_was_written_once_is_read_for_ever() -> None:
    assert unpacked(WRITTEN) == ROW


def test_specimens_stay_as_they_are() -> None:
    """No row could be read that was written with them. Others are a file of their own."""
    text = (files("journeyc.runtime.stores") / "specimens_1.txt").read_bytes()
    assert sha256(text).hexdigest() == "25a19e3694b486b4f4852e3904cb6ecec38a893ff91368f6c764b77bb466e99d"


def test_specimens_are_documents() -> None:
    text = (files("journeyc.runtime.stores") / "specimens_1.txt").read_text(encoding="utf-8")
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


@pytest.mark.parametrize(("document", "most"), [(run(), 90), (message()._asdict(), 110)])
def test_a_document_takes_little_space(document: Any, most: int) -> None:
    """A row of a million costs a megabyte for each byte."""
    assert len(packed(document)) <= most


@pytest.mark.parametrize(
    "damaged", [b"", b"\xff", b"{}", packed(ROW)[:-5], packed(ROW)[:1], packed(ROW)[:20] + b"\xff" * 40]
)
def test_a_row_that_cannot_be_read_is_told_in_words(damaged: bytes) -> None:
    with pytest.raises(StoreDamagedError, match="a document in the store cannot be read"):
        unpacked(damaged)
