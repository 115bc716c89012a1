"""The subset of Jinja2 that texts may use, read into a small tree with positions; whatever is not here is
refused.

`{{ path | filter }}`, `{% if %} {% elif %} {% else %} {% endif %}`, `{% for x in path %} {% else %} {% endfor
%}`, `{# #}`. Needs no Jinja2, so that checking stays fast; all it accepts means the same to Jinja2.
"""

import re
from functools import lru_cache
from typing import TypeAlias

from journeyc.expression.node import Shaped

MAXIMUM_DEPTH = 20
#: How many filters and words of conditions one tag may have: each stands around all before it.
MAXIMUM_JOINED = 50


class SyntaxProblem(Exception):  # it becomes a problem that is shown, never an error of ours
    """A text outside the subset: what, where in the text, and how to mend it."""

    def __init__(self, message: str, start: int, end: int, cure: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.cure = message, start, end, cure


class Path(Shaped):
    """A dotted path; `ends` are the offsets at which each of its names ends."""

    names: tuple[str, ...]
    ends: tuple[int, ...]
    start: int

    @property
    def end(self) -> int:
        """The offset behind the path."""
        return self.ends[-1]


class Constant(Shaped):
    """A text, a number or `true` and `false`; `type` is that of the language."""

    value: str | int | bool
    type: str
    start: int
    end: int


class Filtered(Shaped):
    """A value sent through one filter."""

    operand: "Expression"
    filter: str
    arguments: tuple[Constant, ...]
    start: int
    end: int
    name_start: int


class IsSet(Shaped):
    """`x is set` or, negated, `x is missing`."""

    operand: "Expression"
    negated: bool
    start: int
    end: int


class Compare(Shaped):
    """Two values compared."""

    left: "Expression"
    operator: str
    right: "Expression"
    start: int
    end: int


class Not(Shaped):
    """The opposite of a condition."""

    operand: "Expression"
    start: int
    end: int


class Both(Shaped):
    """`and`, or with `either` `or`."""

    left: "Expression"
    right: "Expression"
    either: bool
    start: int
    end: int


Expression: TypeAlias = Path | Constant | Filtered | IsSet | Compare | Not | Both


class Output(Shaped):
    """`{{ … }}`."""

    value: Expression


class If(Shaped):
    """Branches in written order; the one without condition is `else`."""

    branches: list[tuple[Expression | None, list["Node"]]]


class For(Shaped):
    """A loop over a list; `otherwise` is shown when it is empty."""

    name: str
    start: int
    items: Path
    body: list["Node"]
    otherwise: list["Node"]


Node: TypeAlias = Output | If | For

_OPENING = re.compile(r"\{\{|\{%|\{#")
_TOKEN = re.compile(
    r"""\s*(?:(?P<end>[-+]?(?:\}\}|%\}))|(?P<name>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<string>"[^"\\]*"|'[^'\\]*')"""
    r"""|(?P<operator>==|!=|<=|>=|[<>|(),.])|(?P<other>\S))"""
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_WORDS = frozenset({"and", "or", "not", "is", "in", "if", "else", "none", "None"})
_JOINING = frozenset({"and", "or", "not", "|"})
_TRUTH = {"true": True, "false": False, "True": True, "False": False}


class _Token:
    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end


class _Tag:
    """One `{{ … }}` or `{% … %}` as tokens, the last of which closes it."""

    __slots__ = ("block", "end", "position", "start", "tokens")

    def __init__(self, text: str, start: int) -> None:
        self.start, self.block = start, text[start + 1] == "%"
        self.tokens: list[_Token] = []
        self.position = 0
        closing = "%}" if self.block else "}}"
        joined = 0
        at = start + 2 + (text[start + 2 : start + 3] in {"-", "+"})
        while True:
            found = _TOKEN.match(text, at)
            kind = found.lastgroup if found else None
            if found is None or kind is None:
                cure = f"close it with `{closing}`"
                raise SyntaxProblem(
                    f"this `{text[start : start + 2]}` is never closed", start, start + 2, cure
                )
            token = _Token(kind, found[kind], found.start(kind), found.end(kind))
            if kind == "end" and token.text[-2:] != closing:
                raise SyntaxProblem(
                    f"`{token.text}` does not close `{text[start : start + 2]}`", token.start, token.end
                )
            joined += kind in {"name", "operator"} and token.text in _JOINING
            if joined > MAXIMUM_JOINED:
                message = f"more than {MAXIMUM_JOINED} filters or parts of a condition stand here"
                raise SyntaxProblem(
                    message, token.start, token.end, "compute the value in the journey with `set`"
                )
            self.tokens.append(token)
            at = token.end
            if kind == "end":
                break
        self.end = at

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def take(self, *texts: str) -> _Token | None:
        token = self.token
        if token.kind in {"name", "operator"} and token.text in texts:
            self.position += 1
            return token
        return None

    def finish(self) -> None:
        token = self.token
        if token.kind == "end":
            return
        cure = "texts know paths, filters, `if` and `for`; compute the value in the journey with `set`"
        if token.text in {"+", "-", "*", "/", "%", "~"}:
            raise SyntaxProblem("texts do not calculate", token.start, token.end, cure)
        if token.text == "(":
            raise SyntaxProblem("texts call nothing", token.start, token.end, cure)
        raise SyntaxProblem(f"`{token.text}` is not expected here", token.start, token.end, cure)


@lru_cache(maxsize=256)
def parse(text: str) -> list[Node]:
    """The parts of a text that depend on values; SyntaxProblem for the first thing outside the subset."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tag: _Tag | None = None

    def parse(self) -> list[Node]:
        nodes, word = self.body(set(), None, 0)
        if word is not None:
            raise SyntaxProblem(f"there is nothing here for `{word.text}` to close", word.start, word.end)
        return nodes

    def body(self, stops: set[str], opener: _Token | None, depth: int) -> tuple[list[Node], _Token | None]:
        """The nodes until one of the closing words, or the end of the text."""
        if depth > MAXIMUM_DEPTH and opener:
            raise SyntaxProblem("this is nested too deeply", opener.start, opener.end)
        nodes: list[Node] = []
        while opening := _OPENING.search(self.text, self.at):
            start = opening.start()
            if opening[0] == "{#":
                close = self.text.find("#}", start + 2)
                if close == -1:
                    raise SyntaxProblem("this `{#` is never closed", start, start + 2, "close it with `#}`")
                self.at = close + 2
                continue
            tag = _Tag(self.text, start)
            self.at = tag.end
            if not tag.block:
                nodes.append(Output(_filtered(tag)))
                tag.finish()
                continue
            word = tag.token
            tag.position += 1
            if word.text in {"elif", "else", "endif", "endfor"}:
                if word.text not in stops and opener:
                    cure = f"close it with `{{% end{opener.text} %}}`"
                    raise SyntaxProblem(
                        f"this `{opener.text}` is never closed", opener.start, opener.end, cure
                    )
                self.tag = tag
                return nodes, word
            nodes.append(self.statement(word, tag, depth))
        if opener:
            cure = f"close it with `{{% end{opener.text} %}}`"
            raise SyntaxProblem(f"this `{opener.text}` is never closed", opener.start, opener.end, cure)
        return nodes, None

    def statement(self, word: _Token, tag: _Tag, depth: int) -> Node:
        if word.text == "if":
            return self.branches(word, tag, depth)
        if word.text == "for":
            return self.loop(word, tag, depth)
        cure = "texts know `if`, `for` and `{{ … }}`"
        raise SyntaxProblem(f"`{word.text}` is not a statement of texts", word.start, word.end, cure)

    def branches(self, word: _Token, tag: _Tag, depth: int) -> If:
        found = If([])
        condition: Expression | None = _condition(tag, 0)
        tag.finish()
        while True:
            nodes, close = self.body({"elif", "else", "endif"} if condition else {"endif"}, word, depth + 1)
            found.branches.append((condition, nodes))
            if close is None or self.tag is None or close.text == "endif":
                self.close()
                return found
            condition = _condition(self.tag, 0) if close.text == "elif" else None
            self.close()

    def loop(self, word: _Token, tag: _Tag, depth: int) -> For:
        name = tag.token
        if name.kind != "name" or name.text in _WORDS or name.text.startswith("_"):
            raise SyntaxProblem(
                "`for` needs a name for each item", name.start, name.end, "write `for item in list`"
            )
        tag.position += 1
        if not tag.take("in"):
            token = tag.token
            raise SyntaxProblem(
                "`for` needs `in` and a list", token.start, token.end, "write `for item in list`"
            )
        items = _path(tag)
        tag.finish()
        body, close = self.body({"else", "endfor"}, word, depth + 1)
        otherwise: list[Node] = []
        self.close()
        if close is not None and close.text == "else":
            otherwise, _ = self.body({"endfor"}, word, depth + 1)
            self.close()
        return For(name.text, name.start, items, body, otherwise)

    def close(self) -> None:
        if self.tag is not None:
            self.tag.finish()


def _condition(tag: _Tag, depth: int) -> Expression:
    left = _conjunction(tag, depth)
    while tag.take("or"):
        right = _conjunction(tag, depth)
        left = Both(left, right, either=True, start=left.start, end=right.end)
    return left


def _conjunction(tag: _Tag, depth: int) -> Expression:
    left = _negation(tag, depth)
    while tag.take("and"):
        right = _negation(tag, depth)
        left = Both(left, right, either=False, start=left.start, end=right.end)
    return left


def _negation(tag: _Tag, depth: int) -> Expression:
    if depth > MAXIMUM_DEPTH:
        raise SyntaxProblem("this is nested too deeply", tag.token.start, tag.token.end)
    if word := tag.take("not"):
        operand = _negation(tag, depth + 1)
        return Not(operand, word.start, operand.end)
    if tag.take("("):
        inner = _condition(tag, depth + 1)
        if not tag.take(")"):
            raise SyntaxProblem("a `)` is missing here", tag.token.start, tag.token.end)
        return inner
    return _comparison(tag)


def _comparison(tag: _Tag) -> Expression:
    left = _filtered(tag)
    if tag.take("is"):
        negated = tag.take("not") is not None
        word = tag.take("set", "missing")
        if word is None:
            token = tag.token
            raise SyntaxProblem(
                f"`is {token.text}` is not a test of texts",
                token.start,
                token.end,
                "write `is set` or `is missing`",
            )
        return IsSet(left, negated != (word.text == "missing"), left.start, word.end)
    if operator := tag.take(*_COMPARISONS):
        right = _filtered(tag)
        if again := tag.take(*_COMPARISONS):
            raise SyntaxProblem("comparisons do not chain", again.start, again.end, "join two with `and`")
        return Compare(left, operator.text, right, left.start, right.end)
    return left


def _filtered(tag: _Tag) -> Expression:
    value: Expression = _operand(tag)
    while tag.take("|"):
        name = tag.token
        if name.kind != "name":
            raise SyntaxProblem("a filter is missing after `|`", name.start, name.end)
        tag.position += 1
        arguments, end = _arguments(tag, name.end)
        value = Filtered(value, name.text, arguments, value.start, end, name.start)
    return value


def _arguments(tag: _Tag, end: int) -> tuple[tuple[Constant, ...], int]:
    arguments: list[Constant] = []
    if not tag.take("("):
        return (), end
    while not (close := tag.take(")")):
        token = tag.token
        argument = _constant(tag)
        if argument is None:
            raise SyntaxProblem(
                "a filter takes only constants",
                token.start,
                token.end,
                'write a text such as "…" or a number',
            )
        arguments.append(argument)
        if not tag.take(",") and tag.token.text != ")":
            raise SyntaxProblem("a `)` is missing here", tag.token.start, tag.token.end)
    return tuple(arguments), close.end


def _operand(tag: _Tag) -> Path | Constant:
    return _constant(tag) or _path(tag)


def _constant(tag: _Tag) -> Constant | None:
    token = tag.token
    value: str | int | bool
    if token.kind == "string":
        value, kind = token.text[1:-1], "text"
    elif token.kind == "number":
        value, kind = (token.text, "decimal") if "." in token.text else (int(token.text[:15]), "int")
    elif token.kind == "name" and token.text in _TRUTH:
        value, kind = _TRUTH[token.text], "bool"
    else:
        return None
    tag.position += 1
    return Constant(value, kind, token.start, token.end)


def _path(tag: _Tag) -> Path:
    first = tag.token
    if first.kind == "end":
        raise SyntaxProblem(
            "a name is missing here", first.start, first.end, "write what to show, e.g. `customer.first_name`"
        )
    if first.kind != "name" or first.text in _WORDS:
        tag.finish()
    names, ends = [first.text], [first.end]
    tag.position += 1
    while tag.take("."):
        token = tag.token
        if token.kind != "name":
            raise SyntaxProblem("a name is missing after `.`", token.start, token.end)
        tag.position += 1
        names.append(token.text)
        ends.append(token.end)
    for name, end in zip(names, ends, strict=True):
        if name.startswith("_"):
            raise SyntaxProblem(
                f"`{name}` is not a name of the journey", end - len(name), end, "names do not begin with `_`"
            )
    return Path(tuple(names), tuple(ends), first.start)
