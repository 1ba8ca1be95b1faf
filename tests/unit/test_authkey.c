/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Method "publickey": what is asked and signed, which algorithm, and each way in which
 * a key may fail, with its code and its words.  The keys are those of test_keyfile. */
#include "authsrv.h"

#include <stdio.h>

#include "base/text.h"
#include "crypto/keyfile.h"

#define PK_CASE(name)                                                                  \
    static void name##_with(struct srv *v);                                            \
    T_CASE(name)                                                                       \
    {                                                                                  \
        struct srv *v = srv_new();                                                     \
        name##_with(v);                                                                \
        srv_free(v);                                                                   \
    }                                                                                  \
    static void name##_with(struct srv *v)

#define AGAIN  LIBSSH2_ERROR_EAGAIN
#define PHRASE "correct horse"

static int text_has(struct srv *v, const char *part)
{
    return strstr(v->s->err.text, part) != NULL;
}

/* Try a key of tests/data/keyfile/ by its files. */
static int try_files(struct srv *v, const char *private_name, const char *public_name,
                     const char *phrase)
{
    struct s2_keysource src = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    char private_path[512], public_path[512], name[128];

    snprintf(name, sizeof(name), "keyfile/%s", private_name);
    snprintf(private_path, sizeof(private_path), "%s", t_data(name));
    src.private_path = private_path;
    if (public_name) {
        snprintf(name, sizeof(name), "keyfile/%s", public_name);
        snprintf(public_path, sizeof(public_path), "%s", t_data(name));
        src.public_path = public_path;
    }
    src.passphrase = s2_span_str(phrase);
    return s2_auth_keysource(v->s, JOE, &src);
}

static int try_key(struct srv *v, const char *name)
{
    return try_files(v, name, NULL, NULL);
}

/* The blob of a .pub file. */
static struct s2_wr public_blob(struct srv *v, const char *name)
{
    struct s2_wr w = s2_wr_growing(&v->mem);
    struct s2_err e;
    char path[128];
    uint8_t *text;
    size_t n;

    snprintf(path, sizeof(path), "keyfile/%s", name);
    text = t_load(path, &n);
    if (!text || s2_pubfile_read(&e, s2_span(text, n), &w))
        w.bad = true;
    free(text);
    return w;
}

/* Answer the probe as a server does that knows the key. */
static void pk_ok(struct srv *v, const char *algorithm, struct s2_span blob)
{
    srv_two(v, SSH_MSG_USERAUTH_60, s2_span_str(algorithm), blob);
}

/* --- the exchange
 * ------------------------------------------------------------------------ */

/* The fields of the n-th request. */
struct ask {
    int with_signature;
    struct s2_span algorithm, blob, signature;
    int whole;
};

static struct ask asked(struct srv *v, unsigned n)
{
    struct s2_rd r = srv_request(v, n, "publickey");
    struct ask q;

    q.with_signature = s2_rd_u8(&r);
    q.algorithm = s2_rd_str(&r);
    q.blob = s2_rd_str(&r);
    q.signature = q.with_signature ? s2_rd_str(&r) : s2_span(NULL, 0);
    q.whole = s2_rd_done(&r);
    return q;
}

/* Does the n-th request prove the key, over session identifier and request? */
static int proves(struct srv *v, unsigned n)
{
    struct ask q = asked(v, n);
    struct s2_wr data = s2_wr_growing(&v->mem);
    struct s2_key *key = NULL;
    int rc = -1;

    s2_wr_str(&data, v->s->session_id);
    s2_wr_raw(&data, v->sent[n].p, v->sent[n].n - 4 - q.signature.n);
    if (q.whole && s2_key_from_blob(&v->mem, q.blob, &key) == 0)
        rc = s2_key_verify(key, s2_key_named(q.algorithm), s2_wr_span(&data),
                           q.signature);
    s2_key_free(key);
    s2_wr_free(&data);
    return rc == 0;
}

