/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* File attributes on the wire (draft-ietf-secsh-filexfer-02 section 5) and in the
 * struct of the API.  Extended attributes are skipped when read and never sent. */
#ifndef S2_SFTP_ATTR_H
#define S2_SFTP_ATTR_H

#include "base/rd.h"
#include "base/wr.h"
#include "libssh2_sftp.h"

/* Read attributes into a.  Fields that the server did not send keep what they hold, and
 * have no bit in a->flags.  A failure shows in the reader; then a is as it was. */
void s2_attr_read(struct s2_rd *r, LIBSSH2_SFTP_ATTRIBUTES *a);

/* Write the fields that a->flags names; NULL writes "none". */
void s2_attr_write(struct s2_wr *w, const LIBSSH2_SFTP_ATTRIBUTES *a);

/* Most bytes that s2_attr_write produces. */
#define S2_ATTR_MAX 32

#endif
