/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Interop client: the session itself. Key exchange, what it tells, logging in in
 * several ways, servers that misbehave (run.py starts those and gives their port as
 * --arg), deadlines. run.py runs each case in both modes. */

#define _POSIX_C_SOURCE 200809L

#include "ic_common.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- before the login ---- */

static void facts_after_handshake(struct ic *ic)
{
    const char *banner, *key;
    size_t len = 0;
    int type = 0, i;

    ic->session = libssh2_session_init();
    IC_OK(ic, ic->session);
    IC_OK(ic, !libssh2_session_banner_get(ic->session));
    IC_OK(ic, !libssh2_hostkey_hash(ic->session, LIBSSH2_HOSTKEY_HASH_SHA256));
    IC_OK(ic, !libssh2_session_methods(ic->session, LIBSSH2_METHOD_KEX));
    ic_handshake(ic);
    banner = libssh2_session_banner_get(ic->session);
    IC_OK(ic, banner && strncmp(banner, "SSH-2.0-", 8) == 0);
    IC_OK(ic, !strpbrk(banner, "\r\n"));
    IC_OK(ic, libssh2_hostkey_hash(ic->session, LIBSSH2_HOSTKEY_HASH_SHA1));
    IC_OK(ic, libssh2_hostkey_hash(ic->session, LIBSSH2_HOSTKEY_HASH_SHA256));
    key = libssh2_session_hostkey(ic->session, &len, &type);
    IC_OK(ic, key && len > 20 && type > 0 && type <= 6);
    IC_OK(ic, libssh2_session_hostkey(ic->session, NULL, NULL) == key);
    for (i = LIBSSH2_METHOD_KEX; i <= LIBSSH2_METHOD_COMP_SC; i++)
        IC_OK(ic, libssh2_session_methods(ic->session, i));
}