/* A whole login with a key; algorithm is what the server must be offered. */
static void login(struct srv *v, const char *key, const char *pub,
                  const char *algorithm)
{
    struct s2_wr blob = public_blob(v, pub);
    struct ask q;

    T_EQ(try_key(v, key), AGAIN);
    T_EQ(v->sent_n, 1);
    q = asked(v, 0);
    T_OK(q.whole);
    T_EQ(q.with_signature, 0);
    T_OK(s2_span_is(q.algorithm, algorithm));
    T_MEM(q.blob.p, q.blob.n, s2_wr_span(&blob).p, s2_wr_span(&blob).n);
    pk_ok(v, algorithm, s2_wr_span(&blob));
    s2_wr_free(&blob);
    T_EQ(try_key(v, key), AGAIN);
    T_EQ(v->sent_n, 2);
    T_EQ(asked(v, 1).with_signature, 1);
    T_OK(proves(v, 1));
    srv_success(v);
    T_EQ(try_key(v, key), 0);
    T_OK(s2_auth_done(v->s));
}

PK_CASE(login_ed25519)
{
    login(v, "ed25519.openssh", "ed25519.pub", "ssh-ed25519");
}

PK_CASE(login_p256)
{
    login(v, "p256.openssh", "p256.pub", "ecdsa-sha2-nistp256");
}

PK_CASE(login_p521)
{
    login(v, "p521.sec1", "p521.pub", "ecdsa-sha2-nistp521");
}

static void set_sig_algs(struct srv *v, const char *names)
{
    v->s->peer_sig_algs = s2_memdup(&v->s->mem, s2_span_str(names));
}

static void set_pref(struct srv *v, const char *names)
{
    v->s->prefs[LIBSSH2_METHOD_SIGN_ALGO] = s2_memdup(&v->s->mem, s2_span_str(names));
}

PK_CASE(login_rsa)
{
    set_sig_algs(v, "ssh-ed25519,rsa-sha2-256,rsa-sha2-512");
    login(v, "rsa.pkcs1", "rsa.pub", "rsa-sha2-512");
}

/* --- algorithms of RSA keys
 * ------------------------------------------------------------ */

static const struct choice {
    const char *server, *pref;  /* NULL: not set */
    const char *first, *second; /* algorithms that are tried; NULL: none */
} choices[] = {
    {"rsa-sha2-256,rsa-sha2-512", NULL, "rsa-sha2-512", NULL},
    {"ssh-ed25519,rsa-sha2-256", NULL, "rsa-sha2-256", NULL},
    {"rsa-sha2-256,rsa-sha2-512", "rsa-sha2-256", "rsa-sha2-256", NULL},
    {"rsa-sha2-256,rsa-sha2-512,ssh-rsa", "ssh-rsa", "ssh-rsa", NULL},
    {"rsa-sha2-512", "ssh-rsa,rsa-sha2-512", "rsa-sha2-512", NULL},
    {"ssh-rsa", NULL, NULL, NULL},
    {"ssh-ed25519", NULL, NULL, NULL},
    {NULL, NULL, "rsa-sha2-256", "rsa-sha2-512"},
    {NULL, "rsa-sha2-512", "rsa-sha2-512", NULL},
    {NULL, "rsa-sha2-512,ssh-rsa", "rsa-sha2-512", "ssh-rsa"},
    {NULL, "ssh-ed25519,nonsense", NULL, NULL},
};

