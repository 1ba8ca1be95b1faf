/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Reading and writing files: what a caller is told, in every order in which a server
 * may answer. */
#include "sftpwire.h"

#include "sftp/sf.h"

#define AGAIN  LIBSSH2_ERROR_EAGAIN
#define CHUNK4 32739u /* data of one request with a handle of 4 bytes */

static uint8_t big[400000];

static void fill_big(void)
{
    size_t i;

    for (i = 0; i < sizeof(big); i++)
        big[i] = (uint8_t)(i * 11 + (i >> 8));
}

/* The next request is a WRITE of n bytes at off, with the right bytes; its id. */
static uint32_t expect_write(struct sftpwire *x, uint64_t off, size_t n)
{
    struct request q = sftp_hear(x);
    struct s2_span data;

    t_eq(__FILE__, __LINE__, "a WRITE", q.type, FXP_WRITE);
    (void)s2_rd_str(&q.args);
    t_eq(__FILE__, __LINE__, "offset", (long long)s2_rd_u64(&q.args), (long long)off);
    data = s2_rd_str(&q.args);
    t_ok(__FILE__, __LINE__, "nothing behind the data", s2_rd_done(&q.args));
    t_mem(__FILE__, __LINE__, "data", data.p, data.n, big + off, n);
    return q.id;
}

/* Write n bytes at big in calls of one try: three requests for 80000 bytes. */
static void three_writes(struct sftpwire *x, uint32_t id[3])
{
    size_t put;

    fill_big();
    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_write(x->f, big, 80000, &put), AGAIN);
    id[0] = expect_write(x, 0, CHUNK4);
    id[1] = expect_write(x, CHUNK4, CHUNK4);
    id[2] = expect_write(x, 2 * CHUNK4, 80000 - 2 * CHUNK4);
    T_EQ(sftp_hear(x).type, 0);
}

/* --- Writing ------------------------------------------------------------------- */

SFTP_CASE(acks_in_any_order)
{
    uint32_t id[3];
    size_t put;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[2], 0);
    sftp_status(x, id[1], 0);
    T_EQ(s2_file_write(x->f, big, 80000, &put), AGAIN);
    T_EQ(s2_file_tell(x->f), 0);
    sftp_status(x, id[0], 0);
    T_EQ(s2_file_write(x->f, big, 50000, &put), 0); /* a shorter buffer */
    T_EQ(put, 50000);
    T_EQ(s2_file_tell(x->f), 50000);
    T_EQ(s2_file_write(x->f, big + 50000, 30000, &put), 0);
    T_EQ(put, 30000);
    T_EQ(sftp_hear(x).type, 0); /* nothing was sent twice */
}

SFTP_CASE(longer_buffer_continues)
{
    uint32_t id[3];
    size_t put;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[0], 0);
    T_EQ(s2_file_write(x->f, big, 80000, &put), 0);
    T_EQ(put, CHUNK4);
    T_EQ(s2_file_write(x->f, big + CHUNK4, 90000 - CHUNK4, &put), AGAIN);
    expect_write(x, 80000, 10000);
    T_STOP;
    T_EQ(s2_file_write(x->f, NULL, 0, &put), 0);
    T_EQ(put, 0);
}

SFTP_CASE(bytes_before_a_failure_first)
{
    uint32_t id[3];
    size_t put;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[1], 14);
    sftp_status(x, id[0], 0);
    T_EQ(s2_file_write(x->f, big, 80000, &put), 0);
    T_EQ(put, CHUNK4);
    T_EQ(s2_sftp_errno(x->t), 0);
    T_EQ(s2_file_write(x->f, big + CHUNK4, 80000 - CHUNK4, &put),
         LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 14);
    T_STR(x->w.s->err.text, "WRITE /file: said so (status 14)");
    T_EQ(s2_file_tell(x->f), CHUNK4);
    /* Told once: now it is sent again, from there. */
    T_EQ(s2_file_write(x->f, big + CHUNK4, 10, &put), AGAIN);
    T_EQ(s2_sftp_errno(x->t), 0);
    expect_write(x, CHUNK4, 10);
}

/* The earliest in the file counts, not the first to be told; its words, too. */
SFTP_CASE(the_earliest_failure_counts)
{
    uint32_t id[3];
    size_t put;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[2], 4);
    sftp_say(x, "buuss", FXP_STATUS, id[0], 14u, "no space", "");
    sftp_status(x, id[1], 9);
    T_EQ(s2_file_write(x->f, big, 80000, &put), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 14);
    T_STR(x->w.s->err.text, "WRITE /file: no space (status 14)");
}

