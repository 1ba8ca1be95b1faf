/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Known hosts from lines and files, and back.  See knownhost.h. */
#include "hosts/knownhost.h"

#include "base/text.h"
#include "os/filewhy.h"
#include "os/os.h"

#include <limits.h>

/* --- Reading
 * --------------------------------------------------------------------------- */

static int no_memory(s2_knownhosts *h)
{
    return s2_fail(h->err, LIBSSH2_ERROR_ALLOC, "no memory for a known host");
}

/* The text lies behind the struct, in the same block. */
static struct s2_rawline *raw_new(s2_knownhosts *h, struct s2_span line)
{
    struct s2_rawline *raw = s2_zalloc(h->mem, sizeof(*raw) + line.n + 1);

    if (!raw)
        return NULL;
    raw->text = (char *)(raw + 1);
    raw->n = line.n;
    if (line.n)
        memcpy(raw->text, line.p, line.n);
    return raw;
}

/* The names of a line, last one first, which is the order that programs know.  Where
 * the names mean something only together (negation), with a marker, and when they are
 * hashed, the line stays one entry. */
static int put_names(s2_knownhosts *h, const struct s2_hostline *line,
                     struct s2_rawline *raw)
{
    struct s2_span names = line->names;
    int rc = 0;

    if (line->form != S2_HOST_NAMES || line->mark != S2_MARK_NONE ||
        s2_hostnames_negate(names))
        return s2_known_put(h, line, names, raw);
    while (names.n && !rc) {
        size_t start = names.n;

        while (start && names.p[start - 1] != ',')
            start--;
        if (start < names.n)
            rc = s2_known_put(h, line, s2_span(names.p + start, names.n - start), raw);
        names.n = start ? start - 1 : 0;
    }
    return rc;
}

/* Add what a parsed line says; a blank one becomes a hidden entry. */
static int put_line(s2_knownhosts *h, const struct s2_hostline *line,
                    struct s2_span text)
{
    struct s2_rawline *raw;
    int rc;

    while (text.n && text.p[text.n - 1] == '\r')
        text.n--; /* else each writing would make one CR less of them */
    raw = raw_new(h, text);
    if (!raw)
        return no_memory(h);
    rc = put_names(h, line, raw);
    if (!raw->made)
        s2_free(h->mem, raw);
    return rc;
}

/* Line ends are taken off if they are there; more than one line is not read. */
int s2_known_read_line(s2_knownhosts *h, struct s2_span line)
{
    struct s2_span text = s2_span(NULL, 0);
    struct s2_hostline parsed;

    if (!s2_line_next(&line, &text))
        return 0;
    if (s2_hostline_parse(text, &parsed))
        return s2_fail(h->err, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                       "not a known_hosts line: %.*s", (int)s2_min(text.n, 60),
                       (const char *)text.p);
    return put_line(h, &parsed, text);
}

int s2_known_read_text(s2_knownhosts *h, struct s2_span text, const char *path)
{
    struct s2_span line;
    int count = 0;

    while (count < INT_MAX && s2_line_next(&text, &line)) {
        struct s2_hostline parsed;
        int rc;

        count++;
        if (line.n && memchr(line.p, 0, line.n))
            return s2_fail(h->err, LIBSSH2_ERROR_KNOWN_HOSTS,
                           "%s, line %d: a zero byte, this is no text file", path,
                           count);
        /* what cannot be parsed is kept as it is */
        if (s2_hostline_parse(line, &parsed))
            memset(&parsed, 0, sizeof(parsed));
        rc = put_line(h, &parsed, line);
        if (rc)
            return rc;
    }
    return count;
}

int s2_known_read_file(s2_knownhosts *h, const char *path)
{
    uint8_t *data;
    size_t n;
    int rc = s2_os_read_file(h->mem, path, S2_KNOWN_FILE_MAX, &data, &n);

    if (rc == LIBSSH2_ERROR_ALLOC)
        return no_memory(h);
    if (rc)
        return s2_fail(h->err, rc, "known hosts file %s cannot be read: %s", path,
                       s2_os_file_why());
    rc = s2_known_read_text(h, s2_span(data, n), path);
    s2_free(h->mem, data);
    return rc;
}

/* --- Writing
 * --------------------------------------------------------------------------- */

/* Words of a line are separated by one space. */
static void put_word(struct s2_wr *w, const char *word)
{
    s2_wr_u8(w, ' ');
    s2_wr_raw(w, word, strlen(word));
}

/* A marker is part of the label; a hashed name is written from its bytes. */
void s2_known_write_line(struct s2_wr *w, const struct s2_known *k)
{
    if (k->form == S2_HOST_BLANK)
        s2_wr_raw(w, k->raw->text, k->raw->n);
    else if (k->label)
        s2_wr_raw(w, k->label, strlen(k->label));
    else
        s2_hosthash_write(w, &k->hash);
    if (k->type)
        put_word(w, k->type);
    if (k->key)
        put_word(w, k->key);
    if (k->comment)
        put_word(w, k->comment);
    s2_wr_u8(w, '\n');
}

/* The entries of one line stand next to each other, in the order they were made. */
void s2_known_write_text(s2_knownhosts *h, struct s2_wr *w)
{
    const struct s2_rawline *whole = NULL; /* line that was just written as read */
    struct s2_link *l, *after;

    S2_LIST_EACH(l, after, &h->entries)
    {
        const struct s2_known *k = S2_ITEM(l, struct s2_known, link);

        if (k->raw && k->raw == whole)
            continue;
        whole = k->raw && k->raw->left == k->raw->made ? k->raw : NULL;
        if (whole) {
            s2_wr_raw(w, whole->text, whole->n);
            s2_wr_u8(w, '\n');
        } else {
            s2_known_write_line(w, k);
        }
    }
}

/* The text is made before the file is touched: without memory the file stays whole. */
int s2_known_write_file(s2_knownhosts *h, const char *path)
{
    struct s2_wr w = s2_wr_growing(h->mem);
    int rc;

    s2_known_write_text(h, &w);
    if (!s2_wr_ok(&w))
        rc = no_memory(h);
    else
        rc = s2_os_write_file(path, s2_wr_span(&w).p, s2_wr_span(&w).n);
    if (rc && rc != LIBSSH2_ERROR_ALLOC)
        rc = s2_fail(h->err, rc, "known hosts file %s cannot be written: %s", path,
                     s2_os_file_why());
    s2_wr_free(&w);
    return rc;
}
