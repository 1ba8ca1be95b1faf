# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# What check.sh, demo.sh and .ci/run share; sourced by them, with $top set.
# shellcheck shell=sh

say() {
    printf '%s\n' "$*"
}

die() {
    say "$0: $*" >&2
    exit 1
}

# have NAME: a program in the path, or where daemons live.
have() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]
}

# need "TEST" PACKAGE...: if TEST fails, the packages are put on the list $wanted.
wanted=
need() {
    if ! sh -c "$1" >/dev/null 2>&1; then
        shift
        wanted="$wanted $*"
    fi
}

need_program() {
    have "$1" || wanted="$wanted $2"
}

need_build() {
    need_program autoconf autoconf
    need_program automake automake
    need_program libtoolize "libtool libtool-bin"
    need_program pkg-config pkg-config
    need_program make make
    need_program gcc gcc
    need_program g++ g++
    need 'echo "#include <stdio.h>" | gcc -E -' libc6-dev
    need 'pkg-config --exists libcrypto' libssl-dev
    need 'pkg-config --exists zlib' zlib1g-dev
    need_program python3 python3
}

need_sshd() {
    need_program sshd openssh-server
    need_program ssh-keygen openssh-client
    need '[ -x /usr/lib/openssh/sftp-server ]' openssh-sftp-server
}

# Installs what is on the list, as root or through sudo; says what to do if neither.
install_wanted() {
    [ -n "$wanted" ] || return 0
    say "installing:$wanted"
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo=sudo
    else
        die "these packages are missing, and there is neither root nor sudo:$wanted"
    fi
    have apt-get || die "no apt-get; install what corresponds to:$wanted"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update </dev/null >&2 ||
        say "apt-get update failed; trying to install all the same" >&2
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
        --no-install-recommends $wanted </dev/null >&2 || die "apt-get install failed"
    wanted=
}

jobs=$(nproc 2>/dev/null || echo 2)

# build FOLDER CONFIGURE-OPTIONS... -- MAKE-TARGETS...: out of the tree, quietly.
build() {
    folder=$1
    shift
    [ -f "$top/configure" ] && [ "$top/configure" -nt "$top/configure.ac" ] ||
        "$top/autogen.sh" >"$top/autogen.log" 2>&1 ||
        { cat "$top/autogen.log" >&2; return 1; }
    rm -f "$top/autogen.log"
    mkdir -p "$folder"
    options=
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options="$options '$1'"
        shift
    done
    [ $# -eq 0 ] || shift
    (
        cd "$folder" || exit 1
        if [ ! -f config.status ] || [ "$(cat options 2>/dev/null)" != "$options" ]; then
            eval "\"\$top/configure\" -q $options" >configure.out 2>&1 ||
                { cat configure.out >&2; exit 1; }
            printf '%s\n' "$options" >options
        fi
        make -j"$jobs" "$@" >make.out 2>&1 || { tail -n 60 make.out >&2; exit 1; }
        # Warnings are worth a look even where they are not errors.
        grep -E 'warning:' make.out >&2 || true
    )
}

# --- groups of tests -------------------------------------------------------------------

passed=0
failed=0
skipped=0
summary=
begun=$(date +%s)

# count NAME PASSED FAILED SKIPPED: adds up, with the time since $begun.
count() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    skipped=$((skipped + $4))
    line=$(printf '%-28s %4d s %6d passed %4d failed' "$1" $(($(date +%s) - begun)) "$2" "$3")
    [ "$4" = 0 ] || line="$line $4 skipped"
    summary="$summary$line
"
    say "== $line"
}

# group NAME COMMAND...: runs it, shows what it says, takes the figures of its last line
# "N passed, M failed[, K skipped]" or of Criterion's. A command without such a line
# counts as one test. What takes longer than $GROUP_SECONDS is ended and has failed.
group() {
    name=$1
    shift
    [ "$1" = build ] || set -- timeout "${GROUP_SECONDS:-900}" "$@"
    say "== $name"
    begun=$(date +%s)
    log=$(mktemp)
    status=0
    "$@" >"$log" 2>&1 </dev/null || status=$?
    figures=$(sed -n \
        -e 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed, \([0-9][0-9]*\) skipped$/\1 \2 \3/p' \
        -e 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2 0/p' \
        -e 's/^.*Synthesis: Tested: [0-9]* | Passing: \([0-9]*\) | Failing: \([0-9]*\) | Crashing: \([0-9]*\).*$/\1 \2 \3 crash/p' \
        "$log" | tail -n 1)
    # shellcheck disable=SC2086
    set -- $figures
    if [ $# = 4 ]; then
        set -- "$1" $(($2 + $3)) 0
    elif [ $# != 3 ]; then
        if [ $status = 0 ]; then set -- 1 0 0; else set -- 0 1 0; fi
    fi
    # A failure that was not counted is one all the same.
    if [ $status != 0 ] && [ "$2" = 0 ]; then
        set -- "$1" 1 "$3"
    fi
    if [ $status = 124 ]; then
        say "   ended after ${GROUP_SECONDS:-900} seconds"
    fi
    if [ "$2" != 0 ]; then
        say "   exit status $status; the end of what it said:"
        grep -v '^ok ' "$log" | tail -n 120
    else
        grep -E '^(skip |# )' "$log" || true
    fi
    rm -f "$log"
    count "$name" "$1" "$2" "$3"
}

# The last lines: what each group came to, and the totals.
finish() {
    say ""
    printf '%s' "$summary"
    if [ "$skipped" != 0 ]; then
        say "($skipped skipped, reasons above)"
    fi
    say "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" != 0 ]
}
