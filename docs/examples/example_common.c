/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* See example_common.h. The order of the steps in connect_and_log_in() is the one that
 * any client should keep: nothing secret is sent before the host key was checked. */

#define _POSIX_C_SOURCE 200809L

#include "example_common.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

/* No single call may take longer than this. */
enum { CALL_TIMEOUT_MS = 60 * 1000 };

/* ---- messages ---- */

/* The SFTP status codes of version 3, indexed by LIBSSH2_FX_*. */
static const char *const status_names[] = {"ok",
                                           "end of file",
                                           "no such file",
                                           "permission denied",
                                           "failure",
                                           "bad message",
                                           "no connection",
                                           "connection lost",
                                           "operation unsupported"};

int example_failed(struct example *ex, LIBSSH2_SFTP *sftp, const char *doing,
                   const char *name)
{
    char *text = NULL;
    int code = libssh2_session_last_error(ex->session, &text, NULL, 0);

    fprintf(stderr, "%s: cannot %s %s: %s (error %d", ex->program, doing, name,
            text && *text ? text : "no reason given", code);

    /* The server's own verdict is meaningful only behind this one error code. */
    if (sftp && code == LIBSSH2_ERROR_SFTP_PROTOCOL) {
        unsigned long status = libssh2_sftp_last_error(sftp);

        if (status < sizeof(status_names) / sizeof(status_names[0]))
            fprintf(stderr, ", SFTP status %lu: %s", status, status_names[status]);
        else
            fprintf(stderr, ", SFTP status %lu", status);
    }
    fprintf(stderr, ")\n");
    return REMOTE_FAILED;
}

static int failed_with(struct example *ex, int status, const char *doing,
                       const char *name)
{
    example_failed(ex, NULL, doing, name);
    return status;
}

/* ---- command line ---- */

static int usage(const struct example *ex, const char *arguments)
{
    fprintf(stderr,
            "usage: %s [options] user@host[:port] %s\n"
            "  -i FILE        log in with the private key in FILE\n"
            "  -k FILE        known hosts (default: ~/.ssh/known_hosts)\n"
            "  --accept-new   add an unknown host to that file\n"
            "  --verbose      print the algorithms in use\n"
            "  --quiet        print no progress\n"
            "$SSH_EXAMPLE_PASSWORD and $SSH_EXAMPLE_PASSPHRASE hold the secrets;\n"
            "if they are not set, the terminal is asked.\n",
            ex->program, arguments);
    return BAD_USAGE;
}

/* Takes one option at argv[*i]; false if it is not one of ours. */
static bool take_option(struct example *ex, char **argv, int *i)
{
    const char *option = argv[*i];

    if (strcmp(option, "-i") == 0 && argv[*i + 1])
        ex->key_file = argv[++*i];
    else if (strcmp(option, "-k") == 0 && argv[*i + 1])
        ex->known_hosts = argv[++*i];
    else if (strcmp(option, "--accept-new") == 0)
        ex->accept_new = true;
    else if (strcmp(option, "--verbose") == 0)
        ex->verbose = true;
    else if (strcmp(option, "--quiet") == 0)
        ex->quiet = true;
    else
        return false;
    return true;
}

/* Cuts "user@host", "user@host:port" or "user@[address]:port" into its parts, in place.
 */
static bool split_destination(struct example *ex, char *text)
{
    char *at = strrchr(text, '@');
    char *colon;

    if (!at || at == text || at[1] == '\0')
        return false;
    *at = '\0';
    ex->user = text;
    ex->host = at + 1;
    ex->port = 22;

    if (*ex->host == '[') {
        char *close = strchr(++ex->host, ']');

        if (!close)
            return false;
        *close = '\0';
        colon = close[1] == ':' ? close + 1 : NULL;
    } else {
        colon = strchr(ex->host, ':');
    }
    if (colon) {
        *colon = '\0';
        ex->port = atoi(colon + 1);
    }
    return *ex->host != '\0' && ex->port > 0 && ex->port < 65536;
}

