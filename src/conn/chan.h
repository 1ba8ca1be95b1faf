/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Private to conn: what a channel and the session's table of channels are made of, and
 * the calls between the files of this folder.  Nobody outside looks inside.
 *
 * A channel number of ours is a slot of the table.  The slot outlives the channel if
 * the application frees it early: it stays taken until the peer has closed its side
 * too, so that late messages cannot reach a later channel (RFC 4254 section 5.3). */
#ifndef S2_CONN_CHAN_H
#define S2_CONN_CHAN_H

#include "conn/conn.h"

/* --- Awaited replies -------------------------------------------------------- */

/* Channel requests and global requests are answered in the order in which they were
 * sent and carry no number (RFC 4254 sections 4 and 5.4), so each list of awaited
 * replies is a queue.  An entry whose asker has gone stays in it and swallows its
 * reply. */
enum s2_said { S2_SAID_NOTHING, S2_SAID_YES, S2_SAID_NO };

struct s2_await;

/* Where a reply goes: part of the asker's operation. */
struct s2_answer {
    struct s2_await *entry; /* in the queue, NULL when answered */
    uint32_t value;         /* first number of REQUEST_SUCCESS, 0 if none */
    uint8_t said;           /* enum s2_said */
};

struct s2_await {
    struct s2_link link;
    struct s2_answer *to; /* NULL: swallow */
};

/* Expect one more reply, for `to` or (NULL) for nobody: ALLOC.  *to is reset. */
int s2_await_add(struct s2_mem *m, struct s2_list *queue,
                 struct s2_answer *to) S2_CHECK;

/* Take back the newest entry: its request could not be sent. */
void s2_await_undo(struct s2_mem *m, struct s2_list *queue);

/* The asker goes; its reply will be swallowed. */
void s2_await_forget(struct s2_answer *to);

/* A reply came: false if none was awaited. */
bool s2_await_take(struct s2_mem *m, struct s2_list *queue, enum s2_said said,
                   uint32_t value) S2_CHECK;

/* Nothing will be answered any more. */
void s2_await_clear(struct s2_mem *m, struct s2_list *queue);

/* --- Channels ----------------------------------------------------------------- */

enum s2_chan_state {
    S2_CHAN_OPENING, /* CHANNEL_OPEN sent, no answer yet */
    S2_CHAN_REFUSED, /* OPEN_FAILURE came, or it was never asked for */
    S2_CHAN_OPEN
};

/* One direction's permission to send. */
struct s2_window {
    uint32_t initial; /* what the receiver wants to keep open */
    uint32_t left;    /* what may still be sent */
    uint32_t packet;  /* largest payload of one message */
};

/* Received bytes of one stream that nobody took yet: struct s2_pkt in order, of which
 * the body is what is still to be read. */
struct s2_stream {
    struct s2_list pkts;
    size_t bytes;
    size_t spare; /* unused bytes behind the body of the last, a copy */
};

/* Streams with a queue of their own; data of other types is not defined by any
 * document, and dropped. */
#define S2_STREAMS 2

/* Bytes that wait to be sent by s2_chan_queue. */
struct s2_pending {
    struct s2_link link;
    size_t at, n;
    uint8_t *data; /* follows this struct */
};

/* Largest payload of one message that is sent, whatever the peer allows. */
#define S2_CHAN_BULK ((size_t)32 * 1024)

/* Hexadecimal digits of an X11 cookie that we make up. */
#define S2_X11_COOKIE 32

struct _LIBSSH2_CHANNEL {
    s2_session *s;
    uint32_t id, remote; /* our number, the peer's */
    uint8_t state;       /* enum s2_chan_state */
    uint8_t ext_mode;    /* LIBSSH2_CHANNEL_EXTENDED_DATA_* */
    bool eof_in, close_in;
    bool eof_out, close_out;
    uint64_t close_mark;   /* where our CLOSE ends in the outgoing stream */
    bool started;          /* shell, exec or subsystem was asked for */
    bool agent_plain;      /* agent forwarding is being asked for by its other name */
    struct s2_link queued; /* in a listener's queue */
    char x11_cookie[S2_X11_COOKIE + 1]; /* made up by us; empty if not */

    struct s2_window in, out;
    uint32_t owed;    /* bytes consumed and not yet given back to the peer */
    uint32_t arrival; /* counts kept packets, so that streams can be merged */
    struct s2_stream stream[S2_STREAMS];
    struct s2_sink sink; /* take is NULL if nobody consumes */

    bool coda;              /* s2_chan_coda was called and still holds */
    uint64_t coda_after;    /* ... bytes of data to go until then */
    struct s2_list pending; /* struct s2_pending */
    struct s2_link blocked; /* in conn->blocked while pending is not empty */
    size_t ahead;           /* s2_chan_write: sealed and not yet reported */
    uint64_t ahead_mark;    /* ... and where it ends */
    struct s2_list awaited; /* struct s2_await */
    s2_chan **holder;       /* in the operation that will hand this channel out */

    uint32_t refusal; /* reason of OPEN_FAILURE */
    char *text;       /* ... and the server's words, or NULL */
    int exit_status;
    bool has_exit_status;
    char *exit_text[3]; /* enum s2_exit_text; each NULL if it did not come */
};

enum s2_slot_state {
    S2_SLOT_FREE,
    S2_SLOT_USED,
    S2_SLOT_DROPPED, /* freed here after CLOSE was sent: the peer's CLOSE is due */
    S2_SLOT_GIVEN_UP /* freed here while opening: the answer is due */
};

