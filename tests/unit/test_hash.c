/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Hashes of the backend (RFC 1321, FIPS 180-4), running copies, s2_digest, s2_random.
 */
#include "crypto/crypto.h"
#include "unit/vec.h"

/* Digests of the empty text, of "abc", of a million times "a". */
static const struct {
    enum s2_prim prim;
    const char *empty, *abc, *million;
} digests[] = {
    {S2_MD5, "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72",
     "7707d6ae4e027c70eea2a935c2296f21"},
    {S2_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
     "a9993e364706816aba3e25717850c26c9cd0d89d",
     "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    {S2_SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {S2_SHA384,
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebf"
     "e76f65fbd51ad2f14898b95b",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072b"
     "a1e7cc2358baeca134c825a7",
     "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc"
     "38ecc4ebae97ddd87f3d8985"},
    {S2_SHA512,
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c"
     "5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a"
     "274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244"
     "877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"},
};

/* The n bytes at text, in pieces of at most `piece`, as hex. */
static void check(const struct s2_hash *h, void *c, const void *text, size_t n,
                  size_t piece, const char *want)
{
    const uint8_t *p = (const uint8_t *)text;
    uint8_t digest[S2_HASH_MAX];
    char hex[2 * S2_HASH_MAX + 1];
    size_t take;

    T_EQ(h->init(c), 0);
    for (; n; n -= take, p += take) {
        take = s2_min(n, piece);
        T_EQ(h->update(c, p, take), 0);
    }
    T_EQ(h->final(c, digest), 0);
    s2_hex(hex, digest, h->len);
    T_STR(hex, want);
}

T_CASE(published_digests)
{
    static uint8_t million[1000000];
    size_t i;

    memset(million, 'a', sizeof(million));
    for (i = 0; i < S2_COUNT(digests); i++) {
        const struct s2_hash *h = s2_find_hash(digests[i].prim);
        void *c;

        if (!h && digests[i].prim == S2_MD5)
            continue; /* the only one that a backend may lack */
        T_OK(h != NULL);
        c = vec_ctx(h->ctx);
        check(h, c, "", 0, 1, digests[i].empty); /* one context for all of them */
        T_STOP;
        check(h, c, "abc", 3, 1, digests[i].abc);
        T_STOP;
        check(h, c, million, sizeof(million), 997, digests[i].million);
        T_STOP;
        h->wipe(c);
        free(c);
    }
}

T_CASE(init_restarts_in_the_middle)
{
    const struct s2_hash *h = s2_find_hash(S2_SHA256);
    void *c = vec_ctx(h->ctx);

    T_EQ(h->init(c), 0);
    T_EQ(h->update(c, "xyz", 3), 0);
    check(h, c, "abc", 3, 3, digests[2].abc);
    h->wipe(c);
    free(c);
}

/* What was hashed so far goes along, and the two then part. */
static void check_copy(const struct s2_hash *h, const char *abc)
{
    uint8_t digest[S2_HASH_MAX];
    char hex[2 * S2_HASH_MAX + 1];
    void *a = vec_ctx(h->ctx), *b = vec_ctx(h->ctx);
    int round;

    for (round = 0; round < 3; round++) { /* onto a fresh, then onto live contexts */
        T_EQ(h->init(a), 0);
        T_EQ(h->update(a, "ab", 2), 0);
        T_EQ(h->copy(b, a), 0);
        T_EQ(h->update(a, "x", 1), 0);
        T_EQ(h->update(b, "c", 1), 0);
        T_EQ(h->final(b, digest), 0);
        s2_hex(hex, digest, h->len);
        T_STR(hex, abc);
        T_EQ(h->final(a, digest), 0);
        s2_hex(hex, digest, h->len);
        T_OK(strcmp(hex, abc) != 0);
    }
    T_EQ(h->init(b), 0); /* a copy can be restarted like any other */
    check(h, b, "abc", 3, 2, abc);
    h->wipe(a);
    h->wipe(b);
    free(a);
    free(b);
}

T_CASE(copies_run_on_their_own)
{
    size_t i;

    for (i = 0; i < S2_COUNT(digests); i++) {
        const struct s2_hash *h = s2_find_hash(digests[i].prim);

        if (!h)
            continue;
        check_copy(h, digests[i].abc);
        T_STOP;
    }
}

T_CASE(hash_descriptors_are_sound)
{
    size_t i;

    for (i = 0; i < S2_COUNT(digests); i++) {
        const struct s2_hash *h = s2_find_hash(digests[i].prim);
        uint8_t *c;
        size_t j;

        if (!h)
            continue;
        T_EQ(h->len * 2, strlen(digests[i].abc));
        T_OK(h->len <= S2_HASH_MAX && h->block <= S2_BLOCK_MAX);
        T_EQ(h->block, h->len > 32 ? 128 : 64);
        T_OK(h->ctx <= S2_HASH_CTX_MAX);
        c = (uint8_t *)vec_ctx(h->ctx);
        h->wipe(c);
        T_EQ(h->init(c), 0);
        h->wipe(c);
        for (j = 0; j < h->ctx; j++)
            T_EQ(c[j], 0);
        free(c);
    }
}

T_CASE(digest_joins_its_parts)
{
    struct s2_mem m = vec_mem(false);
    struct s2_mem broken = vec_mem(true);
    struct s2_span parts[3];
    uint8_t digest[S2_HASH_MAX];
    char hex[2 * S2_HASH_MAX + 1];

    parts[0] = s2_span("a", 1);
    parts[1] = s2_span(NULL, 0);
    parts[2] = s2_span("bc", 2);
    T_EQ(s2_digest(&m, S2_SHA512, parts, 3, digest), 0);
    s2_hex(hex, digest, 64);
    T_STR(hex, digests[4].abc);
    T_EQ(s2_digest(&m, S2_SHA512, NULL, 0, digest), 0);
    s2_hex(hex, digest, 64);
    T_STR(hex, digests[4].empty);
    T_EQ(s2_digest(&broken, S2_SHA512, parts, 3, digest), LIBSSH2_ERROR_ALLOC);
    T_EQ(s2_digest(&m, S2_RSA, parts, 3, digest), LIBSSH2_ERROR_HASH_INIT);
}

/* Not a test of randomness: only that all bytes are written, and not the same ones. */
T_CASE(random_fills_what_was_asked_for)
{
    uint8_t a[64] = {0}, b[64] = {0}, seen[64] = {0};
    size_t i, round, unseen = 0;

    T_EQ(s2_random(a, 0), 0);
    T_EQ(a[0], 0);
    for (round = 0; round < 8; round++) {
        T_EQ(s2_random(a, 63), 0);
        T_OK(memcmp(a, b, 63) != 0);
        memcpy(b, a, 63);
        for (i = 0; i < 64; i++)
            seen[i] = (uint8_t)(seen[i] | a[i]);
    }
    for (i = 0; i < 63; i++)
        unseen += seen[i] == 0;
    T_EQ(unseen, 0);
    T_EQ(seen[63], 0);
}

T_SUITE(hash) = {
    T_RUN(published_digests),
    T_RUN(init_restarts_in_the_middle),
    T_RUN(copies_run_on_their_own),
    T_RUN(hash_descriptors_are_sound),
    T_RUN(digest_joins_its_parts),
    T_RUN(random_fills_what_was_asked_for),
    T_END,
};
