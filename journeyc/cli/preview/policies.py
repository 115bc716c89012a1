"""What the policies of a project say of a notification, in the words they are written in."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc.cli.preview.found import Found
from journeyc.compiler import syntax
from journeyc.compiler.categories import holds_for
from journeyc.compiler.wording import spaced


class Concern(NamedTuple):
    """A clause of a policy that concerns a notification; `kind` is `quiet`, `cap` or `consent`."""

    policy: str
    kind: str
    text: str
    file: str
    line: int


def concerns(found: Found) -> Iterator[Concern]:
    """The clauses of all policies that hold for a notification, in the order of the policies' names."""
    for name, declared in sorted(found.checked.names.policies.items()):
        source = declared.reporter.source
        for item in declared.node.items:
            if _holds(item, found):
                line, _ = source.position(item.start)
                kind = type(item).__name__.lower()
                text = " ".join(spaced(source.text[item.start : item.end]).split())
                yield Concern(name, kind, text, source.name, line)


def _holds(item: syntax.Quiet | syntax.Cap | syntax.Consent, found: Found) -> bool:
    if isinstance(item, syntax.Consent) and not any(
        word.text in found.notification.channels for word in item.channels
    ):
        return False
    return holds_for(item, found.notification.category)
