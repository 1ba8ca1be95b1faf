/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* An SFTP session: start and end, one request and its reply, directories, calls that
 * are given up, servers that break the rules, memory that runs out. */
#include "sftpwire.h"

#include "sftp/sf.h"

#define AGAIN   LIBSSH2_ERROR_EAGAIN
#define REFUSED LIBSSH2_ERROR_SFTP_PROTOCOL

static struct s2_span text(const char *t)
{
    return s2_span_str(t);
}

/* --- Start --------------------------------------------------------------------- */

/* A server that says this instead of VERSION. */
static void check_start(struct sftpwire *x, struct s2_span words, int expect)
{
    sftp_begin(x, 0, 32768, 1); /* the first allocation fails: no session yet */
    t_eq(__FILE__, __LINE__, "no memory", x->rc, LIBSSH2_ERROR_ALLOC);
    x->w.fail_at = 0;
    x->rc = AGAIN;
    x->w.in_at = s2_wr_len(&x->w.in); /* forget what was said in vain */
    sftp_start_step(x);
    wire_say(&x->w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0u, FAR, 9000u, 900u);
    sftp_start_step(x);
    wire_say(&x->w, "bu", SSH_MSG_CHANNEL_SUCCESS, 0u);
    sftp_start_step(x);
    sftp_say_raw(x, words);
    sftp_start_step(x);
    t_eq(__FILE__, __LINE__, "start", x->rc, expect);
}

T_CASE(a_server_that_greets)
{
    struct sftpwire x;

    check_start(&x, text("Welcome to this machine!\r\n"), REFUSED);
    t_str(__FILE__, __LINE__, "text", x.w.s->err.text,
          "the server does not speak SFTP (do its login scripts print text?)");
    sftp_end(&x);
}

T_CASE(a_version_of_nothing)
{
    static const uint8_t zero[9] = {0, 0, 0, 5, FXP_VERSION, 0, 0, 0, 0};
    static const uint8_t cut[11] = {0, 0, 0, 7, FXP_VERSION, 0, 0, 0, 3, 9, 9};
    static const uint8_t good[9] = {0, 0, 0, 5, FXP_VERSION, 0, 0, 0, 3};
    struct sftpwire x;

    check_start(&x, s2_span(zero, sizeof(zero)), REFUSED);
    sftp_end(&x);
    T_STOP;
    check_start(&x, s2_span(cut, sizeof(cut)), REFUSED);
    sftp_end(&x);
    T_STOP;
    check_start(&x, s2_span(good, sizeof(good)), 0);
    sftp_end(&x);
}

T_CASE(a_subsystem_refused)
{
    struct sftpwire x;

    memset(&x, 0, sizeof(x));
    wire_begin(&x.w, 0);
    x.heard = s2_wr_growing(&x.w.mem);
    x.rc = AGAIN;
    sftp_start_step(&x);
    wire_say(&x.w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 0u, FAR, 9000u, 900u);
    sftp_start_step(&x);
    wire_say(&x.w, "bu", SSH_MSG_CHANNEL_FAILURE, 0u);
    sftp_start_step(&x);
    t_eq(__FILE__, __LINE__, "refused", x.rc, LIBSSH2_ERROR_CHANNEL_FAILURE);
    t_str(__FILE__, __LINE__, "text", x.w.s->err.text,
          "the server refuses the subsystem sftp");
    sftp_end(&x);
}

T_CASE(not_before_login)
{
    struct wire w;
    s2_sftp *t;

    wire_begin(&w, 0);
    w.s->stage = S2_STAGE_AUTH;
    t_eq(__FILE__, __LINE__, "start", s2_sftp_init(w.s, &t), LIBSSH2_ERROR_INVAL);
    wire_end(&w);
}

/* --- One request, one reply ---------------------------------------------------- */

