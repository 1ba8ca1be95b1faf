/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Data of channels: streams, windows, writing in parts, consumers; messages that break
 * the protocol; memory that runs out. */
#include "chanwire.h"

static struct s2_span text(const char *t)
{
    return s2_span_str(t);
}

static const uint8_t *bytes(const char *t)
{
    return s2_span_str(t).p;
}

/* --- Receiving ---------------------------------------------------------------------
 */

/* What a stream gives now, as a string; "!" and the code for anything but data. */
static const char *read_text(s2_chan *c, int stream, char *buf, size_t n)
{
    size_t got;
    int rc = s2_chan_read(c, stream, (uint8_t *)buf, n - 1, &got);

    buf[got] = 0;
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return "!again";
    return rc ? "!error" : got ? buf : "!end";
}

static void streams_apart(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    char buf[8];

    T_STOP;
    T_STR(read_text(c, 0, buf, 8), "!again");
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "one");
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "errors");
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "two three");
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 9, "of no known type");
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    T_STR(read_text(c, 0, buf, 8), "onetwo ");
    T_EQ(s2_chan_avail(c, 0), 5);
    T_EQ(s2_chan_avail(c, LIBSSH2_CHANNEL_FLUSH_EXTENDED_DATA), 6);
    T_EQ(s2_chan_avail(c, LIBSSH2_CHANNEL_FLUSH_ALL), 11);
    T_STR(read_text(c, 0, buf, 8), "three");
    T_STR(read_text(c, 0, buf, 8), "!end");
    T_OK(!s2_chan_at_eof(c));
    T_STR(read_text(c, 1, buf, 4), "err");
    T_STR(read_text(c, 1, buf, 8), "ors");
    T_STR(read_text(c, 1, buf, 8), "!end");
    T_OK(s2_chan_at_eof(c));
    s2_chan_free(c);
}

static void extended_merged(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    static char big[3000];
    char buf[4000];

    T_STOP;
    /* What had come before is put in its place too. */
    memset(big, 'x', sizeof(big));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(big, sizeof(big)));
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "E");
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "after");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    s2_chan_extended(c, LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE);
    T_EQ(s2_chan_avail(c, 1), 0);
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "F");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_OK(read_text(c, 0, buf, sizeof(buf)) == buf);
    T_EQ(strlen(buf), 3007);
    T_STR(buf + 3000, "EafterF");
    s2_chan_free(c);
}

static void extended_ignored(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    char buf[8];

    T_STOP;
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "early");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    s2_chan_extended(c, LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE);
    T_EQ(s2_chan_avail(c, 1), 0);
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "late");
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "data");
    T_STR(read_text(c, 0, buf, 8), "data");
    T_STR(read_text(c, 1, buf, 8), "!again");
    s2_chan_free(c);
}

/* A channel with a small window of ours: 400 bytes, packets of 300. */
static s2_chan *open_small(struct wire *w)
{
    s2_chan *c;

    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 1000, 1000);
    t_eq(__FILE__, __LINE__, "open",
         s2_chan_open(w->s, text("session"), 400, 300, s2_span(NULL, 0), &c), 0);
    while (wire_next(w).n)
        continue;
    return c;
}

static void window_given_by_quarters(struct wire *w)
{
    s2_chan *c = open_small(w);
    char data[300], buf[400];

    T_STOP;
    memset(data, 'x', sizeof(data));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 300));
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_window_in(c, NULL), 100);
    T_OK(read_text(c, 0, buf, 100) == buf); /* 99 bytes: not yet a quarter */
    SENT(w, "");
    T_OK(read_text(c, 0, buf, 2) == buf);
    SENT(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, FAR, 100);
    T_EQ(s2_chan_window_in(c, NULL), 200);
    T_EQ(s2_chan_drop(c, LIBSSH2_CHANNEL_FLUSH_ALL), 200);
    SENT(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, FAR, 200);
    /* By hand: small ones are saved up. */
    T_EQ(s2_chan_adjust(c, 1000, S2_ADJUST_SAVE), 0);
    SENT(w, "");
    T_EQ(s2_chan_adjust(c, 24, S2_ADJUST_SAVE), 0);
    SENT(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, FAR, 1024);
    T_EQ(s2_chan_adjust(c, 1, S2_ADJUST_FORCE), 0);
    SENT(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, FAR, 1);
    /* Never beyond the largest window. */
    T_EQ(s2_chan_adjust(c, UINT32_MAX, S2_ADJUST_FORCE), 0);
    T_EQ(s2_chan_window_in(c, NULL), UINT32_MAX);
    s2_chan_free(c);
}

