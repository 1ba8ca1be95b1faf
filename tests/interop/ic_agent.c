/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: logging in with the keys of a real agent. --arg is the agent's
 * socket; its first key is one that the server does not know. */

#include "ic_common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static LIBSSH2_AGENT *connected(struct ic *ic)
{
    LIBSSH2_AGENT *a = libssh2_agent_init(ic->session);

    IC_OK(ic, a);
    libssh2_agent_set_identity_path(a, ic->arg);
    IC_OK(ic, strcmp(libssh2_agent_get_identity_path(a), ic->arg) == 0);
    IC_EQ(ic, libssh2_agent_connect(a), 0);
    IC_EQ(ic, libssh2_agent_list_identities(a), 0);
    return a;
}

/* The key with that comment. */
static struct libssh2_agent_publickey *find(struct ic *ic, LIBSSH2_AGENT *a,
                                            const char *comment)
{
    struct libssh2_agent_publickey *k = NULL;

    while (libssh2_agent_get_identity(a, &k, k) == 0)
        if (strcmp(k->comment, comment) == 0)
            return k;
    ic_fail(ic, "the agent has no key \"%s\"", comment);
}

/* Each key in turn, as programs do. */
static void every_key(struct ic *ic)
{
    struct libssh2_agent_publickey *k = NULL;
    LIBSSH2_AGENT *a;
    int rc = 0, tries = 0;

    ic_handshake(ic);
    a = connected(ic);
    while (libssh2_agent_get_identity(a, &k, k) == 0) {
        tries++;
        IC_RC(ic, rc, libssh2_agent_userauth(a, ic->user, k));
        if (!rc)
            break;
        IC_EQ(ic, rc, LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    }
    IC_EQ(ic, rc, 0);
    IC_EQ(ic, tries, 2);
    IC_OK(ic, libssh2_userauth_authenticated(ic->session));
    IC_EQ(ic, libssh2_agent_disconnect(a), 0);
    IC_EQ(ic, libssh2_agent_list_identities(a), LIBSSH2_ERROR_BAD_USE);
    libssh2_agent_free(a);
}

static void with_key(struct ic *ic, const char *comment)
{
    LIBSSH2_AGENT *a;

    ic_handshake(ic);
    a = connected(ic);
    IC_CALL(ic, 0, libssh2_agent_userauth(a, ic->user, find(ic, a, comment)));
    libssh2_agent_free(a);
}

static void rsa_key(struct ic *ic)
{
    with_key(ic, "rsa");
}

static void certificate(struct ic *ic)
{
    with_key(ic, "certified");
}

/* What the agent signs is a signature of the asked kind, without its name. */
static void signatures(struct ic *ic)
{
    unsigned char *sig = NULL;
    struct libssh2_agent_publickey *k;
    LIBSSH2_AGENT *a;
    size_t n = 0;

    ic_handshake(ic);
    a = connected(ic);
    k = find(ic, a, "rsa");
    IC_EQ(ic,
          libssh2_agent_sign(a, k, &sig, &n, (const unsigned char *)"data", 4,
                             "rsa-sha2-512", 12),
          0);
    IC_EQ(ic, n, 256);
    libssh2_free(ic->session, sig);
    k = find(ic, a, "test");
    IC_EQ(ic,
          libssh2_agent_sign(a, k, &sig, &n, (const unsigned char *)"data", 4,
                             "ssh-ed25519", 11),
          0);
    IC_EQ(ic, n, 64);
    libssh2_free(ic->session, sig);
    libssh2_agent_free(a);
}

/* No agent there, or none told of. */
static void nobody(struct ic *ic)
{
    LIBSSH2_AGENT *a;

    ic_handshake(ic);
    a = libssh2_agent_init(ic->session);
    IC_OK(ic, a);
    libssh2_agent_set_identity_path(a, "/nowhere/at/all");
    IC_EQ(ic, libssh2_agent_connect(a), LIBSSH2_ERROR_BAD_SOCKET);
    libssh2_agent_set_identity_path(a, NULL);
    IC_OK(ic, !libssh2_agent_get_identity_path(a));
    if (!getenv("SSH_AUTH_SOCK"))
        IC_EQ(ic, libssh2_agent_connect(a), LIBSSH2_ERROR_BAD_USE);
    IC_EQ(ic, libssh2_agent_disconnect(a), 0);
    libssh2_agent_free(a);
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"every_key", every_key},   {"rsa_key", rsa_key}, {"certificate", certificate},
        {"signatures", signatures}, {"nobody", nobody},   {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