static bool read_command_line(struct example *ex, int argc, char **argv, int count)
{
    const char *home = getenv("HOME");
    const char *destination;
    size_t size;
    int i = 1;

    while (i < argc && argv[i][0] == '-') {
        if (!take_option(ex, argv, &i))
            return false;
        i++;
    }
    if (argc - i != count + 1)
        return false;
    destination = argv[i];
    ex->args = argv + i + 1;

    /* One piece of memory for the two strings that are put together here. */
    size = strlen(destination) + 1 + strlen(home ? home : "") +
           sizeof("/.ssh/known_hosts");
    ex->memory = (char *)malloc(size);
    if (!ex->memory)
        return false;
    memcpy(ex->memory, destination, strlen(destination) + 1);
    if (!ex->known_hosts) {
        char *path = ex->memory + strlen(destination) + 1;

        snprintf(path, size - strlen(destination) - 1, "%s/.ssh/known_hosts",
                 home ? home : "");
        ex->known_hosts = path;
    }
    return split_destination(ex, ex->memory);
}

/* ---- connection ---- */

/* Connects to the first address of the host that answers. */
static int connect_tcp(struct example *ex)
{
    struct addrinfo hints = {0};
    struct addrinfo *list = NULL, *a;
    char service[8];
    int rc;

    hints.ai_socktype = SOCK_STREAM;
    snprintf(service, sizeof(service), "%d", ex->port);
    rc = getaddrinfo(ex->host, service, &hints, &list);
    if (rc) {
        fprintf(stderr, "%s: %s: %s\n", ex->program, ex->host, gai_strerror(rc));
        return NO_CONNECTION;
    }
    for (a = list; a; a = a->ai_next) {
        ex->sock = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (ex->sock == LIBSSH2_INVALID_SOCKET)
            continue;
        if (connect(ex->sock, a->ai_addr, a->ai_addrlen) == 0)
            break;
        rc = errno;
        LIBSSH2_SOCKET_CLOSE(ex->sock);
        ex->sock = LIBSSH2_INVALID_SOCKET;
    }
    freeaddrinfo(list);
    if (ex->sock != LIBSSH2_INVALID_SOCKET)
        return DONE;
    fprintf(stderr, "%s: cannot connect to %s port %d: %s\n", ex->program, ex->host,
            ex->port, strerror(rc ? rc : errno));
    return NO_CONNECTION;
}

static void print_algorithms(const struct example *ex)
{
    static const struct {
        int type;
        const char *label;
    } rows[] = {{LIBSSH2_METHOD_KEX, "key exchange"},
                {LIBSSH2_METHOD_HOSTKEY, "host key"},
                {LIBSSH2_METHOD_CRYPT_CS, "cipher, sending"},
                {LIBSSH2_METHOD_CRYPT_SC, "cipher, receiving"},
                {LIBSSH2_METHOD_MAC_CS, "MAC, sending"},
                {LIBSSH2_METHOD_MAC_SC, "MAC, receiving"},
                {LIBSSH2_METHOD_COMP_CS, "compression, sending"},
                {LIBSSH2_METHOD_COMP_SC, "compression, receiving"}};
    const char *banner = libssh2_session_banner_get(ex->session);
    size_t i;

    fprintf(stderr, "%-24s %s\n", "library", libssh2_version(0));
    fprintf(stderr, "%-24s %s\n", "server", banner ? banner : "?");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *name = libssh2_session_methods(ex->session, rows[i].type);

        fprintf(stderr, "%-24s %s\n", rows[i].label, name ? name : "?");
    }
}

/* ---- host key ---- */

/* The kinds of host keys: as the session numbers them, as the known_hosts functions do,
 * and the method names that ask the server for a key of that kind. */
static const struct {
    int session_type;
    int known_type;
    const char *label;
    const char *methods;
} key_kinds[] = {{LIBSSH2_HOSTKEY_TYPE_ED25519, LIBSSH2_KNOWNHOST_KEY_ED25519,
                  "ED25519", "ssh-ed25519"},
                 {LIBSSH2_HOSTKEY_TYPE_ECDSA_256, LIBSSH2_KNOWNHOST_KEY_ECDSA_256,
                  "ECDSA 256", "ecdsa-sha2-nistp256"},
                 {LIBSSH2_HOSTKEY_TYPE_ECDSA_384, LIBSSH2_KNOWNHOST_KEY_ECDSA_384,
                  "ECDSA 384", "ecdsa-sha2-nistp384"},
                 {LIBSSH2_HOSTKEY_TYPE_ECDSA_521, LIBSSH2_KNOWNHOST_KEY_ECDSA_521,
                  "ECDSA 521", "ecdsa-sha2-nistp521"},
                 {LIBSSH2_HOSTKEY_TYPE_RSA, LIBSSH2_KNOWNHOST_KEY_SSHRSA, "RSA",
                  "rsa-sha2-512,rsa-sha2-256"}};