SFTP_CASE(a_status_is_told)
{
    struct s2_path_args args = {{NULL, 0}, {NULL, 0}, NULL};
    uint32_t id;

    args.path = text("/x");
    T_EQ(s2_sftp_path(x->t, S2_PATH_UNLINK, &args), AGAIN);
    id = sftp_expect(x, FXP_REMOVE);
    T_EQ(s2_sftp_path(x->t, S2_PATH_UNLINK, &args), AGAIN);
    T_EQ(sftp_hear(x).type, 0); /* the same call again sends nothing */
    sftp_status(x, id, 3);
    T_EQ(s2_sftp_path(x->t, S2_PATH_UNLINK, &args), REFUSED);
    T_EQ(s2_sftp_errno(x->t), 3);
    T_STR(x->w.s->err.text, "REMOVE /x: said so (status 3)");
    T_EQ(s2_sftp_path(x->t, S2_PATH_UNLINK, &args), AGAIN); /* a new one */
    T_EQ(s2_sftp_errno(x->t), 0);
    sftp_status(x, sftp_expect(x, FXP_REMOVE), 0);
    T_EQ(s2_sftp_path(x->t, S2_PATH_UNLINK, &args), 0);
}

/* A server may leave the words out. */
SFTP_CASE(a_status_without_words)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    sftp_say(x, "buu", FXP_STATUS, sftp_expect(x, FXP_STAT), 2u);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), REFUSED);
    T_STR(x->w.s->err.text, "STAT /x: no such file (status 2)");
}

/* Two of a kind at once, answered the other way round. */
SFTP_CASE(calls_of_a_kind_are_kept_apart)
{
    LIBSSH2_SFTP_ATTRIBUTES a, b;
    uint32_t one, two;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/1"), &a), AGAIN);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/2"), &b), AGAIN);
    one = sftp_expect(x, FXP_STAT);
    two = sftp_expect(x, FXP_STAT);
    T_STOP;
    sftp_say(x, "buuuu", FXP_ATTRS, two, 1u, 0u, 222u);
    sftp_say(x, "buuuu", FXP_ATTRS, one, 1u, 0u, 111u);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/1"), &a), 0);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/2"), &b), 0);
    T_EQ(a.filesize, 111);
    T_EQ(b.filesize, 222);
}

/* A reply of a wrong kind, or cut, fails its call alone. */
SFTP_CASE(an_unusable_reply_fails_its_call)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    size_t len;
    char buf[8];

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    sftp_say(x, "bus", FXP_HANDLE, sftp_expect(x, FXP_STAT), "what?");
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), REFUSED);
    T_EQ(s2_sftp_errno(x->t), 0);
    T_STR(x->w.s->err.text, "STAT /x: unusable reply of the server");
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    sftp_say(x, "buu", FXP_ATTRS, sftp_expect(x, FXP_STAT), 1u); /* no size */
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), REFUSED);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    sftp_status(x, sftp_expect(x, FXP_STAT), 0); /* done, but without result */
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), REFUSED);
    T_EQ(s2_sftp_link(x->t, LIBSSH2_SFTP_REALPATH, text("."), buf, 8, &len), AGAIN);
    sftp_say(x, "buu", FXP_NAME, sftp_expect(x, FXP_REALPATH), 0u);
    T_EQ(s2_sftp_link(x->t, LIBSSH2_SFTP_REALPATH, text("."), buf, 8, &len), REFUSED);
}

SFTP_CASE(a_name_must_fit_with_its_nul)
{
    size_t len = 0, size;
    char buf[8];

    for (size = 3; size <= 5; size++) {
        T_EQ(s2_sftp_link(x->t, LIBSSH2_SFTP_READLINK, text("l"), buf, size, &len),
             AGAIN);
        sftp_say(x, "buussu", FXP_NAME, sftp_expect(x, FXP_READLINK), 1u, "four", "",
                 0u);
        T_EQ(s2_sftp_link(x->t, LIBSSH2_SFTP_READLINK, text("l"), buf, size, &len),
             size < 5 ? LIBSSH2_ERROR_BUFFER_TOO_SMALL : 0);
    }
    T_STR(buf, "four");
    T_EQ(len, 4);
}

