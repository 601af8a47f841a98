/*
 * The library: all tables of functions, searched by name at compile time only.
 *
 * A call keeps all rows of its name that fit its number of arguments, in the order of the tables; the evaluator takes the
 * first whose signature is for the types.
 */
#include "cel/library.h"

#include "base/text.h"
#include "cel/signature.h"

#include <limits.h>

static const char *const macros[] = {
    "has",    "all",    "exists",       "exists_one", "existsOne",         "map",     "filter", "transformList",
    "sortBy", "optMap", "transformMap", "optFlatMap", "transformMapEntry", "cel.bind"};

/* The walk over all rows: the host's functions first, so that a host may replace one of ours. */
struct walk {
    const struct rq_cel_env *env;
    size_t host; /* of its functions that were seen */
    const struct rq_cel_function *const *table, *row;
};

static struct walk walk_of(const struct rq_cel_env *env)
{
    return (struct walk){env, 0, rq_cel_libraries, rq_cel_libraries[0]};
}

static const struct rq_cel_function *next_row(struct walk *walk)
{
    if (walk->host < walk->env->function_count)
        return &walk->env->functions[walk->host++];
    for (; *walk->table != NULL; walk->row = *++walk->table)
        if (walk->row->name != NULL)
            return walk->row++;
    return NULL;
}

/* The rows in the order of the walk, those of each first byte together. */
struct rq_cel_index {
    const struct rq_cel_function **rows;
    uint16_t ends[UCHAR_MAX + 1]; /* behind the last row of each byte */
};

const struct rq_cel_index *rq_cel_index_new(struct rq_arena *arena, const struct rq_cel_env *env)
{
    struct rq_cel_index *index = RQ_NEW(arena, struct rq_cel_index);
    size_t count = 0;
    struct walk walk = walk_of(env);
    for (const struct rq_cel_function *row; (row = next_row(&walk)); count++)
        index->ends[(unsigned char)row->name[0]]++;
    index->rows = RQ_NEW_ARRAY(arena, const struct rq_cel_function *, count);
    uint16_t next[UCHAR_MAX + 1] = {0};
    for (size_t byte = 1; byte <= UCHAR_MAX; byte++) {
        next[byte] = index->ends[byte - 1];
        index->ends[byte] = (uint16_t)(index->ends[byte] + next[byte]);
    }
    walk = walk_of(env);
    for (const struct rq_cel_function *row; (row = next_row(&walk));)
        index->rows[next[(unsigned char)row->name[0]]++] = row;
    return index;
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
    return rq_cel_path_begins(path, rq_str_from(name), &fields) && fields == path->count + (path->last.len > 0);
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

/* Writes out the overloads of the rows for so many arguments, so that a call need not read signatures. */
static void note_candidates(struct rq_arena *arena, struct rq_cel_callee *callee, uint32_t count)
{
    struct rq_cel_candidate *candidates = NULL;
    size_t found = 0, cap = 0;
    struct rq_cel_overload overload;
    for (uint32_t i = 0; count <= RQ_CEL_FEW_ARGUMENTS && i < callee->row_count; i++)
        for (const char *signature = callee->rows[i]->types; rq_cel_overload_next(&signature, &overload);) {
            if (!rq_cel_overload_counts(&overload, count))
                continue;
            candidates = rq_grow(arena, candidates, found, &cap, sizeof *candidates);
            candidates[found].row = callee->rows[i];
            for (uint32_t k = 0; k < count; k++)
                candidates[found].takes[k] = (uint16_t)rq_cel_overload_kinds(&overload, k);
            found++;
        }
    callee->candidates = candidates;
    callee->candidate_count = (uint32_t)found;
}

bool rq_cel_function_find(struct rq_arena *arena, const struct rq_cel_index *index, const struct rq_cel_path *path,
                          enum rq_cel_style style, uint32_t count, struct rq_cel_callee *callee)
{
    const struct rq_cel_function **rows = NULL;
    size_t found = 0, cap = 0;
    unsigned char first = (unsigned char)(path->space.len > 0 ? path->space.ptr[0] : path->root.ptr[0]);
    for (size_t i = first == 0 ? 0 : index->ends[first - 1]; i < index->ends[first]; i++) {
        const struct rq_cel_function *row = index->rows[i];
        if (!spells(path, row->name) || !fits(row, style, count))
            continue;
        rows = rq_grow(arena, rows, found, &cap, sizeof *rows);
        rows[found++] = row;
    }
    callee->rows = rows;
    callee->row_count = (uint32_t)found;
    note_candidates(arena, callee, count);
    return found > 0;
}

bool rq_cel_callee_is_host(const struct rq_cel_env *env, const struct rq_cel_callee *callee)
{
    for (size_t i = 0; callee->row_count > 0 && i < env->function_count; i++)
        if (callee->rows[0] == &env->functions[i])
            return true;
    return false;
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
    struct walk walk = walk_of(env);
    *least = UINT32_MAX;
    *most = 0;
    for (const struct rq_cel_function *row; (row = next_row(&walk));)
        if ((row->style & style) && rq_str_equal(name, rq_str_from(row->name)))
            widen(row->types, least, most);
    return *least <= *most;
}

bool rq_cel_is_library(const struct rq_cel_env *env, rq_str name)
{
    struct walk walk = walk_of(env);
    for (const struct rq_cel_function *row; (row = next_row(&walk));) {
        rq_str full = rq_str_from(row->name);
        if (full.len > name.len && rq_str_starts(full, name) && full.ptr[name.len] == '.')
            return true;
    }
    return false;
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
    struct walk walk = walk_of(env);
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
