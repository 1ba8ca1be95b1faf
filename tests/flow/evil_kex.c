/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key exchanges done wrong. */
#include "evil.h"

/* --- Order (RFC 4253 section 7)
 * --------------------------------------------------------
 */

static void second_kexinit(struct evil *e)
{
    struct peer *p = e->f.peer;

    peer_send_raw(p, p->own_init.base, s2_wr_len(&p->own_init));
}

static void newkeys(struct evil *e)
{
    evil_say(e, "b", 21);
}

static void newkeys_twice(struct evil *e)
{
    newkeys(e);
    newkeys(e);
}

/* KEXINIT whose lists are e->c.arg bytes long and one number too few. */
static void kexinit_cut(struct evil *e)
{
    e->fill = 0;
    evil_say(e, "brnnnnnnnnnnb", 20, (size_t)16, (size_t)e->c.arg, (size_t)0, (size_t)0,
             (size_t)0, (size_t)0, (size_t)0, (size_t)0, (size_t)0, (size_t)0,
             (size_t)0, 0);
}

static void kexinit_long_list(struct evil *e)
{
    e->fill = 0;
    evil_say(e, "bru", 20, (size_t)16, (uint32_t)0xffffffff);
}

/* Names without end, none of them known. */
static void kexinit_nonsense(struct evil *e)
{
    e->fill = ',';
    evil_say(e, "brnnnnnnnnnnbu", 20, (size_t)16, (size_t)e->c.arg, (size_t)e->c.arg,
             (size_t)e->c.arg, (size_t)e->c.arg, (size_t)0, (size_t)0, (size_t)0,
             (size_t)0, (size_t)0, (size_t)0, 0, (uint32_t)0);
}

static bool rekey_often(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    if (type == 94 || type == 93 || type == 98 || type == 90)
        peer_rekey(e->f.peer);
    return false;
}

/* --- The reply
 * ----------------------------------------------------------------------------
 */

static struct s2_span own_key(const struct evil *e)
{
    return s2_key_blob(e->f.peer->hostkey);
}

/* A public value of e->c.arg equal bytes. */
static void point(struct evil *e)
{
    e->fill = 0xff;
    evil_say(e, "bpns", 31, own_key(e), (size_t)e->c.arg, "signature");
}

static void point_of_zeros(struct evil *e)
{
    e->fill = 0;
    evil_say(e, "bpns", 31, own_key(e), (size_t)e->c.arg, "signature");
}

/* The form of a point of a NIST curve, but not on it. */
static void point_off_curve(struct evil *e)
{
    uint8_t value[97];

    memset(value, 5, sizeof(value));
    value[0] = 4;
    evil_say(e, "bpps", 31, own_key(e), s2_span(value, (size_t)e->c.arg), "signature");
}

static void point_compressed(struct evil *e)
{
    uint8_t value[33];

    memset(value, 5, sizeof(value));
    value[0] = 2;
    evil_say(e, "bpps", 31, own_key(e), s2_span(value, sizeof(value)), "signature");
}

/* u = 1 has a small order, as 0 has. */
static void point_of_one(struct evil *e)
{
    uint8_t value[32] = {1};

    evil_say(e, "bpps", 31, own_key(e), s2_span(value, sizeof(value)), "signature");
}

static const uint8_t good_point[32] = {9};

static void key_blob(struct evil *e, struct s2_span blob)
{
    evil_say(e, "bpps", 31, blob, s2_span(good_point, sizeof(good_point)), "signature");
}

static void key_empty(struct evil *e)
{
    key_blob(e, s2_span("", 0));
}

static void key_cut(struct evil *e)
{
    struct s2_span blob = own_key(e);

    blob.n -= 5;
    key_blob(e, blob);
}

static void key_of_other_kind(struct evil *e)
{
    static const uint8_t blob[] =
        "\0\0\0\7ssh-dss\0\0\0\1\1\0\0\0\1\1\0\0\0\1\1\0\0\0\1";

    key_blob(e, s2_span(blob, sizeof(blob)));
}

