/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* What ringssh offers beyond the interface of libssh2. A program that wants to run
 * with either library leaves this header alone. */

#ifndef RINGSSH_H
#define RINGSSH_H

/* The release of ringssh; LIBSSH2_VERSION is the level of the libssh2 interface. */
#define RINGSSH_VERSION       "0.1.0"
#define RINGSSH_VERSION_MAJOR 0
#define RINGSSH_VERSION_MINOR 1
#define RINGSSH_VERSION_PATCH 0
#define RINGSSH_VERSION_NUM   0x000100 /* 0xMMmmpp */

#ifndef RC_INVOKED

#include "libssh2.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The release of the library that runs, which may differ from the header's. A static
 * string; never NULL. */
LIBSSH2_API const char *ringssh_version(void);

/* When to change keys (RFC 4253, 9): after so many bytes or packets with the present
 * keys, counted in each direction by itself, or after so many seconds, whichever is
 * first. 0 = the default of 1 GiB, 2^31 packets, 3600 s. May be called at any time and
 * holds from then on. Local, never waits. Returns 0, or LIBSSH2_ERROR_BAD_USE for a
 * NULL session. */
LIBSSH2_API int ringssh_session_set_rekey(LIBSSH2_SESSION *session,
                                          libssh2_uint64_t bytes,
                                          libssh2_uint64_t packets,
                                          unsigned int seconds);

/* Ask for a key exchange now. It runs inside the following calls on the session, and a
 * request made while one is running or wanted changes nothing. Never waits. Returns 0,
 * or LIBSSH2_ERROR_BAD_USE for a NULL session. */
LIBSSH2_API int ringssh_session_rekey(LIBSSH2_SESSION *session);

#ifdef __cplusplus
}
#endif

#endif /* RC_INVOKED */
#endif /* RINGSSH_H */
