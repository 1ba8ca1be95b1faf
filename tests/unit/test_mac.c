/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* HMAC (RFC 2202, RFC 4231 and keys at the edges of a block), that of the backend and
 * that of hmac.c, and Poly1305 (RFC 8439). */
#include "crypto/hmac.h"
#include "unit/vec.h"

static const enum s2_prim hashes[] = {S2_MD5, S2_SHA1, S2_SHA256, S2_SHA384, S2_SHA512};

/* The MACs are in the order of the hashes. */
static const struct {
    const char *key, *text, *macs[5];
} hmacs[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
     "4869205468657265",
     {"5ccec34ea9656392457fa1ac27f08fbc", "b617318655057264e28bc0b6fb378c8ef146be00",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9"
      "076ede7f4af152e8b2fa9cb6",
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7"
      "d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"}},
    {"4a656665",
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     {"750c783e6ab0b503eaa86e310a5db738", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca"
      "5e69e2c78b3239ecfab21649",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75"
      "c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"}},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65"
     "79202d2048617368204b6579204669727374",
     {"bfecaf4efff90a3a668f3922fec3762d", "90d0dace1c1bdc957339307803160335bde6df2b",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab"
      "4030fe8296248df163f44952",
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037"
      "e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"}},
    {"",
     "",
     {"74e6f7298a9c2d168935f58c001bad88", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
      "6c1f2ee938fad2e24bd91298474382ca218c75db3d83e114b3d4367776d14d3551289e75"
      "e8209cd4b792302840234adc",
      "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac6730c6c5154"
      "21b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47"}},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
     "2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
     "6b3634",
     {"5edbc0b4444d76762194ff4b79999b2f", "d3d44050b8168f2ea4f8af10f16b61a9b1d8969e",
      "804aa3112ea9e00e1b05ba31f425b2f1a0823a63556474ec1792283fb7b647ee",
      "59a602fced4c40bd36b70baf1d2c71901d6bcee7300b59fd9869cf5eea163aa327baf0df"
      "59c2641a72d927416f096bcc",
      "f4932bd52853f4e0995e39b0eeba82b761fb6c567e68cb0e5cf8afc143d0f3228748530f"
      "679ab470b1a396e222707e866517fea032ad7cf18cbc6923acc53d46"}},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
     "2425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344454647"
     "48494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b"
     "6c6d6e6f707172737475767778797a7b7c7d7e7f",
     "6b313238",
     {"fe5dd1939d8e9a86d811fa8ce15397f0", "6479e311028b2191b3b115ea9f50509ea93457d5",
      "67131d11a3bba5e362ceff28037ba13dcecb6988eab74c516a0f7f8b9ffb4ceb",
      "685830d6dfc8ba80667794887e0d473587aa8c512a50c88a3dd1219932b2491fabe2fac3"
      "d864c121a55cbdd8ef5ccbe6",
      "dc2dc52c732d2c0de681916ebf59c3575064e99f6fb5cb2e33396f620f2c42f95d3e3924"
      "e7cdb7df7fc09f5a599b5981ad2ea743c5019727b39844d9216f1b45"}},
};

static const struct {
    const char *key, *text, *tag;
} polys[] = {
    {"85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
     "43727970746f6772617068696320466f72756d2052657365617263682047726f7570",
     "a8061dc1305136c6c22b8baf0c0127a9"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "",
     "101112131415161718191a1b1c1d1e1f"},
    {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "86fa6a437bf4ec24a274504dc37495bc"},
};

typedef const struct s2_mac *find_mac(enum s2_prim prim);

/* One vector with one hash: whole, then byte by byte under the same key. */
static void check_hmac(const struct s2_mac *d, size_t vector, size_t hash)
{
    uint8_t key[131], text[64], mac[S2_TAG_MAX];
    char hex[2 * S2_TAG_MAX + 1];
    size_t nkey = vec_hex(hmacs[vector].key, key, sizeof(key));
    size_t n = vec_hex(hmacs[vector].text, text, sizeof(text)), i;
    void *c = vec_ctx(d->ctx);

    T_EQ(d->init(c, key, nkey), 0);
    T_EQ(d->update(c, text, n), 0);
    T_EQ(d->final(c, mac), 0);
    s2_hex(hex, mac, d->len);
    T_STR(hex, hmacs[vector].macs[hash]);
    for (i = 0; i < n; i++)
        T_EQ(d->update(c, text + i, 1), 0);
    T_EQ(d->final(c, mac), 0);
    s2_hex(hex, mac, d->len);
    T_STR(hex, hmacs[vector].macs[hash]);
    d->wipe(c);
    free(c);
}

static void check_hmacs(find_mac *find)
{
    size_t vector, hash;

    for (hash = 0; hash < S2_COUNT(hashes); hash++) {
        const struct s2_mac *d = find(hashes[hash]);

        if (!d && hashes[hash] == S2_MD5)
            continue;
        T_OK(d != NULL);
        T_EQ(d->prim, hashes[hash]);
        T_EQ(d->len, s2_find_hash(hashes[hash])->len);
        for (vector = 0; vector < S2_COUNT(hmacs); vector++) {
            check_hmac(d, vector, hash);
            T_STOP;
        }
    }
}

T_CASE(hmac_gives_the_published_bytes)
{
    check_hmacs(s2_find_mac);
}

T_CASE(own_hmac_gives_the_published_bytes)
{
    check_hmacs(s2_hmac);
}

/* MAC of one random message on a context that has its key. */
static void mac_of(const struct s2_mac *d, void *c, const uint8_t *text, size_t n,
                   uint8_t *mac)
{
    size_t half = n / 2;

    memset(mac, 0, S2_TAG_MAX);
    T_EQ(d->update(c, text, half), 0);
    T_EQ(d->update(c, text + half, n - half), 0);
    T_EQ(d->final(c, mac), 0);
}

