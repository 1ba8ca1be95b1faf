/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The checked reader: every field, at every cut. */
#include "base/rd.h"
#include "base/wr.h"
#include "t.h"

/* One message with every kind of field. */
static size_t sample(uint8_t *buf, size_t n)
{
    struct s2_wr w = s2_wr_fixed(buf, n);
    static const uint8_t number[] = {0, 0x80, 1};

    s2_wr_u8(&w, 7);
    s2_wr_bool(&w, true);
    s2_wr_u32(&w, 0x01020304);
    s2_wr_u64(&w, 0x0102030405060708u);
    s2_wr_cstr(&w, "text");
    s2_wr_mpint(&w, s2_span(number, sizeof(number)));
    return s2_wr_len(&w);
}

struct fields {
    uint8_t u8;
    bool flag;
    uint32_t u32;
    uint64_t u64;
    struct s2_span text, number;
};

static struct fields read_sample(struct s2_rd *r)
{
    struct fields f;

    f.u8 = s2_rd_u8(r);
    f.flag = s2_rd_bool(r);
    f.u32 = s2_rd_u32(r);
    f.u64 = s2_rd_u64(r);
    f.text = s2_rd_str(r);
    f.number = s2_rd_mpint(r);
    return f;
}

T_CASE(rd_reads_what_was_written)
{
    uint8_t buf[64];
    struct s2_rd r = s2_rd(s2_span(buf, sample(buf, sizeof(buf))));
    struct fields f = read_sample(&r);

    T_OK(s2_rd_done(&r));
    T_EQ(f.u8, 7);
    T_OK(f.flag);
    T_EQ(f.u32, 0x01020304);
    T_OK(f.u64 == 0x0102030405060708u);
    T_MEM(f.text.p, f.text.n, "text", 4);
    T_MEM(f.number.p, f.number.n, "\x80\x01", 2);
}

T_CASE(rd_fails_at_every_cut)
{
    uint8_t buf[64];
    size_t n = sample(buf, sizeof(buf)), cut;

    for (cut = 0; cut < n; cut++) {
        struct s2_rd r = s2_rd(s2_span(buf, cut));

        read_sample(&r);
        T_OK(!s2_rd_ok(&r));
        T_OK(!s2_rd_done(&r));
        T_EQ(s2_rd_left(&r), 0);
    }
}

T_CASE(rd_failure_is_sticky)
{
    static const uint8_t buf[] = {0, 0, 0, 9, 'a', 'b', 1, 2, 3, 4};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));
    struct s2_span s = s2_rd_str(&r);

    T_EQ(s.n, 0);
    T_EQ(s2_rd_u8(&r), 0);
    T_EQ(s2_rd_u32(&r), 0);
    T_EQ(s2_rd_rest(&r).n, 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(rd_leftover_is_not_done)
{
    static const uint8_t buf[] = {1, 2};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));

    s2_rd_u8(&r);
    T_OK(s2_rd_ok(&r));
    T_OK(!s2_rd_done(&r));
    T_EQ(s2_rd_rest(&r).n, 1);
    T_OK(s2_rd_done(&r));
}

T_CASE(rd_huge_length_does_not_wrap)
{
    static const uint8_t buf[] = {0xff, 0xff, 0xff, 0xff, 'x'};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));

    T_EQ(s2_rd_str(&r).n, 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(rd_empty_input)
{
    struct s2_rd r = s2_rd(s2_span(NULL, 0));

    T_OK(s2_rd_done(&r));
    T_EQ(s2_rd_raw(&r, 0).n, 0);
    T_OK(s2_rd_ok(&r));
    T_EQ(s2_rd_u8(&r), 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(rd_negative_mpint_fails)
{
    static const uint8_t buf[] = {0, 0, 0, 1, 0x80};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));

    T_EQ(s2_rd_mpint(&r).n, 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(rd_count_is_bounded_by_what_is_left)
{
    static const uint8_t buf[] = {0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));

    T_EQ(s2_rd_count(&r, 10, 2), 3);
    T_OK(s2_rd_ok(&r));
    r = s2_rd(s2_span(buf, sizeof(buf)));
    T_EQ(s2_rd_count(&r, 2, 1), 0);
    T_OK(!s2_rd_ok(&r));
    r = s2_rd(s2_span(buf, sizeof(buf)));
    T_EQ(s2_rd_count(&r, 10, 3), 0);
    T_OK(!s2_rd_ok(&r));
}

T_CASE(rd_string_of_fixed_size)
{
    static const uint8_t buf[] = {0, 0, 0, 2, 'h', 'i'};
    struct s2_rd r = s2_rd(s2_span(buf, sizeof(buf)));

    T_MEM(s2_rd_str_n(&r, 2).p, 2, "hi", 2);
    r = s2_rd(s2_span(buf, sizeof(buf)));
    T_EQ(s2_rd_str_n(&r, 3).n, 0);
    T_OK(!s2_rd_ok(&r));
}

T_SUITE(rd) = {
    T_RUN(rd_reads_what_was_written),    T_RUN(rd_fails_at_every_cut),
    T_RUN(rd_failure_is_sticky),         T_RUN(rd_leftover_is_not_done),
    T_RUN(rd_huge_length_does_not_wrap), T_RUN(rd_empty_input),
    T_RUN(rd_negative_mpint_fails),      T_RUN(rd_count_is_bounded_by_what_is_left),
    T_RUN(rd_string_of_fixed_size),      T_END};
