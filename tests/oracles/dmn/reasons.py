"""Why a case is not translated: a closed list."""

from enum import Enum


class Reason(Enum):
    """What the language, or the translation, has no words for. A case that has several gets the first."""

    NO_TABLE = "the decision is not a decision table"
    OTHER_DECISION = "the table needs the result of another decision, or of a function"
    NO_ORDER = "the policy goes by the order of the outputs, and none is given"
    SEVERAL_AGGREGATED = "several outputs are added up or compared at once"
    EXPRESSION = "an expression that is more than a test of an input or a constant"
    TYPE = "values of a type that the translation does not know"
    MISSING_INPUT = "an input has no value"


class Untranslatable(Exception):
    """A case that is skipped, and why; `what` is the part that is in the way."""

    def __init__(self, reason: Reason, what: str = "") -> None:
        super().__init__(f"{reason.value}: {what}")
        self.reason = reason
