"""A picture as a browser shows it: light for those who want light, dark for those who want dark."""

from pathlib import Path

import pytest

from journeyc.compiler.diagram import draw, write
from journeyc.compiler.diagram.record import Origin
from journeyc.compiler.diagram.theme import TOKENS, Theme
from journeyc.ir import Package
from tests.browser import Page, needs_browser

pytestmark = needs_browser

#: Each element that is painted with a token, and how the browser paints it.
PAINTED = """[...document.querySelectorAll("[class*='f-'], [class*='s-']")].flatMap((element) =>
  [...element.classList].filter((name) => /^[fs]-/.test(name)).map((name) =>
    [name, getComputedStyle(element)[name[0] === "f" ? "fill" : "stroke"]]))"""


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))})"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_element_has_the_colour_of_the_theme(
    theme: Theme, bill_dispute: Package, page: Page, tmp_path: Path
) -> None:
    """No element keeps a light colour on dark ground, and nothing is loaded from elsewhere."""
    file = tmp_path / "map.svg"
    write(draw(bill_dispute), file)
    page.themed(theme)
    page.open(file)
    painted = {(name, colour) for name, colour in page.value(PAINTED)}
    assert len(painted) > 10
    wanted = {(name, rgb(getattr(TOKENS[name[2:]], theme))) for name, _ in painted}
    assert painted == wanted
    assert (page.errors, page.asked) == ([], [file.as_uri()])


def test_a_picture_of_one_theme_keeps_it(bill_dispute: Package, page: Page, tmp_path: Path) -> None:
    write(draw(bill_dispute), tmp_path / "map.svg", "light")
    page.themed("dark")
    page.open(tmp_path / "map.svg")
    grounds = page.value("[...document.querySelectorAll('polygon')].map((e) => getComputedStyle(e).fill)")
    assert grounds[0] == rgb(TOKENS["paper"].light)


def test_the_record_is_not_seen(bill_dispute: Package, page: Page, tmp_path: Path) -> None:
    """It takes no room and says nothing."""
    write(draw(bill_dispute), tmp_path / "map.svg", None, Origin("a.journey", "bill_dispute"))
    page.open(tmp_path / "map.svg")
    record = "document.querySelector('#journeyc-picture')"
    assert page.value(f"{record}.textContent").startswith("journeyc-picture source=a.journey ")
    assert page.value(f"{record}.getBoundingClientRect().height") == 0
