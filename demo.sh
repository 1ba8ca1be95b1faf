#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# Shows the library at its main job: starts a throwaway SSH server on loopback, uploads
# a file and downloads it again with the programs of docs/examples, compares the two,
# stops the server. Installs by apt what is missing, as root or through sudo. Touches
# nothing outside its build folder and a temporary one.
#
#     ./demo.sh [MEBIBYTES]            default: 256
set -eu
top=$(cd "$(dirname "$0")" && pwd)
case ${1-} in
-*) sed -n '4,9s/^# \{0,1\}//p' "$0" && exit 0 ;;
esac
# shellcheck source=tests/lib.sh
. "$top/tests/lib.sh"
size=${1:-256}
case $size in
'' | *[!0-9]* | 0) die "a size in MiB is wanted, not '$size'" ;;
esac

need_build
need_sshd
install_wanted

bin=$top/build-demo
say "Building in $bin"
build "$bin" --disable-static -- all || die "the build failed"

tmp=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    rm -rf "$tmp"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
chmod 700 "$tmp"

# --- a server with keys and a configuration of its own -----------------------------------
sshd=$(command -v sshd || echo /usr/sbin/sshd)
ssh-keygen -q -t ed25519 -N '' -C demo -f "$tmp/host_key"
ssh-keygen -q -t ed25519 -N '' -C demo -f "$tmp/user_key"
cp "$tmp/user_key.pub" "$tmp/authorized_keys"
# As root, sshd wants the folder that its package makes at boot.
[ "$(id -u)" != 0 ] || [ -d /run/sshd ] || mkdir -p /run/sshd

start_server() {
    # The kernel names a free port; between asking and taking it somebody else may.
    port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
    cat >"$tmp/sshd_config" <<CONFIG
ListenAddress 127.0.0.1:$port
HostKey $tmp/host_key
AuthorizedKeysFile $tmp/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
Subsystem sftp internal-sftp
CONFIG
    "$sshd" -D -e -f "$tmp/sshd_config" >"$tmp/sshd.log" 2>&1 &
    server=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -q 'Server listening' "$tmp/sshd.log" && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
    return 1
}
start_server || start_server || start_server ||
    { cat "$tmp/sshd.log" >&2; die "the server does not start"; }
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$tmp/host_key.pub")" \
    >"$tmp/known_hosts"
say "Server: $("$sshd" -V 2>&1 | grep -o 'OpenSSH[^,]*' | head -n 1) on 127.0.0.1:$port"

# --- up and down ---------------------------------------------------------------------
say "File:   $size MiB of random bytes"
head -c "$((size * 1048576))" /dev/urandom >"$tmp/file"
sent=$(sha256sum <"$tmp/file")

# transfer PROGRAM OPTIONS... -- FROM TO: sets $rate
transfer() {
    program=$1
    shift
    begun=$(date +%s%N)
    "$bin/docs/examples/$program" -i "$tmp/user_key" -k "$tmp/known_hosts" "$@" ||
        { tail -n 5 "$tmp/sshd.log" >&2; die "the $program failed"; }
    took=$(($(date +%s%N) - begun))
    rate=$((size * 1000000000 / (took > 0 ? took : 1)))
}
who=$(id -un)@127.0.0.1:$port
transfer upload --verbose "$who" "$tmp/file" "$tmp/uploaded"
up=$rate
transfer download "$who" "$tmp/uploaded" "$tmp/back"
down=$rate

# --- the same bytes? -------------------------------------------------------------------
[ "$(sha256sum <"$tmp/uploaded")" = "$sent" ] || die "the uploaded file is another"
[ "$(sha256sum <"$tmp/back")" = "$sent" ] || die "the downloaded file is another"
say "sha256: ${sent%% *}, alike in all three files"
say "upload: $up MiB/s   download: $down MiB/s   (connection and login included)"
