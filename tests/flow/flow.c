/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Runs every scenario under every schedule, then with each allocation failing, with the
 * work given up at each wait, and with the connection cut at many places.
 *
 *     flow [--quick] [--seed N] [--only WORD] [--list]
 *
 * Ends with "N passed, M failed". */
#include "evil.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct flow_schedule plain = {.name = "plain"};

#define ETM "hmac-sha2-256-etm@openssh.com"

static const struct flow_schedule schedules[] = {
    {.name = "byte-by-byte", .chunk = 1, .slow = true},
    {.name = "stutter", .stutter = true},
    {.name = "stutter-small", .chunk = 37, .stutter = true, .slow = true},
    {.name = "random-chunks", .random_chunks = true},
    {.name = "random-stutter", .random_chunks = true, .stutter = true},
    {.name = "peer-rekeys", .peer_rekey = 5},
    {.name = "peer-rekeys-random",
     .random_chunks = true,
     .stutter = true,
     .peer_rekey = 3,
     .slow = true},
    {.name = "own-rekeys", .own_rekey = 4000},
    {.name = "both-rekey-random",
     .random_chunks = true,
     .stutter = true,
     .own_rekey = 9000,
     .peer_rekey = 7},
    {.name = "chacha",
     .random_chunks = true,
     .peer_rekey = 11,
     .cipher = "chacha20-poly1305@openssh.com"},
    {.name = "ctr-etm",
     .random_chunks = true,
     .peer_rekey = 11,
     .cipher = "aes128-ctr",
     .mac = ETM},
    {.name = "ctr-mac",
     .random_chunks = true,
     .peer_rekey = 11,
     .cipher = "aes128-ctr",
     .mac = "hmac-sha2-256"},
    {.name = "zlib", .random_chunks = true, .peer_rekey = 11, .comp = "zlib"},
    {.name = "zlib-delayed",
     .random_chunks = true,
     .own_rekey = 9000,
     .peer_rekey = 9,
     .comp = "zlib@openssh.com"},
};

struct counts {
    int passed, failed;
    uint64_t seed;
    bool quick;
    const char *only;
};

static void verdict(struct counts *c, bool good, const char *scenario, const char *how,
                    const char *text)
{
    if (good) {
        c->passed++;
        return;
    }
    c->failed++;
    printf("not ok %s under %s: %s (seed %llu)\n", scenario, how, text,
           (unsigned long long)c->seed);
    fflush(stdout);
}

/* One run.  prepare may be NULL. */
struct run {
    int rc;
    long leaked;
    uint64_t transcript, allocs, eagains;
    size_t bytes_out;
    char text[900];
};

struct limits {
    uint64_t fail_alloc, stop_at;
    size_t cut_at;
    int order;
};

static struct run run_once(const struct flow_scenario *sc,
                           const struct flow_schedule *how, uint64_t seed,
                           struct limits l)
{
    struct flow *f = calloc(1, sizeof(*f));
    struct flow_scenario with = *sc;
    struct run r;

    memset(&r, 0, sizeof(r));
    if (!f)
        abort();
    if (l.cut_at)
        with.script.cut_at = l.cut_at;
    f->fail_alloc = l.fail_alloc;
    f->stop_at = l.stop_at;
    r.rc = flow_begin(f, &with, how, seed);
    if (!r.rc)
        r.rc = sc->run(f);
    r.transcript = f->transcript;
    r.allocs = f->allocs;
    r.eagains = f->eagains;
    if (f->peer) {
        r.bytes_out = f->peer->total_out;
        if (!r.rc && f->peer->protocol_error) {
            r.rc = FLOW_WRONG;
            snprintf(f->error, sizeof(f->error), "server complains: %s", f->peer->why);
        }
    }
    r.leaked = flow_end(f, l.order);
    snprintf(r.text, sizeof(r.text), "code %d, %s; %ld blocks leaked", r.rc,
             f->error[0] ? f->error : "no text", r.leaked);
    free(f);
    return r;
}

static const struct limits no_limits = {0, 0, 0, 0};

static void under_schedules(struct counts *c, const struct flow_scenario *sc,
                            const struct run *want)
{
    size_t i;

    for (i = 0; i < S2_COUNT(schedules); i++) {
        struct run r;

        if ((schedules[i].slow && c->quick) || (schedules[i].comp && !peer_has_zip()))
            continue;
        r = run_once(sc, &schedules[i], c->seed, no_limits);
        if (!r.rc && r.transcript != want->transcript)
            snprintf(r.text, sizeof(r.text), "another result than the plain run");
        verdict(c, !r.rc && !r.leaked && r.transcript == want->transcript, sc->name,
                schedules[i].name, r.text);
    }
}

