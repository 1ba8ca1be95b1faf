/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* The public interface of libssh2, as offered by ringssh: sessions, authentication,
 * channels, forwarding, SCP, known hosts, the agent. Source and binary compatible
 * with libssh2 1.11.1. SFTP is in libssh2_sftp.h, the public-key subsystem in
 * libssh2_publickey.h, what goes beyond libssh2 in ringssh.h.
 *
 * Never here: anything about the inside of a session. All objects are opaque.
 */

#ifndef LIBSSH2_H
#define LIBSSH2_H

/* ---- Version ------------------------------------------------------------------- */

#define LIBSSH2_COPYRIGHT "2026 the ringssh authors"

/* The level of the interface. Build scripts read the quoted string from this very
 * line; it holds no dash, since it is part of the identification string. */
#define LIBSSH2_VERSION "1.11.1"

#define LIBSSH2_VERSION_MAJOR 1
#define LIBSSH2_VERSION_MINOR 11
#define LIBSSH2_VERSION_PATCH 1

/* 0xMMmmpp, to be compared in #if. */
#define LIBSSH2_VERSION_NUM 0x010b01

#define LIBSSH2_TIMESTAMP "unreleased"

/* A Windows resource compiler reads the version and nothing else. */
#ifndef RC_INVOKED

/* ---- Platform ------------------------------------------------------------------ */

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <sys/stat.h>
#include <sys/types.h>

#ifdef _WIN32
#include <basetsd.h>
#include <winsock2.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* LIBSSH2_API marks what the library exports. The library is compiled with
 * LIBSSH2_LIBRARY; a shared one, and who links with a DLL, with LIBSSH2_EXPORTS too. */
#ifndef LIBSSH2_API
#if defined(_WIN32) && defined(LIBSSH2_EXPORTS) && defined(LIBSSH2_LIBRARY)
#define LIBSSH2_API __declspec(dllexport)
#elif defined(_WIN32) && defined(LIBSSH2_EXPORTS)
#define LIBSSH2_API __declspec(dllimport)
#elif defined(LIBSSH2_EXPORTS) && defined(LIBSSH2_LIBRARY) && defined(__GNUC__)
#define LIBSSH2_API __attribute__((visibility("default")))
#else
#define LIBSSH2_API
#endif
#endif

/* LIBSSH2_DEPRECATED(version, message) warns at each use. Define
 * LIBSSH2_DISABLE_DEPRECATION to silence it, LIBSSH2_NO_DEPRECATED to hide what is
 * deprecated altogether. */
#if defined(LIBSSH2_DISABLE_DEPRECATION) || defined(LIBSSH2_LIBRARY)
#define LIBSSH2_DEPRECATED(version, message)
#elif defined(__clang__) ||                                                            \
    (defined(__GNUC__) && (__GNUC__ > 4 || (__GNUC__ == 4 && __GNUC_MINOR__ >= 5)))
