#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Compares sources.am, the one list of sources, with the files on disk.
#
#     tests/style/sources.sh            fails, with the differences, if they disagree
#     tests/style/sources.sh --write    makes sources.am from what is on disk
#
# A file joins the list by lying in the folder of its layer. Unit tests must also have
# a line X(suite) in tests/suites.h.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.."

# list VARIABLE files...: a make variable, one path a line.
list() {
    var=$1
    shift
    printf '\n%s =' "$var"
    for f in "$@"; do
        [ -e "$f" ] && printf ' \\\n    %s' "$f"
    done
    printf '\n'
}

# but NAMES files...: the files without those of the given base names.
but() {
    skip=" $1 "
    shift
    for f in "$@"; do
        case "$skip" in
        *" ${f##*/} "*) ;;
        *) echo "$f" ;;
        esac
    done
}

generate() {
    cat <<'TXT'
# The one list of sources. Makefile.am includes it, win32/Makefile.vc includes it,
# vms/build.com reads it, and tests/style/sources.sh holds it against the files on disk
# (--write makes it anew). Make syntax, one path a line, nothing else.
TXT
    list SRC_BASE src/base/*.c
    # shellcheck disable=SC2046
    list SRC_OS $(but "os_posix.c" src/os/*.c)
    list SRC_OS_POSIX src/os/os_posix.c
    list SRC_OS_WIN32 win32/*.c
    list SRC_OS_VMS vms/*.c
    # shellcheck disable=SC2046
    list SRC_CRYPTO $(ls crypto/*.c | grep -v '/be_')
    list SRC_BE_OPENSSL crypto/be_openssl*.c
    for layer in hosts trans conn auth sftp api; do
        list "SRC_$(echo $layer | tr a-z A-Z)" src/$layer/*.c
    done
    list HDR_PUBLIC include/*.h
    list HDR_INTERNAL src/*/*.h crypto/*.h
    list TEST_COMMON tests/t.c
    list TEST_UNIT tests/unit/*.c
    # shellcheck disable=SC2046
    list TEST_PEER $(but "peer_main.c" tests/peer/*.c)
    list TEST_PEER_MAIN tests/peer/peer_main.c
    list TEST_FLOW tests/flow/*.c
    list HDR_TEST tests/*.h tests/unit/*.h tests/peer/*.h tests/flow/*.h \
        tests/fuzz/*.h
    list FUZZ_C tests/fuzz/fuzz_*.c
    list MAN_PAGES docs/man/*.3
}

if [ "${1-}" = --write ]; then
    generate >sources.am.new
    mv sources.am.new sources.am
    exit 0
fi
status=0
generate | diff -u sources.am - || {
    echo "sources.am differs from the files on disk (- listed, + found)"
    status=1
}

# Every suite of the tests that are listed stands in suites.h, and the other way round.
want=$(sed -n 's/^T_SUITE(\([a-z0-9_]*\)).*/\1/p' tests/unit/*.c tests/flow/*.c \
    2>/dev/null | sort)
have=$(sed -n 's/^X(\([a-z0-9_]*\)).*/\1/p' tests/suites.h | sort)
if [ "$want" != "$have" ]; then
    echo "tests/suites.h and the T_SUITE()s of tests/unit and tests/flow differ:"
    printf 'defined: %s\nlisted:  %s\n' "$(echo $want)" "$(echo $have)"
    status=1
fi
exit $status
