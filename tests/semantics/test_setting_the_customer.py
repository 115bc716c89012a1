"""What journeys write to the profile of the customer: committed, seen and taken back as everything else."""

from journeyc.runtime.core.failure import MASK
from journeyc.runtime.plan import directory_of, plans_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.semantics.play import Play, journey

PROFILE = "type Profile { tier: Tier  bills: int }  service crm.profile(id: id) gives Profile fails unknown\n"
HOME = """touchpoint w "W" { channel web: show, ask }
event opened
event a
type Address { street: text  city: text }
customer { key id: id  home: Address = { street = "Old", city = "Bonn" } }
"""


def test_what_a_service_knows_is_kept_in_the_profile() -> None:
    """Later effects and conditions of the same move see it, and the report names it as expressions do."""
    play = Play(
        PROFILE
        + journey(
            """step here {
                 call crm.profile(id = customer.id) {
                   ok as p -> known {
                     set customer.tier = p.tier  set customer.bills = p.bills + 1  note "{{ customer.bills }}"
                   }
                   otherwise -> gone
                 }
               }
               choice known { when customer.tier == gold -> done  otherwise -> gone }"""
        ),
        prefers="chat",
    )
    play.send("opened")
    play.result(play.of_kind("call")[0]["key"], "ok", {"tier": "gold", "bills": 2})
    assert play.end == "done"
    assert play.words == ["3"]
    assert play.customer["profile"] == {"prefers": "chat", "tier": "gold", "bills": 3}
    assert play.last["set"] == {"customer.tier": "gold", "customer.bills": 3}


def test_it_is_rolled_back_with_the_move() -> None:
    play = Play(
        journey("step here via web { on divided -> done { set customer.bills = 4  set n = 1 / event.by } }",
                header="context { n: decimal = 0 }"),
        bills=1,
    )  # fmt: skip
    play.may_fail = True
    play.send("opened")
    play.send("divided", by=0)
    assert play.customer["profile"] == {"bills": 1}
    play.send("divided", by=1)
    assert play.customer["profile"] == {"bills": 4}


def test_segments_conditions_and_other_journeys_see_it() -> None:
    """A run that waits for a condition goes on, and a journey that begins with a segment begins."""
    play = Play(
        "segment many when customer.bills > 2\n"
        + journey("step here via web { on a -> done { set customer.bills = 3 } }")
        + """journey watching "W" { starts on opened -> wait
               step wait via web { when customer.bills == 3 -> seen { note "seen" } on b -> seen }
               end seen "Seen" success }
             journey helping "H" { starts when customer enters many -> talk
               step talk via web { on b -> helped } end helped "Helped" success }"""
    )
    play.send("opened")
    play.send("a")
    assert play.end_of(play.run_of("watching")) == "seen"
    assert play.run_of("helping")["configuration"] == ["talk"]


def test_an_event_for_all_runs_finds_what_the_first_has_written() -> None:
    """Runs are looked at one after another, so none decides by a profile that is no longer true."""
    once = "when customer.bills == 0 -> done { set customer.bills = 1 }"
    body = f"step here via web {{ on news {once} on a -> gone }}"
    play = Play(journey(body, "one") + journey(body, "two"))
    play.send("opened")
    play.send("news")
    assert [run["status"] for run in play.runs.values()] == ["ended", "active"]


def test_an_event_that_begins_several_journeys_begins_each_with_the_profile_of_then() -> None:
    head = "starts on opened when customer.bills == 0 -> here { set customer.bills = 1 }"
    step = "step here via web { on a -> done } end done success"
    play = Play(f'journey one "One" {{ {head} {step} }} journey two "Two" {{ {head} {step} }}')
    play.send("opened")
    assert [run["journey"] for run in play.runs.values()] == ["one"]


def test_a_part_of_a_field_that_only_had_its_default_keeps_the_rest() -> None:
    text = HOME + journey('step here via web { on a -> done { set customer.home.street = "New" } }')
    play = Play(directory=directory_of(plans_of(package_of(Source("home.journey", text)))))
    play.send("opened")
    play.send("a")
    assert play.customer["profile"]["home"] == {"street": "New", "city": "Bonn"}


