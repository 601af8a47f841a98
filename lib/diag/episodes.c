/*
 * From when to when findings were there.
 *
 * A commit has the episodes that are open at its parents, and findings.  Each finding that is not waived goes on with an
 * episode of its like (the fingerprint without the ordinal, which moves when others of the like come and go): first those
 * in the same file find each other, then the rest of the like in their order.  Findings that are left over begin episodes;
 * episodes that are left over end.
 *
 * Over all parents an episode may end on one branch and go on on another.  Then its first end is told, unless it is open
 * at the end of all.  Where the same finding came on two branches and both are merged, one of them is dropped: the one that is
 * in another file than the finding of the merge, or else the one that came later.
 */
#include "diag/episodes.h"

#include "base/text.h"
#include "diag/findings.h"
#include "diag/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECONDS_PER_DAY = 86400,
    LOOKS = 1 << 20 /* bytes of looks, most of which nobody wants any more */
};

struct told {
    struct rq_finding finding; /* as it was last seen */
    struct rq_episode episode;
    const struct rq_moment *began; /* where it was first seen, be it before the audit begins */
    bool changed;                  /* it did not always look as it did then */
    bool settled;                  /* the finding lives as long as the episodes do */
    bool dropped;
};

struct rq_episodes {
    struct rq_arena *arena;
    struct rq_arena *scratch; /* of one commit */
    struct rq_arena *looks;   /* of findings that are not settled; NULL: there are none */
    size_t looks_kept;        /* bytes that were taken over from the one before it */
    struct told **told;
    size_t count, cap;
    uint32_t *last; /* of the commit that was taken last: the numbers of its findings that are not waived */
    size_t last_count, last_cap;
    bool last_waived; /* some of its findings are waived */
};

struct rq_episodes *rq_episodes_new(struct rq_arena *arena)
{
    struct rq_episodes *episodes = RQ_NEW(arena, struct rq_episodes);
    episodes->arena = arena;
    return episodes;
}

/* One of the episodes that a commit may go on with. */
struct candidate {
    struct told *told;
    uint32_t number;
    uint32_t next; /* number plus one of the next candidate in its slot */
    uint32_t like; /* in a merge: which of the likes that the candidates have */
    bool taken;
    bool alone; /* no other one is in its slot */
};

/* A commit that is being taken. */
struct taking {
    struct rq_episodes *episodes;
    const struct rq_episodes_commit *commit;
    struct candidate *candidates; /* each once */
    size_t candidate_count;
    uint32_t *slots; /* numbers plus one of the first candidate, by hash of the like */
    uint32_t mask;
    uint32_t *matched; /* per finding: the number plus one of what it goes on with */
    bool keeps;        /* what is kept, and is the only one of its like, looks as it did */
};

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* All that is open at a parent, each once: of one parent in the order of its findings, whoever began first, so that it does not
 * matter where an audit began. */
static struct rq_episodes_open gather(struct rq_arena *arena, const struct rq_episodes_open *parents, size_t count)
{
    size_t most = 0, kept = 0;
    for (size_t p = 0; p < count; p++)
        most += parents[p].count;
    uint32_t *numbers = RQ_NEW_ARRAY(arena, uint32_t, most);
    most = 0;
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < parents[p].count; i++)
            numbers[most++] = parents[p].numbers[i];
    if (count > 1 && most > 0)
        qsort(numbers, most, sizeof *numbers, by_number);
    for (size_t i = 0; i < most; i++)
        if (kept == 0 || numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    return (struct rq_episodes_open){numbers, kept};
}

struct rq_episodes_open rq_episodes_carry(struct rq_episodes *episodes, const struct rq_episodes_open *parents,
                                          size_t parent_count)
{
    return parent_count == 1 ? parents[0] : gather(episodes->arena, parents, parent_count);
}

static uint32_t *slot_of(const struct taking *taking, rq_str alike)
{
    return &taking->slots[rq_fingerprint_hash(alike) & taking->mask];
}

/* Candidates of one slot stay in the order in which they are open. */
static void list_candidates(struct taking *taking)
{
    struct rq_arena *scratch = taking->episodes->scratch;
    const struct rq_episodes_open open = gather(scratch, taking->commit->parents, taking->commit->parent_count);
    taking->candidate_count = open.count;
    uint32_t size = 16;
    while (size / 4 < taking->candidate_count)
        size *= 2;
    taking->candidates = RQ_NEW_ARRAY(scratch, struct candidate, taking->candidate_count);
    taking->slots = RQ_NEW_ARRAY(scratch, uint32_t, size);
    taking->mask = size - 1;
    for (size_t i = taking->candidate_count; i-- > 0;) {
        struct told *told = taking->episodes->told[open.numbers[i]];
        uint32_t *slot = slot_of(taking, told->finding.alike);
        taking->candidates[i] =
            (struct candidate){.told = told, .number = open.numbers[i], .next = *slot, .alone = *slot == 0};
        if (*slot != 0)
            taking->candidates[*slot - 1].alone = false;
        *slot = (uint32_t)i + 1;
    }
}

