/*
 * Places.  A value that says something is pointed at itself; an empty one (null, "") together with its key, so that there
 * is something to see; a key that is not there, at the key of the mapping where it belongs, or at the mapping itself where
 * that is an entry of a list.  A place never spans lines: merge checks show it beside the line.
 */
#include "lint/place.h"

#include "base/source.h"

static bool is_empty(rq_value value)
{
    return value.kind == RQ_NULL || (value.kind == RQ_STRING && value.extent == 0);
}

static rq_value first_key(rq_value value)
{
    bool keyed = value.kind == RQ_MAP && value.as.map->count > 0;
    return keyed ? value.as.map->entries[0].key : (rq_value){0};
}

static rq_pos first_line(rq_pos pos, const struct rq_source *source)
{
    pos.end_line = pos.line;
    pos.end_column = (uint32_t)rq_utf8_count(rq_source_line(source, pos.line)) + 1;
    return pos;
}

rq_pos rq_place_pos(rq_value value)
{
    rq_pos pos = rq_value_pos(value);
    if (pos.line == pos.end_line)
        return pos;
    rq_value key = first_key(value);
    return key.source != NULL ? rq_value_pos(key) : first_line(pos, value.source);
}

static rq_pos with_key(rq_value key, rq_value value)
{
    rq_pos pos = rq_value_pos(key), end = rq_value_pos(value);
    if (end.line == pos.line && end.end_line == pos.line) {
        pos.end_line = end.end_line;
        pos.end_column = end.end_column > pos.end_column ? end.end_column : pos.end_column;
    }
    return pos;
}

static rq_pos trace_pos(const struct rq_trace *trace)
{
    bool keyed = trace->key.source != NULL && !trace->in_list;
    if (keyed && (is_empty(trace->value) || trace->value.source == NULL))
        return with_key(trace->key, trace->value);
    rq_pos pos = rq_value_pos(trace->value);
    if (keyed && pos.line != pos.end_line)
        return rq_value_pos(trace->key);
    return rq_place_pos(trace->value);
}

static rq_str pointer_to(struct rq_arena *arena, rq_str pointer, rq_str key)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, pointer);
    rq_value_pointer_add(&buf, key);
    return rq_buf_text(&buf);
}

struct rq_place_found rq_place_of_record(const struct rq_record *record)
{
    return (struct rq_place_found){.pos = rq_record_pos(record), .pointer = RQ_STR("")};
}

bool rq_place_of(struct rq_lint_scope *scope, struct rq_origin origin, rq_str missing, struct rq_place_found *place)
{
    struct rq_trace trace;
    if (origin.source == NULL ||
        !rq_tracer_find(&scope->facts.tracer, scope->arena, scope->record->object, origin, &trace))
        return false;
    if (missing.len == 0) {
        *place = (struct rq_place_found){trace_pos(&trace), trace.pointer, trace.value, trace.value.source};
        return true;
    }
    rq_pos pos = trace.in_list              ? rq_place_pos(trace.value)
                 : trace.key.source != NULL ? rq_value_pos(trace.key)
                                            : rq_record_pos(scope->record);
    *place = (struct rq_place_found){.pos = pos, .pointer = pointer_to(scope->arena, trace.pointer, missing)};
    return true;
}

static bool find_by_expression(struct rq_lint_scope *scope, const struct rq_cel_program *program,
                               struct rq_place_found *place)
{
    rq_value value = rq_lint_scope_eval(scope, program);
    if (value.kind == RQ_OPTIONAL && value.as.inner != NULL)
        value = *value.as.inner;
    if (value.kind != RQ_FAULT && value.kind != RQ_OPTIONAL)
        return rq_place_of(scope, rq_value_origin(value), RQ_STR(""), place);
    struct rq_cel_explanation why = rq_lint_scope_explain(scope, program);
    return rq_place_of(scope, why.blame, why.missing, place);
}

bool rq_place_by_expression(struct rq_lint_scope *scope, const struct rq_cel_program *program,
                            struct rq_place_found *place)
{
    scope->wordless = true;
    bool found = find_by_expression(scope, program, place);
    scope->wordless = false;
    return found;
}
