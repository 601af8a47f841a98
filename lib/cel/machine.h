/* One running evaluation, and the parts of the evaluator that its files share. */
#ifndef RQ_CEL_MACHINE_H
#define RQ_CEL_MACHINE_H

#include "cel/ast.h"
#include "cel/clock.h"

/* Patterns that are kept compiled; the oldest makes room. */
enum { RQ_CEL_PATTERNS = 8 };

struct rq_cel_kept_patterns {
    struct {
        rq_str text;
        const struct rq_regex *regex;
    } items[RQ_CEL_PATTERNS];
    uint32_t count;
};

/* Variables of macros, and paths that are kept, for which no memory is asked. */
enum { RQ_CEL_FEW = 4 };

struct rq_cel_machine {
    uint64_t budget; /* cost units that are left */
    const struct rq_cel_program *program;
    const struct rq_cel_activation *activation;
    const rq_value *slots; /* of the activation */
    struct rq_arena *arena;
    size_t memory_end;              /* rq_arena_used at which the evaluation is too large */
    const struct rq_cel_node *node; /* the call or operator that runs: where its fault is */
    const rq_value **locals;        /* the variables of the macros that are running */
    const rq_value **memos;         /* the ends of paths that were walked; NULL until then */
    const rq_value *few_locals[RQ_CEL_FEW], *few_memos[RQ_CEL_FEW];
    struct rq_cel_kept_patterns *patterns; /* NULL until there is one */
    uint32_t quiet; /* above 0: another fault is held already, so that the words of a new one would be lost */
};

/* Readies a machine with the whole budget.  It stays where it is; what it makes lives in `arena`. */
void rq_cel_machine_start(struct rq_cel_machine *m, const struct rq_cel_program *program,
                          const struct rq_cel_activation *activation, struct rq_arena *arena);

/* Limits.  rq_cel_spend: false when the budget is gone; rq_cel_room: false when so many more bytes are too many.  The
 * faults are fatal; rq_cel_stop is the first of them for a runner. */
static inline bool rq_cel_spend(struct rq_cel_machine *m, uint64_t units)
{
    bool enough = units <= m->budget;
    m->budget = enough ? m->budget - units : 0;
    return enough;
}
bool rq_cel_room(const struct rq_cel_machine *m, size_t bytes);
rq_value rq_cel_too_costly(struct rq_cel_machine *m, const struct rq_cel_node *node) __attribute__((cold));
rq_value rq_cel_too_large(struct rq_cel_machine *m, const struct rq_cel_node *node) __attribute__((cold));
rq_value rq_cel_too_deep(struct rq_cel_machine *m, const struct rq_cel_node *node) __attribute__((cold));
rq_value rq_cel_too_many_steps(struct rq_cel_machine *m, const struct rq_cel_node *node); /* of a search */
rq_cel_runner rq_cel_stop __attribute__((cold));

/* A value that was made; a fault where it would be too large with each part that it shares written out, or is nested too
 * deep.  Values that grow by sharing ([x, x]) take little memory, but whoever walks over them would never come back. */
rq_value rq_cel_sized(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value);

/* Charges what hashing a key costs beyond the look-up: nothing for short ones.  False when the budget is gone. */
static inline bool rq_cel_spend_key(struct rq_cel_machine *m, const rq_value *key)
{
    return rq_cel_spend(m, rq_value_weight(*key) - 1);
}

/* True for a fault that nothing absorbs: a limit was hit. */
bool rq_cel_is_fatal(rq_value value);

/* Puts what was computed into the room for it. */
static inline const rq_value *rq_cel_put(rq_value *room, rq_value value)
{
    *room = value;
    return room;
}

/* false and true. */
extern const rq_value rq_cel_truths[2];

static inline const rq_value *rq_cel_truth(bool truth)
{
    return &rq_cel_truths[truth];
}

/* The value of a node or a fault, as its runner gives it: read-only, and gone with what is in `room`. */
static inline const rq_value *rq_cel_see(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    if (!rq_cel_spend(m, node->cost))
        return rq_cel_stop(m, node, room);
    return node->run(m, node, room);
}

/* The value that the host gave for a variable beforehand; NULL where it has to be asked, or gave a fault. */
static inline const rq_value *rq_cel_given(const struct rq_cel_machine *m, const struct rq_cel_node *slot)
{
    const rq_value *value = m->slots ? &m->slots[slot->as.slot] : NULL;
    return value && value->kind != RQ_ABSENT && value->kind != RQ_FAULT ? value : NULL;
}

/* The same as rq_cel_see, copied. */
rq_value rq_cel_run(struct rq_cel_machine *m, const struct rq_cel_node *node);

