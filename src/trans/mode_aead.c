/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The two AEAD modes: AES-GCM as OpenSSH names and uses it (RFC 5647 with the length in
 * clear as additional data), and chacha20-poly1305@openssh.com, whose length is
 * encrypted under a key of its own. */
#include "base/text.h"
#include "crypto/chachapoly.h"
#include "trans/dir.h"

/* --- AES-GCM --- */

/* RFC 5647 section 5.1: the first IV comes from the key exchange, there is no MAC key,
 * as the tag comes from the cipher. The length is not encrypted (section 7.3), hence
 * four clear bytes that are additional data. */
static int gcm_init(struct s2_dir *d, struct s2_mem *m, const uint8_t *key,
                    const uint8_t *iv, const uint8_t *mac_key, bool seal)
{
    (void)mac_key;
    d->cipher = s2_find_cipher((enum s2_prim)d->row->prim);
    if (!d->cipher)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    d->block = d->cipher->block;
    d->tag = d->cipher->tag;
    d->clear = d->first = 4;
    memcpy(d->nonce, iv, sizeof(d->nonce));
    d->ctx = s2_zalloc(m, d->cipher->ctx);
    if (!d->ctx)
        return LIBSSH2_ERROR_ALLOC;
    return d->cipher->init(d->ctx, key, NULL, seal);
}

static void gcm_wipe(struct s2_dir *d)
{
    if (d->ctx)
        d->cipher->wipe(d->ctx);
}

/* RFC 5647 section 7.1: the last 8 bytes count invocations, big-endian. */
static void next_nonce(struct s2_dir *d)
{
    size_t i = sizeof(d->nonce);

    while (i > 4 && ++d->nonce[--i] == 0)
        ;
}

/* The nonce is used up even if the packet fails: one nonce for two packets would give
 * the key stream and the authentication key away. */
static int gcm_begin(struct s2_dir *d, uint8_t *packet)
{
    int rc = d->cipher->begin(d->ctx, d->nonce, s2_span(packet, 4));

    next_nonce(d);
    return rc;
}

static int gcm_part(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n)
{
    return d->cipher->crypt(d->ctx, out, in, n);
}

/* The cipher has seen all that the tag covers, so the packet is not needed again. */
static int gcm_end(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag)
{
    (void)packet, (void)n;
    return d->cipher->finish(d->ctx, tag);
}

/* The length is not secret here, only authenticated: by the tag, once the packet is
 * complete. */
static int clear_length(struct s2_dir *d, uint8_t *packet, uint32_t *length)
{
    (void)d;
    *length = s2_get_u32(packet);
    return 0;
}

/* Plaintext is made before the tag is compared, as the cipher does both in one pass;
 * the caller looks at it only when this has returned 0. */
static int gcm_rest(struct s2_dir *d, uint8_t *packet, size_t n)
{
    int rc = gcm_begin(d, packet);

    if (!rc)
        rc = d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
    if (!rc && d->cipher->finish(d->ctx, packet + n))
        rc = LIBSSH2_ERROR_INVALID_MAC;
    return rc;
}

const struct s2_mode_ops s2_mode_gcm = {
    "aes-gcm", gcm_init, gcm_begin, gcm_part, gcm_end, clear_length, gcm_rest, gcm_wipe,
};

/* --- chacha20-poly1305 --- */

/* The 64 bytes of key are two keys: one for the packets, one for their lengths
 * (OpenSSH's PROTOCOL.chacha20poly1305). The sequence number is the nonce, so that
 * there is no IV. */
static int cp_init(struct s2_dir *d, struct s2_mem *m, const uint8_t *key,
                   const uint8_t *iv, const uint8_t *mac_key, bool seal)
{
    (void)iv, (void)mac_key, (void)seal;
    d->block = S2_BLOCK_MIN;
    d->tag = 16;
    d->clear = d->first = 4;
    d->ctx = s2_zalloc(m, s2_cp_ctx());
    if (!d->ctx)
        return LIBSSH2_ERROR_ALLOC;
    return s2_cp_init(d->ctx, key);
}

static void cp_wipe(struct s2_dir *d)
{
    if (d->ctx)
        s2_cp_wipe(d->ctx);
}

/* The length is encrypted where it stands, with its own key; then the packet's Poly1305
 * key is drawn from the first block of the main key stream. */
static int cp_begin(struct s2_dir *d, uint8_t *packet)
{
    int rc = s2_cp_length(d->ctx, d->seq, packet, packet);

    return rc ? rc : s2_cp_start(d->ctx, d->seq);
}

/* Runs on in the key stream: the parts of a packet may have any length. */
static int cp_part(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n)
{
    return s2_cp_crypt(d->ctx, out, in, n);
}

/* The tag covers the packet as sent, the encrypted length included. */
static int cp_end(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag)
{
    return s2_cp_tag(d->ctx, packet, n, tag);
}

/* The encrypted length stays in place: the tag covers it. */
static int cp_length(struct s2_dir *d, uint8_t *packet, uint32_t *length)
{
    uint8_t plain[4];
    int rc = s2_cp_length(d->ctx, d->seq, plain, packet);

    *length = s2_get_u32(plain);
    return rc;
}

/* Unlike GCM the tag is compared first, so that a forged packet is not decrypted at
 * all. */
static int cp_rest(struct s2_dir *d, uint8_t *packet, size_t n)
{
    uint8_t own[16];
    int rc = s2_cp_start(d->ctx, d->seq);

    if (!rc)
        rc = s2_cp_tag(d->ctx, packet, n, own);
    if (!rc && !s2_ct_equal(own, packet + n, sizeof(own)))
        rc = LIBSSH2_ERROR_INVALID_MAC;
    return rc ? rc : s2_cp_crypt(d->ctx, packet + 4, packet + 4, n - 4);
}

const struct s2_mode_ops s2_mode_chachapoly = {
    "chacha20-poly1305", cp_init, cp_begin, cp_part, cp_end,
    cp_length,           cp_rest, cp_wipe,
};
