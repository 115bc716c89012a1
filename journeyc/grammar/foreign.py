"""Words, signs and forms of other languages: what they are called in this one."""

import re
from collections.abc import Iterator, Sequence

from journeyc.grammar.fault import Fault
from journeyc.grammar.keywords import UNITS
from journeyc.grammar.lookahead import Kinds, follow
from journeyc.grammar.repairs import LINE_LIMIT, Repairs, ahead
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens
from journeyc.nearest import nearest

#: What to write for a word or sign, where that fits.
_MEANT = {
    "if": "when",
    "else": "otherwise",
    "default": "otherwise",
    "then": "->",
    "goto": "->",
    "send": "notify",
    "equals": "==",
    "&&": "and",
    "||": "or",
    "&": "and",
    "|": "or",
    "!": "not",
}
_NOTHING = frozenset({"empty", "null", "none", "nil", "blank", "unset", "undefined"})
#: Short forms of units that are not those of the language.
_SHORT_UNITS = {
    "sec": "second",
    "secs": "second",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "wk": "week",
    "wks": "week",
}
_UNITS = _SHORT_UNITS | {form: unit for unit, forms in UNITS.items() for form in forms}
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "euro": "EUR", "euros": "EUR"} | {
    code.lower(): code for code in ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY")
}
_NUMBERS = frozenset({"INT", "DECIMAL", "TIME"})
_PARTS = re.compile(r"([0-9]+) ?([a-z]+)")
_DURATION = re.compile(r"(?:[0-9]+ ?[a-z]+)+")
_CLOCK = re.compile(r"(1[0-2]|0?[1-9])(?::([0-5][0-9]))? ?([ap])m", re.IGNORECASE)
_MONEY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([a-z]{3}|euros?|[€$£])", re.IGNORECASE)
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?percent", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{1,4}) ?years?")
_DATE = re.compile(r"(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.([0-9]{4})(?!\w)")
_ZONE = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?![\w/])")
#: How many tokens must fit for reading to go on there, if not the whole line does.
_FEW = 2

#: Tokens, from the first to before the last, and what is written for them.
_Meant = tuple[int, int, str]


def foreign(at: Repairs) -> tuple[Fault, int | None] | None:
    """The fault of what other languages write so, and the token to go on from if it could be mended."""
    for first, last, written in _readings(at.tokens, at.index):
        found = _put(at, first, last, written)
        if found:
            return found
    glued = _glued(at.tokens, at.index)
    if glued is None:
        return None
    tokens, (number, letters) = at.tokens, glued
    start, end = tokens.starts[number], tokens.ends[letters]
    if number == at.index and at.fitting_any(_NUMBERS):
        return None
    return Fault("unexpected", start, end, tokens.text[start:end], "", None, tuple(at.fitting())), None


