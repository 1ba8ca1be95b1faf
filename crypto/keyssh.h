/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The openssh-key-v1 container that ssh-keygen writes: one key, plain or encrypted
 * with a key from bcrypt.  Input is the base64-decoded body; spans come out.  Whether
 * the numbers make a key is not judged here. */
#ifndef S2_CRYPTO_KEYSSH_H
#define S2_CRYPTO_KEYSSH_H

#include "base/err.h"
#include "crypto/key.h"

/* Read body.  Its private part is put into the growing writer buf if it must be
 * decrypted; spans of key point into body and buf.  FILE, METHOD_NOT_SUPPORTED (cipher,
 * KDF, more than one key, hardware-backed and DSA keys), KEYFILE_AUTH_FAILED or ALLOC,
 * with text. */
int s2_oskey_read(struct s2_mem *m, struct s2_err *e, struct s2_span body,
                  struct s2_span passphrase, struct s2_wr *buf,
                  struct s2_keynum *key) S2_CHECK;

#endif
