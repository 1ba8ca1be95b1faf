/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* PEM armour: what is skipped, what is kept, and that damage is told by its line. */
#include "t.h"

#include <stdio.h>
#include <string.h>

#include "crypto/pem.h"

#define BEGIN "-----BEGIN X PRIVATE KEY-----\n"
#define END   "-----END X PRIVATE KEY-----\n"

/* Read a text; the body must be "hello" and the DEK-Info value as given. */
static void expect_hello(const char *text, const char *dek)
{
    struct s2_mem m;
    struct s2_pem pem;
    struct s2_err e;
    int rc;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    s2_err_clear(&e);
    rc = s2_pem_read(&m, &e, s2_span_str(text), &pem);
    if (rc)
        t_fail(__FILE__, __LINE__, "%s: \"%s\"", text, e.text);
    else if (!s2_span_is(s2_wr_span(&pem.body), "hello") || !s2_span_is(pem.dek, dek) ||
             !s2_span_is(pem.label, "X PRIVATE KEY"))
        t_fail(__FILE__, __LINE__, "%s: body, label or DEK-Info differs", text);
    s2_pem_free(&pem);
}

static void expect_error(const char *text, const char *words)
{
    struct s2_mem m;
    struct s2_pem pem;
    struct s2_err e;
    int rc;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    s2_err_clear(&e);
    rc = s2_pem_read(&m, &e, s2_span_str(text), &pem);
    s2_pem_free(&pem);
    if (rc != LIBSSH2_ERROR_FILE || !strstr(e.text, words))
        T_FAIL("%s: %d \"%s\", wanted \"%s\"", text, rc, e.text, words);
}

T_CASE(plain_blocks)
{
    expect_hello(BEGIN "aGVsbG8=\n" END, "");
    expect_hello(BEGIN "aGVs\nbG8=\n" END, "");
    expect_hello(BEGIN "aG\nVsbG8\n=\n" END, "");
    expect_hello(BEGIN "\naGVsbG8=\n\n" END, "");
    expect_hello(BEGIN "aGVsbG8=\n-----END X PRIVATE KEY-----", "");
}

T_CASE(line_ends_and_blanks)
{
    expect_hello("-----BEGIN X PRIVATE KEY-----\r\naGVs\r\nbG8=\r\n"
                 "-----END X PRIVATE KEY-----\r\n",
                 "");
    expect_hello("-----BEGIN X PRIVATE KEY-----  \naGVs \t\nbG8=\n" END, "");
    expect_hello("\xef\xbb\xbf" BEGIN "aGVsbG8=\n" END, "");
}

T_CASE(text_around_the_block)
{
    expect_hello("a remark: here\n\n" BEGIN "aGVsbG8=\n" END "trailing * text\n", "");
    expect_hello(
        "-----BEGIN X PARAMETERS-----\nAAAA\n-----END X PARAMETERS-----\n" BEGIN
        "aGVsbG8=\n" END,
        "");
    expect_hello(BEGIN "aGVsbG8=\n" END BEGIN "AAAA\n" END, "");
}

T_CASE(headers)
{
    expect_hello(BEGIN "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00ff\n\n"
                       "aGVsbG8=\n" END,
                 "AES-128-CBC,00ff");
    expect_hello(BEGIN "Comment: DEK-Info: no\r\n\r\naGVsbG8=\n" END, "");
}

T_CASE(damage_is_told_by_its_line)
{
    expect_error("", "no line");
    expect_error("hello", "no line");
    expect_error("-----BEGIN CERTIFICATE-----\n", "\"CERTIFICATE\"");
    expect_error("-----BEGIN X PRIVATE KEY----\naGVsbG8=\n" END, "no line");
    expect_error("-----BEGIN ", "no line");
    expect_error("-----BEGIN -----", "no line");
    expect_error(BEGIN, "no END line, the file was cut off after line 1");
    expect_error(BEGIN "aGVsbG8=\n", "no END line, the file was cut off after line 2");
    expect_error(BEGIN "aGVs\nbG8*\n" END, "damaged in line 3");
    expect_error(BEGIN "aGVs\n\nDEK-Info: x\n" END, "damaged in line 4");
    expect_error(BEGIN "aGVsbG8\n" END, "before line 3 is incomplete");
    expect_error(BEGIN "aGVs=bG8\n" END, "before line 3 is incomplete");
    expect_error(BEGIN END, "before line 2 is incomplete");
    expect_error(BEGIN "aGVsbG8=\n-----END Y PRIVATE KEY-----\n",
                 "line 3 has another label");
}

T_SUITE(pem) = {
    T_RUN(plain_blocks),
    T_RUN(line_ends_and_blanks),
    T_RUN(text_around_the_block),
    T_RUN(headers),
    T_RUN(damage_is_told_by_its_line),
    T_END,
};
