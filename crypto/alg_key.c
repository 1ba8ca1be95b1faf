/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Signature algorithms of host and user keys, best first.  An RSA key has one blob name
 * for all its signatures (RFC 8332). */
#include "crypto/alg.h"

const struct s2_key_row s2_key_rows[] = {
    {"ssh-ed25519", "ssh-ed25519", S2_ED25519, S2_PRIM_NONE, 0},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", S2_P256, S2_SHA256, 0},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", S2_P384, S2_SHA384, 0},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", S2_P521, S2_SHA512, 0},
    {"rsa-sha2-512", "ssh-rsa", S2_RSA, S2_SHA512, 0},
    {"rsa-sha2-256", "ssh-rsa", S2_RSA, S2_SHA256, 0},
    {"ssh-rsa", "ssh-rsa", S2_RSA, S2_SHA1, S2_ALG_LEGACY},
    {NULL, NULL, 0, 0, 0},
};

bool s2_key_usable(const struct s2_key_row *row)
{
    if (!s2_find_pk((enum s2_prim)row->prim))
        return false;
    return row->hash == S2_PRIM_NONE || s2_find_hash((enum s2_prim)row->hash) != NULL;
}
