/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* One line of a known_hosts file, in OpenSSH's format: taking it apart, putting one
 * together, and whether its names mean a certain host.  Keeps nothing, owns nothing,
 * never touches a file: spans point into the line that was given. */
#ifndef S2_HOSTS_HOSTLINE_H
#define S2_HOSTS_HOSTLINE_H

#include "base/err.h"
#include "base/rd.h"
#include "base/wr.h"

enum s2_hostform {
    S2_HOST_BLANK, /* empty, or a comment */
    S2_HOST_NAMES, /* names and patterns, separated by commas */
    S2_HOST_HASHED /* one name, hashed */
};

/* The word in front of the names. */
enum s2_hostmark { S2_MARK_NONE, S2_MARK_REVOKED, S2_MARK_CA };

#define S2_HOST_SALT 64u /* longest salt; ssh-keygen makes 20 bytes */
#define S2_HOST_HASH 20u /* HMAC-SHA1 */

struct s2_hosthash {
    uint8_t salt[S2_HOST_SALT], hash[S2_HOST_HASH];
    size_t salt_n;
};

struct s2_hostline {
    enum s2_hostform form;
    enum s2_hostmark mark;
    struct s2_span names; /* as they stand, also when hashed */
    struct s2_span type;  /* "ssh-ed25519" */
    struct s2_span key;   /* base64 */
    struct s2_span comment;
    struct s2_hosthash hash;
};

/* Take a line (without its end) apart.  METHOD_NOT_SUPPORTED: not of this format. */
int s2_hostline_parse(struct s2_span line, struct s2_hostline *out) S2_CHECK;

/* True if text is base64 without white space. */
bool s2_hostline_is64(struct s2_span text);

/* True if text can stand as the name of a key's type in a line. */
bool s2_hostline_istype(struct s2_span text);

/* "@revoked ", "@cert-authority " or "". */
const char *s2_hostline_mark(enum s2_hostmark mark);

/* From the base64 forms; false if they cannot be a salt and a hash. */
bool s2_hosthash_read(struct s2_hosthash *h, struct s2_span salt, struct s2_span hash);

/* Append "|1|salt|hash". */
void s2_hosthash_write(struct s2_wr *w, const struct s2_hosthash *h);

/* Does the hash stand for that name?  1, 0, or ALLOC, METHOD_NOT_SUPPORTED (no SHA-1),
 * or what the backend says. */
int s2_hosthash_is(struct s2_mem *m, const struct s2_hosthash *h,
                   struct s2_span name) S2_CHECK;

/* Do the names mean host?  `*` stands for any characters, `?` for one, case does not
 * count.  A name with `!` that matches excludes the host whatever the others say. */
bool s2_hostnames_have(struct s2_span names, struct s2_span host);

/* True if one of the names begins with `!`. */
bool s2_hostnames_negate(struct s2_span names);

/* LIBSSH2_KNOWNHOST_KEY_* of a key type's name, _KEY_UNKNOWN if it has none; and the
 * name of those bits of a typemask, NULL if it has none. */
int s2_hostkey_bits(struct s2_span type);
const char *s2_hostkey_name(int typemask);

#endif
