/* What the parts of a policy's construction share: kinds.c, rules.c, words.c and build.c. */
#ifndef RQ_POLICY_BUILD_H
#define RQ_POLICY_BUILD_H

#include "policy/compile.h"
#include "policy/shape.h"

/* A kind while packs and configuration still add to it: the newest word on each key wins. */
struct rq_kind_draft {
    rq_str name, pack;
    const struct rq_source *source;
    rq_value where; /* its key in the file that first named it */
    struct rq_texts files, not_files, at, only_in;
    rq_value id, also, links, fields, supersedes, names, waives, start, decides, confirms, scan;
    bool incidental, is_virtual;
    rq_value format;
    rq_value links_over, fields_over; /* from the configuration: they add to those of the pack */
};

/* `roles:` of a pack. */
struct rq_roles_draft {
    rq_str pack;
    rq_value roles;
};

/* Sources of settings that packs bring, with places left open (presets.h). */
struct rq_preset {
    rq_str name, about;
    struct rq_texts files; /* where the source that uses it has none */
    rq_str attribute;      /* likewise */
    rq_value sources;      /* as they are written */
};

/* One of the policy's files. */
struct rq_policy_file {
    const struct rq_source *source;
    const struct rq_policy_files *group;
    struct rq_yaml yaml;
    bool manifest;
    bool tests_unread; /* it has tests, which come last and are not in `yaml` */
};

struct rq_policy_build {
    struct rq_arena *arena;
    struct rq_err *err;
    const struct rq_cel_function *functions;
    struct rq_cel_drafts drafts;  /* all expressions: none of them runs before the policy is whole */
    struct rq_policy_file *files; /* manifests first */
    size_t file_count;
    bool proven; /* what the packs say is built in and nothing changes it: unit.packs has checked it */
    struct rq_kind_draft *kinds;
    size_t kind_count, kind_cap;
    struct rq_param *params;
    size_t param_count, param_cap;
    struct rq_words *words;
    size_t words_count, words_cap;
    rq_value settings_list; /* the newest `settings:`, and whose it is */
    rq_str settings_pack;
    struct rq_setting_source *settings;
    size_t setting_count, setting_cap;
    struct rq_preset *presets;
    size_t preset_count, preset_cap;
    size_t unfolded; /* bytes that were made of them */
    struct rq_rule **rules;
    size_t rule_count, rule_cap;
    struct rq_record_kind **finished; /* kinds, in the order of their drafts */
    struct rq_roles_draft *role_drafts;
    size_t role_draft_count, role_draft_cap;
    struct rq_role *roles;
    size_t role_count, role_cap;
};

/* A scope whose programs are drafts until rq_build_check has looked at them. */
struct rq_scope rq_build_scope(struct rq_policy_build *build);

/* `kinds:` of a pack or of the configuration (then `pack` is empty). */
bool rq_build_kinds(struct rq_policy_build *build, rq_value kinds, rq_str pack);

/* Compiles all drafts, after the last of them; links find their targets. */
bool rq_build_finish_kinds(struct rq_policy_build *build);

/* The finished kind with this name, or NULL; and the failure that names the nearest one. */
struct rq_record_kind *rq_build_kind(const struct rq_policy_build *build, rq_str name);
bool rq_build_unknown_kind(struct rq_policy_build *build, rq_value where, rq_str name);

/* `fields:` of a kind or of a map field; `depth` counts the nesting from 0. */
bool rq_build_fields(struct rq_policy_build *build, rq_value map, const struct rq_field **fields, size_t *count,
                     unsigned depth);

/* The field of this name among some, or NULL after the failure "WHAT `NAME`" that names the nearest one. */
const struct rq_field *rq_build_field(struct rq_policy_build *build, rq_value name, const struct rq_field *fields,
                                      size_t count, rq_str what);

/* `waives:` of a kind. */
bool rq_build_waives(struct rq_policy_build *build, struct rq_scope *scope, rq_value map,
                     const struct rq_waives **waives);

/* `scan:` of a kind, and its files; NULL where it has none. */
bool rq_build_scan(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_kind_draft *draft,
                   const struct rq_scan **scan);

/* `new:` and `decides:` of a kind whose links and fields are there. */
bool rq_build_starts(struct rq_policy_build *build, const struct rq_kind_draft *draft, struct rq_record_kind *kind);

/* `confirms:` of all kinds, after the rules. */
bool rq_build_confirms(struct rq_policy_build *build);

/* `words:` of a pack or of the configuration. */
bool rq_build_words(struct rq_policy_build *build, rq_value words);

/* `settings:` of a pack or of the configuration: the newest one counts. */
void rq_build_settings_list(struct rq_policy_build *build, rq_value settings, rq_str pack);

/* `presets:` of a pack. */
bool rq_build_presets(struct rq_policy_build *build, rq_value presets);

/* Compiles the sources of settings, after all packs and the configuration. */
bool rq_build_settings(struct rq_policy_build *build);

/* Reads all files, by so many threads (0: as many as there are processors). */
void rq_build_read(struct rq_policy_build *build, const struct rq_policy_files *groups, size_t group_count,
                   unsigned threads);

/* Every document of a rule file is a rule.  Kinds must be finished. */
bool rq_build_rules(struct rq_policy_build *build, const struct rq_policy_file *file);

/* The kinds, the variables and the condition of what sees records as a rule does; `scope` then knows the variables. */
struct rq_form_draft {
    rq_value match, when, variables;
};
bool rq_build_form(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_form_draft *draft,
                   struct rq_rule *form);

/* True for lower-case words with dashes. */
bool rq_build_is_kebab(rq_str text);

/* The rule of this name, or NULL after the failure that names the nearest one. */
struct rq_rule *rq_build_rule(const struct rq_policy_build *build, rq_value name);

/* The parameter of this name, or NULL after the failure that names the nearest one. */
struct rq_param *rq_build_param(const struct rq_policy_build *build, rq_value name);

/* `roles:` of all packs, after kinds, rules and parameters. */
bool rq_build_roles(struct rq_policy_build *build);

/* Checks every expression of kinds, and of rules that are not switched off, for what is sure to fail when it runs; of packs
 * only where they are not proven.  After all rules and their levels are read. */
bool rq_build_check(struct rq_policy_build *build);

/* What the expressions of one form of a rule ask of history. */
struct rq_asks rq_build_asks(const struct rq_rule *form);

/* What decides whether the rules find anything: fills `reads` of each, and the policy's list of fields. */
void rq_build_reads(struct rq_policy_build *build, struct rq_policy *policy);

#endif
