"""Whether a new layout says what the old one said: the last look before a file is written over."""

import re
from collections.abc import Iterator

from journeyc.compiler.text_literal import read_text
from journeyc.grammar.keywords import UNITS
from journeyc.grammar.tokens import Tokens

_COMMENT = re.compile(r"#[^\n]*")
_UNIT = {form: unit for unit, forms in UNITS.items() for form in forms}


def is_kept(before: str, after: str) -> bool:
    """Whether two texts have the same words and comments in the same order."""
    return before == after or list(_said(before)) == list(_said(after))


def _said(text: str) -> Iterator[str]:
    tokens = Tokens(text)
    before = 0
    for kind, word, start, end in zip(tokens.kinds, tokens.words, tokens.starts, tokens.ends, strict=True):
        if start - before > 1:
            for comment in _COMMENT.findall(text, before, start):
                yield comment.rstrip()
        if kind == "UNIT":
            yield _UNIT[word]
        elif kind == "BLOCK":
            yield read_text(word, start)[0]
        else:
            yield word
        before = end
