/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Single lines of known_hosts, names and patterns. */
#include "t.h"

#include <string.h>

#include "hosts/hostline.h"

#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIA=="

/* --- names and patterns
 * --------------------------------------------------------------- */

static const struct {
    const char *names, *host;
    int have;
} names[] = {
    {"a", "a", 1},
    {"a", "b", 0},
    {"a", "A", 1},
    {"A", "a", 1},
    {"a", "", 0},
    {"", "", 0},
    {"", "a", 0},
    {"*", "", 1},
    {"*", "anything", 1},
    {"?", "", 0},
    {"?", "a", 1},
    {"?", "ab", 0},
    {"a?c", "abc", 1},
    {"a?c", "ac", 0},
    {"*.x", "a.x", 1},
    {"*.x", "a.b.x", 1},
    {"*.x", "x", 0},
    {"*.x", ".x", 1},
    {"*.x", "a.xx", 0},
    {"a*", "a", 1},
    {"a*", "ab", 1},
    {"a*", "ba", 0},
    {"a*b*c", "aXbYbZc", 1},
    {"a*b*c", "aXbYbZcd", 0},
    {"**a**", "bab", 1},
    {"*?*", "", 0},
    {"*?*", "q", 1},
    {"a,b", "b", 1},
    {"a,b", "a,b", 0},
    {",,a,,", "a", 1},
    {"!a", "a", 0},
    {"!a", "b", 0},
    {"!a,*", "a", 0},
    {"!a,*", "b", 1},
    {"*,!a", "a", 0},
    {"*,!*b", "aab", 0},
    {"!", "", 0},
    {"!,a", "a", 1},
    {"[a]:1", "[a]:1", 1},
    {"[a]:1", "a", 0},
    {"[a]:*", "[a]:22", 1},
    {"[*]:1", "[x]:1", 1},
    {"\\*", "x", 0},
};

T_CASE(names_and_patterns)
{
    size_t i;

    for (i = 0; i < S2_COUNT(names); i++)
        if (s2_hostnames_have(s2_span_str(names[i].names),
                              s2_span_str(names[i].host)) != (names[i].have != 0))
            T_FAIL("'%s' against '%s' is not %d", names[i].names, names[i].host,
                   names[i].have);
}

/* Back to the last star only: a pattern that makes naive matching take 2^n steps. */
T_CASE(no_pattern_is_expensive)
{
    char pattern[2001], text[2001];
    size_t i;

    for (i = 0; i < 2000; i++) {
        pattern[i] = i % 2 ? 'a' : '*';
        text[i] = 'a';
    }
    pattern[2000] = text[2000] = 0;
    T_OK(s2_hostnames_have(s2_span_str(pattern), s2_span_str(text)));
    pattern[1999] = 'b';
    T_OK(!s2_hostnames_have(s2_span_str(pattern), s2_span_str(text)));
}

T_CASE(negation_is_seen)
{
    T_OK(s2_hostnames_negate(s2_span_str("a,!b")));
    T_OK(s2_hostnames_negate(s2_span_str("!b")));
    T_OK(!s2_hostnames_negate(s2_span_str("a!,b")));
    T_OK(!s2_hostnames_negate(s2_span_str("")));
}

/* --- lines
 * -------------------------------------------------------------------------------- */

