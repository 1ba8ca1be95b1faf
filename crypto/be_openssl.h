/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What the parts of the OpenSSL backend know of each other.  Nobody else includes this:
 * the rest of the library sees s2_backend. */
#ifndef S2_CRYPTO_BE_OPENSSL_H
#define S2_CRYPTO_BE_OPENSSL_H

#include "crypto/crypto.h"

#include <openssl/opensslv.h>

/* True from OpenSSL 3.0 on: algorithms are fetched, keys are made of parameters, and
 * the ways of 1.1.1 are deprecated. */
#define S2_OSSL_V3 (OPENSSL_VERSION_NUMBER >= 0x30000000L)

/* Lists that end with NULL, for the backend's descriptor in be_openssl_dh.c. */
extern const struct s2_cipher *const s2_ossl_ciphers[]; /* be_openssl_sym.c */
extern const struct s2_hash *const s2_ossl_hashes[];
extern const struct s2_mac *const s2_ossl_macs[];
extern const struct s2_pk *const s2_ossl_pks[]; /* be_openssl_pk.c */

/* Empty OpenSSL's queue of errors, which the application sees too, and return code. */
int s2_ossl_failed(int code);

#endif
