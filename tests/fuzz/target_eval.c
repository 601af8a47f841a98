/*
 * An expression, compiled and evaluated on a record that holds a value of every type.
 *
 * What must hold: no crash, no leak; limits are kept; the same answer twice; places lie in the text; the explanation
 * agrees; and a value that is printed as a CEL literal reads back as the same value.
 */
#include "fuzz.h"

#include "base/source.h"
#include "cases/typed.h"
#include "cel/probe.h"
#include "value/value.h"
#include "yaml/yaml.h"

#include <math.h>

/* The variables; those of the record's text come first. */
static const char record_text[] = "object:\n"
                                  "  id: REQ-7\n"
                                  "  owner: dana\n"
                                  "  title: Übersicht — 一覧 \\U0001F600\n"
                                  "  needed-by: 2026-03-01\n"
                                  "  in: [a, b]\n"
                                  "  empty: ''\n"
                                  "  nothing: ~\n"
                                  "  count: 7\n"
                                  "  code: 0752\n"
                                  "  version: 1.10\n"
                                  "  big: 18446744073709551615\n"
                                  "  ratio: 0.5\n"
                                  "  yes: true\n"
                                  "  demand:\n"
                                  "    accounts: [acme, globex, initech, 'acme']\n"
                                  "    items: [{ sku: a-1, qty: 2 }, { sku: b-2, qty: -3, note: ~ }]\n"
                                  "  text: |\n"
                                  "    The first line, with a URL: https://example.com:8080/a%20b?x=1&y=&x=2#top.\n"
                                  "    The second line.  (It has two sentences.)\n"
                                  "  nested: [[[[[[1, [2]]]]]], {a: {b: {c: {d: ~}}}}]\n"
                                  "x: 3\n"
                                  "y: [3, 1, 2, 2, 1.5]\n"
                                  "s: 'abc 123 äöü ABC'\n"
                                  "l: [a, bb, ccc, '', a]\n"
                                  "m: { a: 1, b: [1, 2], 1: one, true: yes, c: ~ }\n";

enum { COMPUTED = 8 };

struct world {
    struct rq_arena *arena;
    struct rq_cel_env env;
    const rq_value *slots;
};

static void add_computed(struct world *world, rq_str *names, rq_value *slots, size_t count)
{
    static const char *const computed[COMPUTED] = {"t", "d", "u", "b", "nan", "inf", "none", "a.b.c"};
    rq_value *inner = RQ_NEW(world->arena, rq_value);
    *inner = rq_int(1);
    const rq_value values[COMPUTED] = {rq_timestamp(1767225600, 123456789),
                                       rq_duration(-5400000000001),
                                       rq_uint(UINT64_MAX),
                                       rq_bytes(RQ_STR("\0\xFF\x80 ab")),
                                       rq_double(NAN),
                                       rq_double(INFINITY),
                                       rq_optional(NULL),
                                       rq_optional(inner)};
    for (size_t i = 0; i < COMPUTED; i++) {
        names[count + i] = rq_str_from(computed[i]);
        slots[count + i] = values[i];
    }
}

/* Made once; never changed. */
static const struct world *the_world(void)
{
    static struct world world;
    if (world.arena != NULL)
        return &world;
    world.arena = rq_arena_new();
    struct rq_yaml yaml =
        rq_yaml_read(world.arena, rq_source_new(world.arena, RQ_STR("record.yaml"), rq_str_from(record_text)));
    FUZZ_HOLDS(yaml.issue_count == 0 && yaml.document_count == 1);
    const struct rq_map *map = yaml.documents[0].as.map;
    rq_str *names = RQ_NEW_ARRAY(world.arena, rq_str, map->count + COMPUTED);
    rq_value *slots = RQ_NEW_ARRAY(world.arena, rq_value, map->count + COMPUTED);
    for (uint32_t i = 0; i < map->count; i++) {
        names[i] = rq_value_text(map->entries[i].key);
        slots[i] = map->entries[i].value;
    }
    add_computed(&world, names, slots, map->count);
    world.env = (struct rq_cel_env){.variables = names, .variable_count = map->count + COMPUTED};
    world.slots = slots;
    return &world;
}

