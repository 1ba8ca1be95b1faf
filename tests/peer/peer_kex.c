/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server's half of the key exchange: Curve25519 and the NIST curves. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

static const char *or_default(const char *list, const char *all)
{
    return list ? list : all;
}

static void list(struct s2_wr *w, const char *names, const char *more)
{
    size_t mark = s2_wr_mark(w);

    s2_wr_raw(w, names, strlen(names));
    if (more)
        s2_wr_raw(w, more, strlen(more));
    s2_wr_close(w, mark);
}

void peer_kex_start(struct peer *p)
{
    const struct peer_script *s = &p->script;
    const char *cipher =
        or_default(s->cipher, "aes256-gcm@openssh.com,"
                              "chacha20-poly1305@openssh.com,aes128-ctr");
    const char *mac = or_default(s->mac, "hmac-sha2-256-etm@openssh.com,hmac-sha2-256");
    const char *comp = or_default(s->comp, "none");
    uint8_t cookie[16] = {1, 2, 3, 4};

    if (p->kex_running)
        return;
    p->kex_running = true;
    p->since_kex = 0;
    s2_wr_free(&p->own_init);
    s2_wr_u8(&p->own_init, 20);
    s2_wr_raw(&p->own_init, cookie, 16);
    list(&p->own_init,
         or_default(s->kex, "curve25519-sha256,ecdh-sha2-nistp256,ecdh-sha2-nistp384"),
         p->session_id_n || s->no_strict ? NULL : ",kex-strict-s-v00@openssh.com");
    list(&p->own_init, or_default(s->hostkey, "ssh-ed25519"), NULL);
    list(&p->own_init, cipher, NULL);
    list(&p->own_init, cipher, NULL);
    list(&p->own_init, mac, NULL);
    list(&p->own_init, mac, NULL);
    list(&p->own_init, comp, NULL);
    list(&p->own_init, comp, NULL);
    list(&p->own_init, "", NULL);
    list(&p->own_init, "", NULL);
    s2_wr_bool(&p->own_init, s->guess_wrong);
    s2_wr_u32(&p->own_init, 0);
    peer_send_raw(p, s2_wr_span(&p->own_init).p, s2_wr_len(&p->own_init));
    if (s->guess_wrong)
        peer_send_raw(p, "\x1f guess", 7);
}

/* Not before the client's NEWKEYS of the exchange before has come. */
void peer_rekey(struct peer *p)
{
    if (!p->peer_kexinit)
        peer_kex_start(p);
}

static struct s2_span choose(struct s2_span client, struct s2_span server)
{
    struct s2_span name;

    while (s2_names_next(&client, &name))
        if (s2_names_has(server, name))
            return name;
    return s2_span(NULL, 0);
}

static enum peer_comp comp_of(struct s2_span name)
{
    if (s2_span_is(name, "zlib"))
        return PEER_ZLIB;
    return s2_span_is(name, "zlib@openssh.com") ? PEER_DELAYED_ZLIB : PEER_NO_COMP;
}

static bool on_kexinit(struct peer *p, struct s2_rd *r)
{
    struct s2_span lists[2][10], name[8];
    struct s2_rd own = s2_rd(s2_wr_span(&p->own_init));
    int i;

    if (p->peer_kexinit)
        peer_complain(p, "second KEXINIT");
    s2_wr_free(&p->client_init);
    s2_wr_u8(&p->client_init, 20);
    s2_wr_raw(&p->client_init, r->p, s2_rd_left(r));
    peer_kex_start(p);
    own = s2_rd(s2_wr_span(&p->own_init));
    s2_rd_skip(r, 16);
    s2_rd_skip(&own, 17);
    for (i = 0; i < 10; i++) {
        lists[0][i] = s2_rd_str(r);
        lists[1][i] = s2_rd_str(&own);
        if (i < 8)
            name[i] = choose(lists[0][i], lists[1][i]);
    }
    if (!s2_rd_ok(r))
        peer_complain(p, "KEXINIT is malformed");
    p->peer_kexinit = true;
    if (!p->session_id_n)
        p->strict =
            !p->script.no_strict &&
            s2_names_has(lists[0][0], s2_span_str("kex-strict-c-v00@openssh.com"));
    p->kex_row = s2_kex_named(name[0]);
    for (i = 0; i < 2; i++) {
        p->cipher[i] = s2_cipher_named(name[2 + i]);
        p->mac[i] = s2_mac_named(name[4 + i]);
        p->comp[i] = comp_of(name[6 + i]);
    }
    if (!p->kex_row || !p->cipher[0] || !p->cipher[1])
        p->closed = true;
    return true;
}

static void derive(struct peer *p, struct s2_span secret, struct s2_span hash,
                   char letter, uint8_t *out, size_t n)
{
    if (s2_kdf(&p->mem, (enum s2_prim)p->kex_row->hash, secret, hash,
               s2_span(p->session_id, p->session_id_n), letter, out, n))
        abort();
}

