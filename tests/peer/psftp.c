/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server's SFTP version 3, with the usual OpenSSH extensions. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

#define HANDLES 64
#define PENDING 64

enum {
    OK = 0,
    END = 1,
    NO_FILE = 2,
    DENIED = 3,
    FAILURE = 4,
    BAD = 5,
    UNSUPPORTED = 8
};

struct handle {
    bool used, dir;
    struct pfs_node *node;
    struct pfs_node *next; /* directory: where the listing stands */
    bool dots;
};

struct reply {
    uint8_t *p;
    size_t n;
};

struct psftp {
    struct peer *peer;
    struct peer_chan *c;
    bool inited;
    struct handle h[HANDLES];
    struct reply pending[PENDING]; /* answers that wait to be shuffled */
    uint32_t npending, writes;
};

struct psftp *psftp_new(struct peer *p, struct peer_chan *c)
{
    struct psftp *s = peer_must(calloc(1, sizeof(*s)));

    s->peer = p;
    s->c = c;
    return s;
}

static void close_handle(struct psftp *s, struct handle *h)
{
    if (h->node && --h->node->opened == 0 && h->node->gone)
        pfs_remove(s->peer->fs, h->node);
    memset(h, 0, sizeof(*h));
}

void psftp_free(struct psftp *s)
{
    uint32_t i;

    if (!s)
        return;
    for (i = 0; i < HANDLES; i++)
        close_handle(s, &s->h[i]);
    for (i = 0; i < s->npending; i++)
        free(s->pending[i].p);
    free(s);
}

/* --- answers ------------------------------------------------------------------------
 */

static struct s2_wr answer(struct psftp *s, uint8_t type, uint32_t id)
{
    struct s2_wr w = s2_wr_growing(&s->peer->mem);

    s2_wr_u32(&w, 0);
    s2_wr_u8(&w, type);
    s2_wr_u32(&w, id);
    return w;
}

static void flush_one(struct psftp *s)
{
    uint32_t i = peer_random(s->peer, s->npending);

    peer_put(&s->c->out, s->pending[i].p, s->pending[i].n);
    free(s->pending[i].p);
    s->pending[i] = s->pending[--s->npending];
}

static void give(struct psftp *s, struct s2_wr *w)
{
    struct s2_span all = s2_wr_span(w);
    struct reply *r;

    if (!s2_wr_ok(w))
        abort();
    s2_put_u32(w->base, (uint32_t)all.n - 4);
    if (!s->peer->script.reorder) {
        peer_put(&s->c->out, all.p, all.n);
    } else {
        r = &s->pending[s->npending++];
        r->p = peer_must(malloc(all.n));
        memcpy(r->p, all.p, all.n);
        r->n = all.n;
        if (s->npending >= s->peer->script.reorder || s->npending == PENDING)
            flush_one(s);
    }
    s2_wr_free(w);
}

static void status(struct psftp *s, uint32_t id, uint32_t code)
{
    static const char *const texts[] = {
        "Success",           "End of file",     "No such file",
        "Permission denied", "Failure",         "Bad message",
        "No connection",     "Connection lost", "Operation unsupported"};
    struct s2_wr w = answer(s, 101, id);

    s2_wr_u32(&w, code);
    s2_wr_cstr(&w, code < S2_COUNT(texts) ? texts[code] : "Failure");
    s2_wr_cstr(&w, "");
    give(s, &w);
}

static void attrs(struct s2_wr *w, const struct pfs_node *n)
{
    s2_wr_u32(w, 0xf);
    s2_wr_u64(w, n->size);
    s2_wr_u32(w, n->uid);
    s2_wr_u32(w, n->gid);
    s2_wr_u32(w, n->mode);
    s2_wr_u32(w, n->atime);
    s2_wr_u32(w, n->mtime);
}

static void give_attrs(struct psftp *s, uint32_t id, const struct pfs_node *n)
{
    struct s2_wr w;

    if (!n) {
        status(s, id, NO_FILE);
        return;
    }
    w = answer(s, 105, id);
    attrs(&w, n);
    give(s, &w);
}

static void give_name(struct psftp *s, uint32_t id, const char *name)
{
    struct s2_wr w = answer(s, 104, id);

    s2_wr_u32(&w, 1);
    s2_wr_cstr(&w, name);
    s2_wr_cstr(&w, name);
    s2_wr_u32(&w, 0);
    give(s, &w);
}

