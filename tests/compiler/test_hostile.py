"""Texts nobody means well with: findings in bounded time and memory, never an exception."""

import time
from collections.abc import Callable

import pytest

from journeyc.compiler import check
from journeyc.diagnostic import Diagnostic
from journeyc.reading import Unreadable, decode
from journeyc.source import Source
from tests.compiler.mutations import EXAMPLES
from tests.compiling import nowhere

EXAMPLE = EXAMPLES[0].read_text(encoding="utf-8")
DEEP = 10_000
PARTIES = "customer { key id: id } event e"
#: Seconds of the processor, with much room; what these texts must not be is quadratic.
LONGEST = 20


def found(text: str, longest: float = LONGEST) -> list[Diagnostic]:
    """What is found in a text that can import nothing."""
    started = time.process_time()
    diagnostics = check(Source("x.journey", text), nowhere).diagnostics
    assert time.process_time() - started < longest
    assert all(
        "\n" not in diagnostic.message and len(diagnostic.message) < 1000 for diagnostic in diagnostics
    )
    return diagnostics


def value(text: str) -> str:
    """A journey with a value in it."""
    return f"{PARTIES} journey j {{ context {{ a: int = {text} }} starts on e -> d end d success }}"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "# nothing", "## nothing\n# here", "\f"])
def test_nothing_is_nothing(text: str) -> None:
    """An empty file is no fault."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f'{PARTIES} journey j "\ud800" {{ starts on e -> d end d success }}',
        f"## \udfff\n{PARTIES}",
        f"# \udfff\n{PARTIES}",
        f'{PARTIES} decision d(t: text) gives bool {{ when t == "\ud800\udc00" => true otherwise => false }}',
        f"{PARTIES} \ud800 event \udfff",
    ],
    ids=ascii,
)
def test_half_a_character_is_said(text: str) -> None:
    """Files have none, but what a program hands over may, and no document could hold it."""
    at = min(text.find(half) for half in "\ud800\udfff" if half in text)
    diagnostics = found(text)
    assert [one.rule for one in diagnostics if one.span.start == at] == ["syntax-error"]
    assert all(one.rule == "syntax-error" for one in diagnostics)


DEEPLY = {
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "open parentheses": "(" * DEEP,
    "closing parentheses": ")" * DEEP,
    "lists": "[" * DEEP + "]" * DEEP,
    "records": "{ a = " * DEEP + "1" + "}" * DEEP,
    "not": "not " * DEEP + "true",
    "minus": "- " * DEEP + "1",
    "a long sum": "1 + " * DEEP + "1",
    "a long condition": "true and " * DEEP + "true",
    "a long else": "a else " * DEEP + "1",
    "a long path": "a." * DEEP + "a",
    "calls": "abs(" * DEEP + "1" + ")" * DEEP,
    "a long list": "[" + "1, " * DEEP + "1]",
    "a long duration": "1 day " * DEEP,
}


@pytest.mark.parametrize("text", DEEPLY.values(), ids=DEEPLY)
def test_deep_and_long_expressions(text: str) -> None:
    """A finding or two, no RecursionError; parentheses alone are not deep."""
    assert len(found(value(text))) <= (0 if text == DEEPLY["parentheses"] else 3)


def test_a_text_that_is_not_closed_at_the_end() -> None:
    """What was put in for it is no twin of the end, which has no text either."""
    assert found('g""{version 1\ne""via d{\nstep b"') != []


def test_how_deep_is_too_deep() -> None:
    """A hundred in each other are allowed, and said where they are exceeded."""
    assert found(value("1 + " * 99 + "1")) == []
    assert [one.rule for one in found(value("1 + " * 100 + "1"))] == ["deep-nesting"]
    assert [one.rule for one in found(value("1 + " * 1000 + "1"))] == ["deep-nesting"]


@pytest.mark.parametrize("number", ["", "{0}"])
@pytest.mark.parametrize("opening", ["stage s# {{", "parallel p# {{ branch b# {{"])
def test_places_in_places(opening: str, number: str) -> None:
    """Said where it is too deep, whether or not each place has a name of its own."""
    within = "".join(opening.replace("#", number).format(n) for n in range(DEEP))
    closed = "}" * within.count("{")
    rules = [one.rule for one in found(f"{PARTIES} journey j {{ starts on e -> d {within} {closed} }}")]
    assert rules.count("deep-nesting") == 1
    assert len(rules) < 100


@pytest.mark.parametrize(
    "text", ["{" * DEEP, "}" * DEEP, "journey j {" * DEEP, "list of " * DEEP, "[" * DEEP]
)
def test_signs_without_end(text: str) -> None:
    """Something is said, not ten thousand things."""
    assert 0 < len(found(text)) < 10
    assert 0 < len(found(f"type T {{ a: {text} }}")) < 20


#: What repeats itself for so many characters, with what stands before and behind.
LARGE_TEXTS = {
    "spaces": ("", " ", ""),
    "comments": ("", "# x\n", ""),
    "one long text": ('import "', "x", '"'),
    "one long name": ("event ", "x", ""),
    "a text without end": ('import "', "x", ""),
    "a block without end": ('import """', "x y\n", ""),
    "quotes": ("", '"', ""),
    "stray signs": ("", "@$^&", ""),
    "words": ("", "foo bar baz ", ""),
    "lines of words": ("", "foo bar baz\n", ""),
    "letters of other scripts": ("", "żółć 漢字 🎉\n", ""),
    "events": ("", "event a\n", ""),
    "braces never closed": ("journey j {", "step b via web {\n", ""),
    "braces never opened": ("", "event a {\n}\n  }\n", ""),
    "braces in odd places": ("", "event a {\n x: int }\n", " step b { }"),
    "arrows to nowhere": ("journey j {", "step b { on -> }\n", "}"),
    "commas forgotten": ("journey j {", "step b via web chat {\n  }\n", "}"),
    "capital letters": ("", "Event A { \n X: Int }\n", ""),
    "signs in a row": ("", "a = = b\n", ""),
}


