/* Findings about files that could not be read in full. */
#ifndef RQ_REQLINT_UNREAD_H
#define RQ_REQLINT_UNREAD_H

#include "graph/graph.h"

/* True for the rules that report what keeps a file from being read. */
bool rq_is_unread(rq_str rule);

/* Fills identity.whose of such findings, which have the path there, with what stays the same when the file is renamed. */
void rq_identify_unread(const struct rq_graph *graph, struct rq_findings *findings);

#endif
