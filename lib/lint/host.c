/* The functions that rules have beside CEL's: link(kind, id), historyOf(kind, id), mentions(kind, text), tree.exists(path),
 * tree.glob(pattern), ruleInfo(id), sha256(text). */
#include "digest.h"
#include "lint/lint.h"
#include "lint/scope.h"

/* The graph, to look at something of it. */
static const struct rq_graph *graph_of(const struct rq_cel_call *call, enum rq_lint_look look)
{
    struct rq_lint_scope *scope = call->host;
    if (scope != NULL)
        rq_lint_scope_look(scope, look);
    return scope == NULL ? NULL : scope->input->graph;
}

static rq_value link_map(struct rq_cel_call *call, const struct rq_record *record)
{
    const struct rq_lint_scope *scope = call->host;
    struct rq_map_build map = {.arena = call->arena};
    rq_map_build_put(&map, RQ_STR("object"), record->object);
    rq_map_build_put(&map, RQ_STR("id"), rq_string(record->id));
    rq_map_build_put(&map, RQ_STR("path"), rq_string(record->path));
    rq_map_build_put(&map, RQ_STR("refs"), rq_lint_refs(call->arena, record));
    rq_map_build_put(&map, RQ_STR("backrefs"), rq_graph_backrefs(call->arena, scope->input->policy, record));
    return rq_map_build_done(&map);
}

static rq_value no_such_kind(struct rq_cel_call *call, const struct rq_graph *graph, rq_str name)
{
    rq_str names[64];
    size_t count = 0;
    for (; count < graph->policy->kind_count && count < sizeof names / sizeof *names; count++)
        names[count] = graph->policy->kinds[count]->name;
    rq_str near = rq_nearest(name, names, count);
    if (near.len > 0)
        return rq_cel_fault(call, "there is no kind \"%.*s\"; did you mean \"%.*s\"?", RQ_ARG(name), RQ_ARG(near));
    return rq_cel_fault(call, "there is no kind \"%.*s\"", RQ_ARG(name));
}

typedef const struct rq_record *(*find_fn)(const struct rq_graph *, const struct rq_record_kind *, rq_str);

/* The record that a kind and an id name; any scalar is an id, by its source text.  NULL where there is none, with a fault
 * where there is no such kind. */
static const struct rq_record *named_record(struct rq_cel_call *call, find_fn find, rq_value *fault)
{
    struct rq_lint_scope *scope = call->host;
    const struct rq_graph *graph = scope == NULL ? NULL : scope->input->graph;
    if (graph == NULL || call->args[1].kind == RQ_NULL)
        return NULL;
    rq_str name = rq_value_text(call->args[0]);
    const struct rq_record_kind *kind = rq_policy_kind(graph->policy, name);
    if (kind == NULL) {
        *fault = no_such_kind(call, graph, name);
        return NULL;
    }
    rq_str id = rq_str_chomp(rq_value_source_text(call->arena, call->args[1]));
    rq_lint_scope_ask(scope, kind, id);
    return find(graph, kind, id);
}

static rq_value link_body(struct rq_cel_call *call)
{
    rq_value nothing = rq_null();
    const struct rq_record *record = named_record(call, rq_graph_find, &nothing);
    return record == NULL ? nothing : link_map(call, record);
}

/* The record in force, else one that another replaces, else one that is gone. */
static const struct rq_record *find_past(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id)
{
    const struct rq_record *found = rq_graph_find(graph, kind, id), *gone = NULL;
    const struct rq_record *record = rq_graph_newest(graph, kind, id);
    for (; found == NULL && record != NULL; record = record->older) {
        found = record->removed ? NULL : record;
        gone = gone == NULL ? record : gone;
    }
    return found == NULL ? gone : found;
}

/* historyOf(kind, id): the history of another record, in force or not, there or gone; or null. */
static rq_value history_of_body(struct rq_cel_call *call)
{
    struct rq_lint_scope *scope = call->host;
    rq_value nothing = rq_null();
    const struct rq_record *record = named_record(call, find_past, &nothing);
    if (scope != NULL)
        rq_lint_scope_look(scope, RQ_LOOK_FURTHER);
    if (record == NULL)
        return nothing;
    rq_value history = rq_lint_history(scope->input, call->arena, record);
    return history.kind == RQ_ABSENT ? rq_null() : history;
}

