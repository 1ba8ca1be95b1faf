/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* OpenSSL 1.1.1 and later: ciphers, hashes, MACs.  Algorithms are fetched when a
 * context is set up, never per packet; the EVP objects live as long as the context and
 * only get new nonces.  OpenSSL 1.1.1 has no EVP_MAC: there hmac.c makes the HMACs, and
 * Poly1305 goes through a key object.
 *
 * OpenSSL keeps a queue of errors per thread that the application sees too, so every
 * failure here empties it. */
#include "crypto/be_openssl.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#if S2_OSSL_V3
#include <openssl/core_names.h>
#include <openssl/params.h>
#endif

/* Every failure of OpenSSL ends here: the code is chosen by us, and what
 * OpenSSL has queued is gone before the application could take it for its own. */
int s2_ossl_failed(int code)
{
    ERR_clear_error();
    return code;
}

/* --- ciphers ------------------------------------------------------------------ */

/* The key schedule lives in the EVP context for as long as a key is in use. */
struct cipher {
    EVP_CIPHER_CTX *evp;
    bool seal;
};

/* Set type, key, iv (may be NULL) and direction. */
static int set_cipher(struct cipher *c, const char *name, const uint8_t *key,
                      const uint8_t *iv)
{
    int ok;
#if S2_OSSL_V3
    EVP_CIPHER *type = EVP_CIPHER_fetch(NULL, name, NULL);
#else
    const EVP_CIPHER *type = EVP_get_cipherbyname(name);
#endif

    ok = type && EVP_CipherInit_ex(c->evp, type, NULL, key, iv, c->seal) &&
         EVP_CIPHER_CTX_set_padding(c->evp, 0);
#if S2_OSSL_V3
    EVP_CIPHER_free(type);
#endif
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_ENCRYPT);
}

/* s2_cipher.init of all: the EVP context is made for the first key and kept for later
 * ones. */
static int cipher_init(void *ctx, const char *name, const uint8_t *key,
                       const uint8_t *iv, bool seal)
{
    struct cipher *c = (struct cipher *)ctx;

    if (!c->evp)
        c->evp = EVP_CIPHER_CTX_new();
    if (!c->evp)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    c->seal = seal;
    return set_cipher(c, name, key, iv);
}

/* OpenSSL's one "it failed" as the code that fits the direction. */
static int cipher_code(const struct cipher *c)
{
    return c->seal ? LIBSSH2_ERROR_ENCRYPT : LIBSSH2_ERROR_DECRYPT;
}

/* s2_cipher.crypt of all, in whole blocks except for the stream-like modes. Encrypts
 * and decrypts alike: the direction was set with the key. */
static int cipher_crypt(void *ctx, uint8_t *out, const uint8_t *in, size_t n)
{
    struct cipher *c = (struct cipher *)ctx;
    int written = 0;

    if (n == 0)
        return 0;
    /* With whole blocks nothing is ever held back, so all n bytes must come out. */
    if (n > INT_MAX || !EVP_CipherUpdate(c->evp, out, &written, in, (int)n) ||
        written != (int)n)
        return s2_ossl_failed(cipher_code(c));
    return 0;
}

/* s2_cipher.begin of GCM and ChaCha20. */
static int cipher_begin(void *ctx, const uint8_t *nonce, struct s2_span aad)
{
    struct cipher *c = (struct cipher *)ctx;
    int written;

    /* No type and no key: both stay, only the nonce is new.  -1 keeps the direction. */
    if (!EVP_CipherInit_ex(c->evp, NULL, NULL, NULL, nonce, -1))
        return s2_ossl_failed(cipher_code(c));
    if (aad.n == 0)
        return 0;
    if (aad.n > INT_MAX || !EVP_CipherUpdate(c->evp, NULL, &written, aad.p, (int)aad.n))
        return s2_ossl_failed(cipher_code(c));
    return 0;
}

/* EVP_CipherFinal_ex has no bytes left to write for GCM; it makes the tag, or compares
 * it in constant time. */
