/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See pksub.h.  A message is a string that holds a name, as a string, and its fields.
 * Every request is answered by one "status"; that to "list" has "publickey" messages in
 * front (RFC 4819 section 3).
 *
 * Few servers offer it.  It has a channel of its own, one request under way at a time,
 * and answers in the order of asking, so that none of the machinery of SFTP is needed:
 * a request is queued, and messages are read until its status has come. */
#include "sftp/pksub.h"

#define PK_VERSION 2u

struct _LIBSSH2_PUBLICKEY {
    s2_session *s;
    s2_chan *chan;
    struct s2_op *asker; /* whose answer comes next, unless stale */
    unsigned stale;      /* answers due to requests that were given up */
    uint8_t head[4];     /* of the message that is coming */
    size_t have;         /* bytes of head and body that came */
    struct s2_wr body;
    int dead; /* the stream cannot be followed any more */
};

/* --- Messages of the server --------------------------------------------------------
 */

/* The stream cannot be trusted any more: every later call gets the same answer. */
static int broken(s2_pksub *p, int code, const char *why)
{
    p->dead = code;
    return s2_fail(&p->s->err, code, "public-key subsystem: %s", why);
}

/* Up to n bytes: S2_NEXT, S2_WAIT or what ended the channel. */
static int more(s2_pksub *p, uint8_t *to, size_t n, size_t *got)
{
    int rc = s2_chan_read(p->chan, S2_STREAM_DATA, to, n, got);

    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    if (rc)
        return rc;
    return *got ? S2_NEXT : broken(p, LIBSSH2_ERROR_CHANNEL_CLOSED, "the server ended");
}

/* One whole message in p->body: S2_NEXT.  The caller calls done() when it has read it.
 */
static int next_message(s2_pksub *p)
{
    size_t got, left;
    uint8_t part[512];
    int rc;

    while (p->have < 4) {
        rc = more(p, p->head + p->have, 4 - p->have, &got);
        if (rc != S2_NEXT)
            return rc;
        p->have += got;
    }
    if (s2_get_u32(p->head) > S2_PKSUB_MESSAGE_MAX)
        return broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "an impossible length");
    while ((left = s2_get_u32(p->head) - (p->have - 4)) > 0) {
        rc = more(p, part, s2_min(left, sizeof(part)), &got);
        if (rc != S2_NEXT)
            return rc;
        s2_wr_raw(&p->body, part, got);
        p->have += got;
    }
    return s2_wr_ok(&p->body) ? S2_NEXT
                              : broken(p, LIBSSH2_ERROR_ALLOC, "no memory for a reply");
}

/* The message was used: the next read begins anew. */
static void done(s2_pksub *p)
{
    s2_wr_free(&p->body);
    p->have = 0;
}

/* A "status" behind its name: 0 for success (RFC 4819 section 3.2). */
static int judge_status(s2_pksub *p, struct s2_rd *r)
{
    static const char *const words[] = {"success",
                                        "access denied",
                                        "storage exceeded",
                                        "version",
                                        "key not found",
                                        "key not supported",
                                        "key already there",
                                        "general failure",
                                        "request not supported",
                                        "attribute not supported"};
    uint32_t code = s2_rd_u32(r);
    struct s2_span text = s2_rd_str(r);

    (void)s2_rd_str(r); /* language */
    if (!s2_rd_ok(r))
        return broken(p, LIBSSH2_ERROR_BUFFER_TOO_SMALL, "a status cut short");
    if (code == 0)
        return 0;
    return s2_fail(&p->s->err, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL,
                   "public-key subsystem: %s (status %lu): %.*s",
                   code < S2_COUNT(words) ? words[code] : "unknown",
                   (unsigned long)code, (int)s2_min(text.n, 300),
                   text.n ? (const char *)text.p : "");
}

/* --- Requests ----------------------------------------------------------------------
 */

struct pk_req {
    struct s2_op op;
    s2_pksub *p;
    struct s2_wr msg; /* owned */
    bool lists;       /* "publickey" messages are wanted */
    libssh2_publickey_list *list;
    size_t keys, bytes;
};

/* The operation that a step is given, as what it is. */
static struct pk_req *pk_req(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct pk_req, op);
}

