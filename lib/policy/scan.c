/*
 * Kinds whose records are files of source code, `scan:`.
 *
 *   scan = "names:" [ { kind, names, as, inside } … ] "subjects:" list "calls:" list
 *
 * What is searched for are the names that `names` gives for each record of a kind; what a name in code means is the business
 * of the rules, which see where it stands and which of the words of `subjects` are beside it.
 */
#include "policy/build.h"

struct names_draft {
    rq_value kind, names;
    rq_str as;
    bool inside;
};

static const struct rq_shape_key names_keys[] = {
    {"kind", RQ_SHAPE_CODE, offsetof(struct names_draft, kind), .about = "the kind whose records have the names"},
    {"names", RQ_SHAPE_CODE, offsetof(struct names_draft, names),
     .about = "an expression that gives the names of a record"},
    {"inside", RQ_SHAPE_FLAG, offsetof(struct names_draft, inside),
     .about = "true: they are also found as words of a longer name in code"},
    {"as", RQ_SHAPE_TEXT, offsetof(struct names_draft, as), .about = "what a record is for the rules"},
    {0},
};

struct scan_draft {
    rq_value names, subjects, calls;
};

const struct rq_shape_key rq_scan_keys[] = {
    {"names", RQ_SHAPE_LIST, offsetof(struct scan_draft, names), .about = "the names that are looked for",
     .each = names_keys},
    {"subjects", RQ_SHAPE_CODE, offsetof(struct scan_draft, subjects),
     .about = "an expression: words beside a name that say what it is"},
    {"calls", RQ_SHAPE_CODE, offsetof(struct scan_draft, calls),
     .about = "an expression: functions whose arguments are looked at"},
    {0},
};

static bool read_names(struct rq_policy_build *build, struct rq_scope *scope, rq_value map, struct rq_scan_names *made)
{
    struct names_draft draft = {0};
    if (!rq_shape_read(build->arena, map, names_keys, "an entry of `names`", &draft, build->err))
        return false;
    rq_str kind = rq_value_source_text(build->arena, draft.kind);
    made->kind = rq_build_kind(build, kind);
    if (draft.kind.kind == RQ_ABSENT || draft.names.kind == RQ_ABSENT || draft.as.len == 0)
        return rq_shape_fail(build->err, map, "names to search for need `kind`, `names` and `as`");
    if (made->kind == NULL)
        return rq_build_unknown_kind(build, draft.kind, kind);
    made->as = draft.as;
    made->inside = draft.inside;
    made->names = rq_scope_compile(scope, draft.names);
    return made->names != NULL;
}

static bool read_all_names(struct rq_policy_build *build, struct rq_scope *scope, rq_value list, struct rq_scan *scan)
{
    scan->name_count = list.kind == RQ_LIST ? list.as.list->count : 0;
    struct rq_scan_names *made = RQ_NEW_ARRAY(build->arena, struct rq_scan_names, scan->name_count);
    for (size_t i = 0; i < scan->name_count; i++)
        if (!read_names(build, scope, list.as.list->items[i], &made[i]))
            return false;
    scan->names = made;
    return true;
}

bool rq_build_scan(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_kind_draft *draft,
                   const struct rq_scan **scan)
{
    struct scan_draft read = {0};
    struct rq_scan *made = RQ_NEW(build->arena, struct rq_scan);
    *scan = NULL;
    if (draft->scan.kind == RQ_ABSENT)
        return draft->only_in.count == 0 ||
               rq_shape_fail(build->err, draft->only_in.items[0],
                             "`only-in` is for kinds with `scan`: it says where names may stand in code");
    if (!rq_shape_read(build->arena, draft->scan, rq_scan_keys, "`scan`", &read, build->err))
        return false;
    if (!draft->is_virtual)
        return rq_shape_fail(build->err, draft->where, "a kind with `scan` is `virtual: true`: its records are made");
    made->file_count = draft->files.count;
    made->not_count = draft->not_files.count;
    made->only_count = draft->only_in.count;
    made->subjects = rq_scope_compile(scope, read.subjects);
    made->calls = rq_scope_compile(scope, read.calls);
    if (build->err->failed || !read_all_names(build, scope, read.names, made) ||
        !rq_shape_globs(build->arena, &draft->files, &made->files, build->err) ||
        !rq_shape_globs(build->arena, &draft->not_files, &made->not_files, build->err) ||
        !rq_shape_globs(build->arena, &draft->only_in, &made->only_in, build->err))
        return false;
    *scan = made;
    return true;
}
