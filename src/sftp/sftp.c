/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* An SFTP session: how it starts, what ends it, what it leaves behind.  All sessions
 * and files of one SSH session hang on its part S2_PART_SFTP, so that freeing that
 * frees them too. */
#include "sftp/sf.h"

/* --- What hangs on the SSH session --------------------------------------------- */

struct s2_sf_part {
    struct s2_list sessions; /* s2_sftp */
    struct s2_list orphans;  /* s2_file, of sessions that were freed */
};

static void part_drop(s2_session *s, void *object)
{
    struct s2_sf_part *part = (struct s2_sf_part *)object;
    struct s2_link *l;

    while ((l = s2_list_first(&part->sessions)) != NULL)
        s2_sftp_free(S2_ITEM(l, s2_sftp, link));
    while ((l = s2_list_first(&part->orphans)) != NULL)
        s2_sf_file_free(S2_ITEM(l, s2_file, link));
    s2_free(&s->mem, part);
}

/* Made with the first SFTP session; NULL without memory. */
static struct s2_sf_part *part_of(s2_session *s)
{
    struct s2_sf_part *part = (struct s2_sf_part *)s->part[S2_PART_SFTP].object;

    if (part)
        return part;
    part = (struct s2_sf_part *)s2_zalloc(&s->mem, sizeof(*part));
    if (!part)
        return NULL;
    s2_list_init(&part->sessions);
    s2_list_init(&part->orphans);
    s->part[S2_PART_SFTP].object = part;
    s->part[S2_PART_SFTP].drop = part_drop;
    return part;
}

/* --- The channel's consumer ---------------------------------------------------- */

/* What the server wrote is no SFTP: say what that usually means. */
static void framing_failed(s2_sftp *t, int code)
{
    if (!t->version)
        s2_sf_die(t, LIBSSH2_ERROR_SFTP_PROTOCOL,
                  "the server does not speak SFTP (do its login scripts print text?)");
    else if (code == LIBSSH2_ERROR_ALLOC)
        s2_sf_die(t, code, "SFTP: no memory for a reply");
    else
        s2_sf_die(t, code, "SFTP: a message of the server is too long or malformed");
}

/* --- The channel's consumer ---------------------------------------------------- */

/* Everything is taken at once: what comes was asked for, or ends the SFTP session.  The
 * error stream is not for us. */
static size_t take(void *who, int stream, struct s2_span data, const struct s2_pkt *pkt)
{
    s2_sftp *t = (s2_sftp *)who;
    int rc;

    if (stream != S2_STREAM_DATA || t->dead)
        return data.n;
    rc = s2_frame_feed(&t->frame, data, pkt);
    if (rc)
        framing_failed(t, rc);
    return data.n;
}

/* Nothing more will come.  An exit status tells of a server that could not start. */
static void lost(void *who)
{
    s2_sftp *t = (s2_sftp *)who;
    int status;

    if (s2_chan_exit_status(t->chan, &status) && status)
        s2_sf_die(t, LIBSSH2_ERROR_CHANNEL_CLOSED,
                  "the SFTP server ended with exit status %d", status);
    else
        s2_sf_die(t, LIBSSH2_ERROR_CHANNEL_CLOSED,
                  "the server closed the SFTP channel");
}

/* --- Start --------------------------------------------------------------------- */

struct init_op {
    struct s2_op op;
    s2_sftp *t; /* being made; NULL once it is handed out */
};

static struct init_op *init_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct init_op, op);
}

static s2_sftp *sftp_new(s2_session *s)
{
    struct s2_sf_part *part = part_of(s);
    s2_sftp *t = part ? (s2_sftp *)s2_zalloc(&s->mem, sizeof(*t)) : NULL;

    if (!t)
        return NULL;
    t->s = s;
    s2_frame_init(&t->frame, &s->mem, &s2_sf_frame_ops, t);
    s2_reqs_init(&t->reqs, &s->mem);
    s2_list_init(&t->files);
    s2_list_add(&part->sessions, &t->link);
    return t;
}

/* The channel.  Its object is made first, so that the drop of a given up start finds
 * all there is in one place. */
static int init_open(s2_session *s, struct s2_op *o)
{
    struct init_op *q = init_op(o);
    int rc;

    if (!q->t)
        q->t = sftp_new(s);
    if (!q->t)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for an SFTP session");
    rc = s2_chan_open(s, s2_span_str("session"), S2_SFTP_WINDOW, S2_SFTP_PACKET,
                      s2_span(NULL, 0), &q->t->chan);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    return rc ? rc : S2_NEXT;
}

