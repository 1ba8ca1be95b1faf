/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Runs the cases of servers that break the rules. */
#include "evil.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct flow_schedule plain = {.name = "plain"};

#define PEAK ((size_t)1024 * 1024)

/* --- Messages ------------------------------------------------------------------------
 */

static void put_fill(const struct evil *e, struct s2_wr *w, size_t n)
{
    while (n--)
        s2_wr_u8(w, e->fill);
}

static void put(const struct evil *e, struct s2_wr *w, const char *format, va_list args)
{
    size_t n;

    for (; *format; format++) {
        switch (*format) {
        case 'b':
            s2_wr_u8(w, (uint8_t)va_arg(args, int));
            break;
        case 'u':
            s2_wr_u32(w, va_arg(args, uint32_t));
            break;
        case 'q':
            s2_wr_u64(w, va_arg(args, uint64_t));
            break;
        case 's':
            s2_wr_cstr(w, va_arg(args, const char *));
            break;
        case 'p':
            s2_wr_str(w, va_arg(args, struct s2_span));
            break;
        case 'n':
            n = va_arg(args, size_t);
            s2_wr_u32(w, (uint32_t)n);
            put_fill(e, w, n);
            break;
        default:
            put_fill(e, w, va_arg(args, size_t));
            break;
        }
    }
    if (!s2_wr_ok(w))
        abort();
}

