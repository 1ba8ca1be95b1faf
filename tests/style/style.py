#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Holds the sources against the rules of docs/DESIGN.md that a machine can check.

    style.py [--build DIR]

Checks that need objects (names, cycles, variables, exports) look into the build folder
DIR and are skipped without one. Prints "ok NAME", "not ok NAME" with the places, or
"skip NAME: REASON"; the last line is "N passed, M failed[, K skipped]". What may be
otherwise stands in exceptions.txt, each with its reason; an exception that nothing needs
is a failure too.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import source  # noqa: E402

TOP = Path(__file__).resolve().parents[2]
ORDER = ["base", "os", "crypto", "hosts", "trans", "conn", "auth", "sftp", "api"]
LAYER_OF_FOLDER = {"win32": "os", "vms": "os", "crypto": "crypto"}
PLATFORM = {"src/os/os_posix.c", "win32/os_win32.c", "vms/os_vms.c", "src/base/base.h"}
# Headers that C99 itself has; everything else must be allowed by name below.
STANDARD = {"assert.h", "ctype.h", "errno.h", "inttypes.h", "limits.h", "stdarg.h",
            "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h",
            "time.h"}
FOREIGN = {"zlib.h": {"src/trans/comp.c"}}


class Skip(Exception):
    pass


class Rules:
    def __init__(self, build):
        self.build = build
        files = sorted(str(p.relative_to(TOP)) for folder in
                       ("src", "crypto", "win32", "vms")
                       for p in (TOP / folder).rglob("*.[ch]"))
        self.sources = [source.read(TOP, f) for f in files]
        self.exceptions = {}
        self.used = set()
        for line in (TOP / "tests/style/exceptions.txt").read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                rule, what, reason = line.split(None, 2)
                self.exceptions[rule, what] = reason

    def excepted(self, rule, what):
        if (rule, what) in self.exceptions:
            self.used.add((rule, what))
            return True
        return False

    def functions(self):
        return [f for s in self.sources for f in s.functions]

    # --- shape: each yields the places that break the rule ---------------------------

    def function_length(self):
        """No function over 120 lines; 95 of 100 within 60; few lines in long ones."""
        found = self.functions()
        for f in found:
            if f.length > 120 and not self.excepted("function_length", f.name):
                yield f"{f.path}:{f.line}: {f.name} has {f.length} lines"
        lengths = [f.length for f in found]
        if source.percentile(lengths, 95) > 60:
            yield f"95th percentile is {source.percentile(lengths, 95)} lines, not 60"
        if sum(n > 60 for n in lengths) > 0.05 * len(lengths):
            yield f"{sum(n > 60 for n in lengths)} of {len(lengths)} are over 60 lines"
        long_lines = sum(n for n in lengths if n > 100)
        if long_lines > 0.05 * sum(lengths):
            yield "over 5% of all lines stand in functions of over 100"

    def decisions(self):
        """At most 30 decisions a function, 14 in 95 of 100."""
        found = self.functions()
        for f in found:
            if f.decisions > 30 and not self.excepted("decisions", f.name):
                yield f"{f.path}:{f.line}: {f.name} decides {f.decisions} times"
        p95 = source.percentile([f.decisions for f in found], 95)
        if p95 > 14:
            yield f"95th percentile is {p95}, not 14"

    def depth(self):
        """Braces three deep in 95 of 100 functions, never five."""
        found = self.functions()
        for f in found:
            if f.depth > 4 and not self.excepted("depth", f.name):
                yield f"{f.path}:{f.line}: {f.name} is {f.depth} deep"
        p95 = source.percentile([f.depth for f in found], 95)
        if p95 > 3:
            yield f"95th percentile is {p95}, not 3"

    def file_length(self):
        """No file over 900 lines; 95 of 100 within 500; the median within 250."""
        lengths = []
        for s in self.sources:
            if s.path.endswith(".c"):
                lengths.append(s.lines)
            if s.lines > 900 and not self.excepted("file_length", s.path):
                yield f"{s.path} has {s.lines} lines"
        for percent, limit in ((50, 250), (95, 500)):
            if source.percentile(lengths, percent) > limit:
                yield f"percentile {percent} is {source.percentile(lengths, percent)}"

    def comments(self):
        """20 to 45 comment lines for 100 of code."""
        share = 100 * sum(s.comment_lines for s in self.sources) / max(
            1, sum(s.code_lines for s in self.sources))
        if not 20 <= share <= 45:
            yield f"{share:.1f} comment lines for 100 of code"

    def conditionals(self):
        """No #if inside a function, but in platform and backend files."""
        for f in self.functions():
            if f.conditionals and f.path not in PLATFORM and "/be_" not in f.path \
                    and not self.excepted("conditionals", f.name):
                yield f"{f.path}:{f.line}: {f.name}"

    def compilers(self):
        """Only base.h and platform files ask for the compiler or the system."""
        asks = re.compile(r"^\s*#.*\b(_WIN32|_MSC_VER|__VMS|__GNUC__|__clang__|"
                          r"__linux__|__APPLE__|__MINGW\w*|__STDC_VERSION__)", re.M)
        for s in self.sources:
            if s.path not in PLATFORM and asks.search(s.text) \
                    and not self.excepted("compilers", s.path):
                yield f"{s.path}: {asks.search(s.text).group(1)}"

    def heads(self):
        """Each file opens with the licence and the copyright line."""
        head = "/* SPDX-License-Identifier: BSD-3-Clause\n" \
               " * Copyright (c) 2026, the ringssh authors */\n"
        for s in self.sources:
            if not (TOP / s.path).read_text().startswith(head):
                yield s.path

    # --- layers ------------------------------------------------------------------------

    @staticmethod
    def layer(path):
        folder = path.split("/")[0]
        if folder == "src":
            return ORDER.index(path.split("/")[1])
        return ORDER.index(LAYER_OF_FOLDER[folder])

    def layers(self):
        """A file includes headers of its own folder and of those below."""
        for s in self.sources:
            for kind, name in s.includes:
                folder = name.split("/")[0]
                if kind == '"' and folder in ORDER and "/" in name and \
                        ORDER.index(folder) > self.layer(s.path) and \
                        not self.excepted("layers", f"{s.path}:{name}"):
                    yield f"{s.path} includes {name}"
                elif kind == '"' and "/" not in name and not name.startswith(
                        ("libssh2", "ringssh")):
                    yield f'{s.path} includes "{name}" without its folder'

    def foreign_headers(self):
        """Backend headers in be_* only, system headers in platform files only."""
        for s in self.sources:
            backend = Path(s.path).name.startswith("be_")
            for kind, name in s.includes:
                if kind == '"' or name in STANDARD or s.path in PLATFORM or backend:
                    continue
                if s.path not in FOREIGN.get(name, ()) and \
                        not self.excepted("foreign_headers", f"{s.path}:{name}"):
                    yield f"{s.path} includes <{name}>"

    # --- names, by the objects of the build ------------------------------------------------

    def objects(self):
        """{file base name: (defined external names, undefined names)}."""
        archive = self.archive()
        out = subprocess.run(["nm", "-A", archive], check=True, capture_output=True,
                             text=True).stdout
        found = {}
        for line in out.splitlines():
            match = re.match(r".*:(?:\w+_la-)?(\w+)\.o:\s*[0-9a-f]*\s*(\w) (\S+)", line)
            if not match:
                continue
            defined, needed = found.setdefault(match[1], (set(), set()))
            if match[2] == "U":
                needed.add(match[3])
            elif match[2].isupper():
                defined.add(match[3])
        return found

    def archive(self):
        if not self.build:
            raise Skip("no build folder given")
        path = Path(self.build) / ".libs/libringssh.a"
        if not path.exists():
            raise Skip(f"{path} is not built")
        return str(path)

    def file_names(self):
        """Base names are unique without regard to case (object libraries of VMS)."""
        seen = {}
        for s in self.sources:
            if s.path.endswith(".c"):
                base = Path(s.path).name.lower()
                if base in seen:
                    yield f"{s.path} and {seen[base]}"
                seen[base] = s.path
                if not re.fullmatch(r"[a-z0-9_-]{1,39}\.c", base):
                    yield f"{s.path}: not a name that VMS takes"

    def names(self):
        """Internal external names: s2_, at most 31 characters, unique without case."""
        seen = {}
        for base, (defined, _) in sorted(self.objects().items()):
            for name in sorted(defined):
                if name.startswith(("libssh2_", "ringssh_")):
                    continue
                if not name.startswith("s2_") and not self.excepted("names", name):
                    yield f"{base}.c: {name} does not begin with s2_"
                if len(name) > 31:
                    yield f"{base}.c: {name} has {len(name)} characters"
                if name.lower() in seen:
                    yield f"{base}.c: {name} and {seen[name.lower()]}"
                seen[name.lower()] = name

    def users(self):
        """{file: {file that it uses: names}} by the symbols of the objects."""
        found = self.objects()
        home = {name: base for base, (defined, _) in found.items() for name in defined}
        uses = {}
        for base, (_, needed) in found.items():
            of = uses.setdefault(base, {})
            for name in needed:
                if name in home and home[name] != base:
                    of.setdefault(home[name], set()).add(name)
        return uses

    def cycles(self):
        """No two files reach each other."""
        uses = self.users()

        def reach(base):
            seen, todo = set(), [base]
            while todo:
                for other in uses.get(todo.pop(), ()):
                    if other not in seen:
                        seen.add(other)
                        todo.append(other)
            return seen

        reached = {base: reach(base) for base in uses}
        told = set()
        for base in sorted(uses):
            group = sorted(x for x in reached[base] if base in reached.get(x, ()))
            if base in group and base not in told:
                told.update(group)
                yield "these reach each other: " + " ".join(x + ".c" for x in group)
                for one in group:
                    for other in sorted(set(uses[one]) & set(group)):
                        yield f"    {one}.c needs {', '.join(sorted(uses[one][other]))}" \
                              f" of {other}.c"

    def upward_uses(self):
        """No function is called, or table read, of a layer above."""
        layer = {Path(s.path).stem: self.layer(s.path) for s in self.sources
                 if s.path.endswith(".c")}
        for base, others in sorted(self.users().items()):
            for other, names in sorted(others.items()):
                if base in layer and layer.get(other, 0) > layer[base]:
                    yield f"{base}.c uses {', '.join(sorted(names))} of {other}.c"

    def variables(self):
        """No variable at file scope that can change."""
        out = subprocess.run(["objdump", "-t", self.archive()], check=True,
                             capture_output=True, text=True).stdout
        for line in out.splitlines():
            match = re.match(r"[0-9a-f]+ .{7} (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\S+)$",
                             line)
            if match and match[1] in (".data", ".bss", ".tbss", ".tdata", "*COM*") \
                    and not match[2].startswith("."):
                name = re.sub(r"\.\d+$", "", match[2])
                if not self.excepted("variables", name):
                    yield name

    def exports(self):
        """The shared library exports the interface, and nothing else."""
        if not self.build:
            raise Skip("no build folder given")
        path = Path(self.build) / ".libs/libssh2.so.1"
        if not path.exists():
            raise Skip(f"{path} is not built")
        out = subprocess.run(["nm", "-D", "--defined-only", str(path)], check=True,
                             capture_output=True, text=True).stdout
        have = {line.split()[-1] for line in out.splitlines()}
        want = {line.split("\t")[0] for line in
                (TOP / "tests/style/abi/functions.tsv").read_text().splitlines()
                if not line.startswith("#")}
        own = set(re.findall(r"\b(ringssh_\w+)\(",
                             (TOP / "include/ringssh.h").read_text()))
        missing = set(re.findall(r"^\| `(\w+)`", (TOP / "docs/MISSING.md").read_text(),
                                 re.M))
        for name in sorted(want - have - missing):
            yield f"{name} is missing, and not listed in docs/MISSING.md"
        for name in sorted(missing & have | missing - want):
            yield f"{name} is listed in docs/MISSING.md, and not missing"
        for name in sorted(own - have):
            yield f"{name} is declared in ringssh.h and missing"
        for name in sorted(have - want - own):
            yield f"{name} is not part of the interface"
        if "@" in out:
            yield "symbols carry versions"

    # --- lists ----------------------------------------------------------------------------

    def lists(self):
        """sources.am, suites.h and the files on disk agree."""
        run = subprocess.run([str(TOP / "tests/style/sources.sh")],
                             capture_output=True, text=True)
        if run.returncode:
            yield from (run.stdout + run.stderr).splitlines()

    def platforms(self):
        """Each platform file defines what os.h declares and os.c does not."""
        text = {s.path: s for s in self.sources}
        declared = set(re.findall(r"^(?:S2_CHECK )?[a-z].*?\b(s2_os_\w+)\(",
                                  text["src/os/os.h"].text, re.M))
        inline = set(re.findall(r"^static inline .*?\b(s2_os_\w+)\(",
                                text["src/os/os.h"].text, re.M))
        common = {f.name for f in text["src/os/os.c"].functions}
        for path in ("src/os/os_posix.c", "win32/os_win32.c", "vms/os_vms.c"):
            have = {f.name for f in text[path].functions}
            for name in sorted(declared - inline - common - have):
                yield f"{path} lacks {name}"

    def vms_vector(self):
        """The symbol vector of VMS: old names in their old order, new ones behind."""
        run = subprocess.run([sys.executable, str(TOP / "tests/style/vms.py")],
                             capture_output=True, text=True)
        if run.returncode:
            yield from (run.stdout + run.stderr).splitlines()

    def formatting(self):
        """clang-format 14 would change nothing."""
        tool = shutil.which("clang-format-14") or shutil.which("clang-format")
        if not tool:
            raise Skip("no clang-format")
        version = subprocess.run([tool, "--version"], capture_output=True,
                                 text=True).stdout
        if " version 14." not in version:
            raise Skip("clang-format is not version 14, others format otherwise")
        listed = subprocess.run(["git", "ls-files", "*.c", "*.h", "*.cpp"], cwd=TOP,
                                capture_output=True, text=True)
        files = listed.stdout.split() or [s.path for s in self.sources]
        run = subprocess.run([tool, "--dry-run", "-Werror"] + files, cwd=TOP,
                             capture_output=True, text=True)
        wrong = re.findall(r"^([^:\n]+):\d+:\d+: error", run.stderr, re.M)
        yield from sorted(set(wrong))

    CHECKS = ["function_length", "decisions", "depth", "file_length", "comments",
              "conditionals", "compilers", "heads", "layers", "foreign_headers",
              "file_names", "names", "cycles", "upward_uses", "variables", "exports",
              "lists", "platforms", "vms_vector", "formatting"]

    def figures(self):
        """One line of measures, for the record."""
        lengths = [f.length for f in self.functions()]
        sizes = [s.lines for s in self.sources if s.path.endswith(".c")]
        p = source.percentile
        print(f"# {sum(s.lines for s in self.sources)} lines in {len(sizes)} .c files "
              f"(median {p(sizes, 50)}, 95th percentile {p(sizes, 95)}, longest "
              f"{max(sizes)}); {len(lengths)} functions (median {p(lengths, 50)}, 95th "
              f"percentile {p(lengths, 95)}, longest {max(lengths)}); "
              f"{100 * sum(s.comment_lines for s in self.sources) / sum(s.code_lines for s in self.sources):.0f}"
              " comment lines for 100 of code")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", metavar="DIR")
    rules = Rules(parser.parse_args().build)
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for name in Rules.CHECKS:
        check = getattr(rules, name)
        try:
            places = list(check())
        except Skip as why:
            count["skipped"] += 1
            print(f"skip {name}: {why}")
            continue
        count["failed" if places else "passed"] += 1
        print(f"not ok {name}: {check.__doc__}" if places else f"ok {name}")
        for place in places:
            print(f"    {place}")
    unused = set(rules.exceptions) - rules.used
    if unused and not count["skipped"]:
        count["failed"] += 1
        print("not ok exceptions: nothing needs", *(" ".join(u) for u in sorted(unused)))
    rules.figures()
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['failed']} failed{skipped}")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
