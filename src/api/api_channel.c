/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of channels: opening, requests, data, end. */
#include "api/api.h"
#include "conn/conn.h"
#include "sftp/sftp.h"

#include <limits.h>

/* n bytes at p, or nothing when the caller has nothing. */
static struct s2_span given(const void *p, size_t n)
{
    return s2_span(p, p ? n : 0);
}

/* NULL is EAGAIN, a refusal (CHANNEL_FAILURE, with the server's reason in the text) or
 * an error: libssh2_session_last_errno tells which. message goes into the request as it
 * is; what it has to be follows from the type (RFC 4254 section 5.1). */
LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_channel_open_ex(LIBSSH2_SESSION *session, const char *channel_type,
                        unsigned int channel_type_len, unsigned int window_size,
                        unsigned int packet_size, const char *message,
                        unsigned int message_len)
{
    LIBSSH2_CHANNEL *chan = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc,
            s2_chan_open(session, given(channel_type, channel_type_len), window_size,
                         packet_size, given(message, message_len), &chan));
    return rc ? NULL : chan;
}

/* --- Requests ---------------------------------------------------------------- */

/* shell, exec or subsystem (RFC 4254 section 6.5). Always waits for the server's word,
 * and serves once in a channel's life, whether it was granted or not. */
LIBSSH2_API int libssh2_channel_process_startup(LIBSSH2_CHANNEL *channel,
                                                const char *request,
                                                unsigned int request_len,
                                                const char *message,
                                                unsigned int message_len)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_startup(channel, given(request, request_len),
                            given(message, message_len)));
    return rc;
}

/* RFC 4254 section 6.4. Servers refuse most names, so programs ignore
 * CHANNEL_REQUEST_DENIED here. */
LIBSSH2_API int libssh2_channel_setenv_ex(LIBSSH2_CHANNEL *channel, const char *varname,
                                          unsigned int varname_len, const char *value,
                                          unsigned int value_len)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(
        s2_chan_session(channel), rc,
        s2_chan_setenv(channel, given(varname, varname_len), given(value, value_len)));
    return rc;
}

/* The interface has int where the wire has uint32 (RFC 4254 section 6.2). */
static struct s2_winsize winsize(int width, int height, int width_px, int height_px)
{
    struct s2_winsize size;

    size.width = (uint32_t)width;
    size.height = (uint32_t)height;
    size.width_px = (uint32_t)width_px;
    size.height_px = (uint32_t)height_px;
    return size;
}

/* RFC 4254 section 6.2; modes are encoded already, as section 8 has them. */
LIBSSH2_API int libssh2_channel_request_pty_ex(LIBSSH2_CHANNEL *channel,
                                               const char *term, unsigned int term_len,
                                               const char *modes,
                                               unsigned int modes_len, int width,
                                               int height, int width_px, int height_px)
{
    struct s2_winsize size = winsize(width, height, width_px, height_px);
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(
        s2_chan_session(channel), rc,
        s2_chan_pty(channel, given(term, term_len), given(modes, modes_len), &size));
    return rc;
}

/* No reply exists for this one (RFC 4254 section 6.7): success means that it has
 * left. */
LIBSSH2_API int libssh2_channel_request_pty_size_ex(LIBSSH2_CHANNEL *channel, int width,
                                                    int height, int width_px,
                                                    int height_px)
{
    struct s2_winsize size = winsize(width, height, width_px, height_px);
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, s2_chan_winch(channel, &size));
    return rc;
}

/* The name without SIG. As with the window size there is no reply (RFC 4254 section
 * 6.9). */
LIBSSH2_API int libssh2_channel_signal_ex(LIBSSH2_CHANNEL *channel, const char *signame,
                                          size_t signame_len)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_signal(channel, given(signame, signame_len)));
    return rc;
}

/* --- Data -------------------------------------------------------------------- */

/* 0 is the end of this stream and nothing else, again at each later call; data that
 * came before the end is delivered first. EAGAIN: nothing now. What is read opens the
 * window again, which both streams share. */
LIBSSH2_API ssize_t libssh2_channel_read_ex(LIBSSH2_CHANNEL *channel, int stream_id,
                                            char *buf, size_t buflen)
{
    size_t got = 0;
    int rc;

    if (!channel || (!buf && buflen))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_read(channel, stream_id, (uint8_t *)buf, s2_min(buflen, INT_MAX),
                         &got));
    return rc ? rc : (ssize_t)got;
}

