/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Known hosts through the exported functions.  The fixtures, and what is to be found in
 * them, come from ssh-keygen (tests/data/knownhost/make_fixtures.sh). */
#define LIBSSH2_DISABLE_DEPRECATION /* knownhost_add is tested too */

#include "t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "hosts/knownhost.h"

/* The fuzzer's entry under a name of its own, as the test program holds many. */
#define LLVMFuzzerTestOneInput fuzz_hostline
#include "fuzz/fuzz_hostline.c"

#define MATCH    LIBSSH2_KNOWNHOST_CHECK_MATCH
#define MISMATCH LIBSSH2_KNOWNHOST_CHECK_MISMATCH
#define NOTFOUND LIBSSH2_KNOWNHOST_CHECK_NOTFOUND
#define FAILURE  LIBSSH2_KNOWNHOST_CHECK_FAILURE

#define PLAIN   (LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64)
#define RAW     (LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW)
#define ED      LIBSSH2_KNOWNHOST_KEY_ED25519
#define RSA     LIBSSH2_KNOWNHOST_KEY_SSHRSA
#define OPENSSH LIBSSH2_KNOWNHOST_FILE_OPENSSH

/* A session and its collection; allocations can be made to fail. */
struct kh {
    int starve;
    unsigned left;
    LIBSSH2_SESSION *s;
    LIBSSH2_KNOWNHOSTS *h;
};

static LIBSSH2_ALLOC_FUNC(kh_alloc)
{
    struct kh *k = *abstract;

    return k->starve && k->left-- == 0 ? NULL : malloc(count);
}

static LIBSSH2_REALLOC_FUNC(kh_realloc)
{
    struct kh *k = *abstract;

    return k->starve && k->left-- == 0 ? NULL : realloc(ptr, count);
}

static LIBSSH2_FREE_FUNC(kh_release)
{
    (void)abstract;
    free(ptr);
}

static void kh_open(struct kh *k)
{
    memset(k, 0, sizeof(*k));
    k->s = libssh2_session_init_ex(kh_alloc, kh_release, kh_realloc, k);
    k->h = libssh2_knownhost_init(k->s);
}

static void kh_close(struct kh *k)
{
    libssh2_knownhost_free(k->h);
    libssh2_session_free(k->s);
}

#define KH_CASE(name)                                                                  \
    static void name##_with(struct kh *k);                                             \
    T_CASE(name)                                                                       \
    {                                                                                  \
        struct kh k;                                                                   \
        kh_open(&k);                                                                   \
        name##_with(&k);                                                               \
        kh_close(&k);                                                                  \
    }                                                                                  \
    static void name##_with(struct kh *k)

static int add_line(struct kh *k, const char *line)
{
    return libssh2_knownhost_readline(k->h, line, strlen(line), OPENSSH);
}

/* Look a base64 key up. */
static int look(struct kh *k, const char *host, int port, const char *key, int type)
{
    return libssh2_knownhost_checkp(k->h, host, port, key, strlen(key), PLAIN | type,
                                    NULL);
}

static const char *last_text(struct kh *k)
{
    char *text = NULL;

    (void)libssh2_session_last_error(k->s, &text, NULL, 0);
    return text;
}

/* What writefile makes of the collection; to be freed. */
static char *written(struct kh *k)
{
    struct s2_wr w = s2_wr_growing(k->h->mem);
    size_t n;

    s2_known_write_text(k->h, &w);
    s2_wr_u8(&w, 0);
    return (char *)s2_wr_take(&w, &n);
}

static void is_written(struct kh *k, const char *expected)
{
    char *text = written(k);
    int same = text && strcmp(text, expected) == 0;

    if (!same)
        t_fail(__FILE__, __LINE__, "written: '%s'", text ? text : "(null)");
    free(text);
}

/* --- what ssh-keygen finds
 * ---------------------------------------------------------------- */

/* A fixture, line by line. */
struct fixture {
    uint8_t *text, *found;
    struct s2_span line[40];
    size_t n;
};

