/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Queues of awaited replies: who asked, in the order of asking. */
#include "conn/chan.h"

int s2_await_add(struct s2_mem *m, struct s2_list *queue, struct s2_answer *to)
{
    struct s2_await *a = s2_zalloc(m, sizeof(*a));

    if (!a)
        return LIBSSH2_ERROR_ALLOC;
    a->to = to;
    s2_list_add(queue, &a->link);
    if (to) {
        memset(to, 0, sizeof(*to));
        to->entry = a;
    }
    return 0;
}

static void await_free(struct s2_mem *m, struct s2_await *a)
{
    s2_list_del(&a->link);
    if (a->to)
        a->to->entry = NULL;
    s2_free(m, a);
}

/* Only right after s2_await_add: nothing can have come in between. */
void s2_await_undo(struct s2_mem *m, struct s2_list *queue)
{
    await_free(m, S2_ITEM(queue->head.prev, struct s2_await, link));
}

/* The entry keeps its place: its reply still comes, and must not be taken for the
 * next one. */
void s2_await_forget(struct s2_answer *to)
{
    if (to->entry)
        to->entry->to = NULL;
    to->entry = NULL;
}

/* The oldest question is the one that is answered (RFC 4254 sections 4 and 5.4). */
bool s2_await_take(struct s2_mem *m, struct s2_list *queue, enum s2_said said,
                   uint32_t value)
{
    struct s2_link *l = s2_list_first(queue);
    struct s2_await *a;

    if (!l)
        return false;
    a = S2_ITEM(l, struct s2_await, link);
    if (a->to) {
        a->to->said = (uint8_t)said;
        a->to->value = value;
    }
    await_free(m, a);
    return true;
}

void s2_await_clear(struct s2_mem *m, struct s2_list *queue)
{
    while (!s2_list_empty(queue))
        await_free(m, S2_ITEM(s2_list_first(queue), struct s2_await, link));
}
