/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* The public interface of libssh2 for SFTP, protocol version 3
 * (draft-ietf-secsh-filexfer-02 with OpenSSH's extensions), as offered by ringssh. */

#ifndef LIBSSH2_SFTP_H
#define LIBSSH2_SFTP_H

#include "libssh2.h"

#ifndef RC_INVOKED

#ifndef _WIN32
#include <unistd.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Constants ----------------------------------------------------------------- */

#define LIBSSH2_SFTP_VERSION 3

/* open_type of libssh2_sftp_open_ex. */
#define LIBSSH2_SFTP_OPENFILE 0
#define LIBSSH2_SFTP_OPENDIR  1

/* flags of libssh2_sftp_rename_ex; version 3 does not carry them to the server. */
#define LIBSSH2_SFTP_RENAME_OVERWRITE 0x00000001
#define LIBSSH2_SFTP_RENAME_ATOMIC    0x00000002
#define LIBSSH2_SFTP_RENAME_NATIVE    0x00000004

/* stat_type of libssh2_sftp_stat_ex. */
#define LIBSSH2_SFTP_STAT    0
#define LIBSSH2_SFTP_LSTAT   1
#define LIBSSH2_SFTP_SETSTAT 2

/* link_type of libssh2_sftp_symlink_ex. */
#define LIBSSH2_SFTP_SYMLINK  0
#define LIBSSH2_SFTP_READLINK 1
#define LIBSSH2_SFTP_REALPATH 2

/* As the mode of libssh2_sftp_mkdir_ex: let the server choose. */
#define LIBSSH2_SFTP_DEFAULT_MODE (-1)

/* Bits of LIBSSH2_SFTP_ATTRIBUTES.flags: which members are valid. */
#define LIBSSH2_SFTP_ATTR_SIZE        0x00000001
#define LIBSSH2_SFTP_ATTR_UIDGID      0x00000002
#define LIBSSH2_SFTP_ATTR_PERMISSIONS 0x00000004
#define LIBSSH2_SFTP_ATTR_ACMODTIME   0x00000008
#define LIBSSH2_SFTP_ATTR_EXTENDED    0x80000000

/* Bits of LIBSSH2_SFTP_STATVFS.f_flag. */
#define LIBSSH2_SFTP_ST_RDONLY 0x00000001
#define LIBSSH2_SFTP_ST_NOSUID 0x00000002

/* File types of later protocol versions. */
#define LIBSSH2_SFTP_TYPE_REGULAR      1
#define LIBSSH2_SFTP_TYPE_DIRECTORY    2
#define LIBSSH2_SFTP_TYPE_SYMLINK      3
#define LIBSSH2_SFTP_TYPE_SPECIAL      4
#define LIBSSH2_SFTP_TYPE_UNKNOWN      5
#define LIBSSH2_SFTP_TYPE_SOCKET       6
#define LIBSSH2_SFTP_TYPE_CHAR_DEVICE  7
#define LIBSSH2_SFTP_TYPE_BLOCK_DEVICE 8
#define LIBSSH2_SFTP_TYPE_FIFO         9

/* Permissions: the POSIX values, whatever the platform. File type first. */
#define LIBSSH2_SFTP_S_IFMT   0170000
#define LIBSSH2_SFTP_S_IFIFO  0010000
#define LIBSSH2_SFTP_S_IFCHR  0020000
#define LIBSSH2_SFTP_S_IFDIR  0040000
#define LIBSSH2_SFTP_S_IFBLK  0060000
#define LIBSSH2_SFTP_S_IFREG  0100000
#define LIBSSH2_SFTP_S_IFLNK  0120000
#define LIBSSH2_SFTP_S_IFSOCK 0140000

#define LIBSSH2_SFTP_S_IRWXU 0000700
#define LIBSSH2_SFTP_S_IRUSR 0000400
#define LIBSSH2_SFTP_S_IWUSR 0000200
#define LIBSSH2_SFTP_S_IXUSR 0000100
#define LIBSSH2_SFTP_S_IRWXG 0000070
#define LIBSSH2_SFTP_S_IRGRP 0000040
#define LIBSSH2_SFTP_S_IWGRP 0000020
#define LIBSSH2_SFTP_S_IXGRP 0000010
#define LIBSSH2_SFTP_S_IRWXO 0000007
#define LIBSSH2_SFTP_S_IROTH 0000004
#define LIBSSH2_SFTP_S_IWOTH 0000002
#define LIBSSH2_SFTP_S_IXOTH 0000001

/* clang-format off */
#define LIBSSH2_SFTP_S_ISLNK(m)  (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFLNK)
#define LIBSSH2_SFTP_S_ISREG(m)  (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFREG)
#define LIBSSH2_SFTP_S_ISDIR(m)  (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFDIR)
#define LIBSSH2_SFTP_S_ISCHR(m)  (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFCHR)
#define LIBSSH2_SFTP_S_ISBLK(m)  (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFBLK)
#define LIBSSH2_SFTP_S_ISFIFO(m) (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFIFO)
#define LIBSSH2_SFTP_S_ISSOCK(m) (((m) & LIBSSH2_SFTP_S_IFMT) == LIBSSH2_SFTP_S_IFSOCK)
/* clang-format on */

/* flags of libssh2_sftp_open_ex. */
#define LIBSSH2_FXF_READ   0x00000001
#define LIBSSH2_FXF_WRITE  0x00000002
#define LIBSSH2_FXF_APPEND 0x00000004
#define LIBSSH2_FXF_CREAT  0x00000008
#define LIBSSH2_FXF_TRUNC  0x00000010
#define LIBSSH2_FXF_EXCL   0x00000020

/* What a server answered, as libssh2_sftp_last_error tells it. Version 3 defines 0
 * to 8; some servers send the later ones too. */
#define LIBSSH2_FX_OK                     0UL
#define LIBSSH2_FX_EOF                    1UL
#define LIBSSH2_FX_NO_SUCH_FILE           2UL
#define LIBSSH2_FX_PERMISSION_DENIED      3UL
#define LIBSSH2_FX_FAILURE                4UL
#define LIBSSH2_FX_BAD_MESSAGE            5UL
#define LIBSSH2_FX_NO_CONNECTION          6UL
#define LIBSSH2_FX_CONNECTION_LOST        7UL
#define LIBSSH2_FX_OP_UNSUPPORTED         8UL
#define LIBSSH2_FX_INVALID_HANDLE         9UL
#define LIBSSH2_FX_NO_SUCH_PATH           10UL
#define LIBSSH2_FX_FILE_ALREADY_EXISTS    11UL
#define LIBSSH2_FX_WRITE_PROTECT          12UL
#define LIBSSH2_FX_NO_MEDIA               13UL
#define LIBSSH2_FX_NO_SPACE_ON_FILESYSTEM 14UL
#define LIBSSH2_FX_QUOTA_EXCEEDED         15UL
#define LIBSSH2_FX_UNKNOWN_PRINCIPAL      16UL
#define LIBSSH2_FX_LOCK_CONFLICT          17UL
#define LIBSSH2_FX_DIR_NOT_EMPTY          18UL
#define LIBSSH2_FX_NOT_A_DIRECTORY        19UL
#define LIBSSH2_FX_INVALID_FILENAME       20UL
#define LIBSSH2_FX_LINK_LOOP              21UL

#ifndef LIBSSH2_NO_DEPRECATED
/* Misspelt names of two of them. */
#define LIBSSH2_FX_UNKNOWN_PRINCIPLE LIBSSH2_FX_UNKNOWN_PRINCIPAL
#define LIBSSH2_FX_LOCK_CONFlICT     LIBSSH2_FX_LOCK_CONFLICT
#endif

/* Older name. */
#define LIBSSH2SFTP_EAGAIN LIBSSH2_ERROR_EAGAIN

/* ---- Types --------------------------------------------------------------------- */

typedef struct _LIBSSH2_SFTP LIBSSH2_SFTP;
typedef struct _LIBSSH2_SFTP_HANDLE LIBSSH2_SFTP_HANDLE;

/* What is known of a file; a member counts only if its bit is set in flags. */
typedef struct _LIBSSH2_SFTP_ATTRIBUTES {
    unsigned long flags; /* LIBSSH2_SFTP_ATTR_* */
    libssh2_uint64_t filesize;
    unsigned long uid, gid;
    unsigned long permissions;  /* LIBSSH2_SFTP_S_* */
    unsigned long atime, mtime; /* seconds since 1970, 32 bits */
} LIBSSH2_SFTP_ATTRIBUTES;

/* What is known of a file system (statvfs@openssh.com). */
typedef struct _LIBSSH2_SFTP_STATVFS {
    libssh2_uint64_t f_bsize;   /* block size, bytes */
    libssh2_uint64_t f_frsize;  /* unit of f_blocks, f_bfree, f_bavail, bytes */
    libssh2_uint64_t f_blocks;  /* blocks in all */
    libssh2_uint64_t f_bfree;   /* free ones */
    libssh2_uint64_t f_bavail;  /* free for ordinary users */
    libssh2_uint64_t f_files;   /* inodes in all */
    libssh2_uint64_t f_ffree;   /* free ones */
    libssh2_uint64_t f_favail;  /* free for ordinary users */
    libssh2_uint64_t f_fsid;    /* file system number */
    libssh2_uint64_t f_flag;    /* LIBSSH2_SFTP_ST_* */
    libssh2_uint64_t f_namemax; /* longest file name, bytes */
} LIBSSH2_SFTP_STATVFS;

/* ---- Session ------------------------------------------------------------------- */

/* The rules of libssh2.h hold. All functions that may wait can fail with
 *     SFTP_PROTOCOL    the server answered with a status: libssh2_sftp_last_error() has
 *                      it; or with what is no answer: then that is LIBSSH2_FX_OK
 *     OUT_OF_BOUNDARY  a path is longer than a message may be
 * Paths are passed on as they are, with a length; a server takes them to be UTF-8. */

/* Start SFTP on a new channel of an authenticated session. Several may exist. May wait.
 * NULL with
 *     INVAL                   not authenticated
 *     CHANNEL_FAILURE         the server refused the channel
 *     CHANNEL_REQUEST_DENIED  it does not offer SFTP */
LIBSSH2_API LIBSSH2_SFTP *libssh2_sftp_init(LIBSSH2_SESSION *session);

/* Close the channel and free the object. Handles that are left can only be closed,
 * which is then local. May wait as libssh2_channel_close() does; the object is gone
 * unless EAGAIN came back. */
LIBSSH2_API int libssh2_sftp_shutdown(LIBSSH2_SFTP *sftp);

/* The server's status for the last operation, LIBSSH2_FX_*; of use after SFTP_PROTOCOL
 * only. 0 for NULL. Local. */
LIBSSH2_API unsigned long libssh2_sftp_last_error(LIBSSH2_SFTP *sftp);

/* The channel, which stays the library's. Local. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_sftp_get_channel(LIBSSH2_SFTP *sftp);

/* ---- Files and directories ----------------------------------------------------- */

/* Open a file with LIBSSH2_FXF_* flags and, if it is created, permissions mode; or,
 * with LIBSSH2_SFTP_OPENDIR, a directory: flags and mode are not used. The handle is
 * the caller's until it is closed. May wait. NULL if it failed. */
LIBSSH2_API LIBSSH2_SFTP_HANDLE *libssh2_sftp_open_ex(LIBSSH2_SFTP *sftp,
                                                      const char *filename,
                                                      unsigned int filename_len,
                                                      unsigned long flags, long mode,
                                                      int open_type);
#define libssh2_sftp_open(sftp, filename, flags, mode)                                 \
    libssh2_sftp_open_ex((sftp), (filename), LIBSSH2_LEN_(filename), (flags), (mode),  \
                         LIBSSH2_SFTP_OPENFILE)
#define libssh2_sftp_opendir(sftp, path)                                               \
    libssh2_sftp_open_ex((sftp), (path), LIBSSH2_LEN_(path), 0, 0, LIBSSH2_SFTP_OPENDIR)

/* The same with further attributes of the new file; mode replaces their permissions.
 * attrs may be NULL. */
LIBSSH2_API LIBSSH2_SFTP_HANDLE *
libssh2_sftp_open_ex_r(LIBSSH2_SFTP *sftp, const char *filename, size_t filename_len,
                       unsigned long flags, long mode, int open_type,
                       LIBSSH2_SFTP_ATTRIBUTES *attrs);
#define libssh2_sftp_open_r(sftp, filename, flags, mode, attrs)                        \
    libssh2_sftp_open_ex_r((sftp), (filename), strlen(filename), (flags), (mode),      \
                           LIBSSH2_SFTP_OPENFILE, (attrs))

/* Up to buffer_maxlen bytes from the handle's offset, which moves on. Returns their
 * number, often fewer than asked for; 0 at the end of the file. May wait. More is asked
 * for ahead: a file that changes meanwhile may be seen as it was before. */
LIBSSH2_API ssize_t libssh2_sftp_read(LIBSSH2_SFTP_HANDLE *handle, char *buffer,
                                      size_t buffer_maxlen);

/* Write at the handle's offset. All of the buffer is sent, as far as there is room; the
 * result is how many of its first bytes the server has acknowledged, of those not
 * reported before: they are done with. The rest is on its way. The next call must pass
 * the remaining bytes, advanced by the result, as many as before or more; what is on
 * its way is skipped by counting. 0 is no error: repeat. The buffer may move between
 * calls. May wait; EAGAIN says nothing about how much was sent. After a failure the
 * offset is behind the last byte reported, though the server may have written more. */
LIBSSH2_API ssize_t libssh2_sftp_write(LIBSSH2_SFTP_HANDLE *handle, const char *buffer,
                                       size_t count);

/* Have the server bring the file to its disk (fsync@openssh.com). May wait.
 * SFTP_PROTOCOL with LIBSSH2_FX_OP_UNSUPPORTED: it cannot. */
LIBSSH2_API int libssh2_sftp_fsync(LIBSSH2_SFTP_HANDLE *handle);

/* Close a file or directory and free the handle. May wait, also for the writes that
 * were sent and not acknowledged: the first failure of these is the result. The handle
 * is gone unless EAGAIN came back. */
LIBSSH2_API int libssh2_sftp_close_handle(LIBSSH2_SFTP_HANDLE *handle);
#define libssh2_sftp_close(handle)    libssh2_sftp_close_handle(handle)
#define libssh2_sftp_closedir(handle) libssh2_sftp_close_handle(handle)

/* Set the offset. What was read ahead, or is on its way and unreported, is forgotten.
 * Local. */
LIBSSH2_API void libssh2_sftp_seek64(LIBSSH2_SFTP_HANDLE *handle,
                                     libssh2_uint64_t offset);
#define libssh2_sftp_rewind(handle) libssh2_sftp_seek64((handle), 0)

/* The offset: behind the last byte that was read, or reported as written. Local. */
LIBSSH2_API libssh2_uint64_t libssh2_sftp_tell64(LIBSSH2_SFTP_HANDLE *handle);

/* The next entry of a directory: its name into buffer, the server's line about it, as
 * ls prints it, into longentry, both with NUL, its attributes into attrs; longentry and
 * attrs may be NULL. "." and ".." are among them. Returns the length of the name, 0
 * when there are no more. May wait. BUFFER_TOO_SMALL  the entry stays: call again with
 * larger buffers */
LIBSSH2_API int libssh2_sftp_readdir_ex(LIBSSH2_SFTP_HANDLE *handle, char *buffer,
                                        size_t buffer_maxlen, char *longentry,
                                        size_t longentry_maxlen,
                                        LIBSSH2_SFTP_ATTRIBUTES *attrs);
#define libssh2_sftp_readdir(handle, buffer, buffer_maxlen, attrs)                     \
    libssh2_sftp_readdir_ex((handle), (buffer), (buffer_maxlen), NULL, 0, (attrs))

/* Get the attributes of an open file, or with setstat 1 set those that attrs->flags
 * names. May wait. */
LIBSSH2_API int libssh2_sftp_fstat_ex(LIBSSH2_SFTP_HANDLE *handle,
                                      LIBSSH2_SFTP_ATTRIBUTES *attrs, int setstat);
#define libssh2_sftp_fstat(handle, attrs)    libssh2_sftp_fstat_ex((handle), (attrs), 0)
#define libssh2_sftp_fsetstat(handle, attrs) libssh2_sftp_fstat_ex((handle), (attrs), 1)

/* About the file system of an open file (fstatvfs@openssh.com). May wait. */
LIBSSH2_API int libssh2_sftp_fstatvfs(LIBSSH2_SFTP_HANDLE *handle,
                                      LIBSSH2_SFTP_STATVFS *st);

/* ---- Paths --------------------------------------------------------------------- */

/* One request, one answer; all may wait. */

/* Get the attributes of what a path names, through a symbolic link (STAT) or of the
 * link itself (LSTAT); or set those that attrs->flags names (SETSTAT), which clears
 * attrs on success. */
LIBSSH2_API int libssh2_sftp_stat_ex(LIBSSH2_SFTP *sftp, const char *path,
                                     unsigned int path_len, int stat_type,
                                     LIBSSH2_SFTP_ATTRIBUTES *attrs);
#define libssh2_sftp_stat(sftp, path, attrs)                                           \
    libssh2_sftp_stat_ex((sftp), (path), LIBSSH2_LEN_(path), LIBSSH2_SFTP_STAT, (attrs))
#define libssh2_sftp_lstat(sftp, path, attrs)                                          \
    libssh2_sftp_stat_ex((sftp), (path), LIBSSH2_LEN_(path), LIBSSH2_SFTP_LSTAT,       \
                         (attrs))
#define libssh2_sftp_setstat(sftp, path, attrs)                                        \
    libssh2_sftp_stat_ex((sftp), (path), LIBSSH2_LEN_(path), LIBSSH2_SFTP_SETSTAT,     \
                         (attrs))

/* About the file system that a path lies in (statvfs@openssh.com). */
LIBSSH2_API int libssh2_sftp_statvfs(LIBSSH2_SFTP *sftp, const char *path,
                                     size_t path_len, LIBSSH2_SFTP_STATVFS *st);

/* Remove a file. */
LIBSSH2_API int libssh2_sftp_unlink_ex(LIBSSH2_SFTP *sftp, const char *filename,
                                       unsigned int filename_len);
#define libssh2_sftp_unlink(sftp, filename)                                            \
    libssh2_sftp_unlink_ex((sftp), (filename), LIBSSH2_LEN_(filename))

/* Rename. Version 3 has no place for the flags; most servers refuse if the new name
 * exists. */
LIBSSH2_API int libssh2_sftp_rename_ex(LIBSSH2_SFTP *sftp, const char *source_filename,
                                       unsigned int source_filename_len,
                                       const char *dest_filename,
                                       unsigned int dest_filename_len, long flags);
#define libssh2_sftp_rename(sftp, sourcefile, destfile)                                \
    libssh2_sftp_rename_ex((sftp), (sourcefile), LIBSSH2_LEN_(sourcefile), (destfile), \
                           LIBSSH2_LEN_(destfile),                                     \
                           LIBSSH2_SFTP_RENAME_OVERWRITE |                             \
                               LIBSSH2_SFTP_RENAME_ATOMIC |                            \
                               LIBSSH2_SFTP_RENAME_NATIVE)

/* Rename, in place of what has the new name (posix-rename@openssh.com). SFTP_PROTOCOL
 * with LIBSSH2_FX_OP_UNSUPPORTED: the server does not offer it; nothing was sent. */
LIBSSH2_API int libssh2_sftp_posix_rename_ex(LIBSSH2_SFTP *sftp,
                                             const char *source_filename,
                                             size_t source_filename_len,
                                             const char *dest_filename,
                                             size_t dest_filename_len);
#define libssh2_sftp_posix_rename(sftp, sourcefile, destfile)                          \
    libssh2_sftp_posix_rename_ex((sftp), (sourcefile), strlen(sourcefile), (destfile), \
                                 strlen(destfile))

/* Make a directory with permissions mode, or LIBSSH2_SFTP_DEFAULT_MODE. */
LIBSSH2_API int libssh2_sftp_mkdir_ex(LIBSSH2_SFTP *sftp, const char *path,
                                      unsigned int path_len, long mode);
#define libssh2_sftp_mkdir(sftp, path, mode)                                           \
    libssh2_sftp_mkdir_ex((sftp), (path), LIBSSH2_LEN_(path), (mode))

/* Remove an empty directory. */
LIBSSH2_API int libssh2_sftp_rmdir_ex(LIBSSH2_SFTP *sftp, const char *path,
                                      unsigned int path_len);
#define libssh2_sftp_rmdir(sftp, path)                                                 \
    libssh2_sftp_rmdir_ex((sftp), (path), LIBSSH2_LEN_(path))

/* SYMLINK: path and target are sent in this order; OpenSSH takes the first as what the
 * link shall hold, the second as its name. Returns 0. READLINK, REALPATH: what the link
 * holds, or path made absolute, goes to target with NUL. Returns its length.
 *     BUFFER_TOO_SMALL  target_len bytes do not hold it and the NUL */
LIBSSH2_API int libssh2_sftp_symlink_ex(LIBSSH2_SFTP *sftp, const char *path,
                                        unsigned int path_len, char *target,
                                        unsigned int target_len, int link_type);
#define libssh2_sftp_symlink(sftp, orig, linkpath)                                     \
    libssh2_sftp_symlink_ex((sftp), (orig), LIBSSH2_LEN_(orig), (linkpath),            \
                            LIBSSH2_LEN_(linkpath), LIBSSH2_SFTP_SYMLINK)
#define libssh2_sftp_readlink(sftp, path, target, maxlen)                              \
    libssh2_sftp_symlink_ex((sftp), (path), LIBSSH2_LEN_(path), (target), (maxlen),    \
                            LIBSSH2_SFTP_READLINK)
#define libssh2_sftp_realpath(sftp, path, target, maxlen)                              \
    libssh2_sftp_symlink_ex((sftp), (path), LIBSSH2_LEN_(path), (target), (maxlen),    \
                            LIBSSH2_SFTP_REALPATH)

/* ---- Deprecated ---------------------------------------------------------------- */

#ifndef LIBSSH2_NO_DEPRECATED

/* libssh2_sftp_seek64(), libssh2_sftp_tell64() for offsets that fit a size_t. */
LIBSSH2_DEPRECATED(1.2.8, "Use libssh2_sftp_seek64()")
LIBSSH2_API void libssh2_sftp_seek(LIBSSH2_SFTP_HANDLE *handle, size_t offset);
LIBSSH2_DEPRECATED(1.0, "Use libssh2_sftp_tell64()")
LIBSSH2_API size_t libssh2_sftp_tell(LIBSSH2_SFTP_HANDLE *handle);

#endif /* LIBSSH2_NO_DEPRECATED */

#ifdef __cplusplus
}
#endif

#endif /* RC_INVOKED */
#endif /* LIBSSH2_SFTP_H */
