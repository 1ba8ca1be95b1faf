/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key exchanges of SSH, best first: hybrids that withstand a quantum computer, then
 * elliptic curves, then finite fields, then what only old peers need. */
#include "crypto/alg.h"

/* A group exchange asks for 2048 bits at the least (RFC 8270). */
#define GEX_MIN_BITS 2048u

#define HYBRID(name, hash, prim, kem)                                                  \
    {                                                                                  \
        name, S2_KEX_HYBRID, hash, prim, kem, 0, 0                                     \
    }
#define ECDH(name, hash, prim)                                                         \
    {                                                                                  \
        name, S2_KEX_ECDH, hash, prim, 0, 0, 0                                         \
    }
#define DH(name, hash, group, flags)                                                   \
    {                                                                                  \
        name, S2_KEX_DH, hash, 0, 0, group, flags                                      \
    }
#define GEX(name, hash, flags)                                                         \
    {                                                                                  \
        name, S2_KEX_GEX, hash, 0, 0, 0, flags                                         \
    }

const struct s2_kex_row s2_kex_rows[] = {
    HYBRID("mlkem768x25519-sha256", S2_SHA256, S2_X25519, S2_MLKEM768),
    HYBRID("sntrup761x25519-sha512", S2_SHA512, S2_X25519, S2_SNTRUP761),
    HYBRID("sntrup761x25519-sha512@openssh.com", S2_SHA512, S2_X25519, S2_SNTRUP761),
    HYBRID("mlkem768nistp256-sha256", S2_SHA256, S2_P256, S2_MLKEM768),
    HYBRID("mlkem1024nistp384-sha384", S2_SHA384, S2_P384, S2_MLKEM1024),
    ECDH("curve25519-sha256", S2_SHA256, S2_X25519),
    ECDH("curve25519-sha256@libssh.org", S2_SHA256, S2_X25519),
    ECDH("ecdh-sha2-nistp256", S2_SHA256, S2_P256),
    ECDH("ecdh-sha2-nistp384", S2_SHA384, S2_P384),
    ECDH("ecdh-sha2-nistp521", S2_SHA512, S2_P521),
    GEX("diffie-hellman-group-exchange-sha256", S2_SHA256, 0),
    DH("diffie-hellman-group16-sha512", S2_SHA512, 16, 0),
    DH("diffie-hellman-group18-sha512", S2_SHA512, 18, 0),
    DH("diffie-hellman-group14-sha256", S2_SHA256, 14, 0),
    DH("diffie-hellman-group14-sha1", S2_SHA1, 14, S2_ALG_LEGACY),
    GEX("diffie-hellman-group-exchange-sha1", S2_SHA1, S2_ALG_LEGACY | S2_ALG_OPTIN),
    DH("diffie-hellman-group1-sha1", S2_SHA1, 2, S2_ALG_LEGACY | S2_ALG_OPTIN),
    {NULL, 0, 0, 0, 0, 0, 0},
};

/* wolfSSL as some distributions build it stops at 4096 bits: group 18 is then not
 * offered. */
static bool can_modexp(size_t bits)
{
    return s2_backend.modexp != NULL && bits <= s2_backend.dh_max_bits;
}

bool s2_kex_usable(const struct s2_kex_row *row)
{
    const struct s2_span *prime;

    if (!s2_find_hash((enum s2_prim)row->hash))
        return false;
    switch (row->family) {
    case S2_KEX_DH:
        prime = s2_dh_group(row->group);
        return prime && can_modexp(prime->n * 8);
    case S2_KEX_GEX:
        return can_modexp(GEX_MIN_BITS);
    case S2_KEX_HYBRID:
        return s2_find_ecdh((enum s2_prim)row->prim) &&
               s2_find_kem((enum s2_prim)row->kem);
    default:
        return s2_find_ecdh((enum s2_prim)row->prim) != NULL;
    }
}
