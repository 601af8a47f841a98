/* `eval`: one expression, on its own or on a record; conformance cases; times as people write them. */
#include "reqlint/session.h"

#include "base/err.h"
#include "base/source.h"
#include "cases/cases.h"
#include "cel/time.h"
#include "lint/lint.h"
#include "reqlint/past.h"

/* Without a place in a file, a failure shows the expression with a caret as if it were one. */
static const struct rq_cel_program *compile(struct rq_arena *arena, rq_str expression, bool strict, struct rq_err *err)
{
    const struct rq_source *source = rq_source_new(arena, RQ_STR("<expression>"), expression);
    size_t start = 0, end = 0;
    const struct rq_cel_program *program =
        rq_policy_compile(arena, expression, rq_lint_functions, strict, &start, &end, err);
    if (program == NULL && err->source == NULL) {
        err->source = source;
        err->pos = rq_source_pos(source, start, end);
    }
    return program;
}

/* name = kind "/" id.  The kind; NULL on failure. */
static const struct rq_record_kind *find_kind(const struct rq_session *session, const char *name, rq_str *id,
                                              struct rq_err *err)
{
    rq_str text = rq_str_from(name);
    size_t slash = rq_str_find_byte(text, '/', 0);
    if (slash == RQ_NOT_FOUND) {
        rq_fail(err, "--record takes KIND/ID, such as request/REQ-12, not `%s`", name);
        return NULL;
    }
    rq_str kind_name = rq_str_slice(text, 0, slash);
    const struct rq_record_kind *kind = rq_policy_kind(session->policy, kind_name);
    *id = rq_str_slice(text, slash + 1, text.len);
    if (kind == NULL) {
        rq_fail(err, "there is no kind `%.*s`", RQ_ARG(kind_name));
        rq_fail_hint(err, "`reqlint kinds` lists all kinds");
    }
    return kind;
}

static const struct rq_record *find_record(const struct rq_session *session, const struct rq_graph *graph,
                                           const struct rq_record_kind *kind, rq_str id, struct rq_err *err)
{
    const struct rq_record *record = rq_graph_find(graph, kind, id);
    if (record != NULL)
        return record;
    rq_str near = rq_graph_nearest_id(graph, kind, id, session->arena);
    rq_fail(err, "there is no %.*s `%.*s`", RQ_ARG(kind->name), RQ_ARG(id));
    if (near.len > 0)
        rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
    rq_fail_hint(err, "`reqlint kinds` tells where they are looked for, `reqlint check` which files cannot be read");
    return NULL;
}

static bool eval_on_record(struct rq_session *session, rq_str expression, const char *name, rq_value *value,
                           struct rq_err *err)
{
    struct rq_state state = {.snapshot = session->snapshot, .findings = {.arena = session->arena}};
    rq_str id;
    const struct rq_record_kind *kind = find_kind(session, name, &id, err);
    const struct rq_cel_program *program = kind == NULL ? NULL : compile(session->arena, expression, true, err);
    if (program == NULL)
        return false;
    struct rq_past_wish wish = rq_past_of_program(session, program, kind);
    state.graph = rq_past_graph(session, &wish, &state, err);
    const struct rq_record *record = state.graph == NULL ? NULL : find_record(session, state.graph, kind, id, err);
    if (record == NULL)
        return false;
    struct rq_lint_input input = {.policy = session->policy, .graph = state.graph, .now = session->options->now};
    input.past = rq_past_of(session, &state);
    *value = rq_lint_eval(&input, program, record, session->arena);
    return true;
}

/* Without a record only what needs no tree can be named. */
static bool eval_alone(struct rq_arena *arena, const struct rq_options *options, rq_str expression, rq_value *value,
                       struct rq_err *err)
{
    const struct rq_cel_program *program = compile(arena, expression, false, err);
    if (program == NULL)
        return false;
    struct rq_policy policy = {.params = rq_map_over(arena, NULL, 0)};
    struct rq_lint_input input = {.policy = &policy, .now = options->now};
    *value = rq_lint_eval(&input, program, NULL, arena);
    return true;
}

/* Where in the expression it fails. */
static void describe(const struct rq_fault *fault, rq_str expression, struct rq_err *err)
{
    const struct rq_source *source = rq_source_new(err->arena, RQ_STR("<expression>"), expression);
    rq_fail_at(err, source, rq_source_pos(source, fault->start, fault->end), "%.*s", RQ_ARG(fault->message));
}

bool rq_eval(struct rq_arena *arena, const struct rq_options *options, rq_str expression, const char *record,
             rq_value *value, struct rq_err *err)
{
    bool good;
    if (record == NULL) {
        good = eval_alone(arena, options, expression, value, err);
    } else {
        struct rq_session session;
        good =
            rq_session_open(&session, arena, options, err) && eval_on_record(&session, expression, record, value, err);
        rq_session_close(&session);
    }
    if (good && value->kind == RQ_FAULT)
        describe(value->as.fault, expression, err);
    return good;
}

bool rq_eval_cases(struct rq_arena *arena, rq_str text, const struct rq_case_result **results, size_t *count,
                   struct rq_err *err)
{
    return rq_cases_run(arena, text, results, count, err);
}

static bool is_digits(rq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0 && text.len <= 12;
}

bool rq_parse_time(rq_str text, rq_value *timestamp, struct rq_err *err)
{
    if (rq_cel_date_parse(text, timestamp) || rq_cel_timestamp_parse(text, timestamp))
        return true;
    rq_str seconds = rq_str_slice(text, 1, text.len);
    if (rq_str_starts(text, RQ_STR("@")) && is_digits(seconds)) {
        int64_t value = 0;
        for (size_t i = 0; i < seconds.len; i++)
            value = value * 10 + (seconds.ptr[i] - '0');
        *timestamp = rq_timestamp(value, 0);
        if (rq_cel_timestamp_fits(value))
            return true;
    }
    rq_fail(err, "`%.*s` is not a time", RQ_ARG(text));
    return rq_fail_hint(err, "write a date (2026-11-20), RFC 3339 (2026-11-20T09:00:00Z), or @ and seconds since 1970");
}
