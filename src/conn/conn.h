/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The connection protocol (RFC 4254): channels and global requests over one
 * transport.  Functions that may have to wait are resumable: they return EAGAIN, and
 * are called again with equal arguments.  Freeing is local and never waits.  Nothing
 * here knows what the bytes of a channel mean. */
#ifndef S2_CONN_CONN_H
#define S2_CONN_CONN_H

#include "trans/trans.h"

typedef struct _LIBSSH2_CHANNEL s2_chan;
typedef struct _LIBSSH2_LISTENER s2_listener;

/* Streams of a channel: data, and extended data by its type (RFC 4254 section 5.2). */
#define S2_STREAM_DATA   0
#define S2_STREAM_STDERR 1

/* Window and packet size that we announce for channels of our own. */
#define S2_CHAN_WINDOW ((uint32_t)LIBSSH2_CHANNEL_WINDOW_DEFAULT)
#define S2_CHAN_PACKET ((uint32_t)LIBSSH2_CHANNEL_PACKET_DEFAULT)

/* A consumer of incoming data.  Data is offered at once, in order; what take does not
 * accept (it returns the number of bytes taken) is kept by the channel.  Bytes taken
 * count as consumed for the window.  pkt serves s2_pkt_keep.  lost tells that EOF,
 * CLOSE or the session's death means that nothing more will come. */
struct s2_sink {
    size_t (*take)(void *who, int stream, struct s2_span data,
                   const struct s2_pkt *pkt);
    void (*lost)(void *who);
    void *who;
};

/* Make the layer's part of the session if it is not there: hands in its dispatch rows.
 * Called when the session is logged in; before that channels cannot be opened, and
 * keepalives are not sent.  ALLOC. */
int s2_conn_start(s2_session *s) S2_CHECK;

/* --- Opening -------------------------------------------------------------- */

/* Open a channel: type, our window and packet size, type-specific data that is appended
 * to the request as it is.  0 and *chan, EAGAIN, INVAL before authentication,
 * CHANNEL_FAILURE with the server's text, ALLOC, TIMEOUT.  Given up meanwhile, a late
 * confirmation is answered with CLOSE. */
int s2_chan_open(s2_session *s, struct s2_span type, uint32_t window, uint32_t packet,
                 struct s2_span extra, s2_chan **chan) S2_CHECK;

/* --- Requests (RFC 4254 section 6) ------------------------------------------ */

/* shell, exec, subsystem: once a channel (BAD_USE after that).  CHANNEL_REQUEST_DENIED.
 */
int s2_chan_startup(s2_chan *c, struct s2_span request,
                    struct s2_span message) S2_CHECK;
int s2_chan_setenv(s2_chan *c, struct s2_span name, struct s2_span value) S2_CHECK;

struct s2_winsize {
    uint32_t width, height, width_px, height_px;
};
int s2_chan_pty(s2_chan *c, struct s2_span term, struct s2_span modes,
                const struct s2_winsize *size) S2_CHECK;

/* Agent forwarding, by OpenSSH's name for it, then by the plain one. */
int s2_chan_agent(s2_chan *c) S2_CHECK;

/* X11 forwarding: empty proto and cookie mean MIT-MAGIC-COOKIE-1 and a random one. */
enum s2_x11_use { S2_X11_MANY, S2_X11_ONCE };
int s2_chan_x11(s2_chan *c, enum s2_x11_use use, struct s2_span proto,
                struct s2_span cookie, uint32_t screen) S2_CHECK;

/* Without reply: done when the bytes have left. */
int s2_chan_winch(s2_chan *c, const struct s2_winsize *size) S2_CHECK;
int s2_chan_signal(s2_chan *c, struct s2_span name) S2_CHECK;

/* --- Data -------------------------------------------------------------------- */

/* Up to n bytes of a stream into buf: 0 with *got > 0; 0 with *got == 0 at the end of
 * the stream; EAGAIN; or the code of the session's death, after all that had arrived
 * was read.  Consumed bytes are given back to the window. */
int s2_chan_read(s2_chan *c, int stream, uint8_t *buf, size_t n, size_t *got) S2_CHECK;

/* Send up to n bytes: *put is what left for the socket.  EAGAIN: nothing to report yet;
 * what was sealed meanwhile is remembered, so the call is repeated with the same bytes.
 * CHANNEL_CLOSED, CHANNEL_EOF_SENT. */
int s2_chan_write(s2_chan *c, int stream, const uint8_t *buf, size_t n,
                  size_t *put) S2_CHECK;

/* Largest payload that one CHANNEL_DATA may carry now: by the peer's window and packet
 * size and the batch.  0: not now. */
size_t s2_chan_room(const s2_chan *c);

/* Seal one CHANNEL_DATA whose payload is head (at most 48 bytes) then bulk, encrypted
 * straight from the caller's memory.  head.n + bulk.n <= s2_chan_room(c). */
int s2_chan_bulk(s2_chan *c, struct s2_span head, struct s2_span bulk) S2_CHECK;