static int gcm_finish(void *ctx, uint8_t *tag)
{
    struct cipher *c = (struct cipher *)ctx;
    uint8_t none[16];
    int written;

    if (!c->seal && !EVP_CIPHER_CTX_ctrl(c->evp, EVP_CTRL_AEAD_SET_TAG, 16, tag))
        return s2_ossl_failed(LIBSSH2_ERROR_DECRYPT);
    if (!EVP_CipherFinal_ex(c->evp, none, &written))
        return s2_ossl_failed(cipher_code(c));
    if (c->seal && !EVP_CIPHER_CTX_ctrl(c->evp, EVP_CTRL_AEAD_GET_TAG, 16, tag))
        return s2_ossl_failed(LIBSSH2_ERROR_ENCRYPT);
    return 0;
}

/* EVP_CIPHER_CTX_free wipes the key schedule; it takes NULL for a context that was
 * never set up. */
static void cipher_wipe(void *ctx)
{
    struct cipher *c = (struct cipher *)ctx;

    EVP_CIPHER_CTX_free(c->evp);
    s2_wipe(c, sizeof(*c));
}

/* A descriptor carries no data for its functions, so each cipher has its own init. */
#define CIPHER(id, prim, name, key, iv, block, tag, begin, finish)                     \
    static int id##_init(void *c, const uint8_t *k, const uint8_t *v, bool seal)       \
    {                                                                                  \
        return cipher_init(c, name, k, v, seal);                                       \
    }                                                                                  \
    static const struct s2_cipher id = {                                               \
        prim,      key,   iv,           block,  tag,         sizeof(struct cipher),    \
        id##_init, begin, cipher_crypt, finish, cipher_wipe,                           \
    };

/* The tag stands behind the block size; the last two are begin and finish. */
CIPHER(aes128_ctr, S2_AES128_CTR, "AES-128-CTR", 16, 16, 16, 0, NULL, NULL)
CIPHER(aes192_ctr, S2_AES192_CTR, "AES-192-CTR", 24, 16, 16, 0, NULL, NULL)
CIPHER(aes256_ctr, S2_AES256_CTR, "AES-256-CTR", 32, 16, 16, 0, NULL, NULL)
CIPHER(aes128_cbc, S2_AES128_CBC, "AES-128-CBC", 16, 16, 16, 0, NULL, NULL)
CIPHER(aes192_cbc, S2_AES192_CBC, "AES-192-CBC", 24, 16, 16, 0, NULL, NULL)
CIPHER(aes256_cbc, S2_AES256_CBC, "AES-256-CBC", 32, 16, 16, 0, NULL, NULL)
CIPHER(aes128_gcm, S2_AES128_GCM, "AES-128-GCM", 16, 12, 16, 16, cipher_begin,
       gcm_finish)
CIPHER(aes256_gcm, S2_AES256_GCM, "AES-256-GCM", 32, 12, 16, 16, cipher_begin,
       gcm_finish)
CIPHER(chacha20, S2_CHACHA20, "ChaCha20", 32, 16, 64, 0, cipher_begin, NULL)
CIPHER(des3_cbc, S2_DES3_CBC, "DES-EDE3-CBC", 24, 8, 8, 0, NULL, NULL)

const struct s2_cipher *const s2_ossl_ciphers[] = {
    &aes128_ctr, &aes192_ctr, &aes256_ctr, &aes128_cbc, &aes192_cbc, &aes256_cbc,
    &aes128_gcm, &aes256_gcm, &chacha20,   &des3_cbc,   NULL,
};

/* --- hashes ------------------------------------------------------------------- */

/* A running digest. */
struct hash {
    EVP_MD_CTX *evp;
    unsigned started; /* the type is set: only a restart is needed */
};

/* Set the type and start. */
static int set_hash(struct hash *c, const char *name)
{
    int ok;
#if S2_OSSL_V3
    EVP_MD *type = EVP_MD_fetch(NULL, name, NULL);
#else
    const EVP_MD *type = EVP_get_digestbyname(name);
#endif

    ok = type && EVP_DigestInit_ex(c->evp, type, NULL);
#if S2_OSSL_V3
    EVP_MD_free(type);
#endif
    c->started = ok != 0;
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_HASH_INIT);
}

/* s2_hash.init of all: after the first time a restart without looking up the type. */
static int hash_init(void *ctx, const char *name)
{
    struct hash *c = (struct hash *)ctx;

    if (!c->evp)
        c->evp = EVP_MD_CTX_new();
    if (!c->evp)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    if (!c->started)
        return set_hash(c, name);
    return EVP_DigestInit_ex(c->evp, NULL, NULL)
               ? 0
               : s2_ossl_failed(LIBSSH2_ERROR_HASH_INIT);
}

