"""The record in a picture: it is found again in every form, and tells what has changed since."""

import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.compiler.diagram import Picture, draw, engine, write
from journeyc.compiler.diagram.record import Origin, read, sealed
from journeyc.compiler.diagram.stale import why_stale
from journeyc.compiler.diagram.theme import TOKENS, Token
from journeyc.compiler.diagram.write import FORMS, Form, fingerprint, render
from journeyc.ir import Package

ORIGIN = Origin("a.journey", "bill_dispute", (("theme", "dark"),))
CHANGED = "the journey has changed since, or how journeys are drawn"
EDITED = "it was changed by something else since it was drawn"

#: Pictures in each form, as small as they can be.
SMALLEST = {
    "svg": b'<?xml version="1.0"?>\n<svg><g>\n</g>\n</svg>\n',
    "html": b"<!doctype html><head>\n<title>x</title></head><body><svg></svg></body>\n",
    "dot": b"digraph journey {\n}\n",
    "mmd": b"flowchart LR\n",
    "json": b'{"format": "journeyc.picture"}\n',
    "png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR" + b"\1" * 17 + b"\0\0\0\0IEND\xae\x42\x60\x82",
    "pdf": b"%PDF-1.5\n1 0 obj\nendobj\nxref\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n",
}
#: Something in each that is no record.
BODY = {
    "svg": b"<g",
    "html": b"x<",
    "dot": b"}",
    "mmd": b"LR",
    "json": b".pict",
    "png": b"\1\1",
    "pdf": b"1 0 obj",
}
#: How a record begins in each.
BEGINNING = {
    "svg": b'<metadata id="journeyc-picture">journeyc-picture a=',
    "html": b'<meta name="journeyc-picture" content="journeyc-picture a=',
    "dot": b"// journeyc-picture a=",
    "mmd": b"%% journeyc-picture a=",
    "json": b'"record": "journeyc-picture a=',
    "png": b"\0\0\0\x24tEXtjourneyc-picture\0journeyc-picture a=\0\0\0\0",
    "pdf": b"%journeyc-picture a=",
}
#: Seconds of the processor, far more than it takes where no beginning is read to the end of the file.
LONGEST = 5
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True).filter(
    lambda name: name not in {"source", "journey", "leads-to", "drawn", "content"}
)
given_texts = texts.filter(bool)
origins = st.builds(
    Origin,
    texts,
    texts,
    st.lists(st.tuples(names, given_texts), max_size=3).map(tuple),
    st.lists(given_texts, max_size=3).map(tuple),
)


@given(origins, st.sampled_from(sorted(SMALLEST)))
def test_what_is_put_in_is_found_again(origin: Origin, form: str) -> None:
    """Whatever files, journeys and options are called."""
    whole = sealed(SMALLEST[form], form, origin, "0f")
    found = read(whole, form)
    assert found is not None
    assert (found.record.origin, found.record.drawn, found.intact) == (origin, "0f", True)


@pytest.mark.parametrize("form", sorted(SMALLEST))
def test_a_picture_without_a_record_has_none(form: str) -> None:
    assert read(SMALLEST[form], form) is None
    assert read(b"", form) is None


@pytest.mark.parametrize("form", sorted(SMALLEST))
def test_many_that_begin_like_a_record_are_read_at_once(form: str) -> None:
    """Each of them could go on to the end of the file, and a million of them would take for ever."""
    for many in (BEGINNING[form] * 10_000, BEGINNING[form] + b" a=" * 100_000):
        started = time.process_time()
        assert read(SMALLEST[form] + many, form) is None
        assert time.process_time() - started < LONGEST


@pytest.mark.parametrize("form", sorted(SMALLEST))
def test_a_record_begins_as_we_think(form: str) -> None:
    beginning = BEGINNING[form].partition(b"a=")[0][4 if form == "png" else 0 :]
    assert beginning in sealed(SMALLEST[form], form, ORIGIN, "0f")


@pytest.mark.parametrize("form", sorted(SMALLEST))
def test_a_change_anywhere_is_seen(form: str) -> None:
    """Also one in what the record says of the picture."""
    whole = sealed(SMALLEST[form], form, ORIGIN, "0f")
    for part, other in ((b"theme=dark", b"theme=dusk"), (b"drawn=0f", b"drawn=0e")):
        found = read(whole.replace(part, other), form)
        assert found is not None
        assert not found.intact
    at = whole.index(BODY[form])
    found = read(whole[:at] + b"q" + whole[at + 1 :], form)
    assert found is not None
    assert not found.intact


@pytest.mark.parametrize("form", sorted(set(SMALLEST) - {"png", "pdf"}))
def test_ends_of_lines_are_no_change(form: str) -> None:
    """Git may write a text as the system has it."""
    whole = sealed(SMALLEST[form], form, ORIGIN, "0f")
    found = read(whole.replace(b"\n", b"\r\n"), form)
    assert found is not None
    assert found.intact


