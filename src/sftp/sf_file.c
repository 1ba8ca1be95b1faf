/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Files and directories as objects: open, close, offset, attributes by handle, and what
 * reading and writing share. */
#include "sftp/sf.h"

/* NULL for an orphan: its SFTP session went first. */
s2_sftp *s2_file_sftp(const s2_file *f)
{
    return f->t;
}

/* Valid for orphans too, so that they can be closed. */
s2_session *s2_file_session(const s2_file *f)
{
    return f->s;
}

/* --- Offset -------------------------------------------------------------------- */

/* What was reported, not what is under way: this is where the application stands. */
uint64_t s2_file_tell(const s2_file *f)
{
    return s2_ring_off(&f->ring);
}

/* No traffic: what is under way is let go, and late answers are swallowed. */
void s2_file_seek(s2_file *f, uint64_t off)
{
    if (!f->t)
        return;
    f->rd.eof = false;
    if (off == s2_ring_off(&f->ring) && s2_ring_used(&f->ring) == 0)
        return;
    s2_sf_file_forget(f, off, S2_REQ_OWED);
}

/* --- Open ---------------------------------------------------------------------- */

/* Out of memory here would leave a handle open on the server that nobody knows of. */
static int take_handle(struct s2_sf_op *q, struct s2_rd *r)
{
    struct s2_span handle = s2_rd_str(r);

    if (!s2_rd_ok(r) || handle.n > S2_SFTP_HANDLE_MAX)
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    q->result.file = s2_sf_file_new(q->t, handle, s2_span(q->path.p, q->path.n));
    if (q->result.file)
        return 0;
    s2_sf_close_quietly(q->t, handle);
    return LIBSSH2_ERROR_ALLOC;
}

static const struct s2_sf_row row_open = {
    S2_SF_TYPE("OPEN"), FXP_OPEN, S2_ARG_PATH | S2_ARG_FLAGS | S2_ARG_ATTRS,
    FXP_HANDLE,         0,        NULL,
    take_handle};

static const struct s2_sf_row row_opendir = {
    S2_SF_TYPE("OPENDIR"), FXP_OPENDIR, S2_ARG_PATH, FXP_HANDLE, 0, NULL, take_handle};

/* OPEN and OPENDIR differ in their row only. */
static int open_by(s2_sftp *t, const struct s2_sf_row *row,
                   const struct s2_sf_args *args, s2_file **f)
{
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, row, args, &q);

    if (!rc) {
        *f = q->result.file;
        q->result.file = NULL;
    }
    return s2_sf_end(q, rc);
}

/* Draft 02 section 6.3. */
int s2_file_open(s2_sftp *t, struct s2_span path, uint32_t flags,
                 const LIBSSH2_SFTP_ATTRIBUTES *attrs, s2_file **f)
{
    struct s2_sf_args args = {NULL, path, {NULL, 0}, flags, attrs};

    return open_by(t, &row_open, &args, f);
}

/* Draft 02 section 6.7. */
int s2_file_opendir(s2_sftp *t, struct s2_span path, s2_file **f)
{
    struct s2_sf_args args = {NULL, path, {NULL, 0}, 0, NULL};

    return open_by(t, &row_opendir, &args, f);
}

/* --- Close --------------------------------------------------------------------- */

/* The server answers in any order: the writes before CLOSE may be last. */
static int close_await_writes(s2_session *s, struct s2_op *o)
{
    struct s2_sf_op *q = S2_CONTAINER_OF(o, struct s2_sf_op, op);
    int rc;

    (void)s;
    if (q->file->owed == 0)
        return S2_NEXT;
    rc = s2_sf_alive(q->t);
    return rc ? rc : S2_WAIT;
}

static s2_step *const close_steps[] = {s2_sf_await, close_await_writes};
static const struct s2_sf_row row_close = {{"CLOSE", sizeof(struct s2_sf_op),
                                            close_steps, S2_COUNT(close_steps), false,
                                            s2_sf_op_drop},
                                           FXP_CLOSE,
                                           S2_ARG_HANDLE,
                                           FXP_STATUS,
                                           0,
                                           NULL,
                                           NULL};

/* The file is gone whatever the result, EAGAIN excepted. */
int s2_file_close(s2_file *f)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    struct s2_sf_status lost;
    s2_sftp *t = f->t;
    int rc = 0;

    if (t) {
        s2_sf_file_forget(f, s2_ring_off(&f->ring), S2_REQ_OWED);
        rc = s2_sf_simple(t, &row_close, &args);
    }
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    lost = f->lost;
    if (t && lost.code && (!rc || rc == LIBSSH2_ERROR_SFTP_PROTOCOL))
        rc = s2_sf_refused(t, "WRITE", f->path, &lost);
    s2_sf_file_free(f);
    return rc;
}

/* --- Attributes by handle ------------------------------------------------------ */

/* Draft 02 section 5. */
static int take_attrs(struct s2_sf_op *q, struct s2_rd *r)
{
    s2_attr_read(r, &q->result.attrs);
    return 0;
}

static const struct s2_sf_row row_fstat = {
    S2_SF_TYPE("FSTAT"), FXP_FSTAT, S2_ARG_HANDLE, FXP_ATTRS, 0, NULL, take_attrs};

static const struct s2_sf_row row_fsetstat = {S2_SF_TYPE("FSETSTAT"),
                                              FXP_FSETSTAT,
                                              S2_ARG_HANDLE | S2_ARG_ATTRS,
                                              FXP_STATUS,
                                              0,
                                              NULL,
                                              NULL};

/* Fields that the server does not send keep what the application has in them. */
static void merge_attrs(LIBSSH2_SFTP_ATTRIBUTES *to,
                        const LIBSSH2_SFTP_ATTRIBUTES *from)
{
    to->flags = from->flags;
    if (from->flags & LIBSSH2_SFTP_ATTR_SIZE)
        to->filesize = from->filesize;
    if (from->flags & LIBSSH2_SFTP_ATTR_UIDGID) {
        to->uid = from->uid;
        to->gid = from->gid;
    }
    if (from->flags & LIBSSH2_SFTP_ATTR_PERMISSIONS)
        to->permissions = from->permissions;
    if (from->flags & LIBSSH2_SFTP_ATTR_ACMODTIME) {
        to->atime = from->atime;
        to->mtime = from->mtime;
    }
}

/* Draft 02 section 6.8. */
int s2_file_stat(s2_file *f, LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    struct s2_sf_op *q;
    int rc = s2_sf_file_begin(f);

    if (rc)
        return rc;
    rc = s2_sf_call(f->t, &row_fstat, &args, &q);
    if (!rc)
        merge_attrs(attrs, &q->result.attrs);
    return s2_sf_end(q, rc);
}

/* Draft 02 section 6.9. */
int s2_file_setstat(s2_file *f, const LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, attrs};
    int rc = s2_sf_file_begin(f);

    return rc ? rc : s2_sf_simple(f->t, &row_fsetstat, &args);
}
