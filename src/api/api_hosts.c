/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of known hosts.  All of them are local: nothing waits. */
#include "api/api.h"
#include "hosts/knownhost.h"

/* The collection uses the session's allocator and error store, and must not outlive it.
 */
LIBSSH2_API LIBSSH2_KNOWNHOSTS *libssh2_knownhost_init(LIBSSH2_SESSION *session)
{
    LIBSSH2_KNOWNHOSTS *hosts;

    if (!session)
        return NULL;
    hosts = s2_known_new(&session->mem, &session->err);
    if (!hosts)
        (void)s2_fail(&session->err, LIBSSH2_ERROR_ALLOC, "no memory for known hosts");
    return hosts;
}

LIBSSH2_API void libssh2_knownhost_free(LIBSSH2_KNOWNHOSTS *hosts)
{
    s2_known_free(hosts);
}

/* A key as the caller gave it.  Older programs pass length 0 for a base64 key and mean
 * all of the string. */
static struct s2_span key_span(const char *key, size_t keylen, int typemask)
{
    bool text =
        (typemask & LIBSSH2_KNOWNHOST_KEYENC_MASK) == LIBSSH2_KNOWNHOST_KEYENC_BASE64;

    if (!key)
        return s2_span(NULL, 0);
    return keylen || !text ? s2_span(key, keylen) : s2_span_str(key);
}

/* salt matters for hashed names only, where host is the base64 of the hash.  A comment
 * is kept as it is and written behind the key. */
LIBSSH2_API int libssh2_knownhost_addc(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                       const char *salt, const char *key, size_t keylen,
                                       const char *comment, size_t commentlen,
                                       int typemask, struct libssh2_knownhost **store)
{
    struct s2_knownspec spec;

    if (!hosts || !host)
        return LIBSSH2_ERROR_BAD_USE;
    spec.host = host;
    spec.salt = salt;
    spec.key = key_span(key, keylen, typemask);
    spec.comment = s2_span(comment, comment ? commentlen : 0);
    spec.typemask = typemask;
    if (!spec.key.n)
        return s2_fail(hosts->err, LIBSSH2_ERROR_BAD_USE, "a known host without key");
    return s2_known_add(hosts, &spec, store);
}

LIBSSH2_API int libssh2_knownhost_add(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                      const char *salt, const char *key, size_t keylen,
                                      int typemask, struct libssh2_knownhost **store)
{
    return libssh2_knownhost_addc(hosts, host, salt, key, keylen, NULL, 0, typemask,
                                  store);
}

/* A verdict, never a negative code: what could not be judged is FAILURE, so that a
 * program which tests for MATCH alone is safe. */
LIBSSH2_API int libssh2_knownhost_checkp(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                         int port, const char *key, size_t keylen,
                                         int typemask,
                                         struct libssh2_knownhost **knownhost)
{
    struct s2_knownask ask;

    if (!hosts || !host)
        return LIBSSH2_KNOWNHOST_CHECK_FAILURE;
    ask.host = host;
    ask.port = port;
    ask.key = key_span(key, keylen, typemask);
    ask.typemask = typemask;
    if (!ask.key.n)
        return LIBSSH2_KNOWNHOST_CHECK_FAILURE;
    return s2_known_check(hosts, &ask, knownhost);
}

/* Without a port the name is looked up as it stands, "[host]:port" included. */
LIBSSH2_API int libssh2_knownhost_check(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                        const char *key, size_t keylen, int typemask,
                                        struct libssh2_knownhost **knownhost)
{
    return libssh2_knownhost_checkp(hosts, host, -1, key, keylen, typemask, knownhost);
}

/* entry is compared with what is in the collection before it is touched, so that a
 * pointer that was deleted already is an error and no more. */
LIBSSH2_API int libssh2_knownhost_del(LIBSSH2_KNOWNHOSTS *hosts,
                                      struct libssh2_knownhost *entry)
{
    return hosts ? s2_known_del(hosts, entry) : LIBSSH2_ERROR_BAD_USE;
}

/* 0 and the next entry, or 1 at the end.  store and prev may be the same variable. */
LIBSSH2_API int libssh2_knownhost_get(LIBSSH2_KNOWNHOSTS *hosts,
                                      struct libssh2_knownhost **store,
                                      struct libssh2_knownhost *prev)
{
    struct libssh2_knownhost *next;

    if (!hosts || !store)
        return LIBSSH2_ERROR_BAD_USE;
    next = s2_known_next(hosts, prev);
    if (!next)
        return 1;
    *store = next;
    return 0;
}

/* The one file format there is. */
static int check_format(LIBSSH2_KNOWNHOSTS *hosts, int type)
{
    if (type == LIBSSH2_KNOWNHOST_FILE_OPENSSH)
        return 0;
    return s2_fail(hosts->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                   "unknown type of known hosts file");
}

/* Unlike in a file, a line alone that is not understood is an error. */
LIBSSH2_API int libssh2_knownhost_readline(LIBSSH2_KNOWNHOSTS *hosts, const char *line,
                                           size_t len, int type)
{
    int rc;

    if (!hosts || (!line && len))
        return LIBSSH2_ERROR_BAD_USE;
    rc = check_format(hosts, type);
    return rc ? rc : s2_known_read_line(hosts, s2_span(line, len));
}

/* Returns the number of lines, comments and those not understood included. */
LIBSSH2_API int libssh2_knownhost_readfile(LIBSSH2_KNOWNHOSTS *hosts,
                                           const char *filename, int type)
{
    int rc;

    if (!hosts || !filename)
        return LIBSSH2_ERROR_BAD_USE;
    rc = check_format(hosts, type);
    return rc ? rc : s2_known_read_file(hosts, filename);
}

/* *outlen is the length without the NUL behind the line, also when the buffer is too
 * small: the caller needs one byte more. */
LIBSSH2_API int libssh2_knownhost_writeline(LIBSSH2_KNOWNHOSTS *hosts,
                                            struct libssh2_knownhost *known,
                                            char *buffer, size_t buflen, size_t *outlen,
                                            int type)
{
    struct s2_known *k = s2_known_of(known);
    struct s2_wr w;
    size_t n;
    int rc;

    if (!hosts || !k || (!buffer && buflen))
        return LIBSSH2_ERROR_BAD_USE;
    rc = check_format(hosts, type);
    if (rc)
        return rc;
    if (!k->type)
        return s2_fail(hosts->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "a key of unknown type cannot be written as a line");
    w = s2_wr_growing(hosts->mem);
    s2_known_write_line(&w, k);
    n = s2_wr_span(&w).n;
    if (!n)
        rc = s2_fail(hosts->err, LIBSSH2_ERROR_ALLOC, "no memory for a line");
    else if (n >= buflen)
        rc = s2_fail(hosts->err, LIBSSH2_ERROR_BUFFER_TOO_SMALL,
                     "the line needs %lu bytes", (unsigned long)(n + 1));
    if (n && outlen)
        *outlen = n;
    if (!rc) {
        memcpy(buffer, s2_wr_span(&w).p, n);
        buffer[n] = 0;
    }
    s2_wr_free(&w);
    return rc;
}

/* The file is truncated and written in place: it may be a link, and has permissions of
 * its own, both of which a new file under the old name would lose. */
LIBSSH2_API int libssh2_knownhost_writefile(LIBSSH2_KNOWNHOSTS *hosts,
                                            const char *filename, int type)
{
    int rc;

    if (!hosts || !filename)
        return LIBSSH2_ERROR_BAD_USE;
    rc = check_format(hosts, type);
    return rc ? rc : s2_known_write_file(hosts, filename);
}
