#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
# check-abi.sh HEADERDIR LIBFILE
#
# Checks that the headers in HEADERDIR and the library LIBFILE offer the
# interface written down in functions.tsv, macros.tsv and structs.tsv (which
# lie next to this script):
#   1. C and C++: every prototype, by assigning the function to a pointer of
#      the exact type; every typedef, callback signature and constant; every
#      struct member's type, offset and size, struct size and alignment
#   2. C: the convenience macros, run against recording stand-ins of the
#      functions that they must call
#   3. C: the headers still compile with LIBSSH2_NO_DEPRECATED
#   4. the library exports every function
# Prints each miss, then "N checked, M missing"; exit status 1 on any miss,
# 2 on a usage error.
#
# Environment: CC (cc), CXX (c++; "none" skips C++), NM (nm),
#   NO_RUN=1 skips step 2's execution (cross builds),
#   ALLOW_MISSING="name ..." names that may be absent (still listed),
#   KEEP=dir keeps the generated sources there.
set -u
[ $# -eq 2 ] || { echo "usage: $0 HEADERDIR LIBFILE" >&2; exit 2; }
HDR=$1; LIB=$2
HERE=$(cd "$(dirname "$0")" && pwd)
: "${CC:=cc}" "${CXX:=c++}" "${NM:=nm}" "${NO_RUN:=0}" "${ALLOW_MISSING:=}"
[ -r "$HDR/libssh2.h" ] || { echo "no libssh2.h in $HDR" >&2; exit 2; }
[ -r "$LIB" ] || { echo "no library $LIB" >&2; exit 2; }
W=$(mktemp -d) || exit 2
trap 'rm -rf "$W"' EXIT HUP INT TERM
TAB=$(printf '\t')
grep -v '^#' "$HERE/functions.tsv" >"$W/f"
grep -v '^#' "$HERE/macros.tsv" >"$W/m"
grep -v '^#' "$HERE/structs.tsv" >"$W/s"

PRE='#include <stddef.h>
#include <stdio.h>
#include <string.h>
#ifndef _WIN32
#include <unistd.h>
#endif
#include <libssh2.h>
#include <libssh2_sftp.h>
#include <libssh2_publickey.h>
'

# ---- 1. the assertions; every item is put under a file name of its own, so
# that a compiler's messages name the item
gen_assert() {
  printf '%s' "$PRE"
  printf '#define W(lp,ll,il) (sizeof(void*) == 4 ? (il) : sizeof(long) == 8 ? (lp) : (ll))\n'
  awk -F'\t' '{
    t = $3; gsub(/ ; /, ", ", t); n = $1
    printf "# 1 \"ITEM:function:%s\"\n", n
    printf "extern %s (*pf_%s)(%s); %s (*pf_%s)(%s) = &%s;\n", $2, n, t, $2, n, t, n
    printf "#ifdef __cplusplus\n# 1 \"ITEM:function:%s\"\nextern \"C\" %s %s(%s);\n#endif\n", n, $2, n, t
  }' "$W/f"
  awk -F'\t' '
    { n = $1; k = $2; d = $3; ct = $4
      printf "# 1 \"ITEM:%s:%s\"\n", k, n }
    k == "int" {
      printf "#ifndef %s\n#error \"%s is not a macro\"\n#else\n", n, n
      printf "# 1 \"ITEM:%s:%s\"\n", k, n
      printf "_Static_assert((long long)(%s) == %sLL, \"value\");\n", n, d
      printf "#ifdef __cplusplus\n# 1 \"ITEM:%s:%s\"\n", k, n
      printf "static void ty_%s(void) { %s v = 0; const %s *p = &v; (void)p; (void)sizeof(char[sizeof(%s) == sizeof(v) ? 1 : -1]); }\n", n, ct, ct, n
      printf "#else\n# 1 \"ITEM:%s:%s\"\n", k, n
      printf "_Static_assert(_Generic((%s), %s: 1, default: 0), \"type\");\n#endif\n#endif\n", n, ct }
    k == "flag" { printf "#ifndef %s\n#error \"%s is not defined\"\n#endif\n", n, n }
    k == "version" {
      printf "#ifndef %s\n#error \"%s is not a macro\"\n#else\n# 1 \"ITEM:%s:%s\"\n", n, n, k, n
      if (ct == "string") printf "static const char vs_%s[] = \"\" %s;\n", n, n
      else if (n == "LIBSSH2_VERSION_NUM") printf "_Static_assert((%s >> 8) == ((LIBSSH2_VERSION_MAJOR << 8) | LIBSSH2_VERSION_MINOR), \"version\");\n", n
      else printf "_Static_assert((%s) >= 0, \"version\");\n", n
      printf "#endif\n" }
    k == "platform" || k == "infrastructure" || k == "initializer" || k == "predicate" || k == "call" {
      printf "#ifndef %s\n#error \"%s is not a macro\"\n#endif\n", n, n }
    k == "initializer" {
      printf "# 1 \"ITEM:%s:%s\"\nstatic libssh2_publickey_attribute in_%s(void) { libssh2_publickey_attribute a[] = { %s(\"ab\", \"cde\", 1) }; return a[0]; }\n", k, n, n, n }
    k == "predicate" {
      ns = split("0010000 0020000 0040000 0060000 0100000 0120000 0140000 0100644 0030000 0050000 0130000 0160000 0170000 0120777 0040755 0", smp, " ")
      for (i = 1; i <= ns; i++) { e = d; gsub(/\(m\)/, "(" smp[i] "L)", e)
        printf "# 1 \"ITEM:%s:%s\"\n_Static_assert((%s(%sL) != 0) == ((%s) != 0), \"predicate\");\n", k, n, n, smp[i], e } }
    k == "callback" {
      # d is RET (PARAMS); make a typedef of it
      p = index(d, "("); r = substr(d, 1, p - 1); a = substr(d, p)
      printf "typedef %s cbt_%s%s;\n# 1 \"ITEM:%s:%s\"\nextern %s(cbf_%s); static cbt_%s *cbp_%s = &cbf_%s; ", r, n, a, k, n, n, n, n, n, n
      printf "extern %s(*cbv_%s); static cbt_%s **cbq_%s = &cbv_%s; ", n, n, n, n, n
      printf "extern %s((*cbw_%s)); static cbt_%s **cbr_%s = &cbw_%s;\n", n, n, n, n, n }
    k == "enum" { printf "_Static_assert(%s == %s, \"value\"); static %s en_%s = %s;\n", n, d, ct, n, n }
    k == "typedef" {
      if (n == "libssh2_struct_stat" || n == "libssh2_struct_stat_size" || n == "libssh2_socket_t") {
        printf "#ifdef _WIN32\n"
        w = (n == "libssh2_socket_t") ? "SOCKET" : (n == "libssh2_struct_stat") ? "struct _stati64" : "__int64"
        printf "# 1 \"ITEM:%s:%s\"\nextern %s *tv_%s; static %s **tp_%s = &tv_%s;\n#else\n", k, n, n, n, w, n, n
        printf "# 1 \"ITEM:%s:%s\"\nextern %s *tv_%s; static %s **tp_%s = &tv_%s;\n#endif\n", k, n, n, n, d, n, n }
      else if (d ~ /^enum /) printf "extern %s tv_%s; static int ti_%s(void) { return (int)tv_%s; }\n", n, n, n, n
      else if (d ~ /\(\*\)/) { e = d; sub(/\(\*\)/, "(**tp_" n ")", e); printf "extern %s tv_%s; static %s = &tv_%s;\n", n, n, e, n }
      else if (d ~ / \(void\)$/) printf "extern %s *tv_%s; static void (**tp_%s)(void) = &tv_%s;\n", n, n, n, n
      else printf "extern %s *tv_%s; static %s **tp_%s = &tv_%s;\n", n, n, d, n, n }
  ' "$W/m"
  awk -F'\t' '
    { t = $1; g = $2; m = $5; mt = $6; u = g "_" m; gsub(/[^A-Za-z0-9]/, "_", u)
      printf "# 1 \"ITEM:struct:%s/%s\"\n", t, m }
    m == "(whole)" { printf "_Static_assert(sizeof(%s) == W(%s, %s, %s), \"size\"); _Static_assert(sizeof(%s) == sizeof(%s), \"tag\");\n", t, $8, $10, $12, t, g; next }
    m == "(align)" { printf "_Static_assert(_Alignof(%s) == W(%s, %s, %s), \"align\");\n", t, $8, $10, $12; next }
    { printf "_Static_assert(offsetof(%s, %s) == W(%s, %s, %s), \"offset\"); _Static_assert(sizeof(((%s *)0)->%s) == W(%s, %s, %s), \"size\");\n", t, m, $7, $9, $11, t, m, $8, $10, $12
      if (mt == "union") next
      printf "# 1 \"ITEM:struct:%s/%s\"\n", t, m
      if (mt ~ /\(\*\)/) { e = mt; sub(/\(\*\)/, "(**p)", e) } else e = mt " *p"
      printf "static void sm_%s(%s *s) { %s = &s->%s; (void)p; }\n", u, t, e, m }
  ' "$W/s"
}
# written literally (not through a macro) so that messages name the item
gen_assert >"$W/assert.c"
sed 's/_Static_assert(/static_assert(/g; s/_Alignof(/alignof(/g' "$W/assert.c" >"$W/assert.cc"
count_items() { grep -o '"ITEM:[^"]*"' "$1" | sort -u | wc -l | tr -d ' '; }
NCHK=0; NMISS=0
miss() { # list file, label
  while IFS= read -r i; do
    b=${i##*:}; b=${b%%/*}
    case " $ALLOW_MISSING " in *" $b "*) echo "allowed  [$2] $i";; *) echo "MISSING  [$2] $i"; NMISS=$((NMISS+1));; esac
  done <"$1"
}
compile() { # label compiler flags source
  lab=$1; shift
  n=$(count_items "$W/assert.c"); NCHK=$((NCHK+n))
  if LC_ALL=C "$@" >"$W/log" 2>&1; then return 0; fi
  # lines such as  ITEM:function:name:1:23: error: ...
  grep -E '^ITEM:.*(error|note: .*static)' "$W/log" | grep error | sed -E 's/^ITEM:([a-z]+:[^:]+):.*/\1/' | sort -u >"$W/bad"
  if [ -s "$W/bad" ]; then miss "$W/bad" "$lab"; else
    echo "MISSING  [$lab] the headers do not compile:"; head -5 "$W/log" | sed 's/^/    /'; NMISS=$((NMISS+n)); fi
  # errors in the headers themselves
  grep -E 'error' "$W/log" | grep -v '^ITEM:' | grep -E "^[^ ]*(libssh2[a-z_]*\.h)" | head -5 | sed 's/^/    /'
}
LIM=-fmax-errors=0
echo 'int x;' >"$W/t.c"; $CC $LIM -c -o "$W/t.o" "$W/t.c" >/dev/null 2>&1 || LIM=-ferror-limit=0
$CC $LIM -c -o "$W/t.o" "$W/t.c" >/dev/null 2>&1 || LIM=
IPT=
$CC -Werror=incompatible-pointer-types -c -o "$W/t.o" "$W/t.c" >/dev/null 2>&1 && IPT="-Werror=incompatible-pointer-types -Werror=discarded-qualifiers -Werror=implicit-function-declaration -Werror=int-conversion"
$CC $IPT -c -o "$W/t.o" "$W/t.c" >"$W/log" 2>&1 || IPT="-Werror=incompatible-pointer-types -Werror=incompatible-pointer-types-discards-qualifiers"
compile C $CC -std=gnu11 -Wno-deprecated-declarations $IPT $LIM -I "$HDR" -c -o "$W/a.o" "$W/assert.c"
if [ "$CXX" != none ]; then
  LIMX=-fmax-errors=0
  cp "$W/t.c" "$W/t.cc"; $CXX $LIMX -c -o "$W/t.o" "$W/t.cc" >/dev/null 2>&1 || LIMX=-ferror-limit=0
  $CXX $LIMX -c -o "$W/t.o" "$W/t.cc" >/dev/null 2>&1 || LIMX=
  compile C++ $CXX -std=gnu++11 -Wno-deprecated-declarations $LIMX -I "$HDR" -c -o "$W/a.o" "$W/assert.cc"
