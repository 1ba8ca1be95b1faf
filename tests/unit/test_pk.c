/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Signature primitives: the keys and signatures of RFC 6979 (ECDSA, "sample") and RFC
 * 8032 (Ed25519, test 3), an RSA key with signatures that another program computed by
 * plain exponentiation, and everything that has to be refused. */
#include "crypto/crypto.h"
#include "unit/vec.h"

#define SIG_MAX 512

static const struct {
    enum s2_prim prim, hash;
    const char *secret, *pub, *sig;
} ecs[] = {
    {S2_P256, S2_SHA256,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe"
     "1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c94"
     "2d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {S2_P384, S2_SHA384,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e"
     "4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0"
     "ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9df"
     "b9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a64815"
     "2e44acf96e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526"
     "203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"},
    {S2_P521, S2_SHA512,
     "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb"
     "32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
     "0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123"
     "d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a400493101c9"
     "62cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a8"
     "28008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
     "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1"
     "ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5"
     "064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723"
     "d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a"},
};

#define ED_SECRET "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
#define ED_PUB    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
#define ED_SIG                                                                         \
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"                 \
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"

#define RSA_N                                                                          \
    "9eadb1627c2d27b74af233248cbb1bba3a17593d1b21b0581354bf0f10cee6111099f36b"         \
    "60295d3115f0093548bef00223c304b60ddbfd1974022f2d0b987c16460bfee873c96879"         \
    "ec2263c620ee8b0ab72f301291a42f5dde939d67a2b3bdc273d622891b8730a7b1c6963d"         \
    "2e385489168490871b7677dafd788bbb1e3657fce40437bd253b7cc9d4be4f6682408b48"         \
    "ca4ddd03bcb9f34464906ddfb1cc3a0d9ac5aa0640dd4f53d09a1481c5a6be59edb87811"         \
    "7bdb452ae454d2b2b17484459e581aae79b4a924b40a58a34daaedd0524f88d36a2c018e"         \
    "f02cde5ced4b7b9c3f29df97fbd2454eb55e473202bd266fbb23323a4626d7af1371da9a"         \
    "83deb711"
#define RSA_D                                                                          \
    "0c504ace6b77fe97c2fd621a2140a8e16dfe1f5af656ca2e3f8bc94ad4415609b779d6f1"         \
    "bb73e24b3b9a55c0988d56a737dabbac1c0db909a75ebf05f61b266ffd0e13c13ab103c6"         \
    "485c8fd5117ba97712a99b07a9dd2d9ed175af969a01ec45218399c8fd85a3713402c6e8"         \
    "6704908cd5de422ff5e1dee1b3df4daa9ee8d53187bf84f1a1886b6cb08eb40a4b1bda53"         \
    "1f0a3581454ccfec3b46ad9fa4530d3aff4b3c40ae22022375f0ae798a97f7aa6a3a8cc9"         \
    "65a1b952a4ed1fdba9569b5c3714d2e39b7eade0a0d009bfa09c7fcad2c0175849932e76"         \
    "679e4eb71763d4c75b081a5c491ab4d0e1f212adc5f66214d62bfd8d1d61357617abef61"         \
    "2b727131"
#define RSA_P                                                                          \
    "cdd5ede00d5fb3f4f73c864f42339d596f0045e59a3b0f08c3ad6e049179c6ac5a76fae9"         \
    "e74c12c91500724495dc2945bfc672176b57b021c8a0ab611b78f2c67df6ac9fd58d1def"         \
    "036f6e11af2a77c280f546274b273a364b3e93f2ecd1e6fe068d7a52f455428470917afd"         \
    "64281328d0800531fa2b0dec7f0f5f81a6f0edf9"
#define RSA_Q                                                                          \
    "c559a1a17873c0d28cf93e02b7c818e9490a1624b9e1131e8fc3a1d2cc53542e65b55b24"         \
    "083042ffc972ba4d23d5fee7b658dc49c06c13c3d1dbdade344736e641bd42176e4ad615"         \
    "2ce406fcf821ef026d4cd0d451af24369326b9fd923dcc1468a25daca630167ad97252e0"         \
    "695e5830843c6d6b9d59627aa782e1ee05c8b7d9"
