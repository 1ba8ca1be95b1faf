/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Deriving and decrypting for key files: PBKDF2 against RFC 6070 and python's hashlib,
 * the MD5 chain of DEK-Info, PKCS#7 padding, wrong tags. */
#include "t.h"

#include <string.h>

#include "base/text.h"
#include "crypto/keydec.h"
#include "crypto/pbkdf2.h"

static struct s2_mem mem(void)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    return m;
}

static const struct {
    enum s2_prim hash;
    const char *pass, *salt;
    uint32_t iterations;
    size_t n;
    const char *hex;
} vectors[] = {
    {S2_SHA1, "password", "salt", 2, 20, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
    {S2_SHA1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
     25, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
    {S2_SHA256, "passwd", "salt", 1, 64,
     "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
     "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
    {S2_SHA384, "correct horse", "01234567", 17, 60,
     "c7b22641e2293232d4d57c4a7ffb081e7bd6a029fec597b885e6622cd3872299"
     "6ca17a1206cf089805c5a53c51130cdc8957e56a6d2683c9cbbeb932"},
    {S2_SHA512, "p", "", 3, 24, "8b04e9d5ccbc90c7527f4a004754af223af4ffc7adf38c65"},
};

T_CASE(pbkdf2_vectors)
{
    struct s2_mem m = mem();
    size_t i;

    for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t out[72];
        char hex[145];

        memset(out, 0xaa, sizeof(out));
        T_EQ(s2_pbkdf2(&m, vectors[i].hash, s2_span_str(vectors[i].pass),
                       s2_span_str(vectors[i].salt), vectors[i].iterations, out,
                       vectors[i].n),
             0);
        T_EQ(out[vectors[i].n], 0xaa);
        s2_hex(hex, out, vectors[i].n);
        T_STR(hex, vectors[i].hex);
    }
}

T_CASE(pbkdf2_bounds)
{
    struct s2_mem m = mem();
    struct s2_span s = s2_span("x", 1);
    uint8_t out[20];

    T_EQ(s2_pbkdf2(&m, S2_SHA1, s, s, 0, out, 20), LIBSSH2_ERROR_INVAL);
    T_EQ(s2_pbkdf2(&m, S2_SHA1, s, s, S2_PBKDF2_MAX + 1, out, 20), LIBSSH2_ERROR_INVAL);
    T_EQ(s2_pbkdf2(&m, S2_RSA, s, s, 1, out, 20), LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
}

/* openssl enc -aes-256-cbc -k secret -S 0001020304050607 -md md5 -P */
T_CASE(md5_chain)
{
    struct s2_mem m = mem();
    uint8_t key[32];
    char hex[65];

    T_EQ(s2_keydec_md5(&m, s2_span_str("secret"), (const uint8_t *)"\0\1\2\3\4\5\6\7",
                       key, 32),
         0);
    s2_hex(hex, key, 32);
    T_STR(hex, "035fb8145b73cf111570dc936112be9c375a5d3d8b915bc213bdbef9dbfb7851");
}

static size_t unpadded(const char *p, size_t n)
{
    return s2_keydec_unpad(s2_span(p, n), 8).n;
}

T_CASE(padding)
{
    T_EQ(unpadded("abcdefg\1", 8), 7);
    T_EQ(unpadded("abcde\3\3\3", 8), 5);
    T_EQ(unpadded("a\7\7\7\7\7\7\7", 8), 1);
    T_EQ(unpadded("12345678\10\10\10\10\10\10\10\10", 16), 8);
    T_EQ(unpadded("abcde\2\3\3", 8), 0);
    T_EQ(unpadded("abcdefg\0", 8), 0);
    T_EQ(unpadded("1234567\11\11\11\11\11\11\11\11\11", 16), 0); /* above a block */
    T_EQ(unpadded("\3\3", 2), 0);
    T_EQ(unpadded("", 0), 0);
}

static int open_gcm(const uint8_t *tag, struct s2_wr *w)
{
    static const uint8_t zeros[32];
    struct s2_mem m = mem();
    const struct s2_cipher *c = s2_find_cipher(S2_AES128_GCM);

    /* Test case 2 of the GCM specification: key, nonce and text all zero. */
    return s2_keydec_open(&m, c, zeros, zeros,
                          s2_span("\x03\x88\xda\xce\x60\xb6\xa3\x92"
                                  "\xf3\x28\xc2\xb9\x71\xb2\xfe\x78",
                                  16),
                          tag, w);
}

T_CASE(a_wrong_tag_is_told)
{
    uint8_t tag[16], out[32];
    struct s2_wr w = s2_wr_fixed(out, sizeof(out));

    memcpy(tag, "\xab\x6e\x47\xd4\x2c\xec\x13\xbd\xf5\x3a\x67\xb2\x12\x57\xbd\xdf", 16);
    T_EQ(open_gcm(tag, &w), 0);
    T_MEM(out, s2_wr_len(&w), "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    tag[15] ^= 0x80;
    T_EQ(open_gcm(tag, &w), LIBSSH2_ERROR_DECRYPT);
    T_EQ(open_gcm(tag, &w), LIBSSH2_ERROR_ALLOC); /* no room */
}

T_CASE(a_wrong_chachapoly_tag_is_told)
{
    static const uint8_t zeros[64];
    struct s2_mem m = mem();
    uint8_t out[32];
    struct s2_wr w = s2_wr_fixed(out, sizeof(out));

    T_EQ(s2_keydec_chachapoly(&m, zeros, s2_span(zeros, 16), zeros, &w),
         LIBSSH2_ERROR_DECRYPT);
}

T_SUITE(keydec) = {
    T_RUN(pbkdf2_vectors),
    T_RUN(pbkdf2_bounds),
    T_RUN(md5_chain),
    T_RUN(padding),
    T_RUN(a_wrong_tag_is_told),
    T_RUN(a_wrong_chachapoly_tag_is_told),
    T_END,
};
