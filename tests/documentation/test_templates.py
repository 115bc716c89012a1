"""Templates of a company in the place of ours, and what is said where they are wrong."""

from pathlib import Path

import pytest

from journeyc.documentation import DocumentError, documents
from journeyc.documentation.collection import Source as Compiled
from journeyc.documentation.listing import listing
from journeyc.documentation.rendering import fenced, names, tidied
from journeyc.source import Source
from tests.compiling import package_of
from tests.posix import name_of

TEXT = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
journey case "A case" {
  starts on opened -> asked
  step asked "Asked" via web { say "Well?"   on opened -> done   after 1 day -> done }
  end done "Done" success
}
"""


@pytest.fixture(scope="module")
def case() -> list[Compiled]:
    return [Compiled("case.journey", package_of(Source("case.journey", TEXT)))]


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Maps have nothing to do with this, and take their time.
    monkeypatch.setenv("GRAPHVIZ_DOT", "/there/is/none")
    return tmp_path


def test_a_block_takes_the_place_of_ours_and_the_rest_stays(case: list[Compiled], company: Path) -> None:
    own = '{% extends "original/base.html" %}{% block logo %}<b>ACME</b>{% endblock %}'
    (company / "base.html").write_text(own, encoding="utf-8")
    sheet = '{% extends "original/style.css" %}{% block more %}:root { --accent: #c00; }{% endblock %}'
    (company / "style.css").write_text(sheet, encoding="utf-8")
    (company / "files").mkdir()
    (company / "files" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    files = documents(case, "site", company).files
    assert b"<b>ACME</b>" in files["index.html"]
    assert b"Asked" in files["journeys/case.html"]
    assert b"--accent: #c00" in files["assets/style.css"]
    assert files["files/logo.svg"] == b"<svg/>"


def test_a_whole_template_takes_the_place_of_ours(case: list[Compiled], company: Path) -> None:
    own = "{% for one in site.journeys %}<a href='{{ link(one.path) }}'>{{ one.title }}</a>{% endfor %}"
    (company / "index.html").write_text(own, encoding="utf-8")
    files = documents(case, "site", company).files
    assert files["index.html"] == b"<a href='journeys/case.html'>A case</a>"


def test_a_template_that_nothing_asks_for_is_told_of(case: list[Compiled], company: Path) -> None:
    (company / "files").mkdir()
    for name in ("jounrey.html", "logo.html", "index.html", "notes.txt", "files/own.html", "journey.md"):
        (company / name).write_text("", encoding="utf-8")
    (company / "index.html").write_text("{% include 'logo.html' %}", encoding="utf-8")
    told = [note for note in documents(case, "site", company).notes if "is not used" in note]
    assert told == [f"the template `{company / 'jounrey.html'}` is not used; did you mean `journey.html`?"]


def test_templates_of_markdown_are_others(case: list[Compiled], company: Path) -> None:
    (company / "journey.md").write_text("{{ journey.begins[0] }}", encoding="utf-8")
    page = documents(case, "markdown", company).files["journeys/case.md"].decode()
    assert page == "It begins when “[opened](../glossary.md#event-opened)” happens.\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\n{% if %}", 2, "Expected an expression"),
        ("one\n\n{{ nobody }}", 3, "'nobody' is undefined"),
        ("{{ site.titel }}", 1, "no attribute 'titel'"),
        ("one\n{{ site | shout }}", 2, "No filter named 'shout'"),
        ("one\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ('{% extends "nowhere.html" %}', 1, "there is no template `nowhere.html`"),
        ("one\n{{ 1 / 0 }}", 2, "division by zero"),
        ("one\n{{ 'a' * 10**15 }}", 2, "it asks for more memory than there is"),
        ("{% for one in range(10000000) %}{% endfor %}", 1, "Range too big"),
    ],
)
def test_a_wrong_template_is_told_with_its_file_and_line(
    case: list[Compiled], company: Path, text: str, line: int, said: str
) -> None:
    (company / "index.html").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        documents(case, "site", company)
    assert f"{company / 'index.html'}`, line {line} cannot be used: " in raised.value.problem
    assert said in raised.value.problem
    assert "--list-templates" in raised.value.help


def test_a_template_that_includes_itself_is_told(case: list[Compiled], company: Path) -> None:
    (company / "index.html").write_text('{% include "index.html" %}', encoding="utf-8")
    with pytest.raises(DocumentError, match="it includes itself"):
        documents(case, "site", company)


@pytest.mark.parametrize("raw", [b"a\nb.png", "a\u2028b.png".encode(), b"caf\xe9.png"])
def test_a_file_that_cannot_be_listed_is_told(case: list[Compiled], company: Path, raw: bytes) -> None:
    """The folder lists what is ours in it, a line for each."""
    files = company / "files"
    files.mkdir()
    (files / name_of(raw, files)).touch()
    with pytest.raises(DocumentError, match="is no line of text"):
        documents(case, "site", company)


def test_a_folder_that_is_not_there_is_told(case: list[Compiled], tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no folder"):
        documents(case, "site", tmp_path / "nowhere")


@pytest.mark.parametrize("form", ["site", "markdown"])
def test_the_list_names_every_template_and_what_it_is_given(form: str) -> None:
    said = listing(form)
    assert all(name in said for name in names(form))
    assert "JourneyView: path, title" in said
    assert max(map(len, said.splitlines())) <= 110


def test_a_fence_is_longer_than_any_in_its_text() -> None:
    assert fenced("a\n````\nb") == "`````\na\n````\nb\n`````"


def test_markdown_is_tidied_but_for_what_stands_in_fences() -> None:
    assert tidied("\n\na\n\n\n\nb \n```\n\n\nc \n```\n\n\n") == "a\n\nb\n```\n\n\nc \n```\n"
