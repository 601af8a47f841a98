/*
 * Reading commits.  A stack of commits to read, the first parent on top: so a parent is read right after its child, which
 * is how packs are made to be read (breadth first took three times as long on a large repository).
 *
 * Where all parents count, each commit gets a number when it is first heard of, and a table finds it again.  The table has
 * as many buckets as commits: each new commit brings one, into which the bucket is split that had its commits until then
 * (linear hashing).  So nothing is ever copied, and a commit costs the same in a long history as in a short one.
 *
 * Where only first parents count there is nothing to remember: the next commit is the parent of this one.  A repository that
 * somebody damaged on purpose could lead around in a circle, though; so one commit is remembered, and another one each
 * time that twice as many have passed (Brent's way to find a circle).
 */
#include "repo/walker.h"

#include "base/err.h"

/* A commit that was heard of, and a bucket of the table.  The two have nothing to do with each other but their number. */
struct heard {
    git_oid oid;
    union {
        struct {
            uint32_t next;  /* number plus one of the next commit in the same bucket as this one */
            uint32_t first; /* number plus one of the first commit in this bucket */
        };
        struct rq_note note; /* in the place of the table, when that is not needed any more */
    };
};

static struct heard *heard_at(const struct rq_steps *steps, uint32_t number)
{
    return rq_shelf_at(&steps->heard, number);
}

/* `half` is the greatest power of two that is not above the number of the last bucket (1 for bucket 0). */
static uint32_t hash_of(const struct rq_steps *steps, const git_oid *oid)
{
    return rq_str_hash((rq_str){(const char *)oid->id, GIT_OID_RAWSZ}) & (2 * steps->half - 1);
}

static uint32_t *bucket_of(const struct rq_steps *steps, const git_oid *oid)
{
    uint32_t bucket = hash_of(steps, oid);
    return &heard_at(steps, bucket < steps->heard.count ? bucket : bucket - steps->half)->first;
}

/* The number of a commit plus one; 0 if it was not heard of. */
static uint32_t find(const struct rq_steps *steps, const git_oid *oid)
{
    uint32_t number = steps->heard.count == 0 ? 0 : *bucket_of(steps, oid);
    while (number != 0 && !git_oid_equal(&heard_at(steps, number - 1)->oid, oid))
        number = heard_at(steps, number - 1)->next;
    return number;
}

/* Moves what belongs into the last bucket, which is new, there. */
static void split(struct rq_steps *steps)
{
    uint32_t last = (uint32_t)steps->heard.count - 1;
    if (last == 2 * steps->half)
        steps->half = last;
    uint32_t *from = &heard_at(steps, last - steps->half)->first, *to = &heard_at(steps, last)->first;
    while (*from != 0) {
        struct heard *heard = heard_at(steps, *from - 1);
        uint32_t next = heard->next;
        if (hash_of(steps, &heard->oid) == last) {
            heard->next = *to;
            *to = *from;
            *from = next;
        } else {
            from = &heard->next;
        }
    }
}

static uint32_t add(struct rq_steps *steps, const git_oid *oid)
{
    if (steps->heard.arena == NULL) {
        steps->heard = (struct rq_shelf){.arena = steps->arena, .size = sizeof(struct heard)};
        steps->stack = (struct rq_shelf){.arena = steps->arena, .size = sizeof(uint32_t)};
        steps->half = 1;
    }
    struct heard *heard = rq_shelf_add(&steps->heard);
    uint32_t number = (uint32_t)steps->heard.count - 1;
    heard->oid = *oid;
    if (number > 0)
        split(steps);
    uint32_t *bucket = bucket_of(steps, oid);
    heard->next = *bucket;
    *bucket = number + 1;
    return number;
}

/* Puts a commit that was not heard of before on the stack; gives its number. */
static uint32_t hear(struct rq_steps *steps, const git_oid *oid)
{
    uint32_t known = find(steps, oid);
    if (known != 0)
        return known - 1;
    uint32_t number = add(steps, oid);
    *(uint32_t *)rq_shelf_add(&steps->stack) = number;
    return number;
}

