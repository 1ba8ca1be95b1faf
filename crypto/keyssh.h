/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The openssh-key-v1 container that ssh-keygen writes: one key, plain or encrypted
 * with a key from bcrypt.  Input is the base64-decoded body; spans come out.  Whether
 * the numbers make a key is not judged here. */
#ifndef S2_CRYPTO_KEYSSH_H
#define S2_CRYPTO_KEYSSH_H

#include "base/err.h"
#include "crypto/key.h"

/* A key that lives in a hardware token, as its file tells. */
struct s2_sk_key {
    struct s2_span blob; /* public key */
    enum s2_prim prim;   /* S2_ED25519 or S2_P256 */
    uint8_t flags;       /* what the token must have confirmed: LIBSSH2_SK_* */
    struct s2_span application, handle;
};

/* As s2_oskey_read, for the file of such a key: FILE also if it is another kind. */
int s2_skkey_read(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                  struct s2_span passphrase, struct s2_wr *buf,
                  struct s2_sk_key *key) S2_CHECK;

/* The public blob in body, which is never encrypted. */
int s2_oskey_blob(struct s2_err *e, struct s2_span body, struct s2_span *blob) S2_CHECK;

/* Read body.  Its private part is put into the growing writer buf if it must be
 * decrypted; spans of key point into body and buf.  FILE, METHOD_NOT_SUPPORTED (cipher,
 * KDF, more than one key, hardware-backed and DSA keys), KEYFILE_AUTH_FAILED or ALLOC,
 * with text. */
int s2_oskey_read(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                  struct s2_span passphrase, struct s2_wr *buf,
                  struct s2_keynum *key) S2_CHECK;

#endif