static void no_window_after_eof(struct wire *w)
{
    s2_chan *c = open_small(w);
    char data[300], buf[400];

    T_STOP;
    memset(data, 'x', sizeof(data));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 300));
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    T_EQ(s2_chan_wait_eof(c), 0);
    T_OK(read_text(c, 0, buf, sizeof(buf)) == buf);
    SENT(w, "");
    s2_chan_free(c);
}

static void full_window(struct wire *w)
{
    s2_chan *c = open_small(w);
    char data[200];

    T_STOP;
    memset(data, 'x', sizeof(data));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 200));
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 200));
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_CHANNEL_WINDOW_FULL);
    s2_chan_free(c);
}

/* A peer that sends one byte a message must not cost a block a byte. */
static void a_flood_of_single_bytes(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    char buf[4];
    long before;
    int i, k;

    T_STOP;
    before = w->live;
    for (i = 0; i < 50; i++) {
        for (k = 0; k < 100; k++)
            wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, k & 1 ? "b" : "a");
        T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    }
    T_EQ(s2_chan_avail(c, 0), 5000);
    T_OK(w->live - before < 20);
    for (i = 0; i < 2500; i++)
        T_STR(read_text(c, 0, buf, 3), "ab");
    T_STR(read_text(c, 0, buf, 3), "!again");
    s2_chan_free(c);
}

/* What a freed channel still gets is dropped, and earns no window. */
static void data_after_free(struct wire *w)
{
    s2_chan *c = open_small(w);
    char data[300];

    T_STOP;
    s2_chan_free(c);
    SENT(w, "bu", SSH_MSG_CHANNEL_CLOSE, FAR);
    memset(data, 'x', sizeof(data));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 300));
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    wire_say(w, "busb", SSH_MSG_CHANNEL_REQUEST, 0, "x", 1);
    wire_say(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, 5);
    T_EQ(s2_pump(w->s), 1);
    SENT(w, "");
    T_EQ(w->s->dead, 0);
}

/* --- Consumers ---------------------------------------------------------------------
 */

struct eater {
    char got[64];
    size_t n, appetite;
    int lost;
};

static size_t eat(void *who, int stream, struct s2_span data, const struct s2_pkt *pkt)
{
    struct eater *e = who;
    size_t n = s2_min(data.n, e->appetite);

    (void)pkt;
    if (stream != 0)
        return 0;
    memcpy(e->got + e->n, data.p, n);
    e->n += n;
    e->appetite -= n;
    return n;
}

static void eater_lost(void *who)
{
    ((struct eater *)who)->lost++;
}

static void a_consumer(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    struct eater e;
    struct s2_sink sink = {eat, eater_lost, NULL};
    char buf[16];

    T_STOP;
    memset(&e, 0, sizeof(e));
    sink.who = &e;
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "queued");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    e.appetite = 9;
    s2_chan_sink(c, &sink);
    T_MEM(e.got, e.n, "queued", 6);
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "direct");
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "kept");
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_MEM(e.got, e.n, "queueddir", 9);
    /* It does not overtake what it left, even when it is hungry again. */
    e.appetite = 50;
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "!");
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    wire_say(w, "bu", SSH_MSG_CHANNEL_CLOSE, 0);
    T_EQ(s2_chan_wait_eof(c), 0);
    T_EQ(e.n, 9);
    T_EQ(e.lost, 1);
    T_EQ(s2_chan_avail(c, 0), 8);
    s2_chan_sink(c, NULL);
    T_STR(read_text(c, 0, buf, 16), "ectkept!");
    s2_chan_free(c);
}

