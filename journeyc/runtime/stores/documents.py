"""How a document stands in a row: the same in every store that keeps rows."""

import json
from typing import Any

from pydantic_core import to_json


def packed(document: Any) -> str:
    """A document as it is written into a row."""
    # Measured three times as fast as the standard library's, on documents of a run.
    return to_json(document, fallback=str).decode()


def unpacked(text: str) -> Any:
    """The document that stands in a row."""
    return json.loads(text)
