/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The Blowfish core in the form that bcrypt needs: a key schedule that can be repeated
 * and salted.  Made for bcrypt_kdf.c alone.  Not a cipher of the transport, and not
 * constant time: its tables are indexed by secrets, as in every Blowfish. */
#ifndef S2_CRYPTO_BLOWFISH_H
#define S2_CRYPTO_BLOWFISH_H

#include "base/base.h"

struct s2_blowfish {
    uint32_t p[18];
    uint32_t s[4][256];
};

/* Set the state to the digits of pi. */
void s2_bf_start(struct s2_blowfish *bf);

/* Mix in a key (1 byte or more, repeated as needed) and let the state encrypt itself;
 * each block is first combined with the next bytes of the salt, which is empty or a
 * multiple of 8 bytes. */
void s2_bf_expand(struct s2_blowfish *bf, struct s2_span key, struct s2_span salt);

/* Encrypt one block of two halves in place. */
void s2_bf_encrypt(const struct s2_blowfish *bf, uint32_t *left, uint32_t *right);

#endif
