/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See bcrypt_kdf.h.  Both passphrase and salt go through SHA-512 first, so bcrypt's own
 * limit of 72 bytes does not apply; its cost parameter is fixed at 2^6 and the rounds
 * of the outer loop take its place. */
#include "crypto/bcrypt_kdf.h"
#include "crypto/blowfish.h"

#define DIGEST 64 /* of SHA-512 */
#define SUM    32 /* of the hash below */
#define WORDS  (SUM / 4)

/* All that is secret in one piece, to be wiped at once; 4.3 KiB, so not on the stack.
 */
struct bcrypt {
    struct s2_mem *m;
    struct s2_blowfish bf;
    uint8_t pass[DIGEST], salt[DIGEST]; /* digests */
    uint8_t out[SUM], sum[SUM];
};

/* bcrypt's inner hash, of bc->pass and bc->salt into bc->out: schedule the key 64
 * times, then encrypt a fixed text 64 times. */
static void hash(struct bcrypt *bc)
{
    static const char text[] = "OxychromaticBlowfishSwatDynamite";
    struct s2_span pass = s2_span(bc->pass, DIGEST), salt = s2_span(bc->salt, DIGEST);
    struct s2_span none = s2_span(NULL, 0);
    uint32_t w[WORDS];
    unsigned i, k;

    s2_bf_start(&bc->bf);
    s2_bf_expand(&bc->bf, pass, salt);
    for (i = 0; i < 64; i++) {
        s2_bf_expand(&bc->bf, salt, none);
        s2_bf_expand(&bc->bf, pass, none);
    }
    for (k = 0; k < WORDS; k++)
        w[k] = s2_get_u32((const uint8_t *)text + 4 * k);
    for (i = 0; i < 64; i++)
        for (k = 0; k < WORDS; k += 2)
            s2_bf_encrypt(&bc->bf, &w[k], &w[k + 1]);
    /* Each word comes out with its lowest byte first. */
    for (k = 0; k < SUM; k++)
        bc->out[k] = (uint8_t)(w[k / 4] >> 8 * (k % 4));
    s2_wipe(w, sizeof(w));
}

/* One block as in PBKDF2 (RFC 8018 section 5.2) into bc->sum: the first round hashes
 * salt and block number, each later one the output before it. */
static int block(struct bcrypt *bc, struct s2_span salt, uint32_t number,
                 uint32_t rounds)
{
    struct s2_span parts[2];
    uint8_t count[4];
    uint32_t i;
    unsigned k;
    int rc;

    s2_put_u32(count, number);
    parts[0] = salt;
    parts[1] = s2_span(count, sizeof(count));
    rc = s2_digest(bc->m, S2_SHA512, parts, 2, bc->salt);
    memset(bc->sum, 0, SUM);
    for (i = 0; i < rounds && !rc; i++) {
        hash(bc);
        for (k = 0; k < SUM; k++)
            bc->sum[k] = (uint8_t)(bc->sum[k] ^ bc->out[k]);
        parts[0] = s2_span(bc->out, SUM);
        if (i + 1 < rounds)
            rc = s2_digest(bc->m, S2_SHA512, parts, 1, bc->salt);
    }
    return rc;
}

int s2_bcrypt_kdf(struct s2_mem *m, struct s2_span passphrase, struct s2_span salt,
                  uint32_t rounds, uint8_t *out, size_t n)
{
    /* The bytes of the blocks are spread over the output, block k giving those at k,
     * k + blocks, ..., so that no part of the key comes cheaper than the rest. */
    uint32_t blocks = (uint32_t)((n + SUM - 1) / SUM), k;
    struct bcrypt *bc;
    size_t i;
    int rc;

    if (n == 0 || n > S2_BCRYPT_OUT_MAX || rounds == 0 ||
        rounds > S2_BCRYPT_ROUNDS_MAX || !passphrase.n || !salt.n)
        return LIBSSH2_ERROR_INVAL;
    bc = s2_zalloc(m, sizeof(*bc));
    if (!bc)
        return LIBSSH2_ERROR_ALLOC;
    bc->m = m;
    rc = s2_digest(m, S2_SHA512, &passphrase, 1, bc->pass);
    for (k = 0; k < blocks && !rc; k++) {
        rc = block(bc, salt, k + 1, rounds);
        for (i = 0; i < SUM && k + i * blocks < n; i++)
            out[k + i * blocks] = bc->sum[i];
    }
    s2_wipe_free(m, bc, sizeof(*bc));
    return rc;
}
