/* Reading mappings of configuration files by a table: which keys there are, what each holds, where it goes. */
#ifndef RQ_POLICY_SHAPE_H
#define RQ_POLICY_SHAPE_H

#include "policy/policy.h"
#include "yaml/yaml.h"

enum rq_shape {
    RQ_SHAPE_TEXT,  /* a scalar's source text -> rq_str */
    RQ_SHAPE_FLAG,  /* true or false -> bool */
    RQ_SHAPE_TEXTS, /* a scalar or a list of scalars -> struct rq_texts */
    RQ_SHAPE_LEVEL, /* info, warning, error -> enum rq_level */
    RQ_SHAPE_LIST,  /* a list -> rq_value */
    RQ_SHAPE_MAP,   /* a mapping -> rq_value */
    RQ_SHAPE_CODE,  /* an expression: any scalar -> rq_value, to be compiled later */
    RQ_SHAPE_WORD,  /* any scalar -> rq_value, to be looked up or read later */
    RQ_SHAPE_VALUE  /* anything -> rq_value */
};

/* What the policy in force, or a module above, knows of a key. */
enum rq_shape_known {
    RQ_KNOWN_NOTHING,
    RQ_KNOWN_KINDS, /* each key in the mapping is a kind: one that is there, or a new one */
    RQ_KNOWN_RULES, /* each key in the mapping is a rule, its value a level */
    RQ_KNOWN_PARAMS,
    RQ_KNOWN_TESTS /* each item of the list is a rule's test */
};

/* The name, the shape and the place are what reading needs.  The rest is for schemas alone: what else may stand there is
 * checked by whoever takes the value. */
struct rq_shape_key {
    const char *name;
    enum rq_shape shape;
    size_t offset;                   /* in the structure that is filled */
    const char *about;               /* what it is, for whoever writes it */
    const struct rq_shape_key *keys; /* of the mapping that it is, or of each item where it is a list */
    const struct rq_shape_key *each; /* of each item of the list, or of each value of the mapping, that it is */
    const rq_str *words;             /* what a text may be, ended by an empty one; NULL: anything */
    enum rq_shape_known known;
    bool or_text;  /* where a mapping with keys of its own stands a scalar may stand */
    bool or_texts; /* or a list of them */
};

/* What may stand in the configuration, in pack.yaml, in a rule file, and in their parts. */
extern const struct rq_shape_key rq_config_keys[], rq_manifest_keys[], rq_rule_keys[];
extern const struct rq_shape_key rq_kind_keys[], rq_field_keys[], rq_waives_keys[], rq_start_keys[], rq_decides_keys[];
extern const struct rq_shape_key rq_confirms_keys[], rq_roles_keys[], rq_variable_keys[], rq_words_keys[];
extern const struct rq_shape_key rq_setting_keys[], rq_preset_keys[], rq_scan_keys[];

/* Fills `target` from a mapping by a table that ends with a row without a name.  What is null counts as absent; absent
 * keys leave the target alone.  An unknown key or a wrong shape fails with its place, naming `what` the mapping is ("a
 * rule") and the nearest key.  In `arena`. */
bool rq_shape_read(struct rq_arena *arena, rq_value map, const struct rq_shape_key *keys, const char *what,
                   void *target, struct rq_err *err);

/* Fails at the place where a value is written. */
bool rq_shape_fail(struct rq_err *err, rq_value where, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A scalar or a list of scalars; false, with err filled, for anything else. */
bool rq_shape_texts(struct rq_arena *arena, rq_value value, const char *key, struct rq_texts *texts,
                    struct rq_err *err);

/* The single document of a configuration file, which must be a mapping; RQ_ABSENT on failure.  An empty file is an empty
 * mapping. */
rq_value rq_shape_document(struct rq_arena *arena, const struct rq_source *source, struct rq_err *err);

/* The same for a file that has been read. */
rq_value rq_shape_root(struct rq_arena *arena, const struct rq_source *source, const struct rq_yaml *yaml,
                       struct rq_err *err);

/* Moves a failure to a byte of a scalar's text, through quotes and block indentation; always gives false. */
bool rq_shape_fail_inside(struct rq_err *err, rq_value scalar, size_t offset);

/* All patterns of a list, compiled; a failure points at the character in the pattern. */
bool rq_shape_globs(struct rq_arena *arena, const struct rq_texts *texts, const struct rq_glob *const **globs,
                    struct rq_err *err);

/* A locator as it is written: `files`, `not`, `at`. */
struct rq_shape_locator {
    struct rq_texts files, not_files, at;
};

/* The locator, compiled; a failure points at the character in the pattern or key path. */
bool rq_shape_locator(struct rq_arena *arena, const struct rq_shape_locator *written, struct rq_locator *locator,
                      struct rq_err *err);

/* The position of a name that is written somewhere among those that there are.  RQ_NOT_FOUND, with err filled at its place and
 * the nearest one named, where it is none of them: "WHAT `NAME`". */
size_t rq_shape_find(rq_value name, const rq_str *names, size_t count, rq_str what, struct rq_err *err);

/* ` did you mean "x"?` as the hint, if one of the names is near. */
void rq_shape_suggest(struct rq_err *err, rq_str typed, const rq_str *names, size_t count);

#endif