/* The first candidate of a finding's like that nobody has taken.  Those that are taken leave the head of their slot, so
 * that any number of findings of one like is quick where they stand in one order. */
static struct candidate *find(const struct taking *taking, const struct rq_finding *finding, bool same_file)
{
    uint32_t *slot = slot_of(taking, finding->alike);
    while (*slot != 0 && taking->candidates[*slot - 1].taken)
        *slot = taking->candidates[*slot - 1].next;
    for (uint32_t n = *slot; n != 0; n = taking->candidates[n - 1].next) {
        struct candidate *candidate = &taking->candidates[n - 1];
        const struct rq_finding *other = &candidate->told->finding;
        if (!candidate->taken && rq_str_equal(other->alike, finding->alike) &&
            (!same_file || rq_str_equal(other->path, finding->path)))
            return candidate;
    }
    return NULL;
}

static void look_at(struct rq_episodes *episodes, struct told *told, const struct rq_finding *finding)
{
    if (episodes->looks == NULL)
        episodes->looks = rq_arena_new();
    told->finding = rq_finding_detach(episodes->looks, finding);
    told->settled = false;
}

/* True if nothing of the finding has to be compared.  Its ordinal may have moved, if another one of its like has come. */
static bool is_kept(const struct taking *taking, const struct candidate *candidate, const struct rq_finding *finding)
{
    return taking->keeps && finding->kept && candidate->alone &&
           rq_str_equal(candidate->told->finding.fingerprint, finding->fingerprint);
}

static void go_on_with(const struct taking *taking, const struct candidate *candidate, const struct rq_finding *finding)
{
    struct told *told = candidate->told;
    if (is_kept(taking, candidate, finding) || rq_finding_keeps(&told->finding, finding))
        return;
    look_at(taking->episodes, told, finding);
    told->changed = true;
}

/* Keeps only the last looks: what time makes due looks different at each commit. */
static void forget_looks(struct rq_episodes *episodes)
{
    struct rq_arena *old = episodes->looks;
    if (old == NULL || rq_arena_used(old) < LOOKS + 2 * episodes->looks_kept)
        return;
    episodes->looks = rq_arena_new();
    for (size_t i = 0; i < episodes->count; i++) {
        struct told *told = episodes->told[i];
        if (told->settled)
            continue;
        told->settled = told->episode.fixed != NULL;
        told->finding = rq_finding_detach(told->settled ? episodes->arena : episodes->looks, &told->finding);
    }
    episodes->looks_kept = rq_arena_used(episodes->looks);
    rq_arena_free(old);
}

void rq_episodes_settle(struct rq_episodes *episodes)
{
    if (episodes == NULL || episodes->looks == NULL)
        return;
    rq_arena_join(episodes->arena, episodes->looks);
    for (size_t i = 0; i < episodes->count; i++)
        episodes->told[i]->settled = true;
    episodes->looks = NULL;
    episodes->looks_kept = 0;
}

/* Lets findings go on with their candidates. */
static void match(struct taking *taking, bool same_file)
{
    const struct rq_episodes_commit *commit = taking->commit;
    for (size_t i = 0; i < commit->finding_count; i++) {
        const struct rq_finding *finding = &commit->findings[i];
        if (finding->waived || taking->matched[i])
            continue;
        struct candidate *candidate = find(taking, finding, same_file);
        if (candidate == NULL)
            continue;
        candidate->taken = true;
        taking->matched[i] = candidate->number + 1;
        go_on_with(taking, candidate, finding);
    }
}

static uint32_t begin(struct taking *taking, const struct rq_finding *finding)
{
    struct rq_episodes *episodes = taking->episodes;
    const struct rq_episodes_commit *commit = taking->commit;
    struct told *told = RQ_NEW(episodes->arena, struct told);
    *told = (struct told){
        .episode = {.introduced = commit->before ? NULL : commit->moment, .number = episodes->count},
        .began = commit->moment,
    };
    look_at(episodes, told, finding);
    episodes->told = rq_grow(episodes->arena, episodes->told, episodes->count, &episodes->cap, sizeof *episodes->told);
    episodes->told[episodes->count++] = told;
    return (uint32_t)episodes->count;
}

static void note_last(const struct taking *taking)
{
    struct rq_episodes *episodes = taking->episodes;
    episodes->last_count = 0;
    for (size_t i = 0; i < taking->commit->finding_count; i++) {
        if (taking->matched[i] == 0)
            continue;
        episodes->last =
            rq_grow(episodes->arena, episodes->last, episodes->last_count, &episodes->last_cap, sizeof *episodes->last);
        episodes->last[episodes->last_count++] = taking->matched[i] - 1;
    }
}

