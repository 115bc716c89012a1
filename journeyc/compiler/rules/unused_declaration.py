"""Something that is declared and that nothing uses."""

from journeyc.compiler.facts import Facts
from journeyc.uses import finding, unused_in

NAME = "unused-declaration"


def check(facts: Facts) -> None:
    """Say what nothing in the file uses, as far as that can be told from the file and what it imports."""
    own = next(reversed(facts.summaries))
    for one in unused_in(list(facts.summaries.values())):
        if one.file == own and facts.summaries[own]["begins"]:
            found = finding(one, facts.source)
            facts.say(NAME, found.span, found.message, found.help)
