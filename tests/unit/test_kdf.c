/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key derivation, RFC 4253 section 7.2.  The values were computed by another program
 * straight from the formula: secret = mpint 00 80 81 .. 9f, exchange hash =
 * HASH("exchange"), session id = HASH("session"). */
#include "crypto/alg.h"
#include "unit/vec.h"

static const struct {
    enum s2_prim hash;
    char letter;
    size_t n;
    const char *key;
} keys[] = {
    {S2_SHA1, 'A', 12, "4d918bbafba4bd643a8859db"},
    {S2_SHA1, 'C', 20, "2ad7695a7e9e6c06da9356f28174aa58ee9d0ca1"},
    {S2_SHA1, 'D', 64,
     "0b3f8fc9c98ba9d793855a21df37bb111f36fc86e4878a0cde4edb1ed84eb2bfd48963b9"
     "91b152f58491b0209bab9181e11fc9a4874ad62817f9dbb22989c252"},
    {S2_SHA1, 'F', 150,
     "73a03f65c56ca06ca25d6b550167b287651ddbc43bee58d34efdef046445d2f3ef2149b5"
     "6f05399cc5ea056cf6641ad8bb25b67cd1f3472954e2fbc9cfab252f946553dfa4fddaba"
     "737976d9ff552d24e394de7af337cf8745f4a57b3e73a0c5a7ff4b2524a9295d8a763792"
     "42138c4e1525c5e13f11025cea051b7657c7e70af2c56a6b8e0aa1969f2fe0805ff608de"
     "97494062667f"},
    {S2_SHA256, 'A', 12, "2186993ee6ce9e94793434f7"},
    {S2_SHA256, 'C', 32,
     "83238e43a3a93480f014f0076a889f2cabaff6d7109fc9f187dc4bef79a7930a"},
    {S2_SHA256, 'D', 64,
     "2d17f1828264e6ecd68292eb12f7f4eb765e1d08f7a606f0d66471751efcc6d38ad6fc40"
     "69c56fb9dbdbbdf74ba4463c940665e0d37b6e0b0bae98df558fd880"},
    {S2_SHA256, 'F', 150,
     "0b243c8a07d43e0a26c1e0f182f77be647f6630910e340722f031b6746d7c414e05f0539"
     "cb3a0a6841df28a1f45b1512029416527a3c159105c092ce4a9b522c4c421c4442196374"
     "ffaddc243d52006a967cefa2128377ed327e22d45113a4ee29d9815a1ca64cd7286a9d06"
     "0f1a021e995159b90096e573d58b748c72c7749747d7d41097d239721d4188105b1afc61"
     "45e851863056"},
    {S2_SHA384, 'A', 12, "5187524215e56342c12fc733"},
    {S2_SHA384, 'C', 48,
     "8644a8bb2c99ad5996cf9f64b918f06378a06f0fe96020c664a90175e01c8e19825707ac"
     "a3ac76f6e04ca15ca84efb84"},
    {S2_SHA384, 'D', 64,
     "abe78023860baec8ef653dcb37761d7107f61ec200e00a13940117e6df4affb3bea52704"
     "9c349d7d4fb88949fe18b685c920d912a50b1da709f9e48a09b5850d"},
    {S2_SHA384, 'F', 150,
     "ecd9aecbeef78ac17962021cce2fd51766039c9243cebe59c3c62c92ee53a6267d873712"
     "628f44d6c7e7e579ab7084e0964be959b7170d8373734bb885c6a36b55656b37b432eb3b"
     "0cfd729fe39c78be4c86979284dfc4bc4f89a1775380056114ea58d7d5c215691776b2a8"
     "58348d65460c061ca556cc818bd5026f7c35a0f0703b1566d2d80f01eafc9f0b926a4073"
     "db3c9b8fa3ec"},
    {S2_SHA512, 'A', 12, "0697390e24a93ba8d8a8eb25"},
    {S2_SHA512, 'C', 64,
     "ceb3c66608599df4655c0f5291809d995ec738e47ce99370f48b7fb6a1dfda9981ad904e"
     "369f2206e9da8827cf9bacac42f610fdb6de5ec1aa115719f17d873d"},
    {S2_SHA512, 'D', 64,
     "42b8742404e1ac962e82a774a4adcbd3f10fe9e7284e5cd6fd85f8b4a2e5e5fa4308dce4"
     "653636e112ba68f4b37ebfed8bcfce4e63e8f71415fd86d0b34d8b57"},
    {S2_SHA512, 'F', 150,
     "c59ccb7d27d86da1ce4dc0d6c8609794b777fe56ab309078dfba3fcbe9ce8fa828483102"
     "14f31e95abbed41920bd221eb97d35fcf44964149408f4720b6cfd02acce737faa727fb4"
     "8d771601173f6589995a03d218252482aa462ed95e437a04e4f443fb9071feab4536c3ae"
     "70475c864fd71385331922ba3d2c7f9500a9ad9a5a5134d1b0e0512bcc1d1811c57f8de2"
     "82087ef35187"},
};

