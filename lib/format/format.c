/* The registry: names and functions come from the one table in format.h, in its order. */
#include "format/format.h"

#include "base/err.h"
#include "base/text.h"

#define NAME(name) {#name, sizeof #name - 1},
const rq_str rq_format_names[] = {RQ_FORMATS(NAME){NULL, 0}};

#define BODY(name) rq_format_##name,
static rq_format_body *const bodies[] = {RQ_FORMATS(BODY)};

enum { FORMAT_COUNT = sizeof bodies / sizeof *bodies };

static bool fail_unknown(rq_str format, struct rq_err *err)
{
    rq_str nearest = rq_nearest(format, rq_format_names, FORMAT_COUNT);
    rq_fail(err, "unknown format `%.*s`", RQ_ARG(format));
    if (nearest.len > 0)
        return rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(nearest));
    struct rq_buf names = {.arena = err->arena};
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        rq_buf_format(&names, "%s%s", i > 0 ? ", " : "", rq_format_names[i].ptr);
    return rq_fail_hint(err, "formats are: %s", names.ptr);
}

bool rq_format_print(struct rq_arena *arena, rq_str format, const struct rq_report *report,
                     const struct rq_style *style, rq_str *out, struct rq_err *err)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (rq_str_equal(format, rq_format_names[i])) {
            *out = bodies[i](arena, report, style);
            return true;
        }
    }
    return fail_unknown(format, err);
}
