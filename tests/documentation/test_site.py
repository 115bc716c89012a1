"""The site of all examples: whole, without a network, and walked as people do it."""

import os
import re
from itertools import pairwise, product
from pathlib import Path

import pytest

from journeyc.compiler import compile_package
from journeyc.documentation import building, documents, write_folder
from journeyc.documentation.collection import Source
from journeyc.source import Source as JourneySource
from tests.blocks import blocks, checked
from tests.browser import Page, needs_browser
from tests.compiling import package_of
from tests.documentation.reading import lost, read

DOCS = Path(__file__).parents[2] / "docs"
DISPUTE = "journeys/bill_dispute.html"


def long_journey(count: int) -> Source:
    """A journey of so many steps, one after another."""
    steps = "".join(f"  step s{number} via web {{ on go -> s{number + 1} }}\n" for number in range(count))
    text = (
        'touchpoint t "T" { channel web: show, ask }\ncustomer { key id: id }\nevent go\n'
        f'journey long "Long" {{\n  starts on go -> s0\n{steps}  end s{count} success\n}}\n'
    )
    return Source("long.journey", package_of(JourneySource("long.journey", text)))


def test_a_file_on_another_drive_is_called_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a journey imports may stand there, where no way leads from one to the other."""
    shown = building._shown([str(tmp_path / "one.journey")])
    assert shown(str(tmp_path / "words" / "two.journey")) == "words/two.journey"

    def refuse(path: object, start: object) -> str:
        raise ValueError(path, start)

    monkeypatch.setattr(os.path, "relpath", refuse)
    assert shown(str(tmp_path / "words" / "two.journey")) == "two.journey"


def test_every_link_leads_somewhere_and_every_id_is_one(site: Path) -> None:
    pages = read(site)
    assert len(pages) == 12
    assert lost(site, pages) == []
    for name, page in pages.items():
        assert page.faults == [], name
        assert sorted(set(page.ids)) == sorted(page.ids), name


def test_nothing_is_asked_of_a_network_and_nothing_is_run_but_our_scripts(site: Path) -> None:
    for name, page in read(site).items():
        for tag, given in page.tags:
            assert not [key for key in given if key.startswith("on") or key == "style"], (name, tag)
            assert tag not in {"style", "object", "embed", "base", "form"}, name
            assert tag != "script" or given.get("src", "").endswith((".js",)), name
            assert tag != "iframe" or given.get("sandbox") == "", name
        policies = [given["content"] for tag, given in page.tags if given.get("http-equiv")]
        assert len(policies) == 1
        allowed = {word for part in policies[0].split(";") for word in part.split()[1:]}
        assert policies[0].startswith("default-src 'none';")
        assert allowed == {"'none'", "'self'", "file:", "data:"}
    sheet = (site / "assets" / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|https?:", sheet)
    script = (site / "assets" / "site.js").read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|document\.write|eval|fetch|XMLHttpRequest|https?:", script
    )


def test_each_page_has_all_of_its_journey(site: Path) -> None:
    text = (site / "journeys" / "late_payment.html").read_text(encoding="utf-8")
    for part in ("in-short", "map", "steps", "messages", "rules", "decisions", "remembers", "scenarios"):
        assert f'<section id="{part}">' in text, part
    assert "<svg" in text
    assert 'lang="de"' in text
    assert "It goes out by" in text
    assert "Who has forgotten pays after a friendly word" in text


def test_parts_are_counted_of_sms_alone_and_with_the_whole_link() -> None:
    text = """
        touchpoint messaging "M" { channel sms: push   channel whatsapp: push }
        touchpoint web "W" { channel web: show, ask }
        customer { key id: id   private alias phone: text? }
        event go
        notification hello { via sms, whatsapp   category transactional   text "Hi: {{ resume_link }}" }
        journey a "A" { starts on go -> b { notify hello }  step b via web { on go -> c }  end c success }
    """
    found = Source("a.journey", package_of(JourneySource("a.journey", text)))
    page = documents([found], "markdown").files["journeys/a.md"].decode()
    assert re.search(
        r"^English · SMS · \d+ characters with the whole link, sent as \d SMS$", page, re.MULTILINE
    )
    assert re.search(r"^English · whatsapp$", page, re.MULTILINE)


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("", "At 09:00"),
        ('timezone "Asia/Tokyo"', "At 18:00"),
        ("timezone customer.home", "At 04:00"),
    ],
)
def test_messages_are_shown_by_the_clocks_of_their_journey(zone: str, says: str) -> None:
    text = f"""
        touchpoint t "T" {{ channel sms: push   channel web: show, ask }}
        customer {{ key id: id   home: text = "America/New_York" }}
        event go
        notification soon(at: instant) {{ via sms   category transactional   text "At {{{{ at | time }}}}" }}
        journey a "A" {{ {zone}  starts on go -> b {{ notify soon(at = now) }}
          step b via web {{ on go -> c }}  end c success }}
    """
    found = Source("a.journey", package_of(JourneySource("a.journey", text)))
    assert says in documents([found], "markdown").files["journeys/a.md"].decode()


def test_cards_lead_to_steps_and_steps_to_cards(site: Path) -> None:
    page = read(site)[DISPUTE]
    to_steps = [given["xlink:href"] for tag, given in page.tags if tag == "a" and "xlink:href" in given]
    assert {"#step-verify", "#step-intake", "#step-accepted", "#away"} <= set(to_steps)
    to_cards = [link for link in page.links if link.startswith("#card-")]
    assert len(to_cards) == 8


def test_each_step_says_where_customers_come_from(site: Path) -> None:
    text = (site / "journeys" / "late_payment.html").read_text(encoding="utf-8")

    def came_from(step: str) -> list[str]:
        card = text.partition(f'id="step-{step}"')[2].partition("</article>")[0]
        return re.findall(r'<a href="([^"]*)">', card.partition("come here from")[2].partition("</p>")[0])

    assert came_from("checked") == ["#in-short", "#step-unsure", "#step-on_its_way", "#step-warned"]
    assert came_from("reminded") == ["#step-dunning"]


@pytest.mark.parametrize(
    ("target", "again", "comes"),
    [
        ("asked", "done", "[the start of the journey](#in-short)"),
        ("asked", "early", "[the start of the journey](#in-short), [Early](#step-early)"),
        ("early", "done", "[Early](#step-early)"),
    ],
)
def test_nobody_comes_from_a_stage_that_nothing_leads_to(target: str, again: str, comes: str) -> None:
    text = f"""