static void send_newkeys(struct peer *p, struct s2_span secret, struct s2_span hash)
{
    uint8_t iv[S2_KEY_MAX], key[S2_KEY_MAX], mac[S2_KEY_MAX];

    if (!p->session_id_n) {
        memcpy(p->session_id, hash.p, hash.n);
        p->session_id_n = hash.n;
    }
    derive(p, secret, hash, 'A', p->keys_rx[0], 16);
    derive(p, secret, hash, 'C', p->keys_rx[1], 64);
    derive(p, secret, hash, 'E', p->keys_rx[2], 64);
    derive(p, secret, hash, 'B', iv, 16);
    derive(p, secret, hash, 'D', key, 64);
    derive(p, secret, hash, 'F', mac, 64);
    peer_send_raw(p, "\x15", 1);
    peer_use_keys(p, &p->tx, p->cipher[1], p->mac[1], iv, key, mac, true);
    peer_zip_start(p, 1);
    p->kex_running = false;
    if (p->kex_count++ == 0 && !p->script.no_ext_info) {
        struct s2_wr w = s2_wr_growing(&p->mem);

        s2_wr_u8(&w, 7);
        s2_wr_u32(&w, 1);
        s2_wr_cstr(&w, "server-sig-algs");
        s2_wr_cstr(&w, "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-256,rsa-sha2-512");
        peer_send(p, &w);
    }
    peer_after_newkeys(p);
}

static void secret_of(struct peer *p, const struct s2_ecdh *e, struct s2_span point,
                      uint8_t *own, struct s2_wr *secret)
{
    void *ctx = peer_must(calloc(1, e->ctx));
    uint8_t raw[S2_SECRET_MAX];

    if (e->make(ctx, own))
        abort();
    if (point.n != e->pub || e->agree(ctx, point.p, raw)) {
        peer_complain(p, "public value of the client is unusable");
        memset(raw, 1, sizeof(raw));
    }
    s2_wr_mpint(secret, s2_span(raw, e->secret));
    e->wipe(ctx);
    free(ctx);
}

static void send_reply(struct peer *p, struct s2_span pub, struct s2_span hash)
{
    struct s2_wr w = s2_wr_growing(&p->mem), sig = s2_wr_growing(&p->mem);
    uint8_t bad[S2_HASH_MAX];

    memcpy(bad, hash.p, hash.n);
    if (p->script.bad_signature)
        bad[0] ^= 1;
    if (s2_key_sign(p->hostkey, s2_key_named(s2_span_str("ssh-ed25519")),
                    s2_span(bad, hash.n), &sig))
        abort();
    s2_wr_u8(&w, 31);
    s2_wr_str(&w, s2_key_blob(p->hostkey));
    s2_wr_str(&w, pub);
    s2_wr_str(&w, s2_wr_span(&sig));
    peer_send_raw(p, s2_wr_span(&w).p, s2_wr_len(&w));
    s2_wr_free(&w);
    s2_wr_free(&sig);
}

static bool on_init(struct peer *p, struct s2_rd *r)
{
    struct s2_span point = s2_rd_str(r), parts[2];
    const struct s2_ecdh *e;
    const struct s2_hash *h;
    struct s2_wr w = s2_wr_growing(&p->mem), secret = s2_wr_growing(&p->mem);
    uint8_t own[S2_POINT_MAX], digest[S2_HASH_MAX];

    if (!p->peer_kexinit || !s2_rd_done(r) || !p->kex_row) {
        peer_complain(p, "ECDH_INIT out of order");
        return true;
    }
    e = s2_find_ecdh((enum s2_prim)p->kex_row->prim);
    h = s2_find_hash((enum s2_prim)p->kex_row->hash);
    secret_of(p, e, point, own, &secret);
    if (p->script.zero_public)
        memset(own, 0, sizeof(own));
    s2_wr_cstr(&w, p->client_ident);
    s2_wr_cstr(&w, p->ident);
    s2_wr_str(&w, s2_wr_span(&p->client_init));
    s2_wr_str(&w, s2_wr_span(&p->own_init));
    s2_wr_str(&w, s2_key_blob(p->hostkey));
    s2_wr_str(&w, point);
    s2_wr_str(&w, s2_span(own, e->pub));
    parts[0] = s2_wr_span(&w);
    parts[1] = s2_wr_span(&secret);
    if (s2_digest(&p->mem, (enum s2_prim)p->kex_row->hash, parts, 2, digest))
        abort();
    send_reply(p, s2_span(own, e->pub), s2_span(digest, h->len));
    send_newkeys(p, parts[1], s2_span(digest, h->len));
    s2_wr_free(&w);
    s2_wr_free(&secret);
    return true;
}

static bool on_newkeys(struct peer *p)
{
    if (!p->peer_kexinit || p->kex_running) {
        peer_complain(p, "NEWKEYS out of order");
        return true;
    }
    peer_use_keys(p, &p->rx, p->cipher[0], p->mac[0], p->keys_rx[0], p->keys_rx[1],
                  p->keys_rx[2], false);
    peer_zip_start(p, 0);
    p->peer_kexinit = false;
    p->got_newkeys = true;
    return true;
}

bool peer_on_kex(struct peer *p, uint8_t type, struct s2_rd *r)
{
    switch (type) {
    case 20:
        return on_kexinit(p, r);
    case 21:
        return on_newkeys(p);
    case 30:
        return on_init(p, r);
    default:
        /* RFC 4253 section 7.1 binds the client too. */
        if (p->peer_kexinit && (type >= 50 || type == 5))
            peer_complain(p, "message %u between KEXINIT and NEWKEYS", type);
        return false;
    }
}
