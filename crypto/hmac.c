/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* HMAC from a hash.  The key is absorbed once, into an inner and an outer state; each
 * message starts from copies of them, which saves two of the four blocks that a short
 * message costs. */
#include "crypto/hmac.h"

/* Places in the context.  A union of the largest hash context and the types that want
 * alignment, because the contexts lie in one block. */
union state {
    uint8_t bytes[S2_HASH_CTX_MAX];
    uint64_t align_int;
    void *align_ptr;
};

struct hmac {
    const struct s2_hash *hash;
    union state inner, outer; /* after the padded key */
    union state run;          /* the message so far */
};

/* Absorb the key, XORed with the pad byte, into a state. */
static int absorb(const struct s2_hash *h, union state *to, const uint8_t *key,
                  uint8_t pad)
{
    uint8_t block[S2_BLOCK_MAX];
    size_t i;
    int rc;

    for (i = 0; i < h->block; i++)
        block[i] = (uint8_t)(key[i] ^ pad);
    rc = h->init(to);
    if (!rc)
        rc = h->update(to, block, h->block);
    s2_wipe(block, sizeof(block));
    return rc;
}

/* RFC 2104 section 2: a key longer than a block is hashed first, a shorter one is
 * padded with zeros. */
static int hmac_init(struct hmac *c, enum s2_prim prim, const uint8_t *key, size_t n)
{
    const struct s2_hash *h = s2_find_hash(prim);
    uint8_t block[S2_BLOCK_MAX] = {0};
    int rc = 0;

    if (!h)
        return LIBSSH2_ERROR_HASH_INIT;
    c->hash = h;
    if (n > h->block) {
        rc = h->init(&c->run);
        if (!rc)
            rc = h->update(&c->run, key, n);
        if (!rc)
            rc = h->final(&c->run, block);
    } else if (n) {
        memcpy(block, key, n);
    }
    if (!rc)
        rc = absorb(h, &c->inner, block, 0x36);
    if (!rc)
        rc = absorb(h, &c->outer, block, 0x5c);
    if (!rc)
        rc = h->copy(&c->run, &c->inner);
    s2_wipe(block, sizeof(block));
    return rc;
}

static int hmac_update(void *ctx, const void *p, size_t n)
{
    struct hmac *c = (struct hmac *)ctx;
    return c->hash->update(&c->run, p, n);
}

/* Ends the inner hash, feeds it to a copy of the outer one, and is then ready for the
 * next message under the same key. */
static int hmac_final(void *ctx, uint8_t *mac)
{
    struct hmac *c = (struct hmac *)ctx;
    const struct s2_hash *h = c->hash;
    uint8_t digest[S2_HASH_MAX];
    int rc = h->final(&c->run, digest);

    if (!rc)
        rc = h->copy(&c->run, &c->outer);
    if (!rc)
        rc = h->update(&c->run, digest, h->len);
    if (!rc)
        rc = h->final(&c->run, mac);
    if (!rc)
        rc = h->copy(&c->run, &c->inner);
    s2_wipe(digest, sizeof(digest));
    return rc;
}

static void hmac_wipe(void *ctx)
{
    struct hmac *c = (struct hmac *)ctx;

    if (!c->hash)
        return;
    c->hash->wipe(&c->inner);
    c->hash->wipe(&c->outer);
    c->hash->wipe(&c->run);
    s2_wipe(c, sizeof(*c));
}

/* A descriptor carries no data for its functions, so each hash has its own init. */
static int md5_init(void *c, const uint8_t *key, size_t n)
{
    return hmac_init((struct hmac *)c, S2_MD5, key, n);
}

static int sha1_init(void *c, const uint8_t *key, size_t n)
{
    return hmac_init((struct hmac *)c, S2_SHA1, key, n);
}

static int sha256_init(void *c, const uint8_t *key, size_t n)
{
    return hmac_init((struct hmac *)c, S2_SHA256, key, n);
}

static int sha384_init(void *c, const uint8_t *key, size_t n)
{
    return hmac_init((struct hmac *)c, S2_SHA384, key, n);
}

static int sha512_init(void *c, const uint8_t *key, size_t n)
{
    return hmac_init((struct hmac *)c, S2_SHA512, key, n);
}

#define HMAC(prim, len, init)                                                          \
    {                                                                                  \
        prim, len, sizeof(struct hmac), init, hmac_update, hmac_final, hmac_wipe       \
    }

static const struct s2_mac hmacs[] = {
    HMAC(S2_MD5, 16, md5_init),       HMAC(S2_SHA1, 20, sha1_init),
    HMAC(S2_SHA256, 32, sha256_init), HMAC(S2_SHA384, 48, sha384_init),
    HMAC(S2_SHA512, 64, sha512_init),
};

const struct s2_mac *s2_hmac(enum s2_prim prim)
{
    const struct s2_hash *h = s2_find_hash(prim);
    size_t i;

    if (!h || h->ctx > S2_HASH_CTX_MAX)
        return NULL;
    for (i = 0; i < S2_COUNT(hmacs); i++)
        if (hmacs[i].prim == (uint16_t)prim)
            return &hmacs[i];
    return NULL;
}

const struct s2_mac *s2_find_mac(enum s2_prim prim)
{
    const struct s2_mac *const *d;

    for (d = s2_backend.macs; *d; d++)
        if ((*d)->prim == (uint16_t)prim)
            return *d;
    return s2_hmac(prim);
}