/* An RSA key of one bit, with exponent 0. */
static void key_rsa_tiny(struct evil *e)
{
    static const uint8_t blob[] = "\0\0\0\7ssh-rsa\0\0\0\1\0\0\0\0\1\1";

    key_blob(e, s2_span(blob, sizeof(blob) - 1));
}

static void reply_cut(struct evil *e)
{
    evil_say(e, "bp", 31, own_key(e));
}

static void reply_long(struct evil *e)
{
    evil_say(e, "bnnn", 31, (size_t)80000, (size_t)80000, (size_t)80000);
}

/* A signature that is none, in a good reply. */
static void signature_nonsense(struct evil *e)
{
    evil_say(e, "bppn", 31, own_key(e), s2_span(good_point, sizeof(good_point)),
             (size_t)e->c.arg);
}

static void other_hostkey(struct evil *e)
{
    peer_take_hostkey(e->f.peer, 99);
}

/* --- Diffie-Hellman
 * ---------------------------------------------------------------------
 */

#define GROUP14 .kex = "diffie-hellman-group14-sha256"
#define GEX     .kex = "diffie-hellman-group-exchange-sha256"

enum dh_value { DH_ZERO, DH_ONE, DH_TWO, DH_LAST, DH_PRIME, DH_NEGATIVE, DH_LONG };

static void dh_value(struct evil *e)
{
    struct s2_span prime = s2_dh_group(14)[0];
    uint8_t f[257 + 1];
    size_t n = 1;

    memset(f, 0, sizeof(f));
    switch (e->c.arg) {
    case DH_ZERO:
        n = 0;
        break;
    case DH_ONE:
    case DH_TWO:
        f[0] = (uint8_t)(e->c.arg == DH_ONE ? 1 : 2);
        break;
    case DH_NEGATIVE:
        f[0] = 0x85;
        break;
    case DH_LONG:
        memset(f, 0x7f, sizeof(f));
        n = sizeof(f);
        break;
    default:
        memcpy(f + 1, prime.p, prime.n);
        n = prime.n + 1;
        f[n - 1] = (uint8_t)(f[n - 1] - (e->c.arg == DH_LAST));
        break;
    }
    evil_say(e, "bpps", 31, own_key(e), s2_span(f, n), "signature");
}

/* The group of a group exchange: e->c.arg bytes of prime, and a generator. */
static bool gex_group(struct evil *e, uint8_t generator, uint8_t last)
{
    uint8_t prime[2000];
    size_t n = (size_t)e->c.arg;

    memset(prime, 0xff, sizeof(prime));
    prime[0] = 0;
    if (n)
        prime[n - 1] = last;
    evil_say(e, "bpp", 31, s2_span(prime, n), s2_span(&generator, 1));
    return true;
}

static bool gex_good_form(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    return type == 34 && gex_group(e, 2, 0xff);
}

static bool gex_even(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    return type == 34 && gex_group(e, 2, 0xfe);
}

static bool gex_generator_1(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    return type == 34 && gex_group(e, 1, 0xff);
}

static bool gex_generator_0(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    return type == 34 && gex_group(e, 0, 0xff);
}

static bool gex_negative(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    return type == 34 && gex_group(e, 0xff, 0xff);
}

static bool gex_reply_at_once(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    if (type != 34)
        return false;
    evil_say(e, "bpps", 33, own_key(e), s2_span(good_point, 32), "signature");
    return true;
}

#define LOOSE .no_strict = true
#define P256  .kex = "ecdh-sha2-nistp256"
#define P384  .kex = "ecdh-sha2-nistp384"

