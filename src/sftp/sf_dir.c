/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Listing a directory.  The server sends entries in batches; while one is handed out,
 * the next is under way. */
#include "sftp/sf.h"

/* name, longname, flags of the attributes */
#define ENTRY_MIN 12

/* --- Batches ------------------------------------------------------------------- */

/* Keep the entries of a NAME reply: a copy, since the packet must go on its way.
 * Entries are parsed one by one as they are handed out. */
static int take_batch(s2_file *f, struct s2_rd *r)
{
    struct s2_sf_batch *b = &f->dir->next;
    uint32_t count = s2_rd_count(r, UINT32_MAX, ENTRY_MIN);
    struct s2_span entries = s2_rd_rest(r);

    if (!s2_rd_ok(r))
        return LIBSSH2_ERROR_SFTP_PROTOCOL;
    if (count == 0) { /* not a batch: would be asked for without end */
        f->dir->eof = true;
        return 0;
    }
    b->data = (uint8_t *)s2_memdup(&f->s->mem, entries);
    if (!b->data)
        return LIBSSH2_ERROR_ALLOC;
    b->rd = s2_rd(s2_span(b->data, entries.n));
    b->left = count;
    return 0;
}

/* Only noted here: whoever lists is told in its turn, after the entries at hand. */
int s2_sf_dir_reply(s2_file *f, uint8_t type, struct s2_rd *r)
{
    struct s2_sf_lister *d = f->dir;

    s2_sf_moved(f);
    d->asked = false;
    if (type == FXP_NAME) {
        d->bad = take_batch(f, r);
    } else if (type == FXP_STATUS) {
        s2_sf_read_status(r, &d->fault);
        d->eof = d->fault.code == LIBSSH2_FX_EOF;
        if (d->fault.code == LIBSSH2_FX_OK)
            d->bad = LIBSSH2_ERROR_SFTP_PROTOCOL;
    } else {
        d->bad = LIBSSH2_ERROR_SFTP_PROTOCOL;
    }
    return 0;
}

/* Ask for the batch after the one at hand. */
static int ask_ahead(s2_file *f)
{
    struct s2_sf_lister *d = f->dir;
    struct s2_wr w;
    size_t mark;
    uint32_t id;
    int rc;

    if (d->asked || d->eof || d->bad || d->fault.code || d->next.left)
        return 0;
    rc = s2_req_new(&f->t->reqs, S2_REQ_DIR, f, 0, &id);
    if (rc)
        return s2_fail(&f->s->err, rc, "no memory to read a directory");
    w = s2_wr_growing(&f->s->mem);
    mark = s2_wr_mark(&w);
    s2_wr_u8(&w, FXP_READDIR);
    s2_wr_u32(&w, id);
    s2_wr_str(&w, f->handle);
    s2_wr_close(&w, mark);
    rc = s2_wr_ok(&w) ? s2_chan_queue(f->t->chan, s2_wr_span(&w)) : LIBSSH2_ERROR_ALLOC;
    s2_wr_free(&w);
    d->asked = rc == 0;
    if (rc)
        s2_req_done(&f->t->reqs, id);
    return rc ? s2_fail_unless(&f->s->err, rc, "READDIR") : 0;
}

/* --- Entries ------------------------------------------------------------------- */

/* With a NUL; false if there is no room. */
static bool copy_text(char *to, size_t size, struct s2_span text)
{
    if (text.n >= size)
        return false;
    if (text.n)
        memcpy(to, text.p, text.n);
    to[text.n] = 0;
    return true;
}

/* The next entry of the batch at hand: 0 with out->len, or a code; BUFFER_TOO_SMALL
 * leaves it the next one.  An entry without a name is no entry: to the application its
 * length would mean the end, and skipping it could go on for ever. */
static int next_entry(s2_file *f, struct s2_dirent *out)
{
    struct s2_sf_batch *b = &f->dir->now;
    struct s2_rd r = b->rd;
    struct s2_span name = s2_rd_str(&r), longname = s2_rd_str(&r);
    LIBSSH2_SFTP_ATTRIBUTES attrs;
    bool want_long = out->longname && out->longname_size > 1;

    memset(&attrs, 0, sizeof(attrs));
    s2_attr_read(&r, &attrs);
    if (!s2_rd_ok(&r) || name.n == 0) {
        s2_sf_batch_free(f, b);
        return s2_fail(&f->s->err, LIBSSH2_ERROR_SFTP_PROTOCOL,
                       "READDIR %.*s: malformed entry", (int)s2_min(f->path.n, 256),
                       (const char *)f->path.p);
    }
    if (!copy_text(out->name, out->name_size, name) ||
        (want_long && !copy_text(out->longname, out->longname_size, longname)))
        return s2_fail(&f->s->err, LIBSSH2_ERROR_BUFFER_TOO_SMALL,
                       "READDIR: an entry of %lu and %lu bytes", (unsigned long)name.n,
                       (unsigned long)longname.n);
    if (out->attrs)
        *out->attrs = attrs;
    out->len = name.n;
    b->rd = r;
    if (--b->left == 0)
        s2_sf_batch_free(f, b);
    return 0;
}

/* --- The call ------------------------------------------------------------------ */

/* No entry is at hand and none will come: the end, or why. */
static int finish(s2_file *f)
{
    struct s2_sf_lister *d = f->dir;
    int bad = d->bad;

    if (d->eof)
        return 0;
    d->bad = 0; /* told once; the next call asks again */
    if (bad)
        return s2_fail(&f->s->err, bad, "READDIR %.*s: unusable reply of the server",
                       (int)s2_min(f->path.n, 256), (const char *)f->path.p);
    bad = s2_sf_refused(f->t, "READDIR", f->path, &d->fault);
    d->fault.code = 0;
    return bad;
}

static bool over(const struct s2_sf_lister *d)
{
    return d->now.left == 0 && d->next.left == 0 && (d->eof || d->bad || d->fault.code);
}

/* One turn: 1 the call can return 0, 0 go on, or a code. */
static int turn(s2_file *f, struct s2_dirent *out)
{
    struct s2_sf_lister *d = f->dir;
    int rc;

    if (over(d)) {
        rc = finish(f);
        return rc ? rc : 1;
    }
    if (d->now.left == 0) {
        d->now = d->next;
        memset(&d->next, 0, sizeof(d->next));
        rc = ask_ahead(f);
        if (rc)
            return rc;
    }
    if (d->now.left) {
        rc = next_entry(f, out);
        return rc ? rc : 1;
    }
    rc = s2_pump(f->s);
    if (rc == 0)
        return s2_sf_nothing_yet(f, "READDIR");
    return rc < 0 ? rc : s2_sf_alive(f->t);
}

int s2_file_readdir(s2_file *f, struct s2_dirent *out)
{
    bool had;
    int rc = s2_sf_file_begin(f);

    out->len = 0;
    if (rc)
        return rc;
    if (!f->dir)
        f->dir = (struct s2_sf_lister *)s2_zalloc(&f->s->mem, sizeof(*f->dir));
    if (!f->dir)
        return s2_fail(&f->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a directory");
    had = f->dir->now.left > 0;
    do {
        rc = turn(f, out);
    } while (rc == 0);
    /* What was asked for ahead leaves with the first entry of a batch. */
    if (rc == 1 && !had && s2_flush(f->s))
        s2_trace(f->s, LIBSSH2_TRACE_SFTP, "READDIR: the next request waits");
    return rc == 1 ? 0 : rc;
}
