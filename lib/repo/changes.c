/*
 * What the candidates of a walk changed.  They are independent of each other, so threads share them in parts; what the parts
 * found is put together in their order, and the result does not depend on who did what.
 *
 * Along first parents commits are read one after the other, the newest first, by one thread.  Meanwhile another one looks at
 * those that have come (early parts); the rest is shared when all are there.
 *
 * Paths come again and again, so a change holds the number of its path.
 */
#include "base/err.h"
#include "base/threads.h"
#include "repo/walker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum {
    /* Candidates that are handed out at a time, */
    PART = 64,
    /* and before all are there. */
    EARLY = 16
};

struct found {
    rq_str path;
    struct rq_walk_change change; /* but for the number of its path */
};

struct kept {
    const struct rq_candidate *commit;
    size_t count; /* of its changes */
    rq_str text;
    int64_t time;
};

/* What one part gave. */
struct part {
    struct kept *kept;
    size_t kept_count;
    struct found *found;
    size_t found_count, found_cap;
    struct rq_err err;
};

/* Candidates that came one after the other, the newest first. */
struct early {
    struct rq_candidate candidates[EARLY];
    struct part part;
};

struct rq_changes {
    const struct rq_walker *walker;
    const struct rq_walk_input *input;
    struct part *parts;
    struct rq_arena *arenas[2]; /* for what is found, one per thread */
    struct rq_tree_reader readers[2];
    struct rq_recent_trees recent[2];
    atomic_size_t total;
    atomic_bool failed;

    struct rq_objects *beside; /* where the early thread reads; NULL: there is none */
    pthread_t thread;
    bool started;
    struct early *filling; /* the one that is not full */
    size_t filled;
    pthread_mutex_t lock; /* for the rest: */
    pthread_cond_t changed;
    struct early **early; /* those that are full */
    size_t early_count, early_cap;
    size_t early_taken; /* of them: all of these are done, but the last one may have failed */
    bool ended;
};

/* One part at work. */
struct work {
    struct rq_changes *crew;
    struct part *part;
    struct rq_arena *arena;
    struct rq_tree_reader *reader;
};

static void put_entry(const struct rq_tree_entry *entry, uint32_t *mode, struct rq_oid *oid)
{
    if (entry == NULL)
        return;
    *mode = entry->mode;
    memcpy(oid->bytes, entry->oid, sizeof oid->bytes);
}

static bool add_change(void *host, rq_str path, const struct rq_tree_entry *before, const struct rq_tree_entry *after)
{
    struct work *work = host;
    struct part *part = work->part;
    const struct rq_walk_input *input = work->crew->input;
    if (input->wants != NULL && !input->wants(input->host, path))
        return true;
    if (atomic_fetch_add_explicit(&work->crew->total, 1, memory_order_relaxed) >= RQ_REPO_CHANGES) {
        rq_fail(&part->err, "history has more than %d changes of watched files", RQ_REPO_CHANGES);
        return rq_fail_hint(&part->err, "narrow down the `files` of the kinds whose history is asked for");
    }
    part->found = rq_grow(work->arena, part->found, part->found_count, &part->found_cap, sizeof *part->found);
    struct found *found = &part->found[part->found_count++];
    *found = (struct found){.path = rq_arena_copy(work->arena, path)};
    put_entry(before, &found->change.old_mode, &found->change.old_oid);
    put_entry(after, &found->change.new_mode, &found->change.new_oid);
    return true;
}

/* Text and time of a commit whose text was not kept. */
static bool read_commit(const struct work *work, const git_oid *oid, struct kept *kept)
{
    struct rq_commit_header header;
    git_odb_object *object = NULL;
    int code = git_odb_read(&object, work->reader->odb, oid);
    if (code != 0)
        return rq_repo_fail_commit(work->reader->repo, code, oid, &work->part->err);
    bool good = rq_commit_parse(rq_object_bytes(object), &header);
    kept->time = good ? header.time : 0;
    if (work->crew->input->texts)
        kept->text = rq_arena_copy(work->arena, rq_object_bytes(object));
    git_odb_object_free(object);
    return good || rq_repo_malformed_commit(oid, &work->part->err);
}

static bool keep(const struct work *work, const struct rq_candidate *candidate, size_t count)
{
    struct kept *kept = &work->part->kept[work->part->kept_count++];
    *kept = (struct kept){candidate, count, candidate->text, candidate->time};
    return candidate->text.len > 0 || read_commit(work, &candidate->oid, kept);
}

static bool find_changes(struct work *work, const struct rq_candidate *candidate)
{
    struct rq_compare compare = {work->crew->walker->watch, work->reader, add_change, work};
    size_t first = work->part->found_count;
    bool listed = !candidate->cut && !candidate->before;
    if (listed && !rq_compare_states(&compare, candidate->states, candidate->state_count))
        return false;
    size_t count = work->part->found_count - first;
    return (count == 0 && listed && !work->crew->input->every) || keep(work, candidate, count);
}

