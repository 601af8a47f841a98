/* Compiled key paths: what keypath.c makes and walk.c follows. */
#ifndef RQ_LOCATE_KEYPATH_H
#define RQ_LOCATE_KEYPATH_H

#include "locate/locate.h"
#include "regex/regex.h"

enum condition_kind {
    CONDITION_PRESENT, /* path */
    CONDITION_ABSENT,  /* !path */
    CONDITION_EQUAL,   /* path=value */
    CONDITION_UNEQUAL, /* path!=value */
    CONDITION_CAPTURE  /* path={name} */
};

struct condition {
    enum condition_kind kind;
    const rq_str *keys;
    size_t key_count;
    rq_str text; /* the value, or the name */
};

enum step_kind {
    STEP_KEY,         /* key, "quoted key" */
    STEP_ANY_KEY,     /* * */
    STEP_ANY_DEPTH,   /* **, **!key */
    STEP_CAPTURE_KEY, /* {name} */
    STEP_ITEMS,       /* [] */
    STEP_WHERE,       /* (conditions), and those between brackets */
    STEP_LEAVES,      /* {name...} */
    STEP_EQUAL,       /* =value */
    STEP_CAPTURE,     /* ={name} */
    STEP_MATCH        /* =~/pattern/ */
};

struct step {
    enum step_kind kind;
    rq_str text; /* the key, the value, or the name */
    const struct condition *conditions;
    size_t condition_count;
    const rq_str *barred; /* keys that "**" does not go through */
    size_t barred_count;
    const struct rq_regex *regex;
};

struct rq_keypath {
    rq_str text;
    struct step *steps;
    size_t step_count;
    size_t any_depths; /* how many steps are "**" */
};

#endif
