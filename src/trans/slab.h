/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Received bytes.  recv fills slabs; packets are decrypted in them in place and handed
 * out as views.  Whoever needs a packet's bytes after its handler returned keeps it:
 * by reference to the slab if it is large, by copy if it is small, so that a small
 * packet cannot pin a large slab. */
#ifndef S2_TRANS_SLAB_H
#define S2_TRANS_SLAB_H

#include "base/list.h"
#include "base/mem.h"
#include "libssh2.h"

#define S2_SLAB_SMALL ((size_t)16 * 1024)
#define S2_SLAB_LARGE ((size_t)128 * 1024)

/* Largest packet_length taken from a peer, in every mode, before anything is allocated
 * (RFC 4253 section 6.1 asks for 35,000). */
#define S2_PACKET_MAX ((uint32_t)256 * 1024)

struct s2_slab {
    unsigned refs;
    size_t cap, rd, wr; /* bytes [rd, wr) are received and not yet dispatched */
    uint8_t *data;      /* follows this struct */
};

/* A packet that was opened: on the stack of the dispatcher, or kept. */
struct s2_pkt {
    struct s2_link link; /* for whoever keeps it */
    uint8_t type;        /* message number, also body.p[0] of a whole message */
    uint32_t seq;
    struct s2_span
        body; /* the payload after the message number; of a kept part: the part */
    struct s2_slab
        *slab; /* where body lies; NULL: the body is a copy behind this struct */
};

struct s2_in {
    struct s2_slab *slab; /* being filled, or NULL */
    struct s2_slab *idle; /* a large one that nobody refers to any more, for reuse */
    bool have_length;     /* length of the packet at slab->rd is known */
    uint32_t length;
    size_t discard; /* CBC: bytes still to read before the failure may show */
    bool hungry;    /* the last recv filled all the room there was */
    struct s2_list
        spare; /* unused struct s2_pkt without body, so that keeping is cheap */
    unsigned spares;
};

void s2_in_init(struct s2_in *in);
void s2_in_free(struct s2_in *in, struct s2_mem *m);

/* Room to receive into: at least `want` bytes after what is there, contiguous with it.
 * Moves a partial packet to the start, or to another slab, if it must.  ALLOC. */
int s2_in_room(struct s2_in *in, struct s2_mem *m, size_t want) S2_CHECK;

/* Give back the slab if nothing is in it. */
void s2_in_trim(struct s2_in *in, struct s2_mem *m);

/* Keep `part` (inside pkt->body) of a packet beyond its handler: a new s2_pkt whose
 * body is the part, or NULL without memory. */
struct s2_pkt *s2_pkt_keep(struct s2_in *in, struct s2_mem *m, const struct s2_pkt *pkt,
                           struct s2_span part) S2_CHECK;

/* Give back a kept packet; NULL allowed. */
void s2_pkt_drop(struct s2_in *in, struct s2_mem *m, struct s2_pkt *pkt);

#endif
