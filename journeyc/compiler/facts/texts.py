"""What a text says whatever its values are: its fixed words."""

import re

_TAG = re.compile(r"\{\{.*?\}\}|\{%[-+]?\s*(?P<word>\w+).*?%\}|\{#.*?#\}", re.DOTALL)
_OPENS, _CLOSES = frozenset({"if", "for"}), frozenset({"endif", "endfor"})
_LETTER = re.compile(r"[^\W\d_]")


def fixed(text: str) -> str:
    """The words that every customer reads: nothing of values, and nothing under a condition."""
    if "{" not in text:
        return text
    kept: list[str] = []
    depth = at = 0
    for tag in _TAG.finditer(text):
        if not depth:
            kept.append(text[at : tag.start()])
        depth += (tag["word"] in _OPENS) - (tag["word"] in _CLOSES)
        at = tag.end()
    kept.append(text[at:])
    return "".join(kept)


def wordless(text: str) -> bool:
    """Whether nothing is to be translated: there are only values, figures and signs."""
    return not _LETTER.search(_TAG.sub("", text))
