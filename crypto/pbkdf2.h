/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* PBKDF2 (RFC 8018 section 5.2) over any HMAC of the backend.  Used for encrypted
 * PKCS#8 files alone. */
#ifndef S2_CRYPTO_PBKDF2_H
#define S2_CRYPTO_PBKDF2_H

#include "crypto/crypto.h"

/* More iterations than this (some ten seconds) are refused, as a damaged file could
 * otherwise keep the caller for hours. */
#ifndef S2_PBKDF2_MAX
#define S2_PBKDF2_MAX 10000000
#endif

/* Derive n bytes.  INVAL: iterations 0 or above the bound; METHOD_NOT_SUPPORTED: no
 * such HMAC; ALLOC. */
int s2_pbkdf2(struct s2_mem *m, enum s2_prim hash, struct s2_span passphrase,
              struct s2_span salt, uint32_t iterations, uint8_t *out,
              size_t n) S2_CHECK;

#endif
