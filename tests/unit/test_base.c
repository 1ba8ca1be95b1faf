/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Allocator, error store, lists, text. */
#include "base/err.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/text.h"
#include "t.h"

T_CASE(mem_array_refuses_overflow)
{
    struct s2_mem m;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    T_OK(s2_array(&m, SIZE_MAX / 2, 3) == NULL);
}

T_CASE(mem_dup_ends_with_nul)
{
    struct s2_mem m;
    char *p;
    bool right;

    s2_mem_init(&m, NULL, NULL, NULL, NULL);
    p = s2_memdup(&m, s2_span("abc", 2));
    right = p && strcmp(p, "ab") == 0;
    s2_free(&m, p);
    T_OK(right);
}

static void *count_alloc(size_t n, void **abstract)
{
    (void)n;
    ++*(int *)*abstract;
    return NULL;
}

T_CASE(mem_uses_the_callbacks)
{
    struct s2_mem m;
    int calls = 0;
    void *abstract = &calls;

    s2_mem_init(&m, count_alloc, NULL, NULL, &abstract);
    T_OK(s2_alloc(&m, 5) == NULL);
    T_OK(s2_zalloc(&m, 5) == NULL);
    T_OK(s2_realloc(&m, NULL, 5) == NULL);
    T_EQ(calls, 3);
    s2_free(&m, NULL);
}

T_CASE(mem_wipe_clears)
{
    uint8_t secret[5] = {1, 2, 3, 4, 5};

    s2_wipe(secret, 4);
    T_MEM(secret, 5, "\0\0\0\0\5", 5);
}

T_CASE(err_keeps_code_and_text)
{
    struct s2_err e;

    s2_err_clear(&e);
    T_EQ(s2_fail(&e, LIBSSH2_ERROR_PROTO, "message %d", 7), LIBSSH2_ERROR_PROTO);
    T_STR(e.text, "message 7");
    T_EQ(e.code, LIBSSH2_ERROR_PROTO);
    s2_fail_unless(&e, LIBSSH2_ERROR_PROTO, "larger thing");
    T_STR(e.text, "message 7");
    s2_fail_unless(&e, LIBSSH2_ERROR_ALLOC, "larger thing");
    T_STR(e.text, "larger thing: out of memory");
}

T_CASE(err_text_is_printable_and_cut)
{
    struct s2_err e;
    char big[2000];

    s2_fail(&e, -1, "a\033[31mb\nc");
    T_STR(e.text, "a?[31mb c");
    memset(big, 'x', sizeof(big) - 1);
    big[sizeof(big) - 1] = 0;
    s2_fail(&e, -1, "%s", big);
    T_EQ(strlen(e.text), S2_ERR_TEXT - 1);
}

T_CASE(err_every_code_has_a_name)
{
    int code;

    for (code = 0; code >= LIBSSH2_ERROR_STORE_OVERFLOW; code--)
        T_OK(strcmp(s2_err_name(code), "unknown error") != 0);
    T_STR(s2_err_name(LIBSSH2_ERROR_SFTP_PROTOCOL), "SFTP protocol");
    T_STR(s2_err_name(LIBSSH2_ERROR_KNOWN_HOSTS), "known hosts");
    T_STR(s2_err_name(5), "unknown error");
    T_STR(s2_err_name(-1000), "unknown error");
}

struct thing {
    int n;
    struct s2_link link;
};

T_CASE(list_keeps_order_and_lets_go)
{
    struct thing t[3];
    struct s2_list list;
    struct s2_link *l, *after;
    int i, sum = 0;

    memset(t, 0, sizeof(t));
    s2_list_init(&list);
    for (i = 0; i < 3; i++) {
        t[i].n = i + 1;
        s2_list_add(&list, &t[i].link);
    }
    S2_LIST_EACH(l, after, &list)
    {
        struct thing *each = S2_ITEM(l, struct thing, link);
        sum = sum * 10 + each->n;
        if (each->n == 2)
            s2_list_del(l);
    }
    T_EQ(sum, 123);
    s2_list_del(&t[1].link); /* not in the list any more */
    T_OK(s2_list_pop(&list) == &t[0].link);
    T_OK(s2_list_pop(&list) == &t[2].link);
    T_OK(s2_list_pop(&list) == NULL);
}

