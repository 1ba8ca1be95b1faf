/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Private to this folder's sf_*.c and sftp.c: what an SFTP session and a file are made
 * of, how one request is made and answered, and the calls between the files. */
#ifndef S2_SFTP_SF_H
#define S2_SFTP_SF_H

#include "sftp/attr.h"
#include "sftp/frame.h"
#include "sftp/req.h"
#include "sftp/ring.h"
#include "sftp/sftp.h"

/* What our channel announces.  The window may be larger than what is ever kept in
 * memory: only replies to requests are taken, and those are bounded by the read-ahead.
 */
#define S2_SFTP_WINDOW ((uint32_t)16 * 1024 * 1024)
#define S2_SFTP_PACKET ((uint32_t)64 * 1024)

/* Data of one READ or WRITE. */
#define S2_SFTP_CHUNK ((uint32_t)32 * 1024)

/* Longest file handle taken (the draft says 256). */
#define S2_SFTP_HANDLE_MAX 4092

/* Bytes of a READ or WRITE beside handle and data. */
#define S2_SFTP_RW_HEAD 25

/* Bytes of a server's words that are kept. */
#define S2_SFTP_TEXT 96

/* Slots that a file is read ahead with at first, as a power of two. */
#define S2_SFTP_DEPTH_LOG2 2

/* Extensions of the server, as bits of s2_sftp.ext. */
enum {
    S2_EXT_POSIX_RENAME = 1,
    S2_EXT_STATVFS = 2,
    S2_EXT_FSTATVFS = 4,
    S2_EXT_FSYNC = 8,
    S2_EXT_HARDLINK = 16,
    S2_EXT_LSETSTAT = 32,
    S2_EXT_LIMITS = 64
};

/* --- Objects ------------------------------------------------------------------- */

struct _LIBSSH2_SFTP {
    struct s2_link link; /* in the session's list */
    s2_session *s;
    s2_chan *chan;
    struct s2_frame frame;
    struct s2_reqs reqs;
    struct s2_list files;
    uint32_t version; /* 0: VERSION has not come */
    uint32_t ext;     /* S2_EXT_* bits */
    size_t packet;    /* largest payload that one packet to the server may have */
    unsigned long last_errno;
    int dead; /* code of what ended this SFTP session alone, 0 while alive */
    char death[160];
};

/* A status of the server: code and words. */
struct s2_sf_status {
    uint32_t code;
    char text[S2_SFTP_TEXT];
};

/* Since when nothing has moved for a file that waits. */
struct s2_sf_stall {
    uint64_t since; /* ms; 0: it did not wait yet, or something moved */
    uint64_t sent;  /* stream position sent at that time */
};

/* What a file's ring is used for. */
enum s2_sf_use { S2_USE_NONE, S2_USE_READ, S2_USE_WRITE };

/* Beside a ring slot of a reader. */
struct s2_sf_slot {
    struct s2_list kept; /* struct s2_pkt: payload that waits for its reader */
    uint32_t spare;      /* unused bytes behind the body of the last, a copy */
    bool ask;            /* the rest of the slot is to be asked for */
};

/* Reading ahead. */
struct s2_sf_reader {
    struct s2_sf_slot *slot; /* as many as the ring has */
    uint8_t depth_log2;      /* of the slots to keep under way */
    uint32_t grown_at;       /* ring.head when depth was set */
    uint32_t asks;           /* slots with ask set */
    bool eof;                /* the end was told; until the next seek */
    uint8_t *into;           /* buffer of the call that runs, NULL between calls */
    size_t room;             /* bytes free there */
};

/* Listing a directory: the batch at hand, and the one asked for ahead. */
struct s2_sf_batch {
    uint8_t *data;
    struct s2_rd rd; /* next entry */
    uint32_t left;   /* entries */
};
struct s2_sf_lister {
    struct s2_sf_batch now, next;
    bool asked; /* READDIR is under way */
    bool eof;
    int bad; /* code of a reply that could not be used */
    struct s2_sf_status fault;
};

