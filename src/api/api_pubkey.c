/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of the public-key subsystem. */
#include "api/api.h"
#include "sftp/pksub.h"

/* n bytes at p, or nothing when the caller has nothing. */
static struct s2_span given(const void *p, unsigned long n)
{
    return s2_span(p, p ? n : 0);
}

/* NULL and EAGAIN as last error: call again.  Several inits of one session do not run
 * at the same time. */
LIBSSH2_API LIBSSH2_PUBLICKEY *libssh2_publickey_init(LIBSSH2_SESSION *session)
{
    LIBSSH2_PUBLICKEY *pkey = NULL;
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc, s2_pksub_init(session, &pkey));
    return rc ? NULL : pkey;
}

/* The attributes are written as they are; which of them are known is the server's
 * business. */
LIBSSH2_API int libssh2_publickey_add_ex(
    LIBSSH2_PUBLICKEY *pkey, const unsigned char *name, unsigned long name_len,
    const unsigned char *blob, unsigned long blob_len, char overwrite,
    unsigned long num_attrs, const libssh2_publickey_attribute *attrs)
{
    int rc;

    if (!pkey || (num_attrs && !attrs))
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_pksub_session(pkey), rc,
            s2_pksub_add(pkey, given(name, name_len), given(blob, blob_len),
                         overwrite ? S2_PKSUB_OVERWRITE : S2_PKSUB_KEEP, num_attrs,
                         attrs));
    return rc;
}

/* The key is named by kind and blob, as it was added. */
LIBSSH2_API int libssh2_publickey_remove_ex(LIBSSH2_PUBLICKEY *pkey,
                                            const unsigned char *name,
                                            unsigned long name_len,
                                            const unsigned char *blob,
                                            unsigned long blob_len)
{
    int rc;

    if (!pkey)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_pksub_session(pkey), rc,
            s2_pksub_remove(pkey, given(name, name_len), given(blob, blob_len)));
    return rc;
}

/* The list belongs to the caller and is freed by libssh2_publickey_list_free alone. */
LIBSSH2_API int libssh2_publickey_list_fetch(LIBSSH2_PUBLICKEY *pkey,
                                             unsigned long *num_keys,
                                             libssh2_publickey_list **pkey_list)
{
    libssh2_publickey_list *list = NULL;
    unsigned long n = 0;
    int rc;

    if (!pkey || !pkey_list)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(s2_pksub_session(pkey), rc, s2_pksub_list(pkey, &n, &list));
    *pkey_list = list;
    if (num_keys)
        *num_keys = n;
    return rc;
}

/* NULL is allowed, as for every free function. */
LIBSSH2_API void libssh2_publickey_list_free(LIBSSH2_PUBLICKEY *pkey,
                                             libssh2_publickey_list *pkey_list)
{
    if (pkey)
        s2_pksub_list_free(s2_pksub_session(pkey), pkey_list);
}

/* A channel that cannot be closed properly goes all the same. */
LIBSSH2_API int libssh2_publickey_shutdown(LIBSSH2_PUBLICKEY *pkey)
{
    int rc;

    if (!pkey)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL_QUIET(s2_pksub_session(pkey), rc, s2_chan_close(s2_pksub_chan(pkey)));
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_pksub_free(pkey);
    return rc;
}
