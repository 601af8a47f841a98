/* Finding functions in the tables. */
#ifndef RQ_CEL_LIBRARY_H
#define RQ_CEL_LIBRARY_H

#include "cel/ast.h"
#include "cel/function.h"

/* A dotted name in pieces: a name space (may be empty), a root, and fields.  The text of the whole is never made. */
struct rq_cel_path {
    rq_str space, root;
    const struct rq_cel_step *steps;
    size_t count;
    rq_str last; /* one more field, of a function; or empty */
};

/* True if the name is a beginning of the path; `fields`: how many of its fields belong to the name. */
bool rq_cel_path_begins(const struct rq_cel_path *path, rq_str name, size_t *fields);

/* The functions of the library and of a host by the first byte of their names.  In `arena`. */
struct rq_cel_index;
const struct rq_cel_index *rq_cel_index_new(struct rq_arena *arena, const struct rq_cel_env *env);

/* Fills in the functions that the path names, in this style and for so many arguments (the receiver counted); false if
 * there is none.  The rows live in `arena`. */
bool rq_cel_function_find(struct rq_arena *arena, const struct rq_cel_index *index, const struct rq_cel_path *path,
                          enum rq_cel_style style, uint32_t count, struct rq_cel_callee *callee);

/* True for a call of a function of the host's. */
bool rq_cel_callee_is_host(const struct rq_cel_env *env, const struct rq_cel_callee *callee);

/* The least and the greatest number of arguments (UINT32_MAX: any) that functions with this name and any of these styles
 * take, the receiver counted.  False if there is no such function. */
bool rq_cel_function_counts(const struct rq_cel_env *env, rq_str name, enum rq_cel_style style, uint32_t *least,
                            uint32_t *most);

/* True if functions have names that begin with this and a dot: `math`. */
bool rq_cel_is_library(const struct rq_cel_env *env, rq_str name);

/* The function or macro whose name is nearest to what was typed, or ends in it behind a dot ("abs": math.abs); empty if
 * there is none. */
rq_str rq_cel_function_near(struct rq_arena *arena, const struct rq_cel_env *env, rq_str typed);

#endif
