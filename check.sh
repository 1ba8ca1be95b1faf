#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# Builds the library and runs every test: unit and flow tests under both drivers, the
# interop tests against real servers on loopback, the installed package, the style of the
# sources. Installs by apt what is missing, as root or through sudo. The last line is
# "N passed, M failed"; the exit status is 0 only if nothing failed.
#
#     ./check.sh [BUILD-FOLDER]        default: build-check beside this script
set -eu
top=$(cd "$(dirname "$0")" && pwd)
case ${1-} in
-*) sed -n '4,9s/^# \{0,1\}//p' "$0" && exit 0 ;;
esac
# shellcheck source=tests/lib.sh
. "$top/tests/lib.sh"
work=${1:-$top/build-check}

need_build
need_sshd
need 'pkg-config --exists criterion' libcriterion-dev
install_wanted

mkdir -p "$work"
work=$(cd "$work" && pwd)
say "== building in $work"
if ! build "$work" -- all programs; then
    count build 0 1 0
    finish || exit 1
fi
count build 1 0 0

T_TMPDIR=$(mktemp -d)
export T_TMPDIR
trap 'rm -rf "$T_TMPDIR"' EXIT
trap 'exit 1' HUP INT TERM

group "unit, plain" "$work/t_plain"
if [ -x "$work/t_criterion" ]; then
    group "unit, Criterion" "$work/t_criterion" -j"$jobs"
else
    say "Criterion was not found: its driver is left out"
fi
group "flow" "$work/flow"
group "interop" python3 "$top/tests/interop/run.py" --build "$work"
group "install" "$top/tests/style/install.sh" "$work"
group "interface" "$top/tests/style/abi.sh" "$work"
group "style" python3 "$top/tests/style/style.py" --build "$work"
finish
