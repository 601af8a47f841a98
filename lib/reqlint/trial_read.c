/* A test as it is written: its keys, and what it expects. */
#include "reqlint/trial.h"

#include "base/err.h"
#include "policy/shape.h"

static const struct rq_shape_key expectation_keys[] = {
    {"message", RQ_SHAPE_CODE, offsetof(struct rq_expectation, message), .about = "the message"},
    {"at", RQ_SHAPE_CODE, offsetof(struct rq_expectation, at), .about = "a JSON pointer into the record"},
    {"level", RQ_SHAPE_LEVEL, offsetof(struct rq_expectation, level), .about = "the level"},
    {0},
};

static const rq_str outcomes[] = {{"pass", 4}, {"fail", 4}, {"", 0}};

const struct rq_shape_key rq_trial_keys[] = {
    {"name", RQ_SHAPE_TEXT, offsetof(struct rq_trial, name), .about = "what the test shows"},
    {"kind", RQ_SHAPE_CODE, offsetof(struct rq_trial, kind),
     .about = "the kind of the record; the rule's first if left out"},
    {"id", RQ_SHAPE_TEXT, offsetof(struct rq_trial, id), .about = "the record's id"},
    {"path", RQ_SHAPE_TEXT, offsetof(struct rq_trial, path), .about = "the record's path"},
    {"object", RQ_SHAPE_MAP, offsetof(struct rq_trial, object), .about = "the record"},
    {"oldObject", RQ_SHAPE_MAP, offsetof(struct rq_trial, old_object), .about = "the record at the base"},
    {"records", RQ_SHAPE_MAP, offsetof(struct rq_trial, records), .about = "other records, by kind and id"},
    {"history", RQ_SHAPE_LIST, offsetof(struct rq_trial, history), .about = "versions of the record, oldest first",
     .each = rq_version_keys},
    {"removed", RQ_SHAPE_MAP, offsetof(struct rq_trial, removed), .about = "the commit that removed the record",
     .keys = rq_removal_keys},
    {"histories", RQ_SHAPE_MAP, offsetof(struct rq_trial, histories),
     .about = "versions of other records, by kind and id"},
    {"params", RQ_SHAPE_MAP, offsetof(struct rq_trial, params), .about = "parameters"},
    {"words", RQ_SHAPE_MAP, offsetof(struct rq_trial, words), .about = "allowed words"},
    {"files", RQ_SHAPE_MAP, offsetof(struct rq_trial, files),
     .about = "a small tree, in place of a record: path to text"},
    {"now", RQ_SHAPE_CODE, offsetof(struct rq_trial, now), .about = "the time"},
    {"text", RQ_SHAPE_CODE, offsetof(struct rq_trial, text), .about = "the text of the file"},
    {"expect", RQ_SHAPE_VALUE, offsetof(struct rq_trial, expect), .about = "pass, fail, or the findings",
     .each = expectation_keys, .words = outcomes},
    {0},
};

/* A small tree is all there is: what a single record needs has no meaning beside it. */
static bool check_files(rq_value test, struct rq_err *err)
{
    static const rq_str beside[] = {{"files", 5}, {"name", 4}, {"now", 3}, {"expect", 6}};
    for (uint32_t i = 0; i < test.as.map->count; i++) {
        rq_value key = test.as.map->entries[i].key;
        bool known = false;
        for (size_t k = 0; k < sizeof beside / sizeof *beside; k++)
            known = known || rq_str_equal(rq_value_text(key), beside[k]);
        if (!known)
            return rq_shape_fail(err, key, "a test with `files` has only `name`, `now` and `expect` beside them");
    }
    return true;
}

static bool read_expectation(struct rq_arena *arena, rq_value written, struct rq_expectation *expected,
                             struct rq_err *err)
{
    if (!rq_shape_read(arena, written, expectation_keys, "an expected finding", expected, err))
        return false;
    if (expected->at.kind == RQ_ABSENT)
        return true;
    rq_str at = rq_value_source_text(arena, expected->at);
    if (at.len == 0 || at.ptr[0] == '/')
        return true;
    return rq_shape_fail(err, expected->at, "`at` in a test is a JSON pointer into the record, such as /owner");
}

static bool read_expect(struct rq_arena *arena, struct rq_trial *trial, struct rq_err *err)
{
    rq_str word = rq_value_text(trial->expect);
    if (rq_str_equal(word, outcomes[0]) || rq_str_equal(word, outcomes[1]))
        return true;
    if (trial->expect.kind != RQ_LIST)
        return rq_shape_fail(err, trial->expect, "`expect` is pass, fail, or a list of findings");
    const struct rq_list *list = trial->expect.as.list;
    trial->expected = RQ_NEW_ARRAY(arena, struct rq_expectation, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        if (!read_expectation(arena, list->items[i], &trial->expected[i], err))
            return false;
    return true;
}

bool rq_trial_read(struct rq_arena *arena, rq_value test, struct rq_trial *trial, struct rq_err *err)
{
    *trial = (struct rq_trial){0};
    if (!rq_shape_read(arena, test, rq_trial_keys, "a test", trial, err))
        return false;
    if (trial->expect.kind == RQ_ABSENT)
        return rq_shape_fail(err, test, "this test has no `expect`");
    if (trial->name.len == 0)
        trial->name = rq_arena_format(arena, "line %u", rq_value_pos(test).line);
    return (trial->files.kind != RQ_MAP || check_files(test, err)) && read_expect(arena, trial, err);
}
