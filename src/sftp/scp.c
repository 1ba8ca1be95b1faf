/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* See scp.h.  Each side says what comes next in a line and goes on when the other has
 * answered with a zero byte. */
#include "sftp/scp.h"

/* Words of a server that are passed on. */
#define WORDS_MAX 300

struct scp_op {
    struct s2_op op;
    s2_chan *chan; /* until it is handed out */
    char *command, *name;
    struct s2_scp_file file;
    size_t used; /* bytes of line that came */
    uint8_t line[S2_SCP_LINE_MAX + 1];
};

static struct scp_op *scp_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct scp_op, op);
}

/* --- What both directions do ------------------------------------------------------ */

static int scp_open(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    int rc = s2_chan_open(s, s2_span_str("session"), S2_CHAN_WINDOW, S2_CHAN_PACKET,
                          s2_span(NULL, 0), &q->chan);

    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    return rc ? rc : S2_NEXT;
}

static int scp_exec(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    int rc = s2_chan_startup(q->chan, s2_span_str("exec"), s2_span_str(q->command));

    (void)s;
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return S2_WAIT;
    return rc ? rc : S2_NEXT;
}

/* The server's scp ended or never began: its shell may have said why, on the error
 * stream. */
static int ended(s2_session *s, struct scp_op *q)
{
    char words[WORDS_MAX];
    size_t n = 0;
    int status = 0;
    int rc =
        s2_chan_read(q->chan, S2_STREAM_STDERR, (uint8_t *)words, sizeof(words), &n);

    if (rc)
        n = 0;
    while (n && (words[n - 1] == '\n' || words[n - 1] == '\r'))
        n--;
    if (n)
        return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL, "the server says: %.*s",
                       (int)n, words);
    if (s2_chan_exit_status(q->chan, &status))
        return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL,
                       "the server's scp ended with status %d before the file came",
                       status);
    return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL,
                   "the server's scp ended without a word");
}

/* Gather one answer in q->line: a line without its LF, or a zero byte alone.  Byte by
 * byte, as what follows is the contents of a file. */
static int answer(s2_session *s, struct scp_op *q)
{
    size_t got = 0;
    int rc;

    for (;;) {
        if (q->used == sizeof(q->line))
            return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL,
                           "a control line of more than %d bytes", S2_SCP_LINE_MAX);
        rc = s2_chan_read(q->chan, S2_STREAM_DATA, q->line + q->used, 1, &got);
        if (rc == LIBSSH2_ERROR_EAGAIN)
            return S2_WAIT;
        if (rc)
            return rc;
        if (!got)
            return ended(s, q);
        if (q->line[q->used] == '\n')
            return S2_NEXT;
        q->used++;
        if (q->used == 1 && q->line[0] == 0)
            return S2_NEXT;
    }
}

/* What the server sent in place of what was expected. */
static int refused(s2_session *s, const struct scp_op *q, struct s2_span words)
{
    return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL, "%s: the server says: %.*s",
                   q->command, (int)s2_min(words.n, WORDS_MAX),
                   words.n ? (const char *)words.p : "");
}

/* Parse the answer and make room for the next one. */
static int parse(s2_session *s, struct scp_op *q, struct s2_scp_line *line)
{
    const char *why = "";
    int rc = s2_scp_line_read(s2_span(q->line, q->used), line, &q->file, &why);

    q->used = 0;
    if (rc)
        return s2_fail(&s->err, rc, "%s: the server sent %s", q->command, why);
    return line->kind == S2_SCP_REFUSED ? refused(s, q, line->text) : 0;
}

/* A zero byte: go on. */
static int say_go_on(struct scp_op *q)
{
    return s2_chan_queue(q->chan, s2_span("", 1));
}

static void scp_drop(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);

    s2_chan_free(q->chan);
    s2_free(&s->mem, q->command);
    s2_free(&s->mem, q->name);
}

/* What a writer holds, as a C string that the caller frees. */
static char *text_of(struct s2_wr *w)
{
    size_t n;

    s2_wr_u8(w, 0);
    return (char *)s2_wr_take(w, &n);
}

/* Command and name are copied: the caller's may be gone at the next call. */
static int fill(s2_session *s, struct scp_op *q, const char *option,
                struct s2_span path)
{
    struct s2_wr command = s2_wr_growing(&s->mem);

    s2_scp_command(&command, option, path,
                   s->quote_paths ? S2_SCP_QUOTED : S2_SCP_PLAIN);
    q->command = text_of(&command);
    q->name = s2_memdup(&s->mem, s2_scp_name(path));
    if (q->command && q->name)
        return 0;
    return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for SCP");
}

/* Begin or find, run, hand the channel out. */
static int scp_run(s2_session *s, const struct s2_op_type *type, const char *option,
                   struct s2_span path, struct s2_scp_file *file, s2_chan **chan)
{
    uint64_t print = s2_fnv(S2_FNV_START, s2_span_str(option));
    struct scp_op *q;
    uint8_t sizes[8];
    int rc = s2_alive(s);

