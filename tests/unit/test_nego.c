/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Negotiation: what is offered, what is chosen, what is said when nothing is common. */
#include "base/text.h"
#include "t.h"
#include "trans/nego.h"

/* A KEXINIT with the same list everywhere, except as told. */
static struct s2_kexinit init_of(const char *kex, const char *key, const char *cipher,
                                 const char *mac)
{
    struct s2_kexinit k;

    memset(&k, 0, sizeof(k));
    k.list[S2_L_KEX] = s2_span_str(kex);
    k.list[S2_L_KEY] = s2_span_str(key);
    k.list[S2_L_CIPHER_CS] = k.list[S2_L_CIPHER_SC] = s2_span_str(cipher);
    k.list[S2_L_MAC_CS] = k.list[S2_L_MAC_SC] = s2_span_str(mac);
    k.list[S2_L_COMP_CS] = k.list[S2_L_COMP_SC] = s2_span_str("none");
    return k;
}

#define KEX "curve25519-sha256,ecdh-sha2-nistp256"

T_CASE(nego_client_order_decides)
{
    struct s2_kexinit own = init_of(KEX, "ssh-ed25519,rsa-sha2-512",
                                    "aes128-ctr,aes256-ctr", "hmac-sha2-256");
    struct s2_kexinit peer =
        init_of("ecdh-sha2-nistp256,curve25519-sha256", "rsa-sha2-512,ssh-ed25519",
                "aes256-ctr,aes128-ctr", "hmac-sha1,hmac-sha2-256");
    struct s2_agreed a;
    struct s2_err e;

    T_EQ(s2_nego_choose(&e, &own, &peer, &a), 0);
    T_STR(a.kex->name, "curve25519-sha256");
    T_STR(a.key->name, "ssh-ed25519");
    T_STR(a.cipher[S2_CS]->name, "aes128-ctr");
    T_STR(a.mac[S2_SC]->name, "hmac-sha2-256");
}

T_CASE(nego_directions_are_independent)
{
    struct s2_kexinit own =
        init_of(KEX, "ssh-ed25519", "aes128-ctr,aes256-ctr", "hmac-sha2-256");
    struct s2_kexinit peer = own;
    struct s2_agreed a;
    struct s2_err e;

    peer.list[S2_L_CIPHER_SC] = s2_span_str("aes256-ctr");
    T_EQ(s2_nego_choose(&e, &own, &peer, &a), 0);
    T_STR(a.cipher[S2_CS]->name, "aes128-ctr");
    T_STR(a.cipher[S2_SC]->name, "aes256-ctr");
}

T_CASE(nego_nothing_common_names_both_lists)
{
    struct s2_kexinit own = init_of(KEX, "ssh-ed25519", "aes128-ctr", "hmac-sha2-256");
    struct s2_kexinit peer = init_of(KEX, "ssh-ed25519", "arcfour", "hmac-sha2-256");
    struct s2_agreed a;
    struct s2_err e;

    T_EQ(s2_nego_choose(&e, &own, &peer, &a), LIBSSH2_ERROR_KEX_FAILURE);
    T_STR(e.text, "no common cipher client to server: the server offers arcfour; "
                  "we offer aes128-ctr");
}

T_CASE(nego_aead_needs_no_mac)
{
    struct s2_kexinit own =
        init_of(KEX, "ssh-ed25519", "aes256-gcm@openssh.com", "hmac-sha2-256");
    struct s2_kexinit peer =
        init_of(KEX, "ssh-ed25519", "aes256-gcm@openssh.com", "umac-64@openssh.com");
    struct s2_agreed a;
    struct s2_err e;

    T_EQ(s2_nego_choose(&e, &own, &peer, &a), 0);
    T_OK(a.mac[S2_CS] == NULL);
    peer.list[S2_L_CIPHER_CS] = own.list[S2_L_CIPHER_CS] = s2_span_str("aes128-ctr");
    T_EQ(s2_nego_choose(&e, &own, &peer, &a), LIBSSH2_ERROR_KEX_FAILURE);
}

