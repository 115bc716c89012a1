"""What becomes of customers inside: what is foretold is what the runtime does."""

from pathlib import Path

import pytest

from journeyc.difference.between import between
from journeyc.difference.counting import counted
from journeyc.difference.inside import customers
from journeyc.difference.model import Customers
from journeyc.difference.phrase import said
from journeyc.difference.sides import Side, Told
from journeyc.ir import Definition, definition_of
from journeyc.runtime import MigrationPlan, Runtime
from journeyc.runtime.stores import look_into
from tests.runtime.stage import HandClock
from tests.semantics.play import compiled as texts
from tests.semantics.play import journey
from tests.upgrades.journeys import FOUR, THREE, compiled, release
from tests.upgrades.settling import HELD, NO_PLACE, SITUATIONS, settle


def definition(text: str) -> Definition:
    package = release(text)
    return next(definition_of(package, one) for one in package.journeys if one.name == "dispute")


def fates(found: Customers) -> dict[str, str]:
    return {one.place: one.fate for one in found.places}


def test_each_place_is_told() -> None:
    found = customers(definition(THREE), definition(FOUR))
    assert fates(found) == {
        "known": "moves",
        "intake": "moves",
        "deciding": "moves",
        "crediting": "moves",
        "closing": "moves",
        "court": "must-be-mapped",
        "talking": "moves",
    }
    court = next(one for one in found.places if one.place == "court")
    assert court.reasons == (NO_PLACE,)
    assert "  move court -> …" in found.clause.splitlines()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with customers in all places of the third version."""
    folder = tmp_path_factory.mktemp("store")
    releases = compiled(folder)
    with Runtime.open(folder / "runs.sqlite", releases.three, clock=HandClock()) as runtime:
        settle(runtime, 3 * len(SITUATIONS))
    return folder / "runs.sqlite"


def looked(store: Path, new: str) -> Customers:
    foretold = customers(definition(THREE), definition(new))
    return look_into(store, lambda there: counted("dispute", definition(new), foretold, there, HandClock()))


def rehearsed(store: Path, folder: Path, new: str) -> MigrationPlan:
    """What `migrate` says once the version is really there."""
    copy = folder / "copy.sqlite"
    copy.write_bytes(store.read_bytes())
    with Runtime.open(copy, release(new), clock=HandClock()) as runtime:
        return runtime.plan_migration("dispute")


@pytest.mark.parametrize(
    "new",
    [
        FOUR,
        FOUR.replace("move deciding -> judging", ""),
        FOUR.replace("move helping -> assisting", ""),
        FOUR.replace("looked: decimal", "looked: text")
        .replace("= 0   tone", '= "0"   tone')
        .replace("set looked = looked + 1", "set pages = 1"),
        FOUR.replace("move intake -> asking", "move intake -> asking move court -> finishing"),
        FOUR.replace(
            "call billing.credit(bill = bill)",
            "run who(case = bill) { ends right -> credited } } step later { call billing.credit(bill = bill)",
        ),
    ],
    ids=[
        "as it is",
        "unmapped in a branch",
        "unmapped interrupt",
        "another type",
        "all mapped",
        "other work",
    ],
)
def test_what_is_counted_is_what_migrate_would_do(store: Path, tmp_path: Path, new: str) -> None:
    before = store.read_bytes()
    found = looked(store, new)
    plan = rehearsed(store, tmp_path, new)
    for result, fate in (("moves", "moves"), ("refused", None)):
        expected: dict[tuple[str, tuple[str, ...]], int] = {}
        for group in plan.groups:
            if group.what.result == result:
                for place in group.what.places:
                    key = place, group.what.reasons
                    expected[key] = expected.get(key, 0) + len(group.runs)
        told: dict[tuple[str, tuple[str, ...]], int] = {}
        for one in found.places:
            if (one.fate == "moves") == (fate == "moves"):
                key = one.place, one.reasons
                told[key] = told.get(key, 0) + (one.runs or 0)
        assert told == expected
    assert store.read_bytes() == before
    # And what is foretold of places holds of each run that is in one place and goes on.
    foretold = fates(customers(definition(THREE), definition(new)))
    for group in plan.groups:
        if len(group.what.places) == 1 and not group.what.interrupted and group.what.reasons != (HELD,):
            fate = foretold[group.what.places[0]]
            data = any("context" in reason or "`looked`" in reason for reason in group.what.reasons)
            assert data or (fate == "moves") == (group.what.result == "moves")


def test_suspended_runs_stay_until_they_go_on(store: Path) -> None:
    held = [one for one in looked(store, FOUR).places if one.reasons == (HELD,)]
    assert held
    assert {one.fate for one in held} == {"continues"}


def test_without_a_clause_all_stay_and_one_is_written() -> None:
    """With what is certain to be only called otherwise."""
    head, _, _ = FOUR.partition("migrate from 3")
    found = customers(definition(THREE), definition(f"{head.rstrip()} }}"))
    assert set(fates(found).values()) == {"continues"}
    assert "all stay in version 3, as version 4 does not say `migrate from 3`" in said(found.note)
    lines = found.clause.splitlines()
    assert lines[0] == "migrate from 3 {"
    assert "  move talking -> speaking" in lines
    assert "  move court -> …" in lines


def test_the_clause_that_is_written_takes_all_along() -> None:
    """Once somebody has said where those go whom nobody else knows."""
    head, _, _ = FOUR.partition("migrate from 3")
    clause = customers(definition(THREE), definition(f"{head.rstrip()} }}")).clause
    clause = clause.replace("court -> …", "court -> finishing").replace("intake -> …", "intake -> asking")
    clause = clause.replace("deciding -> …", "deciding -> judging").replace(
        "closing -> …", "closing -> finishing"
    )
    found = customers(definition(THREE), definition(f"{head.rstrip()} {clause} }}"))
    assert set(fates(found).values()) == {"moves"}
    assert said(found.note) == "all can move to version 4 with `journeyc runs migrate`"


def test_another_meaning_under_the_same_version_is_refused(store: Path) -> None:
    new = THREE.replace("after 9 hours", "after 8 hours")
    found = customers(definition(THREE), definition(new))
    refused = (
        "a store that has version 3 refuses this one: write `version 4` with `migrate from 3`; then all can"
    )
    assert said(found.note).startswith(refused)
    assert set(fates(found).values()) == {"moves"}
    assert found.clause == "migrate from 3 { }"
    assert "the store has version 3 with another meaning" in said(looked(store, new).note)


def test_without_a_new_version_it_is_told_what_would_become_of_whom(store: Path) -> None:
    """As it is told of the same text with the version and the clause that are missing."""
    head, _, _ = FOUR.partition("migrate from 3")
    new = f"{head.rstrip().replace('version 4', 'version 3')} }}"
    clause = customers(definition(THREE), definition(new)).clause
    certain = "\n".join(line for line in clause.split("\n") if not line.endswith("…"))
    texts = (THREE, new, f"{head.rstrip()} {certain} }}")
    told = [Told.of(definition(text), definition(text).declarations, "") for text in texts]
    sides = [Side("", {"dispute": one}, ()) for one in told]
    without, with_it = (between(sides[0], side).journeys[0].customers for side in sides[1:])
    assert without is not None
    assert with_it is not None
    assert without.places == with_it.places
    assert {"must-be-mapped", "moves"} == {one.fate for one in without.places}
    assert said(without.note).endswith(said(with_it.note))
    assert without.clause == with_it.clause

    def count(name: str, wanted: Definition | None, foretold: Customers) -> Customers:
        return look_into(store, lambda there: counted(name, wanted, foretold, there, HandClock()))

    there, there_with_it = (between(sides[0], side, count=count).journeys[0].customers for side in sides[1:])
    assert there is not None
    assert there_with_it is not None
    assert there.places == there_with_it.places
    assert said(there.note).endswith(said(there_with_it.note))
    assert "a store that has version 3 refuses this one" in said(there.note)


def test_nobody_goes_back_to_an_older_version() -> None:
    found = customers(definition(FOUR), definition(THREE))
    assert said(found.note).startswith("runs of version 4 do not go back to version 3: write `version 5`")


def test_new_words_are_taken_by_all() -> None:
    found = customers(
        definition(THREE),
        definition(THREE.replace('"Is it you?"', '"You?"').replace('"In court"', '"Court"')),
    )
    assert set(fates(found).values()) == {"continues"}
    assert "said to them at once" in said(found.note)


def test_a_store_without_runs_of_it(tmp_path: Path) -> None:
    with Runtime.open(tmp_path / "empty.sqlite", release(THREE), clock=HandClock()):
        pass
    assert said(looked(tmp_path / "empty.sqlite", FOUR).note) == "the store has no open run of it"

    def count(name: str, wanted: Definition | None, foretold: Customers) -> Customers:
        store = tmp_path / "empty.sqlite"
        return look_into(store, lambda there: counted(name, wanted, foretold, there, HandClock()))

    texts = (THREE, THREE.replace("after 9 hours", "after 8 hours"))
    told = [Told.of(definition(text), definition(text).declarations, "") for text in texts]
    sides = [Side("", {"dispute": one}, ()) for one in told]
    found = between(sides[0], sides[1], count=count).journeys[0].customers
    assert found is not None
    assert said(found.note).endswith("with `migrate from 3`; the store has no open run of it")


NESTED = journey(
    """parallel here { branch one { step first via web { on a -> fine } end fine }
                       branch two { parallel inner { branch x { step deep via web { on b -> ok } end ok }
                                                     branch y { step low via web { on c -> so } end so }
                                                     on inner.done -> all }
                                    end all }
                       on here.done -> part }
       each part for word in words { step asking via web { on a -> heard } end heard  on part.done -> done }
       anytime help { on b -> helping step helping via web { on c -> back } }""",
    header="context { words: list of text = [] }",
)


def test_structure_is_kept() -> None:
    """In parallels of parallels, for each item, in interrupts."""

    def of(text: str) -> Definition:
        package = texts(text)
        return definition_of(package, package.journeys[0])

    newer = NESTED.replace("{ context", "{ version 2 migrate from 1 { } context")
    found = customers(of(NESTED), of(newer))
    assert fates(found) == dict.fromkeys(("first", "deep", "low", "asking", "helping"), "moves")
    lost = newer.replace("step deep", "step deeper")
    places = {one.place: one.reasons for one in customers(of(NESTED), of(lost)).places}
    assert places["deep"] == ("`deep` has no place in version 2: it needs a `move`",)
    assert places["helping"] == places["asking"] == ()


def test_an_end_of_a_branch_that_is_gone_keeps_those_who_are_there() -> None:
    """They wait for the other branch; ends that stay are not told."""
    new = FOUR.replace("end refused", "end denied").replace("-> refused", "-> denied")
    found = customers(definition(THREE), definition(new))
    told = next(one for one in found.places if one.place == "refused")
    assert told.reasons == ("`refused` has no place in version 4: it needs a `move`",)
    assert "credited" not in fates(found)
    assert "  move refused -> …" in found.clause.splitlines()


def test_of_several_journeys_each_is_told() -> None:
    sides = []
    for text in (THREE, FOUR):
        package = release(text)
        told = {
            j.name: Told.of(definition_of(package, j), package.declarations, "x") for j in package.journeys
        }
        sides.append(Side("x", told, (package.declarations,)))
    found = between(sides[0], sides[1])
    assert [(one.name, one.state) for one in found.journeys] == [("who", "unchanged"), ("dispute", "changed")]
