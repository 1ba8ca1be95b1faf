/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The SSH algorithms as rows of constant tables: a name, and which primitives it
 * is made of.  One row is all that an algorithm of a known kind costs.  A row is
 * offered only if the backend has all its primitives.
 *
 * Nothing here keeps state or touches a packet: modes are in trans. */
#ifndef S2_CRYPTO_ALG_H
#define S2_CRYPTO_ALG_H

#include "base/wr.h"
#include "crypto/crypto.h"

/* Row flags. */
#define S2_ALG_LEGACY 1u /* known, but offered only when the application names it */
#define S2_ALG_OPTIN  2u /* as LEGACY; needs a build with S2_WITH_WEAK too */

/* How packets are laid out and protected (trans/mode_*.c). */
enum s2_mode {
    S2_MODE_STREAM, /* CTR or CBC, with a MAC row: encrypt-and-MAC or EtM by the MAC */
    S2_MODE_GCM,    /* RFC 5647 as OpenSSH does it: length in clear, MAC none */
    S2_MODE_CHACHAPOLY /* chacha20-poly1305@openssh.com */
};

struct s2_cipher_row {
    const char *name;
    uint16_t prim;
    uint8_t mode; /* enum s2_mode */
    uint8_t key;  /* bytes to derive: 64 for chacha20-poly1305 */
    uint8_t iv;   /* bytes to derive; 12 for GCM, 0 for chacha20-poly1305 */
    uint8_t flags;
};

struct s2_mac_row {
    const char *name;
    uint16_t prim;    /* hash of the HMAC */
    uint8_t key, len; /* bytes of key to derive, of MAC on the wire */
    bool etm;
    uint8_t flags;
};

/* Which family of key exchange (trans/kex_*.c) runs a row. */
enum s2_kex_family { S2_KEX_DH, S2_KEX_GEX, S2_KEX_ECDH, S2_KEX_HYBRID };

struct s2_kex_row {
    const char *name;
    uint8_t family; /* enum s2_kex_family */
    uint16_t hash;  /* of the exchange */
    uint16_t prim;  /* ECDH primitive, or the classical half of a hybrid */
    uint16_t kem;   /* KEM primitive of a hybrid */
    uint16_t group; /* DH group number, 0 for group exchange */
    uint8_t flags;
};

/* A host or user key signature algorithm.  `name` is negotiated and written into the
 * signature, `blob` is the name inside the public key blob (they differ for
 * rsa-sha2-*). */
struct s2_key_row {
    const char *name, *blob;
    uint16_t prim; /* S2_RSA, S2_P256, ..., S2_ED25519 */
    uint16_t hash; /* S2_PRIM_NONE for Ed25519 */
    uint8_t flags;
};

/* Compression: `delayed` starts after authentication. */
struct s2_comp_row {
    const char *name;
    bool zlib, delayed;
};

/* The rows in order of preference; the end has name NULL.  Rows whose primitives the
 * backend lacks are in the tables too: ask s2_*_usable. */
extern const struct s2_cipher_row s2_cipher_rows[];
extern const struct s2_mac_row s2_mac_rows[];
extern const struct s2_kex_row s2_kex_rows[];
extern const struct s2_key_row s2_key_rows[];
extern const struct s2_comp_row s2_comp_rows[];

bool s2_cipher_usable(const struct s2_cipher_row *row);
bool s2_mac_usable(const struct s2_mac_row *row);
bool s2_kex_usable(const struct s2_kex_row *row);
bool s2_key_usable(const struct s2_key_row *row);
bool s2_comp_usable(const struct s2_comp_row *row); /* false for zlib without zlib */

/* The usable row of that name, or NULL. */
const struct s2_cipher_row *s2_cipher_named(struct s2_span name);
const struct s2_mac_row *s2_mac_named(struct s2_span name);
const struct s2_kex_row *s2_kex_named(struct s2_span name);
const struct s2_key_row *s2_key_named(struct s2_span name);
const struct s2_comp_row *s2_comp_named(struct s2_span name);

/* The kinds of list in a KEXINIT, and of libssh2_session_method_pref. */
enum s2_alg_kind { S2_ALG_KEX, S2_ALG_KEY, S2_ALG_CIPHER, S2_ALG_MAC, S2_ALG_COMP };

/* The i-th usable name of a kind in order of preference, or NULL past the end.
 * Rows with LEGACY or OPTIN are included only if `all`.  (zlib rows are the session's
 * to leave out: compression is off unless asked for.) */
const char *s2_alg_name(enum s2_alg_kind kind, size_t i, bool all);

/* True if name is a usable name of that kind, LEGACY ones included. */
bool s2_alg_known(enum s2_alg_kind kind, struct s2_span name);

/* A finite-field group by number (RFC 3526: 14, 16, 18; RFC 2409: 2, which SSH calls
 * group1; generator 2), or NULL.  The span is the prime, big-endian. */
const struct s2_span *s2_dh_group(unsigned number);

/* SSH key derivation, RFC 4253 section 7.2: n bytes of key `letter` ('A'..'F') into
 * out.  secret is K as it is hashed (an mpint or a string, with its length). */
int s2_kdf(struct s2_mem *m, enum s2_prim hash, struct s2_span secret,
           struct s2_span exchange_hash, struct s2_span session_id, char letter,
           uint8_t *out, size_t n) S2_CHECK;

#endif