/* Requests are small and go by the channel's queue, whatever its window. */
static int req_send(s2_session *s, struct s2_op *o)
{
    struct pk_req *q = pk_req(o);
    int rc;

    (void)s;
    if (q->p->asker)
        return S2_WAIT;
    rc = s2_chan_queue(q->p->chan, s2_wr_span(&q->msg));
    if (rc)
        return rc;
    q->p->asker = o;
    return S2_NEXT;
}

/* The fields of a "publickey" (RFC 4819 section 4.3) into a zeroed entry, whose spans
 * point into its own copy of the message. */
static int read_key(s2_pksub *p, struct s2_rd *r, libssh2_publickey_list *k)
{
    struct s2_rd in;
    struct s2_span rest = s2_rd_rest(r), name, blob;
    uint32_t n, i;

    k->packet = s2_memdup(&p->s->mem, rest);
    if (!k->packet)
        return broken(p, LIBSSH2_ERROR_ALLOC, "no memory for a key");
    in = s2_rd(s2_span(k->packet, rest.n));
    name = s2_rd_str(&in);
    blob = s2_rd_str(&in);
    n = s2_rd_count(&in, S2_PKSUB_MESSAGE_MAX, 8);
    k->attrs = s2_array(&p->s->mem, (size_t)n + 1, sizeof(*k->attrs));
    if (!k->attrs)
        return broken(p, LIBSSH2_ERROR_ALLOC, "no memory for a key");
    for (i = 0; i < n; i++) {
        struct s2_span word = s2_rd_str(&in), value = s2_rd_str(&in);

        k->attrs[i].name = (const char *)word.p;
        k->attrs[i].name_len = (unsigned long)word.n;
        k->attrs[i].value = (const char *)value.p;
        k->attrs[i].value_len = (unsigned long)value.n;
    }
    if (!s2_rd_ok(&in))
        return broken(p, LIBSSH2_ERROR_BUFFER_TOO_SMALL, "a key cut short");
    k->name = name.p;
    k->name_len = (unsigned long)name.n;
    k->blob = blob.p;
    k->blob_len = (unsigned long)blob.n;
    k->num_attrs = n;
    return 0;
}

/* One more entry; the list always ends with one that is all zero. */
static int add_key(struct pk_req *q, struct s2_rd *r)
{
    size_t size = sizeof(*q->list);
    libssh2_publickey_list *grown;

    q->bytes += s2_rd_left(r) * (1 + sizeof(*q->list->attrs) / 8) + size;
    if (q->keys == S2_PKSUB_KEYS_MAX || q->bytes > S2_PKSUB_LIST_MAX)
        return broken(q->p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "a list without end");
    grown = s2_realloc(&q->p->s->mem, q->list, (q->keys + 2) * size);
    if (!grown)
        return broken(q->p, LIBSSH2_ERROR_ALLOC, "no memory for a list of keys");
    q->list = grown;
    memset(grown + q->keys, 0, 2 * size);
    q->keys++;
    return read_key(q->p, r, &grown[q->keys - 1]);
}

/* One message: S2_DONE with the status, S2_NEXT to go on. */
static int take_message(struct pk_req *q)
{
    s2_pksub *p = q->p;
    struct s2_rd r = s2_rd(s2_wr_span(&p->body));
    struct s2_span name = s2_rd_str(&r);
    int rc;

    if (s2_span_is(name, "status")) {
        if (p->stale) {
            p->stale--;
            return S2_NEXT;
        }
        p->asker = NULL;
        rc = judge_status(p, &r);
        return rc ? rc : S2_DONE;
    }
    if (!s2_span_is(name, "publickey"))
        return broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "an unknown message");
    if (p->stale)
        return S2_NEXT;
    if (!q->lists)
        return broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "a key nobody asked for");
    rc = add_key(q, &r);
    return rc ? rc : S2_NEXT;
}

/* Run again until the status has come. */
static int req_await(s2_session *s, struct s2_op *o)
{
    struct pk_req *q = pk_req(o);
    int rc;

    (void)s;
    do {
        rc = next_message(q->p);
        if (rc != S2_NEXT)
            return rc;
        rc = take_message(q);
        done(q->p);
    } while (rc == S2_NEXT);
    return rc;
}

static void req_drop(s2_session *s, struct s2_op *o)
{
    struct pk_req *q = pk_req(o);

    if (q->p->asker == o) {
        q->p->asker = NULL;
        q->p->stale++;
    }
    s2_wr_free(&q->msg);
    s2_pksub_list_free(s, q->list);
}

