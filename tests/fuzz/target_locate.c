/* Locators: a file pattern with a path, then a key path with a document, separated by bytes 0xFF. */
#include "fuzz.h"

#include "base/source.h"
#include "locate/locate.h"
#include "yaml/yaml.h"

static void check_pattern(struct rq_arena *arena, rq_str pattern, rq_str path)
{
    struct rq_err err = {.arena = arena};
    size_t offset = 0;
    const struct rq_glob *glob = rq_glob_compile(arena, pattern, &offset, &err);
    FUZZ_HOLDS((glob == NULL) == err.failed);
    if (glob == NULL) {
        FUZZ_HOLDS(offset <= pattern.len);
        fuzz_check_failure(arena, &err);
        return;
    }
    size_t count = rq_glob_capture_count(glob);
    struct rq_capture *captures = RQ_NEW_ARRAY(arena, struct rq_capture, count);
    bool matches = rq_glob_match(glob, path, captures);
    FUZZ_HOLDS(matches == rq_glob_match(glob, path, NULL));
    FUZZ_HOLDS(!matches || rq_str_starts(path, rq_glob_prefix(glob)));
    for (size_t i = 0; matches && i < count; i++)
        FUZZ_HOLDS(captures[i].text.ptr >= path.ptr &&
                   captures[i].text.ptr + captures[i].text.len <= path.ptr + path.len);
}

static void check_rows(struct rq_arena *arena, const struct rq_keypath *keypath, rq_value root)
{
    const struct rq_capture given[] = {{RQ_STR("name"), RQ_STR("a"), false}};
    struct rq_rows rows = rq_keypath_find(keypath, root, NULL, 0, arena);
    struct rq_rows fewer = rq_keypath_find(keypath, root, given, 1, arena);
    const struct rq_keypath_options options = {.split = true, .walk_lists = true};
    rq_keypath_find_with(keypath, &options, root, given, 1, arena);
    FUZZ_HOLDS(fewer.count <= rows.count || rows.exhausted);
    for (size_t i = 0; i < rows.count; i++)
        FUZZ_HOLDS(rows.rows[i].value.kind != RQ_ABSENT);
}

static void check_keypath(struct rq_arena *arena, rq_str text, rq_str document)
{
    struct rq_err err = {.arena = arena};
    size_t offset = 0;
    const struct rq_keypath *keypath = rq_keypath_compile(arena, text, &offset, &err);
    FUZZ_HOLDS((keypath == NULL) == err.failed);
    if (keypath == NULL) {
        FUZZ_HOLDS(offset <= text.len);
        fuzz_check_failure(arena, &err);
        return;
    }
    struct rq_yaml yaml = rq_yaml_read(arena, rq_source_new(arena, RQ_STR("fuzz.yaml"), document));
    for (size_t i = 0; i < yaml.document_count; i++)
        check_rows(arena, keypath, yaml.documents[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str pattern, path, keypath, document, rest;
    fuzz_split(fuzz_text(data, size), &pattern, &rest);
    fuzz_split(rest, &path, &rest);
    fuzz_split(rest, &keypath, &document);
    check_pattern(arena, pattern, path);
    check_keypath(arena, keypath, document);
    rq_arena_free(arena);
    return 0;
}