/* What fails behind a failure that was told is not told again, not even by close. */
SFTP_CASE(failure_is_told_once)
{
    uint32_t id[3], close_id;
    size_t put;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[0], 4);
    T_EQ(s2_file_write(x->f, big, 80000, &put), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_file_close(x->f), AGAIN);
    close_id = sftp_expect(x, FXP_CLOSE);
    sftp_status(x, id[1], 4);
    sftp_status(x, id[2], 4);
    sftp_status(x, close_id, 0);
    T_EQ(s2_file_close(x->f), 0);
}

/* --- Close with writes under way ----------------------------------------------- */

SFTP_CASE(close_waits_for_writes)
{
    uint32_t id[3], close_id;

    three_writes(x, id);
    T_STOP;
    T_EQ(s2_file_close(x->f), AGAIN);
    close_id = sftp_expect(x, FXP_CLOSE);
    sftp_status(x, id[0], 0);
    sftp_status(x, close_id, 0); /* before the writes it follows */
    T_EQ(s2_file_close(x->f), AGAIN);
    sftp_status(x, id[2], 0);
    T_EQ(s2_file_close(x->f), AGAIN);
    sftp_status(x, id[1], 0);
    T_EQ(s2_file_close(x->f), 0);
}

SFTP_CASE(close_tells_a_lost_write)
{
    uint32_t id[3], close_id;

    three_writes(x, id);
    T_STOP;
    T_EQ(s2_file_close(x->f), AGAIN);
    close_id = sftp_expect(x, FXP_CLOSE);
    sftp_status(x, id[0], 0);
    sftp_status(x, id[1], 14);
    sftp_status(x, id[2], 4);
    sftp_status(x, close_id, 0);
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 14);
    T_STR(x->w.s->err.text, "WRITE /file: said so (status 14)");
}

/* The failure is known, but no call has told it. */
SFTP_CASE(close_tells_a_known_failure)
{
    uint32_t id[3], close_id;

    three_writes(x, id);
    T_STOP;
    sftp_status(x, id[1], 14);
    sftp_pump(x);
    T_EQ(s2_file_close(x->f), AGAIN);
    close_id = sftp_expect(x, FXP_CLOSE);
    sftp_status(x, id[0], 0);
    sftp_status(x, id[2], 0);
    sftp_status(x, close_id, 0);
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 14);
}

SFTP_CASE(close_tells_what_a_seek_forgot)
{
    uint32_t id[3], close_id;
    size_t put;

    three_writes(x, id);
    T_STOP;
    s2_file_seek(x->f, 7);
    T_EQ(s2_file_tell(x->f), 7);
    T_EQ(s2_file_write(x->f, big + 7, 5, &put), AGAIN);
    close_id = expect_write(x, 7, 5);
    T_STOP;
    sftp_status(x, id[0], 0);
    sftp_status(x, id[1], 9);
    sftp_status(x, id[2], 0);
    sftp_status(x, close_id, 0);
    T_EQ(s2_file_write(x->f, big + 7, 5, &put), 0);
    T_EQ(put, 5);
    T_EQ(s2_file_close(x->f), AGAIN);
    sftp_status(x, sftp_expect(x, FXP_CLOSE), 0);
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 9);
}

SFTP_CASE(close_tells_its_own_failure)
{
    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_close(x->f), AGAIN);
    sftp_status(x, sftp_expect(x, FXP_CLOSE), 4);
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_STR(x->w.s->err.text, "CLOSE /file: said so (status 4)");
}

/* --- How writes are sent ------------------------------------------------------- */

/* A handle that does not fit in front of the data: two packets, the same bytes. */
SFTP_CASE(long_handles)
{
    size_t put;
    uint32_t id;

    fill_big();
    sftp_open_file(x, 200);
    T_STOP;
    T_EQ(s2_file_write(x->f, big, 40000, &put), AGAIN);
    id = expect_write(x, 0, 32768 - 225);
    expect_write(x, 32768 - 225, 40000 - 32768 + 225);
    T_STOP;
    sftp_status(x, id, 0);
    T_EQ(s2_file_write(x->f, big, 40000, &put), 0);
    T_EQ(put, 32768 - 225);
}