static s2_step *const req_steps[] = {req_send, req_await};
static const struct s2_op_type req_type = {"public-key request",
                                           sizeof(struct pk_req),
                                           req_steps,
                                           S2_COUNT(req_steps),
                                           false,
                                           req_drop};

/* A message with room for its length in front. */
static struct s2_wr request(s2_pksub *p, const char *name)
{
    struct s2_wr w = s2_wr_growing(&p->s->mem);

    (void)s2_wr_mark(&w);
    s2_wr_cstr(&w, name);
    return w;
}

/* The operation of the request that w holds; w is taken.  NULL with *rc. */
static struct pk_req *req_begin(s2_pksub *p, struct s2_wr *w, int *rc)
{
    struct pk_req *q = NULL;

    s2_wr_close(w, 0);
    *rc = s2_alive(p->s);
    if (!*rc && p->dead)
        *rc = s2_fail(&p->s->err, p->dead, "the public-key subsystem has ended");
    if (!*rc && s2_wr_ok(w))
        q = s2_op_begin(p->s, &req_type, p, s2_fnv(S2_FNV_START, s2_wr_span(w)));
    if (!*rc && !q)
        *rc = s2_fail(&p->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a request");
    if (!q || !q->op.fresh) {
        s2_wr_free(w);
        return q;
    }
    q->p = p;
    q->msg = *w;
    return q;
}

/* An answer that does not come has a code of its own here. */
static int req_run(s2_pksub *p, struct pk_req *q)
{
    int rc = s2_op_run(p->s, &q->op);

    if (rc == LIBSSH2_ERROR_TIMEOUT && !p->s->dead)
        rc = s2_fail(&p->s->err, LIBSSH2_ERROR_SOCKET_TIMEOUT,
                     "the public-key subsystem does not answer");
    return rc;
}

/* For requests whose answer is a status alone. */
static int ask(s2_pksub *p, struct s2_wr *w)
{
    int rc;
    struct pk_req *q = req_begin(p, w, &rc);

    if (!q)
        return rc;
    rc = req_run(p, q);
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(p->s, &q->op);
    return rc;
}

/* RFC 4819 section 4.1. */
int s2_pksub_add(s2_pksub *p, struct s2_span name, struct s2_span blob,
                 enum s2_pksub_add how, unsigned long attrs,
                 const libssh2_publickey_attribute *attr)
{
    struct s2_wr w = request(p, "add");
    unsigned long i;

    s2_wr_str(&w, name);
    s2_wr_str(&w, blob);
    s2_wr_bool(&w, how == S2_PKSUB_OVERWRITE);
    s2_wr_u32(&w, (uint32_t)attrs);
    for (i = 0; i < attrs && s2_wr_ok(&w); i++) {
        s2_wr_str(&w, s2_span(attr[i].name, attr[i].name_len));
        s2_wr_str(&w, s2_span(attr[i].value, attr[i].value_len));
        s2_wr_bool(&w, attr[i].mandatory != 0);
    }
    return ask(p, &w);
}

/* RFC 4819 section 4.2. */
int s2_pksub_remove(s2_pksub *p, struct s2_span name, struct s2_span blob)
{
    struct s2_wr w = request(p, "remove");

    s2_wr_str(&w, name);
    s2_wr_str(&w, blob);
    return ask(p, &w);
}

/* An empty list is a list too. */
int s2_pksub_list(s2_pksub *p, unsigned long *keys, libssh2_publickey_list **list)
{
    struct s2_wr w = request(p, "list");
    int rc;
    struct pk_req *q = req_begin(p, &w, &rc);

    *keys = 0;
    *list = NULL;
    if (!q)
        return rc;
    q->lists = true;
    rc = req_run(p, q);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (!rc && !q->list)
        q->list = s2_zalloc(&p->s->mem, sizeof(*q->list));
    if (!rc && !q->list)
        rc = s2_fail(&p->s->err, LIBSSH2_ERROR_ALLOC, "no memory for a list of keys");
    if (!rc) {
        *keys = (unsigned long)q->keys;
        *list = q->list;
        q->list = NULL;
    }
    s2_op_end(p->s, &q->op);
    return rc;
}

void s2_pksub_list_free(s2_session *s, libssh2_publickey_list *list)
{
    libssh2_publickey_list *k;

    for (k = list; k && k->packet; k++) {
        s2_free(&s->mem, k->packet);
        s2_free(&s->mem, k->attrs);
    }
    s2_free(&s->mem, list);
}

/* --- Start and end -----------------------------------------------------------------
 */

struct pk_init {
    struct s2_op op;
    s2_pksub *p; /* until it is handed out */
};

static s2_pksub **making(struct s2_op *o)
{
    return &S2_CONTAINER_OF(o, struct pk_init, op)->p;
}

/* The subsystem has a channel to itself. */
static int init_open(s2_session *s, struct s2_op *o)
{
    s2_pksub **p = making(o);
    int rc;

    if (!*p) {
        *p = s2_zalloc(&s->mem, sizeof(**p));
        if (!*p)
            return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for public keys");
        (*p)->s = s;
        (*p)->body = s2_wr_growing(&s->mem);
    }
    rc = s2_chan_open(s, s2_span_str("session"), S2_CHAN_WINDOW, S2_CHAN_PACKET,
                      s2_span(NULL, 0), &(*p)->chan);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    return rc ? rc : S2_NEXT;
}

/* Servers that do not have it deny this request. */
static int init_subsystem(s2_session *s, struct s2_op *o)
{
    int rc = s2_chan_startup((*making(o))->chan, s2_span_str("subsystem"),
                             s2_span_str("publickey"));

    (void)s;
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    return rc ? rc : S2_NEXT;
}

/* Both sides tell their version first (RFC 4819 section 3). */
static int init_hello(s2_session *s, struct s2_op *o)
{
    s2_pksub *p = *making(o);
    struct s2_wr w = request(p, "version");
    int rc = LIBSSH2_ERROR_ALLOC;

    s2_wr_u32(&w, PK_VERSION);
    s2_wr_close(&w, 0);
    if (s2_wr_ok(&w))
        rc = s2_chan_queue(p->chan, s2_wr_span(&w));
    else
        s2_fail(&s->err, rc, "no memory for public keys");
    s2_wr_free(&w);
    return rc ? rc : S2_NEXT;
}

/* The lower of both versions holds (RFC 4819 section 3.3); what came before 2 was never
 * published. */
static int judge_hello(s2_pksub *p)
{
    struct s2_rd r = s2_rd(s2_wr_span(&p->body));
    struct s2_span name = s2_rd_str(&r);
    uint32_t version;
    int rc;

    if (s2_span_is(name, "status")) {
        rc = judge_status(p, &r);
        return rc ? rc : broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "no version");
    }
    version = s2_rd_u32(&r);
    if (!s2_span_is(name, "version") || !s2_rd_ok(&r))
        return broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, "no version");
    if (version < PK_VERSION)
        return broken(p, LIBSSH2_ERROR_PUBLICKEY_PROTOCOL,
                      "the server speaks an old version");
    return S2_DONE;
}

