/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* See ic_common.h. */

#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE /* RTLD_DEFAULT */

#include "ic_common.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#if !defined(RTLD_DEFAULT)
#define RTLD_DEFAULT ((void *)0)
#endif

enum { WAIT_MS = 30 * 1000, SKIPPED = 77 };

/* ---- verdicts ---- */

void ic_fail(struct ic *ic, const char *fmt, ...)
{
    va_list ap;
    char *text = NULL;
    int code = 0;

    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    if (ic->session)
        code = libssh2_session_last_error(ic->session, &text, NULL, 0);
    if (code)
        printf(" [last error %d: %s]", code, text ? text : "");
    if (code == LIBSSH2_ERROR_SFTP_PROTOCOL && ic->sftp)
        printf(" [SFTP status %lu]", libssh2_sftp_last_error(ic->sftp));
    printf("\n");
    fflush(stdout);
    _exit(1);
}

void ic_skip(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
    fflush(stdout);
    _exit(SKIPPED);
}

void ic_expect_equal(struct ic *ic, long long got, long long want, const char *what,
                     int line)
{
    if (got != want)
        ic_fail(ic, "line %d: %s is %lld, expected %lld", line, what, got, want);
}

void ic_expect_status(struct ic *ic, int rc, unsigned long status, const char *what,
                      int line)
{
    unsigned long got = libssh2_sftp_last_error(ic->sftp);

    if (rc != LIBSSH2_ERROR_SFTP_PROTOCOL)
        ic_fail(ic, "line %d: %s returned %d, expected -31", line, what, rc);
    if (libssh2_session_last_errno(ic->session) != LIBSSH2_ERROR_SFTP_PROTOCOL)
        ic_fail(ic, "line %d: %s: last_errno is not -31", line, what);
    if (got != status)
        ic_fail(ic, "line %d: %s: SFTP status %lu, expected %lu", line, what, got,
                status);
}

/* ---- options ---- */

static const char *const pref_names[IC_PREFS] = {
    "kex",     "hostkey", "crypt_cs", "crypt_sc", "mac_cs",   "mac_sc",
    "comp_cs", "comp_sc", "lang_cs",  "lang_sc",  "sign_algo"};

static bool take_pref(struct ic *ic, char *text)
{
    char *equals = strchr(text, '=');
    int i;

    if (!equals)
        return false;
    *equals = '\0';
    for (i = 0; i < IC_PREFS; i++) {
        if (strcmp(pref_names[i], text) == 0) {
            ic->prefs[i] = equals + 1;
            return true;
        }
    }
    return false;
}

static bool take_flag(struct ic *ic, const char *option)
{
    if (strcmp(option, "--nonblocking") == 0)
        ic->nonblocking = true;
    else if (strcmp(option, "--from-memory") == 0)
        ic->from_memory = true;
    else if (strcmp(option, "--compress") == 0)
        ic->compress = true;
    else if (strcmp(option, "--report") == 0)
        ic->report = true;
    else
        return false;
    return true;
}

static bool take_value(struct ic *ic, const char *option, char *value)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {{"--user", &ic->user},         {"--key", &ic->key},
                 {"--pub", &ic->pub},           {"--passphrase", &ic->passphrase},
                 {"--password", &ic->password}, {"--known-hosts", &ic->known_hosts},
                 {"--dir", &ic->dir},           {"--arg", &ic->arg}};
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(texts[i].name, option) == 0) {
            *texts[i].to = value;
            return true;
        }
    }
    if (strcmp(option, "--port") == 0)
        ic->port = atoi(value);
    else if (strcmp(option, "--timeout") == 0)
        ic->timeout_ms = atol(value);
    else if (strcmp(option, "--rekey") == 0)
        ic->rekey_bytes = atol(value);
    else if (strcmp(option, "--buffer") == 0)
        ic->buffer = (size_t)atol(value);
    else if (strcmp(option, "--pref") == 0)
        return take_pref(ic, value);
    else
        return false;
    return true;
}

/* Returns the index of the case's name, 0 on wrong usage. */
static int take_options(struct ic *ic, int argc, char **argv)
{
    int i = 1;

    while (i < argc && argv[i][0] == '-') {
        if (take_flag(ic, argv[i]))
            i++;
        else if (i + 1 < argc && take_value(ic, argv[i], argv[i + 1]))
            i += 2;
        else
            return 0;
    }
    return i < argc ? i : 0;
}