/* The ring must hold more than the window that servers give. */
SFTP_CASE(the_window_is_filled)
{
    static uint8_t much[4 << 20];
    size_t put, n = 0;
    struct request q;

    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_write(x->f, much, sizeof(much), &put), AGAIN);
    do {
        q = sftp_hear(x);
        n += q.type == FXP_WRITE ? s2_rd_left(&q.args) + 9 : 0;
    } while (q.type);
    T_OK(n > (2u << 20) - 33000);
    T_EQ(sftp_hear(x).type, 0);
}

/* A server that lets us send 10 bytes, and no more before it has had those: until a
 * request of ours is out; its id. */
static void squeeze(struct sftpwire *x, const uint8_t *p, size_t n, uint32_t *id)
{
    struct request q = {0, 0, {NULL, NULL, false}};
    uint32_t give = 10;
    size_t put, had;

    while (!q.type) {
        had = s2_wr_len(&x->heard);
        T_EQ(s2_file_write(x->f, p, n, &put), AGAIN);
        q = sftp_hear(x);
        if (s2_wr_len(&x->heard) > had)
            give = 10;
        T_OK(give > 0);
        wire_say(&x->w, "buu", SSH_MSG_CHANNEL_WINDOW_ADJUST, 0u, give);
        give = 0;
    }
    *id = q.id;
}

/* With a window smaller than a request nothing but progress counts. */
static void small_window(struct sftpwire *x)
{
    size_t put;
    uint32_t id;

    fill_big();
    sftp_open_file(x, 4);
    T_STOP;
    squeeze(x, big, 3000, &id);
    T_STOP;
    sftp_status(x, id, 0);
    T_EQ(s2_file_write(x->f, big, 3000, &put), 0);
    T_OK(put > 0);
    T_EQ(s2_file_tell(x->f), put);
}

/* A window that was wide and is all but closed from then on. */
static void closing_window(struct sftpwire *x)
{
    size_t put, off = 0;
    uint32_t id;

    fill_big();
    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_write(x->f, big, 50000, &put), AGAIN);
    sftp_status(x, expect_write(x, 0, CHUNK4), 0);
    T_STOP;
    while (off < 50000) {
        T_EQ(s2_file_write(x->f, big + off, 50000 - off, &put), 0);
        T_OK(put > 0);
        off += put;
        if (off > 45000)
            break;
        squeeze(x, big + off, 50000 - off, &id);
        T_STOP;
        sftp_status(x, id, 0);
    }
    T_EQ(s2_file_tell(x->f), off);
}

T_CASE(closing_windows_make_progress)
{
    struct sftpwire x;

    sftp_begin(&x, 40000, 32768, 0);
    t_eq(__FILE__, __LINE__, "start", x.rc, 0);
    if (!t_over())
        closing_window(&x);
    sftp_end(&x);
}

T_CASE(tiny_windows_make_progress)
{
    struct sftpwire x;

    sftp_begin(&x, 80, 32768, 0);
    t_eq(__FILE__, __LINE__, "start", x.rc, 0);
    if (!t_over())
        small_window(&x);
    sftp_end(&x);
}

/* --- Patience ------------------------------------------------------------------ */

static void let_time_pass(void)
{
    uint64_t until = s2_now() + 3;

    while (s2_now() < until)
        continue;
}

SFTP_CASE(a_stalled_write_times_out)
{
    size_t put;

    fill_big();
    sftp_open_file(x, 4);
    T_STOP;
    x->w.s->read_timeout_s = 0;
    x->w.takes = 100;
    T_EQ(s2_file_write(x->f, big, 50000, &put), AGAIN);
    let_time_pass();
    x->w.takes = 100; /* our bytes still leave: the server is not to blame */
    T_EQ(s2_file_write(x->f, big, 50000, &put), AGAIN);
    let_time_pass();
    T_EQ(s2_file_write(x->f, big, 50000, &put), LIBSSH2_ERROR_TIMEOUT);
    T_STR(x->w.s->err.text, "WRITE /file: no answer within 0 s");
    /* The file goes on if the server does. */
    x->w.takes = SIZE_MAX;
    T_EQ(s2_file_write(x->f, big, 50000, &put), AGAIN);
    sftp_status(x, sftp_expect(x, FXP_WRITE), 0);
    T_EQ(s2_file_write(x->f, big, 50000, &put), 0);
    T_EQ(put, CHUNK4);
}

SFTP_CASE(a_stalled_read_times_out)
{
    uint8_t buf[10];
    size_t got;

    sftp_open_file(x, 4);
    T_STOP;
    x->w.s->read_timeout_s = 0;
    T_EQ(s2_file_read(x->f, buf, 10, &got), AGAIN);
    let_time_pass();
    T_EQ(s2_file_read(x->f, buf, 10, &got), LIBSSH2_ERROR_TIMEOUT);
}