static void check_place(rq_str text, size_t start, size_t end)
{
    FUZZ_HOLDS(start <= end && end <= text.len);
}

static void check_explanation(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                              struct rq_arena *arena)
{
    rq_str text = rq_cel_text(program);
    struct rq_cel_explanation why = rq_cel_explain(program, activation, arena);
    check_place(text, why.start, why.end);
    for (size_t i = 0; i < why.operand_count; i++) {
        const struct rq_cel_operand *operand = &why.operands[i];
        FUZZ_HOLDS(operand->expression.ptr >= text.ptr &&
                   operand->expression.ptr + operand->expression.len <= text.ptr + text.len);
        FUZZ_HOLDS(operand->value.kind != RQ_ABSENT);
    }
}

/* A printed value is an expression with this value.  NaN and infinity have no literal; what is printed long or nests deep
 * is beyond the limits of an expression. */
static void check_round_trip(struct rq_arena *arena, rq_value value)
{
    enum { LONGEST = 2000, DEEPEST = 100 };
    static const struct rq_cel_env bare = {0};
    rq_str text = rq_value_print(arena, value, LONGEST);
    size_t depth = 0;
    for (size_t i = 0; i < text.len; i++)
        depth += text.ptr[i] == '[' || text.ptr[i] == '{' || text.ptr[i] == '(';
    if (text.len >= LONGEST || depth > DEEPEST || rq_str_find(text, RQ_STR("NaN"), 0) != RQ_NOT_FOUND ||
        rq_str_find(text, RQ_STR("Inf"), 0) != RQ_NOT_FOUND)
        return;
    const struct rq_cel_program *program = fuzz_compile(arena, &bare, text);
    FUZZ_HOLDS_FOR(program != NULL, text);
    rq_value again = rq_cel_eval(program, &(struct rq_cel_activation){0}, arena);
    FUZZ_HOLDS_FOR(rq_typed_equal(value, again), text);
}

/* With probes an expression gives the same. */
static void check_probes(const struct world *world, const struct rq_cel_program *program, rq_value value,
                         struct rq_arena *arena)
{
    struct rq_cel_probes probes;
    const struct rq_cel_program *probed = rq_cel_probed(arena, program, RQ_CEL_CONDITION, &probes);
    FUZZ_HOLDS(probed != NULL);
    const struct rq_cel_activation activation = {.slots = world->slots,
                                                 .seen = RQ_NEW_ARRAY(arena, uint8_t, probes.count)};
    rq_value again = rq_cel_eval(probed, &activation, arena);
    FUZZ_HOLDS(rq_str_equal(rq_value_print(arena, value, 1000), rq_value_print(arena, again, 1000)));
    for (size_t i = 0; i < probes.count; i++)
        check_place(rq_cel_text(program), probes.items[i].start, probes.items[i].end);
}

static void evaluate(const struct world *world, const struct rq_cel_program *program, struct rq_arena *arena)
{
    const struct rq_cel_activation activation = {.slots = world->slots};
    rq_value value = rq_cel_eval(program, &activation, arena), again = rq_cel_eval(program, &activation, arena);
    FUZZ_HOLDS(value.kind != RQ_ABSENT);
    FUZZ_HOLDS(rq_str_equal(rq_value_print(arena, value, 1000), rq_value_print(arena, again, 1000)));
    check_probes(world, program, value, arena);
    fuzz_check_value(arena, value);
    if (value.kind == RQ_FAULT) {
        const struct rq_fault *fault = value.as.fault;
        check_place(rq_cel_text(program), fault->start, fault->end);
        FUZZ_HOLDS(fault->message.len > 0 && rq_utf8_valid(fault->message, NULL));
    } else {
        check_round_trip(arena, value);
    }
    check_explanation(program, &activation, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct world *world = the_world();
    struct rq_arena *arena = rq_arena_new();
    const struct rq_cel_program *program = fuzz_compile(arena, &world->env, fuzz_text(data, size));
    if (program != NULL)
        evaluate(world, program, arena);
    rq_arena_free(arena);
    return 0;
}
