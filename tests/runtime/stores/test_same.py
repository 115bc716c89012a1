"""A law: whatever happens to customers, every store tells the same story of it."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError
from tests.postgres import Shared
from tests.runtime.stage import DISPUTE, HandClock, Recorder

CUSTOMERS = ("anna", "bob", "x@example.com")
WHO = st.sampled_from(CUSTOMERS)
IDS = st.sampled_from([str(number) for number in range(12)])
CHANNELS = st.sampled_from(["web", "voice", "desk"])
ANSWERS = st.dictionaries(
    st.sampled_from(["dispute.reason", "dispute.amount", "dispute.note", "dispute.nothing"]),
    st.sampled_from(["other", "12 EUR", "a note", ""]),
    max_size=3,
)
PROFILES = st.dictionaries(
    st.sampled_from(["email", "phone", "first_name", "language"]),
    st.sampled_from(["x@example.com", "de", "bob"]),
)
PAYLOADS = st.sampled_from([{}, {"accepted": True}, {"dispute": {"bill": "B1"}}, {"dispute": {"bill": "B2"}}])
EVENTS = st.sampled_from(["dispute_opened", "save_for_later", "agent_decided"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), WHO, EVENTS, PAYLOADS, CHANNELS, IDS),
        st.tuples(st.just("open"), WHO, st.sampled_from(["B1", "B2"]), IDS),
        st.tuples(st.just("answer"), WHO, ANSWERS, CHANNELS, IDS),
        st.tuples(st.just("identify"), WHO, PROFILES, IDS),
        st.tuples(st.just("pass"), st.sampled_from([1, 31, 60 * 24, 60 * 24 * 15])),
    ),
    max_size=25,
)


def told(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a call returns, or why it refuses."""
    try:
        return call(*arguments, **options)
    except UsageError as error:
        return str(error)


def story(address: str | Path | None, steps: list[Any]) -> str:
    """All that can be seen from outside, but the random ids of ticks."""
    clock, channel = HandClock(), Recorder(address="phone")
    seen: list[Any] = []
    with Runtime.open(
        address, DISPUTE, {"sms": channel}, clock, link_key="the same in each store"
    ) as runtime:
        for step in steps:
            match step:
                case "send", who, event, payload, through, identity:
                    seen.append(
                        told(runtime.send, event, payload, customer=who, channel=through, id=identity)
                    )
                case "open", who, bill, identity:
                    payload = {"dispute": {"bill": bill}}
                    seen.append(
                        told(
                            runtime.send, "dispute_opened", payload, customer=who, channel="web", id=identity
                        )
                    )
                case "answer", who, values, through, identity:
                    seen.append(told(runtime.answer, who, values, channel=through, id=identity))
                case "identify", who, fields, identity:
                    seen.append(told(runtime.identify, who, fields, id=identity))
                case "pass", minutes:
                    clock.pass_(minutes=minutes)
                    ticked = runtime.tick()
                    seen += [report["runs"] for report in ticked.reports]
                    seen.append(ticked.attempts)
            seen += [told(runtime.where, who, "web") for who in CUSTOMERS]
            seen.append(str(runtime.next_due()))
        for who in CUSTOMERS:
            lines = told(runtime.history, who)
            seen += lines if isinstance(lines, str) else [(x.kind, x.run, x.document) for x in lines]
        seen += [(incident["run"], incident["problem"]) for incident in runtime.incidents()]
    return json.dumps([seen, channel.messages], default=str, sort_keys=True)


@given(STEPS)
def test_every_store_tells_the_same_story(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert story(Path(folder) / "store", steps) == story(None, steps)


@settings(max_examples=30)  # a third, since a server takes its time
@given(STEPS)
def test_a_server_tells_it_too(postgres_shared: Shared, steps: list[Any]) -> None:
    postgres_shared.empty()
    assert story(postgres_shared.address, steps) == story(None, steps)
