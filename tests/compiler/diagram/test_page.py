"""The page of a map: whole in one file, nothing in it that an author has put there, and moved, searched and
read in a browser.
"""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

from journeyc.compiler.diagram import Options, Picture, draw, render, write
from journeyc.compiler.diagram import page as html_page
from journeyc.compiler.diagram.cards import Scene
from journeyc.compiler.diagram.cards import card as card_of
from journeyc.compiler.diagram.overlay import read_overlay
from journeyc.compiler.diagram.page import HEADINGS, to_html
from journeyc.compiler.diagram.picture import START, Card, Chip, ChipKind, Direction, Edge
from journeyc.compiler.diagram.wording import MARK_WORDS, as_read
from journeyc.compiler.diagram.write import fingerprint
from journeyc.ir.model import Journey, Package, Say
from journeyc.source import Source
from tests.browser import Browser, Page, needs_browser
from tests.compiler.diagram.conftest import (
    BILL_DISPUTE,
    HOSTILE,
    PLACE,
    end,
    notify,
    on,
    package,
    start,
    step,
)
from tests.compiling import package_of

EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
HEAD = {"format": "journeyc.overlay", "format_version": 1, "journey": "bill_dispute"}
OVERLAY = {
    **HEAD, "places": [{"name": "intake", "now": 40, "left": 10, "drop_off": 3}],
    "ways": [{"from": "intake", "to": "review", "count": 7}],
    "findings": [{"place": "review", "severity": "warning", "rule": "slow", "message": "too slow"}],
}  # fmt: skip


class Found(HTMLParser):
    """What a browser makes of a page: elements with their attributes, and texts by what they stand in."""

    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open[-1] == tag, (tag, self._open)
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1], data.strip()))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(picture: Picture) -> str:
    return render(picture, "html").content.decode()


@pytest.fixture(scope="module")
def shown() -> str:
    """The page of a dispute with figures."""
    options = Options(overlay=read_overlay(OVERLAY, "o.json"))
    return page_of(draw(package(BILL_DISPUTE), None, options))


# ── what is in it ──