/* What the server did not announce is not sent. */
SFTP_CASE(extensions_that_are_not_there)
{
    struct s2_path_args args = {{NULL, 0}, {NULL, 0}, NULL};
    LIBSSH2_SFTP_STATVFS st;

    args.path = args.path2 = text("/x");
    T_EQ(s2_sftp_path(x->t, S2_PATH_POSIX_RENAME, &args), AGAIN); /* is there */
    sftp_expect(x, FXP_EXTENDED);
    T_STOP;
    T_EQ(s2_sftp_statvfs(x->t, text("/"), &st), REFUSED);
    T_EQ(s2_sftp_errno(x->t), LIBSSH2_FX_OP_UNSUPPORTED);
    T_STR(x->w.s->err.text, "STATVFS: the server does not offer statvfs@openssh.com");
    T_EQ(sftp_hear(x).type, 0);
    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_sync(x->f), REFUSED);
    T_EQ(s2_sftp_errno(x->t), LIBSSH2_FX_OP_UNSUPPORTED);
    T_EQ(sftp_hear(x).type, 0);
}

SFTP_CASE(absurd_paths_are_not_sent)
{
    static char much[300 * 1024];
    LIBSSH2_SFTP_ATTRIBUTES a;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, s2_span(much, sizeof(much)), &a),
         LIBSSH2_ERROR_OUT_OF_BOUNDARY);
    T_EQ(sftp_hear(x).type, 0);
}

/* --- Open ---------------------------------------------------------------------- */

SFTP_CASE(ok_before_the_handle_is_borne)
{
    uint32_t id;

    T_EQ(s2_file_opendir(x->t, text("/"), &x->f), AGAIN);
    id = sftp_expect(x, FXP_OPENDIR);
    sftp_status(x, id, 0);
    T_EQ(s2_file_opendir(x->t, text("/"), &x->f), AGAIN);
    sftp_say(x, "bus", FXP_HANDLE, id, "h");
    T_EQ(s2_file_opendir(x->t, text("/"), &x->f), 0);
}

SFTP_CASE(handles_have_a_largest_length)
{
    static const uint8_t handle[S2_SFTP_HANDLE_MAX + 1] = {1};
    uint32_t n;

    for (n = S2_SFTP_HANDLE_MAX; n <= S2_SFTP_HANDLE_MAX + 1; n++) {
        T_EQ(s2_file_opendir(x->t, text("/"), &x->f), AGAIN);
        sftp_say(x, "bud", FXP_HANDLE, sftp_expect(x, FXP_OPENDIR), s2_span(handle, n));
        T_EQ(s2_file_opendir(x->t, text("/"), &x->f),
             n > S2_SFTP_HANDLE_MAX ? REFUSED : 0);
    }
}

/* The caller has gone: the handle that comes late is closed, and nothing is left. */
SFTP_CASE(a_late_handle_is_closed)
{
    struct request q;
    uint32_t id;

    T_EQ(s2_file_opendir(x->t, text("/"), &x->f), AGAIN);
    id = sftp_expect(x, FXP_OPENDIR);
    s2_op_end_owner(x->w.s, x->t);
    sftp_say(x, "bus", FXP_HANDLE, id, "late");
    sftp_pump(x);
    q = sftp_hear(x);
    T_EQ(q.type, FXP_CLOSE);
    T_OK(s2_span_is(s2_rd_str(&q.args), "late"));
    sftp_status(x, q.id, 0);
    sftp_pump(x);
    T_EQ(x->t->dead, 0);
    T_EQ(x->t->reqs.count, 0);
}

/* The same when the handle has come, but nobody asked again. */
SFTP_CASE(an_unclaimed_handle_is_closed)
{
    T_EQ(s2_file_opendir(x->t, text("/"), &x->f), AGAIN);
    sftp_say(x, "bus", FXP_HANDLE, sftp_expect(x, FXP_OPENDIR), "h");
    sftp_pump(x);
    T_EQ(sftp_hear(x).type, 0);
    s2_op_end_owner(x->w.s, x->t);
    sftp_pump(x);
    T_EQ(sftp_hear(x).type, FXP_CLOSE);
}

