/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Channels: opening, requests and replies, end, numbers; global requests. */
#include "chanwire.h"

static int open_as(struct wire *w, const char *type, s2_chan **c)
{
    return s2_chan_open(w->s, s2_span_str(type), 5000, 600, s2_span(NULL, 0), c);
}

/* --- Opening ------------------------------------------------------------------- */

static void opens(struct wire *w)
{
    s2_chan *c;
    uint32_t initial;

    T_EQ(open_as(w, "session", &c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(open_as(w, "session", &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "session", 0, 5000, 600);
    SENT(w, "");
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, 77, 1234, 100);
    T_EQ(open_as(w, "session", &c), 0);
    T_EQ(s2_chan_window_out(c, &initial), 1234);
    T_EQ(initial, 1234);
    T_EQ(s2_chan_window_in(c, &initial), 5000);
    s2_chan_free(c);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, 77);
}

static void two_opens_in_flight(struct wire *w)
{
    s2_chan *a, *b;

    T_EQ(open_as(w, "a", &a), LIBSSH2_ERROR_EAGAIN);
    T_EQ(open_as(w, "b", &b), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 1, 11, 1, 1);
    T_EQ(open_as(w, "a", &a), LIBSSH2_ERROR_EAGAIN);
    T_EQ(open_as(w, "b", &b), 0);
    wire_say(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 0, 4, "no \x1b room", "en");
    T_EQ(open_as(w, "a", &a), LIBSSH2_ERROR_CHANNEL_FAILURE);
    T_OK(a == NULL);
    T_OK(strstr(w->s->err.text, "no ? room") != NULL);
    /* The refused number is free again, the other is not. */
    T_EQ(open_as(w, "a", &a), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "a", 0, 5000, 600);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "b", 1, 5000, 600);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "a", 0, 5000, 600);
    s2_chan_free(b);
}

/* Whoever gave up an open: the late channel is closed and its number not used again
 * before the server has closed it too. */
