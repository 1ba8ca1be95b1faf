/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The DER reader: the shortest form of each element is read, every other one fails. */
#include "t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/asn1.h"

/* A reader over a literal. */
#define RD(text) s2_rd(s2_span(text, sizeof(text) - 1))

T_CASE(peek_reads_nothing)
{
    struct s2_rd r = RD("\x02\x01\x05");

    T_EQ(s2_der_peek(&r), 2);
    T_EQ(s2_rd_left(&r), 3);
    T_EQ(s2_der_small(&r, 9), 5);
    T_EQ(s2_der_peek(&r), 0);
    T_OK(s2_rd_done(&r));
}

T_CASE(lengths_have_one_form)
{
    uint8_t big[300] = {0x04, 0x82, 0x01, 0x00};
    struct s2_rd r = s2_rd(s2_span(big, 260));

    T_EQ(s2_der_take(&r, 4).n, 256);
    T_OK(s2_rd_done(&r));
    memcpy(big, "\x04\x81\x80", 3);
    r = s2_rd(s2_span(big, 131));
    T_EQ(s2_der_take(&r, 4).n, 128);
    T_OK(s2_rd_done(&r));
    memcpy(big, "\x04\x81\x7f", 3); /* fits one byte */
    r = s2_rd(s2_span(big, 300));
    T_EQ(s2_der_take(&r, 4).n, 0);
    T_OK(!s2_rd_ok(&r));
    memcpy(big, "\x04\x82\x00\x80", 4); /* a leading zero */
    r = s2_rd(s2_span(big, 300));
    (void)s2_der_take(&r, 4);
    T_OK(!s2_rd_ok(&r));
    memcpy(big, "\x04\x80\x00\x00", 4); /* BER's open end */
    r = s2_rd(s2_span(big, 300));
    (void)s2_der_take(&r, 4);
    T_OK(!s2_rd_ok(&r));
    memcpy(big, "\x04\x84\xff\xff\xff\xff", 6);
    r = s2_rd(s2_span(big, 300));
    (void)s2_der_take(&r, 4);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(another_tag_fails)
{
    struct s2_rd r = RD("\x04\x01\x05");

    (void)s2_der_take(&r, S2_DER_INTEGER);
    T_OK(!s2_rd_ok(&r));
    r = RD("\x04\x01\x05");
    T_EQ(s2_der_maybe(&r, S2_DER_INTEGER).n, 0);
    T_EQ(s2_der_maybe(&r, S2_DER_OCTETS).n, 1);
    T_OK(s2_rd_done(&r));
}

T_CASE(integers_are_not_negative_and_short)
{
    struct s2_rd r = RD("\x02\x02\x00\x80");
    struct s2_span s = s2_der_uint(&r);

    T_MEM(s.p, s.n, "\x80", 1);
    r = RD("\x02\x01\x00");
    T_EQ(s2_der_uint(&r).n, 0);
    T_OK(s2_rd_done(&r));
    r = RD("\x02\x01\x80");
    (void)s2_der_uint(&r);
    T_OK(!s2_rd_ok(&r));
    r = RD("\x02\x02\x00\x7f");
    (void)s2_der_uint(&r);
    T_OK(!s2_rd_ok(&r));
    r = RD("\x02\x00");
    (void)s2_der_uint(&r);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(small_integers_have_a_bound)
{
    struct s2_rd r = RD("\x02\x05\x00\xff\xff\xff\xff");

    T_EQ(s2_der_small(&r, UINT32_MAX), 0xffffffffLL);
    r = RD("\x02\x05\x01\x00\x00\x00\x00");
    T_EQ(s2_der_small(&r, UINT32_MAX), 0);
    T_OK(!s2_rd_ok(&r));
    r = RD("\x02\x01\x02");
    T_EQ(s2_der_small(&r, 1), 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(failure_passes_to_what_is_inside)
{
    struct s2_rd r = RD("\x30\x05\x02\x01\x01"), in = s2_der_in(&r, S2_DER_SEQUENCE);

    T_OK(!s2_rd_ok(&r));
    T_OK(!s2_rd_ok(&in));
    r = RD("\x30\x03\x02\x01\x01\x05\x00");
    in = s2_der_in(&r, S2_DER_SEQUENCE);
    T_EQ(s2_der_small(&in, 9), 1);
    T_OK(s2_rd_done(&in));
    T_EQ(s2_rd_left(&r), 2);
}

T_CASE(bit_strings_are_whole_bytes)
{
    struct s2_rd r = RD("\x03\x03\x00\x61\x62");
    struct s2_span s = s2_der_bytes(&r);

    T_MEM(s.p, s.n, "ab", 2);
    r = RD("\x03\x02\x01\x61");
    (void)s2_der_bytes(&r);
    T_OK(!s2_rd_ok(&r));
    r = RD("\x03\x00");
    (void)s2_der_bytes(&r);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(oids_as_text)
{
    char text[64], small[6];

    s2_oid_text(s2_span("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9), text, sizeof(text));
    T_STR(text, "1.2.840.113549.1.1.1");
    s2_oid_text(s2_span("\x88\x37\x03", 3), text, sizeof(text));
    T_STR(text, "2.999.3");
    s2_oid_text(s2_span("\x2b\x65\x70", 3), small, sizeof(small));
    T_STR(small, "1.3.1");
    s2_oid_text(s2_span(NULL, 0), text, sizeof(text));
    T_STR(text, "");
}

T_CASE(oids_are_found)
{
    static const struct s2_oid rows[] = {{S2_OID("\x01\x02"), 7}, {S2_OID("\x01"), 8}};

    T_EQ(s2_oid_find(rows, 2, s2_span("\x01", 1))->prim, 8);
    T_OK(s2_oid_find(rows, 2, s2_span("\x02", 1)) == NULL);
    T_OK(s2_oid_find(rows, 2, s2_span(NULL, 0)) == NULL);
}

static int looks(const char *p, size_t n)
{
    return s2_der_is_key(s2_span(p, n));
}

T_CASE(keys_are_told_from_noise)
{
    T_OK(looks("\x30\x03\x02\x01\x00", 5));
    T_OK(!looks("\x30\x03\x02\x01\x00\x00", 6));
    T_OK(!looks("\x30\x03\x04\x01\x00", 5));
    T_OK(!looks("\x30\x00", 2));
    T_OK(!looks("", 0));
}

/* One sample, read at every cut. */
T_CASE(every_cut_fails)
{
    static const char whole[] = "\x30\x0b\x02\x01\x01\x04\x02hi\x06\x02\x2b\x65";
    size_t n;

    for (n = 0; n < sizeof(whole); n++) {
        uint8_t *cut = malloc(n ? n : 1);
        struct s2_rd r, in;
        bool all;

        memcpy(cut, whole, n);
        r = s2_rd(s2_span(cut, n));
        in = s2_der_in(&r, S2_DER_SEQUENCE);
        (void)s2_der_uint(&in);
        (void)s2_der_take(&in, S2_DER_OCTETS);
        (void)s2_der_take(&in, S2_DER_OID);
        all = s2_rd_done(&in) && s2_rd_done(&r);
        free(cut);
        T_EQ(all, n == sizeof(whole) - 1);
    }
}

T_SUITE(asn1) = {
    T_RUN(peek_reads_nothing),
    T_RUN(lengths_have_one_form),
    T_RUN(another_tag_fails),
    T_RUN(integers_are_not_negative_and_short),
    T_RUN(small_integers_have_a_bound),
    T_RUN(failure_passes_to_what_is_inside),
    T_RUN(bit_strings_are_whole_bytes),
    T_RUN(oids_as_text),
    T_RUN(oids_are_found),
    T_RUN(keys_are_told_from_noise),
    T_RUN(every_cut_fails),
    T_END,
};
