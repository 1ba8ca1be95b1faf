/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The verdict on a host's key.  See s2_known_check in knownhost.h. */
#include "hosts/knownhost.h"

#include "base/text.h"

#include <stdio.h>

#define DEFAULT_PORT 22

/* A name of the host as entries may hold it: as given, and in lower case, which is how
 * OpenSSH hashes it. */
struct name {
    struct s2_span exact, lower;
};

/* Entries that know the host by one of these names stand equal. */
struct stage {
    const struct name *plain, *with_port; /* NULL: not looked for */
    struct s2_known *same, *other;        /* an entry with the key, with another key */
};

struct search {
    s2_knownhosts *h;
    const struct s2_knownask *ask;
    struct s2_span key; /* base64 */
    struct name host, port;
    struct stage stage[2];
    size_t stages;
    struct s2_known *revoked;
};

/* --- Does an entry know the host?
 * ----------------------------------------------------- */

/* 1, 0, or a negative code. */
static int knows_name(const struct search *q, const struct s2_known *k,
                      const struct name *name)
{
    int rc;

    if (k->form == S2_HOST_NAMES)
        return s2_hostnames_have(k->names, name->exact);
    rc = s2_hosthash_is(q->h->mem, &k->hash, name->lower);
    if (rc == 0 && !s2_span_eq(name->lower, name->exact))
        rc = s2_hosthash_is(q->h->mem, &k->hash, name->exact);
    return rc;
}

/* A hash has no brackets to look for, so a hashed name is compared with both. */
static int knows(const struct search *q, const struct s2_known *k,
                 const struct stage *stage)
{
    int rc = 0;

    if (stage->plain)
        rc = knows_name(q, k, stage->plain);
    if (rc || !stage->with_port)
        return rc;
    /* Where both names count, a pattern like "*" is meant for the plain one. */
    if (stage->plain && k->form == S2_HOST_NAMES &&
        !memchr(k->names.p, '[', k->names.n))
        return 0;
    return knows_name(q, k, stage->with_port);
}

/* An entry of the application's own kind is known by exactly its name. */
static bool is_custom(const struct s2_known *k)
{
    return (k->pub.typemask & LIBSSH2_KNOWNHOST_TYPE_MASK) ==
           LIBSSH2_KNOWNHOST_TYPE_CUSTOM;
}

static bool type_counts(const struct search *q, const struct s2_known *k)
{
    int wanted = q->ask->typemask & LIBSSH2_KNOWNHOST_KEY_MASK;

    if (!wanted)
        return true;
    return wanted != LIBSSH2_KNOWNHOST_KEY_UNKNOWN &&
           wanted == (k->pub.typemask & LIBSSH2_KNOWNHOST_KEY_MASK);
}

/* --- Search
 * --------------------------------------------------------------------------- */

/* Every entry is looked at, as a revocation may stand at the end of the file.  The
 * cheap tests come first: a hashed name costs an HMAC or four. */
static int visit(struct search *q, struct s2_known *k)
{
    bool same = s2_span_eq(q->key, s2_span_str(k->key));
    size_t i;

    if (is_custom(k) || k->mark == S2_MARK_CA)
        return 0;
    if (k->mark == S2_MARK_REVOKED ? !same : !type_counts(q, k))
        return 0;
    for (i = 0; i < q->stages; i++) {
        struct stage *stage = &q->stage[i];
        int rc = knows(q, k, stage);

        if (rc < 0)
            return rc;
        if (!rc)
            continue;
        if (k->mark == S2_MARK_REVOKED)
            q->revoked = k;
        else if (same && !stage->same)
            stage->same = k;
        else if (!same && !stage->other)
            stage->other = k;
    }
    return 0;
}

static int visit_custom(struct search *q, struct s2_known *k)
{
    struct stage *stage = &q->stage[0];

    if (!is_custom(k) || !type_counts(q, k) || !s2_span_is(q->host.exact, k->label))
        return 0;
    if (s2_span_eq(q->key, s2_span_str(k->key)))
        stage->same = k;
    else if (!stage->other)
        stage->other = k;
    return 0;
}

/* Any code below 0 ends the search, and with it the verdict: what was not compared is
 * not known. */
