"""A notification rendered as the runtime does it, for each language and each of its channels."""

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import NamedTuple

from journeyc.cli.preview.found import Found
from journeyc.cli.preview.given import Given
from journeyc.compiler import syntax
from journeyc.expression.evaluation import Scope
from journeyc.expression.node import Node
from journeyc.expression.types import TEXT, required
from journeyc.expression.values import Json
from journeyc.ir import definition_of, model, type_table
from journeyc.runtime.core.completing import IncompleteError, arguments_of, expiry_of
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.notices import FALLBACK_LANGUAGE, PARTS, Notice, WordingProblem
from journeyc.runtime.plan import plan_of
from journeyc.template.reading import missing

_LANGUAGE = "language"
_GIVE = "give it a value, or have the text do without: `{% if … is set %}` or `| default('…')`"
_LESS = "show less of it: with `shorten`, in fewer loops, or with fewer decimals"


class Part(NamedTuple):
    """A subject, text or html: the variant that was taken, and what became of it; `text` is None where it
    cannot be rendered.
    """

    message: syntax.Message
    text: str | None


class Letter(NamedTuple):
    """A message in one language, as these channels carry it; `parts` by name, those that there are."""

    language: str
    channels: tuple[str, ...]
    parts: dict[str, Part]


class Finding(NamedTuple):
    """What cannot be rendered, where that is written, and how it is mended."""

    problem: str
    help: str
    node: Node


class Preview(NamedTuple):
    """Everything a notification looks like; `expires` is the instant, if it has one, and `zone` that of all
    times.
    """

    letters: list[Letter]
    findings: list[Finding]
    expires: str | None
    zone: tzinfo


def languages_of(found: Found) -> tuple[str, ...]:
    """Those that the journey speaks, and those that texts are written in besides."""
    spoken = found.journey.languages if found.journey else ()
    written = [text.language for text in found.notification.texts if text.language]
    return tuple(dict.fromkeys([*(spoken or [FALLBACK_LANGUAGE]), *written]))


def preview(found: Found, given: Given, languages: tuple[str, ...], channels: tuple[str, ...]) -> Preview:
    """Render a notification in these languages and for these channels."""
    types, plan = type_table(found.package.declarations), _plan(found)
    sent, notice = plan.notices[found.notification.name], Notice(found.notification, types)
    zone = plan.zone(Scope({}, given.profile, {}, given.at, UTC))
    try:
        arguments = arguments_of(sent, given.arguments, given.profile, given.at, zone)
        expires = expiry_of(sent, arguments, given.profile, given.at, zone)
    except IncompleteError as problem:
        findings = [Finding(str(problem), "give a value with which it can be computed", found.node.name)]
        return Preview([], findings, None, zone)
    spoken = plan.customer_fields.get(_LANGUAGE)
    has_language = spoken is not None and required(spoken) is TEXT
    rendering = _Rendering(notice, _messages(found.node), languages_of(found)[0], zone)
    letters: list[Letter] = []
    for language in languages:
        # A customer who reads this language has it.
        profile = {**given.profile, _LANGUAGE: language} if has_language else given.profile
        values = {**arguments, "customer": profile, "resume_link": given.link}
        letters += _letters(rendering, language, channels, values)
    return Preview(letters, rendering.findings, expires, zone)


def _plan(found: Found) -> Plan:
    """The plan of the journey that sends it, or of one that does nothing else."""
    nowhere = model.Place(file=found.source.name, line=1, column=1)
    notify = model.Notify(notification=found.notification.name, place=nowhere)
    sent = model.End(name="sent", title="", outcome="neutral", effects=(notify,), place=nowhere)
    start = model.PlainStart(target=sent.name, place=nowhere)
    nobody = model.Journey(name="", title="", starts=(start,), nodes=(sent,), place=nowhere)
    return plan_of(definition_of(found.package, found.journey or nobody))


#: The texts of a notification as written, by part, language and channel.
_Messages = dict[tuple[str, str | None, str | None], syntax.Message]


def _messages(node: syntax.Notification) -> _Messages:
    found: _Messages = {}
    for message in node.messages:
        language = message.language.text if message.language else None
        channels: list[str | None] = [word.text for word in message.channels]
        for channel in channels or [None]:
            found.setdefault((message.part, language, channel), message)
    return found


class _Rendering:
    """Renders parts of one notification, and keeps what cannot be; each text that cannot is said once."""

    def __init__(self, notice: Notice, messages: _Messages, language: str, zone: tzinfo) -> None:
        self._notice, self._messages, self._default, self._zone = notice, messages, language, zone
        self._said: dict[int, Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        return [self._said[start] for start in sorted(self._said)]

    def parts(self, language: str, channel: str, values: Mapping[str, Json]) -> Iterator[tuple[str, Part]]:
        for name in PARTS:
            variant = self._notice.chosen(name, language, channel)
            if variant is None:
                continue
            message = self._messages[name, variant.language, next(iter(variant.channels), None)]
            text = None
            try:
                text = variant.rendered(
                    values, self._notice.fields, self._default, self._zone, html=name == "html"
                )
            except WordingProblem as problem:
                cure = _GIVE if missing(variant.template, values) else _LESS
                self._said.setdefault(message.start, Finding(f"{name}: {problem}", cure, message.text))
            yield name, Part(message, text)


def _letters(
    rendering: _Rendering, language: str, channels: tuple[str, ...], values: Mapping[str, Json]
) -> list[Letter]:
    """What channels carry in a language; those that carry the same stand together."""
    alike: dict[tuple[tuple[int, str | None], ...], Letter] = {}
    for channel in channels:
        parts = dict(rendering.parts(language, channel, values))
        if not parts:
            continue
        key = tuple((part.message.start, part.text) for part in parts.values())
        letter = alike.get(key, Letter(language, (), parts))
        alike[key] = letter._replace(channels=(*letter.channels, channel))
    return list(alike.values())
