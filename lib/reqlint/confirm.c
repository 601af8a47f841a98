/*
 * `confirm`: a record remembers what it rests on as that is now.  The rule that `confirms` of the kind names computes it, for
 * each part that the rule judges; here it is only written down.
 */
#include "reqlint/fresh.h"

#include "base/err.h"
#include "base/source.h"
#include "draft/edit.h"
#include "lint/lint.h"
#include "lint/scope.h"

struct confirming {
    struct rq_session *session;
    const struct rq_graph *graph;
    const struct rq_record *record;
    struct rq_lint_input input;
    struct rq_lint_scope *scope;
    struct rq_edit *edits;
    size_t count, cap;
    size_t found; /* parts that rest on something */
    struct rq_err *err;
};

static const struct rq_confirms *confirms_of(const struct confirming *confirming)
{
    return confirming->record->kind->confirms;
}

static bool find_record(struct confirming *confirming, rq_str id)
{
    const struct rq_policy *policy = confirming->session->policy;
    const struct rq_record_kind *first = NULL;
    for (size_t i = 0; i < policy->kind_count && confirming->record == NULL; i++) {
        if (policy->kinds[i]->confirms == NULL)
            continue;
        first = first == NULL ? policy->kinds[i] : first;
        confirming->record = rq_graph_find(confirming->graph, policy->kinds[i], id);
    }
    if (confirming->record != NULL)
        return true;
    if (first != NULL)
        return rq_fresh_exists(confirming->graph, first, id, confirming->session->arena, confirming->err);
    rq_fail(confirming->err, "no kind here remembers what it rests on");
    return rq_fail_hint(confirming->err, "a kind that does says so with `confirms`");
}

static bool fail_fault(const struct confirming *confirming, rq_value fault)
{
    rq_str rule = confirms_of(confirming)->rule->id, why = fault.as.fault->message;
    return rq_fail_at(confirming->err, confirming->record->source, rq_record_pos(confirming->record),
                      "the rule `%.*s` cannot be asked about this: %.*s", RQ_ARG(rule), RQ_ARG(why));
}

/* The one text that a part rests on, from a text or a list; empty where there is none. */
static bool text_of(const struct confirming *confirming, rq_value item, rq_value value, rq_str *text)
{
    *text = RQ_STR("");
    if (value.kind == RQ_FAULT)
        return fail_fault(confirming, value);
    if (value.kind == RQ_LIST && value.as.list->count > 1) {
        rq_fail_at(confirming->err, confirming->record->source, rq_value_pos(item),
                   "this rests on %u things at once: it cannot be said which", (unsigned)value.as.list->count);
        return rq_fail_hint(confirming->err, "see `reqlint check`, and let one of them be in force");
    }
    if (value.kind == RQ_LIST)
        value = value.as.list->count == 0 ? rq_null() : value.as.list->items[0];
    if (value.kind == RQ_STRING)
        *text = rq_value_text(value);
    return true;
}

static bool add_edit(struct confirming *confirming, rq_value item, rq_str text)
{
    rq_str field = confirms_of(confirming)->field;
    const rq_value *given = rq_value_field(item, field);
    confirming->found++;
    if (given != NULL && given->kind == RQ_STRING && rq_str_equal(rq_value_text(*given), text))
        return true;
    confirming->edits = rq_grow(confirming->session->arena, confirming->edits, confirming->count, &confirming->cap,
                                sizeof *confirming->edits);
    confirming->edits[confirming->count++] = (struct rq_edit){item, field, text};
    return true;
}

static bool look_at_part(struct confirming *confirming, rq_value item, int64_t index)
{
    rq_str text;
    if (item.kind != RQ_MAP)
        return true;
    rq_lint_scope_item(confirming->scope, item, rq_int(index));
    rq_value value = rq_lint_scope_eval(confirming->scope, confirms_of(confirming)->variable->program);
    if (!text_of(confirming, item, value, &text))
        return false;
    return text.len == 0 || add_edit(confirming, item, text);
}

static bool look_at_parts(struct confirming *confirming)
{
    const struct rq_rule *rule = confirms_of(confirming)->rule;
    confirming->scope = RQ_NEW(confirming->session->arena, struct rq_lint_scope);
    rq_lint_scope_init(confirming->scope, &confirming->input, rule, confirming->record, confirming->session->arena);
    rq_value parts = rq_lint_scope_eval(confirming->scope, rule->each);
    if (parts.kind == RQ_FAULT)
        return fail_fault(confirming, parts);
    for (uint32_t i = 0; parts.kind == RQ_LIST && i < parts.as.list->count; i++)
        if (!look_at_part(confirming, parts.as.list->items[i], i))
            return false;
    if (confirming->found > 0)
        return true;
    rq_str kind = confirming->record->kind->name, id = confirming->record->id;
    rq_fail_at(confirming->err, confirming->record->source, rq_record_pos(confirming->record),
               "the %.*s `%.*s` rests on nothing that could be confirmed", RQ_ARG(kind), RQ_ARG(id));
    return rq_fail_hint(confirming->err, "`reqlint explain %.*s` says what it may rest on",
                        RQ_ARG(confirms_of(confirming)->rule->id));
}

static bool confirm(struct confirming *confirming, rq_str id, struct rq_writing *file)
{
    confirming->graph = rq_fresh_graph(confirming->session, NULL, 0, confirming->err);
    if (confirming->graph == NULL || !find_record(confirming, id))
        return false;
    const struct rq_record *record = confirming->record;
    confirming->input = (struct rq_lint_input){
        .policy = confirming->session->policy, .graph = confirming->graph, .now = confirming->session->options->now};
    *file =
        (struct rq_writing){.root = rq_arena_copy(confirming->session->arena, rq_repo_root(confirming->session->repo))};
    if (!look_at_parts(confirming))
        return false;
    if (confirming->count == 0)
        return true;
    file->path = record->path;
    file->before = rq_source_text(record->source);
    return rq_edit_apply(confirming->session->arena, record->source, record->place->format == RQ_FORMAT_MARKDOWN,
                         confirming->edits, confirming->count, &file->text, confirming->err);
}

bool rq_confirm(struct rq_arena *arena, const struct rq_options *options, const char *id, struct rq_writing *file,
                struct rq_err *err)
{
    struct rq_session session;
    struct confirming confirming = {.session = &session, .err = err};
    bool good = rq_fresh_open(&session, arena, options, err) && confirm(&confirming, rq_str_from(id), file);
    rq_session_close(&session);
    return good;
}
