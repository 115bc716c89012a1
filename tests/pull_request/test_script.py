"""All of it, as a runner starts it: checks, the difference, maps, and where it is told."""

from tests.pull_request.conftest import JOURNEY, Repository, Runner
from tests.pull_request.github import GitHub


def pull_request(
    repository: Repository, runner: Runner, github: GitHub, after: str | None, before: str | None = JOURNEY
) -> None:
    """One that changes a journey, as actions/checkout leaves it: what would come of merging it."""
    base = repository.commit(case=before) if before else repository.committed()
    repository.git("checkout", "--quiet", "-b", "change")
    head = repository.commit(case=after)
    repository.git("checkout", "--quiet", "-B", "merge", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    runner.event("pull_request", base, head)
    github.head = head


def test_a_pull_request_is_checked_and_commented(
    repository: Repository, runner: Runner, github: GitHub
) -> None:
    pull_request(repository, runner, github, JOURNEY.replace("What is it?", "What happened?"))
    done = runner.run()
    assert (done.returncode, done.stderr) == (0, "")
    (comment,) = github.comments
    text = comment["body"]
    assert text.startswith("<!-- journeyc pull request: . head ")
    assert "### journeyc: passed" in text
    assert "| lint | passed | `checked 1 file: no findings` |" in text
    assert "| format | passed | `1 file unchanged` |" in text
    assert "| test | passed | `played 1 scenario in 1 file: 1 passed` |" in text
    assert "The map of <code>case</code>" in text
    assert "```mermaid\nflowchart LR\n" in text
    assert text.split("-->\n", 1)[1] == runner.summary
    assert runner.outputs == {"result": "passed", "breaking": "false", "comment-url": comment["html_url"]}
