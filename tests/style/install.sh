#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# Installs the build of FOLDER into a temporary place and looks at it as a user would:
# files, soname, pkg-config, CMake, a program linked each way.
#
#     tests/style/install.sh FOLDER
set -u
build=$(cd "${1:?a build folder}" && pwd)
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0
skipped=0

ok() {
    what=$1
    shift
    if "$@" >"$tmp/out" 2>&1; then
        passed=$((passed + 1))
        echo "ok $what"
    else
        failed=$((failed + 1))
        echo "not ok $what"
        sed 's/^/    /' "$tmp/out" | tail -n 20
    fi
}

same() {
    [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; false; }
}

# A copy configured for the temporary prefix, so that the package files name it.
mkdir "$tmp/b"
configure() {
    cd "$tmp/b" && eval "'$top/configure' -q --prefix='$tmp/usr' --disable-examples \
        $(cat "$build/options" 2>/dev/null)" && make -j2 install
}
ok "make install" configure
lib=$tmp/usr/lib
unset PKG_CONFIG_LIBDIR
PKG_CONFIG_PATH=$lib/pkgconfig
export PKG_CONFIG_PATH
version=$(sed -n 's/^#define LIBSSH2_VERSION  *"\(.*\)"$/\1/p' "$top/include/libssh2.h")

ok "libssh2.so.1.0.1 is there" test -f "$lib/libssh2.so.1.0.1"
ok "libssh2.so.1 leads to it" same "$(readlink "$lib/libssh2.so.1")" libssh2.so.1.0.1
ok "libssh2.so leads to it" same "$(readlink "$lib/libssh2.so")" libssh2.so.1.0.1
ok "the static library is there" test -f "$lib/libssh2.a"
ok "soname libssh2.so.1" same libssh2.so.1 \
    "$(objdump -p "$lib/libssh2.so.1" | awk '$1 == "SONAME" { print $2 }')"
ok "no symbol versions" sh -c "! objdump -p '$lib/libssh2.so.1' | grep 'Version definitions'"
for h in libssh2.h libssh2_sftp.h libssh2_publickey.h ringssh.h; do
    ok "$h is there" test -f "$tmp/usr/include/$h"
done
ok "pkg-config: version" same "$(pkg-config --modversion libssh2)" "$version"
ok "pkg-config: shared flags" same "$(pkg-config --libs libssh2)" "-L$lib -lssh2 "
ok "pkg-config: include folder" same "$(pkg-config --cflags libssh2)" "-I$tmp/usr/include "

cat >"$tmp/p.c" <<'C'
#include <libssh2.h>
#include <libssh2_sftp.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    LIBSSH2_SESSION *s;
    if (libssh2_init(0) != 0)
        return 1;
    s = libssh2_session_init();
    if (!s || libssh2_session_free(s) != 0)
        return 2;
    libssh2_exit();
    puts(libssh2_version(0));
    return strcmp(libssh2_version(0), LIBSSH2_VERSION) != 0;
}
C
shared() {
    cc "$tmp/p.c" $(pkg-config --cflags --libs libssh2) -o "$tmp/shared" &&
        LD_LIBRARY_PATH=$lib "$tmp/shared"
}
static() {
    cc "$tmp/p.c" $(pkg-config --cflags libssh2) "$lib/libssh2.a" \
        $(pkg-config --static --libs libssh2 | sed 's/-lssh2 / /') -o "$tmp/static" &&
        "$tmp/static"
}
ok "a program with the shared library" shared
ok "a program with the static library" static

cmake_project() {
    mkdir -p "$tmp/cm" && cat >"$tmp/cm/CMakeLists.txt" <<'CM'
cmake_minimum_required(VERSION 3.7)
project(p C)
find_package(libssh2 1.9 CONFIG REQUIRED)
foreach(target libssh2::libssh2 Libssh2::libssh2 libssh2::libssh2_shared
    libssh2::libssh2_static)
  string(REPLACE "::" "_" name p_${target})
  add_executable(${name} ../p.c)
  target_link_libraries(${name} ${target})
  add_custom_command(TARGET ${name} POST_BUILD COMMAND ${name})
endforeach()
if(NOT libssh2_FOUND OR NOT libssh2_VERSION VERSION_GREATER 1.11)
  message(FATAL_ERROR "libssh2_VERSION is '${libssh2_VERSION}'")
endif()
find_package(libssh2 2 CONFIG QUIET)
if(libssh2_FOUND)
  message(FATAL_ERROR "a package of major version 1 served for 2")
endif()
CM
    cmake -S "$tmp/cm" -B "$tmp/cm/b" -DCMAKE_PREFIX_PATH="$tmp/usr" &&
        cmake --build "$tmp/cm/b"
}
if command -v cmake >/dev/null 2>&1; then
    ok "a CMake project with each target" cmake_project
else
    skipped=1
    echo "skip a CMake project: no cmake"
fi

if [ $skipped = 0 ]; then
    echo "$passed passed, $failed failed"
else
    echo "$passed passed, $failed failed, $skipped skipped"
fi
[ $failed = 0 ]
