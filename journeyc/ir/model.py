"""The intermediate representation: what the compiler says of journeys and the runtime executes.

Frozen Pydantic models. Lists keep the order in which the author wrote; names are unique where the comments
say so. Strings marked `Wording` are words for people: they count for the hash of wording, not of meaning.
`Place` counts for neither. The models stand in the modules beside this one; here are the two documents, and
everything by one name.
"""

from typing import Literal

from journeyc.ir.base import (
    WORDING,
    Arguments,
    Category,
    FieldDeclaration,
    Guard,
    Model,
    Place,
    Weekday,
    Wording,
)
from journeyc.ir.clauses import (
    Ask,
    Call,
    Clauses,
    Condition,
    Handler,
    Leading,
    Outcome,
    Pattern,
    Remind,
    Retry,
    Rule,
    Run,
    Say,
    Timer,
)
from journeyc.ir.declarations import (
    Bot,
    Calendar,
    Cap,
    Channel,
    Closed,
    Consent,
    Customer,
    CustomerField,
    Decision,
    DecisionRow,
    Declarations,
    EnumDeclaration,
    Event,
    MessageText,
    Notification,
    Opening,
    Policy,
    Queue,
    Quiet,
    RecordDeclaration,
    Segment,
    Service,
    Touchpoint,
    TypeDeclaration,
)
from journeyc.ir.effects import Effect, Emit, Note, Notify, Raise, Set, StartJourney
from journeyc.ir.journey import (
    AnyStart,
    Goal,
    Journey,
    Migration,
    Move,
    Pause,
    PlainStart,
    Reenter,
    ScheduleStart,
    SegmentStart,
    Start,
)
from journeyc.ir.nodes import (
    BestChannel,
    Branch,
    Choice,
    ChoiceRow,
    Composite,
    Each,
    End,
    Interrupt,
    Named,
    Node,
    Parallel,
    Share,
    Split,
    Stage,
    Step,
    WorkedBy,
)
from journeyc.ir.scenario import (
    Answer,
    Begin,
    ExpectAt,
    ExpectEnded,
    ExpectNotified,
    ExpectPaused,
    ExpectRefused,
    ExpectThat,
    Given,
    Scenario,
    ScenarioStep,
    Send,
    Stub,
    StubEnds,
    StubFails,
    StubGives,
    StubSilent,
    Wait,
)

__all__ = [
    "FORMAT_VERSION",
    "WORDING",
    "Answer",
    "AnyStart",
    "Arguments",
    "Ask",
    "Begin",
    "BestChannel",
    "Bot",
    "Branch",
    "Calendar",
    "Call",
    "Cap",
    "Category",
    "Channel",
    "Choice",
    "ChoiceRow",
    "Clauses",
    "Closed",
    "Composite",
    "Condition",
    "Consent",
    "Customer",
    "CustomerField",
    "Decision",
    "DecisionRow",
    "Declarations",
    "Definition",
    "Each",
    "Effect",
    "Emit",
    "End",
    "EnumDeclaration",
    "Event",
    "ExpectAt",
    "ExpectEnded",
    "ExpectNotified",
    "ExpectPaused",
    "ExpectRefused",
    "ExpectThat",
    "FieldDeclaration",
    "Given",
    "Goal",
    "Guard",
    "Handler",
    "Interrupt",
    "Journey",
    "Leading",
    "MessageText",
    "Migration",
    "Model",
    "Move",
    "Named",
    "Node",
    "Note",
    "Notification",
    "Notify",
    "Opening",
    "Outcome",
    "Package",
    "Parallel",
    "Pattern",
    "Pause",
    "Place",
    "PlainStart",
    "Policy",
    "Queue",
    "Quiet",
    "Raise",
    "RecordDeclaration",
    "Reenter",
    "Remind",
    "Retry",
    "Rule",
    "Run",
    "Say",
    "Scenario",
    "ScenarioStep",
    "ScheduleStart",
    "Segment",
    "SegmentStart",
    "Send",
    "Service",
    "Set",
    "Share",
    "Split",
    "Stage",
    "Start",
    "StartJourney",
    "Step",
    "Stub",
    "StubEnds",
    "StubFails",
    "StubGives",
    "StubSilent",
    "Timer",
    "Touchpoint",
    "TypeDeclaration",
    "Wait",
    "Weekday",
    "Wording",
    "WorkedBy",
]

FORMAT_VERSION: Literal[1] = 1


class Package(Model):
    """Everything compiled together: the declarations, the journeys that use them, and their tests."""

    format: Literal["journeyc.package"] = "journeyc.package"
    format_version: Literal[1] = FORMAT_VERSION
    compiler: str
    declarations: Declarations
    journeys: tuple[Journey, ...]
    scenarios: tuple[Scenario, ...] = ()


class Definition(Model):
    """One journey with just the declarations it uses: what a run is pinned to and what a store keeps."""

    format: Literal["journeyc.definition"] = "journeyc.definition"
    format_version: Literal[1] = FORMAT_VERSION
    declarations: Declarations
    journey: Journey
