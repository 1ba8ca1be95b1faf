/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The collection: entries come, go, and are walked through.  See knownhost.h. */
#include "hosts/knownhost.h"

#include "base/text.h"

/* In every public entry, so that a foreign pointer is told from ours. */
#define MAGIC 0x6b6e6f77u

s2_knownhosts *s2_known_new(struct s2_mem *m, struct s2_err *err)
{
    s2_knownhosts *h = s2_zalloc(m, sizeof(*h));

    if (!h)
        return NULL;
    h->mem = m;
    h->err = err;
    s2_list_init(&h->entries);
    return h;
}

/* With the last entry of a line its text goes too. */
static void known_free(s2_knownhosts *h, struct s2_known *k)
{
    if (!k)
        return;
    s2_list_del(&k->link);
    if (k->raw && --k->raw->left == 0)
        s2_free(h->mem, k->raw);
    s2_free(h->mem, k->label);
    s2_free(h->mem, k->type);
    s2_free(h->mem, k->key);
    s2_free(h->mem, k->comment);
    k->pub.magic = 0;
    s2_free(h->mem, k);
}

/* All entries, then the collection. */
void s2_known_free(s2_knownhosts *h)
{
    struct s2_link *l, *after;

    if (!h)
        return;
    S2_LIST_EACH(l, after, &h->entries)
    known_free(h, S2_ITEM(l, struct s2_known, link));
    s2_free(h->mem, h);
}

/* Does not look whether the entry is in any collection: see s2_known_del. */
struct s2_known *s2_known_of(const struct libssh2_knownhost *entry)
{
    return entry && entry->magic == MAGIC ? entry->node : NULL;
}

/* The magic number tells an entry of ours from a pointer gone astray. */
int s2_known_del(s2_knownhosts *h, struct libssh2_knownhost *entry)
{
    struct s2_link *l, *after;

    S2_LIST_EACH(l, after, &h->entries)
    {
        struct s2_known *k = S2_ITEM(l, struct s2_known, link);

        if (&k->pub == entry && k->form != S2_HOST_BLANK) {
            known_free(h, k);
            return 0;
        }
    }
    return s2_fail(h->err, LIBSSH2_ERROR_INVAL, "no such entry among the known hosts");
}

struct libssh2_knownhost *s2_known_next(s2_knownhosts *h,
                                        const struct libssh2_knownhost *prev)
{
    struct s2_known *k = s2_known_of(prev);
    struct s2_link *l;

    if (prev && !k)
        return NULL;
    for (l = k ? k->link.next : h->entries.head.next; l != &h->entries.head;
         l = l->next) {
        k = S2_ITEM(l, struct s2_known, link);
        if (k->form != S2_HOST_BLANK)
            return &k->pub;
    }
    return NULL;
}

/* --- Making entries -----------------------------------------------------------------
 */

/* An entry that is not yet in the list: NULL without memory. */
static struct s2_known *blank(s2_knownhosts *h)
{
    struct s2_known *k = s2_zalloc(h->mem, sizeof(*k));

    if (k) {
        k->pub.magic = MAGIC;
        k->pub.node = k;
    }
    return k;
}

/* Copy of a span, NULL for an empty one; false without memory. */
static bool copy(s2_knownhosts *h, char **to, struct s2_span s)
{
    *to = s.n ? s2_memdup(h->mem, s) : NULL;
    return *to || !s.n;
}

/* Marker and names, as one string. */
static bool make_label(s2_knownhosts *h, struct s2_known *k, struct s2_span names)
{
    const char *mark = s2_hostline_mark(k->mark);
    struct s2_wr w = s2_wr_growing(h->mem);
    size_t n;

    s2_wr_raw(&w, mark, strlen(mark));
    s2_wr_raw(&w, names.p, names.n);
    s2_wr_u8(&w, 0);
    k->label = (char *)s2_wr_take(&w, &n);
    if (k->label)
        k->names = s2_span(k->label + strlen(mark), names.n);
    return k->label != NULL;
}

/* Show the entry to the application, at the end of the list. */
static void publish(s2_knownhosts *h, struct s2_known *k, int typemask)
{
    bool plain =
        (typemask & LIBSSH2_KNOWNHOST_TYPE_MASK) == LIBSSH2_KNOWNHOST_TYPE_PLAIN;

    k->pub.name = plain ? k->label : NULL;
    k->pub.key = k->key;
    k->pub.typemask = typemask;
    s2_list_add(&h->entries, &k->link);
}

/* One text for all the places where memory can run out. */
static int no_memory(s2_knownhosts *h)
{
    return s2_fail(h->err, LIBSSH2_ERROR_ALLOC, "no memory for a known host");
}

/* What a file holds is taken as it stands: its key was checked to be base64, its type
 * is kept by name even if we have no number for it. */
int s2_known_put(s2_knownhosts *h, const struct s2_hostline *line, struct s2_span names,
                 struct s2_rawline *raw)
{
    struct s2_known *k = blank(h);
    bool shown, ok;

