#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the page in a browser say of each stream what xcverify says, with no
connection to anywhere, by the keyboard alone, and legibly?

usage: web.py BUILD_DIR, from the root of the project

Judges the captures, valid streams of every kind, and a part of the conformance
table, in Chromium without a window. Leaves pictures in BUILD_DIR/web.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from driver import Browser

BUILD = pathlib.Path(sys.argv[1]).resolve()
PAGE = BUILD / "web" / "xcstream.html"
TAB, ESCAPE, ENTER, RIGHT, END = "\ue004", "\ue00c", "\ue007", "\ue014", "\ue010"

# What the page says, put together as xcverify prints it; and what it has drawn.
HELPERS = """
window.settled ??= () => new Promise((told) => {
    const over = () => ["done", "failed"].includes(document.body.dataset.state);
    const observer = new MutationObserver(() => {
        if (over()) { observer.disconnect(); told(); }
    });
    observer.observe(document.body, { attributes: true });
});
window.pairs ??= (list) => [...list.querySelectorAll("dt")].map((dt) =>
    [dt.textContent, dt.nextSibling.textContent]);
window.printed ??= (name) => {
    const word = at("word").textContent;
    const why = [...at("why").children].map((e) => e.tagName === "DL" ?
        pairs(e).map(([dt, dd]) => `${dt}: ${dd}\\n`).join("") :
        e.textContent.replace(/\\n?$/, "\\n")).join("");
    return {
        out: at("listing").textContent + name + ": " + word +
            (word === "valid" ? " " : ": ") + at("sentence").textContent +
            "\\n" + pairs(at("summary")).map(([dt, dd]) =>
                `  ${dt.padEnd(13)}${dd && " " + dd}\\n`).join(""),
        err: why.replace(/^(?=.)/gm, `xcverify: ${name}: `),
        size: file.size, bytes: sum(timeline.slots.map(sum)),
        contents: sum(timeline.slots.map((slot) => slot[3])),
        pages: Object.fromEntries(PAGES.map(([type], kind) =>
            [type, sum(map.cells.map((cell) => cell.pages[kind]))])),
    };
};
window.drop_file ??= (file) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    document.body.dispatchEvent(new DragEvent("drop",
        { dataTransfer, bubbles: true, cancelable: true }));
};
"""
DROP_ALL = HELPERS + """
const all = [];
for (const one of document.getElementById("many").files) {
    const over = settled();
    drop_file(one);
    await over;
    all.push([one.name, printed(one.name)]);
}
return all;
"""
MANY = """
document.getElementById("many")?.remove();
const many = make("input", { type: "file", multiple: true, id: "many" });
at("drop").append(many);
"""


class Tally:
    """What has been tried"""
    passed = failed = 0

    def check(self, what, right, told=""):
        """`told` is what was found instead."""
        if right:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED: {what}: {told}"[:600])


def eventually(right):
    """Wait for it, but not for ever: a busy machine takes its time."""
    late = time.monotonic() + 20
    while not right() and time.monotonic() < late:
        time.sleep(0.05)


def start(browser, page=PAGE):
    """The page, as it is when it is opened"""
    browser.send("POST", "/url", {"url": page.as_uri()})


def set_options(browser, **options):
    """format, profile, flags: numbers as in the library"""
    browser.value(
        "for (const [id, value] of Object.entries(args[0]))"
        " at(id).value = value;",
        {"format": 0, "profile": 0, "flags": 0} | options)


def judge_all(browser, paths):
    """By name, what the page says of each; all are dropped, one by one."""
    said = {}
    for i in range(0, len(paths), 100):
        browser.value(MANY)
        browser.keys("#many", "\n".join(map(str, paths[i:i + 100])))
        said.update(browser.value(DROP_ALL))
    return said


def xcverify(path, *options):
    """What xcverify prints, called beside the file"""
    run = subprocess.run(
        [BUILD / "xcverify", "-v", "--summary", *options, "./" + path.name],
        cwd=path.parent, capture_output=True, check=False)
    name = re.sub(r"[^ !#-\[\]-~]", lambda c: "".join(
        f"\\x{b:02x}" for b in os.fsencode(c[0])), path.name)
    return tuple(text.decode().replace("./" + name + ":", path.name + ":")
                 for text in (run.stdout, run.stderr))


def differences(browser, paths, *options):
    """Those of which the page says something else, and what it draws amiss"""
    said = judge_all(browser, paths)
    found = []
    for path in paths:
        page = said[path.name]
        out, err = xcverify(path, *options)
        if (page["out"], page["err"]) != (out, err):
            found.append(f"{path.name}: {page['out'] + page['err']!r}, "
                         f"not {out + err!r}")
        found += [f"{path.name}: {what}" for what in misdrawn(page, out)]
    return found


