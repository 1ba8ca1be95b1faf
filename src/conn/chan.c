/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Channels as objects: making and freeing them, and the facts about one that are known
 * without asking anybody. */
#include "conn/chan.h"

void s2_chan_forget_exit(s2_chan *c)
{
    size_t i;

    for (i = 0; i < S2_COUNT(c->exit_text); i++) {
        s2_free(&c->s->mem, c->exit_text[i]);
        c->exit_text[i] = NULL;
    }
}

/* Operations first: dropping them may still look at the queues of replies.  The
 * operation that would have handed the channel out must forget it. */
void s2_chan_destroy(s2_chan *c)
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

s2_chan *s2_chan_new(s2_session *s, uint32_t window, uint32_t packet)
{
    s2_chan *c = s2_zalloc(&s->mem, sizeof(*c));
    int i;

    if (!c || s2_conn_take(s, c)) {
        s2_free(&s->mem, c);
        return NULL;
    }
    c->s = s;
    c->state = S2_CHAN_OPENING;
    c->in.initial = c->in.left = window;
    c->in.packet = packet;
    for (i = 0; i < S2_STREAMS; i++)
        s2_list_init(&c->stream[i].pkts);
    s2_list_init(&c->pending);
    s2_list_init(&c->awaited);
    return c;
}

/* What becomes of the number of a channel that is freed now. */
static enum s2_slot_state slot_after(const s2_chan *c)
{
    if (c->state == S2_CHAN_OPENING)
        return S2_SLOT_GIVEN_UP;
    return c->state == S2_CHAN_OPEN && !c->close_in ? S2_SLOT_DROPPED : S2_SLOT_FREE;
}

/* The number follows the state: one that the peer may still use is not given out
 * again, so that a late message cannot reach the next channel of that number. */
void s2_chan_free(s2_chan *c)
{
    s2_session *s;
    struct s2_slot *slot;
    int rc = 0;

    if (!c)
        return;
    s = c->s;
    if (c->state == S2_CHAN_OPEN && !c->close_out && !s->dead) {
        /* Failing only means that the peer is not told: it is freed all the same. */
        rc = s2_chan_tell_close(c);
        if (!rc)
            rc = s2_flush(s);
    }
    (void)rc;
    /* Not before: a failing flush reads the server's last words, which may open
     * channels and so move the table. */
    slot = s2_conn_slot(s, c->id);
    slot->state = (uint8_t)slot_after(c);
    slot->chan = NULL;
    if (slot->state == S2_SLOT_FREE)
        s2_conn_release(s, c->id);
    s2_chan_destroy(c);
}

/* --- Facts ------------------------------------------------------------------- */

/* Counts are kept by the queues, so asking costs no walk. */
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

/* Also true after CLOSE without EOF, which counts as both. */
bool s2_chan_at_eof(const s2_chan *c)
{
    return c->eof_in && s2_chan_avail(c, LIBSSH2_CHANNEL_FLUSH_ALL) == 0;
}

bool s2_chan_closed(const s2_chan *c)
{
    return c->close_in;
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
