/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Authentication done wrong. */
#include "evil.h"

/* --- Clients
 * -------------------------------------------------------------------------- */

static int by_key(struct flow *f)
{
    int rc;

    FLOW_CALL(f, rc,
              libssh2_userauth_publickey_frommemory(f->session, PEER_USER,
                                                    strlen(PEER_USER), NULL, 0,
                                                    FLOW_KEY, strlen(FLOW_KEY), NULL));
    FLOW_OK(f, libssh2_userauth_authenticated(f->session));
    return 0;
}

static LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(answer)
{
    int i;

    (void)name, (void)name_len, (void)instruction, (void)instruction_len;
    (void)prompts;
    for (i = 0; i < num_prompts; i++) {
        responses[i].text = flow_memory(*abstract, 1);
        responses[i].length = 1;
        responses[i].text[0] = 'a';
    }
}

static int by_questions(struct flow *f)
{
    int rc;

    FLOW_CALL(f, rc,
              libssh2_userauth_keyboard_interactive(f->session, PEER_USER, answer));
    return 0;
}

static int by_password(struct flow *f)
{
    int rc;

    FLOW_CALL(f, rc, libssh2_userauth_password(f->session, PEER_USER, PEER_PASSWORD));
    return evil_exec(f);
}

static int ask_methods(struct flow *f)
{
    char *list;

    FLOW_PTR(f, list, libssh2_userauth_list(f->session, PEER_USER, 4));
    FLOW_OK(f, strlen(list) <= 32768);
    return by_password(f);
}

/* --- Servers
 * ----------------------------------------------------------------------------- */

static void success(struct evil *e)
{
    evil_say(e, "b", 52);
}

static void accept_and_success(struct evil *e)
{
    evil_say(e, "bs", 6, "ssh-userauth");
    success(e);
}

static void failure(struct evil *e)
{
    evil_say(e, "bsb", 51, "publickey", 0);
}

static void failure_partial(struct evil *e)
{
    evil_say(e, "bsb", 51, "publickey", 1);
}

static void failure_long(struct evil *e)
{
    evil_say(e, "bnb", 51, (size_t)e->c.arg, 0);
}

static void failure_cut(struct evil *e)
{
    evil_say(e, "bs", 51, "password");
}

static void banners(struct evil *e)
{
    long i;

    for (i = 0; i < e->c.arg; i++)
        evil_say(e, "bss", 53, "Welcome.\n", "");
}

static void banner_long(struct evil *e)
{
    evil_say(e, "bns", 53, (size_t)e->c.arg, "");
}

static void banner_cut(struct evil *e)
{
    evil_say(e, "bu", 53, (uint32_t)0xffffffff);
}

static void pk_ok_other_key(struct evil *e)
{
    evil_say(e, "bsp", 60, "ssh-ed25519", s2_key_blob(e->f.peer->hostkey));
}

static void pk_ok_cut(struct evil *e)
{
    evil_say(e, "bs", 60, "ssh-ed25519");
}

static void pk_ok_long(struct evil *e)
{
    evil_say(e, "bnn", 60, (size_t)100000, (size_t)100000);
}

static void change_password(struct evil *e)
{
    evil_say(e, "bss", 60, "Your password has expired", "");
}

/* --- Questions (RFC 4256) */

static void prompts(struct evil *e)
{
    evil_say(e, "bsssusb", 60, "name", "instruction", "", (uint32_t)e->c.arg,
             "Password: ", 0);
}

static void prompt_long(struct evil *e)
{
    evil_say(e, "bnnsunb", 60, (size_t)70000, (size_t)70000, "", (uint32_t)1,
             (size_t)70000, 0);
}

static bool ask_for_ever(struct evil *e, uint8_t type, struct s2_rd *r)
{
    (void)r;
    if (type != 50 && type != 61)
        return false;
    prompts(e);
    return true;
}

static bool ask_once(struct evil *e, uint8_t type, struct s2_rd *r)
{
    if (type == 61) {
        if (s2_rd_u32(r) != 1 || !s2_span_is(s2_rd_str(r), "a"))
            peer_complain(e->f.peer, "wrong answers");
        success(e);
        return true;
    }
    return type == 50 && ask_for_ever(e, type, r);
}

static bool ask_nothing(struct evil *e, uint8_t type, struct s2_rd *r)
{
    if (type == 61 && e->count++ == 3) {
        success(e);
        return true;
    }
    return ask_for_ever(e, type, r);
}