def large(name: str, size: int) -> str:
    before, again, behind = LARGE_TEXTS[name]
    return before + again * (size // len(again)) + behind


@pytest.mark.parametrize("name", LARGE_TEXTS)
def test_large_texts(name: str) -> None:
    """In bounded time; of faults in reading at most a thousand are said."""
    said = found(large(name, 300_000))
    assert len([one for one in said if one.rule == "syntax-error"]) <= 1001


@pytest.mark.full
@pytest.mark.parametrize("name", LARGE_TEXTS)
def test_very_large_texts(name: str) -> None:
    """Five megabytes of it."""
    found(large(name, 5_000_000), longest=300)


def test_more_names_than_anyone_can_mean() -> None:
    """Thousands of unknown names among thousands of known ones: guessing stays bounded."""
    steps = "".join(f" step s{n} {{ on foo{n} -> bar{n} }}\n" for n in range(5000))
    assert len(found(f"event e journey j {{ starts on e -> s0\n{steps}}}")) > 9000


def test_a_chain_of_many_steps() -> None:
    """Reachability and what is known along the way are found without recursion, and in linear time."""
    steps = "".join(f" step s{n} {{ on e -> s{n + 1} }}\n" for n in range(20_000))
    text = f"{PARTIES} journey j {{ starts on e -> s0\n{steps} end s20000 success }}"
    assert found(text) == []
    choices = "".join(f" choice s{n} {{ otherwise -> s{n + 1} }}\n" for n in range(20_000))
    text = f"{PARTIES} journey j {{ starts on e -> s0\n{choices} end s20000 success }}"
    assert found(text) == []


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"journey \x00", "NUL"),
        (b"\xff\xfejourney", "UTF-8"),
        (b"event a\nevent \xe4", "line 2 has the byte 0xe4"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, why: str) -> None:
    """Refused, with what and where."""
    with pytest.raises(Unreadable, match=why):
        decode(raw)


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
    ],
)
def test_line_breaks_of_other_systems(write: Callable[[str], str]) -> None:
    """Windows' and old Macs' line breaks and a byte order mark are read as what they mean."""
    assert decode(write(EXAMPLE).encode()) == EXAMPLE


def test_line_breaks_that_were_not_decoded_count_lines_too() -> None:
    """An editor may hand over a text as Windows wrote it."""
    text = "event a\r\nevent b {\r\n  x: wrong\r\n}\r\n"
    (one,) = found(text)
    assert (one.source.position(one.span.start), one.source.line(3)) == ((3, 6), "  x: wrong")
