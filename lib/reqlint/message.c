/*
 * Messages as they stand in the file that git hands its commit-msg hook: git cleans them up only afterwards, by rules of its own
 * (git-commit(1), --cleanup).  The default is to take comments out where the message was edited, and to leave all in where
 * it was not.
 */
#include "reqlint/message.h"

/* What core.commentChar=auto chooses from, and what it is where nothing says it. */
#define AUTOMATIC "#;@!$%^&|:"
#define USUAL     "#"

#define SCISSORS "------------------------ >8 ------------------------"

static rq_str line_at(rq_str text, size_t at)
{
    size_t end = rq_str_find_byte(text, '\n', at);
    return rq_str_slice(text, at, end == RQ_NOT_FOUND ? text.len : end + 1);
}

/* With "auto" the comments that git wrote at the end show what it chose. */
static rq_str comment_of(rq_str text, const struct rq_message_habits *habits)
{
    if (habits->comment.len > 0 && !rq_str_equal(habits->comment, RQ_STR("auto")))
        return habits->comment;
    rq_str all = rq_str_trim(text), last = all;
    for (size_t at = 0; habits->comment.len > 0 && at < all.len; at += last.len)
        last = line_at(all, at);
    bool chosen =
        habits->comment.len > 0 && last.len > 0 && rq_str_find_byte(RQ_STR(AUTOMATIC), last.ptr[0], 0) != RQ_NOT_FOUND;
    return chosen ? rq_str_slice(last, 0, 1) : RQ_STR(USUAL);
}

static bool is_scissors(rq_str line, rq_str comment)
{
    return rq_str_starts(line, comment) &&
           rq_str_equal(rq_str_trim(rq_str_slice(line, comment.len, line.len)), RQ_STR(SCISSORS));
}

static bool drops_comments(const struct rq_message_habits *habits)
{
    bool usual = habits->cleanup.len == 0 || rq_str_equal(habits->cleanup, RQ_STR("default"));
    return usual ? habits->edited : rq_str_equal(habits->cleanup, RQ_STR("strip"));
}

/* These are melted into the commit whose subject they repeat; what follows it is their own. */
static rq_str without_target(rq_str message)
{
    static const rq_str marks[] = {{"fixup! ", 7}, {"squash! ", 8}, {"amend! ", 7}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (rq_str_starts(message, marks[i]))
            return rq_str_trim(rq_str_slice(message, line_at(message, 0).len, message.len));
    return message;
}

rq_str rq_message_clean(struct rq_arena *arena, rq_str text, const struct rq_message_habits *habits)
{
    struct rq_buf kept = {.arena = arena};
    rq_str comment = comment_of(text, habits), line;
    bool drops = drops_comments(habits);
    for (size_t at = 0; at < text.len; at += line.len) {
        line = line_at(text, at);
        if (habits->edited && is_scissors(line, comment))
            break;
        if (!drops || !rq_str_starts(line, comment))
            rq_buf_add(&kept, line);
    }
    return without_target(rq_str_trim(rq_buf_text(&kept)));
}
