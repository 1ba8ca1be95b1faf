/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See pem.h.  Lenient where files differ in practice (line ends and lengths, blanks,
 * text around, a byte order mark), strict where leniency would hide damage: the END
 * line must be there and match, each character must be base64. */
#include "crypto/pem.h"
#include "base/rd.h"
#include "base/text.h"

/* Where we are in the text; line counts from 1. */
struct scan {
    struct s2_span text;
    unsigned long line;
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line without the blanks at its end. */
static bool next_line(struct scan *scan, struct s2_span *line)
{
    if (!s2_line_next(&scan->text, line))
        return false;
    scan->line++;
    while (line->n && is_blank(line->p[line->n - 1]))
        line->n--;
    return true;
}

/* Is the line "<head>label-----"? */
static bool is_armour(struct s2_span line, const char *head, struct s2_span *label)
{
    struct s2_rd r = s2_rd(line);
    size_t tail = strlen("-----");

    if (!s2_span_is(s2_rd_raw(&r, strlen(head)), head) || s2_rd_left(&r) < tail)
        return false;
    *label = s2_rd_raw(&r, s2_rd_left(&r) - tail);
    return s2_span_is(s2_rd_rest(&r), "-----");
}

/* "RSA PRIVATE KEY" and such. */
static bool ends_with(struct s2_span s, const char *end)
{
    size_t n = strlen(end);

    return s.n >= n && s2_span_is(s2_span(s.p + s.n - n, n), end);
}

/* Step behind the BEGIN line of a private key.  What other kinds of file people offer
 * by mistake is said by name. */
static int find_begin(struct s2_err *e, struct scan *scan, struct s2_span *label)
{
    struct s2_span line, other = s2_span(NULL, 0);

    while (next_line(scan, &line)) {
        if (!is_armour(line, "-----BEGIN ", label))
            continue;
        if (ends_with(*label, "PRIVATE KEY"))
            return 0;
        other = *label;
    }
    if (other.n)
        return s2_fail(e, LIBSSH2_ERROR_FILE,
                       "PEM: the file holds \"%.*s\", no private key",
                       (int)s2_min(other.n, 60), (const char *)other.p);
    return s2_fail(e, LIBSSH2_ERROR_FILE,
                   "not a private key: no line \"-----BEGIN ... PRIVATE KEY-----\"");
}

/* Keep the one header that matters: "DEK-Info: AES-128-CBC,0011...". */
static void read_header(struct s2_span line, struct s2_pem *pem)
{
    struct s2_span word;

    if (!s2_word_next(&line, &word) || !s2_span_is(word, "DEK-Info:"))
        return;
    if (s2_word_next(&line, &word))
        pem->dek = word;
}

/* Digits and padding of base64, and blanks; where padding may stand is checked when all
 * lines are together. */
static bool is_base64(struct s2_span line)
{
    size_t i;

    for (i = 0; i < line.n; i++) {
        uint8_t c = line.p[i];
        bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                     (c >= 'a' && c <= 'z') || c == '+' || c == '/' || c == '=';
        if (!digit && !is_blank(c))
            return false;
    }
    return true;
}

/* Gather the base64 text up to the END line, and the headers before it. */
static int read_block(struct s2_err *e, struct scan *scan, struct s2_pem *pem,
                      struct s2_wr *base64)
{
    struct s2_span line, label;

    while (next_line(scan, &line)) {
        if (is_armour(line, "-----END ", &label)) {
            if (s2_span_eq(label, pem->label))
                return 0;
            return s2_fail(e, LIBSSH2_ERROR_FILE,
                           "PEM: END in line %lu has another label than BEGIN",
                           scan->line);
        }
        if (s2_wr_len(base64) == 0 && line.n && memchr(line.p, ':', line.n)) {
            read_header(line, pem);
            continue;
        }
        if (!is_base64(line))
            return s2_fail(e, LIBSSH2_ERROR_FILE, "PEM: base64 damaged in line %lu",
                           scan->line);
        s2_wr_raw(base64, line.p, line.n);
    }
    return s2_fail(e, LIBSSH2_ERROR_FILE,
                   "PEM: no END line, the file was cut off after line %lu", scan->line);
}

static struct s2_span without_mark(struct s2_span text)
{
    struct s2_rd r = s2_rd(text);

    /* The UTF-8 byte order mark, which some editors put. */
    if (s2_span_is(s2_rd_raw(&r, 3), "\xef\xbb\xbf"))
        return s2_rd_rest(&r);
    return text;
}

/* The base64 of all lines is gathered first, as a group of four may straddle lines;
 * both copies are wiped when they are freed. */
int s2_pem_read(struct s2_mem *m, struct s2_err *e, struct s2_span text,
                struct s2_pem *pem)
{
    struct s2_wr base64 = s2_wr_growing(m);
    struct scan scan;
    int rc;

    memset(pem, 0, sizeof(*pem));
    pem->body = s2_wr_growing(m);
    scan.text = without_mark(text);
    scan.line = 0;
    rc = find_begin(e, &scan, &pem->label);
    if (!rc)
        rc = read_block(e, &scan, pem, &base64);
    if (rc)
        goto out;
    rc = s2_base64_read(&pem->body, s2_wr_span(&base64));
    if (!s2_wr_ok(&base64) || rc == LIBSSH2_ERROR_ALLOC)
        rc = s2_fail(e, LIBSSH2_ERROR_ALLOC, "PEM: out of memory");
    else if (rc || s2_wr_len(&pem->body) == 0)
        rc = s2_fail(e, LIBSSH2_ERROR_FILE, "PEM: base64 before line %lu is incomplete",
                     scan.line);
out:
    s2_wr_free(&base64);
    return rc;
}

void s2_pem_free(struct s2_pem *pem)
{
    s2_wr_free(&pem->body);
}
