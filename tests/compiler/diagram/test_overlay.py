"""What lies over a map: read, refused, and laid on cards and arrows."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from journeyc.compiler.diagram import DiagramError, Options, draw
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.labels import card_ink
from journeyc.compiler.diagram.laid_over import in_words, lay_over, percent
from journeyc.compiler.diagram.mermaid import to_mermaid
from journeyc.compiler.diagram.overlay import MOST, Overlay, fitting, overlay_schema, read_overlay
from journeyc.compiler.diagram.picture import Card, Edge, FindingKind, Picture
from journeyc.compiler.diagram.views.overview import overview
from journeyc.compiler.diagram.wording import clean
from journeyc.ir.model import Package, Stage
from tests.compiler.diagram.conftest import BILL_DISPUTE, on, package
from tests.compiler.diagram.test_structure import around, drawn, journey, waits

DISPUTE = package(BILL_DISPUTE)
HEAD = {"format": "journeyc.overlay", "format_version": 1, "journey": "bill_dispute"}


def overlay(**parts: Any) -> Overlay:
    return read_overlay({**HEAD, **parts}, "o.json")


def laid(package: Package, **parts: Any) -> Picture:
    return draw(package, "bill_dispute", Options(overlay=overlay(**parts)))


def fits(laid: Overlay, package: Package) -> tuple[str, ...]:
    return fitting(laid, package.journeys[0], package.declarations)


def card(picture: Picture, name: str) -> Card:
    return next(card for card in picture.every_card() if card.name == name)


def arrows(picture: Picture) -> dict[tuple[str, str, str], Edge]:
    names = {card.id: card.name for card in picture.every_card()} | {"start": "(start)"}
    return {(names[edge.source], names[edge.target], edge.kind): edge for edge in picture.edges}


def figures(part: Card | Edge) -> list[tuple[str, str, str]]:
    return [(figure.kind, figure.text, figure.level) for figure in part.figures]


# ── reading ──


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"places": [{"name": "intake", "nwo": 1}]}, "`places[0]` has no field `nwo`; did you mean `now`?"),
        ({"place": []}, "an overlay has no field `place`; did you mean `places`?"),
        ({"ways": [{"from": "a", "too": "b", "count": 1}]}, "`ways[0]` does not say `to` (and 1 more)"),
        ({"places": [{"now": 1}]}, "`places[0]` does not say `name`"),
        ({"places": {}}, "`places` is an object; it is to be a list of objects"),
        ({"places": ["intake"]}, "`places[0]` is no object"),
        ({"runs": {"open": -1}}, "`runs.open` is `-1`; it is to be a whole number from 0 to"),
        ({"runs": {"open": True}}, "`runs.open` is `True`; it is to be a whole number"),
        ({"runs": {"open": Decimal("1.5")}}, "`runs.open` is `1.5`; it is to be a whole number"),
        ({"runs": {"open": MOST + 1}}, "`runs.open` is `1000000000001`; it is to be a whole number"),
        ({"runs": {"open": 10**80}}, "`runs.open` is `1000000000"),
        ({"places": [{"name": "a", "p90_seconds": float("nan")}]}, "`places[0].p90_seconds` is `nan`"),
        ({"places": [{"name": "a", "p90_seconds": float("inf")}]}, "`places[0].p90_seconds` is `inf`"),
        ({"places": [{"name": "a", "median_seconds": "3"}]}, "it is to be a number of seconds"),
        ({"places": [{"name": 3}]}, "`places[0].name` is `3`; it is to be a text"),
        ({"as_of": "yesterday"}, "`as_of` is `yesterday`; it is to be an instant such as"),
        ({"since": "2026-11-23T10:00:00"}, "`since` is `2026-11-23T10:00:00`; it is to be an instant"),
        ({"version": 0}, "`version` is `0`; it is to be the number of a version"),
        ({"format_version": 2}, "`format_version` is `2`; it is to be 1, as later versions"),
        ({"findings": [{"place": "a", "severity": "bad", "rule": "r", "message": "m"}]}, "`findings[0].sev"),
        ({"places": [{"name": "a"}, {"name": "a"}]}, "`places[1]` tells of `a` again; say it once"),
        (
            {"ways": [{"from": "a", "to": "b", "count": 1}] * 2},
            "`ways[1]` tells again of the way from `a` to `b`; say it once, or with another `cause`",
        ),
    ],
)
def test_what_is_wrong_is_said(parts: dict[str, Any], problem: str) -> None:
    with pytest.raises(DiagramError) as caught:
        overlay(**parts)
    assert problem in str(caught.value)


@pytest.mark.parametrize("value", [[], 3, None, {}, {"format": "journeyc.picture"}])
def test_other_json_is_no_overlay(value: object) -> None:
    with pytest.raises(DiagramError, match="is no overlay"):
        read_overlay(value, "o.json")


def test_a_fault_has_its_line_and_column() -> None:
    """Of a wrong value, where its field stands."""
    text = json.dumps(HEAD)[:-1] + ',\n "places": [\n  {"name": "intake"},\n  {"name": "x",  "now": -2}]}'
    with pytest.raises(DiagramError, match=r"`o.json`, line 4, column 18: `places\[1\].now` is `-2`"):
        read_overlay(json.loads(text), "o.json", text)


def test_the_schema_takes_what_is_read() -> None:
    """And refuses what is refused."""
    schema = Draft202012Validator(overlay_schema())
    good = {**HEAD, "places": [{"name": "intake", "now": 3}], "ways": [{"from": "a", "to": "b", "count": 1}]}
    assert schema.is_valid(good)
    assert not schema.is_valid({**good, "place": 1})
    assert not schema.is_valid({**HEAD, "runs": {"open": -1}})


FIELDS = [
    "name",
    "now",
    "left",
    "from",
    "to",
    "count",
    "cause",
    "place",
    "severity",
    "rule",
    "message",
    "nwo",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text()
    | st.sampled_from(["intake", "review", "(start)", "(pause)", "error", "2026-11-23T10:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
PARTS = ["version", "as_of", "since", "runs", "places", "ways", "findings", "more\x1b[31m"]


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(PARTS), VALUES, max_size=4))
def test_whatever_it_is_there_is_an_answer(parts: dict[str, Any]) -> None:
    """A picture, or one message on one line."""
    said = ""
    try:
        over = overlay(**parts)
        fits(over, DISPUTE)
        draw(DISPUTE, None, Options(overlay=over))
    except DiagramError as error:
        said = str(error)
    assert clean(said) == said


# ── does it fit ──


def test_another_journey_is_refused(bill_dispute: Package) -> None:
    other = overlay().model_copy(update={"journey": "order"})
    with pytest.raises(DiagramError, match="the overlay is of journey `order`, and this is `bill_dispute`"):
        fits(other, bill_dispute)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"places": [{"name": "intak"}]}, r"`places\[0\]` of the overlay: .* no place `intak`; did you mean"),
        ({"ways": [{"from": "x", "to": "intake", "count": 1}]}, r"`ways\[0\].from` of the overlay"),
        ({"ways": [{"from": "intake", "to": "(start)", "count": 1}]}, r"`ways\[0\].to` of the overlay"),
        (
            {"ways": [{"from": "intake", "to": "lost", "count": 1}]},
            r"`ways\[0\]` of the overlay: no way .* leads from `intake` to `lost`; there are ways to",
        ),
        (
            {"ways": [{"from": "lost", "to": "intake", "count": 1}]},
            r"leads from `lost` to `intake`; there is none",
        ),
        (
            {"findings": [{"place": "x", "severity": "info", "rule": "r", "message": "m"}]},
            r"`findings\[0\]` of the overlay",
        ),
    ],
)
def test_a_place_that_is_not_there_is_refused(
    bill_dispute: Package, parts: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DiagramError, match=problem):
        fits(overlay(**parts, version=3), bill_dispute)


def test_another_version_is_told(bill_dispute: Package) -> None:
    """Its other places are named, and passed over."""
    assert fits(overlay(version=3), bill_dispute) == ()
    assert fits(overlay(version=2), bill_dispute) == ("the overlay is of version 2, and this is version 3",)
    older = overlay(version=2, places=[{"name": "old", "now": 1}, {"name": "intake", "now": 2}])
    assert fits(older, bill_dispute) == (
        "the overlay is of version 2, and this is version 3: what it tells of `old` has no place on this map",
    )
    picture = draw(bill_dispute, None, Options(overlay=older))
    assert figures(card(picture, "intake")) == [("now", "2 now", "plain")]


# ── on the map ──


def test_a_card_tells_who_is_there(bill_dispute: Package) -> None:
    """Now, for how long, how many do not go on, who is stuck."""
    place = {
        "name": "intake", "now": 40, "paused": 12, "suspended": 1, "stuck": 3, "entered": 900, "left": 800,
        "median_seconds": 10_800, "p90_seconds": 172_800, "drop_off": 100,
    }  # fmt: skip
    picture = laid(bill_dispute, places=[place, {"name": "lost", "entered": 1_200}])
    assert figures(card(picture, "intake")) == [
        ("now", "40 now · 12 paused · 1 suspended", "plain"),
        ("time", "median 3 h · 9 in 10 within 2 days", "plain"),
        ("drop-off", "12% leave here: 100", "notable"),
        ("stuck", "3 stuck", "notable"),
    ]
    assert figures(card(picture, "lost")) == [("flow", "1,200 ended here", "plain")]
    assert "Tell us what is wrong: 40 now · 12 paused" in picture.summary


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ({"now": 24}, "plain"),
        ({"now": 25}, "notable"),
        ({"left": 100, "drop_off": 9}, "plain"),
        ({"left": 100, "drop_off": 10}, "notable"),
        ({"left": 100, "drop_off": 25}, "alarming"),
        ({"drop_off": 1}, "notable"),
        ({"now": 20, "stuck": 1}, "notable"),
        ({"now": 20, "stuck": 2}, "alarming"),
    ],
)
def test_levels_begin_where_the_docs_say(bill_dispute: Package, place: dict[str, int], level: str) -> None:
    picture = laid(bill_dispute, runs={"open": 100}, places=[{"name": "intake", **place}])
    assert figures(card(picture, "intake"))[-1][2] == level


def test_few_runs_are_never_many(bill_dispute: Package) -> None:
    picture = laid(bill_dispute, runs={"open": 9}, places=[{"name": "intake", "now": 9}])
    assert figures(card(picture, "intake")) == [("now", "9 now", "plain")]


def test_an_arrow_tells_how_many_take_it(bill_dispute: Package) -> None:
    """Those with equal ends are added up, timers for themselves; the share is of all that left."""
    ways = [
        {"from": "(start)", "to": "verify", "count": 200},
        {"from": "intake", "to": "result", "count": 30, "cause": "on answered"},
        {"from": "intake", "to": "review", "count": 60},
        {"from": "intake", "to": "verify", "count": 10},
        {"from": "review", "to": "result", "count": 5, "cause": "on agent_decided"},
        {"from": "review", "to": "result", "count": 7, "cause": "on something"},
        {"from": "review", "to": "result", "count": 38, "cause": "after 10 days"},
        {"from": "(pause)", "to": "abandoned", "count": 0, "cause": "give up after 14 days"},
    ]
    picture = laid(bill_dispute, ways=ways)
    told = {ends: edge.figures[0] for ends, edge in arrows(picture).items() if edge.figures}
    assert {ends: (figure.text, figure.share) for ends, figure in told.items()} == {
        ("(start)", "verify", "start"): ("200 · 100%", 1.0),
        ("intake", "result", "event"): ("30 · 30%", 0.15),
        ("intake", "review", "event"): ("60 · 60%", 0.3),
        ("intake", "verify", "event"): ("10 · 10%", 0.05),
        ("review", "result", "event"): ("12 · 24%", 0.06),
        ("review", "result", "timer"): ("38 · 76%", 0.19),
        ("(pause)", "abandoned", "timer"): ("0", 0.0),
    }
    drawn = to_dot(picture)
    assert "penwidth=6.00" in drawn
    assert "200 · 100%" in drawn
    mermaid = to_mermaid(picture)
    assert "linkStyle 0 stroke-width:6.0px" in mermaid
    assert "<b>200 · 100#37;</b>" in mermaid


def test_signs_and_words_say_it_besides_colour(bill_dispute: Package) -> None:
    """In every form."""
    picture = laid(bill_dispute, places=[{"name": "intake", "now": 4, "stuck": 4, "left": 2, "drop_off": 1}])
    for text in (to_dot(picture), to_mermaid(picture).replace("#37;", "%")):
        assert "▼ 50% leave here: 1" in text
        assert "● 4 stuck" in text


@pytest.mark.parametrize("found", [None, ("other", "too slow")])
def test_what_alarms_has_an_orange_border(
    bill_dispute: Package, found: tuple[FindingKind, str] | None
) -> None:
    """Also where something was found there that has no look of its own."""
    stuck = overlay(places=[{"name": "review", "now": 20, "stuck": 2}])
    options = Options(findings={"review": found} if found else {}, overlay=stuck)
    alarming = card(draw(bill_dispute, None, options), "review")
    assert card_ink(alarming).line == "finding-line"
    assert card_ink(replace(alarming, figures=())).line == "agent-line"


def test_findings_are_chips(bill_dispute: Package) -> None:
    """One that is shown already is not shown twice, and a dead end looks like one."""
    found = [
        {"place": "review", "severity": "warning", "rule": "slow", "message": "too `slow`"},
        {"place": "review", "severity": "error", "rule": "dead-end", "message": "no way out"},
    ]
    options = Options(findings={"review": ("other", "too slow")}, overlay=overlay(findings=found))
    review = card(draw(bill_dispute, None, options), "review")
    assert [chip.text for chip in review.chips if chip.kind == "finding"] == ["▲ too slow", "× no way out"]
    assert review.finding == "dead-end"


def test_the_subtitle_says_when(bill_dispute: Package) -> None:
    picture = laid(
        bill_dispute, as_of="2026-11-23T11:00:00+01:00", since="2026-11-16T00:00:00Z",
        runs={"open": 1_240, "ended": 0},
    )  # fmt: skip
    assert picture.subtitle.endswith(
        " · as of 23 Nov 2026, 10:00 UTC · counted since 16 Nov 2026, 00:00 UTC · 1,240 open · 0 ended"
    )


def test_without_figures_nothing_changes(bill_dispute: Package) -> None:
    assert laid(bill_dispute) == draw(bill_dispute)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"), (0.44, "0.4 s"), (9.96, "10 s"), (59.7, "1 min"), (60, "1 min"), (90, "1.5 min"),
        (3_590, "1 h"), (10_800, "3 h"), (86_000, "1 day"), (86_400, "1 day"), (164_160, "1.9 days"),
        (864_000, "10 days"), (86_400_000, "1,000 days"),
    ],
)  # fmt: skip
def test_times_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("part", "words"), [(0, "0%"), (0.001, "<1%"), (0.126, "13%"), (0.999, ">99%"), (1, "100%")]
)
def test_parts_in_words(part: float, words: str) -> None:
    assert percent(part) == words


def test_nobody_is_at_a_choice(bill_dispute: Package) -> None:
    """It is passed at once: that nobody is there goes without saying."""
    picture = laid(
        bill_dispute, places=[{"name": "result", "now": 0, "entered": 3}, {"name": "intake", "now": 0}]
    )
    assert card(picture, "result").figures == ()
    assert figures(card(picture, "intake")) == [("now", "0 now", "plain")]


def test_a_stage_without_a_card_is_told_at_its_first_step() -> None:
    """And a way to it arrives there."""
    over = overlay(
        places=[{"name": "care", "now": 2}, {"name": "b", "now": 1}],
        ways=[{"from": "c", "to": "care", "count": 5}],
    )
    care, again = around(Stage, "care", waits("a"), waits("b")), waits("c", on("again", "care"))
    picture = drawn(care, again, options=Options(overlay=over))
    assert figures(card(picture, "a")) == [("now", "2 now", "plain")]
    assert figures(card(picture, "b")) == [("now", "1 now", "plain")]
    assert arrows(picture)["c", "a", "event"].figures[0].text == "5 · 100%"


def test_from_afar_a_stage_tells_of_all_in_it() -> None:
    """Who is in it is added up, and so are ways that lead out; how long they stay is not told."""
    over = overlay(
        places=[
            {"name": "a", "now": 2, "stuck": 1, "median_seconds": 3},
            {"name": "b", "now": 3, "paused": 1, "left": 4, "drop_off": 2},
        ],
        ways=[
            {"from": "a", "to": "c", "count": 5},
            {"from": "b", "to": "c", "count": 2},
            {"from": "a", "to": "b", "count": 9},
        ],
    )
    care = around(Stage, "care", waits("a", on("on_", "b"), on("off", "c")), waits("b", on("off", "c")))
    steps = (care, waits("c"))
    picture = lay_over(overview(drawn(*steps)), journey(*steps), over)
    assert figures(card(picture, "care")) == [
        ("now", "5 now · 1 paused", "plain"),
        ("stuck", "1 stuck", "alarming"),
    ]
    assert arrows(picture)["care", "c", "event"].figures[0].text == "7 · 100%"