/* The count is consumed for good and may be short: programs loop. After EAGAIN the same
 * bytes are passed again, perhaps more of them, perhaps at another address. */
LIBSSH2_API ssize_t libssh2_channel_write_ex(LIBSSH2_CHANNEL *channel, int stream_id,
                                             const char *buf, size_t buflen)
{
    size_t put = 0;
    int rc;

    if (!channel || (!buf && buflen))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_write(channel, stream_id, (const uint8_t *)buf,
                          s2_min(buflen, INT_MAX), &put));
    return rc ? rc : (ssize_t)put;
}

/* Throws received data away, which is not what the name says but what libssh2 does. */
LIBSSH2_API int libssh2_channel_flush_ex(LIBSSH2_CHANNEL *channel, int streamid)
{
    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    return (int)s2_min(s2_chan_drop(channel, streamid), INT_MAX);
}

/* Local: the server is not told. Data that is ignored still counts as consumed, so that
 * the window does not close. */
LIBSSH2_API int libssh2_channel_handle_extended_data2(LIBSSH2_CHANNEL *channel,
                                                      int ignore_mode)
{
    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    if (ignore_mode < LIBSSH2_CHANNEL_EXTENDED_DATA_NORMAL ||
        ignore_mode > LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE)
        return s2_fail(&s2_chan_session(channel)->err, LIBSSH2_ERROR_INVAL,
                       "no such treatment of extended data");
    s2_chan_extended(channel, ignore_mode);
    return 0;
}

/* The older form, kept for programs that were built with it. */
LIBSSH2_API void libssh2_channel_handle_extended_data(LIBSSH2_CHANNEL *channel,
                                                      int ignore_mode)
{
    int rc = libssh2_channel_handle_extended_data2(channel, ignore_mode);

    (void)rc; /* this form cannot tell */
}

/* There is one mode for the whole session, whatever the name promises. */
LIBSSH2_API void libssh2_channel_set_blocking(LIBSSH2_CHANNEL *channel, int blocking)
{
    if (channel)
        s2_chan_session(channel)->blocking = blocking != 0;
}

/* Deprecated. Looks at what has arrived already, without touching the socket. */
LIBSSH2_API int libssh2_poll_channel_read(LIBSSH2_CHANNEL *channel, int extended)
{
    int which = extended ? LIBSSH2_CHANNEL_FLUSH_ALL : S2_STREAM_DATA;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    return s2_chan_avail(channel, which) > 0;
}

/* --- Windows ----------------------------------------------------------------- */

/* What the server may still send, what is queued on all streams, and the size that the
 * window has when all is read. */
LIBSSH2_API unsigned long
libssh2_channel_window_read_ex(LIBSSH2_CHANNEL *channel, unsigned long *read_avail,
                               unsigned long *window_size_initial)
{
    uint32_t left, initial;

    if (!channel)
        return 0;
    left = s2_chan_window_in(channel, &initial);
    if (read_avail)
        *read_avail = (unsigned long)s2_chan_avail(channel, LIBSSH2_CHANNEL_FLUSH_ALL);
    if (window_size_initial)
        *window_size_initial = initial;
    return left;
}

/* What we may still send before the server makes room. */
LIBSSH2_API unsigned long
libssh2_channel_window_write_ex(LIBSSH2_CHANNEL *channel,
                                unsigned long *window_size_initial)
{
    uint32_t left, initial;

    if (!channel)
        return 0;
    left = s2_chan_window_out(channel, &initial);
    if (window_size_initial)
        *window_size_initial = initial;
    return left;
}

/* *storewindow is the size before the adjustment, as in libssh2. Small amounts are
 * saved up unless force is set, to spare messages. */
LIBSSH2_API int libssh2_channel_receive_window_adjust2(LIBSSH2_CHANNEL *channel,
                                                       unsigned long adjustment,
                                                       unsigned char force,
                                                       unsigned int *storewindow)
{
    uint32_t n = (uint32_t)(adjustment > UINT32_MAX ? UINT32_MAX : adjustment);
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    if (storewindow)
        *storewindow = s2_chan_window_in(channel, NULL);
    S2_CALL(s2_chan_session(channel), rc,
            s2_chan_adjust(channel, n, force ? S2_ADJUST_FORCE : S2_ADJUST_SAVE));
    return rc;
}