#define LIBSSH2_DEPRECATED(version, message)                                           \
    __attribute__((deprecated("since libssh2 " #version ". " message)))
#elif defined(_MSC_VER)
#define LIBSSH2_DEPRECATED(version, message)                                           \
    __declspec(deprecated("since libssh2 " #version ". " message))
#else
#define LIBSSH2_DEPRECATED(version, message)
#endif

#if defined(_MSC_VER) && !defined(HAVE_SSIZE_T) && !defined(ssize_t)
typedef SSIZE_T ssize_t;
#define HAVE_SSIZE_T
#endif

#if defined(_MSC_VER)
typedef unsigned __int64 libssh2_uint64_t;
typedef __int64 libssh2_int64_t;
#elif defined(__GNUC__) && defined(__cplusplus) && __cplusplus < 201103L
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wlong-long"
typedef unsigned long long libssh2_uint64_t;
typedef long long libssh2_int64_t;
#pragma GCC diagnostic pop
#elif defined(__GNUC__)
__extension__ typedef unsigned long long libssh2_uint64_t;
__extension__ typedef long long libssh2_int64_t;
#else
typedef unsigned long long libssh2_uint64_t;
typedef long long libssh2_int64_t;
#endif

#ifdef _WIN32
typedef SOCKET libssh2_socket_t;
#define LIBSSH2_INVALID_SOCKET  INVALID_SOCKET
#define LIBSSH2_SOCKET_CLOSE(s) closesocket(s)
#else
typedef int libssh2_socket_t;
#define LIBSSH2_INVALID_SOCKET  (-1)
#define LIBSSH2_SOCKET_CLOSE(s) close(s)
#endif

/* The file status that libssh2_scp_recv2 fills, the type of its st_size, and the
 * printf conversion for that type. */
#ifdef _WIN32
typedef struct _stati64 libssh2_struct_stat;
typedef libssh2_int64_t libssh2_struct_stat_size;
#define LIBSSH2_STRUCT_STAT_SIZE_FORMAT "%I64d"
#else
typedef struct stat libssh2_struct_stat;
typedef off_t libssh2_struct_stat_size;
#if !defined(__VMS)
#define LIBSSH2_STRUCT_STAT_SIZE_FORMAT "%zd"
#elif defined(_LARGEFILE) || defined(_USE_STD_STAT)
#define LIBSSH2_STRUCT_STAT_SIZE_FORMAT "%Ld"
#else
#define LIBSSH2_STRUCT_STAT_SIZE_FORMAT "%d"
#endif
#endif

/* Internal to the macros below: length of a string as the functions want it. */
#ifdef __cplusplus
#define LIBSSH2_LEN_(string) static_cast<unsigned int>(strlen(string))
#else
#define LIBSSH2_LEN_(string) ((unsigned int)strlen(string))
#endif

/* ---- Constants ----------------------------------------------------------------- */

/* Our identification string (RFC 4253, 4.2) unless the program sets another one. */
#define LIBSSH2_SSH_BANNER                   "SSH-2.0-libssh2_" LIBSSH2_VERSION
#define LIBSSH2_SSH_DEFAULT_BANNER           LIBSSH2_SSH_BANNER
#define LIBSSH2_SSH_DEFAULT_BANNER_WITH_CRLF LIBSSH2_SSH_DEFAULT_BANNER "\r\n"

/* Terminal of libssh2_channel_request_pty: characters and pixels (0 = unknown). */
#define LIBSSH2_TERM_WIDTH     80
#define LIBSSH2_TERM_HEIGHT    24
#define LIBSSH2_TERM_WIDTH_PX  0
#define LIBSSH2_TERM_HEIGHT_PX 0

/* Kept for programs that name them; they have no effect. */
#define LIBSSH2_SOCKET_POLL_UDELAY   250000
#define LIBSSH2_SOCKET_POLL_MAXLOOPS 120
#define LIBSSH2_PACKET_MAXCOMP       32000
#define LIBSSH2_PACKET_MAXDECOMP     40000
#define LIBSSH2_PACKET_MAXPAYLOAD    40000

/* Flags of libssh2_init. */
#define LIBSSH2_INIT_NO_CRYPTO 0x0001

/* Callback numbers of libssh2_session_callback_set2. */
#define LIBSSH2_CALLBACK_IGNORE               0
#define LIBSSH2_CALLBACK_DEBUG                1
#define LIBSSH2_CALLBACK_DISCONNECT           2
#define LIBSSH2_CALLBACK_MACERROR             3
#define LIBSSH2_CALLBACK_X11                  4
#define LIBSSH2_CALLBACK_SEND                 5
#define LIBSSH2_CALLBACK_RECV                 6
#define LIBSSH2_CALLBACK_AUTHAGENT            7
#define LIBSSH2_CALLBACK_AUTHAGENT_IDENTITIES 8
#define LIBSSH2_CALLBACK_AUTHAGENT_SIGN       9

/* Kinds of algorithms: key exchange, host key, and cipher, MAC, compression and
 * language each for client to server (CS) and server to client (SC). */
#define LIBSSH2_METHOD_KEX       0
#define LIBSSH2_METHOD_HOSTKEY   1
#define LIBSSH2_METHOD_CRYPT_CS  2
#define LIBSSH2_METHOD_CRYPT_SC  3
#define LIBSSH2_METHOD_MAC_CS    4
#define LIBSSH2_METHOD_MAC_SC    5
#define LIBSSH2_METHOD_COMP_CS   6
#define LIBSSH2_METHOD_COMP_SC   7
#define LIBSSH2_METHOD_LANG_CS   8
#define LIBSSH2_METHOD_LANG_SC   9
#define LIBSSH2_METHOD_SIGN_ALGO 10

/* Flags of libssh2_session_flag. */
#define LIBSSH2_FLAG_SIGPIPE     1
#define LIBSSH2_FLAG_COMPRESS    2
#define LIBSSH2_FLAG_QUOTE_PATHS 3

#ifndef LIBSSH2_NO_DEPRECATED
/* What a LIBSSH2_POLLFD watches. */
#define LIBSSH2_POLLFD_SOCKET   1
#define LIBSSH2_POLLFD_CHANNEL  2
#define LIBSSH2_POLLFD_LISTENER 3

/* Its events and revents; the second half is found in revents only. */
#define LIBSSH2_POLLFD_POLLIN  0x0001
#define LIBSSH2_POLLFD_POLLPRI 0x0002
#define LIBSSH2_POLLFD_POLLEXT 0x0002
#define LIBSSH2_POLLFD_POLLOUT 0x0004

#define LIBSSH2_POLLFD_POLLERR         0x0008
#define LIBSSH2_POLLFD_POLLHUP         0x0010
#define LIBSSH2_POLLFD_SESSION_CLOSED  0x0010
#define LIBSSH2_POLLFD_POLLNVAL        0x0020
#define LIBSSH2_POLLFD_POLLEX          0x0040
#define LIBSSH2_POLLFD_CHANNEL_CLOSED  0x0080
#define LIBSSH2_POLLFD_LISTENER_CLOSED 0x0080
#endif

/* Bits of libssh2_session_block_directions. */
#define HAVE_LIBSSH2_SESSION_BLOCK_DIRECTION
#define LIBSSH2_SESSION_BLOCK_INBOUND  0x0001
#define LIBSSH2_SESSION_BLOCK_OUTBOUND 0x0002

/* Digests of libssh2_hostkey_hash: 16, 20 and 32 bytes. */
#define LIBSSH2_HOSTKEY_HASH_MD5    1
#define LIBSSH2_HOSTKEY_HASH_SHA1   2
#define LIBSSH2_HOSTKEY_HASH_SHA256 3

/* Key types of libssh2_session_hostkey; not the numbers of LIBSSH2_KNOWNHOST_KEY_*. */
#define LIBSSH2_HOSTKEY_TYPE_UNKNOWN 0
#define LIBSSH2_HOSTKEY_TYPE_RSA     1
#ifndef LIBSSH2_NO_DEPRECATED
#define LIBSSH2_HOSTKEY_TYPE_DSS 2
#endif
#define LIBSSH2_HOSTKEY_TYPE_ECDSA_256 3
#define LIBSSH2_HOSTKEY_TYPE_ECDSA_384 4
#define LIBSSH2_HOSTKEY_TYPE_ECDSA_521 5
#define LIBSSH2_HOSTKEY_TYPE_ED25519   6

/* Reasons of a disconnect (RFC 4253, 11.1). */
#define SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT    1
#define SSH_DISCONNECT_PROTOCOL_ERROR                 2
#define SSH_DISCONNECT_KEY_EXCHANGE_FAILED            3
#define SSH_DISCONNECT_RESERVED                       4
#define SSH_DISCONNECT_MAC_ERROR                      5
#define SSH_DISCONNECT_COMPRESSION_ERROR              6
#define SSH_DISCONNECT_SERVICE_NOT_AVAILABLE          7
#define SSH_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED 8
#define SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE        9
#define SSH_DISCONNECT_CONNECTION_LOST                10
#define SSH_DISCONNECT_BY_APPLICATION                 11
#define SSH_DISCONNECT_TOO_MANY_CONNECTIONS           12
#define SSH_DISCONNECT_AUTH_CANCELLED_BY_USER         13
#define SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE 14
#define SSH_DISCONNECT_ILLEGAL_USER_NAME              15

/* Result codes. 0 is success; -1 is not used for what its name says. */
#define LIBSSH2_ERROR_NONE                    0
#define LIBSSH2_ERROR_SOCKET_NONE             (-1)
#define LIBSSH2_ERROR_BANNER_RECV             (-2)
#define LIBSSH2_ERROR_BANNER_SEND             (-3)
#define LIBSSH2_ERROR_INVALID_MAC             (-4)
#define LIBSSH2_ERROR_KEX_FAILURE             (-5)
#define LIBSSH2_ERROR_ALLOC                   (-6)
#define LIBSSH2_ERROR_SOCKET_SEND             (-7)
#define LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE    (-8)
#define LIBSSH2_ERROR_TIMEOUT                 (-9)
#define LIBSSH2_ERROR_HOSTKEY_INIT            (-10)
#define LIBSSH2_ERROR_HOSTKEY_SIGN            (-11)
#define LIBSSH2_ERROR_DECRYPT                 (-12)
#define LIBSSH2_ERROR_SOCKET_DISCONNECT       (-13)
#define LIBSSH2_ERROR_PROTO                   (-14)
#define LIBSSH2_ERROR_PASSWORD_EXPIRED        (-15)
#define LIBSSH2_ERROR_FILE                    (-16)
#define LIBSSH2_ERROR_METHOD_NONE             (-17)
#define LIBSSH2_ERROR_AUTHENTICATION_FAILED   (-18)
#define LIBSSH2_ERROR_PUBLICKEY_UNRECOGNIZED  LIBSSH2_ERROR_AUTHENTICATION_FAILED
#define LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED    (-19)
#define LIBSSH2_ERROR_CHANNEL_OUTOFORDER      (-20)
#define LIBSSH2_ERROR_CHANNEL_FAILURE         (-21)
#define LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED  (-22)
#define LIBSSH2_ERROR_CHANNEL_UNKNOWN         (-23)
#define LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED (-24)
#define LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED (-25)
#define LIBSSH2_ERROR_CHANNEL_CLOSED          (-26)
#define LIBSSH2_ERROR_CHANNEL_EOF_SENT        (-27)
#define LIBSSH2_ERROR_SCP_PROTOCOL            (-28)
#define LIBSSH2_ERROR_ZLIB                    (-29)
#define LIBSSH2_ERROR_SOCKET_TIMEOUT          (-30)
#define LIBSSH2_ERROR_SFTP_PROTOCOL           (-31)
#define LIBSSH2_ERROR_REQUEST_DENIED          (-32)
#define LIBSSH2_ERROR_METHOD_NOT_SUPPORTED    (-33)
#define LIBSSH2_ERROR_INVAL                   (-34)
#define LIBSSH2_ERROR_INVALID_POLL_TYPE       (-35)
#define LIBSSH2_ERROR_PUBLICKEY_PROTOCOL      (-36)
#define LIBSSH2_ERROR_EAGAIN                  (-37)
#define LIBSSH2_ERROR_BUFFER_TOO_SMALL        (-38)
#define LIBSSH2_ERROR_BAD_USE                 (-39)
#define LIBSSH2_ERROR_COMPRESS                (-40)
#define LIBSSH2_ERROR_OUT_OF_BOUNDARY         (-41)
#define LIBSSH2_ERROR_AGENT_PROTOCOL          (-42)
#define LIBSSH2_ERROR_SOCKET_RECV             (-43)
#define LIBSSH2_ERROR_ENCRYPT                 (-44)
#define LIBSSH2_ERROR_BAD_SOCKET              (-45)
#define LIBSSH2_ERROR_KNOWN_HOSTS             (-46)
#define LIBSSH2_ERROR_CHANNEL_WINDOW_FULL     (-47)
#define LIBSSH2_ERROR_KEYFILE_AUTH_FAILED     (-48)
#define LIBSSH2_ERROR_RANDGEN                 (-49)
#define LIBSSH2_ERROR_MISSING_USERAUTH_BANNER (-50)
#define LIBSSH2_ERROR_ALGO_UNSUPPORTED        (-51)
#define LIBSSH2_ERROR_MAC_FAILURE             (-52)
#define LIBSSH2_ERROR_HASH_INIT               (-53)
#define LIBSSH2_ERROR_HASH_CALC               (-54)
#define LIBSSH2_ERROR_STORE_OVERFLOW          (-55)

/* Older names of two of them. */
#define LIBSSH2_ERROR_BANNER_NONE LIBSSH2_ERROR_BANNER_RECV
#define LIBSSH2CHANNEL_EAGAIN     LIBSSH2_ERROR_EAGAIN

/* Channels: receive window and largest packet of libssh2_channel_open_session, bytes;
 * below MINADJUST an adjustment is saved up. */
#define LIBSSH2_CHANNEL_WINDOW_DEFAULT (2 * 1024 * 1024)
#define LIBSSH2_CHANNEL_PACKET_DEFAULT 32768
#define LIBSSH2_CHANNEL_MINADJUST      1024

/* Modes of libssh2_channel_handle_extended_data2. */
#define LIBSSH2_CHANNEL_EXTENDED_DATA_NORMAL 0
#define LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE 1
#define LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE  2

/* Streams: 0 is standard data, 1 stderr; the negative ones serve
 * libssh2_channel_flush_ex. */
#define SSH_EXTENDED_DATA_STDERR            1
#define LIBSSH2_CHANNEL_FLUSH_EXTENDED_DATA (-1)
#define LIBSSH2_CHANNEL_FLUSH_ALL           (-2)

/* What a security key must have asked of its owner. */
#define LIBSSH2_SK_PRESENCE_REQUIRED     0x01
#define LIBSSH2_SK_VERIFICATION_REQUIRED 0x04

/* The release of libssh2 that brought a part of the interface. */
#define HAVE_LIBSSH2_KNOWNHOST_API    0x010101
#define HAVE_LIBSSH2_VERSION_API      0x010100
#define HAVE_LIBSSH2_AGENT_API        0x010202
#define HAVE_LIBSSH2_CRYPTOENGINE_API 0x011100

/* A typemask of the known-hosts functions is TYPE | KEYENC | KEY. */
#define LIBSSH2_KNOWNHOST_TYPE_MASK   0xffff
#define LIBSSH2_KNOWNHOST_TYPE_PLAIN  1
#define LIBSSH2_KNOWNHOST_TYPE_SHA1   2
#define LIBSSH2_KNOWNHOST_TYPE_CUSTOM 3

#define LIBSSH2_KNOWNHOST_KEYENC_MASK   (3 << 16)
#define LIBSSH2_KNOWNHOST_KEYENC_RAW    (1 << 16)
#define LIBSSH2_KNOWNHOST_KEYENC_BASE64 (2 << 16)

#define LIBSSH2_KNOWNHOST_KEY_SHIFT  18
#define LIBSSH2_KNOWNHOST_KEY_MASK   (15 << 18)
#define LIBSSH2_KNOWNHOST_KEY_RSA1   (1 << 18)
#define LIBSSH2_KNOWNHOST_KEY_SSHRSA (2 << 18)
#ifndef LIBSSH2_NO_DEPRECATED
#define LIBSSH2_KNOWNHOST_KEY_SSHDSS (3 << 18)
#endif
#define LIBSSH2_KNOWNHOST_KEY_ECDSA_256 (4 << 18)
#define LIBSSH2_KNOWNHOST_KEY_ECDSA_384 (5 << 18)
#define LIBSSH2_KNOWNHOST_KEY_ECDSA_521 (6 << 18)
#define LIBSSH2_KNOWNHOST_KEY_ED25519   (7 << 18)
#define LIBSSH2_KNOWNHOST_KEY_UNKNOWN   (15 << 18)

/* Verdicts of libssh2_knownhost_checkp. */
#define LIBSSH2_KNOWNHOST_CHECK_MATCH    0
#define LIBSSH2_KNOWNHOST_CHECK_MISMATCH 1
#define LIBSSH2_KNOWNHOST_CHECK_NOTFOUND 2
#define LIBSSH2_KNOWNHOST_CHECK_FAILURE  3

/* The one file format. */
#define LIBSSH2_KNOWNHOST_FILE_OPENSSH 1

/* Bits of libssh2_trace. */
#define LIBSSH2_TRACE_TRANS     (1 << 1)
#define LIBSSH2_TRACE_KEX       (1 << 2)
#define LIBSSH2_TRACE_AUTH      (1 << 3)
#define LIBSSH2_TRACE_CONN      (1 << 4)
#define LIBSSH2_TRACE_SCP       (1 << 5)
#define LIBSSH2_TRACE_SFTP      (1 << 6)
#define LIBSSH2_TRACE_ERROR     (1 << 7)
#define LIBSSH2_TRACE_PUBLICKEY (1 << 8)
#define LIBSSH2_TRACE_SOCKET    (1 << 9)

/* ---- Types --------------------------------------------------------------------- */

typedef struct _LIBSSH2_SESSION LIBSSH2_SESSION;
typedef struct _LIBSSH2_CHANNEL LIBSSH2_CHANNEL;
typedef struct _LIBSSH2_LISTENER LIBSSH2_LISTENER;
typedef struct _LIBSSH2_KNOWNHOSTS LIBSSH2_KNOWNHOSTS;
typedef struct _LIBSSH2_AGENT LIBSSH2_AGENT;

typedef struct _LIBSSH2_USERAUTH_KBDINT_PROMPT LIBSSH2_USERAUTH_KBDINT_PROMPT;
typedef struct _LIBSSH2_USERAUTH_KBDINT_RESPONSE LIBSSH2_USERAUTH_KBDINT_RESPONSE;
typedef struct _LIBSSH2_SK_SIG_INFO LIBSSH2_SK_SIG_INFO;
typedef struct _LIBSSH2_PRIVKEY_SK LIBSSH2_PRIVKEY_SK;

/* Any callback, as libssh2_session_callback_set2 takes it: cast to and from. */
typedef void(libssh2_cb_generic)(void);

/* Receives one line of trace text, length bytes without a newline. */
typedef void (*libssh2_trace_handler_func)(LIBSSH2_SESSION *session, void *context,
                                           const char *data, size_t length);

/* The crypto library behind this build; wolfSSL counts as libssh2_openssl. */
typedef enum libssh2_crypto_engine_t {
    libssh2_no_crypto = 0,
    libssh2_openssl = 1,
    libssh2_gcrypt = 2,
    libssh2_mbedtls = 3,
    libssh2_wincng = 4,
    libssh2_os400qc3 = 5
} libssh2_crypto_engine_t;

/* One question of keyboard-interactive authentication (RFC 4256, 3.2). */
struct _LIBSSH2_USERAUTH_KBDINT_PROMPT {
    unsigned char *text; /* not necessarily NUL-terminated */
    size_t length;       /* bytes of text */
    unsigned char echo;  /* 1: what the user types may be shown */
};

/* Its answer. */
struct _LIBSSH2_USERAUTH_KBDINT_RESPONSE {
    char *text;          /* from the session's allocator; the library frees it */
    unsigned int length; /* bytes of text */
};

/* A signature made by a security key. */
struct _LIBSSH2_SK_SIG_INFO {
    uint8_t flags;        /* LIBSSH2_SK_*_REQUIRED bits that the key confirms */
    uint32_t counter;     /* its signature counter */
    unsigned char *sig_r; /* Ed25519: the signature; ECDSA: r, big-endian */
    size_t sig_r_len;
    unsigned char *sig_s; /* ECDSA: s; else NULL */
    size_t sig_s_len;
};

/* An entry of a known-hosts collection. */
struct libssh2_knownhost {
    unsigned int magic; /* the library's */
    void *node;         /* the library's */
    char *name;         /* host name; NULL if it is not kept in the clear */
    char *key;          /* key in base64, NUL-terminated */
    int typemask;       /* LIBSSH2_KNOWNHOST_TYPE_* | _KEYENC_* | _KEY_* */
};

/* A key that an agent holds. */
struct libssh2_agent_publickey {
    unsigned int magic;  /* the library's */
    void *node;          /* the library's */
    unsigned char *blob; /* public key as in RFC 4253, 6.6 */
    size_t blob_len;     /* bytes of blob */
    char *comment;       /* NUL-terminated */
};

#ifndef LIBSSH2_NO_DEPRECATED
/* One entry of libssh2_poll. */
typedef struct _LIBSSH2_POLLFD {
    unsigned char type; /* LIBSSH2_POLLFD_SOCKET, _CHANNEL or _LISTENER */
    union {
        libssh2_socket_t socket;
        LIBSSH2_CHANNEL *channel;
        LIBSSH2_LISTENER *listener;
    } fd;
    unsigned long events;  /* wanted */
    unsigned long revents; /* found */
} LIBSSH2_POLLFD;
#endif

/* ---- Callback signatures ------------------------------------------------------- */

/* Each macro declares or defines a function, or a pointer to one:
 *     static LIBSSH2_ALLOC_FUNC(my_alloc) { ... }
 *     LIBSSH2_ALLOC_FUNC(*alloc);    or    LIBSSH2_ALLOC_FUNC((*alloc));
 * abstract is the address of the pointer that libssh2_session_abstract tells. */

/* clang-format off */
#define LIBSSH2_ALLOC_FUNC(name) void *(name)(size_t count, void **abstract)

#define LIBSSH2_REALLOC_FUNC(name)                                                     \
    void *(name)(void *ptr, size_t count, void **abstract)

#define LIBSSH2_FREE_FUNC(name) void (name)(void *ptr, void **abstract)

#define LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(name)                                     \
    int (name)(LIBSSH2_SESSION *session, unsigned char **sig, size_t *sig_len,         \
               const unsigned char *data, size_t data_len, void **abstract)

#define LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(name_)                                   \
    void (name_)(const char *name, int name_len, const char *instruction,              \
                 int instruction_len, int num_prompts,                                 \
                 const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,                        \
                 LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **abstract)

#define LIBSSH2_USERAUTH_SK_SIGN_FUNC(name)                                            \
    int (name)(LIBSSH2_SESSION *session, LIBSSH2_SK_SIG_INFO *sig_info,                \
               const unsigned char *data, size_t data_len, int algorithm,              \
               uint8_t flags, const char *application,                                 \
               const unsigned char *key_handle, size_t handle_len, void **abstract)

#define LIBSSH2_PASSWD_CHANGEREQ_FUNC(name)                                            \
    void (name)(LIBSSH2_SESSION *session, char **newpw, int *newpw_len, void **abstract)

#define LIBSSH2_IGNORE_FUNC(name)                                                      \
    void (name)(LIBSSH2_SESSION *session, const char *message, int message_len,        \
                void **abstract)

#define LIBSSH2_DEBUG_FUNC(name)                                                       \
    void (name)(LIBSSH2_SESSION *session, int always_display, const char *message,     \
                int message_len, const char *language, int language_len,               \
                void **abstract)

#define LIBSSH2_DISCONNECT_FUNC(name)                                                  \
    void (name)(LIBSSH2_SESSION *session, int reason, const char *message,             \
                int message_len, const char *language, int language_len,               \
                void **abstract)

#define LIBSSH2_MACERROR_FUNC(name)                                                    \
    int (name)(LIBSSH2_SESSION *session, const char *packet, int packet_len,           \
               void **abstract)

#define LIBSSH2_X11_OPEN_FUNC(name)                                                    \
    void (name)(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *channel,                    \
                const char *shost, int sport, void **abstract)

#define LIBSSH2_AUTHAGENT_FUNC(name)                                                   \
    void (name)(LIBSSH2_SESSION *session, LIBSSH2_CHANNEL *channel, void **abstract)

#define LIBSSH2_ADD_IDENTITIES_FUNC(name)                                              \
    void (name)(LIBSSH2_SESSION *session, void *buffer, const char *agent_path,        \
                void **abstract)

#define LIBSSH2_AUTHAGENT_SIGN_FUNC(name)                                              \
    int (name)(LIBSSH2_SESSION *session, unsigned char *blob, unsigned int blob_len,   \
               const unsigned char *data, unsigned int data_len,                       \
               unsigned char **signature, unsigned int *signature_len,                 \
               const char *agent_path, void **abstract)

#define LIBSSH2_CHANNEL_CLOSE_FUNC(name)                                               \
    void (name)(LIBSSH2_SESSION *session, void **session_abstract,                     \
                LIBSSH2_CHANNEL *channel, void **channel_abstract)

#define LIBSSH2_RECV_FUNC(name)                                                        \
    ssize_t (name)(libssh2_socket_t socket, void *buffer, size_t length, int flags,    \
                   void **abstract)

#define LIBSSH2_SEND_FUNC(name)                                                        \
    ssize_t (name)(libssh2_socket_t socket, const void *buffer, size_t length,         \
                   int flags, void **abstract)
/* clang-format on */

/* A security key file, taken apart; what libssh2_sign_sk finds behind its abstract. */
struct _LIBSSH2_PRIVKEY_SK {
    int algorithm;           /* key type, LIBSSH2_HOSTKEY_TYPE_* */
    uint8_t flags;           /* LIBSSH2_SK_*_REQUIRED */
    const char *application; /* NUL-terminated, normally "ssh:" */
    const unsigned char *key_handle;
    size_t handle_len;
    LIBSSH2_USERAUTH_SK_SIGN_FUNC(*sign_callback);
    void **orig_abstract; /* what sign_callback gets as abstract */
};

/* ---- Rules for all functions ------------------------------------------------------
 *
 * Waiting. "May wait" marks a function that needs the peer. On a blocking session it
 * waits. On a non-blocking one it keeps what it has done and returns
 * LIBSSH2_ERROR_EAGAIN, or NULL with that code in libssh2_session_last_errno(): wait
 * until the socket is ready as libssh2_session_block_directions() says, then call again
 * with arguments of the same contents (they are compared by contents, so that several
 * calls of a kind can be under way at once). A reply is awaited for at most the read
 * timeout, in both modes, unless a comment says "no limit of its own".
 *
 * Errors. A failure is a negative LIBSSH2_ERROR_* code, or NULL with the code in
 * libssh2_session_last_errno(); libssh2_session_last_error() has a text. Names below
 * leave out LIBSSH2_ERROR_. Beside what its comment lists, a function may return
 * BAD_USE for a NULL object, ALLOC without memory and, if it may wait,
 *     TIMEOUT            the reply, or all of the call, took too long
 *     SOCKET_DISCONNECT  the peer closed, or said goodbye
 *     SOCKET_RECV, SOCKET_SEND             the socket failed
 *     PROTO, OUT_OF_BOUNDARY               the peer broke the protocol
 *     INVALID_MAC, DECRYPT, ENCRYPT, ZLIB  a packet could not be opened or made
 *     KEY_EXCHANGE_FAILURE, HOSTKEY_INIT, HOSTKEY_SIGN, RANDGEN
 *                                          a later key exchange failed
 * All but TIMEOUT end the session: what follows fails with the same code.
 *
 * Memory. All comes from the session's allocator. What the comment gives to the caller
 * is released with libssh2_free(). Arguments are copied where they are needed longer
 * than the call. Free functions are local, never wait, and accept NULL.
 *
 * Lengths are bytes without a terminating NUL. Numbers behind "RFC" are the sections
 * that a request comes from.
 *
 * Threads. One session, with all that hangs on it, belongs to one thread at a time;
 * sessions are independent of each other. */

/* ---- Library ------------------------------------------------------------------- */

/* Start the crypto library, unless flags has LIBSSH2_INIT_NO_CRYPTO. Calls are counted.
 * Optional: making a session does it. Returns 0, or a negative code if the crypto
 * library would not start. */
LIBSSH2_API int libssh2_init(int flags);

/* Undo one libssh2_init(), when no session is left. More calls are ignored. */
LIBSSH2_API void libssh2_exit(void);

/* LIBSSH2_VERSION of the library if its LIBSSH2_VERSION_NUM is at least the argument,
 * else NULL; 0 asks for any. Static. */
LIBSSH2_API const char *libssh2_version(int req_version_num);

/* Which crypto library the build uses. */
LIBSSH2_API libssh2_crypto_engine_t libssh2_crypto_engine(void);

/* Words of the form name:value, separated by blanks; the first is crypto:NAME. Static,
 * never NULL. */
LIBSSH2_API const char *libssh2_build_options(void);

/* Release memory that the library gave to the caller. ptr may be NULL. */
LIBSSH2_API void libssh2_free(LIBSSH2_SESSION *session, void *ptr);

/* ---- Session ------------------------------------------------------------------- */

/* A new session: blocking, without a socket. A NULL callback means malloc, free or
 * realloc. abstract is the application's: its address is passed to the callbacks.
 * Returns NULL without memory. */
LIBSSH2_API LIBSSH2_SESSION *libssh2_session_init_ex(LIBSSH2_ALLOC_FUNC(*my_alloc),
                                                     LIBSSH2_FREE_FUNC(*my_free),
                                                     LIBSSH2_REALLOC_FUNC(*my_realloc),
                                                     void *abstract);
#define libssh2_session_init() libssh2_session_init_ex(NULL, NULL, NULL, NULL)

/* Free the session with its channels and listeners, whatever was under way. Known-hosts
 * collections, agents and SFTP objects must be freed before. Offers the socket what is
 * still to be sent, once; restores the socket's blocking mode; does not close it. Never
 * waits. Returns 0. */
LIBSSH2_API int libssh2_session_free(LIBSSH2_SESSION *session);

/* Address of the application's pointer, to be read and assigned through. */
LIBSSH2_API void **libssh2_session_abstract(LIBSSH2_SESSION *session);

/* Set the callback of a LIBSSH2_CALLBACK_* type, cast from its real type; NULL removes
 * it. Any time. Returns the one before: never NULL for SEND and RECV, whose built-in
 * functions may be called and set again. An unknown type changes nothing and gives
 * NULL.
 *     MACERROR  returning 0 accepts the packet all the same
 *     RECV, SEND  return a count, or a negative errno: -EAGAIN if they would block;
 *                 RECV 0: the peer closed
 *     X11, AUTHAGENT  get a channel that the server opened; it is theirs to free.
 *                     Without them such an open is refused. */
LIBSSH2_API libssh2_cb_generic *
libssh2_session_callback_set2(LIBSSH2_SESSION *session, int cbtype,
                              libssh2_cb_generic *callback);

/* The same through void *, which C does not promise to work for functions. */
LIBSSH2_DEPRECATED(1.11.1, "Use libssh2_session_callback_set2()")
LIBSSH2_API void *libssh2_session_callback_set(LIBSSH2_SESSION *session, int cbtype,
                                               void *callback);

/* Set a LIBSSH2_FLAG_*: SIGPIPE 1 lets sending raise that signal; COMPRESS 1 offers
 * compression (before the handshake); QUOTE_PATHS 0 leaves the paths of SCP unquoted.
 * INVAL: no such flag. */
LIBSSH2_API int libssh2_session_flag(LIBSSH2_SESSION *session, int flag, int value);

/* Our identification string, without CR LF, before the handshake (RFC 4253, 4.2); it
 * must begin with SSH-2.0-. NULL or "" restores LIBSSH2_SSH_BANNER. Copied.
 *     INVAL  longer than 253 characters, or with a line end */
LIBSSH2_API int libssh2_session_banner_set(LIBSSH2_SESSION *session,
                                           const char *banner);

/* The server's identification string without CR LF; NULL before it came. The library's,
 * valid as long as the session. */
LIBSSH2_API const char *libssh2_session_banner_get(LIBSSH2_SESSION *session);

/* Exchange identification and keys, and ask for authentication (RFC 4253), over a
 * connected stream socket. The socket stays the caller's; it is made non-blocking. May
 * wait. Does not check who the server is: see libssh2_session_hostkey().
 *     BAD_SOCKET              no valid socket
 *     BANNER_RECV             what came first is no identification string
 *     KEX_FAILURE             no algorithm in common; the text says which kind
 *     KEY_EXCHANGE_FAILURE    the exchange failed
 *     HOSTKEY_INIT            the server's key is bad
 *     HOSTKEY_SIGN            its signature is
 *     BAD_USE                 it was done already */
LIBSSH2_API int libssh2_session_handshake(LIBSSH2_SESSION *session,
                                          libssh2_socket_t sock);

/* Say goodbye with a SSH_DISCONNECT_* reason and text (RFC 4253, 11.1); description and
 * lang may be NULL. May wait until it has left. Returns 0 too if it cannot be sent: the
 * connection is over either way. INVAL: a text is longer than 256 bytes. */
LIBSSH2_API int libssh2_session_disconnect_ex(LIBSSH2_SESSION *session, int reason,
                                              const char *description,
                                              const char *lang);
#define libssh2_session_disconnect(session, description)                               \
    libssh2_session_disconnect_ex((session), SSH_DISCONNECT_BY_APPLICATION,            \
                                  (description), "")

/* 0: functions return EAGAIN rather than wait; anything else (the default): they wait.
 * For the whole session, any time. */
LIBSSH2_API void libssh2_session_set_blocking(LIBSSH2_SESSION *session, int blocking);

/* The value that was set; 0 for NULL. */
LIBSSH2_API int libssh2_session_get_blocking(LIBSSH2_SESSION *session);

/* After EAGAIN: what to wait for on the socket, LIBSSH2_SESSION_BLOCK_INBOUND
 * (readable) and _OUTBOUND (writable), either or both. */
LIBSSH2_API int libssh2_session_block_directions(LIBSSH2_SESSION *session);

/* Longest time that one call of a blocking session may take, in ms; 0, the default,
 * sets no limit beside that of each reply. */
LIBSSH2_API void libssh2_session_set_timeout(LIBSSH2_SESSION *session, long timeout_ms);
LIBSSH2_API long libssh2_session_get_timeout(LIBSSH2_SESSION *session);

/* Longest time that one reply is awaited, in both modes, in seconds; 0 or less: the
 * default of 60. */
LIBSSH2_API void libssh2_session_set_read_timeout(LIBSSH2_SESSION *session,
                                                  long timeout_s);
LIBSSH2_API long libssh2_session_get_read_timeout(LIBSSH2_SESSION *session);

/* The code of the last failure, 0 if there is none. *errmsg: its text, "" if there is
 * none; *errmsg_len its length; both may be NULL. want_buf 0: the text is the
 * library's, valid until the next call; else a copy that is the caller's. The text may
 * hold words of the server; control characters are replaced. A call that may wait and
 * succeeds clears both, unless it ends something: disconnect, close, shutdown. */
LIBSSH2_API int libssh2_session_last_error(LIBSSH2_SESSION *session, char **errmsg,
                                           int *errmsg_len, int want_buf);

/* The code alone. */
LIBSSH2_API int libssh2_session_last_errno(LIBSSH2_SESSION *session);

/* Store a code and a copy of a text, which may be NULL: for layers above. Returns the
 * code. */
LIBSSH2_API int libssh2_session_set_last_error(LIBSSH2_SESSION *session, int errcode,
                                               const char *errmsg);

/* ---- Algorithms and host key --------------------------------------------------- */

/* Names to offer for a LIBSSH2_METHOD_* kind, separated by commas, best first (RFC
 * 4253, 7.1); before the handshake, or for later key exchanges. Unknown ones are left
 * out.
 *     METHOD_NOT_SUPPORTED  none is known; the list stays as it was
 *     INVAL                 no such kind */
LIBSSH2_API int libssh2_session_method_pref(LIBSSH2_SESSION *session, int method_type,
                                            const char *prefs);

/* All names that this build can offer of a kind, best first. *algs becomes an array,
 * which is the caller's; its strings are static. Returns their number.
 *     METHOD_NOT_SUPPORTED  no such kind, or one without names: LANG_*, SIGN_ALGO */
LIBSSH2_API int libssh2_session_supported_algs(LIBSSH2_SESSION *session,
                                               int method_type, const char ***algs);

/* The name agreed on; static. "" for LANG_*. NULL with METHOD_NONE before the
 * handshake, with INVAL if there is no such kind. */
LIBSSH2_API const char *libssh2_session_methods(LIBSSH2_SESSION *session,
                                                int method_type);

/* A LIBSSH2_HOSTKEY_HASH_* digest of the server's key: binary, 16, 20 or 32 bytes,
 * without NUL; the library's, valid as long as the session. NULL before the handshake
 * or if the build lacks that hash. */
LIBSSH2_API const char *libssh2_hostkey_hash(LIBSSH2_SESSION *session, int hash_type);

/* The server's key as it came (RFC 4253, 6.6): binary, the library's, valid as long as
 * the session. *len bytes, *type LIBSSH2_HOSTKEY_TYPE_*; both may be NULL. NULL before
 * the handshake. */
LIBSSH2_API const char *libssh2_session_hostkey(LIBSSH2_SESSION *session, size_t *len,
                                                int *type);

/* ---- Keepalive ----------------------------------------------------------------- */

/* Let keepalive@libssh2.org be sent whenever interval_s seconds have passed since the
 * last one; 0, the default: never; 1 counts as 2. want_reply: ask for an answer. */
LIBSSH2_API void libssh2_keepalive_config(LIBSSH2_SESSION *session, int want_reply,
                                          unsigned int interval_s);

/* Send one if it is due. Blocking calls do so by themselves; a non-blocking program
 * calls this from its loop. *seconds_to_next (may be NULL): when to call again, 0 if
 * keepalive is off. Never waits, never EAGAIN; fails with the transport's codes. */
LIBSSH2_API int libssh2_keepalive_send(LIBSSH2_SESSION *session, int *seconds_to_next);

/* ---- Authentication (RFC 4252) ------------------------------------------------- */

/* What all that may wait here have in common: AUTHENTICATION_FAILED if the server
 * refuses, or wants one more method after this one (the text says so); 0 at once if the
 * session is authenticated already; BAD_USE before the handshake. */

/* The methods that a user may use, separated by commas, from a request of method
 * "none". The library's, valid until the next such call. May wait. NULL if it failed,
 * or if the server let the user in: then libssh2_userauth_authenticated() is 1. */
LIBSSH2_API char *libssh2_userauth_list(LIBSSH2_SESSION *session, const char *username,
                                        unsigned int username_len);

/* The text that the server sent before authentication: the server's bytes as they came,
 * NUL-terminated, the library's, valid until the next call. banner may be NULL.
 *     MISSING_USERAUTH_BANNER  none came so far; *banner is NULL */
LIBSSH2_API int libssh2_userauth_banner(LIBSSH2_SESSION *session, char **banner);

/* 1 if authentication has succeeded, else 0. */
LIBSSH2_API int libssh2_userauth_authenticated(LIBSSH2_SESSION *session);

/* By password (RFC 4252, 8). passwd_change_cb, which may be NULL, is asked for a new
 * password if the server wants one; it sets *newpw from the session's allocator and the
 * library frees it. May wait.
 *     PASSWORD_EXPIRED  the server wants a new password and none was given
 *     OUT_OF_BOUNDARY   longer than a server takes */
LIBSSH2_API int
libssh2_userauth_password_ex(LIBSSH2_SESSION *session, const char *username,
                             unsigned int username_len, const char *password,
                             unsigned int password_len,
                             LIBSSH2_PASSWD_CHANGEREQ_FUNC(*passwd_change_cb));
#define libssh2_userauth_password(session, username, password)                         \
    libssh2_userauth_password_ex((session), (username), LIBSSH2_LEN_(username),        \
                                 (password), LIBSSH2_LEN_(password), NULL)

/* By a key file (RFC 4252, 7): OpenSSH, PKCS#8 or the older PEM formats. pubkeyfile
 * and passphrase may be NULL. May wait.
 *     FILE                   a file cannot be read or is no key
 *     KEYFILE_AUTH_FAILED    the passphrase is wrong or missing
 *     METHOD_NOT_SUPPORTED   a kind of key that this build lacks
 *     ALGO_UNSUPPORTED       no signature algorithm in common with the server
 *     PUBLICKEY_UNVERIFIED   no signature could be made, or it was refused */
LIBSSH2_API int libssh2_userauth_publickey_fromfile_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    const char *pubkeyfile, const char *privkeyfile, const char *passphrase);
#define libssh2_userauth_publickey_fromfile(session, username, pubkeyfile,             \
                                            privkeyfile, passphrase)                   \
    libssh2_userauth_publickey_fromfile_ex((session), (username),                      \
                                           LIBSSH2_LEN_(username), (pubkeyfile),       \
                                           (privkeyfile), (passphrase))

/* The same with the files' texts in memory. pubkeyblob may be NULL, of length 0. */
LIBSSH2_API int
libssh2_userauth_publickey_frommemory(LIBSSH2_SESSION *session, const char *username,
                                      size_t username_len, const char *pubkeyblob,
                                      size_t pubkeyblob_len, const char *privkeyblob,
                                      size_t privkeyblob_len, const char *passphrase);

/* By a key that the application signs with. pubkeydata is the key as in RFC 4253, 6.6.
 * sign_callback gets abstract as its last argument; it sets *sig, *sig_len to the bare
 * signature from the session's allocator, which the library frees, and returns 0, or
 * EAGAIN to make this function return EAGAIN. May wait.
 *     PUBLICKEY_UNVERIFIED  it returned something else, or the server refused the
 *                           signature; or pubkeydata is no key */
LIBSSH2_API int
libssh2_userauth_publickey(LIBSSH2_SESSION *session, const char *username,
                           const unsigned char *pubkeydata, size_t pubkeydata_len,
                           LIBSSH2_USERAUTH_PUBLICKEY_SIGN_FUNC(*sign_callback),
                           void **abstract);

/* By a security key (FIDO). privkeyblob is the text of its OpenSSH file, sign_callback
 * does the work with the token. publickeydata may be NULL with length 0. May wait;
 * codes as for a key file. */
LIBSSH2_API int libssh2_userauth_publickey_sk(
    LIBSSH2_SESSION *session, const char *username, size_t username_len,
    const unsigned char *publickeydata, size_t publickeydata_len,
    const char *privkeyblob, size_t privkeyblob_len, const char *passphrase,
    LIBSSH2_USERAUTH_SK_SIGN_FUNC(*sign_callback), void **abstract);

/* A sign callback for libssh2_userauth_publickey() over a security key: *abstract
 * points to a LIBSSH2_PRIVKEY_SK. *sig is the caller's. Never waits by itself.
 *     DECRYPT         the algorithm is none of a security key
 *     STORE_OVERFLOW  the parts are too long for a signature
 *     other           what sign_callback returned */
LIBSSH2_API int libssh2_sign_sk(LIBSSH2_SESSION *session, unsigned char **sig,
                                size_t *sig_len, const unsigned char *data,
                                size_t data_len, void **abstract);

/* By the key of the host that the client runs on (RFC 4252, 9). local_username is the
 * user's name there. May wait; codes as for a key file. */
LIBSSH2_API int libssh2_userauth_hostbased_fromfile_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    const char *pubkeyfile, const char *privkeyfile, const char *passphrase,
    const char *hostname, unsigned int hostname_len, const char *local_username,
    unsigned int local_username_len);
#define libssh2_userauth_hostbased_fromfile(session, username, pubkeyfile,             \
                                            privkeyfile, passphrase, hostname)         \
    libssh2_userauth_hostbased_fromfile_ex(                                            \
        (session), (username), LIBSSH2_LEN_(username), (pubkeyfile), (privkeyfile),    \
        (passphrase), (hostname), LIBSSH2_LEN_(hostname), (username),                  \
        LIBSSH2_LEN_(username))

/* By questions and answers (RFC 4256). response_callback is called once a round, also
 * for rounds without questions; it sets responses[i].text from the session's allocator
 * and the library frees it. May wait.
 *     OUT_OF_BOUNDARY  more than 100 questions, or answers too long */
LIBSSH2_API int libssh2_userauth_keyboard_interactive_ex(
    LIBSSH2_SESSION *session, const char *username, unsigned int username_len,
    LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC(*response_callback));
#define libssh2_userauth_keyboard_interactive(session, username, response_callback)    \
    libssh2_userauth_keyboard_interactive_ex(                                          \
        (session), (username), LIBSSH2_LEN_(username), (response_callback))

/* ---- Channels (RFC 4254) ------------------------------------------------------- */

/* Open a channel (RFC 4254, 5.1): its type, our receive window and largest packet in
 * bytes, and data that is appended to the request as it is. The channel is the caller's
 * until libssh2_channel_free(). May wait. NULL with
 *     CHANNEL_FAILURE  the server refused; the text is the server's
 *     BAD_USE          not authenticated */
LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_channel_open_ex(LIBSSH2_SESSION *session, const char *channel_type,
                        unsigned int channel_type_len, unsigned int window_size,
                        unsigned int packet_size, const char *message,
                        unsigned int message_len);
#define libssh2_channel_open_session(session)                                          \
    libssh2_channel_open_ex((session), "session", 7, LIBSSH2_CHANNEL_WINDOW_DEFAULT,   \
                            LIBSSH2_CHANNEL_PACKET_DEFAULT, NULL, 0)

/* Requests that the server answers. May wait.
 *     CHANNEL_REQUEST_DENIED  it refused
 *     CHANNEL_CLOSED          the channel is closed */

/* An environment variable for the program to come (RFC 4254, 6.4); mostly refused. */
LIBSSH2_API int libssh2_channel_setenv_ex(LIBSSH2_CHANNEL *channel, const char *varname,
                                          unsigned int varname_len, const char *value,
                                          unsigned int value_len);
#define libssh2_channel_setenv(channel, varname, value)                                \
    libssh2_channel_setenv_ex((channel), (varname), LIBSSH2_LEN_(varname), (value),    \
                              LIBSSH2_LEN_(value))

/* Agent forwarding; LIBSSH2_CALLBACK_AUTHAGENT gets the channels. */
LIBSSH2_API int libssh2_channel_request_auth_agent(LIBSSH2_CHANNEL *channel);

/* A terminal (RFC 4254, 6.2): its type, modes encoded as in RFC 4254, 8, and its size
 * in characters and pixels. INVAL: term and modes exceed 256 bytes. */
LIBSSH2_API int libssh2_channel_request_pty_ex(LIBSSH2_CHANNEL *channel,
                                               const char *term, unsigned int term_len,
                                               const char *modes,
                                               unsigned int modes_len, int width,
                                               int height, int width_px, int height_px);
#define libssh2_channel_request_pty(channel, term)                                     \
    libssh2_channel_request_pty_ex((channel), (term), LIBSSH2_LEN_(term), NULL, 0,     \
                                   LIBSSH2_TERM_WIDTH, LIBSSH2_TERM_HEIGHT,            \
                                   LIBSSH2_TERM_WIDTH_PX, LIBSSH2_TERM_HEIGHT_PX)

/* X11 forwarding (RFC 4254, 6.3). auth_proto NULL: MIT-MAGIC-COOKIE-1; auth_cookie
 * NULL: a random one. LIBSSH2_CALLBACK_X11 gets the channels. */
LIBSSH2_API int libssh2_channel_x11_req_ex(LIBSSH2_CHANNEL *channel,
                                           int single_connection,
                                           const char *auth_proto,
                                           const char *auth_cookie, int screen_number);
#define libssh2_channel_x11_req(channel, screen_number)                                \
    libssh2_channel_x11_req_ex((channel), 0, NULL, NULL, (screen_number))

/* Start a program: "shell", "exec" or "subsystem" (RFC 4254, 6.5), once a channel.
 * message may be NULL. BAD_USE: the channel had one already. */
LIBSSH2_API int libssh2_channel_process_startup(LIBSSH2_CHANNEL *channel,
                                                const char *request,
                                                unsigned int request_len,
                                                const char *message,
                                                unsigned int message_len);
#define libssh2_channel_shell(channel)                                                 \
    libssh2_channel_process_startup((channel), "shell", 5, NULL, 0)
#define libssh2_channel_exec(channel, command)                                         \
    libssh2_channel_process_startup((channel), "exec", 4, (command),                   \
                                    LIBSSH2_LEN_(command))
#define libssh2_channel_subsystem(channel, subsystem)                                  \
    libssh2_channel_process_startup((channel), "subsystem", 9, (subsystem),            \
                                    LIBSSH2_LEN_(subsystem))

/* Requests without an answer. May wait until they have left. CHANNEL_CLOSED. */

/* The terminal's new size (RFC 4254, 6.7). */
LIBSSH2_API int libssh2_channel_request_pty_size_ex(LIBSSH2_CHANNEL *channel, int width,
                                                    int height, int width_px,
                                                    int height_px);
#define libssh2_channel_request_pty_size(channel, width, height)                       \
    libssh2_channel_request_pty_size_ex((channel), (width), (height), 0, 0)

/* A signal for the program (RFC 4254, 6.9), named without SIG. */
LIBSSH2_API int libssh2_channel_signal_ex(LIBSSH2_CHANNEL *channel, const char *signame,
                                          size_t signame_len);
#define libssh2_channel_signal(channel, signame)                                       \
    libssh2_channel_signal_ex((channel), (signame), strlen(signame))

/* Data. */

/* Up to buflen bytes of a stream: 0, or SSH_EXTENDED_DATA_STDERR. Returns their number,
 * which may be less than asked for; 0 at the end of the stream, then and ever after;
 * EAGAIN if there is nothing now. Waits for the first byte, with no limit of its own.
 * What had arrived before the connection was lost is delivered first. All streams share
 * one window: who never reads stderr should have it ignored or merged. */
LIBSSH2_API ssize_t libssh2_channel_read_ex(LIBSSH2_CHANNEL *channel, int stream_id,
                                            char *buf, size_t buflen);
#define libssh2_channel_read(channel, buf, buflen)                                     \
    libssh2_channel_read_ex((channel), 0, (buf), (buflen))
#define libssh2_channel_read_stderr(channel, buf, buflen)                              \
    libssh2_channel_read_ex((channel), SSH_EXTENDED_DATA_STDERR, (buf), (buflen))

/* Send up to buflen bytes. Returns how many were taken, often fewer: go on with the
 * rest. After EAGAIN pass the same bytes again, as many or more. Waits for the peer's
 * window, with no limit of its own.
 *     CHANNEL_CLOSED    the channel is closed
 *     CHANNEL_EOF_SENT  after libssh2_channel_send_eof() */
LIBSSH2_API ssize_t libssh2_channel_write_ex(LIBSSH2_CHANNEL *channel, int stream_id,
                                             const char *buf, size_t buflen);
#define libssh2_channel_write(channel, buf, buflen)                                    \
    libssh2_channel_write_ex((channel), 0, (buf), (buflen))
#define libssh2_channel_write_stderr(channel, buf, buflen)                             \
    libssh2_channel_write_ex((channel), SSH_EXTENDED_DATA_STDERR, (buf), (buflen))

/* Throw away what was received and not yet read of a stream, or of several
 * (LIBSSH2_CHANNEL_FLUSH_*). Returns the number of bytes. Local. */
LIBSSH2_API int libssh2_channel_flush_ex(LIBSSH2_CHANNEL *channel, int streamid);
#define libssh2_channel_flush(channel) libssh2_channel_flush_ex((channel), 0)
#define libssh2_channel_flush_stderr(channel)                                          \
    libssh2_channel_flush_ex((channel), SSH_EXTENDED_DATA_STDERR)

/* What becomes of stderr (LIBSSH2_CHANNEL_EXTENDED_DATA_*): kept apart, thrown away
 * with what is queued, or delivered in its place in stream 0. INVAL: no such mode. */
LIBSSH2_API int libssh2_channel_handle_extended_data2(LIBSSH2_CHANNEL *channel,
                                                      int ignore_mode);

/* libssh2_session_set_blocking() for the channel's session, and so for all of it. */
LIBSSH2_API void libssh2_channel_set_blocking(LIBSSH2_CHANNEL *channel, int blocking);

/* Windows (RFC 4254, 5.2): bytes that may be sent before the receiver allows more. */

/* What the peer may still send to us. *read_avail: bytes received and not read, of all
 * streams; *window_size_initial: the window at the opening; both may be NULL. Local. */
LIBSSH2_API unsigned long
libssh2_channel_window_read_ex(LIBSSH2_CHANNEL *channel, unsigned long *read_avail,
                               unsigned long *window_size_initial);
#define libssh2_channel_window_read(channel)                                           \
    libssh2_channel_window_read_ex((channel), NULL, NULL)

/* What we may still send to the peer. Local. */
LIBSSH2_API unsigned long
libssh2_channel_window_write_ex(LIBSSH2_CHANNEL *channel,
                                unsigned long *window_size_initial);
#define libssh2_channel_window_write(channel)                                          \
    libssh2_channel_window_write_ex((channel), NULL)

/* Let the peer send so many bytes more. Below LIBSSH2_CHANNEL_MINADJUST it is saved up
 * for the next time, unless force is 1. *storewindow, which may be NULL: the window as
 * it was before. Reading opens the window by itself. May wait. */
LIBSSH2_API int libssh2_channel_receive_window_adjust2(LIBSSH2_CHANNEL *channel,
                                                       unsigned long adjustment,
                                                       unsigned char force,
                                                       unsigned int *storewindow);

/* The end (RFC 4254, 5.3). */

/* Tell the peer that no more data comes. Waits until all has left. 0 too if it was sent
 * before. */
LIBSSH2_API int libssh2_channel_send_eof(LIBSSH2_CHANNEL *channel);

/* 1: the peer sends no more and all was read; else 0. Local. */
LIBSSH2_API int libssh2_channel_eof(LIBSSH2_CHANNEL *channel);

/* Wait, with no limit of its own, until the peer sends no more. Does not read.
 *     CHANNEL_WINDOW_FULL  it cannot, as the window is full of data that must be read
 *                          first; on a blocking session */
LIBSSH2_API int libssh2_channel_wait_eof(LIBSSH2_CHANNEL *channel);

/* Send EOF unless that was done, and CLOSE; then await the peer's CLOSE, for 5 seconds
 * at most. Returns 0 even if it does not come: nobody needs it. What has arrived can
 * still be read. */
LIBSSH2_API int libssh2_channel_close(LIBSSH2_CHANNEL *channel);

/* Wait, with no limit of its own, for the peer's CLOSE. INVAL: its EOF has not come. */
LIBSSH2_API int libssh2_channel_wait_closed(LIBSSH2_CHANNEL *channel);

/* Free the channel, with CLOSE if none was sent. Local. Returns 0. */
LIBSSH2_API int libssh2_channel_free(LIBSSH2_CHANNEL *channel);

/* 1 if the program's exit status has come. Local. */
LIBSSH2_API int libssh2_channel_has_exit_status(LIBSSH2_CHANNEL *channel);

/* The program's exit status (RFC 4254, 6.10); 0 too while none has come, so ask after
 * libssh2_channel_close(). Local. */
LIBSSH2_API int libssh2_channel_get_exit_status(LIBSSH2_CHANNEL *channel);

/* The signal that ended the program, without SIG (RFC 4254, 6.10), its message and the
 * message's language: copies that are the caller's; NULL and 0 for what did not come.
 * Each pointer may be NULL. Local. */
LIBSSH2_API int libssh2_channel_get_exit_signal(LIBSSH2_CHANNEL *channel,
                                                char **exitsignal,
                                                size_t *exitsignal_len, char **errmsg,
                                                size_t *errmsg_len, char **langtag,
                                                size_t *langtag_len);

/* ---- Forwarding (RFC 4254, 7) -------------------------------------------------- */

/* A channel through the server to a TCP port; shost and sport tell the server where the
 * connection comes from. May wait. NULL with
 *     CHANNEL_FAILURE  refused; the text is the server's */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_channel_direct_tcpip_ex(LIBSSH2_SESSION *session,
                                                             const char *host, int port,
                                                             const char *shost,
                                                             int sport);
#define libssh2_channel_direct_tcpip(session, host, port)                              \
    libssh2_channel_direct_tcpip_ex((session), (host), (port), "127.0.0.1", 22)

/* The same to a socket in the server's file system (direct-streamlocal@openssh.com). */
LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_channel_direct_streamlocal_ex(LIBSSH2_SESSION *session, const char *socket_path,
                                      const char *shost, int sport);

/* Have the server listen. host NULL: on all addresses; port 0: on one that it chooses,
 * told in *bound_port, which may be NULL. At most queue_maxsize connections wait to be
 * accepted (0: any number), more are refused. May wait. NULL with
 *     REQUEST_DENIED  refused */
LIBSSH2_API LIBSSH2_LISTENER *
libssh2_channel_forward_listen_ex(LIBSSH2_SESSION *session, const char *host, int port,
                                  int *bound_port, int queue_maxsize);
#define libssh2_channel_forward_listen(session, port)                                  \
    libssh2_channel_forward_listen_ex((session), NULL, (port), NULL, 16)

/* The next connection, as a channel that is the caller's. Waits with no limit of its
 * own. NULL with
 *     CHANNEL_UNKNOWN  none */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_channel_forward_accept(LIBSSH2_LISTENER *listener);

/* Have the server stop listening; free the listener and what waits in its queue. May
 * wait until the request has left; the listener is gone unless EAGAIN came back. */
LIBSSH2_API int libssh2_channel_forward_cancel(LIBSSH2_LISTENER *listener);

/* ---- SCP ----------------------------------------------------------------------- */

/* Fetch a file: a channel from which exactly sb->st_size bytes are to be read; after
 * that libssh2_channel_free(). sb, which may be NULL, gets size, mode and times. May
 * wait. NULL with
 *     SCP_PROTOCOL  refused, no such file; the text is the server's
 *     INVAL         path is NULL */
LIBSSH2_API LIBSSH2_CHANNEL *
libssh2_scp_recv2(LIBSSH2_SESSION *session, const char *path, libssh2_struct_stat *sb);

/* Send a file: a channel to which exactly size bytes are to be written; after that send
 * EOF, wait for EOF and for the end, free. mode: permissions; mtime and atime in
 * seconds since 1970, both 0: not set. May wait. NULL with SCP_PROTOCOL, INVAL. */
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_send64(LIBSSH2_SESSION *session,
                                                const char *path, int mode,
                                                libssh2_int64_t size, time_t mtime,
                                                time_t atime);

/* ---- Known hosts --------------------------------------------------------------- */

/* None of these waits or uses the network. */

/* An empty collection; the session must outlive it. NULL without memory. */
LIBSSH2_API LIBSSH2_KNOWNHOSTS *libssh2_knownhost_init(LIBSSH2_SESSION *session);

LIBSSH2_API void libssh2_knownhost_free(LIBSSH2_KNOWNHOSTS *hosts);

/* Add a host with its key and a comment, which may be NULL. typemask tells what host is
 * (for TYPE_SHA1 the hash in base64, with salt in base64), how key is written, and
 * which key it is. *store, which may be NULL: the new entry, the library's.
 *     INVAL                 no key type in typemask, or what no line can hold
 *     METHOD_NOT_SUPPORTED  an unknown kind of name
 *     BAD_USE               no host or no key */
LIBSSH2_API int libssh2_knownhost_addc(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                       const char *salt, const char *key, size_t keylen,
                                       const char *comment, size_t commentlen,
                                       int typemask, struct libssh2_knownhost **store);

/* Is this the key of this host? The rules are those of OpenSSH's file, with patterns,
 * negation, hashed names and @revoked. Key type bits of 0 in typemask stand for any.
 * Returns LIBSSH2_KNOWNHOST_CHECK_*: MATCH; MISMATCH, there is another key of that type
 * or this one was revoked; NOTFOUND; FAILURE. *store, which may be NULL: the entry that
 * decided it, untouched if there is none. */
LIBSSH2_API int libssh2_knownhost_check(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                        const char *key, size_t keylen, int typemask,
                                        struct libssh2_knownhost **store);

/* The same with a port: [host]:port is looked up first, and host if that knows no key
 * of this type. -1: no port. */
LIBSSH2_API int libssh2_knownhost_checkp(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                         int port, const char *key, size_t keylen,
                                         int typemask,
                                         struct libssh2_knownhost **store);

/* The entry after prev, or the first one if prev is NULL. 0: in *store; 1: no more. */
LIBSSH2_API int libssh2_knownhost_get(LIBSSH2_KNOWNHOSTS *hosts,
                                      struct libssh2_knownhost **store,
                                      struct libssh2_knownhost *prev);

/* Remove an entry. INVAL: it is none of this collection. */
LIBSSH2_API int libssh2_knownhost_del(LIBSSH2_KNOWNHOSTS *hosts,
                                      struct libssh2_knownhost *entry);

/* Add what one line of a file says; blank lines and comments are no error. type is
 * LIBSSH2_KNOWNHOST_FILE_OPENSSH.
 *     METHOD_NOT_SUPPORTED  another type, or a line that cannot be read */
LIBSSH2_API int libssh2_knownhost_readline(LIBSSH2_KNOWNHOSTS *hosts, const char *line,
                                           size_t len, int type);

/* Add what a file says. Lines that cannot be understood are kept, to be written back.
 * Returns the number of lines.
 *     FILE         it cannot be read
 *     KNOWN_HOSTS  it is no text; what came before that stays */
LIBSSH2_API int libssh2_knownhost_readfile(LIBSSH2_KNOWNHOSTS *hosts,
                                           const char *filename, int type);

/* Write an entry as a line with newline and NUL. *outlen is its length without the NUL.
 *     BUFFER_TOO_SMALL  *outlen + 1 bytes are needed */
LIBSSH2_API int libssh2_knownhost_writeline(LIBSSH2_KNOWNHOSTS *hosts,
                                            struct libssh2_knownhost *known,
                                            char *buffer, size_t buflen, size_t *outlen,
                                            int type);

/* Write all entries, in place of what the file holds. FILE: it cannot be written. */
LIBSSH2_API int libssh2_knownhost_writefile(LIBSSH2_KNOWNHOSTS *hosts,
                                            const char *filename, int type);

/* ---- Agent --------------------------------------------------------------------- */

/* A client of an agent, which holds keys and signs with them; not yet connected. The
 * session must outlive it. NULL without memory. */
LIBSSH2_API LIBSSH2_AGENT *libssh2_agent_init(LIBSSH2_SESSION *session);

/* Disconnects too. */
LIBSSH2_API void libssh2_agent_free(LIBSSH2_AGENT *agent);

/* Where the agent listens, in place of SSH_AUTH_SOCK; copied; NULL: as before. Before
 * libssh2_agent_connect(). */
LIBSSH2_API void libssh2_agent_set_identity_path(LIBSSH2_AGENT *agent,
                                                 const char *path);

/* What was set; NULL if nothing was. The library's. */
LIBSSH2_API const char *libssh2_agent_get_identity_path(LIBSSH2_AGENT *agent);

/* Connect; on Windows to OpenSSH's agent or to Pageant. The talk with an agent is local
 * and blocks, in both modes.
 *     BAD_USE         nothing says where the agent is
 *     BAD_SOCKET      nobody listens there
 *     AGENT_PROTOCOL  no agent could be found or understood */
LIBSSH2_API int libssh2_agent_connect(LIBSSH2_AGENT *agent);

/* 0 too if it was not connected. */
LIBSSH2_API int libssh2_agent_disconnect(LIBSSH2_AGENT *agent);

/* Ask for the agent's keys; entries of an earlier list become invalid.
 *     BAD_USE                   not connected
 *     AGENT_PROTOCOL            refused, or not understood
 *     SOCKET_SEND, SOCKET_RECV  the agent went away */
LIBSSH2_API int libssh2_agent_list_identities(LIBSSH2_AGENT *agent);

/* The key after prev, or the first one if prev is NULL. 0: in *store; 1: no more. */
LIBSSH2_API int libssh2_agent_get_identity(LIBSSH2_AGENT *agent,
                                           struct libssh2_agent_publickey **store,
                                           struct libssh2_agent_publickey *prev);

/* Authenticate with one of the agent's keys. After a refusal another one may be tried.
 * May wait for the server. Codes as for libssh2_userauth_publickey(). */
LIBSSH2_API int libssh2_agent_userauth(LIBSSH2_AGENT *agent, const char *username,
                                       struct libssh2_agent_publickey *identity);

/* Have data signed by a signature algorithm (method), as "rsa-sha2-256". *sig, *s_len:
 * the bare signature, the caller's. Codes as for libssh2_agent_list_identities(). */
LIBSSH2_API int libssh2_agent_sign(LIBSSH2_AGENT *agent,
                                   struct libssh2_agent_publickey *identity,
                                   unsigned char **sig, size_t *s_len,
                                   const unsigned char *data, size_t d_len,
                                   const char *method, unsigned int method_len);

/* ---- Trace --------------------------------------------------------------------- */

/* What to report: LIBSSH2_TRACE_* bits, 0 for nothing, the default. Text only; never
 * secrets, never the contents of packets. In every build. Returns 0. */
LIBSSH2_API int libssh2_trace(LIBSSH2_SESSION *session, int bitmask);

/* Who gets the reports; NULL: the standard error. context is passed on. Returns 0. */
LIBSSH2_API int libssh2_trace_sethandler(LIBSSH2_SESSION *session, void *context,
                                         libssh2_trace_handler_func callback);

/* ---- Deprecated ---------------------------------------------------------------- */

#ifndef LIBSSH2_NO_DEPRECATED

/* libssh2_session_banner_set(). */
LIBSSH2_DEPRECATED(1.4.0, "Use libssh2_session_banner_set()")
LIBSSH2_API int libssh2_banner_set(LIBSSH2_SESSION *session, const char *banner);

/* libssh2_session_handshake(), for sockets that fit an int. */
LIBSSH2_DEPRECATED(1.2.8, "Use libssh2_session_handshake()")
LIBSSH2_API int libssh2_session_startup(LIBSSH2_SESSION *session, int sock);

/* Wait up to timeout_ms for one of nfds sockets, channels or listeners; sets revents.
 * Returns how many have any, -1 on error. */
LIBSSH2_DEPRECATED(1.2.0, "Use the system's poll() or select()")
LIBSSH2_API int libssh2_poll(LIBSSH2_POLLFD *fds, unsigned int nfds, long timeout_ms);

/* 1 if data waits to be read: of stream 0, or of any if extended is 1. Local. */
LIBSSH2_DEPRECATED(1.2.0, "Use libssh2_channel_read_ex() in non-blocking mode")
LIBSSH2_API int libssh2_poll_channel_read(LIBSSH2_CHANNEL *channel, int extended);

/* Returns the window as it was before, or the code cast to unsigned long. */
LIBSSH2_DEPRECATED(1.1.0, "Use libssh2_channel_receive_window_adjust2()")
LIBSSH2_API unsigned long
libssh2_channel_receive_window_adjust(LIBSSH2_CHANNEL *channel,
                                      unsigned long adjustment, unsigned char force);

LIBSSH2_DEPRECATED(1.1.0, "Use libssh2_channel_handle_extended_data2()")
LIBSSH2_API void libssh2_channel_handle_extended_data(LIBSSH2_CHANNEL *channel,
                                                      int ignore_mode);
#define libssh2_channel_ignore_extended_data(channel, ignore)                          \
    libssh2_channel_handle_extended_data(                                              \
        (channel), (ignore) ? LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE                     \
                            : LIBSSH2_CHANNEL_EXTENDED_DATA_NORMAL)

/* libssh2_scp_recv2() with the plain struct stat. */
LIBSSH2_DEPRECATED(1.7.0, "Use libssh2_scp_recv2()")
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_recv(LIBSSH2_SESSION *session,
                                              const char *path, struct stat *sb);

/* libssh2_scp_send64() with narrower numbers. */
LIBSSH2_DEPRECATED(1.2.6, "Use libssh2_scp_send64()")
LIBSSH2_API LIBSSH2_CHANNEL *libssh2_scp_send_ex(LIBSSH2_SESSION *session,
                                                 const char *path, int mode,
                                                 size_t size, long mtime, long atime);
#define libssh2_scp_send(session, path, mode, size)                                    \
    libssh2_scp_send_ex((session), (path), (mode), (size), 0, 0)

/* *dest, *dest_len: the decoded bytes, the caller's. Characters outside the alphabet
 * are skipped. INVAL: what is left is no base64. */
LIBSSH2_DEPRECATED(1.0, "Use a base64 decoder of your own")
LIBSSH2_API int libssh2_base64_decode(LIBSSH2_SESSION *session, char **dest,
                                      unsigned int *dest_len, const char *src,
                                      unsigned int src_len);

/* libssh2_knownhost_addc() without a comment. */
LIBSSH2_DEPRECATED(1.2.5, "Use libssh2_knownhost_addc()")
LIBSSH2_API int libssh2_knownhost_add(LIBSSH2_KNOWNHOSTS *hosts, const char *host,
                                      const char *salt, const char *key, size_t keylen,
                                      int typemask, struct libssh2_knownhost **store);

#endif /* LIBSSH2_NO_DEPRECATED */

#ifdef __cplusplus
}
#endif

#endif /* RC_INVOKED */
#endif /* LIBSSH2_H */
