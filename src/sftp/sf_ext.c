/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Extensions of OpenSSH (its PROTOCOL document, section 4): a request by name.  One
 * that the server did not announce is not sent. */
#include "sftp/sf.h"

static const struct s2_sf_row row_fsync = {
    S2_SF_TYPE("FSYNC"), FXP_EXTENDED,        S2_ARG_HANDLE, FXP_STATUS,
    S2_EXT_FSYNC,        "fsync@openssh.com", NULL};

int s2_file_sync(s2_file *f)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    int rc = s2_sf_file_begin(f);

    return rc ? rc : s2_sf_simple(f->t, &row_fsync, &args);
}

/* --- statvfs
 * ---------------------------------------------------------------------------- */

static int take_vfs(struct s2_sf_op *q, struct s2_rd *r)
{
    LIBSSH2_SFTP_STATVFS *st = &q->result.vfs;

    st->f_bsize = s2_rd_u64(r);
    st->f_frsize = s2_rd_u64(r);
    st->f_blocks = s2_rd_u64(r);
    st->f_bfree = s2_rd_u64(r);
    st->f_bavail = s2_rd_u64(r);
    st->f_files = s2_rd_u64(r);
    st->f_ffree = s2_rd_u64(r);
    st->f_favail = s2_rd_u64(r);
    st->f_fsid = s2_rd_u64(r);
    st->f_flag = s2_rd_u64(r) & (LIBSSH2_SFTP_ST_RDONLY | LIBSSH2_SFTP_ST_NOSUID);
    st->f_namemax = s2_rd_u64(r);
    return 0;
}

static const struct s2_sf_row row_statvfs = {
    S2_SF_TYPE("STATVFS"), FXP_EXTENDED,          S2_ARG_PATH, FXP_EXTENDED_REPLY,
    S2_EXT_STATVFS,        "statvfs@openssh.com", take_vfs};

static const struct s2_sf_row row_fstatvfs = {
    S2_SF_TYPE("FSTATVFS"), FXP_EXTENDED,           S2_ARG_HANDLE, FXP_EXTENDED_REPLY,
    S2_EXT_FSTATVFS,        "fstatvfs@openssh.com", take_vfs};

static int statvfs_by(s2_sftp *t, const struct s2_sf_row *row,
                      const struct s2_sf_args *args, LIBSSH2_SFTP_STATVFS *st)
{
    struct s2_sf_op *q;
    int rc = s2_sf_call(t, row, args, &q);

    if (!rc)
        *st = q->result.vfs;
    return s2_sf_end(q, rc);
}

int s2_sftp_statvfs(s2_sftp *t, struct s2_span path, LIBSSH2_SFTP_STATVFS *st)
{
    struct s2_sf_args args = {NULL, path, {NULL, 0}, 0, NULL};

    return statvfs_by(t, &row_statvfs, &args, st);
}

int s2_file_statvfs(s2_file *f, LIBSSH2_SFTP_STATVFS *st)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    int rc = s2_sf_file_begin(f);

    return rc ? rc : statvfs_by(f->t, &row_fstatvfs, &args, st);
}
