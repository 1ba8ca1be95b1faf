/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Compression by zlib (RFC 4253 section 6.2), each direction on its own.  All memory
 * of the compressor comes from the session's allocator. */
#include "trans/packet.h"

#ifdef S2_HAVE_ZLIB
#include <zlib.h>

/* Output grows from here; most packets need no more. */
#define FIRST_OUT ((size_t)16 * 1024)

/* One direction: a stream that goes on over all packets of a set of keys, and the
 * output of the last packet, valid until the next one. */
struct s2_comp {
    z_stream z;
    enum s2_comp_way way;
    uint8_t *out;
    size_t cap;
};

/* zlib multiplies count and size itself when it allocates by default; here s2_array
 * does, and refuses an overflow. */
static void *z_alloc(void *opaque, uInt count, uInt size)
{
    return s2_array(opaque, count, size);
}

static void z_free(void *opaque, void *p)
{
    s2_free(opaque, p);
}

/* The output may hold a password in clear: wiped. */
void s2_comp_free(struct s2_comp *c, struct s2_mem *m)
{
    if (!c)
        return;
    if (c->way == S2_DEFLATE)
        deflateEnd(&c->z);
    else
        inflateEnd(&c->z);
    s2_wipe_free(m, c->out, c->cap);
    s2_free(m, c);
}

/* The old stream is given up only when the new one stands. */
int s2_comp_start(struct s2_comp **slot, struct s2_mem *m, enum s2_comp_way way)
{
    struct s2_comp *c = s2_zalloc(m, sizeof(*c));
    int rc;

    if (!c)
        return LIBSSH2_ERROR_ALLOC;
    c->way = way;
    c->z.zalloc = z_alloc;
    c->z.zfree = z_free;
    c->z.opaque = m;
    rc = way == S2_DEFLATE ? deflateInit(&c->z, Z_DEFAULT_COMPRESSION)
                           : inflateInit(&c->z);
    if (rc != Z_OK) {
        s2_free(m, c);
        return rc == Z_MEM_ERROR ? LIBSSH2_ERROR_ALLOC : LIBSSH2_ERROR_COMPRESS;
    }
    s2_comp_free(*slot, m);
    *slot = c;
    return 0;
}

/* Room at the output; expanding stops at the largest packet we take. */
static int more_room(struct s2_comp *c, struct s2_mem *m, size_t used)
{
    size_t cap = c->cap ? c->cap * 2 : FIRST_OUT;
    uint8_t *out;

    if (c->way == S2_INFLATE && c->cap >= S2_PACKET_MAX)
        return LIBSSH2_ERROR_ZLIB;
    out = s2_alloc(m, cap);
    if (!out)
        return LIBSSH2_ERROR_ALLOC;
    if (used)
        memcpy(out, c->out, used);
    s2_wipe_free(m, c->out, c->cap);
    c->out = out;
    c->cap = cap;
    return 0;
}

/* One span through the stream.  A partial flush ends each packet, so that the other
 * side can expand all of it; zlib says it is complete by leaving output room. */
static int run_span(struct s2_comp *c, struct s2_mem *m, struct s2_span in, int flush,
                    size_t *used)
{
    c->z.next_in = (z_const Bytef *)in.p;
    c->z.avail_in = (uInt)in.n;
    for (;;) {
        int rc = 0;

        if (*used == c->cap && (rc = more_room(c, m, *used)) != 0)
            return rc;
        c->z.next_out = c->out + *used;
        c->z.avail_out = (uInt)(c->cap - *used);
        rc = c->way == S2_DEFLATE ? deflate(&c->z, flush) : inflate(&c->z, flush);
        *used = c->cap - c->z.avail_out;
        if (rc != Z_OK && rc != Z_BUF_ERROR)
            return c->way == S2_DEFLATE ? LIBSSH2_ERROR_COMPRESS : LIBSSH2_ERROR_ZLIB;
        if (c->z.avail_out)
            break;
    }
    return c->z.avail_in ? LIBSSH2_ERROR_ZLIB : 0;
}

/* Two spans, so that a head and the caller's bulk data are compressed without joining
 * them first; only the last one ends the packet. */
int s2_comp_run(struct s2_comp *c, struct s2_mem *m, struct s2_span first,
                struct s2_span second, struct s2_span *out)
{
    size_t used = 0;
    int rc = 0;

    if (second.n) {
        rc = run_span(c, m, first, Z_NO_FLUSH, &used);
        first = second;
    }
    if (!rc)
        rc = run_span(c, m, first,
                      c->way == S2_DEFLATE ? Z_PARTIAL_FLUSH : Z_SYNC_FLUSH, &used);
    *out = s2_span(c->out, used);
    return rc;
}

#else

/* Without zlib no row that compresses is offered, so these are never reached. */
void s2_comp_free(struct s2_comp *c, struct s2_mem *m)
{
    (void)c, (void)m;
}

int s2_comp_start(struct s2_comp **slot, struct s2_mem *m, enum s2_comp_way way)
{
    (void)slot, (void)m, (void)way;
    return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
}

int s2_comp_run(struct s2_comp *c, struct s2_mem *m, struct s2_span first,
                struct s2_span second, struct s2_span *out)
{
    (void)c, (void)m, (void)first, (void)second, (void)out;
    return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
}

#endif

/* Called at NEWKEYS and at login: what was agreed decides whether a stream starts.
 * "zlib@openssh.com" waits for login, so that nobody reaches zlib unauthenticated. */
int s2_comp_begin(s2_session *s, enum s2_dir_id id)
{
    const struct s2_comp_row *row = s->agreed.comp[id];
    struct s2_dir *d = id == S2_CS ? &s->tx : &s->rx;

    if (!row || !row->zlib || (row->delayed && s->stage != S2_STAGE_OPEN)) {
        s2_comp_free(d->comp, &s->mem);
        d->comp = NULL;
        return 0;
    }
    /* RFC 4253 section 6.2: the context starts anew after each key exchange. */
    return s2_comp_start(&d->comp, &s->mem, id == S2_CS ? S2_DEFLATE : S2_INFLATE);
}
