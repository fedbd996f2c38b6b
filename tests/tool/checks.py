# SPDX-License-Identifier: MIT
"""What the tests here that are in Python count."""
import sys


class Checks:
    """check(good, what, was, found) counts; check.end() tells, and exits."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, good, *what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print('FAILED:', *what)

    def end(self):
        print('%d passed, %d failed' % (self.passed, self.failed))
        sys.exit(self.failed > 0 or not self.passed)
