/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The allocator of a session: the application's callbacks, or malloc.  All
 * memory of the library comes from here; any call may return NULL.  It keeps
 * no list and no size of what it gave out. */
#ifndef S2_BASE_MEM_H
#define S2_BASE_MEM_H

#include "base/base.h"

typedef void *s2_alloc_fn(size_t n, void **abstract);
typedef void *s2_realloc_fn(void *p, size_t n, void **abstract);
typedef void s2_free_fn(void *p, void **abstract);

struct s2_mem {
    s2_alloc_fn *alloc;
    s2_realloc_fn *realloc;
    s2_free_fn *free;
    void **abstract; /* handed to each callback; the session's abstract pointer */
};

/* Fill m; a NULL callback means the C library's function. */
void s2_mem_init(struct s2_mem *m, s2_alloc_fn *alloc, s2_free_fn *release,
                 s2_realloc_fn *resize, void **abstract);

/* n bytes, not cleared, or NULL.  n == 0 gives a block of one byte. */
void *s2_alloc(struct s2_mem *m, size_t n) S2_CHECK;

/* n bytes, all zero, or NULL. */
void *s2_zalloc(struct s2_mem *m, size_t n) S2_CHECK;

/* count * size bytes, all zero; NULL also if the product overflows. */
void *s2_array(struct s2_mem *m, size_t count, size_t size) S2_CHECK;

/* Resize p (may be NULL).  On failure returns NULL and p is untouched.  Never
 * for secrets: the old block is not wiped. */
void *s2_realloc(struct s2_mem *m, void *p, size_t n) S2_CHECK;

/* Copy of a span with a NUL byte after it, or NULL. */
void *s2_memdup(struct s2_mem *m, struct s2_span s) S2_CHECK;

/* Give back p; NULL is allowed. */
void s2_free(struct s2_mem *m, void *p);

/* Wipe the n bytes at p, then give it back; NULL is allowed. */
void s2_wipe_free(struct s2_mem *m, void *p, size_t n);

/* Overwrite a secret with zeros in a way that the compiler keeps. */
void s2_wipe(void *p, size_t n);

#endif
