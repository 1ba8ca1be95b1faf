/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Received bytes into packets: find the end of the next packet, verify and decrypt it
 * in place, strip padding, expand.  The length is checked against one maximum, in one
 * place, before anything depends on it. */
#include "trans/packet.h"
#include "trans/trans.h"

/* packet_length counts at least the padding length, a message number, 4 of padding. */
#define LENGTH_MIN 6

/* Where the length is encrypted and its block is chained: the one case in which an
 * early failure would tell something. */
static bool is_cbc(const struct s2_dir *d)
{
    return d->ops == &s2_mode_stream && !strstr(d->row->name, "-ctr");
}

/* RFC 4253 section 6: what is encrypted is a multiple of the block size. */
static bool length_possible(const struct s2_dir *d, uint32_t length)
{
    return length >= LENGTH_MIN && length <= S2_PACKET_MAX &&
           (length + 4 - d->clear) % d->block == 0;
}

/* A CBC packet whose length or MAC is wrong: how far we read must not tell an attacker
 * what the decrypted length was, so read on to the maximum before the failure shows. */
static int start_discard(s2_session *s)
{
    s->in.discard = S2_PACKET_MAX;
    return 0;
}

/* Throws received bytes away, as if a packet of the greatest length was coming in, then
 * fails as with any wrong MAC. */
static int discard(s2_session *s)
{
    struct s2_slab *slab = s->in.slab;
    size_t n = s2_min(s->in.discard, slab->wr - slab->rd);

    slab->rd += n;
    s->in.discard -= n;
    if (s->in.discard)
        return 0;
    return s2_die(s, LIBSSH2_ERROR_INVALID_MAC, "packet %lu: length or MAC wrong",
                  (unsigned long)s->rx.seq);
}

/* The packet cannot be trusted, so neither can the place where the next one begins: the
 * session ends. The text says which cipher mode failed, not where. */
static int bad_packet(s2_session *s, int rc)
{
    if (is_cbc(&s->rx))
        return start_discard(s);
    return s2_die(s, rc, "packet %lu cannot be decrypted: %s (%s)",
                  (unsigned long)s->rx.seq,
                  rc == LIBSSH2_ERROR_INVALID_MAC ? "wrong MAC" : s2_err_name(rc),
                  s->rx.ops->name);
}

/* Done once for each packet: some modes decrypt in place, and CTR cannot go back. */
static int learn_length(s2_session *s)
{
    struct s2_slab *slab = s->in.slab;
    int rc = s->rx.ops->open_length(&s->rx, slab->data + slab->rd, &s->in.length);

    if (rc)
        return bad_packet(s, rc);
    if (!length_possible(&s->rx, s->in.length)) {
        if (is_cbc(&s->rx))
            return start_discard(s);
        return s2_die(s, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                      "packet %lu claims an impossible length of %lu bytes",
                      (unsigned long)s->rx.seq, (unsigned long)s->in.length);
    }
    s->in.have_length = true;
    return 0;
}

/* How much to ask of the socket at least: the rest of the packet, or of its first
 * bytes. */
size_t s2_open_want(const s2_session *s)
{
    const struct s2_slab *slab = s->in.slab;
    size_t have = slab ? slab->wr - slab->rd : 0;
    size_t need =
        s->in.have_length ? 4 + (size_t)s->in.length + s->rx.tag : s->rx.first;

    return have < need ? need - have : 1;
}

/* Padding off, expansion on. */
static int unwrap(s2_session *s, const uint8_t *packet, struct s2_pkt *pkt)
{
    uint32_t length = s->in.length;
    uint8_t pad = packet[4];
    struct s2_span payload;
    int rc;

    if (pad < 4 || pad > length - 2)
        return s2_die(s, LIBSSH2_ERROR_PROTO, "packet %lu has a padding length of %u",
                      (unsigned long)s->rx.seq, pad);
    payload = s2_span(packet + 5, length - 1 - pad);
    if (s->rx.comp) {
        rc = s2_comp_run(s->rx.comp, &s->mem, payload, s2_span(NULL, 0), &payload);
        if (rc || !payload.n)
            return s2_die(s, rc ? rc : LIBSSH2_ERROR_ZLIB,
                          "packet %lu cannot be expanded", (unsigned long)s->rx.seq);
        pkt->slab = NULL;
    }
    pkt->type = payload.p[0];
    pkt->body = s2_span(payload.p + 1, payload.n - 1);
    return 1;
}

/* 1 and a packet, 0 if more bytes are needed, or the session's death. The body points
 * into the slab, or into the output of the expansion, and is valid until the next
 * packet; who wants more keeps it by s2_pkt_keep. */
int s2_open(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_slab *slab = s->in.slab;
    size_t need;
    int rc;

    if (!slab || slab->wr - slab->rd == 0)
        return 0;
    if (s->in.discard)
        return discard(s);
    if (!s->in.have_length) {
        if (slab->wr - slab->rd < s->rx.first)
            return 0;
        rc = learn_length(s);
        if (rc || s->in.discard)
            return rc;
    }
    need = 4 + (size_t)s->in.length + s->rx.tag;
    if (slab->wr - slab->rd < need)
        return 0;
    rc = s->rx.ops->open_rest(&s->rx, slab->data + slab->rd, need - s->rx.tag);
    if (rc)
        return bad_packet(s, rc);
    memset(pkt, 0, sizeof(*pkt));
    pkt->slab = slab;
    pkt->seq = s->rx.seq;
    rc = unwrap(s, slab->data + slab->rd, pkt);
    slab->rd += need;
    s->in.have_length = false;
    s->rx.seq++;
    s->rx.packets++;
    s->rx.bytes += need;
    return rc;
}
