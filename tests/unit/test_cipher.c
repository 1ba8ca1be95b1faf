/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Ciphers of the backend: NIST SP 800-38A (CTR, CBC), the GCM specification, RFC 8439
 * (ChaCha20), and that cutting, in-place work and reuse of a context change nothing. */
#include "crypto/crypto.h"
#include "unit/vec.h"

#define LONG 4096

/* The plaintext of SP 800-38A. */
#define NIST_TEXT                                                                      \
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"                 \
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

/* For ChaCha20 the iv is given to begin. */
static const struct {
    enum s2_prim prim;
    const char *key, *iv, *plain, *sealed;
} streams[] = {
    {S2_AES128_CTR, "2b7e151628aed2a6abf7158809cf4f3c",
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", NIST_TEXT,
     "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3e"
     "dbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"},
    {S2_AES192_CTR, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", NIST_TEXT,
     "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e941e36b26b"
     "d1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050"},
    {S2_AES256_CTR, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", NIST_TEXT,
     "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930da"
     "a23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"},
    {S2_AES128_CBC, "2b7e151628aed2a6abf7158809cf4f3c",
     "000102030405060708090a0b0c0d0e0f", NIST_TEXT,
     "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8"
     "e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"},
    {S2_AES192_CBC, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
     "000102030405060708090a0b0c0d0e0f", NIST_TEXT,
     "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b2420"
     "12fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"},
    {S2_AES256_CBC, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "000102030405060708090a0b0c0d0e0f", NIST_TEXT,
     "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369"
     "a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"},
    /* the counter wraps */
    {S2_AES256_CTR, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "fffffffffffffffffffffffffffffffe", NIST_TEXT,
     "245c09a03b1a5a942b93561348a021ce9511a376d65988420471696228b2ee9dd5a0eac7"
     "379392c7f2b68dd9591afabb678a3a18d435840c6dfcedab485266f4"},
    {S2_DES3_CBC, "0123456789abcdef23456789abcdef01456789abcdef0123",
     "f69f2445df4f9b17", NIST_TEXT,
     "2079c3d53aa763e193b79e2569ab5262516570481f25b50f73c0bda85c8e0da79bd86425"
     "fae429fdbd65a7a21b6e5d20925d8b0ef919a428154b96ed90f2bc1e"},
    /* RFC 8439 section 2.4.2 in the middle; in the last one the counter crosses 32 bits
     */
    {S2_CHACHA20, "0000000000000000000000000000000000000000000000000000000000000000",
     "00000000000000000000000000000000",
     "000000000000000000000000000000000000000000000000000000000000000000000000"
     "00000000000000000000000000000000000000000000000000000000",
     "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c"
     "5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"},
    {S2_CHACHA20, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "01000000000000000000004a00000000",
     "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66"
     "202739393a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e6520"
     "74697020666f7220746865206675747572652c2073756e73637265656e20776f756c6420"
     "62652069742e",
     "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5"
     "524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d807ca0dbf500d6a61"
     "56a38e088a22b65e52bc514d16ccf806818ce91ab77937365af90bbf74a35be6b40b8eed"
     "f2785e42874d"},
    {S2_CHACHA20, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "ffffffff000000000001020304050607",
     "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
     "a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c37106bc1bee22e409f96"
     "e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130",
     "c9796ea93dc7e4dc992eb5814277a02298c4fa0d88921184664bcb294745439bd070e6e8"
     "4c30b9ef01cd6ec13c80f4d7ab3496c0882e896d946df47682f3ad5b440b0c22b4d69ad3"
     "2fc800831a78d501e0fcadd5f86e6857ff92595988115aed8a"},
};

static const struct {
    enum s2_prim prim;
    const char *key, *nonce, *aad, *plain, *sealed, *tag;
} gcms[] = {
    /* test cases 3 and, with the key twice, 15 of the GCM specification; then with
     * additional data */
    {S2_AES128_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
     "956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b2"
     "5466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
     "4d5c2af327cd64a62cf35abd2ba6fab4"},
    {S2_AES256_GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
     "956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48"
     "590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {S2_AES128_GCM, "2b7e151628aed2a6abf7158809cf4f3c", "010203040506070809fffffe",
     "00000040",
     "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
     "a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
     "d9909f12e3d7e161c03b08e1e53e8d01a2a74324a0bf58327d1e117310d7c90667e75653"
     "e4eb3adcbbcdeb7a18a4cfe25856065b307af5661b5b82287d363948",
     "1de0b6502648ec2142cf84e76e78e5c2"},
    {S2_AES256_GCM, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "010203040506070809ffffff", "00000010", "6bc1bee22e409f96e93d7e117393172a",
     "6118e0d52ad18eb2ba8b969a6797f44b", "51a1837be15374a751386fc0d90761de"},
};

