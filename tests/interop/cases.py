# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""The cases: each is a name and a function that raises Failure or Skip, or returns."""

import base64
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time

from bed import Failure, Listener, Skip, file_hash, run, tool

MIB = 1 << 20
FX_PERMISSION_DENIED, FX_FAILURE = 3, 4
ERROR_FILE, ERROR_AUTHENTICATION_FAILED, ERROR_KEYFILE = -16, -18, -48
MODES = (("blocking", []), ("nonblocking", ["--nonblocking"]))


def expect(condition, why):
    if not condition:
        raise Failure(why)


def expect_success(outcome):
    expect(outcome.code == 0, outcome.why())
    return outcome


def all_cases(bed):
    """Yields (name, body) in the order in which they are run."""
    for group in (algorithms, keys, key_errors, host_keys, sessions, passwords, sftp_calls,
                  writes, channels, refusals, rekeying, broken_servers, big_files,
                  second_server, examples):
        try:
            yield from group(bed)
        except (Failure, Skip) as problem:  # nothing of the group can be run
            yield f"{group.__name__}/setup", raiser(problem)


def raiser(problem):
    def body():
        raise problem
    return body


# ---- copying and comparing ----

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


# ---- algorithms ----

def all_algorithms_server(bed):
    """An sshd that offers everything it knows, not only its defaults."""
    def known(what):
        return run(tool("ssh"), "-Q", what).split()
    lines = [f"KexAlgorithms {','.join(known('kex'))}",
             f"Ciphers {','.join(c for c in known('cipher') if c != 'none')}",
             f"MACs {','.join(known('mac'))}",
             "HostKeyAlgorithms +ssh-rsa", "PubkeyAcceptedAlgorithms +ssh-rsa",
             "Compression delayed"]
    return bed.sshd("sshd-all", optional=lines)


def algorithms(bed):
    """Each method that both sides offer is forced in turn; 1 MiB goes up and down."""
    server = all_algorithms_server(bed)
    listing = expect_success(bed.execute(bed.client("ic_copy"), "algs", wrap=False)).out
    ours = {}
    for line in listing.splitlines():
        kind, name = line.split()
        ours.setdefault(kind, []).append(name)
    offers = bed.offers(server)

    def forced(*pairs, also=()):
        def body():
            prefs = [x for kind, name in (*also, *pairs) for x in ("--pref", f"{kind}={name}")]
            outcome = copy_and_compare(bed, server, "--compress", *prefs,
                                       "--known-hosts", bed.known_hosts(server))
            for kind, name in pairs:
                expect_method(outcome, kind, name)
        return body

    for name in ours["kex"]:
        if name in offers["kexalgorithms"]:
            yield f"alg/kex/{name}", forced(("kex", name))
    for name in ours["hostkey"]:
        if name in offers["hostkeyalgorithms"] and "cert" not in name:
            yield f"alg/hostkey/{name}", forced(("hostkey", name))
    both = [n for n in ours["crypt_cs"] if n in offers["ciphers"]]
    for name in both:
        yield f"alg/cipher/{name}", forced(("crypt_cs", name), ("crypt_sc", name))
    if len(both) > 1:  # each direction on its own
        yield "alg/cipher/two-different", forced(("crypt_cs", both[0]),
                                                 ("crypt_sc", both[-1]))
        yield "alg/cipher/two-different-swapped", forced(("crypt_cs", both[-1]),
                                                         ("crypt_sc", both[0]))
    ctr = (("crypt_cs", "aes128-ctr"), ("crypt_sc", "aes128-ctr"))
    macs = [n for n in ours["mac_cs"] if n in offers["macs"]]
    for name in macs:
        yield f"alg/mac/{name}", forced(("mac_cs", name), ("mac_sc", name), also=ctr)
    if len(macs) > 1:
        yield "alg/mac/two-different", forced(("mac_cs", macs[0]), ("mac_sc", macs[-1]),
                                              also=ctr)
    zlib = "zlib@openssh.com"
    if zlib in ours["comp_cs"]:
        yield "alg/compression/both", forced(("comp_cs", zlib), ("comp_sc", zlib))
        yield "alg/compression/up-only", forced(("comp_cs", zlib), ("comp_sc", "none"))
        yield "alg/compression/down-only", forced(("comp_cs", "none"), ("comp_sc", zlib))
    yield "alg/compression/none", forced(("comp_cs", "none"), ("comp_sc", "none"))


# ---- user keys ----

PASSPHRASE = "correct horse"