    *chan = NULL;
    if (rc)
        return rc;
    s2_put_u32(sizes, (uint32_t)(file->size >> 32));
    s2_put_u32(sizes + 4, (uint32_t)file->size);
    print = s2_fnv(s2_fnv(print, path), s2_span(sizes, sizeof(sizes)));
    q = s2_op_begin(s, type, s, print);
    if (!q)
        return LIBSSH2_ERROR_ALLOC;
    if (q->op.fresh)
        q->file = *file;
    rc = q->op.fresh ? fill(s, q, option, path) : 0;
    if (!rc)
        rc = s2_op_run(s, &q->op);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (!rc) {
        *file = q->file;
        *chan = q->chan;
        q->chan = NULL;
    }
    s2_op_end(s, &q->op);
    return rc;
}

/* --- Fetching --------------------------------------------------------------------- */

static int recv_begin(s2_session *s, struct s2_op *o)
{
    int rc = say_go_on(scp_op(o));

    (void)s;
    return rc ? rc : S2_NEXT;
}

/* Times, if any, then the file.  Times twice are one line more than there is to say. */
static int recv_header(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    struct s2_scp_line line;
    bool timed = q->file.timed;
    int rc = answer(s, q);

    if (rc != S2_NEXT)
        return rc;
    rc = parse(s, q, &line);
    if (rc)
        return rc;
    if (line.kind == S2_SCP_TIMES && timed)
        return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL,
                       "%s: the server sent times twice", q->command);
    rc = say_go_on(q);
    if (rc)
        return rc;
    return line.kind == S2_SCP_FILE ? S2_NEXT : S2_TO(o->at);
}

/* The last zero byte should be on its way even if the caller waits for data first. */
static int recv_flush(s2_session *s, struct s2_op *o)
{
    int rc = s2_flush(s);

    (void)o;
    return rc && rc != LIBSSH2_ERROR_EAGAIN ? rc : S2_DONE;
}

static s2_step *const recv_steps[] = {scp_open, scp_exec, recv_begin, recv_header,
                                      recv_flush};
static const struct s2_op_type recv_type = {"SCP receive", sizeof(struct scp_op),
                                            recv_steps,    S2_COUNT(recv_steps),
                                            false,         scp_drop};

int s2_scp_recv(s2_session *s, struct s2_span path, enum s2_scp_want want,
                struct s2_scp_file *file, s2_chan **chan)
{
    memset(file, 0, sizeof(*file));
    return scp_run(s, &recv_type, want == S2_SCP_CONTENTS ? "-f" : "-pf", path, file,
                   chan);
}

/* --- Sending ---------------------------------------------------------------------- */

/* A zero byte came: next step.  Anything else are words. */
static int send_await(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    struct s2_scp_line line;
    int rc = answer(s, q);

    if (rc != S2_NEXT)
        return rc;
    if (q->used == 1 && q->line[0] == 0) {
        q->used = 0;
        return S2_NEXT;
    }
    rc = parse(s, q, &line);
    if (rc)
        return rc;
    return s2_fail(&s->err, LIBSSH2_ERROR_SCP_PROTOCOL,
                   "%s: the server sent what is no answer", q->command);
}

static int say_line(s2_session *s, struct scp_op *q, struct s2_wr *w)
{
    int rc = LIBSSH2_ERROR_ALLOC;

    if (s2_wr_ok(w))
        rc = s2_chan_queue(q->chan, s2_wr_span(w));
    else
        s2_fail(&s->err, rc, "no memory for a line of SCP");
    s2_wr_free(w);
    return rc ? rc : S2_NEXT;
}

enum { SEND_FILE = 5 };

static int send_times(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    struct s2_wr w;

    if (!q->file.timed)
        return S2_TO(SEND_FILE);
    w = s2_wr_growing(&s->mem);
    s2_scp_line_times(&w, &q->file);
    return say_line(s, q, &w);
}

static int send_file(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);
    struct s2_wr w = s2_wr_growing(&s->mem);

    s2_scp_line_file(&w, &q->file, s2_span_str(q->name));
    return say_line(s, q, &w);
}

/* A zero byte behind the contents says that they were read without a fault.  Programs
 * send nothing but the contents and then EOF, on which a server gives the file no
 * times: so the channel sends it. */
static int send_ready(s2_session *s, struct s2_op *o)
{
    struct scp_op *q = scp_op(o);

    (void)s;
    s2_chan_coda(q->chan, q->file.size);
    return S2_DONE;
}

static s2_step *const send_steps[] = {scp_open,   scp_exec,  send_await, send_times,
                                      send_await, send_file, send_await, send_ready};
static const struct s2_op_type send_type = {"SCP send", sizeof(struct scp_op),
                                            send_steps, S2_COUNT(send_steps),
                                            false,      scp_drop};

/* A line feed in the name would end the control line, and the rest would be one of its
 * own. */
int s2_scp_send(s2_session *s, struct s2_span path, const struct s2_scp_file *file,
                s2_chan **chan)
{
    struct s2_scp_file copy = *file;
    struct s2_span name = s2_scp_name(path);

    *chan = NULL;
    if (name.n && memchr(name.p, '\n', name.n))
        return s2_fail(&s->err, LIBSSH2_ERROR_INVAL,
                       "SCP cannot send a file whose name has a line feed");
    return scp_run(s, &send_type, file->timed ? "-pt" : "-t", path, &copy, chan);
}
