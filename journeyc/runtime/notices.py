"""Texts with their variants, and a notification made ready to be rendered."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.types import TEXT, Type
from journeyc.expression.values import Json, encode, instant_text, shift
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
    """A notification with what its texts may show and how long it is good for."""

    def __init__(self, notification: model.Notification, types: Mapping[str, Type]) -> None:
        self.notification = notification
        self.parameters = field_types(notification.parameters, dict(types))
        self.fields = {**self.parameters, "customer": types[CUSTOMER], "resume_link": TEXT}
        self.variants: dict[str, list[Variant]] = {part: [] for part in PARTS}
        for text in notification.texts:
            channels = (text.channel,) if text.channel else ()
            self.variants[text.part].append(Variant(text.language, channels, text.template))
        self._expires = compile_expression(notification.expires) if notification.expires else None
        self._defaults = [
            (field.name, compile_expression(field.default))
            for field in notification.parameters
            if field.default is not None
        ]

    def chosen(self, part: str, language: str, channel: str) -> Variant | None:
        """The text of a part for a language and a channel; None where it has none."""
        return next(iter(most_specific(self.variants[part], language, channel)), None)

    def arguments(
        self, given: Mapping[str, Json], profile: Mapping[str, Json], at: datetime, zone: tzinfo
    ) -> dict[str, Json]:
        """What the message is sent with, and the defaults of what was left out, in declared order."""
        arguments = dict(given)
        scope = Scope({}, profile, {}, at, zone, arguments)
        for name, default in self._defaults:
            if name not in arguments:
                try:
                    arguments[name] = encode(default(scope))
                except EvaluationError as error:
                    problem = f"the default of `{name}` of `{self.notification.name}`: {error}"
                    raise WordingProblem(problem) from None
        return arguments

    def expires(
        self, arguments: Mapping[str, Json], profile: Mapping[str, Json], at: datetime, zone: tzinfo
    ) -> str | None:
        """Until when the message is worth sending; None where that is not said."""
        if self._expires is None:
            return None
        scope = Scope({}, profile, {}, at, zone, arguments)
        try:
            return instant_text(shift(at, self._expires(scope), zone))
        except (EvaluationError, OverflowError, ValueError) as error:
            raise WordingProblem(f"`expires` of `{self.notification.name}`: {error}") from None
