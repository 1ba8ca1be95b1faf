/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Negotiation of algorithms (RFC 4253 section 7.1) as pure functions: build a KEXINIT,
 * read one, choose from two.  Nothing here sends, waits or keeps anything. */
#ifndef S2_TRANS_NEGO_H
#define S2_TRANS_NEGO_H

#include "base/rd.h"
#include "base/wr.h"
#include "trans/session.h"

/* The ten name-lists of a KEXINIT, in the order of the message. */
enum s2_list_id {
    S2_L_KEX,
    S2_L_KEY,
    S2_L_CIPHER_CS,
    S2_L_CIPHER_SC,
    S2_L_MAC_CS,
    S2_L_MAC_SC,
    S2_L_COMP_CS,
    S2_L_COMP_SC,
    S2_L_LANG_CS,
    S2_L_LANG_SC,
    S2_LISTS
};

struct s2_kexinit {
    struct s2_span list[S2_LISTS]; /* views of the message */
    bool follows;                  /* a guessed packet follows */
};

/* What to offer: the application's lists (NULL: the default of that kind), by
 * LIBSSH2_METHOD_*, whose order is that of the message. */
struct s2_offer {
    const char *const *prefs;
    bool compress; /* offer zlib too where prefs do not say */
    bool first;    /* first exchange: with ext-info-c and kex-strict-c */
};

/* Append the body of a KEXINIT, message number included; the cookie is random. RANDGEN,
 * or the writer fails. */
int s2_nego_build(struct s2_wr *w, const struct s2_offer *offer) S2_CHECK;

/* Read a KEXINIT (number included).  PROTO if it is malformed. */
int s2_nego_parse(struct s2_span message, struct s2_kexinit *init) S2_CHECK;

/* Choose for each kind the first of ours that is also theirs.  KEX_FAILURE with both
 * lists in the text. */
int s2_nego_choose(struct s2_err *e, const struct s2_kexinit *own,
                   const struct s2_kexinit *peer, struct s2_agreed *agreed) S2_CHECK;

/* True if the packet that the peer sent ahead was for another method than the one
 * chosen (RFC 4253 section 7: both first names must be alike). */
bool s2_nego_wrong_guess(const struct s2_kexinit *own, const struct s2_kexinit *peer);

/* The list that would be offered for one kind, as text: for KEXINIT and for tests. */
void s2_nego_list(struct s2_wr *w, enum s2_list_id id, const struct s2_offer *offer);

/* The kind of algorithm that a list names (lists of languages have none: -1). */
int s2_nego_kind(enum s2_list_id id);

#endif
