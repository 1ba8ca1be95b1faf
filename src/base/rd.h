/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The one reader of bytes that a peer or a file supplied.  Its failure is
 * sticky: past the end every read returns 0 or the empty span, so a handler
 * reads all fields of a message, asks once, and then acts.  No other code of
 * the library compares a length with a pointer. */
#ifndef S2_BASE_RD_H
#define S2_BASE_RD_H

#include "base/base.h"

struct s2_rd {
    const uint8_t *p, *end;
    bool bad;
};

static inline struct s2_rd s2_rd(struct s2_span s)
{
    struct s2_rd r;
    r.p = s.p;
    r.end = s.n ? s.p + s.n : s.p;
    r.bad = false;
    return r;
}

/* Bytes not yet read; 0 after a failure. */
static inline size_t s2_rd_left(const struct s2_rd *r)
{
    return r->p ? (size_t)(r->end - r->p) : 0;
}

/* Mark as failed: also for callers that find a value which cannot be. */
static inline void s2_rd_fail(struct s2_rd *r)
{
    r->bad = true;
    r->p = r->end;
}

/* The next n bytes as they stand. */
static inline struct s2_span s2_rd_raw(struct s2_rd *r, size_t n)
{
    struct s2_span s;

    if (n > s2_rd_left(r)) {
        s2_rd_fail(r);
        return s2_span(NULL, 0);
    }
    s = s2_span(r->p, n);
    if (n)
        r->p += n;
    return s;
}

static inline uint8_t s2_rd_u8(struct s2_rd *r)
{
    struct s2_span s = s2_rd_raw(r, 1);
    return s.n ? s.p[0] : 0;
}

static inline uint32_t s2_rd_u32(struct s2_rd *r)
{
    struct s2_span s = s2_rd_raw(r, 4);
    return s.n ? s2_get_u32(s.p) : 0;
}

static inline uint64_t s2_rd_u64(struct s2_rd *r)
{
    uint64_t high = s2_rd_u32(r);
    uint64_t low = s2_rd_u32(r);
    return high << 32 | low;
}

/* RFC 4251 section 5: any value but 0 is true. */
static inline bool s2_rd_bool(struct s2_rd *r)
{
    return s2_rd_u8(r) != 0;
}

/* A string: 32-bit length, then that many bytes. */
static inline struct s2_span s2_rd_str(struct s2_rd *r)
{
    size_t n = s2_rd_u32(r);
    return s2_rd_raw(r, n);
}

/* A string that must be of exactly n bytes. */
static inline struct s2_span s2_rd_str_n(struct s2_rd *r, size_t n)
{
    struct s2_span s = s2_rd_str(r);
    if (s.n != n)
        s2_rd_fail(r);
    return r->bad ? s2_span(NULL, 0) : s;
}

/* A non-negative mpint without its leading zero bytes.  A negative number fails:
 * SSH has none where this library reads one. */
static inline struct s2_span s2_rd_mpint(struct s2_rd *r)
{
    struct s2_span s = s2_rd_str(r);

    if (s.n && (s.p[0] & 0x80)) {
        s2_rd_fail(r);
        return s2_span(NULL, 0);
    }
    while (s.n && s.p[0] == 0) {
        s.p++;
        s.n--;
    }
    return s;
}

/* The number of items that follow, each of at least min_item bytes: a count that
 * the rest of the message cannot hold, or above max, fails. */
static inline uint32_t s2_rd_count(struct s2_rd *r, uint32_t max, size_t min_item)
{
    uint32_t n = s2_rd_u32(r);

    if (n > max || (min_item && n > s2_rd_left(r) / min_item)) {
        s2_rd_fail(r);
        return 0;
    }
    return n;
}

/* All that is left. */
static inline struct s2_span s2_rd_rest(struct s2_rd *r)
{
    return s2_rd_raw(r, s2_rd_left(r));
}

static inline void s2_rd_skip(struct s2_rd *r, size_t n)
{
    (void)s2_rd_raw(r, n);
}

/* Nothing failed so far. */
static inline bool s2_rd_ok(const struct s2_rd *r)
{
    return !r->bad;
}

/* Nothing failed, and nothing is left over. */
static inline bool s2_rd_done(const struct s2_rd *r)
{
    return !r->bad && r->p == r->end;
}

#endif