static int search(struct search *q)
{
    bool custom = (q->ask->typemask & LIBSSH2_KNOWNHOST_TYPE_MASK) ==
                  LIBSSH2_KNOWNHOST_TYPE_CUSTOM;
    struct s2_link *l, *after;

    S2_LIST_EACH(l, after, &q->h->entries)
    {
        struct s2_known *k = S2_ITEM(l, struct s2_known, link);
        int rc = 0;

        if (k->form != S2_HOST_BLANK)
            rc = custom ? visit_custom(q, k) : visit(q, k);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* The first stage that knows anything of the host decides. */
static int judge(const struct search *q, struct s2_known **which)
{
    size_t i;

    *which = q->revoked;
    if (q->revoked) {
        (void)s2_fail(q->h->err, LIBSSH2_ERROR_KNOWN_HOSTS,
                      "the key of host %.200s is marked as revoked", q->ask->host);
        return LIBSSH2_KNOWNHOST_CHECK_MISMATCH;
    }
    for (i = 0; i < q->stages; i++) {
        const struct stage *stage = &q->stage[i];

        *which = stage->same ? stage->same : stage->other;
        if (*which)
            return stage->same ? LIBSSH2_KNOWNHOST_CHECK_MATCH
                               : LIBSSH2_KNOWNHOST_CHECK_MISMATCH;
    }
    return LIBSSH2_KNOWNHOST_CHECK_NOTFOUND;
}

/* --- Preparation
 * ------------------------------------------------------------------------ */

/* Append text and its lower-case form, as one block that make_names cuts up: the
 * pointers of a growing writer hold only when all is written. */
static void put_both(struct s2_wr *w, struct s2_span text)
{
    size_t i;

    s2_wr_raw(w, text.p, text.n);
    for (i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];

        s2_wr_u8(w, c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c);
    }
}

/* The counterpart of put_both. */
static struct name take_both(struct s2_rd *r, size_t n)
{
    struct name name;

    name.exact = s2_rd_raw(r, n);
    name.lower = s2_rd_raw(r, n);
    return name;
}

/* Fill names and key of q from the question; w holds them. */
static int prepare(struct search *q, struct s2_wr *w)
{
    const struct s2_knownask *ask = q->ask;
    struct s2_span host = s2_span_str(ask->host);
    struct s2_wr port = s2_wr_growing(q->h->mem);
    char digits[16];
    struct s2_rd r;

    snprintf(digits, sizeof(digits), "]:%d", ask->port);
    s2_wr_u8(&port, '[');
    s2_wr_raw(&port, host.p, host.n);
    s2_wr_raw(&port, digits, strlen(digits));
    put_both(w, host);
    put_both(w, s2_wr_span(&port));
    if ((ask->typemask & LIBSSH2_KNOWNHOST_KEYENC_MASK) ==
        LIBSSH2_KNOWNHOST_KEYENC_BASE64)
        s2_wr_raw(w, ask->key.p, ask->key.n);
    else
        s2_base64_write(w, ask->key);
    r = s2_rd(s2_wr_span(w));
    q->host = take_both(&r, host.n);
    q->port = take_both(&r, s2_wr_span(&port).n);
    q->key = s2_rd_rest(&r);
    s2_wr_free(&port);
    return s2_wr_ok(w) && s2_rd_ok(&r) && q->port.exact.n ? 0 : LIBSSH2_ERROR_ALLOC;
}

/* "[host]:22" is never written by OpenSSH, but it is by programs that use libssh2. */
static void make_stages(struct search *q)
{
    int port = q->ask->port;

    if (port == DEFAULT_PORT) {
        q->stage[0].plain = &q->host;
        q->stage[0].with_port = &q->port;
        q->stages = 1;
    } else if (port < 0) {
        q->stage[0].plain = &q->host;
        q->stages = 1;
    } else {
        q->stage[0].with_port = &q->port;
        q->stage[1].plain = &q->host;
        q->stages = 2;
    }
}

int s2_known_check(s2_knownhosts *h, const struct s2_knownask *ask,
                   struct libssh2_knownhost **store)
{
    struct s2_wr w = s2_wr_growing(h->mem);
    struct s2_known *which;
    struct search q;
    int verdict;

    /* a hash cannot be compared with other hashes: each has its own salt */
    if ((ask->typemask & LIBSSH2_KNOWNHOST_TYPE_MASK) == LIBSSH2_KNOWNHOST_TYPE_SHA1)
        return LIBSSH2_KNOWNHOST_CHECK_MISMATCH;
    memset(&q, 0, sizeof(q));
    q.h = h;
    q.ask = ask;
    make_stages(&q);
    if (prepare(&q, &w) || search(&q)) {
        (void)s2_fail(h->err, LIBSSH2_ERROR_KNOWN_HOSTS,
                      "host %.200s could not be looked up", ask->host);
        verdict = LIBSSH2_KNOWNHOST_CHECK_FAILURE;
    } else {
        verdict = judge(&q, &which);
        if (which && store)
            *store = &which->pub;
    }
    s2_wr_free(&w);
    return verdict;
}
