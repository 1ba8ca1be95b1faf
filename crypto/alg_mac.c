/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* MACs of SSH, best first: over the ciphertext (etm) before over the plaintext.
 * RFC 6668 makes the key as long as the digest. */
#include "crypto/alg.h"

const struct s2_mac_row s2_mac_rows[] = {
    {"hmac-sha2-256-etm@openssh.com", S2_SHA256, 32, 32, true, 0},
    {"hmac-sha2-512-etm@openssh.com", S2_SHA512, 64, 64, true, 0},
    {"hmac-sha2-256", S2_SHA256, 32, 32, false, 0},
    {"hmac-sha2-512", S2_SHA512, 64, 64, false, 0},
    {"hmac-sha1-etm@openssh.com", S2_SHA1, 20, 20, true, S2_ALG_LEGACY},
    {"hmac-sha1", S2_SHA1, 20, 20, false, S2_ALG_LEGACY},
    {NULL, 0, 0, 0, false, 0},
};

bool s2_mac_usable(const struct s2_mac_row *row)
{
    return s2_find_mac((enum s2_prim)row->prim) != NULL;
}
