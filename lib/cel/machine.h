/* One running evaluation, and the parts of the evaluator that its files share. */
#ifndef RQ_CEL_MACHINE_H
#define RQ_CEL_MACHINE_H

#include "cel/ast.h"
#include "cel/function.h"

/* Patterns that are kept compiled; the oldest makes room. */
enum { RQ_CEL_PATTERNS = 8 };

struct rq_cel_kept_pattern {
    rq_str text;
    const struct rq_regex *regex;
};

struct rq_cel_machine {
    const struct rq_cel_program *program;
    const struct rq_cel_activation *activation;
    struct rq_arena *arena;
    uint64_t budget;                /* cost units that are left */
    size_t memory_end;              /* rq_arena_used at which the evaluation is too large */
    const struct rq_cel_node *node; /* the call or operator that runs: where its fault is */
    rq_value *locals;
    uint32_t quiet; /* above 0: another fault is held already, so that the words of a new one would be lost */
    struct rq_cel_kept_pattern patterns[RQ_CEL_PATTERNS];
    uint32_t pattern_count;
};

/* A machine with the whole budget.  Its locals live in `arena`. */
struct rq_cel_machine rq_cel_machine(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                                     struct rq_arena *arena);

/* The value of a node or a fault. */
rq_value rq_cel_run(struct rq_cel_machine *m, const struct rq_cel_node *node);

/* run for nodes of one kind each */
rq_value rq_cel_run_slot(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_select(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_opt_select(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_has(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_index(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_call(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_list(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_map(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_fold(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_arithmetic(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_comparison(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_not(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_run_negate(struct rq_cel_machine *m, const struct rq_cel_node *node);

/* Elements that a fold goes over, and the setting of its variables to one of them. */
struct rq_cel_range {
    const struct rq_list *list;
    const struct rq_map *map; /* one of the two is NULL */
    uint32_t count;
};
bool rq_cel_range(rq_value value, struct rq_cel_range *range);
void rq_cel_set_element(struct rq_cel_machine *m, const struct rq_cel_fold *fold, const struct rq_cel_range *range,
                        uint32_t i);

/* What && and || make of their operands, all and exists of their elements: a bool that decides ends it, anything else
 * that is no bool is a fault, and the first fault is kept for the end.  A fatal fault ends it. */
struct rq_cel_junction {
    bool decisive;
    rq_value held;
};
bool rq_cel_junction_add(struct rq_cel_machine *m, struct rq_cel_junction *junction, const struct rq_cel_node *node,
                         rq_value value, rq_value *result); /* true: it is decided, and `result` set */
rq_value rq_cel_junction_end(struct rq_cel_machine *m, struct rq_cel_junction *junction);

/* A map over entries, or a fault where a key is of no type for keys or stands twice. */
rq_value rq_cel_map_of(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_entry *entries,
                       size_t count);

/* Faults.  `culprit` (may be NULL) is the value that caused it, blamed if it was read from a file. */
rq_value rq_cel_raise(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
rq_value rq_cel_raise_list(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                           const char *format, va_list arguments);

/* A key is not in a map; `step` is the place of the key in a selection, or NULL for an index. */
rq_value rq_cel_raise_missing(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value map, rq_value key);

/* A selection from what has no fields. */
rq_value rq_cel_raise_no_fields(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                const struct rq_cel_step *step, rq_value value);

/* A value that should be a bool. */
rq_value rq_cel_raise_not_bool(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value);

/* An operator that has no overload for its operands' types. */
rq_value rq_cel_raise_operator(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                               size_t count);

/* Limits.  rq_cel_spend: false when the budget is gone; rq_cel_room: false when so many more bytes are too many. */
bool rq_cel_spend(struct rq_cel_machine *m, uint64_t units);
bool rq_cel_room(const struct rq_cel_machine *m, size_t bytes);
rq_value rq_cel_too_costly(struct rq_cel_machine *m, const struct rq_cel_node *node);
rq_value rq_cel_too_large(struct rq_cel_machine *m, const struct rq_cel_node *node);

/* True for a fault that nothing absorbs: a limit was hit. */
bool rq_cel_is_fatal(rq_value value);

#endif
