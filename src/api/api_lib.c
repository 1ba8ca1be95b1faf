/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions that need no session, or only its allocator. */
#include "api/api.h"
#include "crypto/start.h"
#include "ringssh.h"

/* May be left out: a new session starts the crypto library itself. */
LIBSSH2_API int libssh2_init(int flags)
{
    return flags & LIBSSH2_INIT_NO_CRYPTO ? 0 : s2_crypto_start();
}

/* Nothing is global, so nothing is undone. */
LIBSSH2_API void libssh2_exit(void)
{
}

/* The version of the interface that is replaced; programs pass 0 or the least that they
 * need, and take NULL for "too old". */
LIBSSH2_API const char *libssh2_version(int req_version_num)
{
    return req_version_num <= LIBSSH2_VERSION_NUM ? LIBSSH2_VERSION : NULL;
}

/* Our own. */
LIBSSH2_API const char *ringssh_version(void)
{
    return RINGSSH_VERSION;
}

/* Backends that libssh2 does not know must not get a number of another one. */
LIBSSH2_API libssh2_crypto_engine_t libssh2_crypto_engine(void)
{
    return (libssh2_crypto_engine_t)s2_backend.engine;
}

/* Every backend by its name, as the text must be there before anybody asks. */
#ifdef S2_HAVE_ZLIB
#define ZLIB "on"
#else
#define ZLIB "off"
#endif
#ifdef S2_WITH_WEAK
#define WEAK "on"
#else
#define WEAK "off"
#endif
#define OPTIONS(name)                                                                  \
    {                                                                                  \
        name, "crypto:" name " zlib:" ZLIB " weak:" WEAK " deprecated:on trace:on"     \
    }

/* A constant text, hence the table: the backend is known by name at run time only. */
LIBSSH2_API const char *libssh2_build_options(void)
{
    static const struct {
        const char *backend, *text;
    } rows[] = {OPTIONS("OpenSSL"), OPTIONS("libgcrypt"), OPTIONS("wolfSSL"),
                OPTIONS("mbedTLS"), OPTIONS("CNG"),       OPTIONS("other")};
    size_t i = 0;

    while (i + 1 < S2_COUNT(rows) && strcmp(rows[i].backend, s2_backend.name) != 0)
        i++;
    return rows[i].text;
}

/* Straight to the callback, NULL included: applications with an allocator of their own
 * rely on seeing every call. */
LIBSSH2_API void libssh2_free(LIBSSH2_SESSION *session, void *ptr)
{
    if (session)
        session->mem.free(ptr, session->mem.abstract);
}

/* Lenient as ever: characters outside the alphabet are skipped. */
LIBSSH2_API int libssh2_base64_decode(LIBSSH2_SESSION *session, char **dest,
                                      unsigned int *dest_len, const char *src,
                                      unsigned int src_len)
{
    struct s2_wr clean, out;
    unsigned int i;
    size_t n = 0;
    int rc;

    if (!session || !dest || !dest_len || !src)
        return LIBSSH2_ERROR_BAD_USE;
    clean = s2_wr_growing(&session->mem);
    out = s2_wr_growing(&session->mem);
    for (i = 0; i < src_len; i++)
        if (src[i] && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                             "0123456789+/=",
                             src[i]))
            s2_wr_u8(&clean, (uint8_t)src[i]);
    rc = s2_base64_read(&out, s2_wr_span(&clean));
    s2_wr_free(&clean);
    *dest = NULL;
    *dest_len = 0;
    if (rc) {
        s2_wr_free(&out);
        return s2_fail(&session->err, rc, "not base64");
    }
    s2_wr_u8(&out, 0);
    *dest = (char *)s2_wr_take(&out, &n);
    if (!*dest)
        return s2_fail(&session->err, LIBSSH2_ERROR_ALLOC, "no memory for base64");
    *dest_len = (unsigned int)(n - 1);
    return 0;
}
