/* A literal and what is asked about it.  Private to this folder: place.c and its parts for choices and tables. */
#ifndef RQ_CODE_PLACE_H
#define RQ_CODE_PLACE_H

#include "code/context.h"

enum {
    RQ_CODE_MOST_LISTS = 4,
    RQ_CODE_MOST_PASSED = 400, /* tokens, on the way to what decides */
    RQ_CODE_MOST_HEAD = 12,    /* tokens of the head of an enumeration */
    RQ_CODE_LEAST_TOLD = 4     /* letters of a literal that a name repeats: fewer are found by chance */
};

struct rq_code_place {
    const struct rq_code_view *view;
    long at;                  /* the literal */
    long low, high;           /* it and what belongs to it */
    unsigned lists;           /* that are around it and part of the span */
    bool notice;              /* what stands beside it is a notice to people */
    struct rq_code_span head; /* what stands before the bracket of the innermost list: its type or its name */
    struct rq_code_mention *mention;
};

static inline bool rq_code_place_has(const struct rq_code_place *place, enum rq_code_trait trait)
{
    return rq_code_has(place->view->language, trait);
}

/* The first subject in names from `low` to `high`, the span left out. */
rq_str rq_code_subject_beside(const struct rq_code_place *place, long low, long high);

/* Fills the mention; gives true.  `with` is a token, or RQ_CODE_NONE; what stands beside are the tokens from `low` to
 * `high`. */
bool rq_code_decide(struct rq_code_place *place, enum rq_code_context context, long with, long low, long high);

/* The name that is called by the bracket at `open`, or RQ_CODE_NONE. */
long rq_code_callee(const struct rq_code_view *view, long open);

/* Trials.  Each says whether it knows what the span is for, and then fills the mention. */

/* calls.c */
bool rq_code_try_search(struct rq_code_place *place);   /* grep -q "…" */
bool rq_code_try_argument(struct rq_code_place *place); /* f(x, "…") */
bool rq_code_try_command(struct rq_code_place *place);  /* f "…", without brackets */

/* The subject in the name of what stands behind the annotation from token `start` to `close`; empty: none, or it is none. */
rq_str rq_code_subject_of_declared(const struct rq_code_place *place, long start, long close);

/* choices.c */
bool rq_code_try_prefix(struct rq_code_place *place);     /* eq .Values.tenant "…" */
bool rq_code_try_case(struct rq_code_place *place);       /* case "…", "…": and when "…" */
bool rq_code_try_shell_case(struct rq_code_place *place); /* acme|globex) */
bool rq_code_try_shell_loop(struct rq_code_place *place); /* for x in acme globex */

/* True if a template is open at the token: behind "{{" and before "}}". */
bool rq_code_in_template(const struct rq_code_view *view, long i);

/* Fills the mention for one case of a choice, whose head stands before `with` or, if that is RQ_CODE_NONE, before the span:
 * behind one of the words `heads` and before one of `ends`. */
bool rq_code_decide_case(struct rq_code_place *place, long with, const char *heads, const char *ends);

/* tables.c */
bool rq_code_try_pair(struct rq_code_place *place);        /* "…" to x, and Map.of("…", x) */
bool rq_code_try_row(struct rq_code_place *place);         /* {{"…", x}, {"…", y}} */
bool rq_code_try_bracket_key(struct rq_code_place *place); /* ["…"] = x */
bool rq_code_try_key(struct rq_code_place *place);         /* "…" => x, "…" -> x, "…": x */
bool rq_code_try_subscript(struct rq_code_place *place);   /* x["…"] */
bool rq_code_try_inserted(struct rq_code_place *place);    /* insert into t (x, y) values ("…", "…") */
bool rq_code_try_entry(struct rq_code_place *place);       /* { .name = "…", .x = 1 }, find_by(x: "…") */
bool rq_code_try_value(struct rq_code_place *place);       /* x = "…", x: "…", --x "…", x || "…" */

/* True if the bracket, or the one around it, opens an enumeration: enum x { */
bool rq_code_in_enumeration(const struct rq_code_view *view, long i);

/* True if the name at token i tells what the literal says: ACME_ID = "acme". */
bool rq_code_tells(const struct rq_code_place *place, long i);

/* True for an option of a shell: -q, --tenant. */
bool rq_code_is_option(const struct rq_code_view *view, long i);

#endif
