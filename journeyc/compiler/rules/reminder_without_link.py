"""A reminder that calls the customer back and does not say where to."""

import re

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.names import RESUME_LINK, Names
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label

NAME = "reminder-without-link"

#: An address or a telephone number in the text is another way back.
_ANOTHER_WAY = re.compile(r"\w\.[a-z]{2,}|@|\d[\d ()/-]{3,}\d")
#: A field that holds one.
_HOLDS_ONE = re.compile(r"link|url|phone|number|address|site|page", re.IGNORECASE)


def check(facts: Facts) -> None:
    """Say reminders of a pause without a link back, on channels on which nobody can answer."""
    for journey in facts.journeys:
        for pause in journey.node.pauses:
            for item in pause.reminders:
                node, reporter = facts.names.notifications[item.notification.text]
                if _leads_nowhere(facts.names, node):
                    message = f"`{node.name.text}` reminds the customer, and has no link that leads back"
                    cure = f"show it in the text: `{{{{ {RESUME_LINK} }}}}`"
                    labels = (Label(reporter.source, span_of(node.name), "its texts are here"),)
                    journey.say(NAME, item.notification, message, cure, labels=labels)


def _leads_nowhere(names: Names, node: syntax.Notification) -> bool:
    """Whether no text of a notification tells a way back, and no channel of it takes an answer."""
    if any("ask" in names.abilities(channel.text) for channel in node.channels):
        return False
    texts = [message.text.value for message in node.messages if message.part != "subject"]
    # What the company puts into a text may be a way back.
    given = any(field.name.text in text for field in node.parameters for text in texts)
    return not given and not any(
        RESUME_LINK in text or _ANOTHER_WAY.search(_words(text)) or _HOLDS_ONE.search(_values(text))
        for text in texts
    )


def _words(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL)


def _values(text: str) -> str:
    return " ".join(re.findall(r"\{\{.*?\}\}", text, flags=re.DOTALL))
