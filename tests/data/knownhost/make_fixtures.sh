#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
#
# Makes the files of this folder anew with ssh-keygen: `plain`, every form of line, each
# line with a key of its own; `hashed`, names hashed by ssh-keygen -H; and for each of
# them what ssh-keygen -F finds, "name line line ...", in plain.found and hashed.found.
# Upper case is left out of the latter: ssh makes a name lower-case before it hashes it,
# ssh-keygen -F does not.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# key TYPE: a new public key, type and base64 only.
key() {
    rm -f "$work/k" "$work/k.pub"
    ssh-keygen -q -t "$1" -N '' -f "$work/k"
    cut -d' ' -f1,2 "$work/k.pub"
}

{
    echo '# names that are hosts'
    echo "plain.example.com $(key ed25519)"
    echo "one.example.com,two.example.com,192.0.2.7 $(key ed25519) a comment, of words"
    echo "[port.example.com]:2222 $(key ed25519)"
    echo "*.wild.example.com $(key ed25519)"
    echo "!not.neg.example.com,*.neg.example.com $(key ed25519)"
    echo "*.neg2.example.com,!not.neg2.example.com $(key ed25519)"
    echo "host-?.example.com $(key ed25519)"
    echo "UPPER.Example.COM $(key ed25519)"
    echo "@revoked plain.example.com,*.wild.example.com $(key ed25519)"
    echo "@cert-authority *.ca.example.com $(key ed25519)"
    printf '\n  \t\n'
    printf 'tab.example.com\t%s\ttabbed comment \n' "$(key ed25519 | tr ' ' '\t')"
    printf '  indent.example.com   %s\n' "$(key ed25519 | sed 's/ /   /')"
    echo "both.example.com $(key ecdsa)"
    echo "both.example.com $(key rsa)"
    echo "both.example.com $(key ed25519)"
    echo "[port.example.com]:*,[any.example.com]:* $(key ed25519)"
    echo "port.example.com $(key ed25519)"
    echo "2001:db8::1,[2001:db8::2]:2022 $(key ed25519)"
    echo "a*b*c*d.example.com $(key ed25519)"
} >plain

cat >"$work/h" <<EOF
plain.example.com $(key ed25519)
[port.example.com]:2222 $(key ed25519) with a comment
UPPER.Example.COM $(key ecdsa)
192.0.2.7 $(key rsa)
plain.example.com $(key ed25519)
EOF
ssh-keygen -q -H -f "$work/h" >/dev/null 2>&1
cp "$work/h" hashed

for file in plain hashed; do
    for name in plain.example.com PLAIN.example.com one.example.com two.example.com \
        192.0.2.7 192.0.2.70 three.example.com port.example.com \
        '[port.example.com]:2222' '[port.example.com]:22' '[any.example.com]:1' \
        '[other.example.com]:2222' a.wild.example.com a.b.WILD.example.com \
        wild.example.com .wild.example.com yes.neg.example.com not.neg.example.com \
        yes.neg2.example.com not.neg2.example.com host-1.example.com \
        host-12.example.com host-.example.com upper.example.com UPPER.EXAMPLE.COM \
        x.ca.example.com tab.example.com indent.example.com both.example.com \
        2001:db8::1 '[2001:db8::2]:2022' abcd.example.com axbxcxd.example.com \
        acbd.example.com '*.wild.example.com' example.com x; do
        case $file$name in
        hashed*[A-Z]*) continue ;;
        esac
        lines=$(ssh-keygen -F "$name" -f "$file" |
            sed -n 's/^# Host .* found: line \([0-9]*\).*/\1/p' | tr '\n' ' ')
        echo "$name $lines" | sed 's/ *$//'
    done >"$file.found"
done
