/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Private keys as DER: PKCS#1 (RFC 8017), SEC1 (RFC 5915), PKCS#8 (RFC 5208, 5958,
 * 8410).  Input is already decrypted; output are spans into it, so nothing is
 * allocated.  Whether the numbers make a key is not judged here. */
#ifndef S2_CRYPTO_PKCS8_H
#define S2_CRYPTO_PKCS8_H

#include "crypto/key.h"

/* Each reads one format.  0; FILE: damaged; METHOD_NOT_SUPPORTED: a kind of key, curve
 * or version that is not used here.  The text in e names format and field. */
typedef int s2_der_key_fn(struct s2_err *e, struct s2_span der, struct s2_keynum *key);

s2_der_key_fn s2_pkcs1_read;
s2_der_key_fn s2_sec1_read;
s2_der_key_fn s2_pkcs8_read;

#endif
