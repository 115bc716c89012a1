"""A text that is the same, word for word, in two languages."""

import re
from collections.abc import Iterable

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, Said
from journeyc.compiler.facts.texts import fixed
from journeyc.compiler.languages import first_ones

NAME = "untranslated-text"

#: Single words may well be the same; no whole sentence is.
_FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{2,}")

Text = syntax.Say | syntax.Message


def check(facts: Facts) -> None:
    """Say texts for a language that repeat the one for another or for no language."""
    # A text without a language is in one of these.
    first = first_ones(facts.names)
    for node in facts.of_kind(syntax.Notification):
        _check(facts, node.messages, first)
    for journey in facts.journeys:
        for step in journey.places.values():
            if isinstance(step, syntax.Step):
                _check(journey, [item for item in step.items if isinstance(item, syntax.Say)], first)


def _check(said: Said, texts: Iterable[Text], firsts: frozenset[str]) -> None:
    written: dict[tuple[str, ...], Text] = {}
    for text in texts:
        words = " ".join(text.text.value.split())
        channels = sorted(word.text for word in text.channels)
        first = written.setdefault((_part(text), words, *channels), text)
        # Hardly any text is there twice, so that its words need not be counted.
        differ = first is not text and _differ(first, text, firsts)
        if differ and len(_WORD.findall(fixed(words))) >= _FEWEST_WORDS:
            here, there = (first, text) if text.language is None else (text, first)
            message = f"`{_spoken(here)}` says the same, word for word, as `{_spoken(there)}`"
            labels = (said.label(there, "the same words"),)
            said.say(NAME, here, message, "translate it, or leave it out", labels=labels)


def _part(text: Text) -> str:
    return text.part if isinstance(text, syntax.Message) else "say"


def _spoken(text: Text) -> str:
    return f"{_part(text)} {text.language.text}" if text.language else _part(text)


def _differ(one: Text, other: Text, firsts: frozenset[str]) -> bool:
    """Whether two texts are for languages that differ: not just a language as two countries speak it."""
    if one.language is None or other.language is None:
        language = one.language or other.language
        return language is not None and language.text not in firsts
    return one.language.text.partition("_")[0] != other.language.text.partition("_")[0]
