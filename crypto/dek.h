/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The old encryption of PEM files: "DEK-Info: AES-128-CBC,<iv>" (RFC 1421 section
 * 4.6.1.3), with the key from one round of MD5 over passphrase and IV.  Read because
 * such files are still about; never written. */
#ifndef S2_CRYPTO_DEK_H
#define S2_CRYPTO_DEK_H

#include "base/err.h"
#include "crypto/crypto.h"
#include "base/wr.h"

/* Decrypt body by the value of the DEK-Info header into the growing writer buf; *plain
 * is set to the part of it that holds the DER.  FILE, METHOD_NOT_SUPPORTED,
 * KEYFILE_AUTH_FAILED or ALLOC, with text. */
int s2_dek_open(struct s2_mem *m, struct s2_err *e, struct s2_span dek,
                struct s2_span body, struct s2_span passphrase, struct s2_wr *buf,
                struct s2_span *plain) S2_CHECK;

#endif
