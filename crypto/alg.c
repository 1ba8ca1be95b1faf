/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Looking through the five tables of rows as if they were one.
 *
 * Every function here loops over rows through one accessor for each kind, so that a new
 * kind costs an accessor and a new row costs nothing. */
#include "crypto/alg.h"

/* Rows marked OPTIN exist only in a build that asked for broken algorithms. */
#ifdef S2_WITH_WEAK
#define REFUSED 0u
#else
#define REFUSED S2_ALG_OPTIN
#endif

/* What is common to rows of all kinds. */
struct item {
    const char *name;
    unsigned flags;
    bool usable;
};

typedef struct item item_at(size_t i);

#define NO_ROW ((size_t)-1)

/* The one place where a build's refusal of OPTIN rows is looked at. */
static struct item item(const char *name, unsigned flags, bool usable)
{
    struct item it;

    it.name = name;
    it.flags = flags;
    it.usable = usable && !(flags & REFUSED);
    return it;
}

/* Rows of each kind, by index; past the end the name is NULL. */
static struct item kex_at(size_t i)
{
    const struct s2_kex_row *row = &s2_kex_rows[i];
    return item(row->name, row->flags, row->name && s2_kex_usable(row));
}

static struct item key_at(size_t i)
{
    const struct s2_key_row *row = &s2_key_rows[i];
    return item(row->name, row->flags, row->name && s2_key_usable(row));
}

static struct item cipher_at(size_t i)
{
    const struct s2_cipher_row *row = &s2_cipher_rows[i];
    return item(row->name, row->flags, row->name && s2_cipher_usable(row));
}

static struct item mac_at(size_t i)
{
    const struct s2_mac_row *row = &s2_mac_rows[i];
    return item(row->name, row->flags, row->name && s2_mac_usable(row));
}

static struct item comp_at(size_t i)
{
    const struct s2_comp_row *row = &s2_comp_rows[i];
    return item(row->name, 0, row->name && s2_comp_usable(row));
}

/* Indexed by enum s2_alg_kind. */
static item_at *const kinds[] = {kex_at, key_at, cipher_at, mac_at, comp_at};

/* Place of the usable row of that name in its table, or NO_ROW. */
static size_t find(enum s2_alg_kind kind, struct s2_span name)
{
    struct item it;
    size_t i;

    for (i = 0; (it = kinds[kind](i)).name; i++)
        if (it.usable && s2_span_is(name, it.name))
            return i;
    return NO_ROW;
}

/* Found by the common search; the end of the table means that there is none. */
const struct s2_kex_row *s2_kex_named(struct s2_span name)
{
    size_t i = find(S2_ALG_KEX, name);
    return i == NO_ROW ? NULL : &s2_kex_rows[i];
}

const struct s2_key_row *s2_key_named(struct s2_span name)
{
    size_t i = find(S2_ALG_KEY, name);
    return i == NO_ROW ? NULL : &s2_key_rows[i];
}

const struct s2_cipher_row *s2_cipher_named(struct s2_span name)
{
    size_t i = find(S2_ALG_CIPHER, name);
    return i == NO_ROW ? NULL : &s2_cipher_rows[i];
}

const struct s2_mac_row *s2_mac_named(struct s2_span name)
{
    size_t i = find(S2_ALG_MAC, name);
    return i == NO_ROW ? NULL : &s2_mac_rows[i];
}

const struct s2_comp_row *s2_comp_named(struct s2_span name)
{
    size_t i = find(S2_ALG_COMP, name);
    return i == NO_ROW ? NULL : &s2_comp_rows[i];
}

/* Rows are few and this is asked once a session: a walk is as good as an index. */
const char *s2_alg_name(enum s2_alg_kind kind, size_t i, bool all)
{
    struct item it;
    size_t row;

    for (row = 0; (it = kinds[kind](row)).name; row++) {
        if (!it.usable || (!all && (it.flags & (S2_ALG_LEGACY | S2_ALG_OPTIN))))
            continue;
        if (i-- == 0)
            return it.name;
    }
    return NULL;
}

/* For preferences of the application, which may name what we do not offer by default.
 */
bool s2_alg_known(enum s2_alg_kind kind, struct s2_span name)
{
    return find(kind, name) != NO_ROW;
}
