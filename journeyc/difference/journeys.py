"""What is different in one journey, and in what is declared for customers in whatever journey."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from journeyc.difference.compare import Owner, called, compared
from journeyc.difference.declared import customer, customer_rules, declared_parts
from journeyc.difference.model import Category, Change
from journeyc.difference.nodes import inside, journey_itself, nodes_of
from journeyc.difference.parts import Part
from journeyc.difference.phrase import Phrase, Quoted, phrase
from journeyc.difference.renames import renamed, renames
from journeyc.ir.changes import changed_parts
from journeyc.ir.declarations import Customer, Declarations
from journeyc.ir.definition import customer_definition
from journeyc.ir.hashes import meaning, meaning_hash, wording_hash
from journeyc.ir.model import Definition, Journey, Package

#: What may be declared and changes nothing in a journey.
_AROUND = frozenset({"touchpoint", "policy"})
#: What a definition always has, whether it uses it or not; so each journey tells of it.
_WHOLE = frozenset({"touchpoint", "channel", "type"})


def changes(old: Definition, new: Definition) -> tuple[Change, ...]:
    """What is different in a journey: something exactly if it says or does something else, and something that
    is of its meaning exactly if it does.
    """
    if wording_hash(old) == wording_hash(new):
        return ()
    names = renames(old.journey, new.journey)
    before = renamed(old.journey, names)
    owner = Owner(new.journey.name, ("the journey",))
    found = [
        *compared(journey_itself(before), journey_itself(new.journey), owner),
        *_nodes(before, new.journey, {name: was for was, name in names.items()}),
        *_declared(old, new),
    ]
    if meaning_hash(old) == meaning_hash(new):
        return tuple(one._replace(category="around") if one.category == "meaning" else one for one in found)
    if not any(one.category == "meaning" for one in found):
        # What no part has told is told by the models.
        parts = changed_parts(old, new)
        found += [Change("meaning", "journey", "changed", new.journey.name, (what,)) for what in parts]
    return tuple(found)


def shared_changes(old: Iterable[Declarations], new: Iterable[Declarations]) -> tuple[Change, ...]:
    """What is different in the rules of the customer, which several packages may have, and in what they use;
    also in segments, which customers enter whoever asks.
    """
    sides = [[_of_customer(one) for one in side] for side in (old, new)]
    before, after = ({k: v for one in side for k, v in customer_rules(one).items()} for side in sides)
    used, uses = (
        {k: v for one in side for k, v in declared_parts(one).items() if v.kind not in _WHOLE}
        for side in sides
    )
    return (
        *_by_name(before, after, lambda _: "meaning", ""),
        *_by_name(used, uses, lambda part: "around" if part.kind in _AROUND else "meaning", ""),
    )


def _of_customer(declared: Declarations) -> Declarations:
    """What the rules of the customer use, with all segments; no events, which journeys tell of."""
    package = Package(compiler="", declarations=declared, journeys=())
    found = customer_definition(package)
    whole = found.declarations if found else declared.model_copy(update={"segments": ()})
    return whole.model_copy(update={"events": (), "rules": declared.rules})


def declared_changes(old: Iterable[Declarations], new: Iterable[Declarations]) -> tuple[Change, ...]:
    """What is different in declarations that stand without a journey."""
    before, after = ({k: v for one in side for k, v in declared_parts(one).items()} for side in (old, new))
    found = [*_by_name(before, after, lambda _: "meaning", "")]
    customers = [[one.customer for one in side] for side in (old, new)]
    for pair in zip(*customers, strict=False):
        first, second = map(customer, pair)
        found += compared(first, second, Owner("customer", ("the customer",)))
    return tuple(found)


# ── nodes ────────────────────────────────────────────────────────────────────────────────────────────


def _nodes(old: Journey, new: Journey, were: Mapping[str, str]) -> Iterator[Change]:
    """Nodes that are new, gone, other, elsewhere, or called something else."""
    before, after = nodes_of(old), nodes_of(new)
    stood, stands = _around(old), _around(new)
    for name, part in after.items():
        owner = Owner(name, called(part))
        if name in were:
            sentence = phrase(f"{part.kind} ", Quoted(were[name]), " is called ", Quoted(name))
            yield owner.change("meaning", part, "renamed", sentence, were[name], name)
        if name not in before:
            yield _whole(part, owner, stands[name])
            continue
        if stood[name] != stands[name]:
            sentence = phrase(owner.subject, ": stood ", _in(stood[name]), " and stands ", _in(stands[name]))
            yield owner.change("meaning", part, "moved", sentence, stood[name], stands[name])
        if before[name].kind == part.kind:
            yield from compared(before[name], part, owner)
        else:
            sentence = phrase(Quoted(name), f" was a {before[name].kind} and is a {part.kind}")
            yield owner.change("meaning", part, "changed", sentence, before[name].kind, part.kind)
    for name, part in before.items():
        if name not in after:
            sentence = phrase(called(part), _title(part), " is gone")
            yield Owner(name, ()).change("meaning", part, "removed", sentence, name)
    yield from _orders(old, new, after)


def _whole(part: Part, owner: Owner, around: str) -> Change:
    there = phrase(" ", _in(around)) if around else ()
    sentence = phrase(owner.subject, _title(part), " is new", there)
    return owner.change("meaning", part, "added", sentence, None, part.head)


def _title(part: Part) -> Phrase:
    title = getattr(part.source, "title", "")
    return (", ", Quoted(title), ",") if title else ()


def _in(name: str) -> Phrase:
    return ("in ", Quoted(name)) if name else ("at the top",)


def _around(journey: Journey) -> dict[str, str]:
    """What each node stands in."""
    return {name: around for around, names in inside(journey).items() for name in names}


def _orders(old: Journey, new: Journey, parts: Mapping[str, Part]) -> Iterator[Change]:
    before, after = inside(old), inside(new)
    for name in after:
        both = [one for one in after[name] if one in before.get(name, ())]
        was = [one for one in before.get(name, ()) if one in after[name]]
        if both != was:
            subject = called(parts[name]) if name else ("the journey",)
            sentence = phrase(subject, ": the order of what stands in it is another")
            owner = Owner(name or new.name, subject)
            part = parts[name or both[0]]
            yield owner.change("meaning", part, "reordered", sentence, "\n".join(was), "\n".join(both))


# ── declarations ─────────────────────────────────────────────────────────────────────────────────────


def _declared(old: Definition, new: Definition) -> Iterator[Change]:
    """What the journey uses, and what is declared around it."""
    counts = _counting(old) | _counting(new)

    def category(part: Part) -> Category:
        if part.kind in _AROUND:
            return "around"
        if part.kind in {"channel", "type"} and (part.kind, part.head) not in counts:
            return "around"
        return "meaning"

    before, after = old.declarations, new.declarations
    yield from _customers(before.customer, after.customer, counts)
    yield from _by_name(declared_parts(before), declared_parts(after), category, " in it")


def _counting(definition: Definition) -> AbstractSet[tuple[str, str]]:
    """The fields of the customer, the channels and types that what a journey does depends on."""
    declared = meaning(definition)["declarations"]
    lists = {"field": declared["customer"]["fields"], "channel": declared["channels"]}
    lists["type"] = declared["types"]
    return {(kind, one["name"]) for kind, several in lists.items() for one in several}


def _customers(old: Customer, new: Customer, counts: AbstractSet[tuple[str, str]]) -> Iterator[Change]:
    categories: tuple[tuple[Category, bool], ...] = (("meaning", True), ("around", False))
    for category, counting in categories:
        both = [
            one.model_copy(
                update={"fields": tuple(f for f in one.fields if (("field", f.name) in counts) is counting)}
            )
            for one in (old, new if counting else new.model_copy(update={"key": old.key}))
        ]
        owner = Owner("customer", ("the customer",), category=category)
        first, second = map(customer, both)
        yield from compared(first, second, owner)


def _by_name(
    before: Mapping[Any, Part], after: Mapping[Any, Part], category_of: Any, within: str
) -> Iterator[Change]:
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        part = next(one for one in (new, old) if one is not None)
        category = category_of(part)
        owner = Owner(part.head, called(part), category=category)
        own = bool(within) and category == "meaning"
        if old is None:
            sentence = phrase(owner.subject, " is new", within if own else "")
            yield owner.change(category, part, "added", sentence, None, part.head)
        elif new is None:
            sentence = phrase(owner.subject, " is gone", " from it" if own else "")
            yield owner.change(category, part, "removed", sentence, part.head)
        else:
            yield from compared(old, new, owner)
    if [name for name in before if name in after] != [name for name in after if name in before]:
        part = next(iter(after.values()))
        order: Phrase = (f"the order of the {part.kind}s is another",)
        yield Owner("", ()).change(category_of(part), part, "reordered", order)
