"""Whether a committed picture still shows what it would if it were drawn now, told without an engine."""

from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.record import Origin, read
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.diagram.write import Form, fingerprint


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
    return None if found.intact else "it was changed by something else since it was drawn"


def _other(was: Origin, now: Origin) -> str:
    """What of an origin is not what it should be."""
    if was.options != now.options:
        before, after = (" ".join(_option(*pair) for pair in one.options) for one in (was, now))
        return f"it was drawn with {before or 'no options'}, not with {after or 'none'}"
    if was.links != now.links:
        came, gone = sorted({*now.links} - {*was.links}), sorted({*was.links} - {*now.links})
        said = [f"there is now a picture for it to link to, `{link}`" for link in came]
        return "; ".join([*said, *(f"a picture that it links to is gone: `{link}`" for link in gone)])
    before, after = (f"`{one.journey}` of `{one.source or 'elsewhere'}`" for one in (was, now))
    return f"it was drawn of {before}, not of {after}"


def _option(name: str, value: str) -> str:
    return f"`--{name}`" if value == "yes" else f"`--{name} {value}`"
