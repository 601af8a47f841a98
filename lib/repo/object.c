/*
 * Trees and commits as bytes.  libgit2's own trees and commits are made of many small allocations, and a walk over a whole
 * history would make millions; so objects are read raw and taken apart here.  Every step is bounds-checked, because in a
 * pre-receive hook an object is whatever somebody sent.
 *
 * A tree object is a row of entries "mode SP name NUL oid", the mode in octal, the oid in 20 bytes; a folder's entry names
 * another tree.  A commit object is lines "name SP value", an empty line, and the message.
 */
#include "repo/object.h"

#include "base/err.h"

#include <string.h>

enum { PARENT_LINE = 7 + GIT_OID_HEXSZ + 1 }; /* "parent" SP digits LF */

/* The last second of the year 9999, the end of CEL's timestamps. */
static const int64_t last_second = 253402300799;

/* The value of a lower-case hexadecimal digit, plus one. */
static const unsigned char digit_values[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

bool rq_oid_parse(rq_str digits, git_oid *oid)
{
    bool good = digits.len == GIT_OID_HEXSZ;
    for (size_t i = 0; good && i < GIT_OID_RAWSZ; i++) {
        unsigned high = digit_values[(unsigned char)digits.ptr[2 * i]];
        unsigned low = digit_values[(unsigned char)digits.ptr[2 * i + 1]];
        good = high > 0 && low > 0;
        oid->id[i] = (unsigned char)((high - 1) << 4 | (low - 1));
    }
    return good;
}

bool rq_tree_is_folder(uint32_t mode)
{
    return (mode & 0170000) == 0040000;
}

static bool is_fit_name(rq_str name)
{
    return name.len > 0 && rq_str_find_byte(name, '/', 0) == RQ_NOT_FOUND && !rq_str_equal(name, RQ_STR(".")) &&
           !rq_str_equal(name, RQ_STR(".."));
}

/* mode = octal { octal }, of at most 7 digits, and SP.  0 where there is none; else the bytes that it takes. */
static size_t take_mode(rq_str tree, size_t at, uint32_t *mode)
{
    *mode = 0;
    for (size_t i = at; i < tree.len && i - at <= 7; i++) {
        if (tree.ptr[i] == ' ')
            return i == at ? 0 : i - at + 1;
        if (tree.ptr[i] < '0' || tree.ptr[i] > '7')
            return 0;
        *mode = *mode * 8 + (uint32_t)(tree.ptr[i] - '0');
    }
    return 0;
}

/* entry = mode name NUL oid */
bool rq_tree_next(rq_str tree, size_t *at, struct rq_tree_entry *entry)
{
    size_t start = *at + take_mode(tree, *at, &entry->mode);
    size_t end = start == *at ? RQ_NOT_FOUND : rq_str_find_byte(tree, '\0', start);
    if (end == RQ_NOT_FOUND || tree.len - end - 1 < GIT_OID_RAWSZ)
        return false;
    entry->name = (rq_str){tree.ptr + start, end - start};
    entry->oid = (const unsigned char *)tree.ptr + end + 1;
    *at = end + 1 + GIT_OID_RAWSZ;
    return is_fit_name(entry->name);
}

rq_str rq_object_bytes(git_odb_object *object)
{
    return object == NULL ? (rq_str){0} : (rq_str){git_odb_object_data(object), git_odb_object_size(object)};
}

bool rq_tree_malformed(struct rq_tree_reader *reader)
{
    rq_fail(reader->err, "the tree object of '/%.*s' is malformed", (int)reader->length, reader->path);
    return rq_repo_hint_damaged(reader->err);
}

void rq_recent_trees_free(struct rq_recent_trees *recent)
{
    for (size_t i = 0; i < RQ_REPO_RECENT_TREES; i++)
        git_odb_object_free(recent->items[i]);
}

static git_odb_object *open_again(git_odb_object *object)
{
    git_odb_object *again = NULL;
    return git_odb_object_dup(&again, object) == 0 ? again : NULL;
}

/* Large ones are not kept: what is kept is for each thread, for as long as a walk takes. */
static void keep(git_odb_object **place, git_odb_object *object)
{
    if (git_odb_object_size(object) > RQ_REPO_RECENT_TREE_BYTES)
        return;
    git_odb_object_free(*place);
    *place = open_again(object);
}

static git_odb_object *read_tree(struct rq_tree_reader *reader, const git_oid *oid)
{
    git_odb_object *object = NULL;
    int code = git_odb_read(&object, reader->odb, oid);
    if (code != 0) {
        rq_repo_fail_object(reader->repo, code, oid, (rq_str){reader->path, reader->length}, reader->err);
        return NULL;
    }
    if (git_odb_object_type(object) == GIT_OBJECT_TREE)
        return object;
    rq_tree_malformed(reader);
    git_odb_object_free(object);
    return NULL;
}

git_odb_object *rq_tree_open(struct rq_tree_reader *reader, const git_oid *oid)
{
    if (reader->recent == NULL)
        return read_tree(reader, oid);
    git_odb_object **place = &reader->recent->items[oid->id[0] % RQ_REPO_RECENT_TREES];
    if (*place != NULL && git_oid_equal(git_odb_object_id(*place), oid))
        return open_again(*place);
    git_odb_object *object = read_tree(reader, oid);
    if (object != NULL)
        keep(place, object);
    return object;
}

/* The slash at the end of a folder has its place too. */
bool rq_tree_path(struct rq_tree_reader *reader, rq_str name, rq_str *path)
{
    size_t length = reader->length;
    if (length + name.len + 1 > RQ_REPO_PATH_BYTES) {
        rq_fail(reader->err, "the tree has a path longer than %d bytes", RQ_REPO_PATH_BYTES - 1);
        return rq_repo_hint_hostile(reader->err);
    }
    memcpy(reader->path + length, name.ptr, name.len);
    *path = (rq_str){reader->path, length + name.len};
    return true;
}

bool rq_tree_enter(struct rq_tree_reader *reader, rq_str name)
{
    rq_str path = {0};
    if (!rq_tree_path(reader, name, &path))
        return false;
    if (++reader->depth > RQ_REPO_DEPTH)
        rq_fail(reader->err, "the tree nests folders more than %d deep", RQ_REPO_DEPTH);
    if (++reader->folders > RQ_REPO_FOLDERS)
        rq_fail(reader->err, "the tree has more than %d folders", RQ_REPO_FOLDERS);
    if (reader->err->failed)
        return rq_repo_hint_hostile(reader->err);
    reader->path[path.len] = '/';
    reader->length = path.len + 1;
    return true;
}

void rq_tree_leave(struct rq_tree_reader *reader, rq_str name)
{
    reader->depth--;
    reader->length -= name.len + 1;
}

/* line = name SP value LF, with this name; `at` moves on.  False where another line stands there. */
static bool take_line(rq_str bytes, size_t *at, rq_str name, rq_str *value)
{
    size_t end = rq_str_find_byte(bytes, '\n', *at);
    rq_str line = rq_str_slice(bytes, *at, end);
    if (end == RQ_NOT_FOUND || !rq_str_starts(line, name))
        return false;
    *value = rq_str_slice(line, name.len, line.len);
    *at = end + 1;
    return true;
}

/* "parent" SP digits LF */
static bool is_parent(rq_str line)
{
    git_oid oid;
    return line.len == PARENT_LINE && memcmp(line.ptr, "parent ", 7) == 0 && line.ptr[PARENT_LINE - 1] == '\n' &&
           rq_oid_parse(rq_str_slice(line, 7, PARENT_LINE - 1), &oid);
}

/* parents = { parent } */
static void take_parents(rq_str bytes, size_t *at, struct rq_commit_header *header)
{
    size_t start = *at;
    while (is_parent(rq_str_slice(bytes, *at, *at + PARENT_LINE)))
        *at += PARENT_LINE;
    header->parents = rq_str_slice(bytes, start, *at);
    header->parent_count = header->parents.len / PARENT_LINE;
}

git_oid rq_commit_parent(const struct rq_commit_header *header, size_t index)
{
    size_t start = index * PARENT_LINE + 7;
    git_oid oid;
    rq_oid_parse(rq_str_slice(header->parents, start, start + GIT_OID_HEXSZ), &oid);
    return oid;
}

/* person = name "<" email ">" SP seconds SP zone.  A time that is none is 1970, as git has it. */
static int64_t time_of(rq_str person)
{
    size_t at = person.len;
    int64_t time = 0;
    while (at > 0 && person.ptr[at - 1] != '>')
        at--;
    while (at < person.len && person.ptr[at] == ' ')
        at++;
    for (; at < person.len && person.ptr[at] >= '0' && person.ptr[at] <= '9' && time <= last_second; at++)
        time = time * 10 + (person.ptr[at] - '0');
    return time > last_second ? last_second : time;
}

/* The message comes after the first empty line; there may be further lines before it. */
static rq_str message_of(rq_str bytes, size_t at)
{
    if (at < bytes.len && bytes.ptr[at] == '\n')
        return rq_str_slice(bytes, at + 1, bytes.len);
    size_t end = rq_str_find(bytes, RQ_STR("\n\n"), at);
    return end == RQ_NOT_FOUND ? rq_str_slice(bytes, bytes.len, bytes.len) : rq_str_slice(bytes, end + 2, bytes.len);
}

/* commit = "tree" parents "author" "committer" { line } LF message */
bool rq_commit_parse(rq_str bytes, struct rq_commit_header *header)
{
    size_t at = 0;
    rq_str tree;
    if (!take_line(bytes, &at, RQ_STR("tree "), &tree) || !rq_oid_parse(tree, &header->tree))
        return false;
    take_parents(bytes, &at, header);
    if (!take_line(bytes, &at, RQ_STR("author "), &header->author) ||
        !take_line(bytes, &at, RQ_STR("committer "), &header->committer))
        return false;
    header->time = time_of(header->committer);
    header->message = message_of(bytes, at);
    return true;
}

bool rq_commit_is_fit(const struct rq_commit_header *header, const git_oid *oid, struct rq_err *err)
{
    if (header->parent_count <= RQ_REPO_PARENTS)
        return true;
    rq_str digits = rq_repo_oid_text(err->arena, oid);
    rq_fail(err, "commit %.*s has more than %d parents", RQ_ARG(digits), RQ_REPO_PARENTS);
    return rq_repo_hint_hostile(err);
}

rq_str rq_repo_clean(struct rq_arena *arena, rq_str text)
{
    if (rq_utf8_valid(text, NULL))
        return rq_arena_copy(arena, text);
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < text.len;) {
        char bytes[4];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(rq_utf8_next(text, &at), bytes)});
    }
    return rq_buf_text(&buf);
}

/* Of a name with angle brackets in it the last pair counts. */
static void split_person(struct rq_arena *arena, rq_str person, rq_str *name, rq_str *email)
{
    size_t close = person.len, open;
    while (close > 0 && person.ptr[close - 1] != '>')
        close--;
    for (open = close; open > 0 && person.ptr[open - 1] != '<';)
        open--;
    *name = rq_repo_clean(arena, rq_str_trim(rq_str_slice(person, 0, open == 0 ? 0 : open - 1)));
    *email = rq_repo_clean(arena, rq_str_trim(rq_str_slice(person, open, close == 0 ? 0 : close - 1)));
}

bool rq_commit_read(rq_str bytes, const git_oid *oid, struct rq_arena *arena, struct rq_commit *commit,
                    struct rq_err *err)
{
    struct rq_commit_header header;
    *commit = (struct rq_commit){.oid = rq_repo_oid_text(arena, oid)};
    if (!rq_commit_parse(bytes, &header))
        return rq_repo_malformed_commit(oid, err);
    split_person(arena, header.author, &commit->author_name, &commit->author_email);
    split_person(arena, header.committer, &commit->committer_name, &commit->committer_email);
    commit->time = header.time;
    return rq_commit_read_message(header.message, arena, commit, err);
}
