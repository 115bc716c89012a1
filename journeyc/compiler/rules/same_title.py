"""Steps of one journey that nobody can tell apart."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts

NAME = "same-title"


def check(facts: Facts) -> None:
    """Say steps with a title that another step of the journey has."""
    for journey in facts.journeys:
        first: dict[str, syntax.Step] = {}
        for step in journey.places.values():
            if not isinstance(step, syntax.Step):
                continue
            title = step.title.value if step.title else step.name.text.replace("_", " ")
            earlier = first.setdefault(" ".join(title.split()).casefold(), step)
            if earlier is not step:
                message = f"`{step.name.text}` has the same title as `{earlier.name.text}`"
                cure = "give each a title of its own: what is different for the customer?"
                labels = (journey.label(earlier.title or earlier.name, "the first one is here"),)
                journey.say(NAME, step.title or step.name, message, cure, labels=labels)