customer {{ key id: id }}
event opened
event over
journey a "A" {{
  starts on opened -> {target}
  stage early "Early" {{
    step asked "Asked" {{ on over -> done   after 1 day -> done }}
    on opened -> {again}
  }}
  end done "Done" success
}}
"""
    found = Source("a.journey", package_of(JourneySource("a.journey", text)))
    page = documents([found], "markdown").files["journeys/a.md"].decode()
    assert re.findall("### Asked.*?come here from: ([^\n]*)", page, re.DOTALL) == [comes]


def test_the_glossary_says_who_begins_waits_and_raises(site: Path) -> None:
    text = (site / "glossary.html").read_text(encoding="utf-8")
    event = text.partition('id="event-invoice_overdue"')[2].partition("</article>")[0]
    assert "Begins" in event
    assert "An invoice is late: the start of the journey" in event
    handed = text.partition('id="event-handed_over"')[2].partition("</article>")[0]
    assert "Raised by" in handed
    score = text.partition('id="field-score"')[2].partition("</article>")[0]
    assert "private" in score
    assert "Read by" in score
    assert "Written by" in score
    consent = text.partition('id="field-sms_consent"')[2].partition("</article>")[0]
    assert re.search(r'Asked before we write by.*href="#policy-contact', consent, re.DOTALL)


def test_the_glossary_says_how_many_places_it_leaves_out() -> None:
    page = documents([long_journey(50)], "markdown").files["glossary.md"].decode()
    assert "Waited for by (the first 40 of 50): " in page
    assert "Used by (the first 40 of 50): " in page
    assert page.count("[Long: S") == 2 * 40


def test_what_several_files_declare_alike_is_told_once(site: Path) -> None:
    glossary = read(site)["glossary.html"]
    assert glossary.ids.count("event-nobody_home") == 1
    assert "event-nobody_home--2" not in glossary.ids
    # One of them can take photos.
    assert {"channel-app", "channel-app--2"} <= set(glossary.ids)


def test_a_link_leads_to_whoever_tells_the_same_wherever_it_stands() -> None:
    """The segment of one file asks a decision that only the journey of another is told with."""
    around = (
        'touchpoint t "T" { channel web: show, ask }\n'
        "customer { key id: id  score: int = 0 }\nevent go { n: int }\n"
    )
    decision = "decision good(n: int) gives bool first { when n > 1 => true  otherwise => false }\n"
    journey = (
        'journey NAME "NAME" {\n  starts on go -> here\n'
        "  step here via web { on go -> done }\n  end done success\n}\n"
    )
    first = (
        around + decision + 'segment fine "Fine" when good(customer.score)\n' + journey.replace("NAME", "a")
    )
    second = (
        around
        + "\n\n"
        + decision
        + journey.replace("NAME", "b").replace("go ->", "go when good(event.n) ->", 1)
    )
    made = [
        Source(name, package_of(JourneySource(name, text)))
        for name, text in (("a.journey", first), ("b.journey", second))
    ]
    page = documents(made, "markdown").files["glossary.md"].decode()
    assert "(journeys/b.md#decision-good)" in page.partition("Fine")[2]


def test_the_same_input_gives_the_same_bytes(sources: list[Source]) -> None:
    few = [source for source in sources if "line_is_down" in source.file]
    assert documents(few, "site").files == documents(few, "site").files
    assert documents(sources, "markdown").files == documents(list(reversed(sources)), "markdown").files


def test_without_an_engine_there_is_mermaid(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHVIZ_DOT", "/there/is/none")
    few = [source for source in sources if source.file.endswith("bill_dispute.journey")][:1]
    made = documents(few, "site")
    page = made.files[DISPUTE].decode()
    assert "<svg" not in page
    assert "flowchart" in page
    assert len(made.notes) == 1


@needs_browser
def test_search_finds_a_step_and_leads_to_it(site: Path, page: Page) -> None:
    page.open(site / "index.html")
    page.press("/")
    assert page.value("document.activeElement.id") == "search"
    page.type("wrong tell")
    assert page.text("#found li[aria-selected=true] b") == "Tell us what is wrong"
    page.press("Enter")
    page.wait("location.hash === '#step-intake' && document.querySelector('#step-intake')")
    assert page.text("h1") == "Bill dispute"
    assert page.errors == []
    assert all(url.startswith("file:") for url in page.asked)


@needs_browser
def test_the_search_is_walked_with_the_keyboard(site: Path, page: Page) -> None:
    page.open(site / DISPUTE)
    page.press("/")
    page.type("invoice")
    first = page.text("#found li[aria-selected=true]")
    page.press("ArrowDown")
    assert page.text("#found li[aria-selected=true]") != first
    assert page.value("document.getElementById('search').getAttribute('aria-activedescendant')") == "found-1"
    page.press("ArrowUp")
    assert page.text("#found li[aria-selected=true]") == first
    page.press("Escape")
    assert page.value("document.getElementById('found').hidden")
    assert page.value("document.getElementById('search').value") == ""
    page.press("/")
    page.type("zzzz")
    assert page.text("#found") == "Nothing has “zzzz” in it"
    page.press("Enter")
    assert page.text("h1") == "Bill dispute"
    assert page.errors == []


@needs_browser
def test_a_card_is_clicked_and_leads_back(site: Path, page: Page) -> None:
    page.open(site / DISPUTE)
    page.click(".map #card-2 text")
    page.wait("location.hash === '#step-intake'")
    assert page.value("document.querySelector('#step-intake').getBoundingClientRect().top") < 200
    page.click("#step-intake .back")
    page.wait("location.hash === '#card-2'")
    page.click("#step-intake .ways a.to-step")
    page.wait("location.hash === '#step-verify'")
    page.click("#step-verify .ways a.to-event")
    page.wait("document.title.startsWith('Glossary')")
    assert page.value("location.hash") == "#event-identity_confirmed"
    assert page.errors == []


@needs_browser
def test_a_map_that_can_be_read_at_the_width_of_the_page_is_whole(site: Path, page: Page) -> None:
    page.resize(1280, 800)
    page.open(site / DISPUTE, "map")
    assert page.value("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.map'))") == 0
    # One that could not be read so begins larger, and `Fit` brings it to the width.
    page.open(site / "journeys" / "house_move.html", "map")
    assert page.value("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.map'))") > 0
    page.click('.zoom [data-zoom="fit"]')
    assert page.value("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.map'))") == 0


@needs_browser
def test_a_card_that_is_looked_up_stands_in_the_middle_of_the_map(site: Path, page: Page) -> None:
    page.open(site / "journeys" / "house_move.html")
    page.click("#step-wish_asked .back")
    card = "document.querySelector(location.hash).getBoundingClientRect()"
    page.wait(f"location.hash.startsWith('#card-') && {card}.top > 0")
    # The header covers what is above.
    page.wait(f"{card}.top > 200 && {card}.bottom < innerHeight - 200")
    assert page.value(f"{card}.left") > 100
    assert page.errors == []


@needs_browser
def test_the_contents_follow_the_reader(tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHVIZ_DOT", "/there/is/none")
    write_folder(tmp_path / "site", documents([long_journey(60)], "site").files)
    page.open(tmp_path / "site" / "journeys" / "long.html", "step-s50")
    page.wait("document.querySelector('.contents [aria-current]')?.hash === '#step-s50'")
    place = "document.querySelector('.contents [aria-current]').getBoundingClientRect()"
    assert 0 < page.value(f"{place}.top") < page.value("innerHeight")
    assert page.value("document.querySelector('#step-s50').getBoundingClientRect().top") < 200
    assert page.errors == []


@needs_browser
def test_light_and_dark_follow_the_system_and_the_button(site: Path, page: Page) -> None:
    page.open(site / DISPUTE)
    light = page.style("body", "background-color"), page.style(".map .f-paper", "fill")
    page.themed("dark")
    dark = page.style("body", "background-color"), page.style(".map .f-paper", "fill")
    assert not set(light) & set(dark)
    page.themed("light")
    page.click("#theme")
    page.click("#theme")
    assert page.text("#theme") == "Theme: dark"
    assert (page.style("body", "background-color"), page.style(".map .f-paper", "fill")) == dark
    page.open(site / "glossary.html")
    assert page.style("body", "background-color") == dark[0]
    page.click("#theme")
    assert page.text("#theme") == "Theme: auto"
    assert page.errors == []


@needs_browser
@pytest.mark.parametrize("name", ["index.html", "glossary.html", "rules.html", "journeys/house_move.html"])
def test_pages_fit_a_phone(site: Path, page: Page, name: str) -> None:
    page.resize(360, 740)
    page.open(site / name)
    assert page.value("document.documentElement.scrollWidth") <= 360
    assert page.errors == []


@needs_browser
def test_a_message_in_html_is_shown_in_a_frame_that_can_do_nothing(site: Path, page: Page) -> None:
    page.open(site / "journeys" / "late_payment.html")
    assert page.value("document.querySelector('iframe').contentDocument") is None
    assert page.value("document.querySelectorAll('iframe').length") == 4
    assert page.errors == []


def test_headings_follow_each_other_and_regions_have_names(site: Path) -> None:
    for name, page in read(site).items():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, name
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), name
        for tag, given in page.tags:
            assert "aria-label" in given or given.get("role") != "region", name
            assert tag != "iframe" or given["title"], name
            assert tag != "nav" or given["aria-label"], name
        assert ("html", {"lang": "en"}) in page.tags, name


TEXTS = [
    *product(("ink", "muted", "accent"), ("paper", "ground", "chip", "accent-soft")),
    ("bad", "paper"),
]
LINES = [(line, "paper") for line in ("good", "bad", "wait", "accent")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_read(site: Path, theme: str) -> None:
    sheet = (site / "assets" / "style.css").read_text(encoding="utf-8")
    start = ":root {" if theme == "light" else ':root[data-theme="dark"] {'
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", sheet.partition(start)[2].partition("}")[0]))
    assert [pair for pair in TEXTS if contrast(*(colours[name] for name in pair)) < 4.5] == []
    assert [pair for pair in LINES if contrast(*(colours[name] for name in pair)) < 3] == []


def contrast(one: str, other: str) -> float:
    """As WCAG has it, from 1 to 21."""
    low, high = sorted(_light(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("page_of", ["language", "structure", "rules-and-decisions", "scenarios"])
def test_whatever_the_pages_of_the_language_show_has_pages(
    page_of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHVIZ_DOT", "/there/is/none")
    shown = [checked(block) for block in blocks(DOCS / f"{page_of}.md")]
    found = [compile_package(one) for one in shown if one.flows and one.correct]
    for number, package in enumerate(found):
        source = Source(f"{number}.journey", package)
        folder = tmp_path / str(number)
        write_folder(folder, documents([source], "site").files)
        assert lost(folder, read(folder)) == []
        assert documents([source], "markdown").files


@needs_browser
def test_a_scenario_that_is_found_is_opened(site: Path, page: Page) -> None:
    page.open(site / "journeys" / "late_payment.html")
    assert page.value("document.querySelectorAll('.scenario[open]').length") == 0
    page.press("/")
    page.type("forgotten pays")
    page.press("Enter")
    page.wait("document.querySelectorAll('.scenario[open]').length === 1")
    assert page.text(".scenario[open] .criteria li").startswith("Given\nit is 23 November 2026")
    assert page.errors == []


@needs_browser
def test_paper_is_white_whatever_the_screen_is(site: Path, page: Page) -> None:
    page.open(site / DISPUTE)
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    page.call("Emulation.setEmulatedMedia", media="print", features=dark)
    assert page.style("body", "background-color") == "rgb(255, 255, 255)"
    assert page.style(".map .f-paper", "fill") == "rgb(255, 255, 255)"
    assert page.style(".top", "display") == "none"
    page.call("Emulation.setEmulatedMedia", media="")
