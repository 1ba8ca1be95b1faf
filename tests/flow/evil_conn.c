/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Channels and global requests done wrong. */
#include "evil.h"

/* A client that does not read what comes. */
static int read_nothing(struct flow *f)
{
    int rc;

    FLOW_PTR(f, f->chan[0], libssh2_channel_open_session(f->session));
    FLOW_CALL(f, rc, libssh2_channel_exec(f->chan[0], "sleep"));
    evil_now((struct evil *)f);
    FLOW_PTR(f, f->chan[1], libssh2_channel_open_session(f->session));
    return 0;
}

/* The server changes keys while a command runs. */
static int rekey_running(struct flow *f)
{
    int rc;

    FLOW_PTR(f, f->chan[0], libssh2_channel_open_session(f->session));
    FLOW_CALL(f, rc, libssh2_channel_exec(f->chan[0], "sleep"));
    peer_rekey(f->peer);
    FLOW_PTR(f, f->chan[1], libssh2_channel_open_session(f->session));
    return 0;
}

/* What was right at any other time: after its KEXINIT the server may not say it (RFC
 * 4253 section 7.1). */
static bool talk_in_rekey(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    if (type != 30 || !e->f.peer->chan[0].used || e->count++)
        return false;
    if (e->c.arg == 93)
        evil_say(e, "buu", 93, evil_chan(e), (uint32_t)1);
    else if (e->c.arg == 94)
        evil_say(e, "bus", 94, evil_chan(e), "data");
    else
        evil_say(e, "bsb", 80, "keepalive@openssh.com", 1);
    return false;
}

/* --- Data (RFC 4254 section 5.2)
 * -------------------------------------------------------- */

static void data(struct evil *e)
{
    evil_say(e, "bun", 94, evil_chan(e), (size_t)e->c.arg);
}

static void data_to_window(struct evil *e)
{
    int i;

    for (i = 0; i < 64; i++)
        evil_say(e, "bun", 94, evil_chan(e), (size_t)32768);
}

static void data_beyond_window(struct evil *e)
{
    data_to_window(e);
    evil_say(e, "bun", 94, evil_chan(e), (size_t)1);
}

static void stderr_beyond_window(struct evil *e)
{
    int i;

    for (i = 0; i < 65; i++)
        evil_say(e, "buun", 95, evil_chan(e), (uint32_t)1, (size_t)32768);
}

static void data_for_nobody(struct evil *e)
{
    evil_say(e, "bus", 94, (uint32_t)e->c.arg, "data");
}

static void data_cut(struct evil *e)
{
    evil_say(e, "buub", 94, evil_chan(e), (uint32_t)100, 'a');
}

static void data_and_more(struct evil *e)
{
    evil_say(e, "busb", 94, evil_chan(e), "data", 1);
}

static void data_after_eof(struct evil *e)
{
    evil_say(e, "bu", 96, evil_chan(e));
    evil_say(e, "bus", 94, evil_chan(e), "data");
}

static void data_after_close(struct evil *e)
{
    evil_say(e, "bu", 97, evil_chan(e));
    evil_say(e, "bus", 94, evil_chan(e), "data");
}

static void extended_type(struct evil *e)
{
    evil_say(e, "buus", 95, evil_chan(e), (uint32_t)e->c.arg, "data");
}

static void adjust_overflow(struct evil *e)
{
    evil_say(e, "buu", 93, evil_chan(e), (uint32_t)0xffffffff);
    evil_say(e, "buu", 93, evil_chan(e), (uint32_t)0xffffffff);
}

static void adjust_zero(struct evil *e)
{
    evil_say(e, "buu", 93, evil_chan(e), (uint32_t)0);
}

/* --- Open and end
 * --------------------------------------------------------------------------- */

/* In place of the answer to CHANNEL_OPEN. */
static bool at_open(struct evil *e, uint8_t type, struct s2_rd *r, uint32_t *id)
{
    (void)s2_rd_str(r);
    *id = s2_rd_u32(r);
    return type == 90 && e->count++ == 0;
}

static bool confirm_packet_0(struct evil *e, uint8_t type, struct s2_rd *r)
{
    uint32_t id;

    if (!at_open(e, type, r, &id))
        return false;
    evil_say(e, "buuuu", 91, id, (uint32_t)0, (uint32_t)1000, (uint32_t)0);
    return true;
}

