/*
 * What a ref of a push is compared with.  Refs are asked as they are before the push: in a pre-receive hook git has moved
 * none of them yet, and the objects of the push are readable beside the repository's own.
 *
 *   a branch that is there          what it holds; what it takes over from the default branch counts as held
 *   a new branch, any tag           where it leaves the default branch, the one that HEAD names
 *   a branch without a common commit, the first push of all   nothing
 *
 * A tag of a commit that a branch of the same push brings is judged with the branch: pushed after it, it would bring nothing.
 * So would a first push of a branch with all its tags be refused for what was wrong long ago and is mended.
 *
 * A new ref at a commit that a branch or a tag can reach already brings nothing.  That an object is stored is not enough: it
 * may be left over from a branch that is gone, or belong to another repository that shares its objects.  Other refs than
 * branches and tags do not count either, because notes are not judged, and hosts make refs of their own for what somebody
 * proposes.
 *
 * The old value comes from whoever pushes; but git takes the push only if it is what the ref holds.
 */
#include "base/err.h"
#include "repo/walker.h"

struct rq_push_refs {
    struct rq_repo *repo;
    struct rq_arena *arena;
    const char *default_name; /* what HEAD names, or "HEAD" itself where it names a commit */
    const char *tip;          /* the commit of the default branch; NULL: it has none yet */
    bool has_branches;
    struct rq_steps *reached; /* from all branches and tags; NULL: nobody has asked yet */
    struct rq_steps *brought; /* likewise from the branches of the push */
    git_oid *branches;        /* what these shall be */
    size_t branch_count, branch_cap;
};

/* One ref while its plan is made. */
struct ref {
    const struct rq_push_refs *refs;
    rq_str name;
    git_oid old, new;
    bool had_commit; /* old is a commit by now */
    struct rq_arena *arena;
    struct rq_push_plan *plan;
    struct rq_err *err;
};

static const char *digits_of(struct rq_arena *arena, const git_oid *oid)
{
    return rq_repo_oid_text(arena, oid).ptr;
}

static bool find_default(struct rq_push_refs *refs, struct rq_err *err)
{
    git_reference *head = NULL;
    git_object *commit = NULL;
    if (git_reference_lookup(&head, refs->repo->git, "HEAD") != 0)
        return rq_repo_fail(err, "HEAD of the repository cannot be read") || rq_repo_hint_damaged(err);
    const char *target = git_reference_symbolic_target(head);
    refs->default_name = rq_arena_copy(refs->arena, rq_str_from(target != NULL ? target : "HEAD")).ptr;
    bool good = rq_repo_is_unborn(refs->repo);
    if (!good)
        good = git_reference_peel(&commit, head, GIT_OBJECT_COMMIT) == 0 ||
               rq_repo_fail(err, "the default branch %s cannot be read", refs->default_name) ||
               rq_repo_hint_missing(refs->repo, err);
    if (commit != NULL)
        refs->tip = digits_of(refs->arena, git_object_id(commit));
    git_object_free(commit);
    git_reference_free(head);
    return good;
}

static bool has_branches(const struct rq_repo *repo)
{
    git_reference_iterator *iterator = NULL;
    const char *name;
    bool found = git_reference_iterator_glob_new(&iterator, repo->git, "refs/heads/*") == 0 &&
                 git_reference_next_name(&name, iterator) == 0;
    git_reference_iterator_free(iterator);
    return found;
}

struct rq_push_refs *rq_push_refs_read(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err)
{
    struct rq_push_refs *refs = RQ_NEW(arena, struct rq_push_refs);
    *refs = (struct rq_push_refs){.repo = repo, .arena = arena, .has_branches = has_branches(repo)};
    if (rq_repo_is_shallow(repo)) {
        rq_fail(err, "what a push brings cannot be told in a shallow repository");
        rq_fail_hint(err, "`git fetch --unshallow`, where the repository is or where the push comes from");
        return NULL;
    }
    return find_default(refs, err) ? refs : NULL;
}

/* Goes from an object to its commit, through tags.  `other` is the type of what is no commit, or NULL. */
static bool peel(const struct ref *ref, git_oid *oid, const char **other)
{
    git_object *object = NULL, *target = NULL;
    *other = NULL;
    int code = git_object_lookup(&object, ref->refs->repo->git, oid, GIT_OBJECT_ANY);
    if (code == 0 && git_object_type(object) == GIT_OBJECT_TAG)
        code = git_object_peel(&target, object, GIT_OBJECT_ANY);
    const git_object *end = target != NULL ? target : object;
    if (code != 0) {
        rq_repo_fail_commit(ref->refs->repo, code, oid, ref->err);
    } else if (git_object_type(end) == GIT_OBJECT_COMMIT) {
        *oid = *git_object_id(end);
    } else {
        *other = git_object_type2string(git_object_type(end));
    }
    git_object_free(target);
    git_object_free(object);
    return code == 0;
}