#define RSA_IQMP                                                                       \
    "21c21ba8be6d38baf30ef18da259f6b782b5f6deb69d87db5ed5f971825c8872b0d59ed6"         \
    "9ebee6e71e5bca2ffa7bfbedc3db045b002335f784b5a5520f011b4a138e36722754bae9"         \
    "267030bec51949e866dea7fe64c7ebc5268743b43a4c76defe4743161d820f28dd170b8d"         \
    "9427824b15bf1e838fa8d37b2ec5d5c5328f2d28"

static const struct {
    enum s2_prim hash;
    const char *sig;
} rsas[] = {
    {S2_SHA1, "4ad89e1e5eee184a7ec783d02d66af3607406741e606d0b49b84f4e442f4043552922d06"
              "02fff720bcb2581bf0779087e7e4cbb110928515637d8f8f8858a1f586e9f97f58c89a82"
              "ed7219dc6ad53d3197bb405f623369027a1450abfa192d7f6e35ddeec8080944cf33f4b5"
              "4f3d5d362965fe7bcac2f4f66a742d1d0347803bd3fb405b18c4eb137f8c73ab2ee90778"
              "12a3abebb33ac8fbd9c759ba8e1ccf97e2a0fec135a3bcdb808cdcc81136837d2c1fa09b"
              "a0992805249ae986e647573b96c840e5ebcd8acb4307eb2d96e424a0bfe6ad2f277a09e2"
              "a496952e1016c41b3daabcdbd6f916f1018a42d7c00cd7860b8d41e9fa456b6bc34e4e93"
              "f13b62ed"},
    {S2_SHA256,
     "90a0204eec4df161ceec117b3d3a0017b304e3463cc9abf5fc71d3f719f32ab3b3892f9f"
     "3c89d9843a5d998823c47ec25630963590430d9d96a1cf39a30033076cf2c9c0f49d3fbb"
     "c618e5df23de0d949cc9e688841b3218fc651b19bdf32d89ab2eec3f2d1c87f56ed4bf55"
     "f3b62fc7a7c191384392ee7589bb974346280eab6e25dd124e36d03880302fd63d29858a"
     "af15c56df89b8475ef5959c31502ad3a80dbc260eeb262676e7abf5168802085029c111f"
     "bf96c1f1f0cb01292c212d752229dfb52c841424f97839c1032f2bee1f31aa76b41f57a5"
     "7fa1fc2304c91fee813aab598f2d875c0904bf3de5a1c82987890b4573850935c7faceae"
     "ba45a48c"},
    {S2_SHA512,
     "1b111f56525ab8efa1e8fad2fb37fe3536d1ca1502a16e9d2143b8acd1801fa188d1f039"
     "e154a852df103ffd6d6903eacc828b78440b30decd1147bcb0b42b7dc419c0c986430814"
     "c84f55a0665684749bfafe02238a24b2e7862d24c65fd96d28b7d3ab2cab5a5572e6bbec"
     "0ac8e16052b459a0456d5c53a21a622eed70a3c7f2e4544311714402599c83fc06275aae"
     "c81936a99d70fc3cbdd478986c3429b95d82fd787b083b3014c744a6a6f93cf731a95416"
     "3c3c6d2a66e8d356e50eeb3029ba29e95daec72983508cca03269f7e068b18bab1dee071"
     "881d2ce2a6d782b6bf926a01a5d13970a4c7865aacf13e7cbbafa47117ce4e786df8267e"
     "9594d075"},
};

/* Memory behind the numbers of one key. */
struct numbers {
    struct s2_pknum num;
    uint8_t bytes[1400];
    size_t used;
};

static struct s2_span put(struct numbers *k, const char *hex)
{
    uint8_t *p = k->bytes + k->used;
    size_t n = vec_hex(hex, p, sizeof(k->bytes) - k->used);

    k->used += n;
    return s2_span(p, n);
}

