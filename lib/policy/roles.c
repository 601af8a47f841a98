/*
 * Roles: the parts that kinds, rules and parameters play in the sheets of `report`, `review` and `handbook`.
 *
 * A pack has a role for each sheet that it has something to say in, and a role is a list of views.  A view sees records as
 * a rule does, by `match`, `when` and `variables`, but has columns in place of a verdict.  So what a request or a decision
 * is stays with the pack, and the program knows tables only.
 *
 * Names of rules and parameters in a view must exist: a handbook that tells of a rule which nobody enforces is wrong.
 */
#include "base/err.h"
#include "base/limits.h"
#include "policy/build.h"
#include "yaml/yaml.h"

static const rq_str sheet_names[RQ_SHEET_COUNT] = {
    [RQ_SHEET_REPORT] = {"report", 6}, [RQ_SHEET_REVIEW] = {"review", 6}, [RQ_SHEET_HANDBOOK] = {"handbook", 8}};

rq_str rq_sheet_kind_name(enum rq_sheet_kind sheet)
{
    return sheet_names[sheet];
}

struct view_draft {
    struct rq_view *view;
    struct rq_form_draft form;
    rq_str name, title, about;
    rq_value landed, sort, columns, alike;
    struct rq_texts rules, fields, params;
    bool other_rules, other_params;
};

static const struct rq_shape_key view_keys[] = {
    {"name", RQ_SHAPE_TEXT, offsetof(struct view_draft, name), .about = "the name of the section, for programs"},
    {"title", RQ_SHAPE_TEXT, offsetof(struct view_draft, title), .about = "its title"},
    {"about", RQ_SHAPE_TEXT, offsetof(struct view_draft, about), .about = "what it shows"},
    {"match", RQ_SHAPE_VALUE, offsetof(struct view_draft, form.match), .about = "the kinds of records that it shows",
     .or_texts = true},
    {"when", RQ_SHAPE_CODE, offsetof(struct view_draft, form.when), .about = "an expression: which of them"},
    {"variables", RQ_SHAPE_LIST, offsetof(struct view_draft, form.variables),
     .about = "named expressions; each may use those before it", .each = rq_variable_keys},
    {"landed", RQ_SHAPE_CODE, offsetof(struct view_draft, landed),
     .about = "an expression: when what a row tells of landed; older rows are left out"},
    {"sort", RQ_SHAPE_CODE, offsetof(struct view_draft, sort),
     .about = "an expression: rows stand in the order of these values"},
    {"columns", RQ_SHAPE_MAP, offsetof(struct view_draft, columns), .about = "expressions, by the names of the columns",
     .or_text = true},
    {"alike", RQ_SHAPE_CODE, offsetof(struct view_draft, alike),
     .about = "a rule with near: shows the records that it finds to be alike, by groups"},
    {"rules", RQ_SHAPE_TEXTS, offsetof(struct view_draft, rules), .about = "rules that it tells of"},
    {"fields", RQ_SHAPE_TEXTS, offsetof(struct view_draft, fields), .about = "fields that it tells of, as kind.field"},
    {"params", RQ_SHAPE_TEXTS, offsetof(struct view_draft, params), .about = "parameters that it tells of"},
    {"other-rules", RQ_SHAPE_FLAG, offsetof(struct view_draft, other_rules),
     .about = "true: also of all rules that no section names"},
    {"other-params", RQ_SHAPE_FLAG, offsetof(struct view_draft, other_params),
     .about = "true: also of all parameters that no section names"},
    {0},
};

struct role_draft {
    rq_str title;
    rq_value days, views;
};

static const struct rq_shape_key role_keys[] = {
    {"title", RQ_SHAPE_TEXT, offsetof(struct role_draft, title), .about = "the title of the sheet"},
    {"days", RQ_SHAPE_CODE, offsetof(struct role_draft, days), .about = "an expression: how many days it looks back"},
    {"views", RQ_SHAPE_LIST, offsetof(struct role_draft, views), .about = "its sections", .each = view_keys},
    {0},
};

struct roles_draft {
    rq_value sheets[RQ_SHEET_COUNT];
};

