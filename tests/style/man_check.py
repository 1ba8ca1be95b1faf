#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Checks the manual pages in docs/man against the public headers.

Every exported function has a page whose prototype is the header's, every macro that
stands for a call has a page that leads to the function, and there are no other pages
but the overview. Pages have all sections, name only constants and pages that exist, and
stand in pages.am. A formatter, if there is one, finds nothing to warn of.

Run from the top of the source tree. Ends with "N passed, M failed"; the exit status is
1 if something failed.
"""

import os
import re
import shutil
import subprocess
import sys

HEADERS = ("libssh2.h", "libssh2_sftp.h", "libssh2_publickey.h", "ringssh.h")
MAN = "docs/man"
OVERVIEW = "ringssh"
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "RETURN VALUE", "ERRORS",
            "NON-BLOCKING MODE", "EXAMPLE", "SEE ALSO"]
OPTIONAL = {"EXAMPLE"}

# Constants of the system that pages may name.
SYSTEM = {"LIBSSH2_API"}

passed = 0
failures = []


def check(ok, message):
    """Count one check; keep the message if it failed."""
    global passed
    if ok:
        passed += 1
    else:
        failures.append(message)


def squeeze(text):
    """C text with one form of white space, so that layout does not count."""
    text = re.sub(r"\s+", " ", text.strip())
    return re.sub(r"\s*([(),*;])\s*", r"\1", text)


def read_headers():
    """The functions (name: header, prototype), the macros that make calls
    (name: function or None) and all names that the headers mention."""
    functions, macros, names = {}, {}, set()
    for header in HEADERS:
        with open(os.path.join("include", header), encoding="ascii") as f:
            text = f.read()
        names.update(re.findall(r"\w+", text))
        text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
        joined = text.replace("\\\n", " ")
        for line in joined.split("\n"):
            m = re.match(r"\s*#\s*define\s+(lib\w+)\(.*?\)(.*)", line)
            if m:
                call = re.search(r"\blibssh2_\w+(?=\()", m.group(2))
                macros[m.group(1)] = call.group(0) if call else None
        code = "\n".join(s for s in joined.split("\n") if not s.lstrip().startswith("#"))
        for m in re.finditer(r"\bLIBSSH2_API\s+([^;{}]*?\b(\w+)\s*\([^;]*\));", code):
            functions[m.group(2)] = (header, squeeze(m.group(1)))
    return functions, macros, names


def read_pages():
    """Name: text of each page."""
    pages = {}
    for file in sorted(os.listdir(MAN)):
        if file.endswith(".3"):
            with open(os.path.join(MAN, file), encoding="ascii") as f:
                pages[file[:-2]] = f.read()
    return pages


def section(text, title):
    """The lines of a section of a page."""
    m = re.search(r"^\.SH %s\n(.*?)(?=^\.SH |\Z)" % re.escape(title), text, re.S | re.M)
    return m.group(1) if m else ""


def check_prototype(name, header, prototype, text):
    synopsis = section(text, "SYNOPSIS")
    check("#include <%s>" % header in synopsis, "%s.3: not <%s>" % (name, header))
    code = re.sub(r"^[.#].*$", "", synopsis, flags=re.M)
    shown = [squeeze(s) for s in code.split(";") if re.search(r"\b%s\s*\(" % name, s)]
    check(prototype in shown, "%s.3: the prototype is not the header's:\n    %s\n    %s"
          % (name, prototype, shown[0] if shown else "(none)"))


def check_shape(name, text):
    check(re.search(r'^\.TH %s 3 ' % name, text, re.M), "%s.3: wrong .TH" % name)
    found = re.findall(r"^\.SH (.*)$", text, re.M)
    wanted = [s for s in SECTIONS if s in found or s not in OPTIONAL]
    check(found == wanted, "%s.3: sections are %s" % (name, ", ".join(found)))
    empty = [s for s in found if not section(text, s).strip()]
    check(not empty, "%s.3: nothing in %s" % (name, ", ".join(empty)))


def check_words(name, text, pages, names):
    """What a page names has to exist."""
    used = set(re.findall(r"\b(?:LIBSSH2|SSH_DISCONNECT)_\w*[A-Z0-9]\b(?![_*])", text))
    unknown = sorted(used - names - SYSTEM)
    check(not unknown, "%s.3: unknown: %s" % (name, ", ".join(unknown)))
    links = re.findall(r"\\fB(\w+)\\fP\(3\)", text)
    links += re.findall(r"^\.BR (\w+) \(3\)", text, re.M)
    own = sorted(set(l for l in links if l.startswith(("lib", "ringssh")) and l not in pages))
    check(not own, "%s.3: no such page: %s" % (name, ", ".join(own)))


def check_macros(functions, macros, pages):
    for macro, function in sorted(macros.items()):
        text = pages.get(macro)
        check(text is not None, "%s: macro without page" % macro)
        m = re.match(r"\.so man3/(\w+)\.3\n\Z", text or "")
        check(m and m.group(1) in functions and function in (None, m.group(1)),
              "%s.3: does not lead to %s.3" % (macro, function))
        if m:
            heading = section(pages.get(m.group(1), ""), "NAME")
            check(re.search(r"\b%s\b" % macro, heading),
                  "%s.3: not named in %s.3" % (macro, m.group(1)))


def check_list(pages):
    """pages.am names every page, once."""
    with open(os.path.join(MAN, "pages.am"), encoding="ascii") as f:
        text = f.read()
    listed = re.findall(r"^\t(\S+?)(?: \\)?$", text, re.M)
    wanted = ["%s/%s.3" % (MAN, name) for name in sorted(pages)]
    check(re.search(r"^dist_man_MANS = \\$", text, re.M), "pages.am: no dist_man_MANS")
    check(sorted(listed) == sorted(wanted), "pages.am: differs in %s"
          % ", ".join(sorted(set(listed) ^ set(wanted)) or ["doubled names"]))


def linter():
    """The command that warns of bad markup, or None."""
    if shutil.which("mandoc"):
        return ["mandoc", "-T", "lint", "-W", "warning"]
    if shutil.which("groff"):
        return ["groff", "-man", "-ww", "-z", "-Tutf8"]
    return None


def check_markup(pages):
    command = linter()
    if not command:
        print("markup not checked: neither mandoc nor groff is installed")
        return
    files = [os.path.join(MAN, n + ".3") for n, t in pages.items() if t[:4] != ".so "]
    run = subprocess.run(command + files, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, universal_newlines=True, check=False)
    lines = run.stdout.strip().split("\n") if run.stdout.strip() else []
    for file in files:
        bad = [line for line in lines if file + ":" in line]
        check(not bad, "\n    ".join(["%s: %s warns:" % (file, command[0])] + bad))
    rest = [line for line in lines if not any(f + ":" in line for f in files)]
    check(not rest, "\n    ".join(["%s says:" % command[0]] + rest))


def main():
    functions, macros, names = read_headers()
    pages = read_pages()
    check(len(functions) > 100, "only %d functions in the headers" % len(functions))
    for name, (header, prototype) in sorted(functions.items()):
        check(name in pages, "%s: function without page" % name)
        if name in pages:
            check_prototype(name, header, prototype, pages[name])
            check_shape(name, pages[name])
    check(OVERVIEW in pages, "no overview page")
    for name, text in pages.items():
        check(name in functions or name in macros or name == OVERVIEW,
              "%s.3: leftover page" % name)
        check_words(name, text, pages, names)
    check_macros(functions, macros, pages)
    check_list(pages)
    check_markup(pages)
    for message in failures:
        print("FAILED " + message)
    print("%d passed, %d failed" % (passed, len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
