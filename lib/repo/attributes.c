/*
 * Two attributes of gitattributes(5): linguist-vendored and linguist-generated, by which a repository marks what others
 * wrote.  libgit2 could tell them too, but it also asks the files of the machine, on which no verdict may depend.
 *
 * A path is asked in the file of its own folder first and in that of the root last; in a file the last line that matches and
 * names the attribute decides.  Only the root may define macros, and those hold in all folders, so its file is read first.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <stdlib.h>
#include <string.h>

enum { VENDORED, GENERATED, ATTRIBUTES };

enum {
    MOST_LINES = 10000, /* of one file: real ones have a few dozen, and each is tried on each path */
    MOST_MACROS = 100   /* each is tried on each word */
};

enum state { UNSAID, UNSET, SET };

struct line {
    rq_str pattern;
    bool whole_path; /* it has a slash */
    uint8_t states[ATTRIBUTES];
};

struct file {
    rq_str folder; /* with a slash at its end; empty for the root */
    struct line *lines;
    size_t count, cap;
};

/* A name for several attributes: "[attr]ours linguist-generated -diff". */
struct macro {
    rq_str name;
    uint8_t states[ATTRIBUTES];
};

struct rq_attributes {
    struct file *files; /* sorted by folder */
    size_t count, cap;
    struct macro *macros;
    size_t macro_count, macro_cap;
};

static rq_str take_word(rq_str *rest)
{
    size_t start = 0, end;
    while (start < rest->len && strchr(" \t\r", rest->ptr[start]) != NULL && rest->ptr[start] != '\0')
        start++;
    for (end = start; end < rest->len && (rest->ptr[end] == '\0' || strchr(" \t\r", rest->ptr[end]) == NULL);)
        end++;
    rq_str word = rq_str_slice(*rest, start, end);
    *rest = rq_str_slice(*rest, end, rest->len);
    return word;
}

/* A pattern in quotes may hold blanks; escapes of bytes are left as they are. */
static rq_str take_pattern(rq_str *rest)
{
    *rest = rq_str_trim(*rest);
    size_t close = rq_str_starts(*rest, RQ_STR("\"")) ? rq_str_find_byte(*rest, '"', 1) : RQ_NOT_FOUND;
    if (close == RQ_NOT_FOUND)
        return take_word(rest);
    rq_str pattern = rq_str_slice(*rest, 1, close);
    *rest = rq_str_slice(*rest, close + 1, rest->len);
    return pattern;
}

/* The macro of this name that was defined last, or NULL. */
static const struct macro *find_macro(const struct rq_attributes *attributes, rq_str name)
{
    for (size_t i = attributes->macro_count; i-- > 0;)
        if (rq_str_equal(attributes->macros[i].name, name))
            return &attributes->macros[i];
    return NULL;
}

/* word = [ "-" | "!" ] name [ "=" value ].  Any value but "false" is true, as for those who made these attributes. */
static void take_attribute(const struct rq_attributes *attributes, rq_str word, uint8_t states[ATTRIBUTES])
{
    static const rq_str names[ATTRIBUTES] = {{"linguist-vendored", 17}, {"linguist-generated", 18}};
    bool negated = rq_str_starts(word, RQ_STR("-")) || rq_str_starts(word, RQ_STR("!"));
    size_t equals = rq_str_find_byte(word, '=', 0);
    rq_str name = rq_str_slice(word, negated, equals);
    rq_str value = equals == RQ_NOT_FOUND ? RQ_STR("true") : rq_str_slice(word, equals + 1, word.len);
    for (size_t i = 0; i < ATTRIBUTES; i++)
        if (rq_str_equal(name, names[i]))
            states[i] = negated || rq_str_equal(value, RQ_STR("false")) ? UNSET : SET;
    const struct macro *macro = negated || equals != RQ_NOT_FOUND ? NULL : find_macro(attributes, name);
    for (size_t i = 0; macro != NULL && i < ATTRIBUTES; i++)
        if (macro->states[i] != UNSAID)
            states[i] = macro->states[i];
}

/* True if the words say anything of the attributes. */
static bool take_words(const struct rq_attributes *attributes, rq_str text, uint8_t states[ATTRIBUTES])
{
    bool says = false;
    for (rq_str word = take_word(&text); word.len > 0; word = take_word(&text))
        take_attribute(attributes, word, states);
    for (size_t i = 0; i < ATTRIBUTES; i++)
        says = says || states[i] != UNSAID;
    return says;
}

/* macro = "[attr]" name { word } */
static void take_macro(struct rq_arena *arena, struct rq_attributes *attributes, rq_str text)
{
    struct macro macro = {.name = take_word(&text)};
    take_words(attributes, text, macro.states);
    if (attributes->macro_count == MOST_MACROS)
        return;
    attributes->macros =
        rq_grow(arena, attributes->macros, attributes->macro_count, &attributes->macro_cap, sizeof *attributes->macros);
    attributes->macros[attributes->macro_count++] = macro;
}

