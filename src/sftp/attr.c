/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See attr.h. */
#include "sftp/attr.h"

#define SENDABLE                                                                       \
    (LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_UIDGID |                               \
     LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_ACMODTIME)

/* Pairs of name and value; a count that cannot be fails at once, whatever it says. */
static void skip_extended(struct s2_rd *r)
{
    uint32_t n = s2_rd_count(r, UINT32_MAX, 8);

    while (n-- > 0 && s2_rd_ok(r)) {
        (void)s2_rd_str(r);
        (void)s2_rd_str(r);
    }
}

void s2_attr_read(struct s2_rd *r, LIBSSH2_SFTP_ATTRIBUTES *a)
{
    LIBSSH2_SFTP_ATTRIBUTES in = *a;

    in.flags = s2_rd_u32(r);
    if (in.flags & LIBSSH2_SFTP_ATTR_SIZE)
        in.filesize = s2_rd_u64(r);
    if (in.flags & LIBSSH2_SFTP_ATTR_UIDGID) {
        in.uid = s2_rd_u32(r);
        in.gid = s2_rd_u32(r);
    }
    if (in.flags & LIBSSH2_SFTP_ATTR_PERMISSIONS)
        in.permissions = s2_rd_u32(r);
    if (in.flags & LIBSSH2_SFTP_ATTR_ACMODTIME) {
        in.atime = s2_rd_u32(r);
        in.mtime = s2_rd_u32(r);
    }
    if (in.flags & LIBSSH2_SFTP_ATTR_EXTENDED)
        skip_extended(r);
    if (s2_rd_ok(r))
        *a = in;
}

void s2_attr_write(struct s2_wr *w, const LIBSSH2_SFTP_ATTRIBUTES *a)
{
    uint32_t flags = a ? (uint32_t)a->flags & SENDABLE : 0;

    s2_wr_u32(w, flags);
    if (flags & LIBSSH2_SFTP_ATTR_SIZE)
        s2_wr_u64(w, a->filesize);
    if (flags & LIBSSH2_SFTP_ATTR_UIDGID) {
        s2_wr_u32(w, (uint32_t)a->uid);
        s2_wr_u32(w, (uint32_t)a->gid);
    }
    if (flags & LIBSSH2_SFTP_ATTR_PERMISSIONS)
        s2_wr_u32(w, (uint32_t)a->permissions);
    if (flags & LIBSSH2_SFTP_ATTR_ACMODTIME) {
        s2_wr_u32(w, (uint32_t)a->atime);
        s2_wr_u32(w, (uint32_t)a->mtime);
    }
}