struct _LIBSSH2_SFTP_HANDLE {
    struct s2_link link; /* in its session's files, or among the orphans */
    s2_session *s;
    s2_sftp *t;                  /* NULL: freed before the file */
    struct s2_span handle, path; /* behind this struct */

    struct s2_ring ring;
    uint8_t use; /* enum s2_sf_use */
    struct s2_sf_stall stall;
    struct s2_sf_reader rd;
    struct s2_sf_lister *dir; /* from the first readdir */

    struct s2_sf_status fault; /* of the earliest bad slot */
    uint32_t fault_slot;
    unsigned owed;            /* writes that left the ring unacknowledged */
    struct s2_sf_status lost; /* the first failure of a write that was not reported */
};

/* --- One request, one reply (sf_call.c) ---------------------------------------- */

/* Fields of a request in the order of the bits. */
enum {
    S2_ARG_HANDLE = 1,
    S2_ARG_PATH = 2,
    S2_ARG_PATH2 = 4,
    S2_ARG_FLAGS = 8,
    S2_ARG_ATTRS = 16
};

struct s2_sf_args {
    s2_file *file; /* or NULL */
    struct s2_span path, path2;
    uint32_t flags;
    const LIBSSH2_SFTP_ATTRIBUTES *attrs;
};

struct s2_sf_op;

/* A kind of request: a constant row. */
struct s2_sf_row {
    struct s2_op_type type; /* type.name stands in texts */
    uint8_t request;        /* FXP_* */
    uint8_t args;           /* S2_ARG_* bits */
    uint8_t reply;          /* FXP_* of success */
    uint32_t ext;           /* S2_EXT_* bit that the server must have announced, or 0 */
    const char *ext_name;   /* FXP_EXTENDED: the name */

    /* Read a reply of success into q->result; 0, or a code (a malformed one is found by
     * the caller in the reader).  NULL if reply is FXP_STATUS. */
    int (*take)(struct s2_sf_op *q, struct s2_rd *r);
};

struct s2_sf_bytes { /* owned */
    uint8_t *p;
    size_t n;
};

union s2_sf_result {
    LIBSSH2_SFTP_ATTRIBUTES attrs;
    LIBSSH2_SFTP_STATVFS vfs;
    struct s2_sf_bytes name;
    s2_file *file; /* owned until its caller has taken it and put NULL */
};

struct s2_sf_op {
    struct s2_op op;
    s2_sftp *t;
    const struct s2_sf_row *row;
    s2_file *file;           /* whose handle is the argument, or NULL */
    struct s2_sf_bytes path; /* of an OPEN: needed to make a file */
    uint32_t id;
    bool waiting; /* id is under way */
    int bad;      /* code of a reply that cannot be used */
    struct s2_sf_status status;
    union s2_sf_result result;
};

/* The type member of a row whose only step is to await the reply. */
#define S2_SF_TYPE(name)                                                               \
    {                                                                                  \
        (name), sizeof(struct s2_sf_op), s2_sf_await_only, 1, false, s2_sf_op_drop     \
    }
extern s2_step *const s2_sf_await_only[];

/* Step: wait for the reply of the operation, a struct s2_sf_op. */
s2_step s2_sf_await;
void s2_sf_op_drop(s2_session *s, struct s2_op *o);

/* Begin or continue the request: 0 with *q holding the result, EAGAIN, or a failure
 * whose text is stored.  Then s2_sf_end. */
int s2_sf_call(s2_sftp *t, const struct s2_sf_row *row, const struct s2_sf_args *args,
               struct s2_sf_op **q) S2_CHECK;

/* Forget the operation unless rc is EAGAIN; returns rc.  q may be NULL. */
int s2_sf_end(struct s2_sf_op *q, int rc) S2_CHECK;

/* s2_sf_call for a row without result. */
int s2_sf_simple(s2_sftp *t, const struct s2_sf_row *row,
                 const struct s2_sf_args *args) S2_CHECK;

