/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* CTR and CBC ciphers with an HMAC, in both orders: encrypt and MAC (RFC 4253 section
 * 6.4), where the length is encrypted and the MAC covers the plaintext; and encrypt
 * then MAC (the -etm@openssh.com algorithms), where the length is in clear and the MAC
 * covers what is on the wire. */
#include "base/text.h"
#include "trans/dir.h"

/* Cipher and MAC are set up side by side, as both orders need both. In clear are four
 * bytes or none; to learn an encrypted length a whole block is needed first. */
static int stream_init(struct s2_dir *d, struct s2_mem *m, const uint8_t *key,
                       const uint8_t *iv, const uint8_t *mac_key, bool seal)
{
    int rc;

    d->cipher = s2_find_cipher((enum s2_prim)d->row->prim);
    d->mac = s2_find_mac((enum s2_prim)d->mac_row->prim);
    if (!d->cipher || !d->mac)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    d->block = (uint8_t)s2_max(d->cipher->block, S2_BLOCK_MIN);
    d->tag = d->mac_row->len;
    d->clear = d->mac_row->etm ? 4 : 0;
    d->first = d->mac_row->etm ? 4 : d->block;
    d->ctx = s2_zalloc(m, d->cipher->ctx);
    d->mac_ctx = s2_zalloc(m, d->mac->ctx);
    if (!d->ctx || !d->mac_ctx)
        return LIBSSH2_ERROR_ALLOC;
    rc = d->cipher->init(d->ctx, key, iv, seal);
    return rc ? rc : d->mac->init(d->mac_ctx, mac_key, d->mac_row->key);
}

/* Also runs after an init that failed half way: what was not reached is NULL. */
static void stream_wipe(struct s2_dir *d)
{
    if (d->ctx)
        d->cipher->wipe(d->ctx);
    if (d->mac_ctx)
        d->mac->wipe(d->mac_ctx);
}

/* The MAC begins with the sequence number, which is not sent. */
static int mac_seq(struct s2_dir *d)
{
    uint8_t seq[4];

    s2_put_u32(seq, d->seq);
    return d->mac->update(d->mac_ctx, seq, sizeof(seq));
}

/* The MAC of n bytes at packet into tag. */
static int mac_over(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag)
{
    int rc = mac_seq(d);

    if (!rc)
        rc = d->mac->update(d->mac_ctx, packet, n);
    return rc ? rc : d->mac->final(d->mac_ctx, tag);
}

/* Compare the tag behind n bytes at packet with theirs. */
static int mac_check(struct s2_dir *d, const uint8_t *packet, size_t n)
{
    uint8_t own[S2_TAG_MAX];
    int rc = mac_over(d, packet, n, own);

    if (!rc && !s2_ct_equal(own, packet + n, d->tag))
        rc = LIBSSH2_ERROR_INVALID_MAC;
    return rc;
}

/* --- encrypt and MAC --- */

/* The MAC takes the plaintext part by part as it is encrypted, from the length field
 * on. */
static int em_begin(struct s2_dir *d, uint8_t *packet)
{
    (void)packet;
    return mac_seq(d);
}

/* The MAC first: out and in may be the same place, and after the cipher the plaintext
 * would be gone. */
static int em_part(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n)
{
    int rc = d->mac->update(d->mac_ctx, in, n);

    return rc ? rc : d->cipher->crypt(d->ctx, out, in, n);
}

/* All parts have gone into the MAC already. */
static int em_end(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag)
{
    (void)packet, (void)n;
    return d->mac->final(d->mac_ctx, tag);
}

/* Decrypts the first block in place. Nothing vouches for this length yet: with CBC an
 * attacker could learn from what we do with it, see start_discard in open.c. */
static int em_length(struct s2_dir *d, uint8_t *packet, uint32_t *length)
{
    int rc = d->cipher->crypt(d->ctx, packet, packet, d->first);

    *length = s2_get_u32(packet);
    return rc;
}

/* The first block is plaintext already. Only then can the MAC be computed, over all of
 * it. */
static int em_rest(struct s2_dir *d, uint8_t *packet, size_t n)
{
    int rc =
        d->cipher->crypt(d->ctx, packet + d->first, packet + d->first, n - d->first);

    return rc ? rc : mac_check(d, packet, n);
}

const struct s2_mode_ops s2_mode_stream = {
    "encrypt-and-mac", stream_init, em_begin,    em_part, em_end,
    em_length,         em_rest,     stream_wipe,
};

/* --- encrypt then MAC --- */

/* The MAC needs ciphertext, which does not exist yet: mac_over does all of it at the
 * end. */
static int etm_begin(struct s2_dir *d, uint8_t *packet)
{
    (void)d, (void)packet;
    return 0;
}

/* Only the cipher: the length has stayed in clear and is not passed here. */
static int etm_part(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n)
{
    return d->cipher->crypt(d->ctx, out, in, n);
}

/* Readable by everybody; the MAC vouches for it before anything is decrypted. */
static int etm_length(struct s2_dir *d, uint8_t *packet, uint32_t *length)
{
    (void)d;
    *length = s2_get_u32(packet);
    return 0;
}

/* Nothing is decrypted that was not sent by the peer, which is the point of this
 * order. */
static int etm_rest(struct s2_dir *d, uint8_t *packet, size_t n)
{
    int rc = mac_check(d, packet, n);

    return rc ? rc : d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
}

const struct s2_mode_ops s2_mode_etm = {
    "encrypt-then-mac", stream_init, etm_begin, etm_part,
    mac_over,           etm_length,  etm_rest,  stream_wipe,
};
