# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases that run the examples of docs/examples and look at what they did."""

import os
import pty
import re
import select

from servers import file_hash, free_port, run, tool
from common import MIB, PASSPHRASE, expect, expect_success
from userkeys import key_recipes, make_key


def examples(bed):
    server = bed.sshd()
    destination = f"{bed.user}@127.0.0.1:{server.port}"

    def call(name, *arguments, options=(), known=None, to=destination, environment=None):
        return bed.execute(bed.example(name), "-k", known or bed.known_hosts(server), "-i",
                           bed.key, *options, to, *arguments, environment=environment)

    def expect_exit(outcome, code, text=""):
        expect(outcome.code == code, f"exit status {outcome.code}, expected {code}: "
                                     f"{outcome.why()}")
        expect(text in outcome.err, f"\"{text}\" is not in: {outcome.err.strip()}")

    def empty(name="empty_hosts"):
        path = bed.path(name)
        open(path, "w").close()
        return path

    def upload(name):
        def body():
            local = bed.random_file("random-10m", 10 * MIB + 7)
            remote = bed.new_folder() + "/up"
            outcome = expect_success(call(name, local, remote, options=["--verbose"]))
            expect(file_hash(local) == file_hash(remote), "the file differs")
            percents = re.findall(r"^upload: +(\d+)% .* MiB/s$", outcome.err, re.M)
            expect(len(percents) > 2 and percents[-1] == "100", f"percents: {percents}")
            expect(percents == sorted(set(percents), key=int), f"percents: {percents}")
            for text in ("key exchange", "cipher, sending", "SSH-2.0-OpenSSH"):
                expect(text in outcome.err, f"--verbose does not print {text}")
        return body

    def download():
        folder = bed.new_folder()
        remote = bed.random_file("random-10m", 10 * MIB + 7)
        expect_success(call("download", remote, folder + "/down"))
        expect(file_hash(remote) == file_hash(folder + "/down"), "the file differs")

    def empty_file():
        folder = bed.new_folder()
        open(folder + "/a", "w").close()
        expect_success(call("upload", folder + "/a", folder + "/b"))
        expect_success(call("download", folder + "/b", folder + "/c"))
        expect(os.path.getsize(folder + "/c") == 0, "the file is not empty")

    def on_terminal(command, typed=None, limit=30):
        """Runs a command on a terminal of its own; types a line when it asks something.
        Returns the exit status and all that was on the screen."""
        pid, main = pty.fork()
        if pid == 0:
            try:
                os.execve(command[0], command, bed.environment)
            finally:
                os._exit(127)
        screen = b""
        while select.select([main], [], [], limit)[0]:
            try:
                piece = os.read(main, 4096)
            except OSError:  # the other side is closed
                break
            screen += piece
            if not piece:
                break
            if typed and screen.endswith(b": "):
                os.write(main, typed.encode() + b"\n")
                typed = None
        os.close(main)
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status), screen.decode(errors="replace")

    def progress_bar():
        """On a terminal: a bar that is redrawn, with percent, rate and time left."""
        local = bed.random_file("random-10m", 10 * MIB + 7)
        code, screen = on_terminal([
            bed.example("upload"), "-k", bed.known_hosts(server), "-i", bed.key,
            destination, local, bed.new_folder() + "/up"])
        expect(code == 0, f"exit status {code}: {screen[-200:]}")
        for part in ("\rupload [", "100%", "MiB/s", " left"):
            expect(part in screen, f"{part!r} is not on the screen: {screen[-200:]!r}")

    def prompt():
        """The passphrase is asked for on the terminal, and is not shown."""
        path = make_key(bed, *next(r for r in key_recipes(bed)
                                   if r[0] == "ed25519/openssh-encrypted")[:2])
        command = [bed.example("list"), "-k", bed.known_hosts(server), "-i", path,
                   destination, "/"]
        for typed, wanted in ((PASSPHRASE, 0), ("not that one", 4)):
            code, screen = on_terminal(command, typed)
            expect(code == wanted, f"exit status {code}, expected {wanted}: {screen}")
            expect("passphrase of the key: " in screen, f"no question: {screen}")
            expect(typed not in screen, "the passphrase is on the screen")

    def listing():
        folder = bed.new_folder()
        for name in ("one", "two words", "\u00e4"):
            open(os.path.join(folder, name), "w").close()
        lines = expect_success(call("list", folder)).out.splitlines()
        expect(len(lines) == 5, f"{len(lines)} lines")
        for name in (".", "..", "one", "two words", "\u00e4"):
            expect(any(l.endswith(" " + name) for l in lines), f"{name} is missing")
        expect(all(l[0] in "d-" for l in lines), "no long names")

    def listing_cpp():
        folder = bed.new_folder()
        for name, size in (("small", 10), ("large", 3000), ("middle", 200)):
            with open(os.path.join(folder, name), "w") as f:
                f.write("x" * size)
        output = expect_success(call("list_cpp", folder)).out
        lines = [line.split() for line in output.splitlines()]
        expect(lines == [["3000", "large"], ["200", "middle"], ["10", "small"]], str(lines))

    def execution():
        outcome = call("exec", "echo to stdout; echo to stderr >&2; exit 7")
        expect_exit(outcome, 7, "to stderr\n")
        expect(outcome.out == "to stdout\n", f"output: {outcome.out!r}")
        expect_exit(call("exec", "kill -KILL $$"), 254, "signal KILL")
        flood = call("exec", "head -c 5000000 /dev/zero >&2; head -c 5000000 /dev/zero")
        expect(len(flood.out) == len(flood.err) == 5000000, "output is missing")

    def interleaved():
        folder = bed.new_folder()
        up = bed.random_file("random-30m", 30 * MIB)
        down = bed.random_file("random-10m", 10 * MIB + 7)
        for _ in range(3):  # who is first differs
            expect_success(call("interleave", up, folder + "/up", down, folder + "/down"))
            expect(file_hash(up) == file_hash(folder + "/up"), "the upload differs")
            expect(file_hash(down) == file_hash(folder + "/down"), "the download differs")

    def unknown_host():
        known = empty()
        expect_exit(call("list", "/", known=known), 3, "unknown host")
        expect(os.path.getsize(known) == 0, "the host was added without being asked to")

    def accept_new():
        known = empty("new_hosts")
        expect_success(call("list", "/", known=known, options=["--accept-new"]))
        expect_success(call("list", "/", known=known))
        found = run(tool("ssh-keygen"), "-F", f"[127.0.0.1]:{server.port}", "-f", known)
        expect(found, "ssh-keygen does not find the host in the file")

    def fingerprint():
        outcome = call("list", "/", known=empty())
        prints = [run(tool("ssh-keygen"), "-l", "-f", k + ".pub").split()[1]
                  for k in bed.host_keys.values()]
        expect(any(p + "\n" in outcome.err for p in prints), outcome.err)

    def mismatch():
        """Neither a changed key nor a key of another kind is taken, whatever is said."""
        path = bed.path("keys", "stranger-host")
        if not os.path.exists(path):
            run(tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", path)
        known = bed.path("mismatch_hosts")
        with open(path + ".pub") as pub, open(known, "w") as f:
            f.write(f"[127.0.0.1]:{server.port} {pub.read()}")
        for options in ([], ["--accept-new"]):
            expect_exit(call("upload", bed.key, "/x", known=known, options=options), 3,
                        "MISMATCH")

    def each_known_kind():
        for kind in bed.host_keys:
            known = bed.known_hosts(server, kind, name="one_kind")
            expect_success(call("list", "/", known=known))

    def password():
        user, right = bed.account()
        common = ["-k", bed.known_hosts(server), f"{user}@127.0.0.1:{server.port}", "/"]
        expect_success(bed.execute(bed.example("list"), *common,
                                   environment={"SSH_EXAMPLE_PASSWORD": right}))
        expect_exit(bed.execute(bed.example("list"), *common,
                                environment={"SSH_EXAMPLE_PASSWORD": "wrong"}), 4)
        expect_exit(bed.execute(bed.example("list"), *common), 4, "SSH_EXAMPLE_PASSWORD")

    def passphrase():
        path = make_key(bed, *next(r for r in key_recipes(bed)
                                   if r[0] == "ed25519/openssh-encrypted")[:2])
        expect_success(call("list", "/", options=["-i", path],
                            environment={"SSH_EXAMPLE_PASSPHRASE": PASSPHRASE}))
        expect_exit(call("list", "/", options=["-i", path],
                         environment={"SSH_EXAMPLE_PASSPHRASE": "wrong"}), 4)

    def exit_codes():
        small = bed.random_file("random-1000", 1000)
        expect_exit(call("upload", small), 1, "usage")
        expect_exit(call("upload", small, "/x", options=["--nonesuch"]), 1, "usage")
        expect_exit(call("upload", small, "/x", to=f"{bed.user}@127.0.0.1:{free_port()}"),
                    2, "cannot connect")
        expect_exit(call("upload", small, "/x", options=["-i", "/no/such/key"]), 4,
                    "/no/such/key")
        expect_exit(call("upload", small, "/no/such/dir/x"), 5, "no such file")
        expect_exit(call("download", "/no/such/file", bed.path("x")), 5, "no such file")
        expect_exit(call("list", "/no/such/dir"), 5, "no such file")
        expect_exit(call("list_cpp", "/no/such/dir"), 5, "no such file")
        expect_exit(call("upload", "/no/such/file", "/x"), 6, "/no/such/file")
        expect_exit(call("upload_nonblocking", small, "/no/such/dir/x"), 5, "no such file")
        expect_exit(call("interleave", small, "/no/such/x", small, bed.path("y")), 5,
                    "no such file")
        expect_exit(call("exec", "true", options=["-i", "/no/such/key"]), 255)

    for name in ("upload", "upload_nonblocking"):
        yield f"example/{name}", upload(name)
    for name, body in (("download", download), ("empty-file", empty_file),
                       ("progress-bar", progress_bar), ("list", listing),
                       ("list_cpp", listing_cpp), ("exec", execution),
                       ("interleave", interleaved), ("unknown-host", unknown_host),
                       ("accept-new", accept_new), ("fingerprint", fingerprint),
                       ("mismatch", mismatch), ("each-known-kind", each_known_kind),
                       ("password", password), ("passphrase", passphrase),
                       ("prompt", prompt),
                       ("exit-codes", exit_codes)):
        yield f"example/{name}", body