static void fixture_open(struct fixture *f, const char *name)
{
    char path[64];
    struct s2_span rest;
    size_t n;

    memset(f, 0, sizeof(*f));
    snprintf(path, sizeof(path), "knownhost/%s", name);
    f->text = t_load(path, &n);
    rest = s2_span(f->text, n);
    f->n = 1;
    while (f->text && f->n < 40 && s2_line_next(&rest, &f->line[f->n]))
        f->n++;
    snprintf(path, sizeof(path), "knownhost/%s.found", name);
    f->found = t_load(path, &n);
}

static void fixture_close(struct fixture *f)
{
    free(f->text);
    free(f->found);
}

/* Whether the n-th line is among the numbers at the end of a line of NAME.found. */
static int is_found(struct s2_span numbers, size_t n)
{
    struct s2_span word;
    char text[24];

    snprintf(text, sizeof(text), "%lu", (unsigned long)n);
    while (s2_word_next(&numbers, &word))
        if (s2_span_is(word, text))
            return 1;
    return 0;
}

/* The verdict on the key of line n for a host for which ssh-keygen found `numbers`. */
static int verdict(const struct fixture *f, struct s2_span numbers, size_t n)
{
    struct s2_hostline me, each;
    int result = NOTFOUND;
    size_t i;

    if (s2_hostline_parse(f->line[n], &me))
        return FAILURE;
    if (is_found(numbers, n) && me.mark == S2_MARK_NONE)
        return MATCH;
    if (is_found(numbers, n) && me.mark == S2_MARK_REVOKED)
        return MISMATCH;
    for (i = 1; i < f->n; i++)
        if (is_found(numbers, i) && s2_hostline_parse(f->line[i], &each) == 0 &&
            each.mark == S2_MARK_NONE && s2_span_eq(each.type, me.type))
            result = MISMATCH;
    return result;
}

static void judge_host(struct kh *k, const struct fixture *f, const char *host,
                       struct s2_span numbers)
{
    struct libssh2_knownhost *found;
    struct s2_hostline l;
    size_t i;

    for (i = 1; i < f->n; i++) {
        int rc, expected;

        if (s2_hostline_parse(f->line[i], &l) || l.form == S2_HOST_BLANK)
            continue;
        found = NULL;
        rc = libssh2_knownhost_check(k->h, host, (const char *)l.key.p, l.key.n,
                                     PLAIN | s2_hostkey_bits(l.type), &found);
        expected = verdict(f, numbers, i);
        if (rc != expected)
            T_FAIL("%s with the key of line %lu: %d, not %d", host, (unsigned long)i,
                   rc, expected);
        T_EQ(found == NULL, rc == NOTFOUND);
        if (rc == MATCH)
            T_MEM(found->key, strlen(found->key), l.key.p, l.key.n);
    }
}

static void compare(struct kh *k, const struct fixture *f)
{
    struct s2_span rest, line, word;
    unsigned hosts = 0;
    char host[64];

    T_OK(f->text && f->found);
    rest = s2_span_str((const char *)f->found);
    while (s2_line_next(&rest, &line)) {
        if (!s2_word_next(&line, &word) || word.n >= sizeof(host))
            continue;
        memcpy(host, word.p, word.n);
        host[word.n] = 0;
        hosts++;
        judge_host(k, f, host, line);
        T_STOP;
    }
    T_OK(hosts > 20);
}

KH_CASE(plain_as_ssh_keygen)
{
    struct fixture f;

    fixture_open(&f, "plain");
    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/plain"), OPENSSH),
         (long long)f.n - 1);
    compare(k, &f);
    fixture_close(&f);
}

KH_CASE(hashed_as_ssh_keygen)
{
    struct fixture f;

    fixture_open(&f, "hashed");
    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/hashed"), OPENSSH), 5);
    compare(k, &f);
    fixture_close(&f);
}

/* --- verdicts
 * ------------------------------------------------------------------------------- */

