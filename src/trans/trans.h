/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What the layers above may ask of the transport: send a message, move bytes, run a
 * resumable operation.  Sending never waits; only operations wait, by being run again.
 */
#ifndef S2_TRANS_TRANS_H
#define S2_TRANS_TRANS_H

#include "base/rd.h"
#include "base/wr.h"
#include "trans/op.h"
#include "trans/session.h"

/* Message numbers (RFC 4250 section 4.1.2). */
enum {
    SSH_MSG_DISCONNECT = 1,
    SSH_MSG_IGNORE = 2,
    SSH_MSG_UNIMPLEMENTED = 3,
    SSH_MSG_DEBUG = 4,
    SSH_MSG_SERVICE_REQUEST = 5,
    SSH_MSG_SERVICE_ACCEPT = 6,
    SSH_MSG_EXT_INFO = 7,
    SSH_MSG_KEXINIT = 20,
    SSH_MSG_NEWKEYS = 21,
    SSH_MSG_KEX_FIRST = 30, /* 30 to 49 belong to the key exchange method */
    SSH_MSG_KEX_LAST = 49,
    SSH_MSG_USERAUTH_REQUEST = 50,
    SSH_MSG_USERAUTH_FAILURE = 51,
    SSH_MSG_USERAUTH_SUCCESS = 52,
    SSH_MSG_USERAUTH_BANNER = 53,
    SSH_MSG_USERAUTH_60 = 60, /* meaning depends on the method */
    SSH_MSG_USERAUTH_61 = 61,
    SSH_MSG_GLOBAL_REQUEST = 80,
    SSH_MSG_REQUEST_SUCCESS = 81,
    SSH_MSG_REQUEST_FAILURE = 82,
    SSH_MSG_CHANNEL_OPEN = 90,
    SSH_MSG_CHANNEL_OPEN_CONFIRMATION = 91,
    SSH_MSG_CHANNEL_OPEN_FAILURE = 92,
    SSH_MSG_CHANNEL_WINDOW_ADJUST = 93,
    SSH_MSG_CHANNEL_DATA = 94,
    SSH_MSG_CHANNEL_EXTENDED_DATA = 95,
    SSH_MSG_CHANNEL_EOF = 96,
    SSH_MSG_CHANNEL_CLOSE = 97,
    SSH_MSG_CHANNEL_REQUEST = 98,
    SSH_MSG_CHANNEL_SUCCESS = 99,
    SSH_MSG_CHANNEL_FAILURE = 100
};

/* Send a whole message, number first: sealed into the batch, or held while keys
 * change.  Never waits and does not touch the socket.  0, or a code after which nothing
 * was sent (ALLOC), or the session is dead. */
int s2_send(s2_session *s, struct s2_span msg) S2_CHECK;

/* As s2_send for what a writer holds: fails with ALLOC if the writer failed. */
int s2_send_wr(s2_session *s, const struct s2_wr *w) S2_CHECK;

/* Bytes of bulk payload that may be sealed now: 0 while keys change or the batch is
 * full. */
size_t s2_room(const s2_session *s);

/* Send one message made of head (at most 64 bytes, number first) and bulk, which is
 * encrypted straight from the caller's memory into the batch.  Only when s2_room says
 * so, and then only bulk.n <= 32 KiB plus a header's worth. */
int s2_send_bulk(s2_session *s, struct s2_span head, struct s2_span bulk) S2_CHECK;

/* Offer the batch to the socket: 0 if all left, EAGAIN if some stays, or the code of
 * the session's death. */
int s2_flush(s2_session *s) S2_CHECK;

/* Stream position of the end of what was sealed so far.  A message that was sent before
 * has left when s2_sent(s, mark) says so; for messages that are held it has not. */
uint64_t s2_mark(const s2_session *s);
bool s2_sent(const s2_session *s, uint64_t mark);

/* Do all that can be done without waiting, once: flush, one recv, open and dispatch
 * what is complete, key exchange, flush.  1: something moved, run your step again; 0:
 * nothing to do until the socket is ready; negative: the session is dead (s2_alive
 * tells). */
int s2_pump(s2_session *s) S2_CHECK;

/* LIBSSH2_SESSION_BLOCK_* : what an idle session waits for now.  INBOUND always,
 * OUTBOUND as well while bytes wait in the batch. */
int s2_directions(const s2_session *s);

/* Give back buffers that stand empty. */
void s2_trim(s2_session *s);

/* Milliseconds of a clock that never jumps. */
uint64_t s2_now(void);

/* How long one awaited reply may take, in ms (libssh2_session_set_read_timeout). */
uint64_t s2_patience(const s2_session *s);

#endif