def test_undo_reads_the_customer_of_then_and_writes_the_one_of_now() -> None:
    play = Play(
        journey(
            """step here via web {
                 undo {
                   set customer.bills = customer.bills - 1  note "{{ customer.bills }} {{ customer.tier }}"
                 }
                 on a -> second { set customer.tier = gold }
               }
               step second via web { on b -> gone undoing { set customer.tier = silver } }"""
        ),
        bills=5,
    )
    play.send("opened")
    play.send("a")
    play.know(bills=9)
    play.send("b")
    assert play.words == ["4 bronze"]
    assert play.customer["profile"] == {"bills": 4, "tier": "silver"}


def test_times_after_it_are_in_the_zone_that_was_set() -> None:
    play = Play(
        journey(
            """step here via web { on a -> second { set customer.timezone = "Asia/Tokyo" } }
               step second via web { at 2026-11-24T09:00 -> done }""",
            header="timezone customer.timezone",
        )
    )
    play.send("opened")
    play.send("a")
    assert play.due == {"second/at/0": "2026-11-24T00:00:00Z"}


def test_a_rule_of_a_journey_may_set_it_and_those_behind_it_see_it() -> None:
    play = Play(
        journey(
            """rule first { on b { set customer.bills = customer.bills + 1 } }
               rule second { on b when customer.bills == 1 { note "second" } }
               step here via web { on b when customer.bills == 1 -> done  on a -> gone }"""
        )
    )
    play.send("opened")
    play.send("b")
    assert play.words == ["second"]
    assert play.end == "done"


def test_what_is_private_is_set_and_not_told() -> None:
    """So is a copy of it in another field of the customer."""
    play = Play(
        journey(
            """step here via web {
                 on told when event.words is set -> done {
                   set customer.first_name = event.words  set customer.timezone = customer.first_name
                 }
                 on a -> gone
               }"""
        )
    )
    play.send("opened")
    play.send("told", accepted=True, words="Eva")
    assert play.customer["profile"]["first_name"] == "Eva"
    assert play.last["set"] == {"customer.first_name": MASK, "customer.timezone": MASK}


def test_two_runs_that_change_each_others_condition_are_stopped() -> None:
    """Each is quiet by itself; together they would go on for ever."""

    def turns(name: str, one: int, other: int) -> str:
        steps = (("here", "there"), ("there", "here"))
        whens = [
            f"""step {at} via web {{
                  when customer.bills == {one} -> {to} {{ set customer.bills = {other} }} on c -> gone
                }}"""
            for at, to in steps
        ]
        return journey(" ".join(whens), name)

    play = Play(turns("one", 1, 2) + turns("two", 2, 1))
    play.may_fail = True
    play.send("opened")
    play.know(bills=1)
    assert play.incidents[-1]["problem"] == "journeys, rules and segments change the customer without end"


def test_a_late_host_sees_to_it_at_the_time_of_the_timer() -> None:
    """What a timer has set is seen before the next timer fires, as if somebody had looked then."""
    play = Play(
        "segment many when customer.bills > 2\n"
        + journey("step here via web { after 1 hour { set customer.bills = 3 } on a -> done }")
        + """journey watching "W" { starts on opened -> wait
               step wait via web { when customer.bills == 3 -> seen  after 2 hours -> missed  on b -> missed }
               end seen "Seen" success end missed "Missed" failure }
             journey helping "H" { starts when customer enters many -> talk
               step talk via web { on b -> helped } end helped "Helped" success }"""
    )
    play.send("opened")
    play.later(hours=5)
    play.tick()
    watching = play.run_of("watching")
    assert (play.end_of(watching), watching["updated_at"]) == ("seen", "2026-11-23T10:00:00Z")
    assert play.customer["segments"] == {"many": "2026-11-23T10:00:00Z"}
    assert play.run_of("helping")["started_at"] == "2026-11-23T10:00:00Z"