static const enum s2_prim all[] = {
    S2_AES128_CTR, S2_AES192_CTR, S2_AES256_CTR, S2_AES128_CBC, S2_AES192_CBC,
    S2_AES256_CBC, S2_DES3_CBC,   S2_AES128_GCM, S2_AES256_GCM, S2_CHACHA20,
};

/* Key and stream position or nonce, whatever kind of cipher it is. */
static int setup(const struct s2_cipher *d, void *c, const uint8_t *key,
                 const uint8_t *iv, bool seal)
{
    int rc;

    if (!d->begin)
        return d->init(c, key, iv, seal);
    rc = d->init(c, key, NULL, seal);
    return rc ? rc : d->begin(c, iv, s2_span(NULL, 0));
}

static void check_stream(size_t i, bool seal)
{
    const struct s2_cipher *d = s2_find_cipher(streams[i].prim);
    uint8_t key[S2_KEY_MAX], iv[S2_IV_MAX], from[128], to[128], out[128];
    size_t n, m;
    void *c;

    T_OK(d != NULL);
    T_EQ(vec_hex(streams[i].key, key, sizeof(key)), d->key);
    T_EQ(vec_hex(streams[i].iv, iv, sizeof(iv)), d->iv);
    n = vec_hex(seal ? streams[i].plain : streams[i].sealed, from, sizeof(from));
    m = vec_hex(seal ? streams[i].sealed : streams[i].plain, to, sizeof(to));
    T_EQ(n, m);
    c = vec_ctx(d->ctx);
    T_EQ(setup(d, c, key, iv, seal), 0);
    T_EQ(d->crypt(c, out, from, n), 0);
    T_MEM(out, n, to, n);
    T_EQ(setup(d, c, key, iv, seal), 0); /* again on a live context, in place */
    T_EQ(d->crypt(c, from, from, n), 0);
    T_MEM(from, n, to, n);
    d->wipe(c);
    free(c);
}

T_CASE(streams_give_the_published_bytes)
{
    size_t i;

    for (i = 0; i < S2_COUNT(streams); i++) {
        check_stream(i, true);
        T_STOP;
        check_stream(i, false);
        T_STOP;
    }
}

/* Seal `text` in pieces of random whole blocks (ChaCha20: any size) into out. */
static void seal_pieces(const struct s2_cipher *d, void *c, uint64_t *seed,
                        const uint8_t *text, uint8_t *out)
{
    size_t unit = d->prim == S2_CHACHA20 ? 1 : d->block;
    size_t at, n;

    for (at = 0; at < LONG; at += n) {
        n = unit * (size_t)(t_rand(seed) % (300 / unit + 1));
        n = s2_min(n, LONG - at);
        T_EQ(d->crypt(c, out + at, text + at, n), 0);
    }
}

static void check_pieces(const struct s2_cipher *d, uint64_t *seed)
{
    static uint8_t text[LONG], whole[LONG], pieces[LONG];
    uint8_t key[S2_KEY_MAX], iv[S2_IV_MAX];
    void *c = vec_ctx(d->ctx);

    vec_fill(seed, key, sizeof(key));
    vec_fill(seed, iv, sizeof(iv));
    vec_fill(seed, text, sizeof(text));
    T_EQ(setup(d, c, key, iv, true), 0);
    T_EQ(d->crypt(c, whole, text, LONG), 0);
    T_OK(memcmp(whole, text, LONG) != 0);
    T_EQ(setup(d, c, key, iv, true), 0);
    seal_pieces(d, c, seed, text, pieces);
    T_STOP;
    T_MEM(pieces, LONG, whole, LONG);
    T_EQ(setup(d, c, key, iv, false), 0);
    T_EQ(d->crypt(c, whole, whole, LONG), 0);
    T_MEM(whole, LONG, text, LONG);
    d->wipe(c);
    free(c);
}

T_CASE(pieces_equal_the_whole)
{
    uint64_t seed = t_seed();
    size_t i;

    for (i = 0; i < S2_COUNT(all); i++) {
        if (!s2_find_cipher(all[i]))
            continue;
        check_pieces(s2_find_cipher(all[i]), &seed);
        T_STOP;
    }
}

