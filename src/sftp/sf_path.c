/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Operations on paths: a row each. */
#include "sftp/sf.h"

#define STATUS_ROW(name, request, args)                                                \
    {                                                                                  \
        S2_SF_TYPE(name), (request), (args), FXP_STATUS, 0, NULL, NULL                 \
    }

/* Index: enum s2_path_request. */
static const struct s2_sf_row status_rows[S2_PATH_REQUESTS] = {
    STATUS_ROW("REMOVE", FXP_REMOVE, S2_ARG_PATH),
    STATUS_ROW("RMDIR", FXP_RMDIR, S2_ARG_PATH),
    STATUS_ROW("MKDIR", FXP_MKDIR, S2_ARG_PATH | S2_ARG_ATTRS),
    STATUS_ROW("RENAME", FXP_RENAME, S2_ARG_PATH | S2_ARG_PATH2),
    {S2_SF_TYPE("POSIX-RENAME"), FXP_EXTENDED, S2_ARG_PATH | S2_ARG_PATH2, FXP_STATUS,
     S2_EXT_POSIX_RENAME, "posix-rename@openssh.com", NULL},
    STATUS_ROW("SYMLINK", FXP_SYMLINK, S2_ARG_PATH | S2_ARG_PATH2),
    STATUS_ROW("SETSTAT", FXP_SETSTAT, S2_ARG_PATH | S2_ARG_ATTRS),
};

int s2_sftp_path(s2_sftp *t, enum s2_path_request what, const struct s2_path_args *args)
{
    struct s2_sf_args a = {NULL, args->path, args->path2, 0, args->attrs};

    return s2_sf_simple(t, &status_rows[what], &a);
}

/* --- Attributes ---------------------------------------------------------------- */

static int take_attrs(struct s2_sf_op *q, struct s2_rd *r)
{
    s2_attr_read(r, &q->result.attrs);
    return 0;
}

/* Index: LIBSSH2_SFTP_STAT, LIBSSH2_SFTP_LSTAT. */
static const struct s2_sf_row stat_rows[] = {
    {S2_SF_TYPE("STAT"), FXP_STAT, S2_ARG_PATH, FXP_ATTRS, 0, NULL, take_attrs},
    {S2_SF_TYPE("LSTAT"), FXP_LSTAT, S2_ARG_PATH, FXP_ATTRS, 0, NULL, take_attrs},
};

int s2_sftp_stat(s2_sftp *t, int how, struct s2_span path,
                 LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_sf_args a = {NULL, path, {NULL, 0}, 0, NULL};
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, &stat_rows[how == LIBSSH2_SFTP_LSTAT], &a, &q);

    if (!rc)
        *attrs = q->result.attrs;
    return s2_sf_end(q, rc);
}

/* --- Names --------------------------------------------------------------------- */

/* NAME with one entry; what else the server says of it is of no interest. */
static int take_name(struct s2_sf_op *q, struct s2_rd *r)
{
    uint32_t count = s2_rd_count(r, UINT32_MAX, 4);
    struct s2_span name = s2_rd_str(r);

    if (!s2_rd_ok(r) || count == 0)
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    q->result.name.p = (uint8_t *)s2_memdup(&q->t->s->mem, name);
    q->result.name.n = name.n;
    return q->result.name.p ? 0 : LIBSSH2_ERROR_ALLOC;
}

/* Index: LIBSSH2_SFTP_READLINK - 1, LIBSSH2_SFTP_REALPATH - 1. */
static const struct s2_sf_row name_rows[] = {
    {S2_SF_TYPE("READLINK"), FXP_READLINK, S2_ARG_PATH, FXP_NAME, 0, NULL, take_name},
    {S2_SF_TYPE("REALPATH"), FXP_REALPATH, S2_ARG_PATH, FXP_NAME, 0, NULL, take_name},
};

int s2_sftp_link(s2_sftp *t, int how, struct s2_span path, char *buf, size_t size,
                 size_t *len)
{
    struct s2_sf_args a = {NULL, path, {NULL, 0}, 0, NULL};
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, &name_rows[how == LIBSSH2_SFTP_REALPATH], &a, &q);

    if (!rc && q->result.name.n >= size)
        rc = s2_fail(&t->s->err, LIBSSH2_ERROR_BUFFER_TOO_SMALL,
                     "%s: a name of %lu bytes", q->row->type.name,
                     (unsigned long)q->result.name.n);
    if (!rc) {
        memcpy(buf, q->result.name.p, q->result.name.n + 1); /* memdup added a NUL */
        *len = q->result.name.n;
    }
    return s2_sf_end(q, rc);
}