enum { KEY_KINDS = sizeof(key_kinds) / sizeof(key_kinds[0]) };

static int look_up(const struct example *ex, const char *key, size_t len,
                   int known_type)
{
    struct libssh2_knownhost *entry = NULL;

    return libssh2_knownhost_checkp(ex->hosts, ex->host, ex->port, key, len,
                                    LIBSSH2_KNOWNHOST_TYPE_PLAIN |
                                        LIBSSH2_KNOWNHOST_KEYENC_RAW | known_type,
                                    &entry);
}

/* Is any key (of this kind, or of any kind if 0) on file for the host? Asked by looking
 * for a key that cannot exist: a mismatch means that there is another one. */
static bool has_key(const struct example *ex, int known_type)
{
    return look_up(ex, "", 1, known_type) == LIBSSH2_KNOWNHOST_CHECK_MISMATCH;
}

/* Loads the known hosts and, if this host is among them, asks the server for a key of a
 * kind that is on file. Without that a server with several keys might show one that
 * cannot be compared with anything. */
static int prepare_host_key(struct example *ex)
{
    char methods[256] = "";
    size_t i;
    int rc;

    ex->hosts = libssh2_knownhost_init(ex->session);
    if (!ex->hosts)
        return failed_with(ex, NO_CONNECTION, "prepare", "known hosts");

    rc = libssh2_knownhost_readfile(ex->hosts, ex->known_hosts,
                                    LIBSSH2_KNOWNHOST_FILE_OPENSSH);
    if (rc < 0 && rc != LIBSSH2_ERROR_FILE) /* no file: no known hosts */
        return failed_with(ex, UNTRUSTED_HOST, "read", ex->known_hosts);

    for (i = 0; i < KEY_KINDS; i++) {
        if (has_key(ex, key_kinds[i].known_type)) {
            size_t used = strlen(methods);

            snprintf(methods + used, sizeof(methods) - used, "%s%s", used ? "," : "",
                     key_kinds[i].methods);
        }
    }
    if (*methods &&
        libssh2_session_method_pref(ex->session, LIBSSH2_METHOD_HOSTKEY, methods))
        return failed_with(ex, NO_CONNECTION, "ask for host keys", methods);
    return DONE;
}

/* Prints the key's fingerprint in the form that ssh-keygen -l shows. */
static void print_fingerprint(const struct example *ex, const char *label)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *hash = libssh2_hostkey_hash(ex->session, LIBSSH2_HOSTKEY_HASH_SHA256);
    unsigned bit;

    fprintf(stderr, "  its %s key is SHA256:", label);
    for (bit = 0; hash && bit < 256; bit += 6) {
        unsigned hi = (unsigned char)hash[bit / 8];
        unsigned lo = bit / 8 + 1 < 32 ? (unsigned char)hash[bit / 8 + 1] : 0;

        fputc(digits[((hi << 8 | lo) >> (10 - bit % 8)) & 63], stderr);
    }
    fputc('\n', stderr);
}

/* Appends the host to the known_hosts file. The rest of the file is left as it is. */
static int remember_host(struct example *ex, const char *key, size_t len,
                         int known_type)
{
    struct libssh2_knownhost *entry = NULL;
    char name[300], line[16 * 1024];
    size_t line_len = 0;
    FILE *file;

    snprintf(name, sizeof(name), ex->port == 22 ? "%s" : "[%s]:%d", ex->host, ex->port);
    if (libssh2_knownhost_addc(ex->hosts, name, NULL, key, len, NULL, 0,
                               LIBSSH2_KNOWNHOST_TYPE_PLAIN |
                                   LIBSSH2_KNOWNHOST_KEYENC_RAW | known_type,
                               &entry) ||
        libssh2_knownhost_writeline(ex->hosts, entry, line, sizeof(line), &line_len,
                                    LIBSSH2_KNOWNHOST_FILE_OPENSSH))
        return failed_with(ex, UNTRUSTED_HOST, "remember", name);

    file = fopen(ex->known_hosts, "a");
    if (!file || fwrite(line, 1, line_len, file) != line_len || fclose(file)) {
        fprintf(stderr, "%s: cannot write %s: %s\n", ex->program, ex->known_hosts,
                strerror(errno));
        return LOCAL_FAILED;
    }
    fprintf(stderr, "%s: %s added to %s\n", ex->program, name, ex->known_hosts);
    return DONE;
}

