/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* libFuzzer entry: any bytes as a private key file, as a public key line and as a
 * public key blob. A build for long runs sets S2_BCRYPT_ROUNDS_MAX and S2_PBKDF2_MAX
 * low. test_keyfile.c runs it over the fixtures. */
#include "crypto/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_private(struct s2_mem *m, struct s2_span text, const char *passphrase)
{
    struct s2_err e;
    struct s2_key *key = NULL;

    if (s2_keyfile_read(m, &e, text, s2_span_str(passphrase), &key) == 0) {
        struct s2_key *again = NULL;

        /* What a file gave must be a public key that we would accept. */
        if (s2_key_from_blob(m, s2_key_blob(key), &again) != 0)
            *(volatile char *)0 = 0;
        s2_key_free(again);
    }
    s2_key_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct s2_span text = s2_span(data, size);
    struct s2_key *key = NULL;
    struct s2_err e;
    struct s2_mem m;
    struct s2_wr w;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    try_private(&m, text, "");
    try_private(&m, text, "correct horse");
    w = s2_wr_growing(&m);
    if (s2_pubfile_read(&e, text, &w) == 0 &&
        s2_key_from_blob(&m, s2_wr_span(&w), &key) == 0)
        s2_key_free(key);
    s2_wr_free(&w);
    if (s2_key_from_blob(&m, text, &key) == 0)
        s2_key_free(key);
    return 0;
}
