/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The test server on a real socket, so that other clients can prove it: serves one
 * connection on 127.0.0.1 and prints the port.  Usage: peer_main */
#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_somewhere(void)
{
    struct sockaddr_in a;
    socklen_t n = sizeof(a);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 1) ||
        getsockname(fd, (struct sockaddr *)&a, &n)) {
        perror("listen");
        exit(1);
    }
    printf("port %d\n", ntohs(a.sin_port));
    fflush(stdout);
    return accept(fd, NULL, NULL);
}

int main(void)
{
    struct peer_script script;
    struct peer *p;
    char buf[65536];
    int fd = listen_somewhere();

    memset(&script, 0, sizeof(script));
    if (getenv("PEER_REKEY"))
        script.rekey_every = (uint32_t)atoi(getenv("PEER_REKEY"));
    script.cipher = getenv("PEER_CIPHER");
    script.mac = getenv("PEER_MAC");
    script.kex = getenv("PEER_KEX");
    p = peer_new(&script);
    for (;;) {
        ssize_t n;

        while (peer_run(p))
            ;
        while (peer_len(&p->out)) {
            n = write(fd, p->out.p + p->out.head, peer_len(&p->out));
            if (n <= 0)
                break;
            peer_skip(&p->out, (size_t)n);
        }
        if (p->closed)
            break;
        n = read(fd, buf, sizeof(buf));
        if (n <= 0)
            break;
        peer_feed(p, buf, (size_t)n);
    }
    if (p->protocol_error)
        printf("client broke a rule: %s\n", p->why);
    printf("%lu key exchanges\n", (unsigned long)p->kex_count);
    peer_free(p);
    return 0;
}
