/*
 * The library: all tables of functions, searched by name at compile time only.
 *
 * A call keeps all rows of its name that fit its number of arguments, in the order of the tables; the evaluator takes the
 * first whose signature is for the types.
 */
#include "cel/library.h"

#include "base/text.h"
#include "cel/signature.h"

static const char *const macros[] = {
    "has",    "all",    "exists",       "exists_one", "existsOne",         "map",     "filter", "transformList",
    "sortBy", "optMap", "transformMap", "optFlatMap", "transformMapEntry", "cel.bind"};

/* The walk over all rows: the host's functions first, so that a host may replace one of ours. */
struct walk {
    const struct rq_cel_env *env;
    size_t table; /* 0: the host's */
    size_t row;
};

static const struct rq_cel_function *next_row(struct walk *walk)
{
    if (walk->table == 0) {
        if (walk->row < walk->env->function_count)
            return &walk->env->functions[walk->row++];
        *walk = (struct walk){walk->env, 1, 0};
    }
    while (rq_cel_libraries[walk->table - 1]) {
        const struct rq_cel_function *row = &rq_cel_libraries[walk->table - 1][walk->row++];
        if (row->name)
            return row;
        *walk = (struct walk){walk->env, walk->table + 1, 0};
    }
    return NULL;
}

/* Takes a piece off the front of a name. */
static bool eat(rq_str *name, rq_str piece)
{
    if (name->len < piece.len || !rq_bytes_equal(name->ptr, piece.ptr, piece.len))
        return false;
    *name = (rq_str){name->ptr + piece.len, name->len - piece.len};
    return true;
}

/* Takes a dot and a piece off. */
static bool eat_field(rq_str *name, rq_str piece)
{
    return eat(name, RQ_STR(".")) && eat(name, piece);
}

bool rq_cel_path_begins(const struct rq_cel_path *path, rq_str name, size_t *fields)
{
    size_t count = path->count + (path->last.len > 0);
    if (path->space.len > 0 ? !eat(&name, path->space) || !eat_field(&name, path->root) : !eat(&name, path->root))
        return false;
    for (*fields = 0; name.len > 0; ++*fields)
        if (*fields == count || !eat_field(&name, *fields < path->count ? path->steps[*fields].key : path->last))
            return false;
    return true;
}

/* True if the path spells the name of a function. */
static bool spells(const struct rq_cel_path *path, const char *name)
{
    size_t fields;
    rq_str first = path->space.len > 0 ? path->space : path->root;
    return name[0] == first.ptr[0] && rq_cel_path_begins(path, rq_str_from(name), &fields) &&
           fields == path->count + (path->last.len > 0);
}

static bool fits(const struct rq_cel_function *row, enum rq_cel_style style, uint32_t count)
{
    const char *signature = row->types;
    struct rq_cel_overload overload;
    if (!(row->style & style))
        return false;
    while (rq_cel_overload_next(&signature, &overload))
        if (rq_cel_overload_counts(&overload, count))
            return true;
    return false;
}

bool rq_cel_function_find(struct rq_arena *arena, const struct rq_cel_env *env, const struct rq_cel_path *path,
                          enum rq_cel_style style, uint32_t count, struct rq_cel_callee *callee)
{
    const struct rq_cel_function **rows = NULL;
    size_t found = 0, cap = 0;
    struct walk walk = {.env = env};
    for (const struct rq_cel_function *row; (row = next_row(&walk));) {
        if (!spells(path, row->name) || !fits(row, style, count))
            continue;
        rows = rq_grow(arena, rows, found, &cap, sizeof *rows);
        rows[found++] = row;
    }
    callee->rows = rows;
    callee->row_count = (uint32_t)found;
    return found > 0;
}

static void widen(const char *signature, uint32_t *least, uint32_t *most)
{
    struct rq_cel_overload overload;
    while (rq_cel_overload_next(&signature, &overload)) {
        uint32_t top = overload.repeats ? UINT32_MAX : overload.count;
        *least = overload.count < *least ? overload.count : *least;
        *most = top > *most ? top : *most;
    }
}

bool rq_cel_function_counts(const struct rq_cel_env *env, rq_str name, enum rq_cel_style style, uint32_t *least,
                            uint32_t *most)
{
    struct walk walk = {.env = env};
    *least = UINT32_MAX;
    *most = 0;
    for (const struct rq_cel_function *row; (row = next_row(&walk));)
        if ((row->style & style) && rq_str_equal(name, rq_str_from(row->name)))
            widen(row->types, least, most);
    return *least <= *most;
}

/* "abs" of "math.abs" */
static bool is_last_part(rq_str name, rq_str typed)
{
    return name.len > typed.len && rq_str_ends(name, typed) && name.ptr[name.len - typed.len - 1] == '.';
}

rq_str rq_cel_function_near(struct rq_arena *arena, const struct rq_cel_env *env, rq_str typed)
{
    rq_str *names = NULL;
    size_t count = 0, cap = 0;
    struct walk walk = {.env = env};
    for (const struct rq_cel_function *row; (row = next_row(&walk));) {
        names = rq_grow(arena, names, count, &cap, sizeof *names);
        names[count++] = rq_str_from(row->name);
    }
    for (size_t i = 0; i < sizeof macros / sizeof macros[0]; i++) {
        names = rq_grow(arena, names, count, &cap, sizeof *names);
        names[count++] = rq_str_from(macros[i]);
    }
    rq_str nearest = rq_nearest(typed, names, count);
    for (size_t i = 0; nearest.len == 0 && i < count; i++)
        if (is_last_part(names[i], typed))
            return names[i];
    return nearest;
}
