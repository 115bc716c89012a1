"""The pages of `docs/` say what is true: their examples compile, and their tables are those of the code."""

import re
from pathlib import Path

import pytest

from journeyc.catalogue import EVERYWHERE
from journeyc.expression.functions import CALLABLE, TABLE
from journeyc.grammar.keywords import NOT_YET, RESERVED, UNITS
from journeyc.template.filters import DEFAULT, FILTERS, Filter
from tests.blocks import Block, blocks, said

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
TEXT = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
BLOCKS = [(page, block) for page in PAGES for block in blocks(page)]


def table(*rows: tuple[str, ...]) -> str:
    """Rows as Markdown; the first are the headings."""
    head, *others = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ("---",) * len(head), *others])


def functions() -> str:
    """The functions an author can call, one row for each name and meaning."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for (name, arguments), row in TABLE.items():
        if name in CALLABLE:
            rows.setdefault((name, row.result, row.doc), []).append(" ".join(arguments))
    return table(
        ("function", "of", "gives", "meaning"),
        *(
            (f"`{name}`", ", ".join(f"`{a}`" for a in kinds), f"`{result}`", doc)
            for (name, result, doc), kinds in rows.items()
        ),
    )


def arithmetic() -> str:
    """The operators that compute, with every pair of types they take."""
    rows: dict[tuple[str, str], list[str]] = {}
    for (name, arguments), row in TABLE.items():
        if name in {"+", "-", "*", "/"}:
            rows.setdefault((name, row.result), []).append(f"`{arguments[0]} {name} {arguments[1]}`")
    return table(
        ("computing", "gives"),
        *((", ".join(pairs), f"`{result}`") for (_, result), pairs in sorted(rows.items(), key=_in_order)),
    )


def _in_order(row: tuple[tuple[str, str], list[str]]) -> tuple[int, str]:
    (operator, result), _ = row
    return "+-*/".index(operator), result


def _forms(row: Filter) -> str:
    """How a filter can be written: with its arguments, and without those that it does not need."""
    alone = [] if row.required else [row.name]
    with_all = [f"{row.name}({', '.join(row.arguments)})"] if row.arguments else []
    return ", ".join(f"`{form}`" for form in (*alone, *with_all))


def filters() -> str:
    """The filters of texts."""
    rows = [
        (_forms(row), ", ".join(f"`{kind}`" for kind in sorted(row.accepts)), row.doc)
        for row in FILTERS.values()
    ]
    return table(
        ("filter", "takes", "shows"),
        *rows,
        (f"`{DEFAULT}(…)`", "anything", "what to show where it is missing"),
    )


def rules() -> str:
    """The rules of every command with the first sentence of their pages."""
    rows = []
    for page in sorted((ROOT / "journeyc" / "compiler" / "rules").glob("*.md")):
        paragraph = page.read_text("utf-8").split("## What it finds\n\n")[1].split("\n\n")[0]
        name = page.stem.replace("_", "-")
        if name not in EVERYWHERE:
            continue
        rows.append(
            (
                f"[`{name}`](../journeyc/compiler/rules/{page.name})",
                " ".join(paragraph.split()).split(". ")[0].rstrip("."),
            )
        )
    return table(("rule", "what it finds"), *rows)


def later() -> str:
    """The constructs that are refused by name."""
    return table(("word", "what it is for"), *((f"`{word}`", name) for word, name in sorted(NOT_YET.items())))


TABLES = {
    "functions": lambda: functions() + "\n\n" + arithmetic(),
    "filters": filters,
    "rules": rules,
    "later": later,
}


@pytest.mark.parametrize(
    "block", [block for _, block in BLOCKS], ids=[f"{p.stem}:{b.line}" for p, b in BLOCKS]
)
def test_every_example_compiles(block: Block) -> None:
    """No error and no warning."""
    assert said(block) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    """Every relative link leads to a file of the project, and to a heading of it."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8"))
    lost = [
        f"{path}#{heading}"
        for path, heading in links
        if not (target := page.parent / path if path else page).exists()
        or (heading and heading not in headings(target))
    ]
    assert lost == []


def headings(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_that_of_the_code(name: str) -> None:
    """What stands below the mark is what the code says, word for word."""
    _, mark, rest = TEXT.partition(f"<!-- {name} -->\n")
    assert mark
    assert rest.startswith(TABLES[name]() + "\n"), TABLES[name]()


def test_reserved_words_and_units_are_told() -> None:
    """Those of the code, all of them."""
    assert f"`{' '.join(sorted(RESERVED))}`" in TEXT
    assert f"`{' '.join(UNITS)}`" in TEXT


def test_every_type_is_told() -> None:
    """Each primitive type has a row."""
    from journeyc.expression.types import PRIMITIVES

    assert [name for name in PRIMITIVES if f"| `{name}` |" not in TEXT] == []
