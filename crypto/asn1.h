/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A strict reader of the small part of DER (X.690) that private keys are written in,
 * on top of base/rd.h: tags of one byte, definite lengths in their shortest form.
 * A failure is sticky as in rd.h.  It never accepts BER and never builds a tree. */
#ifndef S2_CRYPTO_ASN1_H
#define S2_CRYPTO_ASN1_H

#include "base/rd.h"

#define S2_DER_INTEGER  0x02
#define S2_DER_BITS     0x03
#define S2_DER_OCTETS   0x04
#define S2_DER_NULL     0x05
#define S2_DER_OID      0x06
#define S2_DER_SEQUENCE 0x30
/* Context tags: constructed [n] for explicit ones, primitive for implicit strings. */
#define S2_DER_CONTEXT(n)   (0xa0 + (n))
#define S2_DER_CONTEXT_P(n) (0x80 + (n))

/* The tag that comes next, 0 at the end or after a failure.  Reads nothing. */
uint8_t s2_der_peek(const struct s2_rd *r);

/* The contents of the next element, which must have that tag. */
struct s2_span s2_der_take(struct s2_rd *r, uint8_t tag);

/* The same as a reader of its own; it has failed if r has. */
struct s2_rd s2_der_in(struct s2_rd *r, uint8_t tag);

/* Contents of the next element if it has that tag, else the empty span and nothing is
 * read. */
struct s2_span s2_der_maybe(struct s2_rd *r, uint8_t tag);

/* A non-negative INTEGER without its leading zero; 0 is the empty span.  Negative ones
 * and longer forms than necessary fail. */
struct s2_span s2_der_uint(struct s2_rd *r);

/* An INTEGER from 0 to max. */
uint32_t s2_der_small(struct s2_rd *r, uint32_t max);

/* A BIT STRING of whole bytes. */
struct s2_span s2_der_bytes(struct s2_rd *r);

/* A row of a table of OIDs, with the primitive that each stands for, if one. */
struct s2_oid {
    const char *bytes;
    uint8_t n;
    uint16_t prim;
};

#define S2_OID(literal) literal, sizeof(literal) - 1

bool s2_oid_is(const struct s2_oid *row, struct s2_span oid);

/* The row of that OID among n, or NULL. */
const struct s2_oid *s2_oid_find(const struct s2_oid *rows, size_t n,
                                 struct s2_span oid);

/* Contents of an OID as digits and dots; cut to fit, NUL at the end. */
void s2_oid_text(struct s2_span oid, char *out, size_t n);

/* True if der is one SEQUENCE that begins with an INTEGER, and nothing else: what each
 * form of private key looks like, and a wrong passphrase does not. */
bool s2_der_is_key(struct s2_span der);

#endif
