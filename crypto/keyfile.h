/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Private keys from files in memory, whatever their format: PEM (PKCS#1, SEC1,
 * PKCS#8, encrypted PKCS#8, DEK-Info) and openssh-key-v1, plain or encrypted; and
 * one-line public keys.  Parsed here once for all backends.  Never opens a file. */
#ifndef S2_CRYPTO_KEYFILE_H
#define S2_CRYPTO_KEYFILE_H

#include "crypto/key.h"

/* Read a private key from text.  passphrase may be empty or NULL-pointed (none).
 * The errors differ, each with its text in e, which names the format found:
 *   LIBSSH2_ERROR_FILE                 not a private key, damaged, or a kind of file
 * that is not known (the text says which line or field)
 *   LIBSSH2_ERROR_KEYFILE_AUTH_FAILED  encrypted, and the passphrase is missing or
 * wrong LIBSSH2_ERROR_METHOD_NOT_SUPPORTED cipher, KDF or key kind that this build
 * lacks LIBSSH2_ERROR_ALLOC The new key is the caller's. */
int s2_keyfile_read(struct s2_mem *m, struct s2_err *e, struct s2_span text,
                    struct s2_span passphrase, struct s2_key **key) S2_CHECK;

/* Read the one-line public form ("ssh-ed25519 AAAA... comment") and append its raw
 * blob to out.  LIBSSH2_ERROR_FILE with text if it is not one. */
int s2_pubfile_read(struct s2_err *e, struct s2_span text, struct s2_wr *out) S2_CHECK;

#endif
