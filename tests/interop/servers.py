# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Servers as processes, and the small helpers that everything here leans on."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """A case failed; the text says why."""


class Skip(Exception):
    """A case cannot be run here; the text says why."""


def tool(name):
    """The absolute path of a command, also in the folders of administrators."""
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin:/sbin")
    if not path:
        raise Skip(f"no {name} on this machine")
    return path


def run(*command, **options):
    """Runs a helper command that has to succeed; returns its standard output."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, **options)
    if done.returncode:
        raise Failure(f"{os.path.basename(command[0])}: {done.stderr.strip()}")
    return done.stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def file_hash(path):
    digest = hashlib.sha256()
    with open(path, "rb") as f:
        while piece := f.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def descendants(pid):
    """Process ids of all children, theirs included."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                with open(f"/proc/{entry}/stat") as f:
                    parents[int(entry)] = int(f.read().rsplit(")", 1)[1].split()[1])
    found, queue = [], [pid]
    while queue:
        parent = queue.pop()
        children = [p for p, q in parents.items() if q == parent]
        found += children
        queue += children
    return found


class Janitor:
    """A process that waits for our end. If we are killed before we could clean up, it runs
    the commands that it was told, last first."""

    def __init__(self):
        read_end, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(read_end)
            return
        os.close(self.pipe)
        os.setsid()  # signals for our group are not for it
        with open(read_end) as lines:
            commands = [json.loads(line) for line in lines]
        if commands[-1:] != ["done"]:
            for command in reversed(commands):
                subprocess.run(command, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        os._exit(0)

    def tell(self, *command):
        os.write(self.pipe, json.dumps([str(word) for word in command]).encode() + b"\n")

    def done(self):
        os.write(self.pipe, b'"done"\n')
        os.close(self.pipe)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


class Server:
    """A server process; its log is a file."""

    def __init__(self, name, folder, command_for_port):
        self.log = os.path.join(folder, name + ".log")
        self.log_mark = 0
        for attempt in range(3):  # another process may take the port before we do
            self.port = free_port()
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    command_for_port(self.port), stdin=subprocess.DEVNULL, stdout=log,
                    stderr=log, start_new_session=True)
            if self._wait_until_up():
                return
            self.stop()
        raise Failure(f"{name} does not start: {self.tail()}")

    def _wait_until_up(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                    s.settimeout(2)
                    if s.recv(4) == b"SSH-":
                        return True
            time.sleep(0.05)
        return False

    def sessions(self):
        """The processes that serve connections."""
        return descendants(self.process.pid)

    def kill_sessions(self, how=signal.SIGKILL):
        for pid in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)

    def stop(self):
        self.kill_sessions(signal.SIGCONT)
        self.kill_sessions()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def text(self):
        with open(self.log, errors="replace") as f:
            return f.read()

    def tail(self):
        return " / ".join(self.text().strip().splitlines()[-3:])


class Listener:
    """A server that is none: takes connections and treats each with `behave`."""

    def __init__(self, behave):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(5)
        self.port = self.socket.getsockname()[1]
        self.pid = os.fork()
        if self.pid == 0:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.closerange(3, self.socket.fileno())
            os.closerange(self.socket.fileno() + 1, 256)
            try:
                while True:
                    peer, _ = self.socket.accept()
                    with peer, contextlib.suppress(OSError):
                        behave(peer)
            finally:
                os._exit(0)

    def stop(self):
        self.socket.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
