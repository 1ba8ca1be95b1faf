/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Finding a primitive: what the backend gives.  MACs, which this library can also build
 * of the backend's hashes, are found in hmac.c. */
#include "crypto/crypto.h"

/* The lists differ in type alone. */
#define FIND(type, list)                                                               \
    static const struct type *in_##list(enum s2_prim prim)                             \
    {                                                                                  \
        const struct type *const *d;                                                   \
                                                                                       \
        for (d = s2_backend.list; *d; d++)                                             \
            if ((*d)->prim == (uint16_t)prim)                                          \
                return *d;                                                             \
        return NULL;                                                                   \
    }

FIND(s2_cipher, ciphers)
FIND(s2_hash, hashes)
FIND(s2_ecdh, ecdhs)
FIND(s2_kem, kems)
FIND(s2_pk, pks)

const struct s2_cipher *s2_find_cipher(enum s2_prim prim)
{
    return in_ciphers(prim);
}

const struct s2_hash *s2_find_hash(enum s2_prim prim)
{
    return in_hashes(prim);
}

/* The backend's own HMAC goes first. */
const struct s2_ecdh *s2_find_ecdh(enum s2_prim prim)
{
    return in_ecdhs(prim);
}

const struct s2_kem *s2_find_kem(enum s2_prim prim)
{
    return in_kems(prim);
}

const struct s2_pk *s2_find_pk(enum s2_prim prim)
{
    return in_pks(prim);
}

int s2_digest(struct s2_mem *m, enum s2_prim hash, const struct s2_span *parts,
              size_t count, uint8_t *digest)
{
    const struct s2_hash *h = s2_find_hash(hash);
    void *c;
    size_t i;
    int rc;

    if (!h)
        return LIBSSH2_ERROR_HASH_INIT;
    c = s2_zalloc(m, h->ctx);
    if (!c)
        return LIBSSH2_ERROR_ALLOC;
    rc = h->init(c);
    for (i = 0; i < count && !rc; i++)
        rc = h->update(c, parts[i].p, parts[i].n);
    if (!rc)
        rc = h->final(c, digest);
    h->wipe(c);
    s2_free(m, c);
    return rc;
}

/* Whatever the library calls it, for us it is: no randomness, no session. */
int s2_random(void *p, size_t n)
{
    return s2_backend.random((uint8_t *)p, n) ? LIBSSH2_ERROR_RANDGEN : 0;
}