/* --- Sending -------------------------------------------------------------------------
 */

static void write_in_parts(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 5, 3);
    size_t n;

    T_STOP;
    T_EQ(s2_chan_write(c, 0, bytes("abcdefgh"), 8, &n), 0);
    T_EQ(n, 5);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "abc");
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "de");
    T_EQ(s2_chan_write(c, 0, bytes("fgh"), 3, &n), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_directions(w->s), LIBSSH2_SESSION_BLOCK_INBOUND);
    SENT(w, "");
    wire_say(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, 100);
    T_EQ(s2_chan_write(c, 1, bytes("fgh"), 3, &n), 0);
    T_EQ(n, 3);
    SENT(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, FAR, 1, "fgh");
    T_EQ(s2_chan_window_out(c, NULL), 97);
    s2_chan_free(c);
}

/* Nothing is reported before the socket has it, and nothing is sent twice. */
static void write_to_a_slow_socket(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 1000, 1000);
    size_t n;

    T_STOP;
    w->takes = 10;
    T_EQ(s2_chan_write(c, 0, bytes("abcdef"), 6, &n), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_directions(w->s),
         LIBSSH2_SESSION_BLOCK_INBOUND | LIBSSH2_SESSION_BLOCK_OUTBOUND);
    w->takes = 3;
    T_EQ(s2_chan_write(c, 0, bytes("abcdef"), 6, &n), LIBSSH2_ERROR_EAGAIN);
    w->takes = SIZE_MAX;
    /* The caller may have more by now; only what left is reported. */
    T_EQ(s2_chan_write(c, 0, bytes("abcdefghi"), 9, &n), 0);
    T_EQ(n, 6);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "abcdef");
    SENT(w, "");
    s2_chan_free(c);
}

static void queued_by_the_channel(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 4, 100);
    size_t n;

    T_STOP;
    T_EQ(s2_chan_queue(c, text("abc")), 0);
    T_EQ(s2_chan_room(c), 1);
    T_EQ(s2_chan_queue(c, text("defg")), 0);
    T_EQ(s2_chan_queue(c, text("hi")), 0);
    T_EQ(s2_chan_room(c), 0);
    T_EQ(s2_chan_bulk(c, text("x"), text("y")), LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED);
    T_EQ(s2_chan_send_eof(c), LIBSSH2_ERROR_EAGAIN);
    T_EQ(s2_chan_write(c, 0, bytes("x"), 1, &n), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "abc");
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "d");
    SENT(w, "");
    wire_say(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, 4);
    T_EQ(s2_chan_send_eof(c), LIBSSH2_ERROR_EAGAIN);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "efg");
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "h");
    wire_say(w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, 4);
    T_EQ(s2_chan_send_eof(c), 0);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "i");
    SENT(w, "bu", SSH_MSG_CHANNEL_EOF, FAR);
    T_EQ(s2_chan_queue(c, text("x")), LIBSSH2_ERROR_CHANNEL_EOF_SENT);
    s2_chan_free(c);
}

static void bulk_with_a_head(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 100, 50);

    T_STOP;
    T_EQ(s2_chan_room(c), 50);
    T_EQ(s2_chan_bulk(c, text("head-"), text("bulk")), 0);
    T_EQ(s2_flush(w->s), 0);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "head-bulk");
    T_EQ(s2_chan_window_out(c, NULL), 91);
    s2_chan_free(c);
}

