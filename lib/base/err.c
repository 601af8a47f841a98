/* Filling struct rq_err: the first failure wins, so callers may go on to their exit label without asking. */
#include "base/err.h"

#include "base/arena.h"

static void fill(struct rq_err *err, const struct rq_source *source, rq_pos pos, const char *format, va_list arguments)
{
    if (err->failed)
        return;
    err->failed = true;
    err->message = rq_arena_format_list(err->arena, format, arguments);
    err->source = source;
    err->pos = pos;
}

bool rq_fail(struct rq_err *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, NULL, (rq_pos){0}, format, arguments);
    va_end(arguments);
    return false;
}

bool rq_fail_at(struct rq_err *err, const struct rq_source *source, rq_pos pos, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, source, pos, format, arguments);
    va_end(arguments);
    return false;
}

bool rq_fail_hint(struct rq_err *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (err->failed && err->hint.len == 0)
        err->hint = rq_arena_format_list(err->arena, format, arguments);
    va_end(arguments);
    return false;
}

bool rq_fail_again(struct rq_err *err, const struct rq_err *other)
{
    rq_fail_at(err, other->source, other->pos, "%.*s", RQ_ARG(other->message));
    return other->hint.len > 0 ? rq_fail_hint(err, "%.*s", RQ_ARG(other->hint)) : false;
}
