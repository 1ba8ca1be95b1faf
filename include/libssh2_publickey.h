/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* The public interface of libssh2 for the public-key subsystem (RFC 4819), which
 * manages the keys that a user may log in with, as offered by ringssh. */

#ifndef LIBSSH2_PUBLICKEY_H
#define LIBSSH2_PUBLICKEY_H

#include "libssh2.h"

#ifndef RC_INVOKED

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types --------------------------------------------------------------------- */

typedef struct _LIBSSH2_PUBLICKEY LIBSSH2_PUBLICKEY;

/* A property of a key (RFC 4819, 4.1); lengths in bytes. */
typedef struct _libssh2_publickey_attribute {
    const char *name;
    unsigned long name_len;
    const char *value;
    unsigned long value_len;
    char mandatory; /* nonzero: the server must refuse the key if it cannot honour it */
} libssh2_publickey_attribute;

/* A key of a fetched list. */
typedef struct _libssh2_publickey_list {
    unsigned char *packet; /* the library's */
    const unsigned char
        *name; /* algorithm, such as "ssh-ed25519"; not NUL-terminated */
    unsigned long name_len;
    const unsigned char *blob; /* key as in RFC 4253, 6.6 */
    unsigned long blob_len;
    unsigned long num_attrs;
    libssh2_publickey_attribute *attrs; /* num_attrs of them; freed with the list */
} libssh2_publickey_list;

/* One element of an initializer of a libssh2_publickey_attribute array, the comma
 * included; the second form is for string literals. */
/* clang-format off */
#ifdef __cplusplus
#define LIBSSH2_LONG_(length) static_cast<unsigned long>(length)
#define LIBSSH2_TEXT_(name)   reinterpret_cast<const char *>(name)
#define LIBSSH2_NAME_(name)   reinterpret_cast<const unsigned char *>(name)
#else
#define LIBSSH2_LONG_(length) ((unsigned long)(length))
#define LIBSSH2_TEXT_(name)   ((const char *)(name))
#define LIBSSH2_NAME_(name)   ((const unsigned char *)(name))
#endif

#define libssh2_publickey_attribute(name, value, mandatory)                            \
    {(name), LIBSSH2_LONG_(strlen(name)),                                              \
     (value), LIBSSH2_LONG_(strlen(value)), (mandatory)},
#define libssh2_publickey_attribute_fast(name, value, mandatory)                       \
    {(name), LIBSSH2_LONG_(sizeof(name) - 1),                                          \
     (value), LIBSSH2_LONG_(sizeof(value) - 1), (mandatory)},
/* clang-format on */

/* ---- Functions ----------------------------------------------------------------- */

/* The rules of libssh2.h hold. All functions that may wait can fail with
 *     PUBLICKEY_PROTOCOL  the server answered with a failure, told in the text, or with
 *                         what is no answer
 *     BUFFER_TOO_SMALL    its answer is cut short
 *     SOCKET_TIMEOUT      it did not answer in time */

/* Start the subsystem on a new channel of an authenticated session. May wait. NULL also
 * with CHANNEL_FAILURE or CHANNEL_REQUEST_DENIED: the server does not offer it. */
LIBSSH2_API LIBSSH2_PUBLICKEY *libssh2_publickey_init(LIBSSH2_SESSION *session);

/* Add a key: its algorithm's name, its blob as in RFC 4253, 6.6, and attributes (RFC
 * 4819, 4.1). overwrite 1: replace it if it is there. May wait. */
LIBSSH2_API int libssh2_publickey_add_ex(
    LIBSSH2_PUBLICKEY *pkey, const unsigned char *name, unsigned long name_len,
    const unsigned char *blob, unsigned long blob_len, char overwrite,
    unsigned long num_attrs, const libssh2_publickey_attribute *attrs);
#define libssh2_publickey_add(pkey, name, blob, blob_len, overwrite, num_attrs, attrs) \
    libssh2_publickey_add_ex((pkey), LIBSSH2_NAME_(name),                              \
                             LIBSSH2_LONG_(strlen(LIBSSH2_TEXT_(name))), (blob),       \
                             (blob_len), (overwrite), (num_attrs), (attrs))

/* Remove a key (RFC 4819, 4.2). May wait. */
LIBSSH2_API int libssh2_publickey_remove_ex(LIBSSH2_PUBLICKEY *pkey,
                                            const unsigned char *name,
                                            unsigned long name_len,
                                            const unsigned char *blob,
                                            unsigned long blob_len);
#define libssh2_publickey_remove(pkey, name, blob, blob_len)                           \
    libssh2_publickey_remove_ex((pkey), LIBSSH2_NAME_(name),                           \
                                LIBSSH2_LONG_(strlen(LIBSSH2_TEXT_(name))), (blob),    \
                                (blob_len))

/* All keys (RFC 4819, 4.3): *num_keys of them in *pkey_list, followed by one whose
 * packet and attrs are NULL; freed with libssh2_publickey_list_free(). May wait. */
LIBSSH2_API int libssh2_publickey_list_fetch(LIBSSH2_PUBLICKEY *pkey,
                                             unsigned long *num_keys,
                                             libssh2_publickey_list **pkey_list);

LIBSSH2_API void libssh2_publickey_list_free(LIBSSH2_PUBLICKEY *pkey,
                                             libssh2_publickey_list *pkey_list);

/* Close the channel and free the object. May wait as libssh2_channel_close() does; the
 * object is gone unless EAGAIN came back. */
LIBSSH2_API int libssh2_publickey_shutdown(LIBSSH2_PUBLICKEY *pkey);

#ifdef __cplusplus
}
#endif

#endif /* RC_INVOKED */
#endif /* LIBSSH2_PUBLICKEY_H */
