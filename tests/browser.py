"""A headless Chromium, for what people see: pages and pictures are opened from files, and walked.

    with Browser() as browser, browser.page() as page:
        page.open(tmp_path / "map.html")
        page.click("#search")
        page.type("late fee")
        page.press("Enter")
        assert page.value("document.title") == "Bill dispute"
        assert page.errors == []

The fixture `page` of `conftest.py` gives a page of one that the tests of a process share. Selenium drives
it, and what a step fails with is an exception of Selenium's.
"""

import contextlib
import ctypes
import functools
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from selenium import webdriver
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = (
    "--headless",
    # It is told what to do over pipes, and so ends with its driver, even if that is killed.
    "--remote-debugging-pipe",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # No host has an address: a page that asks the network gets an error, which its test then sees.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PR_SET_PDEATHSIG = 1
_SECONDS = 30.0

Theme = Literal["light", "dark"]


def missing() -> str:
    """What keeps tests from a browser on this machine, or nothing."""
    found = shutil.which("chromium") and shutil.which("chromedriver")
    return "" if found else "no Chromium with its driver: apt install chromium chromium-driver"


#: `skips.toml` allows it where CI could not install one; the full run has it.
needs_browser = pytest.mark.skipif(bool(missing()), reason=missing())


class Browser(contextlib.ExitStack):
    """A Chromium with a folder of its own for all that it writes, which goes with it."""

    def __init__(self) -> None:
        super().__init__()
        chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
        assert chromium, missing()
        assert driver, missing()
        # A short name, since it holds a socket, the path of which may have a hundred letters.
        folder = self.enter_context(tempfile.TemporaryDirectory(prefix="jc", ignore_cleanup_errors=True))
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
        for flag in (*FLAGS, *root):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "WARNING", "performance": "ALL"})
        # With its path given, Selenium looks for no driver to download.
        service = webdriver.ChromeService(driver, env={**os.environ, "HOME": folder, "TMPDIR": folder})
        if sys.platform == "linux":  # It ends with us, even if we are killed.
            end = functools.partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGKILL)
            service.popen_kw = {"preexec_fn": end}
        with pytest.MonkeyPatch.context() as environment:  # A proxy does not know of it.
            environment.setenv("no_proxy", "localhost")
            self._driver = self.enter_context(webdriver.Chrome(options, service))

    @contextlib.contextmanager
    def page(self, *, width: int = 1200, height: int = 800, theme: Theme = "light") -> Iterator["Page"]:
        """A page of its own, empty, closed behind us; one at a time."""
        first = self._driver.current_window_handle
        self._driver.switch_to.new_window("tab")
        page = Page(self._driver)
        try:
            page.resize(width, height)
            page.themed(theme)
            yield page
        finally:
            self._driver.close()
            self._driver.switch_to.window(first)


class Page:
    """One page: what is opened in it, done to it and seen on it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver
        self._errors: list[str] = []
        self._asked: list[str] = []

    def call(self, method: str, **parameters: Any) -> Any:
        """One command of Chromium's own protocol to this page."""
        return self._driver.execute_cdp_cmd(method, parameters)

    @property
    def errors(self) -> list[str]:
        """What it has complained of since it was opened: errors and warnings on the console, exceptions that
        nobody caught, files that are not there.
        """
        self._errors += [entry["message"] for entry in self._log("browser")]
        return self._errors

    @property
    def asked(self) -> list[str]:
        """The addresses it has loaded since it was opened."""
        for entry in self._log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                self._asked.append(event["params"]["request"]["url"])
        return self._asked

    def open(self, file: Path, fragment: str = "") -> None:
        """Open a file, and wait until all of it is loaded."""
        self.errors.clear()
        self.asked.clear()
        self._driver.get(file.resolve().as_uri() + (f"#{fragment}" if fragment else ""))
        # The driver may have taken the end of what was there before for the end of this.
        self.wait("document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives, as JSON; a promise is waited for."""
        return self._driver.execute_script(f"return ({expression})")

    def wait(self, expression: str, seconds: float = _SECONDS) -> Any:
        """The value of an expression as soon as it is true, nonzero, or not empty."""
        waiting = WebDriverWait(self._driver, seconds, poll_frequency=0.02)
        return waiting.until(lambda _: self.value(expression), f"`{expression}` did not become true")

    def text(self, selector: str) -> str:
        """What the first element of a selector says, as it is shown."""
        return str(self._of(selector, "element.innerText ?? element.textContent"))

    def style(self, selector: str, name: str) -> str:
        """A property of the first element of a selector, as it is drawn: `rgb(15, 23, 42)`."""
        return str(self._of(selector, f"getComputedStyle(element).getPropertyValue({json.dumps(name)})"))

    def place(self, selector: str) -> tuple[int, int]:
        """The middle of the first element of a selector, in pixels, scrolled into sight."""
        self._of(
            selector, "element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })"
        )
        box = self._of(selector, "element.getBoundingClientRect()")
        return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)

    def press(self, key: str) -> None:
        """A key as it is called on the keyboard: `Tab`, `Shift+Tab`, `/`, `Control+k`."""
        *held, last = map(_key, key.split("+") if len(key) > 1 else [key])
        acting = self._acting()
        for each in held:
            acting.key_down(each)
        acting.send_keys(last)
        for each in held:
            acting.key_up(each)
        acting.perform()

    def type(self, text: str) -> None:
        """A text, key by key, where the cursor is."""
        self._acting().send_keys(text).perform()

    def click(self, selector: str) -> None:
        """A click with the mouse in the middle of the first element of a selector."""
        self._acting(selector).click().perform()

    def drag(self, selector: str, across: int, down: int) -> None:
        """From the middle of an element, with the button held, so many pixels."""
        self._acting(selector).click_and_hold().move_by_offset(across, down).release().perform()

    def wheel(self, selector: str, down: int) -> None:
        """The wheel turned over the middle of an element; up is less than nought."""
        middle = ScrollOrigin.from_viewport(*self.place(selector))
        self._acting().scroll_from_origin(middle, 0, down).perform()

    def themed(self, theme: Theme) -> None:
        """As someone sees it who has asked their system for light or dark."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def resize(self, width: int, height: int) -> None:
        """The size of the window in pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def screenshot(self, file: Path) -> None:
        """What is seen, as PNG."""
        file.write_bytes(self._driver.get_screenshot_as_png())

    def _log(self, kind: str) -> list[dict[str, str]]:
        """What was not read of it yet."""
        return list(self._driver.get_log(kind))  # type: ignore[no-untyped-call]  # so Selenium has it

    def _acting(self, selector: str = "") -> webdriver.ActionChains:
        """What is to be done by hand, with the mouse in the middle of an element if one is named."""
        acting = webdriver.ActionChains(self._driver, duration=0)
        if selector:
            mouse = acting.w3c_actions.pointer_action
            mouse.move_to_location(*self.place(selector))  # type: ignore[no-untyped-call]  # so Selenium has it
        return acting

    def _of(self, selector: str, expression: str) -> Any:
        """What an expression gives of the first `element` of a selector."""
        found = "const [selector] = arguments, element = document.querySelector(selector);"
        there = "if (!element) throw Error(`there is no ${selector}`);"
        return self._driver.execute_script(f"{found} {there} return {expression};", selector)


def _key(name: str) -> str:
    """A key as Selenium has it: `ArrowUp` is its `Keys.ARROW_UP`, and a letter is itself."""
    return (
        name if len(name) == 1 else getattr(webdriver.Keys, re.sub("(?<=[a-z])(?=[A-Z])", "_", name).upper())
    )