static void rsa_numbers(struct numbers *k)
{
    memset(k, 0, sizeof(*k));
    k->num.n = put(k, RSA_N);
    k->num.e = put(k, "010001");
    k->num.d = put(k, RSA_D);
    k->num.p = put(k, RSA_P);
    k->num.q = put(k, RSA_Q);
    k->num.iqmp = put(k, RSA_IQMP);
}

static void plain_numbers(struct numbers *k, const char *secret, const char *pub)
{
    memset(k, 0, sizeof(*k));
    k->num.d = put(k, secret);
    k->num.pub = put(k, pub);
}

/* A key, its twin without the secret, and a signature that both must know. */
struct subject {
    const struct s2_pk *d;
    enum s2_prim hash;
    struct s2_span msg;
    void *secret, *pub;
    uint8_t sig[SIG_MAX];
    size_t n;
};

static void release(struct subject *s)
{
    if (!s->d)
        return;
    s->d->free(s->secret);
    s->d->free(s->pub);
}

/* Load both halves, read the known signature. */
static void load(struct subject *s, enum s2_prim prim, enum s2_prim hash,
                 const struct s2_pknum *num, const char *sig)
{
    memset(s, 0, sizeof(*s));
    s->d = s2_find_pk(prim);
    if (!s->d)
        T_SKIP("the backend has no such keys");
    s->hash = hash;
    s->msg = s2_span_str("sample");
    s->n = vec_hex(sig, s->sig, sizeof(s->sig));
    T_EQ(s->d->load_secret(&s->secret, num), 0);
    T_EQ(s->d->load_public(&s->pub, num), 0);
}

static void load_ec(struct subject *s, size_t i)
{
    struct numbers k;

    plain_numbers(&k, ecs[i].secret, ecs[i].pub);
    load(s, ecs[i].prim, ecs[i].hash, &k.num, ecs[i].sig);
}

static void load_rsa(struct subject *s, size_t i)
{
    struct numbers k;

    rsa_numbers(&k);
    load(s, S2_RSA, rsas[i].hash, &k.num, rsas[i].sig);
}

static void load_ed(struct subject *s)
{
    struct numbers k;

    plain_numbers(&k, ED_SECRET, ED_PUB);
    load(s, S2_ED25519, S2_PRIM_NONE, &k.num, ED_SIG);
    s->msg = s2_span("\xaf\x82", 2);
}

static int verify(const struct subject *s, struct s2_span msg, struct s2_span sig)
{
    return s->d->verify(s->pub, s->hash, msg, sig);
}

/* The known signature is right, a new one too, and both halves say so. */
static void check_good(struct subject *s)
{
    uint8_t sig[SIG_MAX];
    size_t n = sizeof(sig);

    T_EQ(verify(s, s->msg, s2_span(s->sig, s->n)), 0);
    T_EQ(s->d->verify(s->secret, s->hash, s->msg, s2_span(s->sig, s->n)), 0);
    T_EQ(s->d->sign(s->secret, s->hash, s->msg, sig, &n), 0);
    T_EQ(n, s->n);
    T_EQ(verify(s, s->msg, s2_span(sig, n)), 0);
    if (s->d->prim == S2_RSA || s->d->prim == S2_ED25519)
        T_MEM(sig, n, s->sig, n); /* these have one signature each */
    n = s->n;
    T_EQ(s->d->sign(s->secret, s->hash, s2_span(NULL, 0), sig, &n),
         0); /* room exactly */
    T_EQ(verify(s, s2_span(NULL, 0), s2_span(sig, n)), 0);
    n = s->n - 1;
    T_OK(s->d->sign(s->secret, s->hash, s->msg, sig, &n) < 0);
}

