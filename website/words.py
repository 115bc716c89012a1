"""The page of all words, from the table that the lexer, the messages and the colours of editors read."""

from journeyc.grammar.keywords import KEYWORDS, NOT_YET, RESERVED, UNITS, WEEKDAYS

_PAGE = """\
# All words

The words of the language, and what each says. Nearly all of them may be names too, wherever it is clear what
is meant; those marked with * cannot. [The language](../../docs/language.md) tells how they are used.

{keywords}

## Times

| what | forms |
| --- | --- |
{units}
| what counts when the company works | `business hours`, `business days` |
| days of the week | {weekdays} |

The first form of each is what `journeyc format` writes.

## For later

These words are kept for constructs of later versions. A journey that uses one is refused.

{later}
"""


def page() -> str:
    """The page, for the place of the table in the repository."""
    letters: dict[str, list[str]] = {}
    for word in sorted({*KEYWORDS}):
        letters.setdefault(word[0], []).append(word)
    rows = ["| word | what it says |", "| --- | --- |"]
    rows += [
        f"| `{word}`{'*' if word in RESERVED else ''} | {KEYWORDS[word]} |"
        for words in letters.values()
        for word in words
    ]
    return _PAGE.format(
        keywords="\n".join(rows).replace("*", "\\*"),
        units="\n".join(
            f"| {name} | {', '.join(f'`{form}`' for form in forms)} |" for name, forms in UNITS.items()
        ),
        weekdays=", ".join(f"`{day}`" for day in WEEKDAYS),
        later="\n".join(f"* `{word}`" for word in sorted(NOT_YET)),
    )