T_CASE(names_step_and_find)
{
    struct s2_span list = s2_span_str("a,,bc,d"), name;

    T_OK(s2_names_next(&list, &name) && s2_span_is(name, "a"));
    T_OK(s2_names_next(&list, &name) && s2_span_is(name, "bc"));
    T_OK(s2_names_next(&list, &name) && s2_span_is(name, "d"));
    T_OK(!s2_names_next(&list, &name));
    T_OK(s2_names_has(s2_span_str("aes,aes256"), s2_span_str("aes256")));
    T_OK(!s2_names_has(s2_span_str("aes256"), s2_span_str("aes")));
}

/* Vectors of RFC 4648 section 10. */
static const struct {
    const char *plain, *text;
} base64[] = {{"", ""},
              {"f", "Zg=="},
              {"fo", "Zm8="},
              {"foo", "Zm9v"},
              {"foob", "Zm9vYg=="},
              {"fooba", "Zm9vYmE="},
              {"foobar", "Zm9vYmFy"}};

T_CASE(base64_vectors)
{
    size_t i;

    for (i = 0; i < S2_COUNT(base64); i++) {
        uint8_t buf[32];
        struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

        s2_base64_write(&w, s2_span_str(base64[i].plain));
        T_MEM(buf, s2_wr_len(&w), base64[i].text, strlen(base64[i].text));
        w = s2_wr_fixed(buf, sizeof(buf));
        T_EQ(s2_base64_read(&w, s2_span_str(base64[i].text)), 0);
        T_MEM(buf, s2_wr_len(&w), base64[i].plain, strlen(base64[i].plain));
    }
}

T_CASE(base64_refuses_damage)
{
    static const char *const bad[] = {"Zg", "Zg=", "Z", "Zg==Zg==", "Zm9v!mFy", "===="};
    size_t i;

    for (i = 0; i < S2_COUNT(bad); i++) {
        uint8_t buf[32];
        struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

        T_EQ(s2_base64_read(&w, s2_span_str(bad[i])), LIBSSH2_ERROR_INVAL);
    }
}

T_CASE(lines_and_words)
{
    struct s2_span text = s2_span_str("one two\r\n\n  three"), line, word;

    T_OK(s2_line_next(&text, &line) && s2_span_is(line, "one two"));
    T_OK(s2_word_next(&line, &word) && s2_span_is(word, "one"));
    T_OK(s2_word_next(&line, &word) && s2_span_is(word, "two"));
    T_OK(!s2_word_next(&line, &word));
    T_OK(s2_line_next(&text, &line) && line.n == 0);
    T_OK(s2_line_next(&text, &line) && s2_word_next(&line, &word));
    T_OK(s2_span_is(word, "three"));
    T_OK(!s2_line_next(&text, &line));
}

T_CASE(constant_time_compare)
{
    T_OK(s2_ct_equal("abc", "abc", 3));
    T_OK(!s2_ct_equal("abc", "abd", 3));
    T_OK(s2_ct_is_zero("\0\0", 2));
    T_OK(!s2_ct_is_zero("\0\1", 2));
}

T_CASE(fingerprint_tells_borders)
{
    uint64_t a = s2_fnv(s2_fnv(S2_FNV_START, s2_span_str("ab")), s2_span_str("c"));
    uint64_t b = s2_fnv(s2_fnv(S2_FNV_START, s2_span_str("a")), s2_span_str("bc"));

    T_OK(a != b);
}

T_SUITE(base) = {T_RUN(mem_array_refuses_overflow),
                 T_RUN(mem_dup_ends_with_nul),
                 T_RUN(mem_uses_the_callbacks),
                 T_RUN(mem_wipe_clears),
                 T_RUN(err_keeps_code_and_text),
                 T_RUN(err_text_is_printable_and_cut),
                 T_RUN(err_every_code_has_a_name),
                 T_RUN(list_keeps_order_and_lets_go),
                 T_RUN(names_step_and_find),
                 T_RUN(base64_vectors),
                 T_RUN(base64_refuses_damage),
                 T_RUN(lines_and_words),
                 T_RUN(constant_time_compare),
                 T_RUN(fingerprint_tells_borders),
                 T_END};