def misdrawn(page, out):
    """What in the drawings is not as the summary tells"""
    if page["bytes"] != page["size"]:
        yield f"{page['bytes']} bytes drawn, of {page['size']}"
    pages = re.findall(r"([A-Z\d]+)(?:_PIN)? (\d+)",
                       re.search(r"^  pages(.*)", out, re.M)[1])
    due = dict.fromkeys(page["pages"], 0)
    for kind, count in pages:
        if kind != "XTAB":
            due[kind] += int(count)
    if due != page["pages"]:
        yield f"pages {page['pages']}, not {due}"
    contents = 4096 * sum(n for kind, n in due.items()
                          if kind.endswith("TAB"))
    valid = re.search(r"^[^ ].*: valid ", out, re.M)
    more = page["contents"] - contents # padding
    if more not in range(8) and (valid or more > 0):
        yield f"contents {page['contents']}, not {contents}"


# ---- the same as xcverify ----

def captures():
    """The real ones"""
    return sorted((BUILD / "data").glob("*.xl"))


def table(step, first=0):
    """Some of the conformance table: rows, each with a layer or another"""
    return sorted((BUILD / "table").glob("[0-9]*.*"))[first::step]


def make_odd(folder):
    """Files that are no streams, and names that are no names"""
    capture = (BUILD / "data" / "pv64-tiny-1vcpu-4m.xl").read_bytes()
    odd = {
        "empty": b"", "text": b"hello\n", "gzip.gz": b"\x1f\x8b\x08" * 99,
        "short": capture[:100], "long": capture + b"more",
        "big-rest": capture + bytes(300000),
        "\xe9\u4e2d <img src=x onerror=alert(1)> & \"quoted\" \\.xl": capture,
        "<script>1<"  "!--.xl": capture[:3000],
        "%s%n ../..&amp;": capture[:3001], "%   1   2 valid: x": capture[:2000],
        "disk": bytes(257) + b"ustar" + bytes(9000),
    }
    for name, data in odd.items():
        (folder / name.replace("/", "_")).write_bytes(data)
    return sorted(folder.iterdir())


def test_same(tally, browser, folder):
    """All with the defaults; a part with each option"""
    made = folder / "made"
    made.mkdir()
    subprocess.run([BUILD / "streams", made], check=True)
    whole = sorted(made.iterdir())
    broken = table(8)
    for what, paths in (("captures", captures()), ("made", whole),
                        ("table", broken)):
        tally.check(f"{what}: some are there", len(paths) > 10, len(paths))
        found = differences(browser, paths)
        for path in found[:5]:
            print(path[:1500])
        tally.check(f"{len(paths)} {what}", not found, len(found))
    some = [BUILD / "data" / "pv64-tiny-remus-4m.xl"] + table(60, 1)
    for options, arguments in (
            ({"profile": 1}, ["--profile=verify"]),
            ({"profile": 2}, ["--profile=restore"]),
            ({"profile": 3, "flags": 2}, ["--profile=draft", "-c"]),
            ({"format": 5}, ["--format=libxc"]),
            ({"format": 6, "flags": 6}, ["--format=libxl-back", "--colo"])):
        set_options(browser, **options)
        found = differences(browser, some, *arguments)
        tally.check(f"{len(some)} with {arguments}", not found, found[:2])
    set_options(browser)


def test_odd(tally, browser, folder):
    """What is no stream, or has a name that would be markup"""
    odd = folder / "odd"
    odd.mkdir()
    said = judge_all(browser, make_odd(odd))
    for path in sorted(odd.iterdir()):
        out, err = xcverify(path)
        page = said[path.name]
        tally.check(f"{path.name!r}", (out, err) == (page["out"], page["err"]),
                    (page["out"] + page["err"], out + err))
        browser.value(MANY)
        browser.keys("#many", str(path))
        browser.value(HELPERS + "const over = settled();"
                      "drop_file(at('many').files[0]); await over;")
        shown = browser.value(
            "return [at('status').querySelector('.name').textContent,"
            " document.querySelectorAll('#status *, #why *').length -"
            " document.querySelectorAll('#status :is(p, span),"
            " #why :is(p, dl, dt, dd, pre, mark)').length]")
        tally.check(f"{path.name!r} is shown as it is",
                    shown[0].startswith(path.name + ", ") and not shown[1],
                    shown)


