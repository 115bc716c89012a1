"""What a runtime is told: inputs that name a customer or what a run has caused, and commands."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from journeyc.runtime.calls.trying import plain
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    OutcomeInput,
    ProfileInput,
    StartInput,
    TaskInput,
)
from journeyc.runtime.hosts.applying import Applying, Asked, refused, stale
from journeyc.runtime.hosts.checking import aware, checked_name, identity, require_text, require_words
from journeyc.runtime.ports import Clock, Message

#: What comes of telling something: its report, or its place among others.
T = TypeVar("T")


class Telling(ABC, Generic[T]):
    """Takes what happened, one method for each kind of input."""

    def __init__(self, applying: Applying, clock: Clock) -> None:
        self._applying = applying
        self._clock = clock

    @abstractmethod
    def _apply(self, asked: Asked) -> T:
        """Apply an input, now or later."""

    @abstractmethod
    def _apply_found(self, find: Callable[[], Asked | Report]) -> T:
        """Apply what is found in the store, now or later; a report that is found is the answer."""

    def _to_customer(self, customer: str, given: Input) -> T:
        return self._apply(Asked(checked_name(customer, "customer"), given))

    def _to_run(self, given: Input) -> T:
        return self._apply(Asked(None, given))

    def _moment(self, at: datetime | None) -> datetime:
        return self._clock.now() if at is None else aware(at)

    # ── inputs that name a customer ──

    def send(
        self,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        customer: str,
        channel: str | None = None,
        run: str | None = None,
        conversation: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Say that something happened; `conversation` names the call or chat it happened in."""
        about = (event, payload or {}, channel, run, conversation)
        return self._to_customer(customer, EventInput(identity(id, "event"), self._moment(at), *about))

    def answer(
        self,
        customer: str,
        values: Mapping[str, Any],
        *,
        channel: str,
        run: str | None = None,
        conversation: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Answer what a step asks, by the path of the field: `{"dispute.amount": "12.50 EUR"}`."""
        about = (values, channel, run, conversation)
        return self._to_customer(customer, AnswerInput(identity(id, "answer"), self._moment(at), *about))

    def identify(
        self,
        customer: str,
        fields: Mapping[str, Any],
        *,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Write to the customer's profile what is known of them; None clears a field."""
        given = ProfileInput(identity(id, "profile"), self._moment(at), fields)
        return self._to_customer(customer, given)

    def start(
        self,
        journey: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        customer: str,
        channel: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Begin a journey that starts without an event; `arguments` are for its parameters."""
        about = (journey, arguments or {}, channel)
        return self._to_customer(customer, StartInput(identity(id, "start"), self._moment(at), *about))

    # ── inputs that name what a run has caused ──

    def result(
        self,
        call: str,
        result: Literal["ok", "fails", "no_answer"],
        value: Any = None,
        *,
        failure: str = "",
        attempt: int | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Say what came of a call, where its service is not bound or answers `later`; `call` and `attempt`
        are those of the `Request`. Without `attempt`, `no_answer` is of the try that is under way.
        """
        about = (call, result, plain(value), failure, attempt)
        return self._to_run(CallInput(identity(id, "call"), self._moment(at), *about))

    def task(
        self,
        task: str,
        action: Literal["claim", "release", "answer"],
        *,
        by: str = "",
        event: str | None = None,
        payload: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        channel: str | None = None,
        operator: bool = False,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Claim a task, give it back, or answer it: with an event for its step, or with `values` that the
        step asks for, or both. What somebody has claimed, only an `operator` may take from them.
        """
        about = (task, action, by, event, payload or {}, values or {}, channel, operator)
        return self._to_run(TaskInput(identity(id, "task"), self._moment(at), *about))

    def delivered(
        self,
        effect: str,
        outcome: Literal["sent", "delivered", "opened", "clicked", "failed", "suppressed"],
        *,
        channel: str | None = None,
        reason: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Say what became of a notification, by the id of its message. Each outcome counts once unless an
        `id` says otherwise; `sent` and `failed` once each time that the message goes out: where it has
        failed, another channel carries it, if one is left.
        """
        require_text(effect, "effect")
        name = effect if id is None else identity(id, "delivery")
        given = DeliveryInput(name, self._moment(at), effect, "", outcome, channel, reason)
        require_words(given)
        return self._apply_found(partial(self._of_message, given, is_named=id is not None))

    def _of_message(self, given: DeliveryInput, *, is_named: bool) -> Asked | Report:
        """What became of a message, with what is kept of that."""
        message = self._applying.store.message(given.effect)
        if not is_named:
            given = given._replace(id=identity(_id_of(given, message), "delivery"))
        if message is None:
            return refused(given, f"no message has the id `{given.effect}`")
        given = given._replace(notification=message.notification)
        if given.outcome == "failed":
            if given.channel not in {None, message.channel}:
                other = f"`{message.channel}` carries this message now; it changes nothing"
                return self._applying.answered(given) or stale(given, other)
            given = given._replace(channel=message.channel)
        return Asked(None, given)

    def outcome(
        self,
        run: str,
        name: str,
        value: Any,
        *,
        observed_at: datetime | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Write down what another system says of a run, ended or not: satisfaction, revenue, churn."""
        observed = None if observed_at is None else aware(observed_at)
        given = OutcomeInput(identity(id, "outcome"), self._moment(at), run, name, plain(value), observed)
        return self._to_run(given)

    # ── commands of an operator ──

    def suspend(
        self, run: str, *, by: str = "", reason: str = "", id: str | None = None, at: datetime | None = None
    ) -> T:
        """Hold a run and its timers until `resume`."""
        given = OperatorInput(identity(id, "operator"), self._moment(at), run, "suspend", by, reason)
        return self._to_run(given)

    def resume(
        self, run: str, *, by: str = "", reason: str = "", id: str | None = None, at: datetime | None = None
    ) -> T:
        """Let a suspended run go on: its timers are due as much later as it was held."""
        given = OperatorInput(identity(id, "operator"), self._moment(at), run, "resume", by, reason)
        return self._to_run(given)

    def cancel(
        self, run: str, *, by: str = "", reason: str = "", id: str | None = None, at: datetime | None = None
    ) -> T:
        """End a run with the outcome `cancelled`."""
        given = OperatorInput(identity(id, "operator"), self._moment(at), run, "cancel", by, reason)
        return self._to_run(given)

    def migrate(
        self,
        run: str,
        version: int | None = None,
        *,
        by: str = "",
        reason: str = "",
        id: str | None = None,
        at: datetime | None = None,
    ) -> T:
        """Move a run to another version of its journey, the newest unless one is named."""
        moment = self._moment(at)
        given = OperatorInput(identity(id, "operator"), moment, run, "migrate", by, reason, version)
        return self._to_run(given)


def _id_of(given: DeliveryInput, message: Message | None) -> str:
    """The id of what became of a message: it may be sent, and fail, each time that it goes out."""
    again = message.again if message and given.outcome in {"sent", "failed"} else 0
    return f"{given.effect}/{given.outcome}/{again}" if again else f"{given.effect}/{given.outcome}"
