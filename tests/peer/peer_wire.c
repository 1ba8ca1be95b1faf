/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server's packets: its own framing, written for clarity and not for speed. */
#include "peer.h"

#include "crypto/chachapoly.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void *peer_must(void *p)
{
    if (!p) {
        fprintf(stderr, "test server: out of memory\n");
        abort();
    }
    return p;
}

void peer_put(struct peer_bytes *b, const void *p, size_t n)
{
    if (b->head == b->tail)
        b->head = b->tail = 0;
    if (b->tail + n > b->cap) {
        size_t left = peer_len(b);

        if (b->head)
            memmove(b->p, b->p + b->head, left);
        b->head = 0;
        b->tail = left;
        if (left + n > b->cap) {
            b->cap = (left + n) * 2;
            b->p = peer_must(realloc(b->p, b->cap));
        }
    }
    if (n)
        memcpy(b->p + b->tail, p, n);
    b->tail += n;
}

void peer_skip(struct peer_bytes *b, size_t n)
{
    b->head += n;
}

void peer_bytes_free(struct peer_bytes *b)
{
    free(b->p);
    memset(b, 0, sizeof(*b));
}

void peer_complain(struct peer *p, const char *format, ...)
{
    va_list args;

    if (p->protocol_error)
        return;
    p->protocol_error = true;
    va_start(args, format);
    vsnprintf(p->why, sizeof(p->why), format, args);
    va_end(args);
}

uint32_t peer_random(struct peer *p, uint32_t below)
{
    p->random = p->random * 6364136223846793005u + 1442695040888963407u;
    return below ? (uint32_t)(p->random >> 33) % below : 0;
}

/* --- keys ----------------------------------------------------------------------- */

void peer_use_keys(struct peer *p, struct peer_dir *d, const struct s2_cipher_row *row,
                   const struct s2_mac_row *mac, const uint8_t *iv, const uint8_t *key,
                   const uint8_t *mac_key, bool seal)
{
    uint32_t seq = p->strict ? 0 : d->seq;
    int rc = 0;

    if (d->mode == PEER_CHACHA)
        s2_cp_wipe(d->ctx);
    else if (d->cipher)
        d->cipher->wipe(d->ctx);
    if (d->mac)
        d->mac->wipe(d->mac_ctx);
    free(d->ctx);
    free(d->mac_ctx);
    memset(d, 0, sizeof(*d));
    d->seq = seq;
    if (!row)
        return;
    d->row = row;
    if (row->mode == S2_MODE_CHACHAPOLY) {
        d->mode = PEER_CHACHA;
        d->mac_len = 16;
        d->ctx = peer_must(calloc(1, s2_cp_ctx()));
        rc = s2_cp_init(d->ctx, key);
    } else {
        d->cipher = s2_find_cipher((enum s2_prim)row->prim);
        d->ctx = peer_must(calloc(1, d->cipher->ctx));
        memcpy(d->nonce, iv, 12);
        d->mode = row->mode == S2_MODE_GCM ? PEER_GCM : mac->etm ? PEER_ETM : PEER_EM;
        d->mac_len = d->cipher->tag;
        rc = d->cipher->init(d->ctx, key, row->mode == S2_MODE_GCM ? NULL : iv, seal);
    }
    if (!rc && (d->mode == PEER_EM || d->mode == PEER_ETM)) {
        d->mac = s2_find_mac((enum s2_prim)mac->prim);
        d->mac_len = mac->len;
        d->mac_ctx = peer_must(calloc(1, d->mac->ctx));
        rc = d->mac->init(d->mac_ctx, mac_key, mac->key);
    }
    if (rc)
        peer_complain(p, "test server: keys cannot be used (%d)", rc);
}

static void hmac(struct peer_dir *d, const uint8_t *packet, size_t n, uint8_t *out)
{
    uint8_t seq[4];

    s2_put_u32(seq, d->seq);
    d->mac->update(d->mac_ctx, seq, 4);
    d->mac->update(d->mac_ctx, packet, n);
    d->mac->final(d->mac_ctx, out);
}

static void count_up(uint8_t *nonce)
{
    int i;

    for (i = 11; i >= 4; i--)
        if (++nonce[i])
            break;
}

/* --- sealing ---------------------------------------------------------------------- */

static size_t block_of(const struct peer_dir *d)
{
    return d->mode == PEER_PLAIN || d->mode == PEER_CHACHA ? 8 : 16;
}