/* Each allocation fails once, in turn: the result is the same, or a clean failure. */
static void with_failing_memory(struct counts *c, const struct flow_scenario *sc,
                                const struct run *want)
{
    uint64_t step = c->quick ? want->allocs / 12 + 1 : 1, n;

    for (n = 1; n <= want->allocs; n += step) {
        struct limits l = no_limits;
        struct run r;
        bool good;
        char how[64];

        l.fail_alloc = n;
        r = run_once(sc, &plain, c->seed, l);
        good = r.rc ? r.rc > FLOW_STOP : r.transcript == want->transcript;
        snprintf(how, sizeof(how), "allocation %llu failing", (unsigned long long)n);
        verdict(c, good && !r.leaked, sc->name, how, r.text);
    }
}

/* The application stops at a wait and frees: objects first, or the session at once. */
static void given_up(struct counts *c, const struct flow_scenario *sc,
                     const struct run *want)
{
    uint64_t step = c->quick ? want->eagains / 6 + 1 : want->eagains / 60 + 1, n;

    for (n = 1; n <= want->eagains; n += step) {
        struct limits l = no_limits;

        l.stop_at = n;
        for (l.order = 0; l.order < 2; l.order++) {
            struct run r = run_once(sc, &schedules[1], c->seed, l);
            char how[64];

            snprintf(how, sizeof(how), "giving up at wait %llu, order %d",
                     (unsigned long long)n, l.order);
            verdict(c, !r.leaked && (r.rc == FLOW_STOP || r.rc == 0), sc->name, how,
                    r.text);
        }
    }
}

/* The connection is cut after n bytes: an error with a text, in time, without a leak.
 */
static void cut(struct counts *c, const struct flow_scenario *sc,
                const struct run *want)
{
    size_t step = want->bytes_out / (c->quick ? 8 : 120) + 1, n;

    for (n = 1; n < want->bytes_out; n += step) {
        struct limits l = no_limits;
        struct run r;
        char how[64];

        l.cut_at = n;
        r = run_once(sc, &plain, c->seed, l);
        snprintf(how, sizeof(how), "cut after %lu bytes", (unsigned long)n);
        verdict(c,
                !r.leaked && r.rc != FLOW_STUCK && r.rc != FLOW_WRONG &&
                    (r.rc == 0 || !strstr(r.text, "no text")),
                sc->name, how, r.text);
    }
}

static void all_of(struct counts *c, const struct flow_scenario *sc)
{
    struct run want = run_once(sc, &plain, c->seed, no_limits);

    verdict(c, !want.rc && !want.leaked, sc->name, "plain", want.text);
    if (want.rc)
        return;
    under_schedules(c, sc, &want);
    with_failing_memory(c, sc, &want);
    given_up(c, sc, &want);
    cut(c, sc, &want);
}

static const struct flow_scenario *const sets[] = {flow_basics, flow_files, flow_chans,
                                                   flow_leaves};

static void list(void)
{
    const struct flow_scenario *sc;
    size_t i;

    for (i = 0; i < S2_COUNT(sets); i++)
        for (sc = sets[i]; sc->name; sc++)
            printf("scenario %s\n", sc->name);
    for (i = 0; i < S2_COUNT(schedules); i++)
        printf("schedule %s\n", schedules[i].name);
}

/* --only hostile: all of them; --only hostile:WORD: those with WORD in their names. */
static void hostile(struct counts *c)
{
    struct evil_run run = {c->seed, c->quick, NULL, &c->passed, &c->failed};

    if (c->only && strncmp(c->only, "hostile", 7) != 0)
        return;
    if (c->only && c->only[7] == ':')
        run.only = c->only + 8;
    flow_hostile(&run);
}

int main(int argc, char **argv)
{
    struct counts c = {0, 0, 0, false, NULL};
    const struct flow_scenario *sc;
    size_t i;

    c.seed = (uint64_t)time(NULL);
    for (i = 1; i < (size_t)argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            c.quick = true;
        else if (strcmp(argv[i], "--seed") == 0 && i + 1 < (size_t)argc)
            c.seed = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--only") == 0 && i + 1 < (size_t)argc)
            c.only = argv[++i];
        else {
            list();
            return 2;
        }
    }
    printf("seed %llu\n", (unsigned long long)c.seed);
    for (i = 0; i < S2_COUNT(sets); i++)
        for (sc = sets[i]; sc->name; sc++)
            if (!c.only || strcmp(sc->name, c.only) == 0)
                all_of(&c, sc);
    hostile(&c);
    printf("%d passed, %d failed\n", c.passed, c.failed);
    return c.failed != 0;
}
