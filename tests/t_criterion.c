/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The Criterion driver: every case of suites.h as one parameter of one parameterised
 * test, so that each runs in a process of its own. Parameters are numbers, because
 * they cross over to the new process by value. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "t.h"

#define X(name) extern const struct t_case t_suite_##name[];
#ifdef T_SUITES
T_SUITES
#else
#include "suites.h"
#endif
#undef X

static const struct {
    const char *name;
    const struct t_case *cases;
} suites[] = {
#define X(name) {#name, t_suite_##name},
#ifdef T_SUITES
    T_SUITES
#else
#include "suites.h"
#endif
#undef X
};

#define SUITES (sizeof(suites) / sizeof(suites[0]))

struct which {
    size_t suite;
    size_t index;
};

ParameterizedTestParameters(ringssh, cases)
{
    static struct which all[4096];
    size_t n = 0;
    size_t i;
    size_t k;

    for (i = 0; i < SUITES; i++) {
        for (k = 0; suites[i].cases[k].name; k++) {
            if (n == sizeof(all) / sizeof(all[0]))
                abort();
            all[n].suite = i;
            all[n].index = k;
            n++;
        }
    }
    return cr_make_param_array(struct which, all, n);
}

ParameterizedTest(struct which *w, ringssh, cases)
{
    const struct t_case *c = &suites[w->suite].cases[w->index];

    switch (t_run(suites[w->suite].name, c)) {
    case T_FAILED:
        cr_assert_fail("%s/%s", suites[w->suite].name, c->name);
    case T_SKIPPED:
        cr_skip_test("%s/%s: %s", suites[w->suite].name, c->name, t_skip_reason());
    default:
        break;
    }
}
