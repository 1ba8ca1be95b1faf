/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The public-key subsystem (RFC 4819, version 2): list, add and remove the keys that
 * log a user in.  Requests are answered in order and carry no number, so one is sent at
 * a time; the answer to one that was given up is swallowed.  Functions return EAGAIN
 * and are then called again with equal arguments.  Keys are not judged here. */
#ifndef S2_SFTP_PKSUB_H
#define S2_SFTP_PKSUB_H

#include "conn/conn.h"
#include "libssh2_publickey.h"

typedef struct _LIBSSH2_PUBLICKEY s2_pksub;

/* Bounds on what a server may make us keep: one message, the keys of a list, and all
 * that a list takes. */
#define S2_PKSUB_MESSAGE_MAX ((uint32_t)256 * 1024)
#define S2_PKSUB_KEYS_MAX    4096u
#define S2_PKSUB_LIST_MAX    ((size_t)8 * 1024 * 1024)

/* Start the subsystem on a channel of its own.  Codes of s2_chan_open and
 * s2_chan_startup; PUBLICKEY_PROTOCOL: another version, or no such protocol. */
int s2_pksub_init(s2_session *s, s2_pksub **p) S2_CHECK;

/* Free the channel and everything else, without waiting; NULL allowed. */
void s2_pksub_free(s2_pksub *p);

s2_session *s2_pksub_session(const s2_pksub *p);
s2_chan *s2_pksub_chan(const s2_pksub *p); /* stays ours */

enum s2_pksub_add { S2_PKSUB_KEEP, S2_PKSUB_OVERWRITE };

/* PUBLICKEY_PROTOCOL: refused, in the server's words, or no answer to the request;
 * BUFFER_TOO_SMALL: the answer is cut short; SOCKET_TIMEOUT: none came. */
int s2_pksub_add(s2_pksub *p, struct s2_span name, struct s2_span blob,
                 enum s2_pksub_add how, unsigned long attrs,
                 const libssh2_publickey_attribute *attr) S2_CHECK;
int s2_pksub_remove(s2_pksub *p, struct s2_span name, struct s2_span blob) S2_CHECK;

/* *keys entries in *list, which ends with one that is all zero; s2_pksub_list_free. */
int s2_pksub_list(s2_pksub *p, unsigned long *keys,
                  libssh2_publickey_list **list) S2_CHECK;
void s2_pksub_list_free(s2_session *s, libssh2_publickey_list *list);

#endif
