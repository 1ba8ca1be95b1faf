/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See hostline.h.  The format is that of sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
#include "hosts/hostline.h"

#include "base/text.h"
#include "crypto/crypto.h"

static const char *const marks[] = {"", "@revoked ", "@cert-authority "};

static const struct {
    const char *name;
    int bits;
} types[] = {
    {"ssh-ed25519", LIBSSH2_KNOWNHOST_KEY_ED25519},
    {"ecdsa-sha2-nistp256", LIBSSH2_KNOWNHOST_KEY_ECDSA_256},
    {"ecdsa-sha2-nistp384", LIBSSH2_KNOWNHOST_KEY_ECDSA_384},
    {"ecdsa-sha2-nistp521", LIBSSH2_KNOWNHOST_KEY_ECDSA_521},
    {"ssh-rsa", LIBSSH2_KNOWNHOST_KEY_SSHRSA},
    {"ssh-dss", LIBSSH2_KNOWNHOST_KEY_SSHDSS},
};

int s2_hostkey_bits(struct s2_span type)
{
    size_t i;

    for (i = 0; i < S2_COUNT(types); i++)
        if (s2_span_is(type, types[i].name))
            return types[i].bits;
    return LIBSSH2_KNOWNHOST_KEY_UNKNOWN;
}

const char *s2_hostkey_name(int typemask)
{
    size_t i;

    for (i = 0; i < S2_COUNT(types); i++)
        if (types[i].bits == (typemask & LIBSSH2_KNOWNHOST_KEY_MASK))
            return types[i].name;
    return NULL;
}

const char *s2_hostline_mark(enum s2_hostmark mark)
{
    return marks[mark];
}

/* --- Hashed names -------------------------------------------------------------------
 */

/* Decode into exactly the room given; *n is its size, then what was used. */
static bool decode(uint8_t *out, size_t *n, struct s2_span text)
{
    struct s2_wr w = s2_wr_fixed(out, *n);

    if (!s2_hostline_is64(text) || s2_base64_read(&w, text) || !s2_wr_ok(&w))
        return false;
    *n = s2_wr_len(&w);
    return true;
}

bool s2_hosthash_read(struct s2_hosthash *h, struct s2_span salt, struct s2_span hash)
{
    size_t n = sizeof(h->hash);

    h->salt_n = sizeof(h->salt);
    if (!decode(h->salt, &h->salt_n, salt) || !decode(h->hash, &n, hash))
        return false;
    return h->salt_n > 0 && n == sizeof(h->hash);
}

/* ssh-keygen(1), -H: the number says which hash, 1 is HMAC-SHA1 under the salt. */
void s2_hosthash_write(struct s2_wr *w, const struct s2_hosthash *h)
{
    s2_wr_raw(w, "|1|", 3);
    s2_base64_write(w, s2_span(h->salt, h->salt_n));
    s2_wr_u8(w, '|');
    s2_base64_write(w, s2_span(h->hash, sizeof(h->hash)));
}

int s2_hosthash_is(struct s2_mem *m, const struct s2_hosthash *h, struct s2_span name)
{
    const struct s2_mac *mac = s2_find_mac(S2_SHA1);
    uint8_t digest[S2_TAG_MAX];
    void *ctx;
    int rc;

    if (!mac)
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    ctx = s2_zalloc(m, mac->ctx);
    if (!ctx)
        return LIBSSH2_ERROR_ALLOC;
    rc = mac->init(ctx, h->salt, h->salt_n);
    if (!rc)
        rc = mac->update(ctx, name.p, name.n);
    if (!rc)
        rc = mac->final(ctx, digest);
    mac->wipe(ctx);
    s2_free(m, ctx);
    return rc ? rc : memcmp(digest, h->hash, sizeof(h->hash)) == 0;
}

/* "|1|salt|hash" */
static bool hash_parse(struct s2_span names, struct s2_hosthash *h)
{
    struct s2_rd r = s2_rd(names);
    struct s2_span magic = s2_rd_raw(&r, 3), rest = s2_rd_rest(&r);
    const uint8_t *bar = rest.n ? memchr(rest.p, '|', rest.n) : NULL;
    struct s2_span salt;

    if (!s2_span_is(magic, "|1|") || !bar)
        return false;
    r = s2_rd(rest);
    salt = s2_rd_raw(&r, (size_t)(bar - rest.p));
    s2_rd_skip(&r, 1);
    return s2_hosthash_read(h, salt, s2_rd_rest(&r));
}

