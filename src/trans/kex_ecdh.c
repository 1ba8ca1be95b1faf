/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Elliptic-curve Diffie-Hellman: the NIST curves (RFC 5656 section 4) and Curve25519
 * (RFC 8731).  One round: our point, the server's point with key and signature. */
#include "base/text.h"
#include "trans/kex.h"

/* SSH_MSG_KEX_ECDH_INIT and _REPLY (RFC 5656 section 4); RFC 8731 uses the same two. */
enum { MSG_INIT = 30, MSG_REPLY = 31 };

/* Our pair lives in the backend's context; pub is kept for the exchange hash. */
struct ecdh_state {
    const struct s2_ecdh *prim;
    void *ctx;
    uint8_t pub[S2_POINT_MAX];
};

/* The backend wipes the secret half. An exchange may end before there is a context. */
static void ecdh_wipe(struct s2_kex *k, struct s2_mem *m)
{
    struct ecdh_state *e = k->state;

    if (e->ctx) {
        e->prim->wipe(e->ctx);
        s2_free(m, e->ctx);
    }
}

/* K as an mpint, after the checks that RFC 8731 section 3 and RFC 5656 section 4 ask
 * for: the point has the right size, is on the curve, and the secret is not zero. */
static int agree(s2_session *s, struct ecdh_state *e, struct s2_span peer,
                 struct s2_wr *secret)
{
    uint8_t raw[S2_SECRET_MAX];
    int rc;

    if (peer.n != e->prim->pub)
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "the server's public value has %lu bytes instead of %u",
                      (unsigned long)peer.n, e->prim->pub);
    rc = e->prim->agree(e->ctx, peer.p, raw);
    if (!rc && s2_ct_is_zero(raw, e->prim->secret))
        rc = LIBSSH2_ERROR_INVAL;
    if (rc)
        rc = s2_die(s,
                    rc == LIBSSH2_ERROR_ALLOC ? rc : LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                    "the server's public value is not usable");
    else
        s2_wr_mpint(secret, s2_span(raw, e->prim->secret));
    s2_wipe(raw, sizeof(raw));
    return rc;
}

/* The server's half: its host key, its point, and its signature over the hash of all
 * that was said (RFC 5656 section 4). The points go into the hash as strings, the
 * secret as an mpint. */
static int on_reply(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kex *k = s->kex;
    struct ecdh_state *e = k->state;
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span host_key = s2_rd_str(&r), peer = s2_rd_str(&r);
    struct s2_span signature = s2_rd_str(&r);
    struct s2_wr secret = s2_wr_growing(&s->mem), w = s2_wr_growing(&s->mem);
    int rc;

    if (!s2_rd_done(&r))
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "the key exchange reply is malformed");
    rc = agree(s, e, peer, &secret);
    if (!rc) {
        s2_kex_transcript(s, k, host_key, &w);
        s2_wr_str(&w, s2_span(e->pub, e->prim->pub));
        s2_wr_str(&w, peer);
        rc = s2_wr_ok(&secret)
                 ? s2_kex_finish(s, k, &w, s2_wr_span(&secret), host_key, signature)
                 : s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for a key");
    }
    s2_wr_free(&secret);
    s2_wr_free(&w);
    return rc;
}

/* A fresh pair for each exchange: nothing that is stolen later opens what was sent
 * now. */
static int ecdh_start(s2_session *s, struct s2_kex *k)
{
    struct ecdh_state *e = k->state;
    uint8_t msg[1 + 4 + S2_POINT_MAX];
    struct s2_wr w = s2_wr_fixed(msg, sizeof(msg));
    int rc;

    e->prim = s2_find_ecdh((enum s2_prim)k->agreed.kex->prim);
    if (!e->prim)
        return s2_die(s, LIBSSH2_ERROR_KEX_FAILURE, "%s is not built in",
                      k->agreed.kex->name);
    e->ctx = s2_zalloc(&s->mem, e->prim->ctx);
    if (!e->ctx)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for %s", k->agreed.kex->name);
    rc = e->prim->make(e->ctx, e->pub);
    if (rc)
        return s2_die(s, rc, "no key pair for %s", k->agreed.kex->name);
    s2_wr_u8(&w, MSG_INIT);
    s2_wr_str(&w, s2_span(e->pub, e->prim->pub));
    k->expect = MSG_REPLY;
    k->on_message = on_reply;
    return s2_send_wr(s, &w);
}

const struct s2_kex_ops s2_kex_ecdh = {ecdh_start, ecdh_wipe,
                                       sizeof(struct ecdh_state)};
