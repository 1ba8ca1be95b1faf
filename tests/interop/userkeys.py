# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Private keys of each type and file format, made with ssh-keygen and openssl."""

import base64
import os
import subprocess

from servers import Failure, run, tool
from common import PASSPHRASE, expect


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