/* Signal names are in both lists and must never be taken for a method. */
T_CASE(nego_signals_are_no_methods)
{
    struct s2_kexinit own =
        init_of("ext-info-c," KEX, "ssh-ed25519", "aes128-ctr", "hmac-sha2-256");
    struct s2_kexinit peer = own;
    struct s2_agreed a;
    struct s2_err e;

    T_EQ(s2_nego_choose(&e, &own, &peer, &a), 0);
    T_STR(a.kex->name, "curve25519-sha256");
}

T_CASE(nego_guess)
{
    struct s2_kexinit own = init_of(KEX, "ssh-ed25519", "x", "y");
    struct s2_kexinit peer = own;

    T_OK(!s2_nego_wrong_guess(&own, &peer));
    peer.follows = true;
    T_OK(!s2_nego_wrong_guess(&own, &peer));
    peer.list[S2_L_KEX] = s2_span_str("ecdh-sha2-nistp256,curve25519-sha256");
    T_OK(s2_nego_wrong_guess(&own, &peer));
    peer.list[S2_L_KEX] = own.list[S2_L_KEX];
    peer.list[S2_L_KEY] = s2_span_str("ssh-rsa");
    T_OK(s2_nego_wrong_guess(&own, &peer));
}

static struct s2_span built(uint8_t *buf, size_t n, const struct s2_offer *offer,
                            struct s2_kexinit *k)
{
    struct s2_wr w = s2_wr_fixed(buf, n);

    if (s2_nego_build(&w, offer) || s2_nego_parse(s2_wr_span(&w), k))
        return s2_span(NULL, 0);
    return s2_wr_span(&w);
}

T_CASE(nego_builds_what_it_parses)
{
    static uint8_t buf[4000];
    const char *prefs[10] = {NULL};
    struct s2_offer offer = {prefs, false, true};
    struct s2_kexinit k;
    struct s2_span msg = built(buf, sizeof(buf), &offer, &k);
    size_t cut;

    T_OK(msg.n > 0);
    T_OK(s2_names_has(k.list[S2_L_KEX], s2_span_str("curve25519-sha256")));
    T_OK(s2_names_has(k.list[S2_L_KEX], s2_span_str("ext-info-c")));
    T_OK(s2_names_has(k.list[S2_L_KEX], s2_span_str("kex-strict-c-v00@openssh.com")));
    T_OK(!s2_names_has(k.list[S2_L_KEY], s2_span_str("ssh-rsa")));
    T_OK(!s2_names_has(k.list[S2_L_MAC_CS], s2_span_str("hmac-sha1")));
    T_OK(s2_span_is(k.list[S2_L_COMP_CS], "none"));
    for (cut = 0; cut < msg.n; cut++)
        T_EQ(s2_nego_parse(s2_span(msg.p, cut), &k), LIBSSH2_ERROR_PROTO);
}

T_CASE(nego_preferences_and_rekey)
{
    static uint8_t buf[4000];
    const char *prefs[10] = {NULL};
    struct s2_offer offer = {prefs, true, false};
    struct s2_kexinit k;

    prefs[S2_L_CIPHER_SC] = "aes128-ctr";
    T_OK(built(buf, sizeof(buf), &offer, &k).n > 0);
    T_OK(s2_span_is(k.list[S2_L_CIPHER_SC], "aes128-ctr"));
    T_OK(!s2_span_is(k.list[S2_L_CIPHER_CS], "aes128-ctr"));
    T_OK(!s2_names_has(k.list[S2_L_KEX], s2_span_str("ext-info-c")));
#ifdef S2_HAVE_ZLIB
    T_OK(s2_span_is(k.list[S2_L_COMP_CS], "zlib@openssh.com,zlib,none"));
#endif
}

T_SUITE(nego) = {T_RUN(nego_client_order_decides),
                 T_RUN(nego_directions_are_independent),
                 T_RUN(nego_nothing_common_names_both_lists),
                 T_RUN(nego_aead_needs_no_mac),
                 T_RUN(nego_signals_are_no_methods),
                 T_RUN(nego_guess),
                 T_RUN(nego_builds_what_it_parses),
                 T_RUN(nego_preferences_and_rekey),
                 T_END};
