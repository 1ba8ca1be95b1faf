#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# The public headers and the built library against the tables of tests/style/abi, by
# gcc and, if they are there, clang and the Windows compilers. Functions that are not
# there yet are those of docs/MISSING.md.
#
#     tests/style/abi.sh BUILD-FOLDER
set -u
build=${1:?a build folder}
top=$(cd "$(dirname "$0")/../.." && pwd)
ALLOW_MISSING=$(sed -n 's/^| `\([a-z0-9_]*\)`.*/\1/p' "$top/docs/MISSING.md" | tr '\n' ' ')
export ALLOW_MISSING
passed=0
failed=0

run() {
    log=$(mktemp)
    what=$1
    shift
    if env "$@" "$top/tests/style/abi/check-abi.sh" "$top/include" \
        "$build/.libs/libssh2.so.1.0.1" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok $what: $(tail -n 1 "$log")"
    else
        failed=$((failed + 1))
        echo "not ok $what"
        grep -v '^allowed' "$log" | tail -n 40 | sed 's/^/    /'
    fi
    rm -f "$log"
}

run "gcc" CC=gcc CXX=g++
if command -v clang >/dev/null 2>&1; then
    run "clang" CC=clang CXX=clang++
fi
# Only what the headers say, for the other data models; the library is this system's.
for cpu in x86_64 i686; do
    if command -v $cpu-w64-mingw32-gcc >/dev/null 2>&1; then
        cxx=$cpu-w64-mingw32-g++
        command -v $cxx >/dev/null 2>&1 || cxx=none
        run "$cpu Windows" CC=$cpu-w64-mingw32-gcc CXX=$cxx NO_RUN=1
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