static const struct {
    const char *line;
    int ok; /* 1 a key, 0 blank, -1 not of the format */
    enum s2_hostmark mark;
    const char *names, *type, *comment;
} lines[] = {
    {"", 0, S2_MARK_NONE, "", "", ""},
    {" \t ", 0, S2_MARK_NONE, "", "", ""},
    {"# a b c", 0, S2_MARK_NONE, "", "", ""},
    {"  #x", 0, S2_MARK_NONE, "", "", ""},
    {"h t " KEY, 1, S2_MARK_NONE, "h", "t", ""},
    {"h t " KEY "\r", 1, S2_MARK_NONE, "h", "t", ""},
    {"\th\tt\t" KEY "\tc  d \t", 1, S2_MARK_NONE, "h", "t", "c  d"},
    {"a,b t " KEY " c", 1, S2_MARK_NONE, "a,b", "t", "c"},
    {"@revoked h t " KEY, 1, S2_MARK_REVOKED, "h", "t", ""},
    {"@cert-authority h t " KEY " c", 1, S2_MARK_CA, "h", "t", "c"},
    {"@Revoked h t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"@revokedx h t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"@ h t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"@revoked", -1, S2_MARK_NONE, "", "", ""},
    {"@revoked h", -1, S2_MARK_NONE, "", "", ""},
    {"h", -1, S2_MARK_NONE, "", "", ""},
    {"h t", -1, S2_MARK_NONE, "", "", ""},
    {"h t !!!!", -1, S2_MARK_NONE, "", "", ""},
    {"h 1024 35 123456", -1, S2_MARK_NONE, "", "", ""},
    {"|1|x|y t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"|1|AAAA t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"|2|AAAA|AAAA t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"|1||AAAAAAAAAAAAAAAAAAAAAAAAAAA= t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"|1|AAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA= t " KEY, 1, S2_MARK_NONE,
     "|1|AAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "t", ""},
    {"|1|AAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAAA t " KEY, -1, S2_MARK_NONE, "", "", ""},
    {"@revoked |1|AAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA= t " KEY, 1, S2_MARK_REVOKED,
     "|1|AAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "t", ""},
};

static void check_line(size_t i)
{
    struct s2_hostline l;
    int rc = s2_hostline_parse(s2_span_str(lines[i].line), &l);

    if (rc != (lines[i].ok < 0 ? LIBSSH2_ERROR_METHOD_NOT_SUPPORTED : 0))
        T_FAIL("'%s' gives %d", lines[i].line, rc);
    if (rc)
        return;
    T_EQ(l.form != S2_HOST_BLANK, lines[i].ok);
    T_EQ(l.mark, lines[i].mark);
    T_MEM(l.names.p, l.names.n, lines[i].names, strlen(lines[i].names));
    T_MEM(l.type.p, l.type.n, lines[i].type, strlen(lines[i].type));
    T_MEM(l.comment.p, l.comment.n, lines[i].comment, strlen(lines[i].comment));
    T_EQ(l.form == S2_HOST_HASHED, lines[i].names[0] == '|');
}

T_CASE(lines_are_taken_apart)
{
    size_t i;

    for (i = 0; i < S2_COUNT(lines); i++) {
        check_line(i);
        T_STOP;
    }
}

T_CASE(zero_bytes_are_refused)
{
    struct s2_hostline l;

    T_OK(s2_hostline_parse(s2_span("h\0 t AAAA", 9), &l) < 0);
}

/* --- hashes
 * ---------------------------------------------------------------------------- */

/* RFC 2202 case 2, HMAC-SHA1 with a short key: the key is the salt, the data the name.
 */
T_CASE(hash_is_hmac_sha1)
{
    struct s2_span salt = s2_span_str("SmVmZQ=="); /* "Jefe" */
    struct s2_span hash = s2_span_str("7/zfauXrL6LSdBbV8YTfnCWafHk=");
    struct s2_span name = s2_span_str("what do ya want for nothing?");
    struct s2_hosthash h;
    struct s2_mem m;
    char text[128];
    struct s2_wr w = s2_wr_fixed(text, sizeof(text));

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    T_OK(s2_hosthash_read(&h, salt, hash));
    T_EQ(s2_hosthash_is(&m, &h, name), 1);
    name.n--;
    T_EQ(s2_hosthash_is(&m, &h, name), 0);
    s2_hosthash_write(&w, &h);
    T_MEM(text, s2_wr_len(&w), "|1|SmVmZQ==|7/zfauXrL6LSdBbV8YTfnCWafHk=", 40);
}

T_CASE(hash_of_wrong_size)
{
    struct s2_hosthash h;
    char big[128];

    memset(big, 'A', sizeof(big));
    T_OK(!s2_hosthash_read(&h, s2_span(big, 4), s2_span(big, 24)));
    T_OK(!s2_hosthash_read(&h, s2_span(big, 4),
                           s2_span_str("AAAAAAAAAAAAAAAAAAAAAAAAAA==")));
    T_OK(!s2_hosthash_read(&h, s2_span(big, 0),
                           s2_span_str("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    T_OK(!s2_hosthash_read(&h, s2_span(big, 88),
                           s2_span_str("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    T_OK(s2_hosthash_read(&h, s2_span(big, 84),
                          s2_span_str("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    T_EQ(h.salt_n, 63);
}

/* --- key types
 * ------------------------------------------------------------------------- */

static const char *const type_names[] = {"ssh-rsa",
                                         "ssh-dss",
                                         "ecdsa-sha2-nistp256",
                                         "ecdsa-sha2-nistp384",
                                         "ecdsa-sha2-nistp521",
                                         "ssh-ed25519"};

/* Their numbers follow each other from 2, see the header of the API. */
T_CASE(key_types)
{
    size_t i;

    for (i = 0; i < S2_COUNT(type_names); i++) {
        int bits = (int)(i + 2) << LIBSSH2_KNOWNHOST_KEY_SHIFT;

        T_EQ(s2_hostkey_bits(s2_span_str(type_names[i])), bits);
        T_STR(s2_hostkey_name(bits | 0x20001), type_names[i]);
    }
    T_EQ(s2_hostkey_bits(s2_span_str("ssh-new")), LIBSSH2_KNOWNHOST_KEY_UNKNOWN);
    T_OK(s2_hostkey_name(LIBSSH2_KNOWNHOST_KEY_UNKNOWN) == NULL);
    T_OK(s2_hostkey_name(0) == NULL);
}

T_SUITE(hostline) = {T_RUN(names_and_patterns),
                     T_RUN(no_pattern_is_expensive),
                     T_RUN(negation_is_seen),
                     T_RUN(lines_are_taken_apart),
                     T_RUN(zero_bytes_are_refused),
                     T_RUN(hash_is_hmac_sha1),
                     T_RUN(hash_of_wrong_size),
                     T_RUN(key_types),
                     T_END};
