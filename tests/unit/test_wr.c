/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The writer: fixed and growing, nested lengths, numbers. */
#include "base/wr.h"
#include "t.h"

static struct s2_mem memory(void)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    return m;
}

T_CASE(wr_fixed_overflow_is_sticky)
{
    uint8_t buf[6] = {9, 9, 9, 9, 9, 9};
    struct s2_wr w = s2_wr_fixed(buf, 5);

    s2_wr_u32(&w, 1);
    T_OK(s2_wr_ok(&w));
    s2_wr_u32(&w, 2);
    T_OK(!s2_wr_ok(&w));
    s2_wr_u8(&w, 3);
    T_EQ(buf[5], 9);
    T_EQ(s2_wr_span(&w).n, 0);
}

T_CASE(wr_mpint_forms)
{
    /* The examples of RFC 4251 section 5. */
    static const uint8_t zero[] = {0},
                         big[] = {0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7};
    static const uint8_t high[] = {0x80}, padded[] = {0, 0, 0x7f};
    static const uint8_t want[] = {0,    0,    0,    0,    0,    0,    0,    8, 0x09,
                                   0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7, 0, 0,
                                   0,    2,    0,    0x80, 0,    0,    0,    1, 0x7f};
    uint8_t buf[64];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    s2_wr_mpint(&w, s2_span(zero, sizeof(zero)));
    s2_wr_mpint(&w, s2_span(big, sizeof(big)));
    s2_wr_mpint(&w, s2_span(high, sizeof(high)));
    s2_wr_mpint(&w, s2_span(padded, sizeof(padded)));
    T_MEM(buf, s2_wr_len(&w), want, sizeof(want));
}

T_CASE(wr_marks_nest)
{
    static const uint8_t want[] = {0, 0, 0, 7, 'a', 0, 0, 0, 2, 'b', 'c'};
    uint8_t buf[32];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    size_t outer = s2_wr_mark(&w), inner;

    s2_wr_u8(&w, 'a');
    inner = s2_wr_mark(&w);
    s2_wr_raw(&w, "bc", 2);
    s2_wr_close(&w, inner);
    s2_wr_close(&w, outer);
    T_MEM(buf, s2_wr_len(&w), want, sizeof(want));
}

T_CASE(wr_grows_and_is_taken)
{
    struct s2_mem m = memory();
    struct s2_wr w = s2_wr_growing(&m);
    uint8_t *p;
    size_t n, i;
    bool same = true;

    for (i = 0; i < 5000; i++)
        s2_wr_u8(&w, (uint8_t)i);
    p = s2_wr_take(&w, &n);
    for (i = 0; p && i < n; i++)
        same = same && p[i] == (uint8_t)i;
    s2_free(&m, p);
    T_EQ(n, 5000);
    T_OK(same);
    T_EQ(s2_wr_len(&w), 0);
    s2_wr_free(&w);
}

static void *no_memory(size_t n, void **abstract)
{
    (void)n, (void)abstract;
    return NULL;
}

T_CASE(wr_without_memory_fails_once_for_all)
{
    struct s2_mem m;
    struct s2_wr w;
    size_t n = 1;

    s2_mem_init(&m, no_memory, NULL, NULL, NULL);
    w = s2_wr_growing(&m);
    s2_wr_cstr(&w, "text");
    s2_wr_close(&w, s2_wr_mark(&w));
    T_OK(!s2_wr_ok(&w));
    T_OK(s2_wr_take(&w, &n) == NULL);
    T_EQ(n, 0);
}

T_SUITE(wr) = {T_RUN(wr_fixed_overflow_is_sticky),
               T_RUN(wr_mpint_forms),
               T_RUN(wr_marks_nest),
               T_RUN(wr_grows_and_is_taken),
               T_RUN(wr_without_memory_fails_once_for_all),
               T_END};
