/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* An SSH and SFTP server in memory, for tests.  It is driven by calls, waits for
 * nothing and has no socket: bytes of the client go in, bytes for the client come out.
 * It shares the base layer and the crypto primitives with the library, but its
 * transport is its own and simple, so that a mistake of the library's framing is not
 * mirrored here.
 *
 * What it does wrong, and when, is told by a script.  It may end the test program when
 * memory runs out, and it trusts nobody's patience: no call takes unbounded time. */
#ifndef S2_TESTS_PEER_H
#define S2_TESTS_PEER_H

#include "base/rd.h"
#include "base/text.h"
#include "base/wr.h"
#include "crypto/key.h"

#define PEER_USER     "user"
#define PEER_PASSWORD "secret"

/* A queue of bytes. */
struct peer_bytes {
    uint8_t *p;
    size_t head, tail, cap;
};
void peer_put(struct peer_bytes *b, const void *p, size_t n);
void peer_skip(struct peer_bytes *b, size_t n);
void peer_bytes_free(struct peer_bytes *b);
static inline size_t peer_len(const struct peer_bytes *b)
{
    return b->tail - b->head;
}

struct peer;
struct peer_chan;

/* Hooks of hostile tests, called for each message of the client before the server acts
 * on it; true: the server shall not act.  Type 0: the identification came.  For SFTP
 * messages id is the request's (INIT: the version). */
typedef bool peer_hook(struct peer *p, uint8_t type, struct s2_rd *r);
typedef bool peer_sftp_hook(struct peer *p, struct peer_chan *c, uint8_t type,
                            uint32_t id, struct s2_rd *r);

/* What the server is and does.  Zero means: nothing special. */
struct peer_script {
    const char *kex, *hostkey, *cipher, *mac,
        *comp; /* lists it offers; NULL: all it has */
    bool no_strict, no_ext_info;
    bool guess_wrong;     /* send a wrongly guessed kex packet after the KEXINIT */
    uint32_t rekey_every; /* start a key exchange each n packets sent, once logged in */
    bool noise;           /* IGNORE, DEBUG and an unknown message between packets */
    uint32_t window;      /* receive window of a channel; default 2 MiB */
    uint32_t window_step; /* give it back in steps of this many bytes */
    uint32_t max_packet;  /* largest packet we take; default 32768 */
    uint32_t read_cap;    /* READ gives at most this many bytes */
    uint32_t reorder;     /* answer SFTP requests in random order, n at a time */
    uint64_t seed;
    uint32_t fail_write;  /* the n-th WRITE fails ... */
    uint32_t fail_status; /* ... with this status */
    size_t cut_at; /* close the connection after n bytes to the client; 0: never */
    uint32_t flip_packet; /* damage the last byte of the n-th packet sent */
    bool bad_signature, zero_public;
    peer_hook *hook;
    peer_sftp_hook *sftp_hook;
    void *arg; /* of the hooks' owner */
};

/* What is wrong with the next packet sent; it is right again after that. */
struct peer_forge {
    bool lie; /* packet_length is this: */
    bool cut; /* there is no more of the packet than that */
    uint32_t length;
    bool bad_padding; /* padding_length is this, whatever the padding: */
    uint8_t padding;
    bool most_padding; /* as much as fits in a byte; nothing wrong with that */
    bool flip;         /* the last byte of MAC or tag */
    bool not_zipped;   /* though compression is on */
    bool last_of_zip;  /* the compressed stream ends with it */
};

/* Compression; delayed means from log in on. */
enum peer_comp { PEER_NO_COMP, PEER_ZLIB, PEER_DELAYED_ZLIB };
struct peer_zip;

/* States of one direction's protection. */
enum peer_mode { PEER_PLAIN, PEER_EM, PEER_ETM, PEER_GCM, PEER_CHACHA };

struct peer_dir {
    enum peer_mode mode;
    const struct s2_cipher *cipher;
    const struct s2_mac *mac;
    void *ctx, *mac_ctx;
    size_t mac_len;
    uint8_t nonce[12];
    uint32_t seq;
    bool have_length; /* opening: the first block is decrypted */
    uint32_t length;
    const struct s2_cipher_row *row;
};

#define PEER_CHANNELS 16

struct peer_chan {
    bool used, sftp, shell, sent_close, got_close, got_eof;
    uint32_t id, remote;    /* ours, the client's */
    uint32_t window, given; /* what the client may still send; consumed so far */
    uint32_t out_window, out_packet; /* what we may still send */
    struct peer_bytes out;           /* data waiting for window */
    struct peer_bytes err;           /* stderr waiting for window */
    struct peer_bytes in;            /* SFTP stream */
    bool finish; /* exec is over: EOF, status, CLOSE once out is empty */
    int exit_status;
    const char *exit_signal;
    struct psftp *psftp;
};

