"""Texts with their variants, and a notification made ready to be rendered."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import NamedTuple

from journeyc.expression.types import TEXT, Type
from journeyc.expression.values import Json
from journeyc.ir import model
from journeyc.ir.types import CUSTOMER, field_types
from journeyc.template import TemplateError, render

#: What a message is made of.
PARTS = ("subject", "text", "html")
#: The language of a journey that names none.
FALLBACK_LANGUAGE = "en"


class WordingProblem(Exception):  # it becomes an incident or a line of history, never an error of ours
    """A text that cannot be said, or a message that nobody can carry; the message says why."""


class Variant(NamedTuple):
    """One text, with the language and the channels it is for; None and empty mean any."""

    language: str | None
    channels: tuple[str, ...]
    template: str

    def rendered(
        self,
        values: Mapping[str, Json],
        fields: Mapping[str, Type],
        default_language: str,
        zone: tzinfo,
        *,
        html: bool = False,
    ) -> str:
        """The text with its values, of these types; WordingProblem where it cannot be said."""
        language = self.language or default_language
        try:
            return render(self.template, values, fields, language, zone=zone, html=html)
        except TemplateError as error:
            raise WordingProblem(str(error)) from None


def most_specific(variants: Iterable[Variant], language: str, channel: str | None) -> list[Variant]:
    """The best variants in written order: language and channel, then language, then channel, then the
    default.
    """
    fitting = [
        (2 * (variant.language is not None) + bool(variant.channels), variant)
        for variant in variants
        if variant.language in {None, language} and (not variant.channels or channel in variant.channels)
    ]
    best = max((rank for rank, _ in fitting), default=0)
    return [variant for rank, variant in fitting if rank == best]


class Notice:
    """The texts of a notification, with what they may show."""

    def __init__(self, notification: model.Notification, types: Mapping[str, Type]) -> None:
        self.category = notification.category
        parameters = field_types(notification.parameters, dict(types))
        self.fields = {**parameters, "customer": types[CUSTOMER], "resume_link": TEXT}
        self.variants: dict[str, list[Variant]] = {part: [] for part in PARTS}
        self.shows_link = any("resume_link" in text.template for text in notification.texts)
        for text in notification.texts:
            channels = (text.channel,) if text.channel else ()
            self.variants[text.part].append(Variant(text.language, channels, text.template))

    def chosen(self, part: str, language: str, channel: str) -> Variant | None:
        """The text of a part for a language and a channel; None where it has none."""
        return next(iter(most_specific(self.variants[part], language, channel)), None)