static bool confirm_other(struct evil *e, uint8_t type, struct s2_rd *r)
{
    uint32_t id;

    if (!at_open(e, type, r, &id))
        return false;
    evil_say(e, "buuuu", 91, id + (uint32_t)e->c.arg, (uint32_t)0, (uint32_t)1000,
             (uint32_t)1000);
    return true;
}

static bool confirm_cut(struct evil *e, uint8_t type, struct s2_rd *r)
{
    uint32_t id;

    if (!at_open(e, type, r, &id))
        return false;
    evil_say(e, "bu", 91, id);
    return true;
}

static bool refuse_long(struct evil *e, uint8_t type, struct s2_rd *r)
{
    uint32_t id;

    if (!at_open(e, type, r, &id))
        return false;
    evil_say(e, "buuns", 92, id, (uint32_t)1, (size_t)e->c.arg, "");
    return true;
}

static bool data_before_confirm(struct evil *e, uint8_t type, struct s2_rd *r)
{
    uint32_t id;

    if (at_open(e, type, r, &id))
        evil_say(e, "bus", 94, id, "data");
    return false;
}

static void confirm_again(struct evil *e)
{
    evil_say(e, "buuuu", 91, evil_chan(e), (uint32_t)7, (uint32_t)1, (uint32_t)1);
}

static void refuse_after_confirm(struct evil *e)
{
    evil_say(e, "buuss", 92, evil_chan(e), (uint32_t)1, "no", "");
}

static void confirm_nothing(struct evil *e)
{
    evil_say(e, "buuuu", 91, (uint32_t)0, (uint32_t)0, (uint32_t)1, (uint32_t)1);
}

static void eof_twice(struct evil *e)
{
    evil_say(e, "bu", 96, evil_chan(e));
    evil_say(e, "bu", 96, evil_chan(e));
    evil_say(e, "bu", 97, evil_chan(e));
    e->f.peer->chan[0].used = false; /* says no more */
}

static void close_twice(struct evil *e)
{
    evil_say(e, "bu", 97, evil_chan(e));
    evil_say(e, "bu", 97, evil_chan(e));
}

static void request_after_close(struct evil *e)
{
    evil_say(e, "bu", 97, evil_chan(e));
    evil_say(e, "busbu", 98, evil_chan(e), "exit-status", 0, (uint32_t)1);
}

/* --- Requests and their answers
 * ---------------------------------------------------------- */

static void chan_success(struct evil *e)
{
    evil_say(e, "bu", 99, evil_chan(e));
}

static void chan_failure(struct evil *e)
{
    evil_say(e, "bu", 100, evil_chan(e));
}

static void global_success(struct evil *e)
{
    evil_say(e, "bu", 81, (uint32_t)22);
}

static void global_failure(struct evil *e)
{
    evil_say(e, "b", 82);
}

static void exit_signals(struct evil *e)
{
    int i;

    for (i = 0; i < 1000; i++)
        evil_say(e, "busbsbss", 98, evil_chan(e), "exit-signal", 0, "SEGV", 1, "why",
                 "en");
}

static void exit_signal_long(struct evil *e)
{
    evil_say(e, "busbnbnn", 98, evil_chan(e), "exit-signal", 0, (size_t)80000, 0,
             (size_t)80000, (size_t)80000);
}

static void exit_signal_cut(struct evil *e)
{
    evil_say(e, "busbs", 98, evil_chan(e), "exit-signal", 0, "SEGV");
}

static void exit_status_cut(struct evil *e)
{
    evil_say(e, "busbb", 98, evil_chan(e), "exit-status", 0, 1);
}

static void exit_statuses(struct evil *e)
{
    int i;

    for (i = 0; i < 1000; i++)
        evil_say(e, "busbu", 98, evil_chan(e), "exit-status", 1, (uint32_t)i);
}

static void request_cut(struct evil *e)
{
    evil_say(e, "buu", 98, evil_chan(e), (uint32_t)0x7fffffff);
}

static void request_unknown(struct evil *e)
{
    evil_say(e, "busb", 98, evil_chan(e), "what@is.this", 1);
}

static void global_cut(struct evil *e)
{
    evil_say(e, "bu", 80, (uint32_t)0x7fffffff);
}