const struct evil_case evil_auth[] = {
    {EVIL("SUCCESS before the service", EVIL_SERVICE, EVIL_ANY, success)},
    {EVIL("SUCCESS before any request", EVIL_SERVICE, EVIL_ANY, accept_and_success),
     .swallow = true},
    {EVIL("SUCCESS in a rekey", EVIL_REKEY, EVIL_DIES, success)},
    {EVIL("SUCCESS twice", EVIL_AUTH, EVIL_DIES, success)},
    {EVIL("FAILURE, then SUCCESS", EVIL_AUTH, EVIL_DIES, failure)},
    {EVIL("FAILURE before any request", EVIL_SERVICE, EVIL_ANY, failure)},
    {EVIL("FAILURE when logged in", EVIL_IDLE, EVIL_DIES, failure)},
    {EVIL("FAILURE with partial success", EVIL_AUTH, EVIL_DIES, failure_partial),
     .swallow = true, .text = "one more"},
    {EVIL("FAILURE with a list of 32 KB", EVIL_AUTH, EVIL_LIVES, failure_long),
     .swallow = true, .arg = 32768, .client = ask_methods},
    {EVIL("FAILURE with a list of 100 KB", EVIL_AUTH, EVIL_DIES, failure_long),
     .arg = 100000, .client = ask_methods},
    {EVIL("FAILURE cut", EVIL_AUTH, EVIL_DIES, failure_cut)},
    {EVIL("1000 banners", EVIL_AUTH, EVIL_LIVES, banners), .arg = 1000},
    {EVIL("2000 banners", EVIL_AUTH, EVIL_DIES, banners), .arg = 2000},
    {EVIL("banner of 200 KB", EVIL_AUTH, EVIL_LIVES, banner_long), .arg = 200000},
    {EVIL("banner cut", EVIL_AUTH, EVIL_DIES, banner_cut)},
    {EVIL("password to be changed", EVIL_AUTH, EVIL_DIES, change_password)},

    {EVIL("log in by key", EVIL_AUTH, EVIL_LIVES, NULL), .client = by_key},
    {EVIL("PK_OK for another key", EVIL_AUTH, EVIL_DIES, pk_ok_other_key),
     .swallow = true, .client = by_key},
    {EVIL("PK_OK cut", EVIL_AUTH, EVIL_DIES, pk_ok_cut), .swallow = true,
     .client = by_key},
    {EVIL("PK_OK of 200 KB", EVIL_AUTH, EVIL_DIES, pk_ok_long), .swallow = true,
     .client = by_key},
    {EVIL("PK_OK for a password", EVIL_AUTH, EVIL_DIES, pk_ok_other_key)},
    {EVIL("PK_OK before any request", EVIL_SERVICE, EVIL_ANY, pk_ok_other_key),
     .client = by_key},
    {EVIL("PK_OK twice", EVIL_AUTH, EVIL_DIES, pk_ok_other_key), .client = by_key},

    {EVIL("one question", EVIL_AUTH, EVIL_LIVES, NULL), .on = ask_once, .arg = 1,
     .client = by_questions},
    {EVIL("rounds without questions", EVIL_AUTH, EVIL_LIVES, NULL), .on = ask_nothing,
     .arg = 0, .client = by_questions},
    {EVIL("2^32-1 questions", EVIL_AUTH, EVIL_DIES, prompts), .swallow = true,
     .arg = 0xffffffff, .client = by_questions},
    {EVIL("101 questions", EVIL_AUTH, EVIL_DIES, prompts), .swallow = true, .arg = 101,
     .client = by_questions},
    {EVIL("100 questions, one there", EVIL_AUTH, EVIL_DIES, prompts), .swallow = true,
     .arg = 100, .client = by_questions},
    {EVIL("questions without end", EVIL_AUTH, EVIL_DIES, NULL), .on = ask_for_ever,
     .arg = 1, .client = by_questions},
    {EVIL("rounds without end", EVIL_AUTH, EVIL_DIES, NULL), .on = ask_for_ever,
     .arg = 0, .client = by_questions},
    {EVIL("question of 200 KB", EVIL_AUTH, EVIL_WAITS, prompt_long), .swallow = true,
     .on = NULL, .client = by_questions},
    {EVIL("questions for a password", EVIL_AUTH, EVIL_DIES, prompts), .arg = 1},
    {.name = NULL},
};
