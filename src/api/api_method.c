/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions about algorithms and the host key. */
#include "api/api.h"
#include "trans/nego.h"

/* LIBSSH2_METHOD_* up to COMP_SC number the lists of a KEXINIT. */
static int kind_of(int method_type)
{
    if (method_type < LIBSSH2_METHOD_KEX || method_type > LIBSSH2_METHOD_COMP_SC)
        return -1;
    return s2_nego_kind((enum s2_list_id)method_type);
}

/* The names of prefs that this build knows, in their order. */
static void filter_names(struct s2_wr *w, int kind, const char *prefs)
{
    struct s2_span list = s2_span_str(prefs), name;

    while (s2_names_next(&list, &name)) {
        if (kind >= 0 && !s2_alg_known((enum s2_alg_kind)kind, name))
            continue;
        if (s2_wr_len(w))
            s2_wr_u8(w, ',');
        s2_wr_raw(w, name.p, name.n);
    }
}

/* Local, and never EAGAIN, though programs loop on it. If no name is left the older
 * list stays. It counts from the next key exchange on, that is normally if set before
 * the handshake; the client's order decides (RFC 4253 section 7.1). */
LIBSSH2_API int libssh2_session_method_pref(LIBSSH2_SESSION *session, int method_type,
                                            const char *prefs)
{
    struct s2_wr w;
    size_t n;
    char *list;

    if (!session || !prefs)
        return LIBSSH2_ERROR_BAD_USE;
    if (method_type < 0 || method_type > LIBSSH2_METHOD_SIGN_ALGO)
        return s2_fail(&session->err, LIBSSH2_ERROR_INVAL, "no such kind of method: %d",
                       method_type);
    w = s2_wr_growing(&session->mem);
    filter_names(&w, kind_of(method_type), prefs);
    if (kind_of(method_type) >= 0 && s2_wr_ok(&w) && !s2_wr_len(&w)) {
        s2_wr_free(&w);
        return s2_fail(&session->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "none of these methods is supported: %.200s", prefs);
    }
    s2_wr_u8(&w, 0);
    list = (char *)s2_wr_take(&w, &n);
    if (!list)
        return s2_fail(&session->err, LIBSSH2_ERROR_ALLOC,
                       "no memory for a preference");
    s2_free(&session->mem, session->prefs[method_type]);
    session->prefs[method_type] = list;
    return 0;
}

/* One block with pointers to constant names: the caller frees the block alone. Weak
 * algorithms are listed too if this build has them, as they can be asked for. */
LIBSSH2_API int libssh2_session_supported_algs(LIBSSH2_SESSION *session,
                                               int method_type, const char ***algs)
{
    int kind = kind_of(method_type);
    size_t n = 0, i;
    const char **list;

    if (!session || !algs)
        return LIBSSH2_ERROR_BAD_USE;
    if (kind < 0)
        return s2_fail(&session->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "no such kind of method: %d", method_type);
    while (s2_alg_name((enum s2_alg_kind)kind, n, true))
        n++;
    list = s2_array(&session->mem, n + 1, sizeof(*list));
    if (!list)
        return s2_fail(&session->err, LIBSSH2_ERROR_ALLOC, "no memory for a list");
    for (i = 0; i < n; i++)
        list[i] = s2_alg_name((enum s2_alg_kind)kind, i, true);
    *algs = list;
    return (int)n;
}

/* Constant texts, valid for ever. With an AEAD cipher there may be a MAC that was
 * agreed on and is not used. */
LIBSSH2_API const char *libssh2_session_methods(LIBSSH2_SESSION *session,
                                                int method_type)
{
    const struct s2_agreed *a;
    int way;

    if (!session)
        return NULL;
    a = &session->agreed;
    /* Types come in pairs, client to server first, and CRYPT_CS begins the first
     * pair. */
    way = (method_type - LIBSSH2_METHOD_CRYPT_CS) & 1;
    if (!a->kex || !a->cipher[S2_SC]) {
        s2_fail(&session->err, LIBSSH2_ERROR_METHOD_NONE, "nothing is agreed on yet");
        return NULL;
    }
    switch (method_type) {
    case LIBSSH2_METHOD_KEX:
        return a->kex->name;
    case LIBSSH2_METHOD_HOSTKEY:
        return a->key->name;
    case LIBSSH2_METHOD_CRYPT_CS:
    case LIBSSH2_METHOD_CRYPT_SC:
        return a->cipher[way]->name;
    case LIBSSH2_METHOD_MAC_CS:
    case LIBSSH2_METHOD_MAC_SC:
        return a->mac[way] ? a->mac[way]->name : "";
    case LIBSSH2_METHOD_COMP_CS:
    case LIBSSH2_METHOD_COMP_SC:
        return a->comp[way]->name;
    case LIBSSH2_METHOD_LANG_CS:
    case LIBSSH2_METHOD_LANG_SC:
        return "";
    default:
        s2_fail(&session->err, LIBSSH2_ERROR_INVAL, "no such kind of method: %d",
                method_type);
        return NULL;
    }
}

/* The binary digest, inside the session: 16, 20 or 32 bytes without an end mark. NULL
 * for MD5 if the crypto library refuses that. */
LIBSSH2_API const char *libssh2_hostkey_hash(LIBSSH2_SESSION *session, int hash_type)
{
    int i = hash_type - LIBSSH2_HOSTKEY_HASH_MD5;

    if (!session || i < 0 || i >= 3 || !session->hostkey_hashed[i])
        return NULL;
    return (const char *)session->hostkey_hash[i];
}

/* By the name inside the key, so rsa-sha2-256 and -512 (RFC 8332) are RSA: they sign
 * with an ssh-rsa key. These numbers are not those of LIBSSH2_KNOWNHOST_KEY_*. */
static const struct {
    const char *name;
    int type;
} hostkey_types[] = {
    {"ssh-rsa", LIBSSH2_HOSTKEY_TYPE_RSA},
    {"ssh-dss", LIBSSH2_HOSTKEY_TYPE_DSS},
    {"ecdsa-sha2-nistp256", LIBSSH2_HOSTKEY_TYPE_ECDSA_256},
    {"ecdsa-sha2-nistp384", LIBSSH2_HOSTKEY_TYPE_ECDSA_384},
    {"ecdsa-sha2-nistp521", LIBSSH2_HOSTKEY_TYPE_ECDSA_521},
    {"ssh-ed25519", LIBSSH2_HOSTKEY_TYPE_ED25519},
};

/* UNKNOWN for what has no number in the interface, certificates among them. */
static int hostkey_type(struct s2_span blob)
{
    struct s2_rd r = s2_rd(blob);
    struct s2_span name = s2_rd_str(&r);
    size_t i;

    for (i = 0; i < S2_COUNT(hostkey_types); i++)
        if (s2_span_is(name, hostkey_types[i].name))
            return hostkey_types[i].type;
    return LIBSSH2_HOSTKEY_TYPE_UNKNOWN;
}

/* The blob as it was sent, owned by the session. It is that of the first exchange,
 * which later ones have to show again. */
LIBSSH2_API const char *libssh2_session_hostkey(LIBSSH2_SESSION *session, size_t *len,
                                                int *type)
{
    if (len)
        *len = session ? session->hostkey.n : 0;
    if (type)
        *type = session ? hostkey_type(session->hostkey) : LIBSSH2_HOSTKEY_TYPE_UNKNOWN;
    return session ? (const char *)session->hostkey.p : NULL;
}
