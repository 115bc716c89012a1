"""The site is put together of all that there is, and its links lead where they did in the repository."""

import tomllib
from pathlib import Path

import pytest

from journeyc.catalogue import CATALOGUE
from journeyc.grammar.keywords import KEYWORDS, NOT_YET, UNITS, WEEKDAYS
from website import rules, words
from website.check import faults
from website.fences import shown
from website.links import LostLinkError, rewritten
from website.stage import Page, addresses, configuration, pages

PAGES = list(pages())
BY_NAME = {page.name: page.text for page in PAGES}


def listed(entry: object) -> set[str]:
    """The pages in a part of the navigation."""
    if isinstance(entry, str):
        return {entry}
    parts = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else []
    return {page for part in parts for page in listed(part)}


def test_every_page_has_its_place_in_the_navigation() -> None:
    """But for what the examples share and their scenarios, to which the page of all examples links."""
    known = set(BY_NAME)
    nav = listed(tomllib.loads(configuration(PAGES))["project"]["nav"])
    assert nav - known == set()
    linked = ("examples/shared/", "examples/scenarios/")
    assert {page for page in known - nav if not page.startswith(linked)} == set()
    assert all(f"({page.removeprefix('examples/')})" in BY_NAME["examples/index.md"] for page in known - nav)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_of_a_page_has_a_page(page: Page) -> None:
    """A link to what is not on the site stops the build."""
    rewritten(page.text, page.place, page.name, addresses(PAGES))


@pytest.mark.parametrize("rule", sorted(CATALOGUE))
def test_every_rule_is_on_the_index_and_has_its_page(rule: str) -> None:
    """In the row of its group, with how grave it is."""
    known = CATALOGUE[rule]
    section = rules.index().split(f"\n## {known.group.capitalize()}\n")[1].split("\n## ")[0]
    (row,) = [line for line in section.splitlines() if line.startswith(f"| [`{rule}`]")]
    assert f"*{known.severity.value}*" in row
    assert f" · {known.group} · " in BY_NAME[f"rules/{rules.page_of(rule)}"]


@pytest.mark.parametrize(
    "word", [*KEYWORDS, *NOT_YET, *WEEKDAYS, *(form for forms in UNITS.values() for form in forms)]
)
def test_every_word_is_told(word: str) -> None:
    """All those of the table."""
    assert f"`{word}`" in words.page()


def test_links_are_those_of_the_site() -> None:
    """Counted from the page, with the heading; code and other sites stay as they are."""
    known = {"docs/a.md": "a.md", "docs/sub/b.md": "deep/b.md", "src": "deep/index.md"}
    kept = "[w](https://telco.example/x.md) [h](#y) `[c](../no.md)`\n```\n[d](no.md)\n```\n"
    text = f"[a](../a.md#x) [s](../../src) {kept}"
    assert rewritten(text, "docs/sub/b.md", "deep/b.md", known) == f"[a](../a.md#x) [s](index.md) {kept}"


def test_a_link_to_nothing_is_an_error() -> None:
    """It names the page and what it leads to."""
    with pytest.raises(LostLinkError, match=r"docs/a\.md: there is no page for docs/b\.md"):
        rewritten("[b](b.md)", "docs/a.md", "a.md", {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("```journey", "```journey"),
        ("```journey in a step", "```journey"),
        ("```journey uses shared.journey", "```journey"),
        ("```journey file a.journey", '```journey title="a.journey"'),
        ("<!-- written -->\n```text", '```journey title="before"'),
        ("<!-- formatted -->\n```text", '```journey title="after"'),
        ("```python", "```python"),
    ],
)
def test_a_block_is_coloured_and_named(written: str, expected: str) -> None:
    """What only tests read is taken away."""
    assert shown(f"a\n\n{written}\nx\n```\n") == f"a\n\n{expected}\nx\n```\n"


def test_what_is_typed_stands_out() -> None:
    """The lines with a prompt, counted from the first of the block."""
    block = "$ journeyc run a.journey\n\nMon 23 Nov 09:00  web > on opened\n  started\n"
    assert shown(f"```console\n{block}```\n") == f'```console hl_lines="3"\n{block}```\n'


def test_what_a_reader_without_a_network_would_miss_is_found(tmp_path: Path) -> None:
    """Links that lead nowhere, and what comes from elsewhere; links to elsewhere are the reader's choice."""
    (tmp_path / "b.html").write_text('<h2 id="here">B</h2>', encoding="utf-8")
    (tmp_path / "a.html").write_text(
        '<link rel="canonical" href="https://telco.example"><a href="https://telco.example">out</a>'
        '<a href="b.html#here">b</a><a href="b.html#gone">b</a><a href="c.html">c</a><img src="d.svg">'
        '<script src="https://telco.example/x.js"></script>',
        encoding="utf-8",
    )
    assert faults(tmp_path) == [
        "a.html: loads https://telco.example/x.js",
        "a.html: there is no place b.html#gone",
        "a.html: there is no c.html",
        "a.html: there is no d.svg",
    ]
