/*
 * The graph: all records of one state of the tree, with their ids, links and backlinks.
 *
 * Pure: records come in as values, findings about ids and links go out.  Built once, then read-only.
 */
#ifndef RQ_GRAPH_H
#define RQ_GRAPH_H

#include "diag/findings.h"
#include "policy/policy.h"

struct rq_record;

/* Where one link of a record leads. */
struct rq_link_end {
    bool list;                              /* the link's expression gives a list */
    const struct rq_record *const *targets; /* one per id; NULL where nothing was found */
    const struct rq_record *const *gone; /* per id, where nothing was found, what is not there any more; NULL: none */
    size_t count;                        /* 0: no link */
};

struct rq_record {
    const struct rq_record_kind *kind;
    const struct rq_place *place;
    rq_str path;
    const struct rq_source *source;
    rq_value object;   /* a mapping */
    rq_value captures; /* a map of the locator's captures */
    rq_str commit;     /* 40 digits for a record that is a commit */
    size_t shared;     /* number plus one of the record of another state whose object this is too; or 0 */

    /* Filled by rq_graph_build; an id that is there already is kept. */
    rq_str id;
    rq_value id_value;        /* where the id is written; no origin if it is computed */
    const rq_value *link_ids; /* what the links' expressions give, one per kind->links; NULL: not evaluated yet */
    uint32_t id_hash;         /* of the id; 0: not made yet */
    bool superseded;          /* another record of the kind replaces this one: it is not in force */
    bool removed;             /* not in the tree any more: what history last had of it; not in force either */
    const struct rq_link_end *links;          /* one per kind->links */
    const struct rq_record *const *backlinks; /* of one that is gone: also from such as are gone with it */
    size_t backlink_count;
    rq_value backrefs;             /* made once for records that many others point at; else absent */
    const struct rq_record *older; /* an earlier record with the same kind and id; or NULL */
};

/* A named list of allowed words, as found in the tree. */
struct rq_word_list {
    const struct rq_words *words;
    rq_value list;
};

struct rq_graph {
    const struct rq_policy *policy;
    const struct rq_record *records; /* in the order of their paths */
    size_t record_count;
    size_t record_room;   /* for so many there is room in their array; 0: for no more */
    const size_t *counts; /* of records of each kind, by the kinds' numbers */
    rq_value words;       /* map from name to list */
    rq_value paths;       /* list of all paths of the tree, sorted: for tree.exists and tree.glob */
    rq_value objects;     /* map from kind to map from id to object: the records in force */
    const uint32_t *index;
    uint32_t index_mask;
    const struct rq_graph_change *change; /* by which it was made (patch.h); NULL: it was built */
};

/* Gives ids, finds duplicates, resolves links and backlinks; findings about them are added, but not for records that are
 * removed.  `records` is filled in place and becomes part of the graph, with all else in `arena`. */
const struct rq_graph *rq_graph_build(struct rq_arena *arena, const struct rq_policy *policy, struct rq_record *records,
                                      size_t record_count, const struct rq_word_list *words, size_t word_count,
                                      rq_value paths, struct rq_findings *findings);

/* The value of `words`: a map from name to list. */
rq_value rq_graph_words(struct rq_arena *arena, const struct rq_word_list *words, size_t count);

/* Gives a record its id, in `arena`, by evaluating what its kind says; what that gave, id or not, lives in `scratch`. */
rq_value rq_record_identify(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_policy *policy,
                            struct rq_record *record);

/* Evaluates what the kind says of the record's links, once for all states that share it: fills link_ids, in `arena`. */
void rq_record_follow(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_policy *policy,
                      struct rq_record *record);

/* True if there is a record of a kind that waives findings. */
bool rq_graph_has_waivers(const struct rq_graph *graph);

/* The record in force with this id, the first if there are several; NULL if there is none. */
const struct rq_record *rq_graph_find(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id);

/* True if the tree has a file at this path. */
bool rq_graph_has_path(const struct rq_graph *graph, rq_str path);

/* True for a record that is removed and did not come back under its id. */
bool rq_graph_is_gone(const struct rq_graph *graph, const struct rq_record *record);

/* The last record with this id, in force or not; `older` leads to the others.  NULL if there is none. */
const struct rq_record *rq_graph_newest(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id);

/* Where the newest record with the kind and the id of this one is in `index`, or the free place where it belongs. */
uint32_t rq_graph_slot(const struct rq_graph *graph, const struct rq_record *record);

/* The name of the record's file without folder and ending; a view into its path. */
rq_str rq_record_stem(const struct rq_record *record);

/* Evaluates an expression that sees one record alone: object, record, params.  A missing key is a fault without a message,
 * since most records lack something that their kind may have.  In `arena`. */
rq_value rq_graph_eval(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_record *record,
                       const struct rq_cel_program *program);

/* The value of `record` in expressions: kind, id, path, stem, line, captures.  In `arena`. */
rq_value rq_record_value(struct rq_arena *arena, const struct rq_record *record);

/* The value of `backrefs`: a map from kind to the objects that point at the record.  Every kind has its list, so that
 * `backrefs.decision` is empty rather than missing.  In `arena`. */
rq_value rq_graph_backrefs(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_record *record);

/* Ids in the order people read them: runs of digits by their value, so that REQ-9 comes before REQ-10.  Negative, 0 or
 * positive. */
int rq_record_id_compare(rq_str a, rq_str b);

/* The record's place: its first key, or its file's first line. */
rq_pos rq_record_pos(const struct rq_record *record);

/* Where the record's id is written; the record's place if it is computed. */
rq_pos rq_record_id_pos(const struct rq_record *record);

/* Of the ids of a kind that are in force the nearest to what was typed, for "did you mean"; empty if none is near.  Lives
 * as long as its record; `arena` is as it was afterwards. */
rq_str rq_graph_nearest_id(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str typed,
                           struct rq_arena *arena);

/* What a finding at a pointer of the record is about, whatever moves; `value` is what stands there (RQ_ABSENT: nothing).
 * identity.c says what stands for whom.  In `arena`. */
struct rq_identity rq_record_identity(struct rq_arena *arena, const struct rq_record *record, rq_str pointer,
                                      rq_value value);

/* The id where it is written in the record itself; empty where it is made of the file's name or of something else that
 * changes when the text is moved. */
rq_str rq_record_written_id(const struct rq_record *record);

/* A finding about a record, at a value of it (or at the record where the value is computed), with path, kind, id, commit,
 * pointer and identity filled in.  `tracer` is that of the record's object, or NULL where there is but one finding. */
struct rq_finding rq_record_finding(struct rq_arena *arena, const struct rq_record *record, struct rq_tracer *tracer,
                                    rq_str rule, rq_value where, rq_str message);

#endif
