/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of SFTP sessions, files and directories. */
#include "api/api.h"
#include "sftp/sftp.h"

/* Most bytes whose count a call can return. */
#define COUNT_MAX (SIZE_MAX / 2)

/* --- Sessions ------------------------------------------------------------------ */

/* Opens a channel, starts the subsystem and agrees on version 3. NULL is EAGAIN or a
 * failure, by libssh2_session_last_errno; INVAL before login. Several may exist in one
 * session. */
LIBSSH2_API LIBSSH2_SFTP *libssh2_sftp_init(LIBSSH2_SESSION *session)
{
    LIBSSH2_SFTP *sftp = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc, s2_sftp_init(session, &sftp));
    return rc ? NULL : sftp;
}

/* Never EAGAIN, unlike libssh2. Handles that are still open stay valid for
 * libssh2_sftp_close_handle alone. */
LIBSSH2_API int libssh2_sftp_shutdown(LIBSSH2_SFTP *sftp)
{
    if (!sftp)
        return LIBSSH2_ERROR_BAD_USE;
    s2_sftp_free(sftp);
    return 0;
}

/* LIBSSH2_FX_* of the last status; it means something only after a call has failed with
 * SFTP_PROTOCOL. */
LIBSSH2_API unsigned long libssh2_sftp_last_error(LIBSSH2_SFTP *sftp)
{
    return sftp ? s2_sftp_errno(sftp) : LIBSSH2_FX_OK;
}

/* Owned by the SFTP session: programs set its window, and must not read from it. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_sftp_get_channel(LIBSSH2_SFTP *sftp)
{
    return sftp ? s2_sftp_chan(sftp) : NULL;
}

/* --- Open and close ------------------------------------------------------------ */

/* The mode argument wins over permissions among the attributes. */
static void new_file_attrs(LIBSSH2_SFTP_ATTRIBUTES *to,
                           const LIBSSH2_SFTP_ATTRIBUTES *from, long mode)
{
    memset(to, 0, sizeof(*to));
    if (from)
        *to = *from;
    if (mode == LIBSSH2_SFTP_DEFAULT_MODE)
        return;
    to->flags |= LIBSSH2_SFTP_ATTR_PERMISSIONS;
    to->permissions = (unsigned long)mode | LIBSSH2_SFTP_S_IFREG;
}

/* NULL: libssh2_session_last_errno, and after SFTP_PROTOCOL libssh2_sftp_last_error.
 * The mode is sent as that of a regular file; with OPENDIR flags, mode and attributes
 * are not used. */
LIBSSH2_API LIBSSH2_SFTP_HANDLE *
libssh2_sftp_open_ex_r(LIBSSH2_SFTP *sftp, const char *filename, size_t filename_len,
                       unsigned long flags, long mode, int open_type,
                       LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_span path = s2_span(filename, filename ? filename_len : 0);
    LIBSSH2_SFTP_ATTRIBUTES wanted;
    LIBSSH2_SFTP_HANDLE *handle = NULL;
    int rc;

    if (!sftp)
        return NULL;
    new_file_attrs(&wanted, attrs, mode);
    S2_CALL(s2_sftp_session(sftp), rc,
            open_type == LIBSSH2_SFTP_OPENDIR
                ? s2_file_opendir(sftp, path, &handle)
                : s2_file_open(sftp, path, (uint32_t)flags, &wanted, &handle));
    return rc ? NULL : handle;
}

/* The form without attributes. FXF_APPEND is the server's matter: the offset here
 * begins at 0 all the same. */
LIBSSH2_API LIBSSH2_SFTP_HANDLE *libssh2_sftp_open_ex(LIBSSH2_SFTP *sftp,
                                                      const char *filename,
                                                      unsigned int filename_len,
                                                      unsigned long flags, long mode,
                                                      int open_type)
{
    return libssh2_sftp_open_ex_r(sftp, filename, filename_len, flags, mode, open_type,
                                  NULL);
}

/* The handle is gone unless EAGAIN is returned. Waits for writes that are not yet
 * acknowledged, so that their failure is not lost, as it is in libssh2. */
LIBSSH2_API int libssh2_sftp_close_handle(LIBSSH2_SFTP_HANDLE *handle)
{
    s2_session *s;
    int rc;

    if (!handle)
        return LIBSSH2_ERROR_BAD_USE;
    s = s2_file_session(handle);
    s->busy_at = 0; /* this transfer is over: its large buffers may go at once */
    S2_CALL_QUIET(s, rc, s2_file_close(handle));
    return rc;
}

/* --- Data ---------------------------------------------------------------------- */

