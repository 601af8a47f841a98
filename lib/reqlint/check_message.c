/*
 * `check --message`: the message of a commit that is about to be made, judged as gate will judge it once it is one, by the rules
 * that the index has and beside the records that it has.  Findings on these are the business of `check --staged`.
 */
#include "base/err.h"
#include "base/limits.h"
#include "reqlint/message.h"
#include "reqlint/verdict.h"
#include "reqlint/virtual.h"

static bool judges(const struct rq_rule *rule, const struct rq_record_kind *kind)
{
    for (; rule != NULL; rule = rule->also)
        for (size_t i = 0; i < rule->match_count; i++)
            if (rule->match[i] == kind)
                return true;
    return false;
}

/* The rules in force that judge messages; no other is asked, nor the history that it would need. */
static void choose_rules(const struct rq_session *session, const struct rq_record_kind *kind,
                         struct rq_options *options)
{
    const struct rq_policy *policy = session->policy;
    const char **rules = RQ_NEW_ARRAY(session->arena, const char *, policy->rule_count);
    size_t count = 0;
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct rq_rule *rule = policy->rules[i];
        if (rule->level != RQ_LEVEL_OFF && rq_session_wants(session, rule->id) && judges(rule, kind))
            rules[count++] = rq_arena_copy(session->arena, rule->id).ptr;
    }
    options->rules = rules;
    options->rule_count = count;
}

static bool read_message(struct rq_session *session, const struct rq_message_options *message, struct rq_commit *commit,
                         struct rq_err *err)
{
    struct rq_arena *arena = session->arena;
    struct rq_message_habits habits = {.cleanup = rq_repo_setting(session->repo, "commit.cleanup", arena),
                                       .comment = rq_repo_setting(session->repo, "core.commentString", arena),
                                       .edited = message->edited};
    if (habits.comment.len == 0)
        habits.comment = rq_repo_setting(session->repo, "core.commentChar", arena);
    if (message->text.len > RQ_LIMIT_FILE_BYTES) {
        rq_fail(err, "the message has %zu bytes; at most %d are read", message->text.len, RQ_LIMIT_FILE_BYTES);
        rq_fail_hint(err, "shorten it, and put what is long into a file of the commit");
        return false;
    }
    return rq_repo_draft_commit(session->repo, rq_message_clean(arena, message->text, &habits), arena, commit, err);
}

/* What the commit would change: what the index has otherwise than HEAD, or all of it where there is no commit yet. */
static void list_files(struct rq_session *session, struct rq_commit *commit)
{
    struct rq_err unborn = {.arena = session->arena};
    const struct rq_snapshot *head = rq_snapshot_commit(session->repo, "HEAD", session->arena, &unborn);
    rq_snapshot_changes(head, session->snapshot, session->arena, &commit->files, &commit->file_count);
}

static void keep_message(struct rq_findings *findings, const struct rq_record *record)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].source == record->source)
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

static bool judge(struct rq_session *session, const struct rq_record_kind *kind, struct rq_commit *commit,
                  struct rq_report *report, struct rq_err *err)
{
    commit->time = session->options->now.as.integer;
    list_files(session, commit);
    struct rq_record record = rq_virtual_commit(session->arena, kind, commit);
    struct rq_state state = {.snapshot = session->snapshot, .extra = &record, .extra_count = 1};
    if (!rq_verdict_judge(session, &state, err))
        return false;
    keep_message(&state.findings, &record);
    rq_verdict_describe(session, &state, report);
    report->files = 0;
    report->records = 1;
    rq_report_finish(report, NULL, session->arena);
    rq_verdict_hide_waived(session, report);
    return true;
}

static bool check_message(struct rq_session *session, const struct rq_message_options *message,
                          struct rq_report *report, struct rq_err *err)
{
    const struct rq_record_kind *kind = rq_policy_kind(session->policy, RQ_STR("commit"));
    struct rq_options options = *session->options;
    struct rq_commit commit = {0};
    *report = (struct rq_report){
        .mode = RQ_STR("check"), .source = session->snapshot->name, .now = options.now, .policy = session->digest};
    if (!rq_session_check_rules(session, err) || !read_message(session, message, &commit, err))
        return false;
    choose_rules(session, kind, &options);
    report->rules = options.rule_count;
    if (options.rule_count == 0)
        rq_verdict_note(session, report, RQ_STR("no rule in force judges the messages of commits"));
    if (options.rule_count == 0 || commit.message.len == 0)
        return true;
    session->options = &options;
    return judge(session, kind, &commit, report, err);
}

bool rq_check_message(struct rq_arena *arena, const struct rq_options *options,
                      const struct rq_message_options *message, struct rq_report *report, struct rq_err *err)
{
    struct rq_session session;
    struct rq_options staged = *options;
    staged.staged = true;
    bool good = rq_session_open(&session, arena, &staged, err) && check_message(&session, message, report, err);
    rq_session_close(&session);
    return good;
}
