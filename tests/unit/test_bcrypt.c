/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* bcrypt_pbkdf against vectors that python3-bcrypt 3.2.2 gave (bcrypt.kdf). */
#include "t.h"

#include <string.h>

#include "base/text.h"
#include "crypto/bcrypt_kdf.h"

static const struct {
    const char *pass;
    size_t pass_len;
    const char *salt;
    size_t salt_len;
    uint32_t rounds;
    size_t n;
    const char *hex; /* of the first bytes at least */
} vectors[] = {
    {"password", 8, "salt", 4, 4, 32,
     "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"},
    {"p", 1, "ssssssssssssssss", 16, 2, 48,
     "522bfe68fe1f3ccfe94b0a2a2c03ebbdc2c862e17a37f5a5de5c427d4db6f994"
     "98c608898c02e8abfec221393f25734f"},
    {"correct horse", 13, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16, 3, 33,
     "9af5afd99f9ddea404e9410ab1d184a139176a15920c741cd16ae73b8af2ce82"
     "1c"},
    {"\0binary\xff", 8, "\0", 1, 1, 65,
     "9c8600c795acc9b333cb9cfe3efca7431e71142316ec524df6c90a494f6a1d2b"
     "c4347698203e3539b2867d28004898b0fd00d7499ffe16299c5bcc2a1a32ed9b"
     "b3"},
    {"long output", 11, "NaCl", 4, 2, 300,
     "af3e27a80d6ef6f754454c05e02288f15434c51854ed55bc550da160b2e529e5"
     "a00a7fbe911478efaf01a034bffa115e440b2856251f8932699936db0504dc9e"},
};

static struct s2_mem mem(void)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    return m;
}

T_CASE(vectors_of_another)
{
    struct s2_mem m = mem();
    size_t i;

    for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t out[304];
        char hex[2 * 304 + 1];

        memset(out, 0xaa, sizeof(out));
        T_EQ(s2_bcrypt_kdf(&m, s2_span(vectors[i].pass, vectors[i].pass_len),
                           s2_span(vectors[i].salt, vectors[i].salt_len),
                           vectors[i].rounds, out, vectors[i].n),
             0);
        T_EQ(out[vectors[i].n], 0xaa); /* not a byte more */
        s2_hex(hex, out, vectors[i].n);
        hex[strlen(vectors[i].hex)] = 0;
        T_STR(hex, vectors[i].hex);
    }
}

T_CASE(bounds)
{
    const int bad = LIBSSH2_ERROR_INVAL;
    struct s2_mem m = mem();
    struct s2_span p = s2_span("pass", 4), s = s2_span("salt", 4),
                   none = s2_span(NULL, 0);
    uint8_t out[S2_BCRYPT_OUT_MAX + 1];

    T_EQ(s2_bcrypt_kdf(&m, p, s, 1, out, 1), 0);
    T_EQ(s2_bcrypt_kdf(&m, none, s, 1, out, 1), bad);
    T_EQ(s2_bcrypt_kdf(&m, p, none, 1, out, 1), bad);
    T_EQ(s2_bcrypt_kdf(&m, p, s, 0, out, 1), bad);
    T_EQ(s2_bcrypt_kdf(&m, p, s, S2_BCRYPT_ROUNDS_MAX + 1, out, 1), bad);
    T_EQ(s2_bcrypt_kdf(&m, p, s, 1, out, 0), bad);
    T_EQ(s2_bcrypt_kdf(&m, p, s, 1, out, sizeof(out)), bad);
}

T_SUITE(bcrypt) = {
    T_RUN(vectors_of_another),
    T_RUN(bounds),
    T_END,
};
