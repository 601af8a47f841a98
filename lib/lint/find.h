/* What a rule with `find` judges, one after the other. */
#ifndef RQ_LINT_FIND_H
#define RQ_LINT_FIND_H

#include "lint/scope.h"

/* A place in a text.  Finds come in order, so counting goes on from the last one: lines may be long. */
struct rq_find_cursor {
    size_t at;
    uint32_t line, column;
};

/* What was found in the record's text. */
struct rq_found {
    rq_pos pos;
    rq_str what;    /* what it is known by: the text, with the sentence around it */
    rq_value value; /* what expressions see as `found` */
};

/* A match or a mention: bytes of the text that was searched, and of the record's text. */
struct rq_find_hit {
    size_t start, end;
    size_t from, to;
    size_t target;                  /* number plus one of the target it is in; 0: in the sentence itself */
    const struct rq_record *record; /* that is named */
};

struct rq_find_walk {
    struct rq_lint_scope *scope;
    const struct rq_find *find;
    rq_str text;
    const char *problem; /* why there is no verdict on the rest of the text; or NULL */
    struct rq_find_cursor cursor;
    size_t count;
    size_t from;    /* where to search on, in the text or in the sentence */
    uint64_t steps; /* that all searches together may still take */
    const struct rq_prose *prose;
    size_t sentence;          /* at hand */
    struct rq_find_hit *hits; /* mentions in it */
    size_t hit_count, hit_cap, next_hit;
    const struct rq_names *names;
};

/* Starts at the beginning of the text of the scope's record, for the scope's rule. */
void rq_find_start(struct rq_find_walk *walk, struct rq_lint_scope *scope);

/* The next one; false at the end, and where walk->problem says that nobody knows.  In the scope's arena. */
bool rq_find_next(struct rq_find_walk *walk, struct rq_found *found);

#endif
