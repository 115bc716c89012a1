"""What is different between two parts, value by value and list by list; where they are not the same,
something always is.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from journeyc.difference.model import Action, Category, Change, Position
from journeyc.difference.parts import Many, Part, Value
from journeyc.difference.phrase import Phrase, Quoted, phrase
from journeyc.ir.base import Place
from journeyc.ir.hashes import normal

#: Longer words are shown below the sentence.
_IN_A_SENTENCE = 100
_OTHER_TYPES = "means something else, as what it reads has another type"


class Owner(NamedTuple):
    """What something stands in: its name, and how a sentence about it begins."""

    name: str
    subject: Phrase
    #: What stands around it.
    around: Phrase = ()
    #: What changes in it is of this category at most.
    category: Category = "meaning"

    def category_of(self, old: Any, new: Any, *, words: bool = False) -> Category:
        """Whether two values mean something else here, or only say it."""
        if self.category == "around":
            return "around"
        if words or normal(old, words=False) == normal(new, words=False):
            return "words"
        return "meaning"

    def change(
        self,
        category: Category,
        part: Part,
        action: Action,
        sentence: Phrase,
        old: str | None = None,
        new: str | None = None,
    ) -> Change:
        """A change of a part in it."""
        return Change(category, part.kind, action, self.name, sentence, old, new, position(part.at))


def position(place: Place | None) -> Position | None:
    """A place of a document."""
    return Position(place.file, place.line, place.column) if place else None


def called(part: Part) -> Phrase:
    """A part by what it is called: its kind and its name, or its head."""
    return (f"{part.kind} ", Quoted(part.head)) if part.named else (Quoted(part.head),)


def whole(part: Part) -> str:
    """All of a part in the author's words."""
    return part.full or part.head


def compared(old: Part, new: Part, owner: Owner) -> Iterator[Change]:
    """What is different in a part; `owner` is the part itself, or what it stands in."""
    if normal(old.source, words=True) == normal(new.source, words=True):
        return
    found = [
        change for pair in zip(old.values, new.values, strict=True) for change in _value(*pair, new, owner)
    ]
    for before, after in zip(old.lists, new.lists, strict=True):
        found += _many(before, after, owner)
    # What is written as before and means something else follows from what is written otherwise.
    found = [change for change in found if change.old != change.new] or found
    if not found:
        category = owner.category_of(old.source, new.source)
        what = _OTHER_TYPES if category == "meaning" else "is written otherwise"
        found = [owner.change(category, new, "changed", phrase(owner.subject, " ", what))]
    yield from found


def _value(old: Value, new: Value, part: Part, owner: Owner) -> Iterator[Change]:
    before, after = _plain(old.value), _plain(new.value)
    if before == after and old.text == new.text:
        return
    category = owner.category_of(old.value, new.value, words=new.words)
    subject = phrase(owner.subject, ": ")
    if old.beside:
        subject = phrase(owner.around, ", ", old.beside, ": ")
    if new.label in {old.text, new.text}:
        # What something is or is not, as `private`.
        sentence = phrase(subject, "is " if new.text else "is not ", new.label)
        yield owner.change(category, part, "changed", sentence, old.text or None, new.text or None)
    elif not old.text:
        sentence = phrase(subject, f"{new.label} ", _shown(new.text), f"{_are(new.label)} new")
        yield owner.change(category, part, "changed", sentence, None, new.text)
    elif not new.text:
        sentence = phrase(subject, f"{old.label} ", _shown(old.text), f"{_are(old.label)} gone")
        yield owner.change(category, part, "changed", sentence, old.text, None)
    elif old.text == new.text:
        sentence = phrase(subject, f"{new.label} ", Quoted(new.text), f" {_OTHER_TYPES}")
        yield owner.change(category, part, "changed", sentence, old.text, new.text)
    else:
        label = "" if old.label == "time" and old.beside else f"{new.label} "
        sentence = phrase(subject, label, _from_to(old.text, new.text, new.label))
        yield owner.change(category, part, "changed", sentence, old.text, new.text)


