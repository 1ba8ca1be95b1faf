/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The layer's part of a session: its table of messages, its beginning and end. */
#include "conn/chan.h"

/* All of them need a session that is logged in, and none may come while keys change
 * (RFC 4253 section 7.1). */
static const struct s2_disp rows[] = {
    {S2_STAGE_OPEN, "GLOBAL_REQUEST", s2_on_global_request}, /* 80 */
    {S2_STAGE_OPEN, "REQUEST_SUCCESS", s2_on_request_success},
    {S2_STAGE_OPEN, "REQUEST_FAILURE", s2_on_request_failure},
    {0, NULL, NULL}, /* 83 */
    {0, NULL, NULL},
    {0, NULL, NULL},
    {0, NULL, NULL},
    {0, NULL, NULL},
    {0, NULL, NULL},
    {0, NULL, NULL}, /* 89 */
    {S2_STAGE_OPEN, "CHANNEL_OPEN", s2_on_channel_open},
    {S2_STAGE_OPEN, "CHANNEL_OPEN_CONFIRMATION", s2_on_open_confirm},
    {S2_STAGE_OPEN, "CHANNEL_OPEN_FAILURE", s2_on_open_failure},
    {S2_STAGE_OPEN, "CHANNEL_WINDOW_ADJUST", s2_on_window_adjust},
    {S2_STAGE_OPEN, "CHANNEL_DATA", s2_on_data},
    {S2_STAGE_OPEN, "CHANNEL_EXTENDED_DATA", s2_on_extended_data},
    {S2_STAGE_OPEN, "CHANNEL_EOF", s2_on_eof},
    {S2_STAGE_OPEN, "CHANNEL_CLOSE", s2_on_close},
    {S2_STAGE_OPEN, "CHANNEL_REQUEST", s2_on_channel_request},
    {S2_STAGE_OPEN, "CHANNEL_SUCCESS", s2_on_channel_reply},
    {S2_STAGE_OPEN, "CHANNEL_FAILURE", s2_on_channel_reply}, /* 100 */
};

/* The listeners only let go of their channels, which are freed with all others. */
static void conn_drop(s2_session *s, void *object)
{
    struct s2_conn *conn = object;
    uint32_t i;

    s2_fwd_drop(s);
    for (i = 0; i < conn->slots; i++)
        if (conn->slot[i].state == S2_SLOT_USED)
            s2_chan_destroy(conn->slot[i].chan);
    s2_await_clear(&s->mem, &conn->globals);
    s2_free(&s->mem, conn->slot);
    s2_free(&s->mem, conn);
    s->conn = NULL;
    s->on_flow = NULL;
}

/* The table of messages and the hook of the pump come together with the object: no
 * handler runs without it. */
int s2_conn_start(s2_session *s)
{
    struct s2_conn *conn;

    if (s->conn)
        return 0;
    conn = s2_zalloc(&s->mem, sizeof(*conn));
    if (!conn)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for channels");
    s2_list_init(&conn->blocked);
    s2_list_init(&conn->globals);
    s2_list_init(&conn->listeners);
    s->conn = conn;
    s->part[S2_PART_CONN].object = conn;
    s->part[S2_PART_CONN].drop = conn_drop;
    s->on_flow = s2_conn_flow;
    s->tables[S2_TABLE_CONN].first = SSH_MSG_GLOBAL_REQUEST;
    s->tables[S2_TABLE_CONN].count = (uint8_t)S2_COUNT(rows);
    s->tables[S2_TABLE_CONN].rows = rows;
    return 0;
}
