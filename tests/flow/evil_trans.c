/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Identification, packets and the transport's own messages, done wrong. */
#include "evil.h"

#include "trans/slab.h"

#include <stdio.h>

/* --- Identification (RFC 4253 section 4.2)
 * --------------------------------------------
 */

static void greet(struct evil *e, const void *p, size_t n)
{
    peer_put(&e->f.peer->out, p, n);
}

/* What the server said is forgotten; it says this first. */
static void replace_greeting(struct evil *e, const char *text)
{
    struct peer *p = e->f.peer;

    p->out.head = p->out.tail = 0;
    greet(e, text, strlen(text));
}

static void own_ident(struct evil *e, const char *ident, const char *end)
{
    replace_greeting(e, ident);
    greet(e, end, strlen(end));
    snprintf(e->f.peer->ident, sizeof(e->f.peer->ident), "%s", ident);
}

static void say_version_1(struct evil *e)
{
    own_ident(e, "SSH-1.5-old", "\r\n");
}
static void say_version_199(struct evil *e)
{
    own_ident(e, "SSH-1.99-both", "\r\n");
}
static void say_version_3(struct evil *e)
{
    own_ident(e, "SSH-3.0-new", "\r\n");
}
static void end_with_lf(struct evil *e)
{
    own_ident(e, "SSH-2.0-lf", "\n");
}
static void say_http(struct evil *e)
{
    replace_greeting(e, "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n");
}
static void say_half(struct evil *e)
{
    replace_greeting(e, "SSH-2.0");
}
static void say_no_software(struct evil *e)
{
    own_ident(e, "SSH-2.0-", "\r\n");
}
static void say_nul(struct evil *e)
{
    replace_greeting(e, "");
    greet(e, "SSH-2.0-p\0eer\r\n", 15);
}

/* arg lines come before the identification. */
static void say_lines(struct evil *e)
{
    char ident[80];
    long i;

    snprintf(ident, sizeof(ident), "%s\r\n", e->f.peer->ident);
    replace_greeting(e, "Unauthorized use is forbidden.\r\n");
    for (i = 1; i < e->c.arg; i++)
        greet(e, "Unauthorized use is forbidden.\r\n", 32);
    greet(e, ident, strlen(ident));
}

static void say_endless_line(struct evil *e)
{
    char line[1000];
    long i;

    memset(line, 'a', sizeof(line));
    replace_greeting(e, e->c.arg ? "SSH-2.0-" : "");
    for (i = 0; i < 200; i++)
        greet(e, line, sizeof(line));
}

static void say_nothing(struct evil *e)
{
    replace_greeting(e, "");
}

static bool hear_nothing(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)e, (void)type, (void)r;
    return true;
}

static void close_at_once(struct evil *e)
{
    replace_greeting(e, "");
    e->f.peer->closed = true;
}

static void say_zeros(struct evil *e)
{
    static const uint8_t zeros[70000];

    replace_greeting(e, "");
    greet(e, zeros, sizeof(zeros));
}

/* --- Padding, MAC
 * ----------------------------------------------------------------------
 */

static void ignore(struct evil *e)
{
    evil_say(e, "bn", 2, (size_t)20);
}

static void wrong_padding(struct evil *e)
{
    e->f.peer->forge.bad_padding = true;
    e->f.peer->forge.padding = (uint8_t)e->c.arg;
    ignore(e);
}

static void much_padding(struct evil *e)
{
    e->f.peer->forge.most_padding = true;
    ignore(e);
}

static void wrong_mac(struct evil *e)
{
    e->f.peer->forge.flip = true;
    ignore(e);
}

static void no_payload(struct evil *e)
{
    peer_send_raw(e->f.peer, "", 0);
}

/* --- Compression
 * ----------------------------------------------------------------------------------------
 */

/* A few kilobytes that become many megabytes. */
static void bomb(struct evil *e)
{
    e->fill = 0;
    evil_say(e, "bn", 2, (size_t)8 << 20);
}

static void not_zipped(struct evil *e)
{
    e->f.peer->forge.not_zipped = true;
    ignore(e);
}

