"""What keeps a picture from being made, in words for the person who wants it."""


class DiagramError(Exception):
    """A picture cannot be made; the message says why and what to do."""


class EngineMissing(DiagramError):
    """No Graphviz is at hand; the message names the three ways to get one."""
