/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* RFC 4253 section 7.2:
 *     K1 = HASH(K || H || letter || session_id)
 *     Ki = HASH(K || H || K1 || ... || K(i-1))
 * and the key is the beginning of K1 || K2 || ... */
#include "crypto/alg.h"

int s2_kdf(struct s2_mem *m, enum s2_prim hash, struct s2_span secret,
           struct s2_span exchange_hash, struct s2_span session_id, char letter,
           uint8_t *out, size_t n)
{
    const struct s2_hash *h = s2_find_hash(hash);
    uint8_t digest[S2_HASH_MAX];
    struct s2_span parts[4];
    size_t done, take;
    int rc;

    if (!h)
        return LIBSSH2_ERROR_HASH_INIT;
    parts[0] = secret;
    parts[1] = exchange_hash;
    parts[2] = s2_span(&letter, 1);
    parts[3] = session_id;
    rc = s2_digest(m, hash, parts, 4, digest);
    for (done = 0; !rc; done += take) {
        take = s2_min(n - done, h->len);
        if (take)
            memcpy(out + done, digest, take);
        if (done + take == n)
            break;
        /* Whole digests so far: what stands in out is K1 || ... || K(i-1). */
        parts[2] = s2_span(out, done + take);
        rc = s2_digest(m, hash, parts, 3, digest);
    }
    s2_wipe(digest, sizeof(digest));
    return rc;
}
