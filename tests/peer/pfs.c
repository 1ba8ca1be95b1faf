/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A file tree in memory: a list of absolute paths. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>

struct pfs *pfs_new(void)
{
    struct pfs *fs = peer_must(calloc(1, sizeof(*fs)));

    pfs_make(fs, "/", 040755);
    pfs_make(fs, "/home", 040755);
    return fs;
}

static void node_free(struct pfs_node *n)
{
    free(n->data);
    free(n);
}

void pfs_free(struct pfs *fs)
{
    while (fs->first) {
        struct pfs_node *n = fs->first;

        fs->first = n->next;
        node_free(n);
    }
    free(fs);
}

struct pfs_node *pfs_find(struct pfs *fs, const char *path)
{
    struct pfs_node *n;

    for (n = fs->first; n; n = n->next)
        if (!n->gone && strcmp(n->path, path) == 0)
            return n;
    return NULL;
}

struct pfs_node *pfs_make(struct pfs *fs, const char *path, uint32_t mode)
{
    struct pfs_node *n = peer_must(calloc(1, sizeof(*n))), **at = &fs->first;

    snprintf(n->path, sizeof(n->path), "%s", path);
    n->mode = mode;
    n->uid = n->gid = 1000;
    n->atime = n->mtime = 1700000000;
    while (*at)
        at = &(*at)->next;
    *at = n;
    return n;
}

void pfs_remove(struct pfs *fs, struct pfs_node *n)
{
    struct pfs_node **at = &fs->first;

    n->gone = true;
    if (n->opened)
        return;
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
    node_free(n);
}

void pfs_write(struct pfs_node *n, uint64_t off, const uint8_t *p, size_t len)
{
    size_t end = (size_t)off + len;

    if (end > n->cap) {
        size_t cap = end * 2 + 4096;

        n->data = peer_must(realloc(n->data, cap));
        n->cap = cap;
    }
    if (off > n->size)
        memset(n->data + n->size, 0, (size_t)off - n->size);
    if (len)
        memcpy(n->data + off, p, len);
    if (end > n->size)
        n->size = end;
}

bool pfs_is_child(const char *dir, const char *path)
{
    size_t n = strcmp(dir, "/") == 0 ? 0 : strlen(dir);

    return strncmp(dir, path, n) == 0 && path[n] == '/' && path[n + 1] &&
           !strchr(path + n + 1, '/');
}
