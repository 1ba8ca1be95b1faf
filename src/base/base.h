/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The words that every file of the library uses: fixed-size types, spans, and
 * the few attributes that compilers spell differently.  The only header that
 * asks which compiler this is.  It declares nothing about SSH. */
#ifndef S2_BASE_BASE_H
#define S2_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* S2_CHECK: the result of this function must be looked at.
 * S2_PRINTF: arguments f and later are checked against the format string. */
#if defined(__GNUC__) || defined(__clang__)
#define S2_CHECK __attribute__((warn_unused_result))
#if defined(__MINGW32__) && !defined(__clang__)
#define S2_PRINTF(f, a) __attribute__((format(gnu_printf, f, a)))
#else
#define S2_PRINTF(f, a) __attribute__((format(printf, f, a)))
#endif
#else
#define S2_CHECK
#define S2_PRINTF(f, a)
#endif

/* The object of type `type` whose member `member` is at ptr. */
#define S2_CONTAINER_OF(ptr, type, member)                                             \
    ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

#define S2_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Bytes that somebody else owns.  n may be 0; then p may be NULL. */
struct s2_span {
    const uint8_t *p;
    size_t n;
};

static inline struct s2_span s2_span(const void *p, size_t n)
{
    struct s2_span s;
    s.p = (const uint8_t *)p;
    s.n = n;
    return s;
}

/* The characters of a C string, without its NUL; NULL gives the empty span. */
static inline struct s2_span s2_span_str(const char *text)
{
    return s2_span(text, text ? strlen(text) : 0);
}

/* True if both spans hold the same bytes.  Not for secrets: see s2_ct_equal. */
static inline bool s2_span_eq(struct s2_span a, struct s2_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool s2_span_is(struct s2_span a, const char *text)
{
    return s2_span_eq(a, s2_span_str(text));
}

static inline size_t s2_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t s2_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Big-endian integers at a place that is known to be large enough. */
static inline void s2_put_u32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static inline uint32_t s2_get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