static void an_open_given_up(struct wire *w)
{
    s2_chan *c;

    T_EQ(open_as(w, "a", &c), LIBSSH2_ERROR_EAGAIN);
    s2_op_end_owner(w->s, w->s);
    T_EQ(open_as(w, "b", &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "a", 0, 5000, 600);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "b", 1, 5000, 600);
    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, 55, 9, 9);
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "late");
    T_EQ(open_as(w, "b", &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, 55);
    T_EQ(open_as(w, "c", &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "c", 2, 5000, 600);
    wire_say(w, "bu", SSH_MSG_CHANNEL_CLOSE, 0);
    T_EQ(open_as(w, "c", &c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(open_as(w, "d", &c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "d", 0, 5000, 600);
}

static void not_before_login(struct wire *w)
{
    s2_chan *c;

    s2_session *before = s2_session_new(NULL, NULL, NULL, NULL);

    T_EQ(s2_chan_open(before, s2_span_str("session"), 1, 1, s2_span(NULL, 0), &c),
         LIBSSH2_ERROR_INVAL);
    s2_session_free(before);
    (void)w;
}

/* --- Requests ------------------------------------------------------------------- */

static int env(s2_chan *c, const char *name)
{
    return s2_chan_setenv(c, s2_span_str(name), s2_span_str("v"));
}

static void replies_in_order(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);

    T_STOP;
    T_EQ(env(c, "A"), LIBSSH2_ERROR_EAGAIN);
    T_EQ(env(c, "B"), LIBSSH2_ERROR_EAGAIN);
    T_EQ(env(c, "A"), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busbss", SSH_MSG_CHANNEL_REQUEST, FAR, "env", 1, "A", "v");
    SENT(w, "busbss", SSH_MSG_CHANNEL_REQUEST, FAR, "env", 1, "B", "v");
    SENT(w, "");
    wire_say(w, "bu", SSH_MSG_CHANNEL_FAILURE, 0);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(env(c, "B"), 0);
    T_EQ(env(c, "A"), LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED);
    T_OK(strstr(w->s->err.text, "env") != NULL);
    s2_chan_free(c);
}

/* The reply of a request that nobody waits for any more is not taken for the next. */
static void a_request_given_up(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);

    T_STOP;
    T_EQ(env(c, "A"), LIBSSH2_ERROR_EAGAIN);
    s2_op_end_owner(w->s, c);
    T_EQ(env(c, "B"), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_CHANNEL_FAILURE, 0);
    T_EQ(env(c, "B"), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(env(c, "B"), 0);
    s2_chan_free(c);
}

static void one_program_a_channel(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    struct s2_span exec = s2_span_str("exec"), shell = s2_span_str("shell");

    T_STOP;
    T_EQ(s2_chan_startup(c, exec, s2_span_str("ls")), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busbs", SSH_MSG_CHANNEL_REQUEST, FAR, "exec", 1, "ls");
    T_EQ(s2_chan_startup(c, shell, s2_span(NULL, 0)), LIBSSH2_ERROR_BAD_USE);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(s2_chan_startup(c, exec, s2_span_str("ls")), 0);
    T_EQ(s2_chan_startup(c, exec, s2_span_str("ls")), LIBSSH2_ERROR_BAD_USE);
    SENT(w, "");
    s2_chan_free(c);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    c = wire_open(w, 1, 1000, 1000);
    T_STOP;
    T_EQ(s2_chan_startup(c, shell, s2_span(NULL, 0)), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busb", SSH_MSG_CHANNEL_REQUEST, FAR + 1, "shell", 1);
    s2_chan_free(c);
}

static void terminal_and_signal(struct wire *w)
{
    struct s2_winsize size = {80, 24, 640, 480};
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    char text[257];

    T_STOP;
    memset(text, 'x', sizeof(text));
    T_EQ(s2_chan_pty(c, s2_span(text, 200), s2_span(text, 57), &size),
         LIBSSH2_ERROR_INVAL);
    T_EQ(s2_chan_pty(c, s2_span_str("vt100"), s2_span_str("m"), &size),
         LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busbsuuuus", SSH_MSG_CHANNEL_REQUEST, FAR, "pty-req", 1, "vt100", 80, 24,
         640, 480, "m");
    T_EQ(s2_chan_winch(c, &size), 0);
    SENT(w, "busbuuuu", SSH_MSG_CHANNEL_REQUEST, FAR, "window-change", 0, 80, 24, 640,
         480);
    /* Without reply, but done only when it has left. */
    w->takes = 0;
    T_EQ(s2_chan_signal(c, s2_span_str("INT")), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_signal(c, s2_span_str("INT")), LIBSSH2_ERROR_EAGAIN);
    w->takes = SIZE_MAX;
    T_EQ(s2_chan_signal(c, s2_span_str("INT")), 0);
    SENT(w, "busbs", SSH_MSG_CHANNEL_REQUEST, FAR, "signal", 0, "INT");
    SENT(w, "");
    s2_chan_free(c);
}

static void agent_by_two_names(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);

    T_STOP;
    T_EQ(s2_chan_agent(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busb", SSH_MSG_CHANNEL_REQUEST, FAR, "auth-agent-req@openssh.com", 1);
    wire_say(w, "bu", SSH_MSG_CHANNEL_FAILURE, 0);
    T_EQ(s2_chan_agent(c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_agent(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "busb", SSH_MSG_CHANNEL_REQUEST, FAR, "auth-agent-req", 1);
    SENT(w, "");
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(s2_chan_agent(c), 0);
    s2_chan_free(c);
}

/* A cookie made up by us must not change between the repetitions of a call. */
static void x11_asks_once(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    struct s2_span none = s2_span(NULL, 0), msg;

    T_STOP;
    T_EQ(s2_chan_x11(c, S2_X11_ONCE, none, none, 7), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_x11(c, S2_X11_ONCE, none, none, 7), LIBSSH2_ERROR_EAGAIN);
    msg = wire_next(w);
    /* number, channel, "x11-req", reply, single, protocol, cookie, screen */
    T_EQ(msg.n, 1 + 4 + 11 + 1 + 1 + 4 + 18 + 4 + 32 + 4);
    SENT(w, "");
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(s2_chan_x11(c, S2_X11_ONCE, none, none, 7), 0);
    s2_chan_free(c);
}

/* --- What the server asks ------------------------------------------------------- */

static void exit_facts(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    int status = -1;

    T_STOP;
    T_OK(!s2_chan_exit_status(c, &status));
    wire_say(w, "busbu", SSH_MSG_CHANNEL_REQUEST, 0, "exit-status", 0, 3);
    wire_say(w, "busbsbss", SSH_MSG_CHANNEL_REQUEST, 0, "exit-signal", 0, "TERM", 0,
             "why", "");
    wire_say(w, "busbsbss", SSH_MSG_CHANNEL_REQUEST, 0, "exit-signal", 0, "KILL", 1, "",
             "de");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_OK(s2_chan_exit_status(c, &status));
    T_EQ(status, 3);
    T_STR(s2_chan_exit_text(c, S2_EXIT_SIGNAL), "KILL");
    T_STR(s2_chan_exit_text(c, S2_EXIT_MESSAGE), NULL);
    T_STR(s2_chan_exit_text(c, S2_EXIT_LANGUAGE), "de");
    SENT(w, "");
    s2_chan_free(c);
}

static void requests_of_the_server(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);

    T_STOP;
    wire_say(w, "busb", SSH_MSG_CHANNEL_REQUEST, 0, "keepalive@openssh.com", 1);
    wire_say(w, "busb", SSH_MSG_CHANNEL_REQUEST, 0, "eow@openssh.com", 0);
    wire_say(w, "bsb", SSH_MSG_GLOBAL_REQUEST, "hostkeys-00@openssh.com", 0);
    wire_say(w, "bsb", SSH_MSG_GLOBAL_REQUEST, "keepalive@openssh.com", 1);
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bu", SSH_MSG_CHANNEL_FAILURE, FAR);
    SENT(w, "b", SSH_MSG_REQUEST_FAILURE);
    SENT(w, "");
    /* After our CLOSE no reply may be sent. */
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "busb", SSH_MSG_CHANNEL_REQUEST, 0, "keepalive@openssh.com", 1);
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bu", SSH_MSG_CHANNEL_EOF, FAR);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    SENT(w, "");
    s2_chan_free(c);
}

static LIBSSH2_X11_OPEN_FUNC(take_x11)
{
    struct wire *w = *abstract;

    (void)session;
    if (sport == 6000 && strcmp(shost, "host") == 0)
        w->got = channel;
}

static void channels_of_the_server(struct wire *w)
{
    struct s2_span none = s2_span(NULL, 0);
    s2_chan *c = wire_open(w, 0, 1000, 1000);

    T_STOP;
    wire_say(w, "bsuuusu", SSH_MSG_CHANNEL_OPEN, "x11", 5, 9, 9, "host", 6000);
    wire_say(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "auth-agent@openssh.com", 6, 9, 9);
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 7, 9, 9, "h", 1,
             "o", 2);
    wire_say(w, "bsuuu", SSH_MSG_CHANNEL_OPEN, "session", 8, 9, 9);
    w->s->cb.x11 = take_x11;
    T_EQ(s2_chan_x11(c, S2_X11_ONCE, none, s2_span_str("1"), 0), LIBSSH2_ERROR_EAGAIN);
    T_OK(wire_next(w).n > 0);
    SENT(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 5, 1, "X11 was not asked for", "");
    SENT(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 6, 1, "no agent was offered", "");
    SENT(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 7, 1, "not asked for", "");
    SENT(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 8, 3, "unknown channel type", "");
    T_OK(w->got == NULL);
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    T_EQ(s2_chan_x11(c, S2_X11_ONCE, none, s2_span_str("1"), 0), 0);
    wire_say(w, "bsuuusu", SSH_MSG_CHANNEL_OPEN, "x11", 5, 9, 9, "host", 6000);
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 5, 1, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    T_OK(w->got != NULL);
    s2_chan_free(w->got);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, 5);
    s2_chan_free(c);
}

/* --- End --------------------------------------------------------------------- */

static void closing(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    uint8_t buf[8];
    size_t n;

    T_STOP;
    T_EQ(s2_chan_wait_closed(c), LIBSSH2_ERROR_INVAL);
    T_EQ(s2_chan_send_eof(c), 0);
    T_EQ(s2_chan_send_eof(c), 0);
    T_EQ(s2_chan_write(c, 0, buf, 1, &n), LIBSSH2_ERROR_CHANNEL_EOF_SENT);
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bu", SSH_MSG_CHANNEL_EOF, FAR);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    T_EQ(s2_chan_write(c, 0, buf, 1, &n), LIBSSH2_ERROR_CHANNEL_CLOSED);
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "rest");
    wire_say(w, "bu", SSH_MSG_CHANNEL_CLOSE, 0);
    T_EQ(s2_chan_close(c), 0);
    T_EQ(s2_chan_wait_closed(c), 0);
    T_OK(!s2_chan_at_eof(c));
    T_EQ(s2_chan_read(c, 0, buf, 8, &n), 0);
    T_MEM(buf, n, "rest", 4);
    T_OK(s2_chan_at_eof(c));
    s2_chan_free(c);
    SENT(w, "");
}

/* The server closes first: it is answered at once, and nothing is sent after that. */
static void closed_by_the_server(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    size_t n;

    T_STOP;
    T_EQ(env(c, "A"), LIBSSH2_ERROR_EAGAIN);
    T_OK(wire_next(w).n > 0);
    wire_say(w, "bu", SSH_MSG_CHANNEL_CLOSE, 0);
    w->takes = 3;
    T_EQ(env(c, "A"), LIBSSH2_ERROR_CHANNEL_CLOSED);
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    w->takes = SIZE_MAX;
    T_EQ(s2_chan_close(c), 0);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    T_EQ(s2_chan_write(c, 0, (const uint8_t *)"x", 1, &n),
         LIBSSH2_ERROR_CHANNEL_CLOSED);
    T_EQ(s2_chan_send_eof(c), 0);
    T_EQ(s2_chan_wait_eof(c), 0);
    T_EQ(s2_chan_close(c), 0);
    s2_chan_free(c);
    SENT(w, "");
    c = wire_open(w, 0, 1000, 1000);
    T_OK(c != NULL);
    s2_chan_free(c);
}

/* Free works on a dead session, and close and free are silent there. */
static void end_of_the_session(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    uint8_t buf[8];
    size_t n;

    T_STOP;
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "last");
    w->closed = true;
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_SOCKET_DISCONNECT);
    T_EQ(s2_chan_read(c, 0, buf, 8, &n), 0);
    T_MEM(buf, n, "last", 4);
    T_EQ(s2_chan_read(c, 0, buf, 8, &n), LIBSSH2_ERROR_SOCKET_DISCONNECT);
    T_EQ(env(c, "A"), LIBSSH2_ERROR_SOCKET_DISCONNECT);
    T_EQ(s2_chan_close(c), 0);
    s2_chan_free(c);
    SENT(w, "");
}

/* What the application leaves goes with the session. */
static void left_behind(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 10, 1000), *other;

    T_STOP;
    T_EQ(env(c, "A"), LIBSSH2_ERROR_EAGAIN);
    T_EQ(open_as(w, "other", &other), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_queue(c, s2_span_str("more than the window")), 0);
    T_EQ(s2_chan_send_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_close(c), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "unread");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
}

/* --- Global requests --------------------------------------------------------- */

static struct s2_end at(const char *host, uint32_t port)
{
    struct s2_end e;

    e.host = s2_span_str(host);
    e.port = port;
    return e;
}

/* The answer to a keepalive is not taken for that of a request behind it. */
static void keepalive_has_its_reply(struct wire *w)
{
    s2_listener *l;
    int next = -1;

    T_EQ(s2_keepalive(w->s, &next), 0);
    T_EQ(next, 0);
    w->s->keepalive_ms = 5000;
    w->s->keepalive_reply = true;
    w->s->keepalive_last = s2_now() - 6000;
    T_EQ(s2_keepalive(w->s, &next), 0);
    T_EQ(next, 5);
    SENT(w, "bsb", SSH_MSG_GLOBAL_REQUEST, "keepalive@libssh2.org", 1);
    T_EQ(s2_keepalive(w->s, &next), 0);
    SENT(w, "");
    T_EQ(s2_fwd_listen(w->s, at(NULL, 0), 1, &l), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bsbsu", SSH_MSG_GLOBAL_REQUEST, "tcpip-forward", 1, "0.0.0.0", 0);
    wire_say(w, "b", SSH_MSG_REQUEST_FAILURE);
    T_EQ(s2_fwd_listen(w->s, at(NULL, 0), 1, &l), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bu", SSH_MSG_REQUEST_SUCCESS, 4711);
    T_EQ(s2_fwd_listen(w->s, at(NULL, 0), 1, &l), 0);
    T_EQ(s2_fwd_port(l), 4711);
}

static void keepalives_without_answer(struct wire *w)
{
    long before = 0;
    int i, next;

    w->s->keepalive_ms = 1;
    w->s->keepalive_reply = true;
    for (i = 0; i < 1000; i++) {
        w->s->keepalive_last = 0;
        T_EQ(s2_keepalive(w->s, &next), 0);
        if (i == 100)
            before = w->live;
    }
    T_EQ(w->live, before);
}

static void listening(struct wire *w)
{
    s2_listener *l, *other;
    s2_chan *c;

    wire_say(w, "b", SSH_MSG_REQUEST_SUCCESS);
    T_EQ(s2_fwd_listen(w->s, at("a", 80), 1, &l), 0);
    wire_say(w, "b", SSH_MSG_REQUEST_SUCCESS);
    T_EQ(s2_fwd_listen(w->s, at("b", 80), 0, &other), 0);
    wire_say(w, "b", SSH_MSG_REQUEST_FAILURE);
    T_EQ(s2_fwd_listen(w->s, at("c", 80), 0, &other), LIBSSH2_ERROR_REQUEST_DENIED);
    while (wire_next(w).n)
        continue;
    T_EQ(s2_fwd_accept(l, &c), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 20, 9, 9, "b", 80,
             "o", 2);
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 21, 9, 9, "a", 80,
             "o", 2);
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 22, 9, 9, "a", 80,
             "o", 2);
    T_EQ(s2_pump(w->s), 1);
    SENT(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 20, 0, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    SENT(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 21, 1, S2_CHAN_WINDOW,
         S2_CHAN_PACKET);
    SENT(w, "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 22, 4, "too many connections wait",
         "");
    T_EQ(s2_fwd_accept(l, &c), 0);
    s2_chan_free(c);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, 21);
    w->takes = 0;
    T_EQ(s2_fwd_cancel(l), LIBSSH2_ERROR_EAGAIN);
    w->takes = SIZE_MAX;
    T_EQ(s2_fwd_cancel(l), 0);
    SENT(w, "bsbsu", SSH_MSG_GLOBAL_REQUEST, "cancel-tcpip-forward", 0, "a", 80);
    SENT(w, "");
}

/* What may go while keys change leaves at once: nothing that is held is waited for. */
static void goodbye_while_keys_change(struct wire *w)
{
    int next;

    w->s->keepalive_ms = 1;
    w->s->keepalive_last = 0;
    w->s->out.hold = true;
    T_EQ(s2_keepalive(w->s, &next), 0);
    SENT(w, "");
    T_EQ(s2_disconnect(w->s, 11, s2_span_str("bye"), s2_span_str("")), 0);
    SENT(w, "buss", SSH_MSG_DISCONNECT, 11, "bye", "");
}

static LIBSSH2_SEND_FUNC(broken_send)
{
    (void)socket, (void)buffer, (void)length, (void)flags, (void)abstract;
    return -EPIPE;
}

/* Freeing sends CLOSE; where that fails, the server's last words are read, and may make
 * the table of channels larger. */
static void freed_when_sending_fails(struct wire *w)
{
    s2_listener *l;
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    int i;

    T_STOP;
    wire_say(w, "b", SSH_MSG_REQUEST_SUCCESS);
    T_EQ(s2_fwd_listen(w->s, at("a", 80), 0, &l), 0);
    for (i = 0; i < 20; i++)
        wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 20 + i, 9, 9,
                 "a", 80, "o", 2);
    w->s->cb.send = broken_send;
    s2_chan_free(c);
    T_EQ(w->s->dead, LIBSSH2_ERROR_SOCKET_SEND);
    T_EQ(s2_fwd_waiting(l), 20);
}