/* The server knows none of the keys: which were tried? */
static void choose(struct srv *v, const struct choice *c)
{
    int rc = try_key(v, "rsa.openssh");

    if (!c->first) {
        T_EQ(rc, LIBSSH2_ERROR_ALGO_UNSUPPORTED);
        T_EQ(v->sent_n, 0);
        return;
    }
    T_EQ(rc, AGAIN);
    T_OK(s2_span_is(asked(v, 0).algorithm, c->first));
    srv_failure(v, "publickey", false);
    rc = try_key(v, "rsa.openssh");
    if (c->second) {
        T_EQ(rc, AGAIN);
        T_OK(s2_span_is(asked(v, 1).algorithm, c->second));
        srv_failure(v, "publickey", false);
        rc = try_key(v, "rsa.openssh");
    }
    T_EQ(rc, LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_EQ(v->sent_n, c->second ? 2 : 1);
    T_OK(text_has(v, c->second ? c->second : c->first));
}

T_CASE(rsa_algorithms)
{
    size_t i;

    for (i = 0; i < S2_COUNT(choices); i++) {
        struct srv *v = srv_new();

        if (choices[i].server)
            set_sig_algs(v, choices[i].server);
        if (choices[i].pref)
            set_pref(v, choices[i].pref);
        choose(v, &choices[i]);
        srv_free(v);
        T_STOP;
    }
}

/* --- refusals
 * --------------------------------------------------------------------------- */

PK_CASE(key_refused)
{
    T_EQ(try_key(v, "ed25519.openssh"), AGAIN);
    srv_failure(v, "password", false);
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_STR(v->s->err.text, "public key (ssh-ed25519) refused for user 'joe'; the server "
                          "accepts: password");
}

/* Up to the answer to the signature. */
static void sign(struct srv *v)
{
    struct s2_wr blob = public_blob(v, "ed25519.pub");

    T_EQ(try_key(v, "ed25519.openssh"), AGAIN);
    pk_ok(v, "ssh-ed25519", s2_wr_span(&blob));
    s2_wr_free(&blob);
    T_EQ(try_key(v, "ed25519.openssh"), AGAIN);
    T_EQ(v->sent_n, 2);
}

PK_CASE(signature_refused)
{
    sign(v);
    T_STOP;
    srv_failure(v, "password", false);
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_OK(text_has(v, "signature of the public key (ssh-ed25519) refused"));
}

PK_CASE(key_is_one_of_several)
{
    sign(v);
    T_STOP;
    srv_failure(v, "password", true);
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    T_OK(text_has(v, "public key (ssh-ed25519) accepted for user 'joe'"));
    T_OK(text_has(v, "it accepts: password"));
}

/* PK_OK must be about the key that was asked about. */
PK_CASE(wrong_echo)
{
    struct s2_wr blob = public_blob(v, "ed25519.pub");
    struct s2_wr other = public_blob(v, "p256.pub");

    T_EQ(try_key(v, "ed25519.openssh"), AGAIN);
    pk_ok(v, "ssh-ed25519", s2_wr_span(&other));
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_PROTO);
    T_EQ(try_key(v, "ed25519.openssh"), AGAIN);
    pk_ok(v, "ssh-rsa", s2_wr_span(&blob));
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_PROTO);
    s2_wr_free(&blob);
    s2_wr_free(&other);
    T_EQ(v->sent_n, 2); /* nothing was signed */
    T_EQ(v->s->dead, 0);
}

/* A proof that nobody asked for a second time ends the session. */
PK_CASE(second_pk_ok)
{
    sign(v);
    T_STOP;
    pk_ok(v, "ssh-ed25519", s2_span_str("x"));
    T_EQ(try_key(v, "ed25519.openssh"), LIBSSH2_ERROR_PROTO);
    T_OK(v->s->dead);
}

/* --- key files
 * ----------------------------------------------------------------------------- */

static const struct bad {
    const char *key, *pub, *phrase;
    int code;
    const char *words;
} bads[] = {
    {"missing", NULL, NULL, LIBSSH2_ERROR_FILE,
     "keyfile/missing cannot be read: no such"},
    {"ed25519.pub", NULL, NULL, LIBSSH2_ERROR_FILE, "keyfile/ed25519.pub"},
    {"message", NULL, NULL, LIBSSH2_ERROR_FILE, "keyfile/message"},
    {"ed25519.openssh-aes256-ctr", NULL, "wrong", LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
     "wrong passphrase"},
    {"ed25519.openssh-aes256-ctr", NULL, NULL, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED,
     "no passphrase"},
    {"ed25519.openssh", "missing.pub", NULL, LIBSSH2_ERROR_FILE, "public key file"},
    {"ed25519.openssh", "p256.pub", NULL, LIBSSH2_ERROR_FILE, "does not belong"},
    {"ed25519.openssh", "message", NULL, LIBSSH2_ERROR_FILE, "keyfile/message"},
};

