/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The text armour around a private key (RFC 7468, RFC 1421): finds the block, reads
 * its headers, decodes the base64.  It knows neither what is inside nor how to
 * decrypt it. */
#ifndef S2_CRYPTO_PEM_H
#define S2_CRYPTO_PEM_H

#include "base/err.h"
#include "base/wr.h"

struct s2_pem {
    struct s2_span label; /* "RSA PRIVATE KEY"; part of the text that was read */
    struct s2_span dek;   /* value of the DEK-Info header, empty if there is none */
    struct s2_wr body;    /* the decoded bytes, wiped by s2_pem_free */
};

/* Find the first block in text whose label ends in PRIVATE KEY and decode it.  Text
 * before and after it, other blocks, CR LF and a byte order mark are skipped.  FILE
 * with a text that names the line, or ALLOC.  s2_pem_free is allowed after either
 * result. */
int s2_pem_read(struct s2_mem *m, struct s2_err *e, struct s2_span text,
                struct s2_pem *pem) S2_CHECK;

void s2_pem_free(struct s2_pem *pem);

#endif
