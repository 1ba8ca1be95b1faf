/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See keydec.h.  Each function makes its context, uses it once and wipes it: key files
 * are read seldom, so nothing is kept. */
#include "crypto/keydec.h"
#include "base/text.h"
#include "crypto/chachapoly.h"

/* All of one stream through a context that is ready. */
static int run(const struct s2_cipher *c, void *ctx, const uint8_t *key,
               const uint8_t *iv, struct s2_span in, const uint8_t *tag, uint8_t *out)
{
    uint8_t want[S2_TAG_MAX];
    bool aead = c->tag > 0;
    int rc = c->init(ctx, key, aead ? NULL : iv, false);

    if (!rc && aead)
        rc = c->begin(ctx, iv, s2_span(NULL, 0));
    if (!rc)
        rc = c->crypt(ctx, out, in.p, in.n);
    if (!rc && aead) {
        memcpy(want, tag, c->tag);
        rc = c->finish(ctx, want);
    }
    return rc;
}

/* In and out may not overlap: what comes out is wiped by the caller. */
int s2_keydec_open(struct s2_mem *m, const struct s2_cipher *c, const uint8_t *key,
                   const uint8_t *iv, struct s2_span in, const uint8_t *tag,
                   struct s2_wr *out)
{
    uint8_t *to = s2_wr_space(out, in.n);
    void *ctx = s2_zalloc(m, c->ctx);
    int rc = LIBSSH2_ERROR_ALLOC;

    if (to && ctx)
        rc = run(c, ctx, key, iv, in, tag, to);
    if (ctx)
        c->wipe(ctx);
    s2_free(m, ctx);
    return rc;
}

/* The tag is compared before anything is decrypted (the header of chachapoly.h). */
int s2_keydec_chachapoly(struct s2_mem *m, const uint8_t *key, struct s2_span in,
                         const uint8_t *tag, struct s2_wr *out)
{
    uint8_t *to = s2_wr_space(out, in.n), want[S2_CP_TAG];
    size_t size = s2_cp_ctx();
    void *ctx;
    int rc = LIBSSH2_ERROR_ALLOC;

    if (size == 0)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    ctx = s2_zalloc(m, size);
    if (!to || !ctx)
        goto out;
    rc = s2_cp_init(ctx, key);
    if (!rc)
        rc = s2_cp_start(ctx, 0);
    if (!rc)
        rc = s2_cp_tag(ctx, in.p, in.n, want);
    if (!rc && !s2_ct_equal(want, tag, S2_CP_TAG))
        rc = LIBSSH2_ERROR_DECRYPT;
    if (!rc)
        rc = s2_cp_crypt(ctx, to, in.p, in.n);
out:
    if (ctx)
        s2_cp_wipe(ctx);
    s2_free(m, ctx);
    return rc;
}

/* Time depends on the padding.  That matters where an attacker can ask again and again;
 * here the owner reads an own file. */
struct s2_span s2_keydec_unpad(struct s2_span plain, size_t block)
{
    size_t pad = plain.n ? plain.p[plain.n - 1] : 0, i;

    if (pad == 0 || pad > block || pad > plain.n)
        return s2_span(NULL, 0);
    for (i = 1; i <= pad; i++)
        if (plain.p[plain.n - i] != pad)
            return s2_span(NULL, 0);
    return s2_span(plain.p, plain.n - pad);
}

int s2_keydec_md5(struct s2_mem *m, struct s2_span passphrase, const uint8_t *salt,
                  uint8_t *key, size_t n)
{
    uint8_t digest[S2_HASH_MAX];
    struct s2_span parts[3];
    size_t done = 0;
    int rc = 0;

    if (!s2_find_hash(S2_MD5))
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    /* D1 = MD5(pass, salt), D2 = MD5(D1, pass, salt), ...; the key is D1 D2 ... */
    parts[0] = s2_span(NULL, 0);
    parts[1] = passphrase;
    parts[2] = s2_span(salt, 8);
    while (done < n && !rc) {
        size_t some = s2_min(16, n - done);

        rc = s2_digest(m, S2_MD5, parts, 3, digest);
        if (!rc)
            memcpy(key + done, digest, some);
        done += some;
        parts[0] = s2_span(digest, 16);
    }
    s2_wipe(digest, sizeof(digest));
    return rc;
}
