/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A client of the agent protocol (draft-ietf-sshm-ssh-agent): which keys does the
 * user's agent hold, and have it sign with one.  The talk with an agent is local and
 * blocks, each answer with a deadline.  Private keys never come here, and nothing is
 * added to an agent or removed from it. */
#ifndef S2_AUTH_AGENT_H
#define S2_AUTH_AGENT_H

#include "auth/auth.h"

typedef struct _LIBSSH2_AGENT s2_agent;

/* Bounds on what an agent may make us keep: one message, and the keys in it. */
#define S2_AGENT_MESSAGE_MAX ((uint32_t)256 * 1024)
#define S2_AGENT_KEYS_MAX    4096u

/* How bytes go to the agent and come back: exactly n of them, or a code. */
struct s2_agent_link {
    int (*send)(void *who, const uint8_t *p, size_t n);
    int (*recv)(void *who, uint8_t *p, size_t n);
    void *who;
};

/* A client that is not connected, or NULL.  The session must outlive it. */
s2_agent *s2_agent_new(s2_session *s) S2_CHECK;

/* Disconnect and free; NULL allowed. */
void s2_agent_free(s2_agent *a);

s2_session *s2_agent_session(const s2_agent *a);

/* Where the agent listens, copied; NULL: where the environment says.  ALLOC. */
int s2_agent_set_path(s2_agent *a, const char *path) S2_CHECK;
const char *s2_agent_path(const s2_agent *a);

/* BAD_USE: nothing says where it is; BAD_SOCKET: nobody listens; METHOD_NOT_SUPPORTED.
 * An older connection is given up first. */
int s2_agent_connect(s2_agent *a) S2_CHECK;

/* Talk through link (copied) in place of a connection of our own. */
void s2_agent_attach(s2_agent *a, const struct s2_agent_link *link);

/* The list of keys stays readable. */
void s2_agent_disconnect(s2_agent *a);

/* Fetch the list of keys; the one before is freed, also if this fails.  BAD_USE: not
 * connected; AGENT_PROTOCOL: refused or malformed; SOCKET_SEND, SOCKET_RECV, TIMEOUT:
 * the agent went away, and the connection with it; ALLOC. */
int s2_agent_list(s2_agent *a) S2_CHECK;

/* The key behind prev, or the first for NULL; NULL: no more. */
struct libssh2_agent_publickey *
s2_agent_next(s2_agent *a, const struct libssh2_agent_publickey *prev);

/* Have data signed by the key with that public blob and append the signature blob
 * (string algorithm, and what belongs to it).  Codes of s2_agent_list, and
 * ALGO_UNSUPPORTED: the agent signed with another algorithm than was asked for. */
int s2_agent_sign(s2_agent *a, struct s2_span blob, struct s2_span algorithm,
                  struct s2_span data, struct s2_wr *out) S2_CHECK;

/* s2_auth_key with a key of the agent. */
int s2_agent_userauth(s2_agent *a, struct s2_span user, struct s2_span blob) S2_CHECK;

#endif