    if (!k)
        return no_memory(h);
    k->form = line->form;
    k->mark = line->mark;
    k->hash = line->hash;
    /* a marked line shows its names even when they are hashed: see s2_known_next */
    shown = line->form == S2_HOST_NAMES || line->mark != S2_MARK_NONE;
    ok = copy(h, &k->type, line->type) && copy(h, &k->key, line->key) &&
         copy(h, &k->comment, line->comment) && (!shown || make_label(h, k, names));
    if (!ok) {
        known_free(h, k);
        return no_memory(h);
    }
    k->raw = raw;
    raw->made++;
    raw->left++;
    publish(h, k,
            (shown ? LIBSSH2_KNOWNHOST_TYPE_PLAIN : LIBSSH2_KNOWNHOST_TYPE_SHA1) |
                LIBSSH2_KNOWNHOST_KEYENC_BASE64 | s2_hostkey_bits(line->type));
    return 0;
}

/* A word that can stand first in a line and be read back as it was meant. */
static bool is_host_word(const char *host)
{
    const char *p;

    if (!*host || strchr("#@|", *host))
        return false;
    for (p = host; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7f)
            return false;
    return true;
}

/* Whoever can put a line end into a comment could add a host of his own. */
static bool has_line_end(struct s2_span s)
{
    return s.n &&
           (memchr(s.p, '\n', s.n) || memchr(s.p, '\r', s.n) || memchr(s.p, 0, s.n));
}

/* Name and form of an added entry. */
static int add_name(s2_knownhosts *h, struct s2_known *k,
                    const struct s2_knownspec *spec)
{
    switch (spec->typemask & LIBSSH2_KNOWNHOST_TYPE_MASK) {
    case LIBSSH2_KNOWNHOST_TYPE_SHA1:
        k->form = S2_HOST_HASHED;
        if (!spec->salt || !s2_hosthash_read(&k->hash, s2_span_str(spec->salt),
                                             s2_span_str(spec->host)))
            return s2_fail(h->err, LIBSSH2_ERROR_INVAL,
                           "hashed host name: salt or hash is not valid base64");
        return 0;
    case LIBSSH2_KNOWNHOST_TYPE_PLAIN:
    case LIBSSH2_KNOWNHOST_TYPE_CUSTOM:
        k->form = S2_HOST_NAMES;
        if (!is_host_word(spec->host))
            return s2_fail(h->err, LIBSSH2_ERROR_INVAL,
                           "a known_hosts line cannot hold the host name '%.100s'",
                           spec->host);
        return make_label(h, k, s2_span_str(spec->host)) ? 0 : no_memory(h);
    default:
        return s2_fail(h->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "unknown type of host name");
    }
}

/* The name of the key's type: that of the typemask, else the one that begins the key.
 * Neither: the entry has none and cannot be written as a line. */
static int add_type(s2_knownhosts *h, struct s2_known *k, int typemask)
{
    struct s2_wr blob = s2_wr_growing(h->mem);
    struct s2_span name = s2_span_str(s2_hostkey_name(typemask));
    bool ok = true;

    if (!name.n && s2_base64_read(&blob, s2_span_str(k->key)) == 0) {
        struct s2_rd r = s2_rd(s2_wr_span(&blob));

        name = s2_rd_str(&r);
        if (!s2_hostline_istype(name))
            name = s2_span(NULL, 0);
    }
    ok = copy(h, &k->type, name);
    s2_wr_free(&blob);
    return ok ? 0 : no_memory(h);
}

/* base64 is kept as given, bytes are encoded: entries are compared as text. */
static int add_key(s2_knownhosts *h, struct s2_known *k,
                   const struct s2_knownspec *spec)
{
    struct s2_wr w = s2_wr_growing(h->mem);
    size_t n;

    if ((spec->typemask & LIBSSH2_KNOWNHOST_KEYENC_MASK) ==
        LIBSSH2_KNOWNHOST_KEYENC_BASE64) {
        if (!s2_hostline_is64(spec->key)) {
            s2_wr_free(&w);
            return s2_fail(h->err, LIBSSH2_ERROR_INVAL, "the key is not base64");
        }
        s2_wr_raw(&w, spec->key.p, spec->key.n);
    } else {
        s2_base64_write(&w, spec->key);
    }
    s2_wr_u8(&w, 0);
    k->key = (char *)s2_wr_take(&w, &n);
    return k->key ? add_type(h, k, spec->typemask) : no_memory(h);
}

/* Duplicates are allowed: a host may have several keys of a type. */
int s2_known_add(s2_knownhosts *h, const struct s2_knownspec *spec,
                 struct libssh2_knownhost **store)
{
    struct s2_known *k;
    int rc;

    if (!(spec->typemask & LIBSSH2_KNOWNHOST_KEY_MASK))
        return s2_fail(h->err, LIBSSH2_ERROR_INVAL, "no key type set");
    if (has_line_end(spec->comment))
        return s2_fail(h->err, LIBSSH2_ERROR_INVAL,
                       "the comment of a known host has more than one line");
    k = blank(h);
    if (!k)
        return no_memory(h);
    rc = add_name(h, k, spec);
    if (!rc)
        rc = add_key(h, k, spec);
    if (!rc && !copy(h, &k->comment, spec->comment))
        rc = no_memory(h);
    if (rc) {
        known_free(h, k);
        return rc;
    }
    publish(h, k, spec->typemask);
    if (store)
        *store = &k->pub;
    return 0;
}
