/* The parts of building a graph that graph.c and links.c share. */
#ifndef RQ_GRAPH_LINKS_H
#define RQ_GRAPH_LINKS_H

#include "graph/graph.h"

/* Resolves the links of all records, then fills their backlinks. */
void rq_graph_link(struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records,
                   struct rq_findings *findings);

#endif