/* One line a file, and questions to it. */
static const struct {
    const char *file;
    const char *host;
    int port;
    const char *key;
    int type, verdict;
} cases[] = {
    /* a mismatch for the port is not hidden by the plain name */
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 2222, "BBBB", ED,
     MISMATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 2222, "AAAA", ED, MATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 22, "BBBB", ED, MATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", -1, "BBBB", ED, MATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 22, "AAAA", ED, MISMATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 23, "BBBB", ED, MATCH},
    {"[h]:2222 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 2222, "CCCC", 0, MISMATCH},
    /* the plain name serves any port of which nothing is known */
    {"h ssh-ed25519 BBBB\n", "h", 2222, "BBBB", ED, MATCH},
    {"h ssh-ed25519 BBBB\n", "h", 2222, "AAAA", ED, MISMATCH},
    {"[h]:2222 ssh-rsa AAAA\nh ssh-ed25519 BBBB\n", "h", 2222, "BBBB", ED, MATCH},
    /* port 22 is the plain name, and "[h]:22" the same */
    {"[h]:22 ssh-ed25519 AAAA\n", "h", 22, "AAAA", ED, MATCH},
    {"[h]:22 ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 22, "BBBB", ED, MATCH},
    {"* ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", 22, "BBBB", ED, MATCH},
    {"!h,* ssh-ed25519 AAAA\n", "h", 22, "AAAA", ED, NOTFOUND},
    {"!h,* ssh-ed25519 AAAA\n", "g", 22, "AAAA", ED, MATCH},
    /* of several keys any may be the one */
    {"h ssh-ed25519 AAAA\nh ssh-ed25519 BBBB\n", "h", -1, "BBBB", ED, MATCH},
    /* types */
    {"h ssh-rsa AAAA\n", "h", -1, "BBBB", ED, NOTFOUND},
    {"h ssh-rsa AAAA\n", "h", -1, "BBBB", RSA, MISMATCH},
    {"h ssh-rsa AAAA\n", "h", -1, "BBBB", 0, MISMATCH},
    {"h ssh-rsa AAAA\n", "h", -1, "AAAA", 0, MATCH},
    {"h ssh-rsa AAAA\n", "h", -1, "AAAA", ED, NOTFOUND},
    {"h ssh-new AAAA\n", "h", -1, "AAAA", LIBSSH2_KNOWNHOST_KEY_UNKNOWN, NOTFOUND},
    {"h ssh-new AAAA\n", "h", -1, "AAAA", 0, MATCH},
    /* markers */
    {"@revoked h ssh-ed25519 AAAA\nh ssh-ed25519 AAAA\n", "h", -1, "AAAA", ED,
     MISMATCH},
    {"h ssh-ed25519 AAAA\n@revoked * ssh-ed25519 AAAA\n", "h", 9, "AAAA", ED, MISMATCH},
    {"@revoked [h]:9 ssh-ed25519 AAAA\nh ssh-ed25519 AAAA\n", "h", 9, "AAAA", ED,
     MISMATCH},
    {"@revoked [h]:9 ssh-ed25519 AAAA\nh ssh-ed25519 AAAA\n", "h", 8, "AAAA", ED,
     MATCH},
    {"[h]:9 ssh-ed25519 AAAA\n@revoked h ssh-ed25519 AAAA\n", "h", 9, "AAAA", ED,
     MISMATCH},
    {"@revoked h ssh-ed25519 AAAA\n", "h", -1, "BBBB", ED, NOTFOUND},
    {"@revoked h ssh-ed25519 AAAA\n", "h", -1, "AAAA", LIBSSH2_KNOWNHOST_KEY_UNKNOWN,
     MISMATCH},
    {"@cert-authority h ssh-ed25519 AAAA\n", "h", -1, "AAAA", ED, NOTFOUND},
    {"@cert-authority h ssh-ed25519 AAAA\n", "h", -1, "BBBB", ED, NOTFOUND},
    {"@revoked h ssh-ed25519 AAAA\n", "@revoked", -1, "AAAA", ED, NOTFOUND},
    /* what cannot be read does not spoil the rest */
    {"rubbish\nh ssh-ed25519 AAAA\n@odd h ssh-ed25519 BBBB\n", "h", -1, "AAAA", ED,
     MATCH},
    {"h ssh-ed25519 AAAA", "h", -1, "AAAA", ED, MATCH},
    {"h ssh-ed25519 AAAA\r\n", "h", -1, "AAAA", ED, MATCH},
    {"", "h", 22, "AAAA", ED, NOTFOUND},
};

T_CASE(verdicts)
{
    size_t i;

    for (i = 0; i < S2_COUNT(cases); i++) {
        struct kh k;
        int lines, rc;

        kh_open(&k);
        lines = s2_known_read_text(k.h, s2_span_str(cases[i].file), "x");
        rc = look(&k, cases[i].host, cases[i].port, cases[i].key, cases[i].type);
        kh_close(&k);
        T_OK(lines >= 0);
        if (rc != cases[i].verdict)
            T_FAIL("case %lu: %d, not %d: %s", (unsigned long)i, rc, cases[i].verdict,
                   cases[i].file);
    }
}

/* The order of lines must not matter. */
KH_CASE(revoked_tells_why)
{
    T_EQ(add_line(k, "@revoked h ssh-ed25519 AAAA"), 0);
    T_EQ(look(k, "h", 22, "AAAA", ED), MISMATCH);
    T_OK(strstr(last_text(k), "revoked") != NULL);
}

/* How libgit2 learns which types of key a host is known by. */
KH_CASE(probe_with_a_zero_byte)
{
    T_EQ(add_line(k, "h,[p]:2222 ssh-ed25519 AAAA"), 0);
    T_EQ(libssh2_knownhost_checkp(k->h, "h", 22, "\0", 1, RAW | ED, NULL), MISMATCH);
    T_EQ(libssh2_knownhost_checkp(k->h, "h", 22, "\0", 1, RAW | RSA, NULL), NOTFOUND);
    T_EQ(libssh2_knownhost_checkp(k->h, "p", 2222, "\0", 1, RAW | ED, NULL), MISMATCH);
    T_EQ(libssh2_knownhost_checkp(k->h, "q", 22, "\0", 1, RAW | ED, NULL), NOTFOUND);
}

KH_CASE(store_is_the_deciding_entry)
{
    struct libssh2_knownhost *e = NULL;

    T_EQ(add_line(k, "h ssh-ed25519 AAAA"), 0);
    T_EQ(add_line(k, "h ssh-ed25519 BBBB"), 0);
    T_EQ(libssh2_knownhost_check(k->h, "h", "BBBB", 4, PLAIN | ED, &e), MATCH);
    T_STR(e->key, "BBBB");
    T_EQ(libssh2_knownhost_check(k->h, "h", "CCCC", 4, PLAIN | ED, &e), MISMATCH);
    T_STR(e->key, "AAAA");
    T_EQ(libssh2_knownhost_check(k->h, "g", "CCCC", 4, PLAIN | ED, &e), NOTFOUND);
    T_STR(e->key, "AAAA"); /* untouched */
}

KH_CASE(raw_and_base64_are_one_key)
{
    T_EQ(libssh2_knownhost_add(k->h, "h", NULL, "\1\2\3\4", 4, RAW | ED, NULL), 0);
    T_EQ(look(k, "h", -1, "AQIDBA==", ED), MATCH);
    T_EQ(libssh2_knownhost_check(k->h, "h", "\1\2\3\4", 4, RAW | ED, NULL), MATCH);
    T_EQ(libssh2_knownhost_check(k->h, "h", "\1\2\3\5", 4, RAW | ED, NULL), MISMATCH);
}

/* --- adding
 * ------------------------------------------------------------------------------- */

KH_CASE(custom_names)
{
    int custom = LIBSSH2_KNOWNHOST_TYPE_CUSTOM | LIBSSH2_KNOWNHOST_KEYENC_BASE64 | ED;
    struct libssh2_knownhost *e = NULL;

    T_EQ(libssh2_knownhost_add(k->h, "my*name", NULL, "AAAA", 4, custom, &e), 0);
    T_OK(e->name == NULL);
    T_EQ(libssh2_knownhost_check(k->h, "my*name", "AAAA", 4, custom, NULL), MATCH);
    T_EQ(libssh2_knownhost_check(k->h, "my*name", "BBBB", 4, custom, NULL), MISMATCH);
    T_EQ(libssh2_knownhost_check(k->h, "myname", "AAAA", 4, custom, NULL), NOTFOUND);
    T_EQ(look(k, "my*name", -1, "AAAA", ED), NOTFOUND);
}

KH_CASE(hashed_names)
{
    int sha1 = LIBSSH2_KNOWNHOST_TYPE_SHA1 | LIBSSH2_KNOWNHOST_KEYENC_BASE64 | ED;
    const char *name = "what do ya want for nothing?"; /* RFC 2202 case 2 */
    struct libssh2_knownhost *e = NULL;
    char line[128];
    size_t n;

    T_EQ(libssh2_knownhost_add(k->h, "7/zfauXrL6LSdBbV8YTfnCWafHk=", "SmVmZQ==", "AAAA",
                               4, sha1, &e),
         0);
    T_OK(e->name == NULL);
    T_EQ(e->typemask, sha1);
    T_EQ(look(k, name, -1, "AAAA", ED), MATCH);
    T_EQ(look(k, "WHAT do ya want for nothing?", -1, "AAAA", ED), MATCH);
    T_EQ(look(k, "what", -1, "AAAA", ED), NOTFOUND);
    T_EQ(libssh2_knownhost_check(k->h, name, "AAAA", 4, sha1, NULL), MISMATCH);
    T_EQ(libssh2_knownhost_writeline(k->h, e, line, sizeof(line), &n, OPENSSH), 0);
    T_STR(line, "|1|SmVmZQ==|7/zfauXrL6LSdBbV8YTfnCWafHk= ssh-ed25519 AAAA\n");
    T_EQ(libssh2_knownhost_add(k->h, "junk!", "SmVmZQ==", "AAAA", 4, sha1, &e),
         LIBSSH2_ERROR_INVAL);
    T_EQ(libssh2_knownhost_add(k->h, "AAAA", NULL, "AAAA", 4, sha1, &e),
         LIBSSH2_ERROR_INVAL);
}

static const struct {
    const char *host, *key, *comment;
    int mask, code;
} adds[] = {
    {"h", "AAAA", "c", PLAIN | ED, 0},
    {"h", "AAAA", "", PLAIN | ED, 0},
    {"[h]:22", "AAAA", NULL, PLAIN | ED, 0},
    {"h", "AAAA", "c", PLAIN, LIBSSH2_ERROR_INVAL},
    {"h", "AAAA", "c\nx ssh-rsa BBBB", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"h\nx", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"h x", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"#h", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"@revoked", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"|1|x|y", "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"h", "AA AA", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"h", "AA\nx", "c", PLAIN | ED, LIBSSH2_ERROR_INVAL},
    {"h", "AAAA", "c", (PLAIN ^ 1) | 9 | ED, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED},
    {"h", "", "c", PLAIN | ED, LIBSSH2_ERROR_BAD_USE},
    {"h", NULL, "c", PLAIN | ED, LIBSSH2_ERROR_BAD_USE},
    {NULL, "AAAA", "c", PLAIN | ED, LIBSSH2_ERROR_BAD_USE},
};

KH_CASE(only_what_a_line_can_hold)
{
    size_t i;

    for (i = 0; i < S2_COUNT(adds); i++) {
        const char *c = adds[i].comment;
        int rc = libssh2_knownhost_addc(k->h, adds[i].host, NULL, adds[i].key,
                                        adds[i].key ? strlen(adds[i].key) : 0, c,
                                        c ? strlen(c) : 0, adds[i].mask, NULL);

        if (rc != adds[i].code)
            T_FAIL("case %lu: %d, not %d", (unsigned long)i, rc, adds[i].code);
    }
    is_written(k,
               "h ssh-ed25519 AAAA c\nh ssh-ed25519 AAAA\n[h]:22 ssh-ed25519 AAAA\n");
}

/* Older programs pass no length for a base64 key. */
KH_CASE(key_of_length_zero)
{
    T_EQ(libssh2_knownhost_add(k->h, "h", NULL, "AAAA", 0, PLAIN | ED, NULL), 0);
    T_EQ(libssh2_knownhost_check(k->h, "h", "AAAA", 0, PLAIN | ED, NULL), MATCH);
    T_EQ(libssh2_knownhost_add(k->h, "h", NULL, "AAAA", 0, RAW | ED, NULL),
         LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_check(k->h, "h", "AAAA", 0, RAW | ED, NULL), FAILURE);
}

/* --- walking, deleting, writing
 * ---------------------------------------------------------- */

KH_CASE(entries_are_walked)
{
    static const char *const expected[] = {"c", "b", "a", NULL, "!x,*", "@revoked a,b"};
    struct libssh2_knownhost *e = NULL;
    size_t i;

    T_EQ(add_line(k, "a,b,,c ssh-ed25519 AAAA comment"), 0);
    T_EQ(add_line(k, "# comment"), 0);
    T_EQ(add_line(k, "|1|SmVmZQ==|7/zfauXrL6LSdBbV8YTfnCWafHk= ssh-rsa AAAA"), 0);
    T_EQ(add_line(k, ""), 0);
    T_EQ(add_line(k, "!x,* ssh-ed25519 AAAA"), 0);
    T_EQ(add_line(k, "@revoked a,b ssh-ed25519 AAAA"), 0);
    for (i = 0; i < S2_COUNT(expected); i++) {
        T_EQ(libssh2_knownhost_get(k->h, &e, e), 0);
        T_STR(e->name, expected[i]);
        T_STR(e->key, "AAAA");
        T_EQ(e->typemask,
             i == 3 ? (2 | LIBSSH2_KNOWNHOST_KEYENC_BASE64 | RSA) : (PLAIN | ED));
    }
    T_EQ(libssh2_knownhost_get(k->h, &e, e), 1);
    T_EQ(libssh2_knownhost_get(k->h, NULL, NULL), LIBSSH2_ERROR_BAD_USE);
}

KH_CASE(entries_are_deleted)
{
    struct libssh2_knownhost *e = NULL, stranger;

    T_EQ(s2_known_read_text(
             k->h,
             s2_span_str("#top\na,b,c  ssh-ed25519  AAAA  note\nd ssh-rsa BBBB\n"),
             "x"),
         3);
    T_EQ(libssh2_knownhost_check(k->h, "b", "AAAA", 4, PLAIN | ED, &e), MATCH);
    T_EQ(libssh2_knownhost_del(k->h, e), 0);
    T_EQ(libssh2_knownhost_del(k->h, e), LIBSSH2_ERROR_INVAL); /* gone already */
    T_EQ(libssh2_knownhost_del(k->h, NULL), LIBSSH2_ERROR_INVAL);
    memset(&stranger, 0, sizeof(stranger));
    T_EQ(libssh2_knownhost_del(k->h, &stranger), LIBSSH2_ERROR_INVAL);
    T_EQ(look(k, "b", -1, "AAAA", ED), NOTFOUND);
    T_EQ(look(k, "a", -1, "AAAA", ED), MATCH);
    is_written(k, "#top\nc ssh-ed25519 AAAA note\na ssh-ed25519 AAAA note\nd ssh-rsa "
                  "BBBB\n");
}

/* Nothing is lost: comments, odd lines, spacing, names on one line. */
KH_CASE(files_are_written_as_they_were_read)
{
    static const char text[] =
        "# comment\n\nrubbish\na,b  ssh-ed25519\tAAAA   x  y\n"
        "old 1024 35 1234567\n@odd h ssh-rsa AAAA\n"
        "@cert-authority *.x ssh-rsa AAAA ca\n|1|bad|hash t AAAA\n"
        "   indented ssh-rsa AAAA\n";

    T_EQ(s2_known_read_text(k->h, s2_span_str(text), "x"), 9);
    is_written(k, text);
}

KH_CASE(fixture_is_copied)
{
    char path[512];
    uint8_t *a, *b;
    size_t n, m;
    int same;

    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/plain"), OPENSSH), 22);
    snprintf(path, sizeof(path), "%s", t_tmp("known_hosts.copy"));
    T_EQ(libssh2_knownhost_writefile(k->h, path, OPENSSH), 0);
    libssh2_knownhost_free(k->h);
    k->h = libssh2_knownhost_init(k->s);
    T_EQ(libssh2_knownhost_readfile(k->h, path, OPENSSH), 22);
    remove(path);
    a = t_load("knownhost/plain", &n);
    b = (uint8_t *)written(k);
    m = b ? strlen((char *)b) : 0;
    same = a && b && n == m && memcmp(a, b, n) == 0;
    free(a);
    free(b);
    T_OK(same);
}

KH_CASE(lines_are_written)
{
    struct libssh2_knownhost *e = NULL;
    char buf[64];
    size_t n = 0;

    T_EQ(libssh2_knownhost_addc(k->h, "h", NULL, "AAAA", 4, "my note", 7, PLAIN | RSA,
                                &e),
         0);
    memset(buf, 'x', sizeof(buf));
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, 23, &n, OPENSSH),
         LIBSSH2_ERROR_BUFFER_TOO_SMALL);
    T_EQ(n, 23);
    T_EQ(buf[0], 'x');
    n = 0;
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, 24, &n, OPENSSH), 0);
    T_EQ(n, 23);
    T_STR(buf, "h ssh-rsa AAAA my note\n");
    T_EQ(buf[24], 'x');
    T_EQ(libssh2_knownhost_writeline(k->h, e, NULL, 0, &n, OPENSSH),
         LIBSSH2_ERROR_BUFFER_TOO_SMALL);
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, 64, &n, 2),
         LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    T_EQ(libssh2_knownhost_writeline(k->h, NULL, buf, 64, &n, OPENSSH),
         LIBSSH2_ERROR_BAD_USE);
}

