"""The words on a picture: conditions, times and effects as a reader wants them."""

import re
import unicodedata

from journeyc.expression.tree import Literal, Read
from journeyc.ir.model import (
    Effect,
    Emit,
    Guard,
    Note,
    Notify,
    Outcome,
    Raise,
    Remind,
    Set,
    StartJourney,
    Timer,
)
from journeyc.ir.walk import parts

#: What changes the direction of the text around it: it could make one name look like another.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NONCHARACTERS = frozenset("\ufffe\uffff")
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_SIGNS = ((">=", "≥"), ("<=", "≤"), ("!=", "≠"))
MASKED = '"•••"'


def clean(text: str) -> str:
    """An author's text on one line, without characters that are no text or that reorder what is around
    them.
    """
    kept = "".join(
        character
        for character in text.encode("utf-8", "replace").decode("utf-8")
        if character not in _OVERRIDES
        and character not in _NONCHARACTERS
        and (character.isspace() or unicodedata.category(character) != "Cc")
    )
    return " ".join(kept.split())


def spaced(name: str) -> str:
    """A name as words: `web_chat` is `web chat`."""
    return clean(name.replace("_", " "))


def condition(guard: Guard, private: frozenset[str]) -> str:
    """A guard as written, with mathematical signs; constants beside a private field of the customer
    are masked.
    """
    masks = _reads_private(guard, private)
    pieces = _QUOTED.split(clean(guard.text))
    shown = "".join(
        (MASKED if masks else piece) if piece.startswith('"') else _signs(piece) for piece in pieces
    )
    return _without_constants(shown, guard) if masks else shown


def _reads_private(guard: Guard, private: frozenset[str]) -> bool:
    reads = (node for node in parts(guard.expression) if isinstance(node, Read) and node.root == "customer")
    return any(read.path[0] in private for read in reads)


def _without_constants(shown: str, guard: Guard) -> str:
    """The text without the numbers in it: beside a private field they are as telling as quoted text."""
    constants = any(isinstance(node, Literal) for node in parts(guard.expression))
    return re.sub(r"(?<![\w.])\d[\w.:,-]*", "•••", shown) if constants else shown


def _signs(text: str) -> str:
    for written, sign in _SIGNS:
        text = text.replace(written, sign)
    return text


def moment(timer: Timer) -> str:
    """When a timer fires: `after 48 hours`, `at dispute.deadline`."""
    text = clean(timer.text)
    word = "at" if timer.at is not None else "every" if timer.every is not None else "after"
    said = text if text.startswith(f"{word} ") else f"{word} {text}"
    return f"{said}, at most {timer.times} times" if timer.times is not None else said


def reminder(remind: Remind) -> str:
    """A nudge and its delays: `come_back after 1 day, 3 days`."""
    delays = ", ".join(
        clean(text).removeprefix("after ").replace(" ", "\N{NO-BREAK SPACE}") for text in remind.texts
    )
    return f"{clean(remind.notification)} after {delays}" if delays else clean(remind.notification)


def outcome(item: Outcome) -> str:
    """The result of a call or the end of a sub-journey: `ok`, `fails refused`, `no answer`."""
    kind = item.kind.replace("_", " ")
    return f"{kind} {clean(item.name)}" if item.name and item.kind != "ok" else kind


def effect(item: Effect) -> str:
    """An effect in words: `notify dispute_won`, `set won = true`."""
    match item:
        case Notify():
            return f"notify {clean(item.notification)}"
        case Set():
            return f"set {clean('.'.join(item.path))} = {clean(item.text)}"
        case Raise() | Emit():
            return f"{item.kind} {clean(item.event)}"
        case StartJourney():
            return f"start {clean(item.journey)}"
        case Note():
            return "note"


def listed(words: tuple[str, ...] | list[str], last: str = "or") -> str:
    """Words in a row: `web, chat or voice`."""
    cleaned = [clean(word) for word in words]
    return (
        f" {last} ".join(part for part in (", ".join(cleaned[:-1]), cleaned[-1]) if part) if cleaned else ""
    )