def test_changed(tally, browser, folder):
    """A file that changes once it is chosen cannot be read any more; and
    another choice of how to judge begins at once."""
    changed = folder / "changed"
    shutil.copy(BUILD / "data" / "pv64-tiny-1vcpu-4m.xl", changed)
    judge = """
        const over = settled();
        at("profile").value = args[0];
        at("profile").dispatchEvent(new Event("change"));
        await over;
        return at("status").textContent"""
    judge_all(browser, [changed])
    told = browser.value(judge, 3)
    tally.check("judged at once", "a version of the format" in told, told)
    with changed.open("ab") as file:
        file.write(b"more")
    told = browser.value(judge, 0)
    tally.check("it has changed", "not read" in told and
                "was it changed or moved" in told, told)


def test_map(tally, browser, made):
    """A page in every 4 MiB up to 1 TiB: 2^18, of which 64 become a square"""
    browser.value(MANY)
    browser.keys("#many", str(made / "sparse"))
    browser.value(DROP_ALL)
    found = browser.value(
        "return [map.shift, map.cells.map(({ range, pages }) =>"
        " [range, sum(pages)])]")
    counts = dict(found[1])
    tally.check("a map of a sparse memory", found[0] == 16 and all(
        counts.get(i, 0) >= 64 for i in range(4096)) and
        len(counts) == 4096, (found[0], len(counts)))
    tally.check("as a table", browser.value(
        "return at('rows').rows.length > 0 && at('rows').rows.length <= 501"))


# ---- large, and slow ----

def test_large(tally, browser, folder):
    """16 GiB, of which nobody reads the contents; and a million entries"""
    large = folder / "large.xl"
    with large.open("wb") as file:
        subprocess.run([BUILD / "mkstream", "hvm", "16384", "xl", "sparse"],
                       stdout=file, check=True)
    since = time.monotonic()
    found = differences(browser, [large])
    took = time.monotonic() - since
    tally.check("16 GiB", not found, found)
    print(f"16 GiB: {took:.1f} s")
    browser.value(HELPERS + "drop_file(at('many').files[0])")
    time.sleep(0.3)
    state = browser.value("""
        let ticks = 0, last = performance.now(), worst = 0;
        const until = last + 500;
        while (last < until || ticks < 6) {
            await new Promise((told) => setTimeout(told, 10));
            worst = Math.max(worst, performance.now() - last);
            last = performance.now();
            ticks++;
        }
        return [document.body.dataset.state, ticks, worst,
                at("progress").value, at("far").textContent]""")
    tally.check("it answers while it reads", state[0] == "reading" and
                state[1] > 5 and 0 < state[3] < 1 and "GiB" in state[4], state)
    browser.picture(BUILD / "web" / "reading.png")
    browser.press(ESCAPE)
    eventually(lambda: browser.value("return worker === undefined"))
    state = browser.value("return [document.body.dataset.state,"
                          " at('status').textContent, at('reading').hidden,"
                          " worker === undefined]")
    tally.check("Esc cancels", state == [
        "idle", "large.xl, 16.0 GiBCancelled.", True, True], state)
    large.unlink()


SIZES = """
const nothing = () => 0;
const { instance } = await WebAssembly.instantiate(module, { page: {
    size: nothing, read: nothing, write: nothing, progress: nothing } });
return [module.length, instance.exports.memory.buffer.byteLength];
"""


def test_sizes(tally, browser):
    """As examples/README.md has them"""
    module, memory = browser.value(SIZES)
    print(f"module: {module} bytes, memory: {memory} bytes")
    tally.check("the module's size", 10000 < module <= 70000, module)
    tally.check("the module's memory", memory <= 1 << 20, memory)


def test_much(tally, browser, folder):
    """A listing of many MiB is cut in its middle, and the verdict stays."""
    much = folder / "much"
    with much.open("wb") as file:
        subprocess.run([BUILD / "streams", "entries"], stdout=file, check=True)
    set_options(browser, profile=2)
    page = judge_all(browser, [much])["much"]
    set_options(browser)
    out, _ = xcverify(much, "--profile=restore")
    verdict = [line for line in out.splitlines() if line.startswith("much: ")]
    tally.check("much is left out", len(page["out"]) < 3 << 20 < len(out) and
                "characters are left out here" in page["out"], len(page["out"]))
    tally.check("and its verdict is there", verdict[0] in page["out"])
    much.unlink()


# ---- people ----

def focus(browser):
    """What has the focus, and is its outline to be seen?"""
    return browser.value("""
        const e = document.activeElement;
        const seen = e.id === "file" ? e.nextElementSibling : e;
        return [e.id || e.textContent.trim().split("\\n")[0],
                getComputedStyle(seen).outlineStyle]""")