static bool tell(const struct rq_changes *crew, const struct rq_threads_part *range, struct rq_err *err)
{
    const struct rq_walk_input *input = crew->input;
    size_t done = range->first + crew->early_taken * EARLY;
    return range->thread > 0 || done == 0 || input->progress == NULL ||
           input->progress(input->host, done, crew->walker->count) || rq_walk_give_up(err);
}

static struct work start_work(struct rq_changes *crew, unsigned thread, struct part *part, size_t candidates)
{
    struct work work = {crew, part, crew->arenas[thread], &crew->readers[thread]};
    part->err.arena = work.arena;
    work.reader->err = &part->err;
    part->kept = RQ_NEW_ARRAY(work.arena, struct kept, candidates);
    return work;
}

/* Parts are handed out in order: each part before one that has failed was begun before, and goes on to its end. */
static void find_in_part(void *host, const struct rq_threads_part *range)
{
    struct rq_changes *crew = host;
    struct part *part = &crew->parts[range->number];
    struct work work = start_work(crew, range->thread, part, range->end - range->first);
    bool good = !atomic_load(&crew->failed) && tell(crew, range, &part->err);
    for (size_t i = range->first; good && i < range->end; i++)
        good = find_changes(&work, &crew->walker->candidates[i]);
    if (part->err.failed)
        atomic_store(&crew->failed, true);
}

/* A failure ends the thread, and nothing else: an older candidate may fail too, and is told of then. */
static bool look_early(struct rq_changes *crew, struct early *early)
{
    struct work work = start_work(crew, 1, &early->part, EARLY);
    bool good = true;
    for (size_t i = EARLY; good && i-- > 0;)
        good = find_changes(&work, &early->candidates[i]);
    return good;
}

