/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SFTP done wrong: what a server may answer to the clients of evil_tour.c. */
#include "evil.h"

/* --- The beginning
 * ---------------------------------------------------------------------- */

static bool version(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 1)
        evil_fxp(e, "bu", 2, (uint32_t)e->c.arg);
    return type == 1;
}

static bool version_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 1)
        evil_fxp(e, "bb", 2, 0);
    return type == 1;
}

static bool extension_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 1)
        evil_fxp(e, "bus", 2, (uint32_t)3, "fsync@openssh.com");
    return type == 1;
}

static bool extensions_long(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 1)
        evil_fxp(e, "bunn", 2, (uint32_t)3, (size_t)e->c.arg, (size_t)e->c.arg);
    return type == 1;
}

static bool version_twice(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    return version(e, type, id, r) && version(e, type, id, r);
}

static bool no_version(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)e, (void)id, (void)r;
    return type == 1;
}

static bool status_for_init(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 1)
        evil_fxp(e, "buuss", 101, (uint32_t)3, (uint32_t)0, "", "");
    return type == 1;
}

static bool text_for_init(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    static const char text[] = "Welcome to this machine.\n";

    (void)id, (void)r;
    if (type == 1)
        peer_put(&e->chan->out, text, sizeof(text) - 1);
    return type == 1;
}

static bool version_late(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)id, (void)r;
    if (type == 17)
        evil_fxp(e, "bu", 2, (uint32_t)3);
    return false;
}

/* --- Messages
 * ----------------------------------------------------------------------------- */

static void length(struct evil *e)
{
    evil_stream(e, "ubu", (uint32_t)e->c.arg, 101, (uint32_t)0);
}

static void unknown_id(struct evil *e)
{
    evil_fxp(e, "buuss", 101, (uint32_t)e->c.arg, (uint32_t)0, "", "");
}

static void data_unknown_id(struct evil *e)
{
    evil_fxp(e, "bun", 103, (uint32_t)e->c.arg, (size_t)30000);
}

static void unknown_type(struct evil *e)
{
    evil_fxp(e, "buu", (int)e->c.arg, (uint32_t)0, (uint32_t)0);
}

static void stderr_much(struct evil *e)
{
    static uint8_t text[6 << 20];

    peer_put(&e->chan->err, text, (size_t)e->c.arg);
}

static void channel_eof(struct evil *e)
{
    evil_say(e, "bu", 96, evil_chan(e));
}

static void channel_close(struct evil *e)
{
    evil_say(e, "bu", 97, evil_chan(e));
    e->chan->used = false;
}

static void server_ends(struct evil *e)
{
    e->chan->exit_status = 127;
    e->chan->finish = true;
}

/* --- Answers to one kind of request
 * ---------------------------------------------------- */

#define ON(kind)                                                                       \
    (void)r;                                                                           \
    if (type != (kind))                                                                \
    return false

static bool stat_twice(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buu", 105, id, (uint32_t)0);
    evil_fxp(e, "buu", 105, id, (uint32_t)0);
    return true;
}

static bool stat_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buuu", 105, id, (uint32_t)0xf, (uint32_t)1);
    return true;
}

static bool stat_all_flags(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buuqr", 105, id, (uint32_t)0xffffffff, (uint64_t)0, (size_t)200);
    return true;
}

static bool stat_extended(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buuuss", 105, id, (uint32_t)0x80000000, (uint32_t)e->c.arg, "a@b",
             "c");
    return true;
}

static bool stat_other_id(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buu", 105, id + 1, (uint32_t)0);
    return true;
}

static bool stat_status(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "buuns", 101, id, (uint32_t)e->c.arg, (size_t)100000, "");
    return true;
}

static bool stat_status_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(17);
    evil_fxp(e, "bub", 101, id, 0);
    return true;
}

static bool stat_never(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)e, (void)id;
    ON(17);
    return true;
}

static bool handle(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(3);
    evil_fxp(e, "bun", 102, id, (size_t)e->c.arg);
    return true;
}

static bool handle_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(3);
    evil_fxp(e, "buub", 102, id, (uint32_t)0xffffffff, 1);
    return true;
}

static bool read_data(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "bun", 103, id, (size_t)e->c.arg);
    return true;
}

static bool read_lie(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "buub", 103, id, (uint32_t)e->c.arg, 1);
    return true;
}

static bool read_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "bu", 103, id);
    return true;
}

