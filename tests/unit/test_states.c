/*
 * Two states of one tree: what the second takes over from the first must be what it would find by itself, and the number of
 * threads must make no difference.  Shown on random changes of random records, by the built-in rules and by rules that look
 * at everything a rule can see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/source.h"
#include "lint/lint.h"
#include "lint/near.h"
#include "lint/pass.h"
#include "lint/settle.h"
#include "load/load.h"
#include "reqlint/packs.h"

#include <stdlib.h>
#include <string.h>

enum { FILES = 1300, HISTORIES = 4, CHANGES = 25 };

/* What each rule looks at is in its name. */
static const struct {
    const char *id, *kind, *judges;
} rules[] = {
    {"all-records", "request", "expression: |\n  records.request.exists(id, id == object.id)"},
    {"link-of-each", "decision",
     "expression: |\n  link('request', object.request) == null || link('request', "
     "object.request).backrefs.decision.size() == 1"},
    {"link-of-all", "decision",
     "expression: |\n  link('account', 'account-7') == null || link('account', 'account-7').backrefs.request.size() % "
     "2 == 0"},
    {"tree-paths", "request",
     "expression: |\n  tree.exists('requests/REQ-5.yaml') && tree.glob('decisions/*').size() % 2 == 0"},
    {"words-list", "request", "expression: |\n  object.owner in words.people"},
    {"old-object", "request", "expression: |\n  oldObject != null && oldObject == object"},
    {"refs-only", "decision", "expression: |\n  refs.request != null && refs.request.outcome == 'They see orders.'"},
    {"backrefs-only", "account", "expression: |\n  backrefs.request.filter(r, r.owner == 'person-1').size() % 2 == 0"},
    {"of-all", "request",
     "variables:\n"
     "  - { name: owners, expression: 'records.request.transformMap(id, r, r.?owner.orValue(\"\"))' }\n"
     "  - { name: firsts, expression: 'variables.owners.transformList(id, o, o == \"person-1\", id)' }\n"
     "expression: '!(object.id in variables.firsts) || variables.firsts.size() % 2 == 0'"},
    {"shown-of-all", "account",
     "variables:\n"
     "  - { name: outcomes, expression: 'records.request.transformList(id, r, r.?outcome.orValue(null))' }\n"
     "expression: variables.outcomes.all(o, o == 'They see orders.')"},
    {"near-reasons", "request", "near: { field: why, threshold: '0.5' }"},
};

static const char config[] = "policies: ['policies/*.yaml']\n"
                             "words: { people: { files: people.yaml, at: 'people[].id' } }\n";

struct world {
    struct rq_arena *arena;
    uint64_t seed;
    struct rq_memory_file files[FILES + 16];
    size_t count;
    const struct rq_policy *policy;
};

/* A linear congruential generator (Knuth's MMIX): the same histories on every machine. */
static unsigned roll(struct world *world, unsigned sides)
{
    world->seed = world->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(world->seed >> 33) % sides;
}

static rq_str account_text(struct world *world, unsigned number)
{
    return rq_arena_format(world->arena, "id: account-%u\nstatus: %s\n", number, roll(world, 4) ? "active" : "left");
}

/* Four words of thirty: some texts share three of them. */
static rq_str reason(struct world *world)
{
    return rq_arena_format(world->arena, "w%u x%u y%u z%u", roll(world, 7), roll(world, 7), roll(world, 8),
                           roll(world, 8));
}

static rq_str request_text(struct world *world, unsigned number)
{
    if (roll(world, 60) == 0)
        return rq_str_from("id: [\n");
    unsigned id = roll(world, 80) == 0 ? number + 1 : number, account = roll(world, 45);
    rq_str text = rq_arena_format(
        world->arena, "id: REQ-%u\naccount: account-%u\nowner: person-%u\noutcome: %s\nwhy: %s\n", id, account,
        roll(world, 4), roll(world, 3) ? "They see orders." : "Build an engine.", reason(world).ptr);
    if (roll(world, 10) == 0)
        text = rq_arena_format(world->arena, "%.*sdecision: { bucket: feature, will: [a] }\n", RQ_ARG(text));
    return text;
}

static rq_str decision_text(struct world *world)
{
    rq_str text = rq_arena_format(world->arena, "request: REQ-%u\nbucket: %s\nowner: person-%u\n",
                                  roll(world, FILES / 2), roll(world, 3) ? "feature" : "no", roll(world, 5));
    if (roll(world, 15) == 0)
        text = rq_arena_format(world->arena, "%.*ssupersedes: D-%u\n", RQ_ARG(text), roll(world, FILES / 2));
    return text;
}