static void check_equal(enum s2_prim prim, uint64_t *seed)
{
    const struct s2_mac *theirs = s2_find_mac(prim), *own = s2_hmac(prim);
    uint8_t key[200], text[1000], a[S2_TAG_MAX], b[S2_TAG_MAX], fresh[S2_TAG_MAX];
    void *c = vec_ctx(theirs->ctx), *d = vec_ctx(own->ctx), *e;
    size_t nkey = (size_t)(t_rand(seed) % sizeof(key)), n;
    int round;

    vec_fill(seed, key, sizeof(key));
    vec_fill(seed, text, sizeof(text));
    T_EQ(theirs->init(c, key, nkey), 0);
    T_EQ(own->init(d, key, nkey), 0);
    for (round = 0; round < 20; round++) {
        n = (size_t)(t_rand(seed) % sizeof(text));
        mac_of(theirs, c, text, n, a);
        T_STOP;
        mac_of(own, d, text, n, b);
        T_STOP;
        T_MEM(a, sizeof(a), b, sizeof(b));
        e = vec_ctx(theirs->ctx);
        T_EQ(theirs->init(e, key, nkey), 0);
        mac_of(theirs, e, text, n, fresh);
        T_STOP;
        theirs->wipe(e);
        free(e);
        T_MEM(a, sizeof(a), fresh, sizeof(fresh));
    }
    theirs->wipe(c);
    own->wipe(d);
    free(c);
    free(d);
}

/* Many messages, all on one context, on a fresh one each, and by hmac.c. */
T_CASE(reused_fresh_and_own_hmacs_agree)
{
    uint64_t seed = t_seed();
    size_t i;

    for (i = 1; i < S2_COUNT(hashes); i++) {
        check_equal(hashes[i], &seed);
        T_STOP;
        check_equal(hashes[i], &seed); /* another key length */
        T_STOP;
    }
}

static void check_new_key(const struct s2_mac *d)
{
    uint8_t one[S2_TAG_MAX], two[S2_TAG_MAX], mac[S2_TAG_MAX];
    void *c = vec_ctx(d->ctx);

    T_EQ(d->init(c, (const uint8_t *)"one", 3), 0);
    mac_of(d, c, (const uint8_t *)"text", 4, one);
    T_STOP;
    T_EQ(d->update(c, "rubbish", 7), 0);
    T_EQ(d->init(c, (const uint8_t *)"two", 3), 0);
    mac_of(d, c, (const uint8_t *)"text", 4, two);
    T_STOP;
    T_OK(memcmp(one, two, d->len) != 0);
    T_EQ(d->init(c, (const uint8_t *)"one", 3), 0);
    mac_of(d, c, (const uint8_t *)"text", 4, mac);
    T_STOP;
    T_MEM(mac, d->len, one, d->len);
    d->wipe(c);
    free(c);
}

T_CASE(a_new_key_replaces_the_old_one)
{
    check_new_key(s2_find_mac(S2_SHA256));
    T_STOP;
    check_new_key(s2_hmac(S2_SHA256));
}

T_CASE(poly1305_gives_the_published_bytes)
{
    const struct s2_mac *d = s2_find_mac(S2_POLY1305);
    uint8_t key[32], text[64], tag[16];
    char hex[33];
    size_t i, j, n;
    void *c;

    if (!d)
        T_SKIP("no Poly1305");
    T_EQ(d->len, 16);
    c = vec_ctx(d->ctx); /* one context, a new key each time */
    for (i = 0; i < 2 * S2_COUNT(polys); i++) {
        j = i % S2_COUNT(polys);
        T_EQ(vec_hex(polys[j].key, key, sizeof(key)), 32);
        n = vec_hex(polys[j].text, text, sizeof(text));
        T_EQ(d->init(c, key, 32), 0);
        T_EQ(d->update(c, text, n / 3), 0);
        T_EQ(d->update(c, text + n / 3, n - n / 3), 0);
        T_EQ(d->final(c, tag), 0);
        s2_hex(hex, tag, 16);
        T_STR(hex, polys[j].tag);
    }
    d->wipe(c);
    free(c);
}

static void check_wipe(const struct s2_mac *d)
{
    static const uint8_t key[32];
    uint8_t *c = (uint8_t *)vec_ctx(d->ctx);
    size_t i;

    d->wipe(c);
    T_EQ(d->init(c, key, 32), 0);
    d->wipe(c);
    for (i = 0; i < d->ctx; i++)
        T_EQ(c[i], 0);
    free(c);
}

T_CASE(mac_wipe_clears_live_and_unused_contexts)
{
    check_wipe(s2_find_mac(S2_SHA512));
    T_STOP;
    check_wipe(s2_hmac(S2_SHA512));
    T_STOP;
    if (s2_find_mac(S2_POLY1305))
        check_wipe(s2_find_mac(S2_POLY1305));
}

T_CASE(there_is_no_hmac_of_what_is_no_hash)
{
    T_OK(s2_hmac(S2_AES128_CTR) == NULL);
    T_OK(s2_hmac(S2_POLY1305) == NULL);
    T_OK(s2_find_mac(S2_PRIM_NONE) == NULL);
}

T_SUITE(mac) = {
    T_RUN(hmac_gives_the_published_bytes),
    T_RUN(own_hmac_gives_the_published_bytes),
    T_RUN(reused_fresh_and_own_hmacs_agree),
    T_RUN(a_new_key_replaces_the_old_one),
    T_RUN(poly1305_gives_the_published_bytes),
    T_RUN(mac_wipe_clears_live_and_unused_contexts),
    T_RUN(there_is_no_hmac_of_what_is_no_hash),
    T_END,
};
