"""The other ways to look at a map: in lanes, stage by stage, one stage, and one way through it."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from journeyc.compiler.diagram import DiagramError, Options, Picture, draw, render
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.draw import journey_of
from journeyc.compiler.diagram.engine import run_engine
from journeyc.compiler.diagram.picture import Card, Direction
from journeyc.compiler.diagram.views import Passed, View, followed, pages, seen, too_many
from journeyc.compiler.diagram.wording import clean
from journeyc.ir import Package
from journeyc.ir.model import BestChannel, Interrupt, Journey, Node, Stage
from tests.compiler.diagram.conftest import PLACE, after, choice, end, on, package, start, step

SVG = "{http://www.w3.org/2000/svg}"

MOVE = Journey(
    name="move", title="Move", starts=(start("begin", "ask"),), place=PLACE,
    nodes=(
        step("ask", "Where to?", "web", handlers=(on("answered", "ready"), on("stop", "off"))),
        Stage(
            name="ready", title="Getting ready", initial="check", place=PLACE, handlers=(on("later", "ask"),),
            nodes=(
                step("check", "Check it", handlers=(on("ok", "fits"), on("unclear", "desk"))),
                step("desk", "Look at it", "desk", handlers=(on("go", "fits"),),
                     timers=(after("2 days", "fits"),)),
                choice("fits", "Does it fit?", ("yes", "in"), (None, "off")),
            ),
        ),
        Stage(
            name="home", title="At home", initial="in", place=PLACE,
            nodes=(step("in", "Is it good?", "web chat",
                        handlers=(on("answered", "done"), on("bad", "check"))),),
        ),
        Interrupt(
            name="help", title="Help", initial="talk", handlers=(on("ask_help", "talk"),), place=PLACE,
            nodes=(step("talk", "Talk", "voice", handlers=(on("give_up", "off"),)),),
        ),
        end("done", "Moved", "success"), end("off", "Called off", "neutral"),
    ),
)  # fmt: skip


@pytest.fixture
def move() -> Package:
    return package(MOVE)


def look(source: Package, view: View) -> Picture:
    return seen(draw(source), journey_of(source, None), source.declarations, view)


def card(picture: Picture, name: str) -> Card:
    return next(item for item in picture.every_card() if item.name == name)


def ways(picture: Picture) -> list[tuple[str, str, str]]:
    names = {item.id: item.name for item in picture.every_card()} | {"start": "(start)"}
    return [
        (names[edge.source], " / ".join(line.text for line in edge.lines), names[edge.target])
        for edge in picture.edges
    ]


def test_lanes_by_touchpoint(move: Package) -> None:
    """As declared; then what the customer does not see, what it comes to, and what may be at any step."""
    picture = look(move, View(lanes=True))
    assert [(lane.kind, lane.title, [item.name for item in lane.cards]) for lane in picture.groups] == [
        ("lane", "Website", ["ask", "in"]),
        ("lane", "Contact centre", ["desk", "talk"]),
        ("lane", "Behind the scenes", ["ready", "check", "fits"]),
        ("lane", "Outcomes", ["done", "off"]),
        ("lane", "At any step", ["help"]),
    ]
    assert picture.cards == ()
    assert ways(picture) == ways(draw(move))


def test_a_step_on_its_best_channel_is_not_behind_the_scenes() -> None:
    """The customer is met there, but where is decided only then: it has a lane of its own."""
    best = BestChannel(decision="route", text="route()", place=PLACE)
    asked = step("ask", "How was it?", best=best, handlers=(on("answered", "sum"),))
    summed = step("sum", "Add up", handlers=(on("ok", "end"),))
    journey = Journey(
        name="j", title="J", starts=(start("begin", "ask"),), place=PLACE,
        nodes=(asked, summed, end("end", "Done", "success")),
    )  # fmt: skip
    lanes = look(package(journey), View(lanes=True)).groups
    assert [(lane.title, [item.name for item in lane.cards]) for lane in lanes] == [
        ("Best channel", ["ask"]),
        ("Behind the scenes", ["sum"]),
        ("Outcomes", ["end"]),
    ]


def test_a_card_in_a_lane_says_its_stage(move: Package) -> None:
    """There is no frame any more that would."""
    picture = look(move, View(lanes=True))
    assert card(picture, "desk").lines == ("in Getting ready",)
    assert card(picture, "in").lines == ("in At home",)
    assert card(picture, "ask").lines == ()


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_lanes_are_full_width_and_in_order(
    move: Package, bill_dispute: Package, broadband: Package, direction: Direction
) -> None:
    """They begin and end together, and none lies on another; the engine has nothing to say of it."""
    across, along = (1, 0) if direction == "LR" else (0, 1)
    for source in (move, bill_dispute, broadband):
        picture = look(source, View(lanes=True, direction=direction))
        drawing = run_engine(to_dot(picture), "svg")
        assert drawing.complaints == ()
        boxes = []
        for group in ET.fromstring(drawing.content).iter(f"{SVG}g"):
            outline = group.find(f"{SVG}path")
            if "cluster" in (group.get("class") or "") and outline is not None:
                boxes.append([(min(at), max(at)) for at in zip(*points(group), strict=True)])
        assert len(boxes) == len(picture.groups)
        assert len({box[along] for box in boxes}) == 1
        for before, behind in pairwise(boxes):
            assert before[across][1] <= behind[across][0]


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_no_way_in_lanes_crosses_a_card(move: Package, broadband: Package, direction: Direction) -> None:
    """Ways between lanes go around what stands between."""
    for source in (move, broadband):
        drawing = run_engine(to_dot(look(source, View(lanes=True, direction=direction))), "svg")
        groups = list(ET.fromstring(drawing.content).iter(f"{SVG}g"))
        boxes = {}
        for group in groups:
            kinds = (group.get("class") or "").split()
            if "node" in kinds and "label" not in kinds and group.find(f"{SVG}path") is not None:
                boxes[group.findtext(f"{SVG}title")] = [
                    (min(at), max(at)) for at in zip(*points(group), strict=True)
                ]
        assert len(boxes) > 8
        crossed = {
            (group.findtext(f"{SVG}title"), name)
            for group in groups
            if "edge" in (group.get("class") or "").split()
            for at in curve(points(group))
            for name, box in boxes.items()
            if name not in (group.findtext(f"{SVG}title") or "").split("->")
            and all(low + 2 < place < high - 2 for place, (low, high) in zip(at, box, strict=True))
        }
        assert crossed == set()


def points(group: ET.Element) -> list[tuple[float, float]]:
    path = group.find(f"{SVG}path")
    found = re.findall(r"([-.\d]+),([-.\d]+)", path.get("d") or "" if path is not None else "")
    return [(float(across), float(down)) for across, down in found]


def curve(path: list[tuple[float, float]]) -> list[tuple[float, ...]]:
    """Places on a line of cubic curves, twenty on each."""
    found = []
    for begin in range(0, len(path) - 3, 3):
        for part in range(21):
            there, back = part / 20, 1 - part / 20
            shares = (back**3, 3 * there * back**2, 3 * there**2 * back, there**3)
            corners = path[begin : begin + 4]
            found.append(
                tuple(sum(s * c[side] for s, c in zip(shares, corners, strict=True)) for side in (0, 1))
            )
    return found


def test_a_stage_from_afar(move: Package) -> None:
    """One card with counts; what stands in no stage is as it is, and no way leads inside."""
    picture = look(move, View(stages=True))
    ready, home = card(picture, "ready"), card(picture, "home")
    assert (ready.kind, ready.kicker, ready.title) == ("stage", "STAGE", "Getting ready")
    assert ready.lines == ("2 steps · 1 choice",)
    assert home.lines == ("1 step",)
    assert card(picture, "talk") == card(draw(move), "talk")
    assert not {"check", "desk", "fits", "in"} & {item.name for item in picture.every_card()}
    assert ways(picture)[1:6] == [
        ("ask", "answered", "ready"),
        ("ask", "stop", "off"),
        ("ready", "later", "ask"),
        ("ready", "if yes", "home"),
        ("ready", "otherwise", "off"),
    ]
    assert 'border="1"' in to_dot(picture)
    assert picture.summary.startswith("Customer journey Move, stage by stage: v1")


@pytest.mark.parametrize(("loose", "direction"), [(19, "LR"), (20, "TB")])
def test_from_afar_more_cards_fit_across(loose: int, direction: str) -> None:
    """Up to twenty, the stages among them; on a map these would run from top to bottom."""
    stage = Stage(name="a", title="A", initial="in", place=PLACE, nodes=(step("in", "In", "web"),))
    nodes: tuple[Node, ...] = (stage, *(step(f"s{number}", "S", "web") for number in range(loose)))
    many = package(Journey(name="j", title="J", starts=(start("s", "a"),), nodes=nodes, place=PLACE))
    assert look(many, View(stages=True)).direction == direction
    assert look(many, View(stages=True, direction="TB")).direction == "TB"


def test_findings_in_a_stage_are_counted(move: Package) -> None:
    """Nothing that was found is out of sight from afar."""
    found = draw(move, options=Options(findings={"desk": ("dead-end", "no way out")}, here=frozenset({"in"})))
    picture = seen(found, MOVE, move.declarations, View(stages=True))
    assert [chip.text for chip in card(picture, "ready").chips] == ["▲ 1 finding inside"]
    assert [chip.text for chip in card(picture, "home").chips] == ["► you are here"]


def test_many_ways_between_two_stages_are_counted() -> None:
    """The first three are told; they may be a wall otherwise."""
    events = [on(f"e{number}", "in") for number in range(5)]
    nodes = (
        Stage(name="a", title="A", initial="x", place=PLACE, nodes=tuple(
            step(name, name, "web", handlers=(*events[number : number + 3], on("go", "y")))
            for number, name in enumerate(("x", "y", "z"))
        )),
        Stage(name="b", title="B", initial="in", place=PLACE, nodes=(step("in", "In", "web"),)),
    )  # fmt: skip
    many = package(Journey(name="j", title="J", starts=(start("s", "x"),), nodes=nodes, place=PLACE))
    (way,) = [edge for edge in look(many, View(stages=True)).edges if edge.source != "start"]
    assert [line.text for line in way.lines] == ["e0", "e1", "e2", "and 2 other ways"]


def test_one_stage_alone(move: Package) -> None:
    """What is in it, and a stub for each card outside that a way leads from or to."""
    picture = look(move, View(stage="ready"))
    assert picture.title == "Move: Getting ready"
    assert picture.subtitle == "v1 · 2 steps"
    assert [item.name for item in picture.groups[0].cards] == ["ready", "check", "desk", "fits"]
    stubs = {item.name: (item.kind, item.kicker, item.chips) for item in picture.cards}
    assert stubs == {
        "ask": ("stub", "STEP · WEB", ()),
        "in": ("stub", "STEP · WEB", ()),
        "off": ("stub", "END · NEUTRAL", ()),
    }
    assert ("ask", "answered", "ready") in ways(picture)
    assert ("in", "bad", "check") in ways(picture)
    assert ("ask", "stop", "off") not in ways(picture)


def test_a_stage_that_is_not_there(move: Package, bill_dispute: Package) -> None:
    """The name that was meant, or those there are."""
    with pytest.raises(DiagramError, match=r"^there is no stage `redy`; did you mean `ready`\?$"):
        look(move, View(stage="redy"))
    with pytest.raises(DiagramError, match="there is no stage `x`; there is `ready`, `home`, `help`"):
        look(move, View(stage="x"))
    with pytest.raises(DiagramError, match="there is no stage `x`: nothing in it has steps inside"):
        look(bill_dispute, View(stage="x"))


def marks(picture: Picture) -> dict[str, str | None]:
    return {item.name: item.mark for item in picture.every_card()}


def numbers(picture: Picture) -> dict[str, str]:
    return {
        item.name: chip.text for item in picture.every_card() for chip in item.chips if chip.kind == "path"
    }


def taken(picture: Picture) -> list[tuple[str, str]]:
    """The arrows on the way, by where they come from and lead to."""
    marked = zip(ways(picture), picture.edges, strict=True)
    return [(source, target) for (source, _, target), edge in marked if edge.mark == "on-path"]


def test_a_way_is_numbered(bill_dispute: Package) -> None:
    """What was come to comes to the front with its numbers, and all else steps back."""
    way = [Passed("verify"), Passed("intake"), Passed("verify"), Passed("intake"), Passed("review"),
           Passed("result", timer=True), Passed("lost")]  # fmt: skip
    picture = followed(draw(bill_dispute), "anna", way)
    assert numbers(picture) == {"verify": "1, 3", "intake": "2, 4", "review": "5", "result": "6", "lost": "7"}
    assert {name for name, mark in marks(picture).items() if mark == "off-path"} == {
        "accepted", "abandoned", "(pause)"
    }  # fmt: skip
    names = {item.id: item.name for item in picture.every_card()} | {"start": "start"}
    taken = [(names[e.source], e.kind, names[e.target]) for e in picture.edges if e.mark == "on-path"]
    assert taken == [
        ("start", "start", "verify"),
        ("verify", "event", "intake"),
        ("intake", "event", "verify"),
        ("intake", "event", "review"),
        ("review", "timer", "result"),
        ("result", "choice", "lost"),
    ]
    assert picture.subtitle.endswith(" · the way of anna")
    assert picture.summary.startswith("The way of anna: Who are you?, then Tell us what is wrong, then ")


def test_a_way_from_anywhere(move: Package) -> None:
    """What is possible at any step leads there where nothing else does."""
    picture = followed(
        draw(move), "ben", [Passed("ask"), Passed("ready"), Passed("check"), Passed("talk"), Passed("off")]
    )
    assert marks(picture)["help"] == "on-path"
    assert numbers(picture) == {"ask": "1", "ready": "2", "check": "3", "talk": "4", "off": "5"}
    assert [group.mark for group in picture.groups] == [None, None, "off-path", None]


def test_a_way_into_and_out_of_a_stage(move: Package) -> None:
    """The stage itself is in no history; the arrow that begins it counts, and the one of its own that ends
    it.
    """
    picture = followed(draw(move), "ben", [Passed("ask"), Passed("check"), Passed("desk"), Passed("ask")])
    assert numbers(picture) == {"ask": "1, 4", "check": "2", "desk": "3"}
    assert marks(picture)["ready"] == "on-path"
    assert taken(picture) == [
        ("(start)", "ask"), ("ask", "ready"), ("ready", "check"), ("ready", "ask"), ("check", "desk")
    ]  # fmt: skip


def test_a_step_that_is_called_like_a_touchpoint() -> None:
    """Who comes to another step of that touchpoint is not at that step, and did not go on from there."""
    ways_on = (on("answered", "talk"), on("stop", "off"))
    journey = Journey(
        name="j", title="J", starts=(start("begin", "website"),), place=PLACE,
        nodes=(
            step("website", "Read it", "desk", handlers=ways_on),
            step("look", "Look", "desk", handlers=ways_on),
            step("talk", "Talk", "web", handlers=(on("answered", "look"),)),
            end("off", "Off", "neutral"),
        ),
    )  # fmt: skip
    way = [Passed(name) for name in ("website", "talk", "look", "talk", "off")]
    picture = followed(draw(package(journey)), "ben", way)
    assert [group.name for group in picture.groups] == ["website", "contact_centre"]
    assert taken(picture) == [
        ("(start)", "website"), ("website", "talk"), ("look", "talk"), ("look", "off"), ("talk", "look")
    ]  # fmt: skip


def test_a_way_from_afar(move: Package) -> None:
    """A stage has the numbers of what is in it."""
    way = [Passed(name) for name in ("ask", "ready", "check", "fits", "off")]
    picture = seen(followed(draw(move), "ben", way), MOVE, move.declarations, View(stages=True))
    assert numbers(picture) == {"ask": "1", "ready": "2, 3, 4", "off": "5"}
    assert marks(picture)["ready"] == "on-path"
    assert marks(picture)["home"] == "off-path"
    assert taken(picture) == [("(start)", "ask"), ("ask", "ready"), ("ready", "off")]


def test_a_way_without_end(move: Package) -> None:
    """Of many numbers and titles the first are told, and the last."""
    way = [Passed("ask"), *(Passed(name) for _ in range(600) for name in ("check", "desk"))]
    picture = followed(draw(move), "ben", way)
    assert numbers(picture) == {
        "ask": "1",
        "check": "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …, 1200",
        "desk": "3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …, 1201",
    }
    told, _, _ = picture.summary.partition(". ")
    assert told.endswith(", then Check it, then Look at it, then 1,151 more, then Look at it")
    assert told.count(", then ") == 50
    afar = seen(picture, MOVE, move.declarations, View(stages=True))
    assert numbers(afar) == {"ask": "1", "ready": "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …, 1201"}


def test_a_way_that_leads_nowhere(bill_dispute: Package) -> None:
    """Names of another version are passed over."""
    picture = followed(draw(bill_dispute), "cem", [Passed("gone")])
    assert set(marks(picture).values()) == {"off-path"}
    assert picture.summary.startswith("cem came nowhere.")


def test_pages_are_linked(move: Package) -> None:
    """The overview to each stage, and a stub to the stage it is in, or back to the overview."""
    found = pages(draw(move), Path("out/my map.svg"), View(), lambda view: look(move, view))
    assert [str(path) for path in found] == ["out/my map.svg", "out/my map.ready.svg", "out/my map.home.svg"]
    whole, ready, _ = found.values()
    assert (card(whole, "ready").link, card(whole, "ask").link) == ("my%20map.ready.svg", None)
    assert (card(ready, "in").link, card(ready, "ask").link) == ("my%20map.home.svg", "my%20map.svg")
    assert card(ready, "desk").link is None


def test_pages_without_links(move: Package, bill_dispute: Package) -> None:
    """A bitmap has none; a journey without stages has no pages."""
    found = pages(draw(move), Path("map.png"), View(), lambda view: look(move, view))
    assert {item.link for picture in found.values() for item in picture.every_card()} == {None}
    with pytest.raises(DiagramError, match="no stage is in this journey"):
        pages(draw(bill_dispute), Path("map.svg"), View(), lambda view: look(bill_dispute, view))


def test_a_wall_is_said_to_be_one(long_journey: object) -> None:
    """Beyond sixty cards, with what helps."""
    assert too_many(draw(long_journey(60))) is None  # type: ignore[operator]
    assert too_many(draw(long_journey(61))) == (  # type: ignore[operator]
        "this map has 61 cards; stages would make it readable, one by one"
    )
    inside = tuple(step(f"s{number}", "S", "web") for number in range(70))
    stage = Stage(name="a", title="A", initial="s0", place=PLACE, nodes=inside)
    long = package(Journey(name="j", title="J", starts=(start("s", "a"),), nodes=(stage,), place=PLACE))
    assert (too_many(draw(long)) or "").endswith("`--pages` makes a file for each stage as well")


@pytest.mark.parametrize("view", [View(lanes=True), View(stages=True)])
def test_author_texts_stay_texts_in_views(hostile: tuple[str, Package], view: View) -> None:
    """Whatever an author writes, or a file says of whose way it is, is text: nothing comes of it."""
    text, source = hostile
    way = followed(draw(source), clean(text), [Passed("start"), Passed("end")])
    picture = seen(way, source.journeys[0], source.declarations, view)
    root = ET.fromstring(render(picture, "svg").content)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "g", "text", "path", "polygon", "ellipse", "polyline"
    }  # fmt: skip
    assert not [
        name for element in root.iter() for name in element.attrib if "href" in name or name[:2] == "on"
    ]
    for line in render(picture, "mmd").content.decode().splitlines():
        assert line.count('"') in {0, 2}
        assert "%%" not in line
