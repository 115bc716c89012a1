"""Which version a host runs: the newest for new runs, their own for open ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeyc.ir import Package, definition_of, from_json, meaning_hash, wording_hash
from journeyc.loading import load
from journeyc.runtime import Runtime
from journeyc.runtime.errors import DefinitionError, StoreDamagedError, UsageError

DISPUTE = Path(__file__).parents[1] / "dispute.json"


def changed(change: Callable[[dict[str, Any]], None]) -> Package:
    """The bill dispute with something about its journey changed."""
    document = json.loads(DISPUTE.read_text(encoding="utf-8"))
    change(document["journeys"][0])
    return from_json(json.dumps(document), Package)


def test_the_compiled_journey_of_the_tests_is_that_of_its_text() -> None:
    compiled = load(DISPUTE.with_suffix(".journey"))
    pairs = [definition_of(package, package.journeys[0]) for package in (compiled, changed(as_it_is))]
    assert len({meaning_hash(definition) for definition in pairs}) == 1
    assert len({wording_hash(definition) for definition in pairs}) == 1


def as_it_is(_: dict[str, Any]) -> None:
    """Change nothing."""


def other_words(journey: dict[str, Any]) -> None:
    """Other wording, the same meaning."""
    journey["nodes"][0]["says"] = [{**journey["nodes"][0]["says"][1], "template": "No hurry."}]


def other_meaning(journey: dict[str, Any]) -> None:
    """Another meaning under the same number."""
    journey["nodes"][1]["timers"] = []


def next_version(journey: dict[str, Any]) -> None:
    """Version 4, in which intake asks one question."""
    journey["version"] = 4
    del journey["nodes"][0]["asks"][1:]


def opened(path: Path, *packages: Package) -> Runtime:
    return Runtime.open(path, packages)


def begin(runtime: Runtime, bill: str, customer: str = "anna") -> None:
    payload = {"dispute": {"bill": bill}}
    report = runtime.send("dispute_opened", payload, customer=customer, channel="web")
    assert report["result"] == "accepted"


def versions(runtime: Runtime) -> list[int]:
    return [position.version for position in runtime.where("anna")]


def test_another_meaning_under_a_known_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store"
    opened(path, changed(as_it_is)).close()
    with pytest.raises(DefinitionError) as caught:
        opened(path, changed(other_meaning))
    assert str(caught.value) == (
        f"journey `bill_dispute` version 3 means something else than the version 3 in `{path}`:"
        " timers of `review`;"
        " raise `version` to 4, so that open runs keep theirs"
    )


def test_two_meanings_in_one_call_are_refused() -> None:
    with pytest.raises(DefinitionError, match="raise `version` to 4"):
        Runtime.open(None, [changed(as_it_is), changed(other_meaning)])


def test_new_wording_is_taken_by_open_runs_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
    with opened(path, changed(other_words)) as runtime:
        assert runtime.where("anna", "web")[0].says == ("No hurry.",)
    with opened(path) as runtime:
        assert runtime.where("anna", "web")[0].says == ("No hurry.",)


def test_open_runs_keep_their_version_and_new_ones_take_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
    with opened(path, changed(next_version)) as runtime:
        begin(runtime, "B2")
        assert versions(runtime) == [3, 4]
        assert [len(position.questions) for position in runtime.where("anna")] == [3, 1]


def test_a_program_with_an_older_version_begins_runs_in_the_newest_the_store_knows(tmp_path: Path) -> None:
    path = tmp_path / "store"
    opened(path, changed(next_version)).close()
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
        assert versions(runtime) == [4]


def test_both_versions_may_be_given_in_any_order() -> None:
    with Runtime.open(None, [changed(next_version), changed(as_it_is)]) as runtime:
        begin(runtime, "B1")
        assert versions(runtime) == [4]


def test_a_journey_that_is_not_given_goes_on_and_begins_no_more(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
    with opened(path) as runtime:
        report = runtime.answer("anna", {"dispute.note": "x"}, channel="web")
        assert report["result"] == "accepted"
        again = {"dispute": {"bill": "B2"}}
        assert (
            runtime.send("dispute_opened", again, customer="anna", channel="web")["result"] == "not_accepted"
        )


def test_what_one_thread_is_learning_another_has_all_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its runs would let time pass and events go by, as if nobody knew their journey."""
    path = tmp_path / "store"
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
        begin(runtime, "B2", "ben")
    with opened(path) as runtime:
        store, said = runtime._store, []
        definitions = store.definitions

        def meanwhile() -> Any:
            monkeypatch.undo()
            said.append(runtime.answer("ben", {"dispute.reason": "roaming"}, channel="web"))
            return definitions()

        monkeypatch.setattr(store, "definitions", meanwhile)
        said.append(runtime.answer("anna", {"dispute.reason": "roaming"}, channel="web"))
        assert [report["result"] for report in said] == ["accepted", "accepted"]