/* While the batch is held for new keys nothing leaves; then it goes by the pump. */
static void queued_while_keys_change(struct wire *w)
{
    s2_chan *c = wire_open(w, 0, 100, 100);

    T_STOP;
    w->s->out.hold = true;
    T_EQ(s2_chan_room(c), 0);
    T_EQ(s2_chan_queue(c, text("abc")), 0);
    T_EQ(s2_pump(w->s), 0);
    SENT(w, "");
    w->s->out.hold = false;
    T_EQ(s2_pump(w->s), 1);
    SENT(w, "bus", SSH_MSG_CHANNEL_DATA, FAR, "abc");
    s2_chan_free(c);
}

/* --- Messages that cannot be right --------------------------------------------------
 */

/* On a wire with channel 0 open (window 400, packet 300), channel 1 opening, channel 2
 * closed by the server: the text of the session's death. */
static void dies(const char *file, int line, struct s2_span msg, const char *why)
{
    struct wire w;
    s2_chan *c;

    wire_begin(&w, 0);
    c = open_small(&w);
    if (c && !t_over()) {
        s2_chan *other;
        int rc = s2_chan_open(w.s, text("x"), 1, 1, s2_span(NULL, 0), &other);

        t_eq(file, line, "open", rc, LIBSSH2_ERROR_EAGAIN);
        wire_open(&w, 2, 10, 10);
        wire_say(&w, "bu", SSH_MSG_CHANNEL_CLOSE, 2);
        wire_put(&w, msg);
        t_eq(file, line, why, s2_chan_wait_eof(c), LIBSSH2_ERROR_PROTO);
        t_ok(file, line, w.s->death, strstr(w.s->death, why) != NULL);
    }
    wire_end(&w);
}

static void dies_of(const char *file, int line, const char *why, const char *format,
                    ...)
{
    struct s2_mem m;
    struct s2_wr msg;
    va_list args;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    msg = s2_wr_growing(&m);
    va_start(args, format);
    wire_format(&msg, format, args);
    va_end(args);
    dies(file, line, s2_wr_span(&msg), why);
    s2_wr_free(&msg);
}

#define DIES(why, ...)                                                                 \
    do {                                                                               \
        dies_of(__FILE__, __LINE__, (why), __VA_ARGS__);                               \
        T_STOP;                                                                        \
    } while (0)

