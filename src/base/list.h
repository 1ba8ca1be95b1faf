/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Intrusive doubly linked list: the links live in the objects, so that putting
 * one in a list cannot fail.  The list never owns what is in it. */
#ifndef S2_BASE_LIST_H
#define S2_BASE_LIST_H

#include "base/base.h"

struct s2_link {
    struct s2_link *next, *prev;
};

/* A head is a link that is in no object. */
struct s2_list {
    struct s2_link head;
};

/* The object whose link `member` is l. */
#define S2_ITEM(l, type, member) S2_CONTAINER_OF(l, type, member)

/* Visit every link; the one visited may be removed and freed meanwhile. */
#define S2_LIST_EACH(l, after, list)                                                   \
    for ((l) = (list)->head.next, (after) = (l)->next; (l) != &(list)->head;           \
         (l) = (after), (after) = (l)->next)

static inline void s2_list_init(struct s2_list *list)
{
    list->head.next = list->head.prev = &list->head;
}

static inline bool s2_list_empty(const struct s2_list *list)
{
    return list->head.next == &list->head;
}

/* First link or NULL. */
static inline struct s2_link *s2_list_first(struct s2_list *list)
{
    return s2_list_empty(list) ? NULL : list->head.next;
}

/* Put l at the end. */
static inline void s2_list_add(struct s2_list *list, struct s2_link *l)
{
    l->next = &list->head;
    l->prev = list->head.prev;
    list->head.prev->next = l;
    list->head.prev = l;
}

/* Take l out; a link that is all zero (never in a list) is left alone. */
static inline void s2_list_del(struct s2_link *l)
{
    if (!l->next)
        return;
    l->next->prev = l->prev;
    l->prev->next = l->next;
    l->next = l->prev = NULL;
}

/* Take the first link out and return it, or NULL. */
static inline struct s2_link *s2_list_pop(struct s2_list *list)
{
    struct s2_link *l = s2_list_first(list);

    if (l)
        s2_list_del(l);
    return l;
}

#endif