static void *look_beside(void *argument)
{
    struct rq_changes *crew = argument;
    bool good = true;
    pthread_mutex_lock(&crew->lock);
    while (good && !crew->ended) {
        if (crew->early_taken == crew->early_count) {
            pthread_cond_wait(&crew->changed, &crew->lock);
            continue;
        }
        struct early *early = crew->early[crew->early_taken];
        pthread_mutex_unlock(&crew->lock);
        good = look_early(crew, early);
        pthread_mutex_lock(&crew->lock);
        crew->early_taken++;
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static void set_up(struct rq_changes *crew, unsigned thread, git_odb *odb)
{
    if (crew->arenas[thread] != NULL)
        return;
    crew->arenas[thread] = rq_arena_new();
    crew->readers[thread] = (struct rq_tree_reader){
        .repo = crew->walker->reader.repo, .odb = odb, .scratch = rq_arena_new(), .recent = &crew->recent[thread]};
}

/* Where no thread can be started, all candidates wait until all are there. */
static void start_beside(struct rq_changes *crew)
{
    set_up(crew, 1, rq_objects_next(crew->beside));
    crew->started = pthread_create(&crew->thread, NULL, look_beside, crew) == 0;
    if (!crew->started)
        crew->beside = NULL;
}

static void end_beside(struct rq_changes *crew)
{
    if (!crew->started)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->ended = true;
    pthread_cond_signal(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    pthread_join(crew->thread, NULL);
    crew->started = false;
}

struct rq_changes *rq_changes_new(const struct rq_walker *walker, const struct rq_walk_input *input,
                                  struct rq_objects *beside)
{
    struct rq_changes *changes = RQ_NEW(walker->arena, struct rq_changes);
    changes->walker = walker;
    changes->input = input;
    changes->beside = beside;
    pthread_mutex_init(&changes->lock, NULL);
    pthread_cond_init(&changes->changed, NULL);
    return changes;
}

void rq_changes_free(struct rq_changes *changes)
{
    if (changes == NULL)
        return;
    end_beside(changes);
    for (size_t i = 0; i < 2; i++) {
        rq_recent_trees_free(&changes->recent[i]);
        rq_arena_free(changes->readers[i].scratch);
        rq_arena_free(changes->arenas[i]);
    }
    pthread_cond_destroy(&changes->changed);
    pthread_mutex_destroy(&changes->lock);
}

void rq_changes_take(struct rq_changes *changes, const struct rq_candidate *candidate)
{
    struct rq_arena *arena = changes->walker->arena;
    if (changes->beside == NULL)
        return;
    if (changes->filling == NULL)
        changes->filling = RQ_NEW(arena, struct early);
    changes->filling->candidates[changes->filled++] = *candidate;
    if (changes->filled < EARLY)
        return;
    pthread_mutex_lock(&changes->lock);
    changes->early = rq_grow(arena, changes->early, changes->early_count, &changes->early_cap, sizeof(struct early *));
    changes->early[changes->early_count++] = changes->filling;
    pthread_cond_signal(&changes->changed);
    pthread_mutex_unlock(&changes->lock);
    changes->filling = NULL;
    changes->filled = 0;
    if (!changes->started && changes->early_count * EARLY >= RQ_CHANGES_ALONE)
        start_beside(changes);
}

/* Numbers of paths.  Only the paths themselves stay. */
struct numbering {
    struct rq_arena *arena, *scratch;
    rq_str *paths;
    size_t count, cap;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
};

static uint32_t *slot_of(const struct numbering *numbering, rq_str path)
{
    uint32_t at = rq_str_hash(path) & numbering->mask;
    while (numbering->index[at] != 0 && !rq_str_equal(numbering->paths[numbering->index[at] - 1], path))
        at = (at + 1) & numbering->mask;
    return &numbering->index[at];
}

static void grow_index(struct numbering *numbering)
{
    uint32_t size = numbering->index == NULL ? 256 : (numbering->mask + 1) * 2;
    numbering->index = RQ_NEW_ARRAY(numbering->scratch, uint32_t, size);
    numbering->mask = size - 1;
    for (size_t i = 0; i < numbering->count; i++)
        *slot_of(numbering, numbering->paths[i]) = (uint32_t)i + 1;
}

static uint32_t number_of(struct numbering *numbering, rq_str path)
{
    if (numbering->index == NULL || numbering->count * 2 > numbering->mask)
        grow_index(numbering);
    uint32_t *slot = slot_of(numbering, path);
    if (*slot == 0) {
        numbering->paths =
            rq_grow(numbering->scratch, numbering->paths, numbering->count, &numbering->cap, sizeof(rq_str));
        numbering->paths[numbering->count++] = rq_arena_copy(numbering->arena, path);
        *slot = (uint32_t)numbering->count;
    }
    return *slot - 1;
}

static void add_commit(struct rq_arena *arena, const struct kept *kept, struct rq_walk *walk,
                       struct rq_walk_commit *commit)
{
    const struct rq_candidate *source = kept->commit;
    struct rq_oid *parents = RQ_NEW_ARRAY(arena, struct rq_oid, source->parent_count);
    for (size_t i = 0; i < source->parent_count; i++)
        memcpy(parents[i].bytes, source->parents[i].id, sizeof parents[i].bytes);
    *commit = (struct rq_walk_commit){
        .time = kept->time,
        .landed = source->landed,
        .cut = source->cut,
        .before = source->before,
        .parents = parents,
        .parent_count = source->parent_count,
        .first_change = walk->change_count,
        .change_count = kept->count,
        .text = rq_arena_copy(arena, kept->text),
    };
    memcpy(commit->oid.bytes, source->oid.id, sizeof commit->oid.bytes);
    walk->change_count += kept->count;
    walk->cut |= source->cut;
}

/* Part number i of all, in the order of their candidates: of the early ones the last has the oldest. */
static const struct part *part_at(const struct rq_changes *crew, size_t late_count, size_t i)
{
    return i < late_count ? &crew->parts[i] : &crew->early[crew->early_taken - 1 - (i - late_count)]->part;
}

static bool join(const struct rq_changes *crew, size_t late_count, struct rq_arena *arena, struct rq_walk *walk,
                 struct rq_err *err)
{
    size_t kept_count = 0, change = 0, part_count = late_count + crew->early_taken;
    for (size_t i = 0; i < part_count; i++) {
        const struct part *part = part_at(crew, late_count, i);
        if (part->err.failed)
            return rq_fail_again(err, &part->err);
        kept_count += part->kept_count;
        change += part->found_count;
    }
    struct numbering numbering = {.arena = arena, .scratch = crew->arenas[0]};
    struct rq_walk_commit *commits = RQ_NEW_ARRAY(arena, struct rq_walk_commit, kept_count);
    struct rq_walk_change *changes = RQ_NEW_ARRAY(arena, struct rq_walk_change, change);
    change = 0;
    for (size_t i = 0; i < part_count; i++) {
        const struct part *part = part_at(crew, late_count, i);
        for (size_t k = 0; k < part->kept_count; k++)
            add_commit(arena, &part->kept[k], walk, &commits[walk->commit_count++]);
        for (size_t f = 0; f < part->found_count; f++) {
            changes[change] = part->found[f].change;
            changes[change++].path = number_of(&numbering, part->found[f].path);
        }
    }
    walk->commits = commits;
    walk->changes = changes;
    rq_str *paths = RQ_NEW_ARRAY(arena, rq_str, numbering.count);
    if (numbering.count > 0)
        memcpy(paths, numbering.paths, numbering.count * sizeof *paths);
    walk->paths = paths;
    walk->path_count = numbering.count;
    return true;
}

bool rq_changes_find(struct rq_changes *changes, git_odb *const *odbs, unsigned threads, struct rq_arena *arena,
                     struct rq_walk *walk, struct rq_err *err)
{
    end_beside(changes);
    size_t count = changes->walker->count - changes->early_taken * EARLY, part_count = rq_threads_parts(count, PART);
    for (unsigned i = 0; i < threads; i++)
        set_up(changes, i, odbs[i]);
    changes->parts = RQ_NEW_ARRAY(changes->arenas[0], struct part, part_count);
    rq_threads_run(threads, count, PART, find_in_part, changes);
    return join(changes, part_count, arena, walk, err);
}