T_CASE(messages_that_cannot_be)
{
    static char big[401];
    struct s2_span full = s2_span(big, 300), large = s2_span(big, 301);

    DIES("DATA for no channel", "bus", SSH_MSG_CHANNEL_DATA, 3, "x");
    DIES("DATA for no channel", "bus", SSH_MSG_CHANNEL_DATA, 0xffffffffu, "x");
    DIES("not open", "bus", SSH_MSG_CHANNEL_DATA, 1, "x");
    DIES("has closed", "bus", SSH_MSG_CHANNEL_DATA, 2, "x");
    DIES("has closed", "bu", SSH_MSG_CHANNEL_CLOSE, 2);
    DIES("packet size", "bud", SSH_MSG_CHANNEL_DATA, 0, large);
    DIES("packet size", "buud", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, large);
    DIES("wrong length", "budb", SSH_MSG_CHANNEL_DATA, 0, full, 0);
    DIES("wrong length", "buu", SSH_MSG_CHANNEL_DATA, 0, 0xffffffffu);
    DIES("type", "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 0, "x");
    DIES("largest window", "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, 0xfffffffeu);
    DIES("nobody asked", "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    DIES("nobody asked", "bu", SSH_MSG_CHANNEL_FAILURE, 0);
    DIES("nobody asked", "b", SSH_MSG_REQUEST_SUCCESS);
    DIES("nobody asked", "b", SSH_MSG_REQUEST_FAILURE);
    DIES("not being opened", "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, 1, 1, 1);
    DIES("not being opened", "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 9, 1, 1, 1);
    DIES("not being opened", "buuss", SSH_MSG_CHANNEL_OPEN_FAILURE, 0, 1, "", "");
    DIES("packet size of 0", "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 1, 1, 1, 0);
    DIES("packet size of 0", "bsuuu", SSH_MSG_CHANNEL_OPEN, "x", 1, 1, 0);
    DIES("malformed", "busb", SSH_MSG_CHANNEL_REQUEST, 0, "exit-status", 0);
    DIES("malformed", "busbs", SSH_MSG_CHANNEL_REQUEST, 0, "exit-signal", 0, "TERM");
}

static void beyond_the_window(struct wire *w)
{
    s2_chan *c = open_small(w);
    char data[201];

    T_STOP;
    memset(data, 'x', sizeof(data));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 200));
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(data, 201));
    T_EQ(s2_chan_wait_eof(c), LIBSSH2_ERROR_PROTO);
    T_OK(strstr(w->s->death, "beyond the window") != NULL);
}

static void data_after_eof(struct wire *w)
{
    s2_chan *c = open_small(w);

    T_STOP;
    wire_say(w, "bu", SSH_MSG_CHANNEL_EOF, 0);
    wire_say(w, "bus", SSH_MSG_CHANNEL_DATA, 0, "x");
    T_EQ(s2_pump(w->s), LIBSSH2_ERROR_PROTO);
    T_OK(strstr(w->s->death, "after the end") != NULL);
    s2_chan_free(c);
}

/* Each message that the handlers read, cut at every byte: an orderly end, never more.
 */
T_CASE(messages_cut_short)
{
    static const struct {
        unsigned number;
        uint32_t channel; /* first number of the message */
        const char *format;
    } cases[] = {{SSH_MSG_CHANNEL_DATA, 0, "bus"},
                 {SSH_MSG_CHANNEL_EXTENDED_DATA, 0, "buus"},
                 {SSH_MSG_CHANNEL_WINDOW_ADJUST, 0, "buu"},
                 {SSH_MSG_CHANNEL_EOF, 0, "bu"},
                 {SSH_MSG_CHANNEL_REQUEST, 0, "busbu"},
                 {SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 1, "buuuu"},
                 {SSH_MSG_CHANNEL_OPEN_FAILURE, 1, "buus"},
                 {SSH_MSG_CHANNEL_OPEN, 0, "bsuuu"},
                 {SSH_MSG_GLOBAL_REQUEST, 0, "bsb"}};
    uint8_t buf[64];
    size_t i, cut;

    for (i = 0; i < S2_COUNT(cases); i++) {
        struct s2_wr m = s2_wr_fixed(buf, sizeof(buf));
        const char *f = cases[i].format;

        s2_wr_u8(&m, (uint8_t)cases[i].number);
        while (*++f) {
            if (*f == 'b')
                s2_wr_u8(&m, 0);
            else if (*f == 's')
                s2_wr_cstr(&m, "exit-status");
            else
                s2_wr_u32(&m, f == cases[i].format + 1 ? cases[i].channel : 1);
        }
        for (cut = 1; cut < s2_wr_len(&m); cut++) {
            dies(__FILE__, __LINE__, s2_span(buf, cut), "the server sent");
            if (t_over())
                T_FAIL("message %u cut to %lu bytes", cases[i].number,
                       (unsigned long)cut);
        }
    }
}

/* --- Memory runs out ---------------------------------------------------------------
 */

/* A whole life of two channels; each result may be success, EAGAIN or ALLOC. */
static void life(struct wire *w)
{
    static const uint8_t big[3000];
    struct s2_span none = s2_span(NULL, 0);
    s2_chan *a = NULL, *b = NULL;
    s2_listener *l = NULL;
    uint8_t buf[4000];
    size_t n;
    int rc, next;

    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0, FAR, 2000, 1000);
    rc = s2_chan_open(w->s, text("session"), S2_CHAN_WINDOW, S2_CHAN_PACKET, none, &a);
    if (rc || !a)
        return;
    wire_say(w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0);
    rc = s2_chan_startup(a, text("exec"), text("true"));
    rc = s2_chan_open(w->s, text("other"), 1, 1, none, &b);
    wire_say(w, "buus", SSH_MSG_CHANNEL_EXTENDED_DATA, 0, 1, "err");
    wire_say(w, "bud", SSH_MSG_CHANNEL_DATA, 0, s2_span(big, sizeof(big)));
    wire_say(w, "busbsbss", SSH_MSG_CHANNEL_REQUEST, 0, "exit-signal", 0, "TERM", 0,
             "why", "");
    rc = s2_chan_read(a, 1, buf, sizeof(buf), &n);
    s2_chan_extended(a, LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE);
    rc = s2_chan_write(a, 0, big, sizeof(big), &n);
    rc = s2_chan_queue(a, s2_span(big, sizeof(big)));
    rc = s2_chan_x11(a, S2_X11_MANY, none, none, 0);
    w->s->keepalive_ms = 1;
    w->s->keepalive_reply = true;
    rc = s2_keepalive(w->s, &next);
    rc = s2_fwd_listen(w->s, (struct s2_end){text("h"), 1}, 0, &l);
    if (w->s->dead == 0 && rc == LIBSSH2_ERROR_EAGAIN) {
        wire_say(w, "b", SSH_MSG_REQUEST_FAILURE);
        wire_say(w, "b", SSH_MSG_REQUEST_SUCCESS);
        rc = s2_fwd_listen(w->s, (struct s2_end){text("h"), 1}, 0, &l);
    }
    wire_say(w, "bsuuususu", SSH_MSG_CHANNEL_OPEN, "forwarded-tcpip", 20, 9, 9, "h", 1,
             "o", 2);
    rc = s2_chan_send_eof(a);
    rc = s2_chan_close(a);
    (void)rc;
    s2_chan_free(a);
}

T_CASE(memory_runs_out)
{
    struct wire w;
    long i, n;

    wire_begin(&w, 0);
    life(&w);
    n = w.allocs;
    wire_end(&w);
    T_OK(n > 10);
    for (i = 1; i <= n; i++) {
        wire_begin(&w, i);
        life(&w);
        wire_end(&w);
        if (t_over())
            T_FAIL("allocation %ld of %ld failed", i, n);
    }
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

WIRE_CASE(streams_apart)
WIRE_CASE(extended_merged)
WIRE_CASE(extended_ignored)
WIRE_CASE(window_given_by_quarters)
WIRE_CASE(no_window_after_eof)
WIRE_CASE(full_window)
WIRE_CASE(a_flood_of_single_bytes)
WIRE_CASE(data_after_free)
WIRE_CASE(a_consumer)
WIRE_CASE(write_in_parts)
WIRE_CASE(write_to_a_slow_socket)
WIRE_CASE(queued_by_the_channel)
WIRE_CASE(bulk_with_a_head)
WIRE_CASE(queued_while_keys_change)
WIRE_CASE(beyond_the_window)
WIRE_CASE(data_after_eof)

T_SUITE(chandata) = {T_RUN(streams_apart),
                     T_RUN(extended_merged),
                     T_RUN(extended_ignored),
                     T_RUN(window_given_by_quarters),
                     T_RUN(no_window_after_eof),
                     T_RUN(full_window),
                     T_RUN(a_flood_of_single_bytes),
                     T_RUN(data_after_free),
                     T_RUN(a_consumer),
                     T_RUN(write_in_parts),
                     T_RUN(write_to_a_slow_socket),
                     T_RUN(queued_by_the_channel),
                     T_RUN(bulk_with_a_head),
                     T_RUN(queued_while_keys_change),
                     T_RUN(messages_that_cannot_be),
                     T_RUN(beyond_the_window),
                     T_RUN(data_after_eof),
                     T_RUN(messages_cut_short),
                     T_RUN(memory_runs_out),
                     T_END};