def test_keyboard(tally, browser):
    """Everything can be reached, seen and worked by keys alone."""
    start(browser)
    stops = []
    browser.keys("#file", str(BUILD / "data" / "pv64-tiny-1vcpu-4m.xl"))
    browser.value(HELPERS + "if (document.body.dataset.state !== 'done')"
                  " await settled();")
    browser.value("document.activeElement.blur()")
    for _ in range(12):
        browser.press(TAB)
        stops.append(focus(browser))
        if stops[-1][0] == "How to judge":
            browser.press(ENTER)
    names = [name for name, _ in stops]
    due = ["file", "How to judge", "format", "profile", "flags", "slot",
           "cell", "The same as a table", "listing"]
    tally.check("Tab reaches all, in order",
                [name for name in names if name in due][:9] == due, names)
    tally.check("the focus is seen",
                all(style not in ("none", "") for name, style in stops
                    if name in due), stops)
    browser.value("at('cell').focus()")
    browser.press(RIGHT, RIGHT)
    tally.check("the map by keys", browser.value(
        "return at('cell-text').textContent").startswith("pfn 0x2: 1 "))
    browser.press(END)
    tally.check("and its end", browser.value(
        "return at('cell').ariaValueText").startswith("pfn 0x3ff: 1 "))
    browser.value("at('slot').focus()")
    browser.press(END)
    tally.check("the stream by keys", "checkpoints and ends 16 bytes" in
                browser.value("return at('slot').ariaValueText"))


def test_reader(tally, browser):
    """What a screen reader gets: names, the verdict in a live region"""
    nodes = browser.cdp("Accessibility.getFullAXTree")["nodes"]

    def of(node, what):
        return node.get(what, {}).get("value", "")

    nameless = [of(node, "role") for node in nodes
                if of(node, "role") in ("button", "slider", "combobox",
                                        "DisclosureTriangle", "region",
                                        "progressbar", "image")
                and not of(node, "name") and not node["ignored"]]
    roles = {of(node, "role") for node in nodes if not node["ignored"]}
    tally.check("all has a name", not nameless, nameless)
    tally.check("roles", {"status", "slider", "region", "heading", "main",
                          "table", "rowheader"} <= roles, sorted(roles))
    tally.check("the verdict is in the live region", browser.value(
        "return at('sentence').closest('[role]').role") == "status")


CONTRAST = """
const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) =>
        c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
const ground = (e) => {
    for (; e; e = e.parentElement) {
        const color = numbers(getComputedStyle(e).backgroundColor);
        if (color[3] !== 0) return color;
    }
};
const poor = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility()) continue;
    const a = light(numbers(getComputedStyle(e).color).slice(0, 3));
    const b = light(ground(e).slice(0, 3));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (!(ratio >= args[0])) poor.push([e.className || e.tagName, ratio]);
}
return poor;
"""


