/* The registry: names and functions come from the one table in format.h, in its order. */
#include "format/format.h"

#include "base/err.h"
#include "base/text.h"

#define INFO(name, traits, failed, about) {{#name, sizeof #name - 1}, {about, sizeof(about) - 1}, traits},
const struct rq_format_info rq_formats[] = {RQ_FORMATS(INFO){.traits = 0}};

static const struct {
    rq_format_body *body;
    rq_format_failure *failed;
} functions[] = {
#define FUNCTIONS(name, traits, failed, about) {rq_format_##name, failed},
    RQ_FORMATS(FUNCTIONS)};

enum { FORMAT_COUNT = sizeof functions / sizeof *functions };

static bool fail_unknown(rq_str format, struct rq_err *err)
{
    rq_str names[FORMAT_COUNT];
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        names[i] = rq_formats[i].name;
    rq_str nearest = rq_nearest(format, names, FORMAT_COUNT);
    rq_fail(err, "unknown format `%.*s`", RQ_ARG(format));
    if (nearest.len > 0)
        return rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(nearest));
    struct rq_buf list = {.arena = err->arena};
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        rq_buf_format(&list, "%s%s", i > 0 ? ", " : "", names[i].ptr);
    return rq_fail_hint(err, "formats are: %s", list.ptr);
}

/* FORMAT_COUNT where there is no such format. */
static size_t find_format(rq_str format)
{
    size_t i = 0;
    while (i < FORMAT_COUNT && !rq_str_equal(format, rq_formats[i].name))
        i++;
    return i;
}

bool rq_format_print(struct rq_arena *arena, rq_str format, const struct rq_report *report,
                     const struct rq_style *style, rq_str *out, struct rq_err *err)
{
    size_t i = find_format(format);
    if (i == FORMAT_COUNT)
        return fail_unknown(format, err);
    *out = functions[i].body(arena, report, style);
    return true;
}

/* The failure in the words of those who know only findings. */
static rq_str as_finding(struct rq_arena *arena, rq_format_body *body, const struct rq_err *failure)
{
    struct rq_finding finding = {
        .rule = RQ_STR("no-verdict"),
        .level = RQ_LEVEL_ERROR,
        .message = failure->message,
        .help = failure->hint,
        .source = failure->source,
    };
    if (failure->source != NULL) {
        finding.path = rq_source_path(failure->source);
        finding.pos = failure->pos;
    }
    struct rq_report report = {.findings = &finding, .finding_count = 1};
    rq_report_finish(&report, NULL, arena);
    return body(arena, &report, &(struct rq_style){.quiet = true});
}

bool rq_format_print_failure(struct rq_arena *arena, rq_str format, const struct rq_err *failure, rq_str *out,
                             struct rq_err *err)
{
    size_t i = find_format(format);
    if (i == FORMAT_COUNT)
        return fail_unknown(format, err);
    *out = functions[i].failed != NULL ? functions[i].failed(arena, failure)
                                       : as_finding(arena, functions[i].body, failure);
    return true;
}
