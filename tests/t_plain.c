/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The plain driver: all cases in one process, for valgrind, wine and VMS.
 *
 *     t_plain [-l] [-v] [SUITE | SUITE/CASE | PREFIX* | -x SUITE | -x PREFIX*]...
 *
 * -l lists the cases, -v names each one before it runs, -x leaves out. The last line is
 * "N passed, M failed", with ", K skipped" behind it if there were any; the exit status
 * is 1 if one failed, or if nothing was selected. */
#include "t.h"

#include <stdio.h>
#include <string.h>

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

static int matches(const char *pattern, const char *suite, const char *name)
{
    size_t n = strlen(suite);
    size_t len = strlen(pattern);

    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, suite, len - 1) == 0;
    if (strncmp(pattern, suite, n) != 0)
        return 0;
    return pattern[n] == '\0' ||
           (pattern[n] == '/' && strcmp(pattern + n + 1, name) == 0);
}

/* Without a positive pattern everything is wanted that no -x names. */
static int wanted(int argc, char **argv, const char *suite, const char *name)
{
    int positive = 0;
    int hit = 0;
    int i;

    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-x") == 0 && i + 1 < argc) {
            if (matches(argv[++i], suite, name))
                return 0;
        } else if (argv[i][0] != '-') {
            positive = 1;
            hit |= matches(argv[i], suite, name);
        }
    }
    return hit || !positive;
}

static int has_flag(int argc, char **argv, const char *flag)
{
    int i;

    for (i = 1; i < argc; i++)
        if (strcmp(argv[i], flag) == 0)
            return 1;
    return 0;
}

static void run_one(const char *suite, const struct t_case *c, unsigned count[3])
{
    enum t_result r = t_run(suite, c);

    count[r]++;
    if (r == T_SKIPPED)
        printf("skip %s/%s: %s\n", suite, c->name, t_skip_reason());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int list = has_flag(argc, argv, "-l");
    int verbose = has_flag(argc, argv, "-v");
    unsigned count[3] = {0, 0, 0};
    size_t i;

    for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
        const struct t_case *c;

        for (c = suites[i].cases; c->name; c++) {
            if (!wanted(argc, argv, suites[i].name, c->name))
                continue;
            if (list || verbose)
                printf("%s/%s\n", suites[i].name, c->name);
            fflush(stdout);
            if (!list)
                run_one(suites[i].name, c, count);
        }
    }
    if (list)
        return 0;
    printf("%u passed, %u failed", count[T_PASSED], count[T_FAILED]);
    if (count[T_SKIPPED])
        printf(", %u skipped", count[T_SKIPPED]);
    printf("\n");
    return count[T_FAILED] || count[T_PASSED] + count[T_SKIPPED] == 0;
}
