# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""The test bed: working folder, keys, accounts, servers, client programs.

Everything that is started or made here is undone by Bed.__exit__, which also runs when
the process is told to end by a signal.
"""

import contextlib
import getpass
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

from servers import Failure, Janitor, Server, Skip, run, tool

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CASE_LIMIT = 60  # seconds that one run of a program may take


class Outcome:
    """What a program left behind."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def why(self):
        """The most telling line of the output."""
        lines = (self.out + "\n" + self.err).strip().splitlines()
        text = [l for l in lines if l.strip() and not l.startswith("method ")]
        if self.code is None:
            return f"still running after {CASE_LIMIT} s ({text[-1] if text else ''})"
        if self.code < 0:
            last = text[-1] if text else ""
            return f"killed by {signal.Signals(-self.code).name} {last}".strip()
        sanitizer = [l for l in text if "ERROR:" in l or "runtime error" in l]
        return (sanitizer or text[-1:] or [f"exit status {self.code}"])[0]


class Bed:
    HOST_KEYS = [("rsa", "rsa", "3072"), ("ecdsa256", "ecdsa", "256"),
                 ("ecdsa384", "ecdsa", "384"), ("ecdsa521", "ecdsa", "521"),
                 ("ed25519", "ed25519", None)]

    def __init__(self, options):
        self.options = options
        self.is_root = os.geteuid() == 0
        self.servers = {}
        self.undo = contextlib.ExitStack()
        self.counter = 0
        self._account = None

    # ---- beginning and end ----

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        # Short, for the sake of Unix socket names; open, for the throwaway account.
        self.folder = tempfile.mkdtemp(prefix="ri")
        os.chmod(self.folder, 0o755)
        self.janitor = Janitor()
        self.undo.callback(self.janitor.done)
        if self.options.keep:
            print(f"# working folder: {self.folder}", flush=True)
        else:
            self.undo.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.janitor.tell("rm", "-rf", self.folder)
        try:
            self.user = getpass.getuser()
            self._choose_library()
            self._make_host_keys()
            self._make_user_key()
            if self.is_root and self._is_locked(self.user):
                self.user = self.account()[0]
        except BaseException:
            self.undo.close()
            raise
        return self

    def __exit__(self, *_):
        self.undo.close()

    @staticmethod
    def _on_signal(number, _frame):
        raise SystemExit(128 + number)  # runs __exit__

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def new_folder(self, owner=None):
        """An empty folder on the server's side."""
        self.counter += 1
        path = self.path(f"d{self.counter}")
        os.mkdir(path)
        self.give_to(path, owner or self.user)
        return path

    def give_to(self, path, user):
        if self.is_root:
            entry = pwd.getpwnam(user)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def random_file(self, name, size):
        """A file of random bytes; a large one repeats a random block, counted through."""
        path = self.path(name)
        if os.path.exists(path) and os.path.getsize(path) == size:
            return path
        block = os.urandom(min(size, 1 << 20))
        with open(path, "wb") as f:
            count = 0
            while count * len(block) < size:
                piece = bytearray(block)
                piece[:8] = count.to_bytes(8, "big")[:len(piece)]
                f.write(piece[:size - count * len(block)])
                count += 1
        return path

    # ---- keys and accounts ----

    def _make_host_keys(self):
        os.mkdir(self.path("hostkeys"))
        self.host_keys = {}
        for name, kind, bits in self.HOST_KEYS:
            path = self.path("hostkeys", name)
            run(tool("ssh-keygen"), "-q", "-t", kind, "-N", "", "-C", "", "-f", path,
                *(["-b", bits] if bits else []))
            self.host_keys[name] = path

    def _make_user_key(self):
        """The key that all cases use that are not about keys: Ed25519, no passphrase."""
        os.mkdir(self.path("keys"))
        self.key = self.path("keys", "id")
        run(tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "test",
            "-f", self.key)
        self.authorized = self.path("authorized_keys")
        shutil.copy(self.key + ".pub", self.authorized)
        os.chmod(self.authorized, 0o644)

    def authorize(self, public_key_file):
        with open(public_key_file) as source, open(self.authorized, "a") as target:
            target.write(source.read())

    @staticmethod
    def _is_locked(user):
        """Accounts whose password field begins with ! may not log in at all."""
        with contextlib.suppress(OSError):
            with open("/etc/shadow") as f:
                for line in f:
                    fields = line.split(":")
                    if fields[0] == user:
                        return fields[1].startswith("!")
        return False

    def account(self):
        """A throwaway account: (name, password). For root only."""
        if self._account is None:
            if not self.is_root:
                raise Skip("needs root, to make a throwaway account")
            name = f"ringssh{os.getpid()}"
            password = hashlib.sha256(os.urandom(16)).hexdigest()[:20]
            home = self.path("home")
            hashed = run(tool("openssl"), "passwd", "-6", password).strip()
            done = subprocess.run([tool("useradd"), "-m", "-d", home, "-s", "/bin/sh",
                                   "-p", hashed, name], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                raise Skip(f"useradd: {done.stdout.strip()}")
            self.undo.callback(subprocess.run, [tool("userdel"), "-f", name],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.janitor.tell(tool("userdel"), "-f", name)
            os.chmod(home, 0o755)
            ssh = os.path.join(home, ".ssh")
            os.mkdir(ssh, 0o700)
            shutil.copy(self.key + ".pub", os.path.join(ssh, "authorized_keys"))
            for path in (ssh, os.path.join(ssh, "authorized_keys")):
                self.give_to(path, name)
            self._account = (name, password)
        return self._account

    # ---- servers ----

    def server(self, name, start):
        """Starts a server at its first use; later uses get the same one."""
        if name not in self.servers:
            self.servers[name] = start()
            self.undo.callback(self.servers[name].stop)
            self.janitor.tell("kill", self.servers[name].process.pid)
        return self.servers[name]

    def sshd(self, name="sshd", *extra, optional=()):
        return self.server(name, lambda: self._start_sshd(name, extra, optional))

    def _start_sshd(self, name, extra, optional):
        sshd = tool("sshd")
        if self.is_root:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        banner = self.path("banner")
        with open(banner, "w") as f:
            f.write("interop test server\n")
        # The first value of each keyword counts, so the extra lines come first.
        lines = [*extra, *(f"HostKey {key}" for key in self.host_keys.values()),
                 "ListenAddress 127.0.0.1", "PidFile none", "UsePAM no", "StrictModes no",
                 "UseDNS no", "PrintMotd no", "PrintLastLog no", "PermitRootLogin yes",
                 f"AuthorizedKeysFile {self.authorized}", "PasswordAuthentication yes",
                 "PubkeyAuthentication yes", "AcceptEnv RINGSSH_*", f"Banner {banner}",
                 "MaxStartups 100", "MaxSessions 100", "AllowTcpForwarding yes",
                 "AllowStreamLocalForwarding yes", "Subsystem sftp internal-sftp",
                 "LogLevel VERBOSE"]
        # Newer versions punish addresses that fail to log in; older ones do not know it.
        for line in ("PerSourcePenalties no", *optional):
            if self._config_accepted(sshd, [*lines, line]):
                lines.append(line)
        config = self.path(name + ".conf")
        with open(config, "w") as f:
            f.write("\n".join(lines) + "\n")
        server = Server(name, self.folder,
                        lambda port: [sshd, "-D", "-e", "-f", config, "-p", str(port)])
        server.config = config
        return server

    def _config_accepted(self, sshd, lines):
        config = self.path("trial.conf")
        with open(config, "w") as f:
            f.write("\n".join(lines) + "\n")
        return subprocess.run([sshd, "-t", "-f", config], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0

    def offers(self, server):
        """What a server's configuration offers, as sshd -T prints it: keyword to list."""
        text = run(tool("sshd"), "-T", "-f", server.config)
        return {key.lower(): value.split(",") for key, _, value in
                (line.partition(" ") for line in text.splitlines())}

    def dropbear(self):
        return self.server("dropbear", self._start_dropbear)

    def _start_dropbear(self):
        dropbear, make_key = tool("dropbear"), tool("dropbearkey")
        if not os.path.exists("/usr/lib/sftp-server"):
            raise Skip("dropbear has no sftp-server here")
        keys = []
        for kind in ("rsa", "ecdsa", "ed25519"):
            path = self.path("dropbear_" + kind)
            run(make_key, "-t", kind, "-f", path)
            keys += ["-r", path]
        return Server("dropbear", self.folder, lambda port: [
            dropbear, "-F", "-E", "-p", f"127.0.0.1:{port}", *keys,
            "-P", self.path("dropbear.pid")])

    def known_hosts(self, server, *names, name="known_hosts"):
        """A file with these host keys (all if none are named) for the server."""
        path = self.path(name)
        with open(path, "w") as f:
            for key in names or self.host_keys:
                with open(self.host_keys[key] + ".pub") as pub:
                    f.write(f"[127.0.0.1]:{server.port} {pub.read().strip()}\n")
        return path

    def mark_logs(self):
        for server in self.servers.values():
            server.log_mark = os.path.getsize(server.log)

    def new_log_lines(self):
        """The last lines that the servers wrote since mark_logs()."""
        lines = []
        for name, server in self.servers.items():
            with open(server.log, errors="replace") as f:
                f.seek(server.log_mark)
                lines += [f"{name}: {line}" for line in f.read().strip().splitlines()[-4:]]
        return lines

    # ---- the library and the programs ----

    def _choose_library(self):
        if self.options.lib:
            self.library = os.path.abspath(self.options.lib)
        else:
            build = os.path.abspath(self.options.build)
            places = [os.path.join(build, folder, "libssh2.so.1")
                      for folder in (".libs", "", "src/.libs", "lib")]
            self.library = next((p for p in places if os.path.exists(p)), None)
            if not self.library:
                raise SystemExit(f"no libssh2.so.1 in {build}; use --build or --lib")
        # One folder that holds nothing but the library to test, for the loader.
        self.loader_path = self.path("lib")
        os.mkdir(self.loader_path)
        os.symlink(os.path.realpath(self.library),
                   os.path.join(self.loader_path, "libssh2.so.1"))
        self.environment = dict(os.environ, LD_LIBRARY_PATH=self.loader_path)
        for secret in ("SSH_EXAMPLE_PASSWORD", "SSH_EXAMPLE_PASSPHRASE"):
            self.environment.pop(secret, None)

    def program(self, folder, name):
        """The path of a client or example: the built one, or compiled now."""
        built = os.path.join(os.path.abspath(self.options.build), folder)
        for path in (os.path.join(built, ".libs", name), os.path.join(built, name)):
            if not self.options.lib and os.access(path, os.X_OK):
                return path
        path = self.path("bin-" + name)
        if not os.path.exists(path):
            self._compile(folder, name, path)
        return path

    def _compile(self, folder, name, output):
        source = os.path.join(TOP, folder, name)
        cpp = os.path.exists(source + ".cpp")
        if cpp:
            compiler, sources = os.environ.get("CXX", "c++"), [source + ".cpp"]
        else:
            compiler, sources = os.environ.get("CC", "cc"), [source + ".c"]
        helpers = {"tests/interop": ["ic_common.c"],
                   "docs/examples": ["example_common.c", "progress.c", "feed.c"]}[folder]
        objects = []
        for helper in helpers:  # C, whatever the program is
            objects.append(self.path("obj-" + helper + ".o"))
            if not os.path.exists(objects[-1]):
                run(*shlex.split(os.environ.get("CC", "cc")), "-std=c99",
                    *self._flags(), "-c", os.path.join(TOP, folder, helper),
                    "-o", objects[-1])
        command = [*shlex.split(compiler), "-std=c++11" if cpp else "-std=c99",
                   *self._flags(), *sources, *objects, "-o", output, self.library, "-ldl"]
        linked = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True)
        missing = sorted(set(re.findall(r"undefined reference to [`'](libssh2_\w+)'",
                                        linked.stdout)))
        if linked.returncode and missing:
            # A function that is missing fails the cases that call it, not all others.
            stubs = output + "-stubs.c"
            with open(stubs, "w") as f:
                f.write("#include <stdio.h>\n#include <stdlib.h>\n")
                for function in missing:
                    f.write(f'void {function}(void) {{ puts("the library has no '
                            f'{function}"); exit(1); }}\n')
            run(*command, stubs)
        elif linked.returncode:
            raise Failure(linked.stdout.strip())

    @staticmethod
    def _flags():
        return [*shlex.split(os.environ.get("CFLAGS", "-O1 -g")), "-Wall", "-Wextra",
                "-I", os.path.join(TOP, "include")]

    def execute(self, program, *arguments, wrap=True, limit=CASE_LIMIT, environment=None):
        """Runs a program to its end; Outcome.code is None if it had to be killed."""
        command = [program, *map(str, arguments)]
        if wrap and self.options.wrap:
            command = shlex.split(self.options.wrap) + command
        begun = time.monotonic()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, errors="replace",
                              start_new_session=True,
                              env=dict(self.environment, **(environment or {}))) as p:
            try:
                out, err = p.communicate(timeout=limit)
                code = p.returncode
            except subprocess.TimeoutExpired:
                p.kill()
                out, err = p.communicate()
                code = None
        return Outcome(code, out, err, time.monotonic() - begun)

    def client(self, name):
        return self.program("tests/interop", name)

    def example(self, name):
        return self.program("docs/examples", name)

    def login_options(self, server, key=None, user=None):
        return ["--port", server.port, "--user", user or self.user,
                "--key", key or self.key]