T_CASE(required_ciphers_are_there)
{
    T_OK(s2_find_cipher(S2_AES128_CTR) != NULL);
    T_OK(s2_find_cipher(S2_AES192_CTR) != NULL);
    T_OK(s2_find_cipher(S2_AES256_CTR) != NULL);
    T_OK(s2_find_cipher(S2_SHA256) == NULL);
    T_OK(s2_find_cipher(S2_PRIM_NONE) == NULL);
}

/* Sizes that callers put on the stack, and which functions go with which kind. */
T_CASE(descriptors_are_sound)
{
    size_t i;

    for (i = 0; i < S2_COUNT(all); i++) {
        const struct s2_cipher *d = s2_find_cipher(all[i]);

        if (!d)
            continue;
        T_EQ(d->prim, all[i]);
        T_OK(d->key <= S2_KEY_MAX && d->iv <= S2_IV_MAX && d->tag <= S2_TAG_MAX);
        T_OK(d->ctx > 0 && d->block > 0);
        T_EQ(d->tag != 0, d->finish != NULL);
        T_EQ(d->begin != NULL, d->tag != 0 || d->prim == S2_CHACHA20);
    }
}

T_CASE(wipe_clears_live_and_unused_contexts)
{
    static const uint8_t zero[64];
    size_t i, j;

    for (i = 0; i < S2_COUNT(all); i++) {
        const struct s2_cipher *d = s2_find_cipher(all[i]);
        uint8_t *c;

        if (!d)
            continue;
        c = (uint8_t *)vec_ctx(d->ctx);
        d->wipe(c);
        T_EQ(setup(d, c, zero, zero, true), 0);
        d->wipe(c);
        for (j = 0; j < d->ctx; j++)
            T_EQ(c[j], 0);
        free(c);
    }
}

/* A stream goes on where it stood although another context with its key works. */
T_CASE(contexts_are_independent)
{
    const struct s2_cipher *d = s2_find_cipher(S2_AES256_CTR);
    uint8_t key[32] = {1}, iv[16] = {2}, text[64] = {3}, a[64], b[64];
    void *c1 = vec_ctx(d->ctx), *c2 = vec_ctx(d->ctx);

    T_EQ(d->init(c1, key, iv, true), 0);
    T_EQ(d->init(c2, key, iv, true), 0);
    T_EQ(d->crypt(c1, a, text, 32), 0);
    T_EQ(d->crypt(c2, b, text, 64), 0);
    T_EQ(d->crypt(c1, a + 32, text + 32, 32), 0);
    T_MEM(a, 64, b, 64);
    d->wipe(c1);
    d->wipe(c2);
    free(c1);
    free(c2);
}

/* --- GCM ---------------------------------------------------------------------- */

struct packet {
    uint8_t key[32], nonce[12], aad[16], plain[64], sealed[64], tag[16];
    size_t naad, n;
};

static void read_gcm(size_t i, struct packet *p)
{
    memset(p, 0, sizeof(*p));
    (void)vec_hex(gcms[i].key, p->key, sizeof(p->key));
    (void)vec_hex(gcms[i].nonce, p->nonce, sizeof(p->nonce));
    (void)vec_hex(gcms[i].tag, p->tag, sizeof(p->tag));
    (void)vec_hex(gcms[i].sealed, p->sealed, sizeof(p->sealed));
    p->naad = vec_hex(gcms[i].aad, p->aad, sizeof(p->aad));
    p->n = vec_hex(gcms[i].plain, p->plain, sizeof(p->plain));
}

/* Open a packet into out; what finish says. */
static int open_gcm(const struct s2_cipher *d, void *c, struct packet *p, uint8_t *out)
{
    int rc = d->begin(c, p->nonce, s2_span(p->aad, p->naad));

    if (!rc)
        rc = d->crypt(c, out, p->sealed, p->n);
    return rc ? rc : d->finish(c, p->tag);
}

static void check_gcm(size_t i)
{
    const struct s2_cipher *d = s2_find_cipher(gcms[i].prim);
    struct packet p;
    uint8_t out[64], tag[16];
    void *c;

    if (!d)
        T_SKIP("no AES-GCM");
    read_gcm(i, &p);
    c = vec_ctx(d->ctx);
    T_EQ(d->init(c, p.key, NULL, true), 0);
    T_EQ(d->begin(c, p.nonce, s2_span(p.aad, p.naad)), 0);
    T_EQ(d->crypt(c, out, p.plain, p.n), 0);
    T_EQ(d->finish(c, tag), 0);
    T_MEM(out, p.n, p.sealed, p.n);
    T_MEM(tag, 16, p.tag, 16);
    T_EQ(d->init(c, p.key, NULL, false), 0);
    T_EQ(open_gcm(d, c, &p, out), 0);
    T_MEM(out, p.n, p.plain, p.n);
    d->wipe(c);
    free(c);
}

