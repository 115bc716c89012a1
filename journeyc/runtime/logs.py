"""What is logged, with the standard library: one logger for each room, whose records say in fields of their
own what they are about. No value of a customer is in them, nor any word of a channel, a service or an author.
"""

import logging
from typing import Any

from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.core.inputs import Input, Together
from journeyc.runtime.core.written import kind_of_input
from journeyc.runtime.delivery import Attempt
from journeyc.runtime.ports import Outgoing, Unsent, kind_of

#: Nothing is written unless the program says where to.
logging.getLogger("journeyc").addHandler(logging.NullHandler())

INPUTS = logging.getLogger("journeyc.inputs")
OUTBOX = logging.getLogger("journeyc.outbox")
WORKER = logging.getLogger("journeyc.worker")
TELEMETRY = logging.getLogger("journeyc.telemetry")

#: The fields that a record may have, and what they are.
FIELDS = {
    "run": "the id of a run",
    "journey": "the name of its journey",
    "customer": "the key of a customer",
    "input": "the id of an input",
    "kind": "what it is: an `event`, an `answer`, `time`; or what left: a `message`, a `call`",
    "result": "what came of an input, for all or for one run",
    "because": "why it was not taken, in one word",
    "steps": "the steps that a run came to",
    "incident": "the id of an incident",
    "effect": "the id of what left",
    "outlet": "over which channel, to which service",
    "state": "what became of it",
    "attempt": "the number of the try",
}
_UNTOUCHED = frozenset({"not_taken", "stale"})


def tell_input(given: Input | Together, report: Report, incidents: tuple[Incident, ...] = ()) -> None:
    """What came of an input, and of each run that it was about. What is refused is the program's to mend."""
    for incident in incidents:
        about = {"run": incident["run"], "input": given.id, "incident": incident["id"]}
        INPUTS.warning("an incident in `%s`: `%s`", incident["run"], incident["id"], extra=about)
    level = logging.INFO if report["result"] in {"refused", "ambiguous"} else logging.DEBUG
    if not INPUTS.isEnabledFor(level):
        return
    kind = kind_of_input(given)
    own = {"input": given.id, "kind": kind}
    told = {**own, "result": report["result"], "because": report["because"]}
    INPUTS.log(level, "%s `%s` is %s", kind, given.id, report["result"], extra=told)
    for run in report["runs"]:
        if run["result"] in _UNTOUCHED or not INPUTS.isEnabledFor(logging.DEBUG):
            continue
        about = {"run": run["run"], "journey": run["journey"], "result": run["result"]}
        steps = {"steps": run.get("entered", [])}
        INPUTS.debug("`%s` is %s", run["run"], run["result"], extra={**own, **about, **steps})


def tell_carried(tried: Attempt) -> None:
    """What became of something that was carried. What the other side says of it may be private; the history
    of the customer has it.
    """
    state: str = tried.state
    # A call that nobody has answered is over, too: whether there is another is for its journey to say.
    if state == "delivered" and tried.problem:
        state = "over with a problem"
    level = logging.DEBUG if state == "delivered" else logging.INFO
    if not OUTBOX.isEnabledFor(level):
        return
    outgoing = tried.outgoing
    kind = kind_of(outgoing)
    about = {
        "kind": kind, "effect": outgoing.id, "run": outgoing.run, "customer": outgoing.customer,
        "outlet": outgoing.outlet, "state": tried.state, "attempt": tried.attempts, **_journey(outgoing),
    }  # fmt: skip
    OUTBOX.log(level, "%s `%s` is %s, attempt %d", kind, outgoing.id, state, tried.attempts, extra=about)


def _journey(outgoing: Outgoing) -> dict[str, Any]:
    return {} if isinstance(outgoing, Unsent) else {"journey": outgoing.journey}
