/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SCP: start the server's scp on a channel of its own and exchange the control lines,
 * up to where the contents of the file begin.  Those are the caller's to read or write:
 * nothing here touches them, and no local file either.  Functions return EAGAIN and are
 * then called again with equal arguments. */
#ifndef S2_SFTP_SCP_H
#define S2_SFTP_SCP_H

#include "conn/conn.h"
#include "sftp/scp_line.h"

/* Whether the server is asked for the times of a file. */
enum s2_scp_want { S2_SCP_CONTENTS, S2_SCP_CONTENTS_AND_TIMES };

/* Begin to fetch path: *chan gives file->size bytes of contents, then one byte of
 * status that nobody needs.  SCP_PROTOCOL: the server's scp refused, in its own words,
 * could not be started, or sent what is no SCP; codes of s2_chan_open and
 * s2_chan_startup. */
int s2_scp_recv(s2_session *s, struct s2_span path, enum s2_scp_want want,
                struct s2_scp_file *file, s2_chan **chan) S2_CHECK;

/* Begin to send path: *chan takes file->size bytes.  INVAL: the name cannot be told to
 * a server; else as s2_scp_recv. */
int s2_scp_send(s2_session *s, struct s2_span path, const struct s2_scp_file *file,
                s2_chan **chan) S2_CHECK;

#endif
