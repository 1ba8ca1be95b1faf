#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# Compiles every source that Windows builds have with both mingw-w64 compilers, and the
# test framework with the unit tests that name no POSIX header. A source counts as one
# test for each compiler. Without OpenSSL for Windows, its headers of this system serve.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$top" || exit 1
passed=0
failed=0
skipped=0

flags="-std=c99 -pedantic -O2 -Wall -Wextra -Wconversion -Wshadow -Wvla -Werror
    -D_WIN32_WINNT=0x0601 -DLIBSSH2_LIBRARY -Isrc -Iinclude -I. -Itests"
sources=$(sed -n 's/^ *\(\(src\|crypto\|win32\)\/.*\.c\).*$/\1/p' sources.am |
    grep -v os_posix)
tests=$(grep -L '#include <\(unistd\|sys/\|pthread\|poll\|signal\|netinet\|dlfcn\)' \
    tests/t.c tests/t_plain.c tests/unit/*.c)
mkdir "$tmp/openssl"
cp /usr/include/openssl/*.h "$tmp/openssl/" 2>/dev/null
cp "/usr/include/$(gcc -print-multiarch 2>/dev/null)"/openssl/*.h "$tmp/openssl/" \
    2>/dev/null

for cpu in x86_64 i686; do
    cc=$cpu-w64-mingw32-gcc
    if ! command -v $cc >/dev/null 2>&1; then
        echo "skip $cpu: no $cc"
        skipped=$((skipped + 1))
        continue
    fi
    if $cpu-w64-mingw32-windres -Iinclude win32/libssh2.rc "$tmp/rc.o"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok $cpu win32/libssh2.rc"
    fi
    for f in $sources $tests; do
        # shellcheck disable=SC2086
        if $cc $flags -isystem "$tmp" -c "$f" -o "$tmp/o.o" 2>"$tmp/err"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "not ok $cpu $f"
            head -n 8 "$tmp/err" | sed 's/^/    /'
        fi
    done
done
[ $skipped = 0 ] && echo "$passed passed, $failed failed" ||
    echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed != 0 ]