def test_it_needs_nothing_else(shown: str) -> None:
    """No address is in it but names of XML, and the policy lets nothing be loaded."""
    addresses = set(re.findall(r"(?:https?:|//)[\w./-]*\w", re.sub(r"(?m)^\s*//.*$", "", shown)))
    assert {one for one in addresses if "www.w3.org" not in one} == set()
    found = Found(shown)
    (policy,) = [one["content"] for one in found.of("meta") if one.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (text,) = [text for name, text in Found(shown).texts if name == tag]
        whole = re.search(rf"<{tag}>(.*?)</{tag}>", shown, re.DOTALL)
        assert whole is not None
        assert text
        digest = base64.b64encode(hashlib.sha256(whole[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") or name == "style" for _, one in found.elements for name in one)


def test_every_card_is_reached_and_told(shown: str, bill_dispute: Package) -> None:
    """By keyboard in the drawing, and as an article with its words, from where and to where."""
    found = Found(shown)
    cards = {card.id: card for card in draw(bill_dispute).every_card()}
    reached = {one["id"]: one for one in found.of("g") if one.get("role") == "button"}
    assert set(reached) == set(cards)
    assert all(one["tabindex"] == "0" and one["aria-label"] for one in reached.values())
    assert sorted(one["data-card"] or "" for one in found.of("article")) == sorted(cards)
    ids = [one["id"] for _, one in found.elements if "id" in one]
    assert len(ids) == len(set(ids))
    links = {one["href"] for one in found.of("a")}
    assert links == {"#", "#panel", *(f"#about-{name}" for name in cards)}
    texts = [text for _, text in found.texts]
    for words in ("40 now", "▼ 30% leave here: 3", "7 · 100%", "▲ too slow", "notify: dispute_in_review"):
        assert words in texts, words


def test_steps_are_listed_as_they_are_written() -> None:
    """Whatever is drawn around them; what stands beside the way comes last."""
    text = """
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event over
journey a "A" {
  starts on opened -> asked
  pause { after 1 day idle   give up after 9 days -> done }
  stage early "Early" {
    step asked "Asked" { on over -> thanked   after 1 day -> thanked }
  }
  step thanked "Thanked" via web { on over -> done   after 1 day -> done }
  end done "Done" success
}
"""
    page = Found(page_of(draw(package_of(Source("a.journey", text)))))
    titles = [text for tag, text in page.texts if tag == "a"]
    assert [one for one in titles if one in {"Asked", "Thanked", "Done"}][:3] == ["Asked", "Thanked", "Done"]
    assert page.of("article")[-1]["data-card"] == "card-pause"


@pytest.mark.parametrize("link", ["https://telco.example/a?b=1&c=%22", "#there", "map.stage.html"])
def test_where_a_card_leads_is_told(bill_dispute: Package, link: str) -> None:
    """What else a link might be, no card has."""
    picture = draw(bill_dispute)
    linked = replace(picture, cards=tuple(replace(card, link=link) for card in picture.cards))
    links = [one["href"] for one in Found(to_html(linked, EMPTY)).of("a")]
    assert links.count(link) == len(picture.cards)


def test_the_drawing_has_no_links_of_its_own(bill_dispute: Package) -> None:
    """A click on a card reads it."""
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" '
        b'xmlns:xlink="http://www.w3.org/1999/xlink">'
        b'<g id="card-1"><a xlink:href="https://telco.example"><text>T</text></a></g></svg>'
    )
    page = to_html(draw(bill_dispute), drawing)
    assert "telco.example" not in page
    assert ("text", "T") in Found(page).texts


def test_a_theme_is_chosen(bill_dispute: Package) -> None:
    assert Found(to_html(draw(bill_dispute), EMPTY, "dark")).of("html") == [
        {"lang": "en", "data-theme": "dark"}
    ]
    assert Found(to_html(draw(bill_dispute), EMPTY)).of("html") == [{"lang": "en"}]


def test_every_chip_and_mark_is_told(bill_dispute: Package) -> None:
    """Each kind under a heading, marks as their word; of a way, too."""
    picture = draw(bill_dispute)
    told = {kind for _, kinds in HEADINGS for kind in kinds}
    assert told == set(get_args(ChipKind)) - set(MARK_WORDS)
    chips = tuple(Chip(kind, f"a {kind}") for kind in sorted(told))
    cards = tuple(replace(card, chips=chips, mark="removed") for card in picture.cards)
    edges = tuple(replace(edge, mark="added") for edge in picture.edges)
    page = to_html(replace(picture, cards=cards, edges=edges), EMPTY)
    texts = [text for _, text in Found(page).texts]
    assert all(texts.count(chip.text) == len(cards) for chip in chips)
    assert texts.count("− removed") == len(cards)
    assert texts.count("+ added") >= len(edges)


# ── what a step says ──


def test_what_a_step_says_is_in_it() -> None:
    """By language and channel, with what is filled in as words."""
    says = (
        Say(template="Hi {{ customer.first_name }}!", place=PLACE),
        Say(language="de", channels=("web",), template="Hallo <b>!", place=PLACE),
        Say(template="  ", place=PLACE),
    )
    asked = step("start", "Start", "web", says=says)
    scene = Scene.of(BILL_DISPUTE, package().declarations, {}, frozenset(), {})
    card = card_of(asked, 1, scene)
    assert [(said.text, said.language, said.channels) for said in card.says] == [
        ("Hi [first name]!", None, ()), ("Hallo <b>!", "de", ("web",)),
    ]  # fmt: skip
    picture = Picture("T", "", "", "LR", (), (card,), ())
    found = Found(to_html(picture, EMPTY))
    assert found.of("blockquote") == [{"dir": "auto"}, {"dir": "auto", "lang": "de"}]
    assert [text for tag, text in found.texts if tag == "blockquote"] == ["Hi [first name]!", "Hallo <b>!"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ a.b_c | money }} {{x}}", "[b c] [x]"),
        ("{% if customer.email == 'secret' %}yes{% else %}no{% endif %}", "yes / no"),
        ("{# hidden #}a{%- for x in xs %} {{ x }}{% endfor %}", "a [x]"),
        ("{{ x or '}}' }}.", "[x]."),
        ("{{ unclosed", "{{ unclosed"),
    ],
)
def test_texts_for_customers_are_told(template: str, words: str) -> None:
    """Without what decides them, which may compare what is private."""
    assert as_read(template) == words


# ── nothing of an author's is run ──

ATTACKS = (
    *HOSTILE,
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><iframe src=javascript:alert(1)>",
    "a\u2028b\u2029c",
    "</style><style>*{display:none}",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;",
)


@pytest.fixture(scope="module")
def attacked() -> tuple[str, str]:
    """The page of a picture with every attack everywhere, and of one like it without."""

    def made(texts: tuple[str, ...]) -> str:
        steps = [
            step(f"s{number}", text, "web chat", doc=text, enter=(notify(text),),
                 says=(Say(template=text, place=PLACE),), handlers=(on("go", "over", text),))
            for number, text in enumerate(texts)
        ]  # fmt: skip
        journey = Journey(
            name="h", title=" ".join(texts), starts=(start("begin", "s0"),), place=PLACE,
            nodes=(*steps, end("over", "Over", "success")),
        )  # fmt: skip
        return page_of(draw(package(journey)))

    return made(ATTACKS), made(tuple(f"plain {number}" for number in range(len(ATTACKS))))


