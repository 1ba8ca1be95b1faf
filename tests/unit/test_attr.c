/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* File attributes: to the wire, from the wire, from a wire that lies. */
#include "t.h"

#include <string.h>

#include "sftp/attr.h"

#define ALL                                                                            \
    (LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_UIDGID |                               \
     LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_ACMODTIME)

static LIBSSH2_SFTP_ATTRIBUTES sample(unsigned long flags)
{
    LIBSSH2_SFTP_ATTRIBUTES a;

    a.flags = flags;
    a.filesize = 0x0102030405060708u;
    a.uid = 0x11121314;
    a.gid = 0x21222324;
    a.permissions = 0x81a4;
    a.atime = 0xfffffffeu;
    a.mtime = 0x41424344;
    return a;
}

/* All fields in the order of draft-ietf-secsh-filexfer-02 section 5. */
static const uint8_t all_bytes[32] = {0,    0,    0,    0x0f, 1,    2,    3,    4,
                                      5,    6,    7,    8,    0x11, 0x12, 0x13, 0x14,
                                      0x21, 0x22, 0x23, 0x24, 0,    0,    0x81, 0xa4,
                                      0xff, 0xff, 0xff, 0xfe, 0x41, 0x42, 0x43, 0x44};

T_CASE(writes_fields_in_order)
{
    LIBSSH2_SFTP_ATTRIBUTES a = sample(ALL);
    uint8_t buf[S2_ATTR_MAX];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    s2_attr_write(&w, &a);
    T_OK(s2_wr_ok(&w));
    T_MEM(buf, s2_wr_len(&w), all_bytes, sizeof(all_bytes));
}

T_CASE(writes_only_what_is_flagged)
{
    LIBSSH2_SFTP_ATTRIBUTES a =
        sample(LIBSSH2_SFTP_ATTR_PERMISSIONS | LIBSSH2_SFTP_ATTR_EXTENDED);
    static const uint8_t expect[8] = {0, 0, 0, 4, 0, 0, 0x81, 0xa4};
    static const uint8_t none[4] = {0, 0, 0, 0};
    uint8_t buf[S2_ATTR_MAX];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    s2_attr_write(&w, &a); /* no extended ones: we have none to send */
    T_MEM(buf, s2_wr_len(&w), expect, sizeof(expect));
    w = s2_wr_fixed(buf, sizeof(buf));
    s2_attr_write(&w, NULL);
    T_MEM(buf, s2_wr_len(&w), none, sizeof(none));
}

/* Reads back, for every set of fields, what was written. */
T_CASE(reads_what_it_writes)
{
    unsigned long flags;

    for (flags = 0; flags < 16; flags++) {
        LIBSSH2_SFTP_ATTRIBUTES a = sample(flags), b, expect;
        uint8_t buf[S2_ATTR_MAX];
        struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
        struct s2_rd r;

        memset(&b, 0, sizeof(b));
        memset(&expect, 0, sizeof(expect));
        s2_attr_write(&w, &a);
        r = s2_rd(s2_wr_span(&w));
        s2_attr_read(&r, &b);
        T_OK(s2_rd_done(&r));
        T_EQ(b.flags, flags);
        T_EQ(b.filesize, flags & 1 ? a.filesize : 0);
        T_EQ(b.uid, flags & 2 ? a.uid : 0);
        T_EQ(b.gid, flags & 2 ? a.gid : 0);
        T_EQ(b.permissions, flags & 4 ? a.permissions : 0);
        T_EQ(b.atime, flags & 8 ? a.atime : 0);
        T_EQ(b.mtime, flags & 8 ? a.mtime : 0);
    }
}

/* Every prefix fails, and leaves the struct as it was. */
T_CASE(cut_attributes_change_nothing)
{
    size_t n;

    for (n = 0; n < sizeof(all_bytes); n++) {
        LIBSSH2_SFTP_ATTRIBUTES a = sample(0x40);
        struct s2_rd r = s2_rd(s2_span(all_bytes, n));

        s2_attr_read(&r, &a);
        T_OK(!s2_rd_ok(&r));
        T_EQ(a.flags, 0x40);
        T_EQ(a.filesize, 0x0102030405060708u);
        T_EQ(a.mtime, 0x41424344);
    }
}

T_CASE(extended_ones_are_skipped)
{
    static const uint8_t in[] = {0x80, 0, 0, 4, 0, 0,   0, 7, 0, 0,   0,
                                 2,    0, 0, 0, 1, 'a', 0, 0, 0, 2,   'b',
                                 'c',  0, 0, 0, 0, 0,   0, 0, 0, 0xee};
    LIBSSH2_SFTP_ATTRIBUTES a;
    struct s2_rd r = s2_rd(s2_span(in, sizeof(in)));

    memset(&a, 0, sizeof(a));
    s2_attr_read(&r, &a);
    T_OK(s2_rd_ok(&r));
    T_EQ(a.permissions, 7);
    T_EQ(s2_rd_u8(&r), 0xee); /* stands behind them */
}

T_CASE(a_count_that_cannot_be_fails)
{
    static const uint8_t in[] = {0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
                                 0,    0, 0, 0, 0,    0,    0,    0};
    LIBSSH2_SFTP_ATTRIBUTES a = sample(3);
    struct s2_rd r = s2_rd(s2_span(in, sizeof(in)));

    s2_attr_read(&r, &a);
    T_OK(!s2_rd_ok(&r));
    T_EQ(a.flags, 3);
}

T_SUITE(attr) = {T_RUN(writes_fields_in_order),
                 T_RUN(writes_only_what_is_flagged),
                 T_RUN(reads_what_it_writes),
                 T_RUN(cut_attributes_change_nothing),
                 T_RUN(extended_ones_are_skipped),
                 T_RUN(a_count_that_cannot_be_fails),
                 T_END};