struct peer {
    struct s2_mem mem;
    struct peer_script script;
    struct peer_bytes in, out; /* from and to the client */
    struct peer_dir tx, rx;
    char client_ident[256], ident[64];
    bool got_ident, kex_running, peer_kexinit, strict, logged_in, closed, got_newkeys;
    struct s2_wr own_init, client_init;
    const struct s2_kex_row *kex_row;
    const struct s2_cipher_row *cipher[2];
    const struct s2_mac_row *mac[2];
    enum peer_comp comp[2];
    struct peer_zip *zip[2]; /* 0: from the client, 1: to it; NULL while off */
    struct s2_key *hostkey;
    uint8_t session_id[S2_HASH_MAX];
    size_t session_id_n;
    uint8_t keys_rx[3][S2_KEY_MAX]; /* iv, key, mac: in use with the client's NEWKEYS */
    struct peer_bytes held; /* payloads held during a key exchange: u32 length each */
    uint32_t sent_packets, since_kex, all_packets;
    size_t total_out;
    uint64_t random;
    struct peer_forge forge;
    struct peer_chan chan[PEER_CHANNELS];
    struct pfs *fs;

    /* what happened, for tests */
    char disconnect[256]; /* the client's DISCONNECT text */
    uint32_t kex_count, auth_tries;
    uint32_t unimplemented; /* UNIMPLEMENTED messages from the client */
    uint32_t keepalives;
    uint64_t requests; /* a hash of all channel requests */
    uint32_t refusals; /* FAILURE of global requests, channel requests and opens */
    uint32_t max_outstanding; /* SFTP requests that waited at once */
    bool protocol_error;      /* the client broke a rule: see why */
    char why[256];
};

/* Another host key, made of that byte. */
void peer_take_hostkey(struct peer *p, uint8_t seed);

/* A new server; aborts without memory. */
struct peer *peer_new(const struct peer_script *script);
void peer_free(struct peer *p);

/* Bytes from the client. */
void peer_feed(struct peer *p, const void *bytes, size_t n);

/* Work on all that came in.  True if anything moved. */
bool peer_run(struct peer *p);

/* Send a payload as it stands, now, whatever the state: for hostile tests. */
void peer_send_raw(struct peer *p, const void *payload, size_t n);

/* Send, or hold while keys change. */
void peer_send(struct peer *p, struct s2_wr *w);

/* Start a key exchange. */
void peer_rekey(struct peer *p);

/* The client broke a rule. */
void peer_complain(struct peer *p, const char *format, ...);

uint32_t peer_random(struct peer *p, uint32_t below);

/* --- between the server's files --- */
bool peer_on_kex(struct peer *p, uint8_t type, struct s2_rd *r); /* 20, 21, 30 */
void peer_kex_start(struct peer *p);
void peer_on_message(struct peer *p, uint8_t type, struct s2_rd *r); /* all others */
bool peer_flow(struct peer *p); /* channels' data */
void peer_conn_free(struct peer *p);
void peer_use_keys(struct peer *p, struct peer_dir *d, const struct s2_cipher_row *row,
                   const struct s2_mac_row *mac, const uint8_t *iv, const uint8_t *key,
                   const uint8_t *mac_key, bool seal);
void peer_after_newkeys(struct peer *p);
void *peer_must(void *p);

/* Compression (peer_zip.c): false if the program was made without, or the input is bad.
 */
bool peer_has_zip(void);
struct peer_zip *peer_zip_new(bool inflates);
void peer_zip_free(struct peer_zip *zip);
bool peer_zip_run(struct peer_zip *zip, const void *in, size_t n,
                  struct peer_bytes *out, bool last);
/* Start, or start anew, what was agreed on for a direction, if its time has come. */
void peer_zip_start(struct peer *p, int dir);

/* SFTP: stream in, replies into c->out. */
struct psftp *psftp_new(struct peer *p, struct peer_chan *c);
void psftp_free(struct psftp *s);
bool psftp_run(struct psftp *s);

/* --- the file tree --- */
struct pfs_node {
    struct pfs_node *next; /* in its tree */
    char path[256];        /* absolute, no trailing slash but for "/" */
    uint32_t mode, uid, gid, atime, mtime;
    uint8_t *data;
    size_t size, cap;
    unsigned opened;
    bool gone; /* removed while open */
};
struct pfs {
    struct pfs_node *first;
};
struct pfs *pfs_new(void);
void pfs_free(struct pfs *fs);
struct pfs_node *pfs_find(struct pfs *fs, const char *path);
struct pfs_node *pfs_make(struct pfs *fs, const char *path, uint32_t mode);
void pfs_remove(struct pfs *fs, struct pfs_node *n);
void pfs_write(struct pfs_node *n, uint64_t off, const uint8_t *p, size_t len);
bool pfs_is_child(const char *dir, const char *path); /* a direct one */

#endif
