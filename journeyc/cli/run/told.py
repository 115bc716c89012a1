"""What happened, in words: what an input did to a run and why, and the history of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from journeyc.cli.run.screen import WIDTH, Screen, wrapped
from journeyc.cli.run.served import by_reference
from journeyc.expression.types import RecordType, Type, required
from journeyc.expression.values import Json
from journeyc.report.contacts import is_plain, of_contact, of_message, why_so
from journeyc.report.reasons import (
    decided,
    fired,
    listed,
    of_rule,
    passed_over,
    shown,
    unheard,
    unnumbered,
    used_again,
)
from journeyc.runtime import Emitted, HistoryEntry, Message, Report
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.core.documents import RunReport
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.view import timer_label
from journeyc.template.written import written

#: How the results of reports are called here.
_RESULTS = {"taken": "moved", "not_taken": "ignored"}
#: How the results of inputs are called here that no run tells of.
_ANSWERS = {"accepted": "noted", "not_accepted": "ignored"}
#: How the replies of services are called here.
_REPLIES = {"no_answer": "no answer", "later": "it answers later"}


class Teller:
    """Tells of runs; `plans`, by journey, give the words for timers and the types of fields. Where there is
    an `engine` for rules, it tells which of them that did not look at.
    """

    def __init__(self, screen: Screen, plans: Mapping[str, Plan], *, engine: bool = False) -> None:
        self.screen = screen
        self.plans = plans
        self.engine = engine

    # ── one input ──

    def report(self, report: Report) -> None:
        """What an input did by rules of the customer and to each run, a line each."""
        self.screen.labelled("rule", rules_fired(report), hang=2)
        for done in report["runs"]:
            if done["result"] != "not_taken":
                self._done(done, self.did(done))
            else:
                self.screen.labelled("rule", rules_fired(done), hang=2)
        told = [one for one in report.get("contacts", ()) if not is_plain(one)]
        self.screen.labelled("message", [of_contact(one, self.screen.when) for one in told], hang=2)

    def fired(self, report: Report, at: datetime, customer: str) -> None:
        """What a timer did, with the time it did it."""
        for done in report["runs"]:
            other = "" if _customer_of(done["run"]) == customer else f" ({done['run']})"
            self.screen.line()
            self._done(done, f"{self.screen.when(at)}{other} · {self.did(done)}")

    def _done(self, done: RunReport, text: str) -> None:
        self.screen.labelled(result_of(done), [text], hang=2)
        for goal in done.get("goals", ()):
            self.screen.labelled("goal", [goal], hang=2)
        if reason := done.get("reason", ""):
            self.screen.labelled("", [reason], hang=2)

    def did(self, done: RunReport) -> str:
        """One line for what happened to a run."""
        plan = self.plans.get(done["journey"])
        fields = {"customer": plan.customer_type, **plan.context_fields} if plan else {}
        kept = [
            f"{name} = {_written_at(name, value, fields, self.screen)}" for name, value in done["set"].items()
        ]
        way = way_of(done) if done["result"] != "stayed" or done["fired"] or not kept else ""
        timers = ", ".join(self.timer(done["journey"], name) for name in done["fired"])
        rules = [f"rule {rule['rule']}" for rule in fired(done.get("rules", ()))]
        # The end of a silence is told in the words of its rule.
        rules = [rule for rule in rules if f"{rule}:" not in timers]
        more = [*used_again(done, self.screen.when), *unheard(done)]
        words = [word for word in (way, timers, *rules, ", ".join(kept), *more) if word]
        return " · ".join(words)

    def timer(self, journey: str, name: str) -> str:
        """What a timer does, in the words it was written in."""
        plan = self.plans.get(journey)
        return unnumbered(timer_label(plan, name)) if plan else name

    # ── why ──

    def why(self, report: Report) -> None:
        """What an input did by rules of the customer and in each run, and what it passed over, or why nobody
        took it.
        """
        rules = report.get("rules", [])
        if rules or report["reason"]:
            self.screen.line()
            self.screen.labelled(_ANSWERS.get(report["result"], "refused"), reasons_of(report), hang=2)
            self._rules(rules, None)
            self._engine(rules)
        for done in report["runs"]:
            # Of a run that an input passed by, only what it looked at says anything.
            if done["result"] != "not_taken" or done["considered"] or "rules" in done:
                self.because(done)

    def because(self, done: RunReport) -> None:
        """What an input did in a run: what was taken, what was looked at and passed over, what was armed and
        dropped.
        """
        self.screen.line()
        self.screen.labelled(result_of(done), [way_of(done)], hang=2)
        self.reasons(done)

    def reasons(self, done: RunReport) -> None:
        """The same, without where it led."""
        show, journey = self.screen.labelled, done["journey"]
        plan, zone = self.plans.get(journey), self.screen.zone
        self._rules(done.get("rules", ()), plan)
        self._engine(done.get("rules", ()))
        show("took", done["taken"], hang=2)
        show("known", used_again(done, self.screen.when), hang=2)
        show("not", [passed_over(item, plan, zone) for item in done["considered"]], hang=2)
        show("decided", [decided(decision) for decision in done.get("decided", ())], hang=2)
        show("fired", [self.timer(journey, name) for name in done["fired"]], hang=2)
        armed = [f"{self.timer(journey, t['name'])}: {self.screen.when(t['due'])}" for t in done["armed"]]
        show("armed", armed, hang=2)
        show("began", done.get("begun", ()), hang=2)
        show("dropped", [self.timer(journey, name) for name in done["cancelled"]], hang=2)
        show("raised", [", ".join(done["raised"])] if done.get("raised") else [], hang=2)
        show("unheard", unheard(done), hang=2)
        show("asked", [", ".join(done["asked"])] if done["asked"] else [], hang=2)
        show("goal", done.get("goals", ()), hang=2)

    def _rules(self, rules: Iterable[RuleReport], plan: Plan | None) -> None:
        """The rules that looked at an input: what they did, or why nothing."""
        for rule in rules:
            said = self._of_rule(rule, plan).removeprefix("rule ")
            self.screen.labelled("rule", [said, *([rule["reason"]] if "reason" in rule else [])], hang=2)

    def _of_rule(self, rule: RuleReport, plan: Plan | None) -> str:
        return f"{rule['label']}: {of_rule(rule, plan, self.screen.zone, self.screen.when)}"

    def _engine(self, rules: Iterable[RuleReport]) -> None:
        if self.engine:
            self.screen.labelled("engine", by_reference(rules), hang=2)

    # ── what went out ──

    def message(self, message: Message, now: datetime) -> None:
        """A message as its customer gets it."""
        body = [
            *([message.subject, ""] if message.subject else []),
            *(message.text or message.html).splitlines(),
        ]
        head = f"{message.channel} to {message.to or message.customer}, {self.screen.when(now)}"
        self.screen.line()
        self.screen.frame(head, f"{message.notification} · {message.id}", body)

    def emitted(self, event: Emitted) -> None:
        """An event that went to the outside."""
        self.screen.labelled("emitted", [f"{event.event}({listed(event.payload)})"], hang=2)

    # ── history ──

    def history(self, entries: Iterable[HistoryEntry], *, why: bool = False) -> None:
        """Everything that happened, oldest first; `why` tells below each line what was looked at."""
        self.screen.line()
        for entry in entries:
            told = self.told(entry)
            if not told or (entry.kind == "contact" and is_plain(entry.document) and not why):
                continue
            when = self.screen.when(entry.at, year=True)
            for line in wrapped(f"{when:<21}  {told}", WIDTH - 2, 25):
                self.screen.line(f"  {line}")
            if why and entry.kind == "contact":
                self.screen.labelled("not", why_so(entry.document), hang=2)
                self.screen.line()
            elif why and (done := entry.document.get("report")):
                self.reasons(done)
                self.screen.line()

    def told(self, entry: HistoryEntry) -> str:
        """One line for a line of history; empty where it only tells why no rule did anything."""
        document = entry.document
        match entry.kind:
            case "message":
                return of_message(document, self.screen.when)
            case "contact":
                return of_contact(document, self.screen.when)
            case "note":
                return f"note: {document['text']}"
            case "emitted":
                return f"emitted {document['event']}({listed(document['payload'])})"
            case "called":
                problem = document["problem"] or document["failure"]
                result = _REPLIES.get(document["result"], document["result"])
                return f"called {document['service']}: {result}" + (problem and f" ({problem})")
            case "dismiss":
                return f"dismissed: {document['incident']}"
            case "retry" if "incident" in document:
                return f"tried again: {document['incident']}"
            case "segments":
                changes = (("entered", document["entered"]), ("left", document["left"]))
                return "; ".join(f"{what} {', '.join(names)}" for what, names in changes if names)
            case "rules":
                did = (rule for rule in document["rules"] if rule["result"] not in {"incomplete", "channel"})
                return "; ".join(self._of_rule(rule, None) for rule in did)
        done = document.get("report")
        said = _input_words(document.get("input") or {}, entry.kind)
        if not done:
            result, reason = document.get("result", ""), document.get("reason", "")
            noted = ", ".join((document.get("input") or {}).get("fields", ()))
            told = f"{said}: {_ANSWERS.get(result, result)}"
            if reason:
                return f"{told} ({reason})"
            return f"{told} {noted}".rstrip()
        told = f"{result_of(done)} {self.did(done)}"
        if entry.kind in {"merge", "unmerge"} and "reason" in done:
            told = f"{result_of(done)} {done['run']} ({done['reason']})"
        return told if entry.kind == "timer" else f"{said}: {told}"


def way_of(done: RunReport) -> str:
    """The places that a run was in, and those it came to."""
    entered = done.get("entered", [])
    before = done["path"][: len(done["path"]) - len(entered)]
    return " -> ".join([", ".join(before), *entered] if before else entered)


def result_of(done: RunReport) -> str:
    """The word for what happened to a run."""
    if any("remind" in name.split("/")[:2] or name.startswith("pause_remind") for name in done["fired"]):
        return "reminded"
    if done["result"] == "stayed" and done["set"]:
        return "kept"
    return _RESULTS.get(done["result"], done["result"]).replace("_", " ")


def rules_fired(done: Mapping[str, Any]) -> list[str]:
    """The rules that did something, of a report or of what it says of a run."""
    return [unnumbered(rule["label"]).removeprefix("rule ") for rule in fired(done.get("rules", ()))]


def reasons_of(report: Report) -> list[str]:
    """Why an input was not taken, with its faults, in one line."""
    faults = [fault for fault in report["faults"] if fault not in report["reason"]]
    return (
        [": ".join([report["reason"], *(["; ".join(faults)] if faults else [])])] if report["reason"] else []
    )


def _customer_of(run: str) -> str:
    return run.partition("/")[2].rpartition("/")[0]


def _written_at(name: str, value: Json, fields: Mapping[str, Type], screen: Screen) -> str:
    """The value of a field of the context as it is written; `name` is its path."""
    if value == MASK:
        return MASK
    first, *rest = name.split(".")
    declared = fields.get(first)
    for part in rest:
        inner = required(declared) if declared else None
        declared = inner.fields.get(part) if isinstance(inner, RecordType) else None
    return written(value, declared, screen.zone) if declared else shown(value)


def _input_words(given: Mapping[str, Json], kind: str) -> str:
    by = f" from {given['channel']}" if given.get("channel") else ""
    who = f" by {given['by']}" if given.get("by") else ""
    match kind:
        case "event":
            return f"on {given.get('name')}{by}"
        case "answer":
            return f"answer{by}"
        case "profile":
            return "customer"
        case "start":
            return f"start {given.get('journey')}{by}"
        case "operator":
            reason = f" ({given['reason']})" if given.get("reason") else ""
            return f"{given.get('command')}{who}{reason}"
        case "task":
            return f"task {given.get('action')}{who}"
        case "merge":
            return f"merged with {given.get('other')}{who}"
        case "unmerge":
            return f"parted again{who}"
        case "call":
            return f"call {given.get('result')}".replace("_", " ")
        case "delivery":
            return f"{given.get('notification')}.{given.get('outcome')}"
        case "outcome":
            return f"{given.get('name')} = {shown(given.get('value'))}"
        case _:
            return kind
