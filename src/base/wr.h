/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The one writer of messages, the counterpart of rd.h: into a fixed buffer (most
 * requests live on the stack) or into one that grows.  Failure is sticky: write
 * all fields, then ask s2_wr_ok once.  It never reads what it wrote. */
#ifndef S2_BASE_WR_H
#define S2_BASE_WR_H

#include "base/mem.h"

struct s2_wr {
    uint8_t *base, *p, *end;
    struct s2_mem *grow; /* NULL: base belongs to the caller and has a fixed size */
    bool bad;
};

/* Write into the n bytes at buf. */
struct s2_wr s2_wr_fixed(void *buf, size_t n);

/* Write into memory of m that grows; release with s2_wr_free. */
struct s2_wr s2_wr_growing(struct s2_mem *m);

/* Wipe and give back a growing buffer; a fixed one is left alone.  Either may be
 * called again at once. */
void s2_wr_free(struct s2_wr *w);

/* Hand the growing buffer to the caller, who frees it with s2_free; *n is set to
 * its used size.  NULL if anything had failed (the buffer is then freed). */
uint8_t *s2_wr_take(struct s2_wr *w, size_t *n);

void s2_wr_u8(struct s2_wr *w, uint8_t v);
void s2_wr_u32(struct s2_wr *w, uint32_t v);
void s2_wr_u64(struct s2_wr *w, uint64_t v);
void s2_wr_bool(struct s2_wr *w, bool v);
void s2_wr_raw(struct s2_wr *w, const void *p, size_t n);
void s2_wr_zero(struct s2_wr *w, size_t n);

/* A string: 32-bit length and the bytes. */
void s2_wr_str(struct s2_wr *w, struct s2_span s);
void s2_wr_cstr(struct s2_wr *w, const char *text);

/* A non-negative number given big-endian, as an mpint (RFC 4251 section 5). */
void s2_wr_mpint(struct s2_wr *w, struct s2_span number);

/* n bytes to be filled by the caller, or NULL after a failure.  The pointer holds
 * until the next write. */
uint8_t *s2_wr_space(struct s2_wr *w, size_t n);

/* A length that is known later: mark puts 4 zero bytes and returns their place,
 * close sets them to the number of bytes written since. */
size_t s2_wr_mark(struct s2_wr *w);
void s2_wr_close(struct s2_wr *w, size_t mark);

/* What was written so far; empty after a failure. */
struct s2_span s2_wr_span(const struct s2_wr *w);

static inline bool s2_wr_ok(const struct s2_wr *w)
{
    return !w->bad;
}

static inline size_t s2_wr_len(const struct s2_wr *w)
{
    return (size_t)(w->p - w->base);
}

#endif
