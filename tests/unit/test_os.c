/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* os.h on POSIX: bytes over a socket pair, waits and their deadlines, files, once. */
#define _POSIX_C_SOURCE 200809L

#include "t.h"

#include "os/filewhy.h"
#include "os/os.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static struct s2_mem mem;

static void setup(int sd[2])
{
    s2_mem_init(&mem, NULL, NULL, NULL, NULL);
    T_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sd), 0);
    T_EQ(s2_os_set_nonblock(sd[0], true), 0);
    T_EQ(s2_os_set_nonblock(sd[1], true), 0);
}

static void close_both(int sd[2])
{
    close(sd[0]);
    close(sd[1]);
}

T_CASE(bytes_cross)
{
    char buf[8] = "";
    size_t n = 99;
    int sd[2];

    setup(sd);
    T_STOP;
    T_EQ(s2_os_recv(sd[1], buf, sizeof(buf), 0, &n), S2_IO_AGAIN);
    T_EQ(n, 0);
    T_EQ(s2_os_send(sd[0], "hello", 5, s2_os_nosignal(), &n), S2_IO_OK);
    T_EQ(n, 5);
    T_EQ(s2_os_recv(sd[1], buf, sizeof(buf), 0, &n), S2_IO_OK);
    T_MEM(buf, n, "hello", 5);
    close_both(sd);
}

T_CASE(end_of_stream)
{
    char buf[8];
    size_t n = 99;
    int sd[2];

    setup(sd);
    T_STOP;
    close(sd[0]);
    T_EQ(s2_os_recv(sd[1], buf, sizeof(buf), 0, &n), S2_IO_EOF);
    T_EQ(n, 0);
    /* No SIGPIPE: the process would not come this far. */
    T_EQ(s2_os_send(sd[1], "x", 1, s2_os_nosignal(), &n), S2_IO_EOF);
    T_EQ(s2_os_recv(-1, buf, sizeof(buf), 0, &n), S2_IO_FAILED);
    close(sd[1]);
}

T_CASE(numbers_of_callbacks)
{
    T_EQ(s2_os_io_of(EAGAIN), S2_IO_AGAIN);
    T_EQ(s2_os_io_of(EINTR), S2_IO_AGAIN);
    T_EQ(s2_os_io_of(-s2_os_would_block()), S2_IO_AGAIN);
    T_EQ(s2_os_io_of(ECONNRESET), S2_IO_EOF);
    T_EQ(s2_os_io_of(EPIPE), S2_IO_EOF);
    T_EQ(s2_os_io_of(EBADF), S2_IO_FAILED);
}

T_CASE(blocking_is_told_and_set)
{
    int sd[2];

    setup(sd);
    T_STOP;
    T_EQ(s2_os_is_nonblock(sd[0]), 1);
    T_EQ(s2_os_set_nonblock(sd[0], false), 0);
    T_EQ(s2_os_is_nonblock(sd[0]), 0);
    T_EQ(s2_os_is_nonblock(sd[1]), 1);
    close_both(sd);
    T_EQ(s2_os_is_nonblock(sd[0]), LIBSSH2_ERROR_SOCKET_NONE);
    T_EQ(s2_os_set_nonblock(sd[0], true), LIBSSH2_ERROR_SOCKET_NONE);
}

T_CASE(wait_tells_directions)
{
    static char junk[65536];
    size_t n;
    int sd[2];

    setup(sd);
    T_STOP;
    T_EQ(s2_os_wait(sd[0], S2_OS_IN | S2_OS_OUT, 0), S2_OS_OUT);
    T_EQ(s2_os_wait(sd[0], S2_OS_IN, 0), 0);
    T_EQ(s2_os_send(sd[1], "x", 1, 0, &n), S2_IO_OK);
    T_EQ(s2_os_wait(sd[0], S2_OS_IN, -1), S2_OS_IN);
    T_EQ(s2_os_wait(sd[0], S2_OS_IN | S2_OS_OUT, -1), S2_OS_IN | S2_OS_OUT);
    while (s2_os_send(sd[0], junk, sizeof(junk), 0, &n) == S2_IO_OK)
        continue;
    T_EQ(s2_os_wait(sd[0], S2_OS_OUT, 0), 0);
    close(sd[1]);
    T_EQ(s2_os_wait(sd[0], S2_OS_IN, -1), S2_OS_IN);
    T_EQ(s2_os_wait(sd[0], S2_OS_OUT, -1), S2_OS_OUT);
    close(sd[0]);
    T_EQ(s2_os_wait(sd[0], S2_OS_IN, 1000), LIBSSH2_ERROR_SOCKET_NONE);
}

static void on_alarm(int number)
{
    (void)number;
}

