/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server's host key: its signature over the exchange hash, its fingerprints. */
#include "crypto/key.h"
#include "trans/kex.h"

/* In the order of LIBSSH2_HOSTKEY_HASH_*, less 1. */
static const enum s2_prim print_hash[3] = {S2_MD5, S2_SHA1, S2_SHA256};

/* Keep blob and fingerprints of the first exchange.  MD5 may be missing: then that one
 * fingerprint is. */
static int remember(s2_session *s, struct s2_span blob)
{
    uint8_t *copy = s2_memdup(&s->mem, blob);
    size_t i;

    if (!copy)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for the host key");
    s->hostkey = s2_span(copy, blob.n);
    for (i = 0; i < S2_COUNT(print_hash); i++) {
        int rc = s2_digest(&s->mem, print_hash[i], &s->hostkey, 1, s->hostkey_hash[i]);

        if (rc == LIBSSH2_ERROR_ALLOC)
            return s2_die(s, rc, "no memory for the host key's fingerprint");
        s->hostkey_hashed[i] = rc == 0;
    }
    return 0;
}

/* The key must be of the kind that was agreed on, and its signature over the exchange
 * hash right: that the server holds the secret half is proven by nothing else. */
static int verify(s2_session *s, const struct s2_agreed *agreed, struct s2_span blob,
                  struct s2_span hash, struct s2_span signature)
{
    struct s2_key *key = NULL;
    int rc = s2_key_from_blob(&s->mem, blob, &key);

    if (rc)
        rc = s2_die(s, rc == LIBSSH2_ERROR_ALLOC ? rc : LIBSSH2_ERROR_HOSTKEY_INIT,
                    "the server's host key is not a usable %s key", agreed->key->blob);
    else if (!s2_key_fits(key, agreed->key))
        rc = s2_die(s, LIBSSH2_ERROR_HOSTKEY_INIT,
                    "the server agreed on %s but showed another kind of key",
                    agreed->key->name);
    else if ((rc = s2_key_verify(key, agreed->key, hash, signature)) != 0)
        rc = s2_die(s, rc == LIBSSH2_ERROR_ALLOC ? rc : LIBSSH2_ERROR_HOSTKEY_SIGN,
                    "the server's signature with its %s key is wrong",
                    agreed->key->name);
    s2_key_free(key);
    return rc;
}

/* Whether the key is the right one for the host is the application's to judge, after
 * the handshake; here it is only made sure that it is the server's. */
int s2_hostkey_accept(s2_session *s, const struct s2_agreed *agreed,
                      struct s2_span blob, struct s2_span hash,
                      struct s2_span signature)
{
    int rc = verify(s, agreed, blob, hash, signature);

    if (rc)
        return rc;
    if (!s->hostkey.p)
        return remember(s, blob);
    /* The application judged the first key; it is not asked again. */
    if (!s2_span_eq(s->hostkey, blob))
        return s2_die(s, LIBSSH2_ERROR_HOSTKEY_SIGN,
                      "the server changed its host key during the connection");
    return 0;
}
