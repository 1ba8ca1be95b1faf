/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What a crypto backend supplies: descriptors of primitives, gathered in one
 * `struct s2_backend`.  A primitive that a library lacks is simply absent from
 * its lists, and the SSH algorithms that need it are then not offered.
 *
 * Nothing here knows SSH: no algorithm names, no packet formats, no key files.
 * Backend headers (<openssl/...> and such) are included in be_*.c alone.
 *
 * Contexts.  The user of a primitive allocates `ctx` bytes, aligned for any
 * type and all zero, and calls init.  init may be called again on a live
 * context (new key).  wipe releases what init took and leaves the context all
 * zero; it is allowed on a context that never was initialised.  Contexts are
 * not shared between threads.
 *
 * Results.  0 is success, anything else a negative LIBSSH2_ERROR_* code:
 * ALLOC, ENCRYPT, DECRYPT (also: wrong tag), HASH_INIT, HASH_CALC, MAC_FAILURE,
 * RANDGEN, INVAL (the numbers or points make no sense), PUBLICKEY_UNVERIFIED (the
 * signature is wrong).  "1 = good" never leaves a backend. */
#ifndef S2_CRYPTO_CRYPTO_H
#define S2_CRYPTO_CRYPTO_H

#include "base/mem.h"
#include "libssh2.h"

enum s2_prim {
    S2_PRIM_NONE = 0,

    /* ciphers */
    S2_AES128_CTR,
    S2_AES192_CTR,
    S2_AES256_CTR,
    S2_AES128_CBC,
    S2_AES192_CBC,
    S2_AES256_CBC,
    S2_AES128_GCM,
    S2_AES256_GCM,
    S2_CHACHA20, /* D. J. Bernstein's: 64-bit counter, 64-bit nonce */
    S2_DES3_CBC,

    /* hashes; the HMAC of a hash goes by the same name in the list of MACs */
    S2_MD5,
    S2_SHA1,
    S2_SHA256,
    S2_SHA384,
    S2_SHA512,

    /* one-time MAC */
    S2_POLY1305,

    /* key agreement */
    S2_X25519,
    S2_P256,
    S2_P384,
    S2_P521,

    /* key encapsulation */
    S2_MLKEM768,
    S2_MLKEM1024,
    S2_SNTRUP761,

    /* signatures; ECDSA is named by its curve above */
    S2_RSA,
    S2_ED25519,

    S2_PRIM_COUNT
};

/* Largest values over all primitives, for buffers on the stack. */
#define S2_HASH_MAX   64  /* digest */
#define S2_BLOCK_MAX  128 /* block of a hash */
#define S2_KEY_MAX    64  /* cipher key, also the two keys of chacha20-poly1305 */
#define S2_IV_MAX     16
#define S2_TAG_MAX    64  /* MAC or tag on the wire */
#define S2_POINT_MAX  133 /* uncompressed point of P-521 */
#define S2_SECRET_MAX 66  /* ECDH secret of P-521 */

/* A backend keeps hash contexts up to this size, so that hmac.c can hold three of them;
 * with a larger one it must bring HMACs of its own. */
#define S2_HASH_CTX_MAX 512

struct s2_cipher {
    uint16_t prim;
    uint8_t key, iv, block, tag; /* bytes; tag 0: not an AEAD */
    uint16_t ctx;

    /* Set key and direction.  CTR, CBC: iv of `iv` bytes starts the stream, which goes
     * on over all calls of crypt.  AEAD and ChaCha20: iv is NULL, begin sets the nonce.
     */
    int (*init)(void *c, const uint8_t *key, const uint8_t *iv, bool seal);

    /* Start one packet.  AES-GCM: 12-byte nonce and the additional data.  ChaCha20:
     * 16 bytes, the counter as 64 bits little-endian and the 8-byte nonce; aad is
     * empty. NULL for CTR and CBC. */
    int (*begin)(void *c, const uint8_t *nonce, struct s2_span aad);

    /* n bytes from in to out, in place or disjoint.  n is a multiple of block, except
     * that ChaCha20 takes any n and continues its stream exactly. */
    int (*crypt)(void *c, uint8_t *out, const uint8_t *in, size_t n);

    /* AEAD only.  Sealing: write the tag.  Opening: tag holds the one received, a wrong
     * one is LIBSSH2_ERROR_DECRYPT; compared in constant time. */
    int (*finish)(void *c, uint8_t *tag);

    void (*wipe)(void *c);
};

struct s2_hash {
    uint16_t prim;
    uint8_t len, block; /* bytes of digest and of block */
    uint16_t ctx;
    int (*init)(void *c); /* also restarts a context in use */
    int (*update)(void *c, const void *p, size_t n);
    int (*final)(void *c, uint8_t *digest); /* init again before further use */
    int (*copy)(void *to,
                const void *from); /* `to` zero or live; for running digests */
    void (*wipe)(void *c);
};

struct s2_mac {
    uint16_t prim; /* of the hash for HMAC, or S2_POLY1305 */
    uint8_t len;
    uint16_t ctx;
    int (*init)(void *c, const uint8_t *key, size_t n);
    int (*update)(void *c, const void *p, size_t n);
    /* Write the MAC.  HMAC is then ready for the next message under the same key;
     * Poly1305 must get a new key by init. */
    int (*final)(void *c, uint8_t *mac);
    void (*wipe)(void *c);
};