static void take_attrs(struct s2_rd *r, struct pfs_node *n)
{
    uint32_t flags = s2_rd_u32(r);

    if (flags & 1) {
        uint64_t size = s2_rd_u64(r);

        if (size > n->size)
            pfs_write(n, size, NULL, 0);
        n->size = (size_t)size;
    }
    if (flags & 2) {
        n->uid = s2_rd_u32(r);
        n->gid = s2_rd_u32(r);
    }
    if (flags & 4)
        n->mode = (n->mode & 0170000) | (s2_rd_u32(r) & 07777);
    if (flags & 8) {
        n->atime = s2_rd_u32(r);
        n->mtime = s2_rd_u32(r);
    }
}

/* --- requests
 * -------------------------------------------------------------------------- */

/* Absolute, without dots at the end: enough for tests. */
static const char *path_of(struct s2_span given, char *buf, size_t n)
{
    const char *base = given.n && given.p[0] == '/' ? "" : "/home/";

    if (s2_span_is(given, ".") || given.n == 0)
        snprintf(buf, n, "/home");
    else
        snprintf(buf, n, "%s%.*s", base, (int)s2_min(given.n, 200),
                 (const char *)given.p);
    if (strlen(buf) > 1 && buf[strlen(buf) - 1] == '/')
        buf[strlen(buf) - 1] = 0;
    return buf;
}

static struct handle *handle_of(struct psftp *s, struct s2_span h)
{
    if (h.n != 4 || s2_get_u32(h.p) >= HANDLES || !s->h[s2_get_u32(h.p)].used)
        return NULL;
    return &s->h[s2_get_u32(h.p)];
}

static void give_handle(struct psftp *s, uint32_t id, struct pfs_node *n, bool dir)
{
    struct s2_wr w;
    uint8_t name[4];
    uint32_t i;

    for (i = 0; i < HANDLES && s->h[i].used; i++)
        ;
    if (i == HANDLES) {
        status(s, id, FAILURE);
        return;
    }
    s->h[i].used = true;
    s->h[i].dir = dir;
    s->h[i].node = n;
    s->h[i].next = dir ? s->peer->fs->first : NULL;
    n->opened++;
    s2_put_u32(name, i);
    w = answer(s, 102, id);
    s2_wr_str(&w, s2_span(name, 4));
    give(s, &w);
}

static void do_open(struct psftp *s, uint32_t id, struct s2_rd *r)
{
    char buf[256];
    const char *path = path_of(s2_rd_str(r), buf, sizeof(buf));
    uint32_t flags = s2_rd_u32(r);
    struct pfs_node *n = pfs_find(s->peer->fs, path);

    if (strstr(path, "forbidden")) {
        status(s, id, DENIED);
        return;
    }
    if (n && (flags & 0x28) == 0x28) {
        status(s, id, FAILURE);
        return;
    }
    if (!n && !(flags & 8)) {
        status(s, id, NO_FILE);
        return;
    }
    if (!n) {
        n = pfs_make(s->peer->fs, path, 0100644);
        take_attrs(r, n);
    }
    if (flags & 0x10)
        n->size = 0;
    give_handle(s, id, n, false);
}

static void do_read(struct psftp *s, uint32_t id, struct s2_rd *r)
{
    struct handle *h = handle_of(s, s2_rd_str(r));
    uint64_t off = s2_rd_u64(r);
    size_t len = s2_rd_u32(r);
    struct s2_wr w;

    if (!h || h->dir) {
        status(s, id, FAILURE);
    } else if (off >= h->node->size) {
        status(s, id, END);
    } else {
        len = s2_min(len, h->node->size - (size_t)off);
        if (s->peer->script.read_cap)
            len = s2_min(len, s->peer->script.read_cap);
        w = answer(s, 103, id);
        s2_wr_str(&w, s2_span(h->node->data + off, len));
        give(s, &w);
    }
}

