/*
 * The rows of a view.  Each record of its kinds is asked as a rule would ask it: `when` first, then when it landed, then the
 * columns.  A view has no way to tell that it cannot tell, so an expression that fails ends the whole, with its place in the
 * pack and the record that it fails on.
 */
#include "lint/view.h"

#include "base/err.h"
#include "base/source.h"
#include "lint/alike_groups.h"
#include "lint/report.h"
#include "lint/scope.h"

#include <stdlib.h>

struct viewing {
    const struct rq_lint_input *input;
    const struct rq_view *view;
    rq_value since;
    const uint32_t *groups; /* by the numbers of records; NULL: none */
    struct rq_arena *arena, *scratch;
    struct rq_lint_scope *scope;
    struct rq_view_row *rows;
    size_t count, cap;
    struct rq_err *err;
};

/* What failed: the expression, or the variable that it asked. */
static bool fail(const struct viewing *viewing, const struct rq_cel_program *program, rq_value value,
                 const char *wanted)
{
    const struct rq_record *record = viewing->scope->record;
    const struct rq_rule *form = &viewing->view->form;
    const rq_value *slots = viewing->scope->slots;
    const struct rq_variable *variable;
    while ((variable = rq_lint_failed_variable(form, slots, program, value)) != NULL) {
        program = variable->program;
        value = slots[RQ_SLOT_COUNT + (variable - form->variables)];
    }
    rq_str kind = record->kind->name, type = rq_value_type_name(value);
    size_t start = 0, end = rq_str_chomp(rq_cel_text(program)).len;
    rq_str why = rq_arena_format(viewing->arena, "this must give %s, not %.*s", wanted, RQ_ARG(type));
    if (value.kind == RQ_FAULT) {
        why = value.as.fault->message;
        start = value.as.fault->start;
        end = value.as.fault->end;
    }
    rq_fail_at(viewing->err, form->source, rq_view_place(viewing->view, program, start, end),
               "the view `%.*s` fails on %.*s/%.*s: %.*s", RQ_ARG(form->id), RQ_ARG(kind), RQ_ARG(record->id),
               RQ_ARG(why));
    return rq_fail_hint(viewing->err, "`reqlint check` may tell what is wrong with that record");
}

/* What an optional holds, and null for one that holds nothing. */
static rq_value content(rq_value value)
{
    for (unsigned depth = 0; value.kind == RQ_OPTIONAL && depth < RQ_LIMIT_VALUE_DEPTH; depth++)
        value = value.as.inner == NULL ? rq_null() : *value.as.inner;
    return value;
}

static bool evaluate(const struct viewing *viewing, const struct rq_cel_program *program, rq_value *value)
{
    *value = program == NULL ? rq_null() : content(rq_lint_scope_eval(viewing->scope, program));
    return value->kind != RQ_FAULT || fail(viewing, program, *value, "");
}

/* Whether the record has a row; false also after a failure. */
static bool is_wanted(const struct viewing *viewing)
{
    const struct rq_view *view = viewing->view;
    rq_value when = rq_bool(true), landed = rq_null();
    if (view->form.when != NULL && !evaluate(viewing, view->form.when, &when))
        return false;
    if (when.kind != RQ_BOOL)
        return fail(viewing, view->form.when, when, "true or false");
    if (!when.as.boolean || !evaluate(viewing, view->landed, &landed))
        return false;
    if (landed.kind != RQ_NULL && landed.kind != RQ_TIMESTAMP)
        return fail(viewing, view->landed, landed, "a time");
    int order = 0;
    return landed.kind == RQ_NULL || !rq_value_compare(landed, viewing->since, &order) || order >= 0;
}

static void add_row(struct viewing *viewing, const struct rq_record *record, uint32_t group)
{
    const struct rq_view *view = viewing->view;
    rq_value *cells = RQ_NEW_ARRAY(viewing->arena, rq_value, view->column_count), sort;
    for (size_t i = 0; i < view->column_count; i++) {
        if (!evaluate(viewing, view->columns[i].program, &cells[i]))
            return;
        cells[i] = rq_value_copy(viewing->arena, cells[i]);
    }
    if (!evaluate(viewing, view->sort, &sort))
        return;
    viewing->rows = rq_grow(viewing->arena, viewing->rows, viewing->count, &viewing->cap, sizeof *viewing->rows);
    viewing->rows[viewing->count++] = (struct rq_view_row){record, cells, rq_value_copy(viewing->arena, sort), group};
}

static bool is_matched(const struct rq_view *view, const struct rq_record *record)
{
    for (size_t i = 0; i < view->form.match_count; i++)
        if (view->form.match[i] == record->kind)
            return !record->superseded && !record->removed;
    return false;
}

static void look_at(struct viewing *viewing, size_t number)
{
    const struct rq_record *record = &viewing->input->graph->records[number];
    uint32_t group = viewing->groups == NULL ? 0 : viewing->groups[number];
    if (!is_matched(viewing->view, record) || (viewing->groups != NULL && group == 0))
        return;
    viewing->scope = RQ_NEW(viewing->scratch, struct rq_lint_scope);
    viewing->scope->facts.arena = viewing->scratch;
    rq_lint_scope_init(viewing->scope, viewing->input, &viewing->view->form, record, viewing->scratch);
    if (is_wanted(viewing))
        add_row(viewing, record, group);
    rq_arena_reset(viewing->scratch);
}

/* Numbers of all types are of one order; values of other types follow one another. */
static int class_of(rq_value value)
{
    return value.kind == RQ_UINT || value.kind == RQ_DOUBLE ? RQ_INT : value.kind;
}

static int compare_sorts(rq_value left, rq_value right)
{
    int order = 0;
    if ((left.kind == RQ_NULL) != (right.kind == RQ_NULL))
        return left.kind == RQ_NULL ? 1 : -1;
    return rq_value_compare(left, right, &order) ? order : class_of(left) - class_of(right);
}

/* By group, then by what the view sorts by, nothing last; then by id and path. */
static int compare_rows(const void *a, const void *b)
{
    const struct rq_view_row *left = a, *right = b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    int order = compare_sorts(left->sort, right->sort);
    order = order != 0 ? order : rq_record_id_compare(left->record->id, right->record->id);
    order = order != 0 ? order : rq_str_compare(left->record->path, right->record->path);
    return order != 0 ? order : (left->record > right->record) - (left->record < right->record);
}

bool rq_lint_view(const struct rq_lint_input *input, const struct rq_view *view, rq_value since, struct rq_arena *arena,
                  struct rq_view_row **rows, size_t *count, struct rq_err *err)
{
    struct viewing viewing = {.input = input, .view = view, .since = since, .arena = arena, .err = err};
    if (view->alike != NULL) {
        viewing.groups = rq_lint_alike_groups(input, view->alike, arena, err);
        if (viewing.groups == NULL)
            return false;
    }
    viewing.scratch = rq_arena_new();
    for (size_t i = 0; view->form.match_count > 0 && i < input->graph->record_count && !err->failed; i++)
        look_at(&viewing, i);
    rq_arena_free(viewing.scratch);
    if (viewing.count > 0)
        qsort(viewing.rows, viewing.count, sizeof *viewing.rows, compare_rows);
    *rows = viewing.rows;
    *count = viewing.count;
    return !err->failed;
}