const struct rq_shape_key rq_roles_keys[] = {
    {"report", RQ_SHAPE_MAP, offsetof(struct roles_draft, sheets[RQ_SHEET_REPORT]),
     .about = "the sheet of the last months", .keys = role_keys},
    {"review", RQ_SHAPE_MAP, offsetof(struct roles_draft, sheets[RQ_SHEET_REVIEW]),
     .about = "the agenda of the weekly review", .keys = role_keys},
    {"handbook", RQ_SHAPE_MAP, offsetof(struct roles_draft, sheets[RQ_SHEET_HANDBOOK]),
     .about = "the rules of the game", .keys = role_keys},
    {0},
};

static bool check_count(struct rq_policy_build *build, rq_value where, size_t count, const char *what)
{
    return count <= RQ_LIMIT_VIEW_PARTS || rq_shape_fail(build->err, where, "%s at most %d", what, RQ_LIMIT_VIEW_PARTS);
}

static void add_asks(struct rq_asks *all, const struct rq_cel_program *program)
{
    struct rq_asks asks = rq_program_asks(program);
    all->history |= asks.history;
    all->others |= asks.others;
    all->people |= asks.people;
}

/* Names are compared as text, in which 1 and "1" are alike; with `alike` the number of the group is a column too. */
static bool is_new_column(struct rq_policy_build *build, const struct view_draft *draft, rq_value key,
                          const struct rq_view_column *columns, size_t count)
{
    rq_str name = columns[count].name;
    bool taken = draft->alike.kind != RQ_ABSENT && rq_str_equal(name, RQ_STR("group"));
    for (size_t i = 0; i < count && !taken; i++)
        taken = rq_str_equal(columns[i].name, name);
    return !taken || rq_shape_fail(build->err, key, "there is already a column `%.*s`", RQ_ARG(name));
}

static bool take_columns(struct rq_policy_build *build, struct rq_scope *scope, const struct view_draft *draft)
{
    rq_value columns = draft->columns;
    struct rq_view *view = draft->view;
    uint32_t count = columns.kind == RQ_MAP ? columns.as.map->count : 0;
    if (!check_count(build, columns, count, "the columns of a view are"))
        return false;
    struct rq_view_column *made = RQ_NEW_ARRAY(build->arena, struct rq_view_column, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct rq_entry *entry = &columns.as.map->entries[i];
        made[i].name = rq_value_source_text(build->arena, entry->key);
        if (!is_new_column(build, draft, entry->key, made, i))
            return false;
        if (entry->value.kind == RQ_LIST || entry->value.kind == RQ_MAP || entry->value.kind == RQ_NULL)
            return rq_shape_fail(build->err, entry->key, "a column must be an expression");
        made[i].program = rq_scope_compile(scope, entry->value);
        if (made[i].program == NULL)
            return false;
        add_asks(&view->form.asks, made[i].program);
    }
    view->columns = made;
    view->column_count = count;
    return true;
}

static bool take_alike(struct rq_policy_build *build, rq_value name, struct rq_view *view)
{
    if (name.kind == RQ_ABSENT)
        return true;
    const struct rq_rule *rule = rq_build_rule(build, name);
    if (rule == NULL)
        return false;
    if (rule->near == NULL)
        return rq_shape_fail(build->err, name, "the rule `%.*s` has no `near`: it finds nothing to be alike",
                             RQ_ARG(rule->id));
    view->alike = rule;
    return true;
}

static bool take_rules(struct rq_policy_build *build, const struct rq_texts *names, struct rq_view *view)
{
    const struct rq_rule **rules = RQ_NEW_ARRAY(build->arena, const struct rq_rule *, names->count);
    for (size_t i = 0; i < names->count; i++) {
        rules[i] = rq_build_rule(build, names->items[i]);
        if (rules[i] == NULL)
            return false;
    }
    view->rules = rules;
    view->rule_count = names->count;
    return true;
}

static bool take_params(struct rq_policy_build *build, const struct rq_texts *names, struct rq_view *view)
{
    const struct rq_param **params = RQ_NEW_ARRAY(build->arena, const struct rq_param *, names->count);
    for (size_t i = 0; i < names->count; i++) {
        params[i] = rq_build_param(build, names->items[i]);
        if (params[i] == NULL)
            return false;
    }
    view->params = params;
    view->param_count = names->count;
    return true;
}