/* File number i: the same path always, another text each time. */
static struct rq_memory_file random_file(struct world *world, unsigned i)
{
    if (i < 40)
        return (struct rq_memory_file){rq_arena_format(world->arena, "accounts/a%u.yaml", i), account_text(world, i)};
    if (i % 2 == 0)
        return (struct rq_memory_file){rq_arena_format(world->arena, "requests/REQ-%u.yaml", i / 2),
                                       request_text(world, i / 2)};
    return (struct rq_memory_file){rq_arena_format(world->arena, "decisions/D-%u.yaml", i / 2), decision_text(world)};
}

static void add_fixed(struct world *world, const char *path, rq_str text)
{
    world->files[world->count++] = (struct rq_memory_file){rq_str_from(path), text};
}

static void make_files(struct world *world)
{
    for (unsigned i = 0; i < FILES; i++)
        world->files[world->count++] = random_file(world, i);
    add_fixed(world, ".reqlint.yaml", rq_str_from(config));
    add_fixed(world, "people.yaml", rq_str_from("people: [{ id: person-0 }, { id: person-1 }, { id: person-2 }]\n"));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        rq_str path = rq_arena_format(world->arena, "policies/%s.yaml", rules[i].id);
        rq_str text = rq_arena_format(world->arena, "id: %s\ntitle: t\nlevel: info\nmatch: %s\n%s\n", rules[i].id,
                                      rules[i].kind, rules[i].judges);
        add_fixed(world, path.ptr, text);
    }
}

/* Files change, go, come again under the name that they had, and say the same on other lines. */
static void change_files(struct world *world)
{
    for (unsigned i = 0; i < CHANGES; i++) {
        unsigned number = roll(world, FILES), kind = roll(world, 4);
        rq_str text = world->files[number].text;
        if (kind == 0)
            world->files[number].text = (rq_str){"# nothing\n", 10};
        else if (kind == 1)
            world->files[number].text = rq_arena_format(world->arena, "# moved\n%.*s", RQ_ARG(text));
        else
            world->files[number] = random_file(world, number);
    }
}

/* A snapshot in memory knows no blobs: their names are made of their texts here. */
static const struct rq_snapshot *snapshot_of(struct world *world)
{
    const struct rq_snapshot *bare = rq_snapshot_memory(world->files, world->count, world->arena);
    struct rq_snapshot *named = RQ_NEW(world->arena, struct rq_snapshot);
    struct rq_snapshot_entry *entries = RQ_NEW_ARRAY(world->arena, struct rq_snapshot_entry, bare->entry_count);
    for (size_t i = 0; i < bare->entry_count; i++) {
        entries[i] = bare->entries[i];
        uint32_t parts[2] = {rq_str_hash(bare->texts[i]), (uint32_t)bare->texts[i].len};
        memcpy(entries[i].oid, parts, sizeof parts);
    }
    *named = *bare;
    named->entries = entries;
    return named;
}

static void build_policy(struct world *world)
{
    const struct rq_policy_files *groups;
    size_t count;
    struct rq_err err = {.arena = world->arena};
    const struct rq_source *source = rq_source_new(world->arena, RQ_STR(".reqlint.yaml"), rq_str_from(config));
    const struct rq_config *read = rq_config_read(world->arena, source, &err);
    if (read != NULL && rq_packs_gather(world->arena, read, snapshot_of(world), &groups, &count, &err))
        world->policy = rq_policy_build(world->arena, read, groups, count, rq_lint_functions, 1, &err);
    if (world->policy == NULL)
        fail_msg("%.*s", RQ_ARG(err.message));
}

struct judged {
    struct rq_load load;
    const struct rq_graph *graph;
    struct rq_lint_memory memory;
    struct rq_findings findings;
};

/* `base` gives oldObject; `share` says whether what is known of it is taken over. */
static struct judged *judge(struct world *world, const struct rq_snapshot *snapshot, const struct judged *base,
                            bool share, unsigned threads)
{
    struct judged *judged = RQ_NEW(world->arena, struct judged);
    struct rq_err err = {.arena = world->arena};
    judged->findings.arena = world->arena;
    struct rq_load_input load = {.policy = world->policy,
                                 .snapshot = snapshot,
                                 .threads = threads,
                                 .keep = true,
                                 .known = share ? &base->load : NULL};
    if (!rq_load(world->arena, &load, &judged->load, &judged->findings, &err))
        fail_msg("%.*s", RQ_ARG(err.message));
    judged->graph = rq_graph_build(world->arena, world->policy, judged->load.records, judged->load.record_count,
                                   judged->load.words, judged->load.word_count, judged->load.paths, &judged->findings);
    struct rq_lint_input lint = {.policy = world->policy,
                                 .graph = judged->graph,
                                 .base = base == NULL ? NULL : base->graph,
                                 .now = rq_timestamp(1790000000, 0),
                                 .threads = threads,
                                 .known = share ? &base->memory : NULL,
                                 .memory = &judged->memory};
    rq_lint_settle(world->policy, &judged->findings, 0);
    rq_lint(&lint, &judged->findings);
    return judged;
}

