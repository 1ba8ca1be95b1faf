/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The table of channels: making, numbering, freeing.  Also the facts about a channel
 * that are known without asking anybody. */
#include "conn/chan.h"

#define SLOTS_FIRST 8u
#define SLOTS_MAX   65536u /* channels of a session, also those that the peer opens */

/* --- The part of the session ---------------------------------------------------- */

/* All that a channel owns, and the channel. */
static void chan_destroy(s2_chan *c)
{
    struct s2_mem *m = &c->s->mem;

    if (c->holder)
        *c->holder = NULL;
    s2_list_del(&c->queued);
    s2_op_end_owner(c->s, c);
    s2_chan_forget_data(c);
    s2_chan_forget_pending(c);
    s2_await_clear(m, &c->awaited);
    s2_free(m, c->text);
    s2_chan_forget_exit(c);
    s2_free(m, c);
}

static void conn_drop(s2_session *s, void *object)
{
    struct s2_conn *conn = object;
    uint32_t i;

    s2_fwd_drop(s);
    for (i = 0; i < conn->slots; i++)
        if (conn->slot[i].state == S2_SLOT_USED)
            chan_destroy(conn->slot[i].chan);
    s2_await_clear(&s->mem, &conn->globals);
    s2_free(&s->mem, conn->slot);
    s2_free(&s->mem, conn);
    s->conn = NULL;
    s->on_flow = NULL;
}

int s2_conn_start(s2_session *s)
{
    struct s2_conn *conn;

    if (s->conn)
        return 0;
    conn = s2_zalloc(&s->mem, sizeof(*conn));
    if (!conn)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for channels");
    s2_list_init(&conn->blocked);
    s2_list_init(&conn->globals);
    s2_list_init(&conn->listeners);
    s->conn = conn;
    s->part[S2_PART_CONN].object = conn;
    s->part[S2_PART_CONN].drop = conn_drop;
    s2_conn_rows(s);
    return 0;
}

/* --- The table -------------------------------------------------------------------- */

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

s2_chan *s2_chan_new(s2_session *s, uint32_t window, uint32_t packet)
{
    struct s2_conn *conn = s2_conn(s);
    s2_chan *c = s2_zalloc(&s->mem, sizeof(*c));
    uint32_t id = conn->lowest;
    int i;

    while (id < conn->slots && conn->slot[id].state != S2_SLOT_FREE)
        id++;
    if (!c || (id == conn->slots && !table_grow(s))) {
        s2_free(&s->mem, c);
        return NULL;
    }
    c->s = s;
    c->id = id;
    c->state = S2_CHAN_OPENING;
    c->in.initial = c->in.left = window;
    c->in.packet = packet;
    for (i = 0; i < S2_STREAMS; i++)
        s2_list_init(&c->stream[i].pkts);
    s2_list_init(&c->pending);
    s2_list_init(&c->awaited);
    conn->lowest = id + 1;
    conn->slot[id].chan = c;
    conn->slot[id].state = S2_SLOT_USED;
    return c;
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

/* What becomes of the number of a channel that is freed now. */
static enum s2_slot_state slot_after(const s2_chan *c)
{
    if (c->state == S2_CHAN_OPENING)
        return S2_SLOT_GIVEN_UP;
    return c->state == S2_CHAN_OPEN && !c->close_in ? S2_SLOT_DROPPED : S2_SLOT_FREE;
}

void s2_chan_free(s2_chan *c)
{
    s2_session *s;
    struct s2_slot *slot;
    int rc = 0;

    if (!c)
        return;
    s = c->s;
    slot = s2_conn_slot(s, c->id);
    if (c->state == S2_CHAN_OPEN && !c->close_out && !s->dead) {
        /* Failing only means that the peer is not told: it is freed all the same. */
        rc = s2_chan_tell_close(c);
        if (!rc)
            rc = s2_flush(s);
    }
    (void)rc;
    slot->state = (uint8_t)slot_after(c);
    slot->chan = NULL;
    if (slot->state == S2_SLOT_FREE)
        s2_conn_release(s, c->id);
    chan_destroy(c);
}

/* --- Facts ------------------------------------------------------------------- */

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

size_t s2_chan_avail(const s2_chan *c, int stream)
{
    size_t n = 0;
    int i;

    for (i = 0; i < S2_STREAMS; i++)
        if (stream == i || stream == LIBSSH2_CHANNEL_FLUSH_ALL ||
            (stream == LIBSSH2_CHANNEL_FLUSH_EXTENDED_DATA && i > 0))
            n += c->stream[i].bytes;
    return n;
}

bool s2_chan_at_eof(const s2_chan *c)
{
    return c->eof_in && s2_chan_avail(c, LIBSSH2_CHANNEL_FLUSH_ALL) == 0;
}

s2_session *s2_chan_session(const s2_chan *c)
{
    return c->s;
}

uint32_t s2_chan_window_in(const s2_chan *c, uint32_t *initial)
{
    if (initial)
        *initial = c->in.initial;
    return c->in.left;
}

uint32_t s2_chan_window_out(const s2_chan *c, uint32_t *initial)
{
    if (initial)
        *initial = c->out.initial;
    return c->out.left;
}

bool s2_chan_exit_status(const s2_chan *c, int *status)
{
    if (c->has_exit_status && status)
        *status = c->exit_status;
    return c->has_exit_status;
}

const char *s2_chan_exit_text(const s2_chan *c, enum s2_exit_text which)
{
    return c->exit_text[which];
}