/* --- Breaking the rules -------------------------------------------------------- */

static void expect_dead(struct sftpwire *x, const char *why)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    sftp_pump(x);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), REFUSED);
    T_STR(x->w.s->err.text, why);
    T_EQ(s2_alive(x->w.s), 0);
}

SFTP_CASE(a_reply_to_nothing)
{
    sftp_status(x, 12345, 0);
    expect_dead(x, "SFTP: message of type 101 that nobody asked for");
}

SFTP_CASE(a_second_version)
{
    sftp_say(x, "bu", FXP_VERSION, 3u);
    expect_dead(x, "SFTP: a second version message");
}

SFTP_CASE(a_status_twice)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    uint32_t id;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    id = sftp_expect(x, FXP_STAT);
    sftp_status(x, id, 4);
    sftp_status(x, id, 4);
    expect_dead(x, "SFTP: message of type 101 that nobody asked for");
}

SFTP_CASE(data_for_a_path)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/y"), &a), AGAIN);
    sftp_say(x, "bus", FXP_DATA, sftp_expect(x, FXP_STAT), "data");
    expect_dead(x, "SFTP: data that nobody asked for");
}

SFTP_CASE(a_message_too_long)
{
    static const uint8_t head[5] = {0x7f, 0, 0, 0, FXP_NAME};

    sftp_say_raw(x, s2_span(head, sizeof(head)));
    sftp_pump(x);
    T_EQ(x->t->dead, LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED);
}

/* --- Directories --------------------------------------------------------------- */

struct lister {
    char name[64], longname[64];
    struct s2_dirent out;
};

static void lister(struct lister *l, size_t name_size, size_t longname_size)
{
    memset(l, 0, sizeof(*l));
    l->out.name = l->name;
    l->out.name_size = name_size;
    l->out.longname = l->longname;
    l->out.longname_size = longname_size;
}

static void open_dir(struct sftpwire *x)
{
    T_EQ(s2_file_opendir(x->t, text("/d"), &x->f), AGAIN);
    sftp_say(x, "bus", FXP_HANDLE, sftp_expect(x, FXP_OPENDIR), "dirh");
    T_EQ(s2_file_opendir(x->t, text("/d"), &x->f), 0);
}

SFTP_CASE(entries_batch_by_batch)
{
    struct lister l;
    uint32_t id;

    open_dir(x);
    T_STOP;
    lister(&l, 64, 64);
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buussussu", FXP_NAME, sftp_expect(x, FXP_READDIR), 2u, "one", "-- one",
             0u, "two", "-- two", 0u);
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_EQ(l.out.len, 3);
    T_STR(l.name, "one");
    T_STR(l.longname, "-- one");
    id = sftp_expect(x, FXP_READDIR); /* asked ahead, with the first entry */
    T_STOP;
    sftp_say(x, "buussu", FXP_NAME, id, 1u, "three", "-- three", 0u);
    sftp_pump(x);
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_STR(l.name, "two");
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_STR(l.name, "three");
    sftp_status(x, sftp_expect(x, FXP_READDIR), LIBSSH2_FX_EOF);
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_EQ(l.out.len, 0);
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_EQ(l.out.len, 0);
    T_EQ(sftp_hear(x).type, 0);
    T_EQ(s2_sftp_errno(x->t), 0);
}

SFTP_CASE(an_entry_too_long_stays)
{
    struct lister l;

    open_dir(x);
    T_STOP;
    lister(&l, 4, 64);
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buussuuu", FXP_NAME, sftp_expect(x, FXP_READDIR), 1u, "four", "long",
             1u, 0u, 77u);
    T_EQ(s2_file_readdir(x->f, &l.out), LIBSSH2_ERROR_BUFFER_TOO_SMALL);
    lister(&l, 64, 4);
    T_EQ(s2_file_readdir(x->f, &l.out), LIBSSH2_ERROR_BUFFER_TOO_SMALL);
    lister(&l, 5, 1); /* of size 1: not wanted */
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_STR(l.name, "four");
}

