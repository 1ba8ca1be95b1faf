/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The byte stream of an SFTP channel cut into messages (draft-ietf-secsh-filexfer-02
 * section 3).  A message that lies whole in one piece of input is handed out in place;
 * one that is cut is put together first, within bounds.  The payload of a DATA reply is
 * never put together: it is handed on piece by piece as it comes.  Nothing here knows
 * which request a reply belongs to. */
#ifndef S2_SFTP_FRAME_H
#define S2_SFTP_FRAME_H

#include "base/err.h"
#include "base/rd.h"

/* Message numbers of version 3. */
enum {
    FXP_INIT = 1,
    FXP_VERSION = 2,
    FXP_OPEN = 3,
    FXP_CLOSE = 4,
    FXP_READ = 5,
    FXP_WRITE = 6,
    FXP_LSTAT = 7,
    FXP_FSTAT = 8,
    FXP_SETSTAT = 9,
    FXP_FSETSTAT = 10,
    FXP_OPENDIR = 11,
    FXP_READDIR = 12,
    FXP_REMOVE = 13,
    FXP_MKDIR = 14,
    FXP_RMDIR = 15,
    FXP_REALPATH = 16,
    FXP_STAT = 17,
    FXP_RENAME = 18,
    FXP_READLINK = 19,
    FXP_SYMLINK = 20,
    FXP_STATUS = 101,
    FXP_HANDLE = 102,
    FXP_DATA = 103,
    FXP_NAME = 104,
    FXP_ATTRS = 105,
    FXP_EXTENDED = 200,
    FXP_EXTENDED_REPLY = 201
};

/* Longest message taken from a server, and longest batch of names. */
#define S2_FRAME_MAX       ((uint32_t)256 * 1024 + 1024)
#define S2_FRAME_MAX_NAMES ((uint32_t)1024 * 1024)

/* A cut message up to this size needs no allocation: every STATUS of a usual length. */
#define S2_FRAME_INLINE 256

struct s2_mem;
struct s2_pkt;

/* Who takes the messages.  A function that returns a code ends the stream with it. */
struct s2_frame_ops {
    /* A whole message but DATA: its number, and all that follows the number. */
    int (*message)(void *who, uint8_t type, struct s2_span body);

    /* A DATA reply: first its id and how many bytes of payload will come; then those in
     * order, in parts of pkt (for s2_pkt_keep); then the end. */
    int (*data_begin)(void *who, uint32_t id, uint32_t n);
    int (*data_part)(void *who, uint32_t id, struct s2_span part,
                     const struct s2_pkt *pkt);
    int (*data_end)(void *who, uint32_t id, uint32_t n);
};

struct s2_frame {
    const struct s2_frame_ops *ops;
    void *who;
    struct s2_mem *mem;
    uint8_t head[13]; /* length, number; of DATA also id and length of the payload */
    uint8_t have;     /* bytes of head that are there */
    uint32_t payload; /* of the DATA reply under way: bytes still to come ... */
    uint32_t extra;   /* ... and bytes behind them, which are skipped */
    uint8_t *buf;     /* message being put together: small or allocated; or NULL */
    uint32_t used, size;
    uint8_t small[S2_FRAME_INLINE];
};

void s2_frame_init(struct s2_frame *f, struct s2_mem *mem,
                   const struct s2_frame_ops *ops, void *who);

/* Give back a half-made message. */
void s2_frame_free(struct s2_frame *f);

/* The next bytes of the stream, all of which are used; they are part of pkt, which this
 * module only passes on.  SFTP_PROTOCOL: not SFTP; CHANNEL_PACKET_EXCEEDED: longer than
 * is taken; ALLOC; or the code that an ops function returned.  The stream is of no use
 * after any of them. */
int s2_frame_feed(struct s2_frame *f, struct s2_span data,
                  const struct s2_pkt *pkt) S2_CHECK;

#endif
