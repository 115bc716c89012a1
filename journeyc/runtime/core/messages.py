"""What a sitting sends: each message is let through, held, or suppressed, in turn, with its reason.

Those of one instant compete: what is transactional first, marketing last, and the oldest first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.caps import caps, over_cap
from journeyc.runtime.core.completing import IncompleteError, arguments_of, expiry_of
from journeyc.runtime.core.contact import NEVER, Choice, Sender, choose, scope_of, sender
from journeyc.runtime.core.contact_documents import Contact, ContactReport, Decided, Held, Suppressed
from journeyc.runtime.core.contact_log import (
    MAXIMUM_CONTACTS,
    MAXIMUM_HELD,
    contact_of,
    is_in_time,
    still_needed,
    with_contacts,
    with_held,
    without_contact,
)
from journeyc.runtime.core.contact_plans import TRANSACTIONAL
from journeyc.runtime.core.customer_rules import customer_in, customer_run
from journeyc.runtime.core.documents import NotifyEffect, Run, RunReport, put
from journeyc.runtime.core.incidents import returned, told, unsent
from journeyc.runtime.core.inputs import DeliveryInput, run_of_effect
from journeyc.runtime.core.outcomes import is_heard, tell
from journeyc.runtime.core.plan import Plan, active_places
from journeyc.runtime.core.quiet import quiet_until

if TYPE_CHECKING:
    from journeyc.runtime.core.sitting import Sitting

#: How many outcomes one input may tell: a message that is sent because none was would never end.
MAXIMUM_TOLD = 1_000
_TURNS = {TRANSACTIONAL: 0, "service": 1, "marketing": 2}


class _Asked(NamedTuple):
    """A message to decide at an instant; `over` is why it was held, where it reminds of what is over.
    `number` is where it stands among the effects, if it was asked for just now.
    """

    effect: NotifyEffect
    at: str
    over: Literal["", "quiet_hours", "capped"] = ""
    number: int | None = None


class Messages:
    """The messages of one sitting; `reports` tells of those that are decided."""

    def __init__(self, sitting: "Sitting") -> None:
        self._sitting = sitting
        self._asked: list[_Asked] = []
        self.reports: list[ContactReport] = []
        self._told = 0

    # ── what is asked for ──

    def ask(self, effect: NotifyEffect) -> None:
        """A run, or a rule of the customer, sends a message."""
        effects = self._sitting.effects
        self._asked.append(_Asked(effect, effect["at"], number=len(effects)))
        # Until it is decided, nothing leaves there.
        effects.append(None)

    def again(self, effect: NotifyEffect, failed: str | None = None) -> None:
        """Decide a message anew under its id; over another channel where one has `failed`."""
        anew: NotifyEffect = {**effect, "again": effect.get("again", 0) + 1}
        put(anew, "tried", [*effect.get("tried", ()), *([failed] if failed else [])])
        anew.pop("channel", None)
        self._sitting.customer = without_contact(self._sitting.customer, effect["id"])
        self._asked.append(_Asked(anew, self._sitting.at))

    def release(self, instant: str) -> None:
        """Quiet hours that end by an instant are over: what they held is looked at anew."""
        held = self._sitting.customer.get("held", ())
        free = [one for one in held if one["until"][:-1] <= instant[:-1]]
        if free:
            self._hold([one for one in held if one not in free])
            for one in free:
                over = one["reason"] if self._is_over(one) or self._is_suspended(one) else ""
                self._asked.append(_Asked(one["effect"], one["until"], over))

    def look_at_reminders(self, before: Run | None, run: Run, report: RunReport) -> None:
        """Let go of what is held to remind of a place that the run has left, or of a pause that is over. What
        an interrupt has frozen, or left as it was, is not over; what was entered anew has reminders of its
        own.
        """
        held = self._sitting.customer.get("held", ())
        anew = {*report.get("entered", ())} - {*_frozen(before)}
        over = [
            one
            for one in held
            if one["effect"]["run"] == run["id"]
            and (self._is_over(one, _frozen(run)) or one["effect"].get("remind") in anew)
        ]
        if over:
            self._hold([one for one in held if one not in over])
            self._asked += [_Asked(one["effect"], run["logical_time"], one["reason"]) for one in over]

    def _is_over(self, held: Held, frozen: Sequence[str] = ()) -> bool:
        """Whether a message reminds of what is over."""
        place, run = held["effect"].get("remind"), self._sitting.runs.get(held["effect"]["run"])
        if place is None or run is None or (plan := self._sitting.plan(run)) is None:
            return False
        if not place:
            return run["status"] not in {"paused", "suspended"}
        places = [] if run["status"] == "ended" else [*run["configuration"], *frozen]
        return place not in active_places(plan, places)

    def _is_suspended(self, held: Held) -> bool:
        """Whether a message reminds of what an operator holds: nobody is reminded meanwhile."""
        run = self._sitting.runs.get(held["effect"]["run"])
        return "remind" in held["effect"] and run is not None and run["status"] == "suspended"

    # ── what is decided ──

    @property
    def is_asked(self) -> bool:
        """Whether there is something to decide."""
        return bool(self._asked)

    def wait_for(self, instant: str) -> bool:
        """Whether there is something to decide before what happens at an instant."""
        return any(asked.at[:-1] < instant[:-1] for asked in self._asked)

    def settle(self) -> None:
        """Decide all that is asked for, and what follows of it."""
        while self._asked:
            self.release(min((asked.at for asked in self._asked), key=lambda at: at[:-1]))
            asked, self._asked = self._asked, []
            for one in sorted(asked, key=self._turn):
                self._decide(one)

    def _turn(self, asked: _Asked) -> tuple[int, str]:
        found = self._from(asked.effect)
        notice = found[0].notices[asked.effect["notification"]] if found else None
        return _TURNS[notice.category] if notice else len(_TURNS), asked.effect["at"][:-1]

    def _from(self, effect: NotifyEffect) -> tuple[Plan, Run | None] | None:
        """The plan by which a message is sent, and the run that sends it; None where nobody has it loaded."""
        run = self._sitting.runs.get(effect["run"])
        if run is None and customer_in(effect["run"]) is None:
            return None
        plan = self._sitting.directory.sender(effect["notification"], run)
        return (plan, run) if plan else None

    def _decide(self, asked: _Asked) -> None:
        sitting, effect = self._sitting, asked.effect
        found = self._from(effect)
        moment = max(to_instant(asked.at), sitting.given.at)
        if found is None:
            problem = "what sends it is not loaded here any longer"
            self._tell_of(effect, moment, "failed", reason=problem)
            self._not_sent(effect, problem)
            return
        sent = sender(*found, sitting.customer, effect["notification"], moment)
        try:
            effect = _complete(effect, sent)
        except IncompleteError as problem:
            self._fail(_Decided(effect, asked.at, sent, None), str(problem))
            return
        decided = _Decided(effect, asked.at, sent, asked.number)
        if asked.over:
            self._suppress(decided, asked.over)
            return
        policies = sitting.directory.policies
        choice = choose(sitting.directory, sent, effect.get("tried", ()))
        decided = decided._replace(choice=choice)
        if choice.channel is None:
            self._no_channel(decided, choice)
        elif policies and "expires" in effect and moment > to_instant(effect["expires"]):
            # It would be found when it is handed over, and until then have the place of another.
            self._suppress(decided, "expired")
        elif sent.notice.category != TRANSACTIONAL and (until := quiet_until(policies, sent.scope)):
            if not self._hold_until(decided, until, "quiet_hours"):
                self._suppress(decided, "quiet_hours")
        else:
            self._let_through(decided, choice.channel, choice.left)

    def _hold_until(
        self,
        decided: "_Decided",
        until: datetime,
        reason: Literal["quiet_hours", "capped"],
        **why: Any,
    ) -> bool:
        """Hold a message; whether that is of any use."""
        effect, sitting = decided.effect, self._sitting
        expires = to_instant(effect["expires"]) if "expires" in effect else NEVER
        if until == NEVER or expires < until or not self._may_hold():
            return False
        end = instant_text(until)
        held = Held(effect=effect, until=end, reason=reason)
        self._hold([*sitting.customer.get("held", ()), held])
        self._report(decided, "held", reason=reason, until=end, **why)
        return True

    def _let_through(self, decided: "_Decided", channel: str, left: list[str]) -> None:
        """Let a message go, unless it would be one too many."""
        sitting, policies = self._sitting, self._sitting.directory.policies
        notice, scope = decided.sent
        contacts = still_needed(sitting.customer.get("contacts", ()), policies, scope)
        over = over_cap(policies, notice.category, contacts, scope)
        if over is not None:
            why = {"cap": over.cap, "counted": over.counted}
            if over.until is None or not self._hold_until(decided, over.until, "capped", **why):
                self._suppress(decided, "capped", **why)
            return
        carried: NotifyEffect = {**decided.effect, "channel": channel}
        if left or "tried" in carried or any(cap.counts(notice.category) for cap in caps(policies)):
            at = instant_text(scope.now)
            kept = Contact(effect=carried, category=notice.category, at=at, left=left)
            if len(contacts) < MAXIMUM_CONTACTS:
                contacts = [*contacts, kept]
            else:
                self._say(f"more than {MAXIMUM_CONTACTS:,} messages that caps count, or that may fall back")
                if any(cap.holds_for(notice.category) for cap in caps(policies)):
                    self._suppress(decided, "capped")
                    return
        if contacts or "contacts" in sitting.customer:
            sitting.customer = with_contacts(sitting.customer, contacts)
        if decided.number is None:
            sitting.effects.append(carried)
        else:
            sitting.effects[decided.number] = carried
        self._report(decided, "next" if "tried" in carried else "sent_to", channel=channel)

    # ── what is not sent ──

    def _no_channel(self, decided: "_Decided", choice: Choice) -> None:
        effect = decided.effect
        if any(one["reason"] == "failed" for one in choice.others):
            self._fail(decided, "no channel is left")
            return
        reason = choice.reason or "no_address"
        is_known = reason == "no_consent" or is_heard(
            self._sitting, effect["run"], f"{effect['notification']}.suppressed"
        )
        if not is_known:
            names = ", ".join(f"`{one['channel']}`" for one in choice.others if one["reason"] == "no_address")
            why = f"the customer has no address for {names}" if names else "none of its channels can `push`"
            self._not_sent(effect, f"`{effect['notification']}` reaches nobody: {why}")
        self._suppress(decided, reason)

    def _suppress(self, decided: "_Decided", reason: Suppressed, **why: Any) -> None:
        self._report(decided, "suppressed", reason=reason, **why)
        self._tell(decided.effect, decided.at, "suppressed", reason)

    def _fail(self, decided: "_Decided", problem: str) -> None:
        """Nobody carries a message: what the run does not handle, an operator sees to."""
        effect, name = decided.effect, decided.effect["notification"]
        self._report(decided, "failed", reason=problem)
        if not is_heard(self._sitting, effect["run"], f"{name}.failed"):
            self._not_sent(effect, problem)
        self._tell(effect, decided.at, "failed", problem)

    def _not_sent(self, effect: NotifyEffect, problem: str) -> None:
        """Something for an operator, who can try it again."""
        problem = f"`{effect['notification']}` was not sent: {problem}"
        self._sitting.incidents.append(unsent(effect, problem, self._sitting.at))

    def _tell(
        self, effect: NotifyEffect, at: str, outcome: Literal["failed", "suppressed"], reason: str
    ) -> None:
        if not is_heard(self._sitting, effect["run"], f"{effect['notification']}.{outcome}"):
            return
        self._told += 1
        if self._told > MAXIMUM_TOLD:
            if self._told == MAXIMUM_TOLD + 1:
                self._say(
                    f"more than {MAXIMUM_TOLD:,} messages were not sent, each because of the one before"
                )
            return
        given = self._sitting.given
        identity = f"{given.id}/{effect['id']}/{outcome}"
        about = (effect["id"], effect["notification"], outcome, None, reason)
        tell(self._sitting, DeliveryInput(identity, max(to_instant(at), to_instant(effect["at"])), *about))

    # ── what becomes of it ──

    def hear(self, given: DeliveryInput) -> bool:
        """Take note of what became of a message; whether the run need not hear of it."""
        contact = self._kept(given.effect)
        if contact is None and given.outcome == "failed":
            self._returned(given)
        is_done = contact is None or self._hear_of(contact, given)
        if given.outcome == "suppressed" and not (contact and is_done):
            self._report_suppressed(given)
        return contact is not None and is_done

    def _kept(self, message: str) -> Contact | None:
        """What is kept of a message. What is not needed any longer is as good as gone, whether or not another
        message was let through meanwhile, which would have swept it out.
        """
        sitting = self._sitting
        contact = contact_of(sitting.customer, message)
        if contact is None or still_needed([contact], sitting.directory.policies, self._scope()):
            return contact
        sitting.customer = without_contact(sitting.customer, message)
        return None

    def _hear_of(self, contact: Contact, given: DeliveryInput) -> bool:
        sitting = self._sitting
        effect = contact["effect"]
        earlier = given.channel not in {None, effect.get("channel")}
        if given.outcome not in {"failed", "suppressed"}:
            if not earlier and "sent" not in contact:
                self._sent(contact, instant_text(given.at))
            return earlier and given.outcome == "sent"
        if earlier:
            problem = f"`{effect.get('channel')}` carries this message now; it changes nothing"
            sitting.answer("not_accepted", "stale", problem)
            return True
        makes_room = given.outcome == "failed" or given.reason == "no_consent"
        is_left = given.channel is not None and contact["left"]
        if makes_room and is_left and is_in_time(contact, self._scope()):
            self.again(effect, given.channel)
            return True
        sitting.customer = without_contact(sitting.customer, given.effect)
        if given.outcome == "failed" and not self._is_failure_heard(given):
            sitting.incidents.append(unsent(effect, _undelivered(given), sitting.at))
        return False

    def _returned(self, given: DeliveryInput) -> None:
        """Nothing is kept of a message, and it has failed: what nobody hears of is for an operator. What was
        not even rendered has its place in the log, or is heard.
        """
        if not self._is_failure_heard(given):
            run = run_of_effect(given.effect)
            self._sitting.incidents.append(returned(run, given, _undelivered(given)))

    def _is_failure_heard(self, given: DeliveryInput) -> bool:
        return is_heard(self._sitting, run_of_effect(given.effect), f"{given.notification}.failed")

    def _sent(self, contact: Contact, at: str) -> None:
        sitting = self._sitting
        sent: Contact = {**contact, "sent": at}
        contacts = [sent if one is contact else one for one in sitting.customer.get("contacts", ())]
        needed = still_needed(contacts, sitting.directory.policies, self._scope())
        sitting.customer = with_contacts(sitting.customer, needed)

    def _scope(self) -> Scope:
        """What is read of the customer now, whoever sends."""
        sitting = self._sitting
        return scope_of(sitting.directory, sitting.customer, sitting.given.at)

    def _report_suppressed(self, given: DeliveryInput) -> None:
        """Tell of a message that was let through, and not handed over."""
        run, name = run_of_effect(given.effect), given.notification
        plan = self._sitting.directory.sender(name, self._sitting.runs.get(run))
        about: Any = {"id": given.effect, "run": run, "notification": name}
        category = {"category": plan.notices[name].category} if plan else {}
        self._tell_of(about, given.at, "suppressed", **category, reason=given.reason or "")

    # ── what is kept and told ──

    def _hold(self, held: list[Held]) -> None:
        self._sitting.customer = with_held(self._sitting.customer, held)

    def _may_hold(self) -> bool:
        if len(self._sitting.customer.get("held", ())) < MAXIMUM_HELD:
            return True
        self._say(f"more than {MAXIMUM_HELD:,} messages wait for the end of quiet hours")
        return False

    def _say(self, problem: str) -> None:
        """An operator is to know of it; nothing is left that could be tried again."""
        sitting = self._sitting
        sitting.note(told(customer_run(sitting.customer["id"]), "messages", problem, sitting.given, None))

    def _report(self, decided: "_Decided", result: Decided, **more: Any) -> None:
        notice, scope = decided.sent
        if decided.choice and decided.choice.others:
            more["others"] = decided.choice.others
        self._tell_of(decided.effect, scope.now, result, category=notice.category, **more)

    def _tell_of(self, effect: NotifyEffect, moment: datetime, result: Decided, **more: Any) -> None:
        report: Any = {
            "message": effect["id"],
            "run": effect["run"],
            "notification": effect["notification"],
            "at": instant_text(moment),
            "result": result,
            **more,
        }
        self.reports.append(report)


def _undelivered(given: DeliveryInput) -> str:
    over = f" on `{given.channel}`" if given.channel else ""
    return f"`{given.notification}` could not be delivered{over}: {given.reason or 'it failed'}"


def _frozen(run: Run | None) -> list[str]:
    """The places of a run that interrupts have frozen."""
    frames = run.get("frozen", ()) if run else ()
    return [place for frame in frames for place in frame["configuration"]]


class _Decided(NamedTuple):
    """A message that is being decided, with what is read at that moment and the channels looked at."""

    effect: NotifyEffect
    at: str
    sent: Sender
    number: int | None
    choice: Choice | None = None


def _complete(effect: NotifyEffect, sent: Sender) -> NotifyEffect:
    """The message with the values of what was left out, and with the instant at which it expires."""
    notice, profile, zone, at = sent.notice, sent.scope.customer, sent.scope.zone, to_instant(effect["at"])
    arguments = arguments_of(notice, effect["arguments"], profile, at, zone)
    changed: NotifyEffect = {**effect, "arguments": arguments}
    if "expires" not in effect and (expires := expiry_of(notice, arguments, profile, at, zone)):
        changed["expires"] = expires
    return changed
