/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The requests of one SFTP session that wait for their reply: which id belongs to whom.
 * Finding one costs a step, whatever their number.  An owner that goes away before the
 * reply has come leaves a stub, so that its id is not used again and the late reply is
 * swallowed.  Nothing here knows messages. */
#ifndef S2_SFTP_REQ_H
#define S2_SFTP_REQ_H

#include "base/err.h"
#include "base/mem.h"

/* Whom a reply is for. */
enum s2_req_kind {
    S2_REQ_FREE = 0,
    S2_REQ_OP,       /* an operation: struct s2_sf_op */
    S2_REQ_READ,     /* a ring slot of a file that is read */
    S2_REQ_WRITE,    /* a ring slot of a file that is written */
    S2_REQ_OWED,     /* a write of a file that has left its ring: a failure is noted */
    S2_REQ_DIR,      /* the next batch of a directory */
    S2_REQ_STUB,     /* nobody: swallow the reply */
    S2_REQ_STUB_OPEN /* nobody: as well, but a HANDLE in it must be closed */
};

struct s2_req {
    void *owner; /* NULL for the stubs */
    uint32_t id;
    uint32_t slot; /* READ, WRITE: number of the ring slot */
    uint8_t kind;  /* enum s2_req_kind */
};

/* More outstanding requests than this are refused. */
#define S2_REQ_MAX ((uint32_t)1 << 17)

struct s2_reqs {
    struct s2_mem *mem;
    struct s2_req *e;
    uint32_t size;  /* of e: 0 or a power of two; an id lives at id & (size - 1) */
    uint32_t count; /* outstanding */
    uint32_t next;  /* the id to try first */
};

void s2_reqs_init(struct s2_reqs *t, struct s2_mem *mem);
void s2_reqs_free(struct s2_reqs *t);

/* A new id for a request of that kind: 0 and *id, or ALLOC. */
int s2_req_new(struct s2_reqs *t, enum s2_req_kind kind, void *owner, uint32_t slot,
               uint32_t *id) S2_CHECK;

/* The request that waits under id, or NULL.  Holds until the next s2_req_new. */
struct s2_req *s2_req_find(struct s2_reqs *t, uint32_t id);

/* The reply has come: the id may be used again. */
void s2_req_done(struct s2_reqs *t, uint32_t id);

/* The owner loses interest: the entry becomes `kind` (one of the stubs, or OWED, which
 * keeps the owner).  An id that does not wait is left alone. */
void s2_req_stub(struct s2_reqs *t, uint32_t id, enum s2_req_kind kind);

/* The owner goes away: all its entries become stubs. */
void s2_req_disown(struct s2_reqs *t, const void *owner);

#endif
