/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See op.h. */
#include "trans/op.h"
#include "trans/trans.h"

/* The operation that an application continues by repeating its call: same kind, same
 * object, same arguments. The list is short, see S2_OPS_MAX. */
static struct s2_op *find(s2_session *s, const struct s2_op_type *type,
                          const void *owner, uint64_t print)
{
    struct s2_link *l, *after;

    S2_LIST_EACH(l, after, &s->ops)
    {
        struct s2_op *o = S2_ITEM(l, struct s2_op, link);
        if (o->type == type && o->owner == owner && o->print == print)
            return o;
    }
    return NULL;
}

/* Keep the number of one owner's operations bounded: an application that gives up
 * calls for ever must not make us grow. */
static void drop_oldest(s2_session *s, const void *owner)
{
    struct s2_op *oldest = NULL;
    struct s2_link *l, *after;
    unsigned count = 0;

    S2_LIST_EACH(l, after, &s->ops)
    {
        struct s2_op *o = S2_ITEM(l, struct s2_op, link);
        if (o->owner != owner)
            continue;
        count++;
        if (!oldest || o->touched < oldest->touched)
            oldest = o;
    }
    if (count >= S2_OPS_MAX)
        s2_op_end(s, oldest);
}

uint64_t s2_patience(const s2_session *s)
{
    return (uint64_t)s->read_timeout_s * 1000;
}

void *s2_op_begin(s2_session *s, const struct s2_op_type *type, const void *owner,
                  uint64_t print)
{
    struct s2_op *o = find(s, type, owner, print);
    uint64_t now = s2_now();

    /* Nobody has come back for this one longer than a reply may take: the call that
     * looks the same is a new one, not a repeat. */
    if (o && !type->patient && now - o->touched > s2_patience(s)) {
        s2_op_end(s, o);
        o = NULL;
    }
    if (o) {
        o->touched = now;
        return o;
    }
    /* Before the new one is made, so that the limit holds even for a moment. */
    drop_oldest(s, owner);
    o = s2_zalloc(&s->mem, type->size);
    if (!o) {
        s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for %s", type->name);
        return NULL;
    }
    o->type = type;
    o->owner = owner;
    o->print = print;
    o->since = o->touched = now;
    o->fresh = true;
    s2_list_add(&s->ops, &o->link);
    return o;
}

static bool overdue(const s2_session *s, const struct s2_op *o, uint64_t now)
{
    return !o->type->patient && now - o->since > s2_patience(s);
}

/* Nothing can be done without waiting: go on waiting, or was that too long? */
static int still_waiting(s2_session *s, struct s2_op *o)
{
    uint64_t now = s2_now();

    /* A step may have called back, and the user may have thought for minutes: that is
     * not the caller staying away. */
    o->touched = now;
    if (!overdue(s, o, now))
        return LIBSSH2_ERROR_EAGAIN;
    return s2_fail(&s->err, LIBSSH2_ERROR_TIMEOUT, "%s: no answer within %ld s",
                   o->type->name, s->read_timeout_s);
}

/* The one loop that runs steps. A step either moves on, ends, fails, or says S2_WAIT;
 * then the pump runs, and the step again as long as the pump moves anything. EAGAIN
 * leaves the operation where it is, for the next call. */
int s2_op_run(s2_session *s, struct s2_op *o)
{
    bool late = false;
    int r;

    if (!o)
        return LIBSSH2_ERROR_ALLOC;
    for (;;) {
        if (o->at >= o->type->count)
            return 0;
        r = o->type->steps[o->at](s, o);
        o->fresh = false;
        if (r == S2_WAIT) {
            r = s2_pump(s);
            if (r < 0)
                return r;
            /* Nothing moved: the socket must become ready first.  Or what moves is not
             * the reply, and a peer that never stops talking gains no time by it. */
            if (r == 0 || late)
                return still_waiting(s, o);
            late = overdue(s, o, s2_now());
            continue;
        }
        if (r < 0)
            return r;
        if (r == S2_DONE)
            return 0;
        o->at = (uint8_t)(r == S2_NEXT ? o->at + 1 : r - S2_GOTO_);
        /* Each awaited reply has its own patience, so the clock starts anew with each
         * step. */
        o->since = s2_now();
        late = false;
    }
}

/* Wiped, as arguments of an authentication may be kept in it. The list comes first:
 * drop may end other operations. */
void s2_op_end(s2_session *s, struct s2_op *o)
{
    if (!o)
        return;
    s2_list_del(&o->link);
    if (o->type->drop)
        o->type->drop(s, o);
    s2_wipe_free(&s->mem, o, o->type->size);
}

/* For an object that goes away with calls still under way: nobody will repeat them. */
void s2_op_end_owner(s2_session *s, const void *owner)
{
    struct s2_link *l, *after;

    S2_LIST_EACH(l, after, &s->ops)
    {
        struct s2_op *o = S2_ITEM(l, struct s2_op, link);
        if (o->owner == owner)
            s2_op_end(s, o);
    }
}
