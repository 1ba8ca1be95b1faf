/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Public and private keys as SSH sees them: blobs in, blobs out, sign, verify.
 * Works on top of the signature primitives of crypto.h and never on a backend's
 * types.  Files are read by keyfile.h. */
#ifndef S2_CRYPTO_KEY_H
#define S2_CRYPTO_KEY_H

#include "base/err.h"
#include "crypto/alg.h"

/* Smallest RSA modulus accepted, from a server or in a file. */
#define S2_RSA_MIN_BITS 1024
#define S2_RSA_MAX_BITS 16384

struct s2_key;

/* What a public key blob of one kind looks like.  `name` begins it; `curve` is the
 * name that follows for the NIST curves, else empty.  `field` is the width of a
 * coordinate and of half a raw signature in bytes; bits and field are 0 for RSA. */
struct s2_key_kind {
    const char *name, *curve;
    uint16_t prim, bits;
    uint8_t field;
};

/* What a key file says about a private key.  The spans are parts of the decrypted file;
 * blob is the public blob that it claims, empty if it has none. */
struct s2_keynum {
    enum s2_prim prim;
    struct s2_pknum num;
    struct s2_span blob;
};

/* The kind of that blob name, or of that primitive; NULL if not known. */
const struct s2_key_kind *s2_key_kind_named(struct s2_span name);
const struct s2_key_kind *s2_key_kind_of(enum s2_prim prim);

/* Why these numbers cannot be a key, in a few English words for an error text, or NULL.
 * Judges lengths and cheap relations only; with d empty, the public half alone. */
const char *s2_key_wrong(enum s2_prim prim, const struct s2_pknum *num);

/* The numbers of an RSA key without leading zero bytes; those of other kinds, whose
 * width matters, as they are. */
struct s2_pknum s2_num_trimmed(const struct s2_pknum *num, enum s2_prim prim);

/* Bits of a number without leading zero bytes. */
unsigned s2_num_bits(struct s2_span number);

/* Parse a public key blob (RFC 4253 section 6.6, RFC 5656, RFC 8709).  The new key is
 * the caller's (s2_key_free).  HOSTKEY_INIT: malformed or impossible;
 * METHOD_NOT_SUPPORTED: a kind that this build cannot use; ALLOC. */
int s2_key_from_blob(struct s2_mem *m, struct s2_span blob,
                     struct s2_key **key) S2_CHECK;

/* A private key from its numbers (copied).  Also checks that both halves belong
 * together where that is cheap; EC and Ed25519: the public half may be empty.  INVAL,
 * METHOD_NOT_SUPPORTED, ALLOC. */
int s2_key_from_numbers(struct s2_mem *m, enum s2_prim prim, const struct s2_pknum *num,
                        struct s2_key **key) S2_CHECK;

/* Wipe and free; NULL allowed. */
void s2_key_free(struct s2_key *key);

/* The public blob, owned by the key. */
struct s2_span s2_key_blob(const struct s2_key *key);

/* Kind of the key, and size of its modulus or curve in bits. */
enum s2_prim s2_key_prim(const struct s2_key *key);
unsigned s2_key_bits(const struct s2_key *key);

/* Whether the row's signatures are made by keys of this kind. */
bool s2_key_fits(const struct s2_key *key, const struct s2_key_row *row);

/* Append the signature blob (string name, string signature) of msg.  RSA signatures are
 * verified before they are handed out, as a fault would give the key away.  INVAL: a
 * public key, or a row of another kind; ALLOC; what the backend says.  After a failure
 * out must be dropped. */
int s2_key_sign(struct s2_key *key, const struct s2_key_row *row, struct s2_span msg,
                struct s2_wr *out) S2_CHECK;

/* Check a signature blob: its name must be the row's, its signature must be right.
 * 0; PUBLICKEY_UNVERIFIED: wrong in any way; ALLOC. */
int s2_key_verify(struct s2_key *key, const struct s2_key_row *row, struct s2_span msg,
                  struct s2_span signature) S2_CHECK;

/* Turn the raw signature that a backend or a sign callback gives for an EC key (r then
 * s) into the form inside a signature blob (mpint r, mpint s); other kinds are copied.
 */
void s2_key_wrap_raw(enum s2_prim prim, struct s2_span raw, struct s2_wr *out);

#endif
