"""Pictures in files: the forms, what authors wrote in them, and nothing half-written."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from journeyc.compiler.diagram import DiagramError, Options, draw, render, write
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.engine import run_engine
from journeyc.compiler.diagram.theme import TOKENS
from journeyc.compiler.diagram.wording import clean
from journeyc.ir import Package, to_json

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "style", "g", "text", "path", "polygon", "ellipse", "polyline"}


def svg(package: Package, **options: object) -> ET.Element:
    rendered = render(draw(package, options=Options(**options)), "svg")  # type: ignore[arg-type]
    assert rendered.warnings == ()
    return ET.fromstring(rendered.content)  # our own picture


def test_dot_of_a_small_journey(long_journey: object) -> None:
    """The DOT text of a journey is this, to the letter."""
    expected = Path(__file__).with_name("small.dot").read_text(encoding="utf-8")
    assert to_dot(draw(long_journey(2))) == expected  # type: ignore[operator]


def test_dot_does_not_depend_on_the_hash_seed(bill_dispute: Package) -> None:
    """The same journey gives the same text in every process."""
    code = (
        "import sys\n"
        "from journeyc.ir import from_json, Package\n"
        "from journeyc.compiler.diagram import draw, render\n"
        "picture = draw(from_json(sys.stdin.buffer.read(), Package))\n"
        "sys.stdout.buffer.write(render(picture, 'dot').content + render(picture, 'mmd').content)"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=to_json(bill_dispute).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(texts) == 1


def test_engine_has_nothing_to_say(bill_dispute: Package, broadband: Package) -> None:
    """The engine draws both journeys in both directions without a word on stderr."""
    for package in (bill_dispute, broadband):
        for direction in ("LR", "TB"):
            text = to_dot(draw(package, options=Options(direction=direction)))
            assert run_engine(text, "svg").complaints == ()


def test_svg_is_one_readable_picture(bill_dispute: Package) -> None:
    """An SVG has a role, a title, a description, and the colours of the dark theme."""
    root = svg(bill_dispute)
    assert root.get("role") == "img"
    assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}style"]
    assert root[0].text == "Bill dispute"
    assert "Tell us what is wrong (step · web): asks dispute.reason" in (root[1].text or "")
    style = root[2].text or ""
    assert "@media (prefers-color-scheme: dark)" in style
    assert f".f-paper {{ fill: {TOKENS['paper'].dark} }}" in style


def test_svg_paints_with_tokens_alone(bill_dispute: Package) -> None:
    """Every painted element carries the class of its token, so nothing keeps a light colour on dark
    ground.
    """
    options = {"findings": {"review": ("dead-end", "dead end")}, "here": frozenset({"intake"})}
    bare = []
    for element in svg(bill_dispute, **options).iter():
        classes = (element.get("class") or "").split()
        for paint, letter in (("fill", "f-"), ("stroke", "s-")):
            colour = element.get(paint, "none")
            if colour not in {"none", "transparent"} and not any(word.startswith(letter) for word in classes):
                bare.append((element.tag, paint, colour))
    assert bare == []


def test_svg_names_cards_and_edges(bill_dispute: Package) -> None:
    """A page finds cards by the author's name and edges by the cards they join."""
    groups = {element.get("id"): element for element in svg(bill_dispute).iter(f"{SVG}g")}
    intake = groups["card-2"]
    assert (intake.get("data-name"), intake.get("class")) == ("intake", "node step")
    assert (groups["edge-1"].get("data-from"), groups["edge-1"].get("data-to")) == ("start", "card-1")


