/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* One request and its reply, for every operation that is no more than that: a row says
 * what is sent and what comes back.
 *
 * Nearly every operation of SFTP is one request and one reply.  What differs between
 * them stands in constant rows; what they have in common stands here, once. */
#include "sftp/sf.h"

/* No request may be longer than what servers take. */
#define ARGS_MAX ((size_t)250 * 1024)

static struct s2_sf_op *sf_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct s2_sf_op, op);
}

/* Nothing else but the reply, or the end of the session, lets it go on. */
int s2_sf_await(s2_session *s, struct s2_op *o)
{
    struct s2_sf_op *q = sf_op(o);
    int rc;

    (void)s;
    if (!q->waiting)
        return S2_NEXT;
    rc = s2_sf_alive(q->t);
    return rc ? rc : S2_WAIT;
}

s2_step *const s2_sf_await_only[] = {s2_sf_await};

/* Called however the operation ends.  One that was given up while its reply is due
 * leaves a stub; a file that was opened but never handed out is closed. */
void s2_sf_op_drop(s2_session *s, struct s2_op *o)
{
    struct s2_sf_op *q = sf_op(o);
    bool opens = q->row && q->row->reply == FXP_HANDLE;

    if (!q->t)
        return;
    if (q->waiting)
        s2_req_stub(&q->t->reqs, q->id, opens ? S2_REQ_STUB_OPEN : S2_REQ_STUB);
    if (opens && q->result.file) {
        s2_sf_close_quietly(q->t, q->result.file->handle);
        s2_sf_file_free(q->result.file);
    }
    if (q->row->reply == FXP_NAME)
        s2_free(&s->mem, q->result.name.p);
    s2_free(&s->mem, q->path.p);
}

/* --- Writing ------------------------------------------------------------------- */

/* The fields in the order that all requests of the draft share (section 6). */
static void write_args(struct s2_wr *w, const struct s2_sf_row *row,
                       const struct s2_sf_args *a)
{
    if (row->request == FXP_EXTENDED)
        s2_wr_cstr(w, row->ext_name);
    if (row->args & S2_ARG_HANDLE)
        s2_wr_str(w, a->file->handle);
    if (row->args & S2_ARG_PATH)
        s2_wr_str(w, a->path);
    if (row->args & S2_ARG_PATH2)
        s2_wr_str(w, a->path2);
    if (row->args & S2_ARG_FLAGS)
        s2_wr_u32(w, a->flags);
    if (row->args & S2_ARG_ATTRS)
        s2_attr_write(w, a->attrs);
}

/* Length, type, id, arguments.  The channel copies what cannot leave now. */
static int send_request(struct s2_sf_op *q, struct s2_span args)
{
    struct s2_wr w = s2_wr_growing(&q->t->s->mem);
    size_t mark;
    int rc;

    rc = s2_req_new(&q->t->reqs, S2_REQ_OP, q, 0, &q->id);
    if (rc)
        return rc;
    mark = s2_wr_mark(&w);
    s2_wr_u8(&w, q->row->request);
    s2_wr_u32(&w, q->id);
    s2_wr_raw(&w, args.p, args.n);
    s2_wr_close(&w, mark);
    rc = s2_wr_ok(&w) ? s2_chan_queue(q->t->chan, s2_wr_span(&w)) : LIBSSH2_ERROR_ALLOC;
    s2_wr_free(&w);
    q->waiting = rc == 0;
    if (rc)
        s2_req_done(&q->t->reqs, q->id);
    return rc;
}

/* First run of an operation: note what it is, send. */
static int begin(struct s2_sf_op *q, s2_sftp *t, const struct s2_sf_row *row,
                 const struct s2_sf_args *a, struct s2_span written)
{
    q->t = t;
    q->row = row;
    q->file = a->file;
    if (row->reply == FXP_HANDLE) {
        q->path.p = (uint8_t *)s2_memdup(&t->s->mem, a->path);
        q->path.n = a->path.n;
        if (!q->path.p)
            return LIBSSH2_ERROR_ALLOC;
    }
    return send_request(q, written);
}

/* Find the operation or begin it.  *q is NULL after a failure. */
static int find(s2_sftp *t, const struct s2_sf_row *row, const struct s2_sf_args *a,
                struct s2_sf_op **q)
{
    const void *owner = a->file ? (const void *)a->file : (const void *)t;
    struct s2_wr w = s2_wr_growing(&t->s->mem);
    int rc = LIBSSH2_ERROR_ALLOC;

    write_args(&w, row, a);
    if (!s2_wr_ok(&w))
        goto out;
    /* What is sent is the fingerprint of the arguments. */
    *q = s2_op_begin(t->s, &row->type, owner, s2_fnv(S2_FNV_START, s2_wr_span(&w)));
    if (!*q)
        goto out;
    rc = (*q)->op.fresh ? begin(*q, t, row, a, s2_wr_span(&w)) : 0;
    if (rc) {
        s2_op_end(t->s, &(*q)->op);
        *q = NULL;
    }
out:
    s2_wr_free(&w);
    return rc ? s2_fail_unless(&t->s->err, rc, row->type.name) : 0;
}

/* --- The call ------------------------------------------------------------------ */

/* What cannot be sent at all. */
static int refuse_here(s2_sftp *t, const struct s2_sf_row *row,
                       const struct s2_sf_args *a)
{
    if (row->ext && !(t->ext & row->ext)) {
        t->last_errno = LIBSSH2_FX_OP_UNSUPPORTED;
        return s2_fail(&t->s->err, LIBSSH2_ERROR_SFTP_PROTOCOL,
                       "%s: the server does not offer %s", row->type.name,
                       row->ext_name);
    }
    if (a->path.n > ARGS_MAX || a->path2.n > ARGS_MAX - a->path.n)
        return s2_fail(&t->s->err, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                       "%s: path of %lu bytes", row->type.name,
                       (unsigned long)(a->path.n + a->path2.n));
    return 0;
}

/* The reply is there: what does it say? */
static int judge(const struct s2_sf_op *q, const struct s2_sf_args *a)
{
    struct s2_span path = a->file ? a->file->path : a->path;

    if (q->bad)
        return s2_fail(&q->t->s->err, q->bad, "%s %.*s: unusable reply of the server",
                       q->row->type.name, (int)s2_min(path.n, 256),
                       path.n ? (const char *)path.p : "");
    if (q->status.code)
        return s2_sf_refused(q->t, q->row->type.name, path, &q->status);
    return 0;
}

int s2_sf_call(s2_sftp *t, const struct s2_sf_row *row, const struct s2_sf_args *args,
               struct s2_sf_op **q)
{
    int rc;

    *q = NULL;
    t->last_errno = LIBSSH2_FX_OK;
    rc = s2_sf_alive(t);
    if (!rc)
        rc = refuse_here(t, row, args);
    if (!rc)
        rc = find(t, row, args, q);
    if (rc)
        return rc;
    rc = s2_op_run(t->s, &(*q)->op);
    return rc ? rc : judge(*q, args);
}

int s2_sf_end(struct s2_sf_op *q, int rc)
{
    if (q && rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(q->t->s, &q->op);
    return rc;
}

int s2_sf_simple(s2_sftp *t, const struct s2_sf_row *row, const struct s2_sf_args *args)
{
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, row, args, &q);

    return s2_sf_end(q, rc);
}