/* The agreement to listen and the first connection come in one read. */
static void connected_at_once(struct wire *w)
{
    s2_listener *l;
    s2_chan *c;

    wire_say(w, "bu", SSH_MSG_REQUEST_SUCCESS, 4711);
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 20, 9, 9, "a",
             4711, "o", 2);
    T_EQ(s2_fwd_listen(w->s, at("a", 0), 1, &l), 0);
    T_EQ(s2_fwd_port(l), 4711);
    T_EQ(s2_fwd_waiting(l), 1);
    T_EQ(s2_fwd_accept(l, &c), 0);
    T_OK(c != NULL);
}

static unsigned floods;

/* A server that never stops to talk of nothing; a minute passes with each packet. */
static LIBSSH2_RECV_FUNC(flood_recv)
{
    static const uint8_t ignore[] = {0, 0, 0, 12, 6, SSH_MSG_IGNORE, 0, 0, 0, 0};
    struct wire *w = *abstract;

    (void)socket, (void)flags;
    if (++floods > 1000 || length < 16)
        return -EAGAIN;
    if (!s2_list_empty(&w->s->ops))
        S2_ITEM(s2_list_first(&w->s->ops), struct s2_op, link)->since -= 61 * 1000;
    memset(buffer, 0, 16);
    memcpy(buffer, ignore, sizeof(ignore));
    return 16;
}