def test_attacks_are_words(attacked: tuple[str, str]) -> None:
    """The page has the same elements with the same attributes as one of plain words."""

    def shape(page: str) -> set[tuple[str, frozenset[str]]]:
        return {
            (tag, frozenset(one))
            for tag, one in Found(page).elements
            if tag not in {"text", "path", "polygon"}
        }

    hostile, plain = attacked
    assert shape(hostile) == shape(plain)
    assert hostile.count("<script") == 1
    assert hostile.count("<style") == 1


@needs_browser
def test_attacks_are_words_to_a_browser(attacked: tuple[str, str], page: Page, tmp_path: Path) -> None:
    """It runs nothing, asks for nothing and complains of nothing, also where such a step is read."""
    file = tmp_path / "a.html"
    file.write_text(attacked[0])
    page.open(file, "about-card-2")
    assert page.errors == []
    assert page.asked == [file.as_uri()]
    assert page.value("document.querySelectorAll('iframe, img, script:not(:last-child), object').length") == 0
    assert page.value("document.querySelectorAll('article').length") == len(ATTACKS) + 1


# ── in a browser ──


@pytest.fixture
def opened(shown: str, page: Page, tmp_path: Path) -> Page:
    file = tmp_path / "map.html"
    file.write_text(shown)
    page.open(file)
    assert page.errors == []
    return page


def window(page: Page) -> list[float]:
    return [
        float(number)
        for number in page.value("document.querySelector('svg').getAttribute('viewBox')").split()
    ]


READ = "[...document.querySelectorAll('article:not([hidden]) h2')].map(e => e.innerText).join()"


def is_read(page: Page, title: str) -> bool:
    """Whether the step of this title is read now, or soon; empty for none."""
    return bool(page.wait(f"{READ} === {json.dumps(title)}"))


@needs_browser
@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_a_large_map_opens_at_its_start(page: Page, tmp_path: Path, direction: Direction) -> None:
    """Seen as a whole its words would be dots; all of it is a key away. Its start stands at the edge, so
    that what comes next has the rest.
    """
    cards = tuple(Card(f"card-{n}", f"s{n}", "step", "STEP", f"Step {n}") for n in range(70))
    edges = tuple(Edge(f"edge-{n}", f"card-{n - 1}" if n else START, f"card-{n}", "event") for n in range(70))
    write(Picture("Large", "", "", direction, (), cards, edges), tmp_path / "map.html")
    page.open(tmp_path / "map.html")
    near = window(page)
    x, y = page.value(
        """(() => {
          const dot = document.getElementById("start").getBoundingClientRect();
          const map = document.getElementById("map").getBoundingClientRect();
          return [(dot.x - map.x) / map.width, (dot.y - map.y) / map.height];
        })()"""
    )
    assert (0 < y < 0.25 and 0.4 < x < 0.6) if direction == "TB" else (0 < x < 0.25 and 0.4 < y < 0.6)
    page.press("0")
    side = ("width", 2) if direction == "LR" else ("height", 3)
    page.wait(f"document.querySelector('svg').viewBox.baseVal.{side[0]} > {near[side[1]] * 4}")
    assert near[side[1] - 2] < window(page)[side[1] - 2] + near[side[1]]