@pytest.mark.parametrize("fonts", [True, False])
def test_no_text_leaves_its_card(
    broadband: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fonts: bool
) -> None:
    """Every line ends inside the outline of its card, where fonts are installed and where none is."""
    if not fonts:
        none = tmp_path / "fonts.conf"
        none.write_text(f"<?xml version='1.0'?><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
        monkeypatch.setenv("FONTCONFIG_FILE", str(none))
    seen = 0
    for element in svg(broadband, here=frozenset({"slot"})).iter(f"{SVG}g"):
        outline = element.find(f"{SVG}path")
        if outline is None or "node" not in (element.get("class") or ""):
            continue
        edge = max(
            float(pair.split(",")[0]) for pair in re.findall(r"[-.\d]+,[-.\d]+", outline.get("d") or "")
        )
        for line in element.iter(f"{SVG}text"):
            assert float(line.get("x") or 0) + float(line.get("textLength") or 0) < edge
            seen += 1
    assert seen > 40


def test_labels_are_centred(bill_dispute: Package) -> None:
    """The lines of an edge's label are centred one under the other, and the ground under them is gone."""
    labels = [g for g in svg(bill_dispute).iter(f"{SVG}g") if "label" in (g.get("class") or "").split()]
    assert len(labels) == len(draw(bill_dispute).edges)
    for label in labels:
        assert label.find(f"{SVG}polygon") is None
        assert {line.get("text-anchor") for line in label.iter(f"{SVG}text")} == {"middle"}
        assert len({line.get("x") for line in label.iter(f"{SVG}text")}) == 1


def test_author_texts_stay_texts(hostile: tuple[str, Package]) -> None:
    """Whatever an author writes is text in the SVG: no element, link or attribute comes of it."""
    text, package = hostile
    root = svg(package)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= ALLOWED
    assert not [
        name for element in root.iter() for name in element.attrib if "href" in name or name.startswith("on")
    ]
    shown = [element.text or "" for element in root.iter(f"{SVG}text")]
    title = clean(text) or "h"
    if len(title) < 60:
        assert title in shown
    elif " " not in title:
        assert any(line.endswith("…") and title.startswith(line[:-1]) for line in shown)


def test_author_texts_stay_texts_in_mermaid(hostile: tuple[str, Package]) -> None:
    """A label of Mermaid holds no sign that could end it, begin a directive or become an element."""
    _, package = hostile
    for line in render(draw(package), "mmd").content.decode().splitlines():
        if '"' in line:
            inside = line.split('"')
            assert len(inside) == 3
            plain = inside[1]
            for tag in ("<br>", "<b>", "</b>", "<i>", "</i>", "<small>", "</small>"):
                plain = plain.replace(tag, "")
            assert not set(plain) & set('<>"`\\%{}[]|')
        assert "%%" not in line


def test_mermaid_flowchart(bill_dispute: Package) -> None:
    """A Mermaid text has generated ids, quoted labels and dashed timers."""
    lines = render(draw(bill_dispute), "mmd").content.decode().splitlines()
    assert lines[0] == "flowchart LR"
    assert [line for line in lines if "group-2" in line] == [
        '  subgraph n-group-2["Contact centre"]',
        "  class n-group-2 group",
    ]
    assert '  n-start -->|"dispute_opened<br>from web, chat or voice"| n-card-1' in lines
    assert '  n-card-3 -.->|"<b>after 10 days</b>"| n-card-4' in lines
    assert '  n-card-4{{"<small>CHOICE</small><br><b>Was it won#63;</b>"}}:::choice' in lines


def test_mermaid_describes_in_words(bill_dispute: Package) -> None:
    """A description that lost its signs would say something else."""
    lines = render(draw(bill_dispute), "mmd").content.decode().splitlines()
    (said,) = [line for line in lines if "accDescr" in line]
    assert "resumed if event.away more than 7 days leads to Who are you?, answered" in said
    assert not set(said.removeprefix("  accDescr {").removesuffix("}")) & set('{}<>;%#"`')


def test_mermaid_warns_when_too_long(long_journey: object) -> None:
    """A Mermaid text its readers would refuse comes with a warning."""
    assert render(draw(long_journey(20)), "mmd").warnings == ()  # type: ignore[operator]
    (warning,) = render(draw(long_journey(600)), "mmd").warnings  # type: ignore[operator]
    assert warning.endswith("Mermaid refuses more than 50,000, so write SVG instead")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.svg", b"<?xml"),
        ("x.PNG", b"\x89PNG"),
        ("x.pdf", b"%PDF"),
        ("x.dot", b"digraph"),
        ("x.mmd", b"flowchart"),
    ],
)
def test_suffix_names_the_form(bill_dispute: Package, tmp_path: Path, name: str, start: bytes) -> None:
    """A file gets the form of its suffix, and nothing else is left beside it."""
    assert write(draw(bill_dispute), tmp_path / name) == ()
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_dark_bitmap_differs(bill_dispute: Package) -> None:
    """A PNG is light unless dark is asked for."""
    picture = draw(bill_dispute)
    assert render(picture, "png") == render(picture, "png", "light") != render(picture, "png", "dark")


def test_unknown_suffix(bill_dispute: Package, tmp_path: Path) -> None:
    """A suffix that is no form is refused with those that are."""
    with pytest.raises(
        DiagramError,
        match=r"^`x\.gif` does not say what to write; end it in \.svg, \.png, \.pdf, \.dot, .* or \.html$",
    ):
        write(draw(bill_dispute), tmp_path / "x.gif")


def test_what_cannot_be_written(bill_dispute: Package, tmp_path: Path) -> None:
    """A missing folder, or a folder in the way, is one clear line, and nothing is left behind."""
    (tmp_path / "taken.dot").mkdir()
    for path in (tmp_path / "none" / "x.dot", tmp_path / "taken.dot"):
        with pytest.raises(DiagramError, match="cannot be written: "):
            write(draw(bill_dispute), path)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.dot"]


def test_old_file_survives_a_failure(
    bill_dispute: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that cannot be drawn leaves the old file as it was."""
    old = tmp_path / "x.svg"
    old.write_text("old")
    monkeypatch.setenv("GRAPHVIZ_DOT", "/nowhere/dot")
    with pytest.raises(DiagramError):
        write(draw(bill_dispute), old)
    assert old.read_text() == "old"
