"""What the doctor finds: a line each for people, an object each for programs."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

#: Nothing needs what is `missing`: something else does its work, or it would be one more way to do it. What
#: is a `warning` works, and somebody should see to it.
State = Literal["well", "missing", "warning", "broken"]


class Finding(NamedTuple):
    """One thing that was looked at, what there is to say of it, and how to mend it where it is not well;
    `facts` say the same to programs.
    """

    what: str
    state: State
    said: str
    help: str = ""
    facts: Mapping[str, Any] = {}