static int init_await(s2_session *s, struct s2_op *o)
{
    s2_pksub *p = *making(o);
    int rc = next_message(p);

    (void)s;
    if (rc != S2_NEXT)
        return rc;
    rc = judge_hello(p);
    done(p);
    return rc;
}

static void init_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    s2_pksub_free(*making(o));
}

static s2_step *const init_steps[] = {init_open, init_subsystem, init_hello,
                                      init_await};
static const struct s2_op_type init_type = {"public-key subsystem",
                                            sizeof(struct pk_init),
                                            init_steps,
                                            S2_COUNT(init_steps),
                                            false,
                                            init_drop};

int s2_pksub_init(s2_session *s, s2_pksub **p)
{
    struct pk_init *q;
    int rc = s2_alive(s);

    *p = NULL;
    if (rc)
        return rc;
    q = s2_op_begin(s, &init_type, s, 0);
    if (!q)
        return LIBSSH2_ERROR_ALLOC;
    rc = s2_op_run(s, &q->op);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (!rc) {
        *p = q->p;
        q->p = NULL;
    }
    s2_op_end(s, &q->op);
    return rc;
}

void s2_pksub_free(s2_pksub *p)
{
    if (!p)
        return;
    s2_op_end_owner(p->s, p);
    s2_chan_free(p->chan);
    s2_wr_free(&p->body);
    s2_free(&p->s->mem, p);
}

s2_session *s2_pksub_session(const s2_pksub *p)
{
    return p->s;
}

s2_chan *s2_pksub_chan(const s2_pksub *p)
{
    return p->chan;
}