/* Runners for the kinds of nodes; see the table in plan.c. */
rq_cel_runner rq_cel_run_constant, rq_cel_run_slot, rq_cel_run_presence, rq_cel_run_local, rq_cel_run_undeclared;
rq_cel_runner rq_cel_run_select, rq_cel_run_field, rq_cel_run_known_field, rq_cel_run_local_field;
rq_cel_runner rq_cel_run_opt_select, rq_cel_run_has, rq_cel_run_has_field, rq_cel_run_index;
rq_cel_runner rq_cel_run_not, rq_cel_run_negate, rq_cel_run_junction, rq_cel_run_conditional;
rq_cel_runner rq_cel_run_equality, rq_cel_run_equals_text, rq_cel_run_local_equals, rq_cel_run_order, rq_cel_run_in,
    rq_cel_run_arithmetic;
rq_cel_runner rq_cel_run_call, rq_cel_run_list, rq_cel_run_map;
rq_cel_runner rq_cel_run_decide, rq_cel_run_fold, rq_cel_run_bind, rq_cel_run_opt_map, rq_cel_run_probe;

/* Elements that a fold goes over, and the setting of its variables to one of them. */
struct rq_cel_range {
    const struct rq_list *list;
    const struct rq_map *map; /* one of the two is NULL */
    uint32_t count;
    rq_value index; /* the first of two variables, where that is a position in a list */
};
bool rq_cel_range(rq_value value, struct rq_cel_range *range);
void rq_cel_set_element(struct rq_cel_machine *m, const struct rq_cel_fold *fold, struct rq_cel_range *range,
                        uint32_t i);

/* What && and || make of their operands, all and exists of their elements: a bool that decides ends it, anything else
 * that is no bool is a fault, and the first fault is kept for the end.  A fatal fault ends it. */
struct rq_cel_junction {
    bool decisive;
    bool holds, fatal;
    rq_value held;
};
bool rq_cel_junction_hold(struct rq_cel_machine *m, struct rq_cel_junction *junction, const struct rq_cel_node *node,
                          const rq_value *value) __attribute__((cold)); /* for no bool; true: it is fatal */
const rq_value *rq_cel_junction_end(struct rq_cel_machine *m, const struct rq_cel_junction *junction, bool decided,
                                    rq_value *room);

/* Adds an operand; true: it is decided. */
static inline bool rq_cel_junction_add(struct rq_cel_machine *m, struct rq_cel_junction *junction,
                                       const struct rq_cel_node *node, const rq_value *value)
{
    if (value->kind == RQ_BOOL)
        return value->as.boolean == junction->decisive;
    return rq_cel_junction_hold(m, junction, node, value);
}

/* A map over entries, or a fault where a key is of no type for keys or stands twice. */
rq_value rq_cel_map_of(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_entry *entries,
                       size_t count);

/* `<` and its like on two values: a bool, or a fault. */
rq_value rq_cel_order(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value a, rq_value b);

/* What moves with the time (clock.h).  rq_cel_fix: a value on its way to where it is not followed any more.  The others, with
 * at least one operand that moves: what a comparison came out as, what a function and an operator gave. */
rq_value rq_cel_fixed(struct rq_cel_machine *m, rq_value value) __attribute__((cold));
static inline rq_value rq_cel_fix(struct rq_cel_machine *m, rq_value value)
{
    return rq_cel_moves(&value) ? rq_cel_fixed(m, value) : value;
}
void rq_cel_clock_compare(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                          rq_value result);
rq_value rq_cel_clock_call(struct rq_cel_machine *m, const struct rq_cel_function *row, const rq_value *args,
                           uint32_t count, rq_value value);
rq_value rq_cel_clock_arithmetic(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                 rq_cel_arithmetic *arithmetic, const rq_value *operands, rq_value value);

/* Faults.  `culprit` (may be NULL) is the value that caused it, blamed if it was read from a file. */
rq_value rq_cel_raise(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
rq_value rq_cel_raise_list(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                           const char *format, va_list arguments);

/* A key is not in a map; `step` is the place of the key in a selection, or NULL for an index. */
rq_value rq_cel_raise_missing(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value map, rq_value key);

/* The fault of what has(a.b.c) asks about; where a has no b, with the question that answers false then. */
rq_value rq_cel_raise_in_has(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value);

/* A selection from what has no fields. */
rq_value rq_cel_raise_no_fields(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                const struct rq_cel_step *step, rq_value value);

/* A value that should be a bool. */
rq_value rq_cel_raise_not_bool(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value);

/* An operator that has no overload for its operands' types. */
rq_value rq_cel_raise_operator(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                               size_t count);

#endif
