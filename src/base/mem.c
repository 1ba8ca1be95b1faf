/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See mem.h. */
#include "base/mem.h"

#include <stdlib.h>

/* The C library under the shape of the callbacks; the abstract pointer means nothing
 * to it. */
static void *plain_alloc(size_t n, void **abstract)
{
    (void)abstract;
    return malloc(n);
}

/* Same contract as realloc of C. */
static void *plain_realloc(void *p, size_t n, void **abstract)
{
    (void)abstract;
    return realloc(p, n);
}

/* Same contract as free of C. */
static void plain_free(void *p, void **abstract)
{
    (void)abstract;
    free(p);
}

/* Each callback is replaced on its own: programs have been seen to pass only two. */
void s2_mem_init(struct s2_mem *m, s2_alloc_fn *alloc, s2_free_fn *release,
                 s2_realloc_fn *resize, void **abstract)
{
    m->alloc = alloc ? alloc : plain_alloc;
    m->free = release ? release : plain_free;
    m->realloc = resize ? resize : plain_realloc;
    m->abstract = abstract;
}

/* malloc(0) may give NULL, which would read as "no memory": ask for one byte. */
void *s2_alloc(struct s2_mem *m, size_t n)
{
    return m->alloc(n ? n : 1, m->abstract);
}

void *s2_zalloc(struct s2_mem *m, size_t n)
{
    void *p = s2_alloc(m, n);

    if (p)
        memset(p, 0, n);
    return p;
}

/* The product is what a peer's count could make wrap (CVE-2019-3856). */
void *s2_array(struct s2_mem *m, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return s2_zalloc(m, count * size);
}

void *s2_realloc(struct s2_mem *m, void *p, size_t n)
{
    /* Applications' realloc callbacks have been seen to mishandle NULL. */
    if (!p)
        return s2_alloc(m, n);
    return m->realloc(p, n ? n : 1, m->abstract);
}

/* The NUL lets texts of the peer be handed to callers who expect C strings. */
void *s2_memdup(struct s2_mem *m, struct s2_span s)
{
    uint8_t *p;

    if (s.n == SIZE_MAX)
        return NULL;
    p = s2_alloc(m, s.n + 1);
    if (!p)
        return NULL;
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

/* Applications' callbacks need not cope with NULL: it stops here. */
void s2_free(struct s2_mem *m, void *p)
{
    if (p)
        m->free(p, m->abstract);
}

/* The size is the caller's to know: no header is kept in front of blocks. */
void s2_wipe_free(struct s2_mem *m, void *p, size_t n)
{
    if (!p)
        return;
    s2_wipe(p, n);
    s2_free(m, p);
}

void s2_wipe(void *p, size_t n)
{
    /* A store through a volatile pointer may not be left out. */
    volatile uint8_t *v = (volatile uint8_t *)p;

    while (n--)
        *v++ = 0;
}
