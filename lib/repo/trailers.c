/*
 * The message of a commit and its trailers.  Which paragraph is one of trailers is not easy to say (git has rules for what may
 * stand between them), and libgit2 says it as git does.  In four things it differs, and so it gets the message with these
 * lines changed:
 *
 * - A line of dashes ends a mail, and libgit2 reads no further.  A commit that was made from several often has one, with its
 *   trailers below, and `git log` reads on.
 * - A value goes on behind a tab as it does behind a blank.
 * - For a trailer without a value libgit2 takes the next line, whatever it is: an approval would be lost, or be somebody else's.
 *   So there is a mark in the place of the value, which goes again.
 * - A value that goes on over several lines is one line, as `git log` has it with `unfold`.
 */
#include "base/err.h"
#include "repo/object.h"

enum { NO_VALUE = 1 /* a byte that nobody writes */ };

/* line = text ":" { blank }, without another colon */
static bool lacks_value(rq_str line)
{
    size_t colon = rq_str_find_byte(line, ':', 0);
    return colon != RQ_NOT_FOUND && rq_str_trim(rq_str_slice(line, colon + 1, line.len)).len == 0;
}

static void add_line(struct rq_buf *buf, rq_str line)
{
    bool dashes = rq_str_starts(line, RQ_STR("---")), tab = rq_str_starts(line, RQ_STR("\t"));
    if (dashes || tab)
        rq_buf_byte(buf, dashes ? '.' : ' ');
    rq_buf_add(buf, rq_str_slice(line, dashes || tab, line.len));
    if (lacks_value(line))
        rq_buf_byte(buf, NO_VALUE);
}

static const char *prepare(struct rq_arena *arena, rq_str message)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0, end; at < message.len; at = end + 1) {
        end = rq_str_find_byte(message, '\n', at);
        end = end == RQ_NOT_FOUND ? message.len : end;
        add_line(&buf, rq_str_slice(message, at, end));
        rq_buf_byte(&buf, '\n');
    }
    return rq_arena_copy(arena, rq_buf_text(&buf)).ptr;
}

/* The value in one line: for a line break and the blanks behind it there is one blank. */
static rq_str unfold(struct rq_arena *arena, rq_str value)
{
    struct rq_buf buf = {.arena = arena};
    value = rq_str_slice(value, value.len > 0 && value.ptr[0] == NO_VALUE, value.len);
    for (size_t at = 0, end; at < value.len; at = end + 1) {
        end = rq_str_find_byte(value, '\n', at);
        end = end == RQ_NOT_FOUND ? value.len : end;
        rq_str line = rq_str_trim(rq_str_slice(value, at, end));
        if (rq_buf_text(&buf).len > 0 && line.len > 0)
            rq_buf_byte(&buf, ' ');
        rq_buf_add(&buf, line);
    }
    return rq_buf_text(&buf);
}

bool rq_commit_read_message(rq_str message, struct rq_arena *arena, struct rq_commit *commit, struct rq_err *err)
{
    git_message_trailer_array array;
    commit->message = rq_str_trim(rq_repo_clean(arena, message));
    if (git_message_trailers(&array, prepare(arena, message)) != 0)
        return rq_repo_fail(err, "the trailers of a commit cannot be read") || rq_repo_hint_damaged(err);
    struct rq_trailer *trailers = RQ_NEW_ARRAY(arena, struct rq_trailer, array.count);
    for (size_t i = 0; i < array.count; i++)
        trailers[i] = (struct rq_trailer){rq_repo_clean(arena, rq_str_from(array.trailers[i].key)),
                                          rq_repo_clean(arena, unfold(arena, rq_str_from(array.trailers[i].value)))};
    commit->trailers = trailers;
    commit->trailer_count = array.count;
    git_message_trailer_array_free(&array);
    return true;
}
