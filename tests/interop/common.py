# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""What the cases share: verdicts, copying and comparing, the cases inside the C clients."""

import os
import shutil

from servers import Failure, Skip, file_hash

MIB = 1 << 20
FX_PERMISSION_DENIED, FX_FAILURE = 3, 4
ERROR_FILE, ERROR_AUTHENTICATION_FAILED, ERROR_KEYFILE = -16, -18, -48
MODES = (("blocking", []), ("nonblocking", ["--nonblocking"]))
PASSPHRASE = "correct horse"


def expect(condition, why):
    if not condition:
        raise Failure(why)


def expect_success(outcome):
    expect(outcome.code == 0, outcome.why())
    return outcome


def copy_and_compare(bed, server, *options, size=MIB, user=None, limit=60):
    """Puts a file, gets it back, compares both with the original; returns the outcome."""
    local = bed.random_file(f"random-{size}", size)
    folder = bed.new_folder(user)
    remote, back = os.path.join(folder, "up"), bed.path("back")
    outcome = expect_success(bed.execute(
        bed.client("ic_copy"), *bed.login_options(server, user=user), *options, "copy",
        "put", local, remote, "get", remote, back, limit=limit))
    want = file_hash(local)
    expect(file_hash(remote) == want, "the uploaded file differs")
    expect(file_hash(back) == want, "the downloaded file differs")
    shutil.rmtree(folder)
    os.unlink(back)
    return outcome


def expect_method(outcome, kind, name):
    expect(f"method {kind} {name}\n" in outcome.out, f"{kind} is not {name}")


def client_cases(bed, group, client, options_for):
    program = bed.client(client)
    names = expect_success(bed.execute(program, "--list", wrap=False)).out.split()

    def body(name, mode):
        def run_case():
            outcome = bed.execute(program, *mode, *options_for(name), name)
            if outcome.code == 77:
                raise Skip(outcome.out.strip())
            expect_success(outcome)
            return [line[2:] for line in outcome.out.splitlines() if line[:2] == "# "]
        return run_case

    for name in names:
        for mode, options in MODES:
            yield f"{group}/{name}/{mode}", body(name, options)
