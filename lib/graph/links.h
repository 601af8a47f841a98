/* The parts of building a graph that its files share. */
#ifndef RQ_GRAPH_LINKS_H
#define RQ_GRAPH_LINKS_H

#include "graph/graph.h"

enum {
    /* A person or an account that thousands of records name: link() to it from each of them must not list them anew. */
    RQ_GRAPH_MANY_BACKLINKS = 32
};

/* Where one id of a link leads: to a record, to one that is gone, or nowhere (NULL). */
static inline const struct rq_record *rq_link_end_at(const struct rq_link_end *end, size_t number)
{
    const struct rq_record *target = end->targets[number];
    return target == NULL && end->gone != NULL ? end->gone[number] : target;
}

/* Resolves the links of all records, then fills their backlinks. */
void rq_graph_link(struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records,
                   struct rq_findings *findings);

/* Resolves the links of one record.  `scratch` is reset. */
void rq_graph_link_record(const struct rq_graph *graph, struct rq_arena *arena, struct rq_arena *scratch,
                          struct rq_record *record, struct rq_findings *findings);

/* The objects of a kind that are in force, by their ids. */
rq_value rq_graph_objects(struct rq_arena *arena, const struct rq_graph *graph, const struct rq_record_kind *kind);

/* The same where no id went or came, from those before: only the records with these numbers, of any kind, are others. */
rq_value rq_graph_replace_objects(struct rq_arena *arena, const struct rq_graph *graph,
                                  const struct rq_record_kind *kind, rq_value before, const size_t *numbers,
                                  size_t count);

#endif