@pytest.mark.parametrize("form", FORMS)
def test_drawing_again_makes_the_same_file(bill_dispute: Package, tmp_path: Path, form: Form) -> None:
    """And it is not stale."""
    picture = draw(bill_dispute)
    for name in ("one", "two"):
        assert write(picture, tmp_path / f"{name}.{form}", "dark", ORIGIN) == ()
    one, two = ((tmp_path / f"{name}.{form}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert why_stale(one, picture, form, ORIGIN, "dark") is None


def other_hint(picture: Picture) -> Picture:
    """The same map with another text to be seen by hovering, which is in no DOT text."""
    edges = tuple(replace(edge, hint="told otherwise") for edge in picture.edges)
    return replace(picture, edges=edges)


def test_why_a_picture_is_stale(bill_dispute: Package) -> None:
    """Each reason is its own; the engine has no say."""
    picture = draw(bill_dispute)
    kept = sealed(render(picture, "svg").content, "svg", ORIGIN, fingerprint_of(picture))
    assert why_stale(kept, picture, "svg", ORIGIN) is None
    assert why_stale(None, picture, "svg", ORIGIN) == "it is missing"
    assert why_stale(b"<svg/>", picture, "svg", ORIGIN) == "it does not say what it was drawn of"
    assert why_stale(kept, replace(picture, subtitle="more"), "svg", ORIGIN) == CHANGED
    assert why_stale(kept, replace(picture, summary="more"), "svg", ORIGIN) == CHANGED
    assert why_stale(kept, other_hint(picture), "svg", ORIGIN) == CHANGED
    assert why_stale(kept, picture, "svg", ORIGIN, "light") == CHANGED
    assert why_stale(kept.replace(b"Bill", b"Hill", 1), picture, "svg", ORIGIN) == EDITED
    lanes = ORIGIN._replace(options=(("lanes", "yes"), ("stage", "x y")))
    assert why_stale(kept, picture, "svg", lanes) == (
        "it was drawn with `--theme dark`, not with `--lanes` `--stage x y`"
    )
    bare = ORIGIN._replace(options=())
    assert why_stale(kept, picture, "svg", bare) == "it was drawn with `--theme dark`, not with none"
    stored = ORIGIN._replace(options=(("path", "-"), ("store", "-"), ("theme", "dark")))
    assert why_stale(kept, picture, "svg", stored) == (
        "it was drawn with `--theme dark`, not with a run in a store `--theme dark`"
    )
    moved = ORIGIN._replace(source="b.journey")
    assert why_stale(kept, picture, "svg", moved) == (
        "it was drawn of `bill_dispute` of `a.journey`, not of `bill_dispute` of `b.journey`"
    )
    twice = sealed(SMALLEST["svg"], "svg", ORIGIN._replace(links=("a.svg", "a.svg")), "0f")
    assert why_stale(twice, picture, "svg", ORIGIN._replace(links=("a.svg",))) == EDITED
    # What it is of comes first, whatever else is another.
    for more in ({"links": ("check.svg",)}, {"options": ()}):
        assert why_stale(kept, picture, "svg", moved._replace(**more)) == why_stale(
            kept, picture, "svg", moved
        )


def fingerprint_of(picture: Picture) -> str:
    return fingerprint(picture, "svg")


def test_the_colours_of_the_dark_theme_count(bill_dispute: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SVG for both themes is stale when only the dark one is another; one that is light is not."""
    written = import_module("journeyc.compiler.diagram.write")
    picture = draw(bill_dispute)
    both, light = (written.fingerprint(picture, "svg", theme) for theme in (None, "light"))
    darker = {**TOKENS, "ink": Token(TOKENS["ink"].light, "#fefefe")}
    monkeypatch.setattr(written, "TOKENS", darker)
    assert written.fingerprint(picture, "svg") != both
    assert written.fingerprint(picture, "svg", "light") == light


def test_no_engine_is_asked(bill_dispute: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """One machine may draw with another engine than the next, or have none."""
    picture = draw(bill_dispute)
    kept = sealed(SMALLEST["svg"], "svg", ORIGIN, fingerprint_of(picture))
    monkeypatch.setattr(engine, "find_engine", lambda: pytest.fail("an engine was looked for"))
    assert why_stale(kept, picture, "svg", ORIGIN) is None


def test_a_sealed_svg_is_one_still(bill_dispute: Package, tmp_path: Path) -> None:
    """Its record is the last thing in it, where nobody reads it aloud."""
    write(draw(bill_dispute), tmp_path / "x.svg", None, Origin('"<a>&amp; --.journey', "bill_dispute"))
    root = ET.parse(tmp_path / "x.svg").getroot()
    assert root[-1].tag == "{http://www.w3.org/2000/svg}metadata"
    assert (root[-1].text or "").startswith("journeyc-picture source=%22%3Ca%3E%26amp%3B%20--.journey ")


def test_a_pdf_says_no_date(bill_dispute: Package) -> None:
    """The same picture would be another file each second, and where its objects are would be wrong."""
    content = render(draw(bill_dispute), "pdf").content
    assert content.startswith(b"%PDF-")
    assert b"CreationDate" not in content
    table = int(content.rpartition(b"startxref")[2].split()[0])
    assert content[table:].startswith(b"xref") or b"/XRef" in content[table:]
