"""All of it, as a runner starts it: checks, the difference, and where it is told."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from journeyc.pull_request.child import Done, Program
from tests.pull_request.conftest import JOURNEY, Repository, Runner, in_this_process
from tests.pull_request.github import TOKEN, GitHub

OTHER = JOURNEY.replace("What is it?", "What happened?")
FAULTY = JOURNEY.replace("-> done", "-> doen")


class Scene:
    """A pull request that changes a journey, as actions/checkout leaves it: what would come of merging it.

    `answers` are those of the commands of journeyc that are not to be themselves; `called` has all of them.
    """

    def __init__(self, repository: Repository, runner: Runner, github: GitHub) -> None:
        self.repository, self.runner, self.github = repository, runner, github
        self.base = ""
        self.answers: dict[str, Done] = {}
        self.differs("* `ask` says something else")
        self.called: list[tuple[str, ...]] = []
        runner.commands = self._commands

    def change(
        self, after: str = OTHER, before: str | None = JOURNEY, event: str = "pull_request"
    ) -> "Scene":
        there = self.repository
        self.base = there.commit(case=before) if before else there.committed()
        there.git("checkout", "--quiet", "-b", "change")
        head = there.commit(case=after)
        there.git("checkout", "--quiet", "-B", "merge", "main")
        there.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
        self.runner.event(event, self.base, head)
        self.github.head = head
        return self

    def differs(
        self, markdown: str, *, breaking: bool = False, different: bool = True, meaning: int = 0
    ) -> None:
        """What `journeyc diff` says."""
        changes = [{"category": "meaning"}] * meaning
        case = {"name": "case", "state": "changed" if different else "unchanged", "changes": changes}
        breaks = [{"kind": "end-removed"}] * breaking
        document = {
            "summary": "1 journey changed",
            "breaking": breaks,
            "journeys": [case],
            "shared": [],
            "not_compared": [],
        }
        code = int(breaking)
        self.answers["diff markdown"] = Done(code, f"{markdown}\n", "")
        self.answers["diff json"] = Done(code, json.dumps(document), "")

    @property
    def comment(self) -> str:
        (only,) = self.github.comments
        return str(only["body"])

    def of(self, command: str) -> list[list[str]]:
        """What a command was called with."""
        return [rest for name, *rest in self.called if name == command]

    def _commands(self, folder: Path, environment: Mapping[str, str]) -> Program:
        real = in_this_process(folder, environment)

        def run(*arguments: str) -> Done:
            self.called.append(arguments)
            name = " ".join(arguments[:: len(arguments) - 1]) if arguments[0] == "diff" else arguments[0]
            special = self.answers.get(" ".join([name, *arguments[2:3]]))
            return special or self.answers.get(name) or real(*arguments)

        return run


@pytest.fixture
def scene(repository: Repository, runner: Runner, github: GitHub) -> Scene:
    return Scene(repository, runner, github)


def test_a_pull_request_is_checked_and_commented(scene: Scene) -> None:
    done = scene.change().runner.run()
    assert (done.returncode, done.stderr) == (0, "")
    text = scene.comment
    assert text.startswith("<!-- journeyc pull request: . head ")
    assert "## journeyc: passed" in text
    assert "| lint | passed | `checked 1 file: no findings` |" in text
    assert "| format | passed | `1 file unchanged` |" in text
    assert "| test | passed | `played 1 scenario in 1 file: 1 passed` |" in text
    assert "| difference | passed | `1 journey changed` |" in text
    assert "\n* `ask` says something else\n" in text
    assert text.split("-->\n", 1)[1] == scene.runner.summary
    url = scene.github.comments[0]["html_url"]
    assert scene.runner.outputs == {"result": "passed", "breaking": "false", "comment-url": url}
    assert f"comment: written {url}" in done.stdout


def test_the_difference_is_that_of_each_path_to_its_base(scene: Scene) -> None:
    scene.repository.write("care/inner.journey", JOURNEY)
    scene.change().runner.run(paths=".\ncare\nnew.journey")
    asked = [call[:2] for call in scene.of("diff") if call[-1] == "json"]
    assert asked == [
        [scene.base, "."],
        [f"{scene.base}:care", "care"],
        [f"{scene.base}:new.journey", "new.journey"],
    ]
    assert scene.comment.count("`ask` says something else") == 3


def test_findings_annotate_lines_and_fail(scene: Scene) -> None:
    done = scene.change(FAULTY).runner.run()
    assert done.returncode == 1
    assert re.search(
        r"^::error file=case\.journey,line=20,col=\d+,endColumn=\d+,endLine=20,title=",
        done.stdout,
        re.MULTILINE,
    )
    assert "| lint | **failed** | `checked 1 file: 1 error` |" in scene.comment
    assert "```text\ncase.journey:20:18: error[undefined-name]" in scene.comment
    assert scene.runner.outputs["result"] == "failed"


def test_what_is_laid_out_otherwise_fails(scene: Scene) -> None:
    assert scene.change(OTHER.replace("  say", "say")).runner.run().returncode == 1
    assert "| format | **failed** | `1 file would be formatted` |" in scene.comment


def test_a_scenario_that_fails_is_shown_without_those_that_pass(scene: Scene) -> None:
    more = (
        JOURNEY[JOURNEY.index("scenario") :].replace("told", "given up").replace("ended done", "ended gone")
    )
    assert scene.change(f"{JOURNEY}\n{more}").runner.run().returncode == 1
    assert "| test | **failed** | `played 2 scenarios in 1 file: 1 passed, 1 failed` |" in scene.comment
    assert "scenario: given up" in scene.comment
    assert "passed  told" not in scene.comment
    assert "```text\ncase.journey:" in scene.comment


def test_a_level_may_be_asked_for(scene: Scene) -> None:
    warned = OTHER.replace("event closed\n", "event closed\nevent never\n")
    scene.change(warned)
    assert scene.runner.run().returncode == 1
    assert scene.runner.run(fail_level="error").returncode == 0


def test_journeys_without_scenarios_are_no_failure(scene: Scene) -> None:
    scene.change(OTHER[: OTHER.index("\nscenario")])
    assert scene.runner.run().returncode == 0
    assert "| test | nothing to do | `there is no scenario` |" in scene.comment


def test_pictures_are_checked_where_they_are_asked_for(scene: Scene) -> None:
    """Those of a folder, or beside a file."""
    scene.answers["diagram"] = Done(1, "case.svg is stale: its journey is another\n", "1 picture is stale\n")
    scene.repository.write("care/inner.journey", JOURNEY)
    scene.change()
    assert scene.runner.run(pictures="true", paths=".\ncase.journey\ncare/inner.journey").returncode == 1
    assert scene.of("diagram")[:2] == [["--check", "."], ["--check", "care"]]
    said = "1 picture is stale; 1 picture is stale"
    assert f"| pictures | **failed** | `{said}` |" in scene.comment


def test_without_pictures_none_is_stale(scene: Scene) -> None:
    said = "journeyc: there is no picture of a journey in the folder `.`\nhelp: draw it\n"
    scene.answers["diagram"] = Done(2, "", said)
    assert scene.change().runner.run(pictures="true").returncode == 0
    assert "| pictures | nothing to do | `there is no picture of a journey` |" in scene.comment


# ── the difference ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("fails", "code", "word"), [("false", 0, "passed, with"), ("true", 1, "failed")])
def test_breaking_changes_fail_where_that_is_asked(scene: Scene, fails: str, code: int, word: str) -> None:
    scene.differs("* `closed` is gone", breaking=True)
    done = scene.change().runner.run(fail_on_breaking=fails)
    assert done.returncode == code
    assert f"## journeyc: {word}" in scene.comment
    assert "| difference | **breaking** | `1 journey changed` |" in scene.comment
    assert "* `closed` is gone" in done.stdout
    assert scene.comment.count("`closed` is gone") == 1
    assert scene.runner.outputs["breaking"] == "true"


@pytest.mark.parametrize(("of_the_base", "code"), [(True, 0), (False, 2)])
def test_who_mends_a_base_is_not_kept_from_it(scene: Scene, code: int, *, of_the_base: bool) -> None:
    """Whoever makes a head that cannot be compared hides what it breaks."""
    scene.change(JOURNEY, FAULTY)
    side = f"{scene.base}:" if of_the_base else ""
    scene.answers["diff json"] = Done(2, "", f"journeyc: `{side}case.journey` is not good\nhelp: mend it\n")
    assert scene.runner.run(fail_on_breaking="true").returncode == code
    assert f"| difference | **not done** | `` `{side}case.journey` is not good `` |" in scene.comment
    assert scene.runner.run().returncode == 0


@pytest.mark.parametrize("of_the_base", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_what_breaks_beside_a_file_with_errors_is_said_with_it(
    scene: Scene, *, of_the_base: bool, fails: bool
) -> None:
    """The row says what the exit code does."""
    scene.differs("* `closed` is gone", breaking=True)
    scene.change()
    side = f"{scene.base}:" if of_the_base else ""
    told = scene.answers["diff json"].out
    scene.answers["diff json"] = Done(2, told, f"journeyc: `{side}other.journey` has errors\n")
    done = scene.runner.run(fail_on_breaking=str(fails).lower())
    assert done.returncode == (0 if not fails else 1 if of_the_base else 2)
    word = "not done" if fails and not of_the_base else "breaking"
    said = f"`{side}other.journey` has errors; 1 journey changed"
    assert f"| difference | **{word}** | `` {said} `` |" in scene.comment
    assert "`closed` is gone" in scene.comment


def test_a_base_that_is_not_there_says_what_to_set(scene: Scene) -> None:
    scene.change().runner.event("push", "9" * 40)
    assert scene.runner.run().returncode == 0
    assert "set `fetch-depth: 0` for actions/checkout" in scene.runner.summary
    assert scene.runner.run(fail_on_breaking="true").returncode == 2


def test_where_nothing_is_different_nothing_is_shown(scene: Scene) -> None:
    scene.differs("nothing", different=False)
    scene.change().runner.run()
    assert "| difference | passed |" in scene.comment
    assert "nothing\n" not in scene.comment


@pytest.mark.parametrize("name", ["{}/case.journey", "{}:case.journey"])
def test_a_file_that_is_called_like_the_base_hides_nothing(scene: Scene, name: str) -> None:
    """It would be compared to in its place."""
    scene.change()
    name = name.format(scene.base)
    scene.repository.write(name, OTHER)
    scene.repository.git("add", "--all")
    assert scene.runner.run(fail_on_breaking="true").returncode == 2
    assert scene.of("diff") == []
    assert f"`{name}` is called like the base, and could be taken for it" in scene.comment


def test_what_does_not_fit_is_in_the_summary(scene: Scene) -> None:
    scene.differs("* a line of it\n" * 9000)
    scene.change().runner.run()
    assert 60_000 < len(scene.comment) <= 65_536
    run = "[the summary of the run](https://github.com/octo-org/care/actions/runs/1658821493)"
    assert scene.comment.endswith(f" more lines do not fit here: {run} has more*\n")
    assert scene.runner.summary.count("* a line of it") == 9000


@pytest.mark.parametrize(("page", "noted"), [("words", True), ("```mermaid\nflowchart LR\n```", False)])
def test_a_map_that_is_too_large_is_said(scene: Scene, page: str, *, noted: bool) -> None:
    scene.differs(page, meaning=2)
    scene.change().runner.run()
    command = f"`journeyc diff {scene.base} . --journey NAME --picture NAME.svg`"
    assert (f"*1 map left out as too large: {command}*" in scene.comment) == noted


def test_a_summary_has_no_more_than_github_takes(scene: Scene) -> None:
    scene.differs("* 一行の日本語\n" * 100_000)
    scene.change().runner.run()
    assert 800_000 < len(scene.runner.summary.encode()) <= 1_048_576
    assert scene.runner.summary.endswith(" more lines do not fit here: the log has all of it*\n")


def test_of_several_paths_the_gravest_is_told_and_nothing_lost(scene: Scene) -> None:
    scene.change()
    scene.differs("* `closed` is gone", breaking=True)
    said = f"journeyc: `{scene.base}:care` has errors\n"
    scene.answers["diff json care"] = Done(2, "", said)
    scene.repository.write("care/inner.journey", JOURNEY)
    assert scene.runner.run(paths="care\n.").returncode == 0
    assert (
        f"| difference | **not done** | `` `{scene.base}:care` has errors; 1 journey changed `` |"
        in scene.comment
    )
    assert "## journeyc: passed, with breaking changes" in scene.comment
    assert scene.runner.outputs["breaking"] == "true"


# ── other events ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("event", ["push", "push.new", "merge_group", "workflow_dispatch"])
def test_other_events_are_checked_and_not_commented(scene: Scene, event: str) -> None:
    scene.change(event=event)
    assert scene.runner.run().returncode == 0
    assert scene.github.asked == []
    assert "| lint | passed |" in scene.runner.summary
    assert ("| difference |" in scene.runner.summary) == (event in {"push", "merge_group"})


def test_no_comment_is_written_where_none_is_wanted(scene: Scene) -> None:
    scene.change().runner.run(comment="false")
    assert scene.github.comments == []


@pytest.mark.parametrize("event", ["pull_request.fork", "pull_request.gone"])
def test_a_fork_is_checked_and_told_why_there_is_no_comment(scene: Scene, event: str) -> None:
    scene.github.may_write = False
    done = scene.change(event=event).runner.run()
    assert done.returncode == 0
    why = "the comment could not be written, as a pull request from a fork has a token that only reads"
    assert f"::warning title=journeyc::{why}" in done.stdout
    assert f"\nNote: `{why}" in scene.runner.summary
    assert scene.runner.outputs["comment-url"] == ""


def test_without_a_token_that_is_said(scene: Scene) -> None:
    done = scene.change().runner.run(token="")
    assert done.returncode == 0
    assert "there is no token to write the comment with: set the input `token`" in scene.runner.summary
    assert scene.github.asked == []


def test_without_a_runner_it_only_checks(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.change(FAULTY)
    monkeypatch.chdir(scene.repository.folder)
    scene.runner.environment = {"PATH": scene.runner.environment["PATH"]}
    done = scene.runner.run("case.journey", pictures="false")
    assert done.returncode == 1
    assert done.stdout.startswith("== lint: failed ==\ncase.journey:20:18: error[undefined-name]")
    assert done.stdout.endswith("journeyc: failed\n")
    assert "::" not in done.stdout.replace("== ", "")


# ── where the journeys are ───────────────────────────────────────────────────────────────────────────


def test_paths_count_from_the_top_of_the_repository(scene: Scene) -> None:
    scene.repository.write("services/care/-x/faulty.journey", FAULTY)
    done = scene.change().runner.run(working_directory="services/care", paths="-x")
    assert "::error file=services/care/-x/faulty.journey,line=20," in done.stdout
    assert "## journeyc `services/care`: failed" in scene.comment
    assert scene.of("format") == [["--check", "services/care/-x"]]


def test_a_name_like_an_option_is_a_name(scene: Scene) -> None:
    scene.repository.write("--version/faulty.journey", FAULTY)
    done = scene.change().runner.run(paths="--version")
    assert "::error file=--version/faulty.journey,line=20," in done.stdout


def test_an_odd_name_does_no_harm(scene: Scene) -> None:
    """It is no command to the runner, and no Markdown."""
    name = "a\n::error::,b%0A @octo-org [x](https:y) <b>`|.journey"
    scene.repository.write(name, FAULTY)
    done = scene.change().runner.run()
    assert done.returncode == 1
    commands = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert len(commands) == 1
    assert "file=a%0A%3A%3Aerror%3A%3A%2Cb%250A @octo-org [x](https%3Ay) <b>`|.journey,line=20" in commands[0]
    outside = re.sub(r"(?s)(`{3,})text\n.*?\n\1", "", scene.comment)
    assert "@octo-org" not in outside


def test_a_name_that_is_no_text_does_no_harm(scene: Scene) -> None:
    odd = Path(os.fsdecode(os.fsencode(scene.repository.folder) + b"/a\xff.journey"))
    try:
        odd.write_text(FAULTY, encoding="utf-8")
    except OSError:
        # This system has no such names.
        return
    done = scene.change().runner.run()
    assert done.returncode == 1
    assert ".journey:20:18: error[undefined-name]" in scene.comment


def test_a_folder_that_is_not_there_is_refused(scene: Scene) -> None:
    done = scene.change().runner.run(working_directory="nowhere")
    assert done.returncode == 2
    assert "there is no folder `" in done.stderr
    assert "help: `working-directory` counts from where actions/checkout puts the repository" in done.stderr


def test_a_path_that_is_not_there_is_said(scene: Scene) -> None:
    assert scene.change().runner.run(paths="nowhere").returncode == 2
    assert "| lint | **not done** | `` `nowhere` cannot be read: there is no such file `` |" in scene.comment


def test_an_option_is_refused(scene: Scene) -> None:
    done = scene.change().runner.run("--fast")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "journeyc: there is no option `--fast`")
    assert scene.runner.run("--help").stdout.startswith("usage: python -P -m journeyc.pull_request [PATHS]")


def test_a_fault_of_journeyc_is_one(scene: Scene) -> None:
    scene.answers["test"] = Done(
        3, "", "journeyc: this is a fault of journeyc, not yours (KeyError)\nhelp: report\n"
    )
    assert scene.change().runner.run().returncode == 3
    assert "| test | **not done** | `this is a fault of journeyc, not yours (KeyError)` |" in scene.comment


def test_the_token_is_told_nowhere(scene: Scene) -> None:
    """Though a journey has it in its text, as one could that is a link to where it is kept."""
    scene.answers["lint"] = Done(1, f"{TOKEN}\n", TOKEN)
    scene.differs(TOKEN)
    done = scene.change().runner.run()
    told = [done.stdout, done.stderr, scene.comment, scene.runner.summary, json.dumps(scene.runner.outputs)]
    assert not any(TOKEN in text for text in told)


@pytest.mark.parametrize(
    "target", ["/etc/hostname", "../out.txt", ".git/config", "loop.journey", "in.journey"]
)
def test_a_link_out_of_the_repository_is_not_read(scene: Scene, target: str) -> None:
    """Findings show words of what they find wrong."""
    scene.repository.write("../out.txt", "secret")
    (scene.repository.folder / "in.journey").symlink_to("case.journey")
    (scene.repository.folder / "loop.journey").symlink_to(target)
    done = scene.change().runner.run()
    if target == "in.journey":
        assert done.returncode == 0
    else:
        assert (done.returncode, done.stdout, scene.called) == (2, "", [])
        assert "`loop.journey` is a link, and leads to no file of the repository" in done.stderr


def test_a_link_is_not_read_where_git_refuses(scene: Scene) -> None:
    """As in a container that runs as somebody else than the checkout."""
    scene.repository.write("../out/secret.journey", "secret")
    scene.change()
    (scene.repository.folder / ".git" / "HEAD").unlink()
    for name, target in {"shared": "../out", "loop.journey": "/etc/hostname"}.items():
        link = scene.repository.folder / name
        link.symlink_to(target)
        done = scene.runner.run()
        assert (done.returncode, done.stdout, scene.called) == (2, "", [])
        assert f"`{name}` is a link, and leads to no" in done.stderr
        link.unlink()


def test_links_of_git_itself_count_for_nothing(scene: Scene) -> None:
    """As those in the folder of a submodule, or where hooks are kept elsewhere."""
    scene.change()
    (scene.repository.folder / ".git" / "HEAD").unlink()
    (scene.repository.folder / ".git" / "elsewhere").symlink_to("../..")
    assert scene.runner.run().returncode == 0


def test_a_folder_out_of_the_repository_is_not_read(scene: Scene) -> None:
    scene.repository.write("../out/secret.journey", "secret")
    (scene.repository.folder / "shared").symlink_to("../out")
    done = scene.change().runner.run()
    assert (done.returncode, done.stdout, scene.called) == (2, "", [])
    assert "`shared` is a link, and leads to no folder of the repository" in done.stderr


def test_a_bad_event_is_refused(scene: Scene) -> None:
    done = scene.change().runner.payload("pull_request", "{").run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not JSON" in done.stderr