def _from_to(old: str, new: str, label: str) -> Phrase:
    """Both, if they fit into a sentence."""
    if len(old) + len(new) > _IN_A_SENTENCE or "\n" in old + new:
        return ("are others" if _are(label) == "are" else "is another",)
    return (Quoted(old), " → ", Quoted(new))


def _are(label: str) -> str:
    """What is said of one or several."""
    return "are" if label.endswith("s") and not label.endswith("ss") else "is"


def _shown(text: str) -> Phrase:
    return (Quoted(text), " ") if len(text) <= _IN_A_SENTENCE and "\n" not in text else ()


def _plain(value: Any) -> str:
    return json.dumps(normal(value, words=True), sort_keys=True, default=str)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────


def _many(old: Many, new: Many, owner: Owner) -> Iterator[Change]:
    """What is different in a list: parts that are gone, new, other, or in another order."""
    pairs = paired(old.items, new.items)
    words = new.words
    for before, after in pairs:
        if before is None and after is not None:
            yield _whole(after, owner, "added", words=words)
        elif after is None and before is not None:
            yield _whole(before, owner, "removed", words=words)
        elif before is not None and after is not None:
            subject = phrase(owner.subject, ", ", called(before))
            inner = owner._replace(subject=subject, around=owner.subject)
            yield from (_as(change, words=words) for change in compared(before, after, inner))
    places = {id(part): number for number, part in enumerate(old.items)}
    both = [
        (places[id(before)], after) for before, after in pairs if before is not None and after is not None
    ]
    if [number for number, _ in both] != sorted(number for number, _ in both):
        yield _reordered(old, new, owner, [after for _, after in both])


def _as(change: Change, *, words: bool) -> Change:
    return change._replace(category="words") if words and change.category == "meaning" else change


def _category(owner: Owner, *, words: bool) -> Category:
    """Of what a list has more, less or in another order."""
    return "words" if words and owner.category == "meaning" else owner.category


def _whole(part: Part, owner: Owner, action: Action, *, words: bool) -> Change:
    text = whole(part)
    gone = action == "removed"
    if part.named:
        what: Phrase = phrase(*called(part)) if text == part.head else phrase(f"{part.kind} ", Quoted(text))
    elif len(text) <= _IN_A_SENTENCE and "\n" not in text:
        what = (Quoted(text),)
    else:
        what = (Quoted(part.head),)
    sentence = phrase(owner.subject, ": ", *what, " is gone" if gone else " is new")
    was, now = (text, None) if gone else (None, text)
    return owner.change(_category(owner, words=words), part, action, sentence, was, now)


def _reordered(old: Many, new: Many, owner: Owner, parts: list[Part]) -> Change:
    before, after = "\n".join(map(whole, old.items)), "\n".join(map(whole, new.items))
    sentence = phrase(owner.subject, f": the order of the {new.label} is another")
    category = _category(owner, words=new.words)
    return owner.change(category, parts[0], "reordered", sentence, before, after)


def paired(olds: Sequence[Part], news: Sequence[Part]) -> list[tuple[Part | None, Part | None]]:
    """Which parts are the same part: those that are equal, then those that are found by their surest key.

    In the order of what is new; what is gone stands behind what it stood behind.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()

    def take(key_of: Any) -> None:
        free: dict[Any, list[int]] = {}
        for number, part in enumerate(olds):
            if number not in taken:
                free.setdefault(key_of(part), []).append(number)
        for number, part in enumerate(news):
            key = key_of(part)
            if number not in found and key is not None and (same := free.get(key)):
                found[number] = same.pop(0)
                taken.add(found[number])

    take(lambda part: _plain(part.source))
    take(lambda part: json.dumps(normal(part.source, words=False), sort_keys=True, default=str))
    for level in range(max((len(part.keys) for part in (*olds, *news)), default=0)):
        take(lambda part, level=level: part.keys[level] if level < len(part.keys) else None)
    pairs: list[tuple[Part | None, Part | None]] = [
        (olds[found[number]] if number in found else None, part) for number, part in enumerate(news)
    ]
    for number, part in enumerate(olds):
        if number not in taken:
            behind = next(
                (at + 1 for at, (old, _) in enumerate(pairs) if number and old is olds[number - 1]), 0
            )
            pairs.insert(behind, (part, None))
    return pairs
