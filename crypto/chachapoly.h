/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* chacha20-poly1305@openssh.com out of raw ChaCha20 and Poly1305: one key for the four
 * bytes of packet length, one for the payload, and a Poly1305 key from block 0 of the
 * payload's stream.  The nonce is the packet's sequence number.  Knows no packet
 * layout: that is the mode's part (trans/mode_aead.c).
 *
 * The caller allocates s2_cp_ctx() bytes, aligned for any type and all zero; the
 * subcontexts lie within, so nothing is allocated per packet by this library.  Sealing
 * and opening are the same operation, except for who compares the tag: the caller, with
 * s2_ct_equal, before it decrypts.
 *
 * Order for one packet: length (any time), start, then crypt and tag in either order.
 * All results are 0 or the codes of the primitives (ENCRYPT, MAC_FAILURE, ALLOC). */
#ifndef S2_CRYPTO_CHACHAPOLY_H
#define S2_CRYPTO_CHACHAPOLY_H

#include "crypto/crypto.h"

#define S2_CP_KEY 64
#define S2_CP_TAG 16

/* Bytes of a context; 0 if this build lacks ChaCha20 or Poly1305. */
size_t s2_cp_ctx(void);

/* Set the keys: the first 32 bytes are for the payload, the last 32 for the length. May
 * be called again on a live context. */
int s2_cp_init(void *c, const uint8_t *key64) S2_CHECK;

/* Begin packet seq: the key of the tag is made, the payload's stream stands at block 1.
 */
int s2_cp_start(void *c, uint32_t seq) S2_CHECK;

/* Encrypt or decrypt the 4 bytes of length of packet seq; in place or not.  Independent
 * of start: a length is read before the packet is there. */
int s2_cp_length(void *c, uint32_t seq, uint8_t *out, const uint8_t *in) S2_CHECK;

/* Encrypt or decrypt the next n bytes, any number, in place or disjoint. */
int s2_cp_crypt(void *c, uint8_t *out, const uint8_t *in, size_t n) S2_CHECK;

/* The 16-byte tag over the encrypted length and the ciphertext, n bytes at data.  Once
 * for each start. */
int s2_cp_tag(void *c, const uint8_t *data, size_t n, uint8_t *tag) S2_CHECK;

/* Release what init took and clear the context.  A context that is all zero is left
 * alone. */
void s2_cp_wipe(void *c);

#endif
