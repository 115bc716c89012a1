"""A value that must be given and that nothing reads."""

from collections.abc import Iterable

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, Said
from journeyc.compiler.facts.fields import fields_in

NAME = "unused-parameter"


def check(facts: Facts) -> None:
    """Say parameters of journeys, notifications and decisions that nothing reads."""
    for journey in facts.journeys:
        # Who works on a step is shown what the run knows, and that is what it was given, too.
        if not journey.before_workers:
            _say(
                journey, journey.node.name.text, journey.node.parameters, journey.fields.readers("parameter")
            )
    for node in facts.declarations:
        if isinstance(node, syntax.Notification | syntax.Decision) and node.parameters:
            roots = {field.name.text: "parameter" for field in node.parameters}
            read = fields_in(node, roots).readers("parameter")
            _say(facts, node.name.text, node.parameters, read)


def _say(said: Said, name: str, parameters: list[syntax.Field], read: Iterable[str]) -> None:
    for field in parameters:
        if field.name.text not in read:
            message = f"`{name}` takes `{field.name.text}`, and nothing in it reads that"
            cure = "use it, or take it out here and wherever it is given"
            said.say(NAME, field.name, message, cure)
