/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Exported functions of user authentication. */
#include "api/api.h"
#include "auth/auth.h"

/* n bytes at p, or nothing when the caller has nothing. */
static struct s2_span given(const void *p, size_t n)
{
    return s2_span(p, p ? n : 0);
}

/* A result that is no matter of the socket comes back at once, even when blocking. */
static int settled(s2_session *s, int rc)
{
    if (rc != S2_AUTH_LATER)
        return rc;
    return s2_fail(&s->err, LIBSSH2_ERROR_EAGAIN, "the signature is not made yet");
}

/* NULL means three things, which programs tell apart in this order: EAGAIN is the last
 * error; the session is authenticated, with no error stored; or it failed. */
LIBSSH2_API char *libssh2_userauth_list(LIBSSH2_SESSION *session, const char *username,
                                        unsigned int username_len)
{
    int rc;

    if (!session)
        return NULL;
    S2_CALL(session, rc, s2_auth_none(session, given(username, username_len)));
    return rc ? NULL : s2_auth_list(session);
}

/* Local: the banner was kept when it came, usually during libssh2_userauth_list. */
LIBSSH2_API int libssh2_userauth_banner(LIBSSH2_SESSION *session, char **banner)
{
    char *text;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    text = s2_auth_banner(session);
    if (banner)
        *banner = text;
    if (!text)
        return s2_fail(&session->err, LIBSSH2_ERROR_MISSING_USERAUTH_BANNER,
                       "the server has sent no banner");
    return 0;
}

/* What the server has said, not what was asked: 1 only after its SUCCESS. */
LIBSSH2_API int libssh2_userauth_authenticated(LIBSSH2_SESSION *session)
{
    return session && s2_auth_done(session);
}

/* The password is read from the caller's memory at each call and kept nowhere. */
LIBSSH2_API int
libssh2_userauth_password_ex(LIBSSH2_SESSION *session, const char *username,
                             unsigned int username_len, const char *password,
                             unsigned int password_len,
                             LIBSSH2_PASSWD_CHANGEREQ_FUNC((*passwd_change_cb)))
{
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(session, rc,
            s2_auth_password(session, given(username, username_len),
                             given(password, password_len), passwd_change_cb));
    return rc;
}

/* NULL for a name that is empty. */
static const char *named(const char *path)
{
    return path && *path ? path : NULL;
}

/* The files are read once, at the first call, not again after each EAGAIN. */
LIBSSH2_API int libssh2_userauth_publickey_fromfile_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    const char *pubkeyfile, const char *privkeyfile, const char *passphrase)
{
    struct s2_keysource source = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    if (!named(privkeyfile))
        return s2_fail(&session->err, LIBSSH2_ERROR_FILE, "no private key file named");
    source.private_path = privkeyfile;
    source.public_path = named(pubkeyfile);
    source.passphrase = s2_span_str(passphrase);
    S2_CALL(session, rc,
            s2_auth_keysource(session, given(username, username_len), &source));
    return rc;
}

/* The public half may be left out here too: it follows from the private key. */
LIBSSH2_API int libssh2_userauth_publickey_frommemory(
    LIBSSH2_SESSION *session, const char *username, size_t username_len,
    const char *publickeyfiledata, size_t publickeyfiledata_len,
    const char *privatekeyfiledata, size_t privatekeyfiledata_len,
    const char *passphrase)
{
    struct s2_keysource source = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    source.private_text = given(privatekeyfiledata, privatekeyfiledata_len);
    source.public_text = given(publickeyfiledata, publickeyfiledata_len);
    source.passphrase = s2_span_str(passphrase);
    S2_CALL(session, rc,
            s2_auth_keysource(session, given(username, username_len), &source));
    return rc;
}

/* EAGAIN of the callback comes through in both modes, as nothing on the socket will end
 * it; EAGAIN of the socket only when non-blocking, as everywhere. */
LIBSSH2_API int
libssh2_userauth_publickey(LIBSSH2_SESSION *session, const char *username,
                           const unsigned char *pubkeydata, size_t pubkeydata_len,
                           LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC((*sign_callback)),
                           void **abstract)
{
    int rc;

    if (!session || !sign_callback)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(session, rc,
            s2_auth_callback(session, s2_span_str(username),
                             given(pubkeydata, pubkeydata_len), sign_callback,
                             abstract));
    return settled(session, rc);
}

/* The callback runs inside this call, once for each round of the server. */
LIBSSH2_API int libssh2_userauth_keyboard_interactive_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC((*response_callback)))
{
    int rc;

    if (!session || !response_callback)
        return LIBSSH2_ERROR_BAD_USE;
    S2_CALL(session, rc,
            s2_auth_kbdint(session, given(username, username_len), response_callback));
    return rc;
}

/* As with a key file, the public half follows from the private one. */
LIBSSH2_API int libssh2_userauth_hostbased_fromfile_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    const char *pubkeyfile, const char *privkeyfile, const char *passphrase,
    const char *hostname, unsigned int hostname_len, const char *local_username,
    unsigned int local_username_len)
{
    struct s2_keysource source = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    int rc;

    if (!session)
        return LIBSSH2_ERROR_BAD_USE;
    if (!named(privkeyfile))
        return s2_fail(&session->err, LIBSSH2_ERROR_FILE, "no private key file named");
    source.private_path = privkeyfile;
    source.public_path = named(pubkeyfile);
    source.passphrase = s2_span_str(passphrase);
    S2_CALL(session, rc,
            s2_auth_hostbased(session, given(username, username_len),
                              given(hostname, hostname_len),
                              given(local_username, local_username_len), &source));
    return rc;
}

/* The text of the key file is read again at each call; what is kept is the request. */
LIBSSH2_API int libssh2_userauth_publickey_sk(
    LIBSSH2_SESSION *session, const char *username, size_t username_len,
    const unsigned char *publickeydata, size_t publickeydata_len,
    const char *privkeyblob, size_t privkeyblob_len, const char *passphrase,
    LIBSSH2_USERAUTH_SK_SIGN_FUNC((*sign_callback)), void **abstract)
{
    struct s2_sksource source;
    int rc;

    if (!session || !privkeyblob || !sign_callback)
        return LIBSSH2_ERROR_BAD_USE;
    source.text = given(privkeyblob, privkeyblob_len);
    source.passphrase = s2_span_str(passphrase);
    source.blob = given(publickeydata, publickeydata_len);
    source.sign = sign_callback;
    source.abstract = abstract;
    S2_CALL(session, rc, s2_auth_sk(session, given(username, username_len), &source));
    return settled(session, rc);
}

/* No S2_CALL: it is called inside of another call, as its sign callback. */
LIBSSH2_API int libssh2_sign_sk(LIBSSH2_SESSION *session, unsigned char **sig,
                                size_t *sig_len, const unsigned char *data,
                                size_t data_len, void **abstract)
{
    const LIBSSH2_PRIVKEY_SK *sk = abstract ? *abstract : NULL;
    struct s2_wr out;
    int rc;

    if (!session || !sig || !sig_len || !sk || !sk->sign_callback)
        return LIBSSH2_ERROR_BAD_USE;
    *sig = NULL;
    *sig_len = 0;
    out = s2_wr_growing(&session->mem);
    rc = s2_sk_sign(session, sk, given(data, data_len), &out);
    if (!rc)
        *sig = s2_wr_take(&out, sig_len);
    s2_wr_free(&out);
    if (!rc && !*sig)
        return s2_fail(&session->err, LIBSSH2_ERROR_ALLOC, "no memory for a signature");
    return rc;
}
