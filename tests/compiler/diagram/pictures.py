"""Pictures drawn by chance: every kind of card, group, arrow and line, with what authors should not write."""

from typing import Any, get_args

from hypothesis import strategies as st

from journeyc.compiler.diagram.picture import (
    START,
    Card,
    CardKind,
    Chip,
    ChipKind,
    Direction,
    Edge,
    EdgeKind,
    FindingKind,
    Group,
    GroupKind,
    Line,
    LineKind,
    Picture,
)
from journeyc.compiler.diagram.wording import clean

#: What means something to Graphviz, Mermaid, Markdown or a browser, wherever it stands in a text.
SIGNS = (
    "<script>alert(1)</script>", '<IMG SRC="/etc/passwd"/>', "<img src=x onerror=alert(1)>", "<br>",
    "</td>", "<a href='x'>", "]]>", "<!--", "-->", "<![CDATA[", "&amp;", "&#60;b&#62;", "&quot;", "\\N",
    "\\G", "\\E", "\\L", "\\n", "\\", '"', "'", "`", '" URL="https://evil.example', "image=/etc/passwd",
    "shapefile=x", 'imagepath="/"', "]; node [URL=x", "}; subgraph {", "%%{init: {'theme': 'dark'}}%%",
    "%% comment", "click n-card-1 call alert()", "javascript:alert(1)", "---", "***", "end", "subgraph",
    "class", "style", "graph", "flowchart", "call", "href", "default", "linkStyle", "direction LR",
    "o--o", "x--x", "{{ 1 + 1 }}", "{% raw %}", "{", "}", "[", "]", "(", ")", "|", ";", "#quot;", "#35;",
    "@{ shape: x }", ":::evil", "~~~", "==>", "1. list", "- item", "# title", "**bold**", "_under_",
    "[x](https://evil.example)", "![x](https://evil.example/a.png)", "https://evil.example",
    "www.evil.example", "a@evil.example", "$$x^2$$", "fa:fa-car", "\u202eright\u2066", "שלום", "日本語",
    "e\u0301", "ﬂ°°60¶ß", "😀", "\u2028", "\ufeff", "\x00", "\x1b[31m", "100%", "%s", "W" * 90,
)  # fmt: skip
texts = (
    st.lists(st.sampled_from(SIGNS) | st.text(max_size=6), max_size=4).map(" ".join) | st.sampled_from(SIGNS)
).map(clean)
#: What cannot be empty is a dot, as `draw` has it.
titles = texts.map(lambda text: text or "·")


def one_of(kinds: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kinds))


def cards(number: int) -> st.SearchStrategy[Card]:
    chips = st.builds(Chip, one_of(ChipKind), titles)
    return st.builds(
        Card,
        id=st.just(f"card-{number}"),
        name=texts,
        kind=one_of(CardKind),
        kicker=titles,
        title=titles,
        lines=st.lists(titles, max_size=2).map(tuple),
        chips=st.lists(chips, max_size=3).map(tuple),
        finding=st.none() | one_of(FindingKind),
        here=st.booleans(),
        hint=texts,
    )


#: Lanes hold cards alone, and all of them; tests of their own draw them.
GROUP_KINDS = st.sampled_from([kind for kind in get_args(GroupKind) if kind != "lane"])


@st.composite
def pictures(draw: st.DrawFn, most: int = 5) -> Picture:
    """A picture of a few cards, the first of them in two groups, one in the other."""
    every = [draw(cards(number)) for number in range(1, draw(st.integers(1, most)) + 1)]
    inner = Group("group-2", draw(GROUP_KINDS), draw(titles), tuple(every[:1]))
    outer = Group("group-1", draw(GROUP_KINDS), draw(titles), tuple(every[1:2]), (inner,))
    ids = st.sampled_from([card.id for card in every])
    lines = st.lists(st.builds(Line, one_of(LineKind), titles), max_size=3).map(tuple)
    edges = tuple(
        draw(
            st.builds(
                Edge,
                id=st.just(f"edge-{number}"),
                source=ids | st.just(START),
                target=ids,
                kind=one_of(EdgeKind),
                lines=lines,
                loop=st.booleans(),
                hint=texts,
            )
        )
        for number in range(1, draw(st.integers(0, 4)) + 1)
    )
    return Picture(
        title=draw(titles),
        subtitle=draw(texts),
        summary=draw(texts),
        direction=draw(one_of(Direction)),
        groups=(outer,),
        cards=tuple(every[2:]),
        edges=edges,
    )
