/* What commits say, as values.  Many records may come with one commit, so each is taken apart once. */
#include "history/lives.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/threads.h"

enum {
    /* Commits that are handed out at a time, and those that make another thread worth its start. */
    PART = 64,
    LEAST = 500
};

static rq_value person(struct rq_arena *arena, rq_str name, rq_str email)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("name"), rq_string(name));
    rq_map_build_put(&map, RQ_STR("email"), rq_string(email));
    return rq_map_build_done(&map);
}

rq_value rq_history_trailers(struct rq_arena *arena, const struct rq_commit *commit)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < commit->trailer_count; i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = rq_str_equal(commit->trailers[j].name, commit->trailers[i].name);
        if (seen)
            continue;
        rq_value *values = RQ_NEW_ARRAY(arena, rq_value, commit->trailer_count - i);
        size_t count = 0;
        for (size_t j = i; j < commit->trailer_count; j++)
            if (rq_str_equal(commit->trailers[j].name, commit->trailers[i].name))
                values[count++] = rq_string(commit->trailers[j].value);
        rq_map_build_put(&map, commit->trailers[i].name, rq_list_over(arena, values, count));
    }
    return rq_map_build_done(&map);
}

/* trailer = { text } "<" email ">" { text } | email.  Empty where there is none. */
static rq_str email_of(rq_str trailer)
{
    size_t open = rq_str_find_byte(trailer, '<', 0);
    size_t close = open == RQ_NOT_FOUND ? RQ_NOT_FOUND : rq_str_find_byte(trailer, '>', open);
    rq_str email = close == RQ_NOT_FOUND ? rq_str_trim(trailer) : rq_str_slice(trailer, open + 1, close);
    bool fit = rq_str_find_byte(email, '@', 0) != RQ_NOT_FOUND && rq_str_find_byte(email, ' ', 0) == RQ_NOT_FOUND;
    return fit ? email : RQ_STR("");
}

/* The trailers by which somebody has a part in a commit: they approved it, answer for it or wrote it with its author, as a
 * squashed merge has it.  Whoever is merely named (Cc, Reported-by, Suggested-by) has none. */
static const rq_str vouching[] = {
    {"approved-by", 11}, {"reviewed-by", 11}, {"acked-by", 8}, {"signed-off-by", 13}, {"co-authored-by", 14},
};

/* git takes no notice of the letters' case in the names of trailers. */
static bool gives_part(rq_str name)
{
    bool found = false;
    for (size_t i = 0; i < sizeof vouching / sizeof *vouching && !found; i++)
        found = rq_ascii_equal(name, vouching[i]);
    return found;
}

static void add_email(struct rq_landing *landing, rq_str *emails, rq_str email)
{
    for (size_t i = 0; i < landing->email_count; i++)
        if (rq_str_equal(emails[i], email))
            return;
    if (email.len > 0)
        emails[landing->email_count++] = email;
}

int64_t rq_history_order(const struct rq_walk *walk, uint32_t landed)
{
    return (int64_t)walk->seen - landed;
}

struct rq_landing rq_history_landing(const struct rq_commit *commit, int64_t order, struct rq_arena *arena)
{
    rq_str *emails = RQ_NEW_ARRAY(arena, rq_str, commit->trailer_count + 2);
    struct rq_landing landing = {
        .commit = commit->oid.len == 0 ? rq_null() : rq_string(commit->oid),
        .order = rq_int(order),
        .time = rq_timestamp(commit->time, 0),
        .author = person(arena, commit->author_name, commit->author_email),
        .committer = person(arena, commit->committer_name, commit->committer_email),
        .message = rq_string(commit->message),
        .trailers = rq_history_trailers(arena, commit),
        .emails = emails,
    };
    add_email(&landing, emails, commit->author_email);
    add_email(&landing, emails, commit->committer_email);
    for (size_t i = 0; i < commit->trailer_count; i++)
        if (gives_part(commit->trailers[i].name))
            add_email(&landing, emails, email_of(commit->trailers[i].value));
    return landing;
}

struct crew {
    const struct rq_walk *walk;
    struct rq_landing *landings;
    struct rq_arena *arenas[RQ_THREADS_MOST];
    struct rq_err *errs; /* one per part */
};

static void read_part(void *host, const struct rq_threads_part *part)
{
    struct crew *crew = host;
    const struct rq_walk *walk = crew->walk;
    struct rq_arena *arena = crew->arenas[part->thread];
    struct rq_err *err = &crew->errs[part->number];
    struct rq_commit commit;
    err->arena = arena;
    for (size_t i = part->first; i < part->end && rq_walk_read(&walk->commits[i], arena, &commit, err); i++)
        crew->landings[i] = rq_history_landing(&commit, rq_history_order(walk, walk->commits[i].landed), arena);
}

const struct rq_landing *rq_history_landings(const struct rq_walk *walk, struct rq_arena *arena, unsigned threads,
                                             struct rq_err *err)
{
    size_t count = walk->commit_count, parts = rq_threads_parts(count, PART);
    struct crew crew = {.walk = walk,
                        .landings = RQ_NEW_ARRAY(arena, struct rq_landing, count),
                        .errs = RQ_NEW_ARRAY(arena, struct rq_err, parts)};
    threads = rq_threads_count(threads, count, LEAST);
    for (unsigned i = 0; i < threads; i++)
        crew.arenas[i] = rq_arena_new();
    rq_threads_run(threads, count, PART, read_part, &crew);
    for (unsigned i = 0; i < threads; i++)
        rq_arena_join(arena, crew.arenas[i]);
    for (size_t i = 0; i < parts; i++)
        if (crew.errs[i].failed && !rq_fail_again(err, &crew.errs[i]))
            return NULL;
    return crew.landings;
}
