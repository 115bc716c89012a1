"""The browser of tests: it sees what people see, and says what is wrong with a page."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from selenium.common.exceptions import JavascriptException, TimeoutException

from tests.browser import Page, missing, needs_browser
from tests.conftest import is_listed

ROOT = Path(__file__).parent.parent

PAGE = """<!doctype html><title>still</title>
<style>p { color: #000 } @media (prefers-color-scheme: dark) { p { color: #fff } }
body { height: 3000px }</style>
<input><button onclick="document.title = 'clicked'">press</button>
<p>seen <span hidden>hidden</span></p><i></i>
<script>
const told = document.querySelector("i");
addEventListener("keydown", (event) => { told.textContent += `${event.shiftKey ? "⇧" : ""}${event.key} `; });
addEventListener("wheel", (event) => { document.title = `turned ${event.deltaY}`; });
addEventListener("mousemove", (event) => {
  if (event.buttons) document.title = `dragged to ${event.clientX}`;
});
</script>"""
WRONG = """<!doctype html><script src="missing.js"></script><img src="https://journeys.example/a.png">
<script>console.error("one", 2); nothing.there()</script>"""


@pytest.mark.full
def test_it_is_there() -> None:
    """The full run has it; any other leaves its tests out without it, so a failure would be silent."""
    assert missing() == ""


def test_only_without_it_its_tests_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert is_listed("tests/website/test_walk.py::test_search", missing())
    assert not is_listed("tests/website/test_walk.py::test_search", "it is slow")


@needs_browser
def test_a_page_is_read_and_acted_on(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    page.open(file)
    assert page.text("p") == "seen"
    page.click("input")
    page.type("a fee")
    page.press("Shift+Tab")
    assert page.value("document.querySelector('input').value") == "a fee"
    assert page.text("i").split() == ["a", "f", "e", "e", "⇧Shift", "⇧Tab"]
    page.click("button")
    assert page.value("document.title") == "clicked"
    page.wheel("p", -120)
    page.wait("document.title == 'turned -120'")
    page.drag("p", 40, 0)
    assert page.value("document.title").startswith("dragged to ")
    assert (page.errors, page.asked) == ([], [file.as_uri()])


@needs_browser
def test_a_page_is_seen_in_both_themes(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    page.open(file)
    assert page.style("p", "color") == "rgb(0, 0, 0)"
    page.themed("dark")
    assert page.style("p", "color") == "rgb(255, 255, 255)"
    page.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


@needs_browser
def test_what_a_page_complains_of_is_kept(page: Page, tmp_path: Path) -> None:
    """Errors on its console, exceptions, files that are missing, and what it asks of the network."""
    file = tmp_path / "page.html"
    file.write_text(WRONG, encoding="utf-8")
    page.open(file)
    errors = "\n".join(page.errors)
    assert '"one" 2' in errors
    assert "nothing is not defined" in errors
    assert "missing.js" in errors
    assert "https://journeys.example/a.png" in page.asked
    with pytest.raises(JavascriptException, match="there is no #none"):
        page.click("#none")
    with pytest.raises(TimeoutException, match="`false` did not become true"):
        page.wait("false", seconds=0.1)


BEGINS = """
import sys
from tests.browser import Browser
with Browser():
    print("begun", flush=True)
    sys.stdin.read()
"""


@needs_browser
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a driver with the program that began it")
def test_it_begins_without_a_network_and_ends_with_who_began_it() -> None:
    """Even if that is killed; a proxy and the program by which Selenium downloads others are not asked."""
    away = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "", "SE_MANAGER_PATH": "/there/is/none"}
    # It leaves its folder behind when it is killed.
    with tempfile.TemporaryDirectory(prefix="jc", ignore_cleanup_errors=True) as left:
        began = subprocess.Popen(
            [sys.executable, "-c", BEGINS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": left, **away},
        )
        assert began.stdout is not None
        assert began.stdout.readline() == "begun\n"
        family = psutil.Process(began.pid).children(recursive=True)
        assert {"chromedriver", "chromium"} <= {process.name() for process in family}
        began.kill()
        began.communicate()
        _, running = psutil.wait_procs(family, timeout=30)
    assert running == []
