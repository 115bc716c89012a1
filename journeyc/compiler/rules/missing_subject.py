"""An e-mail without a subject."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts

NAME = "missing-subject"

#: What everybody calls the channel of e-mails.
_EMAIL = frozenset({"email", "e_mail", "mail"})


def check(facts: Facts) -> None:
    """Say notifications that go by e-mail and have no subject for it."""
    for node in facts.of_kind(syntax.Notification):
        subjects = [message for message in node.messages if message.part == "subject"]
        for channel in node.channels:
            own = (
                not one.channels or channel.text in {word.text for word in one.channels} for one in subjects
            )
            if channel.text in _EMAIL and not any(own):
                message = f"`{node.name.text}` has no subject, and goes out by `{channel.text}`"
                facts.say(NAME, channel, message, 'say what it is about: `subject "…"`')
