/* From a test to findings: the small graph, or the small tree, that the test describes. */
#include "reqlint/trial.h"

#include "base/err.h"
#include "base/source.h"
#include "lint/lint.h"
#include "lint/settle.h"
#include "lint/waive.h"
#include "load/file.h"
#include "policy/shape.h"
#include "reqlint/baseline.h"

/* Tests give the same result on every day: where they name no time, it is this one. */
static const int64_t default_now = 1767225600; /* 2026-01-01T00:00:00Z */

struct bench {
    struct rq_session *session;
    const struct rq_rule *rule;
    const struct rq_trial *trial;
    rq_value where;
    struct rq_coverage *coverage;
    struct rq_err *err;
    struct rq_record *records;
    size_t count, cap;
};

/* What record.stem is in a test: `id`, else what the record says of itself. */
static rq_str stem_of(struct rq_arena *arena, rq_value object, rq_str id)
{
    const rq_value *own = rq_value_field(object, RQ_STR("id"));
    if (id.len == 0 && own != NULL)
        id = rq_value_source_text(arena, *own);
    return id.len > 0 ? id : RQ_STR("test");
}

static void add_record(struct bench *bench, const struct rq_record_kind *kind, rq_value object, rq_str id, rq_str path)
{
    struct rq_arena *arena = bench->session->arena;
    rq_str stem = stem_of(arena, object, id);
    bench->records = rq_grow(arena, bench->records, bench->count, &bench->cap, sizeof *bench->records);
    bench->records[bench->count++] = (struct rq_record){
        .kind = kind,
        .place = &kind->places[0],
        .path = path.len > 0 ? path : rq_arena_format(arena, "%.*s.yaml", RQ_ARG(stem)),
        .source = bench->rule->source,
        .object = object,
        .captures = rq_map_over(arena, NULL, 0),
        .id = id,
    };
}

static bool must_be_mapping(struct bench *bench, rq_value object)
{
    return object.kind == RQ_MAP || rq_shape_fail(bench->err, object, "a record in a test must be a mapping");
}

/* `what` is "kind", "parameter" …; always false. */
static bool unknown_name(struct bench *bench, const char *what, rq_value where, const rq_str *names, size_t count)
{
    rq_str name = rq_value_source_text(bench->session->arena, where);
    rq_shape_fail(bench->err, where, "there is no %s `%.*s`", what, RQ_ARG(name));
    rq_shape_suggest(bench->err, name, names, count);
    return false;
}

/* The kind with this name; NULL on failure. */
static const struct rq_record_kind *find_kind(struct bench *bench, rq_value name)
{
    const struct rq_policy *policy = bench->session->policy;
    const struct rq_record_kind *kind = rq_policy_kind(policy, rq_value_source_text(bench->session->arena, name));
    if (kind != NULL)
        return kind;
    rq_str *names = RQ_NEW_ARRAY(bench->session->arena, rq_str, policy->kind_count);
    for (size_t i = 0; i < policy->kind_count; i++)
        names[i] = policy->kinds[i]->name;
    unknown_name(bench, "kind", name, names, policy->kind_count);
    return NULL;
}

/* `records:` of one kind: a list of records, or a mapping from id to record. */
static bool add_records(struct bench *bench, const struct rq_entry *entry)
{
    const struct rq_record_kind *kind = find_kind(bench, entry->key);
    rq_value records = entry->value;
    if (kind == NULL)
        return false;
    if (records.kind != RQ_LIST && records.kind != RQ_MAP)
        return rq_shape_fail(bench->err, records, "the records of a test are a list, or a mapping from id to record");
    for (uint32_t i = 0; records.kind == RQ_LIST && i < records.as.list->count; i++) {
        if (!must_be_mapping(bench, records.as.list->items[i]))
            return false;
        add_record(bench, kind, records.as.list->items[i], RQ_STR(""), RQ_STR(""));
    }
    for (uint32_t i = 0; records.kind == RQ_MAP && i < records.as.map->count; i++) {
        const struct rq_entry *record = &records.as.map->entries[i];
        if (!must_be_mapping(bench, record->value))
            return false;
        add_record(bench, kind, record->value, rq_value_source_text(bench->session->arena, record->key), RQ_STR(""));
    }
    return true;
}

static bool judges(const struct rq_rule *rule, const struct rq_record_kind *kind)
{
    for (; rule != NULL; rule = rule->also)
        for (size_t i = 0; i < rule->match_count; i++)
            if (rule->match[i] == kind)
                return true;
    return false;
}

