"""A link back that is in one language only."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.names import RESUME_LINK

NAME = "untranslated-link"


def check(facts: Facts) -> None:
    """Say texts of notifications without the link that the same text has in another language."""
    for node in facts.of_kind(syntax.Notification):
        by_channels: dict[tuple[str, ...], list[syntax.Message]] = {}
        for one in node.messages:
            if one.part != "subject":
                channels = sorted(word.text for word in one.channels)
                by_channels.setdefault((one.part, *channels), []).append(one)
        for same in by_channels.values():
            linked = [one for one in same if RESUME_LINK in one.text.value]
            for one in same if linked else ():
                if RESUME_LINK not in one.text.value:
                    spoken = f"{one.part} {one.language.text}" if one.language else one.part
                    message = f"the link back is missing in `{spoken}` of `{node.name.text}`"
                    cure = f"show it in every language: `{{{{ {RESUME_LINK} }}}}`"
                    facts.say(NAME, one, message, cure, labels=(facts.label(linked[0], "here it is"),))
