"""The typing of what scenarios say of messages and of the channels that carry them."""

from journeyc.compiler import syntax
from journeyc.compiler.categories import TRANSACTIONAL, category_of, holds_for
from journeyc.compiler.effects import listed
from journeyc.compiler.names import NOTIFICATION_OUTCOMES, SUPPRESSED_BECAUSE, Names
from journeyc.compiler.places import Place
from journeyc.expression.environment import NOTHING
from journeyc.expression.syntax import Word
from journeyc.expression.types import UNKNOWN

#: What a channel may tell of a message after it was sent.
TOLD_LATER = ("delivered", "opened", "clicked", "failed")
#: Why policies suppress a message, and the clauses that do.
BY_POLICY = {"no_consent": syntax.Consent, "quiet_hours": syntax.Quiet, "capped": syntax.Cap}


def channel(place: Place, item: syntax.Stub) -> None:
    """Say a channel that carries no messages, or of which more is said than that it is down."""
    names, reporter, word = place.names, place.reporter, item.stands_for
    if item.kind != "down":
        message = f"`{word.text}` is a channel, and all that can be said of it is that it is down"
        reporter.error("type-mismatch", item, message, f"write `stub {word.text} is down`, or leave it out")
        if item.value is not None:
            place.inference().infer(item.value, NOTHING, UNKNOWN)
    elif word.text in names.channels:
        if "push" not in names.abilities(word.text):
            message = f"`{word.text}` carries no messages, so none can fail there"
            able = [name for name in names.channels if "push" in names.abilities(name)]
            reporter.error("channel-cannot", word, message, f"those that do are {listed(able)}")
    elif word.text in names.services or word.text in names.journeys:
        message = f"`{word.text}` is no channel"
        cure = f"of a service that does not answer write `stub {word.text} is silent`"
        if word.text in names.journeys:
            cure = f"say how it ends: `stub {word.text} ends …`"
        reporter.error("type-mismatch", word, message, cure)
    else:
        able = [name for name in names.channels if "push" in names.abilities(name)]
        reporter.undefined(word, "channel", able, "name a channel that carries messages")


def told(place: Place, item: syntax.Sent) -> None:
    """Type what a channel tells of a message: of one that is declared, and what it does not tell at once."""
    names, reporter, event = place.names, place.reporter, item.event
    of, _, what = event.text.rpartition(".")
    if of not in names.notifications:
        if of in names.segments:
            message = f"`{event.text}` comes by itself, when what is known of the customer changes"
            cure = f"send an event that changes what the condition of `{of}` asks for"
            reporter.error("misplaced-clause", event, message, cure)
            return
        near = reporter.near(of, names.notifications)
        cure = "with a dot stands what a channel tells of a message: `on reminder.opened`"
        reporter.undefined(event, "notification", [f"{near}.{what}"] if near else [], cure)
    elif what in NOTIFICATION_OUTCOMES and what not in TOLD_LATER:
        message = f"`{event.text}` comes by itself, when `{of}` is to be sent"
        cure = f"what can come later is {listed(f'{of}.{one}' for one in TOLD_LATER)}"
        reporter.error("misplaced-clause", event, message, cure)
    elif what not in TOLD_LATER:
        near = reporter.near(what, TOLD_LATER)
        cure = f"what can come later is {listed(f'{of}.{one}' for one in TOLD_LATER)}"
        reporter.undefined(event, "event", [f"{of}.{near}"] if near else [], cure)
    elif item.arguments:
        message = f"`{event.text}` says nothing more"
        reporter.error("undefined-name", item.arguments[0].name, message, "leave the parentheses out")
    elif item.channels:
        message = f"`{event.text}` comes from the channel that carried the message"
        cure = f"leave `from {item.channels[0].text}` out"
        reporter.error("misplaced-clause", item.channels[0], message, cure)


def notified(place: Place, item: syntax.Expect, name: Word) -> None:
    """Say a notification that is none, and channels that it is not sent over."""
    names, reporter = place.names, place.reporter
    declared = names.notifications.get(name.text)
    if declared is None:
        reporter.undefined(name, "notification", names.notifications, "name one that is declared")
        return
    own = [channel.text for channel in declared.node.channels]
    for channel in item.channels:
        if own and channel.text in names.channels and channel.text not in own:
            message = f"`{name.text}` is not sent over `{channel.text}`"
            reporter.error("undefined-name", channel, message, f"it is sent over {listed(own)}")


def suppressed(place: Place, item: syntax.Expect, name: Word) -> None:
    """Say a notification or a reason that is none, and one that never holds."""
    names, reporter, reason = place.names, place.reporter, item.reason
    declared = names.notifications.get(name.text)
    if declared is None:
        reporter.undefined(name, "notification", names.notifications, "name one that is declared")
    if reason is None:
        return
    if reason.text not in SUPPRESSED_BECAUSE:
        cure = f"messages are suppressed because of {listed(SUPPRESSED_BECAUSE)}"
        reporter.undefined(reason, "reason", SUPPRESSED_BECAUSE, cure)
    elif declared is not None and not item.negated and category_of(declared.node) == TRANSACTIONAL:
        possible = _possible(names)
        if reason.text not in possible:
            message = (
                f"`{name.text}` is transactional, and policies that do not name that category let it pass"
            )
            cure = f"it can be suppressed because of {listed(possible)}"
            reporter.error("type-mismatch", reason, message, cure)


def _possible(names: Names) -> list[str]:
    """Why a transactional message may be suppressed."""
    held = {
        type(item)
        for policy in names.policies.values()
        for item in policy.node.items
        if holds_for(item, TRANSACTIONAL)
    }
    return [one for one in SUPPRESSED_BECAUSE if one not in BY_POLICY or BY_POLICY[one] in held]