def test_a_lost_definition_is_damage_and_named(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with opened(path, changed(as_it_is)) as runtime:
        begin(runtime, "B1")
        runtime._store._connection().execute("DELETE FROM definitions")  # type: ignore[attr-defined]  # damage it
    with (
        opened(path) as runtime,
        pytest.raises(
            StoreDamagedError, match="run `bill_dispute/anna/1` needs version 3 of journey `bill_dispute`"
        ),
    ):
        runtime.where("anna")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.json", None, "cannot be read: no such file or directory; check the path"),
        ("x.journey", b"journey x {}", "is not compiled; load it with `journeyc.load`, or compile it with"),
        ("x.json", b"", "this is not JSON; compile the journey again"),
        ("x.json", bytes(range(256)), "this is not JSON"),
        ("x.json", b"[" * 100_000, "this is not JSON"),
        ("x.json", b"{}", "this is not a `journeyc.package` document"),
        ("x.json", b'{"format": "journeyc.package", "format_version": 99}', "written by a newer journeyc"),
        ("x.json", b'{"format": "journeyc.package", "format_version": 1}', "field required"),
    ],
)
def test_a_file_that_is_no_compiled_journey_is_explained(
    name: str, content: bytes | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DefinitionError) as caught:
        Runtime.open(None, path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Dispute", "Nowhere"), ('"target": "review"', '"target": "nowhere"'), ("Reason?", "Gone?")],
)
def test_a_package_with_a_loose_end_is_explained_and_not_stored(old: str, new: str, tmp_path: Path) -> None:
    text = DISPUTE.read_text(encoding="utf-8")
    declared = text.index('"customer": {')
    path = tmp_path / "x.json"
    path.write_text(text[:declared] + text[declared:].replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match="compile the journey again"):
        Runtime.open(tmp_path / "store", path)
    with Runtime.open(tmp_path / "store", DISPUTE) as runtime:
        begin(runtime, "B1")


def test_what_is_no_journey_at_all_is_explained() -> None:
    with pytest.raises(UsageError, match="a dict is no compiled journey; give what"):
        Runtime.open(None, [{}])  # type: ignore[list-item]  # that is the test


def test_a_runtime_that_cannot_open_lets_go_of_its_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with pytest.raises(DefinitionError):
        Runtime.open(path, [tmp_path / "gone.json"])
    path.unlink()
    opened(path).close()


def test_another_policy_needs_no_other_version(tmp_path: Path) -> None:
    """It is the company's: what open runs send is under the policy of today."""
    text = DISPUTE.with_suffix(".journey").read_text(encoding="utf-8")
    folder = tmp_path / "journeys"
    folder.mkdir()
    file = folder / "dispute.journey"
    for policy in ("policy few { at most 9 per 1 day }", "policy none { consent sms needs 1 > 2 }"):
        file.write_text(f"{text}\n{policy}\n", encoding="utf-8")
        with opened(tmp_path / "runs.sqlite", load(file)) as runtime:
            if "few" in policy:
                begin(runtime, "B1")
            (run,) = (position.run for position in runtime.where("anna"))
            assert run == "bill_dispute/anna/1"
