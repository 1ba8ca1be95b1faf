/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Between messages and bytes: sealing a message into the batch, opening the packets
 * of the slab, compression.  Private to trans. */
#ifndef S2_TRANS_PACKET_H
#define S2_TRANS_PACKET_H

#include "trans/session.h"

/* Seal one packet whose payload is head then bulk into the batch, whatever the state of
 * the session (s2_send is the polite way).  ALLOC: nothing happened; ENCRYPT and
 * others: the direction is of no more use. */
int s2_seal(s2_session *s, struct s2_span head, struct s2_span bulk) S2_CHECK;

/* After NEWKEYS was sealed: seal what was held, in order.  0 or the session's death. */
int s2_seal_held(s2_session *s) S2_CHECK;

/* Open the next complete packet of the slab: 1 and *pkt (valid until the next receive),
 * 0 if bytes are missing, or the session's death. */
int s2_open(s2_session *s, struct s2_pkt *pkt) S2_CHECK;

/* Bytes that must be received before s2_open can say more; at least 1. */
size_t s2_open_want(const s2_session *s);

/* Stream compression (RFC 4253 section 6.2), one direction. */
struct s2_comp;

enum s2_comp_way { S2_DEFLATE, S2_INFLATE };

/* Start compressing or expanding; *c is replaced.  COMPRESS, ALLOC. */
int s2_comp_start(struct s2_comp **c, struct s2_mem *m, enum s2_comp_way way) S2_CHECK;
void s2_comp_free(struct s2_comp *c, struct s2_mem *m);

/* Pass a payload (two spans, one after the other) through; *out stays valid until the
 * next call.  COMPRESS, ZLIB, ALLOC; expanding to more than S2_PACKET_MAX is ZLIB. */
int s2_comp_run(struct s2_comp *c, struct s2_mem *m, struct s2_span first,
                struct s2_span second, struct s2_span *out) S2_CHECK;

/* Start the compression that was agreed for a direction, if its time has come. */
int s2_comp_begin(s2_session *s, enum s2_dir_id id) S2_CHECK;

#endif
