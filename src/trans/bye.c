/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SSH_MSG_DISCONNECT (RFC 4253 section 11.1): ours, because the application wants it or
 * because the session has died. */
#include "trans/packet.h"
#include "trans/trans.h"

/* What a code of libssh2 is called on the wire (RFC 4253 section 11.1). */
static int reason_of(int code)
{
    switch (code) {
    case LIBSSH2_ERROR_INVALID_MAC:
        return SSH_DISCONNECT_MAC_ERROR;
    case LIBSSH2_ERROR_ZLIB:
    case LIBSSH2_ERROR_COMPRESS:
        return SSH_DISCONNECT_COMPRESSION_ERROR;
    case LIBSSH2_ERROR_KEX_FAILURE:
    case LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE:
        return SSH_DISCONNECT_KEY_EXCHANGE_FAILED;
    case LIBSSH2_ERROR_HOSTKEY_INIT:
    case LIBSSH2_ERROR_HOSTKEY_SIGN:
        return SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE;
    default:
        return SSH_DISCONNECT_PROTOCOL_ERROR;
    }
}

/* RFC 4253 section 11.1: reason, text, language tag. */
static void build_goodbye(struct s2_wr *w, int reason, struct s2_span text,
                          struct s2_span lang)
{
    s2_wr_u8(w, SSH_MSG_DISCONNECT);
    s2_wr_u32(w, (uint32_t)reason);
    s2_wr_str(w, text);
    s2_wr_str(w, lang);
}

/* What the wire did to us cannot be told over it. */
static bool can_be_told(const s2_session *s)
{
    return s->has_fd && s->stage != S2_STAGE_NEW && !s->saw_disconnect &&
           s->dead != LIBSSH2_ERROR_SOCKET_SEND &&
           s->dead != LIBSSH2_ERROR_SOCKET_RECV &&
           s->dead != LIBSSH2_ERROR_SOCKET_DISCONNECT &&
           s->dead != LIBSSH2_ERROR_ENCRYPT;
}

/* The text is our own words only: the peer learns nothing of what it sent. */
void s2_farewell(s2_session *s)
{
    uint8_t buf[128];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    if (!s->dead || s->farewell)
        return;
    s->farewell = true;
    if (!can_be_told(s))
        return;
    build_goodbye(&w, reason_of(s->dead), s2_span_str(s2_err_name(s->dead)),
                  s2_span(NULL, 0));
    if (s2_seal(s, s2_wr_span(&w), s2_span(NULL, 0)) == 0 && s2_flush(s) != 0)
        s2_trace(s, LIBSSH2_TRACE_TRANS, "the server may not learn why we leave");
}

/* The operation of saying goodbye: where the message ends in the outgoing stream. */
struct bye_op {
    struct s2_op op;
    uint64_t mark;
};

/* Done when the message is with the socket, or when the socket does not take it any
 * more: a connection that is broken needs no goodbye. */
static int bye_await(s2_session *s, struct s2_op *o)
{
    struct bye_op *b = (struct bye_op *)o;
    int rc = s2_flush(s);

    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        return S2_DONE;
    return s2_sent(s, b->mark) ? S2_DONE : S2_WAIT;
}

static s2_step *const bye_steps[] = {bye_await};
static const struct s2_op_type bye = {
    "disconnect", sizeof(struct bye_op), bye_steps, S2_COUNT(bye_steps), false, NULL};

/* Before there are packets there is nothing to say it in, and after death nobody to say
 * it to: both are success. Afterwards the session is dead with a text of its own, so
 * that a later call explains itself. */
int s2_disconnect(s2_session *s, int reason, struct s2_span text, struct s2_span lang)
{
    uint64_t print = s2_fnv(s2_fnv(S2_FNV_START, text), lang) ^ (uint64_t)reason;
    struct bye_op *b;
    int rc = 0;

    if (s->dead || !s->has_fd || s->stage == S2_STAGE_NEW)
        return 0;
    b = s2_op_begin(s, &bye, s, print);
    if (b && b->op.fresh) {
        struct s2_wr w = s2_wr_growing(&s->mem);

        build_goodbye(&w, reason, text, lang);
        rc = s2_send_wr(s, &w);
        /* Not s2_mark: DISCONNECT is never held, and what is held may wait for ever. */
        b->mark = s->out.pos_sealed;
        s2_wr_free(&w);
    }
    if (!rc)
        rc = s2_op_run(s, (struct s2_op *)b);
    if (rc != LIBSSH2_ERROR_EAGAIN) {
        s2_op_end(s, (struct s2_op *)b);
        if (rc == 0 && !s->dead) {
            s->dead = LIBSSH2_ERROR_SOCKET_DISCONNECT;
            memcpy(s->death, "the session was disconnected by the application", 48);
        }
        rc = 0;
    }
    return rc;
}
