/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Each reply to whom it belongs.  Handlers only fill in what was asked for; a reply
 * that nobody asked for, or of a kind that cannot be, ends the SFTP session. */
#include "sftp/sf.h"

/* --- One function for each kind of request ------------------------------------- */

typedef int on_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r);

static int wrong_type(s2_sftp *t, uint8_t type, const char *to)
{
    return s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL, "SFTP: reply of type %u to %s",
                     (unsigned)type, to);
}

/* Success other than by status.  A reply that cannot be used fails its operation alone:
 * the stream of messages is still whole. */
static void op_result(struct s2_sf_op *q, uint8_t type, struct s2_rd *r)
{
    if (type != q->row->reply || !q->row->take) {
        q->bad = LIBSSH2_ERROR_SFTP_PROTOCOL;
        return;
    }
    q->bad = q->row->take(q, r);
    if (!q->bad && !s2_rd_ok(r))
        q->bad = LIBSSH2_ERROR_SFTP_PROTOCOL;
}

/* For an operation: a status, or what its row knows to read. */
static int op_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r)
{
    struct s2_sf_op *q = (struct s2_sf_op *)e->owner;

    (void)t;
    q->waiting = false;
    if (type != FXP_STATUS) {
        op_result(q, type, r);
        return 0;
    }
    s2_sf_read_status(r, &q->status);
    if (!s2_rd_ok(r) || (!q->status.code && q->row->reply != FXP_STATUS))
        q->bad = LIBSSH2_ERROR_SFTP_PROTOCOL;
    return 0;
}

/* For a slot that is read: only a status comes here, data goes its own way below. */
static int read_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r)
{
    struct s2_sf_status st;

    if (type != FXP_STATUS)
        return wrong_type(t, type, "READ");
    s2_sf_read_status(r, &st);
    return s2_sf_read_status_of((s2_file *)e->owner, e->slot, &st);
}

/* For a slot that is written. */
static int write_reply(s2_sftp *t, const struct s2_req *e, uint8_t type,
                       struct s2_rd *r)
{
    struct s2_sf_status st;

    if (type != FXP_STATUS)
        return wrong_type(t, type, "WRITE");
    s2_sf_read_status(r, &st);
    return s2_rd_ok(r) ? s2_sf_written((s2_file *)e->owner, e->slot, &st) : 0;
}

/* For a write whose bytes were sent but are not in the ring any more. */
static int owed_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r)
{
    struct s2_sf_status st;

    if (type != FXP_STATUS)
        return wrong_type(t, type, "WRITE");
    s2_sf_read_status(r, &st);
    s2_sf_owed_answer((s2_file *)e->owner, &st);
    return 0;
}

static int dir_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r)
{
    (void)t;
    return s2_sf_dir_reply((s2_file *)e->owner, type, r);
}

/* For nobody. */
static int stub_reply(s2_sftp *t, const struct s2_req *e, uint8_t type, struct s2_rd *r)
{
    struct s2_span handle;

    if (e->kind == S2_REQ_STUB_OPEN && type == FXP_HANDLE) {
        handle = s2_rd_str(r);
        if (s2_rd_ok(r))
            s2_sf_close_quietly(t, handle);
    }
    return 0;
}

static const struct {
    on_reply *fn;
    bool whole;                      /* a status that cannot be parsed is of no use */
} by_kind[] = {{NULL, false},        /* FREE */
               {op_reply, false},    /* OP */
               {read_reply, true},   /* READ */
               {write_reply, true},  /* WRITE */
               {owed_reply, true},   /* OWED */
               {dir_reply, false},   /* DIR */
               {stub_reply, false},  /* STUB */
               {stub_reply, false}}; /* STUB_OPEN */

/* Some servers answer OPEN with a status of OK before the handle. */
static bool not_yet(const struct s2_req *e, uint8_t type, struct s2_rd r)
{
    const struct s2_sf_op *q = (const struct s2_sf_op *)e->owner;

    return e->kind == S2_REQ_OP && type == FXP_STATUS && q->row->reply == FXP_HANDLE &&
           s2_rd_u32(&r) == LIBSSH2_FX_OK && s2_rd_ok(&r);
}

/* Every message but DATA.  The id is free again before its owner hears of the reply,
 * which may make it ask for more. */
static int on_message(void *who, uint8_t type, struct s2_span body)
{
    s2_sftp *t = (s2_sftp *)who;
    struct s2_rd r = s2_rd(body);
    struct s2_req *found, e;
    uint32_t id;
    int rc;

    if (type == FXP_VERSION)
        return s2_sf_version(t, body);
    id = s2_rd_u32(&r);
    found = s2_rd_ok(&r) ? s2_req_find(&t->reqs, id) : NULL;
    if (!found)
        return s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                         "SFTP: message of type %u that nobody asked for",
                         (unsigned)type);
    if (not_yet(found, type, r))
        return 0;
    e = *found;
    s2_req_done(&t->reqs, id);
    rc = by_kind[e.kind].fn(t, &e, type, &r);
    if (!rc && by_kind[e.kind].whole && !s2_rd_ok(&r))
        rc = s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL, "SFTP: malformed reply");
    return rc;
}

/* --- DATA ---------------------------------------------------------------------- */

/* DATA may only answer READ; the request may have become a stub meanwhile. */
static struct s2_req *data_request(s2_sftp *t, uint32_t id)
{
    struct s2_req *e = s2_req_find(&t->reqs, id);

    if (e && (e->kind == S2_REQ_READ || e->kind == S2_REQ_STUB))
        return e;
    return NULL;
}

static int data_begin(void *who, uint32_t id, uint32_t n)
{
    s2_sftp *t = (s2_sftp *)who;
    struct s2_req *e = data_request(t, id);

    if (!e ||
        (e->kind == S2_REQ_READ && s2_sf_data_begin((s2_file *)e->owner, e->slot, n)))
        return s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                         "SFTP: data that nobody asked for");
    return 0;
}

static int data_part(void *who, uint32_t id, struct s2_span part,
                     const struct s2_pkt *pkt)
{
    struct s2_req *e = data_request((s2_sftp *)who, id);

    if (!e || e->kind != S2_REQ_READ)
        return 0;
    return s2_sf_data_part((s2_file *)e->owner, e->slot, part, pkt);
}

static int data_end(void *who, uint32_t id, uint32_t n)
{
    s2_sftp *t = (s2_sftp *)who;
    struct s2_req *found = data_request(t, id), e;

    if (!found)
        return 0;
    e = *found;
    s2_req_done(&t->reqs, id);
    return e.kind == S2_REQ_READ ? s2_sf_data_end((s2_file *)e.owner, e.slot, n) : 0;
}

const struct s2_frame_ops s2_sf_frame_ops = {on_message, data_begin, data_part,
                                             data_end};
