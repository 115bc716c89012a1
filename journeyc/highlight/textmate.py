"""The TextMate grammar for editors, written by `python -m journeyc.highlight.textmate`.

It knows the same words as the compiler, and which tokens may stand side by side. An editor colours line by
line: what begins a line is read without what stands before it.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from journeyc.grammar.tokens import PUNCTUATION
from journeyc.highlight.categories import CATEGORIES, KINDS, NAMING, SOFT, TEMPLATE_WORDS, TYPES
from journeyc.highlight.neighbours import neighbours

GRAMMAR = Path(__file__).parent / "journey.tmLanguage.json"

_NAME = "[a-z][a-z0-9_]*"
#: No keyword before a field's `:`, a path's `.`, an assignment's `=`.
_NO_NAME = r"(?![a-z0-9_]|\s*[:.]|\s*=(?![>=]))"
_WORD_END = "(?![A-Za-z0-9_])"
_WORD_START = "(?<![A-Za-z0-9_])"
#: A kind with more keywords behind it tells next to nothing of the word that follows.
_FEW = 9
_SIGNS = {kind: sign for sign, kind in PUNCTUATION.items()}

Pattern = dict[str, Any]


def scope(category: str) -> str:
    """What editors call a category."""
    return f"{CATEGORIES[category].textmate}.journey"


def grammar() -> Pattern:
    """The whole grammar."""
    return {
        "information_for_contributors": ["Written by python -m journeyc.highlight.textmate; do not edit."],
        "name": "Journey",
        "scopeName": "source.journey",
        "fileTypes": ["journey"],
        "patterns": [
            _match("doc", "##.*$"),
            _match("comment", "#.*$"),
            {"include": "#texts"},
            {"include": "#values"},
            {"include": "#names"},
            {"include": "#words"},
            {"include": "#signs"},
        ],
        "repository": {
            "texts": {"patterns": _texts()},
            "tag": {"patterns": _tag()},
            "values": {"patterns": _values()},
            "names": {"patterns": [*_types(), *_names_behind(), *_names_before()]},
            "words": {"patterns": _words()},
            "signs": {"patterns": _signs()},
        },
    }


def _match(category: str, pattern: str) -> Pattern:
    return {"name": scope(category), "match": pattern}


def _captured(pattern: str, *categories: str) -> Pattern:
    named = {
        str(number): {"name": scope(category)} for number, category in enumerate(categories, 1) if category
    }
    return {"match": pattern, "captures": named}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words)))


def _texts() -> list[Pattern]:
    """Texts in quotes, and what they show; a text of one line ends with its line, whatever is missing."""
    inner: list[Pattern] = [
        {"name": scope("comment"), "begin": r"\{#", "end": r"#\}"},
        *(
            {
                "begin": begin,
                "end": end,
                "captures": {"0": {"name": scope("placeholder")}},
                "patterns": [{"include": "#tag"}],
            }
            for begin, end in ((r"\{\{", r"\}\}"), (r"\{%", r"%\}"))
        ),
    ]
    # A tag that is not closed in the text does not run on behind it.
    line = [{**one, "begin": rf"{one['begin']}(?=(?:\\.|[^\"\\])*?{one['end']})"} for one in inner]
    return [
        {"name": scope("text"), "begin": '"""', "end": '"""', "patterns": inner},
        {
            "name": scope("text"),
            "begin": '"',
            "end": '"|$',
            "patterns": [_match("escape", r"\\."), *line],
        },
    ]


def _tag() -> list[Pattern]:
    """What stands between `{{ }}` and `{% %}`."""
    return [
        _match("text", r"""'[^']*'|\\"[^"\\]*\\"|"[^"]*\""""),
        _match("number", r"\d+(?:\.\d+)?"),
        _captured(r"(\|)\s*([A-Za-z_]\w*)", "operator", "filter"),
        _captured(r"(\.)\s*([A-Za-z_]\w*)", "punctuation", "variable"),
        _match("keyword", rf"\b(?:{_either(TEMPLATE_WORDS)})\b"),
        _match("variable", r"[A-Za-z_]\w*"),
        _match("operator", r"[=!<>]=|[<>|]"),
        _match("punctuation", r"[(),.]"),
    ]