static bool same_pos(rq_pos a, rq_pos b)
{
    return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

static bool same_details(const struct rq_finding *a, const struct rq_finding *b)
{
    bool same = a->related_count == b->related_count && a->value_count == b->value_count;
    for (size_t i = 0; same && i < a->related_count; i++)
        same = rq_str_equal(a->related[i].path, b->related[i].path) && same_pos(a->related[i].pos, b->related[i].pos) &&
               rq_str_equal(a->related[i].message, b->related[i].message);
    for (size_t i = 0; same && i < a->value_count; i++)
        same = rq_str_equal(a->values[i].expression, b->values[i].expression) &&
               rq_value_equal(a->values[i].value, b->values[i].value);
    return same;
}

static bool same_identity(const struct rq_identity *a, const struct rq_identity *b)
{
    return rq_str_equal(a->whose, b->whose) && rq_str_equal(a->where, b->where) && rq_str_equal(a->what, b->what);
}

static bool same_finding(const struct rq_finding *a, const struct rq_finding *b)
{
    return rq_str_equal(a->rule, b->rule) && a->level == b->level && rq_str_equal(a->message, b->message) &&
           rq_str_equal(a->path, b->path) && same_pos(a->pos, b->pos) && rq_str_equal(a->id, b->id) &&
           rq_str_equal(a->pointer, b->pointer) && same_identity(&a->identity, &b->identity) && same_details(a, b);
}

static void compare(unsigned history, const char *what, const struct judged *plain, const struct judged *other)
{
    for (size_t i = 0; i < plain->findings.count && i < other->findings.count; i++) {
        const struct rq_finding *a = &plain->findings.items[i], *b = &other->findings.items[i];
        if (!same_finding(a, b))
            fail_msg("history %u, %s: finding %zu is %.*s (%.*s), not %.*s (%.*s)", history, what, i, RQ_ARG(b->rule),
                     RQ_ARG(b->path), RQ_ARG(a->rule), RQ_ARG(a->path));
    }
    if (plain->findings.count != other->findings.count || plain->load.file_count != other->load.file_count)
        fail_msg("history %u, %s: %zu findings, not %zu", history, what, other->findings.count, plain->findings.count);
}

/* True if some rule found something without looking further than the record and those it is linked with. */
static bool is_narrow(const struct rq_lint_verdict *verdict)
{
    for (uint32_t i = 0; i < verdict->part_count; i++)
        if (verdict->parts[i].looks == 0 && verdict->parts[i].count > 0)
            return true;
    return false;
}

/* Nothing is shown where nothing is taken over: most records are shared, and so is what narrow rules found on them. */
static size_t count_shared(const struct judged *judged, bool narrow)
{
    size_t count = 0;
    for (size_t i = 0; i < judged->graph->record_count; i++)
        count += judged->graph->records[i].shared > 0 && (!narrow || is_narrow(&judged->memory.verdicts[i]));
    return count;
}

static void check_history(unsigned history)
{
    struct rq_arena *arena = rq_arena_new();
    struct world *world = RQ_NEW(arena, struct world);
    world->arena = arena;
    world->seed = history;
    make_files(world);
    build_policy(world);
    const struct judged *base = judge(world, snapshot_of(world), NULL, false, 1);
    change_files(world);
    const struct rq_snapshot *changed = snapshot_of(world);
    const struct judged *plain = judge(world, changed, base, false, 1);
    compare(history, "three threads", plain, judge(world, changed, base, false, 3));
    const struct judged *shared = judge(world, changed, base, true, 1);
    compare(history, "shared", plain, shared);
    compare(history, "shared, three threads", plain, judge(world, changed, base, true, 3));
    assert_true(plain->findings.count > FILES);
    assert_true(count_shared(shared, false) > FILES - 2 * CHANGES - FILES / 20);
    assert_true(count_shared(shared, true) > FILES / 4);
    assert_non_null(base->memory.near);
    assert_true(base->memory.near->pair_count > FILES);
    rq_arena_free(arena);
}

static void test_a_second_state_finds_what_it_would_find_alone(void **state)
{
    (void)state;
    for (unsigned history = 1; history <= HISTORIES; history++)
        check_history(history);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_second_state_finds_what_it_would_find_alone),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
