"""The categories of messages, and the consents that name one."""

from journeyc.compiler import syntax
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.diagnostic import Edit
from journeyc.expression.node import Node
from journeyc.expression.syntax import Word
from journeyc.source import Span

#: The category of notifications that name none.
SERVICE = "service"
#: Messages of this category pass all clauses of policies that do not name it.
TRANSACTIONAL = "transactional"
CATEGORIES = (SERVICE, "marketing", TRANSACTIONAL)


def category_of(node: syntax.Notification) -> str:
    """The category of a notification: `service`, `marketing` or `transactional`."""
    for setting in node.settings:
        if setting.name == "category" and isinstance(setting.value, Word):
            return setting.value.text
    return SERVICE


def holds_for(clause: syntax.Quiet | syntax.Cap | syntax.Consent, kind: str) -> bool:
    """Whether a clause of a policy holds for messages of a category."""
    named = None if isinstance(clause, syntax.Quiet) else clause.category
    return named.text == kind if named else kind != TRANSACTIONAL


def category(reporter: Reporter, word: Word) -> None:
    """Say a category that is none."""
    if word.text not in CATEGORIES:
        reporter.undefined(word, "category", CATEGORIES, f"the categories are {', '.join(CATEGORIES)}")


def consented(place: Place, item: syntax.Consent) -> None:
    """Check the category and the channels of a consent.

    The category is told from a channel by its place alone, so what is wrong there is looked at in words.
    """
    word, channels = item.category, item.channels
    if word is not None and _means_channel(place, word):
        channels = _row_of_channels(place, word, channels)
    elif word is not None:
        category(place.reporter, word)
    elif _only_category(place, channels[0]):
        cure = f"a category stands before the channels: `consent {channels[0].text} sms, email needs …`"
        place.reporter.undefined(channels[0], "channel", (), cure)
        channels = channels[1:]
    place.channels(channels)


def _row_of_channels(place: Place, first: Word, others: list[Word]) -> list[Word]:
    """Say what is wrong with a channel where a category may stand; the channels that are meant."""
    reporter, second = place.reporter, others[0]
    row, between = Span(first.start, second.end), Span(first.end, second.end)
    at: Node | Span = second
    if _only_category(place, second):
        order = f"{second.text} {first.text}"
        message = f"`{first.text}` stands before `{second.text}`, where it comes after it"
        at, cure, edit, meant = row, f"write `{order}`", Edit(row, order), [first, *others[1:]]
    elif first.text == second.text:
        message, cure = f"`{second.text}` stands here twice in a row", "remove one of them"
        edit, meant = Edit(between, ""), others
    else:
        message, cure = f"`,` is missing before `{second.text}`", "write `,` here"
        edit, meant = Edit(Span(first.end, first.end), ","), [first, *others]
    # Over the end of a line an edit may take a comment with it.
    edits = (edit,) if "\n" not in reporter.source.slice(row) else ()
    reporter.error("syntax-error", at, message, cure, edits=edits)
    return meant


def _only_category(place: Place, word: Word) -> bool:
    return word.text in CATEGORIES and word.text not in place.names.channels


def _means_channel(place: Place, word: Word) -> bool:
    known = place.names.channels
    if word.text in CATEGORIES:
        return False
    return word.text in known or place.reporter.near(word.text, [*CATEGORIES, *known]) in known
