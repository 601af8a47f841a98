/* `new`: a record of any kind that has fields. */
#include "reqlint/fresh.h"

#include "base/err.h"

static bool make(struct rq_session *session, const struct rq_new_options *wanted, struct rq_writing *file,
                 struct rq_err *err)
{
    struct rq_fresh fresh;
    rq_str id = rq_str_from(wanted->id);
    if (wanted->id != NULL && id.len == 0) {
        rq_fail(err, "the id of the new record is empty");
        return rq_fail_hint(err, "is a variable in a script not set? leave it out for the next number");
    }
    const struct rq_record_kind *kind = rq_fresh_kind(session, rq_str_from(wanted->kind), err);
    const struct rq_graph *graph = kind == NULL ? NULL : rq_fresh_graph(session, NULL, 0, err);
    return graph != NULL && rq_fresh_start(&fresh, session, graph, kind, err) &&
           rq_fresh_set(&fresh, wanted->settings, wanted->setting_count, err) &&
           (id.len > 0 || rq_fresh_choose_id(&fresh, &id, err)) && rq_fresh_name(&fresh, id, err) &&
           rq_fresh_file(&fresh, file, err);
}

bool rq_new(struct rq_arena *arena, const struct rq_options *options, const struct rq_new_options *wanted,
            struct rq_writing *file, struct rq_err *err)
{
    struct rq_session session;
    bool good = rq_fresh_open(&session, arena, options, err) && make(&session, wanted, file, err);
    rq_session_close(&session);
    return good;
}

rq_str rq_git_setting(struct rq_arena *arena, const struct rq_options *options, const char *name)
{
    struct rq_err ignored = {.arena = arena};
    struct rq_repo *repo = rq_repo_open(options->directory == NULL ? "." : options->directory, &ignored);
    rq_str setting = repo == NULL ? RQ_STR("") : rq_repo_setting(repo, name, arena);
    rq_repo_close(repo);
    return setting;
}