/* The decision whether this is the server that it claims to be. */
static int check_host_key(struct example *ex)
{
    size_t len = 0, i;
    int type = LIBSSH2_HOSTKEY_TYPE_UNKNOWN;
    const char *key = libssh2_session_hostkey(ex->session, &len, &type);
    int known_type = LIBSSH2_KNOWNHOST_KEY_UNKNOWN;
    const char *label = "(unknown kind of)";

    for (i = 0; i < KEY_KINDS; i++) {
        if (key_kinds[i].session_type == type) {
            known_type = key_kinds[i].known_type;
            label = key_kinds[i].label;
        }
    }
    if (!key)
        return failed_with(ex, UNTRUSTED_HOST, "get the host key of", ex->host);
    if (look_up(ex, key, len, known_type) == LIBSSH2_KNOWNHOST_CHECK_MATCH)
        return DONE;

    /* Any other key on file, of whatever kind, makes this one an impostor's. */
    if (has_key(ex, 0)) {
        fprintf(stderr,
                "%s: HOST KEY MISMATCH: %s port %d is not the server that %s knows.\n",
                ex->program, ex->host, ex->port, ex->known_hosts);
        print_fingerprint(ex, label);
        fprintf(stderr, "  Someone may be intercepting the connection. Stopped.\n");
        return UNTRUSTED_HOST;
    }
    if (ex->accept_new)
        return remember_host(ex, key, len, known_type);
    fprintf(stderr, "%s: %s port %d is an unknown host: not in %s.\n", ex->program,
            ex->host, ex->port, ex->known_hosts);
    print_fingerprint(ex, label);
    fprintf(stderr, "  If that is right, say --accept-new to add it. Stopped.\n");
    return UNTRUSTED_HOST;
}

/* ---- login ---- */

/* Asks the terminal, without echo. False if there is none, or nothing was typed. */
static bool ask(const char *question, char *answer, size_t size)
{
    FILE *tty = fopen("/dev/tty", "r");
    struct termios old, silent;
    bool got;

    if (!tty)
        return false;
    if (tcgetattr(fileno(tty), &old)) {
        fclose(tty);
        return false;
    }
    silent = old;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(fileno(tty), TCSAFLUSH, &silent);
    fprintf(stderr, "%s: ", question);
    got = fgets(answer, (int)size, tty) != NULL;
    fprintf(stderr, "\n");
    tcsetattr(fileno(tty), TCSAFLUSH, &old);
    fclose(tty);
    if (got)
        answer[strcspn(answer, "\r\n")] = '\0';
    return got;
}

/* Overwrites a secret; volatile keeps the compiler from leaving it out. */
static void wipe(char *secret, size_t size)
{
    volatile char *p = secret;

    while (size--)
        *p++ = 0;
}

static int log_in_with_key(struct example *ex)
{
    const char *passphrase = getenv("SSH_EXAMPLE_PASSPHRASE");
    char typed[256];
    /* NULL for the public key: the library derives it from the private one. */
    int rc = libssh2_userauth_publickey_fromfile(ex->session, ex->user, NULL,
                                                 ex->key_file, passphrase);

    if (rc == LIBSSH2_ERROR_KEYFILE_AUTH_FAILED && !passphrase &&
        ask("passphrase of the key", typed, sizeof(typed))) {
        rc = libssh2_userauth_publickey_fromfile(ex->session, ex->user, NULL,
                                                 ex->key_file, typed);
        wipe(typed, sizeof(typed));
    }
    if (rc)
        return failed_with(ex, NOT_LOGGED_IN, "log in with key", ex->key_file);
    return DONE;
}