static void do_write(struct psftp *s, uint32_t id, struct s2_rd *r)
{
    struct handle *h = handle_of(s, s2_rd_str(r));
    uint64_t off = s2_rd_u64(r);
    struct s2_span data = s2_rd_str(r);

    if (!s2_rd_done(r))
        peer_complain(s->peer, "WRITE is malformed");
    if (!h || h->dir) {
        status(s, id, FAILURE);
    } else if (++s->writes == s->peer->script.fail_write) {
        status(s, id, s->peer->script.fail_status);
    } else {
        pfs_write(h->node, off, data.p, data.n);
        status(s, id, OK);
    }
}

static void do_readdir(struct psftp *s, uint32_t id, struct s2_rd *r)
{
    struct handle *h = handle_of(s, s2_rd_str(r));
    struct s2_wr w;
    uint32_t count = 0;
    size_t at;
    char longname[320];

    if (!h || !h->dir) {
        status(s, id, FAILURE);
        return;
    }
    w = answer(s, 104, id);
    at = s2_wr_len(&w);
    s2_wr_u32(&w, 0);
    for (; h->next && count < 10; h->next = h->next->next) {
        const char *name;

        if (h->next->gone || !pfs_is_child(h->node->path, h->next->path))
            continue;
        name = strrchr(h->next->path, '/') + 1;
        snprintf(longname, sizeof(longname), "-rw-r--r-- 1 u g %lu Nov 14 2023 %s",
                 (unsigned long)h->next->size, name);
        s2_wr_cstr(&w, name);
        s2_wr_cstr(&w, longname);
        attrs(&w, h->next);
        count++;
    }
    if (!count) {
        s2_wr_free(&w);
        status(s, id, END);
        return;
    }
    s2_put_u32(w.base + at, count);
    give(s, &w);
}

static void do_rename(struct psftp *s, uint32_t id, struct s2_rd *r, bool over)
{
    char a[256], b[256];
    const char *from = path_of(s2_rd_str(r), a, sizeof(a));
    const char *to = path_of(s2_rd_str(r), b, sizeof(b));
    struct pfs_node *n = pfs_find(s->peer->fs, from);
    struct pfs_node *old = pfs_find(s->peer->fs, to);

    if (!n || (old && !over)) {
        status(s, id, n ? FAILURE : NO_FILE);
        return;
    }
    if (old)
        pfs_remove(s->peer->fs, old);
    snprintf(n->path, sizeof(n->path), "%s", to);
    status(s, id, OK);
}

static void give_statvfs(struct psftp *s, uint32_t id)
{
    struct s2_wr w = answer(s, 201, id);
    uint64_t i;

    for (i = 1; i <= 11; i++)
        s2_wr_u64(&w, i == 10 ? 3 : i * 100);
    give(s, &w);
}

static void do_extended(struct psftp *s, uint32_t id, struct s2_rd *r)
{
    struct s2_span name = s2_rd_str(r);
    struct s2_wr w;

    if (s2_span_is(name, "posix-rename@openssh.com")) {
        do_rename(s, id, r, true);
    } else if (s2_span_is(name, "statvfs@openssh.com") ||
               s2_span_is(name, "fstatvfs@openssh.com")) {
        give_statvfs(s, id);
    } else if (s2_span_is(name, "fsync@openssh.com")) {
        status(s, id, handle_of(s, s2_rd_str(r)) ? OK : FAILURE);
    } else if (s2_span_is(name, "limits@openssh.com")) {
        w = answer(s, 201, id);
        s2_wr_u64(&w, 262144);
        s2_wr_u64(&w, 261120);
        s2_wr_u64(&w, 261120);
        s2_wr_u64(&w, HANDLES);
        give(s, &w);
    } else {
        status(s, id, UNSUPPORTED);
    }
}

static void do_path(struct psftp *s, uint8_t type, uint32_t id, struct s2_rd *r)
{
    char buf[256];
    const char *path = path_of(s2_rd_str(r), buf, sizeof(buf));
    struct pfs_node *n = pfs_find(s->peer->fs, path);

    switch (type) {
    case 7:
    case 17:
        give_attrs(s, id, n);
        break;
    case 9:
        if (n)
            take_attrs(r, n);
        status(s, id, n ? OK : NO_FILE);
        break;
    case 11:
        if (n)
            give_handle(s, id, n, true);
        else
            status(s, id, NO_FILE);
        break;
    case 14:
        if (!n)
            pfs_make(s->peer->fs, path, 040755);
        status(s, id, n ? FAILURE : OK);
        break;
    case 16:
        give_name(s, id, path);
        break;
    default: /* 13 REMOVE, 15 RMDIR */
        if (n)
            pfs_remove(s->peer->fs, n);
        status(s, id, n ? OK : NO_FILE);
        break;
    }
}

