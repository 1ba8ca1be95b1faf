/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Elliptic-curve Diffie-Hellman.  Keys are always fresh, so the published value that
 * can be checked is the base point: agreeing with it gives the own public key (its x).
 */
#include "crypto/crypto.h"
#include "unit/vec.h"

static const struct {
    enum s2_prim prim;
    const char *base;
} curves[] = {
    {S2_X25519, "0900000000000000000000000000000000000000000000000000000000000000"},
    {S2_P256, "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342"
              "e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"},
    {S2_P384, "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f2"
              "5dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a14"
              "7ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"},
    {S2_P521, "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa1"
              "4b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66011839296a"
              "789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef426"
              "40c550b9013fad0761353c7086a272c24088be94769fd16650"},
};

/* Where x begins in a public key. */
static size_t x_at(const struct s2_ecdh *d)
{
    return d->pub == d->secret ? 0 : 1;
}

static void check_base(const struct s2_ecdh *d, void *c, const char *base)
{
    uint8_t point[S2_POINT_MAX], pub[S2_POINT_MAX], secret[S2_SECRET_MAX];
    int round;

    T_EQ(vec_hex(base, point, sizeof(point)), d->pub);
    for (round = 0; round < 16; round++) { /* leading zeros come up one time in 256 */
        T_EQ(d->make(c, pub), 0);
        memset(secret, 0, sizeof(secret));
        T_EQ(d->agree(c, point, secret), 0);
        T_MEM(secret, d->secret, pub + x_at(d), d->secret);
    }
}

static void check_pair(const struct s2_ecdh *d, void *a, void *b)
{
    uint8_t pa[S2_POINT_MAX], pb[S2_POINT_MAX], sa[S2_SECRET_MAX], sb[S2_SECRET_MAX];

    T_EQ(d->make(a, pa), 0);
    T_EQ(d->make(b, pb), 0);
    T_OK(memcmp(pa, pb, d->pub) != 0);
    T_EQ(d->agree(a, pb, sa), 0);
    T_EQ(d->agree(b, pa, sb), 0);
    T_MEM(sa, d->secret, sb, d->secret);
    T_EQ(d->make(b, pb), 0); /* a new pair replaces the old one */
    T_EQ(d->agree(b, pa, sb), 0);
    T_OK(memcmp(sa, sb, d->secret) != 0);
}

typedef void check_fn(const struct s2_ecdh *d, void *a, void *b, const char *base);

static void run(check_fn *check)
{
    size_t i;

    for (i = 0; i < S2_COUNT(curves); i++) {
        const struct s2_ecdh *d = s2_find_ecdh(curves[i].prim);
        void *a, *b;

        if (!d)
            continue;
        a = vec_ctx(d->ctx);
        b = vec_ctx(d->ctx);
        check(d, a, b, curves[i].base);
        d->wipe(a);
        d->wipe(b);
        free(a);
        free(b);
        T_STOP;
    }
}

static void agreement(const struct s2_ecdh *d, void *a, void *b, const char *base)
{
    check_base(d, a, base);
    T_STOP;
    check_pair(d, a, b);
}

T_CASE(both_sides_agree)
{
    run(agreement);
}

/* Points that are not on the curve would give the own secret away bit by bit. */
static void bad_points(const struct s2_ecdh *d, void *a, void *b, const char *base)
{
    static const uint8_t forms[] = {0x00, 0x02, 0x03, 0x06, 0x07, 0xff};
    uint8_t pub[S2_POINT_MAX], secret[S2_SECRET_MAX];
    size_t i;

    (void)b;
    if (x_at(d) == 0)
        return; /* every 32 bytes are a point of X25519 */
    T_EQ(d->make(a, pub), 0);
    (void)vec_hex(base, pub, sizeof(pub));
    pub[d->pub - 1] ^= 1;
    T_EQ(d->agree(a, pub, secret), LIBSSH2_ERROR_INVAL);
    pub[d->pub - 1] ^= 1;
    pub[1] ^= 0x40;
    T_EQ(d->agree(a, pub, secret), LIBSSH2_ERROR_INVAL);
    pub[1] ^= 0x40;
    for (i = 0; i < S2_COUNT(forms); i++) { /* compressed, hybrid, nonsense */
        pub[0] = forms[i];
        T_EQ(d->agree(a, pub, secret), LIBSSH2_ERROR_INVAL);
    }
    memset(pub + 1, 0, (size_t)d->pub - 1);
    pub[0] = 4;
    T_EQ(d->agree(a, pub, secret), LIBSSH2_ERROR_INVAL);
    memset(pub + 1, 0xff, (size_t)d->pub - 1); /* coordinates above the field */
    T_EQ(d->agree(a, pub, secret), LIBSSH2_ERROR_INVAL);
    (void)vec_hex(base, pub, sizeof(pub)); /* the context is still good */
    T_EQ(d->agree(a, pub, secret), 0);
}

T_CASE(points_off_the_curve_are_refused)
{
    run(bad_points);
}

/* A backend refuses the point of order 1 or gives zeros, which its caller refuses. */
T_CASE(x25519_of_zero_has_no_secret)
{
    const struct s2_ecdh *d = s2_find_ecdh(S2_X25519);
    uint8_t zero[32] = {0}, pub[32], secret[32] = {0};
    void *c;
    int rc;

    if (!d)
        T_SKIP("no X25519");
    c = vec_ctx(d->ctx);
    T_EQ(d->make(c, pub), 0);
    rc = d->agree(c, zero, secret);
    T_OK(rc == LIBSSH2_ERROR_INVAL || (rc == 0 && s2_ct_is_zero(secret, 32)));
    d->wipe(c);
    free(c);
}

static void wiping(const struct s2_ecdh *d, void *a, void *b, const char *base)
{
    uint8_t pub[S2_POINT_MAX];
    size_t i;

    (void)base;
    T_EQ(d->make(a, pub), 0);
    d->wipe(a);
    d->wipe(b); /* never used */
    for (i = 0; i < d->ctx; i++)
        T_EQ(((uint8_t *)a)[i], 0);
}

T_CASE(ecdh_wipe_leaves_nothing)
{
    run(wiping);
}

T_SUITE(ecdh) = {
    T_RUN(both_sides_agree),
    T_RUN(points_off_the_curve_are_refused),
    T_RUN(x25519_of_zero_has_no_secret),
    T_RUN(ecdh_wipe_leaves_nothing),
    T_END,
};
