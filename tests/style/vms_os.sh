#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# Runs the tests of os.h with the file for OpenVMS, which keeps to calls that this system
# has too. Left out is what it says it cannot do there: tell the mode, and lock.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$top"
# shellcheck disable=SC2086
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Wconversion -Wshadow -Wvla -Werror \
    -Isrc -Iinclude -Itests "-DT_SUITES=X(os)" -o "$tmp/t" \
    tests/t.c tests/t_plain.c tests/unit/test_os.c vms/os_vms.c src/os/os.c \
    src/os/filewhy.c src/base/*.c -lpthread
T_TMPDIR=$tmp "$tmp/t" -x os/blocking_is_told_and_set -x os/once_is_once
