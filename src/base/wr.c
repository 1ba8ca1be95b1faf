/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See wr.h. */
#include "base/wr.h"

/* Room of the first block: most messages fit, so that they grow once. */
#define FIRST_SIZE 256

/* No allocator: what does not fit fails. */
struct s2_wr s2_wr_fixed(void *buf, size_t n)
{
    struct s2_wr w;

    w.base = w.p = (uint8_t *)buf;
    w.end = w.base + n;
    w.grow = NULL;
    w.bad = false;
    return w;
}

/* Nothing is allocated before the first byte. */
struct s2_wr s2_wr_growing(struct s2_mem *m)
{
    struct s2_wr w;

    w.base = w.p = w.end = NULL;
    w.grow = m;
    w.bad = false;
    return w;
}

/* All of the block is wiped, not only what is in use: it may have been longer. */
void s2_wr_free(struct s2_wr *w)
{
    struct s2_mem *m = w->grow;

    if (!m)
        return;
    s2_wipe_free(m, w->base, (size_t)(w->end - w->base));
    *w = s2_wr_growing(m);
}

/* The writer starts anew: the block is no longer its own. */
uint8_t *s2_wr_take(struct s2_wr *w, size_t *n)
{
    uint8_t *p = w->base;
    size_t len = s2_wr_len(w);

    if (w->bad) {
        s2_wr_free(w);
        *n = 0;
        return NULL;
    }
    *n = len;
    *w = s2_wr_growing(w->grow);
    return p;
}

/* Make room for n more bytes.  The old block is copied and wiped rather than
 * passed to realloc, as it may hold a secret. */
static bool grow(struct s2_wr *w, size_t n)
{
    size_t used = s2_wr_len(w), size = (size_t)(w->end - w->base);
    size_t want;
    uint8_t *p;

    if (!w->grow || n > SIZE_MAX / 4 - used)
        return false;
    want = s2_max(s2_max(FIRST_SIZE, size * 2), used + n);
    p = s2_alloc(w->grow, want);
    if (!p)
        return false;
    if (used)
        memcpy(p, w->base, used);
    s2_wipe_free(w->grow, w->base, size);
    w->base = p;
    w->p = p + used;
    w->end = p + want;
    return true;
}

/* The one place where bytes are accounted for: all other writes come through here. */
uint8_t *s2_wr_space(struct s2_wr *w, size_t n)
{
    uint8_t *p;

    if (w->bad)
        return NULL;
    if (n > (size_t)(w->end - w->p) && !grow(w, n)) {
        w->bad = true;
        return NULL;
    }
    p = w->p;
    if (n)
        w->p += n;
    return p;
}

void s2_wr_raw(struct s2_wr *w, const void *p, size_t n)
{
    uint8_t *to = s2_wr_space(w, n);

    if (to && n)
        memcpy(to, p, n);
}

void s2_wr_zero(struct s2_wr *w, size_t n)
{
    uint8_t *to = s2_wr_space(w, n);

    if (to && n)
        memset(to, 0, n);
}

void s2_wr_u8(struct s2_wr *w, uint8_t v)
{
    s2_wr_raw(w, &v, 1);
}

/* Integers are big-endian on the wire (RFC 4251 section 5). */
void s2_wr_u32(struct s2_wr *w, uint32_t v)
{
    uint8_t b[4];

    s2_put_u32(b, v);
    s2_wr_raw(w, b, sizeof(b));
}

void s2_wr_u64(struct s2_wr *w, uint64_t v)
{
    s2_wr_u32(w, (uint32_t)(v >> 32));
    s2_wr_u32(w, (uint32_t)v);
}

void s2_wr_bool(struct s2_wr *w, bool v)
{
    s2_wr_u8(w, v ? 1 : 0);
}

/* A string's length has 32 bits, whatever size_t has. */
void s2_wr_str(struct s2_wr *w, struct s2_span s)
{
    if (s.n > UINT32_MAX) {
        w->bad = true;
        return;
    }
    s2_wr_u32(w, (uint32_t)s.n);
    s2_wr_raw(w, s.p, s.n);
}

void s2_wr_cstr(struct s2_wr *w, const char *text)
{
    s2_wr_str(w, s2_span_str(text));
}

/* RFC 4251 section 5: no superfluous leading zeros, but one where the top bit is set,
 * which would make the number negative. */
void s2_wr_mpint(struct s2_wr *w, struct s2_span number)
{
    while (number.n && number.p[0] == 0) {
        number.p++;
        number.n--;
    }
    if (number.n && (number.p[0] & 0x80)) {
        s2_wr_u32(w, (uint32_t)(number.n + 1));
        s2_wr_u8(w, 0);
        s2_wr_raw(w, number.p, number.n);
    } else {
        s2_wr_str(w, number);
    }
}

/* An offset, not a pointer: the block may move before the length is known. */
size_t s2_wr_mark(struct s2_wr *w)
{
    size_t at = s2_wr_len(w);

    s2_wr_u32(w, 0);
    return at;
}

void s2_wr_close(struct s2_wr *w, size_t mark)
{
    if (!w->bad)
        s2_put_u32(w->base + mark, (uint32_t)(s2_wr_len(w) - mark - 4));
}

/* After a failure what was written is incomplete, so nobody gets to see it. */
struct s2_span s2_wr_span(const struct s2_wr *w)
{
    return w->bad ? s2_span(NULL, 0) : s2_span(w->base, s2_wr_len(w));
}