def key_recipes(bed):
    """(name, kind, command arguments) for each type and file format of private keys."""
    def keygen(kind, bits, *arguments):
        def make(path):
            run(tool("ssh-keygen"), "-q", "-t", kind, *(["-b", bits] if bits else []),
                "-C", "", "-f", path, *arguments)
        return make

    def openssl(*arguments, then=None):
        def make(path):
            plain = path + ".tmp" if then else path
            run(tool("openssl"), *arguments, "-out", plain)
            if then:
                run(tool("openssl"), *then, "-in", plain, "-out", path)
                os.unlink(plain)
        return make

    generate = {
        "rsa": ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        "ecdsa256": ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "ecdsa384": ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
        "ecdsa521": ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
        "ed25519": ("genpkey", "-algorithm", "ED25519")}
    phrase = ("-passout", "pass:" + PASSPHRASE)
    for name, kind, bits in (("rsa", "rsa", "2048"), ("ecdsa256", "ecdsa", "256"),
                             ("ecdsa384", "ecdsa", "384"), ("ecdsa521", "ecdsa", "521"),
                             ("ed25519", "ed25519", None)):
        yield f"{name}/openssh", keygen(kind, bits, "-N", ""), None
        yield (f"{name}/openssh-encrypted", keygen(kind, bits, "-N", PASSPHRASE, "-a", "4"),
               PASSPHRASE)
        yield f"{name}/pkcs8", openssl(*generate[name]), None
        yield (f"{name}/pkcs8-encrypted",
               openssl(*generate[name], then=("pkcs8", "-topk8", "-v2", "aes-256-cbc",
                                              *phrase)), PASSPHRASE)
        if name == "ed25519":
            continue  # has no older format
        old = "rsa" if name == "rsa" else "ec"
        label = "pkcs1" if name == "rsa" else "sec1"
        traditional = ("-traditional",) if old == "rsa" else ()
        yield (f"{name}/{label}", openssl(*generate[name], then=(old, *traditional)), None)
        for cipher in ("aes128", "aes256", "des3"):
            yield (f"{name}/{label}-{cipher}",
                   openssl(*generate[name], then=(old, *traditional, f"-{cipher}",
                                                  *phrase)), PASSPHRASE)
    for cipher in ("aes128-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr",
                   "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
                   "chacha20-poly1305@openssh.com"):
        yield (f"ed25519/openssh-{cipher}",
               keygen("ed25519", None, "-N", PASSPHRASE, "-a", "4", "-Z", cipher),
               PASSPHRASE)
    for cipher in ("aes-128-cbc", "aes-256-cbc", "des3"):
        for prf in ("hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA512"):
            yield (f"rsa/pkcs8-{cipher}-{prf}",
                   openssl(*generate["rsa"], then=("pkcs8", "-topk8", "-v2", cipher,
                                                   "-v2prf", prf, *phrase)), PASSPHRASE)
    yield "rsa/openssh-4096", keygen("rsa", "4096", "-N", ""), None


def public_line(path):
    """The OpenSSH public key of a private key file."""
    try:
        return run(tool("ssh-keygen"), "-y", "-P", PASSPHRASE, "-f", path)
    except Failure:  # ssh-keygen does not read Ed25519 keys in PKCS#8
        der = subprocess.run([tool("openssl"), "pkey", "-in", path, "-passin",
                              "pass:" + PASSPHRASE, "-pubout", "-outform", "DER"],
                             stdout=subprocess.PIPE, check=True).stdout
        expect(len(der) == 44, "not an Ed25519 key")
        blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + der[-32:]
        return f"ssh-ed25519 {base64.b64encode(blob).decode()}\n"


def make_key(bed, name, make):
    """Makes the key at its first use and lets the server know it."""
    path = bed.path("keys", name.replace("/", "-"))
    if not os.path.exists(path):
        make(path)
        os.chmod(path, 0o600)
        pub = path + ".pub"
        if not os.path.exists(pub):
            with open(pub, "w") as f:
                f.write(public_line(path))
        bed.authorize(pub)
    return path


def keys(bed):
    server = bed.sshd()

    def login(name, make, phrase, *options, with_pub=False):
        def body():
            path = make_key(bed, name, make)
            extra = ["--passphrase", phrase] if phrase else []
            if with_pub:
                extra += ["--pub", path + ".pub"]
            expect_success(bed.execute(bed.client("ic_copy"),
                                       *bed.login_options(server, path), *extra, *options,
                                       "login"))
        return body

    for name, make, phrase in key_recipes(bed):
        yield f"key/{name}", login(name, make, phrase)
        if name.endswith(("/openssh", "/pkcs8-encrypted", "/openssh-encrypted")):
            yield f"key/{name}/from-memory", login(name, make, phrase, "--from-memory",
                                                   "--nonblocking")
        if name.endswith("/openssh"):
            yield f"key/{name}/with-pub-file", login(name, make, phrase, with_pub=True)
            yield (f"key/{name}/unneeded-passphrase",
                   login(name, make, "not needed"))
    for algorithm in ("rsa-sha2-256", "rsa-sha2-512"):
        name, make, phrase = next(key_recipes(bed))
        yield (f"key/{name}/{algorithm}",
               login(name, make, phrase, "--pref", f"sign_algo={algorithm}"))


