/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* User authentication, the client's side: RFC 4252, keyboard-interactive (RFC 4256),
 * RSA with SHA-2 (RFC 8332).  The resumable functions return EAGAIN and are then called
 * again with equal arguments.  They return 0 at once when the session is authenticated
 * already, and BAD_USE before the handshake.
 *
 * The server answers requests in order and only one is ever outstanding: the next one
 * waits for the answer of an earlier one, even if nobody wants that answer any more.
 *
 * Nothing here keeps a password, a passphrase or a private key longer than its call or
 * its operation lives. */
#ifndef S2_AUTH_AUTH_H
#define S2_AUTH_AUTH_H

#include "crypto/key.h"
#include "trans/trans.h"

/* Bounds on what a server may make us keep. */
#define S2_AUTH_LIST_MAX   ((size_t)32 * 1024) /* method list */
#define S2_AUTH_BANNER_MAX ((size_t)8 * 1024)  /* all banners together, cut beyond */
#define S2_AUTH_BANNERS    1024u               /* more of them end the session */
#define S2_AUTH_PROMPTS    100u                /* of one keyboard-interactive round */
#define S2_AUTH_ROUNDS     100u                /* of one keyboard-interactive request */

/* Largest request that we make (RFC 4253 section 6.1: peers take 32,768 bytes). */
#define S2_AUTH_MESSAGE_MAX ((size_t)32768)

/* Largest key file that is read. */
#define S2_AUTH_FILE_MAX ((size_t)1024 * 1024)

/* Make the session's part and hand in its dispatch rows, unless that was done.  Best
 * before the handshake, as a banner may follow it at once.  ALLOC. */
int s2_auth_start(s2_session *s) S2_CHECK;

bool s2_auth_done(const s2_session *s);

/* What the server said before authentication, NUL-terminated, or NULL.  Valid until
 * this is called again.  The server's bytes as they came: not safe for a terminal. */
char *s2_auth_banner(s2_session *s);

/* Ask with method "none" what the server accepts.  0: either s2_auth_done, or
 * s2_auth_list tells. */
int s2_auth_none(s2_session *s, struct s2_span user) S2_CHECK;

/* The methods that the last s2_auth_none brought, separated by commas.  NULL when there
 * was none or the session is authenticated.  Valid until s2_auth_none is called again.
 */
char *s2_auth_list(s2_session *s);

typedef LIBSSH2_PASSWD_CHANGEREQ_FUNC(s2_passwd_change_fn);

/* AUTHENTICATION_FAILED: refused, or accepted as one of several (the text says which);
 * PASSWORD_EXPIRED: the server wants a new one, and change is NULL or gave none;
 * OUT_OF_BOUNDARY: longer than any server takes. */
int s2_auth_password(s2_session *s, struct s2_span user, struct s2_span password,
                     s2_passwd_change_fn *change) S2_CHECK;

typedef LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(s2_kbdint_fn);

/* answer is called once a round, also for rounds without prompts.
 * AUTHENTICATION_FAILED; OUT_OF_BOUNDARY: too many prompts or too long answers. */
int s2_auth_kbdint(s2_session *s, struct s2_span user, s2_kbdint_fn *answer) S2_CHECK;

/* Whose key is tried, and who signs.  All that it points to belongs to the caller and
 * need only live during the call. */
struct s2_identity {
    struct s2_span user;
    uint64_t print; /* fingerprint of what else tells one identity from another */

    /* Load the private key; its text stays in s->err on failure.  Called once, its key
     * is freed with the operation.  NULL: `blob` and `sign` are used instead. */
    int (*open)(s2_session *s, const struct s2_identity *id, struct s2_key **key);

    struct s2_span blob; /* public key */

    /* Append the whole signature blob (string algorithm, string signature) of data.
     * EAGAIN: ask me again at the caller's next call. */
    int (*sign)(s2_session *s, const struct s2_identity *id, struct s2_span algorithm,
                struct s2_span data, struct s2_wr *out);

    const void *arg; /* of open and sign */
};

/* s2_auth_key's result when `sign` returned EAGAIN: not a matter of the socket, so that
 * a blocking caller must not wait for it. */
#define S2_AUTH_LATER 1

/* AUTHENTICATION_FAILED: the server does not know the key, or accepted it as one of
 * several proofs; PUBLICKEY_UNVERIFIED: no signature was made, or it was refused;
 * ALGO_UNSUPPORTED: no signature algorithm in common; what open returned. */
int s2_auth_key(s2_session *s, const struct s2_identity *id) S2_CHECK;

/* Where a private key comes from: files, or texts in memory.  The public half
 * may be empty. */
struct s2_keysource {
    const char *private_path, *public_path; /* NULL: from the texts */
    struct s2_span private_text, public_text;
    struct s2_span passphrase;
};

/* s2_auth_key with the key from a source.  FILE: cannot be read, is no key, or the
 * halves do not belong together; KEYFILE_AUTH_FAILED: wrong or missing passphrase;
 * METHOD_NOT_SUPPORTED: a kind of key that this build lacks, or a certificate. */
int s2_auth_keysource(s2_session *s, struct s2_span user,
                      const struct s2_keysource *source) S2_CHECK;

/* A key in a FIDO token: the file that ssh-keygen wrote for it, and the function of the
 * application that talks to the token. */
typedef LIBSSH2_USERAUTH_SK_SIGN_FUNC(s2_sk_sign_fn);
struct s2_sksource {
    struct s2_span text, passphrase;
    struct s2_span blob; /* public key; empty: that of the file */
    s2_sk_sign_fn *sign;
    void **abstract; /* for sign */
};

/* s2_auth_key with such a key.  Codes of s2_auth_keysource, and what sign returned. */
int s2_auth_sk(s2_session *s, struct s2_span user,
               const struct s2_sksource *source) S2_CHECK;

/* Have the token sign and append what stands behind the algorithm's name in a signature
 * blob: the signature as a string, flags, counter.  DECRYPT: no algorithm of tokens;
 * STORE_OVERFLOW: parts too long; what the callback returned. */
int s2_sk_sign(s2_session *s, const LIBSSH2_PRIVKEY_SK *sk, struct s2_span data,
               struct s2_wr *out) S2_CHECK;

/* By the key of the client's host (RFC 4252 section 9): the user is local_user on host.
 * Codes of s2_auth_keysource; PUBLICKEY_UNVERIFIED: refused. */
int s2_auth_hostbased(s2_session *s, struct s2_span user, struct s2_span host,
                      struct s2_span local_user,
                      const struct s2_keysource *source) S2_CHECK;

/* s2_auth_key with a signature made by the application (libssh2_userauth_publickey). */
typedef LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(s2_sign_fn);
int s2_auth_callback(s2_session *s, struct s2_span user, struct s2_span blob,
                     s2_sign_fn *sign, void **abstract) S2_CHECK;

#endif
