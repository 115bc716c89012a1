"""What each construct of the language looks like, drawn from what a designer writes."""

import pytest

from journeyc.compiler.diagram import Options, Picture, draw
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.picture import Card
from journeyc.source import Source
from tests.compiling import package_of

HEAD = """
touchpoint website "Website" { channel web: show, ask  channel chat: show, ask }
touchpoint centre "Contact centre" { channel desk: agent }
touchpoint messaging "Messaging" { channel sms: push  channel email: push }
customer { key id: id  private phone: text? }
event begun
event go
queue experts "Experts" { claim within 5 minutes }
bot helper
notification news "News" { via sms, email  text "News" }
service billing.credit(amount: money) gives text fails refused
"""


def drawn(body: str, more: str = "", options: Options | None = None) -> Picture:
    text = f"""{HEAD}{more}
    journey j "J" {{
      context {{ score: int?  amount: money = 1 EUR }}
      starts on begun -> first
      {body}
      end done "Done" success
    }}"""
    return draw(package_of(Source("j.journey", text)), "j", options)


def card(picture: Picture, name: str) -> Card:
    return next(item for item in picture.every_card() if item.name == name)


def chips(found: Card) -> list[tuple[str, str]]:
    return [(chip.kind, chip.text.replace("\N{NO-BREAK SPACE}", " ")) for chip in found.chips]


def test_a_call_says_how_often_and_how_long() -> None:
    """Retries, what lies between them, when no answer is one, and how long an answer counts."""
    step = """step first "Credit it" {
      call billing.credit(amount = amount) retry 3 times every 1 minute backoff 2 timeout 90 seconds {
        ok -> done  fails refused -> done  no answer -> done
      }
    }"""
    found = card(drawn(step), "first")
    assert (found.kind, found.kicker) == ("internal", "INTERNAL STEP")
    assert found.lines == (
        "calls billing.credit",
        "tried again 3 times every 1 minute, each wait 2 times as long, no answer after 1 minute 30 seconds",
    )


def test_a_call_that_is_tried_once_says_nothing_of_it() -> None:
    found = card(
        drawn('step first "A" { call billing.credit(amount = amount) { otherwise -> done } }'), "first"
    )
    assert found.lines == ("calls billing.credit",)


@pytest.mark.parametrize(
    ("clauses", "kind", "kicker", "line"),
    [
        ("via chat by bot helper", "bot", "BOT · CHAT", "by bot helper"),
        ("via desk by queue experts", "agent", "AGENT TASK · DESK", "by queue experts"),
        ("via web by queue experts", "agent", "AGENT TASK · WEB", "by queue experts"),
    ],
)
def test_who_works_on_a_step_is_its_kind(clauses: str, kind: str, kicker: str, line: str) -> None:
    """A bot looks like no agent, and a queue like one wherever it works."""
    found = card(drawn(f'step first "A" {clauses} {{ on go -> done }}'), "first")
    assert (found.kind, found.kicker, found.lines[0]) == (kind, kicker, line)


def test_a_message_names_its_channels() -> None:
    """In order of preference, where it is sent and where it is a reminder."""
    found = card(
        drawn('step first "A" via web { enter { notify news } remind news after 2 days  on go -> done }'),
        "first",
    )
    assert chips(found) == [
        ("notify", "notify: news via sms, email"),
        ("remind", "remind: news after 2 days via sms, email"),
    ]


SUB = 'journey check "Check" { starts -> only  end only "Only" neutral }'
RUNS = 'step first "Who is it?" { run check() { ends only -> done } }'


def test_a_sub_journey_is_named_and_linked() -> None:
    """The card says which journey runs, and leads to its picture where there is one."""
    picture = drawn(RUNS, SUB, Options(links={"check": "#check"}))
    found = card(picture, "first")
    assert (found.kicker, chips(found), found.link) == ("SUB-JOURNEY", [("journey", "runs check")], "#check")
    assert card(drawn(RUNS, SUB), "first").link is None


def test_a_goal_stands_where_it_is_reached() -> None:
    """A goal that is a condition has a card of its own, beside the way."""
    picture = drawn(
        'goal there "Got there" when reached done within 6 weeks\n'
        'goal happy "Nine of ten" when score is set and score >= 9 within 2 days\n'
        'step first "A" via web { on go -> done }'
    )
    assert chips(card(picture, "done")) == [("goal", "goal: Got there")]
    (group,) = [group for group in picture.groups if group.kind == "goals"]
    (goal,) = group.cards
    assert (group.title, goal.kind, goal.kicker, goal.title) == ("GOALS", "goal", "GOAL", "Nine of ten")
    assert goal.lines == ("if score is set and score ≥ 9", "within 2 days")
    assert "Nine of ten" in to_dot(picture)


def test_a_stage_that_remembers_says_so() -> None:
    stage = 'stage first "A" remembers deep { step a "A" via web { on go -> done } }'
    assert drawn(stage).groups[0].title == "STAGE · REMEMBERS WHERE · A"


def test_an_arrow_without_words_is_told() -> None:
    """What a stage begins with is no choice, so nothing stands at its arrow."""
    picture = drawn('stage first "A" { on go -> done  step a "B" via web { on go -> done } }')
    assert "A (stage): goes on with B; go leads to" in picture.summary


def test_an_interrupt_without_steps_has_no_frame() -> None:
    """It is a card among the others: there is nothing to put around."""
    picture = drawn('step first "A" via web { on go -> done }\nanytime stop "Stop" { on begun -> done }')
    assert [group.kind for group in picture.groups] == ["touchpoint"]
    assert card(picture, "stop") in picture.cards
    assert card(picture, "stop").kicker == "ANYTIME"


def test_a_length_of_time_that_is_computed_is_left_out() -> None:
    """Only what is written as a time can be told before anybody is there."""
    step = """step first "A" {
      call billing.credit(amount = amount) retry 1 times every 400 days timeout 1 day 3 hours {
        otherwise -> done
      }
    }"""
    assert (
        card(drawn(step), "first").lines[1]
        == "tried again once every 400 days, no answer after 1 day 3 hours"
    )
