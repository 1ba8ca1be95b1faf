/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The tables of algorithms: what is offered, in which order, and that the rows fit the
 * primitives they name. */
#include "crypto/alg.h"
#include "unit/vec.h"

static const enum s2_alg_kind kinds[] = {S2_ALG_KEX, S2_ALG_KEY, S2_ALG_CIPHER,
                                         S2_ALG_MAC, S2_ALG_COMP};

/* Place of a name among those of its kind, or -1. */
static int place(enum s2_alg_kind kind, const char *name, bool every)
{
    const char *s;
    int i;

    for (i = 0; (s = s2_alg_name(kind, (size_t)i, every)) != NULL; i++)
        if (strcmp(s, name) == 0)
            return i;
    return -1;
}

static bool known(enum s2_alg_kind kind, const char *name)
{
    return s2_alg_known(kind, s2_span_str(name));
}

T_CASE(every_name_is_known_and_unique)
{
    size_t k, i;
    const char *s;

    for (k = 0; k < S2_COUNT(kinds); k++) {
        for (i = 0; (s = s2_alg_name(kinds[k], i, true)) != NULL; i++) {
            T_OK(known(kinds[k], s));
            T_EQ(place(kinds[k], s, true), i);
            T_OK(strlen(s) <= 64); /* RFC 4251 section 6 */
            T_OK(strchr(s, ',') == NULL);
        }
        T_OK(i > 0);
        T_OK(s2_alg_name(kinds[k], i + 1, true) == NULL);
    }
}

/* What is offered unasked comes in the same order, and is what all has but old. */
T_CASE(the_offer_is_part_of_all)
{
    size_t k, i;
    const char *s;
    int last, at;

    for (k = 0; k < S2_COUNT(kinds); k++) {
        last = -1;
        for (i = 0; (s = s2_alg_name(kinds[k], i, false)) != NULL; i++) {
            at = place(kinds[k], s, true);
            T_OK(at > last);
            last = at;
        }
    }
}

T_CASE(old_algorithms_wait_to_be_named)
{
    static const struct {
        enum s2_alg_kind kind;
        const char *name;
    } old[] = {
        {S2_ALG_CIPHER, "aes256-cbc"}, {S2_ALG_CIPHER, "aes128-cbc"},
        {S2_ALG_CIPHER, "3des-cbc"},   {S2_ALG_MAC, "hmac-sha1"},
        {S2_ALG_KEY, "ssh-rsa"},       {S2_ALG_KEX, "diffie-hellman-group14-sha1"},
    };
    size_t i;

    for (i = 0; i < S2_COUNT(old); i++) {
        T_EQ(place(old[i].kind, old[i].name, false), -1);
        T_EQ(place(old[i].kind, old[i].name, true) >= 0,
             known(old[i].kind, old[i].name));
    }
    T_OK(known(S2_ALG_KEY, "ssh-rsa"));
    T_OK(known(S2_ALG_KEX, "diffie-hellman-group14-sha1"));
    T_EQ(place(S2_ALG_KEX, "diffie-hellman-group1-sha1", false), -1);
#ifndef S2_WITH_WEAK
    T_OK(!known(S2_ALG_KEX, "diffie-hellman-group1-sha1"));
    T_EQ(place(S2_ALG_KEX, "diffie-hellman-group1-sha1", true), -1);
#endif
}

/* What every backend must have, or libssh2's users would miss it. */
T_CASE(the_common_algorithms_are_offered)
{
    T_OK(place(S2_ALG_CIPHER, "aes256-ctr", false) >= 0);
    T_OK(place(S2_ALG_CIPHER, "aes192-ctr", false) >= 0);
    T_OK(place(S2_ALG_CIPHER, "aes128-ctr", false) >= 0);
    T_OK(place(S2_ALG_MAC, "hmac-sha2-256-etm@openssh.com", false) == 0);
    T_OK(place(S2_ALG_MAC, "hmac-sha2-512", false) >= 0);
    T_OK(place(S2_ALG_KEX, "diffie-hellman-group14-sha256", false) >= 0);
    T_OK(place(S2_ALG_KEX, "diffie-hellman-group16-sha512", false) >= 0);
    T_OK(place(S2_ALG_KEX, "diffie-hellman-group-exchange-sha256", false) >= 0);
    T_OK(place(S2_ALG_KEX, "ecdh-sha2-nistp521", false) >= 0);
    T_OK(place(S2_ALG_KEY, "rsa-sha2-512", false) >= 0);
    T_OK(place(S2_ALG_KEY, "ecdsa-sha2-nistp256", false) >= 0);
    T_EQ(place(S2_ALG_COMP, "none", false), 0);
}

T_CASE(better_comes_first)
{
    T_OK(place(S2_ALG_CIPHER, "aes256-ctr", true) <
         place(S2_ALG_CIPHER, "aes128-ctr", true));
    T_OK(place(S2_ALG_KEY, "rsa-sha2-512", true) < place(S2_ALG_KEY, "ssh-rsa", true));
    T_OK(place(S2_ALG_KEX, "curve25519-sha256", true) <
         place(S2_ALG_KEX, "diffie-hellman-group14-sha256", true));
    T_OK(place(S2_ALG_MAC, "hmac-sha2-256-etm@openssh.com", true) <
         place(S2_ALG_MAC, "hmac-sha2-256", true));
}