/* The oldest form: a negative code comes back as a huge window. */
LIBSSH2_API unsigned long
libssh2_channel_receive_window_adjust(LIBSSH2_CHANNEL *channel,
                                      unsigned long adjustment, unsigned char force)
{
    unsigned int window = 0;
    int rc =
        libssh2_channel_receive_window_adjust2(channel, adjustment, force, &window);

    return rc ? (unsigned long)rc : window;
}

/* --- End --------------------------------------------------------------------- */

/* Only reading is possible afterwards. The window does not hold EOF back (RFC 4254
 * section 5.3). */
LIBSSH2_API int libssh2_channel_send_eof(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, s2_chan_send_eof(channel));
    return rc;
}

/* Local: 1 once the server's EOF has come and everything before it was read. */
LIBSSH2_API int libssh2_channel_eof(LIBSSH2_CHANNEL *channel)
{
    return channel ? s2_chan_at_eof(channel) : LIBSSH2_ERROR_BAD_USE;
}

/* A full window ends only a call that would wait for ever: a non-blocking program can
 * read in between. */
static int wait_eof(LIBSSH2_CHANNEL *channel)
{
    int rc = s2_chan_wait_eof(channel);

    if (rc == LIBSSH2_ERROR_CHANNEL_WINDOW_FULL && !s2_chan_session(channel)->blocking)
        return LIBSSH2_ERROR_EAGAIN;
    return rc;
}

/* Does not take data away; what fills the window meanwhile must be read by the
 * program. */
LIBSSH2_API int libssh2_channel_wait_eof(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, wait_eof(channel));
    return rc;
}

/* Queued data stays readable. Success does not clear what an earlier call stored, as
 * programs close before they print an error. */
LIBSSH2_API int libssh2_channel_close(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL_QUIET(s2_chan_session(channel), rc, s2_chan_close(channel));
    return rc;
}

/* INVAL unless the server's EOF has come before, as in libssh2. */
LIBSSH2_API int libssh2_channel_wait_closed(LIBSSH2_CHANNEL *channel)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_chan_session(channel), rc, s2_chan_wait_closed(channel));
    return rc;
}

/* Never EAGAIN, unlike libssh2: CLOSE is queued and the object goes at once, so
 * programs that repeat until another code find it at the first call. */
LIBSSH2_API int libssh2_channel_free(LIBSSH2_CHANNEL *channel)
{
    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    s2_sftp_chan_goes(channel);
    s2_chan_free(channel);
    return 0;
}

/* --- What the program came to ---------------------------------------------- */

/* It comes shortly before the server's CLOSE: ask after libssh2_channel_close or
 * libssh2_channel_wait_closed. 0 also means that none was sent. */
LIBSSH2_API int libssh2_channel_get_exit_status(LIBSSH2_CHANNEL *channel)
{
    int status = 0;

    return channel && s2_chan_exit_status(channel, &status) ? status : 0;
}

/* Tells the two meanings of 0 apart. */
LIBSSH2_API int libssh2_channel_has_exit_status(LIBSSH2_CHANNEL *channel)
{
    return channel && s2_chan_exit_status(channel, NULL);
}

/* A copy for the caller of one text of exit-signal, if both exist. */
static int exit_text(LIBSSH2_CHANNEL *channel, enum s2_exit_text which, char **text,
                     size_t *n)
{
    struct s2_span have = s2_span_str(s2_chan_exit_text(channel, which));
    s2_session *s = s2_chan_session(channel);

    if (n)
        *n = have.n;
    if (!text)
        return 0;
    *text = have.p ? s2_memdup(&s->mem, have) : NULL;
    if (have.p && !*text)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for exit-signal");
    return 0;
}

/* 0 also without a signal, with NULL for the texts. The caller frees the copies, all of
 * which are optional. */
LIBSSH2_API int libssh2_channel_get_exit_signal(LIBSSH2_CHANNEL *channel,
                                                char **exitsignal,
                                                size_t *exitsignal_len, char **errmsg,
                                                size_t *errmsg_len, char **langtag,
                                                size_t *langtag_len)
{
    int rc;

    if (!channel)
        return LIBSSH2_ERROR_BAD_USE;
    rc = exit_text(channel, S2_EXIT_SIGNAL, exitsignal, exitsignal_len);
    if (!rc)
        rc = exit_text(channel, S2_EXIT_MESSAGE, errmsg, errmsg_len);
    if (!rc)
        rc = exit_text(channel, S2_EXIT_LANGUAGE, langtag, langtag_len);
    return rc;
}