def key_errors(bed):
    """Wrong passphrase, missing file, refused key: three codes and three texts."""
    server = bed.sshd()
    seen = {}

    def attempt(key, *options):
        outcome = bed.execute(bed.client("ic_copy"), *bed.login_options(server, key),
                              *options, "login")
        expect(outcome.code == 1, f"the login did not fail properly: {outcome.why()}")
        found = re.search(r"^error (-?\d+) \d+ (.*)$", outcome.out, re.M)
        expect(found, outcome.why())
        expect("stored error is another" not in outcome.out, outcome.why())
        expect(found.group(2), "the error has no text")
        return int(found.group(1)), found.group(2)

    def recipe(wanted):
        return next(r for r in key_recipes(bed) if r[0] == wanted)

    def wrong_passphrase(name):
        def body():
            path = make_key(bed, *recipe(name)[:2])
            code, text = attempt(path, "--passphrase", "wrong")
            expect(code == ERROR_KEYFILE, f"error {code} ({text}), expected -48")
            seen["wrong passphrase"] = code, text
        return body

    def no_passphrase():
        path = make_key(bed, *recipe("ed25519/openssh-encrypted")[:2])
        code, text = attempt(path)
        expect(code == ERROR_KEYFILE, f"error {code} ({text}), expected -48")

    def missing_file():
        code, text = attempt(bed.path("no-such-key"))
        expect(code == ERROR_FILE, f"error {code} ({text}), expected -16")
        expect("no-such-key" in text, f"the text does not name the file: {text}")
        seen["missing file"] = code, text

    def not_a_key():
        path = bed.path("not-a-key")
        with open(path, "w") as f:
            f.write("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
                    "-----END OPENSSH PRIVATE KEY-----\n")
        code, text = attempt(path)
        expect(code in (ERROR_FILE, ERROR_KEYFILE, -14), f"error {code} ({text})")

    def refused():
        path = bed.path("keys", "stranger")
        if not os.path.exists(path):
            run(tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", path)
        code, text = attempt(path)
        expect(code == ERROR_AUTHENTICATION_FAILED, f"error {code} ({text})")
        seen["refused"] = code, text

    def all_different():
        for body in (wrong_passphrase("ed25519/openssh-encrypted"), missing_file, refused):
            body()
        expect(len({c for c, _ in seen.values()}) == 3, f"codes are alike: {seen}")
        expect(len({t for _, t in seen.values()}) == 3, f"texts are alike: {seen}")

    for name in ("ed25519/openssh-encrypted", "ecdsa256/pkcs8-encrypted",
                 "rsa/pkcs1-aes256", "ed25519/openssh-aes256-gcm@openssh.com"):
        yield f"key-error/wrong-passphrase/{name}", wrong_passphrase(name)
    yield "key-error/no-passphrase", no_passphrase
    yield "key-error/missing-file", missing_file
    yield "key-error/not-a-key", not_a_key
    yield "key-error/refused", refused
    yield "key-error/all-different", all_different


def host_keys(bed):
    """The right key is found in known_hosts; a wrong one is noticed."""
    server = bed.sshd()

    def check(known, should_match):
        def body():
            outcome = bed.execute(bed.client("ic_copy"), *bed.login_options(server),
                                  "--known-hosts", known(), "--pref",
                                  "hostkey=ssh-ed25519", "login")
            if should_match:
                expect_success(outcome)
            else:
                expect(outcome.code == 1 and "logged in" not in outcome.out,
                       "logged in to the wrong host")
                expect("CHECK" in outcome.out or "checkp" in outcome.out, outcome.why())
        return body

    def wrong_key():
        path = bed.path("keys", "stranger-host")
        if not os.path.exists(path):
            run(tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", path)
        known = bed.path("wrong_hosts")
        with open(path + ".pub") as pub, open(known, "w") as f:
            f.write(f"[127.0.0.1]:{server.port} {pub.read()}")
        return known

    def hashed():
        path = bed.known_hosts(server, name="hashed_hosts")
        run(tool("ssh-keygen"), "-q", "-H", "-f", path)
        return path

    def plain_name():
        path = bed.path("plain_hosts")
        with open(bed.host_keys["ed25519"] + ".pub") as pub, open(path, "w") as f:
            f.write("# comment\n\nother.example,127.0.0.1 " + pub.read())
        return path

    yield "hostkey/known", check(lambda: bed.known_hosts(server), True)
    yield "hostkey/known-hashed", check(hashed, True)
    yield "hostkey/known-without-port", check(plain_name, True)
    yield "hostkey/wrong", check(wrong_key, False)


# ---- the cases inside the C clients ----

def client_cases(bed, group, client, options_for, names=None):
    program = bed.client(client)
    listing = names or expect_success(bed.execute(program, "--list", wrap=False)).out.split()

    def body(name, mode):
        def run_case():
            outcome = bed.execute(program, *mode, *options_for(name), name)
            if outcome.code == 77:
                raise Skip(outcome.out.strip())
            expect_success(outcome)
        return run_case

    for name in listing:
        for mode, options in MODES:
            yield f"{group}/{name}/{mode}", body(name, options)


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
    return path


def writes(bed):
    server = bed.sshd()

    def options_for(name):
        options = [*bed.login_options(server), "--dir", bed.new_folder()]
        if name == "disk_full":
            options += ["--arg", small_disk(bed)]
        return options

    yield from client_cases(bed, "write", "ic_write", options_for)


def channels(bed):
    server = bed.sshd()
    yield from client_cases(bed, "channel", "ic_chan", lambda name: [
        *bed.login_options(server), "--dir", bed.new_folder()])


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
        expect_status(copy("put", bed.random_file("random-1m", MIB), folder + "/x",
                           user=user), FX_PERMISSION_DENIED)

    for mode, options in MODES:
        yield f"refusal/disk-full/{mode}", disk_full(options)
    yield "refusal/put-denied", put_denied


# ---- rekeying ----

def rekeying(bed):
    by_server = ("RekeyLimit 1M", "LogLevel DEBUG1")

    def transfer(server_name, lines, minimum, *options):
        def body():
            server = bed.sshd(server_name, *lines)
            begin = os.path.getsize(server.log)
            copy_and_compare(bed, server, *options, size=16 * MIB)
            with open(server.log, errors="replace") as f:
                f.seek(begin)
                log = f.read()
            # Each exchange, the first one included, logs one line for each direction.
            exchanges = log.count("kex: client->server cipher")
            expect(exchanges > minimum, f"only {exchanges} key exchanges")
        return body

    for mode, options in MODES:
        yield (f"rekey/by-server/{mode}",
               transfer("sshd-rekey", by_server, 10, *options))
    for cipher in ("chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com",
                   "aes256-ctr"):
        yield (f"rekey/by-server/{cipher}",
               transfer("sshd-rekey", by_server, 10, "--pref", f"crypt_cs={cipher}",
                        "--pref", f"crypt_sc={cipher}"))
    yield ("rekey/by-server/compressed",
           transfer("sshd-rekey", by_server, 10, "--compress", "--pref", "comp_cs=zlib@openssh.com",
                    "--pref", "comp_sc=zlib@openssh.com"))
    for mode, options in MODES:
        yield (f"rekey/by-us/{mode}",
               transfer("sshd-debug", ("LogLevel DEBUG1",), 10, "--rekey", MIB, *options))
        yield (f"rekey/by-both/{mode}",
               transfer("sshd-rekey", by_server, 10, "--rekey", MIB, *options))


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


# ---- the examples ----

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
            expect("upload:  50%" in outcome.err and "upload: 100%" in outcome.err,
                   "no percent lines")
            expect("MiB/s" in outcome.err, "no rate")
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

    def progress_bar():
        """On a terminal: a bar that is redrawn, with percent, rate and time left."""
        local = bed.random_file("random-10m", 10 * MIB + 7)
        command = [bed.example("upload"), "-k", bed.known_hosts(server), "-i", bed.key,
                   destination, local, bed.new_folder() + "/up"]
        main, side = pty.openpty()
        with subprocess.Popen(command, stdin=side, stdout=side, stderr=side,
                              env=bed.environment) as process:
            os.close(side)
            text = b""
            while select.select([main], [], [], 30)[0]:
                try:
                    piece = os.read(main, 4096)
                except OSError:
                    break
                if not piece:
                    break
                text += piece
            process.kill()
        os.close(main)
        text = text.decode(errors="replace")
        expect(process.returncode == 0, f"exit status {process.returncode}: {text[-200:]}")
        for part in ("\rupload [", "100%", "MiB/s", " left"):
            expect(part in text, f"{part!r} is not on the terminal: {text[-200:]!r}")

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
        lines = [l.split() for l in expect_success(call("list_cpp", folder)).out.splitlines()]
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
        from bed import free_port
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
                       ("exit-codes", exit_codes)):
        yield f"example/{name}", body
