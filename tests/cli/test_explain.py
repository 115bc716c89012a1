"""`journeyc explain`: the pages of the rules, readable in a terminal."""

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from journeyc.catalogue import CATALOGUE
from journeyc.cli import explain
from journeyc.report import Paint

Journeyc = Callable[..., CompletedProcess[str]]

PAGE = """\
# dead-end

## What it finds

A step that `no one` can leave. It goes on
over a line break.

## Example

```journey
step a {
}
```

- one thing
- another thing

* a third
* and a fourth,
  over a line break
"""


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pages, whatever rules there are."""
    two = {name: PAGE.replace("dead-end", name) for name in ("dead-end", "unset-field", "unreachable-step")}
    monkeypatch.setattr(explain, "pages", lambda: two)


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("name", ["dead-end", "dead_end", "Dead-End"])
def test_a_page_is_laid_out_for_a_terminal(journeyc: Journeyc, name: str) -> None:
    """Prose in lines, examples indented, no signs of Markdown."""
    done = journeyc("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "dead-end\nerror · flow · can be ignored or allowed\n\n"
        "What it finds\n\nA step that `no one` can leave. It goes on over a line break.\n\n"
        "Example\n\n    step a {\n    }\n\n- one thing\n- another thing\n\n"
        "* a third\n* and a fourth, over a line break\n\n"
    )


@pytest.mark.usefixtures("pages")
def test_all_rules_are_listed(journeyc: Journeyc) -> None:
    """By group, with how grave each is and the first sentence of its page."""
    assert journeyc("explain", "--all").stdout == (
        "language\n"
        "  unset-field       error    A step that `no one` can leave.\n\n"
        "flow\n"
        "  dead-end          error    A step that `no one` can leave.\n"
        "  unreachable-step  warning  A step that `no one` can leave.\n\n"
    )


@pytest.mark.usefixtures("pages")
def test_a_page_says_what_cannot_be_chosen(journeyc: Journeyc) -> None:
    """A rule of the language holds always."""
    facts = journeyc("explain", "unset-field").stdout.splitlines()[1]
    assert facts == "error · language · cannot be ignored or allowed"


def test_every_rule_of_the_catalogue_is_listed(journeyc: Journeyc) -> None:
    """Once, in lines that fit a terminal."""
    lines = journeyc("explain", "--all").stdout.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert sorted(listed) == sorted(CATALOGUE)
    assert max(map(len, lines)) <= explain.WIDTH


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("rule", "cure"),
    [("ded-end", "did you mean `dead-end`?"), ("zzz", "`journeyc explain --all` lists them")],
)
def test_an_unknown_rule_is_two(journeyc: Journeyc, rule: str, cure: str) -> None:
    """With the nearest one there is."""
    done = journeyc("explain", rule)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"journeyc: there is no page on a rule `{rule}`\nhelp: {cure}\n"


def test_lines_are_at_most_88_columns() -> None:
    """However long the paragraph."""
    page = "# x\n\n" + "word " * 100 + "\n- " + "word " * 100
    assert all(len(line) <= explain.WIDTH for line in explain.readable(page, Paint()))
