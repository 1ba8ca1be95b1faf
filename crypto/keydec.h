/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Decrypting the inside of a key file: one whole span at a time, in any mode that key
 * files use, and PKCS#7 padding.  It knows no format; the one KDF here is that of PEM's
 * DEK-Info header. */
#ifndef S2_CRYPTO_KEYDEC_H
#define S2_CRYPTO_KEYDEC_H

#include "crypto/crypto.h"
#include "base/wr.h"

/* Decrypt `in` and append it to out.  iv is of c->iv bytes, for AES-GCM the 12-byte
 * nonce; tag of c->tag bytes, NULL if the cipher is not an AEAD.  in.n is a multiple of
 * c->block.  DECRYPT: wrong tag; ALLOC; what the backend says. */
int s2_keydec_open(struct s2_mem *m, const struct s2_cipher *c, const uint8_t *key,
                   const uint8_t *iv, struct s2_span in, const uint8_t *tag,
                   struct s2_wr *out) S2_CHECK;

/* The same for chacha20-poly1305@openssh.com, as packet 0 and with nothing in clear;
 * key of 64 bytes, tag of 16. */
int s2_keydec_chachapoly(struct s2_mem *m, const uint8_t *key, struct s2_span in,
                         const uint8_t *tag, struct s2_wr *out) S2_CHECK;

/* The part of `plain` before its PKCS#7 padding (RFC 5652 section 6.3); the empty span
 * if the padding is wrong. */
struct s2_span s2_keydec_unpad(struct s2_span plain, size_t block);

/* The passphrase-to-key step of DEK-Info: MD5 chained once, n bytes of key.  salt is 8
 * bytes.  METHOD_NOT_SUPPORTED without MD5. */
int s2_keydec_md5(struct s2_mem *m, struct s2_span passphrase, const uint8_t *salt,
                  uint8_t *key, size_t n) S2_CHECK;

#endif