static void preferences(struct ic *ic)
{
    const char **list = NULL;
    int n;

    ic->session = libssh2_session_init();
    IC_OK(ic, ic->session);
    IC_EQ(ic,
          libssh2_session_method_pref(ic->session, LIBSSH2_METHOD_CRYPT_CS, "nonesuch"),
          LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    IC_EQ(ic,
          libssh2_session_method_pref(ic->session, LIBSSH2_METHOD_CRYPT_CS,
                                      "nonesuch,aes256-ctr,nope"),
          0);
    IC_EQ(ic, libssh2_session_method_pref(ic->session, 99, "aes256-ctr"),
          LIBSSH2_ERROR_INVAL);
    n = libssh2_session_supported_algs(ic->session, LIBSSH2_METHOD_CRYPT_CS, &list);
    IC_OK(ic, n > 0 && list && list[0] && *list[0]);
    libssh2_free(ic->session, (void *)list);
    ic_handshake(ic); /* only the one direction was set: the other is free */
    IC_OK(ic, strcmp(libssh2_session_methods(ic->session, LIBSSH2_METHOD_CRYPT_CS),
                     "aes256-ctr") == 0);
}

/* The server at --arg knows one key exchange method, and this is another. */
static void nothing_in_common(struct ic *ic)
{
    char *text = NULL;
    int rc;

    IC_OK(ic, ic->arg);
    ic->port = atoi(ic->arg);
    ic_connect(ic);
    IC_EQ(ic,
          libssh2_session_method_pref(ic->session, LIBSSH2_METHOD_KEX,
                                      "ecdh-sha2-nistp521"),
          0);
    IC_RC(ic, rc, libssh2_session_handshake(ic->session, ic->sock));
    IC_OK(ic,
          rc == LIBSSH2_ERROR_KEX_FAILURE || rc == LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE);
    IC_EQ(ic, libssh2_session_last_error(ic->session, &text, NULL, 0), rc);
    IC_OK(ic, text && *text);
}

static void bad_socket(struct ic *ic)
{
    ic->session = libssh2_session_init();
    IC_OK(ic, ic->session);
    IC_EQ(ic, libssh2_session_handshake(ic->session, LIBSSH2_INVALID_SOCKET),
          LIBSSH2_ERROR_BAD_SOCKET);
}

/* One of run.py's servers that are none; `allowed` are the codes that may come of it.
 * The error must come before the deadline plus some slack, and must have a text. */
static void expect_failure(struct ic *ic, const int *allowed, long within_ms)
{
    long begun = ic_now();
    char *text = NULL;
    int rc, i;

    IC_OK(ic, ic->arg);
    ic->port = atoi(ic->arg);
    ic_connect(ic);
    /* A non-blocking caller has its own clock; this one waits as long as poll does. */
    do {
        rc = libssh2_session_handshake(ic->session, ic->sock);
        if (rc == LIBSSH2_ERROR_EAGAIN)
            ic_wait(ic);
    } while (rc == LIBSSH2_ERROR_EAGAIN);
    for (i = 0; allowed[i] && allowed[i] != rc; i++)
        continue;
    if (!allowed[i])
        ic_fail(ic, "handshake returned %d", rc);
    IC_EQ(ic, libssh2_session_last_error(ic->session, &text, NULL, 0), rc);
    IC_OK(ic, text && *text);
    IC_OK(ic, ic_now() - begun < within_ms);
}

static void server_closes(struct ic *ic)
{
    static const int codes[] = {LIBSSH2_ERROR_SOCKET_DISCONNECT,
                                LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND,
                                LIBSSH2_ERROR_BANNER_RECV, 0};

    expect_failure(ic, codes, 3000);
}

static void server_talks_http(struct ic *ic)
{
    static const int codes[] = {LIBSSH2_ERROR_SOCKET_DISCONNECT,
                                LIBSSH2_ERROR_SOCKET_RECV,
                                LIBSSH2_ERROR_SOCKET_SEND,
                                LIBSSH2_ERROR_BANNER_RECV,
                                LIBSSH2_ERROR_PROTO,
                                0};

    expect_failure(ic, codes, 3000);
}

static void server_sends_noise(struct ic *ic)
{
    static const int codes[] = {LIBSSH2_ERROR_SOCKET_DISCONNECT,
                                LIBSSH2_ERROR_SOCKET_RECV,
                                LIBSSH2_ERROR_SOCKET_SEND,
                                LIBSSH2_ERROR_BANNER_RECV,
                                LIBSSH2_ERROR_PROTO,
                                LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                                LIBSSH2_ERROR_KEX_FAILURE,
                                LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                                0};

    expect_failure(ic, codes, 3000);
}

static void server_is_silent(struct ic *ic)
{
    static const int codes[] = {LIBSSH2_ERROR_TIMEOUT, 0};

    if (ic->nonblocking)
        ic_skip("the deadline of libssh2_session_set_timeout is for blocking mode");
    ic->timeout_ms = 700;
    expect_failure(ic, codes, 3000);
}

static void free_at_any_time(struct ic *ic)
{
    int i;

    for (i = 0; i < 6; i++) {
        ic_connect(ic);
        libssh2_session_set_blocking(ic->session, 0);
        if (i) {
            int k;

            for (k = 0; k < i; k++) {
                struct pollfd p;

                p.fd = ic->sock;
                p.events = POLLIN;
                (void)libssh2_session_handshake(ic->session, ic->sock);
                (void)poll(&p, 1, 300);
            }
        }
        IC_EQ(ic, libssh2_session_free(ic->session), 0);
        ic->session = NULL;
        close(ic->sock);
        libssh2_exit();
    }
    ic->sock = LIBSSH2_INVALID_SOCKET;
}

/* ---- logging in ---- */

static void method_list(struct ic *ic)
{
    const char *list;

    ic_handshake(ic);
    IC_EQ(ic, libssh2_userauth_authenticated(ic->session), 0);
    IC_PTR(ic, list,
           libssh2_userauth_list(ic->session, ic->user, (unsigned)strlen(ic->user)));
    IC_OK(ic, list && strstr(list, "publickey") && strstr(list, "password"));
    IC_EQ(ic, libssh2_userauth_authenticated(ic->session), 0);
    IC_EQ(ic, ic_authenticate(ic), 0);
    IC_EQ(ic, libssh2_userauth_authenticated(ic->session), 1);
}

static void banner_before_login(struct ic *ic)
{
    const char *list;
    char *banner = NULL;

    ic_handshake(ic);
    IC_PTR(ic, list,
           libssh2_userauth_list(ic->session, ic->user, (unsigned)strlen(ic->user)));
    IC_OK(ic, list);
    IC_EQ(ic, libssh2_userauth_banner(ic->session, &banner), 0);
    IC_OK(ic, banner && strstr(banner, "interop test server"));
}

static void second_try(struct ic *ic)
{
    int rc;

    ic_handshake(ic);
    IC_RC(ic, rc,
          libssh2_userauth_password_ex(ic->session, ic->user,
                                       (unsigned)strlen(ic->user), "surely wrong", 12,
                                       NULL));
    IC_EQ(ic, rc, LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    IC_EQ(ic, libssh2_userauth_authenticated(ic->session), 0);
    IC_EQ(ic, ic_authenticate(ic), 0);
}

static void unknown_user(struct ic *ic)
{
    ic_handshake(ic);
    ic->user = "no-such-user-here";
    IC_EQ(ic, ic_authenticate(ic), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
}

static void too_many_tries(struct ic *ic)
{
    char *text = NULL;
    int rc = 0, i;

    ic_handshake(ic);
    for (i = 0; i < 20; i++) {
        IC_RC(ic, rc,
              libssh2_userauth_password_ex(
                  ic->session, ic->user, (unsigned)strlen(ic->user), "wrong", 5, NULL));
        if (rc != LIBSSH2_ERROR_AUTHENTICATION_FAILED)
            break;
    }
    IC_OK(ic, i > 1 && i < 20); /* the server has had enough and said so */
    IC_EQ(ic, rc, LIBSSH2_ERROR_SOCKET_DISCONNECT);
    IC_EQ(ic, libssh2_session_last_error(ic->session, &text, NULL, 0), rc);
    IC_OK(ic, text && strstr(text, "Too many")); /* the server's own words */
}

static void sftp_before_login(struct ic *ic)
{
    LIBSSH2_SFTP *sftp;

    ic_handshake(ic);
    IC_PTR(ic, sftp, libssh2_sftp_init(ic->session));
    IC_OK(ic, !sftp);
    IC_EQ(ic, libssh2_session_last_errno(ic->session), LIBSSH2_ERROR_INVAL);
}

/* Signs with the openssl command, as a program with a key in hardware would. `abstract`
 * points to the session's private data; the key's file name is behind it. */
static int sign_with_openssl(LIBSSH2_SESSION *session, unsigned char **sig,
                             size_t *sig_len, const unsigned char *data,
                             size_t data_len, void **abstract)
{
    const struct ic *ic = (const struct ic *)*abstract;
    char command[1024], in[300], out[300];
    FILE *f;

    (void)session;
    snprintf(in, sizeof(in), "%s/to-be-signed", ic->dir);
    snprintf(out, sizeof(out), "%s/signature", ic->dir);
    f = fopen(in, "wb");
    if (!f || fwrite(data, 1, data_len, f) != data_len || fclose(f))
        return -1;
    snprintf(command, sizeof(command),
             "openssl pkeyutl -sign -rawin -inkey %s -in %s -out %s", ic->key, in, out);
    if (system(command) || !(f = fopen(out, "rb")))
        return -1;
    *sig = (unsigned char *)malloc(64); /* the session has the default allocator */
    *sig_len = *sig ? fread(*sig, 1, 64, f) : 0;
    fclose(f);
    return *sig_len == 64 ? 0 : -1;
}

static int refuse_to_sign(LIBSSH2_SESSION *session, unsigned char **sig,
                          size_t *sig_len, const unsigned char *data, size_t data_len,
                          void **abstract)
{
    (void)session, (void)sig, (void)sig_len, (void)data, (void)data_len, (void)abstract;
    return -1;
}

static int base64_value(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* The blob in the second field of a .pub file. */
static size_t read_public_blob(struct ic *ic, unsigned char *blob, size_t size)
{
    char line[2048];
    FILE *f = ic->pub ? fopen(ic->pub, "r") : NULL;
    const char *p;
    unsigned bits = 0;
    unsigned long value = 0;
    size_t n = 0;

    if (!f || !fgets(line, sizeof(line), f))
        ic_fail(ic, "cannot read %s", ic->pub ? ic->pub : "--pub");
    fclose(f);
    p = strchr(line, ' ');
    for (p = p ? p + 1 : ""; base64_value(*p) >= 0 && n < size; p++) {
        value = (value << 6 | (unsigned long)base64_value(*p)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            blob[n++] = (unsigned char)(value >> bits);
        }
    }
    return n;
}

/* --key is an Ed25519 key in PKCS#8, --pub its OpenSSH public key. */
static void sign_callback(struct ic *ic)
{
    unsigned char blob[1024];
    void *abstract = ic;
    size_t n;
    int rc;

    n = read_public_blob(ic, blob, sizeof(blob));
    ic_handshake(ic);
    IC_RC(ic, rc,
          libssh2_userauth_publickey(ic->session, ic->user, blob, n, refuse_to_sign,
                                     &abstract));
    IC_EQ(ic, rc, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    IC_RC(ic, rc,
          libssh2_userauth_publickey(ic->session, ic->user, blob, n, sign_with_openssl,
                                     &abstract));
    IC_EQ(ic, rc, 0);
}

/* ---- afterwards ---- */

static void call_deadline(struct ic *ic)
{
    LIBSSH2_CHANNEL *c;
    long begun;
    char p[10];

    if (ic->nonblocking)
        ic_skip("the deadline is for blocking mode");
    ic_login(ic);
    c = libssh2_channel_open_session(ic->session);
    IC_OK(ic, c && libssh2_channel_exec(c, "sleep 5") == 0);
    libssh2_session_set_timeout(ic->session, 600);
    IC_EQ(ic, libssh2_session_get_timeout(ic->session), 600);
    begun = ic_now();
    IC_EQ(ic, libssh2_channel_read(c, p, sizeof(p)), LIBSSH2_ERROR_TIMEOUT);
    IC_OK(ic, ic_now() - begun >= 550 && ic_now() - begun < 2000);
    /* The session is still usable: give it time now. */
    libssh2_session_set_timeout(ic->session, 30000);
    libssh2_channel_free(c);
    c = libssh2_channel_open_session(ic->session);
    IC_OK(ic, c);
    libssh2_channel_free(c);
}

/* The mode may be changed between any two calls. */
static void switch_modes(struct ic *ic)
{
    int i;

    ic_sftp(ic);
    for (i = 0; i < 6; i++) {
        ic->nonblocking = !ic->nonblocking;
        libssh2_session_set_blocking(ic->session, !ic->nonblocking);
        IC_EQ(ic, libssh2_session_get_blocking(ic->session), !ic->nonblocking);
        ic_make_file(ic, ic_path(ic, "f"), (uint32_t)i, 100000);
        ic_expect_file(ic, ic_path(ic, "f"), (uint32_t)i, 100000);
    }
}

/* The connection breaks under us: each call says so, none hangs, all can be freed. */
static void broken_connection(struct ic *ic)
{
    LIBSSH2_SFTP_HANDLE *h;
    LIBSSH2_SFTP_ATTRIBUTES a;
    char p[100];
    long begun;
    int rc;

    ic_sftp(ic);
    ic_make_file(ic, ic_path(ic, "f"), 1, 100);
    h = ic_open(ic, ic_path(ic, "f"), LIBSSH2_FXF_READ);
    shutdown(ic->sock, SHUT_RDWR);
    begun = ic_now();
    IC_RC(ic, rc, libssh2_sftp_stat(ic->sftp, ic_path(ic, "f"), &a));
    IC_OK(ic, rc == LIBSSH2_ERROR_SOCKET_DISCONNECT ||
                  rc == LIBSSH2_ERROR_SOCKET_RECV || rc == LIBSSH2_ERROR_SOCKET_SEND);
    IC_RC(ic, rc, (int)libssh2_sftp_read(h, p, sizeof(p)));
    IC_OK(ic, rc < 0);
    IC_RC(ic, rc, libssh2_sftp_close(h));
    IC_RC(ic, rc, libssh2_sftp_shutdown(ic->sftp));
    ic->sftp = NULL;
    IC_RC(ic, rc, libssh2_session_free(ic->session));
    IC_EQ(ic, rc, 0);
    ic->session = NULL;
    IC_OK(ic, ic_now() - begun < 3000);
}

static void disconnect_text(struct ic *ic)
{
    char text[300];

    ic_login(ic);
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    IC_CALL(ic, LIBSSH2_ERROR_INVAL, libssh2_session_disconnect(ic->session, text));
    IC_CALL(ic, 0, libssh2_session_disconnect_ex(ic->session, 11, NULL, NULL));
}

int main(int argc, char **argv)
{
    static const struct ic_case cases[] = {
        {"facts_after_handshake", facts_after_handshake},
        {"preferences", preferences},
        {"nothing_in_common", nothing_in_common},
        {"bad_socket", bad_socket},
        {"server_closes", server_closes},
        {"server_talks_http", server_talks_http},
        {"server_sends_noise", server_sends_noise},
        {"server_is_silent", server_is_silent},
        {"free_at_any_time", free_at_any_time},
        {"method_list", method_list},
        {"banner_before_login", banner_before_login},
        {"second_try", second_try},
        {"unknown_user", unknown_user},
        {"too_many_tries", too_many_tries},
        {"sftp_before_login", sftp_before_login},
        {"sign_callback", sign_callback},
        {"call_deadline", call_deadline},
        {"switch_modes", switch_modes},
        {"broken_connection", broken_connection},
        {"disconnect_text", disconnect_text},
        {NULL, NULL}};

    return ic_main(argc, argv, cases);
}
