/* Fields against their kind: unknown keys (with the nearest known one) and values of the wrong type.  Null is absence. */
#include "base/limits.h"
#include "cel/time.h"
#include "lint/judge.h"

struct checker {
    struct rq_arena *scratch;
    struct rq_tracer *tracer;
    const struct rq_record *record;
    struct rq_findings *findings;
};

static bool is_scalar(rq_value value)
{
    return value.kind != RQ_LIST && value.kind != RQ_MAP;
}

static bool has_type(rq_value value, enum rq_field_type type)
{
    rq_value date;
    switch (type) {
    case RQ_FIELD_ANY:
        return true;
    case RQ_FIELD_STRING:
        return value.kind == RQ_STRING;
    case RQ_FIELD_TEXT:
        return is_scalar(value);
    case RQ_FIELD_INT:
        return value.kind == RQ_INT || value.kind == RQ_UINT;
    case RQ_FIELD_NUMBER:
        return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
    case RQ_FIELD_BOOL:
        return value.kind == RQ_BOOL;
    case RQ_FIELD_DATE:
        return value.kind == RQ_STRING && rq_cel_date_parse(rq_value_text(value), &date);
    case RQ_FIELD_LIST:
        return value.kind == RQ_LIST;
    case RQ_FIELD_MAP:
        return value.kind == RQ_MAP;
    }
    return true;
}

static const char *const wanted[] = {
    [RQ_FIELD_ANY] = "anything",
    [RQ_FIELD_STRING] = "text",
    [RQ_FIELD_TEXT] = "a single value",
    [RQ_FIELD_INT] = "a whole number",
    [RQ_FIELD_NUMBER] = "a number",
    [RQ_FIELD_BOOL] = "true or false",
    [RQ_FIELD_DATE] = "a date such as 2026-03-01",
    [RQ_FIELD_LIST] = "a list",
    [RQ_FIELD_MAP] = "a mapping",
};

static void report(struct checker *checker, const char *rule, rq_value where, rq_str message)
{
    struct rq_finding finding = rq_record_finding(checker->findings->arena, checker->record, checker->tracer,
                                                  rq_str_from(rule), where, message);
    if (finding.pos.line != finding.pos.end_line)
        finding.pos = (rq_pos){finding.pos.line, finding.pos.column, finding.pos.line, finding.pos.column + 1};
    rq_findings_add(checker->findings, finding);
}

/* How a value is called: a field, or an item of a list that is called so.  Few are ever told. */
struct name {
    rq_str field;
    const struct name *list; /* or NULL */
    uint32_t index;
};

static rq_str print_name(struct rq_arena *arena, const struct name *name)
{
    uint32_t indexes[RQ_LIMIT_FIELD_DEPTH + 1];
    size_t count = 0;
    for (; name->list != NULL && count <= RQ_LIMIT_FIELD_DEPTH; name = name->list)
        indexes[count++] = name->index;
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, name->field);
    while (count-- > 0)
        rq_buf_format(&buf, "[%u]", indexes[count]);
    return rq_buf_text(&buf);
}

static void report_type(struct checker *checker, const struct name *name, const struct rq_field *field, rq_value value)
{
    struct rq_arena *arena = checker->findings->arena;
    rq_str shown = rq_value_print(arena, value, 40), called = print_name(checker->scratch, name);
    rq_str message =
        rq_arena_format(arena, "`%.*s` must be %s, not %.*s", RQ_ARG(called), wanted[field->type], RQ_ARG(shown));
    report(checker, "wrong-type", value, message);
}

static void report_unknown(struct checker *checker, rq_value key, const struct rq_field *fields, size_t count)
{
    struct rq_arena *arena = checker->findings->arena;
    rq_str *names = RQ_NEW_ARRAY(checker->scratch, rq_str, count);
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].name;
    rq_str typed = rq_value_source_text(checker->scratch, key), kind = checker->record->kind->name;
    rq_str near = rq_nearest(typed, names, count);
    rq_str message = near.len == 0 ? rq_arena_format(arena, "a %.*s has no field `%.*s`", RQ_ARG(kind), RQ_ARG(typed))
                                   : rq_arena_format(arena, "a %.*s has no field `%.*s`; did you mean `%.*s`?",
                                                     RQ_ARG(kind), RQ_ARG(typed), RQ_ARG(near));
    report(checker, "unknown-field", key, message);
}

static void check_map(struct checker *checker, rq_value map, const struct rq_field *fields, size_t count,
                      unsigned depth);

static void check_value(struct checker *checker, const struct name *name, const struct rq_field *field, rq_value value,
                        unsigned depth)
{
    if (value.kind == RQ_NULL || depth > RQ_LIMIT_FIELD_DEPTH)
        return;
    if (!has_type(value, field->type)) {
        report_type(checker, name, field, value);
        return;
    }
    if (value.kind == RQ_MAP && field->field_count > 0)
        check_map(checker, value, field->fields, field->field_count, depth + 1);
    for (uint32_t i = 0; value.kind == RQ_LIST && field->items != NULL && i < value.as.list->count; i++) {
        const struct name item = {.list = name, .index = i};
        check_value(checker, &item, field->items, value.as.list->items[i], depth + 1);
    }
}

static void check_map(struct checker *checker, rq_value map, const struct rq_field *fields, size_t count,
                      unsigned depth)
{
    for (uint32_t i = 0; i < map.as.map->count; i++) {
        const struct rq_entry *entry = &map.as.map->entries[i];
        rq_str key = rq_value_source_text(checker->scratch, entry->key);
        size_t f = 0;
        while (f < count && !rq_str_equal(fields[f].name, key))
            f++;
        if (f == count)
            report_unknown(checker, entry->key, fields, count);
        else
            check_value(checker, &(struct name){.field = fields[f].name}, &fields[f], entry->value, depth);
    }
}

void rq_check_fields(struct rq_arena *scratch, struct rq_tracer *tracer, const struct rq_record *record,
                     struct rq_findings *findings)
{
    struct checker checker = {scratch, tracer, record, findings};
    if (record->kind->field_count > 0)
        check_map(&checker, record->object, record->kind->fields, record->kind->field_count, 0);
}
