/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Steps that scenarios share. */
#include "flow.h"

int flow_login(struct flow *f)
{
    int rc;

    FLOW_CALL(f, rc, libssh2_session_handshake(f->session, f->fds[0]));
    FLOW_CALL(f, rc, libssh2_userauth_password(f->session, PEER_USER, PEER_PASSWORD));
    FLOW_OK(f, libssh2_userauth_authenticated(f->session));
    return 0;
}

/* Pattern of a test file. */
void flow_fill(uint8_t *p, size_t n, unsigned salt)
{
    size_t i;

    for (i = 0; i < n; i++)
        p[i] = (uint8_t)(i * 13 + (i >> 9) + salt);
}

int flow_sftp(struct flow *f)
{
    int rc = flow_login(f);

    if (rc)
        return rc;
    FLOW_PTR(f, f->sftp, libssh2_sftp_init(f->session));
    return 0;
}

int flow_read_all(struct flow *f, LIBSSH2_CHANNEL *c, int stream)
{
    char buf[3000];
    ssize_t n;

    do {
        FLOW_CALL(f, n, libssh2_channel_read_ex(c, stream, buf, sizeof(buf)));
        if (n > 0) { /* chunk borders are not part of the transcript */
            ssize_t i;

            for (i = 0; i < n; i++)
                f->transcript = (f->transcript ^ (uint8_t)buf[i]) * 0x100000001b3u;
        }
    } while (n > 0);
    return 0;
}

int flow_write_at(struct flow *f, LIBSSH2_SFTP_HANDLE *h, const uint8_t *data, size_t n,
                  size_t at)
{
    size_t done = 0;
    ssize_t w;

    while (done < n) {
        FLOW_CALL(f, w, libssh2_sftp_write(h, (const char *)data + done, n - done));
        done += (size_t)w;
        FLOW_OK(f, done <= n);
        FLOW_OK(f, libssh2_sftp_tell64(h) == at + done);
    }
    return 0;
}

/* What the server's file holds goes into the transcript. */
int flow_note_file(struct flow *f, const char *path)
{
    struct pfs_node *n = pfs_find(f->peer->fs, path);

    FLOW_OK(f, n != NULL);
    flow_note(f, n->data, n->size);
    flow_note_int(f, (long long)n->size);
    return 0;
}

int flow_open(struct flow *f, int i, const char *path, unsigned long flags)
{
    FLOW_PTR(f, f->handle[i],
             libssh2_sftp_open(f->sftp, path, flags, LIBSSH2_SFTP_S_IRUSR));
    return 0;
}

int flow_close(struct flow *f, int i)
{
    LIBSSH2_SFTP_HANDLE *h = f->handle[i];
    int rc, turn = 0;

    while ((rc = libssh2_sftp_close(h)) == LIBSSH2_ERROR_EAGAIN &&
           !(turn = flow_turn(f)))
        ;
    if (turn)
        return turn;
    f->handle[i] = NULL; /* gone, whatever the result */
    return rc ? flow_failed(f, rc) : 0;
}

/* Read to the end; what came is compared and noted. */
int flow_read_file(struct flow *f, LIBSSH2_SFTP_HANDLE *h, const uint8_t *want,
                   size_t n)
{
    char buf[7000];
    size_t got = 0;
    ssize_t r;

    do {
        FLOW_CALL(f, r, libssh2_sftp_read(h, buf, sizeof(buf)));
        FLOW_OK(f, got + (size_t)r <= n && memcmp(buf, want + got, (size_t)r) == 0);
        got += (size_t)r;
    } while (r > 0);
    FLOW_OK(f, got == n);
    FLOW_CALL(f, r, libssh2_sftp_read(h, buf, sizeof(buf)));
    FLOW_OK(f, r == 0);
    flow_note_int(f, (long long)got);
    return 0;
}

void flow_put_file(struct flow *f, const char *path, const uint8_t *data, size_t n)
{
    pfs_write(pfs_make(f->peer->fs, path, 0100644), 0, data, n);
}
