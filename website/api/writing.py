"""One name of the interface as Markdown: its signature, what is said of it, the types it leads to."""

import posixpath
import re
from collections.abc import Iterator

import griffe

from website.api.names import Member, Name, members, mentioned, names, told

#: A signature that is longer has a line for each parameter.
_WIDE = 90
_MARKS = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}


def link(name: Name, place: str) -> str:
    """A name that leads to where it is told, from a place of the repository."""
    path = (
        "" if name.module.place == place else posixpath.relpath(name.module.place, posixpath.dirname(place))
    )
    return f"[`{name.name}`]({path}#{name.anchor})"


def section(name: Name) -> str:
    """All of one name."""
    parts = [f"### `{name.name}` {{ #{name.anchor} }}"]
    if isinstance(name.of, griffe.Function):
        parts += [*_function(Member(name.of.name, name.of), name), name.docstring]
    elif isinstance(name.of, griffe.Class):
        parts += [_code(f"from {name.module.path} import {name.name}"), name.docstring, *_fields(name)]
        parts += [part for member in members(name.of) for part in _member(name, member)]
    else:
        parts += [_code(f"{name.name} = {name.of.value}"), name.docstring]  # type: ignore[attr-defined]  # an attribute
    return "\n\n".join(part for part in parts if part)


def _fields(name: Name) -> Iterator[str]:
    """What a record or an object has, as a table."""
    found = [
        (member.name, member.of)
        for member in members(name.of)
        if isinstance(member.of, griffe.Attribute)
        and not member.is_property
        and member.of.annotation is not None
    ]
    rows = [f"| `{one}` | `{_in_cell(told(of.annotation))}` | {_default(of)} |" for one, of in found]
    if rows:
        yield "\n".join(["| field | type | if not given |", "| --- | --- | --- |", *rows])
        yield _types([where for _, of in found for where in mentioned(of)], name)


def _default(member: griffe.Attribute) -> str:
    return "" if member.value is None else f"`{_in_cell(str(member.value))}`"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _member(name: Name, member: Member) -> Iterator[str]:
    """A method or a property."""
    if isinstance(member.of, griffe.Attribute) and not member.is_property:
        return
    called = f"{name.name}.{member.name}"
    yield f"#### `{called}` {{ #{called} }}"
    if isinstance(member.of, griffe.Function):
        yield from _function(member, name)
    else:
        yield _code(f"{member.name}: {told(member.of.annotation)}")
        yield _types(mentioned(member.of), name)
    yield said_of(member)


def said_of(member: Member) -> str:
    """The docstring of a method; where it has none, that of the protocol it keeps to."""
    protocols = (name.of for name in names().values() if name.kind == "protocol")
    same = (one.of for protocol in protocols for one in members(protocol) if one.name == member.name)
    return next((of.docstring.value for of in (member.of, *same) if of.docstring), "")


def _function(member: Member, name: Name) -> Iterator[str]:
    of = member.of
    yield _code(re.sub(r"(?<=-> )T$", member.stands_for or "T", signature(member)))
    where = [
        one.of.path for one in names().values() if one.name == member.stands_for and str(of.annotation) == "T"
    ]
    yield _types([*mentioned(of), *where], name)


def signature(member: Member) -> str:
    """As it is written, without `self`; constants that are defaults with their values."""
    of = member.of
    if not isinstance(of, griffe.Function):
        return ""
    given = [one for one in of.parameters if one.name not in {"self", "cls"}]
    shown: list[str] = []
    is_marked = False
    for one in given:
        if one.kind is griffe.ParameterKind.keyword_only and not is_marked:
            shown.append("*")
        is_marked = is_marked or one.kind in {
            griffe.ParameterKind.keyword_only,
            griffe.ParameterKind.var_positional,
        }
        annotation = "" if one.annotation is None else f": {told(one.annotation)}"
        default = "" if one.default is None or one.kind in _MARKS else f" = {_value(of, str(one.default))}"
        shown.append(f"{_MARKS.get(one.kind, '')}{one.name}{annotation}{default}")
    head = f"{'async ' if member.is_async else ''}def {member.name}"
    back = "" if of.returns is None else f" -> {told(of.returns)}"
    flat = f"{head}({', '.join(shown)}){back}"
    if len(flat) <= _WIDE:
        return flat
    lines = "".join(f"    {one},\n" for one in shown)
    return f"{head}(\n{lines}){back}"


def _value(of: griffe.Function, default: str) -> str:
    """The value of a constant of journeyc; one of another library is told by its name."""
    try:
        found = of.module[default]
        found = found.final_target if isinstance(found, griffe.Alias) else found
    except (KeyError, ValueError, griffe.AliasResolutionError):
        return default
    return str(found.value) if isinstance(found, griffe.Attribute) else default


def _types(where: list[str], name: Name) -> str:
    """Links to what a signature names, besides the class itself."""
    known = [names()[one] for one in dict.fromkeys(where) if one in names() and one != name.of.path]
    return ", ".join(link(one, name.module.place) for one in known)


def _code(text: str) -> str:
    return f"```python\n{text}\n```"
