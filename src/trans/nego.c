/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See nego.h. */
#include "trans/nego.h"
#include "trans/trans.h"

/* Random bytes that make each KEXINIT, and by it each exchange hash, another one. */
#define COOKIE 16

/* One row a list: its name in texts, and the kind of algorithm. */
static const struct {
    const char *what;
    int kind;
} lists[S2_LISTS] = {
    {"key exchange method", S2_ALG_KEX},
    {"host key algorithm", S2_ALG_KEY},
    {"cipher client to server", S2_ALG_CIPHER},
    {"cipher server to client", S2_ALG_CIPHER},
    {"MAC client to server", S2_ALG_MAC},
    {"MAC server to client", S2_ALG_MAC},
    {"compression client to server", S2_ALG_COMP},
    {"compression server to client", S2_ALG_COMP},
    {"language client to server", -1},
    {"language server to client", -1},
};

/* Languages are lists too, but no algorithms. */
int s2_nego_kind(enum s2_list_id id)
{
    return lists[id].kind;
}

/* Lists are comma-separated (RFC 4251 section 5); start is where this one begins. */
static void add_name(struct s2_wr *w, size_t start, const char *name)
{
    if (s2_wr_len(w) > start)
        s2_wr_u8(w, ',');
    s2_wr_raw(w, name, strlen(name));
}

/* Names that no method_pref can name: they announce abilities (RFC 8308 section 2.1;
 * OpenSSH's PROTOCOL, 1.10). */
static void add_signals(struct s2_wr *w, size_t start, const struct s2_offer *offer)
{
    if (!offer->first)
        return;
    add_name(w, start, "ext-info-c");
    add_name(w, start, "kex-strict-c-v00@openssh.com");
}

/* "none" of the compressions, which is added last and always. */
static bool is_plain_comp(enum s2_list_id id, const char *name)
{
    return lists[id].kind == S2_ALG_COMP && strcmp(name, "none") == 0;
}

/* Default names.  zlib goes before "none" when asked for, else it is not offered. */
static void add_defaults(struct s2_wr *w, size_t start, enum s2_list_id id,
                         const struct s2_offer *offer)
{
    enum s2_alg_kind kind = (enum s2_alg_kind)lists[id].kind;
    const char *name;
    size_t i;

    for (i = 0; (name = s2_alg_name(kind, i, false)) != NULL; i++)
        if (kind != S2_ALG_COMP || (offer->compress && !is_plain_comp(id, name)))
            add_name(w, start, name);
    if (kind == S2_ALG_COMP)
        add_name(w, start, "none");
}

/* The application's list replaces the defaults as it is: names that are not known were
 * dropped when it was set. */
void s2_nego_list(struct s2_wr *w, enum s2_list_id id, const struct s2_offer *offer)
{
    const char *pref = offer->prefs ? offer->prefs[id] : NULL;
    size_t start = s2_wr_len(w);

    if (pref)
        s2_wr_raw(w, pref, strlen(pref));
    else if (lists[id].kind >= 0)
        add_defaults(w, start, id, offer);
    if (id == S2_L_KEX)
        add_signals(w, start, offer);
}

/* SSH_MSG_KEXINIT of RFC 4253 section 7.1. */
int s2_nego_build(struct s2_wr *w, const struct s2_offer *offer)
{
    uint8_t cookie[COOKIE];
    int id, rc = s2_random(cookie, sizeof(cookie));

    if (rc)
        return rc;
    s2_wr_u8(w, SSH_MSG_KEXINIT);
    s2_wr_raw(w, cookie, sizeof(cookie));
    for (id = 0; id < S2_LISTS; id++) {
        size_t mark = s2_wr_mark(w);
        s2_nego_list(w, (enum s2_list_id)id, offer);
        s2_wr_close(w, mark);
    }
    s2_wr_bool(w, false); /* no guess */
    s2_wr_u32(w, 0);
    return s2_wr_ok(w) ? 0 : LIBSSH2_ERROR_ALLOC;
}