/* Broken refs reach nothing. */
static void start_at(struct rq_steps *steps, const char *pattern)
{
    git_reference_iterator *iterator = NULL;
    git_reference *reference = NULL;
    if (git_reference_iterator_glob_new(&iterator, steps->repo->git, pattern) != 0)
        return;
    while (git_reference_next(&reference, iterator) == 0) {
        git_object *commit = NULL;
        if (git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) == 0)
            rq_steps_start(steps, git_object_id(commit));
        git_object_free(commit);
        git_reference_free(reference);
    }
    git_reference_iterator_free(iterator);
}

static struct rq_steps *new_steps(const struct rq_push_refs *refs, struct rq_err *err)
{
    struct rq_steps *steps = RQ_NEW(refs->arena, struct rq_steps);
    *steps = (struct rq_steps){.repo = refs->repo, .arena = refs->arena, .err = err};
    return steps;
}

static bool walk_to_the_end(struct rq_steps *steps)
{
    struct rq_step step;
    while (rq_steps_next(steps, &step))
        git_odb_object_free(step.object);
    return !steps->err->failed;
}

static bool reach_all(struct rq_push_refs *refs, struct rq_err *err)
{
    refs->reached = new_steps(refs, err);
    start_at(refs->reached, "refs/heads/*");
    start_at(refs->reached, "refs/tags/*");
    return walk_to_the_end(refs->reached);
}

static bool bring_all(struct rq_push_refs *refs, struct rq_err *err)
{
    refs->brought = new_steps(refs, err);
    for (size_t i = 0; i < refs->branch_count; i++)
        rq_steps_start(refs->brought, &refs->branches[i]);
    return walk_to_the_end(refs->brought);
}

/* True if a branch of the push brings the commit. */
static bool is_brought(struct rq_push_refs *refs, const git_oid *oid, struct rq_err *err)
{
    if (refs->brought == NULL && (refs->branch_count == 0 || !bring_all(refs, err)))
        return false;
    return rq_steps_heard(refs->brought, oid);
}

/* A commit that the push itself brings is no reason to walk. */
static bool is_stored(const struct rq_repo *repo, const git_oid *oid, struct rq_err *err)
{
    git_odb *odb = rq_repo_stored_odb(repo, err);
    bool stored = odb != NULL && git_odb_exists(odb, oid) == 1;
    git_odb_free(odb);
    return stored;
}

/* True if a branch or a tag can reach the commit. */
static bool is_reached(struct rq_push_refs *refs, const git_oid *oid, struct rq_err *err)
{
    if (refs->reached == NULL && (!is_stored(refs->repo, oid, err) || !reach_all(refs, err)))
        return false;
    return rq_steps_heard(refs->reached, oid);
}

/* A branch takes over what the default branch has, most often by merging it.  That is there already, and none of its
 * business. */
static bool find_held(struct ref *ref)
{
    git_oid tip, common;
    git_repository *git = ref->refs->repo->git;
    if (ref->plan->known == NULL)
        return true;
    git_oid_fromstr(&tip, ref->plan->known);
    int code = git_merge_base(&common, git, &tip, &ref->new);
    if (code == GIT_ENOTFOUND || (code == 0 && git_oid_equal(&common, &ref->old)))
        return true;
    int had = code != 0 ? code : git_graph_descendant_of(git, &ref->old, &common);
    if (had < 0)
        return rq_repo_fail(ref->err, "what it takes over from the default branch cannot be found") ||
               rq_repo_hint_missing(ref->refs->repo, ref->err);
    if (had == 0) {
        ref->plan->held = digits_of(ref->arena, &common);
        ref->plan->place = rq_arena_format(ref->arena, "%.*s, and what it takes over from %s", RQ_ARG(ref->plan->place),
                                           ref->refs->default_name);
    }
    return true;
}

static bool compare_with_old(struct ref *ref)
{
    size_t brought = 0, lost = 0;
    struct rq_push_plan *plan = ref->plan;
    if (git_graph_ahead_behind(&brought, &lost, ref->refs->repo->git, &ref->new, &ref->old) != 0)
        return rq_repo_fail(ref->err, "the commits that the push brings cannot be counted") ||
               rq_repo_hint_missing(ref->refs->repo, ref->err);
    plan->base = plan->policy = digits_of(ref->arena, &ref->old);
    plan->place = rq_arena_format(ref->arena, "what %.*s holds", RQ_ARG(ref->name));
    plan->lost = lost;
    if (!rq_str_equal(ref->name, rq_str_from(ref->refs->default_name)))
        plan->known = ref->refs->tip;
    if (brought == 0)
        plan->nothing = lost == 0
                            ? RQ_STR("brings no new commit: there is nothing to judge")
                            : rq_arena_format(ref->arena, "is set back by %zu commit%s: there is nothing to judge",
                                              lost, lost == 1 ? "" : "s");
    return brought == 0 || find_held(ref);
}