/* May be called as often as wanted; OpenSSL buffers what is no whole block. */
static int hash_update(void *ctx, const void *p, size_t n)
{
    struct hash *c = (struct hash *)ctx;
    return EVP_DigestUpdate(c->evp, p, n) ? 0 : s2_ossl_failed(LIBSSH2_ERROR_HASH_CALC);
}

/* The context is spent with this: OpenSSL wants an init before the next update. */
static int hash_final(void *ctx, uint8_t *digest)
{
    struct hash *c = (struct hash *)ctx;
    return EVP_DigestFinal_ex(c->evp, digest, NULL)
               ? 0
               : s2_ossl_failed(LIBSSH2_ERROR_HASH_CALC);
}

/* So that one beginning is hashed once and ended in several ways. */
static int hash_copy(void *to, const void *from)
{
    struct hash *t = (struct hash *)to;
    const struct hash *f = (const struct hash *)from;

    if (!t->evp)
        t->evp = EVP_MD_CTX_new();
    if (!t->evp)
        return s2_ossl_failed(LIBSSH2_ERROR_ALLOC);
    /* The type comes along with the state. */
    t->started = f->started;
    return EVP_MD_CTX_copy_ex(t->evp, f->evp) ? 0
                                              : s2_ossl_failed(LIBSSH2_ERROR_HASH_CALC);
}

/* OpenSSL wipes the state, which may hold bytes of a secret. */
static void hash_wipe(void *ctx)
{
    struct hash *c = (struct hash *)ctx;

    EVP_MD_CTX_free(c->evp);
    s2_wipe(c, sizeof(*c));
}

/* One init for each hash, as a descriptor carries no data for its functions. */
#define HASH(id, prim, name, len, block)                                               \
    static int id##_init(void *c)                                                      \
    {                                                                                  \
        return hash_init(c, name);                                                     \
    }                                                                                  \
    static const struct s2_hash id = {                                                 \
        prim,        len,        block,     sizeof(struct hash), id##_init,            \
        hash_update, hash_final, hash_copy, hash_wipe,                                 \
    };

/* MD5 is for fingerprints and old key files.  A FIPS build of OpenSSL refuses it: then
 * init fails, and those alone are missing. */
HASH(md5, S2_MD5, "MD5", 16, 64)
HASH(sha1, S2_SHA1, "SHA1", 20, 64)
HASH(sha256, S2_SHA256, "SHA256", 32, 64)
HASH(sha384, S2_SHA384, "SHA384", 48, 128)
HASH(sha512, S2_SHA512, "SHA512", 64, 128)

const struct s2_hash *const s2_ossl_hashes[] = {
    &md5, &sha1, &sha256, &sha384, &sha512, NULL,
};

/* --- MACs --------------------------------------------------------------------- */

#if S2_OSSL_V3

/* A running MAC, with its key. */
struct mac {
    EVP_MAC_CTX *evp;
};

/* s2_mac.init of all.  OpenSSL takes a new key on a live context too, which is what
 * Poly1305 does for each packet. */
static int mac_init(void *ctx, const char *name, const char *digest, const uint8_t *key,
                    size_t n)
{
    struct mac *c = (struct mac *)ctx;
    OSSL_PARAM params[2], *p = params;
    EVP_MAC *type;
    char text[8] = {0};

    if (!c->evp) {
        type = EVP_MAC_fetch(NULL, name, NULL);
        c->evp = type ? EVP_MAC_CTX_new(type) : NULL;
        EVP_MAC_free(type);
    }
    if (!c->evp)
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    if (digest) {
        /* The parameter wants a buffer that may be written, though it is not. */
        memcpy(text, digest, strlen(digest));
        *p++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, text, 0);
    }
    *p = OSSL_PARAM_construct_end();
    /* No key at all would mean "keep the key": an empty one needs an address. */
    if (!EVP_MAC_init(c->evp, n ? key : (const uint8_t *)"", n, params))
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return 0;
}

/* May be called as often as wanted, for the parts of a packet. */
static int mac_update(void *ctx, const void *p, size_t n)
{
    struct mac *c = (struct mac *)ctx;

    if (!EVP_MAC_update(c->evp, (const unsigned char *)p, n))
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return 0;
}

