/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Ciphers of SSH, best first: authenticated modes (GCM is the fastest where AES is in
 * the processor), then CTR, then what only old peers need. */
#include "crypto/alg.h"

#define STREAM S2_MODE_STREAM

const struct s2_cipher_row s2_cipher_rows[] = {
    {"aes256-gcm@openssh.com", S2_AES256_GCM, S2_MODE_GCM, 32, 12, 0},
    {"aes128-gcm@openssh.com", S2_AES128_GCM, S2_MODE_GCM, 16, 12, 0},
    {"chacha20-poly1305@openssh.com", S2_CHACHA20, S2_MODE_CHACHAPOLY, 64, 0, 0},
    {"aes256-ctr", S2_AES256_CTR, STREAM, 32, 16, 0},
    {"aes192-ctr", S2_AES192_CTR, STREAM, 24, 16, 0},
    {"aes128-ctr", S2_AES128_CTR, STREAM, 16, 16, 0},
    {"aes256-cbc", S2_AES256_CBC, STREAM, 32, 16, S2_ALG_LEGACY},
    {"aes192-cbc", S2_AES192_CBC, STREAM, 24, 16, S2_ALG_LEGACY},
    {"aes128-cbc", S2_AES128_CBC, STREAM, 16, 16, S2_ALG_LEGACY},
    {"3des-cbc", S2_DES3_CBC, STREAM, 24, 8, S2_ALG_LEGACY},
    {NULL, 0, 0, 0, 0, 0},
};

bool s2_cipher_usable(const struct s2_cipher_row *row)
{
    if (!s2_find_cipher((enum s2_prim)row->prim))
        return false;
    return row->mode != S2_MODE_CHACHAPOLY || s2_find_mac(S2_POLY1305) != NULL;
}
