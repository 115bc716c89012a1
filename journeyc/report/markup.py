"""Texts as XML holds them."""

import re

#: What XML 1.0 cannot hold, whatever stands before it.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def attribute(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    from xml.sax.saxutils import quoteattr

    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def content(text: str) -> str:
    """A text between two tags."""
    from xml.sax.saxutils import escape

    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
