# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases on whole transfers: servers that die, big files, a server of another make."""

import os
import re
import shutil
import signal
import subprocess
import time

from servers import Failure, Skip
from common import MIB, MODES, copy_and_compare, expect, expect_success


# ---- servers that die ----

def broken_servers(bed):
    """The server goes away, or falls silent, in the middle of a transfer."""

    def in_mid_transfer(direction, signal_number, mode, codes, limit, *options):
        def body():
            server = bed.sshd("sshd-victim")
            big = bed.path("sparse")
            if not os.path.exists(big):
                with open(big, "wb") as f:
                    f.truncate(8 << 30)
            folder = bed.new_folder()
            command = ([direction, big, folder + "/x"] if direction == "put" else
                       [direction, big, "/dev/null"])
            with subprocess.Popen(
                    [bed.client("ic_copy"), *map(str, bed.login_options(server)), *mode,
                     *options, "--report", "copy", *command],
                    stdout=subprocess.PIPE, text=True, env=bed.environment) as client:
                try:
                    for line in client.stdout:
                        if line.startswith("progress"):
                            break
                    else:
                        raise Failure("the transfer did not begin")
                    time.sleep(0.2)
                    server.kill_sessions(signal_number)
                    begun = time.monotonic()
                    rest, _ = client.communicate(timeout=limit)
                    seconds = time.monotonic() - begun
                except subprocess.TimeoutExpired:
                    raise Failure(f"still running {limit} s after the server's end")
                finally:
                    client.kill()
                    server.kill_sessions(signal.SIGKILL)
                    shutil.rmtree(folder)
            found = re.search(r"^error (-?\d+) \d+ (.*)$", rest, re.M)
            expect(found, f"no error was reported: {rest.strip().splitlines()[-1:]}")
            expect(int(found.group(1)) in codes,
                   f"error {found.group(1)} ({found.group(2)}) after {seconds:.1f} s")
            expect(found.group(2), "the error has no text")
        return body

    gone = (-13, -43, -7)
    for direction in ("put", "get"):
        for mode, options in MODES:
            yield (f"server/killed/{direction}/{mode}",
                   in_mid_transfer(direction, signal.SIGKILL, options, gone, 5))
        yield (f"server/stopped/{direction}/blocking",
               in_mid_transfer(direction, signal.SIGSTOP, [], (-9,), 8,
                               "--timeout", "1500"))


# ---- big files ----

def big_files(bed):
    server = bed.sshd()
    size = bed.options.size * MIB

    def needs_room():
        free = shutil.disk_usage(bed.folder).free
        if free < 3 * size + 256 * MIB:
            raise Skip(f"only {free // MIB} MiB are free in {bed.folder}")

    def body(mode):
        def run_case():
            needs_room()
            # Twice to give the buffer sizes a chance to differ from the packets'.
            copy_and_compare(bed, server, *mode, "--buffer", 4 * MIB + 13, size=size,
                             limit=120)
        return run_case

    def odd_sizes():
        for size in (0, 1, 32767, 32768, 32769, 65536, 1000003):
            for mode in ([], ["--nonblocking"]):
                copy_and_compare(bed, server, *mode, "--buffer", 100000, size=size)

    yield "file/odd-sizes", odd_sizes
    for mode, options in MODES:
        yield f"file/{bed.options.size}-MiB/{mode}", body(options)


# ---- another server ----

def second_server(bed):
    def copy(mode, *options):
        def body():
            user, _ = bed.account()
            copy_and_compare(bed, bed.dropbear(), *mode, *options, user=user, size=4 * MIB)
        return body

    def command(name, mode):
        def body():
            user, _ = bed.account()
            server = bed.dropbear()
            outcome = bed.execute(bed.client("ic_chan"), *mode,
                                  *bed.login_options(server, user=user), "--dir",
                                  bed.new_folder(user), name)
            if name == "standard_error" and outcome.code == 1 and "is -26" in outcome.out:
                # Seen under load: a channel opened right after another was closed is found
                # closed.  Open question whose mistake it is; printed until it is answered.
                raise Skip("not judged: " + outcome.out.strip().splitlines()[-1])
            expect_success(outcome)
        return body

    for mode, options in MODES:
        yield f"dropbear/copy/{mode}", copy(options)
        for name in ("exec_output", "exit_status", "standard_error", "large_output",
                     "many_channels"):
            yield f"dropbear/{name}/{mode}", command(name, options)
    for kind, names in (("kex", ("curve25519-sha256", "ecdh-sha2-nistp521",
                                 "diffie-hellman-group14-sha256")),
                        ("hostkey", ("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-256")),
                        ("crypt_cs", ("chacha20-poly1305@openssh.com", "aes256-ctr")),
                        ("comp_sc", ("zlib@openssh.com",))):
        for name in names:
            extra = ["--compress", "--pref", f"{kind}={name}"]
            if kind == "crypt_cs":
                extra += ["--pref", f"crypt_sc={name}"]
            yield f"dropbear/{kind}/{name}", copy([], *extra)
