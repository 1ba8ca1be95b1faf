/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of the agent. */
#include "api/api.h"
#include "auth/agent.h"

/* Local. The agent uses the session's allocator and must be freed before it. */
LIBSSH2_API LIBSSH2_AGENT *libssh2_agent_init(LIBSSH2_SESSION *session)
{
    return session ? s2_agent_new(session) : NULL;
}

LIBSSH2_API void libssh2_agent_free(LIBSSH2_AGENT *agent)
{
    s2_agent_free(agent);
}

/* Without memory there is no way to tell but the stored error. */
LIBSSH2_API void libssh2_agent_set_identity_path(LIBSSH2_AGENT *agent, const char *path)
{
    int rc = agent ? s2_agent_set_path(agent, path) : 0;

    (void)rc;
}

LIBSSH2_API const char *libssh2_agent_get_identity_path(LIBSSH2_AGENT *agent)
{
    return agent ? s2_agent_path(agent) : NULL;
}

/* The agent is on this machine and has a socket of its own: none of these calls waits
 * for the server, except libssh2_agent_userauth. */
LIBSSH2_API int libssh2_agent_connect(LIBSSH2_AGENT *agent)
{
    return agent ? s2_agent_connect(agent) : LIBSSH2_ERROR_BAD_USE;
}

LIBSSH2_API int libssh2_agent_disconnect(LIBSSH2_AGENT *agent)
{
    if (agent)
        s2_agent_disconnect(agent);
    return 0;
}

/* Replaces the list: identities of an older one must not be used any more. */
LIBSSH2_API int libssh2_agent_list_identities(LIBSSH2_AGENT *agent)
{
    return agent ? s2_agent_list(agent) : LIBSSH2_ERROR_BAD_USE;
}

/* 0 and the next identity, or 1 at the end; prev NULL begins. store and prev may be the
 * same variable. */
LIBSSH2_API int libssh2_agent_get_identity(LIBSSH2_AGENT *agent,
                                           struct libssh2_agent_publickey **store,
                                           struct libssh2_agent_publickey *prev)
{
    struct libssh2_agent_publickey *found;

    if (!agent || !store)
        return LIBSSH2_ERROR_BAD_USE;
    found = s2_agent_next(agent, prev);
    if (!found)
        return 1;
    *store = found;
    return 0;
}

/* Like any public key, only that the agent signs. EAGAIN: the same identity again. */
LIBSSH2_API int libssh2_agent_userauth(LIBSSH2_AGENT *agent, const char *username,
                                       struct libssh2_agent_publickey *identity)
{
    int rc;

    if (!agent || !identity)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_agent_session(agent), rc,
            s2_agent_userauth(agent, s2_span_str(username),
                              s2_span(identity->blob, identity->blob_len)));
    return rc;
}

/* The signature without the algorithm's name: the string behind it, or for security
 * keys all that is behind it, as libssh2_userauth_publickey() wants it. */
static int bare(s2_session *s, struct s2_span signature, unsigned char **sig, size_t *n)
{
    struct s2_rd r = s2_rd(signature);
    struct s2_span name = s2_rd_str(&r);
    struct s2_span rest =
        name.n > 3 && memcmp(name.p, "sk-", 3) == 0 ? s2_rd_rest(&r) : s2_rd_str(&r);

    *sig = s2_memdup(&s->mem, rest);
    if (!*sig)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a signature");
    *n = rest.n;
    return 0;
}

/* The caller frees *sig. method names the signature algorithm, for RSA one of RFC 8332;
 * without it the key's own name is taken. */
LIBSSH2_API int libssh2_agent_sign(LIBSSH2_AGENT *agent,
                                   struct libssh2_agent_publickey *identity,
                                   unsigned char **sig, size_t *s_len,
                                   const unsigned char *data, size_t d_len,
                                   const char *method, unsigned int method_len)
{
    struct s2_span blob, algorithm;
    struct s2_wr out;
    struct s2_rd r;
    s2_session *s;
    int rc;

    if (!agent || !identity || !sig || !s_len)
        return LIBSSH2_ERROR_BAD_USE;
    s = s2_agent_session(agent);
    blob = s2_span(identity->blob, identity->blob_len);
    r = s2_rd(blob);
    algorithm = method && method_len ? s2_span(method, method_len) : s2_rd_str(&r);
    out = s2_wr_growing(&s->mem);
    rc = s2_agent_sign(agent, blob, algorithm, s2_span(data, data ? d_len : 0), &out);
    if (!rc && !s2_wr_ok(&out))
        rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a signature");
    if (!rc)
        rc = bare(s, s2_wr_span(&out), sig, s_len);
    s2_wr_free(&out);
    return rc;
}
