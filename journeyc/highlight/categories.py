"""What a piece of text may be, and what Pygments and editors call it: one table for both.

Words come from `journeyc.grammar.keywords`, signs from `journeyc.grammar.tokens`.
"""

from typing import NamedTuple

from journeyc.expression.types import PRIMITIVES
from journeyc.grammar.keywords import KEYWORDS, UNITS, WEEKDAYS
from journeyc.grammar.tokens import PUNCTUATION


class Category(NamedTuple):
    """What Pygments and TextMate grammars call a piece of one kind."""

    pygments: str
    textmate: str


CATEGORIES: dict[str, Category] = {
    "comment": Category("Comment.Single", "comment.line.number-sign"),
    "doc": Category("String.Doc", "comment.block.documentation"),
    "text": Category("String.Double", "string.quoted.double"),
    "escape": Category("String.Escape", "constant.character.escape"),
    "placeholder": Category("String.Interpol", "punctuation.section.embedded"),
    "variable": Category("Name.Variable", "variable.other.readwrite"),
    "filter": Category("Name.Builtin", "support.function"),
    "keyword": Category("Keyword", "keyword.control"),
    "constant": Category("Keyword.Constant", "constant.language"),
    "operator word": Category("Operator.Word", "keyword.operator.word"),
    "type": Category("Name.Class", "entity.name.type"),
    "built-in type": Category("Keyword.Type", "support.type"),
    "entity": Category("Name.Function", "entity.name.function"),
    "target": Category("Name.Label", "entity.name.label"),
    "name": Category("Name", "variable.other"),
    "number": Category("Number", "constant.numeric"),
    "unit": Category("Number.Other", "keyword.other.unit"),
    "date": Category("Literal.Date", "constant.other.date"),
    "arrow": Category("Operator.Arrow", "keyword.operator.arrow"),
    "operator": Category("Operator", "keyword.operator"),
    "punctuation": Category("Punctuation", "punctuation.separator"),
    "error": Category("Error", "invalid.illegal"),
}

#: Words that may be names too, by the kind of their token.
SOFT: dict[str, tuple[str, ...]] = {
    **{word.upper(): (word,) for word in KEYWORDS},
    "UNIT": tuple(form for forms in UNITS.values() for form in forms),
    "WEEKDAY": WEEKDAYS,
    "BUSINESS": ("business",),
}

#: Keywords with the name of a thing behind them: where it is declared, and in a few places where it is used.
NAMING = frozenset(
    word.upper()
    for word in (
        "anytime", "bot", "branch", "calendar", "channel", "choice", "decision", "each", "end", "event",
        "goal", "journey", "notification", "parallel", "policy", "queue", "rule", "segment", "split", "stage",
        "step", "touchpoint", "urgent",
    )
)  # fmt: skip

#: The types of the language. They are names to the compiler, and types where one must stand.
TYPES = (*PRIMITIVES, "channel")

#: The words between `{{ }}` and `{% %}`.
TEMPLATE_WORDS = (
    "if", "elif", "else", "endif", "for", "in", "endfor", "is", "set", "missing", "and", "or", "not", "true",
    "false",
)  # fmt: skip

_ARROWS = frozenset({"->", "=>"})
_BRACKETS = frozenset("{}()[],:.?")


def _of_kind(kind: str) -> str:
    match kind:
        case "AND" | "OR" | "NOT" | "IN" | "IS" | "ELSE":
            return "operator word"
        case "TRUE" | "FALSE" | "NOW" | "SUCCESS" | "FAILURE" | "NEUTRAL" | "WEEKDAY":
            return "constant"
        case "UNIT" | "BUSINESS":
            return "unit"
    return "keyword"


#: What a token is, by its kind.
KINDS: dict[str, str] = {
    **{kind: _of_kind(kind) for kind in SOFT},
    **{
        kind: "arrow" if sign in _ARROWS else "punctuation" if sign in _BRACKETS else "operator"
        for sign, kind in PUNCTUATION.items()
    },
    "NAME": "name",
    "UPPER": "type",
    "CURRENCY": "unit",
    "INT": "number",
    "DECIMAL": "number",
    "DATETIME": "date",
    "DATE": "date",
    "TIME": "date",
    "STRING": "text",
    "BLOCK": "text",
    "UNCLOSED": "text",
    "RESERVED": "error",
    "STRAY": "error",
}