/* Without a default branch a new one has nothing to be compared with, unless nothing at all is there, or it is the default
 * branch itself. */
static bool compare_with_nothing(struct ref *ref)
{
    const struct rq_push_refs *refs = ref->refs;
    ref->plan->place = RQ_STR("there is no default branch yet");
    if (!refs->has_branches || rq_str_equal(ref->name, rq_str_from(refs->default_name)))
        return true;
    rq_fail(ref->err, "the default branch %s is not there, so there is nothing to compare a new branch with",
            refs->default_name);
    return rq_fail_hint(ref->err,
                        "push that branch first; or, if another one is the default branch, say so where the repository "
                        "is: `git symbolic-ref HEAD refs/heads/BRANCH`");
}

static bool compare_with_default(struct ref *ref)
{
    const struct rq_push_refs *refs = ref->refs;
    git_oid tip, common;
    if (refs->tip == NULL)
        return compare_with_nothing(ref);
    git_oid_fromstr(&tip, refs->tip);
    int code = git_merge_base(&common, refs->repo->git, &tip, &ref->new);
    if (code == 0) {
        ref->plan->base = ref->plan->policy = digits_of(ref->arena, &common);
        ref->plan->known = refs->tip;
        ref->plan->place = rq_arena_format(ref->arena, "where it leaves %s", refs->default_name);
        return true;
    }
    ref->plan->policy = refs->tip;
    ref->plan->judge = refs->default_name;
    ref->plan->place = rq_arena_format(ref->arena, "no commit in common with %s", refs->default_name);
    return code == GIT_ENOTFOUND || rq_repo_fail(ref->err, "where it leaves the default branch cannot be found") ||
           rq_repo_hint_missing(refs->repo, ref->err);
}

static bool is_tag(const struct ref *ref)
{
    return rq_str_starts(ref->name, RQ_STR("refs/tags/"));
}

/* Tags do not grow: what one named before says nothing about what it shall name. */
static bool find_old(struct ref *ref)
{
    const char *other = NULL;
    if (git_oid_is_zero(&ref->old) || is_tag(ref))
        return true;
    if (!peel(ref, &ref->old, &other))
        return false;
    ref->had_commit = other == NULL;
    return true;
}

static bool plan_commit(struct rq_push_refs *refs, struct ref *ref)
{
    ref->plan->head = digits_of(ref->arena, &ref->new);
    ref->plan->judge = "the base";
    if (!find_old(ref))
        return false;
    if (ref->had_commit)
        return compare_with_old(ref);
    if (is_reached(refs, &ref->new, ref->err))
        ref->plan->nothing = RQ_STR("brings no new commit: there is nothing to judge");
    else if (!ref->err->failed && is_tag(ref) && is_brought(refs, &ref->new, ref->err))
        ref->plan->nothing = RQ_STR("is on a branch of this push, and is judged with it");
    return !ref->err->failed && (ref->plan->nothing.len > 0 || compare_with_default(ref));
}

void rq_push_refs_announce(struct rq_push_refs *refs, rq_str name, rq_str new)
{
    git_oid oid;
    if (!rq_str_starts(name, RQ_STR("refs/heads/")) || !rq_oid_parse(new, &oid) || git_oid_is_zero(&oid))
        return;
    refs->branches =
        rq_grow(refs->arena, refs->branches, refs->branch_count, &refs->branch_cap, sizeof *refs->branches);
    refs->branches[refs->branch_count++] = oid;
}

bool rq_push_plan(struct rq_push_refs *refs, rq_str name, rq_str old, rq_str new, struct rq_arena *arena,
                  struct rq_push_plan *plan, struct rq_err *err)
{
    struct ref ref = {.refs = refs, .name = name, .arena = arena, .plan = plan, .err = err};
    const char *other = NULL;
    *plan = (struct rq_push_plan){0};
    if (!rq_oid_parse(old, &ref.old) || !rq_oid_parse(new, &ref.new))
        return rq_fail(err, "a commit is named by 40 digits") ||
               rq_fail_hint(err, "did the hook get its standard input from another repository?");
    if (git_oid_is_zero(&ref.new))
        plan->nothing = RQ_STR("is deleted: there is nothing to judge");
    else if (rq_str_starts(name, RQ_STR("refs/notes/")))
        plan->nothing = RQ_STR("holds notes, not records: there is nothing to judge");
    else if (!peel(&ref, &ref.new, &other))
        return false;
    else if (other != NULL)
        plan->nothing = rq_arena_format(arena, "names a %s, not a commit: there is nothing to judge", other);
    return plan->nothing.len > 0 || plan_commit(refs, &ref);
}