/* A type without a number keeps its name. */
KH_CASE(unknown_types)
{
    int mask = RAW | LIBSSH2_KNOWNHOST_KEY_UNKNOWN;
    struct libssh2_knownhost *e = NULL;
    char buf[64];
    size_t n;

    T_EQ(add_line(k, "h ssh-new AAAA"), 0);
    T_EQ(libssh2_knownhost_get(k->h, &e, NULL), 0);
    T_EQ(e->typemask, PLAIN | LIBSSH2_KNOWNHOST_KEY_UNKNOWN);
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, sizeof(buf), &n, OPENSSH), 0);
    T_STR(buf, "h ssh-new AAAA\n");
    T_EQ(libssh2_knownhost_add(k->h, "g", NULL, "\0\0\0\3abcd", 8, mask, &e), 0);
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, sizeof(buf), &n, OPENSSH), 0);
    T_STR(buf, "g abc AAAAA2FiY2Q=\n");
    T_EQ(libssh2_knownhost_add(k->h, "g", NULL, "zz", 2, mask, &e), 0);
    T_EQ(libssh2_knownhost_writeline(k->h, e, buf, sizeof(buf), &n, OPENSSH),
         LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
}

/* --- failures
 * -------------------------------------------------------------------------------- */

KH_CASE(bad_files_and_lines)
{
    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/none"), OPENSSH),
         LIBSSH2_ERROR_FILE);
    T_OK(strstr(last_text(k), "knownhost/none cannot be read: no such file") != NULL);
    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/plain"), 7),
         LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    T_EQ(libssh2_knownhost_writefile(k->h, "/nonexistent/folder/file", OPENSSH),
         LIBSSH2_ERROR_FILE);
    T_EQ(add_line(k, "rubbish"), LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    T_OK(strstr(last_text(k), "rubbish") != NULL);
    T_EQ(s2_known_read_text(k->h, s2_span("h ssh-rsa AAAA\nx\0y\n", 19), "FILE"),
         LIBSSH2_ERROR_KNOWN_HOSTS);
    T_OK(strstr(last_text(k), "FILE, line 2") != NULL);
    T_EQ(look(k, "h", -1, "AAAA", RSA), MATCH); /* what came before stays */
}