/* RFC 4254 section 6.5. */
static int init_subsystem(s2_session *s, struct s2_op *o)
{
    s2_sftp *t = init_op(o)->t;
    int rc = s2_chan_startup(t->chan, s2_span_str("subsystem"), s2_span_str("sftp"));

    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    if (rc == LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED)
        return s2_fail(&s->err, LIBSSH2_ERROR_CHANNEL_FAILURE,
                       "the server refuses the subsystem sftp");
    return rc ? rc : S2_NEXT;
}

/* From here on what the server says is ours alone. */
static int init_hello(s2_session *s, struct s2_op *o)
{
    s2_sftp *t = init_op(o)->t;
    struct s2_sink sink = {take, lost, t};
    uint8_t buf[9];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    int rc;

    (void)s;
    s2_wr_u32(&w, 5);
    s2_wr_u8(&w, FXP_INIT);
    s2_wr_u32(&w, LIBSSH2_SFTP_VERSION);
    s2_chan_sink(t->chan, &sink);
    rc = s2_chan_queue(t->chan, s2_wr_span(&w));
    return rc ? rc : S2_NEXT;
}

/* The reply to INIT has no id: it is awaited as a state. */
static int init_await(s2_session *s, struct s2_op *o)
{
    s2_sftp *t = init_op(o)->t;
    int rc = s2_sf_alive(t);

    (void)s;
    if (rc)
        return rc;
    return t->version ? S2_DONE : S2_WAIT;
}

/* Given up: the channel goes too. */
static void init_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    s2_sftp_free(init_op(o)->t);
}

static s2_step *const init_steps[] = {init_open, init_subsystem, init_hello,
                                      init_await};
static const struct s2_op_type init_type = {
    "SFTP start", sizeof(struct init_op), init_steps, S2_COUNT(init_steps), false,
    init_drop,
};

int s2_sftp_init(s2_session *s, s2_sftp **t)
{
    struct init_op *q;
    int rc = s2_alive(s);

    if (rc)
        return rc;
    if (s->stage < S2_STAGE_OPEN)
        return s2_fail(&s->err, LIBSSH2_ERROR_INVAL, "SFTP needs a login first");
    rc = s2_conn_start(s);
    if (rc)
        return rc;
    q = (struct init_op *)s2_op_begin(s, &init_type, s, 0);
    if (!q)
        return LIBSSH2_ERROR_ALLOC;
    rc = s2_op_run(s, &q->op);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (!rc) {
        *t = q->t;
        q->t = NULL;
    }
    s2_op_end(s, &q->op);
    return rc;
}

/* --- End ----------------------------------------------------------------------- */

void s2_sftp_free(s2_sftp *t)
{
    struct s2_sf_part *part;
    struct s2_link *l;
    s2_session *s;

    if (!t)
        return;
    s = t->s;
    part = (struct s2_sf_part *)s->part[S2_PART_SFTP].object;
    s2_op_end_owner(s, t);
    while ((l = s2_list_first(&t->files)) != NULL) {
        s2_sf_file_orphan(S2_ITEM(l, s2_file, link));
        s2_list_add(&part->orphans, l);
    }
    if (t->chan) {
        s2_chan_sink(t->chan, NULL);
        s2_chan_free(t->chan);
    }
    s2_frame_free(&t->frame);
    s2_reqs_free(&t->reqs);
    s2_list_del(&t->link);
    s2_free(&s->mem, t);
}

void s2_sftp_chan_goes(s2_chan *c)
{
    s2_session *s = s2_chan_session(c);
    struct s2_sf_part *part = (struct s2_sf_part *)s->part[S2_PART_SFTP].object;
    struct s2_link *l, *after;

    if (!part)
        return;
    S2_LIST_EACH(l, after, &part->sessions)
    {
        s2_sftp *t = S2_ITEM(l, s2_sftp, link);

        if (t->chan != c)
            continue;
        s2_sf_die(t, LIBSSH2_ERROR_CHANNEL_CLOSED,
                  "the channel of the SFTP session was freed");
        s2_chan_sink(c, NULL);
        t->chan = NULL;
    }
}

s2_session *s2_sftp_session(const s2_sftp *t)
{
    return t->s;
}

s2_chan *s2_sftp_chan(const s2_sftp *t)
{
    return t->chan;
}

unsigned long s2_sftp_errno(const s2_sftp *t)
{
    return t->last_errno;
}
