/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The session object and its parts.  Upper layers hang theirs on it as pointers
 * that only they define (struct s2_conn, struct s2_auth); this layer never looks
 * inside.
 *
 * The public type and the internal one are the same object under two names, so no
 * pointer is ever converted between them. */
#ifndef S2_TRANS_SESSION_H
#define S2_TRANS_SESSION_H

#include "base/err.h"
#include "base/list.h"
#include "base/mem.h"
#include "crypto/alg.h"
#include "trans/batch.h"
#include "trans/dir.h"
#include "trans/dispatch.h"
#include "trans/slab.h"

typedef struct _LIBSSH2_SESSION s2_session;

struct s2_kex;  /* kex.c */
struct s2_conn; /* conn layer */
struct s2_auth; /* auth layer */

/* How far a session is; the dispatch table allows messages by stage. */
enum s2_stage {
    S2_STAGE_NEW = 0,     /* no socket yet, or identification strings on their way */
    S2_STAGE_KEX = 1,     /* first key exchange */
    S2_STAGE_SERVICE = 2, /* keys in use, ssh-userauth not yet accepted */
    S2_STAGE_AUTH = 4,    /* ssh-userauth accepted */
    S2_STAGE_OPEN = 8     /* authenticated: channels may be opened */
};

/* The application's callbacks, each NULL if not set.  Types are those of libssh2.h. */
struct s2_callbacks {
    LIBSSH2_IGNORE_FUNC(*ignore);
    LIBSSH2_DEBUG_FUNC(*debug);
    LIBSSH2_DISCONNECT_FUNC(*disconnect);
    LIBSSH2_MACERROR_FUNC(*macerror);
    LIBSSH2_X11_OPEN_FUNC(*x11);
    LIBSSH2_AUTHAGENT_FUNC(*authagent);
    LIBSSH2_ADD_IDENTITIES_FUNC(*add_identities);
    LIBSSH2_AUTHAGENT_SIGN_FUNC(*agent_sign);
    LIBSSH2_SEND_FUNC(*send); /* never NULL */
    LIBSSH2_RECV_FUNC(*recv); /* never NULL */
};

/* A part of an upper layer: its object and how to free it with the session.  Order of
 * freeing is from the highest index down. */
enum s2_part_id { S2_PART_AUTH, S2_PART_CONN, S2_PART_SFTP, S2_PART_COUNT };

struct s2_part {
    void *object;
    void (*drop)(s2_session *s, void *object);
};

/* What a key exchange agreed on; names point into the constant rows, NULL before. */
struct s2_agreed {
    const struct s2_kex_row *kex;
    const struct s2_key_row *key;
    const struct s2_cipher_row *cipher[2]; /* index: enum s2_dir_id */
    const struct s2_mac_row *mac[2];
    const struct s2_comp_row *comp[2];
};

/* When this side starts a key exchange (RFC 4253 section 9, RFC 4344 section 3). */
#define S2_REKEY_BYTES   ((uint64_t)1 << 30)
#define S2_REKEY_PACKETS ((uint64_t)1 << 31)
#define S2_REKEY_MS      ((uint64_t)3600 * 1000)

struct s2_rekey_limits {
    uint64_t bytes, packets; /* each direction */
    uint64_t ms;
};

struct _LIBSSH2_SESSION {
    struct s2_mem mem;
    void *abstract; /* the application's; mem.abstract points here */
    struct s2_err err;
    struct s2_callbacks cb;

    /* the socket: owned by the application */
    libssh2_socket_t fd;
    bool has_fd;
    bool fd_was_blocking; /* put back by s2_session_free */
    int io_flags;         /* handed to send and recv: MSG_NOSIGNAL or 0 */

    int dead;            /* code of what ended the session, 0 while alive */
    char death[192];     /* text of that */
    bool saw_disconnect; /* the peer said goodbye in words */
    bool farewell;       /* the peer was told, as far as it can be */

    uint8_t stage; /* enum s2_stage */

    struct s2_batch out; /* sealed bytes on their way to the socket */
    struct s2_in in;     /* received bytes not yet dispatched */
    uint64_t busy_at;    /* ms, when much last moved at once */
    struct s2_dir tx, rx;
    uint8_t pad_pool[256]; /* random bytes for padding, drawn in one go */
    uint16_t pad_left;

