/* What `schema` shows: JSON Schemas of the configuration, of rule files, of packs, and of each kind that lies in YAML. */
#include "reqlint/session.h"

#include "base/err.h"
#include "policy/schema.h"
#include "reqlint/trial.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    const struct rq_schema *left = a, *right = b;
    return rq_str_compare(left->name, right->name);
}

static bool is_yaml(const struct rq_record_kind *kind)
{
    enum rq_format format = kind->places[0].format;
    return !kind->is_virtual && (format == RQ_FORMAT_YAML || format == RQ_FORMAT_MARKDOWN);
}

static rq_str *patterns_of(struct rq_arena *arena, const struct rq_locator *where)
{
    rq_str *files = RQ_NEW_ARRAY(arena, rq_str, where->file_count);
    for (size_t i = 0; i < where->file_count; i++)
        files[i] = rq_glob_text(where->files[i]);
    return files;
}

static struct rq_schema schema_of_kind(struct rq_arena *arena, const struct rq_record_kind *kind)
{
    const struct rq_locator *where = &kind->places[0].where;
    return (struct rq_schema){kind->name, patterns_of(arena, where), where->file_count, rq_schema_of_kind(arena, kind)};
}

static void add_files_of_policy(struct rq_arena *arena, const struct rq_session *session, struct rq_schema *schemas)
{
    static const rq_str config[] = {{".reqlint.yaml", 13}}, pack[] = {{"pack.yaml", 9}};
    const struct rq_policy *policy = session->policy;
    const struct rq_texts *patterns = &session->config->policies;
    rq_str *rules = RQ_NEW_ARRAY(arena, rq_str, patterns->count);
    for (size_t i = 0; i < patterns->count; i++)
        rules[i] = rq_value_source_text(arena, patterns->items[i]);
    schemas[0] = (struct rq_schema){
        RQ_STR("config"), config, 1,
        rq_schema_of_keys(arena, RQ_STR("configuration of reqlint"), rq_config_keys, policy, rq_trial_keys)};
    schemas[1] =
        (struct rq_schema){RQ_STR("rule"), rules, patterns->count,
                           rq_schema_of_keys(arena, RQ_STR("rule of reqlint"), rq_rule_keys, policy, rq_trial_keys)};
    schemas[2] = (struct rq_schema){
        RQ_STR("pack"), pack, 1,
        rq_schema_of_keys(arena, RQ_STR("pack of reqlint"), rq_manifest_keys, policy, rq_trial_keys)};
}

static bool choose(struct rq_arena *arena, rq_str name, const struct rq_schema **schemas, size_t *count,
                   struct rq_err *err)
{
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, *count);
    for (size_t i = 0; i < *count; i++) {
        names[i] = (*schemas)[i].name;
        if (rq_str_equal(names[i], name)) {
            *schemas += i;
            *count = 1;
            return true;
        }
    }
    rq_fail(err, "there is no schema of `%.*s`", RQ_ARG(name));
    rq_str near = rq_nearest(name, names, *count);
    if (near.len > 0)
        return rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
    return rq_fail_hint(err, "there is one of each kind that lies in YAML, and of config, rule and pack");
}

bool rq_schemas(struct rq_arena *arena, const struct rq_options *options, rq_str name, const struct rq_schema **schemas,
                size_t *count, struct rq_err *err)
{
    enum { FILES_OF_POLICY = 3 };
    struct rq_session session;
    bool good = rq_session_open_policy(&session, arena, options, err);
    if (good) {
        struct rq_schema *made = RQ_NEW_ARRAY(arena, struct rq_schema, session.policy->kind_count + FILES_OF_POLICY);
        *count = FILES_OF_POLICY;
        add_files_of_policy(arena, &session, made);
        for (size_t i = 0; i < session.policy->kind_count; i++)
            if (is_yaml(session.policy->kinds[i]))
                made[(*count)++] = schema_of_kind(arena, session.policy->kinds[i]);
        qsort(made + FILES_OF_POLICY, *count - FILES_OF_POLICY, sizeof *made, by_name);
        *schemas = made;
        good = name.ptr == NULL || choose(arena, name, schemas, count, err);
    }
    rq_session_close(&session);
    return good;
}
