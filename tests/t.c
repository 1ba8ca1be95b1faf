/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What both test drivers share: the state of the running case and the checks. */
#include "t.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef T_SRCDIR
#define T_SRCDIR "."
#endif

static struct {
    const char *suite;
    const char *name;
    const char *skip;
    uint64_t seed;
    int seeded;
    int failed;
} now;

static char path_buf[1024];

static void begin_failure(const char *file, int line)
{
    now.failed = 1;
    fprintf(stderr, "FAIL %s/%s: %s:%d: ", now.suite, now.name, file, line);
}

static void end_failure(void)
{
    if (now.seeded)
        fprintf(stderr, " (T_SEED=%llu)", (unsigned long long)now.seed);
    fputc('\n', stderr);
    fflush(stderr);
}

void t_fail(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    begin_failure(file, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    end_failure();
}

void t_skip(const char *reason)
{
    now.skip = reason;
}

int t_over(void)
{
    return now.failed || now.skip != NULL;
}

const char *t_skip_reason(void)
{
    return now.skip;
}

int t_ok(const char *file, int line, const char *text, int holds)
{
    if (!holds)
        t_fail(file, line, "%s does not hold", text);
    return holds;
}

int t_eq(const char *file, int line, const char *text, long long a, long long b)
{
    if (a == b)
        return 1;
    t_fail(file, line, "%s: %lld and %lld", text, a, b);
    return 0;
}

int t_str(const char *file, int line, const char *text, const char *a, const char *b)
{
    if (a == b || (a && b && strcmp(a, b) == 0))
        return 1;
    t_fail(file, line, "%s: \"%s\" and \"%s\"", text, a ? a : "(NULL)",
           b ? b : "(NULL)");
    return 0;
}

static void print_bytes(const uint8_t *p, size_t n, size_t from)
{
    size_t i;

    for (i = from; i < n && i < from + 16; i++)
        fprintf(stderr, "%02x", p[i]);
    if (i < n)
        fputs("..", stderr);
}

int t_mem(const char *file, int line, const char *text, const void *a, size_t na,
          const void *b, size_t nb)
{
    const uint8_t *p = a;
    const uint8_t *q = b;
    size_t at = 0;

    while (at < na && at < nb && p[at] == q[at])
        at++;
    if (at == na && at == nb)
        return 1;
    begin_failure(file, line);
    fprintf(stderr, "%s: %lu and %lu bytes, they differ at %lu: ", text,
            (unsigned long)na, (unsigned long)nb, (unsigned long)at);
    print_bytes(p, na, at);
    fputs(" and ", stderr);
    print_bytes(q, nb, at);
    end_failure();
    return 0;
}

static const char *join(const char *folder, const char *middle, const char *name)
{
    snprintf(path_buf, sizeof(path_buf), "%s/%s%s", folder, middle, name);
    return path_buf;
}

const char *t_data(const char *relative)
{
    const char *top = getenv("T_SRCDIR");

    return join(top ? top : T_SRCDIR, "tests/data/", relative);
}

const char *t_tmp(const char *name)
{
    const char *folder = getenv("T_TMPDIR");

    if (!folder)
        folder = getenv("TMPDIR");
    return join(folder ? folder : ".", "", name);
}

uint8_t *t_load(const char *relative, size_t *n)
{
    const char *path = t_data(relative);
    FILE *f = fopen(path, "rb");
    uint8_t *p = NULL;
    long size;

    *n = 0;
    if (f && fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0) {
        rewind(f);
        p = malloc((size_t)size + 1);
        if (p)
            *n = fread(p, 1, (size_t)size, f);
        if (p)
            p[*n] = 0;
    }
    if (f)
        fclose(f);
    if (!p)
        t_fail(__FILE__, __LINE__, "cannot read %s", path);
    return p;
}

uint64_t t_seed(void)
{
    const char *given = getenv("T_SEED");

    if (!now.seeded) {
        now.seed =
            given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) * 2654435761u;
        now.seeded = 1;
    }
    return now.seed;
}

uint64_t t_rand(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

enum t_result t_run(const char *suite, const struct t_case *c)
{
    memset(&now, 0, sizeof(now));
    now.suite = suite;
    now.name = c->name;
    c->run();
    if (now.failed)
        return T_FAILED;
    return now.skip ? T_SKIPPED : T_PASSED;
}
