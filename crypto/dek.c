/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See dek.h.  The header is "Proc-Type: 4,ENCRYPTED" and "DEK-Info: CIPHER,IV in hex".
 * Nothing tells a wrong passphrase but the padding and the shape of what comes out. */
#include "crypto/dek.h"
#include "base/rd.h"
#include "base/text.h"
#include "crypto/asn1.h"
#include "crypto/keydec.h"

/* The names that openssl writes; single DES and RC2 are not read. */
static const struct {
    const char *name;
    uint16_t prim;
} dek_ciphers[] = {
    {"AES-128-CBC", S2_AES128_CBC},
    {"AES-192-CBC", S2_AES192_CBC},
    {"AES-256-CBC", S2_AES256_CBC},
    {"DES-EDE3-CBC", S2_DES3_CBC},
};

/* n bytes from exactly 2n hex digits. */
static bool read_hex(struct s2_span hex, uint8_t *out, size_t n)
{
    size_t i;

    if (hex.n != 2 * n)
        return false;
    for (i = 0; i < n; i++) {
        int high = s2_hex_digit(hex.p[2 * i]), low = s2_hex_digit(hex.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "NAME,IV" to cipher and iv. */
static int read_info(struct s2_err *e, struct s2_span dek, const struct s2_cipher **c,
                     uint8_t *iv)
{
    struct s2_span name = s2_span(NULL, 0), hex = s2_span(NULL, 0);
    size_t i;

    (void)s2_names_next(&dek, &name);
    (void)s2_names_next(&dek, &hex);
    *c = NULL;
    for (i = 0; i < S2_COUNT(dek_ciphers); i++)
        if (s2_span_is(name, dek_ciphers[i].name))
            *c = s2_find_cipher((enum s2_prim)dek_ciphers[i].prim);
    if (!*c)
        return s2_fail(e, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "PEM: cipher %.*s of DEK-Info is not supported",
                       (int)s2_min(name.n, 40), (const char *)name.p);
    if (!read_hex(hex, iv, (*c)->iv))
        return s2_fail(e, LIBSSH2_ERROR_FILE, "PEM: the IV in DEK-Info is damaged");
    return 0;
}

int s2_dek_open(struct s2_mem *m, struct s2_err *e, struct s2_span dek,
                struct s2_span body, struct s2_span passphrase, struct s2_wr *buf,
                struct s2_span *plain)
{
    uint8_t iv[S2_IV_MAX], key[S2_KEY_MAX];
    const struct s2_cipher *c;
    int rc = read_info(e, dek, &c, iv);

    if (rc)
        return rc;
    if (body.n % c->block)
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       "PEM: the encrypted part is not whole blocks");
    if (passphrase.n == 0)
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
                       "PEM: encrypted, and no passphrase was given");
    /* The salt is the first half of an AES IV, all of a DES one. */
    rc = s2_keydec_md5(m, passphrase, iv, key, c->key);
    if (!rc)
        rc = s2_keydec_open(m, c, key, iv, body, NULL, buf);
    s2_wipe(key, sizeof(key));
    if (rc)
        return s2_fail(e, rc, "PEM: decryption failed: %s", s2_err_name(rc));
    /* What was decrypted wrongly still passes for padding once in 256 times, so the
     * shape is asked too. */
    *plain = s2_keydec_unpad(s2_wr_span(buf), c->block);
    if (!s2_der_is_key(*plain))
        return s2_fail(e, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED, "PEM: wrong passphrase");
    return 0;
}
