/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See pbkdf2.h.  The HMAC is keyed once with the passphrase: contexts are ready for the
 * next message after each final, which makes an iteration two hash blocks. */
#include "crypto/pbkdf2.h"

/* The function F of the RFC, one block of mac->len bytes into sum:
 * U1 = HMAC(salt, number), Ui = HMAC(Ui-1), sum = U1 ^ U2 ^ ... */
static int block(const struct s2_mac *mac, void *ctx, struct s2_span salt,
                 uint32_t number, uint32_t iterations, uint8_t *sum)
{
    uint8_t u[S2_HASH_MAX], index[4];
    uint32_t i;
    size_t k;
    int rc;

    s2_put_u32(index, number);
    rc = mac->update(ctx, salt.p, salt.n);
    if (!rc)
        rc = mac->update(ctx, index, sizeof(index));
    if (!rc)
        rc = mac->final(ctx, u);
    if (!rc)
        memcpy(sum, u, mac->len);
    for (i = 1; i < iterations && !rc; i++) {
        rc = mac->update(ctx, u, mac->len);
        if (!rc)
            rc = mac->final(ctx, u);
        for (k = 0; k < mac->len && !rc; k++)
            sum[k] = (uint8_t)(sum[k] ^ u[k]);
    }
    s2_wipe(u, sizeof(u));
    return rc;
}

int s2_pbkdf2(struct s2_mem *m, enum s2_prim hash, struct s2_span passphrase,
              struct s2_span salt, uint32_t iterations, uint8_t *out, size_t n)
{
    const struct s2_mac *mac = s2_find_mac(hash);
    uint8_t sum[S2_HASH_MAX];
    uint32_t number = 1;
    size_t done = 0;
    void *ctx;
    int rc;

    if (!mac)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (iterations == 0 || iterations > S2_PBKDF2_MAX)
        return LIBSSH2_ERROR_INVAL;
    ctx = s2_zalloc(m, mac->ctx);
    if (!ctx)
        return LIBSSH2_ERROR_ALLOC;
    rc = mac->init(ctx, passphrase.p, passphrase.n);
    while (done < n && !rc) {
        size_t some = s2_min(mac->len, n - done);

        rc = block(mac, ctx, salt, number++, iterations, sum);
        if (!rc)
            memcpy(out + done, sum, some);
        done += some;
    }
    s2_wipe(sum, sizeof(sum));
    mac->wipe(ctx);
    s2_free(m, ctx);
    return rc;
}