static void protect(struct peer_dir *d, uint8_t *packet, size_t n)
{
    switch (d->mode) {
    case PEER_PLAIN:
        break;
    case PEER_EM:
        hmac(d, packet, n, packet + n);
        d->cipher->crypt(d->ctx, packet, packet, n);
        break;
    case PEER_ETM:
        d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
        hmac(d, packet, n, packet + n);
        break;
    case PEER_GCM:
        d->cipher->begin(d->ctx, d->nonce, s2_span(packet, 4));
        d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
        d->cipher->finish(d->ctx, packet + n);
        count_up(d->nonce);
        break;
    case PEER_CHACHA:
        if (s2_cp_length(d->ctx, d->seq, packet, packet) ||
            s2_cp_start(d->ctx, d->seq) ||
            s2_cp_crypt(d->ctx, packet + 4, packet + 4, n - 4) ||
            s2_cp_tag(d->ctx, packet, n, packet + n))
            abort();
        break;
    }
}

void peer_zip_start(struct peer *p, int dir)
{
    peer_zip_free(p->zip[dir]);
    p->zip[dir] = NULL;
    if (p->comp[dir] == PEER_ZLIB ||
        (p->comp[dir] == PEER_DELAYED_ZLIB && p->logged_in))
        p->zip[dir] = peer_zip_new(dir == 0);
}

static void send_packet(struct peer *p, const void *payload, size_t n)
{
    struct peer_dir *d = &p->tx;
    size_t clear = d->mode == PEER_PLAIN || d->mode == PEER_EM ? 0 : 4;
    size_t block = block_of(d), pad, total;
    uint8_t *packet;

    pad = block - (5 + n - clear) % block;
    if (pad < 4)
        pad += block;
    while (p->forge.most_padding && pad + block <= 255)
        pad += block;
    total = 5 + n + pad;
    packet = peer_must(calloc(1, total + d->mac_len));
    s2_put_u32(packet, (uint32_t)(total - 4));
    packet[4] = (uint8_t)pad;
    memcpy(packet + 5, payload, n);
    if (p->forge.cut)
        total = 4 + (size_t)p->forge.length;
    if (p->forge.lie || p->forge.cut)
        s2_put_u32(packet, p->forge.length);
    if (p->forge.bad_padding)
        packet[4] = p->forge.padding;
    protect(d, packet, total);
    p->all_packets++;
    if (p->forge.flip ||
        (p->script.flip_packet && p->all_packets == p->script.flip_packet))
        packet[total + d->mac_len - 1] ^= 1;
    peer_put(&p->out, packet, total + d->mac_len);
    free(packet);
    d->seq++;
    memset(&p->forge, 0, sizeof(p->forge));
}

void peer_send_raw(struct peer *p, const void *payload, size_t n)
{
    struct peer_bytes small;

    if (p->closed)
        return;
    if (!p->zip[1] || p->forge.not_zipped) {
        send_packet(p, payload, n);
        return;
    }
    memset(&small, 0, sizeof(small));
    if (!peer_zip_run(p->zip[1], payload, n, &small, p->forge.last_of_zip))
        abort();
    send_packet(p, small.p, peer_len(&small));
    peer_bytes_free(&small);
}

static void send_noise(struct peer *p)
{
    static const uint8_t ignore[] = {2, 0, 0, 0, 3, 'a', 'b', 'c'};
    static const uint8_t debug[] = {4, 1, 0, 0, 0, 2, 'h', 'i', 0, 0, 0, 0};
    static const uint8_t unknown[] = {200, 1, 2, 3};

    switch (peer_random(p, 6)) {
    case 0:
        peer_send_raw(p, ignore, sizeof(ignore));
        break;
    case 1:
        peer_send_raw(p, debug, sizeof(debug));
        break;
    case 2:
        peer_send_raw(p, unknown, sizeof(unknown));
        break;
    default:
        break;
    }
}

void peer_send(struct peer *p, struct s2_wr *w)
{
    struct s2_span msg = s2_wr_span(w);
    uint8_t n[4];

    if (!s2_wr_ok(w) || !msg.n)
        abort();
    if (p->kex_running && msg.p[0] >= 50) {
        s2_put_u32(n, (uint32_t)msg.n);
        peer_put(&p->held, n, 4);
        peer_put(&p->held, msg.p, msg.n);
    } else {
        if (p->script.noise && p->logged_in && !p->kex_running)
            send_noise(p);
        peer_send_raw(p, msg.p, msg.n);
        p->since_kex++;
        if (p->logged_in && p->script.rekey_every && !p->kex_running &&
            !p->peer_kexinit && p->since_kex >= p->script.rekey_every)
            peer_rekey(p);
    }
    s2_wr_free(w);
}