static void global_unknown(struct evil *e)
{
    evil_say(e, "bsb", 80, "keepalive@openssh.com", 1);
}

static const char *refused_once(const struct evil *e)
{
    return e->f.peer->refusals == 1 ? NULL : "it was not answered with a refusal";
}

/* --- Channels that the server opens
 * ------------------------------------------------------ */

static void open_type(struct evil *e)
{
    static const char *const type[] = {"session",
                                       "forwarded-tcpip",
                                       "x11",
                                       "auth-agent@openssh.com",
                                       "forwarded-streamlocal@openssh.com",
                                       ""};

    evil_say(e, "bsuuususu", 90, type[e->c.arg], (uint32_t)5, (uint32_t)1000,
             (uint32_t)1000, "localhost", (uint32_t)22, "localhost", (uint32_t)4000);
}

static void open_cut(struct evil *e)
{
    evil_say(e, "bsu", 90, "forwarded-tcpip", (uint32_t)5);
}

static void open_long_type(struct evil *e)
{
    evil_say(e, "bnuuu", 90, (size_t)200000, (uint32_t)5, (uint32_t)1000,
             (uint32_t)1000);
}

const struct evil_case evil_conn[] = {
    {EVIL("data as long as a packet may be", EVIL_CHANNEL, EVIL_ANY, data),
     .arg = 32768},
    {EVIL("data beyond the packet size", EVIL_CHANNEL, EVIL_DIES, data), .arg = 32769},
    {EVIL("data of 200 KB", EVIL_CHANNEL, EVIL_DIES, data), .arg = 200000},
    {EVIL("data as much as the window", EVIL_CHANNEL, EVIL_LIVES, data_to_window),
     .client = read_nothing, .peak = 3 << 20},
    {EVIL("data beyond the window", EVIL_CHANNEL, EVIL_DIES, data_beyond_window),
     .client = read_nothing, .peak = 3 << 20},
    {EVIL("stderr beyond the window", EVIL_CHANNEL, EVIL_DIES, stderr_beyond_window),
     .client = read_nothing, .peak = 3 << 20},
    {EVIL("data for channel 1", EVIL_CHANNEL, EVIL_DIES, data_for_nobody), .arg = 1},
    {EVIL("data for channel 2^32-1", EVIL_CHANNEL, EVIL_DIES, data_for_nobody),
     .arg = 0xffffffff},
    {EVIL("data with nothing open", EVIL_IDLE, EVIL_ANY, data_for_nobody), .arg = 0},
    {EVIL("data cut", EVIL_CHANNEL, EVIL_DIES, data_cut)},
    {EVIL("data and more", EVIL_CHANNEL, EVIL_DIES, data_and_more)},
    {EVIL("data after EOF", EVIL_CHANNEL, EVIL_DIES, data_after_eof)},
    {EVIL("data after CLOSE", EVIL_CHANNEL, EVIL_DIES, data_after_close)},
    {EVIL("extended data of type 0", EVIL_CHANNEL, EVIL_DIES, extended_type), .arg = 0},
    {EVIL("extended data of type 2", EVIL_CHANNEL, EVIL_LIVES, extended_type),
     .arg = 2},
    {EVIL("window adjust overflow", EVIL_CHANNEL, EVIL_DIES, adjust_overflow)},
    {EVIL("window adjust 0", EVIL_CHANNEL, EVIL_LIVES, adjust_zero)},

    {EVIL("largest packet 0", EVIL_IDLE, EVIL_DIES, NULL), .on = confirm_packet_0},
    {EVIL("confirmation of channel 1", EVIL_IDLE, EVIL_DIES, NULL), .on = confirm_other,
     .arg = 1},
    {EVIL("confirmation of channel 2^32-1", EVIL_IDLE, EVIL_DIES, NULL),
     .on = confirm_other, .arg = -1},
    {EVIL("confirmation cut", EVIL_IDLE, EVIL_DIES, NULL), .on = confirm_cut},
    {EVIL("confirmation twice", EVIL_CHANNEL, EVIL_DIES, confirm_again)},
    {EVIL("confirmation of nothing", EVIL_IDLE, EVIL_ANY, confirm_nothing)},
    {EVIL("refusal with 200 KB of words", EVIL_IDLE, EVIL_DIES, NULL),
     .on = refuse_long, .arg = 200000, .text = "refused"},
    {EVIL("refusal without words", EVIL_IDLE, EVIL_DIES, NULL), .on = refuse_long,
     .text = "refused"},
    {EVIL("refusal after the confirmation", EVIL_CHANNEL, EVIL_DIES,
          refuse_after_confirm)},
    {EVIL("data before the confirmation", EVIL_IDLE, EVIL_DIES, NULL),
     .on = data_before_confirm},
    {EVIL("EOF twice", EVIL_CHANNEL, EVIL_ANY, eof_twice)},
    {EVIL("CLOSE twice", EVIL_CHANNEL, EVIL_DIES, close_twice)},
    {EVIL("request after CLOSE", EVIL_CHANNEL, EVIL_DIES, request_after_close)},

    {EVIL("CHANNEL_SUCCESS unasked", EVIL_CHANNEL, EVIL_DIES, chan_success)},
    {EVIL("CHANNEL_FAILURE unasked", EVIL_CHANNEL, EVIL_DIES, chan_failure)},
    {EVIL("REQUEST_SUCCESS unasked", EVIL_CHANNEL, EVIL_DIES, global_success)},
    {EVIL("REQUEST_FAILURE unasked", EVIL_CHANNEL, EVIL_DIES, global_failure)},
    {EVIL("1000 exit-signals", EVIL_CHANNEL, EVIL_LIVES, exit_signals)},
    {EVIL("exit-signal of 240 KB", EVIL_CHANNEL, EVIL_LIVES, exit_signal_long)},
    {EVIL("exit-signal cut", EVIL_CHANNEL, EVIL_DIES, exit_signal_cut)},
    {EVIL("exit-status cut", EVIL_CHANNEL, EVIL_DIES, exit_status_cut)},
    {EVIL("1000 exit-statuses", EVIL_CHANNEL, EVIL_LIVES, exit_statuses)},
    {EVIL("channel request cut", EVIL_CHANNEL, EVIL_DIES, request_cut)},
    {EVIL("channel request unknown", EVIL_CHANNEL, EVIL_LIVES, request_unknown),
     .check = refused_once},
    {EVIL("global request cut", EVIL_CHANNEL, EVIL_DIES, global_cut)},
    {EVIL("global request unknown", EVIL_CHANNEL, EVIL_LIVES, global_unknown),
     .check = refused_once},
    {EVIL("global request before the first channel", EVIL_IDLE, EVIL_LIVES,
          global_unknown),
     .check = refused_once},

    {EVIL("server opens a session", EVIL_CHANNEL, EVIL_LIVES, open_type), .arg = 0,
     .check = refused_once},
    {EVIL("server opens forwarded-tcpip", EVIL_CHANNEL, EVIL_ANY, open_type), .arg = 1,
     .check = refused_once},
    {EVIL("server opens x11", EVIL_CHANNEL, EVIL_LIVES, open_type), .arg = 2,
     .check = refused_once},
    {EVIL("server opens auth-agent", EVIL_CHANNEL, EVIL_LIVES, open_type), .arg = 3,
     .check = refused_once},
    {EVIL("server opens streamlocal", EVIL_CHANNEL, EVIL_ANY, open_type), .arg = 4,
     .check = refused_once},
    {EVIL("server opens what has no name", EVIL_CHANNEL, EVIL_LIVES, open_type),
     .arg = 5, .check = refused_once},
    {EVIL("server's open cut", EVIL_CHANNEL, EVIL_DIES, open_cut)},
    {EVIL("server opens a name of 200 KB", EVIL_CHANNEL, EVIL_LIVES, open_long_type),
     .check = refused_once},
    {EVIL("window adjust in a rekey", EVIL_CHANNEL, EVIL_DIES, NULL), .arg = 93,
     .on = talk_in_rekey, .client = rekey_running, .text = "during a key exchange"},
    {EVIL("data in a rekey", EVIL_CHANNEL, EVIL_DIES, NULL), .arg = 94,
     .on = talk_in_rekey, .client = rekey_running, .text = "during a key exchange"},
    {EVIL("global request in a rekey", EVIL_CHANNEL, EVIL_DIES, NULL), .arg = 80,
     .on = talk_in_rekey, .client = rekey_running, .text = "during a key exchange"},
    {.name = NULL},
};