/* Send data without waiting, whatever window and keys say: what cannot go now is copied
 * and goes in order as soon as it can.  For small requests; s2_chan_room is 0 until
 * it has gone.  ALLOC, CHANNEL_CLOSED. */
int s2_chan_queue(s2_chan *c, struct s2_span data) S2_CHECK;

/* After exactly n more bytes of data a zero byte will be due: it is sent before EOF.
 * Nothing is sent if it comes to more or fewer bytes.  So SCP ends a file. */
void s2_chan_coda(s2_chan *c, uint64_t n);

/* Set or clear (NULL) the consumer; what is already queued is offered to it now. */
void s2_chan_sink(s2_chan *c, const struct s2_sink *sink);

/* Enlarge our window by n; below LIBSSH2_CHANNEL_MINADJUST it is saved up unless force.
 */
enum s2_adjust { S2_ADJUST_SAVE, S2_ADJUST_FORCE };
int s2_chan_adjust(s2_chan *c, uint32_t n, enum s2_adjust how) S2_CHECK;

/* Drop queued data of a stream (LIBSSH2_CHANNEL_FLUSH_*): bytes dropped. */
size_t s2_chan_drop(s2_chan *c, int stream);

/* LIBSSH2_CHANNEL_EXTENDED_DATA_*: what happens to extended data. */
void s2_chan_extended(s2_chan *c, int mode);

/* Facts, without traffic. */
size_t s2_chan_avail(const s2_chan *c, int stream); /* queued bytes; -2: all streams */
bool s2_chan_at_eof(const s2_chan *c);              /* peer's EOF, nothing queued */
bool s2_chan_closed(const s2_chan *c);              /* the peer has closed it */
s2_session *s2_chan_session(const s2_chan *c);
uint32_t s2_chan_window_in(const s2_chan *c, uint32_t *initial);
uint32_t s2_chan_window_out(const s2_chan *c, uint32_t *initial);

/* --- End --------------------------------------------------------------------- */

int s2_chan_send_eof(s2_chan *c) S2_CHECK;
int s2_chan_wait_eof(s2_chan *c) S2_CHECK;

/* EOF if not sent, CLOSE, then wait for the peer's CLOSE: at most S2_CLOSE_MS, then 0
 * all the same.  0 at once on a session that was dead before; the code of its death if
 * it dies meanwhile. */
#define S2_CLOSE_MS 5000
int s2_chan_close(s2_chan *c) S2_CHECK;
int s2_chan_wait_closed(s2_chan *c) S2_CHECK;

/* Send CLOSE if none was sent, drop operations and data, forget the channel.  The id
 * stays reserved until the peer has closed too.  Never waits.  NULL allowed. */
void s2_chan_free(s2_chan *c);

/* What the remote program came to; NULL or false while unknown. */
bool s2_chan_exit_status(const s2_chan *c, int *status);
/* What an exit-signal request said: the signal without SIG, a message, its language. */
enum s2_exit_text { S2_EXIT_SIGNAL, S2_EXIT_MESSAGE, S2_EXIT_LANGUAGE };
const char *s2_chan_exit_text(const s2_chan *c, enum s2_exit_text which);

/* --- Forwarding (RFC 4254 section 7) ---------------------------------------------- */

/* One end of a connection. */
struct s2_end {
    struct s2_span host; /* or the path of a socket */
    uint32_t port;
};

/* Channels to a TCP port, or to a socket in the server's file system, on behalf of
 * `from`.  Codes of s2_chan_open. */
int s2_fwd_direct(s2_session *s, struct s2_end to, struct s2_end from,
                  s2_chan **chan) S2_CHECK;
int s2_fwd_streamlocal(s2_session *s, struct s2_end to, struct s2_end from,
                       s2_chan **chan) S2_CHECK;

/* Have the server listen.  at.host empty: all addresses; at.port 0: one of the server's
 * choice.  max: connections that may wait to be accepted, 0: as many as memory is made
 * for.  0 and *listener; EAGAIN, REQUEST_DENIED, ALLOC. */
int s2_fwd_listen(s2_session *s, struct s2_end at, unsigned max,
                  s2_listener **listener) S2_CHECK;
uint32_t s2_fwd_port(const s2_listener *l);
unsigned s2_fwd_waiting(const s2_listener *l);
s2_session *s2_fwd_session(const s2_listener *l);

/* The next connection: 0 and *chan, EAGAIN, or the session's death. */
int s2_fwd_accept(s2_listener *l, s2_chan **chan) S2_CHECK;

/* Tell the server to stop, without reply; free the listener and the channels in its
 * queue.  EAGAIN: the request has not left yet, and the listener is still there.  Else
 * it is gone, and 0 is returned. */
int s2_fwd_cancel(s2_listener *l) S2_CHECK;

/* --- Global requests ---------------------------------------------------------- */

/* Send keepalive if one is due; *next_s: seconds until the next (0: off). */
int s2_keepalive(s2_session *s, int *next_s) S2_CHECK;

#endif