T_CASE(gcm_gives_the_published_bytes)
{
    size_t i;

    for (i = 0; i < S2_COUNT(gcms); i++) {
        check_gcm(i);
        T_STOP;
    }
}

/* Every flipped bit of tag, text, additional data and nonce is noticed, and the context
 * goes on working for the next packet. */
static void check_damage(const struct s2_cipher *d, void *c, struct packet *p,
                         uint8_t *field, size_t n)
{
    uint8_t out[64];
    size_t bit;

    for (bit = 0; bit < n * 8; bit++) {
        field[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        T_EQ(open_gcm(d, c, p, out), LIBSSH2_ERROR_DECRYPT);
        field[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    T_EQ(open_gcm(d, c, p, out), 0);
    T_MEM(out, p->n, p->plain, p->n);
}

T_CASE(gcm_refuses_damage)
{
    const struct s2_cipher *d = s2_find_cipher(S2_AES128_GCM);
    struct packet p;
    void *c;

    if (!d)
        T_SKIP("no AES-GCM");
    read_gcm(2, &p);
    c = vec_ctx(d->ctx);
    T_EQ(d->init(c, p.key, NULL, false), 0);
    check_damage(d, c, &p, p.tag, sizeof(p.tag));
    T_STOP;
    check_damage(d, c, &p, p.sealed, p.n);
    T_STOP;
    check_damage(d, c, &p, p.aad, p.naad);
    T_STOP;
    check_damage(d, c, &p, p.nonce, sizeof(p.nonce));
    T_STOP;
    p.key[0] ^= 1;
    T_EQ(d->init(c, p.key, NULL, false), 0);
    T_EQ(open_gcm(d, c, &p, p.plain), LIBSSH2_ERROR_DECRYPT);
    d->wipe(c);
    free(c);
}

/* Seal one packet on a context; nonce, size and text follow from seq. */
static void seal_nth(const struct s2_cipher *d, void *c, unsigned seq, uint8_t *out)
{
    uint8_t nonce[16] = {0};
    size_t n = d->block * (size_t)(1 + seq % 7), i;

    nonce[11] = (uint8_t)seq;
    for (i = 0; i < n; i++)
        out[i] = (uint8_t)(seq + i);
    T_EQ(d->begin(c, nonce, d->tag ? s2_span(&nonce[8], 4) : s2_span(NULL, 0)), 0);
    T_EQ(d->crypt(c, out, out, n), 0);
    if (d->finish)
        T_EQ(d->finish(c, out + n), 0);
}

static void check_reuse(const struct s2_cipher *d)
{
    uint8_t key[S2_KEY_MAX] = {9, 8, 7}, a[512] = {0}, b[512] = {0};
    void *used = vec_ctx(d->ctx);
    unsigned seq;

    T_EQ(d->init(used, key, NULL, true), 0);
    for (seq = 0; seq < 50; seq++) {
        void *fresh = vec_ctx(d->ctx);

        T_EQ(d->init(fresh, key, NULL, true), 0);
        seal_nth(d, used, seq, a);
        T_STOP;
        seal_nth(d, fresh, seq, b);
        T_STOP;
        T_MEM(a, sizeof(a), b, sizeof(b));
        d->wipe(fresh);
        free(fresh);
    }
    d->wipe(used);
    free(used);
}

T_CASE(a_context_serves_many_packets)
{
    static const enum s2_prim packet[] = {S2_AES128_GCM, S2_AES256_GCM, S2_CHACHA20};
    size_t i;

    for (i = 0; i < S2_COUNT(packet); i++) {
        if (!s2_find_cipher(packet[i]))
            continue;
        check_reuse(s2_find_cipher(packet[i]));
        T_STOP;
    }
}

T_SUITE(cipher) = {
    T_RUN(streams_give_the_published_bytes),     T_RUN(pieces_equal_the_whole),
    T_RUN(required_ciphers_are_there),           T_RUN(descriptors_are_sound),
    T_RUN(wipe_clears_live_and_unused_contexts), T_RUN(contexts_are_independent),
    T_RUN(gcm_gives_the_published_bytes),        T_RUN(gcm_refuses_damage),
    T_RUN(a_context_serves_many_packets),        T_END,
};