PK_CASE(bad_key_files)
{
    size_t i;

    for (i = 0; i < S2_COUNT(bads); i++) {
        const struct bad *b = &bads[i];

        T_EQ(try_files(v, b->key, b->pub, b->phrase), b->code);
        T_EQ(v->s->err.code, b->code);
        if (!text_has(v, b->words))
            T_FAIL("%s: text is '%s'", b->key, v->s->err.text);
    }
    T_EQ(v->sent_n, 0);
}

PK_CASE(good_key_files)
{
    T_EQ(try_files(v, "ed25519.openssh", "ed25519.pub", NULL), AGAIN);
    T_EQ(try_files(v, "ed25519.openssh-aes256-ctr", NULL, PHRASE), AGAIN);
}

/* The same from memory, where the public half may be left out too. */
PK_CASE(keys_in_memory)
{
    struct s2_keysource src = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    size_t n, m;
    uint8_t *text = t_load("keyfile/p384.pkcs8", &n);
    uint8_t *pub = t_load("keyfile/p384.pub", &m);
    int without, with, empty;

    src.private_text = s2_span(text, n);
    without = s2_auth_keysource(v->s, JOE, &src);
    src.public_text = s2_span(pub, m);
    with = s2_auth_keysource(v->s, JOE, &src);
    src.private_text = s2_span(NULL, 0);
    empty = s2_auth_keysource(v->s, JOE, &src);
    free(text);
    free(pub);
    T_EQ(without, AGAIN);
    T_EQ(with, AGAIN);
    T_EQ(empty, LIBSSH2_ERROR_FILE);
    T_OK(text_has(v, "in memory"));
}

/* A certificate is told from a key that does not fit. */
PK_CASE(certificates_are_not_keys)
{
    static const char cert_name[] = "ssh-ed25519-cert-v01@openssh.com";
    struct s2_keysource src = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    struct s2_wr blob = s2_wr_growing(&v->mem), line = s2_wr_growing(&v->mem);
    size_t n;
    uint8_t *text = t_load("keyfile/ed25519.openssh", &n);
    int rc;

    s2_wr_cstr(&blob, cert_name);
    s2_wr_cstr(&blob, "nonce and more");
    s2_wr_raw(&line, cert_name, strlen(cert_name));
    s2_wr_u8(&line, ' ');
    s2_base64_write(&line, s2_wr_span(&blob));
    src.private_text = s2_span(text, n);
    src.public_text = s2_wr_span(&line);
    rc = s2_auth_keysource(v->s, JOE, &src);
    s2_wr_free(&blob);
    s2_wr_free(&line);
    free(text);
    T_EQ(rc, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED);
    T_OK(text_has(v, "certificate"));
}

/* --- the application signs
 * ------------------------------------------------------------------ */

static struct {
    int calls, result;
    void *abstract;
    size_t data_n;
} cb;

static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(sign_it)
{
    (void)session;
    (void)data;
    cb.calls++;
    cb.abstract = *abstract;
    cb.data_n = data_len;
    if (cb.result)
        return cb.result;
    *sig = malloc(3);
    memcpy(*sig, "sig", 3);
    *sig_len = 3;
    return 0;
}

static LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(sign_nothing)
{
    (void)session;
    (void)data;
    (void)data_len;
    (void)abstract;
    *sig = NULL;
    *sig_len = 5;
    return 0;
}

static int by_callback(struct srv *v, s2_sign_fn *sign_fn)
{
    static void *abstract = &cb;
    static const char blob[] = "\0\0\0\7made-up....";

    return s2_auth_callback(v->s, JOE, s2_span(blob, 15), sign_fn, &abstract);
}

static void until_signing(struct srv *v)
{
    memset(&cb, 0, sizeof(cb));
    T_EQ(by_callback(v, sign_it), AGAIN);
    pk_ok(v, "made-up", s2_span("\0\0\0\7made-up....", 15));
}

