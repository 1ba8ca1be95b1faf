/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Small work on text and bytes: name-lists, constant-time comparison, base64, hex,
 * decimal numbers.  Nothing here knows what a name means. */
#ifndef S2_BASE_TEXT_H
#define S2_BASE_TEXT_H

#include "base/wr.h"

/* Step through a comma-separated name-list (RFC 4251 section 5): sets *name to
 * the next name, removes it from *list; false at the end.  Empty names are
 * skipped. */
bool s2_names_next(struct s2_span *list, struct s2_span *name);

/* True if name stands in the list. */
bool s2_names_has(struct s2_span list, struct s2_span name);

/* True if both hold the same n bytes; time does not depend on their contents. */
bool s2_ct_equal(const void *a, const void *b, size_t n) S2_CHECK;

/* True if all n bytes are zero; time does not depend on their contents. */
bool s2_ct_is_zero(const void *p, size_t n) S2_CHECK;

/* Append the base64 form, padded, without line breaks. */
void s2_base64_write(struct s2_wr *w, struct s2_span data);

/* Append what the base64 text stands for.  White space is skipped; any other
 * character, or a wrong length, returns LIBSSH2_ERROR_INVAL's value -34 with the writer
 * unchanged in meaning (callers drop it). */
int s2_base64_read(struct s2_wr *w, struct s2_span text) S2_CHECK;

/* Lower-case hex of n bytes into out, which has room for 2n + 1. */
void s2_hex(char *out, const uint8_t *p, size_t n);

/* Value of a hex digit, or -1. */
int s2_hex_digit(uint8_t c);

/* The next word of a line: skips spaces and tabs, sets *word, removes it from *line;
 * false at the end. */
bool s2_word_next(struct s2_span *line, struct s2_span *word);

/* The next line without its LF or CR LF; false at the end. */
bool s2_line_next(struct s2_span *text, struct s2_span *line);

/* FNV-1a over a span, continued from h (start with S2_FNV_START): fingerprints of
 * arguments, never anything that an attacker gains from forging. */
#define S2_FNV_START 0xcbf29ce484222325u
uint64_t s2_fnv(uint64_t h, struct s2_span s);

#endif