/* Elliptic-curve Diffie-Hellman with a fresh key pair. */
struct s2_ecdh {
    uint16_t prim;
    uint8_t pub, secret; /* bytes: X25519 32, 32; P-256 65 (0x04 x y), 32; ... */
    uint16_t ctx;
    int (*make)(void *c, uint8_t *pub);
    /* peer is of `pub` bytes.  A point that is not on the curve is LIBSSH2_ERROR_INVAL.
     * secret is fixed width, big-endian x for the NIST curves.  The caller refuses an
     * all-zero X25519 secret. */
    int (*agree)(void *c, const uint8_t *peer, uint8_t *secret);
    void (*wipe)(void *c);
};

/* Key encapsulation, the side that makes the key pair. */
struct s2_kem {
    uint16_t prim;
    uint16_t pub, ciphertext, secret;
    uint16_t ctx;
    int (*make)(void *c, uint8_t *pub);
    int (*open)(void *c, const uint8_t *ciphertext, uint8_t *secret);
    void (*wipe)(void *c);
};

/* The numbers of a key, big-endian without sign; unused ones are empty.
 * RSA public: n e; private: n e d p q iqmp (q^-1 mod p).  EC: pub = uncompressed
 * point (may be empty if d is given), d.  Ed25519: pub 32 bytes, d = 32-byte seed. */
struct s2_pknum {
    struct s2_span n, e, d, p, q, iqmp;
    struct s2_span pub;
};

struct s2_pk {
    uint16_t prim; /* S2_RSA, S2_P256, S2_P384, S2_P521, S2_ED25519 */

    /* Make a backend's key object from numbers (copied).  INVAL if they make no
     * sense.  `secret` tells which half is there. */
    int (*load_public)(void **key, const struct s2_pknum *num);
    int (*load_secret)(void **key, const struct s2_pknum *num);

    /* Sign msg (hashed here with the given hash; Ed25519 ignores hash).  RSA: PKCS#1
     * v1.5, as long as the modulus.  EC: r then s, each as wide as the field.  Ed25519:
     * 64 bytes.  On entry *n is the room at sig, on return the length. */
    int (*sign)(void *key, enum s2_prim hash, struct s2_span msg, uint8_t *sig,
                size_t *n);

    /* 0 only if sig (same form) is a signature of msg by this key, else
     * PUBLICKEY_UNVERIFIED or another code. */
    int (*verify)(void *key, enum s2_prim hash, struct s2_span msg, struct s2_span sig);

    /* EC and Ed25519: the public point or key of a secret key; *n as in sign.  NULL for
     * RSA. */
    int (*get_public)(void *key, uint8_t *pub, size_t *n);

    void (*free)(void *key); /* NULL allowed */
};

struct s2_backend {
    const char *name; /* "OpenSSL" */
    int engine;       /* libssh2_crypto_engine_t */

    /* Lists end with NULL; a list may be empty. */
    const struct s2_cipher *const *ciphers;
    const struct s2_hash *const *hashes;
    const struct s2_mac *const *macs; /* HMACs may be absent: hmac.c builds them */
    const struct s2_ecdh *const *ecdhs;
    const struct s2_kem *const *kems;
    const struct s2_pk *const *pks;

    /* One-time start of the library; called once, guarded by the caller.  May be NULL.
     */
    int (*start)(void);

    /* n unpredictable bytes from the library's own generator (fork-safe). */
    int (*random)(uint8_t *p, size_t n);

    /* out = base^exp mod m, as wide as mod (mod.n bytes, leading zeros kept).  Constant
     * time in exp.  INVAL if mod is even or zero, as a server's group may be.
     * dh_max_bits: the largest modulus that works. */
    int (*modexp)(uint8_t *out, struct s2_span base, struct s2_span exp,
                  struct s2_span mod);
    unsigned dh_max_bits;
};

/* The backend that configure chose; each be_*.c pair defines it (tests compile several
 * under their own names through S2_BACKEND_NAME). */
extern const struct s2_backend s2_backend;

/* Find a primitive, NULL if the backend lacks it.  s2_find_mac also offers HMACs built
 * from the backend's hashes (hmac.c); the software fallbacks join here too. */
const struct s2_cipher *s2_find_cipher(enum s2_prim prim);
const struct s2_hash *s2_find_hash(enum s2_prim prim);
const struct s2_mac *s2_find_mac(enum s2_prim prim);
const struct s2_ecdh *s2_find_ecdh(enum s2_prim prim);
const struct s2_kem *s2_find_kem(enum s2_prim prim);
const struct s2_pk *s2_find_pk(enum s2_prim prim);

/* Digest of the concatenation of count spans, with context memory of m. */
int s2_digest(struct s2_mem *m, enum s2_prim hash, const struct s2_span *parts,
              size_t count, uint8_t *digest) S2_CHECK;

/* n unpredictable bytes: LIBSSH2_ERROR_RANDGEN if there are none. */
int s2_random(void *p, size_t n) S2_CHECK;

#endif
