/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The session's table of channels by our numbers, and the few steps that all handlers
 * begin or end with: whom a message is for, what to say when it cannot be right. */
#include "conn/chan.h"

#define SLOTS_FIRST 8u
#define SLOTS_MAX   65536u /* channels of a session, also those that the peer opens */

/* --- Numbers --------------------------------------------------------------------- */

/* Channels are allocated one by one and never move; only the table does. */
static bool table_grow(s2_session *s)
{
    struct s2_conn *conn = s2_conn(s);
    uint32_t slots = conn->slots ? conn->slots * 2 : SLOTS_FIRST;
    struct s2_slot *slot;

    if (slots > SLOTS_MAX)
        return false;
    slot = s2_array(&s->mem, slots, sizeof(*slot));
    if (!slot)
        return false;
    if (conn->slots)
        memcpy(slot, conn->slot, conn->slots * sizeof(*slot));
    s2_free(&s->mem, conn->slot);
    conn->slot = slot;
    conn->slots = slots;
    return true;
}

/* The lowest free number, found from where the search must begin, so that a peer
 * that opens thousands cannot make it walk the table for each. */
int s2_conn_take(s2_session *s, s2_chan *c)
{
    struct s2_conn *conn = s2_conn(s);
    uint32_t id = conn->lowest;

    while (id < conn->slots && conn->slot[id].state != S2_SLOT_FREE)
        id++;
    if (id == conn->slots && !table_grow(s))
        return LIBSSH2_ERROR_ALLOC;
    conn->lowest = id + 1;
    conn->slot[id].chan = c;
    conn->slot[id].state = S2_SLOT_USED;
    c->id = id;
    return 0;
}

void s2_conn_release(s2_session *s, uint32_t id)
{
    struct s2_conn *conn = s2_conn(s);

    conn->slot[id].chan = NULL;
    conn->slot[id].state = S2_SLOT_FREE;
    if (id < conn->lowest)
        conn->lowest = id;
}

struct s2_slot *s2_conn_slot(s2_session *s, uint32_t id)
{
    struct s2_conn *conn = s2_conn(s);

    if (id >= conn->slots || conn->slot[id].state == S2_SLOT_FREE)
        return NULL;
    return &conn->slot[id];
}

/* --- Messages -------------------------------------------------------------------- */

/* What was wrong is told by the caller, the message's name by its row. */
int s2_conn_bad(s2_session *s, const struct s2_pkt *pkt, const char *what)
{
    const struct s2_disp_table *t = &s->tables[S2_TABLE_CONN];

    return s2_die(s, LIBSSH2_ERROR_PROTO, "the server sent %s %s",
                  t->rows[pkt->type - t->first].name, what);
}

/* A channel that was freed here may still get messages that crossed our CLOSE; that
 * is no error, and they are dropped. */
int s2_chan_target(s2_session *s, const struct s2_pkt *pkt, struct s2_rd *r,
                   s2_chan **c)
{
    uint32_t id = s2_rd_u32(r);
    struct s2_slot *slot = s2_rd_ok(r) ? s2_conn_slot(s, id) : NULL;

    *c = NULL;
    if (!slot)
        return s2_conn_bad(s, pkt, "for no channel");
    if (slot->state == S2_SLOT_DROPPED)
        return 0;
    if (slot->state == S2_SLOT_GIVEN_UP || slot->chan->state != S2_CHAN_OPEN)
        return s2_conn_bad(s, pkt, "for a channel that is not open");
    if (slot->chan->close_in)
        return s2_conn_bad(s, pkt, "for a channel that it has closed");
    *c = slot->chan;
    return 0;
}

int s2_conn_tell(s2_session *s, uint8_t number, uint32_t remote)
{
    uint8_t msg[5];

    msg[0] = number;
    s2_put_u32(msg + 1, remote);
    return s2_send(s, s2_span(msg, sizeof(msg)));
}

int s2_chan_tell_close(s2_chan *c)
{
    int rc = s2_conn_tell(c->s, SSH_MSG_CHANNEL_CLOSE, c->remote);

    if (rc)
        return rc;
    c->close_out = true;
    c->close_mark = s2_mark(c->s);
    return 0;
}

/* For whatever sends: after CLOSE nothing may follow. */
int s2_chan_usable(s2_chan *c)
{
    int rc = s2_alive(c->s);

    if (rc)
        return rc;
    if (c->close_out || c->state != S2_CHAN_OPEN)
        return s2_fail(&c->s->err, LIBSSH2_ERROR_CHANNEL_CLOSED,
                       "the channel is closed");
    return 0;
}
