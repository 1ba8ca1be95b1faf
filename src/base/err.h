/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The last error of a session: one LIBSSH2_ERROR_* code and one text.  The code
 * is what programs test, the text says what was being attempted and what the
 * peer said.  Nothing here allocates, so that "out of memory" can be stored. */
#ifndef S2_BASE_ERR_H
#define S2_BASE_ERR_H

#include "base/base.h"
#include "libssh2.h"

#define S2_ERR_TEXT 512

struct s2_err {
    int code;
    char text[S2_ERR_TEXT];
};

/* Store code and text (cut to fit, control characters of the peer's words
 * replaced by '?'), return code.  The form of almost every failing return. */
int s2_fail(struct s2_err *e, int code, const char *format, ...) S2_PRINTF(3, 4);

/* As s2_fail unless an inner layer stored a text for the same code already.  For a
 * caller that passes on a code and can name only the larger thing that failed. */
int s2_fail_unless(struct s2_err *e, int code, const char *what);

/* Forget code and text. */
void s2_err_clear(struct s2_err *e);

/* A short English name of a code ("socket send"), never NULL. */
const char *s2_err_name(int code);

#endif
