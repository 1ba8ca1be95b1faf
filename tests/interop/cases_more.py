# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases of SCP, of the agent, and of calls that belong nowhere else."""

import os
import re
import signal

from servers import run, tool
from common import client_cases


def scp(bed):
    server = bed.sshd()

    def options_for(name):
        return [*bed.login_options(server), "--dir", bed.new_folder()]

    yield from client_cases(bed, "scp", "ic_scp", options_for)


def misc(bed):
    server = bed.sshd()

    def options_for(name):
        if name == "hostbased":
            return host_options(bed)
        return [*bed.login_options(server), "--dir", bed.new_folder()]

    yield from client_cases(bed, "misc", "ic_misc", options_for)


def host_options(bed):
    """A server that trusts users of the host client.example, by its Ed25519 key."""
    user, _ = bed.account()
    home, key = bed.path("home"), bed.host_keys["ed25519"]
    with open(key + ".pub") as public, open(home + "/.ssh/known_hosts", "w") as known:
        known.write(f"client.example {public.read()}")
    with open(home + "/.shosts", "w") as hosts:
        hosts.write(f"client.example {user}\n")
    for path in (home + "/.ssh/known_hosts", home + "/.shosts"):
        bed.give_to(path, user)
    server = bed.sshd("sshd-host", "HostbasedAuthentication yes", "IgnoreRhosts no",
                      "HostbasedUsesNameFromPacketOnly yes", "IgnoreUserKnownHosts no")
    return bed.login_options(server, key=key, user=user)


def start_agent(bed):
    """A fresh ssh-agent: its socket. Its keys: a stranger, the usual one, RSA, and one
    that the server knows only by its certificate."""
    path = bed.path("agent")
    text = run(tool("ssh-agent"), "-s", "-a", path)
    pid = re.search(r"SSH_AGENT_PID=(\d+)", text).group(1)
    bed.undo.callback(os.kill, int(pid), signal.SIGTERM)
    bed.janitor.tell("kill", pid)

    def new_key(name, *kind):
        key = bed.path("keys", "agent-" + name)
        run(tool("ssh-keygen"), "-q", *kind, "-N", "", "-C", name, "-f", key)
        return key

    ca = new_key("ca", "-t", "ed25519")
    stranger = new_key("stranger", "-t", "ed25519")
    rsa = new_key("rsa", "-t", "rsa", "-b", "2048")
    certified = new_key("certified", "-t", "ed25519")
    bed.authorize(rsa + ".pub")
    run(tool("ssh-keygen"), "-q", "-s", ca, "-I", "id", "-n", bed.user, certified + ".pub")
    environment = dict(os.environ, SSH_AUTH_SOCK=path)
    # ssh-add adds a key and its certificate; the agent must show the latter alone.
    for key in (stranger, bed.key, rsa, certified):
        run(tool("ssh-add"), "-q", key, env=environment)
    run(tool("ssh-add"), "-q", "-d", "-k", certified, env=environment)
    return path, ca


def agent(bed):
    path, ca = start_agent(bed)
    server = bed.sshd("sshd-ca", f"TrustedUserCAKeys {ca}.pub")

    def options_for(name):
        return [*bed.login_options(server), "--arg", path]

    yield from client_cases(bed, "agent", "ic_agent", options_for)