/* One byte, and four more that nobody counts. */
static bool read_and_more(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "buubu", 103, id, (uint32_t)1, 'a', (uint32_t)7);
    return true;
}

static bool read_twice(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "bun", 103, id, (size_t)10);
    evil_fxp(e, "bun", 103, id, (size_t)10);
    return true;
}

static bool read_status(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    evil_fxp(e, "buuss", 101, id, (uint32_t)e->c.arg, "", "");
    return true;
}

/* The file ends, then it goes on. */
static bool read_after_end(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(5);
    if (e->count++ % 2 == 0)
        evil_fxp(e, "buuss", 101, id, (uint32_t)1, "", "");
    else
        evil_fxp(e, "bun", 103, id, (size_t)100);
    return true;
}

/* The answer to READ comes behind that to CLOSE. */
static bool read_late(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)r;
    if (type == 5) {
        if (e->count++ == 0)
            e->late = id;
        return true;
    }
    if (type != 4)
        return false;
    evil_fxp(e, "buuss", 101, id, (uint32_t)0, "", "");
    evil_fxp(e, "bun", 103, e->late, (size_t)1000);
    return true;
}

static bool write_twice(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(6);
    evil_fxp(e, "buuss", 101, id, (uint32_t)0, "", "");
    evil_fxp(e, "buuss", 101, id, (uint32_t)0, "", "");
    return true;
}

static bool write_never(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    (void)e, (void)id;
    ON(6);
    return true;
}

static bool write_status(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(6);
    evil_fxp(e, "buuss", 101, id, (uint32_t)e->c.arg, "", "");
    return true;
}

static bool close_status(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(4);
    evil_fxp(e, "buuss", 101, id, (uint32_t)e->c.arg, "", "");
    return true;
}

static bool names_lie(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buussu", 104, id, (uint32_t)e->c.arg, "name", "long name",
             (uint32_t)0);
    return true;
}

static bool names_none(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buu", 104, id, (uint32_t)0);
    return true;
}

static bool names_more(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buussussussu", 104, id, (uint32_t)1, "name", "long name", (uint32_t)0,
             "another", "long name", (uint32_t)0, "third", "long name", (uint32_t)0);
    return true;
}

static bool names_cut(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buussuus", 104, id, (uint32_t)2, "name", "long name", (uint32_t)0,
             (uint32_t)0x7fffffff, "long name");
    return true;
}

static bool names_cut_attrs(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buussuu", 104, id, (uint32_t)1, "name", "long name", (uint32_t)0xf,
             (uint32_t)1);
    return true;
}

static bool name_of(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(12);
    evil_fxp(e, "buunsu", 104, id, (uint32_t)1, (size_t)e->c.arg, "l", (uint32_t)0);
    return true;
}

static bool names_many(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    struct s2_wr w = s2_wr_growing(&e->f.peer->mem);
    long i;

    ON(12);
    s2_wr_u32(&w, 0);
    s2_wr_u8(&w, 104);
    s2_wr_u32(&w, id);
    s2_wr_u32(&w, (uint32_t)e->c.arg);
    for (i = 0; i < e->c.arg; i++) {
        s2_wr_cstr(&w, "a");
        s2_wr_cstr(&w, "");
        s2_wr_u32(&w, 0);
    }
    s2_put_u32(w.base, (uint32_t)s2_wr_len(&w) - 4);
    peer_put(&e->chan->out, w.base, s2_wr_len(&w));
    s2_wr_free(&w);
    return true;
}

static bool path_names(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(16);
    evil_fxp(e, "buussu", 104, id, (uint32_t)e->c.arg, "/home", "", (uint32_t)0);
    return true;
}

static bool path_none(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(16);
    evil_fxp(e, "buu", 104, id, (uint32_t)0);
    return true;
}

static bool path_long(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(16);
    evil_fxp(e, "buunsu", 104, id, (uint32_t)1, (size_t)e->c.arg, "", (uint32_t)0);
    return true;
}

static bool vfs(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r)
{
    ON(200);
    e->fill = 0xff;
    evil_fxp(e, "bur", 201, id, (size_t)e->c.arg);
    return true;
}

#define SFTP(n, x, i)    EVIL("SFTP " n, EVIL_SFTP, x, i)
#define SFTP_ON(n, x, h) EVIL("SFTP " n, EVIL_SFTP, x, NULL), .on_fxp = h