uint32_t rq_steps_start(struct rq_steps *steps, const git_oid *start)
{
    if (!steps->first_parents)
        return hear(steps, start);
    steps->next = *start;
    steps->waits = true;
    return 0;
}

git_oid rq_steps_oid(const struct rq_steps *steps, uint32_t number)
{
    return heard_at(steps, number)->oid;
}

void rq_steps_begin_notes(struct rq_steps *steps)
{
    for (uint32_t i = 0; i < steps->heard.count; i++)
        heard_at(steps, i)->note = (struct rq_note){0};
}

struct rq_note *rq_steps_note(const struct rq_steps *steps, uint32_t number)
{
    return &heard_at(steps, number)->note;
}

bool rq_steps_heard(const struct rq_steps *steps, const git_oid *oid)
{
    return find(steps, oid) != 0;
}

static bool read_commit(struct rq_steps *steps, const git_oid *oid, struct rq_step *step)
{
    git_odb *odb = steps->objects == NULL ? steps->repo->odb : rq_objects_next(steps->objects);
    *step = (struct rq_step){.oid = *oid};
    int code = git_odb_read(&step->object, odb, oid);
    if (code != 0)
        return rq_repo_fail_commit(steps->repo, code, oid, steps->err);
    if (git_odb_object_type(step->object) != GIT_OBJECT_COMMIT ||
        !rq_commit_parse(rq_object_bytes(step->object), &step->header))
        return rq_repo_malformed_commit(oid, steps->err);
    return rq_commit_is_fit(&step->header, oid, steps->err);
}

static bool leave_circle(struct rq_steps *steps, const git_oid *oid)
{
    bool again = steps->seen > 0 && git_oid_equal(&steps->checkpoint, oid);
    if ((steps->seen & (steps->seen - 1)) == 0)
        steps->checkpoint = *oid;
    return !again || rq_steps_circle(steps->err);
}

bool rq_steps_circle(struct rq_err *err)
{
    rq_fail(err, "a commit is an ancestor of itself");
    return rq_repo_hint_damaged(err);
}

/* The first parent is heard of last, so that it is the next to be read. */
static void hear_parents(struct rq_steps *steps, struct rq_step *step)
{
    size_t count = step->header.parent_count;
    uint32_t *rest = count <= 2 ? NULL : RQ_NEW_ARRAY(steps->arena, uint32_t, count - 2);
    for (size_t i = count; i-- > 0;) {
        git_oid oid = rq_commit_parent(&step->header, i);
        *(i < 2 ? &step->near[i] : &rest[i - 2]) = hear(steps, &oid);
    }
    step->rest = rest;
}

static bool go_on(struct rq_steps *steps, struct rq_step *step)
{
    step->bound = steps->bounded && git_oid_equal(&steps->bound, &step->oid);
    step->cut = !step->bound && step->header.parent_count > 0 && rq_repo_is_cut(&steps->cuts, &step->oid);
    if (step->cut || step->bound)
        step->header.parent_count = 0;
    if (!steps->first_parents) {
        hear_parents(steps, step);
        return true;
    }
    if (step->header.parent_count > 0) {
        steps->next = rq_commit_parent(&step->header, 0);
        steps->waits = true;
    }
    return leave_circle(steps, &step->oid);
}

/* The commit that is to be read now. */
static bool take_next(struct rq_steps *steps, git_oid *oid, uint32_t *number)
{
    bool more = steps->first_parents ? steps->waits : steps->stack.count > 0;
    steps->waits = false;
    if (more && !steps->first_parents)
        *number = *(const uint32_t *)rq_shelf_at(&steps->stack, --steps->stack.count);
    if (more)
        *oid = steps->first_parents ? steps->next : rq_steps_oid(steps, *number);
    return more;
}

bool rq_steps_next(struct rq_steps *steps, struct rq_step *step)
{
    git_oid oid;
    uint32_t number = 0;
    if (!take_next(steps, &oid, &number))
        return false;
    bool good = read_commit(steps, &oid, step) && go_on(steps, step);
    step->number = number;
    steps->seen += good;
    if (!good)
        git_odb_object_free(step->object);
    return good;
}
