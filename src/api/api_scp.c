/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of SCP. */
#include "api/api.h"
#include "sftp/scp.h"

/* A path is not optional; one code tells so for all four functions. */
static bool usable(LIBSSH2_SESSION *session, const char *path)
{
    if (!session)
        return false;
    if (!path)
        s2_fail(&session->err, LIBSSH2_ERROR_INVAL, "SCP: no path given");
    return path != NULL;
}

/* --- Receive ---------------------------------------------------------------------- */

/* False: the struct of this platform cannot hold what the server told. */
static bool fill(libssh2_struct_stat *sb, const struct s2_scp_file *file)
{
    memset(sb, 0, sizeof(*sb));
    sb->st_mode = (unsigned short)file->mode;
    sb->st_size = (libssh2_struct_stat_size)file->size;
    sb->st_mtime = (time_t)file->mtime;
    sb->st_atime = (time_t)file->atime;
    return sb->st_size >= 0 && (uint64_t)sb->st_size == file->size &&
           (int64_t)sb->st_mtime == file->mtime && (int64_t)sb->st_atime == file->atime;
}

/* Better no file than one of another size. */
static LIBSSH2_CHANNEL *too_large(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *chan)
{
    s2_chan_free(chan);
    s2_fail(&session->err, LIBSSH2_ERROR_SCP_PROTOCOL,
            "SCP: the file's size or times do not fit struct stat");
    return NULL;
}

LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_scp_recv2(LIBSSH2_SESSION *session, const char *path, libssh2_struct_stat *sb)
{
    enum s2_scp_want want = sb ? S2_SCP_CONTENTS_AND_TIMES : S2_SCP_CONTENTS;
    struct s2_scp_file file;
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!usable(session, path))
        return NULL;
    S2_CALL(session, rc, s2_scp_recv(session, s2_span_str(path), want, &file, &chan));
    if (!rc && sb && !fill(sb, &file))
        return too_large(session, chan);
    return rc ? NULL : chan;
}

/* The two structs are the same but on Windows, where this one is smaller. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_recv(LIBSSH2_SESSION *session,
                                              const char *path, struct stat *sb)
{
    libssh2_struct_stat wide;
    LIBSSH2_CHANNEL *chan = libssh2_scp_recv2(session, path, sb ? &wide : NULL);

    if (!chan || !sb)
        return chan;
    memset(sb, 0, sizeof(*sb));
    sb->st_mode = wide.st_mode;
    sb->st_size = (off_t)wide.st_size;
    sb->st_mtime = (time_t)wide.st_mtime;
    sb->st_atime = (time_t)wide.st_atime;
    return sb->st_size == wide.st_size ? chan : too_large(session, chan);
}

/* --- Send ------------------------------------------------------------------------- */

LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_send64(LIBSSH2_SESSION *session,
                                                const char *path, int mode,
                                                libssh2_int64_t size, time_t mtime,
                                                time_t atime)
{
    LIBSSH2_CHANNEL *chan = NULL;
    struct s2_scp_file file;
    int rc;

    if (!usable(session, path))
        return NULL;
    if (size < 0) {
        s2_fail(&session->err, LIBSSH2_ERROR_INVAL, "SCP: a negative size");
        return NULL;
    }
    file.size = (uint64_t)size;
    file.mode = (uint32_t)mode & S2_SCP_MODE;
    file.mtime = (int64_t)mtime;
    file.atime = (int64_t)atime;
    file.timed = mtime != 0 || atime != 0;
    S2_CALL(session, rc, s2_scp_send(session, s2_span_str(path), &file, &chan));
    return rc ? NULL : chan;
}

/* A size beyond what 64 bits tell with a sign comes out negative and is refused there.
 */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_send_ex(LIBSSH2_SESSION *session,
                                                 const char *path, int mode,
                                                 size_t size, long mtime, long atime)
{
    return libssh2_scp_send64(session, path, mode, (libssh2_int64_t)size, (time_t)mtime,
                              (time_t)atime);
}