else echo "note: C++ mode skipped"; fi

# the version must be readable by a regular expression (build scripts do so)
NCHK=$((NCHK+1))
grep -Eq '#[	 ]*define[	 ]+LIBSSH2_VERSION[	 ]+"[^"]+"' "$HDR/libssh2.h" || { echo "MISSING  [text] LIBSSH2_VERSION as a quoted string on its #define line"; NMISS=$((NMISS+1)); }

# ---- 2. convenience macros against recording stand-ins
awk -F'\t' '$2 == "call" { print }' "$W/m" >"$W/calls"
NCALL=$(wc -l <"$W/calls" | tr -d ' '); NCHK=$((NCHK+NCALL))
gen_calls() {
  printf '#define LIBSSH2_API\n%s' "$PRE"
  cat <<'C'
static const char *rn; static int ra; static long long ri[16]; static const char *rs[16]; static char rk[16];
static void rec(const char *n) { rn = n; ra = 0; }
static void ri_(long long v) { rk[ra] = 'i'; ri[ra++] = v; }
static void rp_(const void *v) { rk[ra] = 'p'; rs[ra++] = (const char *)v; }
static void rc_(const char *v) { rk[ra] = 's'; rs[ra++] = v; }
C
  awk -F'\t' '
    FNR == NR { split($3, x, "("); want[x[1]] = 1; next }
    ($1 in want) {
      n = split($3, t, " ; "); if ($3 == "void") n = 0
      printf "%s %s(", $2, $1
      for (i = 1; i <= n; i++) printf "%s__typeof__(%s) a%d", (i == 1 ? "" : ", "), t[i], i
      if (!n) printf "void"
      printf ") { rec(\"%s\");", $1
      for (i = 1; i <= n; i++) {
        if (t[i] == "const char *") printf " rc_(a%d);", i
        else if (t[i] ~ /\(\*\)/) printf " rp_((const void *)(size_t)a%d);", i
        else if (t[i] ~ /\*/) printf " rp_((const void *)a%d);", i
        else printf " ri_((long long)a%d);", i }
      if ($2 == "void") print " }"; else printf " return (%s)0; }\n", $2
    }' "$W/calls" "$W/f"
  cat <<'C'
struct snap { const char *n; int a; long long i[16]; const char *s[16]; char k[16]; };
static struct snap take(void) { struct snap s; memset(&s, 0, sizeof s); s.n = rn; s.a = ra; memcpy(s.i, ri, sizeof ri); memcpy(s.s, rs, sizeof rs); memcpy(s.k, rk, sizeof rk); return s; }
static int differ(struct snap *x, struct snap *y) { int i;
  if(!x->n || !y->n || strcmp(x->n, y->n) || x->a != y->a) return 1;
  for(i = 0; i < x->a; i++) { if(x->k[i] != y->k[i]) return 1;
    if(x->k[i] == 'i') { if(x->i[i] != y->i[i]) return 1; }
    else if(x->k[i] == 's' && x->s[i] && y->s[i]) { if(strcmp(x->s[i], y->s[i])) return 1; }
    else if(x->s[i] != y->s[i]) return 1; }
  return 0; }
static char blk[4096];
int main(void) { struct snap s1, s2; int bad = 0;
C
  awk -F'\t' '
    BEGIN {
      ty["session"] = "LIBSSH2_SESSION *"; ty["channel"] = "LIBSSH2_CHANNEL *"; ty["sftp"] = "LIBSSH2_SFTP *"
      ty["handle"] = "LIBSSH2_SFTP_HANDLE *"; ty["pkey"] = "LIBSSH2_PUBLICKEY *"; ty["attrs"] = "LIBSSH2_SFTP_ATTRIBUTES *"
      ty["response_callback"] = "LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC"
      ty["buf"] = "char *"; ty["buffer"] = "char *"; ty["target"] = "char *"; ty["linkpath"] = "char *"
      ii = split("host:s port:i width:i height:i screen_number:i ignore:i mode:i size:i flags:i buflen:i buffer_maxlen:i maxlen:i overwrite:i num_attrs:i blob_len:i", z, " ")
      for (i = 1; i <= ii; i++) { split(z[i], q, ":"); kd[q[1]] = q[2] } }
    { a = $5; gsub(/[() ]/, "", a); n = split(a, p, ","); if (a == "") n = 0
      pub = ($1 ~ /^libssh2_publickey_/)
      printf "# 1 \"ITEM:call:%s\"\n{\n", $1
      for (i = 1; i <= n; i++) { v = p[i]
        if (v == "response_callback") printf "  LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC((*response_callback)) = 0;\n"
        else if (pub && v == "attrs") printf "  libssh2_publickey_attribute *attrs = (libssh2_publickey_attribute *)(void *)(blk + %d);\n", 16 * i
        else if (pub && v == "name") printf "  const unsigned char *name = (const unsigned char *)\"namename\";\n"
        else if (pub && v == "blob") printf "  const unsigned char *blob = (const unsigned char *)(blk + %d);\n", 16 * i
        else if (v in ty && (v == "buf" || v == "buffer" || v == "target" || v == "linkpath")) printf "  char *%s = blk + %d + 64; \n", v, 64 * i
        else if (v in ty) printf "  %s%s = (%s)(void *)(blk + %d);\n", ty[v], v, ty[v], 16 * i
        else if (kd[v] == "i") printf "  int %s = %d;\n", v, 3 + i
        else { s = ""; for (j = 0; j < i + 2; j++) s = s "ab" i; printf "  const char *%s = \"%s\";\n", v, s } }
      d = $3
      if (pub) gsub(/strlen\(name\)/, "strlen((const char *)name)", d)
      printf "  strcpy(blk + 128, \"linkblk\"); strcpy(blk + 192, \"linkblk2\"); strcpy(blk + 256, \"lb3\");\n"
      printf "# 1 \"ITEM:call:%s\"\n#ifdef %s\n", $1, $1
      printf "# 1 \"ITEM:call:%s\"\n  (void)%s(%s);\n#endif\n  s1 = take();\n", $1, $1, a
      printf "# 1 \"EXPECT:%s\"\n  (void)%s; s2 = take();\n", $1, d
      printf "#ifdef %s\n  if(differ(&s1, &s2))\n#endif\n  { printf(\"%s\\n\"); bad++; }\n  rn = 0; }\n", $1, $1 }' "$W/calls"
  printf '  return bad != 0; }\n'
}
gen_calls >"$W/calls.c"
if LC_ALL=C $CC -std=gnu11 -w $LIM -I "$HDR" -o "$W/calls.x" "$W/calls.c" >"$W/log" 2>&1; then
  if [ "$NO_RUN" != 1 ]; then
    "$W/calls.x" >"$W/bad" 2>"$W/err" || true
    [ -s "$W/err" ] && sed 's/^/    /' "$W/err"
    sed 's/^/call:/' "$W/bad" >"$W/bad2"; miss "$W/bad2" "macro expansion"
  else echo "note: macro expansions compiled, not run"; fi
else
  grep -E '^(ITEM|EXPECT):.*error' "$W/log" | sed -E 's/^[A-Z]+:(call:)?([A-Za-z0-9_]+):.*/call:\2/' | sort -u >"$W/bad"
  if [ -s "$W/bad" ]; then miss "$W/bad" "macro expansion"; else
    echo "MISSING  [macro expansion] the probe does not compile:"; grep error "$W/log" | head -5 | sed 's/^/    /'; NMISS=$((NMISS+1)); fi
fi

# ---- 3. without the deprecated part
NCHK=$((NCHK+1))
printf '#define LIBSSH2_NO_DEPRECATED\n%sint x_nodep;\n' "$PRE" >"$W/nodep.c"
$CC -std=gnu11 -I "$HDR" -c -o "$W/n.o" "$W/nodep.c" >"$W/log" 2>&1 || { echo "MISSING  [LIBSSH2_NO_DEPRECATED] headers do not compile"; NMISS=$((NMISS+1)); }

# ---- 4. exports
case $LIB in
  *.a|*.lib|*.obj|*.o) $NM -g "$LIB" 2>/dev/null | awk 'NF >= 2 && $(NF-1) ~ /^[TWi]$/ { print $NF }' ;;
  *.dll) ${OBJDUMP:-objdump} -p "$LIB" | awk '/\[Ordinal\/Name Pointer\] Table/ { on = 1; next } on && NF == 0 { exit } on && /\[ *[0-9]+\]/ { print $NF }' ;;
  *) $NM -D --defined-only "$LIB" 2>/dev/null | awk '$2 ~ /^[TWi]$/ { print $3 }' ;;
esac | sed 's/@.*//; s/^_libssh2_/libssh2_/' | sort -u >"$W/exp"
cut -f1 "$W/f" | sort -u >"$W/want"
NCHK=$((NCHK + $(wc -l <"$W/want")))
comm -23 "$W/want" "$W/exp" | sed 's/^/export:/' >"$W/bad"; miss "$W/bad" export
X=$(comm -13 "$W/want" "$W/exp" | grep -v '^_\(init\|fini\)$' | tr '\n' ' ')
case $LIB in *.a|*.lib) ;; *) [ -n "$X" ] && echo "note: also exported: $X" ;; esac

[ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && cp "$W"/*.c "$W"/*.cc "$KEEP"/
echo "$NCHK checked, $NMISS missing"
[ "$NMISS" -eq 0 ]
