/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server above its packets: service, authentication, channels. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

static struct s2_wr message(struct peer *p, uint8_t type)
{
    struct s2_wr w = s2_wr_growing(&p->mem);

    s2_wr_u8(&w, type);
    return w;
}

/* --- authentication -------------------------------------------------------------- */

static void auth_answer(struct peer *p, bool good)
{
    struct s2_wr w = message(p, good ? 52 : 51);

    if (!good) {
        s2_wr_cstr(&w, "publickey,password");
        s2_wr_bool(&w, false);
    }
    peer_send(p, &w);
    p->logged_in = good;
    if (good && p->comp[0] == PEER_DELAYED_ZLIB)
        peer_zip_start(p, 0);
    if (good && p->comp[1] == PEER_DELAYED_ZLIB)
        peer_zip_start(p, 1);
}

/* Any key of a kind that we know is welcome if its signature is right. */
static void auth_publickey(struct peer *p, struct s2_span whole, struct s2_rd *r)
{
    bool has_sig = s2_rd_bool(r);
    struct s2_span alg = s2_rd_str(r), blob = s2_rd_str(r), sig;
    struct s2_wr w, data;
    struct s2_key *key = NULL;
    const struct s2_key_row *row = s2_key_named(alg);
    size_t signed_part;

    if (!has_sig) {
        w = message(p, 60);
        s2_wr_str(&w, alg);
        s2_wr_str(&w, blob);
        peer_send(p, &w);
        return;
    }
    signed_part = whole.n - s2_rd_left(r);
    sig = s2_rd_str(r);
    data = s2_wr_growing(&p->mem);
    s2_wr_str(&data, s2_span(p->session_id, p->session_id_n));
    s2_wr_u8(&data, 50);
    s2_wr_raw(&data, whole.p, signed_part);
    auth_answer(p, row && s2_rd_done(r) && !s2_key_from_blob(&p->mem, blob, &key) &&
                       !s2_key_verify(key, row, s2_wr_span(&data), sig));
    s2_key_free(key);
    s2_wr_free(&data);
}

static void on_userauth(struct peer *p, struct s2_rd *r)
{
    struct s2_span whole = s2_span(r->p, s2_rd_left(r));
    struct s2_span user = s2_rd_str(r), service = s2_rd_str(r), method = s2_rd_str(r);

    p->auth_tries++;
    if (!s2_rd_ok(r) || !s2_span_is(service, "ssh-connection"))
        peer_complain(p, "USERAUTH_REQUEST is malformed");
    if (s2_span_is(method, "publickey")) {
        auth_publickey(p, whole, r);
    } else if (s2_span_is(method, "password")) {
        bool change = s2_rd_bool(r);
        struct s2_span password = s2_rd_str(r);

        auth_answer(p, !change && s2_span_is(user, PEER_USER) &&
                           s2_span_is(password, PEER_PASSWORD));
    } else {
        auth_answer(p, false);
    }
}

/* --- channels ------------------------------------------------------------------------
 */

static struct peer_chan *chan_of(struct peer *p, uint32_t id)
{
    if (id < PEER_CHANNELS && p->chan[id].used)
        return &p->chan[id];
    peer_complain(p, "message for channel %lu, which is not open", (unsigned long)id);
    return NULL;
}

static void chan_free(struct peer_chan *c)
{
    psftp_free(c->psftp);
    peer_bytes_free(&c->out);
    peer_bytes_free(&c->err);
    peer_bytes_free(&c->in);
    memset(c, 0, sizeof(*c));
}

void peer_conn_free(struct peer *p)
{
    int i;

    for (i = 0; i < PEER_CHANNELS; i++)
        chan_free(&p->chan[i]);
}

static void on_open(struct peer *p, struct s2_rd *r)
{
    struct s2_span type = s2_rd_str(r);
    uint32_t remote = s2_rd_u32(r), window = s2_rd_u32(r), packet = s2_rd_u32(r);
    struct peer_chan *c = NULL;
    struct s2_wr w;
    uint32_t i;

    for (i = 0; i < PEER_CHANNELS && !c; i++)
        if (!p->chan[i].used)
            c = &p->chan[i];
    if (!c || !s2_span_is(type, "session")) {
        w = message(p, 92);
        s2_wr_u32(&w, remote);
        s2_wr_u32(&w, 1);
        s2_wr_cstr(&w, "not here");
        s2_wr_cstr(&w, "");
        peer_send(p, &w);
        return;
    }
    c->used = true;
    c->id = (uint32_t)(c - p->chan);
    c->remote = remote;
    c->out_window = window;
    c->out_packet = packet;
    c->window = p->script.window ? p->script.window : 2u << 20;
    w = message(p, 91);
    s2_wr_u32(&w, remote);
    s2_wr_u32(&w, c->id);
    s2_wr_u32(&w, c->window);
    s2_wr_u32(&w, p->script.max_packet ? p->script.max_packet : 32768);
    peer_send(p, &w);
}

