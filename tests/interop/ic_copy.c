/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: logs in and copies whole files; run.py compares them by hash.
 *
 *     ic_copy [options] algs                          the algorithms of the library
 *     ic_copy [options] login                         only logs in
 *     ic_copy [options] copy [put LOCAL REMOTE | get REMOTE LOCAL]...
 *
 * Prints, one a line: "method TYPE NAME" for what was negotiated; with --report
 * "progress BYTES" after each call that moved something; and for a failure of a library
 * call "error CODE STATUS TEXT" (the SFTP status), with exit status 1. */

#define _POSIX_C_SOURCE 200809L

#include "ic_common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int type;
} types[] = {
    {"kex", LIBSSH2_METHOD_KEX},           {"hostkey", LIBSSH2_METHOD_HOSTKEY},
    {"crypt_cs", LIBSSH2_METHOD_CRYPT_CS}, {"crypt_sc", LIBSSH2_METHOD_CRYPT_SC},
    {"mac_cs", LIBSSH2_METHOD_MAC_CS},     {"mac_sc", LIBSSH2_METHOD_MAC_SC},
    {"comp_cs", LIBSSH2_METHOD_COMP_CS},   {"comp_sc", LIBSSH2_METHOD_COMP_SC}};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static void library_failed(struct ic *ic, int code)
{
    char *text = NULL;
    unsigned long status = ic->sftp ? libssh2_sftp_last_error(ic->sftp) : 0;
    int last = libssh2_session_last_error(ic->session, &text, NULL, 0);

    printf("error %d %lu %s\n", code ? code : last, status, text ? text : "");
    if (code && code != last)
        printf("the stored error is another one: %d\n", last);
    fflush(stdout);
    _exit(1);
}

static void print_methods(struct ic *ic)
{
    size_t i;

    for (i = 0; i < TYPES; i++) {
        const char *name = libssh2_session_methods(ic->session, types[i].type);

        printf("method %s %s\n", types[i].name, name ? name : "");
    }
    fflush(stdout);
}

static void run_algs(struct ic *ic)
{
    size_t i;
    int k;

    ic->session = libssh2_session_init();
    if (!ic->session)
        ic_fail(ic, "libssh2_session_init failed");
    libssh2_session_flag(ic->session, LIBSSH2_FLAG_COMPRESS, 1);
    for (i = 0; i < TYPES; i++) {
        const char **list = NULL;
        int n = libssh2_session_supported_algs(ic->session, types[i].type, &list);

        if (n <= 0)
            ic_fail(ic, "supported_algs of %s: %d", types[i].name, n);
        for (k = 0; k < n; k++)
            printf("%s %s\n", types[i].name, list[k]);
        libssh2_free(ic->session, (void *)list);
    }
}

static void log_in(struct ic *ic)
{
    int rc;

    ic_handshake(ic);
    print_methods(ic);
    rc = ic_authenticate(ic);
    if (rc)
        library_failed(ic, rc);
    printf("logged in\n");
    fflush(stdout);
}

static void report(const struct ic *ic, unsigned long long bytes)
{
    if (ic->report) {
        printf("progress %llu\n", bytes);
        fflush(stdout);
    }
}

static void put(struct ic *ic, const char *local, const char *remote)
{
    FILE *f = fopen(local, "rb");
    char *memory = (char *)malloc(ic->buffer);
    LIBSSH2_SFTP_HANDLE *h;
    size_t have = 0;
    char *p = memory;
    unsigned long long sum = 0;
    int rc;

    if (!f || !memory)
        ic_fail(ic, "cannot read %s", local);
    IC_PTR(ic, h,
           libssh2_sftp_open(ic->sftp, remote,
                             LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC,
                             0644));
    if (!h)
        library_failed(ic, 0);
    for (;;) {
        ssize_t n;

        if (have <= ic->buffer / 2 && !feof(f)) { /* move the rest, append new bytes */
            memmove(memory, p, have);
            p = memory;
            have += fread(memory + have, 1, ic->buffer - have, f);
        }
        if (have == 0)
            break;
        IC_RC(ic, n, libssh2_sftp_write(h, p, have));
        if (n < 0)
            library_failed(ic, (int)n);
        if ((size_t)n > have)
            ic_fail(ic, "write reported %ld of %lu bytes", (long)n,
                    (unsigned long)have);
        p += n;
        have -= (size_t)n;
        sum += (unsigned long long)n;
        if (n)
            report(ic, sum);
    }
    IC_RC(ic, rc, libssh2_sftp_close(h));
    if (rc)
        library_failed(ic, rc);
    free(memory);
    fclose(f);
}

static void get(struct ic *ic, const char *remote, const char *local)
{
    FILE *f = fopen(local, "wb");
    char *p = (char *)malloc(ic->buffer);
    LIBSSH2_SFTP_HANDLE *h;
    unsigned long long sum = 0;
    ssize_t n;
    int rc;

    if (!f || !p)
        ic_fail(ic, "cannot write %s", local);
    IC_PTR(ic, h, libssh2_sftp_open(ic->sftp, remote, LIBSSH2_FXF_READ, 0));
    if (!h)
        library_failed(ic, 0);
    for (;;) {
        IC_RC(ic, n, libssh2_sftp_read(h, p, ic->buffer));
        if (n < 0)
            library_failed(ic, (int)n);
        if (n == 0)
            break;
        if (fwrite(p, 1, (size_t)n, f) != (size_t)n)
            ic_fail(ic, "cannot write %s", local);
        sum += (unsigned long long)n;
        report(ic, sum);
    }
    IC_RC(ic, rc, libssh2_sftp_close(h));
    if (rc)
        library_failed(ic, rc);
    free(p);
    if (fclose(f))
        ic_fail(ic, "cannot write %s", local);
}

static void run_login(struct ic *ic)
{
    log_in(ic);
}

static void run_copy(struct ic *ic)
{
    int i;

    log_in(ic);
    IC_PTR(ic, ic->sftp, libssh2_sftp_init(ic->session));
    if (!ic->sftp)
        library_failed(ic, 0);
    for (i = 0; i + 2 < ic->argc; i += 3) {
        if (strcmp(ic->argv[i], "put") == 0)
            put(ic, ic->argv[i + 1], ic->argv[i + 2]);
        else
            get(ic, ic->argv[i + 1], ic->argv[i + 2]);
    }
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"algs", run_algs}, {"login", run_login}, {"copy", run_copy}, {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
