/*
 * `waive`: a record that takes findings back.  Where it says which rule, record, day, reason and approver is in the `waives`
 * of its kind.  A waiver that would waive nothing is not written.
 */
#include "reqlint/fresh.h"

#include "base/err.h"
#include "cel/time.h"
#include "lint/lint.h"

struct waiving {
    struct rq_session *session;
    const struct rq_graph *graph;
    const struct rq_waive_options *wanted;
    const struct rq_record_kind *kind;
    struct rq_fresh fresh;
    struct rq_err *err;
};

static bool find_kind(struct waiving *waiving)
{
    const struct rq_policy *policy = waiving->session->policy;
    for (size_t i = 0; i < policy->kind_count && waiving->kind == NULL; i++)
        if (policy->kinds[i]->waives != NULL && policy->kinds[i]->waives->rule != NULL)
            waiving->kind = policy->kinds[i];
    if (waiving->kind != NULL)
        return true;
    rq_fail(waiving->err, "no kind here waives anything");
    return rq_fail_hint(waiving->err, "a kind that does says so with `waives`");
}

static bool check_rule(const struct waiving *waiving)
{
    struct rq_options named = *waiving->session->options;
    struct rq_session session = *waiving->session;
    named.rules = &waiving->wanted->rule;
    named.rule_count = 1;
    session.options = &named;
    if (!rq_session_check_rules(&session, waiving->err))
        return false;
    if (rq_policy_rule(session.policy, rq_str_from(waiving->wanted->rule))->waivable)
        return true;
    rq_fail(waiving->err, "the rule `%s` cannot be waived", waiving->wanted->rule);
    return rq_fail_hint(waiving->err, "`reqlint explain %s` says what it asks for", waiving->wanted->rule);
}

static bool check_record(const struct waiving *waiving)
{
    rq_str name = rq_str_from(waiving->wanted->record);
    size_t slash = rq_str_find_byte(name, '/', 0);
    if (slash == RQ_NOT_FOUND || slash == 0 || slash + 1 == name.len) {
        rq_fail(waiving->err, "a record is named KIND/ID, not `%.*s`", RQ_ARG(name));
        return rq_fail_hint(waiving->err, "for example `request/REQ-0012`");
    }
    rq_str id = rq_str_slice(name, slash + 1, name.len);
    const struct rq_record_kind *kind = rq_fresh_kind(waiving->session, rq_str_slice(name, 0, slash), waiving->err);
    if (kind == NULL)
        return false;
    return rq_fresh_exists(waiving->graph, kind, id, waiving->session->arena, waiving->err);
}

/* The approver is a record where a link of the kind leads from the same field to one. */
static bool check_approver(const struct waiving *waiving)
{
    const struct rq_record_kind *kind = waiving->kind;
    rq_str field = rq_fresh_field(&waiving->fresh, kind->waives->approver);
    for (size_t i = 0; i < kind->link_count; i++)
        if (rq_str_equal(rq_fresh_field(&waiving->fresh, kind->links[i].id), field))
            return rq_fresh_exists(waiving->graph, kind->links[i].target, rq_str_from(waiving->wanted->approver),
                                   waiving->session->arena, waiving->err);
    return true;
}

enum { DAY = 24 * 60 * 60 };

/* Whole days from the day of `now` to the day; false where that is none. */
static bool days_until(const struct waiving *waiving, int64_t *days)
{
    rq_value until;
    if (!rq_cel_date_parse(rq_str_from(waiving->wanted->until), &until))
        return rq_fail(waiving->err, "`--until` takes a date such as 2026-11-28, not `%s`", waiving->wanted->until);
    int64_t now = waiving->session->options->now.as.integer, today = now / DAY - (now % DAY < 0);
    *days = until.as.integer / DAY - today;
    return *days >= 0 ||
           rq_fail(waiving->err, "`--until %s` is over: the waiver would waive nothing", waiving->wanted->until);
}

static void note_length(const struct waiving *waiving, int64_t days, rq_str *note)
{
    struct rq_lint_input input = {
        .policy = waiving->session->policy, .graph = waiving->graph, .now = waiving->session->options->now};
    *note = RQ_STR("");
    if (waiving->kind->waives->longest == NULL)
        return;
    rq_value longest = rq_lint_eval(&input, waiving->kind->waives->longest, NULL, waiving->session->arena);
    if (longest.kind == RQ_INT && days > longest.as.integer)
        *note = rq_arena_format(waiving->session->arena,
                                "the waiver lasts %lld days, more than the %lld that are meant to be the most",
                                (long long)days, (long long)longest.as.integer);
}

static bool put_all(struct waiving *waiving)
{
    const struct rq_waives *waives = waiving->kind->waives;
    const struct rq_waive_options *wanted = waiving->wanted;
    const struct {
        const struct rq_cel_program *program;
        const char *what, *text;
    } parts[] = {
        {waives->rule, "rule", wanted->rule},
        {waives->record, "record", wanted->record},
        {waives->until, "last day", wanted->until},
        {waives->reason, "reason", wanted->reason},
        {waives->approver, "approver", wanted->approver},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        rq_str text = rq_str_trim(rq_str_from(parts[i].text));
        if (text.len == 0)
            return rq_fail(waiving->err, "a waiver without a %s waives nothing", parts[i].what);
        if (!rq_utf8_valid(text, NULL))
            return rq_fail(waiving->err, "the %s is not UTF-8", parts[i].what);
        if (!rq_fresh_put(&waiving->fresh, parts[i].program, parts[i].what, rq_string(text), waiving->err))
            return false;
    }
    return true;
}

static bool waive(struct waiving *waiving, struct rq_writing *file, rq_str *note)
{
    int64_t days = 0;
    rq_str id;
    if (!find_kind(waiving) || !check_rule(waiving) || !days_until(waiving, &days))
        return false;
    waiving->graph = rq_fresh_graph(waiving->session, NULL, 0, waiving->err);
    if (waiving->graph == NULL || !check_record(waiving) ||
        !rq_fresh_start(&waiving->fresh, waiving->session, waiving->graph, waiving->kind, waiving->err) ||
        !put_all(waiving) || !check_approver(waiving) || !rq_fresh_choose_id(&waiving->fresh, &id, waiving->err) ||
        !rq_fresh_name(&waiving->fresh, id, waiving->err))
        return false;
    note_length(waiving, days, note);
    return rq_fresh_file(&waiving->fresh, file, waiving->err);
}

bool rq_waive(struct rq_arena *arena, const struct rq_options *options, const struct rq_waive_options *wanted,
              struct rq_writing *file, rq_str *note, struct rq_err *err)
{
    struct rq_session session;
    struct waiving waiving = {.session = &session, .wanted = wanted, .err = err};
    bool good = rq_fresh_open(&session, arena, options, err) && waive(&waiving, file, note);
    rq_session_close(&session);
    return good;
}