def test_looks(tally, browser, folder):
    """Legible in the light, in the dark, and on a telephone"""
    damaged = folder / "flipped.xl"
    shutil.copy(BUILD / "data" / "hvm-1vcpu-16m.xl", damaged)
    with damaged.open("r+b") as file:
        file.seek(25135662)
        file.write(b"\x07")
    for name, path in (
            ("valid", BUILD / "data" / "pv64-linux-1vcpu-96m.xl"),
            ("incomplete", BUILD / "data" / "pv64-tiny-remus-4m.xl"),
            ("invalid", damaged)):
        start(browser)
        browser.keys("#file", str(path))
        browser.value(HELPERS + "if (document.body.dataset.state !== 'done')"
                      " await settled();")
        for scheme in ("light", "dark"):
            browser.cdp("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme}])
            browser.value("await new Promise(requestAnimationFrame)")
            poor = browser.value(CONTRAST, 4.5)
            tally.check(f"contrast, {name}, {scheme}", not poor, poor)
            browser.picture(BUILD / "web" / f"{name}-{scheme}.png")
    tally.check("contrast can be poor", browser.value(CONTRAST, 20))
    browser.cdp("Emulation.setEmulatedMedia", features=[])
    browser.cdp("Emulation.setDeviceMetricsOverride", width=320, height=640,
                deviceScaleFactor=1, mobile=True)
    browser.value("await new Promise(requestAnimationFrame)")
    wide = browser.value("return document.scrollingElement.scrollWidth")
    tally.check("no wider than a telephone", wide <= 320, wide)
    browser.picture(BUILD / "web" / "narrow.png")
    browser.cdp("Emulation.clearDeviceMetricsOverride")


# ---- nothing goes out ----

class Server:
    """Counts requests. A connection alone is none: a browser may open one
    before it asks the policy, and then sends nothing."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.calls = 0
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def serve(self):
        """Until the socket is closed"""
        try:
            while True:
                client, _ = self.socket.accept()
                threading.Thread(target=self.hear, args=[client],
                                 daemon=True).start()
        except OSError:
            pass

    def hear(self, client):
        """Does it say anything?"""
        with client:
            if client.recv(1):
                self.calls += 1

    def __exit__(self, *_):
        self.socket.close()


CALL = """
const [url] = args;
const quiet = (promise) => promise.catch(() => 0);
const wait = (ms) => new Promise((told) => setTimeout(told, ms));
await quiet(fetch(url, { mode: "no-cors" }));
new Image().src = url;
document.body.append(make("iframe", { src: url }));
document.head.append(make("link", { rel: "stylesheet", href: url }));
document.head.append(make("script", { src: url }));
try { new WebSocket(url.replace("http", "ws")); } catch {}
navigator.sendBeacon(url, "x");
const code = `fetch("${url}", { mode: "no-cors" }).catch(() => 0);
    try { importScripts("${url}") } catch {}`;
new Worker(URL.createObjectURL(new Blob([code])));
document.body.append(make("script", { textContent: "window.ran = true" }));
document.body.append(make("form", { action: url, id: "form",
                                    target: "_blank" }));
at("form").submit();
await wait(1000);
return window.ran === true;
"""


def test_policy(tally, browser, folder):
    """Whatever a script in it tried, it could not tell anybody."""
    urls = [json.loads(entry["message"])["message"] for entry
            in browser.log("performance")]
    urls = {e["params"]["request"]["url"] for e in urls
            if e["method"] == "Network.requestWillBeSent"}
    out = [url for url in urls
           if not url.startswith((PAGE.as_uri(), "blob:", "data:"))]
    tally.check("no request so far", urls and not out, out or "none at all")
    with Server() as server, Server() as other:
        start(browser)
        ran = browser.value(CALL, server.url)
        tally.check("no other script", not ran)
        # A page that has none shows that the calls would have come.
        bare = folder / "bare.html"
        text, n = re.subn(r"<meta http-equiv[^>]*>", "", PAGE.read_text())
        bare.write_text(text)
        start(browser, bare)
        ran = browser.value(CALL, other.url)
        eventually(lambda: other.calls >= 5)
        tally.check("without the policy, calls", n == 1 and
                    other.calls >= 5 and ran, (n, other.calls, ran))
        # Those that came later would have come by now, too.
        tally.check("no call", not server.calls, server.calls)


# ---- would a wrong page be noticed? ----

def with_module(folder, change):
    """The page with another module"""
    text = PAGE.read_text()
    [module] = re.findall(r'id="module">([^<]+)<', text)
    broken = change(base64.b64decode(module))
    page = folder / "broken.html"
    page.write_text(text.replace(module, base64.b64encode(broken).decode()))
    return page


def test_controls(tally, browser, folder):
    """Other words, a module that is cut off"""
    some = table(60)
    start(browser, with_module(folder, lambda module: module.replace(
        b", expected ", b", espected ")))
    found = differences(browser, some)
    tally.check("other words are noticed", 0 < len(found) <= len(some),
                len(found))
    start(browser, with_module(folder, lambda module: module[:-1000]))
    browser.keys("#file", str(some[0]))
    browser.value(HELPERS + "if (document.body.dataset.state !== 'failed')"
                  " await settled();")
    told = browser.value("return [document.body.dataset.state,"
                         " at('sentence').textContent]")
    tally.check("a module that is cut off",
                told[0] == "failed" and "has failed" in told[1], told)


def main():
    """The order saves starts of the browser."""
    tally = Tally()
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="xcstream-web.") as name, \
            Browser() as browser:
        folder = pathlib.Path(name)
        start(browser)
        for test, arguments in (
                (test_sizes, []), (test_same, [folder]),
                (test_odd, [folder]), (test_changed, [folder]),
                (test_map, [folder / "made"]), (test_large, [folder]),
                (test_much, [folder]), (test_keyboard, []),
                (test_reader, []), (test_looks, [folder]),
                (test_policy, [folder]), (test_controls, [folder])):
            began = time.monotonic()
            test(tally, browser, *arguments)
            print(f"{test.__name__}: {time.monotonic() - began:.1f} s")
        errors = [entry["message"] for entry in browser.log("browser")
                  if entry["level"] == "SEVERE" and
                  "Content Security Policy" not in entry["message"] and
                  "127.0.0.1" not in entry["message"]]
        tally.check("no error in the browser's log", not errors, errors)
    print(f"{time.monotonic() - since:.0f} s")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


sys.exit(main())
