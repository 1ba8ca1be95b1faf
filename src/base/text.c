/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See text.h. */
#include "base/text.h"
#include "libssh2.h"

/* Empty names are against RFC 4251 section 5, but servers with a trailing comma exist.
 */
bool s2_names_next(struct s2_span *list, struct s2_span *name)
{
    while (list->n) {
        const uint8_t *comma = memchr(list->p, ',', list->n);
        size_t n = comma ? (size_t)(comma - list->p) : list->n;
        size_t used = comma ? n + 1 : n;

        *name = s2_span(list->p, n);
        list->p += used;
        list->n -= used;
        if (n)
            return true;
    }
    return false;
}

/* Linear: lists have a dozen names, and this runs once an exchange. */
bool s2_names_has(struct s2_span list, struct s2_span name)
{
    struct s2_span each;

    while (s2_names_next(&list, &each))
        if (s2_span_eq(each, name))
            return true;
    return false;
}

/* volatile keeps the compiler from stopping at the first difference. */
bool s2_ct_equal(const void *a, const void *b, size_t n)
{
    const volatile uint8_t *x = a, *y = b;
    unsigned diff = 0;
    size_t i;

    for (i = 0; i < n; i++)
        diff |= (unsigned)(x[i] ^ y[i]);
    return diff == 0;
}

/* For shared secrets, in the same manner. */
bool s2_ct_is_zero(const void *p, size_t n)
{
    const volatile uint8_t *x = p;
    unsigned any = 0;
    size_t i;

    for (i = 0; i < n; i++)
        any |= x[i];
    return any == 0;
}

/* RFC 4648 section 4. */
static const char digits64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes make four digits; what is missing of the last three is padded. */
void s2_base64_write(struct s2_wr *w, struct s2_span data)
{
    size_t i, k;

    for (i = 0; i < data.n; i += 3) {
        size_t have = s2_min(3, data.n - i);
        uint32_t v = 0;
        uint8_t quad[4];

        for (k = 0; k < 3; k++)
            v = v << 8 | (k < have ? data.p[i + k] : 0u);
        for (k = 0; k < 4; k++)
            quad[k] = (uint8_t)(k <= have ? digits64[v >> (18 - 6 * k) & 63] : '=');
        s2_wr_raw(w, quad, 4);
    }
}

/* Value of a base64 digit, or -1. */
static int digit64(uint8_t c)
{
    const char *at = c ? strchr(digits64, c) : NULL;

    return at ? (int)(at - digits64) : -1;
}

/* Space in the sense of the files that are read here; not isspace(), which follows the
 * program's locale. */
static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bits are collected until they make a byte.  Digits after padding, and padding that
 * does not complete a group of four, are refused: a cut key must not be taken. */
int s2_base64_read(struct s2_wr *w, struct s2_span text)
{
    uint32_t v = 0;
    unsigned bits = 0, chars = 0, pads = 0;
    size_t i;

    for (i = 0; i < text.n; i++) {
        int d = digit64(text.p[i]);

        if (is_space(text.p[i]))
            continue;
        chars++;
        if (text.p[i] == '=') {
            pads++;
            continue;
        }
        if (d < 0 || pads)
            return LIBSSH2_ERROR_INVAL;
        v = v << 6 | (uint32_t)d;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            s2_wr_u8(w, (uint8_t)(v >> bits));
        }
    }
    if (chars % 4 || pads > 2)
        return LIBSSH2_ERROR_INVAL;
    return s2_wr_ok(w) ? 0 : LIBSSH2_ERROR_ALLOC;
}

/* Lower case, as in every SSH text. */
void s2_hex(char *out, const uint8_t *p, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    size_t i;

    for (i = 0; i < n; i++) {
        *out++ = hex[p[i] >> 4];
        *out++ = hex[p[i] & 15];
    }
    *out = 0;
}

/* Not strtol: it takes signs, blanks and prefixes too. */
int s2_hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The line is consumed as it is read, so a loop over words needs no index. */
bool s2_word_next(struct s2_span *line, struct s2_span *word)
{
    size_t n = 0;

    while (line->n && is_space(line->p[0])) {
        line->p++;
        line->n--;
    }
    while (n < line->n && !is_space(line->p[n]))
        n++;
    *word = s2_span(line->p, n);
    if (n) {
        line->p += n;
        line->n -= n;
    }
    return n > 0;
}

/* LF and CR LF both end a line, and so does the end of the text: files without a final
 * newline lose nothing. */
bool s2_line_next(struct s2_span *text, struct s2_span *line)
{
    const uint8_t *lf;
    size_t n, used;

    if (!text->n)
        return false;
    lf = memchr(text->p, '\n', text->n);
    n = lf ? (size_t)(lf - text->p) : text->n;
    used = lf ? n + 1 : n;
    *line = s2_span(text->p, n);
    if (n && line->p[n - 1] == '\r')
        line->n--;
    text->p += used;
    text->n -= used;
    return true;
}

/* FNV-1a, 64 bits: two different argument lists of one owner meet once in 2^64. */
uint64_t s2_fnv(uint64_t h, struct s2_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    /* The length too, so that ("ab","c") differs from ("a","bc"). */
    return (h ^ s.n) * 0x100000001b3u;
}
