/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* What every example does around its own job: read the options, connect, make sure that
 * the server is the right one, log in, report errors, hang up. Each example then shows
 * one thing only. Nothing here is needed to use the library; it is meant to be copied.
 *
 * All examples are called alike:
 *
 *     PROGRAM [options] user@host[:port] ARGUMENTS
 *
 *     -i FILE        log in with the private key in FILE (any usual format); without it
 *                    a password is used
 *     -k FILE        known hosts are in FILE (default: ~/.ssh/known_hosts)
 *     --accept-new   add a host that is not known yet to that file; a host whose key
 * has changed is refused in any case
 *     --verbose      print the algorithms in use
 *     --quiet        print no progress
 *     --help         print the usage
 *
 * A password is taken from $SSH_EXAMPLE_PASSWORD, a key's passphrase from
 * $SSH_EXAMPLE_PASSPHRASE; if they are not set and are needed, the terminal is asked.
 *
 * The exit status is one of enum example_status (exec.c differs, and says how). */

#ifndef EXAMPLE_COMMON_H
#define EXAMPLE_COMMON_H

#include <libssh2.h>
#include <libssh2_sftp.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum example_status {
    DONE = 0,
    BAD_USAGE = 1,      /* wrong options or arguments */
    NO_CONNECTION = 2,  /* host not found, connection refused, key exchange failed */
    UNTRUSTED_HOST = 3, /* host key unknown, or not the one in the known_hosts file */
    NOT_LOGGED_IN = 4,  /* key unusable or refused, password refused */
    REMOTE_FAILED = 5,  /* the server refused what was asked, or the connection broke */
    LOCAL_FAILED = 6    /* a local file could not be opened, read or written */
};

struct example {
    const char *program; /* name for messages */
    char *user;          /* user, host and port of the destination */
    char *host;
    int port;
    char **args; /* the arguments behind the destination */
    const char *key_file;
    const char *known_hosts;
    bool accept_new;
    bool verbose;
    bool quiet;
    libssh2_socket_t sock;
    LIBSSH2_SESSION *session; /* logged in, in blocking mode */
    LIBSSH2_KNOWNHOSTS *hosts;
    char *memory; /* what user, host and known_hosts may point into */
};

/* Reads the command line, which must have `count` arguments behind the destination
 * (described by `arguments` in the usage), and logs in. Returns DONE, or the status to
 * exit with after the reason has been printed. example_stop() must follow in both
 * cases. */
int example_start(struct example *ex, int argc, char **argv, const char *arguments,
                  int count);

/* Says goodbye to the server and frees everything. */
void example_stop(struct example *ex);

/* Prints what could not be done and why: the library's text and code and, if the server
 * gave a status to the last operation on `sftp` (may be NULL), that too. Returns
 * REMOTE_FAILED. */
int example_failed(struct example *ex, LIBSSH2_SFTP *sftp, const char *doing,
                   const char *name);

/* For non-blocking sessions, after LIBSSH2_ERROR_EAGAIN: waits until the socket is
 * ready in the direction that the library waits for. False (after a message) if nothing
 * happened for a minute. */
bool example_wait(struct example *ex);

/* Opens SFTP on the session; NULL after a message. */
LIBSSH2_SFTP *example_sftp(struct example *ex);

#ifdef __cplusplus
}
#endif

#endif
