"""What one journey says: the lines of its steps and its notifications, in the customer's language and for a
channel.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.tree import Private
from journeyc.expression.types import Type, parse_type
from journeyc.expression.values import Json, to_instant
from journeyc.ir import Definition, model
from journeyc.ir.types import CUSTOMER
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.documents import CustomerDocument, NotifyEffect, Run
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.links import Links
from journeyc.runtime.notices import (
    FALLBACK_LANGUAGE,
    PARTS,
    Notice,
    Variant,
    WordingProblem,
    most_specific,
)
from journeyc.runtime.ports import Channel, Message
from journeyc.template.reading import reads


class _Said(NamedTuple):
    """What a step says, with what its texts may show."""

    variants: list[Variant]
    fields: Mapping[str, Type]


def _said(
    nodes: Iterable[model.Node | model.Branch], fields: Mapping[str, Type], types: Mapping[str, Type]
) -> Iterator[tuple[str, _Said]]:
    """The steps that say something, with the items of the `each` around them."""
    for node in nodes:
        if isinstance(node, model.Step) and node.says:
            variants = [Variant(say.language, say.channels, say.template) for say in node.says]
            yield node.name, _Said(variants, fields)
        inside = fields
        if isinstance(node, model.Each):
            inside = {**fields, node.item: parse_type(node.type, dict(types))}
        yield from _said(getattr(node, "nodes", ()), inside, types)


class Wording:
    """The texts of one definition, ready to be said; `links` makes the resume links in them."""

    def __init__(self, definition: Definition, plan: Plan, links: Links) -> None:
        journey, declared = definition.journey, definition.declarations
        self.plan = plan
        self.aliases = frozenset(field.name for field in declared.customer.fields if field.alias)
        #: Over these its messages and calls may leave.
        self.outlets = frozenset(
            [f"message:{channel}" for one in declared.notifications for channel in one.channels]
            + [f"call:{one.name}" for one in declared.services]
        )
        self._links = links
        self._notices = {item.name: Notice(item, plan.types) for item in declared.notifications}
        fields = {**plan.parameters, **plan.context_fields, "customer": plan.types[CUSTOMER]}
        self._says = dict(_said(journey.nodes, fields, plan.types))
        self._default_language = next(iter(journey.languages), FALLBACK_LANGUAGE)

    def says(
        self,
        step: str,
        items: Mapping[str, Json],
        run: Run,
        customer: CustomerDocument,
        channel: str | None,
        now: datetime,
    ) -> tuple[list[str], list[str]]:
        """What a step says on a channel, of these `items` of the `each` around it; and the problems of the
        lines that cannot be said.
        """
        said = self._says.get(step)
        if said is None:
            return [], []
        profile = self.plan.profile(customer["id"], customer["profile"])
        values = {**run.get("parameters", {}), **run["context"], **items, "customer": profile}
        zone = self._zone(run, profile, now)
        lines: list[str] = []
        problems: list[str] = []
        for variant in most_specific(said.variants, self._language(profile), channel):
            try:
                lines.append(variant.rendered(values, said.fields, self._default_language, zone))
            except WordingProblem as problem:
                problems.append(str(problem))
        return lines, problems

    def says_private(self, step: str, private: Private | None = None) -> bool:
        """Whether a step says anything that is private, or one of these fields."""
        said = self._says.get(step)
        names = (
            {read.names for line in said.variants for read in reads(line.template) if read.shown}
            if said
            else ()
        )
        hidden = self.plan.private if private is None else private
        return any(_is_private(first, rest, hidden) for first, *rest in names)

    def message(
        self, effect: NotifyEffect, run: Run, customer: CustomerDocument, channels: Mapping[str, Channel]
    ) -> Message:
        """The rendered message of an effect, for the channel that carries it; WordingProblem where it cannot
        be said.
        """
        notice = self._notices[effect["notification"]]
        profile, at = self.plan.profile(customer["id"], customer["profile"]), to_instant(effect["at"])
        zone = self._zone(run, profile, at)
        language = self._language(profile)
        channel, expires = effect["channel"], effect.get("expires")
        link = None
        # What a rule of the customer sends belongs to no run that a link could lead to.
        if notice.shows_link and not customer_in(effect["run"]):
            link = self._links.link(effect["id"], channel, effect["at"], expires)
        values = {**effect["arguments"], "customer": profile, "resume_link": link}
        texts = dict.fromkeys(PARTS, "")
        for part in PARTS:
            if variant := notice.chosen(part, language, channel):
                html = part == "html"
                texts[part] = variant.rendered(values, notice.fields, self._default_language, zone, html=html)
        address = channels[channel].address if channel in channels else None
        return Message(
            id=effect["id"],
            at=effect["at"],
            run=effect["run"],
            customer=customer["id"],
            journey=self.plan.journey,
            notification=effect["notification"],
            channel=channel,
            language=language,
            to=as_text(profile.get(address)) if address else None,
            expires=expires,
            again=effect.get("again", 0),
            category=notice.category,
            **texts,
        )

    def _language(self, profile: Mapping[str, Json]) -> str:
        return as_text(profile.get("language")) or self._default_language

    def _zone(self, run: Run, profile: Mapping[str, Json], now: datetime) -> tzinfo:
        return self.plan.zone(Scope(run["context"], profile, {}, now, UTC))


def as_text(value: Json) -> str | None:
    """A value as it is an address, or names somebody; None where there is none."""
    return None if value is None else str(value)


def alias_values(aliases: Sequence[str], profile: Mapping[str, Json]) -> dict[str, str]:
    """The alias fields that are set, as the text by which they find their customer."""
    return {name: text for name in aliases if (text := as_text(profile.get(name)))}


def _is_private(first: str, rest: Sequence[str], private: Private) -> bool:
    """Whether a name in a text is private: of the customer, or of the context, a parameter or an item."""
    if first == "customer":
        return not rest or (first, rest[0]) in private
    return any((root, first) in private for root in ("context", "parameter", "local"))
