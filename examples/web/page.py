#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Put the page into one file, to standard output: page.py MODULE.

The policy lets the browser run this script and this style and nothing else, and
open no connection.
"""

import base64
import hashlib
import pathlib
import sys

POLICY = ("default-src 'none'; script-src {script} 'wasm-unsafe-eval'; "
          "style-src {style}; worker-src blob:; base-uri 'none'; "
          "form-action 'none'")


def source(text):
    """What a policy calls an inline text."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def main():
    """Nothing here has an @ but the places to be filled."""
    here = pathlib.Path(__file__).parent
    page = (here / "page.html").read_text()
    script = "\n" + "\n".join(
        (here / name).read_text()
        for name in ("text.js", "drawing.js", "page.js"))
    style = "\n" + (here / "page.css").read_text()
    module = pathlib.Path(sys.argv[1]).read_bytes()
    policy = POLICY.format(script=source(script), style=source(style))
    for place, text in (("@POLICY@", policy), ("@STYLE@", style),
                        ("@SCRIPT@", script),
                        ("@WORKER@", (here / "worker.js").read_text()),
                        ("@MODULE@", base64.b64encode(module).decode())):
        assert page.count(place) == 1, place
        page = page.replace(place, text)
    sys.stdout.write(page)


main()
