/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The server's compression: one stream each way (RFC 4253 section 6.2). */
#include "peer.h"

#include <stdlib.h>

#ifdef S2_HAVE_ZLIB
#include <zlib.h>

struct peer_zip {
    z_stream z;
    bool inflates;
};

bool peer_has_zip(void)
{
    return true;
}

void peer_zip_free(struct peer_zip *zip)
{
    if (!zip)
        return;
    if (zip->inflates)
        inflateEnd(&zip->z);
    else
        deflateEnd(&zip->z);
    free(zip);
}

struct peer_zip *peer_zip_new(bool inflates)
{
    struct peer_zip *zip = peer_must(calloc(1, sizeof(*zip)));

    zip->inflates = inflates;
    if (inflates ? inflateInit(&zip->z) : deflateInit(&zip->z, Z_DEFAULT_COMPRESSION))
        abort();
    return zip;
}

bool peer_zip_run(struct peer_zip *zip, const void *in, size_t n,
                  struct peer_bytes *out, bool last)
{
    uint8_t buf[4096];
    int rc;

    zip->z.next_in = (z_const Bytef *)in;
    zip->z.avail_in = (uInt)n;
    do {
        zip->z.next_out = buf;
        zip->z.avail_out = sizeof(buf);
        rc = zip->inflates ? inflate(&zip->z, Z_SYNC_FLUSH)
                           : deflate(&zip->z, last ? Z_FINISH : Z_PARTIAL_FLUSH);
        peer_put(out, buf, sizeof(buf) - zip->z.avail_out);
    } while (rc == Z_OK && zip->z.avail_out == 0);
    return rc == Z_OK || rc == Z_BUF_ERROR || (last && rc == Z_STREAM_END);
}

#else

bool peer_has_zip(void)
{
    return false;
}

void peer_zip_free(struct peer_zip *zip)
{
    (void)zip;
}

struct peer_zip *peer_zip_new(bool inflates)
{
    (void)inflates;
    abort();
}

bool peer_zip_run(struct peer_zip *zip, const void *in, size_t n,
                  struct peer_bytes *out, bool last)
{
    (void)zip, (void)in, (void)n, (void)out, (void)last;
    return false;
}
#endif
