"""What a workflow asks for."""

import pytest

from journeyc.cli.ending import Failure
from journeyc.pull_request.inputs import Inputs, inputs


def test_without_inputs_all_is_looked_at() -> None:
    assert inputs({}) == Inputs()


def test_each_input_counts() -> None:
    given = {
        "JOURNEYC_PATHS": "journeys\n\n  with spaces.journey  \n",
        "JOURNEYC_WORKING_DIRECTORY": "care",
        "JOURNEYC_FAIL_LEVEL": "error",
        "JOURNEYC_COMMENT": "false",
        "JOURNEYC_PICTURES": "FALSE",
        "JOURNEYC_TESTS": "false",
        "JOURNEYC_FAIL_ON_BREAKING": "true",
        "JOURNEYC_TOKEN": " ghs_1\n",
    }
    paths = ("journeys", "with spaces.journey")
    assert inputs(given) == Inputs(paths, "care", "error", False, False, False, True, "care", "ghs_1")  # noqa: FBT003  # in their order


def test_paths_that_were_typed_go_first() -> None:
    assert inputs({"JOURNEYC_PATHS": "journeys"}, ["care"]).paths == ("care",)


def test_a_token_may_stand_where_github_has_it() -> None:
    assert inputs({"GITHUB_TOKEN": "ghs_1"}).token == "ghs_1"  # noqa: S105  # of nothing
    assert inputs({"GITHUB_TOKEN": "ghs_1", "JOURNEYC_TOKEN": "ghs_2"}).token == "ghs_2"  # noqa: S105  # as above


@pytest.mark.parametrize("token", ["ghs_1\nx: y", "ghs 1", "ghs_ü"])
def test_a_token_that_is_none_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(Failure, match="the input `token` is no token") as refused:
        inputs({"GITHUB_TOKEN": token})
    assert "ghs" not in f"{refused.value.problem} {refused.value.help}"


@pytest.mark.parametrize(
    ("name", "value", "problem", "cure"),
    [
        ("COMMENT", "yes", "the input `comment` cannot be `yes`", "say `true` or `false`"),
        ("TESTS", "ture", "the input `tests` cannot be `ture`", "did you mean `true`?"),
        ("FAIL_LEVEL", "warn", "the input `fail-level` cannot be `warn`", "did you mean `warning`?"),
        ("PATHS", "a\0b", "the input `paths` has a NUL character", ""),
    ],
)
def test_what_cannot_be_is_refused(name: str, value: str, problem: str, cure: str) -> None:
    with pytest.raises(Failure) as refused:
        inputs({f"JOURNEYC_{name}": value})
    assert (refused.value.problem, refused.value.help) == (problem, cure)