void peer_after_newkeys(struct peer *p)
{
    struct peer_bytes held = p->held;

    memset(&p->held, 0, sizeof(p->held));
    while (peer_len(&held)) {
        uint32_t n = s2_get_u32(held.p + held.head);

        peer_send_raw(p, held.p + held.head + 4, n);
        peer_skip(&held, 4 + n);
    }
    peer_bytes_free(&held);
}

/* --- opening ------------------------------------------------------------------------
 */

/* The length of the packet at the head, once it can be known. */
static bool learn_length(struct peer *p)
{
    struct peer_dir *d = &p->rx;
    uint8_t *at = p->in.p + p->in.head, plain[4];
    size_t need = d->mode == PEER_EM ? block_of(d) : 4;

    if (d->have_length)
        return true;
    if (peer_len(&p->in) < need)
        return false;
    memcpy(plain, at, 4);
    if (d->mode == PEER_EM) {
        d->cipher->crypt(d->ctx, at, at, need);
        memcpy(plain, at, 4);
    } else if (d->mode == PEER_CHACHA && s2_cp_length(d->ctx, d->seq, plain, at)) {
        abort();
    }
    d->length = s2_get_u32(plain);
    d->have_length = true;
    if (d->length < 6 || d->length > 300000) {
        peer_complain(p, "packet %lu has length %lu", (unsigned long)d->seq,
                      (unsigned long)d->length);
        p->closed = true;
        return false;
    }
    return true;
}

static bool unprotect(struct peer_dir *d, uint8_t *packet, size_t n)
{
    uint8_t own[S2_TAG_MAX];
    size_t first = block_of(d);

    switch (d->mode) {
    case PEER_PLAIN:
        return true;
    case PEER_EM:
        d->cipher->crypt(d->ctx, packet + first, packet + first, n - first);
        hmac(d, packet, n, own);
        return memcmp(own, packet + n, d->mac_len) == 0;
    case PEER_ETM:
        hmac(d, packet, n, own);
        d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
        return memcmp(own, packet + n, d->mac_len) == 0;
    case PEER_GCM:
        d->cipher->begin(d->ctx, d->nonce, s2_span(packet, 4));
        d->cipher->crypt(d->ctx, packet + 4, packet + 4, n - 4);
        count_up(d->nonce);
        return d->cipher->finish(d->ctx, packet + n) == 0;
    default:
        if (s2_cp_start(d->ctx, d->seq) || s2_cp_tag(d->ctx, packet, n, own) ||
            memcmp(own, packet + n, 16) != 0)
            return false;
        return s2_cp_crypt(d->ctx, packet + 4, packet + 4, n - 4) == 0;
    }
}

/* Rules that every packet of a client keeps. */
static bool check_form(struct peer *p, const uint8_t *packet, size_t n)
{
    size_t clear = p->rx.mode == PEER_PLAIN || p->rx.mode == PEER_EM ? 0 : 4;

    if (packet[4] < 4 || (size_t)packet[4] + 6 > n)
        peer_complain(p, "padding of %u bytes", packet[4]);
    else if ((n - clear) % block_of(&p->rx))
        peer_complain(p, "packet of %lu bytes is no multiple of the block",
                      (unsigned long)n);
    return !p->protocol_error;
}

static void handle_payload(struct peer *p, struct s2_span payload)
{
    struct peer_bytes large;
    struct s2_rd r;
    uint8_t type;

    memset(&large, 0, sizeof(large));
    if (p->zip[0]) {
        if (!peer_zip_run(p->zip[0], payload.p, payload.n, &large, false))
            peer_complain(p, "a payload that cannot be expanded");
        payload = s2_span(large.p, peer_len(&large));
    }
    r = s2_rd(payload);
    type = s2_rd_u8(&r);
    if (!(p->script.hook && p->script.hook(p, type, &r)) && !peer_on_kex(p, type, &r))
        peer_on_message(p, type, &r);
    peer_bytes_free(&large);
}

