"""What a machine holds that a typed language refuses, and what the compiler has to say of it."""

from enum import Enum
from typing import NamedTuple


class FaultKind(Enum):
    """Each of the kinds there are."""

    ILLEGAL = "what is no expression"
    UNDECLARED = "what was never declared"
    PLATFORM = "writing what belongs to the platform"

    @property
    def rules(self) -> frozenset[str]:
        """The rules that may find it."""
        match self:
            case FaultKind.ILLEGAL:
                # A word that is none of the language's is a name, and there is nothing of that name.
                return frozenset({"syntax-error", "undefined-name"})
            case FaultKind.UNDECLARED:
                return frozenset({"undefined-name"})
            case FaultKind.PLATFORM:
                # The event at hand is known but cannot be written; of the others there is nothing.
                return frozenset({"type-mismatch", "undefined-name"})


class Fault(NamedTuple):
    """A fault, and the words of the journey that carry it over."""

    kind: FaultKind
    text: str


class Finding(NamedTuple):
    """What the compiler says: the rule, the words, and the line of the journey."""

    rule: str
    message: str
    line: str

    def is_of(self, fault: Fault) -> bool:
        """Whether it is this fault that was found: the right kind, in the place where it stands."""
        return self.rule in fault.kind.rules and fault.text in self.line


def judge(faults: list[Fault], findings: list[Finding]) -> str:
    """What does not fit: a fault that was not found, or a finding where there is no fault; empty where all
    does.
    """
    for fault in faults:
        if not any(finding.is_of(fault) for finding in findings):
            return f"the compiler does not refuse {fault.kind.value}: {fault.text}"
    for finding in findings:
        if not any(finding.is_of(fault) for fault in faults):
            return f"the compiler refuses a legal line: {finding.line.strip()}: {finding.message}"
    return ""
