"""A difference as Markdown: what authors write stays in its place."""

import re

import pytest
from markdown_it import MarkdownIt

from journeyc.difference.between import between
from journeyc.difference.markdown import to_markdown
from journeyc.difference.model import Customers, Difference, Inside, JourneyDifference
from journeyc.difference.sides import Side, Told
from journeyc.difference.text import to_text
from journeyc.ir import definition_of
from journeyc.report.markdown import block, code
from journeyc.report.paint import Paint
from tests.semantics.play import compiled, journey

NASTY = (
    "@octocat </details><img src=x onerror=alert(1)> [go](https://evil.example) | `code` ``` #1 ![x](y) <!-- "
)
PLAIN = journey(
    'step here "Who?" via web { say "Hello" on a -> done  after 2 days -> done }',
    header='context { words: text = "" }',
)


def difference(old: str, new: str) -> Difference:
    sides = []
    for label, text in (("old", old), ("new", new)):
        package = compiled(text)
        told = {
            j.name: Told.of(definition_of(package, j), package.declarations, label) for j in package.journeys
        }
        sides.append(Side(label, told, (package.declarations,)))
    return between(sides[0], sides[1])


def outside(markdown: str) -> str:
    """What a reader of Markdown makes of it, without what stands as code."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return re.sub(r"<code[^>]*>.*?</code>", "CODE", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Who?"', f'"{NASTY}"'),
        ('say "Hello"', f'say "{NASTY}"'),
        ('say "Hello"', f'say """{NASTY}\n\n```\n</details>\n\n@octocat"""'),
        ("on a -> done", f'on a -> done {{ note "{NASTY}" }}'),
        ('"Trip"', f'"{NASTY}"'),
        ("on a -> done", f'on a -> done  on b when words == "{NASTY}" -> done'),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_nothing_an_author_writes_is_markup(old: str, new: str, *, turned: bool) -> None:
    assert old in PLAIN
    texts = (PLAIN, PLAIN.replace(old, new))
    markdown = to_markdown(difference(*(reversed(texts) if turned else texts)))
    left = outside(markdown)
    assert "octocat" in markdown
    for part in ("octocat", "evil", "<img", "<a ", "onerror", "<!--", "#1"):
        assert part not in left
    assert left.count("<details>") == left.count("</details>")


def test_code_and_fences_hold_whatever_is_in_them() -> None:
    assert code("a`b``c") == "```a`b``c```"
    assert code("`a`") == "`` `a` ``"
    assert code("") == code("\n ") == "`   `"
    assert code("a\u202eb\x1b[1m") == "`a<U+202E>b<1B>[1m`"
    assert block("a\n````\nb", "diff") == ["`````diff", "a", "````", "b", "`````"]


def test_a_table_keeps_its_columns() -> None:
    new = (
        PLAIN.replace('"Trip" {', '"Trip" { version 2')
        .replace("step here", "migrate from 1 { } step there")
        .replace("-> here", "-> there")
    )
    markdown = to_markdown(difference(PLAIN, new))
    rows = [line for line in markdown.split("\n") if line.startswith("|")]
    assert rows[0] == "| Place | What becomes of them | Because |"
    assert {row.replace("\\|", "").count("|") for row in rows} == {4}


def inside(*places: Inside) -> str:
    told = JourneyDifference(
        "trip", "", "changed", 1, 2, "", "", (), Customers(("note",), places, "", counted=True)
    )
    return to_markdown(Difference("old", "new", (told,), (), ()))


def test_what_to_write_is_no_promise_that_all_move() -> None:
    """What a run remembers may keep it, whatever is written."""
    kept = Inside(1, "here", "", "must-be-mapped", None, ("`a` must be one of b, not `c`",), 1)
    customers = Customers(("note",), (kept,), "migrate from 1 { }", counted=True)
    told = JourneyDifference("trip", "", "changed", 1, 1, "", "", (), customers)
    found = Difference("old", "new", (told,), (), ())
    assert "\nSo that no step keeps them from it, write:\n" in to_markdown(found)
    assert "\n  so that no step keeps them from it, write:\n    migrate from 1 { }" in to_text(found, Paint())


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        (
            "`here` has no place in version 2: it needs a `move`",
            "`here` has no place in version 2: it needs a `move`",
        ),
        ("context: @octocat | is no text", "`context: @octocat \\| is no text`"),
        ("see www.example.com, _please_", "`see www.example.com, _please_`"),
        ("a `b", "``a `b``"),
    ],
)
def test_a_reason_that_is_more_than_words_is_code(reason: str, shown: str) -> None:
    """GitHub looks for mentions and addresses when backslashes are gone."""
    row = f"| `here` | 1 | 3 | must be mapped | {shown} |"
    assert row in inside(Inside(1, "here", "", "must-be-mapped", None, (reason,), 3)).split("\n")


def test_many_places_are_folded_and_those_without_a_way_told_first() -> None:
    places = [Inside(1, f"step{number}", "", "moves", f"step{number}") for number in range(9)]
    stuck = Inside(1, "here", "", "must-be-mapped", None, ("`here` has no place",))
    assert "<summary>10 places, 1 of them must be mapped</summary>" in inside(*places, stuck)
    assert "<summary>9 places</summary>" in inside(*places)
    assert "<details>" not in inside(*places[1:])


def test_what_is_told_first_says_it_all() -> None:
    markdown = to_markdown(difference(PLAIN, PLAIN.replace("2 days", "3 days")))
    assert markdown.startswith("**1 changed journey: 1 change of meaning, 1 breaking change.**\n")
    assert "- **version-not-raised** `trip`: the version is still 1" in markdown
    assert "timer to `done`: `after 2 days` → `after 3 days` — `test.journey:3`" in markdown
    same = to_markdown(difference(PLAIN, PLAIN))
    assert same == "**Nothing is different, neither what is done nor what is said.**\n"


def test_a_map_is_folded() -> None:
    found = difference(PLAIN, PLAIN.replace("2 days", "3 days"))
    markdown = to_markdown(found, {"trip": "flowchart LR\n  a --> b\n"})
    assert "<details><summary>The map of old and new</summary>\n\n```mermaid\nflowchart LR\n" in markdown