const struct evil_case evil_sftp[] = {
    {SFTP_ON("version 0", EVIL_DIES, version), .arg = 0},
    {SFTP_ON("version 2", EVIL_ANY, version), .arg = 2},
    {SFTP_ON("version 6", EVIL_ANY, version), .arg = 6},
    {SFTP_ON("version 2^32-1", EVIL_ANY, version), .arg = 0xffffffff},
    {SFTP_ON("version cut", EVIL_DIES, version_cut)},
    {SFTP_ON("version with half an extension", EVIL_DIES, extension_cut)},
    {SFTP_ON("version with extensions of 20 KB", EVIL_LIVES, extensions_long),
     .arg = 10000},
    {SFTP_ON("version with extensions of 800 KB", EVIL_DIES, extensions_long),
     .arg = 400000},
    {SFTP_ON("version twice", EVIL_DIES, version_twice), .arg = 3},
    {SFTP_ON("version again later", EVIL_DIES, version_late)},
    {SFTP_ON("version never", EVIL_WAITS, no_version)},
    {SFTP_ON("status for INIT", EVIL_DIES, status_for_init)},
    {SFTP_ON("text of a login script", EVIL_DIES, text_for_init),
     .text = "login scripts"},

    {SFTP("message of length 0", EVIL_DIES, length), .arg = 0},
    {SFTP("message of length 1", EVIL_DIES, length), .arg = 1},
    {SFTP("message of length 4", EVIL_DIES, length), .arg = 4},
    {SFTP("message of length 2^31", EVIL_DIES, length), .arg = 0x80000000},
    {SFTP("message of length 2^32-1", EVIL_DIES, length), .arg = 0xffffffff},
    {SFTP("message of length 300 MB", EVIL_DIES, length), .arg = 300000000},
    {SFTP("answer to nothing", EVIL_DIES, unknown_id), .arg = 77},
    {SFTP("answer to 2^32-1", EVIL_DIES, unknown_id), .arg = 0xffffffff},
    {SFTP("data for nobody", EVIL_DIES, data_unknown_id), .arg = 77},
    {SFTP("message of type 0", EVIL_DIES, unknown_type), .arg = 0},
    {SFTP("message of type 99", EVIL_DIES, unknown_type), .arg = 99},
    {SFTP("a request from the server", EVIL_DIES, unknown_type), .arg = 3},
    {SFTP("100 KB on stderr", EVIL_LIVES, stderr_much), .arg = 100000},
    {SFTP("6 MB on stderr", EVIL_LIVES, stderr_much), .arg = 6 << 20},
    {SFTP("EOF", EVIL_DIES, channel_eof), .text = "closed the SFTP channel"},
    {SFTP("CLOSE", EVIL_DIES, channel_close), .text = "closed the SFTP channel"},
    {SFTP("exit status 127", EVIL_DIES, server_ends), .on_fxp = stat_never,
     .text = "127"},

    {SFTP_ON("answer twice", EVIL_ANY, stat_twice)},
    {SFTP_ON("attributes cut", EVIL_DIES, stat_cut)},
    {SFTP_ON("attributes with all flags", EVIL_DIES, stat_all_flags)},
    {SFTP_ON("attributes with 2^32-1 more", EVIL_DIES, stat_extended),
     .arg = 0xffffffff},
    {SFTP_ON("attributes with 2 more of one", EVIL_DIES, stat_extended), .arg = 2},
    {SFTP_ON("answer to another request", EVIL_DIES, stat_other_id)},
    {SFTP_ON("status with 100 KB of words", EVIL_DIES, stat_status), .arg = 4},
    {SFTP_ON("status 2^32-1", EVIL_DIES, stat_status), .arg = 0xffffffff},
    {SFTP_ON("status OK for STAT", EVIL_DIES, stat_status), .arg = 0},
    {SFTP_ON("status cut", EVIL_DIES, stat_status_cut)},
    {SFTP_ON("no answer", EVIL_WAITS, stat_never)},

    {SFTP_ON("handle of 0 bytes", EVIL_ANY, handle), .arg = 0, .client = evil_read},
    {SFTP_ON("handle of 256 bytes", EVIL_ANY, handle), .arg = 256, .client = evil_read},
    {SFTP_ON("handle of 4000 bytes", EVIL_ANY, handle), .arg = 4000,
     .client = evil_read},
    {SFTP_ON("handle of 4000 bytes, written", EVIL_DIES, handle), .arg = 4000,
     .client = evil_write},
    {SFTP_ON("handle of 5000 bytes", EVIL_DIES, handle), .arg = 5000,
     .client = evil_read},
    {SFTP_ON("handle of 100 KB", EVIL_DIES, handle), .arg = 100000,
     .client = evil_read},
    {SFTP_ON("handle cut", EVIL_DIES, handle_cut), .client = evil_read},

    {SFTP_ON("data longer than asked", EVIL_DIES, read_data), .arg = 32769,
     .client = evil_read},
    {SFTP_ON("data of 200 KB", EVIL_DIES, read_data), .arg = 200000,
     .client = evil_read},
    {SFTP_ON("data of 0 bytes", EVIL_ANY, read_data), .arg = 0, .client = evil_read},
    {SFTP_ON("data of 1 byte, always", EVIL_LIVES, read_data), .arg = 1,
     .client = evil_read},
    {SFTP_ON("data that claims 100 bytes", EVIL_DIES, read_lie), .arg = 100,
     .client = evil_read},
    {SFTP_ON("data that claims 2^32-1 bytes", EVIL_DIES, read_lie), .arg = 0xffffffff,
     .client = evil_read},
    {SFTP_ON("data cut", EVIL_DIES, read_cut), .client = evil_read},
    {SFTP_ON("data and more", EVIL_ANY, read_and_more), .client = evil_read},
    {SFTP_ON("data twice", EVIL_DIES, read_twice), .client = evil_read},
    {SFTP_ON("status OK for READ", EVIL_DIES, read_status), .arg = 0,
     .client = evil_read},
    {SFTP_ON("status 2^32-1 for READ", EVIL_DIES, read_status), .arg = 0xffffffff,
     .client = evil_read},
    {SFTP_ON("data after the end", EVIL_ANY, read_after_end), .client = evil_read},
    {SFTP_ON("data for a closed handle", EVIL_LIVES, read_late),
     .client = evil_read_close},
    {SFTP_ON("write acknowledged twice", EVIL_DIES, write_twice), .client = evil_write},
    {SFTP_ON("write never acknowledged", EVIL_WAITS, write_never),
     .client = evil_write},
    {SFTP_ON("write refused with END OF FILE", EVIL_DIES, write_status), .arg = 1,
     .client = evil_write},
    {SFTP_ON("write refused with 2^32-1", EVIL_DIES, write_status), .arg = 0xffffffff,
     .client = evil_write},
    {SFTP_ON("close refused", EVIL_DIES, close_status), .arg = 4, .client = evil_write},

    {SFTP_ON("2^32-1 names", EVIL_DIES, names_lie), .arg = 0xffffffff,
     .client = evil_list},
    {SFTP_ON("5 names of 1", EVIL_DIES, names_lie), .arg = 5, .client = evil_list},
    {SFTP_ON("2 names of 1", EVIL_DIES, names_lie), .arg = 2, .client = evil_list},
    {SFTP_ON("no names", EVIL_ANY, names_none), .client = evil_list},
    {SFTP_ON("3 names of 1", EVIL_ANY, names_more), .client = evil_list},
    {SFTP_ON("names cut", EVIL_DIES, names_cut), .client = evil_list},
    {SFTP_ON("names with attributes cut", EVIL_DIES, names_cut_attrs),
     .client = evil_list},
    {SFTP_ON("names without letters", EVIL_DIES, name_of), .arg = 0,
     .client = evil_list},
    {SFTP_ON("names of 100 KB", EVIL_DIES, name_of), .arg = 100000,
     .client = evil_list},
    {SFTP_ON("names without end", EVIL_LIVES, names_many), .arg = 100,
     .client = evil_list},
    {SFTP_ON("names without end, 10000 at once", EVIL_LIVES, names_many), .arg = 10000,
     .client = evil_list, .peak = 2 << 20},
    {SFTP_ON("path of no names", EVIL_DIES, path_none), .client = evil_path},
    {SFTP_ON("path of 2 names", EVIL_ANY, path_names), .arg = 2, .client = evil_path},
    {SFTP_ON("path of 2^32-1 names", EVIL_ANY, path_names), .arg = 0xffffffff,
     .client = evil_path},
    {SFTP_ON("path of 100 KB", EVIL_DIES, path_long), .arg = 100000,
     .client = evil_path},
    {SFTP_ON("statvfs of all ones", EVIL_ANY, vfs), .arg = 88, .client = evil_vfs},
    {SFTP_ON("statvfs cut", EVIL_DIES, vfs), .arg = 80, .client = evil_vfs},
    {SFTP_ON("statvfs of nothing", EVIL_DIES, vfs), .arg = 0, .client = evil_vfs},
    {.name = NULL},
};