int ic_main(int argc, char **argv, const struct ic_case *cases)
{
    static struct ic ic;
    const struct ic_case *c;
    int at;

    ic.sock = LIBSSH2_INVALID_SOCKET;
    ic.timeout_ms = 30 * 1000;
    ic.buffer = 1024 * 1024;
    ic.dir = ".";

    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (c = cases; c->name; c++)
            printf("%s\n", c->name);
        return 0;
    }
    at = take_options(&ic, argc, argv);
    if (!at) {
        fprintf(stderr, "usage: %s --list | [options] CASE\n", argv[0]);
        return 2;
    }
    ic.argc = argc - at - 1;
    ic.argv = argv + at + 1;
    for (c = cases; c->name; c++) {
        if (strcmp(c->name, argv[at]) == 0) {
            c->run(&ic);
            ic_close(&ic);
            return 0;
        }
    }
    fprintf(stderr, "%s: no case %s\n", argv[0], argv[at]);
    return 2;
}

/* ---- connection ---- */

void ic_connect(struct ic *ic)
{
    struct sockaddr_in a;
    int one = 1;

    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_port = htons((uint16_t)ic->port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ic->sock = socket(AF_INET, SOCK_STREAM, 0);
    if (ic->sock < 0 || connect(ic->sock, (struct sockaddr *)&a, sizeof(a)))
        ic_fail(ic, "connect to port %d: %s", ic->port, strerror(errno));
    setsockopt(ic->sock, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (!ic->session) {
        if (libssh2_init(0))
            ic_fail(ic, "libssh2_init failed");
        ic->session = libssh2_session_init();
        if (!ic->session)
            ic_fail(ic, "libssh2_session_init failed");
    }
    libssh2_session_set_blocking(ic->session, !ic->nonblocking);
    libssh2_session_set_timeout(ic->session, ic->timeout_ms);
}

static void set_rekey(struct ic *ic)
{
    /* An extension of this library: looked up, so that others can be tested too. */
    int (*set)(LIBSSH2_SESSION *, libssh2_uint64_t, libssh2_uint64_t, unsigned int);
    void *symbol = dlsym(RTLD_DEFAULT, "ringssh_session_set_rekey");

    if (!symbol)
        ic_skip("the library has no ringssh_session_set_rekey");
    memcpy(&set, &symbol, sizeof(set));
    if (set(ic->session, (libssh2_uint64_t)ic->rekey_bytes, 0, 0))
        ic_fail(ic, "ringssh_session_set_rekey failed");
}

static void check_known_hosts(struct ic *ic)
{
    static const int kinds[] = {
        LIBSSH2_KNOWNHOST_KEY_UNKNOWN,   LIBSSH2_KNOWNHOST_KEY_SSHRSA,
        LIBSSH2_KNOWNHOST_KEY_UNKNOWN, /* DSS */
        LIBSSH2_KNOWNHOST_KEY_ECDSA_256, LIBSSH2_KNOWNHOST_KEY_ECDSA_384,
        LIBSSH2_KNOWNHOST_KEY_ECDSA_521, LIBSSH2_KNOWNHOST_KEY_ED25519};
    LIBSSH2_KNOWNHOSTS *hosts = libssh2_knownhost_init(ic->session);
    struct libssh2_knownhost *entry = NULL;
    size_t len = 0;
    int type = 0;
    const char *key = libssh2_session_hostkey(ic->session, &len, &type);

    if (!key || type < 0 || type > 6)
        ic_fail(ic, "libssh2_session_hostkey gave type %d", type);
    if (!hosts || libssh2_knownhost_readfile(hosts, ic->known_hosts,
                                             LIBSSH2_KNOWNHOST_FILE_OPENSSH) < 1)
        ic_fail(ic, "cannot read %s", ic->known_hosts);
    IC_EQ(ic,
          libssh2_knownhost_checkp(hosts, "127.0.0.1", ic->port, key, len,
                                   LIBSSH2_KNOWNHOST_TYPE_PLAIN |
                                       LIBSSH2_KNOWNHOST_KEYENC_RAW | kinds[type],
                                   &entry),
          LIBSSH2_KNOWNHOST_CHECK_MATCH);
    libssh2_knownhost_free(hosts);
}

void ic_handshake(struct ic *ic)
{
    int i, rc;

    ic_connect(ic);
    if (ic->compress)
        libssh2_session_flag(ic->session, LIBSSH2_FLAG_COMPRESS, 1);
    for (i = 0; i < IC_PREFS; i++) {
        if (ic->prefs[i] &&
            libssh2_session_method_pref(ic->session, i, ic->prefs[i]) != 0)
            ic_fail(ic, "method_pref %s=%s", pref_names[i], ic->prefs[i]);
    }
    if (ic->rekey_bytes)
        set_rekey(ic);
    IC_RC(ic, rc, libssh2_session_handshake(ic->session, ic->sock));
    if (rc)
        ic_fail(ic, "handshake: error %d", rc);
    if (ic->known_hosts)
        check_known_hosts(ic);
}

static char *read_whole(struct ic *ic, const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *p = (char *)malloc(64 * 1024);

    if (!f || !p)
        ic_fail(ic, "cannot read %s", path);
    *len = fread(p, 1, 64 * 1024, f);
    fclose(f);
    return p;
}

int ic_authenticate(struct ic *ic)
{
    size_t user_len = strlen(ic->user);
    int rc;

    if (ic->password) {
        IC_RC(ic, rc,
              libssh2_userauth_password_ex(ic->session, ic->user, (unsigned)user_len,
                                           ic->password, (unsigned)strlen(ic->password),
                                           NULL));
    } else if (ic->from_memory) {
        size_t len, pub_len = 0;
        char *key = read_whole(ic, ic->key, &len);
        char *pub = ic->pub ? read_whole(ic, ic->pub, &pub_len) : NULL;

        IC_RC(ic, rc,
              libssh2_userauth_publickey_frommemory(ic->session, ic->user, user_len,
                                                    pub, pub_len, key, len,
                                                    ic->passphrase));
        free(key);
        free(pub);
    } else {
        IC_RC(ic, rc,
              libssh2_userauth_publickey_fromfile_ex(ic->session, ic->user,
                                                     (unsigned)user_len, ic->pub,
                                                     ic->key, ic->passphrase));
    }
    return rc;
}

void ic_login(struct ic *ic)
{
    int rc;

    ic_handshake(ic);
    rc = ic_authenticate(ic);
    if (rc)
        ic_fail(ic, "login as %s: error %d", ic->user, rc);
}

void ic_sftp(struct ic *ic)
{
    ic_login(ic);
    IC_PTR(ic, ic->sftp, libssh2_sftp_init(ic->session));
    if (!ic->sftp)
        ic_fail(ic, "libssh2_sftp_init");
}

void ic_close(struct ic *ic)
{
    int rc;

    if (ic->sftp)
        IC_CALL(ic, 0, libssh2_sftp_shutdown(ic->sftp));
    ic->sftp = NULL;
    if (ic->session) {
        if (ic->sock != LIBSSH2_INVALID_SOCKET)
            IC_RC(ic, rc, libssh2_session_disconnect(ic->session, "done"));
        do {
            rc = libssh2_session_free(ic->session);
            if (rc == LIBSSH2_ERROR_EAGAIN)
                ic_wait(ic);
        } while (rc == LIBSSH2_ERROR_EAGAIN);
        ic->session = NULL;
        IC_EQ(ic, rc, 0);
        libssh2_exit();
    }
    if (ic->sock != LIBSSH2_INVALID_SOCKET)
        close(ic->sock);
    ic->sock = LIBSSH2_INVALID_SOCKET;
}

void ic_wait(struct ic *ic)
{
    int directions = libssh2_session_block_directions(ic->session);
    struct pollfd p;
    int n;

    if (!ic->nonblocking)
        ic_fail(ic, "EAGAIN in blocking mode");
    if (!directions)
        ic_fail(ic, "EAGAIN, but no direction to wait for");
    p.fd = ic->sock;
    p.events = (short)((directions & LIBSSH2_SESSION_BLOCK_INBOUND ? POLLIN : 0) |
                       (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? POLLOUT : 0));
    p.revents = 0;
    do {
        n = poll(&p, 1, WAIT_MS);
    } while (n < 0 && errno == EINTR);
    if (n <= 0)
        ic_fail(ic, "nothing happened for %d s (directions %d)", WAIT_MS / 1000,
                directions);
}

/* ---- helpers ---- */

const char *ic_path(struct ic *ic, const char *name)
{
    char path[sizeof(ic->path[0])];
    char *slot;
    unsigned i;

    snprintf(path, sizeof(path), "%s/%s", ic->dir, name);
    /* A call that is repeated after EAGAIN must not use up the slots. */
    for (i = 0; i < IC_PATHS; i++) {
        if (strcmp(ic->path[i], path) == 0)
            return ic->path[i];
    }
    slot = ic->path[ic->next_path++ % IC_PATHS];
    memcpy(slot, path, sizeof(path));
    return slot;
}

long ic_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A counter through a mixing function, so that any offset can be had at once. */
uint8_t ic_byte(uint32_t seed, uint64_t offset)
{
    uint64_t x = (offset >> 3) * 0x9E3779B97F4A7C15u + seed;

    x ^= x >> 31;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 29;
    return (uint8_t)(x >> (offset & 7) * 8);
}

char *ic_bytes(struct ic *ic, uint32_t seed, uint64_t offset, size_t n)
{
    char *p = (char *)malloc(n ? n : 1);
    size_t i;

    if (!p)
        ic_fail(ic, "out of memory");
    for (i = 0; i < n; i++)
        p[i] = (char)ic_byte(seed, offset + i);
    return p;
}

void ic_expect_bytes(struct ic *ic, const char *got, size_t n, uint32_t seed,
                     uint64_t offset)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if ((uint8_t)got[i] != ic_byte(seed, offset + i))
            ic_fail(ic, "wrong byte at offset %llu", (unsigned long long)(offset + i));
    }
}

