/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The words of SCP: the shell command that starts it on the server, and the control
 * lines that both sides send before a file.  No document defines them; they are what
 * rcp did in 4.2BSD and what every scp does since.  Nothing here sends or waits, and
 * nothing opens a file: a server's file name is judged and never used. */
#ifndef S2_SFTP_SCP_LINE_H
#define S2_SFTP_SCP_LINE_H

#include "base/wr.h"

/* Longest control line taken from a server, its LF not counted: room for the longest
 * file name and for words about an error. */
#define S2_SCP_LINE_MAX 1024

/* Permissions, set-id and sticky bits: all that a control line may carry. */
#define S2_SCP_MODE 07777u

/* What is known of a file. */
struct s2_scp_file {
    uint64_t size; /* bytes, at most INT64_MAX */
    uint32_t mode; /* S2_SCP_MODE bits */
    bool timed;    /* the times were told, or are to be told */
    int64_t mtime, atime;
};

enum s2_scp_kind {
    S2_SCP_TIMES,  /* file.mtime, file.atime, file.timed */
    S2_SCP_FILE,   /* file.mode, file.size */
    S2_SCP_REFUSED /* text: the server's words, may be empty */
};

struct s2_scp_line {
    enum s2_scp_kind kind;
    struct s2_span text; /* part of the line that was parsed */
};

/* Parse a control line of a sending server, without its LF, and put what it tells into
 * *file.  SCP_PROTOCOL: it is none, or a hostile one; *why is then set to a few English
 * words. */
int s2_scp_line_read(struct s2_span line, struct s2_scp_line *out,
                     struct s2_scp_file *file, const char **why) S2_CHECK;

/* Append the line with the times, or the one that announces the file, LF included. */
void s2_scp_line_times(struct s2_wr *w, const struct s2_scp_file *file);
void s2_scp_line_file(struct s2_wr *w, const struct s2_scp_file *file,
                      struct s2_span name);

/* The last component of a path; empty if it ends with a slash. */
struct s2_span s2_scp_name(struct s2_span path);

/* How a path is put into the command. */
enum s2_scp_quoting {
    S2_SCP_PLAIN, /* as it is: the server's shell expands it */
    S2_SCP_QUOTED /* no character of it means anything to sh or csh */
};

/* Append the command: "scp", an option and a path. */
void s2_scp_command(struct s2_wr *w, const char *option, struct s2_span path,
                    enum s2_scp_quoting how);

#endif