/* 0 is the end of the file, again at each later call until a seek. Short counts are
 * normal. What was read ahead is thrown away by a seek. */
LIBSSH2_API ssize_t libssh2_sftp_read(LIBSSH2_SFTP_HANDLE *handle, char *buffer,
                                      size_t buffer_maxlen)
{
    size_t n = s2_min(buffer_maxlen, COUNT_MAX), got = 0;
    int rc;

    if (!handle || (!buffer && n))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_file_session(handle), rc,
            s2_file_read(handle, (uint8_t *)buffer, n, &got));
    return rc ? rc : (ssize_t)got;
}

/* The count is what the server has acknowledged, from the start of buffer. More than
 * that may be on its way: the next call passes all bytes that were not reported, at any
 * address, and as many more as it likes. */
LIBSSH2_API ssize_t libssh2_sftp_write(LIBSSH2_SFTP_HANDLE *handle, const char *buffer,
                                       size_t count)
{
    size_t n = s2_min(count, COUNT_MAX), put = 0;
    int rc;

    if (!handle || (!buffer && n))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_file_session(handle), rc,
            s2_file_write(handle, (const uint8_t *)buffer, n, &put));
    return rc ? rc : (ssize_t)put;
}

/* fsync@openssh.com; a server without it gives FX_OP_UNSUPPORTED. */
LIBSSH2_API int libssh2_sftp_fsync(LIBSSH2_SFTP_HANDLE *handle)
{
    int rc;

    if (!handle)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_file_session(handle), rc, s2_file_sync(handle));
    return rc;
}

/* Local: the server learns of it with the next request. Any offset is accepted. */
LIBSSH2_API void libssh2_sftp_seek64(LIBSSH2_SFTP_HANDLE *handle,
                                     libssh2_uint64_t offset)
{
    if (handle)
        s2_file_seek(handle, offset);
}

/* The older form, which cannot name offsets beyond size_t. */
LIBSSH2_API void libssh2_sftp_seek(LIBSSH2_SFTP_HANDLE *handle, size_t offset)
{
    libssh2_sftp_seek64(handle, offset);
}

/* Where the next byte is handed out, or the next one reported as written. */
LIBSSH2_API libssh2_uint64_t libssh2_sftp_tell64(LIBSSH2_SFTP_HANDLE *handle)
{
    return handle ? s2_file_tell(handle) : 0;
}

/* The older form: cut to size_t. */
LIBSSH2_API size_t libssh2_sftp_tell(LIBSSH2_SFTP_HANDLE *handle)
{
    return (size_t)libssh2_sftp_tell64(handle);
}

/* --- Directories --------------------------------------------------------------- */

/* One entry a call, in the server's order, "." and ".." included: the length of the
 * name, 0 at the end. After BUFFER_TOO_SMALL the same entry comes again, for a larger
 * buffer. Programs rely on the NUL behind both texts. */
LIBSSH2_API int libssh2_sftp_readdir_ex(LIBSSH2_SFTP_HANDLE *handle, char *buffer,
                                        size_t buffer_maxlen, char *longentry,
                                        size_t longentry_maxlen,
                                        LIBSSH2_SFTP_ATTRIBUTES *attrs)
{
    struct s2_dirent out;
    int rc;

    if (!handle || (!buffer && buffer_maxlen))
        return LIBSSH2_ERROR_BAD_USE;
    out.name = buffer;
    out.name_size = buffer_maxlen;
    out.longname = longentry;
    out.longname_size = longentry_maxlen;
    out.attrs = attrs;
    out.len = 0;
    S2_CALL(s2_file_session(handle), rc, s2_file_readdir(handle, &out));
    return rc ? rc : (int)out.len;
}

/* --- Attributes by handle ------------------------------------------------------ */

/* Only the fields named by attrs->flags mean anything, in both directions. */
LIBSSH2_API int libssh2_sftp_fstat_ex(LIBSSH2_SFTP_HANDLE *handle,
                                      LIBSSH2_SFTP_ATTRIBUTES *attrs, int setstat)
{
    int rc;

    if (!handle || !attrs)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_file_session(handle), rc,
            setstat ? s2_file_setstat(handle, attrs) : s2_file_stat(handle, attrs));
    return rc;
}

LIBSSH2_API int libssh2_sftp_fstatvfs(LIBSSH2_SFTP_HANDLE *handle,
                                      LIBSSH2_SFTP_STATVFS *st)
{
    int rc;

    if (!handle || !st)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_file_session(handle), rc, s2_file_statvfs(handle, st));
    return rc;
}