T_CASE(wait_keeps_its_deadline)
{
    struct itimerval every = {{0, 10000}, {0, 10000}};
    struct itimerval never = {{0, 0}, {0, 0}};
    struct sigaction act;
    uint64_t start;
    uint64_t took;
    int ready;
    int sd[2];

    setup(sd);
    T_STOP;
    memset(&act, 0, sizeof(act));
    act.sa_handler = on_alarm;
    T_EQ(sigaction(SIGALRM, &act, NULL), 0);
    setitimer(ITIMER_REAL, &every, NULL);
    start = s2_os_mono_ms();
    ready = s2_os_wait(sd[0], S2_OS_IN, 120);
    took = s2_os_mono_ms() - start;
    setitimer(ITIMER_REAL, &never, NULL);
    T_EQ(ready, 0);
    T_OK(took >= 119);
    T_OK(took < 5000);
    close_both(sd);
}

T_CASE(clocks_go)
{
    uint64_t a = s2_os_mono_ms();
    struct timespec ms5 = {0, 5000000};

    nanosleep(&ms5, NULL);
    T_OK(s2_os_mono_ms() - a >= 4);
    T_OK(s2_os_mono_ms() - a < 10000);
    T_OK(s2_os_now() > INT64_C(1700000000));
    T_OK(s2_os_now() - (int64_t)time(NULL) <= 1);
}

/* Both spellings of a length that is just right or one byte too long. */
T_CASE(file_there_and_back)
{
    const char *path = t_tmp("os_file.tmp");
    uint8_t *p = NULL;
    size_t n = 99;

    s2_mem_init(&mem, NULL, NULL, NULL, NULL);
    T_EQ(s2_os_write_file(path, "a longer text", 13), 0);
    T_EQ(s2_os_write_file(path, "twelve\0bytes", 12), 0);
    T_EQ(s2_os_read_file(&mem, path, 12, &p, &n), 0);
    T_MEM(p, n, "twelve\0bytes", 12);
    T_EQ(p[12], 0);
    s2_free(&mem, p);
    T_EQ(s2_os_read_file(&mem, path, 11, &p, &n), LIBSSH2_ERROR_FILE);
    T_OK(p == NULL);
    T_EQ(n, 0);
    T_STR(s2_os_file_why(), "file too large");
    T_EQ(s2_os_write_file(path, NULL, 0), 0);
    T_EQ(s2_os_read_file(&mem, path, 11, &p, &n), 0);
    T_EQ(n, 0);
    T_OK(p != NULL && p[0] == 0);
    s2_free(&mem, p);
    remove(path);
}

T_CASE(file_errors_are_told)
{
    uint8_t *p = NULL;
    size_t n;

    s2_mem_init(&mem, NULL, NULL, NULL, NULL);
    T_EQ(s2_os_read_file(&mem, "/nowhere/at all", 100, &p, &n), LIBSSH2_ERROR_FILE);
    T_STR(s2_os_file_why(), "no such file or directory");
    T_EQ(s2_os_read_file(&mem, "/", 100, &p, &n), LIBSSH2_ERROR_FILE);
    T_STR(s2_os_file_why(), "is a directory");
    T_EQ(s2_os_write_file("/nowhere/at all", "x", 1), LIBSSH2_ERROR_FILE);
}

/* A file that has no size before it is read must be read all the same. */
T_CASE(file_without_a_size)
{
    uint8_t *p = NULL;
    size_t n = 0;
    FILE *f = fopen("/proc/self/status", "rb");

    if (!f)
        T_SKIP("no /proc here");
    fclose(f);
    s2_mem_init(&mem, NULL, NULL, NULL, NULL);
    T_EQ(s2_os_read_file(&mem, "/proc/self/status", 65536, &p, &n), 0);
    T_OK(n > 100);
    s2_free(&mem, p);
    T_EQ(s2_os_read_file(&mem, "/proc/self/status", 100, &p, &n), LIBSSH2_ERROR_FILE);
}

T_CASE(full_disk_is_noticed)
{
    struct stat st;

    if (stat("/dev/full", &st) != 0 || !S_ISCHR(st.st_mode))
        T_SKIP("no /dev/full here");
    T_EQ(s2_os_write_file("/dev/full", "x", 1), LIBSSH2_ERROR_FILE);
}

static int calls;

static int count_call(void)
{
    struct timespec ms5 = {0, 5000000};

    nanosleep(&ms5, NULL);
    calls++;
    return -77;
}

static struct s2_os_once once;

static void *call_once(void *out)
{
    *(int *)out = s2_os_once(&once, count_call);
    return NULL;
}

T_CASE(once_is_once)
{
    pthread_t threads[4];
    int results[4] = {0, 0, 0, 0};
    int i;

    for (i = 0; i < 4; i++)
        T_EQ(pthread_create(&threads[i], NULL, call_once, &results[i]), 0);
    for (i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    T_EQ(calls, 1);
    for (i = 0; i < 4; i++)
        T_EQ(results[i], -77);
}

T_SUITE(os) = {
    T_RUN(bytes_cross),
    T_RUN(end_of_stream),
    T_RUN(numbers_of_callbacks),
    T_RUN(blocking_is_told_and_set),
    T_RUN(wait_tells_directions),
    T_RUN(wait_keeps_its_deadline),
    T_RUN(clocks_go),
    T_RUN(file_there_and_back),
    T_RUN(file_errors_are_told),
    T_RUN(file_without_a_size),
    T_RUN(full_disk_is_noticed),
    T_RUN(once_is_once),
    T_END,
};
