"""A language of the journey in which something is not said."""

from collections.abc import Iterator, Sequence

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.texts import wordless
from journeyc.compiler.languages import first_ones, spoken
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Word

NAME = "missing-text"

Texts = Sequence[syntax.Say | syntax.Message]


def check(facts: Facts) -> None:
    """Say steps and notifications that lack a text for a language their journey speaks."""
    # A text without a language is in the first one of whoever sends it.
    defaults = first_ones(facts.names)
    said: set[str] = set()
    for journey in facts.journeys:
        languages = spoken(journey.node)
        if len(languages) > 1:
            _steps(journey, languages)
            _notifications(facts, journey, [one for one in languages if one not in defaults], said)


def _steps(journey: JourneyFacts, languages: list[str]) -> None:
    for step in journey.places.values():
        if not isinstance(step, syntax.Step):
            continue
        says = [item for item in step.items if isinstance(item, syntax.Say)]
        lacking = [*_lacking("say", says, languages[1:]), *_overridden("say", says, languages)]
        if lacking:
            message = _message(step.name, lacking, journey)
            journey.say(NAME, says[0], message, _cure(lacking))


def _notifications(facts: Facts, journey: JourneyFacts, languages: list[str], said: set[str]) -> None:
    first: dict[str, Word] = {}
    for sending in journey.sendings:
        first.setdefault(sending.name.text, sending.name)
    for name, word in first.items():
        node, reporter = facts.names.notifications[name]
        lacking = [
            text
            for part in ("subject", "text", "html")
            for texts in [[one for one in node.messages if one.part == part]]
            if texts
            for text in (*_lacking(part, texts, languages), *_overridden(part, texts, languages))
        ]
        if not lacking or name in said:
            continue
        said.add(name)
        message = _message(node.name, lacking, journey)
        if reporter is facts.reporter:
            facts.say(NAME, node.name, message, _cure(lacking))
        else:
            labels = (Label(reporter.source, span_of(node.name), "its texts are here"),)
            facts.say(NAME, word, message, _cure(lacking), labels=labels)


def _lacking(part: str, texts: Texts, languages: list[str]) -> Iterator[str]:
    """The texts that are not there for some language at all; what has no words needs no translation."""
    there = {text.language.text for text in texts if text.language}
    lacking = [language for language in languages if language not in there]
    if lacking and any(not wordless(text.text.value) for text in texts):
        yield from (f"{part} {language}" for language in lacking)


def _overridden(part: str, texts: Texts, languages: list[str]) -> Iterator[str]:
    """The texts for a channel that are not there for a language, so that its text for all channels is shown
    there: a language goes before a channel.
    """
    written = {
        (text.language.text if text.language else "", channel)
        for text in texts
        for channel in [word.text for word in text.channels] or [""]
    }
    channels = dict.fromkeys(word.text for text in texts for word in text.channels if not text.language)
    for channel in channels:
        for language in languages:
            if (language, "") in written and (language, channel) not in written:
                yield f"{part} {language} {'via' if part == 'say' else 'for'} {channel}"


def _message(name: Word, lacking: list[str], journey: JourneyFacts) -> str:
    languages = dict.fromkeys(text.split(" ")[1] for text in lacking)
    return f"`{name.text}` lacks {listed(lacking)}, and `{journey.node.name.text}` speaks {listed(languages)}"


def _cure(lacking: list[str]) -> str:
    part, language, *where = lacking[0].split(" ")
    if where:
        return f'a language goes before a channel: write `{part} {language} "…"` {" ".join(where)}, too'
    return f'who speaks it is shown another language: write `{part} {language} "…"`, too'
