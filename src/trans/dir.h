/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* One direction of a connection: keys, sequence number, counts, compression, and
 * the packet mode that seals or opens its packets.  Private to trans. */
#ifndef S2_TRANS_DIR_H
#define S2_TRANS_DIR_H

#include "base/mem.h"
#include "crypto/alg.h"

/* Directions: client to server, server to client.  Also the order of the lists in
 * KEXINIT. */
enum s2_dir_id { S2_CS = 0, S2_SC = 1 };

struct s2_comp;
struct s2_dir;

/* Smallest block that padding is made for (RFC 4253 section 6). */
#define S2_BLOCK_MIN 8

/* How packets are protected: one constant table a mode (mode_*.c).  `packet` points at
 * the four length bytes; n counts them too, but not the tag.  Codes: ENCRYPT, DECRYPT,
 * INVALID_MAC, MAC_FAILURE. */
struct s2_mode_ops {
    const char *name;

    /* Set up d->ctx for keys; d->row and d->mac_row are set.  Sets d->block, d->clear,
     * d->tag, d->first. */
    int (*init)(struct s2_dir *d, struct s2_mem *m, const uint8_t *key,
                const uint8_t *iv, const uint8_t *mac_key, bool seal);

    /* Sealing, in this order: begin once the length is written, part for each segment
     * in order (whole blocks, in place or not), end to write the tag. */
    int (*seal_begin)(struct s2_dir *d, uint8_t *packet);
    int (*seal_part)(struct s2_dir *d, uint8_t *out, const uint8_t *in, size_t n);
    int (*seal_end)(struct s2_dir *d, const uint8_t *packet, size_t n, uint8_t *tag);

    /* Opening: length when d->first bytes are there (may decrypt them in place), called
     * once a packet; then rest verifies and decrypts all. */
    int (*open_length)(struct s2_dir *d, uint8_t *packet, uint32_t *length);
    int (*open_rest)(struct s2_dir *d, uint8_t *packet, size_t n);

    void (*wipe)(struct s2_dir *d);
};

struct s2_dir {
    const struct s2_mode_ops *ops;
    const struct s2_cipher_row *row;
    const struct s2_mac_row *mac_row;
    const struct s2_cipher *cipher;
    const struct s2_mac *mac;
    void *ctx;         /* cipher context, or the chacha20-poly1305 one */
    void *mac_ctx;     /* HMAC context, NULL for AEADs */
    uint8_t nonce[12]; /* GCM: invocation counter in the last 8 bytes */
    uint8_t block;     /* padding is made for this */
    uint8_t clear;     /* leading bytes outside the payload's encryption: 4 or 0 */
    uint8_t tag;       /* bytes after the packet */
    uint8_t first;     /* bytes needed to learn the length */

    uint32_t seq;
    uint64_t bytes, packets; /* since the keys came into use */
    uint64_t since;          /* ms, when they did */
    struct s2_comp *comp;    /* NULL: none, or not started */
};

extern const struct s2_mode_ops s2_mode_plain;  /* before the first NEWKEYS */
extern const struct s2_mode_ops s2_mode_stream; /* CTR, CBC; encrypt and MAC */
extern const struct s2_mode_ops s2_mode_etm;    /* CTR, CBC; encrypt then MAC */
extern const struct s2_mode_ops s2_mode_gcm;
extern const struct s2_mode_ops s2_mode_chachapoly;

/* Start without keys. */
void s2_dir_plain(struct s2_dir *d);

/* Put new keys in use: choose the mode from the rows, make contexts, forget the old
 * ones.  seq, comp are left alone; counts restart.  On failure the old keys stay. */
int s2_dir_keys(struct s2_dir *d, struct s2_mem *m, const struct s2_cipher_row *row,
                const struct s2_mac_row *mac_row, const uint8_t *key, const uint8_t *iv,
                const uint8_t *mac_key, bool seal) S2_CHECK;

/* Wipe contexts and free them. */
void s2_dir_free(struct s2_dir *d, struct s2_mem *m);

#endif
