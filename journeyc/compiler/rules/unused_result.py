"""What a call gives is named, and the name is not used."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.fields import fields_in
from journeyc.diagnostic import Edit
from journeyc.source import Span

NAME = "unused-result"


def check(facts: Facts) -> None:
    """Say results of calls that nothing reads."""
    for node in facts.every(syntax.Outcome):
        if node.kind != "ok" or node.name is None:
            continue
        name = node.name.text
        if any(read.path[0] == name for read in fields_in(node.tail, {}).reads):
            continue
        message = f"nothing reads `{name}`, what the call gives"
        written = Span(node.start + len("ok"), node.name.end)
        edits = (Edit(written, ""),) if facts.source.slice(written).split() == ["as", name] else ()
        cure = f"keep what is needed of it: `set … = {name}`; or leave `as {name}` out"
        facts.say(NAME, node.name, message, cure, edits=edits)