/* A failure after entries is told after them. */
SFTP_CASE(a_directory_that_fails)
{
    struct lister l;

    open_dir(x);
    T_STOP;
    lister(&l, 64, 64);
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buussu", FXP_NAME, sftp_expect(x, FXP_READDIR), 1u, "one", "", 0u);
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    sftp_status(x, sftp_expect(x, FXP_READDIR), 4);
    T_EQ(s2_file_readdir(x->f, &l.out), REFUSED);
    T_EQ(s2_sftp_errno(x->t), 4);
    T_STR(x->w.s->err.text, "READDIR /d: said so (status 4)");
}

SFTP_CASE(batches_that_lie)
{
    struct lister l;

    open_dir(x);
    T_STOP;
    lister(&l, 64, 64);
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buussu", FXP_NAME, sftp_expect(x, FXP_READDIR), 0x7fffffffu, "one", "",
             0u);
    T_EQ(s2_file_readdir(x->f, &l.out), REFUSED);
    T_EQ(s2_sftp_errno(x->t), 0);
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buusuu", FXP_NAME, sftp_expect(x, FXP_READDIR), 1u, "one", 99u, 0u);
    T_EQ(s2_file_readdir(x->f, &l.out), REFUSED);
    T_STR(x->w.s->err.text, "READDIR /d: malformed entry");
    T_EQ(s2_file_readdir(x->f, &l.out), AGAIN);
    sftp_say(x, "buu", FXP_NAME, sftp_expect(x, FXP_READDIR),
             0u); /* of none: the end */
    T_EQ(s2_file_readdir(x->f, &l.out), 0);
    T_EQ(l.out.len, 0);
}

/* --- Objects that go ----------------------------------------------------------- */

SFTP_CASE(files_outlive_their_session)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    uint8_t buf[8];
    size_t n;

    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_read(x->f, buf, 8, &n), AGAIN);
    T_EQ(s2_file_stat(x->f, &a), AGAIN);
    s2_sftp_free(x->t);
    T_EQ(s2_file_read(x->f, buf, 8, &n), LIBSSH2_ERROR_BAD_USE);
    T_EQ(s2_file_write(x->f, buf, 8, &n), LIBSSH2_ERROR_BAD_USE);
    T_EQ(s2_file_stat(x->f, &a), LIBSSH2_ERROR_BAD_USE);
    s2_file_seek(x->f, 5);
    T_EQ(s2_file_close(x->f), 0);
}

SFTP_CASE(a_channel_freed_by_others)
{
    LIBSSH2_SFTP_ATTRIBUTES a;
    s2_chan *c = s2_sftp_chan(x->t);

    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    s2_sftp_chan_goes(c);
    s2_chan_free(c);
    T_OK(!s2_sftp_chan(x->t));
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a),
         LIBSSH2_ERROR_CHANNEL_CLOSED);
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_CHANNEL_CLOSED);
    s2_sftp_free(x->t);
}

SFTP_CASE(a_server_that_ends)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a), AGAIN);
    wire_say(&x->w, "busbu", SSH_MSG_CHANNEL_REQUEST, 0u, "exit-status", 0u, 127u);
    wire_say(&x->w, "bu", SSH_MSG_CHANNEL_EOF, 0u);
    T_EQ(s2_sftp_stat(x->t, LIBSSH2_SFTP_STAT, text("/x"), &a),
         LIBSSH2_ERROR_CHANNEL_CLOSED);
    T_STR(x->w.s->err.text, "the SFTP server ended with exit status 127");
}

/* --- Memory -------------------------------------------------------------------- */