/* "cat N": N bytes of a pattern.  "err": words on stderr, status 3.  "kill": a signal.
 * "sleep": never ends.  Anything else is echoed. */
static void run_command(struct peer_chan *c, struct s2_span command)
{
    char text[128];
    unsigned long i, n;

    snprintf(text, sizeof(text), "%.*s", (int)s2_min(command.n, 100),
             (const char *)command.p);
    if (strncmp(text, "cat ", 4) == 0) {
        n = strtoul(text + 4, NULL, 10);
        for (i = 0; i < n; i++) {
            uint8_t b = (uint8_t)(i * 7 + (i >> 8));
            peer_put(&c->out, &b, 1);
        }
    } else if (strcmp(text, "err") == 0) {
        peer_put(&c->out, "out\n", 4);
        peer_put(&c->err, "oops\n", 5);
        c->exit_status = 3;
    } else if (strcmp(text, "kill") == 0) {
        c->exit_signal = "TERM";
    } else if (strcmp(text, "sleep") == 0) {
        return;
    } else {
        peer_put(&c->out, text, strlen(text));
    }
    c->finish = true;
}

static bool start(struct peer *p, struct peer_chan *c, struct s2_span request,
                  struct s2_rd *r)
{
    if (s2_span_is(request, "exec")) {
        run_command(c, s2_rd_str(r));
        return true;
    }
    if (s2_span_is(request, "subsystem") && s2_span_is(s2_rd_str(r), "sftp")) {
        c->sftp = true;
        c->psftp = psftp_new(p, c);
        return true;
    }
    c->shell = c->shell || s2_span_is(request, "shell");
    return s2_span_is(request, "pty-req") || s2_span_is(request, "shell") ||
           s2_span_is(request, "env");
}

static void on_request(struct peer *p, struct peer_chan *c, struct s2_rd *r)
{
    struct s2_span whole = s2_span(r->p, s2_rd_left(r)), request = s2_rd_str(r);
    bool want_reply = s2_rd_bool(r), good;
    struct s2_wr w;

    p->requests = s2_fnv(p->requests, whole);
    good = start(p, c, request, r);
    if (!want_reply)
        return;
    w = message(p, good ? 99 : 100);
    s2_wr_u32(&w, c->remote);
    peer_send(p, &w);
}

static void give_back(struct peer *p, struct peer_chan *c, uint32_t n)
{
    uint32_t step = p->script.window_step;
    struct s2_wr w;

    c->given += n;
    if (c->given < (step ? step : 65536) && c->window > 0)
        return;
    w = message(p, 93);
    s2_wr_u32(&w, c->remote);
    s2_wr_u32(&w, c->given);
    peer_send(p, &w);
    c->window += c->given;
    c->given = 0;
}

static void on_data(struct peer *p, struct peer_chan *c, struct s2_rd *r)
{
    struct s2_span data = s2_rd_str(r);
    uint32_t max = p->script.max_packet ? p->script.max_packet : 32768;

    if (!s2_rd_done(r) || data.n > c->window || data.n > max || c->got_eof)
        peer_complain(p, "%lu bytes of data: window %lu, largest packet %lu%s",
                      (unsigned long)data.n, (unsigned long)c->window,
                      (unsigned long)max, c->got_eof ? ", after EOF" : "");
    c->window -= (uint32_t)s2_min(data.n, c->window);
    peer_put(c->sftp ? &c->in : &c->out, data.p, data.n); /* a shell echoes */
    give_back(p, c, (uint32_t)data.n);
}

static void send_simple(struct peer *p, struct peer_chan *c, uint8_t type)
{
    struct s2_wr w = message(p, type);

    s2_wr_u32(&w, c->remote);
    peer_send(p, &w);
}

static void on_close(struct peer *p, struct peer_chan *c)
{
    c->got_close = true;
    if (!c->sent_close)
        send_simple(p, c, 97);
    chan_free(c);
}

