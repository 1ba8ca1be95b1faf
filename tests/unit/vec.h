/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Small helpers of the crypto tests: bytes from hex, contexts, an allocator that can be
 * told to fail. */
#ifndef S2_TESTS_VEC_H
#define S2_TESTS_VEC_H

#include "base/mem.h"
#include "base/text.h"
#include "t.h"

#include <stdlib.h>

/* The bytes of hex digits; the result is the number written to out, which is at most
 * room.  An odd or foreign digit ends it. */
static inline size_t vec_hex(const char *hex, uint8_t *out, size_t room)
{
    size_t n;

    for (n = 0; n < room && hex[0] && hex[1]; n++, hex += 2) {
        int high = s2_hex_digit((uint8_t)hex[0]);
        int low = s2_hex_digit((uint8_t)hex[1]);

        if (high < 0 || low < 0)
            break;
        out[n] = (uint8_t)(high << 4 | low);
    }
    return n;
}

/* A context of n bytes, all zero; the tests end if there is no memory. */
static inline void *vec_ctx(size_t n)
{
    void *c = calloc(1, n);

    if (!c)
        abort();
    return c;
}

/* Fill n bytes from the generator. */
static inline void vec_fill(uint64_t *seed, uint8_t *p, size_t n)
{
    while (n--)
        *p++ = (uint8_t)t_rand(seed);
}

static inline void *vec_no_alloc(size_t n, void **abstract)
{
    (void)n;
    (void)abstract;
    return NULL;
}

/* malloc, or with `broken` an allocator that always fails. */
static inline struct s2_mem vec_mem(bool broken)
{
    struct s2_mem m;

    s2_mem_init(&m, broken ? vec_no_alloc : NULL, NULL, NULL, NULL);
    return m;
}

#endif