T_CASE(null_arguments)
{
    struct libssh2_knownhost *e = NULL;

    T_OK(libssh2_knownhost_init(NULL) == NULL);
    libssh2_knownhost_free(NULL);
    T_EQ(libssh2_knownhost_add(NULL, "h", NULL, "A", 1, PLAIN | ED, NULL),
         LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_check(NULL, "h", "A", 1, PLAIN, NULL), FAILURE);
    T_EQ(libssh2_knownhost_del(NULL, NULL), LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_get(NULL, &e, NULL), LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_readline(NULL, "x", 1, OPENSSH), LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_readfile(NULL, "x", OPENSSH), LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_writefile(NULL, "x", OPENSSH), LIBSSH2_ERROR_BAD_USE);
    T_EQ(libssh2_knownhost_writeline(NULL, NULL, NULL, 0, NULL, OPENSSH),
         LIBSSH2_ERROR_BAD_USE);
}

/* Without memory a host is neither known nor unknown. */
KH_CASE(no_memory_is_no_match)
{
    unsigned n;
    int rc = FAILURE;

    T_EQ(libssh2_knownhost_readfile(k->h, t_data("knownhost/hashed"), OPENSSH), 5);
    T_EQ(add_line(k, "h ssh-ed25519 AAAA"), 0);
    for (n = 0; rc == FAILURE && n < 100; n++) {
        k->starve = 1;
        k->left = n;
        rc = look(k, "h", 22, "AAAA", ED);
        k->starve = 0;
    }
    T_EQ(rc, MATCH);
    T_OK(n > 4);
}

