/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A collection of known hosts: who a host is known to be, and whether a key is his.
 * The meaning of names is OpenSSH's: patterns, negation, hashed names, @revoked.
 * Whatever a file held that this module does not understand (comments, other lines) is
 * kept and written back.  No network; the application decides what a verdict means.
 *
 * Entries are seen through the public struct libssh2_knownhost, whose pointers stay
 * valid until the entry is deleted or the collection freed. */
#ifndef S2_HOSTS_KNOWNHOST_H
#define S2_HOSTS_KNOWNHOST_H

#include "base/err.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/wr.h"
#include "hosts/hostline.h"

/* The public type and the internal one are the same object. */
typedef struct _LIBSSH2_KNOWNHOSTS s2_knownhosts;

struct _LIBSSH2_KNOWNHOSTS {
    struct s2_mem *mem;
    struct s2_err *err;
    struct s2_list entries; /* struct s2_known, in the order of the file */
};

/* The text of a line as it was read, shared by the entries that came from it. */
struct s2_rawline {
    unsigned made, left; /* entries made of it, and not yet deleted */
    size_t n;
    char *text; /* follows this struct, without line end */
};

/* An entry: a name or pattern list and a key; or, hidden, a line kept as text. */
struct s2_known {
    struct s2_link link;
    struct libssh2_knownhost pub; /* node points back */
    struct s2_rawline *raw;       /* NULL: not from a file */
    enum s2_hostform form;        /* S2_HOST_BLANK: hidden, only raw counts */
    enum s2_hostmark mark;
    struct s2_hosthash hash; /* S2_HOST_HASHED */
    char *label;             /* marker and names as written; NULL for hashed names */
    struct s2_span names;    /* inside label */
    char *type;              /* key type's name, NULL for a key that has none */
    char *key;               /* base64 */
    char *comment;           /* NULL: none */
};

/* What libssh2_knownhost_addc is told. */
struct s2_knownspec {
    const char *host, *salt;
    struct s2_span key, comment;
    int typemask;
};

/* NULL without memory.  m and err must outlive the collection. */
s2_knownhosts *s2_known_new(struct s2_mem *m, struct s2_err *err) S2_CHECK;
void s2_known_free(s2_knownhosts *h); /* NULL allowed */

/* Add an entry; *store (may be NULL) points to it.  INVAL: no key type, or a host, key
 * or comment that no line can hold; METHOD_NOT_SUPPORTED: unknown kind of name; ALLOC.
 */
int s2_known_add(s2_knownhosts *h, const struct s2_knownspec *spec,
                 struct libssh2_knownhost **store) S2_CHECK;

/* INVAL if entry is not in the collection. */
int s2_known_del(s2_knownhosts *h, struct libssh2_knownhost *entry) S2_CHECK;

/* The entry after prev, the first one for NULL; NULL at the end.  Hidden lines are not
 * shown.  A line with a marker or with a negated name is one entry whose name is all of
 * "@revoked a,b", so that nobody takes its key for the key of a host. */
struct libssh2_knownhost *s2_known_next(s2_knownhosts *h,
                                        const struct libssh2_knownhost *prev);

/* What to compare with: host without brackets, port or -1, a key and the typemask that
 * says how it is given. */
struct s2_knownask {
    const char *host;
    int port;
    struct s2_span key;
    int typemask;
};

/* LIBSSH2_KNOWNHOST_CHECK_*.  Never a match without a full comparison:
 *  - @revoked for this host and key is a MISMATCH, whatever else is there;
 *  - "[host]:port" is looked up first, and the plain name only if that knows no key of
 *    this type;
 *  - among entries of equal standing an equal key wins; with other keys of the same
 *    type only it is a MISMATCH, with keys of other types only NOTFOUND;
 *  - FAILURE when it could not be found out.
 * *store (may be NULL) gets the deciding entry, and is untouched if there is none. */
int s2_known_check(s2_knownhosts *h, const struct s2_knownask *ask,
                   struct libssh2_knownhost **store);

/* --- Files (hostfile.c) ---------------------------------------------------------- */

/* Largest file that is read. */
#define S2_KNOWN_FILE_MAX ((size_t)64 * 1024 * 1024)

/* One line.  METHOD_NOT_SUPPORTED: not of the format, nothing added; ALLOC. */
int s2_known_read_line(s2_knownhosts *h, struct s2_span line) S2_CHECK;

/* A whole text: the number of its lines.  Lines that are not of the format are kept as
 * they are.  KNOWN_HOSTS: not a text (the error names file and line), what came before
 * stays; ALLOC. */
int s2_known_read_text(s2_knownhosts *h, struct s2_span text,
                       const char *path) S2_CHECK;

/* The same of a file.  FILE: it cannot be read. */
int s2_known_read_file(s2_knownhosts *h, const char *path) S2_CHECK;

/* Append the line of one entry, with its line end. */
void s2_known_write_line(struct s2_wr *w, const struct s2_known *k);

/* All lines; those of a file as they were read, unless entries of them were deleted. */
void s2_known_write_text(s2_knownhosts *h, struct s2_wr *w);

/* FILE, ALLOC. */
int s2_known_write_file(s2_knownhosts *h, const char *path) S2_CHECK;

/* The entry behind a public one, NULL if that is none of ours. */
struct s2_known *s2_known_of(const struct libssh2_knownhost *entry);

/* --- For hostfile.c ----------------------------------------------------------------
 */

/* Add one entry of a parsed line with the given names (a part of line->names), or a
 * hidden one for a blank line.  Takes a share of raw. */
int s2_known_put(s2_knownhosts *h, const struct s2_hostline *line, struct s2_span names,
                 struct s2_rawline *raw) S2_CHECK;

#endif
