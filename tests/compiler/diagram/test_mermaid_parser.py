"""Mermaid's own parser reads what we write as it is meant: every construct, whatever authors call things."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from journeyc.cli.checking import compile_path
from journeyc.compiler.diagram import Options, Picture, draw, render
from journeyc.compiler.diagram.mermaid import LARGEST
from journeyc.compiler.diagram.metrics import wrap
from journeyc.compiler.diagram.picture import START, Card, Edge
from journeyc.ir import Package
from journeyc.ir.model import Journey
from tests.browser import Page, needs_browser
from tests.compiler.diagram.conftest import PLACE, end, on, package, start, step
from tests.compiler.diagram.pictures import SIGNS, pictures
from tests.laws.clauses import Temper
from tests.laws.compiling import package_of
from tests.laws.journeys import seeded
from tests.node import MODULES, Script, needs_node

pytestmark = needs_node

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "journeys").glob("*.journey"))
TAGS = {"b", "br", "i", "small"}
RISKY = Temper(risky=True)


def text_of(picture: Picture) -> str:
    return render(picture, "mmd").content.decode()


def problems(picture: Picture, found: Any) -> list[str]:
    """What of a picture is not as the parser has it."""
    if "error" in found:
        return [found["error"]]
    starts = any(edge.source == START for edge in picture.edges)
    ids = {"n-" + card.id for card in picture.every_card()} | ({"n-start"} if starts else set())
    groups = list(picture.every_group())
    said = [
        (found["kind"] == "flowchart-v2", found["kind"]),
        (found["direction"] == picture.direction, found["direction"]),
        (bool(found["title"]), "what is read aloud"),
        ({node["id"] for node in found["nodes"]} == ids, "the cards"),
        ({group["id"] for group in found["groups"]} == {"n-" + group.id for group in groups}, "the groups"),
        (
            [edge["ends"] for edge in found["edges"]]
            == [["n-" + edge.source, "n-" + edge.target] for edge in picture.edges],
            "the arrows",
        ),
    ]
    nodes = {node["id"]: node for node in found["nodes"]}
    for card in picture.every_card():
        said += _shown(nodes["n-" + card.id], [card.kicker, *wrap(card.title, 30, 4)])
    for group in groups:
        has = next(item for item in found["groups"] if item["id"] == "n-" + group.id)
        said += _shown(has, [group.title])
        inside = {"n-" + card.id for card in group.cards} | {"n-" + inner.id for inner in group.groups}
        said.append((inside <= set(has["nodes"]), f"what is in {group.title}"))
    for edge, has in zip(picture.edges, found["edges"], strict=True):
        said += _shown(has, [row for line in edge.lines for row in wrap(line.text, 30, 4)])
        said.append((has["dashed"] or edge.kind != "timer", f"the dashes of {edge.id}"))
    for node in found["nodes"]:
        said += [(node["link"] is None, f"a link: {node['link']}"), (not node["acts"], "a call")]
    return [what for holds, what in said if not holds]


def _shown(has: Any, rows: list[str]) -> list[tuple[bool, str]]:
    """Each row is a line of the label, in this order, and nothing in the label does anything."""
    lines = iter(_plain(line) for line in has["words"].split("\n"))
    missing = [row for row in rows if not any(_plain(row) == line for line in lines)]
    return [(not missing, f"{missing} in {has['words']!r}"), (set(has["tags"]) <= TAGS, str(has["tags"]))]


def _plain(text: str) -> str:
    """Without blanks around it, which no label shows."""
    return " ".join(text.split())


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_are_read_as_drawn(file: Path, mermaid: Script) -> None:
    package = compile_path(str(file))
    drawn = [
        draw(package, journey.name, Options(direction=direction))
        for journey in package.journeys
        for direction in ("LR", "TB")
    ]
    texts = [text_of(picture) for picture in drawn]
    assert all(len(text) < LARGEST for text in texts)
    found = mermaid.ask(texts)
    assert [problems(picture, one) for picture, one in zip(drawn, found, strict=True)] == [[]] * len(drawn)


@pytest.mark.parametrize("count", [8, pytest.param(120, marks=pytest.mark.full)])
def test_all_constructs_are_read_as_drawn(count: int, mermaid: Script) -> None:
    """Journeys made by chance that have all there is in the language."""
    packages = [package for seed in range(count) if (package := package_of(seeded(seed, 9, RISKY)))]
    drawn = [draw(package, journey.name) for package in packages for journey in package.journeys]
    assert len(drawn) >= count
    found = mermaid.ask([text_of(picture) for picture in drawn])
    assert [what for pair in zip(drawn, found, strict=True) for what in problems(*pair)] == []


def test_hostile_texts_are_read_as_written(hostile: tuple[str, Package], mermaid: Script) -> None:
    """Everywhere an author can write one."""
    picture = draw(hostile[1])
    (found,) = mermaid.ask([text_of(picture)])
    assert problems(picture, found) == []


SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=40, suppress_health_check=SLOW)
@given(pictures())
def test_every_picture_is_read_as_drawn(mermaid: Script, picture: Picture) -> None:
    """Whatever signs of Mermaid, Markdown or a page stand in it, they are words."""
    (found,) = mermaid.ask([text_of(picture)])
    assert problems(picture, found) == []


@pytest.mark.full
@settings(max_examples=2000, suppress_health_check=SLOW)
@given(pictures())
def test_very_many_pictures_are_read_as_drawn(mermaid: Script, picture: Picture) -> None:
    """The same for long."""
    (found,) = mermaid.ask([text_of(picture)])
    assert problems(picture, found) == []


def test_what_says_which_way_it_runs_is_a_word(mermaid: Script) -> None:
    """Mermaid looks for these two words even in quotes, and takes the rest of the line away."""
    words = "no direction LR here"
    card = Card("card-1", "x", "step", "STEP", words)
    picture = Picture(words, "", words, "TB", (), (card,), (Edge("edge-1", "card-1", "card-1", "event"),))
    (found,) = mermaid.ask([text_of(picture)])
    assert problems(picture, found) == []
    assert (found["title"], found["summary"]) == ("no direction: LR here",) * 2


@pytest.mark.parametrize("word", ["style", "classDef"])
def test_what_begins_a_style_is_a_word(mermaid: Script, word: str) -> None:
    """Mermaid looks for these, too, and takes the last semicolon of their line away: that of a code."""
    card = Card("card-1", "x", "step", "STEP", f"A {word}:#1 & more")
    picture = Picture("x", "", "x", "TB", (), (card,), (Edge("edge-1", "card-1", "card-1", "event"),))
    (found,) = mermaid.ask([text_of(picture)])
    assert problems(picture, found) == []


PAGE = """<!doctype html><meta charset="utf-8"><pre class="mermaid"></pre>
<script src="{script}"></script><script>
document.querySelector("pre").textContent = {text};
mermaid.initialize({{ startOnLoad: false, securityLevel: "strict" }});
mermaid.run().then(() => {{ document.title = "drawn"; }}, (error) => {{ document.title = String(error); }});
</script>"""


@needs_browser
def test_a_browser_draws_it(page: Page, tmp_path: Path) -> None:
    """As a reader of Markdown sees it: words are words, and nothing on it can be clicked or is fetched."""
    hostile = "".join(f"<b onclick=alert({number})>{text}</b>" for number, text in enumerate(SIGNS[:8]))
    asked = step("start", "Who are you?", "web", doc=hostile, handlers=(on("go", "end", hostile),))
    journey = Journey(
        name="h", title=hostile, starts=(start("begin", "start"),),
        nodes=(asked, end("end", hostile, "success")), place=PLACE,
    )  # fmt: skip
    script = (MODULES / "mermaid/dist/mermaid.min.js").as_uri()
    text = json.dumps(text_of(draw(package(journey)))).replace("<", "\\u003c")
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(script=script, text=text), encoding="utf-8")
    page.open(file)
    assert page.wait("document.title") == "drawn"
    assert (
        page.value("document.querySelectorAll('svg :is(a, script, img, image, [onclick], [onerror])').length")
        == 0
    )
    assert "Who are you?" in page.text("svg")
    assert "<script>alert(1)</script>" in page.text("svg").replace("\n", "")
    assert (page.errors, set(page.asked)) == ([], {file.as_uri(), script})
