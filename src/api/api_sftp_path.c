/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of SFTP that work on paths. */
#include "api/api.h"
#include "sftp/sftp.h"

/* Paths are bytes: neither the encoding nor an end mark matters. */
static struct s2_span given(const char *p, size_t n)
{
    return s2_span(p, p ? n : 0);
}

/* Every request on paths that is answered with a status alone. */
static int request(LIBSSH2_SFTP *sftp, enum s2_path_request what, struct s2_span path,
                   struct s2_span path2, const LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_path_args args;
    int rc;

    if (!sftp)
        return LIBSSH2_ERROR_BAD_USE;
    args.path = path;
    args.path2 = path2;
    args.attrs = attrs;
    S2_CALL(s2_sftp_session(sftp), rc, s2_sftp_path(sftp, what, &args));
    return rc;
}

/* For all calls of this file: SFTP_PROTOCOL means that the server answered with a
 * status, which libssh2_sftp_last_error tells. After EAGAIN the same path is passed
 * again. */
LIBSSH2_API int libssh2_sftp_unlink_ex(LIBSSH2_SFTP *sftp, const char *filename,
                                       unsigned int filename_len)
{
    return request(sftp, S2_PATH_UNLINK, given(filename, filename_len), given(NULL, 0),
                   NULL);
}

/* Only empty directories: emptying them is the program's work. */
LIBSSH2_API int libssh2_sftp_rmdir_ex(LIBSSH2_SFTP *sftp, const char *path,
                                      unsigned int path_len)
{
    return request(sftp, S2_PATH_RMDIR, given(path, path_len), given(NULL, 0), NULL);
}

/* A mode goes out with the type of a directory; LIBSSH2_SFTP_DEFAULT_MODE leaves the
 * permissions to the server. OpenSSH answers FX_FAILURE if the directory exists. */
LIBSSH2_API int libssh2_sftp_mkdir_ex(LIBSSH2_SFTP *sftp, const char *path,
                                      unsigned int path_len, long mode)
{
    LIBSSH2_SFTP_ATTRIBUTES attrs;

    memset(&attrs, 0, sizeof(attrs));
    if (mode != LIBSSH2_SFTP_DEFAULT_MODE) {
        attrs.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS;
        attrs.permissions = (unsigned long)mode | LIBSSH2_SFTP_S_IFDIR;
    }
    return request(sftp, S2_PATH_MKDIR, given(path, path_len), given(NULL, 0), &attrs);
}

/* Version 3 has no flags on the wire: whether an existing file is replaced is up to the
 * server. */
LIBSSH2_API int libssh2_sftp_rename_ex(LIBSSH2_SFTP *sftp, const char *source_filename,
                                       unsigned int source_filename_len,
                                       const char *dest_filename,
                                       unsigned int dest_filename_len, long flags)
{
    (void)flags;
    return request(sftp, S2_PATH_RENAME, given(source_filename, source_filename_len),
                   given(dest_filename, dest_filename_len), NULL);
}

/* Replaces the target, by an extension of OpenSSH (its PROTOCOL, section 4.3). A server
 * that did not announce it is not asked: FX_OP_UNSUPPORTED. */
LIBSSH2_API int libssh2_sftp_posix_rename_ex(LIBSSH2_SFTP *sftp,
                                             const char *source_filename,
                                             size_t source_filename_len,
                                             const char *dest_filename,
                                             size_t dest_filename_len)
{
    return request(sftp, S2_PATH_POSIX_RENAME,
                   given(source_filename, source_filename_len),
                   given(dest_filename, dest_filename_len), NULL);
}

/* READLINK and REALPATH: the result's length. */
static int read_link(LIBSSH2_SFTP *sftp, struct s2_span path, char *target,
                     unsigned int target_len, int how)
{
    size_t len = 0;
    int rc;

    if (!sftp || (!target && target_len))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_sftp_session(sftp), rc,
            s2_sftp_link(sftp, how, path, target, target_len, &len));
    return rc ? rc : (int)len;
}

/* Three requests in one function. For SYMLINK the two paths go out in the order of the
 * arguments, which OpenSSH reads as target and link (its PROTOCOL, section 4.1); else
 * target is the buffer for the answer, with a NUL, and its length is returned. */
LIBSSH2_API int libssh2_sftp_symlink_ex(LIBSSH2_SFTP *sftp, const char *path,
                                        unsigned int path_len, char *target,
                                        unsigned int target_len, int link_type)
{
    if (link_type != LIBSSH2_SFTP_SYMLINK)
        return read_link(sftp, given(path, path_len), target, target_len, link_type);
    return request(sftp, S2_PATH_SYMLINK, given(path, path_len),
                   given(target, target_len), NULL);
}

/* Only the fields named by attrs->flags mean anything, in both directions. */
LIBSSH2_API int libssh2_sftp_stat_ex(LIBSSH2_SFTP *sftp, const char *path,
                                     unsigned int path_len, int stat_type,
                                     LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    int rc;

    if (!sftp || !attrs)
        return LIBSSH2_ERROR_BAD_USE;
    if (stat_type != LIBSSH2_SFTP_SETSTAT) {
        S2_CALL(s2_sftp_session(sftp), rc,
                s2_sftp_stat(sftp, stat_type, given(path, path_len), attrs));
        return rc;
    }
    rc = request(sftp, S2_PATH_SETSTAT, given(path, path_len), given(NULL, 0), attrs);
    if (!rc)
        memset(attrs, 0, sizeof(*attrs)); /* as libssh2 does */
    return rc;
}

/* An extension of OpenSSH (its PROTOCOL, section 4.4). */
LIBSSH2_API int libssh2_sftp_statvfs(LIBSSH2_SFTP *sftp, const char *path,
                                     size_t path_len, LIBSSH2_SFTP_STATVFS *st)
{
    int rc;

    if (!sftp || !st)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_sftp_session(sftp), rc,
            s2_sftp_statvfs(sftp, given(path, path_len), st));
    return rc;
}
