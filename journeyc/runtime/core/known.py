"""What services gave, kept with the customer: within its time it is used again instead of a call."""

import json
from collections.abc import Iterable, Mapping, Sequence

from journeyc.expression.validation import validate
from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.documents import CallEffect, CustomerDocument, KeptAnswer, Pending
from journeyc.runtime.core.inputs import CallInput
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import CallPlan
from journeyc.runtime.core.timers import due_of

#: How many answers are kept of a customer, and how many characters they have in all, as they are read and
#: written with whatever happens to the customer. The oldest are forgotten after that.
MAXIMUM_ANSWERS = 100
MAXIMUM_CHARACTERS = 100_000


def known_answer(step: Macrostep, call: CallPlan, arguments: Mapping[str, Json]) -> KeptAnswer | None:
    """The answer that a call need not be made for: not older than it says, and of the type of now."""
    if call.keep is None:
        return None
    for answer in step.document.get("answers", ()):
        if answer["service"] == call.service and answer["arguments"] == arguments:
            fresh = step.now_text[:-1] < due_of(step, call.keep, to_instant(answer["at"]))[:-1]
            return answer if fresh and _fits(step, answer) else None
    return None


def _fits(step: Macrostep, answer: KeptAnswer) -> bool:
    """Whether an answer is one in this version of the journey, which may have another type for it."""
    gives = step.plan.services[answer["service"]].gives
    if gives is None:
        return False
    value, faults = validate(answer["value"], gives, "value")
    return not faults and value == answer["value"]


def keep_answer(step: Macrostep, call: CallPlan, pending: Pending, given: CallInput) -> None:
    """Keep what a service gave; what is used again does not become younger by that."""
    if given.result == "ok" and given.came is None and "arguments" in pending:
        step.answer = KeptAnswer(
            service=call.service, arguments=pending["arguments"], value=given.value, at=step.now_text
        )
        step.document = with_answer(step.document, step.answer)


def said_again(effect: CallEffect, given: str) -> CallInput:
    """The result of a call of which the answer is known; `given` is the id of the input it belongs to."""
    known, at = effect["known"], to_instant(effect["at"])
    came = to_instant(known["at"])
    return CallInput(given, at, effect["key"], "ok", known["value"], attempt=effect["attempt"], came=came)


def made_anew(effect: CallEffect) -> CallEffect:
    """The call that is made though its answer is known."""
    call = effect.copy()
    del call["known"]
    return call


def with_answer(customer: CustomerDocument, answer: KeptAnswer) -> CustomerDocument:
    """The customer with one more answer, instead of an older one to the same question; not with one that
    alone is too long.
    """
    return {**customer, "answers": _bounded(_with(customer.get("answers", ()), answer))}


def newest(answers: Iterable[KeptAnswer]) -> list[KeptAnswer]:
    """Of several answers to one question the last; of too many, or too long ones, the newest."""
    found: list[KeptAnswer] = []
    for answer in answers:
        found = _with(found, answer)
    return _bounded(found)


def _with(answers: Iterable[KeptAnswer], answer: KeptAnswer) -> list[KeptAnswer]:
    asked = answer["service"], answer["arguments"]
    return [*(one for one in answers if (one["service"], one["arguments"]) != asked), answer]


def _bounded(answers: Sequence[KeptAnswer]) -> list[KeptAnswer]:
    kept: list[KeptAnswer] = []
    room = MAXIMUM_CHARACTERS
    for one in [*reversed(answers)][:MAXIMUM_ANSWERS]:
        length = len(json.dumps(one, ensure_ascii=False))
        if length <= room:
            kept.append(one)
            room -= length
    return kept[::-1]
