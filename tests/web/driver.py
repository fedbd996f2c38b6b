# SPDX-License-Identifier: MIT
"""A browser without a window, by the W3C's WebDriver, through chromedriver."""

import base64
import json
import os
import re
import subprocess
import tempfile
import urllib.error
import urllib.request

# What the page may not do is told by the browser's own log of requests.
OPTIONS = {
    "browserName": "chrome",
    "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
    "goog:chromeOptions": {"args": [
        "--headless=new", "--disable-gpu", "--disable-dev-shm-usage",
        "--hide-scrollbars", "--disable-background-networking",
        "--disable-component-update", "--no-first-run",
        "--window-size=1000,900"] + (
            ["--no-sandbox"] if os.geteuid() == 0 else [])},
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One session. Ends all that it started."""

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(prefix="xcstream-web.")
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, HOME=self.home.name, TMPDIR=self.home.name))
        try:
            self.base = f"http://127.0.0.1:{self.port()}/session"
            answer = self.send("POST", "", {
                "capabilities": {"alwaysMatch": OPTIONS}})
            self.base += "/" + answer["sessionId"]
            self.send("POST", "/timeouts", {"script": 200000})
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.send("DELETE", "")
        finally:
            self.stop()

    def port(self):
        """The one that the driver has chosen"""
        for line in self.process.stdout:
            port = re.search(r"successfully on port (\d+)", line)
            if port:
                return port[1]
        raise RuntimeError("chromedriver has not begun")

    def stop(self):
        """The driver, and with it the browser"""
        self.process.terminate()
        self.process.wait(10)
        self.home.cleanup()

    def send(self, method, path, data=None):
        """A command; its answer, or an exception that tells why not"""
        body = None if method != "POST" else json.dumps(data or {}).encode()
        request = urllib.request.Request(
            self.base + path, body, {"Content-Type": "application/json"},
            method=method)
        # No proxy stands between this and the driver.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=220) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def run(self, script, *arguments):
        """The body of a function, whose promise is awaited"""
        return self.send("POST", "/execute/async", {
            "script": "const done = arguments[arguments.length - 1];"
                      "(async (...args) => {" + script + "})(...arguments)"
                      ".then((value) => done({ value }), (error) =>"
                      " done({ error: String(error) }))",
            "args": list(arguments)})

    def value(self, script, *arguments):
        """The same, and what it returns"""
        answer = self.run(script, *arguments)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def element(self, selector):
        """Path of an element's commands"""
        found = self.send("POST", "/element", {"using": "css selector",
                                               "value": selector})
        return "/element/" + found[ELEMENT]

    def keys(self, selector, text):
        """Press keys, or name files to a file's element."""
        self.send("POST", self.element(selector) + "/value", {"text": text})

    def press(self, *keys):
        """Press and let go, one by one, wherever the focus is."""
        strokes = [{"type": kind, "value": key}
                   for key in keys for kind in ("keyDown", "keyUp")]
        self.send("POST", "/actions", {"actions": [
            {"type": "key", "id": "keys", "actions": strokes}]})

    def cdp(self, command, **parameters):
        """What only Chromium has"""
        return self.send("POST", "/goog/cdp/execute",
                         {"cmd": command, "params": parameters})

    def log(self, kind):
        """What has come since it was asked last"""
        return self.send("POST", "/se/log", {"type": kind})

    def picture(self, name):
        """The whole page, to a file"""
        size = self.value("return [innerWidth, document.body.scrollHeight]")
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": size[0],
                              "height": min(size[1], 8000), "scale": 1})
        with open(name, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