T_CASE(names_must_match_whole)
{
    T_OK(known(S2_ALG_CIPHER, "aes256-ctr"));
    T_OK(!known(S2_ALG_CIPHER, "aes256-ct"));
    T_OK(!known(S2_ALG_CIPHER, "aes256-ctr "));
    T_OK(!known(S2_ALG_CIPHER, "AES256-CTR"));
    T_OK(!known(S2_ALG_CIPHER, ""));
    T_OK(!known(S2_ALG_CIPHER, "hmac-sha2-256"));
    T_OK(!known(S2_ALG_MAC, "aes256-ctr"));
    T_OK(s2_cipher_named(s2_span_str("nonesuch")) == NULL);
    T_OK(s2_mac_named(s2_span_str("nonesuch")) == NULL);
    T_OK(s2_kex_named(s2_span_str("nonesuch")) == NULL);
    T_OK(s2_key_named(s2_span_str("nonesuch")) == NULL);
    T_OK(s2_comp_named(s2_span_str("nonesuch")) == NULL);
}

T_CASE(rows_are_found_by_name)
{
    const struct s2_cipher_row *cipher = s2_cipher_named(s2_span_str("aes192-ctr"));
    const struct s2_mac_row *mac = s2_mac_named(s2_span_str("hmac-sha2-512"));
    const struct s2_key_row *key = s2_key_named(s2_span_str("rsa-sha2-256"));
    const struct s2_kex_row *kex =
        s2_kex_named(s2_span_str("diffie-hellman-group16-sha512"));
    const struct s2_comp_row *comp = s2_comp_named(s2_span_str("none"));

    T_OK(cipher && mac && key && kex && comp);
    T_EQ(cipher->prim, S2_AES192_CTR);
    T_EQ(cipher->key, 24);
    T_EQ(mac->prim, S2_SHA512);
    T_OK(!mac->etm);
    T_EQ(key->hash, S2_SHA256);
    T_STR(key->blob, "ssh-rsa");
    T_EQ(kex->group, 16);
    T_EQ(kex->hash, S2_SHA512);
    T_OK(!comp->zlib);
}

/* Lengths that are derived against lengths that the primitives take. */
T_CASE(cipher_rows_fit_their_primitives)
{
    const struct s2_cipher_row *row;

    for (row = s2_cipher_rows; row->name; row++) {
        const struct s2_cipher *d = s2_find_cipher((enum s2_prim)row->prim);

        T_EQ(s2_cipher_usable(row), d != NULL && (row->mode != S2_MODE_CHACHAPOLY ||
                                                  s2_find_mac(S2_POLY1305) != NULL));
        T_OK(row->key <= S2_KEY_MAX && row->iv <= S2_IV_MAX);
        if (!d)
            continue;
        T_EQ(row->key, row->mode == S2_MODE_CHACHAPOLY ? 2 * d->key : d->key);
        T_EQ(row->iv, row->mode == S2_MODE_CHACHAPOLY ? 0 : d->iv);
        T_EQ(row->mode == S2_MODE_GCM, d->tag != 0);
    }
}

T_CASE(mac_rows_fit_their_primitives)
{
    const struct s2_mac_row *row;

    for (row = s2_mac_rows; row->name; row++) {
        const struct s2_mac *d = s2_find_mac((enum s2_prim)row->prim);

        T_EQ(s2_mac_usable(row), d != NULL);
        T_OK(row->len <= S2_TAG_MAX && row->key <= S2_HASH_MAX);
        T_EQ(row->etm, strstr(row->name, "-etm@") != NULL);
        if (d)
            T_OK(row->len <= d->len && row->key == d->len);
    }
}

T_CASE(kex_and_key_rows_are_sound)
{
    const struct s2_kex_row *kex;
    const struct s2_key_row *key;

    for (kex = s2_kex_rows; kex->name; kex++) {
        T_EQ(kex->family == S2_KEX_DH, s2_dh_group(kex->group) != NULL);
        T_EQ(kex->family == S2_KEX_HYBRID, kex->kem != 0);
        T_EQ(kex->family == S2_KEX_ECDH || kex->family == S2_KEX_HYBRID,
             kex->prim != 0);
        if (kex->kem)
            T_EQ(s2_kex_usable(kex), s2_find_kem((enum s2_prim)kex->kem) != NULL &&
                                         s2_find_ecdh((enum s2_prim)kex->prim) != NULL);
    }
    for (key = s2_key_rows; key->name; key++) {
        T_EQ(key->prim == S2_ED25519, key->hash == S2_PRIM_NONE);
        T_EQ(key->prim == S2_RSA, strcmp(key->blob, "ssh-rsa") == 0);
        T_EQ(s2_key_usable(key), s2_find_pk((enum s2_prim)key->prim) != NULL);
    }
}

T_CASE(zlib_is_known_if_it_is_built_in)
{
#ifdef S2_HAVE_ZLIB
    T_OK(s2_comp_named(s2_span_str("zlib"))->zlib);
    T_OK(!s2_comp_named(s2_span_str("zlib"))->delayed);
    T_OK(s2_comp_named(s2_span_str("zlib@openssh.com"))->delayed);
#else
    T_OK(!known(S2_ALG_COMP, "zlib"));
    T_OK(!known(S2_ALG_COMP, "zlib@openssh.com"));
#endif
}

T_SUITE(alg) = {
    T_RUN(every_name_is_known_and_unique),
    T_RUN(the_offer_is_part_of_all),
    T_RUN(old_algorithms_wait_to_be_named),
    T_RUN(the_common_algorithms_are_offered),
    T_RUN(better_comes_first),
    T_RUN(names_must_match_whole),
    T_RUN(rows_are_found_by_name),
    T_RUN(cipher_rows_fit_their_primitives),
    T_RUN(mac_rows_fit_their_primitives),
    T_RUN(kex_and_key_rows_are_sound),
    T_RUN(zlib_is_known_if_it_is_built_in),
    T_END,
};
