/* Allowed words: where lists of words are found in the tree. */
#include "base/err.h"
#include "policy/build.h"

const struct rq_shape_key rq_words_keys[] = {
    {"files", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, files),
     .about = "patterns of files, with captures in braces"},
    {"not", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, not_files),
     .about = "patterns of files that are left out"},
    {"at", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, at), .about = "key paths inside a file"},
    {0},
};

static struct rq_words *words_slot(struct rq_policy_build *build, rq_str name)
{
    for (size_t i = 0; i < build->words_count; i++)
        if (rq_str_equal(build->words[i].name, name))
            return &build->words[i];
    build->words = rq_grow(build->arena, build->words, build->words_count, &build->words_cap, sizeof *build->words);
    return &build->words[build->words_count++];
}

static bool read_words(struct rq_policy_build *build, const struct rq_entry *entry)
{
    struct rq_shape_locator draft = {0};
    struct rq_words words = {.name = rq_value_source_text(build->arena, entry->key), .origin = entry->key};
    if (!rq_shape_read(build->arena, entry->value, rq_words_keys, "a list of words", &draft, build->err))
        return false;
    if (draft.files.count == 0 || draft.at.count == 0)
        return rq_shape_fail(build->err, entry->key, "a list of words needs `files` and `at`");
    if (!rq_shape_locator(build->arena, &draft, &words.where, build->err))
        return false;
    *words_slot(build, words.name) = words;
    return true;
}

bool rq_build_words(struct rq_policy_build *build, rq_value words)
{
    for (uint32_t i = 0; words.kind == RQ_MAP && i < words.as.map->count; i++)
        if (!read_words(build, &words.as.map->entries[i]))
            return false;
    return true;
}