/* A one-time key is used up with this. */
static int poly_final(void *ctx, uint8_t *mac)
{
    struct mac *c = (struct mac *)ctx;
    size_t n;

    if (!EVP_MAC_final(c->evp, mac, &n, S2_TAG_MAX))
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return 0;
}

/* Without a key the HMAC starts anew under the one it has. */
static int hmac_final(void *ctx, uint8_t *mac)
{
    struct mac *c = (struct mac *)ctx;
    int rc = poly_final(ctx, mac);

    if (!rc && !EVP_MAC_init(c->evp, NULL, 0, NULL))
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return rc;
}

/* EVP_MAC_CTX_free wipes the key and takes NULL. */
static void mac_wipe(void *ctx)
{
    struct mac *c = (struct mac *)ctx;

    EVP_MAC_CTX_free(c->evp);
    s2_wipe(c, sizeof(*c));
}

/* As with ciphers: one init for each MAC. digest is NULL where the MAC has none. */
#define MAC(id, prim, name, digest, len, final)                                        \
    static int id##_init(void *c, const uint8_t *key, size_t n)                        \
    {                                                                                  \
        return mac_init(c, name, digest, key, n);                                      \
    }                                                                                  \
    static const struct s2_mac id = {                                                  \
        prim, len, sizeof(struct mac), id##_init, mac_update, final, mac_wipe,         \
    };

MAC(hmac_md5, S2_MD5, "HMAC", "MD5", 16, hmac_final)
MAC(hmac_sha1, S2_SHA1, "HMAC", "SHA1", 20, hmac_final)
MAC(hmac_sha256, S2_SHA256, "HMAC", "SHA256", 32, hmac_final)
MAC(hmac_sha384, S2_SHA384, "HMAC", "SHA384", 48, hmac_final)
MAC(hmac_sha512, S2_SHA512, "HMAC", "SHA512", 64, hmac_final)
MAC(poly1305, S2_POLY1305, "POLY1305", NULL, 16, poly_final)

const struct s2_mac *const s2_ossl_macs[] = {
    &hmac_md5, &hmac_sha1, &hmac_sha256, &hmac_sha384, &hmac_sha512, &poly1305, NULL,
};

#else /* OpenSSL 1.1.1 */

struct mac {
    EVP_MD_CTX *evp;
};

/* The key object is needed until the MAC has copied the key, so it goes at once. */
static int poly_init(void *ctx, const uint8_t *key, size_t n)
{
    struct mac *c = (struct mac *)ctx;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_POLY1305, NULL, key, n);
    int ok;

    if (!c->evp)
        c->evp = EVP_MD_CTX_new();
    else
        EVP_MD_CTX_reset(c->evp);
    ok = pkey && c->evp && EVP_DigestSignInit(c->evp, NULL, NULL, NULL, pkey) > 0;
    EVP_PKEY_free(pkey);
    return ok ? 0 : s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
}

/* A MAC is a "signature" with this kind of key object, in the words of OpenSSL
 * 1.1.1. */
static int poly_update(void *ctx, const void *p, size_t n)
{
    struct mac *c = (struct mac *)ctx;

    if (EVP_DigestSignUpdate(c->evp, p, n) <= 0)
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return 0;
}

static int poly_final(void *ctx, uint8_t *mac)
{
    struct mac *c = (struct mac *)ctx;
    size_t n = 16;

    if (EVP_DigestSignFinal(c->evp, mac, &n) <= 0)
        return s2_ossl_failed(LIBSSH2_ERROR_MAC_FAILURE);
    return 0;
}

/* Freeing the context wipes the copy of the key in it. */
static void poly_wipe(void *ctx)
{
    struct mac *c = (struct mac *)ctx;

    EVP_MD_CTX_free(c->evp);
    s2_wipe(c, sizeof(*c));
}

/* The only MAC of this version: the HMACs come from hmac.c over the hashes above. */
static const struct s2_mac poly1305 = {
    S2_POLY1305, 16, sizeof(struct mac), poly_init, poly_update, poly_final, poly_wipe,
};

const struct s2_mac *const s2_ossl_macs[] = {&poly1305, NULL};

#endif
