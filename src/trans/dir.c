/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Keys of one direction come and go here. See dir.h. */
#include "trans/dir.h"

/* The state before the first NEWKEYS. The length field alone is asked for first, as it
 * stands in clear; packets are padded to 8 bytes even without a cipher (RFC 4253
 * section 6). */
void s2_dir_plain(struct s2_dir *d)
{
    memset(d, 0, sizeof(*d));
    d->ops = &s2_mode_plain;
    d->block = S2_BLOCK_MIN;
    d->first = 4;
}

/* The mode follows from the cipher; only for a cipher without authentication of its own
 * does the MAC have a say, namely whether it covers plaintext or ciphertext. */
static const struct s2_mode_ops *mode_of(const struct s2_cipher_row *row,
                                         const struct s2_mac_row *mac_row)
{
    switch (row->mode) {
    case S2_MODE_GCM:
        return &s2_mode_gcm;
    case S2_MODE_CHACHAPOLY:
        return &s2_mode_chachapoly;
    default:
        return mac_row->etm ? &s2_mode_etm : &s2_mode_stream;
    }
}

/* Keys leave the memory before it is given back. The modes wipe what the backend holds
 * behind the contexts; the nonce of GCM is ours. */
static void wipe(struct s2_dir *d, struct s2_mem *m)
{
    d->ops->wipe(d);
    s2_free(m, d->ctx);
    s2_free(m, d->mac_ctx);
    d->ctx = d->mac_ctx = NULL;
    s2_wipe(d->nonce, sizeof(d->nonce));
}

int s2_dir_keys(struct s2_dir *d, struct s2_mem *m, const struct s2_cipher_row *row,
                const struct s2_mac_row *mac_row, const uint8_t *key, const uint8_t *iv,
                const uint8_t *mac_key, bool seal)
{
    struct s2_dir fresh;
    int rc;

    s2_dir_plain(&fresh);
    fresh.row = row;
    fresh.mac_row = row->mode == S2_MODE_STREAM ? mac_row : NULL;
    fresh.ops = mode_of(row, mac_row);
    /* Sequence numbers count over a change of keys (RFC 4253 section 6.4); who wants
     * them to start anew (strict key exchange) sets them afterwards. Compression is
     * exchanged by its own call. */
    fresh.seq = d->seq;
    fresh.comp = d->comp;
    /* The old keys stay in use until the new ones stand: a failure leaves d as it
     * was. */
    rc = fresh.ops->init(&fresh, m, key, iv, mac_key, seal);
    if (rc) {
        wipe(&fresh, m);
        return rc;
    }
    wipe(d, m);
    *d = fresh;
    return 0;
}

void s2_dir_free(struct s2_dir *d, struct s2_mem *m)
{
    if (d->ops)
        wipe(d, m);
    s2_dir_plain(d);
}