/* --- Reading ------------------------------------------------------------------- */

/* The next request is a READ of n bytes at off; its id. */
static uint32_t expect_read(struct sftpwire *x, uint64_t off, uint32_t n)
{
    struct request q = sftp_hear(x);

    t_eq(__FILE__, __LINE__, "a READ", q.type, FXP_READ);
    (void)s2_rd_str(&q.args);
    t_eq(__FILE__, __LINE__, "offset", (long long)s2_rd_u64(&q.args), (long long)off);
    t_eq(__FILE__, __LINE__, "length", s2_rd_u32(&q.args), n);
    t_ok(__FILE__, __LINE__, "nothing behind", s2_rd_done(&q.args));
    return q.id;
}

/* Asks for four pieces of 32 KiB, which is how reading begins. */
static void four_reads(struct sftpwire *x, uint8_t *buf, size_t n, uint32_t id[4])
{
    size_t got;
    uint32_t i;

    fill_big();
    sftp_open_file(x, 4);
    T_STOP;
    T_EQ(s2_file_read(x->f, buf, n, &got), AGAIN);
    for (i = 0; i < 4; i++)
        id[i] = expect_read(x, (uint64_t)i * 32768, 32768);
    T_EQ(sftp_hear(x).type, 0);
}

static void give(struct sftpwire *x, uint32_t id, size_t off, size_t n)
{
    sftp_say(x, "bud", FXP_DATA, id, s2_span(big + off, n));
}

SFTP_CASE(pieces_in_any_order)
{
    static uint8_t buf[200000];
    uint32_t id[4];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[2], 65536, 32768);
    give(x, id[1], 32768, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    give(x, id[0], 0, 32768);
    T_EQ(s2_file_read(x->f, buf, 40000, &got), 0);
    T_MEM(buf, got, big, 40000);
    T_EQ(s2_file_tell(x->f), 40000);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big + 40000, 98304 - 40000);
    T_EQ(sftp_hear(x).type, FXP_READ); /* asked ahead */
}

/* A server may give less than was asked for in the middle of a file. */
SFTP_CASE(short_answers_are_asked_again)
{
    static uint8_t buf[200000];
    uint32_t id[4], rest;
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[0], 0, 8192);
    give(x, id[1], 32768, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big, 8192);
    rest = expect_read(x, 8192, 32768 - 8192);
    T_STOP;
    give(x, rest, 8192, 32768 - 8192);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big + 8192, 65536 - 8192);
}

SFTP_CASE(end_after_the_data)
{
    static uint8_t buf[200000];
    uint32_t id[4], i;
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    for (i = 1; i < 4; i++)
        sftp_status(x, id[i], LIBSSH2_FX_EOF);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    give(x, id[0], 0, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big, 32768);
    for (i = 0; i < 3; i++) {
        T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
        T_EQ(got, 0);
    }
    T_EQ(s2_sftp_errno(x->t), 0);
    T_EQ(sftp_hear(x).type, 0); /* nobody asks behind the end */
    s2_file_seek(x->f, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    expect_read(x, 32768, 32768); /* it may have grown */
}

SFTP_CASE(data_of_no_bytes_is_the_end)
{
    uint8_t buf[10];
    uint32_t id[4];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[0], 0, 0);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_EQ(got, 0);
}

/* Bytes that came before a failure are handed out before it, and then it is told. */
SFTP_CASE(data_before_a_failure_first)
{
    static uint8_t buf[200000];
    uint32_t id[4];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[0], 0, 32768);
    sftp_status(x, id[1], 4);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 4);
    T_STR(x->w.s->err.text, "READ /file: said so (status 4)");
    T_EQ(s2_file_tell(x->f), 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN); /* asks again */
    expect_read(x, 32768, 32768);
}

/* Answers for what a seek forgot are not taken for the new place. */
SFTP_CASE(seek_forgets_what_was_asked)
{
    static uint8_t buf[1000];
    uint32_t id[4], now;
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[1], 32768, 32768);
    sftp_pump(x);
    s2_file_seek(x->f, 100000);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    now = expect_read(x, 100000, 32768);
    T_STOP;
    give(x, id[0], 0, 32768);
    sftp_status(x, id[2], 4);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    give(x, now, 100000, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big + 100000, 1000);
    give(x, id[3], 98304, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big + 101000, 1000);
}

