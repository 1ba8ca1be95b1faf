/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* See progress.h. */

#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double MIB = 1024.0 * 1024.0;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Mean rate since the beginning, in bytes a second. */
static double rate(const struct progress *p, double at)
{
    return at > p->begun ? (double)p->done / (at - p->begun) : 0.0;
}

static unsigned percent(const struct progress *p)
{
    if (p->total == 0)
        return 0;
    return p->done >= p->total ? 100
                               : (unsigned)((double)p->done * 100.0 / (double)p->total);
}

void progress_begin(struct progress *p, const char *label, uint64_t total, bool quiet)
{
    p->label = label;
    p->total = total;
    p->done = 0;
    p->begun = now();
    p->drawn = 0;
    p->told = 0;
    p->terminal = isatty(STDERR_FILENO);
    p->quiet = quiet;
}

static void draw_bar(const struct progress *p, double at)
{
    static const char full[] = "##############################";
    static const char none[] = "..............................";
    int width = (int)sizeof(full) - 1;
    int filled = (int)percent(p) * width / 100;
    double speed = rate(p, at);
    double left =
        speed > 0 && p->total > p->done ? (double)(p->total - p->done) / speed : 0.0;
    unsigned seconds = left < 359999.0 ? (unsigned)(left + 0.5) : 359999u;

    fprintf(stderr, "\r%s [%.*s%.*s] %3u%% %9.1f MiB %7.1f MiB/s %02u:%02u:%02u left ",
            p->label, filled, full, width - filled, none, percent(p),
            (double)p->done / MIB, speed / MIB, seconds / 3600, seconds / 60 % 60,
            seconds % 60);
}

static void draw_line(struct progress *p, double at)
{
    unsigned step = percent(p) / 10 * 10;

    if (step <= p->told)
        return;
    p->told = step;
    fprintf(stderr, "%s: %3u%% %9.1f MiB %7.1f MiB/s\n", p->label, step,
            (double)p->done / MIB, rate(p, at) / MIB);
}

void progress_update(struct progress *p, uint64_t done)
{
    double at;

    p->done = done;
    if (p->quiet)
        return;
    at = now();
    if (!p->terminal) {
        draw_line(p, at);
    } else if (at - p->drawn >= 0.1) {
        draw_bar(p, at);
        p->drawn = at;
    }
}

void progress_end(struct progress *p)
{
    double at = now();

    if (p->quiet)
        return;
    if (p->terminal) {
        draw_bar(p, at);
        fputc('\n', stderr);
    }
    fprintf(stderr, "%s: %llu bytes in %.2f s, %.1f MiB/s\n", p->label,
            (unsigned long long)p->done, at - p->begun, rate(p, at) / MIB);
}