/* The kind of the test's record: a record that the rule does not judge would pass whatever it holds.  NULL on failure. */
static const struct rq_record_kind *subject_kind(struct bench *bench)
{
    rq_value name = bench->trial->kind;
    if (name.kind == RQ_ABSENT && bench->rule->match_count > 0)
        return bench->rule->match[0];
    if (name.kind == RQ_ABSENT) {
        rq_shape_fail(bench->err, bench->where, "this rule judges no kind of its own: its tests give `files`");
        return NULL;
    }
    const struct rq_record_kind *kind = find_kind(bench, name);
    if (kind == NULL || judges(bench->rule, kind))
        return kind;
    rq_shape_fail(bench->err, name, "the rule does not judge records of the kind `%.*s`", RQ_ARG(kind->name));
    return NULL;
}

/* True if each key of what the test gives (a mapping, or nothing) is one of the names. */
static bool check_names(struct bench *bench, const char *what, rq_value given, const rq_str *names, size_t count)
{
    for (uint32_t i = 0; given.kind == RQ_MAP && i < given.as.map->count; i++) {
        rq_value key = given.as.map->entries[i].key;
        rq_str name = rq_value_source_text(bench->session->arena, key);
        size_t at = 0;
        while (at < count && !rq_str_equal(names[at], name))
            at++;
        if (at == count)
            return unknown_name(bench, what, key, names, count);
    }
    return true;
}

/* Parameters and lists of words that nobody defined change nothing: whoever wrote them believes that they do. */
static bool check_given(struct bench *bench)
{
    const struct rq_policy *policy = bench->session->policy;
    const struct rq_map *params = policy->params.as.map;
    rq_str *param_names = RQ_NEW_ARRAY(bench->session->arena, rq_str, params->count);
    rq_str *word_names = RQ_NEW_ARRAY(bench->session->arena, rq_str, policy->words_count);
    for (uint32_t i = 0; i < params->count; i++)
        param_names[i] = rq_value_text(params->entries[i].key);
    for (size_t i = 0; i < policy->words_count; i++)
        word_names[i] = policy->words[i].name;
    return check_names(bench, "parameter", bench->trial->params, param_names, params->count) &&
           check_names(bench, "list of words", bench->trial->words, word_names, policy->words_count);
}

/* `words:` of a test stand for the lists that would be found in a tree. */
static const struct rq_word_list *trial_words(struct bench *bench, size_t *count)
{
    struct rq_arena *arena = bench->session->arena;
    *count = bench->trial->words.kind == RQ_MAP ? bench->trial->words.as.map->count : 0;
    struct rq_word_list *lists = RQ_NEW_ARRAY(arena, struct rq_word_list, *count);
    for (size_t i = 0; i < *count; i++) {
        const struct rq_entry *entry = &bench->trial->words.as.map->entries[i];
        struct rq_words *words = RQ_NEW(arena, struct rq_words);
        words->name = rq_value_source_text(arena, entry->key);
        lists[i] = (struct rq_word_list){words, entry->value};
    }
    return lists;
}

static const struct rq_graph *build(struct bench *bench)
{
    struct rq_arena *arena = bench->session->arena;
    struct rq_findings ignored = {.arena = arena};
    size_t count = 0;
    const struct rq_word_list *words = trial_words(bench, &count);
    return rq_graph_build(arena, bench->session->policy, bench->records, bench->count, words, count,
                          rq_list_over(arena, NULL, 0), &ignored);
}

static const struct rq_graph *build_base(struct bench *bench, const struct rq_record_kind *kind, rq_str id)
{
    struct bench base = *bench;
    base.records = NULL;
    base.count = base.cap = 0;
    if (bench->trial->old_object.kind == RQ_MAP)
        add_record(&base, kind, bench->trial->old_object, id, bench->trial->path);
    return build(&base);
}

static rq_value merged_params(struct bench *bench)
{
    struct rq_arena *arena = bench->session->arena;
    rq_value defaults = bench->session->policy->params, given = bench->trial->params;
    struct rq_map_build map = {.arena = arena};
    for (uint32_t i = 0; i < defaults.as.map->count; i++) {
        const struct rq_entry *entry = &defaults.as.map->entries[i];
        const rq_value *other = given.kind == RQ_MAP ? rq_map_get(given.as.map, entry->key) : NULL;
        rq_map_build_put(&map, rq_value_text(entry->key), other == NULL ? entry->value : *other);
    }
    return rq_map_build_done(&map);
}

static bool trial_now(struct bench *bench, rq_value *now)
{
    *now = rq_timestamp(default_now, 0);
    rq_value given = bench->trial->now;
    if (given.kind == RQ_ABSENT)
        return true;
    struct rq_err wrong = {.arena = bench->session->arena};
    if (rq_parse_time(rq_value_source_text(bench->session->arena, given), now, &wrong))
        return true;
    return rq_shape_fail(bench->err, given, "%.*s", RQ_ARG(wrong.message));
}