static void end(const struct taking *taking, struct candidate *candidate, bool waived, bool dropped)
{
    struct told *told = candidate->told;
    candidate->taken = true;
    if (told->episode.fixed != NULL)
        return;
    told->episode.fixed = taking->commit->moment;
    told->finding.waived = waived;
    told->dropped = dropped;
}

static int by_alike(const void *a, const void *b)
{
    const struct candidate *const *left = a, *const *right = b;
    return rq_str_compare((*left)->told->finding.alike, (*right)->told->finding.alike);
}

/* How many there are. */
static uint32_t number_likes(const struct taking *taking)
{
    size_t count = taking->candidate_count;
    struct candidate **sorted = RQ_NEW_ARRAY(taking->episodes->scratch, struct candidate *, count);
    uint32_t likes = 0;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &taking->candidates[i];
    if (count > 0)
        qsort(sorted, count, sizeof(struct candidate *), by_alike);
    for (size_t i = 0; i < count; i++) {
        likes += i == 0 || by_alike(&sorted[i - 1], &sorted[i]) != 0;
        sorted[i]->like = likes - 1;
    }
    return likes;
}

/* Candidates of a merge are in the order of their numbers. */
static struct candidate *candidate_of(const struct taking *taking, uint32_t number)
{
    size_t low = 0, high = taking->candidate_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (taking->candidates[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return &taking->candidates[low];
}

/* How many of each like were there before a merge: as many as the parent has that has most of them. */
static uint32_t *count_likes(const struct taking *taking, uint32_t likes)
{
    const struct rq_episodes_commit *commit = taking->commit;
    uint32_t *most = RQ_NEW_ARRAY(taking->episodes->scratch, uint32_t, likes);
    uint32_t *open = RQ_NEW_ARRAY(taking->episodes->scratch, uint32_t, likes);
    for (size_t p = 0; p < commit->parent_count; p++) {
        const struct rq_episodes_open *parent = &commit->parents[p];
        for (size_t i = 0; i < parent->count; i++) {
            uint32_t like = candidate_of(taking, parent->numbers[i])->like;
            if (++open[like] > most[like])
                most[like] = open[like];
        }
        for (uint32_t like = 0; like < likes; like++)
            open[like] = 0;
    }
    return most;
}

/* In a merge only so many of a like end as one parent has more than the merge; all others are twins of those, or of what
 * goes on. */
static void drop_twins(const struct taking *taking)
{
    uint32_t *left = count_likes(taking, number_likes(taking));
    for (size_t i = 0; i < taking->candidate_count; i++) {
        const struct candidate *candidate = &taking->candidates[i];
        if (candidate->taken && left[candidate->like] > 0)
            left[candidate->like]--;
    }
    for (size_t i = 0; i < taking->candidate_count; i++) {
        struct candidate *candidate = &taking->candidates[i];
        if (candidate->taken)
            continue;
        if (left[candidate->like] > 0)
            left[candidate->like]--;
        else
            end(taking, candidate, false, true);
    }
}

/* Ends what no finding goes on with: under a waiver, or because its twin does. */
static void end_rest(const struct taking *taking)
{
    const struct rq_episodes_commit *commit = taking->commit;
    for (size_t i = 0; i < commit->finding_count; i++) {
        struct candidate *candidate;
        if (commit->findings[i].waived && (candidate = find(taking, &commit->findings[i], true)) != NULL)
            end(taking, candidate, true, false);
    }
    if (commit->parent_count > 1)
        drop_twins(taking);
    for (size_t i = 0; i < taking->candidate_count; i++)
        if (!taking->candidates[i].taken)
            end(taking, &taking->candidates[i], false, false);
}

/* Under a waiver a finding has no episode, so that another one of its like may have been the only one. */
static void note_waived(struct taking *taking)
{
    struct rq_episodes *episodes = taking->episodes;
    bool before = episodes->last_waived;
    episodes->last_waived = false;
    for (size_t i = 0; i < taking->commit->finding_count && !episodes->last_waived; i++)
        episodes->last_waived = taking->commit->findings[i].waived;
    taking->keeps = taking->commit->follows && !before && !episodes->last_waived;
}

/* Most commits leave open what was: so many lists of all that is open would need more memory than all else. */
static struct rq_episodes_open keep_open(struct rq_episodes *episodes, const struct rq_episodes_commit *commit)
{
    size_t count = episodes->last_count, size = count * sizeof *episodes->last;
    if (commit->in_line)
        return (struct rq_episodes_open){episodes->last, count};
    for (size_t p = 0; p < commit->parent_count; p++)
        if (commit->parents[p].count == count &&
            (count == 0 || memcmp(commit->parents[p].numbers, episodes->last, size) == 0))
            return commit->parents[p];
    uint32_t *numbers = RQ_NEW_ARRAY(episodes->arena, uint32_t, count);
    if (count > 0)
        memcpy(numbers, episodes->last, size);
    return (struct rq_episodes_open){numbers, count};
}

struct rq_episodes_open rq_episodes_take(struct rq_episodes *episodes, const struct rq_episodes_commit *commit)
{
    struct taking taking = {.episodes = episodes, .commit = commit};
    episodes->scratch = rq_arena_new();
    list_candidates(&taking);
    note_waived(&taking);
    taking.matched = RQ_NEW_ARRAY(episodes->scratch, uint32_t, commit->finding_count);
    match(&taking, true);
    match(&taking, false);
    for (size_t i = 0; i < commit->finding_count; i++)
        if (taking.matched[i] == 0 && !commit->findings[i].waived)
            taking.matched[i] = begin(&taking, &commit->findings[i]);
    note_last(&taking);
    end_rest(&taking);
    forget_looks(episodes);
    rq_arena_free(episodes->scratch);
    return keep_open(episodes, commit);
}

void rq_episodes_look(struct rq_episodes *episodes, const struct rq_finding *findings, size_t count,
                      const size_t *numbers, size_t number_count)
{
    if (number_count == 0)
        return;
    struct rq_arena *scratch = rq_arena_new();
    uint32_t *places = RQ_NEW_ARRAY(scratch, uint32_t, count), next = 0;
    for (size_t i = 0; i < count; i++) {
        places[i] = next;
        next += !findings[i].waived;
    }
    for (size_t i = 0; i < number_count; i++) {
        const struct rq_finding *finding = &findings[numbers[i]];
        struct told *told = episodes->told[episodes->last[places[numbers[i]]]];
        if (finding->waived || rq_finding_keeps(&told->finding, finding))
            continue;
        look_at(episodes, told, finding);
        told->changed = true;
    }
    forget_looks(episodes);
    rq_arena_free(scratch);
}

/* What became of an episode that others went on with. */
static void go_on(struct told *told, const struct told *later)
{
    if (later->changed)
        told->finding = later->finding;
    told->changed = told->changed || later->changed;
    told->finding.waived = later->finding.waived;
    told->episode.fixed = later->episode.fixed;
    told->dropped = later->dropped;
}

static void append(struct rq_episodes *episodes, struct told *told)
{
    told->episode.number = episodes->count;
    episodes->told = rq_grow(episodes->arena, episodes->told, episodes->count, &episodes->cap, sizeof *episodes->told);
    episodes->told[episodes->count++] = told;
}

struct rq_episodes_open rq_episodes_join(struct rq_episodes *episodes, const struct rq_episodes *later,
                                         const struct rq_episodes_open *open)
{
    size_t joined = episodes->last_count;
    uint32_t *numbers = RQ_NEW_ARRAY(episodes->arena, uint32_t, later->count);
    for (size_t i = 0; i < joined && i < later->count; i++) {
        numbers[i] = episodes->last[i];
        go_on(episodes->told[numbers[i]], later->told[i]);
    }
    for (size_t i = joined; i < later->count; i++) {
        numbers[i] = (uint32_t)episodes->count;
        append(episodes, later->told[i]);
    }
    uint32_t *kept = RQ_NEW_ARRAY(episodes->arena, uint32_t, open->count);
    for (size_t i = 0; i < open->count; i++)
        kept[i] = numbers[open->numbers[i]];
    return (struct rq_episodes_open){kept, open->count};
}

/* Those that are open at the end did not end anywhere. */
static void reopen(struct rq_episodes *episodes, const struct rq_episodes_open *open)
{
    for (size_t i = 0; i < open->count; i++) {
        struct told *told = episodes->told[open->numbers[i]];
        told->episode.fixed = NULL;
        told->dropped = told->finding.waived = false;
    }
}

void rq_episodes_tell(struct rq_episodes *episodes, const struct rq_episodes_open *open, int64_t now, bool open_only,
                      struct rq_report *report)
{
    reopen(episodes, open);
    report->findings = RQ_NEW_ARRAY(episodes->arena, struct rq_finding, episodes->count);
    report->finding_count = 0;
    for (size_t i = 0; i < episodes->count; i++) {
        struct told *told = episodes->told[i];
        int64_t until = told->episode.fixed == NULL ? now : told->episode.fixed->time;
        if (told->dropped || (open_only && told->episode.fixed != NULL))
            continue;
        told->episode.open_days = until > told->began->time ? (until - told->began->time) / SECONDS_PER_DAY : 0;
        told->finding.episode = &told->episode;
        report->findings[report->finding_count++] = told->finding;
    }
    rq_report_sort(report);
}
