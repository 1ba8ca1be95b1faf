/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: what a session costs. Counts the memory of an idle session, and the
 * allocations and send() calls of an upload and a download of 1 GiB (to and from the
 * server's /dev/null and /dev/zero, so that no disk is in the way). The crypto
 * library's own objects do not come from the session's allocator and are not counted.
 *
 *     ic_budget [options] idle | idle_again | upload | download
 *
 * The lines that begin with "# " are figures, which run.py prints.
 */

#define _POSIX_C_SOURCE 200809L

#include "ic_common.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_MAX (64L * 1024)
#define MIB      (1024L * 1024)
#define TOTAL    (1024 * MIB)
#define WARM_UP  (32 * MIB)

static struct {
    long bytes, peak;        /* in use, and most at once */
    long allocations, sends; /* since the last reset */
    LIBSSH2_SEND_FUNC((*send));
} count;

/* Each block is led by its size. */
union lead {
    size_t n;
    double align_as[2];
};

static void *lead_alloc(size_t n)
{
    union lead *p = malloc(sizeof(*p) + n);

    if (!p)
        return NULL;
    p->n = n;
    return p + 1;
}

static void took(size_t n)
{
    count.allocations++;
    count.bytes += (long)n;
    if (count.bytes > count.peak)
        count.peak = count.bytes;
}

static void *counted_alloc(size_t n, void **abstract)
{
    void *p = lead_alloc(n);

    (void)abstract;
    if (p)
        took(n);
    return p;
}

static void counted_free(void *ptr, void **abstract)
{
    union lead *p = ptr;

    (void)abstract;
    if (!p)
        return;
    count.bytes -= (long)p[-1].n;
    free(p - 1);
}

static void *counted_realloc(void *ptr, size_t n, void **abstract)
{
    union lead *old = ptr;
    void *p = counted_alloc(n, abstract);

    if (p && old) {
        memcpy(p, ptr, old[-1].n < n ? old[-1].n : n);
        counted_free(ptr, abstract);
    }
    return p;
}

static LIBSSH2_SEND_FUNC(counted_send)
{
    count.sends++;
    return count.send(socket, buffer, length, flags, abstract);
}

static void start(struct ic *ic)
{
    if (libssh2_init(0))
        ic_fail(ic, "libssh2_init failed");
    ic->session =
        libssh2_session_init_ex(counted_alloc, counted_free, counted_realloc, NULL);
    if (!ic->session)
        ic_fail(ic, "no session");
    count.send = (LIBSSH2_SEND_FUNC((*)))libssh2_session_callback_set2(
        ic->session, LIBSSH2_CALLBACK_SEND, (libssh2_cb_generic *)counted_send);
    ic_sftp(ic);
}

static void run_idle(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    LIBSSH2_SFTP_ATTRIBUTES a;

    start(ic);
    h = ic_open(ic, "/dev/null", LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE);
    IC_CALL(ic, 0, libssh2_sftp_fstat(h, &a));
    printf("# idle: %ld bytes in use, at most %ld before\n", count.bytes, count.peak);
    if (count.bytes > IDLE_MAX)
        ic_fail(ic, "an idle session with one open file holds %ld bytes, not %ld",
                count.bytes, IDLE_MAX);
    ic_close_handle(ic, h);
}

/* The same after a transfer both ways: large buffers are given back by the first call
 * that finds the session idle, and nothing at all is left when it has been freed. */
static void run_idle_again(struct ic *ic)
{
    char *data = calloc(1, (size_t)MIB);
    LIBSSH2_SFTP_HANDLE *h;
    LIBSSH2_SFTP_ATTRIBUTES a;
    int i;

    if (!data)
        ic_fail(ic, "no memory");
    start(ic);
    h = ic_open(ic, ic_path(ic, "f"),
                LIBSSH2_FXF_READ | LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT);
    ic_write(ic, h, data, (size_t)MIB);
    libssh2_sftp_seek64(h, 0);
    IC_CALL(ic, 1000, libssh2_sftp_read(h, data, 1000));
    libssh2_sftp_seek64(h, 0);
    printf("# just after a transfer: %ld bytes in use, at most %ld before\n",
           count.bytes, count.peak);
    /* The first call still takes in what was read ahead and is not wanted any more. */
    for (i = 0; i < 2; i++) {
        (void)poll(NULL, 0, 500);
        IC_CALL(ic, 0, libssh2_sftp_fstat(h, &a));
    }
    printf("# a second and two calls later: %ld bytes in use\n", count.bytes);
    if (count.bytes > IDLE_MAX)
        ic_fail(ic, "an idle session that was busy holds %ld bytes, not %ld",
                count.bytes, IDLE_MAX);
    ic_close_handle(ic, h);
    free(data);
    ic_close(ic);
    IC_EQ(ic, count.bytes, 0);
}

static void reset(void)
{
    count.allocations = count.sends = 0;
}

static void judge(struct ic *ic, const char *what, long bytes, long sends_max,
                  long allocations_max)
{
    printf(
        "# %s of %ld MiB: %ld allocations, %ld send() calls, at most %ld bytes held\n",
        what, bytes / MIB, count.allocations, count.sends, count.peak);
    if (count.allocations > allocations_max)
        ic_fail(ic, "%ld allocations for %ld MiB", count.allocations, bytes / MIB);
    if (count.sends > sends_max)
        ic_fail(ic, "%ld send() calls for %ld MiB, at most %ld wanted", count.sends,
                bytes / MIB, sends_max);
}

static void run_upload(struct ic *ic)
{
    char *data = calloc(1, (size_t)MIB);
    LIBSSH2_SFTP_HANDLE *h;
    long done;

    if (!data)
        ic_fail(ic, "no memory");
    start(ic);
    h = ic_open(ic, "/dev/null", LIBSSH2_FXF_WRITE);
    for (done = 0; done < WARM_UP; done += MIB)
        ic_write(ic, h, data, (size_t)MIB);
    reset();
    for (done = 0; done < TOTAL; done += MIB)
        ic_write(ic, h, data, (size_t)MIB);
    judge(ic, "upload", TOTAL, TOTAL / 65536, TOTAL / 32768 / 250);
    ic_close_handle(ic, h);
    free(data);
}

static void run_download(struct ic *ic)
{
    char *data = malloc((size_t)MIB);
    LIBSSH2_SFTP_HANDLE *h;
    long done = 0;
    int warm = 1;

    if (!data)
        ic_fail(ic, "no memory");
    start(ic);
    h = ic_open(ic, "/dev/zero", LIBSSH2_FXF_READ);
    while (done < TOTAL) {
        ssize_t n;

        IC_RC(ic, n, libssh2_sftp_read(h, data, (size_t)MIB));
        if (n <= 0)
            ic_fail(ic, "read gave %ld", (long)n);
        done += n;
        if (warm && done >= WARM_UP) {
            warm = 0;
            done = 0;
            reset();
        }
    }
    judge(ic, "download", TOTAL, TOTAL / 32768, TOTAL / 32768 / 25);
    ic_close_handle(ic, h);
    free(data);
}

static const struct ic_case cases[] = {{"idle", run_idle},
                                       {"idle_again", run_idle_again},
                                       {"upload", run_upload},
                                       {"download", run_download},
                                       {NULL, NULL}};

int main(int argc, char **argv)
{
    return ic_main(argc, argv, cases);
}
