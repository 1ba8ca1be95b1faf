/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Key exchange (RFC 4253 sections 7 to 9).  It belongs to no call: messages drive it
 * from the dispatcher, and the pump starts one when a limit is reached.  Private to
 * trans. */
#ifndef S2_TRANS_KEX_H
#define S2_TRANS_KEX_H

#include "trans/nego.h"
#include "trans/session.h"
#include "trans/trans.h"

struct s2_kex;

/* One family of key exchange methods: its messages as rows, first and follow-up. */
struct s2_kex_ops {
    /* Make the key pair (or ask for a group) and send the first message; sets k->expect
     * and k->on_message. */
    int (*start)(s2_session *s, struct s2_kex *k);
    /* Wipe what start left in k->state. */
    void (*wipe)(struct s2_kex *k, struct s2_mem *m);
    size_t state; /* bytes of k->state */
};

extern const struct s2_kex_ops s2_kex_ecdh; /* RFC 5656, RFC 8731 */
extern const struct s2_kex_ops s2_kex_dh;   /* RFC 4253 section 8, RFC 8268 */
extern const struct s2_kex_ops s2_kex_gex;  /* RFC 4419 */

#define S2_KEX_KEYS (S2_KEY_MAX + S2_IV_MAX + S2_HASH_MAX)

/* Derived keys of one direction. */
struct s2_kex_keys {
    uint8_t iv[S2_IV_MAX], key[S2_KEY_MAX], mac[S2_HASH_MAX];
};

/* An exchange in progress: made with our KEXINIT, gone when both sides have new keys.
 */
struct s2_kex {
    struct s2_wr own_init;  /* our KEXINIT, number included (I_C) */
    struct s2_wr peer_init; /* the peer's (I_S); empty before it came */
    struct s2_agreed agreed;
    bool skip_guess; /* the next kex message is a wrong guess of the peer's */
    bool own_done;   /* our NEWKEYS is sealed */

    const struct s2_kex_ops *ops;
    void *state;    /* the family's, ops->state bytes */
    uint8_t expect; /* message number that may come, 0: none */
    s2_handler *on_message;

    struct s2_kex_keys rx; /* put in use by the peer's NEWKEYS */
    bool rx_ready;
};

/* Send our KEXINIT unless that has been done: from now on s2_send holds what may not go
 * before NEWKEYS. */
int s2_kex_begin(s2_session *s) S2_CHECK;

/* From the pump: begin an exchange if a limit was reached or the application asked. */
int s2_kex_tick(s2_session *s) S2_CHECK;

/* Forget the exchange in progress and wipe it. */
void s2_kex_free(s2_session *s);

/* Start the hash input: V_C, V_S, I_C, I_S, K_S. */
void s2_kex_transcript(s2_session *s, struct s2_kex *k, struct s2_span host_key,
                       struct s2_wr *w);

/* What each family ends with.  transcript: the whole hash input except K; secret: K as
 * it is hashed.  Computes H, checks the server's signature, derives keys, sends
 * NEWKEYS and uses the new keys for sending. */
int s2_kex_finish(s2_session *s, struct s2_kex *k, struct s2_wr *transcript,
                  struct s2_span secret, struct s2_span host_key,
                  struct s2_span signature) S2_CHECK;

/* --- shared by the Diffie-Hellman families (kex_dh.c) --- */

#define S2_DH_BYTES_MAX 1024 /* 8192 bits */

/* One side's numbers. */
struct s2_dh_state {
    struct s2_span p, g; /* constant tables, or in store */
    uint8_t *store;      /* group exchange: owned copy of p and g */
    size_t store_n;
    uint8_t x[64]; /* the secret exponent */
    uint8_t e[S2_DH_BYTES_MAX];
    uint32_t min, want, max; /* group exchange: what we asked for */
    bool group_exchange;
};

/* Draw x and compute e = g^x mod p. */
int s2_dh_make(struct s2_dh_state *dh) S2_CHECK;

/* The server's reply: host key, f, signature. */
int s2_dh_reply(s2_session *s, struct s2_pkt *pkt);

void s2_dh_wipe(struct s2_kex *k, struct s2_mem *m);

/* --- after the exchange (hostkey.c, newkeys.c) --- */

/* Check the signature over the exchange hash, and that a rekey shows the same key; keep
 * blob and fingerprints.  HOSTKEY_INIT, HOSTKEY_SIGN as the session's death. */
int s2_hostkey_accept(s2_session *s, const struct s2_agreed *agreed,
                      struct s2_span blob, struct s2_span hash,
                      struct s2_span signature) S2_CHECK;

/* Derive all keys; send NEWKEYS; put the sending half in use. */
int s2_newkeys_send(s2_session *s, struct s2_kex *k, struct s2_span secret,
                    struct s2_span hash) S2_CHECK;

/* Handler of the peer's NEWKEYS. */
int s2_newkeys_received(s2_session *s, struct s2_pkt *pkt);

/* The dispatch tables of this layer. */
extern const struct s2_disp_table s2_ctl_table, s2_kex_table;

/* Take identification lines off the slab (ident.c): 1 when the peer's has come. */
int s2_ident_take(s2_session *s) S2_CHECK;

#endif
