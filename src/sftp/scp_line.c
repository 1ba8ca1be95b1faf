/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See scp_line.h. */
#include "sftp/scp_line.h"

#include "base/err.h"
#include "base/rd.h"

#include <stdio.h>

/* Digits of the largest number taken, INT64_MAX, and of the microseconds. */
#define NUMBER_DIGITS 19
#define MICRO_DIGITS  6

/* --- Reading -------------------------------------------------------------------- */

/* The next byte, without taking it; 0 at the end. */
static uint8_t peek(const struct s2_rd *r)
{
    return s2_rd_left(r) ? *r->p : 0;
}

/* One to max digits of a base up to 10; at most INT64_MAX. */
static uint64_t number(struct s2_rd *r, unsigned base, unsigned max)
{
    uint64_t value = 0;
    unsigned digits = 0;

    while (peek(r) >= '0' && peek(r) < '0' + base) {
        unsigned digit = s2_rd_u8(r) - (unsigned)'0';

        if (++digits > max || value > ((uint64_t)INT64_MAX - digit) / base) {
            s2_rd_fail(r);
            return 0;
        }
        value = value * base + digit;
    }
    if (!digits)
        s2_rd_fail(r);
    return value;
}

static void space(struct s2_rd *r)
{
    if (s2_rd_u8(r) != ' ')
        s2_rd_fail(r);
}

/* A name that could leave a folder or move a cursor.  It is not used here, but whoever
 * sends it is not to be trusted with the rest. */
static bool name_is_hostile(struct s2_span name)
{
    size_t i;

    if (!name.n || s2_span_is(name, ".") || s2_span_is(name, ".."))
        return true;
    for (i = 0; i < name.n; i++)
        if (name.p[i] < 0x20 || name.p[i] == 0x7f || name.p[i] == '/')
            return true;
    return false;
}

/* "T1234567890 0 1234567890 0": each time with its microseconds. */
static int read_times(struct s2_rd *r, struct s2_scp_file *file, const char **why)
{
    uint64_t mtime, atime;

    mtime = number(r, 10, NUMBER_DIGITS);
    space(r);
    (void)number(r, 10, MICRO_DIGITS);
    space(r);
    atime = number(r, 10, NUMBER_DIGITS);
    space(r);
    (void)number(r, 10, MICRO_DIGITS);
    *why = "malformed times";
    if (!s2_rd_done(r))
        return LIBSSH2_ERROR_SCP_PROTOCOL;
    file->mtime = (int64_t)mtime;
    file->atime = (int64_t)atime;
    file->timed = true;
    return 0;
}

/* "C0644 12345 name" */
static int read_file(struct s2_rd *r, struct s2_scp_file *file, const char **why)
{
    uint64_t mode, size;

    mode = number(r, 8, 7);
    space(r);
    *why = "malformed mode";
    if (!s2_rd_ok(r))
        return LIBSSH2_ERROR_SCP_PROTOCOL;
    size = number(r, 10, NUMBER_DIGITS);
    space(r);
    *why = "malformed size";
    if (!s2_rd_ok(r))
        return LIBSSH2_ERROR_SCP_PROTOCOL;
    *why = "a file name that no honest server sends";
    if (name_is_hostile(s2_rd_rest(r)))
        return LIBSSH2_ERROR_SCP_PROTOCOL;
    file->mode = (uint32_t)mode & S2_SCP_MODE;
    file->size = size;
    return 0;
}

/* Bytes 1 (an error) and 2 (the last one) begin a line for the user.  Folders are not
 * asked for, so that 'D' and 'E' are as wrong as anything else. */
int s2_scp_line_read(struct s2_span line, struct s2_scp_line *out,
                     struct s2_scp_file *file, const char **why)
{
    struct s2_rd r = s2_rd(line);

    out->text = s2_span(NULL, 0);
    switch (s2_rd_u8(&r)) {
    case 'T':
        out->kind = S2_SCP_TIMES;
        return read_times(&r, file, why);
    case 'C':
        out->kind = S2_SCP_FILE;
        return read_file(&r, file, why);
    case 1:
    case 2:
        out->kind = S2_SCP_REFUSED;
        out->text = s2_rd_rest(&r);
        return 0;
    default:
        *why = "not a line of SCP (do login scripts print text?)";
        return LIBSSH2_ERROR_SCP_PROTOCOL;
    }
}

/* --- Writing -------------------------------------------------------------------- */

void s2_scp_line_times(struct s2_wr *w, const struct s2_scp_file *file)
{
    char line[64];
    int n = snprintf(line, sizeof(line), "T%lld 0 %lld 0\n", (long long)file->mtime,
                     (long long)file->atime);

    s2_wr_raw(w, line, (size_t)n);
}

/* Servers read exactly four digits of mode. */
void s2_scp_line_file(struct s2_wr *w, const struct s2_scp_file *file,
                      struct s2_span name)
{
    char line[64];
    int n =
        snprintf(line, sizeof(line), "C%04o %llu ",
                 (unsigned)(file->mode & S2_SCP_MODE), (unsigned long long)file->size);

    s2_wr_raw(w, line, (size_t)n);
    s2_wr_raw(w, name.p, name.n);
    s2_wr_u8(w, '\n');
}

struct s2_span s2_scp_name(struct s2_span path)
{
    size_t at = path.n;

    while (at && path.p[at - 1] != '/')
        at--;
    return s2_span(path.n ? path.p + at : NULL, path.n - at);
}

/* Between single quotes only two characters need care: the quote itself, and '!', which
 * csh looks at even there.  Both stand behind a backslash outside of quotes. */
static void quoted(struct s2_wr *w, struct s2_span path)
{
    size_t i;

    s2_wr_u8(w, '\'');
    for (i = 0; i < path.n; i++) {
        bool special = path.p[i] == '\'' || path.p[i] == '!';

        if (special)
            s2_wr_raw(w, "'\\", 2);
        s2_wr_u8(w, path.p[i]);
        if (special)
            s2_wr_u8(w, '\'');
    }
    s2_wr_u8(w, '\'');
}

/* A path that begins with a dash would be taken for an option; not every scp knows
 * "--". */
void s2_scp_command(struct s2_wr *w, const char *option, struct s2_span path,
                    enum s2_scp_quoting how)
{
    s2_wr_raw(w, "scp ", 4);
    s2_wr_raw(w, option, strlen(option));
    s2_wr_u8(w, ' ');
    if (how == S2_SCP_PLAIN) {
        s2_wr_raw(w, path.p, path.n);
        return;
    }
    if (path.n && path.p[0] == '-')
        s2_wr_raw(w, "./", 2);
    quoted(w, path);
}
