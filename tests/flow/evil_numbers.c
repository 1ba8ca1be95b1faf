/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Each of the 256 message numbers, with an empty and with a senseless body, in each
 * phase.  What the client must do is stated here once more, by the RFCs. */
#include "evil.h"

#include <stdio.h>

/* A body of 40 bytes whose first length or number is far too large. */
static void send_number(struct evil *e)
{
    e->fill = 0xf7;
    evil_say(e, "br", (int)e->c.arg, (size_t)40);
}

static void send_number_empty(struct evil *e)
{
    evil_say(e, "b", (int)e->c.arg);
}

/* Numbers that mean nothing to a client, to be answered with UNIMPLEMENTED (RFC 4253
 * section 11.4). */
static bool unknown(int n)
{
    return n == 0 || (n >= 8 && n <= 19) || (n >= 22 && n <= 29) || n == 50 ||
           (n >= 54 && n <= 59) || (n >= 61 && n <= 79) || (n >= 83 && n <= 89) ||
           n > 100;
}

/* Of the transport, allowed whenever keys are not yet strict (section 11). */
static bool always_allowed(int n)
{
    return n == 2 || n == 4;
}

static bool strict(const struct evil_case *c)
{
    return (c->phase == EVIL_IDENT || c->phase == EVIL_KEX) && !c->script.no_strict;
}

static enum evil_expect expected(const struct evil_case *c)
{
    int n = (int)c->arg;

    if (n == 1 || strict(c))
        return EVIL_DIES;
    if (always_allowed(n))
        return EVIL_LIVES;
    if (n == 3) /* what did it not understand? */
        return c->phase < EVIL_AUTH ? EVIL_ANY : EVIL_LIVES;
    if ((c->phase == EVIL_KEX || c->phase == EVIL_REKEY) && n >= 50)
        return EVIL_DIES; /* section 7.1 */
    if (unknown(n))
        return EVIL_LIVES;
    if (n >= 50 && c->phase < EVIL_AUTH)
        return EVIL_ANY; /* not known yet, or not allowed yet */
    if (n >= 80 && c->phase <= EVIL_IDLE)
        return EVIL_ANY;
    if (n == 52 && c->phase == EVIL_AUTH)
        return EVIL_ANY; /* an early success is still one; the second is not */
    return EVIL_DIES;
}

static const char *answered(const struct evil *e)
{
    return e->f.peer->unimplemented == 1 ? NULL : "no UNIMPLEMENTED";
}

static const struct {
    enum evil_phase phase;
    bool loose;
    const char *name;
} places[] = {
    {EVIL_IDENT, false, "before KEXINIT, strict"},
    {EVIL_IDENT, true, "before KEXINIT"},
    {EVIL_KEX, false, "in the first exchange, strict"},
    {EVIL_KEX, true, "in the first exchange"},
    {EVIL_SERVICE, false, "before the service"},
    {EVIL_AUTH, false, "in authentication"},
    {EVIL_IDLE, false, "idle"},
    {EVIL_CHANNEL, false, "with a channel"},
    {EVIL_SFTP, false, "with SFTP"},
    {EVIL_REKEY, false, "during a rekey"},
    {EVIL_OWN_REKEY, false, "during our rekey"},
};

static bool interesting(int n)
{
    return n <= 8 || (n >= 19 && n <= 22) || (n >= 29 && n <= 34) ||
           (n >= 49 && n <= 54) || (n >= 59 && n <= 62) || (n >= 79 && n <= 101) ||
           n == 127 || n == 128 || n >= 254;
}

static void one(const struct evil_run *run, size_t place, int n, bool empty)
{
    struct evil_case c;
    char name[100];

    memset(&c, 0, sizeof(c));
    snprintf(name, sizeof(name), "message %d%s %s", n, empty ? " empty" : "",
             places[place].name);
    c.name = name;
    c.phase = places[place].phase;
    c.script.no_strict = places[place].loose;
    c.arg = n;
    c.inject = empty ? send_number_empty : send_number;
    c.expect = expected(&c);
    c.check = unknown(n) ? answered : NULL;
    evil_one(run, &c);
}

void evil_numbers(const struct evil_run *run)
{
    size_t place;
    int n;

    for (place = 0; place < S2_COUNT(places); place++) {
        for (n = 0; n < 256; n++) {
            if (run->quick && !interesting(n))
                continue;
            one(run, place, n, true);
            one(run, place, n, false);
        }
    }
}
