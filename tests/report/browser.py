"""A real browser for the tests: Chromium without a window, driven over its debugging protocol."""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Browser:
    """Chromium with one page."""

    def __init__(self):
        program = next((found for name in NAMES if (found := shutil.which(name))), None)
        assert program, ("no Chromium: the explorer is tested in a real browser; install it with `apt-get install "
                         "chromium` (Debian), `brew install --cask chromium` (macOS), and run the tests again")
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run",
             "--remote-allow-origins=*", f"--user-data-dir={self.home.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.number, self.messages = 0, []
        self.socket = websocket.create_connection(self._address(), timeout=120, suppress_origin=True,
                                                  skip_utf8_validation=True)   # a state machine in Python, 5 s of pages
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def _address(self):
        """Return the address of the page, once the browser has begun."""
        until = time.monotonic() + 90.0
        while time.monotonic() < until:
            with contextlib.suppress(OSError, IndexError, ValueError):
                with (Path(self.home.name) / "DevToolsActivePort").open() as file:
                    port = file.readline().strip()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                    pages = [page for page in json.load(answer) if page["type"] == "page"]
                return pages[0]["webSocketDebuggerUrl"]
            time.sleep(0.2)
        raise AssertionError("Chromium did not begin within 90 s")

    def send(self, method, **parameters):
        """Give a command and return its result; what the page says meanwhile is kept."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]
            self.messages.append(message)

    def run(self, code):
        """Return the value of an expression on the page."""
        found = self.send("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def open(self, path, width, height=900):
        """Open an explorer in a window of a size, and wait until it is drawn."""
        self._go(path, width, height, "!!window.explorer")

    def show(self, path, width, height=900):
        """Open a page in a window of a size."""
        self._go(path, width, height, "document.readyState === 'complete'")

    def _go(self, path, width, height, ready):
        """Open a file in a window of a size, and wait until it is ready."""
        self.messages.clear()
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=path.resolve().as_uri())
        done, until = f"location.protocol === 'file:' && {ready}", time.monotonic() + 90.0
        while time.monotonic() < until and not self.run(done):
            time.sleep(0.1)
        assert self.run(done), "the page did not draw"

    def drag(self, begin, end):
        """Drag the mouse from one place of the window to another."""
        def mouse(kind, place):
            self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", buttons=1,
                      clickCount=1)

        mouse("mouseMoved", begin)
        mouse("mousePressed", begin)
        for step in range(1, 6):
            mouse("mouseMoved", [a + (b - a) * step / 5 for a, b in zip(begin, end, strict=True)])
        mouse("mouseReleased", end)
        time.sleep(0.3)

    def complaints(self):
        """Return errors and warnings of the page, and what it wanted to fetch."""
        found = []
        for message in self.messages:
            method, given = message.get("method"), message.get("params", {})
            wrong = (method == "Runtime.exceptionThrown" or (method == "Log.entryAdded" and given["entry"]["level"]
                     in ("error", "warning")) or (method == "Runtime.consoleAPICalled" and given["type"] in
                                                  ("error", "warning", "assert")))
            sent = given["request"]["url"] if method == "Network.requestWillBeSent" else "file:"
            fetched = not sent.startswith(("file:", "data:"))
            found += [message] if wrong or fetched else []
        return found

    def close(self):
        """End the browser."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        self.home.cleanup()
