/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* bcrypt_pbkdf, the passphrase-to-key function of openssh-key-v1 files: the structure
 * of PBKDF2 around a bcrypt with SHA-512.  Never a password hash: it makes no "$2b$"
 * strings. */
#ifndef S2_CRYPTO_BCRYPT_KDF_H
#define S2_CRYPTO_BCRYPT_KDF_H

#include "crypto/crypto.h"

/* A round costs some 7 ms of a processor for the usual 48 bytes; ssh-keygen makes 16
 * to 24 of them.  More than this is refused rather than looking like a hang. */
#ifndef S2_BCRYPT_ROUNDS_MAX
#define S2_BCRYPT_ROUNDS_MAX 10000
#endif
#define S2_BCRYPT_OUT_MAX 1024

/* Derive n bytes, 1 to S2_BCRYPT_OUT_MAX.  INVAL: rounds 0 or above the bound, empty
 * passphrase or salt, or n out of range; ALLOC; HASH_INIT without SHA-512. */
int s2_bcrypt_kdf(struct s2_mem *m, struct s2_span passphrase, struct s2_span salt,
                  uint32_t rounds, uint8_t *out, size_t n) S2_CHECK;

#endif