LIBSSH2_SFTP_HANDLE *ic_open(struct ic *ic, const char *path, unsigned long flags)
{
    LIBSSH2_SFTP_HANDLE *h;

    IC_PTR(ic, h, libssh2_sftp_open(ic->sftp, path, flags, 0644));
    if (!h)
        ic_fail(ic, "open %s (SFTP status %lu)", path,
                libssh2_sftp_last_error(ic->sftp));
    return h;
}

LIBSSH2_SFTP_HANDLE *ic_opendir(struct ic *ic, const char *path)
{
    LIBSSH2_SFTP_HANDLE *h;

    IC_PTR(ic, h, libssh2_sftp_opendir(ic->sftp, path));
    if (!h)
        ic_fail(ic, "opendir %s (SFTP status %lu)", path,
                libssh2_sftp_last_error(ic->sftp));
    return h;
}

void ic_close_handle(struct ic *ic, LIBSSH2_SFTP_HANDLE *handle)
{
    IC_CALL(ic, 0, libssh2_sftp_close(handle));
}

void ic_write(struct ic *ic, LIBSSH2_SFTP_HANDLE *handle, const char *p, size_t n)
{
    int zeros = 0;

    while (n) {
        ssize_t done;

        IC_RC(ic, done, libssh2_sftp_write(handle, p, n));
        if (done < 0)
            ic_fail(ic, "write: error %ld, SFTP status %lu", (long)done,
                    libssh2_sftp_last_error(ic->sftp));
        if ((size_t)done > n)
            ic_fail(ic, "write reported %ld of %lu bytes", (long)done,
                    (unsigned long)n);
        zeros = done ? 0 : zeros + 1;
        if (zeros > 100000)
            ic_fail(ic, "write reports 0 for ever");
        p += done;
        n -= (size_t)done;
    }
}

void ic_make_file(struct ic *ic, const char *path, uint32_t seed, size_t size)
{
    LIBSSH2_SFTP_HANDLE *h =
        ic_open(ic, path, LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC);
    char *p = ic_bytes(ic, seed, 0, size);

    ic_write(ic, h, p, size);
    free(p);
    ic_close_handle(ic, h);
}

void ic_expect_file(struct ic *ic, const char *path, uint32_t seed, size_t size)
{
    LIBSSH2_SFTP_HANDLE *h = ic_open(ic, path, LIBSSH2_FXF_READ);
    size_t at = 0;
    char *p = (char *)malloc(256 * 1024);

    if (!p)
        ic_fail(ic, "out of memory");
    for (;;) {
        ssize_t n;

        IC_RC(ic, n, libssh2_sftp_read(h, p, 256 * 1024));
        if (n < 0)
            ic_fail(ic, "read %s: error %ld", path, (long)n);
        if (n == 0)
            break;
        ic_expect_bytes(ic, p, (size_t)n, seed, at);
        at += (size_t)n;
    }
    IC_EQ(ic, at, size);
    free(p);
    ic_close_handle(ic, h);
}
