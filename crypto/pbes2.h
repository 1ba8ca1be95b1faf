/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Encrypted PKCS#8 files: EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 and
 * PBKDF2 (RFC 8018).  Gives the PKCS#8 inside, and never reads it.  The older PBES1
 * schemes and scrypt are refused by name. */
#ifndef S2_CRYPTO_PBES2_H
#define S2_CRYPTO_PBES2_H

#include "base/err.h"
#include "crypto/crypto.h"
#include "base/wr.h"

/* Decrypt der into the growing writer buf; *plain is set to the part of it that holds
 * the PKCS#8.  FILE, METHOD_NOT_SUPPORTED, KEYFILE_AUTH_FAILED (wrong passphrase) or
 * ALLOC, with text. */
int s2_pbes2_open(struct s2_mem *m, struct s2_err *e, struct s2_span der,
                  struct s2_span passphrase, struct s2_wr *buf,
                  struct s2_span *plain) S2_CHECK;

#endif