static int log_in_with_password(struct example *ex)
{
    const char *password = getenv("SSH_EXAMPLE_PASSWORD");
    char typed[256] = "";
    int rc;

    if (!password && !ask("password", typed, sizeof(typed))) {
        fprintf(stderr, "%s: give a key with -i, or set SSH_EXAMPLE_PASSWORD\n",
                ex->program);
        return NOT_LOGGED_IN;
    }
    rc = libssh2_userauth_password(ex->session, ex->user, password ? password : typed);
    wipe(typed, sizeof(typed));
    if (rc)
        return failed_with(ex, NOT_LOGGED_IN, "log in with password as", ex->user);
    return DONE;
}

static int log_in(struct example *ex)
{
    const char *methods =
        libssh2_userauth_list(ex->session, ex->user, (unsigned int)strlen(ex->user));

    if (!methods && libssh2_userauth_authenticated(ex->session))
        return DONE; /* the server wants no proof at all */
    if (!methods)
        return failed_with(ex, NOT_LOGGED_IN, "log in as", ex->user);
    if (ex->key_file)
        return log_in_with_key(ex);
    if (strstr(methods, "password"))
        return log_in_with_password(ex);
    fprintf(stderr, "%s: %s takes only %s: give a key with -i\n", ex->program, ex->host,
            methods);
    return NOT_LOGGED_IN;
}

/* ---- the whole ---- */

static int connect_and_log_in(struct example *ex)
{
    int status;

    if (libssh2_init(0) || !(ex->session = libssh2_session_init())) {
        fprintf(stderr, "%s: out of memory\n", ex->program);
        return LOCAL_FAILED;
    }
    libssh2_session_set_timeout(ex->session, CALL_TIMEOUT_MS);

    status = prepare_host_key(ex);
    if (status == DONE)
        status = connect_tcp(ex);
    if (status == DONE && libssh2_session_handshake(ex->session, ex->sock))
        status = failed_with(ex, NO_CONNECTION, "start SSH with", ex->host);
    if (status == DONE && ex->verbose)
        print_algorithms(ex);
    if (status == DONE)
        status = check_host_key(ex);
    if (status == DONE)
        status = log_in(ex);
    return status;
}

int example_start(struct example *ex, int argc, char **argv, const char *arguments,
                  int count)
{
    const char *slash = strrchr(argv[0], '/');

    memset(ex, 0, sizeof(*ex));
    ex->program = slash ? slash + 1 : argv[0];
    ex->sock = LIBSSH2_INVALID_SOCKET;
    if (!read_command_line(ex, argc, argv, count))
        return usage(ex, arguments);
    return connect_and_log_in(ex);
}

void example_stop(struct example *ex)
{
    if (ex->session) {
        libssh2_session_set_blocking(ex->session, 1);
        if (ex->sock != LIBSSH2_INVALID_SOCKET)
            libssh2_session_disconnect(ex->session, "goodbye");
        libssh2_knownhost_free(ex->hosts); /* before the session whose memory it uses */
        libssh2_session_free(ex->session);
        libssh2_exit();
    }
    if (ex->sock != LIBSSH2_INVALID_SOCKET)
        LIBSSH2_SOCKET_CLOSE(ex->sock);
    free(ex->memory);
}

bool example_wait(struct example *ex)
{
    int directions = libssh2_session_block_directions(ex->session);
    struct pollfd p;
    int n;

    p.fd = ex->sock;
    p.events = 0;
    p.revents = 0;
    if (directions & LIBSSH2_SESSION_BLOCK_INBOUND)
        p.events = (short)(p.events | POLLIN);
    if (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND)
        p.events = (short)(p.events | POLLOUT);
    do {
        n = poll(&p, 1, CALL_TIMEOUT_MS);
    } while (n < 0 && errno == EINTR);
    if (n > 0)
        return true;
    fprintf(stderr, "%s: the server has been silent for too long\n", ex->program);
    return false;
}

LIBSSH2_SFTP *example_sftp(struct example *ex)
{
    LIBSSH2_SFTP *sftp = libssh2_sftp_init(ex->session);

    if (!sftp)
        example_failed(ex, NULL, "start SFTP on", ex->host);
    return sftp;
}
