# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases on algorithms, keys, host keys and rekeying."""

import os
import re

from servers import run, tool
from common import (ERROR_AUTHENTICATION_FAILED, ERROR_FILE, ERROR_KEYFILE, MIB, MODES,
                    copy_and_compare, expect, expect_method, expect_success)
from userkeys import PASSPHRASE, key_recipes, make_key


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
            prefs = []
            for kind, name in (*also, *pairs):
                prefs += ["--pref", f"{kind}={name}"]
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
           transfer("sshd-rekey", by_server, 10, "--compress",
                    "--pref", "comp_cs=zlib@openssh.com",
                    "--pref", "comp_sc=zlib@openssh.com"))
    for mode, options in MODES:
        yield (f"rekey/by-us/{mode}",
               transfer("sshd-debug", ("LogLevel DEBUG1",), 10, "--rekey", MIB, *options))
        yield (f"rekey/by-both/{mode}",
               transfer("sshd-rekey", by_server, 10, "--rekey", MIB, *options))
