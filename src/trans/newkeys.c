/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* From the shared secret to keys in use (RFC 4253 sections 7.2 and 7.3). */
#include "trans/kex.h"
#include "trans/packet.h"

/* Letters of RFC 4253 section 7.2: IV, key and MAC key of each direction. */
static const char letters[2][3] = {{'A', 'C', 'E'}, {'B', 'D', 'F'}};

/* IV, key and MAC key of one direction, as long as the algorithms want them. With AEAD
 * there is no MAC key (RFC 5647 section 5.1). */
static int derive(s2_session *s, struct s2_kex *k, enum s2_dir_id id,
                  struct s2_span secret, struct s2_span hash, struct s2_kex_keys *keys)
{
    enum s2_prim prim = (enum s2_prim)k->agreed.kex->hash;
    const struct s2_cipher_row *row = k->agreed.cipher[id];
    size_t mac = row->mode == S2_MODE_STREAM ? k->agreed.mac[id]->key : 0;
    int rc;

    rc = s2_kdf(&s->mem, prim, secret, hash, s->session_id, letters[id][0], keys->iv,
                row->iv);
    if (!rc)
        rc = s2_kdf(&s->mem, prim, secret, hash, s->session_id, letters[id][1],
                    keys->key, row->key);
    if (!rc && mac)
        rc = s2_kdf(&s->mem, prim, secret, hash, s->session_id, letters[id][2],
                    keys->mac, mac);
    return rc;
}

/* Put one direction's keys in use. */
static int use(s2_session *s, struct s2_kex *k, enum s2_dir_id id,
               const struct s2_kex_keys *keys)
{
    struct s2_dir *d = id == S2_CS ? &s->tx : &s->rx;
    int rc;

    rc = s2_dir_keys(d, &s->mem, k->agreed.cipher[id], k->agreed.mac[id], keys->key,
                     keys->iv, keys->mac, id == S2_CS);
    if (rc)
        return s2_die(s, rc, "new keys cannot be used: %s", s2_err_name(rc));
    d->since = s2_now();
    /* OpenSSH's PROTOCOL, 1.10: sequence numbers start anew at each NEWKEYS, so that
     * packets slipped in before it cannot shift what comes after. */
    if (s->strict_kex)
        d->seq = 0;
    s->agreed.kex = k->agreed.kex;
    s->agreed.key = k->agreed.key;
    s->agreed.cipher[id] = k->agreed.cipher[id];
    s->agreed.mac[id] = k->agreed.mac[id];
    s->agreed.comp[id] = k->agreed.comp[id];
    rc = s2_comp_begin(s, id);
    return rc ? s2_die(s, rc, "compression cannot start") : 0;
}

/* The first exchange hash names the session for ever. */
static int note_session_id(s2_session *s, struct s2_span hash)
{
    uint8_t *copy;

    if (s->session_id.n)
        return 0;
    copy = s2_memdup(&s->mem, hash);
    if (!copy)
        return LIBSSH2_ERROR_ALLOC;
    s->session_id = s2_span(copy, hash.n);
    return 0;
}

/* Our half: derive all keys, send NEWKEYS under the old ones, switch, and let go what
 * was held meanwhile. The receiving keys wait for the peer's NEWKEYS. */
int s2_newkeys_send(s2_session *s, struct s2_kex *k, struct s2_span secret,
                    struct s2_span hash)
{
    static const uint8_t newkeys[] = {SSH_MSG_NEWKEYS};
    struct s2_kex_keys tx;
    int rc = note_session_id(s, hash);

    memset(&tx, 0, sizeof(tx));
    if (!rc)
        rc = derive(s, k, S2_CS, secret, hash, &tx);
    if (!rc)
        rc = derive(s, k, S2_SC, secret, hash, &k->rx);
    if (rc) {
        rc = s2_die(s, rc, "no keys could be derived: %s", s2_err_name(rc));
        goto out;
    }
    k->rx_ready = true;
    /* Everything after this message is under the new keys (RFC 4253 section 7.3). */
    rc = s2_send(s, s2_span(newkeys, sizeof(newkeys)));
    if (!rc)
        rc = use(s, k, S2_CS, &tx);
    if (rc)
        goto out;
    s->out.hold = false;
    k->own_done = true;
    rc = s2_seal_held(s);
out:
    s2_wipe(&tx, sizeof(tx));
    return rc;
}

/* The peer's half, and the end of the exchange. It comes at the right time only after
 * the server's signature was verified (rx_ready). */
int s2_newkeys_received(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kex *k = s->kex;
    int rc;

    if (!k || !k->rx_ready || pkt->body.n)
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "NEWKEYS at the wrong time");
    rc = use(s, k, S2_SC, &k->rx);
    if (rc)
        return rc;
    s2_kex_free(s);
    s->peer_kex = false;
    s2_trace(s, LIBSSH2_TRACE_KEX, "new keys in use");
    if (s->stage == S2_STAGE_KEX)
        s->stage = S2_STAGE_SERVICE;
    return 0;
}
