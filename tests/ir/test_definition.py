"""A definition has what its journey uses, and its hashes tell whether that changed."""

from pathlib import Path

import pytest

from journeyc.ir import Definition, Package, definition_of, from_json, meaning_hash, to_json, wording_hash
from tests.compiler.lower.compiled import compiled

ROOT = Path(__file__).parents[2]

TEXT = """
touchpoint all "All" { channel web: show, ask   channel sms: push   channel app: push   channel desk: agent }
type Tier one of bronze, silver, gold
type Way one of fast, slow
type Unused { x: int }
customer {
  key id: id
  tier: Tier = bronze
  score: int = 0
  age: int = 0
  visits: int = 0
  bills: list of Unused
}
event opened { way: Way }
event ping
event pong
event kept { tier: Tier } keep 2 days
event stray
event never { x: Unused }
service crm.move(way: Way) gives id fails refused
service crm.other() gives id
queue desk_a "Desk A"
queue desk_b "Desk B"
bot helper "Helper"
segment rich "Rich" when customer.score > 10
segment old "Old" when customer.age > 60
calendar office { monday to friday from 08:00 to 18:00 }
calendar shop { saturday from 08:00 to 12:00 }
policy contact { at most 3 marketing per 7 days consent marketing sms needs customer.score > 0 }
decision outer(c: Customer) gives channel { otherwise => inner(c.tier) }
decision inner(tier: Tier) gives channel first { when tier == gold => sms otherwise => web }
decision asked_by_none(n: int) gives int { otherwise => n }
notification news "News" { via sms text "Hello" }
notification heard "Heard" { via sms text "Hello" }
notification silent "Silent" { via sms text "Hello" }
rule outside { on ping { emit stray } }

journey j "J" {
  version 3
  calendar office
  context { way: Way = fast }
  starts on opened -> first_step
  starts when customer enters rich -> first_step
  goal quick "Quick" when reached done within 2 days
  rule often "Often" { on 3 ping within 1 hour { raise kept(tier = gold) } }
  migrate from 2 { move past -> first_step }
  stage s "Stage" remembers {
    on ping -> last of s
    step first_step "First" via best outer(customer) by queue desk_a {
      enter { notify news note "Remembered" }
      on heard.clicked -> called
      after 2 business days -> called
    }
    step called "Called" {
      call crm.move(way = way) retry 2 times every 1 minute {
        ok -> side   fails refused -> side   no answer -> back_home
      }
      undo { emit pong }
    }
  }
  parallel side "Side" {
    branch left "Left" { split test "Test" { 50% a -> over 50% b -> over { set way = slow } } end over }
    branch right "Right" { step waits via web { on pong -> finished } end finished }
    on side.done -> done
  }
  step back_home "Home" { run k(n = 1) { ends fine -> done undoing } }
  anytime urgent help "Help" {
    on stray -> talk
    step talk "Talk" via desk by bot helper { on ping -> back }
  }
  end done "Done" success
}
journey k(n: int) "K" { starts -> here step here "Here" via web { on ping -> fine } end fine "Fine" success }
"""


def definition(text: str = TEXT) -> Definition:
    package = compiled(text, "")
    return definition_of(package, package.journeys[0])


def test_what_a_journey_uses_comes_along() -> None:
    """What it calls and is worked by, what it waits for and sends, and what those need; other journeys by
    name.
    """
    declared = definition().declarations
    kept = {
        kind: [item.name for item in getattr(declared, kind)]
        for kind in ("events", "notifications", "services", "queues", "bots", "segments", "policies",
                     "calendars", "decisions", "types")
    }  # fmt: skip
    assert kept == {
        "events": ["kept", "opened", "ping", "pong", "stray"],
        "notifications": ["heard", "news"],
        "services": ["crm.move"],
        "queues": ["desk_a"],
        "bots": ["helper"],
        "segments": ["rich"],
        "policies": ["contact"],
        "calendars": ["office"],
        "decisions": ["inner", "outer"],
        "types": ["Tier", "Unused", "Way"],
    }
    assert declared.rules == ()