static bool handle_packet(struct peer *p)
{
    struct peer_dir *d = &p->rx;
    size_t n, total;
    uint8_t *packet;

    if (!learn_length(p))
        return false;
    n = 4 + (size_t)d->length;
    total = n + d->mac_len;
    if (peer_len(&p->in) < total)
        return false;
    packet = peer_must(malloc(total));
    memcpy(packet, p->in.p + p->in.head, total);
    peer_skip(&p->in, total);
    d->have_length = false;
    if (!unprotect(d, packet, n) || !check_form(p, packet, n)) {
        peer_complain(p, "packet %lu: wrong MAC", (unsigned long)d->seq);
        p->closed = true;
        free(packet);
        return true;
    }
    d->seq++;
    handle_payload(p, s2_span(packet + 5, n - 5 - packet[4]));
    free(packet);
    return true;
}

/* --- driving -------------------------------------------------------------------------
 */

static bool take_ident(struct peer *p)
{
    uint8_t *start = p->in.p + p->in.head;
    uint8_t *lf = peer_len(&p->in) ? memchr(start, '\n', peer_len(&p->in)) : NULL;
    size_t n;

    if (!lf)
        return false;
    n = (size_t)(lf - start);
    if (n < 9 || n > 254 || start[n - 1] != '\r' || memcmp(start, "SSH-2.0-", 8) != 0)
        peer_complain(p, "identification string is malformed");
    memcpy(p->client_ident, start, s2_min(n - 1, 254));
    peer_skip(&p->in, n + 1);
    p->got_ident = true;
    if (!(p->script.hook && p->script.hook(p, 0, NULL)))
        peer_kex_start(p);
    return true;
}

void peer_feed(struct peer *p, const void *bytes, size_t n)
{
    if (!p->closed)
        peer_put(&p->in, bytes, n);
}

static void maybe_cut(struct peer *p)
{
    size_t limit = p->script.cut_at;

    if (!limit || p->closed)
        return;
    if (p->total_out + peer_len(&p->out) >= limit) {
        p->out.tail = p->out.head + (limit - s2_min(limit, p->total_out));
        p->closed = true;
    }
}

bool peer_run(struct peer *p)
{
    bool moved = false;
    size_t before = peer_len(&p->out);

    if (!p->got_ident)
        moved = take_ident(p);
    while (p->got_ident && !p->closed && handle_packet(p))
        moved = true;
    if (!p->closed && peer_flow(p))
        moved = true;
    maybe_cut(p);
    return moved || peer_len(&p->out) != before;
}

void peer_take_hostkey(struct peer *p, uint8_t first)
{
    uint8_t seed[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, pub[32];
    const struct s2_pk *pk = s2_find_pk(S2_ED25519);
    struct s2_pknum num;
    size_t n = sizeof(pub);
    void *key = NULL;

    seed[0] = first;
    memset(&num, 0, sizeof(num));
    num.d = s2_span(seed, sizeof(seed));
    if (!pk || pk->load_secret(&key, &num) || pk->get_public(key, pub, &n))
        abort();
    pk->free(key);
    num.pub = s2_span(pub, n);
    s2_key_free(p->hostkey);
    if (s2_key_from_numbers(&p->mem, S2_ED25519, &num, &p->hostkey))
        abort();
}

struct peer *peer_new(const struct peer_script *script)
{
    struct peer *p = peer_must(calloc(1, sizeof(*p)));

    s2_mem_init(&p->mem, NULL, NULL, NULL, NULL);
    p->script = *script;
    p->random = script->seed + 1;
    p->own_init = s2_wr_growing(&p->mem);
    p->client_init = s2_wr_growing(&p->mem);
    p->fs = pfs_new();
    peer_take_hostkey(p, 7);
    snprintf(p->ident, sizeof(p->ident), "SSH-2.0-peer_1");
    peer_put(&p->out, p->ident, strlen(p->ident));
    peer_put(&p->out, "\r\n", 2);
    return p;
}

void peer_free(struct peer *p)
{
    if (!p)
        return;
    peer_conn_free(p);
    pfs_free(p->fs);
    p->strict = false;
    peer_use_keys(p, &p->tx, NULL, NULL, NULL, NULL, NULL, true);
    peer_use_keys(p, &p->rx, NULL, NULL, NULL, NULL, NULL, false);
    peer_zip_free(p->zip[0]);
    peer_zip_free(p->zip[1]);
    s2_key_free(p->hostkey);
    s2_wr_free(&p->own_init);
    s2_wr_free(&p->client_init);
    peer_bytes_free(&p->in);
    peer_bytes_free(&p->out);
    peer_bytes_free(&p->held);
    free(p);
}