const struct evil_case evil_kex[] = {
    {EVIL("second KEXINIT", EVIL_KEX, EVIL_DIES, second_kexinit)},
    {EVIL("second KEXINIT, not strict", EVIL_KEX, EVIL_DIES, second_kexinit),
     .script = {LOOSE}},
    {EVIL("second KEXINIT in a rekey", EVIL_REKEY, EVIL_DIES, second_kexinit)},
    {EVIL("NEWKEYS before the reply", EVIL_KEX, EVIL_DIES, newkeys)},
    {EVIL("NEWKEYS before KEXINIT", EVIL_IDENT, EVIL_DIES, newkeys), .script = {LOOSE}},
    {EVIL("NEWKEYS twice", EVIL_SERVICE, EVIL_DIES, newkeys_twice)},
    {EVIL("NEWKEYS before the reply of a rekey", EVIL_REKEY, EVIL_DIES, newkeys)},
    {EVIL("NEWKEYS out of nothing", EVIL_IDLE, EVIL_DIES, newkeys)},
    {EVIL("KEXINIT cut", EVIL_IDENT, EVIL_DIES, kexinit_cut)},
    {EVIL("KEXINIT cut in a rekey", EVIL_OWN_REKEY, EVIL_DIES, kexinit_cut)},
    {EVIL("KEXINIT with a list of 2^32-1", EVIL_IDENT, EVIL_DIES, kexinit_long_list)},
    {EVIL("KEXINIT of commas", EVIL_IDENT, EVIL_DIES, kexinit_nonsense), .arg = 60000},
    {EVIL("KEXINIT of nothing", EVIL_IDENT, EVIL_DIES, kexinit_nonsense), .arg = 0},
    {EVIL("no common kex", EVIL_IDENT, EVIL_DIES, NULL), .script = {.kex = "x,y"},
     .text = "x,y"},
    {EVIL("no common host key", EVIL_IDENT, EVIL_DIES, NULL),
     .script = {.hostkey = "x,y"}, .text = "x,y"},
    {EVIL("no common cipher", EVIL_IDENT, EVIL_DIES, NULL), .script = {.cipher = "x,y"},
     .text = "x,y"},
    {EVIL("no common MAC", EVIL_IDENT, EVIL_DIES, NULL),
     .script = {.cipher = "aes128-ctr", .mac = "x,y"}, .text = "x,y"},
    {EVIL("no common compression", EVIL_IDENT, EVIL_DIES, NULL),
     .script = {.comp = "x,y"}, .text = "x,y"},
    {EVIL("rekey at each message", EVIL_IDLE, EVIL_LIVES, NULL), .on = rekey_often},

    {EVIL("wrong signature", EVIL_KEX, EVIL_DIES, NULL),
     .script = {.bad_signature = true}, .text = "signature"},
    {EVIL("signature of 0 bytes", EVIL_KEX, EVIL_DIES, signature_nonsense), .arg = 0},
    {EVIL("signature of 3 bytes", EVIL_KEX, EVIL_DIES, signature_nonsense), .arg = 3},
    {EVIL("signature of 100 KB", EVIL_KEX, EVIL_DIES, signature_nonsense),
     .arg = 100000},
    {EVIL("public value of zeros", EVIL_KEX, EVIL_DIES, NULL),
     .script = {.zero_public = true}, .text = "public value"},
    {EVIL("public value of small order", EVIL_KEX, EVIL_DIES, point_of_one),
     .text = "public value"},
    {EVIL("public value of 0 bytes", EVIL_KEX, EVIL_DIES, point), .arg = 0,
     .text = "public value"},
    {EVIL("public value of 31 bytes", EVIL_KEX, EVIL_DIES, point), .arg = 31,
     .text = "public value"},
    {EVIL("public value of 33 bytes", EVIL_KEX, EVIL_DIES, point), .arg = 33,
     .text = "public value"},
    {EVIL("public value of 100 KB", EVIL_KEX, EVIL_DIES, point), .arg = 100000,
     .text = "public value"},
    {EVIL("point at infinity, P-256", EVIL_KEX, EVIL_DIES, point_of_zeros), .arg = 1,
     .script = {P256}, .text = "public value"},
    {EVIL("point of zeros, P-256", EVIL_KEX, EVIL_DIES, point_of_zeros), .arg = 65,
     .script = {P256}, .text = "public value"},
    {EVIL("point off the curve, P-256", EVIL_KEX, EVIL_DIES, point_off_curve),
     .arg = 65, .script = {P256}, .text = "public value"},
    {EVIL("point off the curve, P-384", EVIL_KEX, EVIL_DIES, point_off_curve),
     .arg = 97, .script = {P384}, .text = "public value"},
    {EVIL("point of P-384 for P-256", EVIL_KEX, EVIL_DIES, point_off_curve), .arg = 97,
     .script = {P256}, .text = "public value"},
    {EVIL("compressed point, P-256", EVIL_KEX, EVIL_DIES, point_compressed),
     .script = {P256}, .text = "public value"},
    {EVIL("host key of 0 bytes", EVIL_KEX, EVIL_DIES, key_empty)},
    {EVIL("host key cut", EVIL_KEX, EVIL_DIES, key_cut)},
    {EVIL("host key of another kind", EVIL_KEX, EVIL_DIES, key_of_other_kind)},
    {EVIL("host key RSA of one bit", EVIL_KEX, EVIL_DIES, key_rsa_tiny),
     .script = {.hostkey = "rsa-sha2-256"}},
    {EVIL("reply cut", EVIL_KEX, EVIL_DIES, reply_cut)},
    {EVIL("reply of 240 KB", EVIL_KEX, EVIL_DIES, reply_long)},
    {EVIL("another host key at a rekey", EVIL_REKEY, EVIL_DIES, other_hostkey),
     .text = "changed its host key"},

    {EVIL("DH value 0", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_ZERO, .swallow = true,
     .script = {GROUP14}, .text = "out of range"},
    {EVIL("DH value 1", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_ONE, .swallow = true,
     .script = {GROUP14}, .text = "out of range"},
    {EVIL("DH value 2", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_TWO, .swallow = true,
     .script = {GROUP14}, .text = "out of range"},
    {EVIL("DH value p-1", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_LAST,
     .swallow = true, .script = {GROUP14}, .text = "out of range"},
    {EVIL("DH value p", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_PRIME,
     .swallow = true, .script = {GROUP14}, .text = "out of range"},
    {EVIL("DH value negative", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_NEGATIVE,
     .swallow = true, .script = {GROUP14}},
    {EVIL("DH value longer than p", EVIL_KEX, EVIL_DIES, dh_value), .arg = DH_LONG,
     .swallow = true, .script = {GROUP14}, .text = "out of range"},
    {EVIL("group of 0 bits", EVIL_KEX, EVIL_DIES, NULL), .on = gex_good_form, .arg = 0,
     .script = {GEX}, .text = "not acceptable"},
    {EVIL("group of 1024 bits", EVIL_KEX, EVIL_DIES, NULL), .on = gex_good_form,
     .arg = 129, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group of 2040 bits", EVIL_KEX, EVIL_DIES, NULL), .on = gex_good_form,
     .arg = 256, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group of 15992 bits", EVIL_KEX, EVIL_DIES, NULL), .on = gex_good_form,
     .arg = 2000, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group of an even number", EVIL_KEX, EVIL_DIES, NULL), .on = gex_even,
     .arg = 257, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group with generator 0", EVIL_KEX, EVIL_DIES, NULL), .on = gex_generator_0,
     .arg = 257, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group with generator 1", EVIL_KEX, EVIL_DIES, NULL), .on = gex_generator_1,
     .arg = 257, .script = {GEX}, .text = "not acceptable"},
    {EVIL("group with a negative generator", EVIL_KEX, EVIL_DIES, NULL),
     .on = gex_negative, .arg = 257, .script = {GEX}},
    {EVIL("group exchange without a group", EVIL_KEX, EVIL_DIES, NULL),
     .on = gex_reply_at_once, .script = {GEX}},
    {.name = NULL},
};
