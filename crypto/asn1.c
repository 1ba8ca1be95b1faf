/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See asn1.h.  All bytes go through base/rd.h, so the only judgement made here is about
 * tags and the forms of lengths and numbers. */
#include "crypto/asn1.h"

#include <stdio.h>

/* A copy of the reader looks ahead; at the end it fails, and not the original. */
uint8_t s2_der_peek(const struct s2_rd *r)
{
    struct s2_rd ahead = *r;

    return s2_rd_u8(&ahead);
}

/* X.690 section 10.1: the shortest form only.  Three bytes of length are 16 MiB, more
 * than any key. */
static size_t read_length(struct s2_rd *r)
{
    uint8_t first = s2_rd_u8(r);
    unsigned bytes = first & 0x7f, i;
    size_t n = 0;

    if (first < 0x80)
        return first;
    if (bytes == 0 || bytes > 3)
        s2_rd_fail(r);
    for (i = 0; i < bytes && s2_rd_ok(r); i++) {
        n = n << 8 | s2_rd_u8(r);
        if (n == 0)
            s2_rd_fail(r);
    }
    if (n < 0x80)
        s2_rd_fail(r);
    return n;
}

struct s2_span s2_der_take(struct s2_rd *r, uint8_t tag)
{
    size_t n;

    if (s2_rd_u8(r) != tag)
        s2_rd_fail(r);
    n = read_length(r);
    if (!s2_rd_ok(r))
        return s2_span(NULL, 0);
    return s2_rd_raw(r, n);
}

struct s2_rd s2_der_in(struct s2_rd *r, uint8_t tag)
{
    struct s2_rd in = s2_rd(s2_der_take(r, tag));

    if (!s2_rd_ok(r))
        s2_rd_fail(&in);
    return in;
}

struct s2_span s2_der_maybe(struct s2_rd *r, uint8_t tag)
{
    return s2_der_peek(r) == tag ? s2_der_take(r, tag) : s2_span(NULL, 0);
}

/* X.690 section 8.3.2: the first nine bits are neither all zero nor all one. */
struct s2_span s2_der_uint(struct s2_rd *r)
{
    struct s2_span s = s2_der_take(r, S2_DER_INTEGER);
    bool zero = s.n > 0 && s.p[0] == 0;

    if (s.n == 0 || (s.p[0] & 0x80) || (zero && s.n > 1 && !(s.p[1] & 0x80))) {
        s2_rd_fail(r);
        return s2_span(NULL, 0);
    }
    return zero ? s2_span(s.p + 1, s.n - 1) : s;
}

uint32_t s2_der_small(struct s2_rd *r, uint32_t max)
{
    struct s2_span s = s2_der_uint(r);
    uint32_t v = 0;
    size_t i;

    for (i = 0; i < s.n && i < 4; i++)
        v = v << 8 | s.p[i];
    if (s.n > 4 || v > max) {
        s2_rd_fail(r);
        return 0;
    }
    return v;
}

struct s2_span s2_der_bytes(struct s2_rd *r)
{
    struct s2_rd in = s2_der_in(r, S2_DER_BITS);

    /* The first byte counts the unused bits of the last one. */
    if (s2_rd_u8(&in) != 0 || !s2_rd_ok(&in))
        s2_rd_fail(r);
    return s2_rd_rest(&in);
}

bool s2_oid_is(const struct s2_oid *row, struct s2_span oid)
{
    return s2_span_eq(oid, s2_span(row->bytes, row->n));
}

const struct s2_oid *s2_oid_find(const struct s2_oid *rows, size_t n,
                                 struct s2_span oid)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (s2_oid_is(&rows[i], oid))
            return &rows[i];
    return NULL;
}

/* X.690 section 8.19: seven bits a byte, the last byte of each arc without the top bit.
 */
void s2_oid_text(struct s2_span oid, char *out, size_t n)
{
    size_t i, used = 0;
    uint32_t v = 0;

    if (n)
        out[0] = 0;
    for (i = 0; i < oid.n && used < n; i++) {
        int len;

        v = v << 7 | (oid.p[i] & 0x7fu);
        if (oid.p[i] & 0x80)
            continue;
        if (used == 0) {
            /* The first two arcs share a number: 40 * a + b. */
            uint32_t a = v < 80 ? v / 40 : 2;
            len = snprintf(out, n, "%lu.%lu", (unsigned long)a,
                           (unsigned long)(v - 40 * a));
        } else {
            len = snprintf(out + used, n - used, ".%lu", (unsigned long)v);
        }
        used += len > 0 ? (size_t)len : n;
        v = 0;
    }
}

bool s2_der_is_key(struct s2_span der)
{
    struct s2_rd r = s2_rd(der);
    struct s2_rd in = s2_der_in(&r, S2_DER_SEQUENCE);

    (void)s2_der_uint(&in);
    return s2_rd_done(&r) && s2_rd_ok(&in);
}
