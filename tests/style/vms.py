#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Checks on Linux what OpenVMS would complain of; --write extends the symbol vector.

The order of vms/libssh2.opt is the ABI there: names are only ever appended. It must hold
each function of the public headers that the library has, under both spellings; names
over 31 characters as the compiler shortens them. build.com is read for what a DCL
interpreter would stop at: labels, quotes, line lengths, nesting.
"""

import re
import subprocess
import sys
import zlib
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
VECTOR = TOP / "vms/libssh2.opt"
HEAD = """! SPDX-License-Identifier: BSD-3-Clause
! The symbol vector. Its order is the ABI: append only (tests/style/vms.py --write).
GSMATCH=LEQUAL,1,1
IDENTIFICATION="ringssh 0.1.0"
CASE_SENSITIVE=YES
"""
TAIL = "CASE_SENSITIVE=NO\n"
DIGITS = "0123456789abcdefghijklmnopqrstuv"
VERBS = {"on", "if", "goto", "gosub", "return", "exit", "open", "close", "read", "write",
         "cc", "link", "library", "delete", "set", "then", "else", "endif", "define"}


def shorten(name):
    """/NAMES=(SHORTENED,AS_IS): 23 characters, a CRC in base 32, a dollar sign."""
    if len(name) <= 31:
        return name
    crc = zlib.crc32(name.encode()) ^ 0xFFFFFFFF
    digits = "".join(DIGITS[crc >> 5 * i & 31] for i in reversed(range(7)))
    short = name[:23] + digits + "$"
    return short.upper() if name.isupper() else short


def interface():
    """The functions of the headers in their order, without those not there yet."""
    missing = set(re.findall(r"^\| `(\w+)`", (TOP / "docs/MISSING.md").read_text(), re.M))
    table = (TOP / "tests/style/abi/functions.tsv").read_text().splitlines()
    names = [line.split("\t")[0] for line in table if not line.startswith("#")]
    names += re.findall(r"\b(ringssh_\w+)\(", (TOP / "include/ringssh.h").read_text())
    return [name for name in names if name not in missing]


def entry(name):
    upper = name.upper()
    return (f"SYMBOL_VECTOR=({shorten(name)}=PROCEDURE,-\n"
            f"    {shorten(upper)}/{shorten(name)}=PROCEDURE)\n")


def listed(text):
    return re.findall(r"^SYMBOL_VECTOR=\(([^=]+)=PROCEDURE", text, re.M)


def write():
    text = VECTOR.read_text() if VECTOR.exists() else HEAD + TAIL
    have = set(listed(text))
    new = "".join(entry(n) for n in interface() if shorten(n) not in have)
    VECTOR.write_text(text[:-len(TAIL)] + new + TAIL)


def vector():
    text = VECTOR.read_text()
    have = listed(text)
    want = [shorten(n) for n in interface()]
    yield from (f"libssh2.opt lacks {n}" for n in want if n not in have)
    yield from (f"libssh2.opt has {n}, the library does not" for n in have
                if n not in want)
    if len(set(have)) != len(have):
        yield "libssh2.opt has a name twice"
    both = [shorten(n.upper()) for n in interface()] + want
    if len(set(both)) != len(both):
        yield "two shortened names are alike"
    for name in interface():
        if entry(name) not in text:
            yield f"libssh2.opt: the entry of {name} is not as it should be"
    old = subprocess.run(["git", "show", "HEAD:vms/libssh2.opt"], cwd=TOP,
                         capture_output=True, text=True)
    if old.returncode == 0 and have[:len(listed(old.stdout))] != listed(old.stdout):
        yield "libssh2.opt: the order of the names has changed"


def published():
    """Two names of libssh2's as a VMS compiler shortens them."""
    for name, short in (
            ("libssh2_channel_receive_window_adjust2", "libssh2_channel_receive1h3i6bt$"),
            ("LIBSSH2_SESSION_BLOCK_DIRECTIONS", "LIBSSH2_SESSION_BLOCK_D2OFPD3N$")):
        if shorten(name) != short:
            yield f"shorten({name}) gives {shorten(name)}"


def procedure():
    path = TOP / "vms/build.com"
    raw = path.read_text()
    lines = raw.split("\n")[:-1]
    if not raw.isascii() or "\t" in raw or "\r" in raw:
        yield "build.com: not plain ASCII with line feeds and without tabs"
    labels = {x[1:-1] for x in lines if re.fullmatch(r"\$\w+:", x)}
    continued = False
    for number, line in enumerate(lines, 1):
        where = f"build.com:{number}"
        if len(line) > 255:
            yield f"{where}: over 255 characters"
        if not continued and not line.startswith("$"):
            yield f"{where}: no $ at the beginning"
        if line.startswith("$!") or re.fullmatch(r"\$\w+:", line):
            continue
        if line.count('"') % 2:
            yield f"{where}: quotes do not close"
        for target in re.findall(r"\b(?:goto|gosub|end_of_file=)\s*(\w+)", line):
            if target not in labels:
                yield f"{where}: no label {target}"
        verb = re.match(r"\$ (\w+)", line)
        if verb and not continued and verb[1].lower() not in VERBS \
                and not re.match(r"\$ \w+ =", line):
            yield f"{where}: {verb[1]} is no verb known here"
        continued = line.endswith("-")
    lists = re.findall(r"SRC_\w+", raw)
    known = re.findall(r"^(SRC_\w+) =", (TOP / "sources.am").read_text(), re.M)
    for name in known:
        if (name in lists) == (name in ("SRC_OS_POSIX", "SRC_OS_WIN32")):
            yield f"build.com: {name} of sources.am is wrong there or missing"
    yield from (f"build.com: no {n} in sources.am" for n in lists if n not in known)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    wrong = [x for check in (vector, published, procedure) for x in check()]
    print("\n".join(wrong) if wrong else "vms: nothing found")
    sys.exit(1 if wrong else 0)