/* --- Names and patterns
 * --------------------------------------------------------------- */

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* Back to the last star, which takes one character more: no recursion, so that no
 * pattern costs more than its length times the text's. */
static bool glob(struct s2_span pattern, struct s2_span text)
{
    size_t p = 0, t = 0, star = pattern.n, after = 0;

    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            after = t;
        } else if (p < pattern.n &&
                   (pattern.p[p] == '?' || lower(pattern.p[p]) == lower(text.p[t]))) {
            p++;
            t++;
        } else if (star < pattern.n) {
            p = star + 1;
            t = ++after;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

/* Take the `!` off a name; was there one? */
static bool take_not(struct s2_span *name)
{
    struct s2_rd r = s2_rd(*name);

    if (s2_rd_u8(&r) != '!')
        return false;
    *name = s2_rd_rest(&r);
    return true;
}

/* All names are looked at before the answer, since an excluding one may come last. */
bool s2_hostnames_have(struct s2_span names, struct s2_span host)
{
    struct s2_span name;
    bool found = false;

    while (s2_names_next(&names, &name)) {
        bool excludes = take_not(&name);

        if (!glob(name, host))
            continue;
        if (excludes)
            return false;
        found = true;
    }
    return found;
}

bool s2_hostnames_negate(struct s2_span names)
{
    struct s2_span name;

    while (s2_names_next(&names, &name))
        if (take_not(&name))
            return true;
    return false;
}

/* --- Lines
 * ------------------------------------------------------------------------------ */

/* Letters, digits and three signs; where padding may stand is for who decodes it. */
bool s2_hostline_is64(struct s2_span text)
{
    static const char others[] = "+/=";
    size_t i;

    for (i = 0; i < text.n; i++) {
        uint8_t c = lower(text.p[i]);

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            (!c || !strchr(others, c)))
            return false;
    }
    return text.n > 0;
}

/* White space off both ends. */
static struct s2_span trim(struct s2_span s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) {
        s.p++;
        s.n--;
    }
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' ||
                   s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\n'))
        s.n--;
    return s;
}

/* The marker, if the word is one; false for an unknown one. */
/* Spelled exactly: a line with a marker that we do not know must not be taken for a
 * line without one. */
static bool take_mark(struct s2_span word, enum s2_hostmark *mark)
{
    size_t i;

    for (i = S2_MARK_REVOKED; i <= S2_MARK_CA; i++)
        if (s2_span_eq(word, s2_span(marks[i], strlen(marks[i]) - 1))) {
            *mark = (enum s2_hostmark)i;
            return true;
        }
    return false;
}

/* A name, not a number: the lines of SSH 1 ("host 1024 35 123...") hold no key that a
 * server of today could have. */
bool s2_hostline_istype(struct s2_span text)
{
    size_t i;

    for (i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] == 0x7f)
            return false;
    return text.n > 0 && !(text.p[0] >= '0' && text.p[0] <= '9');
}

/* Marker, names, type, key, and whatever comes behind as the comment. */
int s2_hostline_parse(struct s2_span line, struct s2_hostline *out)
{
    struct s2_span rest = trim(line);

    memset(out, 0, sizeof(*out));
    if (!rest.n || rest.p[0] == '#')
        return 0; /* S2_HOST_BLANK */
    if (memchr(rest.p, 0, rest.n) || !s2_word_next(&rest, &out->names))
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (out->names.p[0] == '@' &&
        (!take_mark(out->names, &out->mark) || !s2_word_next(&rest, &out->names)))
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    if (!s2_word_next(&rest, &out->type) || !s2_hostline_istype(out->type) ||
        !s2_word_next(&rest, &out->key) || !s2_hostline_is64(out->key))
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    out->comment = trim(rest);
    out->form = out->names.p[0] == '|' ? S2_HOST_HASHED : S2_HOST_NAMES;
    if (out->form == S2_HOST_HASHED && !hash_parse(out->names, &out->hash))
        return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
    return 0;
}