/* mentions(kind, text): the ids of the records of a kind that a text names, in its order. */
static rq_value mentions_body(struct rq_cel_call *call)
{
    const struct rq_graph *graph = graph_of(call, RQ_LOOK_NAMES);
    rq_str name = rq_value_text(call->args[0]), text = rq_value_text(call->args[1]);
    if (graph == NULL)
        return rq_list_over(call->arena, NULL, 0);
    const struct rq_record_kind *kind = rq_policy_kind(graph->policy, name);
    if (kind == NULL)
        return no_such_kind(call, graph, name);
    if (!rq_cel_charge(call, text.len + 1))
        return rq_cel_exhausted(call);
    const struct rq_names *names = rq_lint_scope_names(call->host, kind);
    struct rq_mention mention;
    rq_value *ids = NULL;
    size_t count = 0, cap = 0;
    for (size_t at = 0; rq_names_next(names, &(struct rq_prose_text){text, NULL}, text, &at, &mention);)
        for (size_t i = 0; i < mention.count; i++) {
            ids = rq_grow(call->arena, ids, count, &cap, sizeof *ids);
            ids[count++] = rq_string(mention.records[i]->id);
        }
    return rq_list_over(call->arena, ids, count);
}

static rq_value exists_body(struct rq_cel_call *call)
{
    struct rq_lint_scope *scope = call->host;
    rq_str path = rq_value_text(call->args[0]);
    if (scope == NULL || scope->input->graph == NULL)
        return rq_bool(false);
    rq_lint_scope_ask(scope, NULL, path);
    return rq_bool(rq_graph_has_path(scope->input->graph, path));
}

static rq_value glob_body(struct rq_cel_call *call)
{
    const struct rq_graph *graph = graph_of(call, RQ_LOOK_PATHS);
    if (graph == NULL)
        return rq_list_over(call->arena, NULL, 0);
    const struct rq_list *paths = graph->paths.as.list;
    struct rq_err err = {.arena = call->arena};
    const struct rq_glob *glob = rq_glob_compile(call->arena, rq_value_text(call->args[0]), NULL, &err);
    if (glob == NULL)
        return rq_cel_fault(call, "%.*s", RQ_ARG(err.message));
    if (!rq_cel_charge(call, paths->count))
        return rq_cel_exhausted(call);
    rq_value *found = RQ_NEW_ARRAY(call->arena, rq_value, paths->count);
    size_t count = 0;
    for (uint32_t i = 0; i < paths->count; i++)
        if (rq_glob_match(glob, rq_value_text(paths->items[i]), NULL))
            found[count++] = paths->items[i];
    return rq_list_over(call->arena, found, count);
}

/* ruleInfo(id): what is in force under this id, or null. */
static rq_value rule_info_body(struct rq_cel_call *call)
{
    const struct rq_lint_scope *scope = call->host;
    const struct rq_rule *rule =
        scope == NULL ? NULL : rq_policy_rule(scope->input->policy, rq_value_text(call->args[0]));
    if (rule == NULL)
        return rq_null();
    struct rq_map_build map = {.arena = call->arena};
    rq_map_build_put(&map, RQ_STR("id"), rq_string(rule->id));
    rq_map_build_put(&map, RQ_STR("title"), rq_string(rule->title));
    rq_map_build_put(&map, RQ_STR("level"), rq_string(rq_level_name(rule->level)));
    rq_map_build_put(&map, RQ_STR("waivable"), rq_bool(rule->waivable));
    return rq_map_build_done(&map);
}

/* sha256(text): 64 hexadecimal digits, for fingerprints of what a record rests on. */
static rq_value sha256_body(struct rq_cel_call *call)
{
    if (!rq_cel_charge(call, call->args[0].extent / 10 + 1))
        return rq_cel_exhausted(call);
    return rq_string(rq_sha256(call->arena, rq_value_text(call->args[0])));
}

const struct rq_cel_function rq_lint_functions[] = {
    {"link", RQ_CEL_GLOBAL, "ss:mn|s#:mn|sb:mn|sn:n", link_body},
    {"mentions", RQ_CEL_GLOBAL, "ss:ls", mentions_body},
    {"historyOf", RQ_CEL_GLOBAL, "ss:mn|s#:mn|sb:mn|sn:n", history_of_body},
    {"tree.exists", RQ_CEL_GLOBAL, "s:b", exists_body},
    {"tree.glob", RQ_CEL_GLOBAL, "s:ls", glob_body},
    {"sha256", RQ_CEL_GLOBAL, "s:s", sha256_body},
    {"ruleInfo", RQ_CEL_GLOBAL, "s:mn", rule_info_body},
    {0},
};
