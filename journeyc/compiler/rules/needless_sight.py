"""A queue or bot that says it sees what everybody sees."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.repeats import dotted

NAME = "needless-sight"


def check(facts: Facts) -> None:
    """Say fields that a queue or bot sees by declaration, and that are not private."""
    customer = facts.names.customer
    private = {field.name.text: field.private for field in customer.node.fields} if customer else {}
    for worker in facts.of_kind(syntax.Worker):
        for path in worker.sees:
            if not private.get(path[-1].text, True):
                message = f"`{dotted(path)}` is not private, so every task shows it"
                cure = f"leave it out, or declare it `private {path[-1].text}`"
                facts.say(NAME, path[-1], message, cure)