/* path = kind ("." field)+ */
static bool take_field(struct rq_policy_build *build, rq_value written, struct rq_view_field *made)
{
    made->path = rq_value_source_text(build->arena, written);
    size_t dot = rq_str_find_byte(made->path, '.', 0);
    if (dot == RQ_NOT_FOUND)
        return rq_shape_fail(build->err, written, "a field is named by its kind and its path, such as `note.text`");
    rq_str name = rq_str_slice(made->path, 0, dot);
    const struct rq_record_kind *kind = rq_build_kind(build, name);
    if (kind == NULL)
        return rq_build_unknown_kind(build, written, name);
    const struct rq_field *fields = kind->fields;
    size_t count = kind->field_count;
    while (dot < made->path.len) {
        size_t end = rq_str_find_byte(made->path, '.', dot + 1);
        end = end == RQ_NOT_FOUND ? made->path.len : end;
        rq_value part = rq_string(rq_str_slice(made->path, dot + 1, end));
        made->field = rq_build_field(build, rq_value_at(build->arena, part, rq_value_origin(written)), fields, count,
                                     RQ_STR("there is no field"));
        if (made->field == NULL)
            return false;
        fields = made->field->fields;
        count = made->field->field_count;
        dot = end;
    }
    return true;
}

static bool take_fields(struct rq_policy_build *build, const struct rq_texts *paths, struct rq_view *view)
{
    struct rq_view_field *fields = RQ_NEW_ARRAY(build->arena, struct rq_view_field, paths->count);
    for (size_t i = 0; i < paths->count; i++)
        if (!take_field(build, paths->items[i], &fields[i]))
            return false;
    view->fields = fields;
    view->field_count = paths->count;
    return true;
}

/* The items are those that were written. */
static bool check_names(struct rq_policy_build *build, const struct rq_texts *names)
{
    return names->count == 0 || check_count(build, names->items[0], names->count, "the names in a list of a view are");
}

static bool is_complete(struct rq_policy_build *build, const struct view_draft *draft, rq_value root)
{
    const struct rq_view *view = draft->view;
    bool asks = draft->form.when.kind != RQ_ABSENT || draft->form.variables.kind != RQ_ABSENT ||
                draft->landed.kind != RQ_ABSENT || draft->sort.kind != RQ_ABSENT || view->alike != NULL;
    if (!rq_build_is_kebab(view->name))
        return rq_shape_fail(build->err, root, "a view needs a `name`: lower-case words with dashes");
    if (view->title.len == 0)
        return rq_shape_fail(build->err, root, "the view `%.*s` has no `title`", RQ_ARG(view->name));
    if ((view->form.match_count > 0) != (view->column_count > 0))
        return rq_shape_fail(build->err, root, "the view `%.*s` needs both `match` and `columns`, or neither",
                             RQ_ARG(view->name));
    if (asks && view->form.match_count == 0)
        return rq_shape_fail(build->err, root, "the view `%.*s` has no `match`: which kind does it show?",
                             RQ_ARG(view->name));
    if (view->alike != NULL && (view->form.when != NULL || view->landed != NULL || view->sort != NULL))
        return rq_shape_fail(build->err, root,
                             "with `alike` the rule says which records there are: no `when`, `landed` or `sort`");
    return true;
}

static bool take_expressions(struct rq_policy_build *build, const struct view_draft *draft, rq_value root)
{
    struct rq_view *view = draft->view;
    struct rq_scope scope = rq_build_scope(build);
    view->form = (struct rq_rule){.id = view->name, .title = view->title, .root = root, .form = root};
    view->form.source = root.source;
    if (draft->form.match.kind == RQ_MAP)
        return rq_shape_fail(build->err, draft->form.match, "a view shows records that are there: name their kind");
    if (!rq_build_form(build, &scope, &draft->form, &view->form))
        return false;
    view->landed = rq_scope_compile(&scope, draft->landed);
    view->sort = build->err->failed ? NULL : rq_scope_compile(&scope, draft->sort);
    add_asks(&view->form.asks, view->landed);
    add_asks(&view->form.asks, view->sort);
    return !build->err->failed && take_columns(build, &scope, draft);
}

