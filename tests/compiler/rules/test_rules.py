"""The lint rules: what each finds in a journey, and what it must leave alone."""

import pytest

from tests.blocks import Block, checked, findings

STUCK = "no one can leave the step `one`"
AFTER_OK = "no one can leave the step `one` after `ok`"
CALL = "call bank.refund(customer = customer.id, amount = 1 EUR)"
OK_STAYS = f"{CALL} {{ ok {{ notify thanks }}"
BACK = "step three via web { on opened, paid -> back } } end two success"
URGENT = "anytime urgent help"
AWAY = "`paid` never gets here: the urgent interrupt `help` takes it always"
NO_ROW = "`one` does not say what happens when no row is true"
NEVER = "`opened` never gets here: an earlier handler without condition takes it"
GIVE_UP = "pause { after 1 hour idle give up after 9 days -> two }"


def found(journey: str) -> list[tuple[str, str]]:
    """The rule and the words of what is found in the parts of a journey that starts at `one`."""
    fields = "context { yes: bool = true may: text? tier: Tier = gold }"
    text = f'journey j "J" {{ {fields} starts on opened -> one {journey} }}'
    return [(one.rule, one.message) for one in findings(text)]


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        # dead-end
        ("step one via web { on confirmed -> one }", [("dead-end", STUCK)]),
        (
            "step one via web { after 1 day { notify thanks } }",
            [("dead-end", STUCK)],
        ),
        ("step one via web { remind thanks after 1 day }", [("dead-end", STUCK)]),
        ("step one via web { after 1 day -> two } end two success", []),
        # once a call is over that stays where nothing else leads on
        (f"step one {{ {OK_STAYS} otherwise -> two }} }} end two success", [("dead-end", AFTER_OK)]),
        (
            f"""step one via web {{ on paid -> two }} end two success
                anytime help {{
                  on opened -> three
                  step three {{ {CALL} {{ fails refused {{ notify thanks }} ok -> back otherwise -> back }} }}
                }}""",
            [("dead-end", "no one can leave the step `three` after `fails refused`")],
        ),
        (f"step one {{ {OK_STAYS} otherwise -> two }} after 1 day -> two }} end two success", []),
        (
            f"""step one {{ {CALL} {{ ok {{ raise paid(amount = 1 EUR) }} otherwise -> two }}
                on paid -> two }} end two success""",
            [],
        ),
        (f"step one {{ {OK_STAYS} otherwise -> one }} }}", [("dead-end", STUCK)]),
        # of a stage after which nothing follows, whatever it ends by
        (
            "stage one { step two via web { on opened -> three on paid -> four } end three end four }",
            [("dead-end", "the stage `one` ends here, and nothing goes on")],
        ),
        # a branch beside leads out of the parallel
        (
            """parallel one {
                 branch two { step three { on opened { notify thanks } } }
                 branch four { step five { on paid -> six } }
               } end six success""",
            [],
        ),
        # what leads out from the same branch is behind
        (
            """parallel one {
                 branch two { step three { on opened -> four on paid -> six } step four { on opened { } } }
                 branch five { step waiting { on opened { } } }
               } end six success""",
            [("dead-end", "no one can leave the step `four`")],
        ),
        # the pause leads away where the customer is awaited
        (
            f"{GIVE_UP} step one via web {{ ask may }} end two failure",
            [],
        ),
        (
            f"{GIVE_UP} step one via desk {{ on agent_decided {{ notify thanks }} }} end two failure",
            [
                ("dead-end", STUCK),
                ("unreachable-step", "no way leads to the end `two`"),
            ],
        ),
        (
            "pause { on cancelled give up after 9 days -> two } step one via web { ask may } end two failure",
            [],
        ),
        # unreachable-step
        ("end one success end two failure", [("unreachable-step", "no way leads to the end `two`")]),
        (
            "end one success step two { on opened -> three } step three { on opened -> two }",
            [
                ("unreachable-step", "no way leads to the step `two`"),
            ],
        ),
        # where a way is missing, what lies behind it is not said once more
        (
            """end one success end five failure step two { on opened -> three }
            step three { on opened -> four }
            stage four { step inside { on opened -> two on confirmed -> five } }""",
            [("unreachable-step", "no way leads to the step `two`")],
        ),
        (
            """end one success step two { on opened -> three } step three { on opened -> four }
            step four { on opened -> three }""",
            [("unreachable-step", "no way leads to the step `two`")],
        ),
        ("choice one { when yes -> two otherwise -> three } end two success end three failure", []),
        # missing-otherwise
        (
            "choice one { when yes -> two } end two success",
            [("missing-otherwise", f"{NO_ROW}, such as when `yes` is `false`")],
        ),
        ("choice one { } ", [("missing-otherwise", NO_ROW)]),
        ("choice one { when yes -> two when not yes -> two } end two success", []),
        ("choice one { when true -> two } end two success", []),
        ("choice one { when may is set -> two when may is missing -> two } end two success", []),
        (
            """choice one { when tier == gold -> two when tier == silver -> two when tier == bronze -> two }
            end two success""",
            [],
        ),
        (
            "choice one { when tier == gold -> two when tier == silver -> two } end two success",
            [("missing-otherwise", f"{NO_ROW}, such as when `tier` is `bronze`")],
        ),
        (
            "choice one { otherwise -> two when yes -> two } end two success",
            [("missing-otherwise", "no row after `otherwise` is ever taken")],
        ),
        # hidden-handler
        (
            "step one via web { on opened -> two on opened -> two } end two success",
            [("hidden-handler", NEVER)],
        ),
        # by an urgent interrupt, which is asked first
        (
            f"step one {{ on confirmed, paid -> two }} {URGENT} {{ on paid, confirmed -> three {BACK}",
            [("hidden-handler", f"`confirmed`, {AWAY}")],
        ),
        (f"step one {{ on confirmed, paid -> two }} {URGENT} {{ on paid -> three {BACK}", []),
        (f"step one {{ on paid -> two }} {URGENT} {{ on paid when yes -> three {BACK}", []),
        (f"step one {{ on paid -> two }} {URGENT} {{ on paid from chat -> three {BACK}", []),
        (
            f"step one {{ on paid from chat -> two }} {URGENT} {{ on paid from chat, web -> three {BACK}",
            [("hidden-handler", AWAY)],
        ),
        ("step one via web { on opened when yes -> two on opened -> two } end two success", []),
        ("step one via web, chat { on opened from web -> two on opened -> two } end two success", []),
        (
            "step one via web, chat { on opened from web -> two on opened from chat -> two } end two success",
            [],
        ),
        (
            "step one { on opened from web, chat -> two on opened from web when yes -> two } end two failure",
            [("hidden-handler", NEVER)],
        ),
        ("step one via web { on opened { notify thanks } on opened, paid -> two } end two success", []),
        # cycle-without-wait
        (
            "choice one { otherwise -> one }",
            [("cycle-without-wait", "`one` -> `one` go round without a wait")],
        ),
        (
            """choice one { when yes -> two otherwise -> three }
            choice two { when yes -> three otherwise -> four }
            choice three { when yes -> one otherwise -> four } end four success""",
            [("cycle-without-wait", "`one` -> `two` -> `three` -> `one` go round without a wait")],
        ),
        (
            "choice one { when yes -> two otherwise -> on } step two { after 1 day -> one } end on success",
            [],
        ),
        # channel-cannot
        (
            "step one { ask may on answered -> two } end two success",
            [("channel-cannot", "`one` asks, but has no channel to ask on")],
        ),
        (
            "step one via desk { ask may on answered -> two } end two success",
            [("channel-cannot", "`desk` cannot ask, but `one` does")],
        ),
        (
            'step one via sms { say "x" on opened -> two } end two success',
            [("channel-cannot", "`sms` can neither show nor speak, but `one` says something")],
        ),
        ('step one via voice { say "x" ask may on answered -> two } end two success', []),
        ("step one via desk { on agent_decided -> two } end two success", []),
    ],
)
def test_what_a_rule_finds(journey: str, expected: list[tuple[str, str]]) -> None:
    """Exactly this, in the order of the text."""
    assert found(journey) == expected


def test_a_notification_needs_a_channel_that_pushes() -> None:
    """Where it is sent; one that nothing sends is nobody's harm."""
    declared = 'notification n { via web, sms text "x" }\n'
    unused = declared + "journey j { starts on opened -> one end one success }"
    assert findings(unused) == []
    sent = unused.replace("success", "success { notify n }")
    assert [(one.line, one.message) for one in findings(sent)] == [
        (1, "`web` cannot push, so `n` cannot be sent over it")
    ]


def test_a_goal_that_is_not_reached_is_told_of_with_its_place() -> None:
    """One finding, whether the goal names the place or something inside it."""
    text = """journey j { starts on opened -> one goal g "G" when reached two
    end one success stage aside { step two via web { on opened -> one } } }"""
    (found,) = checked(Block("", 0, "uses shared.journey", text, {})).diagnostics
    assert (found.rule, found.message) == ("unreachable-step", "no way leads to the stage `aside`")
    assert [label.text for label in found.labels] == ["so this is never reached"]