def test_a_page_that_is_made_otherwise_is_another_picture(
    bill_dispute: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is around the drawing is a part of it."""
    before = fingerprint(draw(bill_dispute), "html")
    monkeypatch.setattr(html_page, "_POLICY", "{script} {style}")
    assert fingerprint(draw(bill_dispute), "html") != before


@needs_browser
def test_it_is_searched_by_keyboard(opened: Page) -> None:
    """`/`, words from title and text, arrows, Enter, and Escape back to all steps."""
    opened.press("/")
    opened.type("customer number")
    assert opened.text("#told") == "1 step found"
    assert opened.value("document.querySelectorAll('#map .missed').length") == 7
    opened.press("Enter")
    assert is_read(opened, "Who are you?")
    assert opened.value("document.querySelectorAll('#map .missed').length") == 0
    assert opened.value("document.activeElement.tagName") == "ARTICLE"
    opened.press("/")
    opened.type("dispute")
    opened.press("ArrowDown")
    chosen = opened.text("#found [aria-selected=true]").splitlines()[-1]
    opened.press("Enter")
    assert chosen == "Dispute rejected"
    assert is_read(opened, chosen)
    opened.press("Escape")
    assert is_read(opened, "")
    assert opened.value("document.activeElement.getAttribute('role')") == "button"
    assert opened.errors == []


@needs_browser
def test_a_step_is_read_and_its_links_lead_on(opened: Page) -> None:
    """By a click, or by Tab and Enter; back and forth as on any page."""
    opened.click("[data-name=intake]")
    assert is_read(opened, "Tell us what is wrong")
    assert opened.value("document.querySelector('[data-name=intake]').getAttribute('aria-pressed')") == "true"
    opened.click("article:not([hidden]) .ways a[href='#about-card-3']")
    opened.wait("location.hash === '#about-card-3'")
    assert is_read(opened, "The back office decides")
    opened.value("history.back()")
    opened.wait("document.querySelector('article[data-name=intake]:not([hidden])')")
    opened.value("document.querySelector('[data-name=verify]').focus()")
    opened.press("Enter")
    assert is_read(opened, "Who are you?")
    opened.click("#back a")
    opened.wait("!document.getElementById('contents').hidden")
    assert opened.errors == []


@needs_browser
def test_the_map_is_moved(opened: Page) -> None:
    """By keys, buttons, wheel and mouse; what is dragged is not chosen, and 0 shows all."""
    whole = window(opened)
    opened.press("+")
    near = window(opened)
    assert near[2] < whole[2]
    opened.press("ArrowRight")
    assert window(opened)[0] > near[0]
    opened.press("-")
    opened.press("0")
    assert window(opened) == whole
    opened.wheel("#map", -200)
    opened.wait(f"document.querySelector('svg').viewBox.baseVal.width < {whole[2] - 1}")
    opened.click("#whole")
    assert window(opened) == whole
    opened.click("#in")
    before = window(opened)
    opened.drag("[data-name=intake]", 90, 0)
    assert window(opened)[0] < before[0]
    assert is_read(opened, "")
    opened.click("#out")
    assert opened.errors == []


@needs_browser
def test_the_map_is_moved_by_touch(opened: Page) -> None:
    """One finger moves it, two bring it nearer; a tap reads a step."""

    def touch(kind: str, *points: tuple[float, float]) -> None:
        given = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        opened.call("Input.dispatchTouchEvent", type=kind, touchPoints=given)

    opened.call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=2)
    x, y = opened.place("#map")
    opened.press("+")
    before = window(opened)
    touch("touchStart", (x, y))
    touch("touchMove", (x - 60, y))
    touch("touchEnd")
    opened.wait(f"document.querySelector('svg').viewBox.baseVal.x > {before[0] + 1}")
    before = window(opened)
    touch("touchStart", (x - 40, y), (x + 40, y))
    touch("touchMove", (x - 120, y), (x + 120, y))
    touch("touchEnd")
    opened.wait(f"document.querySelector('svg').viewBox.baseVal.width < {before[2] * 0.6}")
    opened.press("0")
    x, y = opened.place("[data-name=intake]")
    touch("touchStart", (x, y))
    touch("touchEnd")
    assert is_read(opened, "Tell us what is wrong")
    assert opened.errors == []


@needs_browser
def test_light_and_dark_are_chosen(opened: Page) -> None:
    """As the system has it, until somebody turns it; the drawing goes along."""
    light, dark = "rgb(255, 255, 255)", "rgb(15, 23, 42)"
    for system in ("light", "dark"):
        opened.themed(system)
        assert opened.style("body", "background-color") == (light if system == "light" else dark)
    opened.click("#theme")
    assert (opened.text("#theme"), opened.style("body", "background-color")) == ("Theme: light", light)
    assert opened.style(".f-paper", "fill") == light
    opened.click("#theme")
    opened.themed("light")
    assert (opened.text("#theme"), opened.style(".f-paper", "fill")) == ("Theme: dark", dark)
    opened.click("#theme")
    assert (opened.text("#theme"), opened.style(".f-paper", "fill")) == ("Theme: auto", light)


@needs_browser
def test_on_paper_every_step_is_told(shown: str, browser: Browser, tmp_path: Path) -> None:
    """The whole map, and all texts."""
    file = tmp_path / "map.html"
    file.write_text(shown)
    with browser.page(theme="dark") as page:
        page.open(file, "about-card-1")
        page.call("Emulation.setEmulatedMedia", media="print")
        assert page.value("getComputedStyle(document.querySelector('.tools')).display") == "none"
        shown_now = "[...document.querySelectorAll('article')].filter(e => e.offsetHeight).length"
        assert page.value(shown_now) == page.value("document.querySelectorAll('article').length")
        assert page.style("body", "background-color") == "rgb(255, 255, 255)"