def _values() -> list[Pattern]:
    """Dates, numbers, and what they count."""
    units = _either(SOFT["UNIT"])
    return [
        _match("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?"),
        _match("date", r"[0-9]{1,2}:[0-9]{2}"),
        # A category, where `service` begins no declaration.
        _captured(rf"{_WORD_START}(most)\s+([0-9]+)\s+(service){_WORD_END}", "keyword", "number", "name"),
        _captured(rf"([0-9]+)\s*(business)\s+({units}){_NO_NAME}", "number", "unit", "unit"),
        _captured(rf"([0-9]+)\s*({units}){_NO_NAME}", "number", "unit"),
        _captured(rf"{_WORD_START}(every)\s+({units}){_NO_NAME}", "keyword", "unit"),
        _captured(rf"([0-9]+(?:\.[0-9]+)?)\s*([A-Z]{{3}}){_WORD_END}", "number", "unit"),
        _match("number", r"[0-9]+(?:\.[0-9]+)?"),
        _match("type", rf"{_WORD_START}[A-Z][A-Za-z0-9]*{_WORD_END}"),
    ]


def _types() -> list[Pattern]:
    """Types of the language, where a type must stand."""
    types = f"({_either(TYPES)}){_WORD_END}"
    return [
        _captured(rf"(:)\s*{types}", "punctuation", "built-in type"),
        _captured(rf"{_WORD_START}(gives)\s+{types}", "keyword", "built-in type"),
        _captured(rf"{_WORD_START}(list)\s+(of)\s+{types}", "keyword", "keyword", "built-in type"),
    ]


def _names_behind() -> list[Pattern]:
    """Names that stand behind something no keyword can follow, or only others."""
    groups: dict[tuple[str, str, frozenset[str]], list[str]] = {}
    for kind, follow in neighbours().items():
        others = follow & SOFT.keys()
        if (kind not in SOFT and kind not in _SIGNS) or "NAME" not in follow or len(others) > _FEW:
            continue
        keywords = frozenset(word for other in others for word in SOFT[other])
        name = "entity" if kind in NAMING else "target" if kind == "ARROW" else "name"
        group = groups.setdefault((KINDS[kind], name, keywords), [])
        group.extend(SOFT.get(kind) or [_SIGNS[kind]])
    patterns = []
    for (category, name, keywords), words in groups.items():
        words_first = words[0].isalpha()
        before = f"{_WORD_START}({_either(words)}){_NO_NAME}\\s+" if words_first else rf"({_sign(words)})\s*"
        pattern = f"{before}{_not_one_of(keywords)}({_NAME}){_WORD_END}"
        patterns.append(_captured(pattern, category, name))
    return patterns


def _sign(signs: Iterable[str]) -> str:
    """One of some signs, which is not a part of a longer one."""
    return f"(?<![-=!<>])(?:{_either(signs)})(?![=>])"


def _not_one_of(words: Iterable[str]) -> str:
    some = _either(words)
    return f"(?!(?:{some}){_WORD_END})" if some else ""


def _names_before() -> list[Pattern]:
    """Names before signs that only other keywords can have behind them."""
    groups: dict[frozenset[str], list[str]] = {}
    for kind, sign in _SIGNS.items():
        before = [other for other, follow in neighbours().items() if other in SOFT and kind in follow]
        groups.setdefault(frozenset(word for other in before for word in SOFT[other]), []).append(sign)
    return [
        _match("name", rf"{_WORD_START}{_not_one_of(words)}{_NAME}(?=\s*{_sign(signs)})")
        for words, signs in groups.items()
    ]


def _words() -> list[Pattern]:
    """Keywords by what they are, and all other words, which are names."""
    groups: dict[str, list[str]] = {}
    for kind, words in SOFT.items():
        if kind not in {"UNIT", "BUSINESS"}:
            groups.setdefault(KINDS[kind], []).extend(words)
    return [
        *(
            _match(category, f"{_WORD_START}(?:{_either(words)}){_NO_NAME}")
            for category, words in groups.items()
        ),
        _match("name", f"{_WORD_START}{_NAME}{_WORD_END}"),
    ]


def _signs() -> list[Pattern]:
    groups: dict[str, list[str]] = {}
    for sign in sorted(PUNCTUATION, key=len, reverse=True):
        groups.setdefault(KINDS[PUNCTUATION[sign]], []).append(sign)
    order = ("arrow", "operator", "punctuation")
    return [_match(category, "|".join(map(re.escape, groups[category]))) for category in order]


def written() -> str:
    """The grammar as a file."""
    return json.dumps(grammar(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the grammar."""
    GRAMMAR.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
