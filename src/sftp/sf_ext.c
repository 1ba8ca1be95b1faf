/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Extensions of OpenSSH (its PROTOCOL document, section 4): a request by name.  One
 * that the server did not announce is not sent. */
#include "sftp/sf.h"

/* --- What the server announces ------------------------------------------------- */

/* A version other than the one that we know is another extension. */
static const struct {
    const char *name, *version;
    uint32_t bit;
} extensions[] = {{"posix-rename@openssh.com", "1", S2_EXT_POSIX_RENAME},
                  {"statvfs@openssh.com", "2", S2_EXT_STATVFS},
                  {"fstatvfs@openssh.com", "2", S2_EXT_FSTATVFS},
                  {"fsync@openssh.com", "1", S2_EXT_FSYNC},
                  {"hardlink@openssh.com", "1", S2_EXT_HARDLINK},
                  {"lsetstat@openssh.com", "1", S2_EXT_LSETSTAT},
                  {"limits@openssh.com", "1", S2_EXT_LIMITS}};

static void note_extension(s2_sftp *t, struct s2_span name, struct s2_span version)
{
    size_t i;

    for (i = 0; i < S2_COUNT(extensions); i++)
        if (s2_span_is(name, extensions[i].name) &&
            s2_span_is(version, extensions[i].version))
            t->ext |= extensions[i].bit;
}

int s2_sf_version(s2_sftp *t, struct s2_span body)
{
    struct s2_rd r = s2_rd(body);
    uint32_t version = s2_rd_u32(&r);

    if (t->version)
        return s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                         "SFTP: a second version message");
    while (s2_rd_left(&r)) {
        struct s2_span name = s2_rd_str(&r);
        struct s2_span value = s2_rd_str(&r);

        if (s2_rd_ok(&r))
            note_extension(t, name, value);
    }
    if (!s2_rd_ok(&r) || version == 0)
        return s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                         "SFTP: malformed version message");
    t->version = version;
    return 0;
}

/* --- fsync --------------------------------------------------------------------- */

static const struct s2_sf_row row_fsync = {
    S2_SF_TYPE("FSYNC"), FXP_EXTENDED,        S2_ARG_HANDLE, FXP_STATUS,
    S2_EXT_FSYNC,        "fsync@openssh.com", NULL};

int s2_file_sync(s2_file *f)
{
    struct s2_sf_args args = {f, {NULL, 0}, {NULL, 0}, 0, NULL};
    int rc = s2_sf_file_begin(f);

    return rc ? rc : s2_sf_simple(f->t, &row_fsync, &args);
}

/* --- statvfs ------------------------------------------------------------------- */

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
