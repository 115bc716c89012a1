"""The canonical layout: what it looks like, and the laws it keeps whatever it is given."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given

from journeyc.compiler.format import format_source, is_kept
from journeyc.grammar.keywords import UNITS
from journeyc.grammar.parser import parse
from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source
from tests.compiler.mutations import EXAMPLES, mutants
from tests.compiler.sampled import Sample, sample, samples
from tests.compiler.trees import tree

ROWS = {
    "one clause a line, two spaces a level": (
        """
        journey a { starts on b->c step c "C" via web,chat {on d   ->   e}end e success}
        """,
        """
        journey a {
          starts on b -> c

          step c "C" via web, chat {
            on d -> e
          }

          end e success
        }
        """,
    ),
    "effects, fields and channels share a line where they fit": (
        """
        event a {
          b: int
          c: text?
        }
        touchpoint t "T" {
          channel web:show
        }
        """,
        """
        event a { b: int   c: text? }
        touchpoint t "T" { channel web: show }
        """,
    ),
    "and have one each where they do not": (
        """
        rule r { on a { set customer.a_field_with_a_name = event.something
          notify somebody_else(a = 1)   raise b } }
        """,
        """
        rule r {
          on a {
            set customer.a_field_with_a_name = event.something
            notify somebody_else(a = 1)
            raise b
          }
        }
        """,
    ),
    "units are written out": (
        """
        segment a when b.c > 30 m and b.d < 1 days 2 h and b.m == m and b.e > 1 business days
        """,
        """
        segment a when b.c > 30 minutes and b.d < 1 day 2 hours and b.m == m and b.e > 1 business day
        """,
    ),
    "signs have the space they need": (
        """
        segment a when not(-b+c*- 2/(d-1)>=30 %) and  e in[f,g] and i( "x" ,[ ])!={ j=k . l } and{}=={ }
        """,
        """
        segment a
            when not (-b + c * -2 / (d - 1) >= 30%) and e in [f, g] and i("x", []) != { j = k.l }
            and {} == {}
        """,
    ),
    "comments stay where they are": (
        """
        #  about a
        event a{ # behind the brace
            # above b
          b:int# behind b


          ## said of c
          c: int

          # at the end

        } # behind a
        # at the end of the file
        """,
        """
        #  about a
        event a {  # behind the brace
          # above b
          b: int  # behind b

          ## said of c
          c: int

          # at the end
        }  # behind a
        # at the end of the file
        """,
    ),
    "a comment inside a clause breaks it": (
        """
        segment a when b # why b
          and c
        """,
        """
        segment a when b  # why b
            and c
        """,
    ),
    "of blank lines one is kept, none beside a brace": (
        """


        event a


        event b
        event c
        journey j {

          version 1


          owner "x"

        }
        """,
        """
        event a

        event b
        event c

        journey j {
          version 1

          owner "x"
        }
        """,
    ),
    "arrows of rows and titles of ends stand below each other": (
        """
        journey j {
          choice c { when a and b -> d otherwise -> e { notify f } }
          end d "D" success
          end efg "E" failure

          end h "H" neutral
        }
        """,
        """
        journey j {
          choice c {
            when a and b -> d
            otherwise    -> e { notify f }
          }

          end d   "D" success
          end efg "E" failure

          end h "H" neutral
        }
        """,
    ),
    "a clause too long for a line is broken between its parts": (
        """
        journey j { starts on something_that_happens from website_chat, telephone_hotline
          when event.amount > 20 EUR -> b }
        """,
        """
        journey j {
          starts on something_that_happens from website_chat, telephone_hotline when event.amount > 20 EUR
              -> b
        }
        """,
    ),
    "then before `or` and `and`": (
        """
        segment a when customer.field_number_one and customer.field_number_two or
          customer.field_three and customer.four
        """,
        """
        segment a
            when customer.field_number_one and customer.field_number_two
            or customer.field_three and customer.four
        """,
    ),
    "what is in brackets has a line each": (
        """
        rule r { on a { notify please_confirm(visit = event.visit,
          street = customer.street, name = customer.name, n = 1) } }
        """,
        """
        rule r {
          on a {
            notify please_confirm(
              visit = event.visit,
              street = customer.street,
              name = customer.name,
              n = 1
            )
          }
        }
        """,
    ),
    "texts stay as they are, and blocks move with their clause": (
        '''
        notification n { text """
                Two lines,
                  the second further in.

            """ subject   "a  b"  }
        ''',
        '''
        notification n {
          text """
            Two lines,
              the second further in.

            """
          subject "a  b"
        }
        ''',
    ),
    "keywords may be names": (
        """
        journey step{step step{on on->when}step when{when when->set{set set=set}}}
        """,
        """
        journey step {
          step step {
            on on -> when
          }

          step when {
            when when -> set { set set = set }
          }
        }
        """,
    ),
    "empty braces and lists are closed at once": (
        "journey j { step s { } } event e { }",
        "journey j {\n  step s {}\n}\n\nevent e {}",
    ),
    "nothing is nothing": ("  \n\n ", ""),
    "a comment may be all there is": ("\n\n # x  \n\n\n", "# x"),
}


PAGE = Path(__file__).parents[2] / "docs" / "format.md"
PAIRS = re.findall(
    r"<!-- written -->\n```text\n(.*?)```\n<!-- formatted -->\n```text\n(.*?)```",
    PAGE.read_text("utf-8"),
    re.DOTALL,
)


def formatted(text: str) -> str:
    """The text in its layout; there must be no fault in it."""
    result = format_source(Source("x.journey", text))
    assert result.diagnostics == []
    return result.text


def said(text: str) -> list[str]:
    """The words of a text, units in one form, and of blocks only that there is one."""
    tokens = Tokens(text)
    units = {form: unit for unit, forms in UNITS.items() for form in forms}
    words = [tokens.word(number) for number in range(len(tokens.kinds))]
    return [
        units.get(word, word) if kind == "UNIT" else kind if kind == "BLOCK" else word
        for word, kind in zip(words, tokens.kinds, strict=True)
    ]


def comments(text: str) -> list[str]:
    """The comments of a text in order."""
    tokens = Tokens(text)
    between = zip([0, *tokens.ends], tokens.starts, strict=False)
    return [found.rstrip() for end, start in between for found in re.findall("#[^\n]*", text[end:start])]


@pytest.mark.parametrize(("written", "expected"), ROWS.values(), ids=ROWS)
def test_layout(written: str, expected: str) -> None:
    """What is written becomes what is expected, and stays it."""
    expected = textwrap.dedent(expected).strip("\n")
    expected += "\n" if expected else ""
    assert formatted(textwrap.dedent(written)) == expected
    assert formatted(expected) == expected


@pytest.mark.parametrize(("written", "expected"), PAIRS)
def test_the_page_is_right(written: str, expected: str) -> None:
    """What stands there as written becomes what stands there as formatted."""
    assert formatted(written) == expected
    assert formatted(expected) == expected


def check_laws(drawn: Sample) -> None:
    """What holds of every text."""
    text = formatted(drawn.text)
    assert said(text) == said(drawn.text)
    assert comments(text) == comments(drawn.text)
    assert tree(text) == tree(drawn.text)
    assert formatted(text) == text
    assert formatted(drawn.spaced_otherwise) == text
    assert is_kept(drawn.text, text)


@given(samples)
def test_laws(drawn: Sample) -> None:
    """Nothing is lost, nothing changes its meaning, and whatever the space was, the layout is the same."""
    check_laws(drawn)


@pytest.mark.full
@given(samples)
def test_laws_at_length(drawn: Sample) -> None:
    """The same, for as many texts as the profile wants."""
    check_laws(drawn)


@pytest.mark.parametrize(
    "path", [*EXAMPLES, *EXAMPLES[0].parent.glob("*/*.journey")], ids=lambda path: path.stem
)
def test_examples_are_in_the_layout(path: Path) -> None:
    """They show what journeys look like."""
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


def constructs(seeds: range) -> set[str]:
    """The rules of the grammar that samples have, all of which can be read."""
    seen: set[str] = set()

    def noting(rule: str) -> Callable[..., None]:
        return lambda *_: seen.add(rule)

    author = SimpleNamespace(**{rule.name: noting(rule.name) for rule in tables().rules})
    for seed in seeds:
        assert not parse(Tokens(sample(seed, 150).text), author).faults
    return seen


def test_samples_cover_the_grammar() -> None:
    """Most constructs are drawn in a moment."""
    every = {rule.name for rule in tables().rules if not rule.origin.startswith("__")}
    assert len(constructs(range(150))) >= 0.8 * len(every)


@pytest.mark.full
def test_many_samples_cover_the_whole_grammar() -> None:
    """And all of them sooner or later; some rules pass on what they hold, and are never seen."""
    every = {
        rule.name
        for rule in tables().rules
        if not rule.origin.startswith("__") and not (rule.single and len(rule.children) == 1)
    }
    assert every - constructs(range(3000)) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("event a # x\nevent b", "event a\nevent b"),
        ("event a event b", "event a"),
        ('import "a  b"', 'import "a b"'),
        ('import """\n a\n b"""', 'import """\n a\nb"""'),
        ("segment a when b > 3 m", "segment a when b > 3 h"),
    ],
)
def test_what_is_lost_is_noticed(before: str, after: str) -> None:
    """The last look before a file is written over."""
    assert is_kept(before, before + "\n")
    assert not is_kept(before, after)


def test_faults_leave_a_text_as_it_is() -> None:
    """They are said, and nothing moves."""
    text = "event   a {x:int\n\n\nevent b"
    result = format_source(Source("x.journey", text))
    assert result.text == text
    assert [found.rule for found in result.diagnostics] == ["syntax-error"]


def test_slips_leave_a_text_as_it_is() -> None:
    """Or they are none, and it is laid out: never an exception."""
    for mutant in mutants(seed=3, count=200):
        result = format_source(Source("x.journey", mutant.text))
        assert bool(result.diagnostics) or is_kept(mutant.text, result.text)
        assert not result.diagnostics or result.text == mutant.text


@pytest.mark.parametrize(
    "text",
    [
        "journey j {" + "stage s {" * 3000 + "}" * 3001,
        "segment s when " + "(" * 3000 + "true" + ")" * 3000,
        "segment s when " + "a and " * 20_000 + "b",
        "segment s when x in [" + "[" * 3000 + "1" + "]" * 3001,
        "type T one of " + "name, " * 20_000 + "other",
        "segment s when x in [" + "1, # one\n" * 3000 + "2]",
        "segment s when x in " + "[ # deep\n" * 300 + "1" + "]" * 300,
        "# x\n" * 50_000,
        "event a\n" * 20_000,
    ],
    ids=[
        "stages",
        "parentheses",
        "conditions",
        "lists",
        "names",
        "comments",
        "deep comments",
        "only comments",
        "events",
    ],
)
def test_large_texts(text: str) -> None:
    """Deep or long, they are laid out without recursion into the deep, and without ado."""
    assert formatted(formatted(text)) == formatted(text)
