"""Nothing an author writes becomes markup, a script, a link or the name of a file."""

import json
import re
from pathlib import Path

import pytest

from journeyc.documentation import documents, write_folder
from journeyc.documentation.addresses import page_name, place
from journeyc.documentation.collection import Source as Compiled
from journeyc.documentation.phrases import in_markdown
from journeyc.source import Source
from tests.browser import Page, needs_browser
from tests.compiling import package_of
from tests.documentation.reading import lost, read

#: What is written wherever words may stand.
NASTY = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>[x](//y)'<!--`&lt;*7*7"
TEXT = f"""\
touchpoint website "{NASTY}" {{ channel web: show, ask }}
touchpoint mail "Mail" {{ channel email: push }}
customer {{ key id: id   first_name: text = "{NASTY}" }}
queue desk_people "{NASTY}"
event opened {{ note: text }}
event closed
segment ours "{NASTY}" when customer.first_name == "{NASTY}"
rule known "{NASTY}" {{ on closed {{ notify letter }} }}
## {NASTY}
notification letter "{NASTY}" {{
  via email
  subject "{NASTY}"
  text "{NASTY}"
  html "<script>parent.hacked=1</script><a href='javascript:parent.hacked=1'>x</a><img src='https://x.example/y'>"
}}
## {NASTY}
journey con "{NASTY}" {{
  owner "{NASTY}"
  context {{ note: text = "{NASTY}" }}
  starts on opened when event.note == "{NASTY}" -> step_one
  ## {NASTY}
  step step_one "{NASTY}" via web {{
    say "{NASTY}"
    ask note
    enter {{ notify letter }}
    on answered when note == "{NASTY}" -> done
    after 1 day -> done {{ note "[x](javascript:alert) <b>" }}
  }}
  end done "{NASTY}" success
}}
scenario "{NASTY}" for con {{ on opened(note = "{NASTY}") from web }}
"""


@pytest.fixture(scope="module")
def nasty() -> list[Compiled]:
    return [Compiled("nasty.journey", package_of(Source("nasty.journey", TEXT)))]


@pytest.fixture(scope="module")
def nasty_site(nasty: list[Compiled], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nasty") / "site"
    write_folder(folder, documents(nasty, "site").files)
    return folder


def test_a_site_holds_only_the_markup_of_its_templates(nasty_site: Path) -> None:
    pages = read(nasty_site)
    assert set(pages) == {"glossary.html", "index.html", "journeys/journey-con.html", "rules.html"}
    assert lost(nasty_site, pages) == []
    for name, page in pages.items():
        assert page.faults == [], name
        assert len([tag for tag, _ in page.tags if tag == "script"]) == 2, name
        assert not [tag for tag, _ in page.tags if tag in {"img", "b", "object"}], name
        assert not [key for _, given in page.tags for key in given if key.startswith("on")], name


def test_the_search_is_data(nasty_site: Path) -> None:
    script = (nasty_site / "assets" / "search.js").read_text(encoding="utf-8")
    text = script.removeprefix("window.journeycSearch = ").rstrip().removesuffix(";")
    entries = json.loads(text)
    assert any("<script>" in entry["t"] for entry in entries)
    assert script.isascii()


@needs_browser
def test_nothing_of_it_runs_in_a_browser(nasty_site: Path, page: Page) -> None:
    page.open(nasty_site / "journeys" / "journey-con.html")
    page.press("/")
    page.type("script")
    assert page.value("document.querySelectorAll('#found script, #found img').length") == 0
    assert page.value("typeof window.hacked") == "undefined"
    # The frame says that its script was kept from running, and its picture from being asked for.
    assert all("sandboxed" in said or "Content Security Policy" in said for said in page.errors)
    assert not [url for url in page.asked if url.startswith("http")]


def test_markdown_holds_no_markup_of_an_author(nasty: list[Compiled]) -> None:
    for name, content in documents(nasty, "markdown").files.items():
        outside = re.sub(r"^(`{3,}).*?^\1$", "", content.decode(), flags=re.MULTILINE | re.DOTALL)
        tags = set(re.findall(r"<[^>]*>", outside))
        assert not {tag for tag in tags if not re.fullmatch(r'<a id="[\w-]+">|</a>|<!-- -->', tag)}, name
        links = re.findall(r"(?<!\\)\]\(([^)]*)\)", outside)
        assert not [link for link in links if not re.fullmatch(r"[\w./-]*(#[\w-]+)?", link)], name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[x](javascript:a)", "\\[x\\](javascript:a)"),
        ("a_b *c* `d` ~e~", "a\\_b \\*c\\* \\`d\\` \\~e\\~"),
        ("<b> & | $x$", "&lt;b&gt; &amp; \\| \\$x\\$"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("# a", "\\# a"),
        ("two\nlines", "two lines"),
        ("see https://x.example", "see https<!-- -->://x.example"),
        ("www.x.example", "www<!-- -->.x.example"),
        ("a@x.example", "a@<!-- -->x.example"),
    ],
)
def test_signs_of_markdown_are_told_as_signs(text: str, shown: str) -> None:
    assert in_markdown(text) == shown


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("bill_dispute", "bill_dispute"),
        ("con", "journey-con"),
        ("LPT1", "journey-lpt1"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d*e", "a-b-c-d-e"),
        ("größe", "gr-e"),
        ("", "page"),
        ("x" * 300, "x" * 60),
    ],
)
def test_pages_have_names_that_every_system_takes(name: str, file: str) -> None:
    assert page_name(name, ()) == file


def test_names_that_a_system_takes_for_one_get_a_number() -> None:
    taken: list[str] = []
    for name in ("case", "Case", "CASE", "ca\u017fe"):
        taken.append(page_name(name, taken))
    assert taken == ["case", "case-2", "case-3", "ca-e"]


def test_places_keep_what_is_plain_and_code_the_rest() -> None:
    assert place("step", "to_do") == "step-to_do"
    assert place("step", "grün") == "step-gr-fc-n"
    assert place("step", '"><x') == "step--22--3e--3c-x"


def test_rules_of_one_name_in_several_files_have_places_of_their_own(tmp_path: Path) -> None:
    texts = [
        TEXT.replace("journey con", f"journey {name}").replace("for con", f"for {name}") for name in "ab"
    ]
    sources = [
        Compiled(f"{number}.journey", package_of(Source(f"{number}.journey", text)))
        for number, text in enumerate(texts)
    ]
    write_folder(tmp_path / "site", documents(sources, "site").files)
    pages = read(tmp_path / "site")
    assert lost(tmp_path / "site", pages) == []
    assert {"rule-known", "rule-known--2"} <= set(pages["rules.html"].ids)
    assert all(len(set(page.ids)) == len(page.ids) for page in pages.values())
