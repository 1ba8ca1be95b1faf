/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The construction of chacha20-poly1305@openssh.com. */
#include "crypto/chachapoly.h"

#define POLY_KEY 32
#define BLOCK    64

/* The head of a context; the three subcontexts follow it. */
struct cp {
    const struct s2_cipher *chacha;
    const struct s2_mac *poly;
    void *payload, *length, *mac;
};

/* Subcontexts begin at multiples of what any type may want. */
static size_t aligned(size_t n)
{
    return (n + 15) & ~(size_t)15;
}

size_t s2_cp_ctx(void)
{
    const struct s2_cipher *chacha = s2_find_cipher(S2_CHACHA20);
    const struct s2_mac *poly = s2_find_mac(S2_POLY1305);

    if (!chacha || !poly)
        return 0;
    return aligned(sizeof(struct cp)) + 2 * aligned(chacha->ctx) + aligned(poly->ctx);
}

/* Direction does not matter to a stream cipher: both are set to seal. */
int s2_cp_init(void *ctx, const uint8_t *key64)
{
    struct cp *c = (struct cp *)ctx;
    int rc;

    c->chacha = s2_find_cipher(S2_CHACHA20);
    c->poly = s2_find_mac(S2_POLY1305);
    if (!c->chacha || !c->poly)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    c->payload = (uint8_t *)ctx + aligned(sizeof(struct cp));
    c->length = (uint8_t *)c->payload + aligned(c->chacha->ctx);
    c->mac = (uint8_t *)c->length + aligned(c->chacha->ctx);
    rc = c->chacha->init(c->payload, key64, NULL, true);
    if (!rc)
        rc = c->chacha->init(c->length, key64 + 32, NULL, true);
    return rc;
}

/* Set a stream to block 0 of packet seq: counter 0, then the sequence number as 64 bits
 * big-endian. */
static int rewind_to(const struct cp *c, void *stream, uint32_t seq)
{
    uint8_t nonce[16] = {0};

    s2_put_u32(nonce + 12, seq);
    return c->chacha->begin(stream, nonce, s2_span(NULL, 0));
}

/* The first 32 bytes of block 0 are the Poly1305 key, the other 32 are thrown away, so
 * the stream stands at block 1 for the payload. */
int s2_cp_start(void *ctx, uint32_t seq)
{
    struct cp *c = (struct cp *)ctx;
    uint8_t block[BLOCK] = {0};
    int rc = rewind_to(c, c->payload, seq);

    if (!rc)
        rc = c->chacha->crypt(c->payload, block, block, sizeof(block));
    if (!rc)
        rc = c->poly->init(c->mac, block, POLY_KEY);
    s2_wipe(block, sizeof(block));
    return rc;
}

/* Four bytes of block 0 of the other key. */
int s2_cp_length(void *ctx, uint32_t seq, uint8_t *out, const uint8_t *in)
{
    struct cp *c = (struct cp *)ctx;
    int rc = rewind_to(c, c->length, seq);

    return rc ? rc : c->chacha->crypt(c->length, out, in, 4);
}

int s2_cp_crypt(void *ctx, uint8_t *out, const uint8_t *in, size_t n)
{
    struct cp *c = (struct cp *)ctx;
    return c->chacha->crypt(c->payload, out, in, n);
}

int s2_cp_tag(void *ctx, const uint8_t *data, size_t n, uint8_t *tag)
{
    struct cp *c = (struct cp *)ctx;
    int rc = c->poly->update(c->mac, data, n);

    return rc ? rc : c->poly->final(c->mac, tag);
}

void s2_cp_wipe(void *ctx)
{
    struct cp *c = (struct cp *)ctx;

    if (!c->payload)
        return;
    c->chacha->wipe(c->payload);
    c->chacha->wipe(c->length);
    c->poly->wipe(c->mac);
    s2_wipe(c, sizeof(*c));
}
