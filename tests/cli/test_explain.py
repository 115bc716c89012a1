"""`journeyc explain`: the pages of the rules, readable in a terminal."""

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

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
"""


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages, whatever rules there are."""
    two = {"dead-end": PAGE, "hidden-handler": PAGE.replace("dead-end", "hidden-handler")}
    monkeypatch.setattr(explain, "_pages", lambda: two)


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("name", ["dead-end", "dead_end", "Dead-End"])
def test_a_page_is_laid_out_for_a_terminal(journeyc: Journeyc, name: str) -> None:
    """Prose in lines, examples indented, no signs of Markdown."""
    done = journeyc("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "dead-end\n\nWhat it finds\n\nA step that `no one` can leave. It goes on over a line break.\n\n"
        "Example\n\n    step a {\n    }\n\n- one thing\n- another thing\n\n"
    )


@pytest.mark.usefixtures("pages")
def test_all_rules_are_listed(journeyc: Journeyc) -> None:
    """A line each, with the first sentence of the page."""
    assert journeyc("explain", "--all").stdout == (
        "dead-end        A step that `no one` can leave.\nhidden-handler  A step that `no one` can leave.\n"
    )


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
