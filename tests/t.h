/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* How a test is written. A case is a function without arguments; a suite is a table of
 * cases; suites.h lists the suites. Bodies know no framework, so the same cases run
 * under Criterion (t_criterion.c, a process each) and under a plain main()
 * (t_plain.c) for valgrind, wine and VMS.
 *
 *     T_CASE(u32_is_big_endian)
 *     {
 *         T_EQ(s2_rd_u32(&r), 1u);
 *         T_OK(s2_rd_done(&r));
 *     }
 *
 *     T_SUITE(rd) = {T_RUN(u32_is_big_endian), T_END};
 *
 * A T_ macro that does not hold prints file, line and values, and returns from the
 * function that it stands in, which must return void. A helper that uses the macros is
 * a static void function; its caller writes T_STOP; behind the call in order to
 * return too. What a case must free in spite of a failure, it frees through a helper:
 * the case allocates, calls the helper, frees. */
#ifndef S2_TESTS_T_H
#define S2_TESTS_T_H

#include <stddef.h>
#include <stdint.h>

struct t_case {
    const char *name;
    void (*run)(void);
};

#define T_CASE(name) static void t_case_##name(void)
#define T_RUN(name)                                                                    \
    {                                                                                  \
#name, t_case_##name                                                           \
    }
#define T_END                                                                          \
    {                                                                                  \
        NULL, NULL                                                                     \
    }
#define T_SUITE(name)                                                                  \
    extern const struct t_case t_suite_##name[];                                       \
    const struct t_case t_suite_##name[]

/* True, or printed and false. The macros below call them. */
int t_ok(const char *file, int line, const char *text, int holds);
int t_eq(const char *file, int line, const char *text, long long a, long long b);
int t_str(const char *file, int line, const char *text, const char *a, const char *b);
int t_mem(const char *file, int line, const char *text, const void *a, size_t na,
          const void *b, size_t nb);
#if defined(__GNUC__) && !defined(_WIN32)
__attribute__((format(printf, 3, 4)))
#endif
void t_fail(const char *file, int line, const char *fmt, ...);
void t_skip(const char *reason);

/* Has this case failed or been skipped? */
int t_over(void);

#define T_STOP                                                                         \
    do {                                                                               \
        if (t_over())                                                                  \
            return;                                                                    \
    } while (0)
/* The condition holds. */
#define T_OK(cond)                                                                     \
    do {                                                                               \
        if (!t_ok(__FILE__, __LINE__, #cond, !!(cond)))                                \
            return;                                                                    \
    } while (0)
/* Two integers of any type are equal as long long. */
#define T_EQ(a, b)                                                                     \
    do {                                                                               \
        if (!t_eq(__FILE__, __LINE__, #a " == " #b, (long long)(a), (long long)(b)))   \
            return;                                                                    \
    } while (0)
/* Two strings are equal; NULL equals only NULL. */
#define T_STR(a, b)                                                                    \
    do {                                                                               \
        if (!t_str(__FILE__, __LINE__, #a " eq " #b, (a), (b)))                        \
            return;                                                                    \
    } while (0)
/* Two spans have the same length and bytes. */
#define T_MEM(p, n, q, m)                                                              \
    do {                                                                               \
        if (!t_mem(__FILE__, __LINE__, #p " eq " #q, (p), (size_t)(n), (q),            \
                   (size_t)(m)))                                                       \
            return;                                                                    \
    } while (0)
/* Fails with a text: T_FAIL("at byte %d", i). */
#define T_FAIL(...)                                                                    \
    do {                                                                               \
        t_fail(__FILE__, __LINE__, __VA_ARGS__);                                       \
        return;                                                                        \
    } while (0)
/* Leaves the case undone, for a reason that is printed and counted. */
#define T_SKIP(reason)                                                                 \
    do {                                                                               \
        t_skip(reason);                                                                \
        return;                                                                        \
    } while (0)

/* The path of a file below tests/data/, valid until the next call. */
const char *t_data(const char *relative);

/* A file below tests/data/, whole, from malloc(), with a zero byte behind it that *n
 * does not count; NULL, with the case failed, if it cannot be read. */
uint8_t *t_load(const char *relative, size_t *n);

/* A path for a file that the case may make, valid until the next call; below the
 * folder T_TMPDIR, or TMPDIR, or the working folder. */
const char *t_tmp(const char *name);

/* A seed for random cases: that of the environment's T_SEED, else from the clock. It is
 * printed when the case fails. */
uint64_t t_seed(void);

/* The next number of a small generator (splitmix64) over *state. */
uint64_t t_rand(uint64_t *state);

/* For the drivers: forget the case before, and what the case just run came to. */
enum t_result { T_PASSED, T_FAILED, T_SKIPPED };
enum t_result t_run(const char *suite, const struct t_case *c);
const char *t_skip_reason(void);

#endif
