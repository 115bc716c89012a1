"""The rules of `closures` as somebody writes them who has no engine: each finds what counts in the events
that are remembered, reads the documents, and tells of itself what the core tells.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from .closures import Written, written

Document = Mapping[str, Any]
#: What is told of a rule at an event, of a customer with this profile and these events before, oldest first.
Teller = Callable[[Document, Document, Sequence[Document]], dict[str, Any]]

HOUR = timedelta(hours=1)


def tellers(count: int, labels: Mapping[str, str]) -> dict[str, list[Teller]]:
    """The rules that concern each event; `labels` are what the core calls them."""
    found: dict[str, list[Teller]] = {}
    for rule in written(count):
        found.setdefault(rule.on, []).append(_SORTS[rule.sort](rule, labels[rule.name]))
    return found


def _told(rule: str, label: str, events: list[str], condition: str, values: Document, *, holds: bool) -> Any:
    return {
        "rule": rule,
        "label": label,
        "result": "fired" if holds else "guard",
        "events": events,
        "condition": condition,
        "values": values,
    }


def _incomplete(rule: str, label: str, events: list[str], wanted: int) -> Any:
    return {"rule": rule, "label": label, "result": "incomplete", "events": events, "wanted": wanted}


def _amount(rule: Written, label: str) -> Teller:
    name, bound = rule.name, rule.bound
    condition = f"event.amount > {bound} and customer.tier == gold"

    def tell(event: Document, profile: Document, _: Sequence[Document]) -> dict[str, Any]:
        amount, tier = event["payload"]["amount"], profile["tier"]
        values = {"event.amount": amount, "customer.tier": tier}
        holds = amount > bound and tier == "gold"
        return _told(name, label, [event["id"]], condition, values, holds=holds)

    return tell


def _three(rule: Written, label: str) -> Teller:
    name, on, bound = rule.name, rule.on, rule.bound
    condition = f"customer.score >= {bound}"

    def tell(event: Document, profile: Document, recent: Sequence[Document]) -> dict[str, Any]:
        now, events = datetime.fromisoformat(event["at"]), [event["id"]]
        for before in reversed(recent):
            if before["name"] == on:
                if datetime.fromisoformat(before["at"]) + HOUR < now:
                    break
                events.append(before["id"])
                if len(events) == 3:
                    break
        events.reverse()
        if len(events) < 3:
            return _incomplete(name, label, events, 3)
        score = profile["score"]
        return _told(name, label, events, condition, {"customer.score": score}, holds=score >= bound)

    return tell


def _turn(rule: Written, label: str) -> Teller:
    name, first = rule.name, rule.first

    def tell(event: Document, profile: Document, recent: Sequence[Document]) -> dict[str, Any]:
        now = datetime.fromisoformat(event["at"])
        for before in reversed(recent):
            if before["name"] == first:
                if datetime.fromisoformat(before["at"]) + HOUR < now:
                    break
                events, fond = [before["id"], event["id"]], profile["fond"]
                return _told(name, label, events, "customer.fond", {"customer.fond": fond}, holds=fond)
        return _incomplete(name, label, [event["id"]], 2)

    return tell


def _score(rule: Written, label: str) -> Teller:
    name, wanted = rule.name, f"c{rule.bound}"
    condition = f'event.amount >= customer.score and event.code == "{wanted}"'

    def tell(event: Document, profile: Document, _: Sequence[Document]) -> dict[str, Any]:
        amount, score, code = event["payload"]["amount"], profile["score"], event["payload"]["code"]
        values = {"event.amount": amount, "customer.score": score, "event.code": code}
        holds = amount >= score and code == wanted
        return _told(name, label, [event["id"]], condition, values, holds=holds)

    return tell


_SORTS = (_amount, _three, _turn, _score)