static void take_line(struct rq_arena *arena, struct rq_attributes *attributes, struct file *file, rq_str text)
{
    struct line line = {0};
    const rq_str macro = RQ_STR("[attr]");
    text = rq_str_trim(text);
    if (rq_str_starts(text, RQ_STR("#")) || file->count == MOST_LINES)
        return;
    if (rq_str_starts(text, macro)) {
        if (file->folder.len == 0)
            take_macro(arena, attributes, rq_str_slice(text, macro.len, text.len));
        return;
    }
    line.pattern = take_pattern(&text);
    /* Patterns of folders match no file; git warns of "!" and passes over it. */
    if (!take_words(attributes, text, line.states) || rq_str_starts(line.pattern, RQ_STR("!")) ||
        rq_str_ends(line.pattern, RQ_STR("/")))
        return;
    line.whole_path = rq_str_find_byte(line.pattern, '/', 0) != RQ_NOT_FOUND;
    line.pattern = rq_str_slice(line.pattern, rq_str_starts(line.pattern, RQ_STR("/")), line.pattern.len);
    file->lines = rq_grow(arena, file->lines, file->count, &file->cap, sizeof *file->lines);
    file->lines[file->count++] = line;
}

static void take_file(struct rq_arena *arena, struct rq_attributes *attributes, rq_str folder, rq_str text)
{
    struct file file = {.folder = folder};
    for (size_t start = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0; start < text.len;) {
        size_t end = rq_str_find_byte(text, '\n', start);
        take_line(arena, attributes, &file, rq_str_slice(text, start, end));
        start = end == RQ_NOT_FOUND ? text.len : end + 1;
    }
    if (file.count == 0)
        return;
    attributes->files =
        rq_grow(arena, attributes->files, attributes->count, &attributes->cap, sizeof *attributes->files);
    attributes->files[attributes->count++] = file;
}

/* A symbolic link is not followed: git does not, either. */
static bool is_attributes_file(const struct rq_snapshot_entry *entry, rq_str *folder)
{
    const rq_str name = RQ_STR(".gitattributes");
    if (!rq_str_ends(entry->path, name) || entry->mode != RQ_ENTRY_FILE)
        return false;
    *folder = rq_str_slice(entry->path, 0, entry->path.len - name.len);
    return folder->len == 0 || rq_str_ends(*folder, RQ_STR("/"));
}

static bool read_files(const struct rq_snapshot *snapshot, bool root, struct rq_arena *arena,
                       struct rq_attributes *attributes, struct rq_err *err)
{
    for (size_t i = 0; i < snapshot->entry_count; i++) {
        rq_str folder;
        struct rq_read read;
        if (!is_attributes_file(&snapshot->entries[i], &folder) || (folder.len == 0) != root)
            continue;
        enum rq_read_result result = rq_snapshot_read(snapshot, &snapshot->entries[i], arena, &read, err);
        if (result == RQ_READ_FAILED)
            return false;
        if (result == RQ_READ_OK)
            take_file(arena, attributes, folder, read.text);
    }
    return true;
}

static int by_folder(const void *a, const void *b)
{
    const struct file *left = a, *right = b;
    return rq_str_compare(left->folder, right->folder);
}

const struct rq_attributes *rq_attributes_read(const struct rq_snapshot *snapshot, struct rq_arena *arena,
                                               struct rq_err *err)
{
    struct rq_attributes *attributes = RQ_NEW(arena, struct rq_attributes);
    if (!read_files(snapshot, true, arena, attributes, err) || !read_files(snapshot, false, arena, attributes, err))
        return NULL;
    if (attributes->count > 0)
        qsort(attributes->files, attributes->count, sizeof *attributes->files, by_folder);
    return attributes;
}

static const struct file *find_file(const struct rq_attributes *attributes, rq_str folder)
{
    const struct file wanted = {.folder = folder};
    return attributes->count == 0 ? NULL
                                  : bsearch(&wanted, attributes->files, attributes->count, sizeof wanted, by_folder);
}

static void ask_file(const struct file *file, rq_str path, uint8_t states[ATTRIBUTES])
{
    rq_str below = rq_str_slice(path, file->folder.len, path.len);
    for (size_t i = file->count; i-- > 0;) {
        const struct line *line = &file->lines[i];
        if (!rq_ignore_pattern(line->pattern, line->whole_path, below))
            continue;
        for (size_t a = 0; a < ATTRIBUTES; a++)
            if (states[a] == UNSAID)
                states[a] = line->states[a];
    }
}

bool rq_attributes_foreign(const struct rq_attributes *attributes, rq_str path)
{
    uint8_t states[ATTRIBUTES] = {0};
    for (size_t end = path.len; attributes->count > 0;) {
        while (end > 0 && path.ptr[end - 1] != '/')
            end--;
        const struct file *file = find_file(attributes, rq_str_slice(path, 0, end));
        if (file != NULL)
            ask_file(file, path, states);
        if (end == 0)
            break;
        end--;
    }
    return states[VENDORED] == SET || states[GENERATED] == SET;
}

bool rq_attributes_from(const struct rq_attributes *attributes, rq_str path)
{
    const rq_str name = RQ_STR(".gitattributes");
    rq_str folder = rq_str_slice(path, 0, path.len - name.len);
    return rq_str_ends(path, name) && find_file(attributes, folder) != NULL;
}
