/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What every method of key exchange ends with: the exchange hash, the server's
 * signature over it, and new keys (RFC 4253 sections 7.2, 7.3 and 8). */
#include "trans/kex.h"

/* The beginning of what is hashed, alike for all methods (RFC 4253 section 8): V_C,
 * V_S, I_C, I_S, K_S. The identification strings go in without CR LF. */
void s2_kex_transcript(s2_session *s, struct s2_kex *k, struct s2_span host_key,
                       struct s2_wr *w)
{
    s2_wr_cstr(w, s->ident_own);
    s2_wr_cstr(w, s->ident_peer);
    s2_wr_str(w, s2_wr_span(&k->own_init));
    s2_wr_str(w, s2_wr_span(&k->peer_init));
    s2_wr_str(w, host_key);
}

int s2_kex_finish(s2_session *s, struct s2_kex *k, struct s2_wr *transcript,
                  struct s2_span secret, struct s2_span host_key,
                  struct s2_span signature)
{
    enum s2_prim prim = (enum s2_prim)k->agreed.kex->hash;
    const struct s2_hash *hash = s2_find_hash(prim);
    uint8_t digest[S2_HASH_MAX];
    struct s2_span parts[2];
    int rc;

    if (!s2_wr_ok(transcript) || !hash)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for the exchange hash");
    /* The secret comes last, already as an mpint. */
    parts[0] = s2_wr_span(transcript);
    parts[1] = secret;
    rc = s2_digest(&s->mem, prim, parts, 2, digest);
    if (rc)
        return s2_die(s, rc, "exchange hash: %s", s2_err_name(rc));
    /* Nothing is derived before the server has proven who it is. */
    rc = s2_hostkey_accept(s, &k->agreed, host_key, s2_span(digest, hash->len),
                           signature);
    if (!rc)
        rc = s2_newkeys_send(s, k, secret, s2_span(digest, hash->len));
    return rc;
}