static void check_bad(struct subject *s)
{
    uint8_t msg[8] = {0}, sig[SIG_MAX] = {0};
    size_t i;

    for (i = 0; i < s->n * 8; i += 5) { /* flipped bits of every byte */
        s->sig[i / 8] ^= (uint8_t)(1u << (i % 8));
        T_OK(verify(s, s->msg, s2_span(s->sig, s->n)) < 0);
        s->sig[i / 8] ^= (uint8_t)(1u << (i % 8));
    }
    for (i = 0; i < s->n; i += 7) /* cut */
        T_OK(verify(s, s->msg, s2_span(s->sig, i)) < 0);
    T_OK(verify(s, s->msg, s2_span(s->sig, s->n - 1)) < 0);
    memcpy(sig, s->sig, s->n); /* too long */
    T_OK(verify(s, s->msg, s2_span(sig, s->n + 1)) < 0);
    T_OK(verify(s, s->msg, s2_span(sig + 1, s->n)) < 0);
    memset(sig, 0, sizeof(sig));
    T_EQ(verify(s, s->msg, s2_span(sig, s->n)), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    memset(sig, 0xff, sizeof(sig));
    T_EQ(verify(s, s->msg, s2_span(sig, s->n)), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    memcpy(msg, s->msg.p, s->msg.n);
    msg[0] ^= 1;
    T_EQ(verify(s, s2_span(msg, s->msg.n), s2_span(s->sig, s->n)),
         LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_EQ(verify(s, s2_span(s->msg.p, s->msg.n - 1), s2_span(s->sig, s->n)),
         LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_EQ(verify(s, s->msg, s2_span(s->sig, s->n)), 0); /* all that had no effect */
}

/* Right signature, other hash. */
static void check_hash(struct subject *s)
{
    s->hash = s->hash == S2_SHA512 ? S2_SHA256 : S2_SHA512;
    T_EQ(verify(s, s->msg, s2_span(s->sig, s->n)), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    s->hash = S2_PRIM_NONE;
    T_OK(verify(s, s->msg, s2_span(s->sig, s->n)) < 0);
    s->n = sizeof(s->sig);
    T_OK(s->d->sign(s->secret, s->hash, s->msg, s->sig, &s->n) < 0);
}

static void check_subject(struct subject *s)
{
    check_good(s);
    T_STOP;
    check_bad(s);
    T_STOP;
    if (s->hash != S2_PRIM_NONE)
        check_hash(s);
}

T_CASE(rsa_signatures)
{
    struct subject s;
    size_t i;

    for (i = 0; i < S2_COUNT(rsas); i++) {
        load_rsa(&s, i);
        if (!t_over())
            check_subject(&s);
        release(&s);
        T_STOP;
    }
}

T_CASE(ecdsa_signatures)
{
    struct subject s;
    size_t i;

    for (i = 0; i < S2_COUNT(ecs); i++) {
        load_ec(&s, i);
        if (!t_over())
            check_subject(&s);
        release(&s);
        T_STOP;
    }
}

T_CASE(ed25519_signatures)
{
    struct subject s;

    load_ed(&s);
    if (!t_over())
        check_subject(&s);
    release(&s);
}

/* The signature of one key under the public half of another. */
T_CASE(another_key_does_not_verify)
{
    struct numbers k;
    struct subject s;
    void *other = NULL;

    load_ec(&s, 0);
    T_STOP;
    plain_numbers(&k, "01", "");
    T_EQ(s.d->load_secret(&other, &k.num), 0);
    T_EQ(s.d->verify(other, s.hash, s.msg, s2_span(s.sig, s.n)),
         LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    s.d->free(other);
    release(&s);
}

T_CASE(a_public_key_does_not_sign)
{
    struct subject s;

    load_rsa(&s, 1);
    if (!t_over())
        T_OK(s.d->sign(s.pub, s.hash, s.msg, s.sig, &s.n) < 0);
    release(&s);
    load_ec(&s, 0);
    if (!t_over())
        T_OK(s.d->sign(s.pub, s.hash, s.msg, s.sig, &s.n) < 0);
    release(&s);
}

/* --- RSA numbers -------------------------------------------------------------- */

static void rsa_refused(const struct numbers *k)
{
    const struct s2_pk *d = s2_find_pk(S2_RSA);
    void *key = NULL;

    T_EQ(d->load_secret(&key, &k->num), LIBSSH2_ERROR_INVAL);
    T_OK(key == NULL);
}

T_CASE(impossible_rsa_numbers_are_refused)
{
    static const uint8_t one = 1, two = 2;
    struct numbers good, k;

    rsa_numbers(&good);
    k = good;
    k.num.e = s2_span(&two, 1);
    rsa_refused(&k);
    T_STOP;
    k.num.e = s2_span(&one, 1);
    rsa_refused(&k);
    T_STOP;
    k.num.e = s2_span(NULL, 0);
    rsa_refused(&k);
    T_STOP;
    k = good;
    k.num.n = s2_span(NULL, 0);
    rsa_refused(&k);
    T_STOP;
    k.num.n = s2_span(good.num.n.p, good.num.n.n - 1); /* not the product p q */
    rsa_refused(&k);
    T_STOP;
    k = good;
    k.num.q = good.num.p;
    rsa_refused(&k);
    T_STOP;
    k = good;
    k.num.d = s2_span(NULL, 0);
    rsa_refused(&k);
}

/* A key without its factors signs too, and leading zeros change nothing. */
T_CASE(rsa_without_factors_signs_the_same)
{
    const struct s2_pk *d = s2_find_pk(S2_RSA);
    uint8_t sig[SIG_MAX], want[SIG_MAX], padded[300] = {0};
    size_t n = sizeof(sig), m = vec_hex(rsas[1].sig, want, sizeof(want));
    struct numbers k;
    void *key = NULL;

    rsa_numbers(&k);
    memcpy(padded + 3, k.num.n.p, k.num.n.n);
    k.num.n = s2_span(padded, k.num.n.n + 3);
    k.num.p = k.num.q = k.num.iqmp = s2_span(NULL, 0);
    T_EQ(d->load_secret(&key, &k.num), 0);
    T_EQ(d->sign(key, S2_SHA256, s2_span_str("sample"), sig, &n), 0);
    d->free(key);
    T_MEM(sig, n, want, m);
}

/* --- EC and Ed25519 numbers --------------------------------------------------- */

static void public_refused(const struct s2_pk *d, struct s2_span pub)
{
    struct s2_pknum num;
    void *key = NULL;

    memset(&num, 0, sizeof(num));
    num.pub = pub;
    T_EQ(d->load_public(&key, &num), LIBSSH2_ERROR_INVAL);
    T_OK(key == NULL);
}

static void secret_refused(const struct s2_pk *d, struct s2_span secret,
                           struct s2_span pub)
{
    struct s2_pknum num;
    void *key = NULL;

    memset(&num, 0, sizeof(num));
    num.d = secret;
    num.pub = pub;
    T_EQ(d->load_secret(&key, &num), LIBSSH2_ERROR_INVAL);
    T_OK(key == NULL);
}

/* Off the curve, cut, in another form, at infinity. */
static void check_points(const struct s2_pk *d, const char *hex)
{
    uint8_t pub[S2_POINT_MAX + 1] = {0};
    size_t n = vec_hex(hex, pub, S2_POINT_MAX);

    pub[n - 1] ^= 1;
    public_refused(d, s2_span(pub, n));
    T_STOP;
    pub[n - 1] ^= 1;
    public_refused(d, s2_span(pub, n - 1));
    T_STOP;
    public_refused(d, s2_span(pub, n + 1));
    T_STOP;
    pub[0] = (uint8_t)(6 | (pub[n - 1] & 1));
    public_refused(d, s2_span(pub, n));
    T_STOP;
    pub[0] = 2;
    public_refused(d, s2_span(pub, 1 + n / 2));
    T_STOP;
    pub[0] = 0;
    public_refused(d, s2_span(pub, 1));
    T_STOP;
    public_refused(d, s2_span(NULL, 0));
}

T_CASE(points_not_on_the_curve_are_refused)
{
    size_t i;

    for (i = 0; i < S2_COUNT(ecs); i++) {
        if (!s2_find_pk(ecs[i].prim))
            continue;
        check_points(s2_find_pk(ecs[i].prim), ecs[i].pub);
        T_STOP;
    }
}

T_CASE(impossible_ec_secrets_are_refused)
{
    const struct s2_pk *d = s2_find_pk(S2_P256);
    struct s2_span none = s2_span(NULL, 0);
    uint8_t order[32], zero[32] = {0}, secret[32], pub[65];

    (void)vec_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
                  order, 32);
    (void)vec_hex(ecs[0].secret, secret, 32);
    (void)vec_hex(ecs[0].pub, pub, 65);
    secret_refused(d, s2_span(order, 32), none);
    T_STOP;
    secret_refused(d, s2_span(zero, 32), none);
    T_STOP;
    secret_refused(d, none, none);
    T_STOP;
    secret[31] ^= 1; /* a secret that is not the public point's */
    secret_refused(d, s2_span(secret, 32), s2_span(pub, 65));
}

T_CASE(impossible_ed25519_keys_are_refused)
{
    const struct s2_pk *d = s2_find_pk(S2_ED25519);
    uint8_t secret[33] = {0}, pub[33] = {0};

    if (!d)
        T_SKIP("no Ed25519");
    (void)vec_hex(ED_SECRET, secret, 32);
    (void)vec_hex(ED_PUB, pub, 32);
    public_refused(d, s2_span(pub, 31));
    T_STOP;
    public_refused(d, s2_span(pub, 33));
    T_STOP;
    secret_refused(d, s2_span(secret, 31), s2_span(pub, 32));
    T_STOP;
    secret_refused(d, s2_span(secret, 33), s2_span(pub, 32));
    T_STOP;
    pub[0] ^= 1;
    secret_refused(d, s2_span(secret, 32), s2_span(pub, 32));
}

static void check_get_public(enum s2_prim prim, const char *secret, const char *hex)
{
    const struct s2_pk *d = s2_find_pk(prim);
    uint8_t want[S2_POINT_MAX], pub[S2_POINT_MAX + 1];
    size_t n = sizeof(pub), m = vec_hex(hex, want, sizeof(want));
    struct numbers k;
    void *key = NULL;

    if (!d)
        return;
    plain_numbers(&k, secret, ""); /* from the secret half alone */
    T_EQ(d->load_secret(&key, &k.num), 0);
    T_EQ(d->get_public(key, pub, &n), 0);
    T_MEM(pub, n, want, m);
    n = m - 1;
    T_OK(d->get_public(key, pub, &n) < 0);
    d->free(key);
}

T_CASE(the_public_half_follows_from_the_secret)
{
    size_t i;

    for (i = 0; i < S2_COUNT(ecs); i++) {
        check_get_public(ecs[i].prim, ecs[i].secret, ecs[i].pub);
        T_STOP;
    }
    check_get_public(S2_ED25519, ED_SECRET, ED_PUB);
}

T_CASE(free_takes_null)
{
    static const enum s2_prim prims[] = {S2_RSA, S2_P256, S2_P384, S2_P521, S2_ED25519};
    size_t i;

    for (i = 0; i < S2_COUNT(prims); i++)
        if (s2_find_pk(prims[i]))
            s2_find_pk(prims[i])->free(NULL);
    T_OK(s2_find_pk(S2_RSA) != NULL);
    T_OK(s2_find_pk(S2_RSA)->get_public == NULL);
}

T_SUITE(pk) = {
    T_RUN(rsa_signatures),
    T_RUN(ecdsa_signatures),
    T_RUN(ed25519_signatures),
    T_RUN(another_key_does_not_verify),
    T_RUN(a_public_key_does_not_sign),
    T_RUN(impossible_rsa_numbers_are_refused),
    T_RUN(rsa_without_factors_signs_the_same),
    T_RUN(points_not_on_the_curve_are_refused),
    T_RUN(impossible_ec_secrets_are_refused),
    T_RUN(impossible_ed25519_keys_are_refused),
    T_RUN(the_public_half_follows_from_the_secret),
    T_RUN(free_takes_null),
    T_END,
};
