/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What the parts of the OpenSSL backend know of each other.  Nobody else includes this:
 * the rest of the library sees s2_backend. */
#ifndef S2_CRYPTO_BE_OPENSSL_H
#define S2_CRYPTO_BE_OPENSSL_H

#include "crypto/crypto.h"

#include <openssl/evp.h>
#include <openssl/opensslv.h>

/* True from OpenSSL 3.0 on: algorithms are fetched, keys are made of parameters, and
 * the ways of 1.1.1 are deprecated. */
#define S2_OSSL_V3 (OPENSSL_VERSION_NUMBER >= 0x30000000L)

/* Lists that end with NULL, for the backend's descriptor in be_openssl_dh.c. */
extern const struct s2_cipher *const s2_ossl_ciphers[]; /* be_openssl_sym.c */
extern const struct s2_hash *const s2_ossl_hashes[];
extern const struct s2_mac *const s2_ossl_macs[];
extern const struct s2_pk *const s2_ossl_pks[]; /* be_openssl_pk.c */

/* --- keys (be_openssl_key.c) --- */

#define S2_OSSL_ED 32 /* bytes of either half of an Ed25519 key */

struct s2_ossl_curve {
    int nid;
    const char *name;
    uint8_t width; /* bytes of a coordinate, of r and of s */
};

/* What `void *key` is for OpenSSL. */
struct s2_ossl_key {
    EVP_PKEY *pkey;
    const struct s2_ossl_curve *curve; /* NULL but for EC */
    uint8_t pub[S2_POINT_MAX];         /* point or Ed25519 key */
    size_t npub;
};

/* load_public and load_secret of struct s2_pk; EC keys need to be told the curve. */
int s2_ossl_rsa_public(void **key, const struct s2_pknum *num);
int s2_ossl_rsa_secret(void **key, const struct s2_pknum *num);
int s2_ossl_ec_public(const struct s2_ossl_curve *curve, void **key,
                      struct s2_span pub);
int s2_ossl_ec_secret(const struct s2_ossl_curve *curve, void **key,
                      const struct s2_pknum *num);
int s2_ossl_ed_public(void **key, const struct s2_pknum *num);
int s2_ossl_ed_secret(void **key, const struct s2_pknum *num);

/* get_public and free of struct s2_pk. */
int s2_ossl_get_public(void *key, uint8_t *pub, size_t *n);
void s2_ossl_key_free(void *key);

/* --- errors (be_openssl_sym.c) --- */

/* Empty OpenSSL's queue of errors, which the application sees too, and return code. */
int s2_ossl_failed(int code);

#endif
