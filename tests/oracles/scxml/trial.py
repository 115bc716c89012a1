"""Small machines of our own, tried like those of others."""

from pathlib import Path

from tests.oracles.scxml import result_of
from tests.oracles.scxml.reading import read_machine
from tests.oracles.scxml.translate import Translation, translate
from tests.oracles.table import Result

#: A datum, and what adds to it on the way in.
DATA = '<datamodel><data id="a" expr="0"/></datamodel>'
ADDS = '<onentry><assign location="a" expr="a + 1"/></onentry>'


def verdict(folder: Path, body: str, attributes: str = "") -> Result:
    """What becomes of a machine with these states and its two ends."""
    return result_of(_document(folder, body, attributes))


def translated(folder: Path, body: str) -> Translation:
    """The journey for such a machine."""
    return translate(read_machine(_document(folder, body, "")))


def _document(folder: Path, body: str, attributes: str) -> Path:
    document = folder / "machine.scxml"
    ends = '<final id="pass"/><final id="fail"/>'
    document.write_text(f"<scxml {attributes}>{body}{ends}</scxml>", encoding="utf-8")
    return document