struct s2_slot {
    s2_chan *chan; /* only if used */
    uint8_t state;
};

struct s2_conn {
    struct s2_slot *slot;
    uint32_t slots;
    uint32_t lowest;             /* no slot below it is free */
    struct s2_list blocked;      /* channels with bytes pending */
    struct s2_list globals;      /* struct s2_await: global requests */
    struct s2_list listeners;    /* s2_listener, see fwd.c */
    unsigned asked;              /* entries of globals */
    bool x11_asked, agent_asked; /* the server may open such channels */
};

/* The part of a session; s2_conn_start has been called. */
static inline struct s2_conn *s2_conn(const s2_session *s)
{
    return s->conn;
}

/* A channel in a free slot, in state OPENING, with our window; NULL without memory. */
s2_chan *s2_chan_new(s2_session *s, uint32_t window, uint32_t packet) S2_CHECK;

/* All that a channel owns, and the channel; its number is the caller's to settle. */
void s2_chan_destroy(s2_chan *c);

/* Give c the lowest free number: ALLOC, also when too many are in use. */
int s2_conn_take(s2_session *s, s2_chan *c) S2_CHECK;

/* The slot that an incoming message names: NULL if there is none such in use. */
struct s2_slot *s2_conn_slot(s2_session *s, uint32_t id);

/* Neither side uses the number any more. */
void s2_conn_release(s2_session *s, uint32_t id);

/* Send number and the peer's channel number: EOF, CLOSE, SUCCESS, FAILURE. */
int s2_conn_tell(s2_session *s, uint8_t number, uint32_t remote) S2_CHECK;

/* End of the session by a message that breaks the protocol: returns the code. */
int s2_conn_bad(s2_session *s, const struct s2_pkt *pkt, const char *what);

/* Send CLOSE, once. */
int s2_chan_tell_close(s2_chan *c) S2_CHECK;

/* An unusable channel: 0, or the session's death, CHANNEL_CLOSED. */
int s2_chan_usable(s2_chan *c) S2_CHECK;

/* --- Channels that the peer opens ---------------------------------- */

/* A CHANNEL_OPEN of the peer; more is the data of its type. */
struct s2_peer_open {
    uint32_t remote, window, packet;
    struct s2_rd more;
    const struct s2_pkt *pkt;
};

/* Reasons of OPEN_FAILURE. */
enum s2_refusal { S2_OPEN_PROHIBITED = 1, S2_OPEN_UNKNOWN = 3, S2_OPEN_SHORTAGE = 4 };

int s2_peer_refuse(s2_session *s, const struct s2_peer_open *o, enum s2_refusal why,
                   const char *text) S2_CHECK;

/* Confirm: 0 and *c, or 0 and NULL if there was no memory and the peer was told so. */
int s2_peer_accept(s2_session *s, const struct s2_peer_open *o, s2_chan **c) S2_CHECK;

/* A connection to a port that the peer listens on for us (fwd.c). */
int s2_fwd_opened(s2_session *s, struct s2_peer_open *o) S2_CHECK;

/* Free the listeners and take all channels out of their queues. */
void s2_fwd_drop(s2_session *s);

/* --- Global requests (globreq.c) --------------------------------------------- */

/* Send the global request msg, which wants a reply, for `to` or (NULL) for nobody. */
int s2_global_ask(s2_session *s, struct s2_span msg, struct s2_answer *to) S2_CHECK;

/* --- Receiving (chan_rw.c) --------------------------------------------------- */

/* Data of a stream came, already counted against the window: to the sink, or kept.
 * ALLOC. */
int s2_chan_deliver(s2_chan *c, uint32_t stream, struct s2_span data,
                    const struct s2_pkt *pkt) S2_CHECK;

/* n bytes will never be read any more: give them back to the window in time. */
void s2_chan_consumed(s2_chan *c, size_t n);

/* Free all queued data. */
void s2_chan_forget_data(s2_chan *c);

/* --- Sending (chan_out.c) ---------------------------------------------------- */

/* EOF comes next: queue the zero byte of s2_chan_coda if it is due. */
int s2_chan_before_eof(s2_chan *c) S2_CHECK;

/* Send what is pending as far as window and batch allow. */
int s2_chan_unblock(s2_chan *c) S2_CHECK;
void s2_chan_forget_pending(s2_chan *c);

/* The pump made room: give every blocked channel its turn. */
int s2_conn_flow(s2_session *s) S2_CHECK;

/* --- Handlers of messages, in the table of conn.c ------------------------------- */

s2_handler s2_on_global_request, s2_on_request_success, s2_on_request_failure;
s2_handler s2_on_channel_open, s2_on_open_confirm, s2_on_open_failure;
s2_handler s2_on_window_adjust, s2_on_data, s2_on_extended_data, s2_on_eof, s2_on_close;
s2_handler s2_on_channel_request, s2_on_channel_reply;

/* Read the recipient of a message of the connection protocol.  *c: the open channel;
 * NULL with 0: one that was freed here, nothing to do.  Else the session is dead. */
int s2_chan_target(s2_session *s, const struct s2_pkt *pkt, struct s2_rd *r,
                   s2_chan **c) S2_CHECK;

/* Free what an exit-signal has left. */
void s2_chan_forget_exit(s2_chan *c);

#endif
