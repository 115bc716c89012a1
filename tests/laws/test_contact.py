"""Whatever happens, no message breaks a cap, a quiet hour or a consent, and none is sent twice under another
id: events, clocks that change, late hosts, several, hosts that die in the middle, channels that are down,
reports that come late, consent that is withdrawn, and incidents that are tried again.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.post import CHANNELS, MINUTE, STARTS, Cap, Policy, Post

QUIET = (None, (20 * 60, 8 * 60), (21 * 60, 2 * 60 + 30), (2 * 60 + 30, 9 * 60), (12 * 60, 13 * 60))
CAPS: tuple[tuple[Cap, ...], ...] = (
    (),
    (Cap(1, None, 2),),
    (Cap(2, "marketing", 24), Cap(3, None, 24)),
    (Cap(1, "marketing", 7 * 24), Cap(1, "service", 1)),
)
POLICIES = st.builds(Policy, st.sampled_from(QUIET), st.sampled_from(CAPS), st.booleans())
ZONES = (None, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Nowhere")

_PASS = st.sampled_from([1, 9, 15, 60, 61, 180, 420, 720, 1440, 4 * 1440])
_HOST = st.integers(0, 2)
#: What may happen, and how often it does: most often somebody asks for a message, or time passes.
STEPS = st.one_of(
    st.tuples(st.just("ask"), _HOST, st.sampled_from(["offer", "brief", "note", "code", "all"])),
    st.tuples(st.just("ask"), _HOST, st.sampled_from(["offer", "note"])),
    st.tuples(st.just("tick"), _HOST, st.none()),
    st.tuples(st.just("tick"), _HOST, st.none()),
    st.tuples(st.just("pass"), _PASS, st.none()),
    st.tuples(st.just("pass"), _PASS, st.none()),
    st.tuples(
        st.just("channel"), st.sampled_from(CHANNELS), st.sampled_from(["up", "down", "hopeless", "deadly"])
    ),
    st.tuples(st.just("know"), st.sampled_from(["sms_ok", "news_ok"]), st.booleans()),
    st.tuples(st.just("know"), st.just("timezone"), st.sampled_from(ZONES[:-1])),
    st.tuples(st.just("fail"), st.integers(0, 50), st.none()),
    st.tuples(st.just("retry"), st.none(), st.none()),
)


def _pass(post: Post, minutes: int) -> None:
    post.time += minutes * MINUTE


def _channel(post: Post, name: str, state: str) -> None:
    post.states[name] = state


DO: dict[str, Callable[[Post, Any, Any], None]] = {
    "ask": lambda post, host, kind: post.ask(host, kind),
    "tick": lambda post, host, _: post.tick(host),
    "pass": lambda post, minutes, _: _pass(post, minutes),
    "channel": _channel,
    "know": lambda post, field, value: post.know(field, value),
    "fail": lambda post, number, _: post.fail(number),
    "retry": lambda post, _one, _other: post.retry(),
}


def holds(policy: Policy, start: int, hosts: int, steps: list[tuple[str, Any, Any]]) -> None:
    post = Post(policy, STARTS[start], hosts)
    for what, one, other in steps:
        DO[what](post, one, other)
        post.check()
    post.drain()
    post.check()
    post.check_end()


SCHEDULES = (POLICIES, st.integers(0, 2), st.integers(1, 3), st.lists(STEPS, min_size=5, max_size=50))


@settings(max_examples=40, deadline=None)
@given(*SCHEDULES)
def test_no_schedule_breaks_a_policy(
    policy: Policy, start: int, hosts: int, steps: list[tuple[str, Any, Any]]
) -> None:
    holds(policy, start, hosts, steps)


@pytest.mark.full
@given(*SCHEDULES)
def test_no_schedule_of_many_breaks_a_policy(
    policy: Policy, start: int, hosts: int, steps: list[tuple[str, Any, Any]]
) -> None:
    """As many schedules as the profile wants."""
    holds(policy, start, hosts, steps)
