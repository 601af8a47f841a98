/*
 * `report`, `review` and `handbook`: the views that the packs have for a sheet, each a section.
 *
 * A view shows records, by what lint makes of its expressions, and what the policy in force says: rules that are on,
 * parameters with their values, words that a field may have.  Where the words of a sheet are old or wrong, the policy is.
 */
#include "base/err.h"
#include "lint/lint.h"
#include "lint/view.h"
#include "reqlint/past.h"
#include "reqlint/policy_tables.h"
#include "reqlint/unread.h"

enum { TABLES = 4, DAY = 24 * 60 * 60, MOST_DAYS = 100000 };

struct making {
    struct rq_session *session;
    struct rq_arena *arena;
    enum rq_sheet_kind kind;
    struct rq_state state; /* without a graph outside of a repository */
    struct rq_lint_input input;
    struct rq_sheet *sheet;
    struct rq_err *err;
};

/* The columns of the view; in front of them the group, where it has groups. */
static const struct rq_sheet_column *columns_of(struct rq_arena *arena, const struct rq_view *view, size_t *count)
{
    size_t first = view->alike != NULL;
    struct rq_sheet_column *columns = RQ_NEW_ARRAY(arena, struct rq_sheet_column, view->column_count + first);
    if (first)
        columns[0].name = RQ_STR("group");
    for (size_t i = 0; i < view->column_count; i++)
        columns[first + i].name = view->columns[i].name;
    *count = view->column_count + first;
    return columns;
}

static struct rq_sheet_row row_of(struct rq_arena *arena, const struct rq_view *view, const struct rq_view_row *row)
{
    size_t first = view->alike != NULL;
    rq_value *cells = RQ_NEW_ARRAY(arena, rq_value, view->column_count + first);
    if (first)
        cells[0] = rq_int(row->group);
    memcpy(cells + first, row->cells, view->column_count * sizeof *cells);
    return (struct rq_sheet_row){
        .kind = row->record->kind->name,
        .id = row->record->id,
        .path = row->record->path,
        .line = rq_record_pos(row->record).line,
        .cells = cells,
    };
}

static bool records_table(struct making *making, const struct rq_view *view, struct rq_sheet_table *table)
{
    struct rq_view_row *rows = NULL;
    size_t count = 0, column_count;
    const struct rq_sheet_column *columns = columns_of(making->arena, view, &column_count);
    rq_value since = making->sheet->since.kind == RQ_TIMESTAMP ? making->sheet->since : (rq_value){0};
    if (making->input.graph != NULL &&
        !rq_lint_view(&making->input, view, since, making->arena, &rows, &count, making->err))
        return false;
    struct rq_sheet_row *made = RQ_NEW_ARRAY(making->arena, struct rq_sheet_row, count);
    for (size_t i = 0; i < count; i++)
        made[i] = row_of(making->arena, view, &rows[i]);
    *table = (struct rq_sheet_table){RQ_STR("records"), columns, column_count, made, count};
    return true;
}

static bool make_section(struct making *making, const struct rq_role *role, const struct rq_view *view,
                         struct rq_sheet_section *section)
{
    struct rq_sheet_table *tables = RQ_NEW_ARRAY(making->arena, struct rq_sheet_table, TABLES);
    *section = (struct rq_sheet_section){view->name, view->title, view->about, role->pack, tables, 0};
    if (view->field_count > 0)
        tables[section->table_count++] = rq_fields_table(making->arena, view);
    if (view->rule_count > 0 || view->other_rules)
        tables[section->table_count++] = rq_rules_table(making->arena, making->session->policy, making->kind, view);
    if (view->param_count > 0 || view->other_params)
        tables[section->table_count++] = rq_params_table(making->arena, making->session->policy, making->kind, view);
    return view->column_count == 0 || records_table(making, view, &tables[section->table_count++]);
}

static bool make_sections(struct making *making)
{
    size_t most = 0;
    const struct rq_role *role;
    for (size_t at = 0; (role = rq_next_role(making->session->policy, making->kind, &at)) != NULL;)
        most += role->view_count;
    struct rq_sheet_section *sections = RQ_NEW_ARRAY(making->arena, struct rq_sheet_section, most);
    making->sheet->sections = sections;
    for (size_t at = 0; (role = rq_next_role(making->session->policy, making->kind, &at)) != NULL;)
        for (size_t v = 0; v < role->view_count; v++)
            if (!make_section(making, role, &role->views[v], &sections[making->sheet->section_count++]))
                return false;
    return true;
}

/* Files that could not be read are not in the sheet, and a sheet that lacks something says so. */
static void note_unread(struct making *making)
{
    const struct rq_findings *findings = &making->state.findings;
    rq_str *notes = RQ_NEW_ARRAY(making->arena, rq_str, findings->count);
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct rq_finding *finding = &findings->items[i];
        if (rq_is_unread(finding->rule))
            notes[count++] = rq_arena_format(making->arena, "%.*s:%u is not in here: %.*s", RQ_ARG(finding->path),
                                             (unsigned)finding->pos.line, RQ_ARG(finding->message));
    }
    making->sheet->notes = notes;
    making->sheet->note_count = count;
}

/* Whether any view shows records. */
static bool shows_records(const struct making *making)
{
    const struct rq_role *role;
    for (size_t at = 0; (role = rq_next_role(making->session->policy, making->kind, &at)) != NULL;)
        for (size_t v = 0; v < role->view_count; v++)
            if (role->views[v].column_count > 0)
                return true;
    return false;
}