/* --- Replies (sf_reply.c) ------------------------------------------------------ */

extern const struct s2_frame_ops s2_sf_frame_ops; /* who: s2_sftp */

/* --- The session (sf_state.c) -------------------------------------------------- */

/* End this SFTP session, but not the SSH session: later calls get code and text. */
int s2_sf_die(s2_sftp *t, int code, const char *format, ...) S2_PRINTF(3, 4);

/* 0 while usable, else stores what ended it and returns the code. */
int s2_sf_alive(s2_sftp *t) S2_CHECK;

/* Read a status; text is the server's words or the name of the code. */
void s2_sf_read_status(struct s2_rd *r, struct s2_sf_status *st);

/* Store what the server said of an action on path, return SFTP_PROTOCOL. */
int s2_sf_refused(s2_sftp *t, const char *action, struct s2_span path,
                  const struct s2_sf_status *st);

/* VERSION has come (sf_ext.c): its number and the extensions.  A second one, or one
 * that cannot be read, ends the SFTP session. */
int s2_sf_version(s2_sftp *t, struct s2_span body) S2_CHECK;

/* --- Files (sf_object.c) ------------------------------------------------------- */

/* A file for the handle that the server gave.  NULL without memory. */
s2_file *s2_sf_file_new(s2_sftp *t, struct s2_span handle,
                        struct s2_span path) S2_CHECK;
void s2_sf_file_free(s2_file *f);

/* The file's session goes: drop what belongs to it. */
void s2_sf_file_orphan(s2_file *f);

/* Close a handle that nobody wants, without waiting. */
void s2_sf_close_quietly(s2_sftp *t, struct s2_span handle);

/* Common beginning of calls on a file: 0, BAD_USE (orphan), or what ended the session.
 */
int s2_sf_file_begin(s2_file *f) S2_CHECK;

/* The ring for one use; a change of use forgets what was under way.  ALLOC. */
int s2_sf_file_use(s2_file *f, enum s2_sf_use use, unsigned log2_slots) S2_CHECK;

/* Forget what is under way and stand at off.  late says what the answers that are still
 * due mean: S2_REQ_STUB nothing, S2_REQ_OWED that close tells of failed writes. */
void s2_sf_file_forget(s2_file *f, uint64_t off, enum s2_req_kind late);

/* Give back a batch of directory entries. */
void s2_sf_batch_free(s2_file *f, struct s2_sf_batch *b);

/* A slot has failed with st; the words for the earliest one are kept. */
int s2_sf_slot_failed(s2_file *f, uint32_t slot,
                      const struct s2_sf_status *st) S2_CHECK;

/* A call on f has nothing to return: EAGAIN, or TIMEOUT if that is so for too long. */
int s2_sf_nothing_yet(s2_file *f, const char *action) S2_CHECK;
void s2_sf_moved(s2_file *f);

/* --- Replies for files --------------------------------------------------------- */

/* sf_read.c: part of the payload of a slot; its end after n bytes in all; a status. */
int s2_sf_data_begin(s2_file *f, uint32_t slot, uint32_t n) S2_CHECK;
int s2_sf_data_part(s2_file *f, uint32_t slot, struct s2_span part,
                    const struct s2_pkt *pkt) S2_CHECK;
int s2_sf_data_end(s2_file *f, uint32_t slot, uint32_t n) S2_CHECK;
int s2_sf_read_status_of(s2_file *f, uint32_t slot, struct s2_sf_status *st) S2_CHECK;

/* sf_write.c: the answer for a slot; for a write that has left the ring. */
int s2_sf_written(s2_file *f, uint32_t slot, const struct s2_sf_status *st) S2_CHECK;
void s2_sf_owed_answer(s2_file *f, const struct s2_sf_status *st);

/* sf_dir.c: the answer to READDIR. */
int s2_sf_dir_reply(s2_file *f, uint8_t type, struct s2_rd *r) S2_CHECK;

#endif
