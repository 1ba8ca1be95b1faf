/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SFTP version 3 (draft-ietf-secsh-filexfer-02) over a channel, with the extensions of
 * OpenSSH: what the layer of exported functions may ask for.  Functions that return
 * EAGAIN are called again with equal arguments.  Freeing is local and never waits.
 *
 * A failure that the server reported is LIBSSH2_ERROR_SFTP_PROTOCOL; then, and only
 * then, s2_sftp_errno() is not 0, and the text of the session holds the server's words.
 * Every function here begins by setting it to 0. */
#ifndef S2_SFTP_SFTP_H
#define S2_SFTP_SFTP_H

#include "conn/conn.h"
#include "libssh2_sftp.h"

typedef struct _LIBSSH2_SFTP s2_sftp;
typedef struct _LIBSSH2_SFTP_HANDLE s2_file;

/* --- An SFTP session ----------------------------------------------------------- */

/* Open a channel, start the subsystem, agree on the version.  INVAL before login,
 * CHANNEL_FAILURE, SFTP_PROTOCOL, TIMEOUT, ALLOC. */
int s2_sftp_init(s2_session *s, s2_sftp **t) S2_CHECK;

/* Close the channel and forget everything but the open files: those stay valid for
 * s2_file_close alone.  NULL allowed. */
void s2_sftp_free(s2_sftp *t);

/* The application frees a channel.  If it is that of an SFTP session, that session is
 * dead from now on; it is still to be freed. */
void s2_sftp_chan_goes(s2_chan *c);

s2_session *s2_sftp_session(const s2_sftp *t);
s2_chan *s2_sftp_chan(const s2_sftp *t); /* stays ours; NULL once it is gone */
unsigned long s2_sftp_errno(const s2_sftp *t);

/* --- Files and directories ----------------------------------------------------- */

/* flags are LIBSSH2_FXF_*; attrs those of a new file. */
int s2_file_open(s2_sftp *t, struct s2_span path, uint32_t flags,
                 const LIBSSH2_SFTP_ATTRIBUTES *attrs, s2_file **f) S2_CHECK;
int s2_file_opendir(s2_sftp *t, struct s2_span path, s2_file **f) S2_CHECK;

/* Send CLOSE and wait for it and for every write not yet acknowledged.  0, or the first
 * failure of these; the file is freed unless EAGAIN is returned.  A file of a session
 * that was freed before is just freed: 0. */
int s2_file_close(s2_file *f) S2_CHECK;

/* NULL: the file's SFTP session was freed. */
s2_sftp *s2_file_sftp(const s2_file *f);
s2_session *s2_file_session(const s2_file *f);

/* Up to n bytes: *got > 0, or *got == 0 at the end of the file.  Bytes that came before
 * a failure are returned before it. */
int s2_file_read(s2_file *f, uint8_t *buf, size_t n, size_t *got) S2_CHECK;

/* Send ahead from buf, report in *put how many bytes from its start the server has
 * acknowledged since the last report: 0 with *put > 0 (or n == 0), or EAGAIN.  The next
 * call begins with the first byte not reported.  On failure what came before it was
 * reported, and the file's offset is there. */
int s2_file_write(s2_file *f, const uint8_t *buf, size_t n, size_t *put) S2_CHECK;

/* Offset of the first byte not handed out or not reported; set it without traffic. */
uint64_t s2_file_tell(const s2_file *f);
void s2_file_seek(s2_file *f, uint64_t off);

int s2_file_stat(s2_file *f, LIBSSH2_SFTP_ATTRIBUTES *attrs) S2_CHECK;
int s2_file_setstat(s2_file *f, const LIBSSH2_SFTP_ATTRIBUTES *attrs) S2_CHECK;
int s2_file_sync(s2_file *f) S2_CHECK;
int s2_file_statvfs(s2_file *f, LIBSSH2_SFTP_STATVFS *st) S2_CHECK;

/* Where s2_file_readdir puts an entry; each buffer gets a NUL. */
struct s2_dirent {
    char *name;
    size_t name_size;
    char *longname; /* may be NULL, or of size 1 at most: not wanted */
    size_t longname_size;
    LIBSSH2_SFTP_ATTRIBUTES *attrs; /* may be NULL */
    size_t len;                     /* set: of the name; 0: no more entries */
};

/* The next entry.  BUFFER_TOO_SMALL: it stays the next one. */
int s2_file_readdir(s2_file *f, struct s2_dirent *out) S2_CHECK;

/* --- Paths --------------------------------------------------------------------- */

/* Requests that are answered with a status alone. */
enum s2_path_request {
    S2_PATH_UNLINK,
    S2_PATH_RMDIR,
    S2_PATH_MKDIR,        /* attrs: of the new directory */
    S2_PATH_RENAME,       /* path to path2 */
    S2_PATH_POSIX_RENAME, /* the same, replacing path2 */
    S2_PATH_SYMLINK,      /* path, path2 in this order */
    S2_PATH_SETSTAT,      /* attrs */
    S2_PATH_REQUESTS
};

struct s2_path_args {
    struct s2_span path, path2;
    const LIBSSH2_SFTP_ATTRIBUTES *attrs; /* NULL: none */
};

int s2_sftp_path(s2_sftp *t, enum s2_path_request what,
                 const struct s2_path_args *args) S2_CHECK;

/* how: LIBSSH2_SFTP_STAT or LIBSSH2_SFTP_LSTAT. *attrs is cleared first. */
int s2_sftp_stat(s2_sftp *t, int how, struct s2_span path,
                 LIBSSH2_SFTP_ATTRIBUTES *attrs) S2_CHECK;

/* how: LIBSSH2_SFTP_READLINK or LIBSSH2_SFTP_REALPATH. The name with a NUL into buf;
 * BUFFER_TOO_SMALL if it does not fit. */
int s2_sftp_link(s2_sftp *t, int how, struct s2_span path, char *buf, size_t size,
                 size_t *len) S2_CHECK;

int s2_sftp_statvfs(s2_sftp *t, struct s2_span path, LIBSSH2_SFTP_STATVFS *st) S2_CHECK;

#endif