/* The payload of one answer arrives while the file is moved elsewhere. */
SFTP_CASE(seek_within_an_answer)
{
    static uint8_t buf[40000];
    uint32_t id[4];
    uint8_t head[13];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    s2_put_u32(head, 9 + 32768);
    head[4] = FXP_DATA;
    s2_put_u32(head + 5, id[0]);
    s2_put_u32(head + 9, 32768);
    sftp_say_raw(x, s2_span(head, sizeof(head)));
    sftp_say_raw(x, s2_span(big, 10000));
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big, 10000);
    s2_file_seek(x->f, 5);
    sftp_say_raw(x, s2_span(big + 10000, 22768));
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), AGAIN);
    give(x, expect_read(x, 5, 32768), 5, 32768);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), 0);
    T_MEM(buf, got, big + 5, 32768);
}

SFTP_CASE(more_than_asked_ends_it)
{
    static uint8_t buf[40000];
    uint32_t id[4];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[0], 0, 32769);
    T_EQ(s2_file_read(x->f, buf, sizeof(buf), &got), LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_EQ(s2_sftp_errno(x->t), 0);
    T_STR(x->w.s->err.text, "SFTP: data that nobody asked for");
    T_EQ(s2_alive(x->w.s), 0); /* the SSH session lives */
    T_EQ(s2_file_close(x->f), LIBSSH2_ERROR_SFTP_PROTOCOL);
}

/* What had come is handed out before the end of the channel is told. */
SFTP_CASE(data_before_the_channel_ends)
{
    static uint8_t buf[200000];
    uint32_t id[4];
    size_t got;

    four_reads(x, buf, sizeof(buf), id);
    T_STOP;
    give(x, id[0], 0, 32768);
    wire_say(&x->w, "bu", SSH_MSG_CHANNEL_EOF, 0u);
    sftp_pump(x);
    T_EQ(s2_file_read(x->f, buf, 20000, &got), 0);
    T_EQ(s2_file_read(x->f, buf + 20000, 20000, &got), 0);
    T_MEM(buf, 20000 + got, big, 32768);
    T_EQ(s2_file_read(x->f, buf, 20000, &got), LIBSSH2_ERROR_CHANNEL_CLOSED);
}

/* The depth doubles for a reader that waits, whatever its buffer, up to the bound. */
SFTP_CASE(reads_further_ahead)
{
    static uint8_t buf[1000];
    static uint8_t piece[32768];
    uint32_t most = 0, n, id[1024], round;
    size_t got;
    int rc;

    sftp_open_file(x, 4);
    T_STOP;
    for (round = 0; round < 12; round++) {
        do {
            rc = s2_file_read(x->f, buf, sizeof(buf), &got);
        } while (rc == 0);
        T_EQ(rc, AGAIN);
        for (n = 0; n < 1024; n++) {
            struct request q = sftp_hear(x);

            if (!q.type)
                break;
            id[n] = q.id;
        }
        most = n > most ? n : most;
        while (n)
            sftp_say(x, "bud", FXP_DATA, id[--n], s2_span(piece, sizeof(piece)));
    }
    T_EQ(most, 256);
}

T_SUITE(sftpdata) = {T_RUN(acks_in_any_order),
                     T_RUN(longer_buffer_continues),
                     T_RUN(bytes_before_a_failure_first),
                     T_RUN(the_earliest_failure_counts),
                     T_RUN(failure_is_told_once),
                     T_RUN(close_waits_for_writes),
                     T_RUN(close_tells_a_lost_write),
                     T_RUN(close_tells_a_known_failure),
                     T_RUN(close_tells_what_a_seek_forgot),
                     T_RUN(close_tells_its_own_failure),
                     T_RUN(long_handles),
                     T_RUN(the_window_is_filled),
                     T_RUN(tiny_windows_make_progress),
                     T_RUN(closing_windows_make_progress),
                     T_RUN(a_stalled_write_times_out),
                     T_RUN(a_stalled_read_times_out),
                     T_RUN(pieces_in_any_order),
                     T_RUN(short_answers_are_asked_again),
                     T_RUN(end_after_the_data),
                     T_RUN(data_of_no_bytes_is_the_end),
                     T_RUN(data_before_a_failure_first),
                     T_RUN(seek_forgets_what_was_asked),
                     T_RUN(seek_within_an_answer),
                     T_RUN(more_than_asked_ends_it),
                     T_RUN(data_before_the_channel_ends),
                     T_RUN(reads_further_ahead),
                     T_END};