KH_CASE(every_allocation_may_fail)
{
    struct s2_span text =
        s2_span_str("# c\na,b,c ssh-rsa AAAA x\n@revoked q t AAAA\n"
                    "|1|SmVmZQ==|7/zfauXrL6LSdBbV8YTfnCWafHk= t AAAA\n");
    unsigned n;
    int rc = LIBSSH2_ERROR_ALLOC;

    for (n = 0; rc < 0 && n < 100; n++) {
        libssh2_knownhost_free(k->h);
        k->h = libssh2_knownhost_init(k->s);
        k->starve = 1;
        k->left = n;
        rc = s2_known_read_text(k->h, text, "x");
        if (rc > 0)
            rc = libssh2_knownhost_add(k->h, "h", NULL, "AAAA", 4, PLAIN | ED, NULL);
        k->starve = 0;
        T_OK(rc == 0 || rc == LIBSSH2_ERROR_ALLOC);
    }
    T_EQ(rc, 0);
    T_OK(n > 15);
}

/* --- fuzz
 * --------------------------------------------------------------------------------------
 */

/* The fixtures, and copies of them with some bytes changed. */
T_CASE(fuzz_entry_takes_the_fixtures)
{
    static const char specials[] = "\n\r\t ,*?!@|#[]:=\0a";
    uint64_t seed = t_seed();
    unsigned i, j;
    size_t n;
    uint8_t *text = t_load("knownhost/plain", &n);

    if (!text)
        return;
    memcpy(text, "plain.example.com\n", 18);
    T_EQ(fuzz_hostline(text, n), 0);
    for (i = 0; i < 200; i++) {
        for (j = 0; j < 5; j++)
            text[t_rand(&seed) % n] = (uint8_t)specials[t_rand(&seed) % 17];
        (void)fuzz_hostline(text, n);
    }
    free(text);
}

T_SUITE(knownhost) = {T_RUN(plain_as_ssh_keygen),
                      T_RUN(hashed_as_ssh_keygen),
                      T_RUN(verdicts),
                      T_RUN(revoked_tells_why),
                      T_RUN(probe_with_a_zero_byte),
                      T_RUN(store_is_the_deciding_entry),
                      T_RUN(raw_and_base64_are_one_key),
                      T_RUN(custom_names),
                      T_RUN(hashed_names),
                      T_RUN(only_what_a_line_can_hold),
                      T_RUN(key_of_length_zero),
                      T_RUN(entries_are_walked),
                      T_RUN(entries_are_deleted),
                      T_RUN(files_are_written_as_they_were_read),
                      T_RUN(fixture_is_copied),
                      T_RUN(lines_are_written),
                      T_RUN(unknown_types),
                      T_RUN(bad_files_and_lines),
                      T_RUN(null_arguments),
                      T_RUN(no_memory_is_no_match),
                      T_RUN(every_allocation_may_fail),
                      T_RUN(fuzz_entry_takes_the_fixtures),
                      T_END};