/* Answer whatever is asked, in a way that lets every call end. */
static void serve(struct sftpwire *x)
{
    static const uint8_t data[1000] = {1};
    struct request q;

    while ((q = sftp_hear(x)).type) {
        if (q.type == FXP_OPEN || q.type == FXP_OPENDIR)
            sftp_say(x, "bus", FXP_HANDLE, q.id, "hand");
        else if (q.type == FXP_READ)
            sftp_say(x, "bud", FXP_DATA, q.id, s2_span(data, sizeof(data)));
        else if (q.type == FXP_READDIR)
            sftp_say(x, "buussu", FXP_NAME, q.id, 1u, "name", "longname", 0u);
        else if (q.type == FXP_REALPATH)
            sftp_say(x, "buussu", FXP_NAME, q.id, 1u, "name", "", 0u);
        else
            sftp_status(x, q.id, 0);
    }
}

/* expression until it is no EAGAIN, at most some times. */
#define DRIVE(x, rc, expression)                                                       \
    do {                                                                               \
        int tries_ = 10;                                                               \
        while (((rc) = (expression)) == AGAIN && tries_--)                             \
            serve(x);                                                                  \
    } while (0)

/* A tour with the n-th allocation failing: whatever the calls say, nothing may be lost
 * or used twice.  True if it was never reached. */
static bool tour(long fail_at)
{
    static uint8_t buf[100000];
    struct sftpwire x;
    struct lister l;
    size_t n = 0;
    bool reached;
    int rc, close_rc;

    sftp_begin(&x, 2u << 20, 32768, fail_at);
    lister(&l, 64, 64);
    if (x.rc == 0) {
        DRIVE(&x, rc, s2_file_open(x.t, text("/f"), 1, NULL, &x.f));
        if (rc == 0) {
            DRIVE(&x, rc, s2_file_write(x.f, buf, sizeof(buf), &n));
            s2_file_seek(x.f, 3);
            DRIVE(&x, rc, s2_file_read(x.f, buf, 100, &n));
            DRIVE(&x, rc, s2_file_read(x.f, buf, 5000, &n));
            DRIVE(&x, rc, s2_file_write(x.f, buf, 100, &n));
            DRIVE(&x, close_rc, s2_file_close(x.f));
        }
        DRIVE(&x, rc, s2_file_opendir(x.t, text("/d"), &x.f));
        if (rc == 0)
            DRIVE(&x, rc, s2_file_readdir(x.f, &l.out));
        DRIVE(&x, rc,
              s2_sftp_link(x.t, LIBSSH2_SFTP_REALPATH, text("."), l.name, 64, &n));
    }
    reached = x.w.allocs >= fail_at;
    sftp_end(&x);
    return !reached;
}

T_CASE(every_allocation_fails_once)
{
    long i;

    for (i = 1; i < 500 && !tour(i); i++)
        T_STOP;
    T_OK(i > 20 && i < 500);
}

T_SUITE(sftp) = {T_RUN(a_server_that_greets),
                 T_RUN(a_version_of_nothing),
                 T_RUN(a_subsystem_refused),
                 T_RUN(not_before_login),
                 T_RUN(a_status_is_told),
                 T_RUN(a_status_without_words),
                 T_RUN(calls_of_a_kind_are_kept_apart),
                 T_RUN(an_unusable_reply_fails_its_call),
                 T_RUN(a_name_must_fit_with_its_nul),
                 T_RUN(extensions_that_are_not_there),
                 T_RUN(absurd_paths_are_not_sent),
                 T_RUN(ok_before_the_handle_is_borne),
                 T_RUN(handles_have_a_largest_length),
                 T_RUN(a_late_handle_is_closed),
                 T_RUN(an_unclaimed_handle_is_closed),
                 T_RUN(a_reply_to_nothing),
                 T_RUN(a_second_version),
                 T_RUN(a_status_twice),
                 T_RUN(data_for_a_path),
                 T_RUN(a_message_too_long),
                 T_RUN(entries_batch_by_batch),
                 T_RUN(an_entry_too_long_stays),
                 T_RUN(a_directory_that_fails),
                 T_RUN(batches_that_lie),
                 T_RUN(files_outlive_their_session),
                 T_RUN(a_channel_freed_by_others),
                 T_RUN(a_server_that_ends),
                 T_RUN(every_allocation_fails_once),
                 T_END};
