# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Reads C sources for style.py: functions and their sizes, comments, includes.

It relies on the layout that clang-format gives: a function's body begins with a brace
in the first column and ends with one.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

DECISION = re.compile(r"\b(?:if|for|while|case)\b|\?|&&|\|\|")
CONDITIONAL = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
TOKEN = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


@dataclass
class Function:
    path: str
    name: str
    line: int
    length: int
    decisions: int
    depth: int
    conditionals: int


@dataclass
class Source:
    path: str
    lines: int
    code_lines: int
    comment_lines: int
    text: str  # comments and literals blanked
    includes: list
    functions: list = field(default_factory=list)


def blank(text):
    """The text without comments and literals, and the lines that carry comments. The
    head with the licence does not count."""
    comments = set()

    def take(match):
        body = match.group(0)
        first = text.count("\n", 0, match.start()) + 1
        if body.startswith("/"):
            if "SPDX-License-Identifier" not in body:
                comments.update(range(first, first + body.count("\n") + 1))
            return "\n" * body.count("\n") or " "
        return body[0] + body[-1]

    return TOKEN.sub(take, text), comments


def functions_in(path, lines):
    """Every body that begins with a brace in column one behind a parameter list."""
    start = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            head = number
            while head > 0 and lines[head - 1].strip() and \
                    not lines[head - 1].rstrip().endswith((";", "}")) and \
                    not lines[head - 1].startswith("#"):
                head -= 1
            name = re.search(r"(\w+)\s*\(", " ".join(lines[head:number]))
            start = (head, name.group(1)) if name else None
        elif line.startswith("}") and start:
            head, name = start
            body = lines[head:number + 1]
            yield Function(path, name, head + 1, len(body), 1 + len(
                DECISION.findall("\n".join(body))), depth_of(body),
                sum(bool(CONDITIONAL.match(x)) for x in body))
            start = None


def depth_of(lines):
    depth = deepest = 0
    for char in "".join(lines):
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest


def read(root, path):
    raw = (Path(root) / path).read_text(encoding="utf-8")
    text, comments = blank(raw)
    lines = text.split("\n")
    source = Source(path, raw.count("\n"), sum(bool(x.strip()) for x in lines),
                    len(comments), text, INCLUDE.findall(raw))
    if path.endswith(".c"):
        source.functions = list(functions_in(path, lines))
    return source


def percentile(values, percent):
    values = sorted(values)
    if not values:
        return 0
    return values[min(len(values) - 1, round(percent / 100 * (len(values) - 1)))]
