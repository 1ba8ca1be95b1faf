/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The groups' primes against digests of what the formula of RFC 3526 gives (computed,
 * and proved safe primes, by another program), and the backend's exponentiation. */
#include "crypto/alg.h"
#include "unit/vec.h"

static const struct {
    unsigned number;
    size_t bytes;
    const char *sha256;
} groups[] = {
    {2, 128, "3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0"},
    {14, 256, "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e"},
    {16, 512, "4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33"},
    {18, 1024, "39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf"},
};

T_CASE(primes_are_those_of_the_formula)
{
    struct s2_mem m = vec_mem(false);
    uint8_t digest[S2_HASH_MAX];
    char hex[65];
    size_t i;

    for (i = 0; i < S2_COUNT(groups); i++) {
        const struct s2_span *p = s2_dh_group(groups[i].number);

        T_OK(p != NULL);
        T_EQ(p->n, groups[i].bytes);
        T_EQ(s2_digest(&m, S2_SHA256, p, 1, digest), 0);
        s2_hex(hex, digest, 32);
        T_STR(hex, groups[i].sha256);
    }
}

T_CASE(unknown_groups_are_null)
{
    T_OK(s2_dh_group(0) == NULL);
    T_OK(s2_dh_group(1) == NULL);
    T_OK(s2_dh_group(15) == NULL);
    T_OK(s2_dh_group(19) == NULL);
}

/* 2 generates the subgroup of order (p - 1) / 2, so that power of it is 1. */
T_CASE(two_generates_the_subgroup)
{
    static uint8_t half[1024], out[1024];
    const uint8_t two = 2;
    size_t i, j;

    for (i = 0; i < S2_COUNT(groups); i++) {
        struct s2_span p = *s2_dh_group(groups[i].number);

        if (p.n * 8 > s2_backend.dh_max_bits)
            continue;
        for (j = 0; j < p.n; j++) /* p is odd: shifting is halving p - 1 */
            half[j] = (uint8_t)(p.p[j] >> 1 | (j ? p.p[j - 1] << 7 : 0));
        T_EQ(s2_backend.modexp(out, s2_span(&two, 1), s2_span(half, p.n), p), 0);
        for (j = 0; j + 1 < p.n; j++)
            T_EQ(out[j], 0);
        T_EQ(out[p.n - 1], 1);
    }
}

/* base ^ exponent mod modulus, all small numbers, in `wide` bytes. */
static void check_small(unsigned base, unsigned exponent, unsigned modulus, size_t wide,
                        unsigned want)
{
    uint8_t b[4], e[4], m[16] = {0}, out[16];
    size_t i;

    s2_put_u32(b, base);
    s2_put_u32(e, exponent);
    s2_put_u32(m + wide - 4, modulus);
    memset(out, 0xee, sizeof(out));
    T_EQ(s2_backend.modexp(out, s2_span(b, 4), s2_span(e, 4), s2_span(m, wide)), 0);
    T_EQ(s2_get_u32(out + wide - 4), want);
    for (i = 0; i < wide - 4; i++)
        T_EQ(out[i], 0);
    T_OK(wide == sizeof(out) || out[wide] == 0xee);
}

T_CASE(small_powers)
{
    check_small(3, 5, 7, 4, 5);
    T_STOP;
    check_small(10, 3, 7, 12, 6); /* base above the modulus; leading zeros kept */
    T_STOP;
    check_small(5, 0, 1000003, 8, 1);
    T_STOP;
    check_small(5, 1, 1000003, 16, 5);
    T_STOP;
    check_small(123456, 654321, 1000003, 4, 690057);
}

/* g^(ab) either way, in the group of 2048 bits. */
T_CASE(two_sides_agree)
{
    static uint8_t x[256], y[256], k1[256], k2[256];
    const uint8_t two = 2;
    struct s2_span p = *s2_dh_group(14), g = s2_span(&two, 1);
    uint8_t a[64], b[64];

    T_EQ(s2_random(a, sizeof(a)), 0);
    T_EQ(s2_random(b, sizeof(b)), 0);
    T_EQ(s2_backend.modexp(x, g, s2_span(a, 64), p), 0);
    T_EQ(s2_backend.modexp(y, g, s2_span(b, 64), p), 0);
    T_EQ(s2_backend.modexp(k1, s2_span(y, 256), s2_span(a, 64), p), 0);
    T_EQ(s2_backend.modexp(k2, s2_span(x, 256), s2_span(b, 64), p), 0);
    T_MEM(k1, 256, k2, 256);
    T_OK(memcmp(x, y, 256) != 0 && memcmp(k1, x, 256) != 0);
}

T_CASE(an_impossible_modulus_is_refused)
{
    uint8_t out[4], two = 2, even[4] = {0x80, 0, 0, 0}, zero[4] = {0};
    struct s2_span s = s2_span(&two, 1);

    T_EQ(s2_backend.modexp(out, s, s, s2_span(even, 4)), LIBSSH2_ERROR_INVAL);
    T_EQ(s2_backend.modexp(out, s, s, s2_span(zero, 4)), LIBSSH2_ERROR_INVAL);
}

T_SUITE(dhgroup) = {
    T_RUN(primes_are_those_of_the_formula),
    T_RUN(unknown_groups_are_null),
    T_RUN(two_generates_the_subgroup),
    T_RUN(small_powers),
    T_RUN(two_sides_agree),
    T_RUN(an_impossible_modulus_is_refused),
    T_END,
};
