# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases that are C programs: sessions, SFTP calls, writes, channels; and refusals."""

import os
import re
import subprocess
import time

from servers import Listener, Skip, tool
from common import (ERROR_AUTHENTICATION_FAILED, FX_FAILURE, FX_PERMISSION_DENIED, MIB,
                    MODES, client_cases, expect, expect_success)
from userkeys import key_recipes, make_key


def sessions(bed):
    server = bed.sshd()

    def close(peer):
        pass

    def http(peer):
        peer.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n<html>no</html>\r\n")

    def noise(peer):
        peer.sendall(b"SSH-2.0-Noise\r\n" + b"\xde\xad\xbe\xef" * 20000)
        time.sleep(0.5)

    def silence(peer):
        time.sleep(10)

    listeners = {"server_closes": close, "server_talks_http": http,
                 "server_sends_noise": noise, "server_is_silent": silence}
    started = {}

    def options_for(name):
        options = [*bed.login_options(server), "--dir", bed.new_folder()]
        if name in listeners:
            if name not in started:
                started[name] = Listener(listeners[name])
                bed.undo.callback(started[name].stop)
                bed.janitor.tell("kill", started[name].pid)
            options += ["--arg", started[name].port]
        if name == "nothing_in_common":
            narrow = bed.sshd("sshd-narrow", "KexAlgorithms ecdh-sha2-nistp256")
            options += ["--arg", narrow.port]
        if name == "sign_callback":
            key = make_key(bed, *next(r for r in key_recipes(bed)
                                      if r[0] == "ed25519/pkcs8")[:2])
            options += ["--key", key, "--pub", key + ".pub"]
        return options

    yield from client_cases(bed, "session", "ic_session", options_for)


def passwords(bed):
    server = bed.sshd()

    def login(password, code, mode):
        def body():
            user, right = bed.account()
            outcome = bed.execute(bed.client("ic_copy"), *mode, "--port", server.port,
                                  "--user", user, "--password", password or right, "login")
            if code:
                expect(outcome.code == 1 and f"error {code} " in outcome.out, outcome.why())
            else:
                expect_success(outcome)
        return body

    for mode, options in MODES:
        yield f"password/right/{mode}", login(None, 0, options)
        yield (f"password/wrong/{mode}",
               login("wrong", ERROR_AUTHENTICATION_FAILED, options))


def sftp_calls(bed):
    server = bed.sshd()
    many = []

    def options_for(name):
        if name == "permission_denied":
            return forbidden()
        folder = bed.new_folder()
        options = [*bed.login_options(server), "--dir", folder]
        if name == "readdir_many":
            if not many:
                many.append(folder)
                for i in range(10000):
                    open(os.path.join(folder, f"entry-{i:05}"), "w").close()
            options += ["--dir", many[0], "--arg", 10000]
        return options

    def forbidden():
        """As root, only another account can be refused anything."""
        user = bed.account()[0] if bed.is_root else bed.user
        path = bed.new_folder(owner=bed.user)
        os.chmod(path, 0o700 if bed.is_root else 0)
        bed.undo.callback(os.chmod, path, 0o700)
        return [*bed.login_options(server, user=user), "--dir", bed.new_folder(user),
                "--arg", path]

    yield from client_cases(bed, "sftp", "ic_sftp", options_for)


def small_disk(bed):
    """A disk of 4 MiB. For root only."""
    path = bed.path("disk")
    if not os.path.isdir(path):
        if not bed.is_root:
            raise Skip("needs root, to mount a small disk")
        os.mkdir(path)
        done = subprocess.run([tool("mount"), "-t", "tmpfs", "-o", "size=4m,mode=0777",
                               "none", path], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            os.rmdir(path)
            raise Skip(f"mount: {done.stdout.strip()}")
        bed.undo.callback(subprocess.run, [tool("umount"), "-l", path])
        bed.janitor.tell(tool("umount"), "-l", path)
    return path


def writes(bed):
    server = bed.sshd()

    def options_for(name):
        options = [*bed.login_options(server), "--dir", bed.new_folder()]
        if name == "disk_full":
            options += ["--arg", small_disk(bed)]
        return options

    yield from client_cases(bed, "write", "ic_write", options_for)


def budgets(bed):
    server = bed.sshd()
    yield from client_cases(bed, "budget", "ic_budget", lambda name: [
        *bed.login_options(server), "--dir", bed.new_folder()])


def channels(bed):
    server = bed.sshd()

    def options_for(name):
        user = bed.user
        if name == "send_signal" and bed.is_root:
            user = bed.account()[0]  # a login as root gets no signals from OpenSSH
        return [*bed.login_options(server, user=user), "--dir", bed.new_folder(user)]

    yield from client_cases(bed, "channel", "ic_chan", options_for)
    yield from client_cases(bed, "forward", "ic_forward", options_for)


def refusals(bed):
    """Whole transfers that the server refuses somewhere."""
    server = bed.sshd()

    def copy(*commands, options=(), user=None):
        outcome = bed.execute(bed.client("ic_copy"),
                              *bed.login_options(server, user=user), *options, "copy",
                              *commands)
        expect(outcome.code == 1, f"no proper failure: {outcome.why()}")
        found = re.search(r"^error (-?\d+) (\d+) (.+)$", outcome.out, re.M)
        expect(found, outcome.why())
        return int(found.group(1)), int(found.group(2))

    def expect_status(got, status):
        expect(got == (-31, status), f"error {got[0]} with SFTP status {got[1]}, "
                                     f"expected -31 with {status}")

    def disk_full(options):
        def body():
            target = os.path.join(small_disk(bed), "upload")
            try:
                expect_status(copy("put", bed.random_file("random-8m", 8 * MIB), target,
                                   options=options), FX_FAILURE)
            finally:
                os.path.exists(target) and os.unlink(target)
        return body

    def put_denied():
        user = bed.account()[0] if bed.is_root else bed.user
        folder = bed.new_folder(owner=bed.user)
        os.chmod(folder, 0o700 if bed.is_root else 0o500)
        bed.undo.callback(os.chmod, folder, 0o700)
        expect_status(copy("put", bed.random_file("random-1m", MIB), folder + "/x",
                           user=user), FX_PERMISSION_DENIED)

    for mode, options in MODES:
        yield f"refusal/disk-full/{mode}", disk_full(options)
    yield "refusal/put-denied", put_denied
