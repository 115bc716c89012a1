"""Messages as customers get them, in every language and on every channel, with made-up values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Literal

from journeyc.documentation.collection import Entry
from journeyc.expression.evaluation import Scope
from journeyc.expression.samples import LINK, MOMENT, sample_fields
from journeyc.expression.types import TEXT, Type, required
from journeyc.expression.values import Json
from journeyc.ir.model import Notification
from journeyc.ir.profile import customer_defaults
from journeyc.ir.types import field_types, type_table
from journeyc.runtime.notices import FALLBACK_LANGUAGE, PARTS, Notice, WordingProblem
from journeyc.runtime.plan import plan_of
from journeyc.story.spoken import spoken
from journeyc.template.sms import sms

#: What readers see of the link: the rest of it says nothing to them.
SHOWN_LINK = "https://example.org/resume/…"
#: How a message looks, by words in the name of its channel.
Look = Literal["sms", "email", "push", "letter", "plain"]
_LOOKS: Mapping[str, Look] = {
    "sms": "sms",
    "mms": "sms",
    "rcs": "sms",
    "whatsapp": "sms",
    "email": "email",
    "mail": "email",
    "push": "push",
    "letter": "letter",
    "post": "letter",
}
_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
_LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in one language as these channels carry it. `html` is set where it has any; `parts` says in
    how many short messages it is sent; `problem` says why it could not be rendered.
    """

    language: str
    language_name: str
    channels: tuple[str, ...]
    look: Look
    subject: str
    text: str
    html: str
    length: int
    parts: int
    problem: str


def letters(entry: Entry) -> dict[str, tuple[Letter, ...]]:
    """What the messages of a journey say, by their names: in each language and over each channel; those that
    carry the same stand together.
    """
    known = customer_defaults(entry.package.declarations.customer)
    zone = _zone(entry, known)
    sent = entry.definition.declarations.notifications
    return {item.name: tuple(_together(_Post(entry, item, zone).letters())) for item in sent}


def language_name(code: str) -> str:
    """`de` as `German`; the code itself where it has no name here."""
    return _LANGUAGES.get(code.partition("-")[0], code)


class _Post:
    """Renders one message."""

    def __init__(self, entry: Entry, item: Notification, zone: tzinfo) -> None:
        declared = entry.package.declarations
        types = type_table(declared)
        self._item, self._notice = item, Notice(item, types)
        customer = field_types(declared.customer.fields, types)
        known = customer_defaults(declared.customer)
        unknown = {name: kind for name, kind in customer.items() if name not in known}
        self._profile = {**known, **sample_fields(unknown, MOMENT)}
        self._arguments = sample_fields(field_types(item.parameters, types), MOMENT)
        self._has_language = _speaks(customer.get(_LANGUAGE))
        self._zone = zone
        written = [text.language for text in item.texts if text.language]
        spoken_here = entry.journey.languages or (FALLBACK_LANGUAGE,)
        self._languages = tuple(dict.fromkeys([*spoken_here, *written]))

    def letters(self) -> Iterator[Letter]:
        for language in self._languages:
            for channel in self._item.channels:
                yield self._letter(language, channel)

    def _letter(self, language: str, channel: str) -> Letter:
        profile = {**self._profile, _LANGUAGE: language} if self._has_language else self._profile
        values = {**self._arguments, "customer": profile, "resume_link": LINK}
        said, problem = dict.fromkeys(PARTS, ""), ""
        for part in PARTS:
            variant = self._notice.chosen(part, language, channel)
            if variant is None:
                continue
            try:
                said[part] = variant.rendered(
                    values, self._notice.fields, self._languages[0], self._zone, html=part == "html"
                )
            except WordingProblem as error:
                problem = str(error)
        look = _look(channel)
        return Letter(
            language,
            language_name(language),
            (spoken(channel),),
            look,
            said["subject"] if look in {"email", "push", "letter", "plain"} else "",
            said["text"].replace(LINK, SHOWN_LINK),
            said["html"].replace(LINK, SHOWN_LINK) if look == "email" else "",
            len(said["text"]),
            sms(said["text"]).parts if _counts_parts(channel) and said["text"] else 0,
            problem,
        )


def _speaks(kind: Type | None) -> bool:
    return kind is not None and required(kind) is TEXT


def _zone(entry: Entry, profile: Mapping[str, Json]) -> tzinfo:
    if not entry.page:
        return UTC
    return plan_of(entry.definition).zone(Scope({}, dict(profile), {}, MOMENT, UTC))


def _look(channel: str) -> Look:
    return next((_LOOKS[word] for word in spoken(channel).lower().split() if word in _LOOKS), "plain")


def _counts_parts(channel: str) -> bool:
    """Whether messages go out in parts; other channels that look alike send them as one."""
    return "sms" in spoken(channel).lower().split()


def _together(found: Iterator[Letter]) -> Iterator[Letter]:
    alike: dict[tuple[str | int, ...], Letter] = {}
    for one in found:
        key = (one.language, one.look, one.subject, one.text, one.html, one.parts, one.problem)
        before = alike.get(key)
        alike[key] = replace(one, channels=(*before.channels, *one.channels)) if before else one
    yield from alike.values()
