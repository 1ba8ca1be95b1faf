/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* HMAC (RFC 2104) out of a backend's hash, for backends that bring none of their own.
 * It is an ordinary s2_mac descriptor; s2_find_mac prefers the backend's. */
#ifndef S2_CRYPTO_HMAC_H
#define S2_CRYPTO_HMAC_H

#include "crypto/crypto.h"

/* The descriptor, or NULL if there is no such hash here or its context is larger than
 * S2_HASH_CTX_MAX. */
const struct s2_mac *s2_hmac(enum s2_prim hash);

#endif
