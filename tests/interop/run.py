#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Runs the library against real SSH servers on this machine.

Starts throwaway servers (OpenSSH; dropbear if it is installed) on 127.0.0.1 with
configurations, keys and folders of their own, runs the client programs of this folder and
the examples of docs/examples against them, and stops the servers again however it ends.

Prints one line a case: "ok NAME", "not ok NAME: WHY" or "skip NAME: REASON"; the last
line is "N passed, M failed[, K skipped]". The exit status is 0 only if none failed.

Works for root and for ordinary users. What needs more (a throwaway account for password
logins and for dropbear, a small disk to fill) is done for root only and skipped else.
"""

import argparse
import fnmatch
import sys
import time

sys.dont_write_bytecode = True

import cases
from bed import Bed
from servers import Failure, Skip


class Results:
    """Prints the verdicts and counts them."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def run(self, name, body, bed):
        bed.mark_logs()
        begun = time.monotonic()
        try:
            notes = body()
        except Skip as skip:
            self.skipped += 1
            print(f"skip {name}: {skip}", flush=True)
        except Failure as failure:
            self.failed += 1
            print(f"not ok {name}: {failure}", flush=True)
            for line in bed.new_log_lines():
                print(f"#   {line}", flush=True)
        else:
            self.passed += 1
            print(f"ok {name}", flush=True)
            for note in notes or ():
                print(f"#   {note}", flush=True)
        seconds = time.monotonic() - begun
        if bed.options.times:
            print(f"#   {seconds:.2f} s", flush=True)

    def finish(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}", flush=True)
        return 0 if self.failed == 0 and self.passed > 0 else 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=".", metavar="DIR",
                        help="the build folder (holds .libs/libssh2.so)")
    parser.add_argument("--lib", metavar="FILE",
                        help="another library to test, instead of the built one")
    parser.add_argument("--only", metavar="PATTERN", action="append",
                        help="cases to run, a shell pattern or a part of the name")
    parser.add_argument("--list", action="store_true", help="only print the names")
    parser.add_argument("--size", type=int, default=512, metavar="MIB",
                        help="size of the big file (default: 512)")
    parser.add_argument("--wrap", metavar="COMMAND",
                        help="run each client under this, such as 'valgrind -q'")
    parser.add_argument("--times", action="store_true",
                        help="print how long each case takes")
    parser.add_argument("--keep", action="store_true",
                        help="keep the working folder with the servers' logs")
    return parser.parse_args()


def wanted(name, patterns):
    return not patterns or any(
        fnmatch.fnmatch(name, p) or p in name for p in patterns)


def main():
    options = parse_arguments()
    results = Results()
    with Bed(options) as bed:
        for name, body in cases.all_cases(bed):
            if not wanted(name, options.only):
                continue
            if options.list:
                print(name)
            else:
                results.run(name, body, bed)
    return 0 if options.list else results.finish()


if __name__ == "__main__":
    sys.exit(main())