static int derive(struct s2_mem *m, enum s2_prim hash, char letter, uint8_t *out,
                  size_t n)
{
    static const struct s2_span exchange = {(const uint8_t *)"exchange", 8};
    static const struct s2_span session = {(const uint8_t *)"session", 7};
    uint8_t secret[37] = {0, 0, 0, 33}, x[S2_HASH_MAX], id[S2_HASH_MAX];
    size_t len = s2_find_hash(hash)->len, i;
    struct s2_mem plain = vec_mem(false);

    for (i = 0; i < 32; i++)
        secret[5 + i] = (uint8_t)(0x80 + i);
    if (s2_digest(&plain, hash, &exchange, 1, x) ||
        s2_digest(&plain, hash, &session, 1, id))
        return 1;
    return s2_kdf(m, hash, s2_span(secret, sizeof(secret)), s2_span(x, len),
                  s2_span(id, len), letter, out, n);
}

/* Within one digest, exactly one, and over two, three and more. */
T_CASE(keys_of_every_length)
{
    struct s2_mem m = vec_mem(false);
    uint8_t out[151];
    char hex[301];
    size_t i;

    for (i = 0; i < S2_COUNT(keys); i++) {
        memset(out, 0xee, sizeof(out));
        T_EQ(derive(&m, keys[i].hash, keys[i].letter, out, keys[i].n), 0);
        T_EQ(out[keys[i].n], 0xee);
        s2_hex(hex, out, keys[i].n);
        T_STR(hex, keys[i].key);
    }
}

T_CASE(a_short_key_begins_a_long_one)
{
    struct s2_mem m = vec_mem(false);
    uint8_t all[100], out[100];
    size_t n;

    T_EQ(derive(&m, S2_SHA1, 'E', all, sizeof(all)), 0);
    for (n = 0; n <= sizeof(all); n++) {
        memset(out, 0xee, sizeof(out));
        T_EQ(derive(&m, S2_SHA1, 'E', out, n), 0);
        T_MEM(out, n, all, n);
        T_OK(n == sizeof(out) || out[n] == 0xee);
    }
}

T_CASE(letters_give_different_keys)
{
    struct s2_mem m = vec_mem(false);
    uint8_t out[6][32];
    size_t i, j;

    for (i = 0; i < 6; i++) {
        T_EQ(derive(&m, S2_SHA256, (char)('A' + (int)i), out[i], 32), 0);
        for (j = 0; j < i; j++)
            T_OK(memcmp(out[i], out[j], 32) != 0);
    }
}

T_CASE(kdf_failures_are_told)
{
    struct s2_mem m = vec_mem(false), broken = vec_mem(true);
    struct s2_span none = s2_span(NULL, 0);
    uint8_t out[32];

    T_EQ(derive(&broken, S2_SHA256, 'A', out, 32), LIBSSH2_ERROR_ALLOC);
    T_EQ(s2_kdf(&m, S2_AES128_CTR, none, none, none, 'A', out, 32),
         LIBSSH2_ERROR_HASH_INIT);
}

T_SUITE(kdf) = {
    T_RUN(keys_of_every_length),
    T_RUN(a_short_key_begins_a_long_one),
    T_RUN(letters_give_different_keys),
    T_RUN(kdf_failures_are_told),
    T_END,
};