static bool read_records(struct making *making)
{
    struct rq_session *session = making->session;
    struct rq_past_wish wish = rq_past_of_sheet(session, making->kind);
    making->state = (struct rq_state){.snapshot = session->snapshot, .findings = {.arena = making->arena}};
    making->state.graph = rq_past_graph(session, &wish, &making->state, making->err);
    if (making->state.graph == NULL)
        return false;
    making->input = (struct rq_lint_input){
        .policy = session->policy,
        .graph = making->state.graph,
        .past = rq_past_of(session, &making->state),
        .now = session->options->now,
        .threads = session->options->threads,
    };
    making->sheet->source = session->snapshot->name;
    note_unread(making);
    return true;
}

/* A report on nothing is no report; a handbook tells the rules to a repository that is still empty. */
static bool check_records(const struct making *making)
{
    const struct rq_load *load = &making->state.load;
    if (making->kind == RQ_SHEET_HANDBOOK || making->session->options->allow_empty)
        return true;
    for (size_t i = 0; i < load->record_count; i++) {
        const struct rq_record *record = &load->records[i];
        if (!record->kind->is_virtual && !record->kind->incidental && !record->removed)
            return true;
    }
    rq_fail(making->err, "no records were found, so there is nothing to report");
    return rq_fail_hint(making->err, "`reqlint kinds` tells where they are looked for; --allow-empty lets it pass");
}

/* "90d" */
static bool parse_days(rq_str text, int64_t *days)
{
    *days = 0;
    if (text.len < 2 || text.len > 6 || text.ptr[text.len - 1] != 'd')
        return false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *days = *days * 10 + (text.ptr[i] - '0');
    }
    return true;
}

static rq_value days_before(rq_value now, int64_t days)
{
    return rq_timestamp(now.as.integer - days * DAY, now.extent);
}

static bool read_since(struct making *making, const char *text)
{
    rq_value now = making->session->options->now, *since = &making->sheet->since;
    int64_t days;
    int order;
    if (parse_days(rq_str_from(text), &days)) {
        *since = days_before(now, days);
        return true;
    }
    if (!rq_parse_time(rq_str_from(text), since, making->err)) {
        making->err->hint = RQ_STR("write days before now (90d), a date (2026-11-20) or a time (2026-11-20T09:00:00Z)");
        return false;
    }
    return (rq_value_compare(*since, now, &order) && order <= 0) ||
           rq_fail(making->err, "--since %s is later than now: nothing could be in the sheet", text) ||
           rq_fail_hint(making->err, "give an earlier day; now is --now, else SOURCE_DATE_EPOCH, else the clock");
}

/* What the first pack says that says something. */
static bool usual_since(struct making *making)
{
    const struct rq_role *role;
    for (size_t at = 0; (role = rq_next_role(making->session->policy, making->kind, &at)) != NULL;) {
        if (role->days == NULL)
            continue;
        rq_value days = rq_lint_eval(&making->input, role->days, NULL, making->arena);
        double number = days.kind == RQ_INT ? (double)days.as.integer : days.kind == RQ_DOUBLE ? days.as.number : -1;
        const rq_value *written = rq_value_field(role->root, RQ_STR("days"));
        if (!(number >= 0 && number <= MOST_DAYS))
            return rq_fail_at(making->err, written->source, rq_value_pos(*written),
                              "`days` must give a number of days, 0 to %d", MOST_DAYS);
        making->sheet->since = days_before(making->session->options->now, (int64_t)number);
        return true;
    }
    return true;
}

static bool find_kind(struct making *making, rq_str name)
{
    unsigned kind = 0;
    size_t at = 0;
    while (kind < RQ_SHEET_COUNT && !rq_str_equal(rq_sheet_kind_name((enum rq_sheet_kind)kind), name))
        kind++;
    making->kind = (enum rq_sheet_kind)kind;
    const struct rq_role *role = rq_next_role(making->session->policy, making->kind, &at);
    if (role != NULL) {
        making->sheet->title = role->title;
        return true;
    }
    rq_fail(making->err, "no pack in force says what a %.*s shows", RQ_ARG(name));
    return rq_fail_hint(making->err,
                        "`roles` in a pack's pack.yaml says it; `extends` in .reqlint.yaml names the packs");
}

static bool make(struct making *making, rq_str name, const char *since)
{
    const struct rq_session *session = making->session;
    *making->sheet =
        (struct rq_sheet){.command = name, .policy = session->digest, .now = session->options->now, .since = rq_null()};
    making->input = (struct rq_lint_input){.policy = session->policy, .now = session->options->now};
    if (!find_kind(making, name))
        return false;
    if (since != NULL ? !read_since(making, since) : !usual_since(making))
        return false;
    if (session->snapshot != NULL && shows_records(making) && (!read_records(making) || !check_records(making)))
        return false;
    return make_sections(making);
}

bool rq_sheet_make(struct rq_arena *arena, const struct rq_options *options, rq_str name, const char *since,
                   struct rq_sheet *sheet, struct rq_err *err)
{
    struct rq_session session;
    struct making making = {.session = &session, .arena = arena, .sheet = sheet, .err = err};
    bool handbook = rq_str_equal(name, rq_sheet_kind_name(RQ_SHEET_HANDBOOK));
    bool good = (handbook ? rq_session_open_policy(&session, arena, options, err)
                          : rq_session_open(&session, arena, options, err)) &&
                make(&making, name, since);
    rq_session_close(&session);
    return good;
}
