"""Why a machine is not played: a closed list."""

from enum import Enum


class Reason(Enum):
    """Why a machine is skipped. One that has several gets the first of them."""

    INVOKE = "invoke: another machine runs beside this one, and the two talk"
    HTTP = "the basic HTTP event processor, and other processors than that of SCXML"
    FOREACH = "foreach: effects for each item of a list"
    SCRIPT = "functions of the data model, and scripts that do more than assign"
    DOCUMENTS = "data from files, and data that is XML"
    IN_STATE = "the predicate In(): conditions about where the machine is"
    SEVERAL_TARGETS = "deviation: entry is to one target, and these are several"
    HISTORY = "a state with two histories, and a history that is the beginning of its own state"
    SYSTEM = "system variables: _sessionid, _name, _ioprocessors, _event outside of its handler, ids of sends"
    ERRORS = "deviation: errors are incidents, not events (error.execution, error.communication)"
    LATE_BINDING = "late binding: data that begins to exist when its state is entered"
    TYPES = "a field has one type, and this one holds values of several"
    DONE_ELSEWHERE = "that a parallel state is done is heard in it and around its branches only"


class Untranslatable(Exception):
    """A machine that is skipped, and why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)
