/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* libFuzzer entry: the first line is a host name, the rest a known_hosts file.  What is
 * written must be read back as the same; no name may match without its key.
 * test_knownhost.c runs it over the fixtures. */
#include "base/text.h"
#include "hosts/knownhost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static s2_knownhosts *read_all(struct s2_mem *m, struct s2_err *e, struct s2_span text)
{
    s2_knownhosts *h = s2_known_new(m, e);

    if (h && s2_known_read_text(h, text, "fuzz") < 0) {
        s2_known_free(h);
        h = NULL;
    }
    return h;
}

/* Each entry's own key, and one that no entry has. */
static void ask_all(s2_knownhosts *h, const char *host)
{
    struct libssh2_knownhost *k = NULL, *found;
    struct s2_knownask ask;
    unsigned left = 32;

    ask.host = host;
    while (left-- && (k = s2_known_next(h, k)) != NULL) {
        ask.port = left & 1 ? 22 : (int)(left & 2) - 1;
        ask.typemask = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64;
        ask.key = s2_span_str(k->key);
        found = NULL;
        if (s2_known_check(h, &ask, &found) == LIBSSH2_KNOWNHOST_CHECK_MATCH &&
            (!found || strcmp(found->key, k->key) != 0))
            *(volatile char *)0 = 0;
        ask.key = s2_span("", 1);
        ask.typemask = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW;
        found = NULL;
        if (s2_known_check(h, &ask, &found) == LIBSSH2_KNOWNHOST_CHECK_MATCH &&
            (!found || strcmp(found->key, "AA==") != 0))
            *(volatile char *)0 = 0;
    }
}

static void write_twice(struct s2_mem *m, struct s2_err *e, s2_knownhosts *h)
{
    struct s2_wr first = s2_wr_growing(m), second = s2_wr_growing(m);
    s2_knownhosts *again;

    s2_known_write_text(h, &first);
    again = read_all(m, e, s2_wr_span(&first));
    if (again)
        s2_known_write_text(again, &second);
    if (!again || !s2_span_eq(s2_wr_span(&first), s2_wr_span(&second)))
        *(volatile char *)0 = 0;
    s2_known_free(again);
    s2_wr_free(&first);
    s2_wr_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct s2_span text = s2_span(data, size), line = s2_span(NULL, 0);
    s2_knownhosts *h;
    struct s2_mem m;
    struct s2_err e;
    char *host;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    (void)s2_line_next(&text, &line);
    host = s2_memdup(&m, line);
    h = read_all(&m, &e, text);
    if (host && h) {
        ask_all(h, host);
        write_twice(&m, &e, h);
    }
    s2_known_free(h);
    s2_free(&m, host);
    return 0;
}
