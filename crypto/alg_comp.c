/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Compression methods of SSH.  Delayed zlib goes before plain zlib, which lets a peer
 * feed the inflater before it has authenticated. */
#include "crypto/alg.h"

#ifdef S2_HAVE_ZLIB
#define HAVE_ZLIB true
#else
#define HAVE_ZLIB false
#endif

const struct s2_comp_row s2_comp_rows[] = {
    {"none", false, false},
    {"zlib@openssh.com", true, true},
    {"zlib", true, false},
    {NULL, false, false},
};

bool s2_comp_usable(const struct s2_comp_row *row)
{
    return !row->zlib || HAVE_ZLIB;
}
