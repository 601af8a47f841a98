/* Ranges of commits as git writes them, as far as an audit has a use for them. */
#include "reqlint/range.h"

#include "base/err.h"
#include "base/text.h"

static const char *end_of(struct rq_arena *arena, rq_str name)
{
    return name.len == 0 ? "HEAD" : rq_arena_copy(arena, name).ptr;
}

bool rq_range_read(struct rq_arena *arena, const char *text, struct rq_range *range, struct rq_err *err)
{
    *range = (struct rq_range){0};
    if (text == NULL)
        return true;
    rq_str all = rq_str_from(text);
    size_t dots = rq_str_find(all, RQ_STR(".."), 0);
    if (all.len == 0) {
        rq_fail(err, "the range is empty: it names no commit");
        return rq_fail_hint(err, "is a variable in a script not set? leave the range out to audit all of HEAD");
    }
    if (rq_str_find(all, RQ_STR("..."), 0) != RQ_NOT_FOUND) {
        rq_fail(err, "`%s` names two sides, and an audit goes along one", text);
        return rq_fail_hint(err, "write A..B for what B has and A has not");
    }
    if (dots != RQ_NOT_FOUND) {
        range->until = end_of(arena, rq_str_slice(all, 0, dots));
        range->newest = end_of(arena, rq_str_slice(all, dots + 2, all.len));
        return true;
    }
    range->single = all.len > 2 && rq_str_ends(all, RQ_STR("^!"));
    range->newest = end_of(arena, rq_str_slice(all, 0, range->single ? all.len - 2 : all.len));
    if (range->single)
        range->until = rq_arena_format(arena, "%s^", range->newest).ptr;
    return true;
}
