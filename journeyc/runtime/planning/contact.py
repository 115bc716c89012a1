"""Notifications and contact policies, ready to be asked."""

from collections.abc import Mapping

from journeyc.expression.evaluation import Decider, compile_expression
from journeyc.expression.tree import Expression, Literal
from journeyc.expression.values import to_duration, to_time
from journeyc.ir import model
from journeyc.runtime.core.contact_plans import CapPlan, ConsentPlan, NoticePlan, PolicyPlan, QuietPlan
from journeyc.runtime.planning.ground import Ground

#: The ability a channel needs to bring a message that the customer did not ask for.
PUSH = "push"
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


def notice_plans(ground: Ground) -> dict[str, NoticePlan]:
    """The notifications of a definition by name."""
    able = able_channels(ground.declared)
    return {item.name: _notice(ground, item, able) for item in ground.declared.notifications}


def able_channels(declared: model.Declarations) -> frozenset[str]:
    """The channels that can bring a message."""
    return frozenset(
        channel.name
        for touchpoint in declared.touchpoints
        for channel in touchpoint.channels
        if PUSH in channel.abilities
    )


def _notice(ground: Ground, item: model.Notification, able: frozenset[str]) -> NoticePlan:
    place, expires = ground.journey.place, item.expires
    return NoticePlan(
        name=item.name,
        category=item.category,
        channels=item.channels,
        able=tuple(name for name in item.channels if name in able),
        expires=ground.formula(expires, f"`expires` of `{item.name}`", place) if expires else None,
        defaults=tuple(
            (field.name, ground.formula(field.default, f"{field.name} = …", place))
            for field in item.parameters
            if field.default is not None
        ),
    )


def policy_plans(declared: model.Declarations, decisions: Mapping[str, Decider]) -> tuple[PolicyPlan, ...]:
    """The policies that are declared together."""
    return tuple(_policy(policy, decisions) for policy in declared.policies)


def _policy(policy: model.Policy, decisions: Mapping[str, Decider]) -> PolicyPlan:
    return PolicyPlan(
        name=policy.name,
        quiet=tuple(
            QuietPlan(
                first=to_time(quiet.first),
                last=to_time(quiet.last),
                zone=compile_expression(quiet.zone, decisions) if quiet.zone else None,
            )
            for quiet in policy.quiet
        ),
        caps=tuple(
            CapPlan(
                count=cap.count,
                category=cap.category,
                per=compile_expression(cap.per, decisions),
                text=_cap_text(cap),
            )
            for cap in policy.caps
        ),
        consents=tuple(
            ConsentPlan(
                channels=frozenset(consent.channels),
                category=consent.category,
                agreed=compile_expression(consent.guard.expression, decisions),
            )
            for consent in policy.consents
        ),
    )


def _cap_text(cap: model.Cap) -> str:
    """How a cap is written: `at most 3 marketing per 7 days`."""
    category = f" {cap.category}" if cap.category else ""
    return f"at most {cap.count}{category} per {_period(cap.per)}"


def _period(per: Expression) -> str:
    """A stretch of time as it is written, `7 days`; not told where it is computed."""
    if not isinstance(per, Literal):
        return "…"
    duration = to_duration(str(per.value))
    parts = [(duration.months, "month"), (duration.days, "day")]
    left = duration.seconds
    for unit, length in _UNITS:
        parts.append((left // length, unit))
        left %= length
    return " ".join(f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in parts if number)