/* Reads ours as well as the peer's, so that both sides of the choice come from the very
 * bytes that are hashed. */
int s2_nego_parse(struct s2_span message, struct s2_kexinit *init)
{
    struct s2_rd r = s2_rd(message);
    int id;

    s2_rd_skip(&r, 1 + COOKIE);
    for (id = 0; id < S2_LISTS; id++)
        init->list[id] = s2_rd_str(&r);
    init->follows = s2_rd_bool(&r);
    s2_rd_u32(&r); /* reserved */
    return s2_rd_done(&r) ? 0 : LIBSSH2_ERROR_PROTO;
}

/* The first name of ours that is theirs too and that names a row; empty if none. */
static struct s2_span common_name(int kind, struct s2_span own, struct s2_span peer)
{
    struct s2_span name;

    while (s2_names_next(&own, &name))
        if (s2_names_has(peer, name) && s2_alg_known((enum s2_alg_kind)kind, name))
            return name;
    return s2_span(NULL, 0);
}

/* The rows of the two directions lie side by side, in the order of the lists. */
static void set_row(struct s2_agreed *a, int id, struct s2_span name)
{
    switch (id) {
    case S2_L_KEX:
        a->kex = s2_kex_named(name);
        break;
    case S2_L_KEY:
        a->key = s2_key_named(name);
        break;
    case S2_L_CIPHER_CS:
    case S2_L_CIPHER_SC:
        a->cipher[id - S2_L_CIPHER_CS] = s2_cipher_named(name);
        break;
    case S2_L_MAC_CS:
    case S2_L_MAC_SC:
        a->mac[id - S2_L_MAC_CS] = s2_mac_named(name);
        break;
    default:
        a->comp[id - S2_L_COMP_CS] = s2_comp_named(name);
        break;
    }
}

/* An AEAD cipher needs no MAC, so it does not matter if none is common. */
static bool may_be_missing(const struct s2_agreed *a, int id)
{
    if (id != S2_L_MAC_CS && id != S2_L_MAC_SC)
        return false;
    return a->cipher[id - S2_L_MAC_CS]->mode != S2_MODE_STREAM;
}

/* RFC 4253 section 7.1: the client's order decides. The lists come in an order in which
 * the cipher is known when its MAC is looked for. */
int s2_nego_choose(struct s2_err *e, const struct s2_kexinit *own,
                   const struct s2_kexinit *peer, struct s2_agreed *agreed)
{
    int id;

    memset(agreed, 0, sizeof(*agreed));
    for (id = S2_L_KEX; id <= S2_L_COMP_SC; id++) {
        struct s2_span name =
            common_name(lists[id].kind, own->list[id], peer->list[id]);

        if (name.n)
            set_row(agreed, id, name);
        else if (!may_be_missing(agreed, id))
            return s2_fail(
                e, LIBSSH2_ERROR_KEX_FAILURE,
                "no common %s: the server offers %.*s; we offer %.*s", lists[id].what,
                (int)s2_min(peer->list[id].n, 200), (const char *)peer->list[id].p,
                (int)s2_min(own->list[id].n, 200), (const char *)own->list[id].p);
    }
    return 0;
}

/* Two lists that begin with the same name; empty ones do not. */
static bool same_first(struct s2_span a, struct s2_span b)
{
    struct s2_span x = s2_span(NULL, 0), y = s2_span(NULL, 0);

    return s2_names_next(&a, &x) && s2_names_next(&b, &y) && s2_span_eq(x, y);
}

/* RFC 4253 section 7: a guess is right if both first choices agree, of key exchange
 * method and host key algorithm. */
bool s2_nego_wrong_guess(const struct s2_kexinit *own, const struct s2_kexinit *peer)
{
    return peer->follows && !(same_first(own->list[S2_L_KEX], peer->list[S2_L_KEX]) &&
                              same_first(own->list[S2_L_KEY], peer->list[S2_L_KEY]));
}