    char *ident_own, *ident_peer; /* identification strings without CR LF */
    struct s2_kex *kex;           /* exchange in progress, NULL between two */
    bool peer_kex;                /* the peer's KEXINIT came, its NEWKEYS not yet */
    struct s2_agreed agreed;
    char *prefs[LIBSSH2_METHOD_SIGN_ALGO + 1]; /* method_pref lists, NULL: default */
    char *peer_sig_algs;         /* server-sig-algs of EXT_INFO, or NULL */
    struct s2_span session_id;   /* owned */
    struct s2_span hostkey;      /* owned: blob of the server's key */
    uint8_t hostkey_hash[3][32]; /* by LIBSSH2_HOSTKEY_HASH_* - 1 */
    bool hostkey_hashed[3];
    struct s2_rekey_limits limits;
    bool strict_kex;  /* both sides announced it in the first exchange */
    bool rekey_asked; /* by the application */
    bool accepted;    /* the server accepted service ssh-userauth */

    struct s2_list ops; /* operations under way, see op.h */
    struct s2_disp_table tables[S2_TABLES];
    struct s2_part part[S2_PART_COUNT];
    struct s2_conn *conn;
    struct s2_auth *auth;
    int (*on_flow)(s2_session *s); /* set by conn: bulk data may move again; or NULL */
    bool in_pump;                  /* handlers and callbacks cannot re-enter the pump */
    uint64_t handled;              /* messages handled so far */

    int blocking;                          /* as the application set it */
    bool compress;                         /* LIBSSH2_FLAG_COMPRESS */
    bool quote_paths;                      /* LIBSSH2_FLAG_QUOTE_PATHS, default true */
    long timeout_ms;                       /* of a blocking call; 0: none */
    long read_timeout_s;                   /* of one awaited reply */
    uint64_t keepalive_ms, keepalive_last; /* for conn/globreq.c */
    bool keepalive_reply;
    uint64_t until;   /* ms: the pump stops then, however much comes; 0: it does not */
    unsigned in_call; /* depth of API calls: callbacks may call back */

    /* A round of calls between two looks at the directions: see s2_call_again in api/.
     */
    bool waiting;          /* a call of this round said EAGAIN ... */
    uint64_t waiting_from; /* ... when so many messages had been handled */
    bool round_over;       /* the directions were asked for */

    int trace_mask;
    libssh2_trace_handler_func trace;
    void *trace_ctx;
};

/* A new session, or NULL without memory.  NULL callbacks mean malloc and such. */
s2_session *s2_session_new(s2_alloc_fn *alloc, s2_free_fn *release,
                           s2_realloc_fn *resize, void *abstract);

/* Free everything that hangs on the session.  Tries once to give queued bytes to the
 * socket, never waits, never fails. */
void s2_session_free(s2_session *s);

/* End the session: store code and text, refuse all further work with them.  Returns
 * code.  Later calls keep the first. */
int s2_die(s2_session *s, int code, const char *format, ...) S2_PRINTF(3, 4);

/* If the session has died and the wire is whole, tell the peer why, once, without
 * waiting. For whoever leaves the library. */
void s2_farewell(s2_session *s);

/* 0 while alive; else stores the session's death as last error and returns its code. */
int s2_alive(s2_session *s) S2_CHECK;

/* Move on: called by auth on success with S2_STAGE_OPEN (starts delayed compression).
 */
int s2_set_stage(s2_session *s, enum s2_stage stage) S2_CHECK;

/* The resumable first part of a connection: identification, key exchange, service
 * ssh-userauth.  0, EAGAIN, or an error of the handshake. */
int s2_handshake(s2_session *s, libssh2_socket_t fd) S2_CHECK;

/* Queue SSH_MSG_DISCONNECT and wait for it to leave: 0, EAGAIN.  Errors of sending are
 * not reported: the connection is over either way. */
int s2_disconnect(s2_session *s, int reason, struct s2_span text,
                  struct s2_span lang) S2_CHECK;

/* Trace output if any bit of mask (LIBSSH2_TRACE_*) is on; never secrets, never the
 * contents of packets. */
void s2_trace(s2_session *s, int mask, const char *format, ...) S2_PRINTF(3, 4);

#endif
