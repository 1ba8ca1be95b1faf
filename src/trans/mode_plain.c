/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Packets before the first NEWKEYS: neither cipher nor MAC (RFC 4253 section 6). */
#include "trans/dir.h"

/* Nothing to set up: s2_dir_plain has set all that there is. */
static int plain_init(struct s2_dir *d, struct s2_mem *m, const uint8_t *key,
                      const uint8_t *iv, const uint8_t *mac_key, bool seal)
{
    (void)d, (void)m, (void)key, (void)iv, (void)mac_key, (void)seal;
    return 0;
}

/* No length to encrypt and no MAC to start. */
static int plain_begin(struct s2_dir *d, uint8_t *packet)
{
    (void)d, (void)packet;
    return 0;
}

/* In place there is nothing to move; bulk data comes from the caller's memory. */
static int plain_part(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n)
{
    (void)d;
    if (out != in)
        memcpy(out, in, n);
    return 0;
}

/* The tag of this mode has no bytes. */
static int plain_end(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag)
{
    (void)d, (void)packet, (void)n, (void)tag;
    return 0;
}

/* The first four bytes are the length as it is. The caller judges whether it is
 * possible. */
static int plain_length(struct s2_dir *d, uint8_t *packet, uint32_t *length)
{
    (void)d;
    *length = s2_get_u32(packet);
    return 0;
}

/* What came is what was sent, as far as anybody can tell: the exchange hash covers the
 * messages that matter (RFC 4253 section 8). */
static int plain_rest(struct s2_dir *d, uint8_t *packet, size_t n)
{
    (void)d, (void)packet, (void)n;
    return 0;
}

static void plain_wipe(struct s2_dir *d)
{
    (void)d;
}

const struct s2_mode_ops s2_mode_plain = {
    "plain",   plain_init,   plain_begin, plain_part,
    plain_end, plain_length, plain_rest,  plain_wipe,
};
