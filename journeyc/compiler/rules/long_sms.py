"""A text that is far too long for one text message."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.texts import fixed
from journeyc.expression.syntax import Word

NAME = "long-sms"

#: The channel of text messages, as everybody calls it.
_SMS = "sms"
#: What one of several joined messages holds: in its own alphabet, and as soon as there is any other sign.
_SIGNS, _OTHER_SIGNS = 153, 67
_MOST_MESSAGES = 3
#: The alphabet of text messages (GSM 03.38); those in `_DOUBLE` count twice.
_ALPHABET = frozenset(
    "@+£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")
_SINGLE_AND_DOUBLE = _ALPHABET | _DOUBLE


def check(facts: Facts) -> None:
    """Say notifications of which a text would go out as more than a few text messages, whatever it shows."""
    for node in facts.of_kind(syntax.Notification):
        for channel in node.channels:
            if channel.text == _SMS:
                _check(facts, node, channel)


def _check(facts: Facts, node: syntax.Notification, channel: Word) -> None:
    lengths = [(_messages(fixed(text.text.value)), text) for text in _sent(node)]
    count, longest = max(lengths, key=lambda one: one[0], default=(0, None))
    if longest is not None and count > _MOST_MESSAGES:
        message = f"by `{_SMS}` a text of `{node.name.text}` is at least {count} messages long"
        language = f"{_language(longest)} " if longest.language else ""
        cure = f'write a short one for it: `text {language}for {_SMS} "…"`'
        facts.say(NAME, channel, message, cure, labels=(facts.label(longest, "this is long"),))


def _sent(node: syntax.Notification) -> list[syntax.Message]:
    """The texts that are sent as text messages: those for them, and in other languages those for all."""
    texts = [one for one in node.messages if one.part == "text"]
    own = [one for one in texts if any(channel.text == _SMS for channel in one.channels)]
    spoken = {_language(one) for one in own}
    return [*own, *(one for one in texts if not one.channels and _language(one) not in spoken)]


def _language(message: syntax.Message) -> str:
    return message.language.text if message.language else ""


def _messages(text: str) -> int:
    """The joined messages that some words take."""
    signs = {*text}
    if signs <= _SINGLE_AND_DOUBLE:
        length = len(text) + (sum(sign in _DOUBLE for sign in text) if signs & _DOUBLE else 0)
        return -(-length // _SIGNS)
    return -(-len(text.encode("utf-16-le")) // 2 // _OTHER_SIGNS)