/* Its packets are no reason to wait longer. */
static void talked_at_for_ever(struct wire *w)
{
    s2_chan *c = NULL;

    floods = 0;
    w->s->cb.recv = flood_recv;
    T_EQ(s2_chan_open(w->s, s2_span_str("session"), 1, 1, s2_span(NULL, 0), &c),
         LIBSSH2_ERROR_TIMEOUT);
    T_OK(floods < 10);
    w->s->until = s2_now();
    T_EQ(s2_pump(w->s), 0);
}

/* --- The suite
 * ------------------------------------------------------------------------ */

static void on_a_wire(void (*body)(struct wire *w))
{
    struct wire w;

    wire_begin(&w, 0);
    body(&w);
    wire_end(&w);
}

#define WIRE_CASE(name)                                                                \
    T_CASE(name)                                                                       \
    {                                                                                  \
        on_a_wire(name);                                                               \
    }

WIRE_CASE(opens)
WIRE_CASE(two_opens_in_flight)
WIRE_CASE(an_open_given_up)
WIRE_CASE(not_before_login)
WIRE_CASE(replies_in_order)
WIRE_CASE(a_request_given_up)
WIRE_CASE(one_program_a_channel)
WIRE_CASE(terminal_and_signal)
WIRE_CASE(agent_by_two_names)
WIRE_CASE(x11_asks_once)
WIRE_CASE(exit_facts)
WIRE_CASE(requests_of_the_server)
WIRE_CASE(channels_of_the_server)
WIRE_CASE(closing)
WIRE_CASE(closed_by_the_server)
WIRE_CASE(end_of_the_session)
WIRE_CASE(left_behind)
WIRE_CASE(keepalive_has_its_reply)
WIRE_CASE(keepalives_without_answer)
WIRE_CASE(listening)
WIRE_CASE(goodbye_while_keys_change)
WIRE_CASE(freed_when_sending_fails)
WIRE_CASE(connected_at_once)
WIRE_CASE(talked_at_for_ever)

T_SUITE(chan) = {T_RUN(opens),
                 T_RUN(two_opens_in_flight),
                 T_RUN(an_open_given_up),
                 T_RUN(not_before_login),
                 T_RUN(replies_in_order),
                 T_RUN(a_request_given_up),
                 T_RUN(one_program_a_channel),
                 T_RUN(terminal_and_signal),
                 T_RUN(agent_by_two_names),
                 T_RUN(x11_asks_once),
                 T_RUN(exit_facts),
                 T_RUN(requests_of_the_server),
                 T_RUN(channels_of_the_server),
                 T_RUN(closing),
                 T_RUN(closed_by_the_server),
                 T_RUN(end_of_the_session),
                 T_RUN(left_behind),
                 T_RUN(keepalive_has_its_reply),
                 T_RUN(keepalives_without_answer),
                 T_RUN(listening),
                 T_RUN(goodbye_while_keys_change),
                 T_RUN(freed_when_sending_fails),
                 T_RUN(connected_at_once),
                 T_RUN(talked_at_for_ever),
                 T_END};
