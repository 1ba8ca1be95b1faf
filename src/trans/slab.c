/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See slab.h. */
#include "trans/slab.h"

/* Unused packet nodes that are kept for reuse. */
#define SPARES_MAX 64

/* A part this large is kept by reference rather than copied: it pins at most eight
 * times its own size. */
static bool worth_a_reference(const struct s2_slab *slab, struct s2_span part)
{
    return part.n >= slab->cap / 8;
}

/* The idle slab if it is large enough, else a new one. Header and bytes are one block;
 * the caller holds the first reference. */
static struct s2_slab *slab_new(struct s2_in *in, struct s2_mem *m, size_t cap)
{
    struct s2_slab *slab = in->idle;

    if (slab && slab->cap >= cap) {
        in->idle = NULL;
        cap = slab->cap;
    } else {
        slab = s2_alloc(m, sizeof(*slab) + cap);
    }
    if (!slab)
        return NULL;
    memset(slab, 0, sizeof(*slab));
    slab->refs = 1;
    slab->cap = cap;
    slab->data = (uint8_t *)(slab + 1);
    return slab;
}

/* While a transfer runs, slabs come and go: one stays at hand. */
static void slab_drop(struct s2_in *in, struct s2_mem *m, struct s2_slab *slab)
{
    if (!slab || --slab->refs)
        return;
    if (!in->idle && slab->cap > S2_SLAB_SMALL)
        in->idle = slab;
    else
        s2_free(m, slab);
}

void s2_in_init(struct s2_in *in)
{
    memset(in, 0, sizeof(*in));
    s2_list_init(&in->spare);
}

/* Spare nodes carry no slab any more: they are only memory to be reused. */
static void drop_spares(struct s2_in *in, struct s2_mem *m)
{
    struct s2_link *l;

    while ((l = s2_list_pop(&in->spare)) != NULL)
        s2_free(m, S2_ITEM(l, struct s2_pkt, link));
    in->spares = 0;
}

/* Packets that were kept by an upper layer are that layer's to drop, before this. */
void s2_in_free(struct s2_in *in, struct s2_mem *m)
{
    drop_spares(in, m);
    slab_drop(in, m, in->slab);
    s2_free(m, in->idle);
    s2_in_init(in);
}

/* Bytes may be moved only while nobody refers to them: with one reference, which is
 * ours, the rest goes to the front; otherwise it is copied to a new slab and the old
 * one lives on for the packets that point into it. */
int s2_in_room(struct s2_in *in, struct s2_mem *m, size_t want)
{
    struct s2_slab *old = in->slab, *slab;
    size_t have = old ? old->wr - old->rd : 0;

    if (old && want <= old->cap - old->wr)
        return 0;
    if (old && old->refs == 1 && want <= old->cap - have) {
        memmove(old->data, old->data + old->rd, have);
    } else {
        slab = slab_new(in, m, s2_max(have + want, S2_SLAB_SMALL));
        if (!slab)
            return LIBSSH2_ERROR_ALLOC;
        if (have)
            memcpy(slab->data, old->data + old->rd, have);
        slab_drop(in, m, old);
        in->slab = slab;
    }
    in->slab->rd = 0;
    in->slab->wr = have;
    return 0;
}

void s2_in_trim(struct s2_in *in, struct s2_mem *m)
{
    if (in->slab && in->slab->rd == in->slab->wr) {
        slab_drop(in, m, in->slab);
        in->slab = NULL;
    }
    s2_free(m, in->idle);
    in->idle = NULL;
    drop_spares(in, m);
}

/* A node for a packet kept by reference. They are all of one size, so that they can be
 * reused; a node with a copy behind it is not. */
static struct s2_pkt *node_new(struct s2_in *in, struct s2_mem *m)
{
    struct s2_link *l = s2_list_pop(&in->spare);

    if (!l)
        return s2_alloc(m, sizeof(struct s2_pkt));
    in->spares--;
    return S2_ITEM(l, struct s2_pkt, link);
}

/* Two ways to keep: a large part stays where it was received and counts a reference, a
 * small one is copied, so that some bytes do not hold a whole slab. */
struct s2_pkt *s2_pkt_keep(struct s2_in *in, struct s2_mem *m, const struct s2_pkt *pkt,
                           struct s2_span part)
{
    bool refer = pkt->slab && worth_a_reference(pkt->slab, part);
    struct s2_pkt *kept = refer ? node_new(in, m) : s2_alloc(m, sizeof(*kept) + part.n);

    if (!kept)
        return NULL;
    *kept = *pkt;
    memset(&kept->link, 0, sizeof(kept->link));
    if (refer) {
        kept->body = part;
        kept->slab->refs++;
    } else {
        uint8_t *copy = (uint8_t *)(kept + 1);
        if (part.n)
            memcpy(copy, part.p, part.n);
        kept->body = s2_span(copy, part.n);
        kept->slab = NULL;
    }
    return kept;
}

/* A node that refers becomes a spare, up to SPARES_MAX of them; one with a copy is
 * freed, as its size is its own. */
void s2_pkt_drop(struct s2_in *in, struct s2_mem *m, struct s2_pkt *pkt)
{
    if (!pkt)
        return;
    if (pkt->slab && in->spares < SPARES_MAX) {
        slab_drop(in, m, pkt->slab);
        pkt->slab = NULL;
        s2_list_add(&in->spare, &pkt->link);
        in->spares++;
        return;
    }
    slab_drop(in, m, pkt->slab);
    s2_free(m, pkt);
}