void evil_say(struct evil *e, const char *format, ...)
{
    struct s2_wr w = s2_wr_growing(&e->f.peer->mem);
    va_list args;

    va_start(args, format);
    put(e, &w, format, args);
    va_end(args);
    peer_send_raw(e->f.peer, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
}

void evil_fxp(struct evil *e, const char *format, ...)
{
    struct s2_wr w = s2_wr_growing(&e->f.peer->mem);
    va_list args;

    s2_wr_u32(&w, 0);
    va_start(args, format);
    put(e, &w, format, args);
    va_end(args);
    s2_put_u32(w.base, (uint32_t)s2_wr_len(&w) - 4);
    peer_put(&e->chan->out, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
}

void evil_stream(struct evil *e, const char *format, ...)
{
    struct s2_wr w = s2_wr_growing(&e->f.peer->mem);
    va_list args;

    va_start(args, format);
    put(e, &w, format, args);
    va_end(args);
    peer_put(&e->chan->out, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
}

uint32_t evil_chan(const struct evil *e)
{
    return e->f.peer->chan[0].remote;
}

/* --- Hooks ---------------------------------------------------------------------------
 */

static size_t said(const struct evil *e)
{
    return e->f.peer->total_out + peer_len(&e->f.peer->out);
}

/* The server goes wrong; or dies in the middle of it. */
void evil_now(struct evil *e)
{
    size_t before = said(e);

    if (e->done || !e->c.inject)
        return;
    e->done = true;
    e->c.inject(e);
    if (e->cut)
        e->f.peer->script.cut_at = before + (said(e) - before) / 2 + 1;
}

/* Does that message of the client mark the phase of the case? */
static bool phase_at(const struct evil *e, uint8_t type)
{
    bool again = e->f.peer->kex_count > 0;

    switch (e->c.phase) {
    case EVIL_IDENT:
        return type == 0;
    case EVIL_KEX:
        return type == 30 && !again;
    case EVIL_SERVICE:
        return type == 5;
    case EVIL_AUTH:
        return type == 50;
    case EVIL_REKEY:
        return type == 30 && again;
    case EVIL_OWN_REKEY:
        return type == 20 && again;
    default:
        return false;
    }
}

static bool on_message(struct peer *p, uint8_t type, struct s2_rd *r)
{
    struct evil *e = p->script.arg;
    struct s2_rd copy = r ? *r : s2_rd(s2_span(NULL, 0));
    bool swallow = false;

    if (!e->done && phase_at(e, type)) {
        evil_now(e);
        swallow = e->c.swallow;
    }
    return (e->c.on && e->c.on(e, type, &copy)) || swallow;
}

static bool on_fxp(struct peer *p, struct peer_chan *c, uint8_t type, uint32_t id,
                   struct s2_rd *r)
{
    struct evil *e = p->script.arg;

    struct s2_rd copy = *r;

    e->chan = c;
    return e->c.on_fxp && e->c.on_fxp(e, type, id, &copy);
}

/* --- Clients -------------------------------------------------------------------------
 */

/* The server goes wrong here, between two calls of the client. */
static void between(struct flow *f, enum evil_phase phase)
{
    struct evil *e = (struct evil *)f;

    if (e->c.phase == phase && phase >= EVIL_IDLE && phase <= EVIL_SFTP)
        evil_now(e);
    if (phase == EVIL_IDLE && e->c.phase == EVIL_REKEY)
        peer_rekey(f->peer);
    if (phase == EVIL_IDLE && e->c.phase == EVIL_OWN_REKEY)
        ringssh_session_rekey(f->session);
}

/* The command ends: what it printed comes behind what the server did wrong. */
static void finish(struct flow *f)
{
    static const uint8_t data[5000];
    struct peer_chan *c = &f->peer->chan[0];

    if (!c->used)
        return;
    peer_put(&c->out, data, sizeof(data));
    c->finish = true;
}

int evil_exec(struct flow *f)
{
    char buf[4000];
    size_t got = 0;
    ssize_t n;
    int rc;

    FLOW_PTR(f, f->chan[0], libssh2_channel_open_session(f->session));
    FLOW_CALL(f, rc, libssh2_channel_exec(f->chan[0], "sleep"));
    between(f, EVIL_CHANNEL);
    finish(f);
    do {
        FLOW_CALL(f, n, libssh2_channel_read(f->chan[0], buf, sizeof(buf)));
        got += (size_t)n;
    } while (n > 0);
    FLOW_OK(f, got >= 5000 || ((struct evil *)f)->c.expect != EVIL_LIVES);
    FLOW_CALL(f, rc, libssh2_channel_close(f->chan[0]));
    /* What came behind the end is found at the latest by the next call. */
    FLOW_PTR(f, f->chan[1], libssh2_channel_open_session(f->session));
    return 0;
}

int evil_stat(struct flow *f)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    int rc;

    FLOW_PTR(f, f->sftp, libssh2_sftp_init(f->session));
    ((struct evil *)f)->chan = &f->peer->chan[0];
    between(f, EVIL_SFTP);
    FLOW_CALL(f, rc, libssh2_sftp_stat(f->sftp, "/", &a));
    FLOW_OK(f, LIBSSH2_SFTP_S_ISDIR(a.permissions) ||
                   ((struct evil *)f)->c.expect != EVIL_LIVES);
    return 0;
}

static int client(struct evil *e)
{
    struct flow *f = &e->f;
    int rc;

    FLOW_CALL(f, rc, libssh2_session_handshake(f->session, f->fds[0]));
    if (libssh2_userauth_authenticated(f->session))
        return flow_wrong(f, "logged in without a request");
    if (e->c.client && e->c.phase == EVIL_AUTH)
        return e->c.client(f);
    FLOW_CALL(f, rc, libssh2_userauth_password(f->session, PEER_USER, PEER_PASSWORD));
    between(f, EVIL_IDLE);
    if (e->c.client)
        return e->c.client(f);
    return e->c.phase == EVIL_SFTP ? evil_stat(f) : evil_exec(f);
}

/* --- One case ------------------------------------------------------------------------
 */

static const char *judge(const struct evil *e, int rc)
{
    const struct flow *f = &e->f;
    bool failed = rc < 0 && rc > FLOW_STOP;

    if (rc && !failed)
        return "";
    if (failed && !f->error[0])
        return "no text";
    if (f->peak > (e->c.peak ? e->c.peak : PEAK))
        return "too much memory";
    if (rc == 0 && f->peer && f->peer->protocol_error)
        return f->peer->why;
    switch (e->c.expect) {
    case EVIL_DIES:
        if (!failed)
            return "it was not noticed";
        if (f->closed_idle)
            return "it was noticed only when the server closed";
        break;
    case EVIL_WAITS:
        if (!failed)
            return "it was not noticed";
        break;
    case EVIL_LIVES:
        if (rc)
            return "it must be tolerated";
        break;
    default:
        break;
    }
    if (rc == 0 && e->c.check)
        return e->c.check(e);
    if (failed && e->c.text && !strstr(f->error, e->c.text))
        return "another text was expected";
    return NULL;
}

static void run_case(const struct evil_run *run, const struct evil_case *c, bool cut)
{
    struct evil *e = calloc(1, sizeof(*e));
    struct flow_scenario sc = {c->name, NULL, c->script};
    const char *why;
    char kept[900];
    long leaked;
    int rc;

    if (!e)
        abort();
    e->c = *c;
    e->cut = cut;
    e->fill = 'x';
    e->f.close_when_idle = true;
    e->f.max_turns = 200000;
    sc.script.hook = on_message;
    sc.script.sftp_hook = on_fxp;
    sc.script.arg = e;
    rc = flow_begin(&e->f, &sc, &plain, run->seed);
    if (c->phase == EVIL_START)
        evil_now(e);
    if (!rc)
        rc = client(e);
    why = judge(e, rc);
    snprintf(kept, sizeof(kept), "%s (code %d, %s)", why ? why : "", rc,
             e->f.error[0] ? e->f.error : "no text");
    leaked = flow_end(&e->f, (int)(run->seed & 1));
    if (!why && !leaked) {
        ++*run->passed;
    } else {
        ++*run->failed;
        printf("not ok hostile %s%s: %s; %ld blocks leaked, peak %lu (seed %llu)\n",
               c->name, cut ? ", cut" : "", kept, leaked, (unsigned long)e->f.peak,
               (unsigned long long)run->seed);
    }
    free(e);
}

void evil_one(const struct evil_run *run, const struct evil_case *c)
{
    if (!run->only || strstr(c->name, run->only))
        run_case(run, c, false);
}

/* The server does not even end what it does wrong. */
static void evil_one_cut(const struct evil_run *run, const struct evil_case *c)
{
    struct evil_case cut = *c;

    if (!c->inject || (run->only && !strstr(c->name, run->only)))
        return;
    cut.expect = EVIL_ANY;
    cut.text = NULL;
    run_case(run, &cut, true);
}

static void table(const struct evil_run *run, const struct evil_case *c)
{
    for (; c->name; c++) {
        evil_one(run, c);
        evil_one_cut(run, c);
    }
}

void flow_hostile(const struct evil_run *run)
{
    table(run, evil_trans);
    if (peer_has_zip())
        table(run, evil_zip);
    table(run, evil_kex);
    table(run, evil_auth);
    table(run, evil_conn);
    table(run, evil_sftp);
    evil_lengths(run);
    evil_replies(run);
    evil_numbers(run);
}
