/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The Blowfish core: its table against pi computed here, its cipher against openssl
 * (enc -bf-ecb of the legacy provider) and against vectors known since 1993. */
#include "t.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/blowfish.h"

/* Fixed-point numbers: word 0 is the whole part, the others the fraction, of which the
 * last two are for rounding. */
#define FRACTION (18 + 4 * 256)
#define WORDS    (1 + FRACTION + 2)

/* to = from / by; true if anything but zero is left. */
static int divide(uint32_t *to, const uint32_t *from, uint32_t by)
{
    uint64_t rest = 0;
    uint32_t any = 0;
    int i;

    for (i = 0; i < WORDS; i++) {
        rest = rest << 32 | from[i];
        to[i] = (uint32_t)(rest / by);
        rest %= by;
        any |= to[i];
    }
    return any != 0;
}

static void add(uint32_t *to, const uint32_t *what)
{
    uint64_t carry = 0;
    int i;

    for (i = WORDS - 1; i >= 0; i--) {
        carry += (uint64_t)to[i] + what[i];
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static void subtract(uint32_t *to, const uint32_t *what)
{
    uint64_t borrow = 0;
    int i;

    for (i = WORDS - 1; i >= 0; i--) {
        uint64_t v = (uint64_t)to[i] - what[i] - borrow;
        to[i] = (uint32_t)v;
        borrow = v >> 63;
    }
}

/* sum += sign * factor * arctan(1 / x), by x^-1 - x^-3 / 3 + x^-5 / 5 - ... */
static void add_arctan(uint32_t *sum, int positive, uint32_t factor, uint32_t x)
{
    uint32_t power[WORDS] = {0}, term[WORDS];
    uint32_t n = 1;

    power[0] = factor;
    (void)divide(power, power, x);
    while (divide(term, power, n)) {
        if (positive)
            add(sum, term);
        else
            subtract(sum, term);
        positive = !positive;
        n += 2;
        (void)divide(power, power, x * x);
    }
}

T_CASE(table_is_pi)
{
    static const struct s2_blowfish none;
    struct s2_blowfish bf = none;
    uint32_t pi[WORDS] = {0};

    /* Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    add_arctan(pi, 1, 16, 5);
    add_arctan(pi, 0, 4, 239);
    T_EQ(pi[0], 3);
    s2_bf_start(&bf);
    T_MEM(bf.p, sizeof(bf.p), pi + 1, 18 * 4);
    T_MEM(bf.s, sizeof(bf.s), pi + 1 + 18, 4 * 256 * 4);
}

/* One block of eight bytes under a key, plain schedule. */
static void expect_block(const char *key, size_t n, uint32_t l, uint32_t r,
                         uint32_t want_l, uint32_t want_r)
{
    struct s2_blowfish bf;

    s2_bf_start(&bf);
    s2_bf_expand(&bf, s2_span(key, n), s2_span(NULL, 0));
    s2_bf_encrypt(&bf, &l, &r);
    T_EQ(l, want_l);
    T_EQ(r, want_r);
}

T_CASE(known_blocks)
{
    const char *k1 = "\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10";
    const char *k2 = "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17";

    expect_block("\0\0\0\0\0\0\0\0", 8, 0, 0, 0x4ef99745, 0x6198dd78);
    expect_block("\xff\xff\xff\xff\xff\xff\xff\xff", 8, 0xffffffff, 0xffffffff,
                 0x51866fd5, 0xb85ecb8a);
    expect_block(k1, 16, 0, 0, 0x4e1cb595, 0xfca184b4);
    expect_block(k1, 16, 0xffffffff, 0xffffffff, 0x935e3abc, 0x8ad52a16);
    expect_block(k1, 16, 0x01020304, 0x05060708, 0x1e3375d8, 0x45545c3c);
    expect_block(k2, 16, 0, 0, 0xb995f24d, 0xdfe87bf0);
    expect_block(k2, 16, 0x01020304, 0x05060708, 0x265ac417, 0xa9e79da3);
}

T_CASE(salt_of_zeros_is_no_salt)
{
    static const uint8_t zeros[16];
    struct s2_blowfish a, b;

    s2_bf_start(&a);
    s2_bf_start(&b);
    s2_bf_expand(&a, s2_span("key", 3), s2_span(zeros, 16));
    s2_bf_expand(&b, s2_span("key", 3), s2_span(NULL, 0));
    T_MEM(&a, sizeof(a), &b, sizeof(b));
    s2_bf_expand(&a, s2_span("key", 3), s2_span("\0\0\0\0\0\0\0\1", 8));
    s2_bf_expand(&b, s2_span("key", 3), s2_span(NULL, 0));
    T_OK(memcmp(&a, &b, sizeof(a)) != 0);
}

T_SUITE(blowfish) = {
    T_RUN(table_is_pi),
    T_RUN(known_blocks),
    T_RUN(salt_of_zeros_is_no_salt),
    T_END,
};