#: What is written, and what is written instead.
MEANING = [
    ("within 2 days", "within 3 days"),
    ("on 3 ping within", "on 4 ping within"),
    ("raise kept(tier = gold)", "raise kept(tier = silver)"),
    ("move past ->", "move before ->"),
    ('stage s "Stage" remembers {', 'stage s "Stage" remembers deep {'),
    ("-> last of s", "-> s"),
    ("via best outer(customer) by", "via web by"),
    ("by queue desk_a", "by queue desk_b"),
    ("after 2 business days", "after 3 business days"),
    ("retry 2 times", "retry 3 times"),
    ("ok -> side", "ok -> back_home"),
    ("undo { emit pong }", "undo { emit ping }"),
    ("50% a -> over 50% b", "40% a -> over 60% b"),
    ("run k(n = 1)", "run k(n = 2)"),
    ("done undoing", "done"),
    ("anytime urgent", "anytime"),
    ("on ping -> back", "on ping -> done"),
    ('note "Remembered"', ""),
    ("via desk by bot helper", "via web by bot helper"),
    ("keep 2 days", "keep 3 days"),
    ("gives id fails refused", "gives text fails refused"),
    ("customer.score > 10", "customer.score > 11"),
    ("from 08:00 to 18:00", "from 09:00 to 18:00"),
    ("when tier == gold =>", "when tier == silver =>"),
    ("gives channel first", "gives channel any"),
    ("tier: Tier = bronze", "tier: Tier = gold"),
    ("score: int = 0", "score: int = 1"),
    ("channel app: push", "channel app: show"),
]
WORDS = [
    ('"Desk A"', '"Desk One"'),
    ('"Rich"', '"Wealthy"'),
    ('"Quick"', '"Fast"'),
    ('"Often"', '"Frequent"'),
    ('"Stage"', '"Phase"'),
    ('"Test"', '"Trial"'),
    ('"Left"', '"On the left"'),
    ('"Remembered"', '"Not forgotten"'),
    ('text "Hello"', 'text "Good morning"'),
    ("within 1 hour", "within 60 minutes"),
]
#: Policies are the company's: what changes holds for every version at once.
POLICIES = [
    ("at most 3 marketing", "at most 4 marketing"),
    ("consent marketing sms", "consent sms"),
]
NEITHER = [
    ("event never", "event nevermore"),
    ("service crm.other", "service crm.another"),
    ('"Desk B"', '"Desk Two"'),
    ("customer.age > 60", "customer.age > 70"),
    ("saturday from", "sunday from"),
    ("otherwise => n }", "otherwise => n + 1 }"),
    ('"Silent"', '"Quiet"'),
    ("{ emit stray } }\n", "{ emit ping } }\n"),
    ('"Here" via web', '"There" via sms'),
    ("retry 2 times every 1 minute", "retry 2 times every 60 seconds"),
    ("  starts on", "  # the door\n  starts on"),
]


@pytest.mark.parametrize(("written", "instead"), MEANING)
def test_what_is_done_otherwise_has_another_meaning(written: str, instead: str) -> None:
    """Rule 17: the same version may not be loaded with another meaning."""
    assert written in TEXT
    before, changed = definition(), definition(TEXT.replace(written, instead, 1))
    assert meaning_hash(before) != meaning_hash(changed)
    assert wording_hash(before) != wording_hash(changed)


@pytest.mark.parametrize(("written", "instead"), [*WORDS, *POLICIES])
def test_what_is_said_otherwise_has_the_same_meaning(written: str, instead: str) -> None:
    """Rule 17: other words, and other policies, are taken by open runs at once."""
    assert written in TEXT
    before, changed = definition(), definition(TEXT.replace(written, instead))
    assert meaning_hash(before) == meaning_hash(changed)
    assert wording_hash(before) != wording_hash(changed)


@pytest.mark.parametrize(("written", "instead"), NEITHER)
def test_what_is_not_used_counts_for_nothing(written: str, instead: str) -> None:
    """What other journeys need is not this journey's."""
    assert written in TEXT
    before, changed = definition(), definition(TEXT.replace(written, instead))
    assert meaning_hash(before) == meaning_hash(changed)
    assert wording_hash(before) == wording_hash(changed)


@pytest.mark.parametrize(
    ("written", "instead"),
    [("visits: int = 0", "visits: int = 1"), ("type Unused { x: int }", "type Unused { y: int }")],
)
def test_fields_of_the_customer_that_nobody_reads_have_no_meaning(written: str, instead: str) -> None:
    """A decision that gets the customer as a whole reads what it reads, here the tier."""
    assert meaning_hash(definition()) == meaning_hash(definition(TEXT.replace(written, instead)))


def test_a_customer_that_is_handed_on_as_a_whole_counts_as_a_whole() -> None:
    """What a service or an event gets can be read there."""
    handed = (
        TEXT.replace("event stray\n", "event stray { who: Customer }\n")
        .replace("{ emit stray }", "{ emit stray(who = customer) }")
        .replace("enter { notify news", "enter { emit stray(who = customer) notify news")
    )
    assert meaning_hash(definition(handed)) != meaning_hash(
        definition(handed.replace("visits: int = 0", "visits: int = 1"))
    )


def test_a_silent_journey_has_no_policies() -> None:
    """What is never sent is never held back."""
    package = compiled(TEXT, "")
    assert definition_of(package, package.journeys[1]).declarations.policies == ()


#: Of documents compiled before there was more to compile; a store holds hashes such as these.
KNOWN = {
    "meaning": "sha256:5ea69259cfb23d4b08bd6b645d340f0ed8775f0d67cee69122e74bd6c224744c",
    "wording": "sha256:4d0a69bac6210ff26cf2e57cbb4c401f8c9ff5996db3590009a119e71107184e",
}


def test_hashes_written_down_before_still_hold() -> None:
    """What the format gains has defaults, and they count for nothing: open runs find their definition."""
    text = (ROOT / "tests" / "runtime" / "dispute.json").read_text(encoding="utf-8")
    old = from_json(text, Package)
    found = definition_of(old, old.journeys[0])
    assert {"meaning": meaning_hash(found), "wording": wording_hash(found)} == KNOWN
    again = from_json(to_json(found), Definition)
    assert {"meaning": meaning_hash(again), "wording": wording_hash(again)} == KNOWN