def mend_number(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> Fault | None:
    """The fault of what other languages write behind a number, which is recognised before it shows.

    The parser was in these states before the first token.
    """
    if index == first or tokens.kinds[index - 1] not in _NUMBERS:
        return None
    for start, last, written in _readings(tokens, index):
        if start < first:
            continue
        meant = Tokens(written)
        feed: list[Kinds] = [(tokens.kinds[at], tokens.seconds[at]) for at in range(first, start)]
        feed += zip(meant.kinds[:-1], meant.seconds[:-1], strict=True)
        rest = ahead(tokens, last, LINE_LIMIT)
        fitting = follow(table, states, feed + rest) - len(feed)
        if fitting >= min(_FEW, len(rest)):
            begin, end = tokens.starts[start], tokens.ends[last - 1]
            kind = "foreign" if fitting == len(rest) else "unexpected"
            fault = Fault(kind, begin, end, tokens.text[begin:end], written)
            tokens.replace(start, last, meant)
            return fault
    return None


def _readings(tokens: Tokens, index: int) -> Iterator[_Meant]:
    yield from _number(tokens, index)
    yield from _test(tokens, index)
    yield from _form(tokens, index)
    word, start = tokens.words[index], tokens.starts[index]
    sign = tokens.text[start : start + 2] if word in {"&", "|"} else word
    if sign in _MEANT:
        yield index, index + len(sign) if sign in {"&&", "||"} else index + 1, _MEANT[sign]
    elif word in _MEANT:
        yield index, index + 1, _MEANT[word]
    after_number = index > 0 and tokens.kinds[index - 1] == "INT"
    if after_number and word in _SHORT_UNITS:
        yield index, index + 1, UNITS[_SHORT_UNITS[word]][0]
    elif after_number and word != "business" and nearest(word, ["business"], 0.8):
        yield index, index + 1, "business"


def _glued(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A number with letters directly behind it, one of which is here."""
    for number in (index - 1, index):
        letters = number + 1
        if (
            number >= 0
            and tokens.kinds[number] in _NUMBERS
            and tokens.words[letters][:1].isalpha()
            and tokens.ends[number] == tokens.starts[letters]
        ):
            return number, letters
    return None


def _number(tokens: Tokens, index: int) -> Iterator[_Meant]:
    """Times of the clock, money and durations in short."""
    glued = _glued(tokens, index)
    if glued is None and index and tokens.kinds[index - 1] in _NUMBERS and not tokens.first_of_line(index):
        first, last = index - 1, index
    elif glued is None:
        return
    else:
        first, last = glued
    whole = tokens.text[tokens.starts[first] : tokens.ends[last]]
    if clock := _CLOCK.fullmatch(whole):
        hour = int(clock[1]) % 12 + 12 * (clock[3] in "pP")
        yield first, last + 1, f"{hour:02}:{clock[2] or '00'}"
    if (money := _MONEY.fullmatch(whole)) and money[2].lower() in _CURRENCIES:
        yield first, last + 1, f"{money[1]} {_CURRENCIES[money[2].lower()]}"
    if share := _SHARE.fullmatch(whole):
        yield first, last + 1, f"{share[1]}%"
    if years := _YEARS.fullmatch(whole):
        yield first, last + 1, f"{12 * int(years[1])} months"
    if glued and _DURATION.fullmatch(whole):
        parts = [(number, _UNITS.get(unit)) for number, unit in _PARTS.findall(whole)]
        if all(unit for _, unit in parts):
            written = [f"{number} {UNITS[unit][number == '1']}" for number, unit in parts if unit]
            yield first, last + 1, " ".join(written)


def _test(tokens: Tokens, index: int) -> Iterator[_Meant]:
    """Tests for what is missing, and `is` for `==`."""
    word = tokens.words[index]
    before, behind = tokens.words[index - 1] if index else "", tokens.words[index + 1 : index + 2]
    after = behind[0] if behind else ""
    if before == "then" and word == "not":
        yield index, index + 1, "no"
    if before != "is" or tokens.first_of_line(index):
        return
    if word == "not" and after in {"set", "missing", *_NOTHING}:
        yield index - 1, index + 2, "is missing" if after == "set" else "is set"
    elif word == "not":
        yield index - 1, index + 1, "!="
    elif word in _NOTHING:
        yield index - 1, index + 1, "is missing"
    else:
        yield index - 1, index, "=="


def _form(tokens: Tokens, index: int) -> Iterator[_Meant]:
    """Dates, zones and lists."""
    start = tokens.starts[index]
    if zone := _ZONE.match(tokens.text, start):
        yield index, index + 3, f'"{zone[0]}"'
    if not index:
        return
    if date := _DATE.match(tokens.text, tokens.starts[index - 1]):
        yield index - 1, index + 2, f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}"
    # `text[]?` may be a list that is missing, or one of texts that are.
    closed = tokens.words[index + 2 : index + 3] != ["?"]
    if closed and tokens.text.startswith("[]", start) and tokens.ends[index - 1] == start:
        yield index - 1, index + 2, f"list of {tokens.words[index - 1]}"


def _put(at: Repairs, first: int, last: int, written: str) -> tuple[Fault, int | None] | None:
    """What is meant, in the place of what is written, if it can stand there at all."""
    tokens, stack = at.tokens, at.stack
    size = len(stack.states) - (at.index - first)
    if first < at.index and (size < 1 or stack.firsts[size] != first):
        return None
    states, meant = stack.states[:size], Tokens(written)
    feed: list[Kinds] = list(zip(meant.kinds[:-1], meant.seconds[:-1], strict=True))
    if follow(at.table, states, feed) < len(feed):
        return None
    rest = ahead(tokens, last, LINE_LIMIT)
    fitting = follow(at.table, states, feed + rest) - len(feed)
    start, end = tokens.starts[first], tokens.ends[last - 1]
    kind = "foreign" if fitting == len(rest) else "unexpected"
    fault = Fault(kind, start, end, tokens.text[start:end], written, None, tuple(at.fitting()))
    if fitting < min(_FEW, len(rest)):
        return fault, None
    del stack.states[size:], stack.values[size:], stack.firsts[size:]
    tokens.replace(first, last, meant)
    return fault, first