/* A rule on pairs looks at all records; the test is about its own. */
static void keep_subject(const struct bench *bench, struct rq_findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (rq_str_equal(findings->items[i].id, bench->records[0].id))
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

/* `text:` is the whole file of the subject; a rule sees it as object.text too. */
static void take_text(struct bench *bench)
{
    struct rq_arena *arena = bench->session->arena;
    struct rq_record *subject = &bench->records[0];
    rq_str text = rq_value_source_text(arena, bench->trial->text);
    subject->source = rq_source_new(arena, subject->path, text);
    struct rq_map_build map = {.arena = arena};
    for (uint32_t i = 0; i < subject->object.as.map->count; i++) {
        const struct rq_entry *entry = &subject->object.as.map->entries[i];
        if (!rq_str_equal(rq_value_text(entry->key), RQ_STR("text")))
            rq_map_build_put(&map, rq_value_text(entry->key), entry->value);
    }
    rq_map_build_put(&map, RQ_STR("text"), rq_string(text));
    subject->object = rq_map_build_done(&map);
}

/* True if some form of the rule judges records that are there, or such as are removed. */
static bool judges_removed(const struct rq_rule *rule, bool removed)
{
    for (; rule != NULL; rule = rule->also)
        if (rule->removed == removed)
            return true;
    return false;
}

/* True if the test is about a record that is not there any more. */
static bool is_removed(const struct bench *bench)
{
    bool given = bench->trial->object.kind == RQ_MAP || bench->trial->text.kind != RQ_ABSENT;
    return !given && judges_removed(bench->rule, true);
}

static bool add_subject(struct bench *bench, const struct rq_record_kind *kind)
{
    const struct rq_trial *trial = bench->trial;
    rq_value object = trial->object;
    bool removed = is_removed(bench);
    if (removed)
        object = trial->old_object.kind == RQ_MAP ? trial->old_object : rq_trial_last_object(trial->history);
    if (removed && object.kind != RQ_MAP)
        return rq_shape_fail(bench->err, bench->where, "this test has no `oldObject` and no `history`");
    if (!removed && !judges_removed(bench->rule, false))
        return rq_shape_fail(bench->err, bench->where, "this rule judges what is removed: there is no `object`");
    if (object.kind != RQ_MAP && trial->text.kind == RQ_ABSENT)
        return rq_shape_fail(bench->err, bench->where, "this test has no `object` and no `text`");
    add_record(bench, kind, object.kind == RQ_MAP ? object : rq_map_over(bench->session->arena, NULL, 0), trial->id,
               trial->path);
    bench->records[0].removed = bench->records[0].superseded = removed;
    if (trial->text.kind != RQ_ABSENT)
        take_text(bench);
    return true;
}

/* Its versions have its id, where the test gives them no other. */
static void identify_subject(struct bench *bench)
{
    struct rq_arena *scratch = rq_arena_new();
    if (bench->records[0].id.len == 0)
        rq_record_identify(bench->session->arena, scratch, bench->session->policy, &bench->records[0]);
    rq_arena_free(scratch);
}

static bool has_record(const struct bench *bench, const struct rq_record_kind *kind, rq_str id)
{
    for (size_t i = 0; i < bench->count; i++)
        if (bench->records[i].kind == kind && rq_str_equal(bench->records[i].id, id))
            return true;
    return false;
}

static void add_gone(struct bench *bench, const struct rq_record_kind *kind, const struct rq_entry *past)
{
    rq_str id = rq_value_source_text(bench->session->arena, past->key);
    rq_value object = rq_trial_last_object(past->value);
    if (has_record(bench, kind, id) || object.kind != RQ_MAP)
        return;
    add_record(bench, kind, object, id, RQ_STR(""));
    bench->records[bench->count - 1].removed = bench->records[bench->count - 1].superseded = true;
}

/* What has a history and is not among the records of the test is gone. */
static bool add_all_gone(struct bench *bench)
{
    rq_value kinds = bench->trial->histories;
    for (uint32_t k = 0; kinds.kind == RQ_MAP && k < kinds.as.map->count; k++) {
        const struct rq_record_kind *kind = find_kind(bench, kinds.as.map->entries[k].key);
        rq_value ids = kinds.as.map->entries[k].value;
        if (kind == NULL)
            return false;
        for (uint32_t i = 0; i < ids.as.map->count; i++)
            add_gone(bench, kind, &ids.as.map->entries[i]);
    }
    return true;
}

static bool run_record(struct bench *bench, struct rq_findings *findings)
{
    const struct rq_trial *trial = bench->trial;
    const struct rq_record_kind *kind = subject_kind(bench);
    struct rq_lint_input input = {.policy = bench->session->policy, .threads = 1};
    struct rq_trial_past past = {
        .session = bench->session, .rule = bench->rule, .trial = trial, .where = bench->where, .err = bench->err};
    if (kind == NULL || !check_given(bench) || !add_subject(bench, kind))
        return false;
    for (uint32_t i = 0; trial->records.kind == RQ_MAP && i < trial->records.as.map->count; i++)
        if (!add_records(bench, &trial->records.as.map->entries[i]))
            return false;
    if (!trial_now(bench, &input.now))
        return false;
    identify_subject(bench);
    past.now = input.now;
    past.subject = &bench->records[0];
    if (!rq_trial_read_past(&past) || !add_all_gone(bench))
        return false;
    past.subject = &bench->records[0];
    input.past = &past.past;
    input.coverage = bench->coverage;
    input.params = merged_params(bench);
    input.graph = build(bench);
    input.base = build_base(bench, kind, bench->records[0].id);
    rq_lint_record(&input, bench->rule, &bench->records[0], findings);
    keep_subject(bench, findings);
    return true;
}

static const struct rq_snapshot *trial_snapshot(struct bench *bench)
{
    struct rq_arena *arena = bench->session->arena;
    const struct rq_map *files = bench->trial->files.as.map;
    struct rq_memory_file *memory = RQ_NEW_ARRAY(arena, struct rq_memory_file, files->count);
    for (uint32_t i = 0; i < files->count; i++)
        memory[i] = (struct rq_memory_file){rq_value_source_text(arena, files->entries[i].key),
                                            rq_value_source_text(arena, files->entries[i].value)};
    return rq_snapshot_memory(memory, files->count, arena);
}

/* A configuration among the files is in force for them.  Without one reqlint's own checks are tested by the default
 * configuration, whatever kinds the repository has. */
static bool use_config(struct rq_session *session, const struct rq_rule *rule, const struct rq_snapshot *snapshot,
                       struct rq_err *err)
{
    const struct rq_snapshot_entry *entry = rq_snapshot_find(snapshot, RQ_STR(".reqlint.yaml"));
    if (entry == NULL)
        return !rq_str_equal(rule->pack, RQ_STR("core")) || rq_session_build(session, NULL, NULL, err);
    const struct rq_source *config = rq_load_source(session->arena, snapshot, entry, err);
    return config != NULL && rq_session_build(session, config, snapshot, err);
}

/* A policy of the test's own has its own compilation of the rule. */
static struct rq_coverage *coverage_of(const struct bench *bench, const struct rq_session *session)
{
    const struct rq_rule *rule = rq_policy_rule(session->policy, bench->rule->id);
    bool own = bench->coverage != NULL && rule != NULL && rule != bench->rule;
    return own ? rq_coverage_new(session->arena, rule) : bench->coverage;
}

/* The small tree goes through all of check; only what this rule found counts. */
static bool run_files(struct bench *bench, struct rq_findings *findings)
{
    struct rq_session session = *bench->session;
    struct rq_state state = {
        .snapshot = trial_snapshot(bench), .scan = true, .findings = {.arena = bench->session->arena}};
    struct rq_findings *all = &state.findings;
    if (!use_config(&session, bench->rule, state.snapshot, bench->err))
        return false;
    struct rq_lint_input input = {.policy = session.policy, .coverage = coverage_of(bench, &session), .threads = 1};
    if (!trial_now(bench, &input.now))
        return false;
    if (!rq_session_load(&session, &state, false, bench->err))
        return false;
    input.graph = rq_session_graph(&session, &state);
    rq_lint_settle(session.policy, all, 0);
    rq_lint(&input, all);
    rq_lint_waive(&input, all);
    if (input.coverage != bench->coverage)
        rq_coverage_add(bench->coverage, input.coverage);
    struct rq_report report = {.findings = all->items, .finding_count = all->count};
    const struct rq_report no_base = {0};
    state.graph = input.graph;
    rq_baseline_apply(&session, &state, true, &report, &no_base);
    for (size_t i = 0; i < report.finding_count; i++)
        if (rq_str_equal(report.findings[i].rule, bench->rule->id))
            rq_findings_add(findings, report.findings[i]);
    return true;
}

bool rq_trial_run(struct rq_session *session, const struct rq_rule *rule, const struct rq_trial *trial, rq_value where,
                  struct rq_coverage *coverage, struct rq_findings *findings, struct rq_err *err)
{
    struct bench bench = {session, rule, trial, where, coverage, err, NULL, 0, 0};
    return trial->files.kind == RQ_MAP ? run_files(&bench, findings) : run_record(&bench, findings);
}
