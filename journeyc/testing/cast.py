"""What holds throughout a scenario: when it begins, who the customer is, and who stands in for services."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Literal, NamedTuple

from journeyc.expression.evaluation import Decider, Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json, at_wall_clock
from journeyc.ir import model
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.hosts.clock import BEGINNING
from journeyc.testing.given import Customer, customer_of, parameters_of, with_given, with_parameters
from journeyc.testing.played import Failure, Stopped
from journeyc.testing.prepared import Ends
from journeyc.testing.values import Values


class Reply(NamedTuple):
    """What a service answers in a scenario; `result` is empty where it never does."""

    result: Literal["ok", "fails", ""]
    value: Json = None
    failure: str = ""


class Cast(NamedTuple):
    """Everything that is settled before anything happens."""

    plan: Plan
    customer: Customer
    parameters: dict[str, Json]
    begins: datetime
    zone: tzinfo
    values: Values
    replies: dict[str, Reply]
    #: The channels over which every message fails.
    down: frozenset[str]
    place: model.Place


def ends_of(scenario: model.Scenario) -> Ends:
    """The sub-journeys that only end in a scenario."""
    return frozenset((stub.journey, stub.end) for stub in scenario.stubs if isinstance(stub, model.StubEnds))


def cast_of(scenario: model.Scenario, plan: Plan, decisions: Mapping[str, Decider]) -> Cast:
    """What a scenario says throughout; Stopped where a value of it cannot be computed."""
    place = scenario.place
    try:
        values = Values(decisions)
        scope = Scope({}, plan.customer_defaults, {}, BEGINNING, UTC)
        customer = customer_of(scenario.given, plan, values, scope)
        zone = plan.zone(scope._replace(customer=customer.profile(plan)))
        if zone != scope.zone:
            # What is given of the customer says in which zone the moments and days of it are.
            scope = scope._replace(zone=zone)
            customer = customer_of(scenario.given, plan, values, scope)
        begins = at_wall_clock(BEGINNING.replace(tzinfo=None), zone)
        if scenario.at is not None:
            begins = values.compute(scenario.at, scope)
        scope = Scope({}, customer.profile(plan), {}, begins, zone)
        parameters = parameters_of(scenario.given, values, scope)
        changed = with_parameters(with_given(plan, scenario.given, values, scope), parameters)
        replies = {}
        for stub in scenario.stubs:
            place = stub.place
            if not isinstance(stub, model.StubEnds | model.StubDown):
                replies[stub.service] = _reply(stub, values, scope)
    except EvaluationError as error:
        problem = f"what is given cannot be computed: {error}"
        raise Stopped(Failure(place, problem, help="write the values out")) from None
    down = frozenset(stub.channel for stub in scenario.stubs if isinstance(stub, model.StubDown))
    return Cast(changed, customer, parameters, begins, zone, values, replies, down, scenario.place)


def _reply(stub: model.StubGives | model.StubFails | model.StubSilent, values: Values, scope: Scope) -> Reply:
    match stub:
        case model.StubGives():
            return Reply("ok", None if stub.value is None else values.value(stub.value, scope))
        case model.StubFails():
            return Reply("fails", failure=stub.failure)
        case model.StubSilent():
            return Reply("")