PK_CASE(callback_signs)
{
    struct ask q;

    until_signing(v);
    T_STOP;
    T_EQ(by_callback(v, sign_it), AGAIN);
    T_EQ(cb.calls, 1);
    T_OK(cb.abstract == &cb);
    q = asked(v, 1);
    T_MEM(q.signature.p, q.signature.n, "\0\0\0\7made-up\0\0\0\3sig", 18);
    T_EQ(cb.data_n, 4 + 10 + v->sent[1].n - 4 - q.signature.n);
    srv_success(v);
    T_EQ(by_callback(v, sign_it), 0);
    T_EQ(cb.calls, 1);
}

PK_CASE(callback_wants_time)
{
    until_signing(v);
    T_STOP;
    cb.result = AGAIN;
    T_EQ(by_callback(v, sign_it), S2_AUTH_LATER);
    T_EQ(by_callback(v, sign_it), S2_AUTH_LATER);
    T_EQ(cb.calls, 2);
    T_EQ(v->sent_n, 1);
    cb.result = 0;
    T_EQ(by_callback(v, sign_it), AGAIN);
    T_EQ(v->sent_n, 2);
    T_EQ(by_callback(v, sign_it), AGAIN);
    T_EQ(cb.calls, 3);
}

PK_CASE(callback_fails)
{
    until_signing(v);
    T_STOP;
    cb.result = 7;
    T_EQ(by_callback(v, sign_it), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_OK(text_has(v, "callback"));
    T_EQ(by_callback(v, sign_nothing), AGAIN);
    pk_ok(v, "made-up", s2_span("\0\0\0\7made-up....", 15));
    T_EQ(by_callback(v, sign_nothing), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_EQ(v->sent_n, 2);
}

PK_CASE(blob_is_no_key)
{
    void *abstract = NULL;
    static const char bytes[] = "\0\0\0\7mad";
    size_t n;

    for (n = 0; n < 7; n++)
        T_EQ(s2_auth_callback(v->s, JOE, s2_span(bytes, n), sign_it, &abstract),
             LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_EQ(v->sent_n, 0);
}

/* --- memory
 * -----------------------------------------------------------------------------------
 */

static int starved_login(struct srv *v, unsigned n)
{
    struct s2_wr blob = public_blob(v, "ed25519.pub");
    int i, rc = AGAIN;

    v->starve = 1;
    v->allocs_left = n;
    for (i = 0; i < 5 && rc == AGAIN; i++) {
        if (i == 1)
            pk_ok(v, "ssh-ed25519", s2_wr_span(&blob));
        if (i == 2)
            srv_success(v);
        rc = try_files(v, "ed25519.openssh-aes256-ctr", "ed25519.pub", PHRASE);
    }
    v->starve = 0;
    s2_wr_free(&blob);
    return rc;
}

T_CASE(every_allocation_may_fail)
{
    unsigned n;
    int rc = LIBSSH2_ERROR_ALLOC;

    for (n = 0; rc && n < 400; n++) {
        struct srv *v = srv_new();

        rc = starved_login(v, n);
        srv_free(v);
        if (rc && rc != LIBSSH2_ERROR_ALLOC)
            T_FAIL("allocation %u failed: result %d", n, rc);
    }
    T_EQ(rc, 0);
    T_OK(n > 10);
}

/* --- host-based
 * ------------------------------------------------------------------------ */

static int try_host(struct srv *v, const char *name)
{
    struct s2_keysource src = {NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    char file[128];

    snprintf(file, sizeof(file), "keyfile/%s", name);
    src.private_path = t_data(file);
    return s2_auth_hostbased(v->s, JOE, s2_span_str("client.example"),
                             s2_span_str("jo"), &src);
}

/* Is the n-th request a host-based one with a right signature by that algorithm? */
static int host_proves(struct srv *v, unsigned n, const char *algorithm)
{
    struct s2_rd r = srv_request(v, n, "hostbased");
    struct s2_span name = s2_rd_str(&r), blob = s2_rd_str(&r);
    struct s2_span host = s2_rd_str(&r), user = s2_rd_str(&r), signature;
    struct s2_wr data = s2_wr_growing(&v->mem);
    struct s2_key *key = NULL;
    int rc = -1;

    signature = s2_rd_str(&r);
    if (s2_rd_done(&r)) {
        s2_wr_str(&data, v->s->session_id);
        s2_wr_raw(&data, v->sent[n].p, v->sent[n].n - 4 - signature.n);
        if (s2_key_from_blob(&v->mem, blob, &key) == 0)
            rc = s2_key_verify(key, s2_key_named(name), s2_wr_span(&data), signature);
    }
    s2_key_free(key);
    s2_wr_free(&data);
    return rc == 0 && s2_span_is(name, algorithm) &&
           s2_span_is(host, "client.example") && s2_span_is(user, "jo");
}

PK_CASE(host_logs_in)
{
    T_EQ(try_host(v, "ed25519.openssh"), AGAIN);
    T_EQ(v->sent_n, 1);
    T_OK(host_proves(v, 0, "ssh-ed25519"));
    srv_success(v);
    T_EQ(try_host(v, "ed25519.openssh"), 0);
    T_OK(s2_auth_done(v->s));
}

/* A server that says nothing of algorithms is asked twice. */
PK_CASE(host_refused)
{
    T_EQ(try_host(v, "rsa.pkcs1"), AGAIN);
    T_OK(host_proves(v, 0, "rsa-sha2-256"));
    srv_failure(v, "hostbased", false);
    T_EQ(try_host(v, "rsa.pkcs1"), AGAIN);
    T_OK(host_proves(v, 1, "rsa-sha2-512"));
    srv_failure(v, "password", false);
    T_EQ(try_host(v, "rsa.pkcs1"), LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED);
    T_OK(text_has(v, "password"));
}

PK_CASE(host_without_key)
{
    T_EQ(try_host(v, "there-is-none"), LIBSSH2_ERROR_FILE);
    T_EQ(v->sent_n, 0);
}

/* --- keys in tokens
 * ------------------------------------------------------------------------ */

/* What the token was asked, and what it answers. */
struct token {
    int algorithm, code;
    uint8_t flags;
    char application[32], handle[32];
    struct s2_wr data;
};

static LIBSSH2_USERAUTH_SK_SIGN_FUNC(token_signs)
{
    struct token *t = *abstract;

    t->algorithm = algorithm;
    t->flags = flags;
    snprintf(t->application, sizeof(t->application), "%s", application);
    snprintf(t->handle, sizeof(t->handle), "%.*s", (int)handle_len,
             (const char *)key_handle);
    s2_wr_free(&t->data);
    s2_wr_raw(&t->data, data, data_len);
    if (t->code)
        return t->code;
    sig_info->flags = 5;
    sig_info->counter = 0x01020304;
    sig_info->sig_r = s2_memdup(&session->mem, s2_span_str("\xff-r"));
    sig_info->sig_r_len = 3;
    if (algorithm == LIBSSH2_HOSTKEY_TYPE_ECDSA_256) {
        sig_info->sig_s = s2_memdup(&session->mem, s2_span_str("s"));
        sig_info->sig_s_len = 1;
    }
    return 0;
}

#define SK_ED   "sk-ssh-ed25519@openssh.com"
#define SK_P256 "sk-ecdsa-sha2-nistp256@openssh.com"

/* The public numbers of such a key: of no meaning to anybody here. */
static void sk_public(struct s2_wr *w, const char *kind)
{
    uint8_t number[65] = {4};

    s2_wr_cstr(w, kind);
    if (strcmp(kind, SK_P256) == 0) {
        s2_wr_cstr(w, "nistp256");
        s2_wr_str(w, s2_span(number, 65));
    } else {
        s2_wr_str(w, s2_span(number, 32));
    }
}

/* The file that ssh-keygen writes, not encrypted. */
static struct s2_wr sk_file(struct srv *v, const char *kind, const char *application)
{
    struct s2_wr w = s2_wr_growing(&v->mem), text = s2_wr_growing(&v->mem);
    size_t mark, start, i;

    s2_wr_raw(&w, "openssh-key-v1", 15);
    s2_wr_cstr(&w, "none");
    s2_wr_cstr(&w, "none");
    s2_wr_cstr(&w, "");
    s2_wr_u32(&w, 1);
    mark = s2_wr_mark(&w);
    sk_public(&w, kind);
    s2_wr_cstr(&w, "ssh:");
    s2_wr_close(&w, mark);
    mark = s2_wr_mark(&w);
    start = s2_wr_len(&w);
    s2_wr_u32(&w, 7);
    s2_wr_u32(&w, 7);
    sk_public(&w, kind);
    s2_wr_cstr(&w, application);
    s2_wr_u8(&w, LIBSSH2_SK_PRESENCE_REQUIRED);
    s2_wr_cstr(&w, "the handle");
    s2_wr_cstr(&w, "");
    s2_wr_cstr(&w, "comment");
    for (i = 1; (s2_wr_len(&w) - start) % 8; i++)
        s2_wr_u8(&w, (uint8_t)i);
    s2_wr_close(&w, mark);
    s2_wr_raw(&text, "-----BEGIN OPENSSH PRIVATE KEY-----\n", 36);
    s2_base64_write(&text, s2_wr_span(&w));
    s2_wr_raw(&text, "\n-----END OPENSSH PRIVATE KEY-----\n", 35);
    s2_wr_free(&w);
    return text;
}

static int try_token(struct srv *v, struct token *t, struct s2_span text)
{
    struct s2_sksource src = {{NULL, 0}, {NULL, 0}, {NULL, 0}, token_signs, NULL};
    void *abstract = t;

    src.text = text;
    src.abstract = &abstract;
    return s2_auth_sk(v->s, JOE, &src);
}

/* A login; the frame of the signature behind the algorithm's name is that. */
static void token_login(struct srv *v, struct token *t, const char *kind,
                        const char *want, size_t n)
{
    struct s2_wr text = sk_file(v, kind, "ssh:"), blob = s2_wr_growing(&v->mem);
    struct ask q;
    struct s2_rd r;
    int rc;

    sk_public(&blob, kind);
    s2_wr_cstr(&blob, "ssh:");
    pk_ok(v, kind, s2_wr_span(&blob));
    rc = try_token(v, t, s2_wr_span(&text));
    s2_wr_free(&blob);
    T_EQ(rc, AGAIN);
    T_EQ(v->sent_n, 2);
    q = asked(v, 1);
    T_OK(q.whole && q.with_signature);
    T_OK(s2_span_is(q.algorithm, kind));
    r = s2_rd(q.signature);
    T_OK(s2_span_is(s2_rd_str(&r), kind));
    T_MEM(r.p, s2_rd_left(&r), want, n);
    T_EQ(t->flags, LIBSSH2_SK_PRESENCE_REQUIRED);
    T_STR(t->application, "ssh:");
    T_STR(t->handle, "the handle");
    T_EQ(s2_wr_len(&t->data),
         4 + v->s->session_id.n + v->sent[1].n - 4 - q.signature.n);
    srv_success(v);
    rc = try_token(v, t, s2_wr_span(&text));
    s2_wr_free(&text);
    T_EQ(rc, 0);
}

static struct token token_new(struct srv *v)
{
    struct token t;

    memset(&t, 0, sizeof(t));
    t.data = s2_wr_growing(&v->mem);
    return t;
}

PK_CASE(token_ed25519)
{
    struct token t = token_new(v);

    token_login(v, &t, SK_ED, "\0\0\0\3\xff-r\5\1\2\3\4", 12);
    s2_wr_free(&t.data);
    T_STOP;
    T_EQ(t.algorithm, LIBSSH2_HOSTKEY_TYPE_ED25519);
}

PK_CASE(token_p256)
{
    struct token t = token_new(v);

    token_login(v, &t, SK_P256, "\0\0\0\15\0\0\0\4\0\xff-r\0\0\0\1s\5\1\2\3\4", 22);
    s2_wr_free(&t.data);
    T_STOP;
    T_EQ(t.algorithm, LIBSSH2_HOSTKEY_TYPE_ECDSA_256);
}

/* The token is asked again as often as it says so; its own code comes through. */
PK_CASE(token_is_slow)
{
    struct s2_wr text = sk_file(v, SK_ED, "ssh:"), blob = s2_wr_growing(&v->mem);
    struct token t = token_new(v);
    int first, again;

    sk_public(&blob, SK_ED);
    s2_wr_cstr(&blob, "ssh:");
    pk_ok(v, SK_ED, s2_wr_span(&blob));
    t.code = AGAIN;
    first = try_token(v, &t, s2_wr_span(&text));
    t.code = LIBSSH2_ERROR_METHOD_NONE;
    again = try_token(v, &t, s2_wr_span(&text));
    s2_wr_free(&blob);
    s2_wr_free(&text);
    s2_wr_free(&t.data);
    T_EQ(first, S2_AUTH_LATER);
    T_EQ(again, LIBSSH2_ERROR_METHOD_NONE);
}

/* A file of another kind is found out before anything is sent or signed. */
PK_CASE(token_without_file)
{
    struct token t = token_new(v);

    T_EQ(try_token(v, &t, s2_span_str("ssh-ed25519 AAAA")), LIBSSH2_ERROR_FILE);
    T_EQ(v->sent_n, 0);
}

/* The sign callback of libssh2_userauth_publickey for such keys: its result is put
 * behind the name as it is. */
PK_CASE(token_by_callback)
{
    struct s2_wr blob = s2_wr_growing(&v->mem);
    struct token t = token_new(v);
    void *token = &t, *abstract;
    LIBSSH2_PRIVKEY_SK sk = {LIBSSH2_HOSTKEY_TYPE_ED25519,
                             1,
                             "ssh:",
                             (const unsigned char *)"h",
                             1,
                             token_signs,
                             NULL};
    struct ask q;
    struct s2_rd r;
    int rc;

    sk.orig_abstract = &token;
    abstract = &sk;
    sk_public(&blob, SK_ED);
    s2_wr_cstr(&blob, "ssh:");
    pk_ok(v, SK_ED, s2_wr_span(&blob));
    rc = s2_auth_callback(v->s, JOE, s2_wr_span(&blob), libssh2_sign_sk, &abstract);
    s2_wr_free(&blob);
    s2_wr_free(&t.data);
    T_EQ(rc, AGAIN);
    q = asked(v, 1);
    r = s2_rd(q.signature);
    T_OK(s2_span_is(s2_rd_str(&r), SK_ED));
    T_MEM(r.p, s2_rd_left(&r), "\0\0\0\3\xff-r\5\1\2\3\4", 12);
    sk.algorithm = LIBSSH2_HOSTKEY_TYPE_RSA;
    t.data = s2_wr_growing(&v->mem);
    {
        unsigned char *sig;
        size_t n;

        T_EQ(libssh2_sign_sk(v->s, &sig, &n, NULL, 0, &abstract),
             LIBSSH2_ERROR_DECRYPT);
    }
}

T_SUITE(authkey) = {T_RUN(token_ed25519),
                    T_RUN(token_p256),
                    T_RUN(token_is_slow),
                    T_RUN(token_without_file),
                    T_RUN(token_by_callback),
                    T_RUN(host_logs_in),
                    T_RUN(host_refused),
                    T_RUN(host_without_key),
                    T_RUN(login_ed25519),
                    T_RUN(login_p256),
                    T_RUN(login_p521),
                    T_RUN(login_rsa),
                    T_RUN(rsa_algorithms),
                    T_RUN(key_refused),
                    T_RUN(signature_refused),
                    T_RUN(key_is_one_of_several),
                    T_RUN(wrong_echo),
                    T_RUN(second_pk_ok),
                    T_RUN(bad_key_files),
                    T_RUN(good_key_files),
                    T_RUN(keys_in_memory),
                    T_RUN(certificates_are_not_keys),
                    T_RUN(callback_signs),
                    T_RUN(callback_wants_time),
                    T_RUN(callback_fails),
                    T_RUN(blob_is_no_key),
                    T_RUN(every_allocation_may_fail),
                    T_END};
