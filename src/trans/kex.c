/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See kex.h. */
#include "trans/kex.h"
#include "trans/packet.h"

/* The one place where a family of methods is tied to its code. */
static const struct s2_kex_ops *family_of(const struct s2_kex_row *row)
{
    switch (row->family) {
    case S2_KEX_DH:
        return &s2_kex_dh;
    case S2_KEX_GEX:
        return &s2_kex_gex;
    case S2_KEX_ECDH:
        return &s2_kex_ecdh;
    default:
        return NULL;
    }
}

/* Sends our KEXINIT (RFC 4253 section 7.1). Also called when the peer's came first:
 * then ours is the answer. From here to our NEWKEYS upper layers' messages are held. */
int s2_kex_begin(s2_session *s)
{
    struct s2_offer offer;
    struct s2_kex *k;
    int rc;

    if (s->kex)
        return 0;
    k = s2_zalloc(&s->mem, sizeof(*k));
    if (!k)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for a key exchange");
    k->own_init = s2_wr_growing(&s->mem);
    k->peer_init = s2_wr_growing(&s->mem);
    s->kex = k;
    offer.prefs = (const char *const *)s->prefs;
    offer.compress = s->compress;
    /* Signals like ext-info-c belong to the first exchange only (RFC 8308 section
     * 2.1). */
    offer.first = s->session_id.n == 0;
    rc = s2_nego_build(&k->own_init, &offer);
    if (!rc)
        rc = s2_send_wr(s, &k->own_init);
    if (rc)
        return s2_die(s, rc, "KEXINIT not sent: %s", s2_err_name(rc));
    s->out.hold = true;
    s2_trace(s, LIBSSH2_TRACE_KEX, "key exchange begun");
    return 0;
}

/* Limits of RFC 4253 section 9 and RFC 4344 section 3, whichever comes first. */
static bool limit_reached(const s2_session *s, const struct s2_dir *d, uint64_t now)
{
    return d->bytes >= s->limits.bytes || d->packets >= s->limits.packets ||
           now - d->since >= s->limits.ms;
}

/* Asked by the pump: is a new exchange due? Never before the first one has ended. */
int s2_kex_tick(s2_session *s)
{
    uint64_t now;

    if (s->kex || s->stage < S2_STAGE_SERVICE)
        return 0;
    now = s2_now();
    if (!s->rekey_asked && !limit_reached(s, &s->tx, now) &&
        !limit_reached(s, &s->rx, now))
        return 0;
    s->rekey_asked = false;
    return s2_kex_begin(s);
}

/* Strict key exchange (OpenSSH's PROTOCOL, 1.10): both announced it in the first
 * exchange, and the server's KEXINIT must have been its very first packet. */
static int note_strict(s2_session *s, const struct s2_kexinit *peer, uint32_t seq)
{
    if (s->session_id.n)
        return 0;
    s->strict_kex =
        s2_names_has(peer->list[S2_L_KEX], s2_span_str("kex-strict-s-v00@openssh.com"));
    if (s->strict_kex && seq != 0)
        return s2_die(
            s, LIBSSH2_ERROR_PROTO,
            "KEXINIT was not the server's first packet (strict key exchange)");
    return 0;
}

/* The method of the exchange takes over: it sends its first message and names the one
 * it waits for. */
static int start_family(s2_session *s, struct s2_kex *k)
{
    k->ops = family_of(k->agreed.kex);
    if (!k->ops)
        return s2_die(s, LIBSSH2_ERROR_KEX_FAILURE, "%s is not built in",
                      k->agreed.kex->name);
    k->state = s2_zalloc(&s->mem, k->ops->state);
    if (!k->state)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for %s", k->agreed.kex->name);
    return k->ops->start(s, k);
}

/* The peer's KEXINIT, as the start of an exchange or the answer to ours. Both are kept
 * byte for byte, as the exchange hash covers them (RFC 4253 section 8). */
static int on_kexinit(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kexinit own, peer;
    struct s2_kex *k;
    int rc = s2_kex_begin(s);

    if (rc)
        return rc;
    k = s->kex;
    s->peer_kex = true;
    /* The body comes without its number, which belongs to the hash. */
    s2_wr_u8(&k->peer_init, SSH_MSG_KEXINIT);
    s2_wr_raw(&k->peer_init, pkt->body.p, pkt->body.n);
    if (!s2_wr_ok(&k->peer_init))
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for KEXINIT");
    if (s2_nego_parse(s2_wr_span(&k->own_init), &own) ||
        s2_nego_parse(s2_wr_span(&k->peer_init), &peer))
        return s2_die(s, LIBSSH2_ERROR_PROTO, "KEXINIT is malformed");
    rc = note_strict(s, &peer, pkt->seq);
    if (rc)
        return rc;
    rc = s2_nego_choose(&s->err, &own, &peer, &k->agreed);
    if (rc)
        return s2_die(s, rc, "%s", s->err.text);
    /* RFC 4253 section 7: a guess that was wrong is thrown away unread. */
    k->skip_guess = s2_nego_wrong_guess(&own, &peer);
    s2_trace(s, LIBSSH2_TRACE_KEX, "agreed on %s, %s, %s, %s", k->agreed.kex->name,
             k->agreed.key->name, k->agreed.cipher[S2_CS]->name,
             k->agreed.cipher[S2_SC]->name);
    return start_family(s, k);
}

/* Messages 30 to 49: only the one that the method waits for. */
static int on_method(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kex *k = s->kex;

    if (k && k->skip_guess) {
        k->skip_guess = false;
        return 0;
    }
    if (!k || !k->on_message || pkt->type != k->expect)
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "message %u is not expected in the key exchange", pkt->type);
    k->expect = 0;
    return k->on_message(s, pkt);
}

#define ROW_METHOD                                                                     \
    {                                                                                  \
        S2_WHEN_ALWAYS | S2_WHEN_STRICT, "key exchange message", on_method             \
    }
#define ROW_METHOD_5 ROW_METHOD, ROW_METHOD, ROW_METHOD, ROW_METHOD, ROW_METHOD
#define NO_ROW                                                                         \
    {                                                                                  \
        0, NULL, NULL                                                                  \
    }

/* Messages 20 to 49. */
static const struct s2_disp kex_rows[] = {
    {S2_WHEN_STAGES | S2_WHEN_STRICT, "KEXINIT", on_kexinit},
    {S2_WHEN_ALWAYS | S2_WHEN_STRICT, "NEWKEYS", s2_newkeys_received},
    NO_ROW,
    NO_ROW,
    NO_ROW,
    NO_ROW,
    NO_ROW,
    NO_ROW,
    NO_ROW,
    NO_ROW,
    ROW_METHOD_5,
    ROW_METHOD_5,
    ROW_METHOD_5,
    ROW_METHOD_5,
};

const struct s2_disp_table s2_kex_table = {SSH_MSG_KEXINIT, S2_COUNT(kex_rows),
                                           kex_rows};