static void do_link(struct psftp *s, uint8_t type, uint32_t id, struct s2_rd *r)
{
    char buf[256];
    struct s2_span first = s2_rd_str(r);
    struct pfs_node *n;

    if (type == 19) {
        n = pfs_find(s->peer->fs, path_of(first, buf, sizeof(buf)));
        if (n && n->data)
            give_name(s, id, (const char *)n->data);
        else
            status(s, id, NO_FILE);
        return;
    }
    n = pfs_make(s->peer->fs, path_of(s2_rd_str(r), buf, sizeof(buf)), 0120777);
    pfs_write(n, 0, first.p, first.n);
    pfs_write(n, first.n, (const uint8_t *)"", 1);
    status(s, id, OK);
}

static void do_handle(struct psftp *s, uint8_t type, uint32_t id, struct s2_rd *r)
{
    struct handle *h = handle_of(s, s2_rd_str(r));

    if (!h) {
        status(s, id, FAILURE);
    } else if (type == 4) {
        close_handle(s, h);
        status(s, id, OK);
    } else if (type == 8) {
        give_attrs(s, id, h->node);
    } else {
        take_attrs(r, h->node);
        status(s, id, OK);
    }
}

static void do_init(struct psftp *s)
{
    static const char *const ext[] = {
        "posix-rename@openssh.com", "1", "statvfs@openssh.com", "2",
        "fstatvfs@openssh.com",     "2", "fsync@openssh.com",   "1",
        "limits@openssh.com",       "1"};
    struct s2_wr w = s2_wr_growing(&s->peer->mem);
    size_t i;

    s2_wr_u32(&w, 0);
    s2_wr_u8(&w, 2);
    s2_wr_u32(&w, 3);
    for (i = 0; i < S2_COUNT(ext); i++)
        s2_wr_cstr(&w, ext[i]);
    s2_put_u32(w.base, (uint32_t)s2_wr_len(&w) - 4);
    peer_put(&s->c->out, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
}

static void handle_message(struct psftp *s, struct s2_span msg)
{
    struct s2_rd r = s2_rd(msg);
    uint8_t type = s2_rd_u8(&r);
    uint32_t id;

    id = s2_rd_u32(&r);
    s->inited = s->inited || type == 1;
    if (s->peer->script.sftp_hook &&
        s->peer->script.sftp_hook(s->peer, s->c, type, id, &r))
        return;
    if (type == 1) {
        do_init(s);
        return;
    }
    if (!s->inited)
        peer_complain(s->peer, "SFTP request before INIT");
    if (type == 3)
        do_open(s, id, &r);
    else if (type == 5)
        do_read(s, id, &r);
    else if (type == 6)
        do_write(s, id, &r);
    else if (type == 12)
        do_readdir(s, id, &r);
    else if (type == 18)
        do_rename(s, id, &r, false);
    else if (type == 19 || type == 20)
        do_link(s, type, id, &r);
    else if (type == 4 || type == 8 || type == 10)
        do_handle(s, type, id, &r);
    else if (type == 200)
        do_extended(s, id, &r);
    else if (type == 7 || type == 17 || type == 9 || type == 11 ||
             (type >= 13 && type <= 16))
        do_path(s, type, id, &r);
    else
        status(s, id, UNSUPPORTED);
}

bool psftp_run(struct psftp *s)
{
    struct peer_bytes *in = &s->c->in;
    bool moved = false;

    while (peer_len(in) >= 4) {
        uint32_t n = s2_get_u32(in->p + in->head);

        if (n == 0 || n > 262144) {
            peer_complain(s->peer, "SFTP message of %lu bytes", (unsigned long)n);
            in->head = in->tail;
            return moved;
        }
        if (peer_len(in) < 4 + (size_t)n)
            break;
        handle_message(s, s2_span(in->p + in->head + 4, n));
        peer_skip(in, 4 + (size_t)n);
        moved = true;
    }
    /* Nothing more came in: what was held back for shuffling goes now. */
    while (!moved && s->npending) {
        flush_one(s);
        moved = true;
    }
    return moved;
}