static void on_channel_message(struct peer *p, uint8_t type, struct s2_rd *r)
{
    struct peer_chan *c = chan_of(p, s2_rd_u32(r));

    if (!c)
        return;
    switch (type) {
    case 93:
        c->out_window += s2_rd_u32(r);
        break;
    case 94:
        on_data(p, c, r);
        break;
    case 96:
        c->got_eof = true;
        c->finish = c->finish || c->shell;
        break;
    case 97:
        on_close(p, c);
        break;
    case 98:
        on_request(p, c, r);
        break;
    case 100:
        p->refusals++;
        break;
    default:
        break;
    }
}

/* --- the rest
 * --------------------------------------------------------------------------- */

static void on_service(struct peer *p, struct s2_rd *r)
{
    struct s2_span name = s2_rd_str(r);
    struct s2_wr w = message(p, 6);

    if (!s2_span_is(name, "ssh-userauth"))
        peer_complain(p, "service request for something else");
    s2_wr_str(&w, name);
    peer_send(p, &w);
}

static void on_global(struct peer *p, struct s2_rd *r)
{
    struct s2_wr w;

    s2_rd_str(r);
    p->keepalives++;
    if (!s2_rd_bool(r))
        return;
    w = message(p, 82);
    peer_send(p, &w);
}

static void on_disconnect(struct peer *p, struct s2_rd *r)
{
    struct s2_span text;

    s2_rd_u32(r);
    text = s2_rd_str(r);
    snprintf(p->disconnect, sizeof(p->disconnect), "%.*s", (int)s2_min(text.n, 200),
             (const char *)text.p);
    p->closed = true;
}

void peer_on_message(struct peer *p, uint8_t type, struct s2_rd *r)
{
    if (type == 1)
        on_disconnect(p, r);
    else if (type == 3)
        p->unimplemented++;
    else if (type == 5)
        on_service(p, r);
    else if (type == 50)
        on_userauth(p, r);
    else if (type == 80)
        on_global(p, r);
    else if (type == 90)
        on_open(p, r);
    else if (type == 82 || type == 92)
        p->refusals++;
    else if (type >= 93 && type <= 100)
        on_channel_message(p, type, r);
    else if (type != 2 && type != 4)
        peer_complain(p, "message %u from a client", type);
}

static bool send_data(struct peer *p, struct peer_chan *c, struct peer_bytes *from,
                      bool is_err)
{
    uint32_t n = (uint32_t)s2_min(peer_len(from), s2_min(c->out_window, c->out_packet));
    struct s2_wr w;

    if (!n || c->sent_close)
        return false;
    w = message(p, is_err ? 95 : 94);
    s2_wr_u32(&w, c->remote);
    if (is_err)
        s2_wr_u32(&w, 1);
    s2_wr_str(&w, s2_span(from->p + from->head, n));
    peer_skip(from, n);
    c->out_window -= n;
    peer_send(p, &w);
    return true;
}

static void send_end(struct peer *p, struct peer_chan *c)
{
    struct s2_wr w = message(p, 98);

    s2_wr_u32(&w, c->remote);
    if (c->exit_signal) {
        s2_wr_cstr(&w, "exit-signal");
        s2_wr_bool(&w, false);
        s2_wr_cstr(&w, c->exit_signal);
        s2_wr_bool(&w, false);
        s2_wr_cstr(&w, "killed");
        s2_wr_cstr(&w, "");
    } else {
        s2_wr_cstr(&w, "exit-status");
        s2_wr_bool(&w, false);
        s2_wr_u32(&w, (uint32_t)c->exit_status);
    }
    peer_send(p, &w);
    send_simple(p, c, 96);
    send_simple(p, c, 97);
    c->finish = false;
    c->sent_close = true;
}

bool peer_flow(struct peer *p)
{
    bool moved = false;
    int i;

    for (i = 0; i < PEER_CHANNELS; i++) {
        struct peer_chan *c = &p->chan[i];

        if (!c->used)
            continue;
        if (c->psftp && psftp_run(c->psftp))
            moved = true;
        while (send_data(p, c, &c->err, true) || send_data(p, c, &c->out, false))
            moved = true;
        if (c->finish && !peer_len(&c->out) && !peer_len(&c->err)) {
            send_end(p, c);
            moved = true;
        }
    }
    return moved;
}