static bool read_view(struct rq_policy_build *build, rq_value root, struct rq_view *view)
{
    struct view_draft draft = {.view = view};
    if (!rq_shape_read(build->arena, root, view_keys, "a view", &draft, build->err))
        return false;
    view->name = draft.name;
    view->title = draft.title;
    view->about = draft.about;
    view->other_rules = draft.other_rules;
    view->other_params = draft.other_params;
    return check_names(build, &draft.rules) && check_names(build, &draft.fields) && check_names(build, &draft.params) &&
           take_expressions(build, &draft, root) && take_alike(build, draft.alike, view) &&
           take_rules(build, &draft.rules, view) && take_fields(build, &draft.fields, view) &&
           take_params(build, &draft.params, view) && is_complete(build, &draft, root);
}

/* A view is known by its name in machine formats. */
static bool has_name(const struct rq_view *views, size_t count, rq_str name)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(views[i].name, name))
            return true;
    return false;
}

static bool read_views(struct rq_policy_build *build, rq_value list, struct rq_role *role)
{
    uint32_t count = list.kind == RQ_LIST ? list.as.list->count : 0;
    if (!check_count(build, list, count, "the views of a sheet are"))
        return false;
    struct rq_view *views = RQ_NEW_ARRAY(build->arena, struct rq_view, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!read_view(build, list.as.list->items[i], &views[i]))
            return false;
        if (has_name(views, i, views[i].name))
            return rq_shape_fail(build->err, list.as.list->items[i], "there is already a view `%.*s`",
                                 RQ_ARG(views[i].name));
    }
    role->views = views;
    role->view_count = count;
    return true;
}

static bool read_role(struct rq_policy_build *build, rq_value root, rq_str pack, enum rq_sheet_kind sheet)
{
    struct role_draft draft = {0};
    struct rq_scope scope = rq_build_scope(build);
    struct rq_role role = {.pack = pack, .sheet = sheet, .root = root};
    if (!rq_shape_read(build->arena, root, role_keys, "a role", &draft, build->err))
        return false;
    if (draft.title.len == 0)
        return rq_shape_fail(build->err, root, "this role has no `title`");
    role.title = draft.title;
    role.days = rq_scope_compile(&scope, draft.days);
    if (build->err->failed || !read_views(build, draft.views, &role))
        return false;
    build->roles = rq_grow(build->arena, build->roles, build->role_count, &build->role_cap, sizeof *build->roles);
    build->roles[build->role_count++] = role;
    return true;
}

bool rq_build_roles(struct rq_policy_build *build)
{
    for (size_t i = 0; i < build->role_draft_count; i++) {
        struct roles_draft draft = {0};
        if (!rq_shape_read(build->arena, build->role_drafts[i].roles, rq_roles_keys, "`roles`", &draft, build->err))
            return false;
        for (unsigned sheet = 0; sheet < RQ_SHEET_COUNT; sheet++)
            if (draft.sheets[sheet].kind != RQ_ABSENT &&
                !read_role(build, draft.sheets[sheet], build->role_drafts[i].pack, (enum rq_sheet_kind)sheet))
                return false;
    }
    return true;
}

static rq_value child(rq_value map, rq_str key)
{
    const rq_value *found = rq_value_field(map, key);
    return found == NULL ? (rq_value){0} : *found;
}

rq_value rq_view_written(const struct rq_view *view, const struct rq_cel_program *program)
{
    if (program == NULL)
        return (rq_value){0};
    if (program == view->landed)
        return child(view->form.root, RQ_STR("landed"));
    if (program == view->sort)
        return child(view->form.root, RQ_STR("sort"));
    for (size_t i = 0; i < view->column_count; i++)
        if (view->columns[i].program == program)
            return child(view->form.root, RQ_STR("columns")).as.map->entries[i].value;
    return rq_rule_written(&view->form, program);
}

rq_pos rq_view_place(const struct rq_view *view, const struct rq_cel_program *program, size_t start, size_t end)
{
    return rq_yaml_locate(rq_view_written(view, program), start, end);
}
