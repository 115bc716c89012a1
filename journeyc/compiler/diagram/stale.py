"""Whether a committed picture still shows what it would if it were drawn now, told without an engine."""

from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.record import Origin, read
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.diagram.write import Form, fingerprint

#: Stands in a record for the store of a run, and `-` for the run.
_STORED = ("store", "-")
_EDITED = "it was changed by something else since it was drawn"


def why_stale(
    content: bytes | None, picture: Picture, form: Form, origin: Origin, theme: Theme | None = None
) -> str | None:
    """Why a file is not the picture that would be drawn now; None when it is. `content` is None when there
    is no file.
    """
    if content is None:
        return "it is missing"
    found = read(content, form)
    if found is None:
        return "it does not say what it was drawn of"
    if found.record.origin != origin:
        return _other(found.record.origin, origin)
    if found.record.drawn != fingerprint(picture, form, theme):
        return "the journey has changed since, or how journeys are drawn"
    return None if found.intact else _EDITED


def _other(was: Origin, now: Origin) -> str:
    """What of an origin is not what it should be."""
    if (was.source, was.journey) != (now.source, now.journey):
        before, after = (f"`{one.journey}` of `{one.source or 'elsewhere'}`" for one in (was, now))
        return f"it was drawn of {before}, not of {after}"
    if was.options != now.options:
        before, after = (_options(one.options) for one in (was, now))
        return f"it was drawn with {before or 'no options'}, not with {after or 'none'}"
    # A picture of a sub-journey came or went, or the journey runs another: what is seen here are the links.
    came, gone = sorted({*now.links} - {*was.links}), sorted({*was.links} - {*now.links})
    said = [f"it does not link to `{link}`, and now would" for link in came]
    # No journeyc has written the same ones in another order, or twice.
    return "; ".join([*said, *(f"it links to `{link}`, and now would not" for link in gone)]) or _EDITED


def _options(options: tuple[tuple[str, str], ...]) -> str:
    stored = _STORED in options
    return " ".join(_option(*pair) for pair in options if not (stored and pair[0] == "path"))


def _option(name: str, value: str) -> str:
    if (name, value) == _STORED:
        return "a run in a store"
    return f"`--{name}`" if value == "yes" else f"`--{name} {value}`"
