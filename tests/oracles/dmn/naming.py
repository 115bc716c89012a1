"""Names of the language for those of a model, which may be any text."""

import re

#: The parameter that nobody gives: what a table gives where nothing is.
NOTHING = "nothing"
_RESERVED = frozenset({"back", "last", "best", "urgent", "not", "true", "false", "now", NOTHING})


class Names:
    """Each name once, whatever it names, as a name that could be two things is an error; `written` leads
    back.
    """

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def new(self, written: str) -> str:
        """A name for a text; another one each time."""
        plain = re.sub(r"[^a-z0-9]+", "_", written.lower()).strip("_")
        if not plain or plain[0].isdigit() or plain in _RESERVED:
            plain = f"x_{plain}"
        name, number = plain, 2
        while name in self.written:
            name, number = f"{plain}_{number}", number + 1
        self.written[name] = written
        return name