static void zip_ends(struct evil *e)
{
    e->f.peer->forge.last_of_zip = true;
    ignore(e);
    e->f.peer->forge.not_zipped = true;
    ignore(e);
}

/* The beginning of a stream, and a stored block of nothing. */
static void zip_empty(struct evil *e)
{
    e->f.peer->forge.not_zipped = true;
    peer_send_raw(e->f.peer, "\x78\x9c\0\0\0\xff\xff", 7);
}

/* --- Messages 1 to 7
 * ---------------------------------------------------------------------
 */

static void say_goodbye(struct evil *e)
{
    evil_say(e, "buss", 1, (uint32_t)2, "Too many authentication failures", "");
    e->f.peer->closed = true;
}

static void say_long_goodbye(struct evil *e)
{
    evil_say(e, "buns", 1, (uint32_t)2, (size_t)100000, "");
}

static void terrapin(struct evil *e)
{
    ignore(e);
}

static void service_other(struct evil *e)
{
    evil_say(e, "bs", 6, "ssh-connection");
}

static void service_twice(struct evil *e)
{
    evil_say(e, "bs", 6, "ssh-userauth");
}

static void ext_info(struct evil *e)
{
    evil_say(e, "bu", 7, (uint32_t)e->c.arg);
}

static void ext_info_many(struct evil *e)
{
    struct s2_wr w = s2_wr_growing(&e->f.peer->mem);
    long i;

    s2_wr_u8(&w, 7);
    s2_wr_u32(&w, (uint32_t)e->c.arg);
    for (i = 0; i < 2 * e->c.arg; i++)
        s2_wr_cstr(&w, "x");
    peer_send_raw(e->f.peer, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
}

static void ext_info_cut(struct evil *e)
{
    evil_say(e, "busu", 7, (uint32_t)1, "server-sig-algs", (uint32_t)50);
}

static void ext_info_again(struct evil *e)
{
    evil_say(e, "buss", 7, (uint32_t)1, "server-sig-algs", "rsa-sha2-256");
    evil_say(e, "buss", 7, (uint32_t)1, "server-sig-algs", "ssh-ed25519");
}

static void ext_info_long(struct evil *e)
{
    evil_say(e, "busn", 7, (uint32_t)1, "server-sig-algs", (size_t)200000);
}

static void ext_info_unknown(struct evil *e)
{
    evil_say(e, "bussss", 7, (uint32_t)2, "no-flow-control", "p", "other", "\x01\x02");
}

/* --- Floods
 * ------------------------------------------------------------------------------
 */

#define FLOOD 20000

static void flood(struct evil *e)
{
    long i;

    for (i = 0; i < FLOOD; i++) {
        switch (e->c.arg) {
        case 2:
            evil_say(e, "bn", 2, (size_t)10);
            break;
        case 4:
            evil_say(e, "bbss", 4, 1, "debug", "");
            break;
        case 80:
            evil_say(e, "bsb", 80, "hostkeys-00@openssh.com", 0);
            break;
        case 81:
            evil_say(e, "bsb", 80, "keepalive@openssh.com", 1);
            break;
        case 93:
            evil_say(e, "buu", 93, evil_chan(e), (uint32_t)1);
            break;
        case 94:
            evil_say(e, "bun", 94, evil_chan(e), (size_t)0);
            break;
        case 98:
            evil_say(e, "busb", 98, evil_chan(e), "what@is.this", 1);
            break;
        case 90:
            evil_say(e, "bsuuu", 90, "session", (uint32_t)i, (uint32_t)1, (uint32_t)1);
            break;
        default:
            evil_say(e, "bu", (int)e->c.arg, (uint32_t)i);
            break;
        }
    }
}

/* The client answers, the server does not read. */
static void flood_deaf(struct evil *e)
{
    e->f.deaf = true;
    flood(e);
    flood(e);
}

static const char *all_answered(const struct evil *e)
{
    const struct peer *p = e->f.peer;

    return p->unimplemented + p->refusals == FLOOD ? NULL : "not all were answered";
}

const struct evil_case evil_trans[] = {
    {EVIL("protocol 1.5", EVIL_START, EVIL_DIES, say_version_1), .text = "SSH-1.5"},
    {EVIL("protocol 1.99", EVIL_START, EVIL_LIVES, say_version_199)},
    {EVIL("protocol 3.0", EVIL_START, EVIL_DIES, say_version_3), .text = "SSH-3.0"},
    {EVIL("identification ends in LF", EVIL_START, EVIL_LIVES, end_with_lf)},
    {EVIL("identification of a web server", EVIL_START, EVIL_DIES, say_http)},
    {EVIL("identification cut", EVIL_START, EVIL_WAITS, say_half)},
    {EVIL("identification without software", EVIL_START, EVIL_ANY, say_no_software)},
    {EVIL("identification with NUL", EVIL_START, EVIL_DIES, say_nul), .text = "NUL"},
    {EVIL("30 lines first", EVIL_START, EVIL_LIVES, say_lines), .arg = 30},
    {EVIL("5000 lines first", EVIL_START, EVIL_DIES, say_lines), .arg = 5000},
    {EVIL("line without end", EVIL_START, EVIL_DIES, say_endless_line),
     .text = "no end"},
    {EVIL("identification without end", EVIL_START, EVIL_DIES, say_endless_line),
     .arg = 1},
    {EVIL("silence", EVIL_START, EVIL_WAITS, say_nothing), .on = hear_nothing,
     .text = "closed"},
    {EVIL("closed at once", EVIL_START, EVIL_WAITS, close_at_once)},
    {EVIL("zeros", EVIL_START, EVIL_DIES, say_zeros)},

    {EVIL("padding 0", EVIL_IDLE, EVIL_DIES, wrong_padding), .arg = 0,
     .text = "padding"},
    {EVIL("padding 3", EVIL_IDLE, EVIL_DIES, wrong_padding), .arg = 3,
     .text = "padding"},
    {EVIL("padding 200", EVIL_IDLE, EVIL_DIES, wrong_padding), .arg = 200,
     .text = "padding"},
    {EVIL("padding 255", EVIL_IDLE, EVIL_DIES, wrong_padding), .arg = 255,
     .text = "padding"},
    {EVIL("padding 0 in the first exchange", EVIL_KEX, EVIL_DIES, wrong_padding),
     .arg = 0, .text = "padding", .script = {.no_strict = true}},
    {EVIL("padding 255 in the first exchange", EVIL_KEX, EVIL_DIES, wrong_padding),
     .arg = 255, .text = "padding", .script = {.no_strict = true}},
    {EVIL("as much padding as can be", EVIL_IDLE, EVIL_LIVES, much_padding)},
    {EVIL("no payload", EVIL_IDLE, EVIL_DIES, no_payload)},
    {EVIL("no payload in the first exchange", EVIL_KEX, EVIL_DIES, no_payload),
     .script = {.no_strict = true}},
    {EVIL("wrong tag, GCM", EVIL_IDLE, EVIL_DIES, wrong_mac), .text = "wrong MAC"},
    {EVIL("wrong tag, ChaCha20", EVIL_IDLE, EVIL_DIES, wrong_mac), .text = "wrong MAC",
     .script = {.cipher = "chacha20-poly1305@openssh.com"}},
    {EVIL("wrong MAC, EtM", EVIL_IDLE, EVIL_DIES, wrong_mac), .text = "wrong MAC",
     .script = {.cipher = "aes128-ctr", .mac = "hmac-sha2-256-etm@openssh.com"}},
    {EVIL("wrong MAC, E&M", EVIL_IDLE, EVIL_DIES, wrong_mac), .text = "wrong MAC",
     .script = {.cipher = "aes128-ctr", .mac = "hmac-sha2-256"}},

    {EVIL("goodbye while logging in", EVIL_AUTH, EVIL_DIES, say_goodbye),
     .text = "Too many"},
    {EVIL("goodbye, then closed", EVIL_IDLE, EVIL_DIES, say_goodbye),
     .text = "Too many"},
    {EVIL("goodbye of 100 KB", EVIL_IDLE, EVIL_DIES, say_long_goodbye)},
    {EVIL("IGNORE before a strict KEXINIT", EVIL_IDENT, EVIL_DIES, terrapin)},
    {EVIL("IGNORE in the strict exchange", EVIL_KEX, EVIL_DIES, terrapin),
     .text = "strict"},
    {EVIL("another service accepted", EVIL_SERVICE, EVIL_DIES, service_other)},
    {EVIL("service accepted twice", EVIL_SERVICE, EVIL_DIES, service_twice)},
    {EVIL("EXT_INFO count 2^32-1", EVIL_SERVICE, EVIL_DIES, ext_info),
     .arg = 0xffffffff},
    {EVIL("EXT_INFO count 129", EVIL_SERVICE, EVIL_DIES, ext_info), .arg = 129},
    {EVIL("EXT_INFO count 1 of none", EVIL_SERVICE, EVIL_DIES, ext_info), .arg = 1},
    {EVIL("EXT_INFO count 0", EVIL_SERVICE, EVIL_LIVES, ext_info), .arg = 0},
    {EVIL("EXT_INFO of 100", EVIL_SERVICE, EVIL_LIVES, ext_info_many), .arg = 100},
    {EVIL("EXT_INFO of 10000", EVIL_SERVICE, EVIL_DIES, ext_info_many), .arg = 10000},
    {EVIL("EXT_INFO cut", EVIL_SERVICE, EVIL_DIES, ext_info_cut)},
    {EVIL("EXT_INFO twice more", EVIL_SERVICE, EVIL_ANY, ext_info_again)},
    {EVIL("EXT_INFO of 200 KB", EVIL_SERVICE, EVIL_ANY, ext_info_long)},
    {EVIL("EXT_INFO unknown", EVIL_SERVICE, EVIL_LIVES, ext_info_unknown)},
    {EVIL("EXT_INFO when logged in", EVIL_IDLE, EVIL_DIES, ext_info_unknown)},

    {EVIL("flood of unknown", EVIL_IDLE, EVIL_LIVES, flood), .arg = 200,
     .check = all_answered},
    {EVIL("flood of ignore", EVIL_IDLE, EVIL_LIVES, flood), .arg = 2},
    {EVIL("flood of debug", EVIL_IDLE, EVIL_LIVES, flood), .arg = 4},
    {EVIL("flood of unimplemented", EVIL_IDLE, EVIL_LIVES, flood), .arg = 3},
    {EVIL("flood of global requests", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 80},
    {EVIL("flood of keepalives", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 81,
     .check = all_answered},
    {EVIL("flood of keepalives, idle", EVIL_IDLE, EVIL_LIVES, flood), .arg = 81,
     .check = all_answered},
    {EVIL("flood of window adjusts", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 93},
    {EVIL("flood of empty data", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 94},
    {EVIL("flood of channel requests", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 98,
     .check = all_answered},
    {EVIL("flood of channels", EVIL_CHANNEL, EVIL_LIVES, flood), .arg = 90,
     .check = all_answered},
    {EVIL("flood of ignore while logging in", EVIL_AUTH, EVIL_LIVES, flood), .arg = 2},
    {EVIL("flood of unknown while logging in", EVIL_AUTH, EVIL_LIVES, flood),
     .arg = 200},
    {EVIL("flood of unknown, unread", EVIL_IDLE, EVIL_DIES, flood_deaf), .arg = 200,
     .peak = 4 << 20},
    {EVIL("flood of keepalives, unread", EVIL_CHANNEL, EVIL_DIES, flood_deaf),
     .arg = 81, .peak = 4 << 20},
    {EVIL("flood of ignore in a rekey", EVIL_REKEY, EVIL_LIVES, flood), .arg = 2},
    {EVIL("flood of unknown in a rekey", EVIL_REKEY, EVIL_LIVES, flood), .arg = 9},
    {.name = NULL},
};

#define ZLIB .script = {.comp = "zlib@openssh.com"}

const struct evil_case evil_zip[] = {
    {EVIL("compression", EVIL_IDLE, EVIL_LIVES, ignore), ZLIB},
    {EVIL("compression bomb", EVIL_IDLE, EVIL_DIES, bomb), ZLIB, .text = "expanded"},
    {EVIL("compression bomb before log in", EVIL_SERVICE, EVIL_DIES, bomb),
     .script = {.comp = "zlib"}, .text = "expanded"},
    {EVIL("payload not compressed", EVIL_IDLE, EVIL_DIES, not_zipped), ZLIB,
     .text = "expanded"},
    {EVIL("payload that expands to nothing", EVIL_IDLE, EVIL_DIES, zip_empty), ZLIB,
     .text = "expanded"},
    {EVIL("compressed stream that ends", EVIL_IDLE, EVIL_DIES, zip_ends), ZLIB,
     .text = "expanded"},
    {.name = NULL},
};

/* --- Lengths
 * -----------------------------------------------------------------------------
 */

/* A packet whose length is not its length, then bytes without end. */
static void wrong_length(struct evil *e)
{
    static const uint8_t junk[4096];
    size_t n;

    e->f.peer->forge.lie = true;
    e->f.peer->forge.length = (uint32_t)e->c.arg;
    ignore(e);
    for (n = 0; n < 2 * S2_PACKET_MAX; n += sizeof(junk))
        peer_put(&e->f.peer->out, junk, sizeof(junk));
}

/* A packet of that length with a right MAC, too short for what a packet has. */
static void short_length(struct evil *e)
{
    e->f.peer->forge.cut = true;
    e->f.peer->forge.length = (uint32_t)e->c.arg;
    ignore(e);
}

/* A whole and good packet of that length. */
static void right_length(struct evil *e)
{
    /* packet_length: padding_length, number, length, data, padding of at least 4 */
    evil_say(e, "bn", 2, (size_t)e->c.arg - 1 - 1 - 4 - 4);
}

static const struct {
    const char *name;
    enum evil_phase phase;
    uint32_t block, clear;
    struct peer_script script;
} modes[] = {
    {"plain", EVIL_KEX, 8, 0, {.no_strict = true}},
    {"GCM", EVIL_IDLE, 16, 4, {.cipher = "aes256-gcm@openssh.com"}},
    {"ChaCha20", EVIL_IDLE, 8, 4, {.cipher = "chacha20-poly1305@openssh.com"}},
    {"EtM",
     EVIL_IDLE,
     16,
     4,
     {.cipher = "aes128-ctr", .mac = "hmac-sha2-256-etm@openssh.com"}},
    {"E&M", EVIL_IDLE, 16, 0, {.cipher = "aes128-ctr", .mac = "hmac-sha2-256"}},
};

static void one_length(const struct evil_run *run, size_t mode, uint32_t length,
                       evil_inject *inject, enum evil_expect expect)
{
    struct evil_case c;
    char name[80];

    memset(&c, 0, sizeof(c));
    snprintf(name, sizeof(name), "%s packet of length %lu, %s",
             inject == right_length ? "true" : "false", (unsigned long)length,
             modes[mode].name);
    c.name = name;
    c.phase = modes[mode].phase;
    c.script = modes[mode].script;
    c.inject = inject;
    c.expect = expect;
    c.arg = (int64_t)length;
    evil_one(run, &c);
}

void evil_lengths(const struct evil_run *run)
{
    static const uint32_t wrong[] = {0,
                                     1,
                                     3,
                                     5,
                                     11,
                                     12,
                                     16,
                                     S2_PACKET_MAX - 20,
                                     S2_PACKET_MAX - 4,
                                     S2_PACKET_MAX - 1,
                                     S2_PACKET_MAX,
                                     S2_PACKET_MAX + 1,
                                     S2_PACKET_MAX + 12,
                                     S2_PACKET_MAX + 16,
                                     0x7fffffff,
                                     0x80000000,
                                     0xfffffff0,
                                     0xfffffffc,
                                     0xffffffff};
    size_t m, i;

    for (m = 0; m < S2_COUNT(modes); m++) {
        uint32_t most = S2_PACKET_MAX;

        for (i = 0; i < S2_COUNT(wrong); i++)
            one_length(run, m, wrong[i], wrong_length, EVIL_DIES);
        one_length(run, m, modes[m].clear ? 0 : 4, short_length, EVIL_DIES);
        while ((most + 4 - modes[m].clear) % modes[m].block)
            most--;
        one_length(run, m, most, right_length, EVIL_LIVES);
        one_length(run, m, most + modes[m].block, right_length, EVIL_DIES);
    }
}
