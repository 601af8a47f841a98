/*
 * A graph after a change of few files: what is not touched stays as it is, so that it costs what the change is worth.
 */
#ifndef RQ_GRAPH_PATCH_H
#define RQ_GRAPH_PATCH_H

#include "graph/graph.h"

/* The records from `first` on, `before` of them, are replaced by others: those of one file. */
struct rq_graph_edit {
    size_t first, before;
    const struct rq_record *records; /* with ids and link_ids */
    size_t count;
};

/* The name of a record that is not there any more, or was not there before. */
struct rq_graph_name {
    const struct rq_record_kind *kind;
    rq_str id;
};

/* A record that another one with its name took the place of. */
struct rq_graph_replaced {
    size_t number;           /* of the new one */
    struct rq_record before; /* of its links nothing is left */
};

/* What a patch did. */
struct rq_graph_change {
    const bool *touched; /* per record: it, its links or what they lead to, or its backlinks, are not what they were */
    const bool *linked;  /* per record: its links were followed again, and findings about them are those of the patch */
    bool moved;          /* records went or came, so that not all have their old numbers */
    const struct rq_graph_name *names;
    size_t name_count;
    const struct rq_graph_replaced *replaced; /* in the order of their numbers */
    size_t replaced_count;
    const rq_str *paths; /* of files that went or came; NULL: they are not known */
    size_t path_count;
};

/* True if the graph can be patched; else it has to be built anew: records without an id, with one that others have too, or
 * that replace others, change more than themselves.  Edits stand in the order of the records. */
bool rq_graph_can_patch(const struct rq_graph *graph, const struct rq_graph_edit *edits, size_t count);

/* What a state has beside its records. */
struct rq_graph_rest {
    rq_value words, paths;
};

/* The graph after the edits, with these words and paths, and with findings about the links that were followed again.  The records
 * of `graph` go over to it, so that of the old one only words, paths and objects are left; `shared` of each is its old
 * number plus one, or 0 if it is new.  All in `arena`, which must not end before that of the graph. */
const struct rq_graph *rq_graph_patch(struct rq_arena *arena, const struct rq_graph *graph,
                                      const struct rq_graph_edit *edits, size_t count, const struct rq_graph_rest *rest,
                                      struct rq_graph_change *change, struct rq_findings *findings);

#endif
