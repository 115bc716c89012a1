"""A headless Chromium, for what people see: pages and pictures are opened from files, and walked.

    with Browser() as browser, browser.page() as page:
        page.open(tmp_path / "map.html")
        page.click("#search")
        page.type("late fee")
        page.press("Enter")
        assert page.value("document.title") == "Bill dispute"
        assert page.errors == []

The fixture `page` of `conftest.py` gives a page of one that the tests of a process share. Chromium speaks its
own protocol with us over two pipes, so it needs no driver and no port, and ends with who began it.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    # No host has an address: a page that asks the network gets an error, which its test then sees.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
#: Chromium reads what it is told from the third file and answers on the fourth.
_WITH_PIPES = """
import os, sys
for place, number in enumerate(sys.argv[1:3], 3):
    os.dup2(int(number), place)
os.execv(sys.argv[3], sys.argv[3:])
"""
#: What keys without a letter are to a page: their code and the number that old pages ask for.
_KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
    "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Backspace": 8, "Delete": 46,
}  # fmt: skip
_TEXTS = {"Enter": "\r", "Space": " "}
_MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
_SECONDS = 30.0
_MIDDLE = """(selector) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""

Theme = Literal["light", "dark"]


def program() -> str | None:
    """Chromium, where it is installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def missing() -> str:
    """What keeps tests from a browser on this machine, or nothing."""
    if sys.platform == "win32":
        return "Windows has no pipes for Chromium"
    return "" if program() else "no Chromium: apt install chromium"


needs_browser = pytest.mark.skipif(bool(missing()), reason=missing())


class Browser:
    """A Chromium with a profile of its own, which goes with it."""

    def __init__(self) -> None:
        found = program()
        assert found is not None, missing()
        self._profile = tempfile.TemporaryDirectory(prefix="chromium", ignore_cleanup_errors=True)
        told, self._tell = os.pipe()
        self._hear, said = os.pipe()
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        flags = [*FLAGS, *root, f"--user-data-dir={self._profile.name}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _WITH_PIPES, str(told), str(said), found, *flags],
            pass_fds=(told, said),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self._profile.name},
        )
        os.close(told)
        os.close(said)
        self._number = 0
        self._heard = b""
        self._pages: dict[str, Page] = {}

    def call(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """One command of the protocol and its result; RuntimeError with what Chromium has against it."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._tell, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _SECONDS
        while True:
            heard = self.listen(until)
            if heard is None:
                raise RuntimeError(f"Chromium did not answer {method} in {_SECONDS:.0f} s")
            if heard.get("id") == self._number:
                if "error" in heard:
                    raise RuntimeError(f"{method}: {heard['error']['message']}")
                return heard["result"]

    def listen(self, until: float) -> Any:
        """The next message, told to its page if it is an event; None when there is none in time."""
        while b"\0" not in self._heard:
            ready, _, _ = select.select([self._hear], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            read = os.read(self._hear, 1 << 16)
            if not read:
                raise RuntimeError(f"Chromium ended with exit code {self._process.wait(_SECONDS)}")
            self._heard += read
        text, _, self._heard = self._heard.partition(b"\0")
        heard = json.loads(text)
        page = self._pages.get(heard.get("sessionId", ""))
        if page and "method" in heard:
            page.note(heard["method"], heard["params"])
        return heard

    @contextlib.contextmanager
    def page(self, *, width: int = 1200, height: int = 800, theme: Theme = "light") -> Iterator["Page"]:
        """A page of its own, empty, closed behind us."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        try:
            for domain in ("Page", "Runtime", "Log", "Network"):
                page.call(f"{domain}.enable")
            page.resize(width, height)
            page.themed(theme)
            yield page
        finally:
            del self._pages[session]
            self.call("Target.closeTarget", targetId=target)

    def close(self) -> None:
        """End it, and remove its profile."""
        os.close(self._tell)
        os.close(self._hear)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Page:
    """One page: what is opened in it, done to it and seen on it.

    `errors` holds what it has complained of since it was opened: errors on the console, exceptions that
    nobody caught, files that are not there. `asked` holds the addresses it has loaded.
    """

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        self._loaded = False
        self.errors: list[str] = []
        self.asked: list[str] = []

    def call(self, method: str, **parameters: Any) -> Any:
        """One command of the protocol to this page."""
        return self._browser.call(method, self._session, **parameters)

    def note(self, event: str, told: Any) -> None:
        """Keep what a test may ask for of what the page does by itself."""
        match event:
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Runtime.exceptionThrown":
                details = told["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description") or details["text"])
            case "Runtime.consoleAPICalled" if told["type"] in {"error", "warning", "assert"}:
                said = [str(item.get("value", item.get("description", ""))) for item in told["args"]]
                self.errors.append(" ".join(said))
            case "Log.entryAdded" if told["entry"]["level"] in {"error", "warning"}:
                entry = told["entry"]
                self.errors.append(f"{entry['text']} {entry.get('url', '')}".strip())

    def open(self, file: Path, fragment: str = "") -> None:
        """Open a file, and wait until all of it is loaded."""
        self.errors, self.asked, self._loaded = [], [], False
        address = file.resolve().as_uri() + (f"#{fragment}" if fragment else "")
        self._navigate(address)

    def _navigate(self, address: str) -> None:
        failed = self.call("Page.navigate", url=address).get("errorText")
        if failed:
            raise RuntimeError(f"{address}: {failed}")
        self._until(lambda: self._loaded, f"{address} was not loaded")

    def _until(self, true: Any, else_say: str, seconds: float = _SECONDS) -> None:
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until:
                raise RuntimeError(f"{else_say} in {seconds:.0f} s")
            self._browser.listen(min(until, time.monotonic() + 0.02))

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives, as JSON; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            details = done["exceptionDetails"]
            said = details.get("exception", {}).get("description") or details["text"]
            raise RuntimeError(f"{expression}: {said}")
        return done["result"].get("value")

    def wait(self, expression: str, seconds: float = _SECONDS) -> Any:
        """The value of an expression as soon as it is true, nonzero, or not empty."""
        self._until(lambda: self.value(f"!!({expression})"), f"`{expression}` did not become true", seconds)
        return self.value(expression)

    def text(self, selector: str) -> str:
        """What the first element of a selector says, as it is shown."""
        element = f"document.querySelector({json.dumps(selector)})"
        return str(self.value(f"{element}.innerText ?? {element}.textContent"))

    def style(self, selector: str, name: str) -> str:
        """A property of the first element of a selector, as it is drawn: `rgb(15, 23, 42)`."""
        element = f"document.querySelector({json.dumps(selector)})"
        return str(self.value(f"getComputedStyle({element}).getPropertyValue({json.dumps(name)})"))

    def press(self, key: str) -> None:
        """A key as it is called on the keyboard: `Tab`, `Shift+Tab`, `/`, `Control+k`."""
        *held, last = key.split("+") if len(key) > 1 else [key]
        modifiers = sum(_MODIFIERS[name] for name in held)
        written = _TEXTS.get(last, last if len(last) == 1 else "")
        code = _KEYS.get(last, ord(last.upper()) if len(last) == 1 and last.isalnum() else 0)
        named = {
            "key": " " if last == "Space" else last,
            "code": f"Key{last.upper()}" if len(last) == 1 and last.isalpha() else last,
            "windowsVirtualKeyCode": code,
            "modifiers": modifiers,
        }
        text = {"text": written} if written and not modifiers & ~_MODIFIERS["Shift"] else {}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **named, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def type(self, text: str) -> None:
        """A text, key by key, where the cursor is."""
        for letter in text:
            self.press("Space" if letter == " " else letter)

    def place(self, selector: str) -> tuple[float, float]:
        """The middle of the first element of a selector, in pixels, scrolled into sight."""
        box = self.value(f"({_MIDDLE})({json.dumps(selector)})")
        if box is None:
            raise RuntimeError(f"there is no `{selector}` on the page")
        return box[0], box[1]

    def click(self, selector: str) -> None:
        """A click with the mouse in the middle of the first element of a selector."""
        x, y = self.place(selector)
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        self._mouse("mouseReleased", x, y, button="left", clickCount=1)

    def drag(self, selector: str, across: float, down: float) -> None:
        """From the middle of an element, with the button held, so many pixels."""
        x, y = self.place(selector)
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        for part in (0.5, 1.0):
            self._mouse("mouseMoved", x + across * part, y + down * part, button="left", buttons=1)
        self._mouse("mouseReleased", x + across, y + down, button="left", clickCount=1)

    def wheel(self, selector: str, down: float) -> None:
        """The wheel turned over the middle of an element; up is less than nought."""
        x, y = self.place(selector)
        self._mouse("mouseWheel", x, y, deltaX=0, deltaY=down)

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def themed(self, theme: Theme) -> None:
        """As someone sees it who has asked their system for light or dark."""
        feature = {"name": "prefers-color-scheme", "value": theme}
        self.call("Emulation.setEmulatedMedia", features=[feature])

    def resize(self, width: int, height: int) -> None:
        """The size of the window in pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self, file: Path) -> None:
        """What is seen, as PNG."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))
