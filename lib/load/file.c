/*
 * Reading one file into documents.  YAML and JSON: the documents of the file.  Markdown: the front matter with the body
 * under `text`.  Text: the whole under `text`.  Path: an empty mapping, without opening the file.
 */
#include "load/file.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "yaml/yaml.h"

static void report(const struct rq_file *file, struct rq_findings *findings, struct rq_finding finding)
{
    finding.level = RQ_LEVEL_ERROR;
    finding.path = file->path;
    finding.source = file->source;
    if (finding.identity.whose.len == 0)
        finding.identity.whose = file->path;
    rq_findings_add(findings, finding);
}

static void make_source(struct rq_file *file, rq_str text)
{
    struct rq_source *source = rq_source_new(file->arena, file->path, text);
    if (file->past)
        rq_source_mark_past(source);
    file->source = source;
}

static bool read_bytes(struct rq_file *file, struct rq_findings *findings, struct rq_err *err)
{
    struct rq_read read = {0};
    switch (rq_snapshot_read(file->snapshot, file->entry, file->arena, &read, err)) {
    case RQ_READ_OK:
        make_source(file, read.text);
        return true;
    case RQ_READ_TOO_LARGE:
        file->refused = true;
        report(file, findings,
               (struct rq_finding){.rule = RQ_STR("yaml-too-large"),
                                   .identity.whose = rq_snapshot_name_file(file->snapshot, file->entry, file->arena),
                                   .message = rq_arena_format(findings->arena,
                                                              "the file has %llu bytes; a record has at most %d",
                                                              (unsigned long long)read.size, RQ_LIMIT_FILE_BYTES)});
        return true;
    case RQ_READ_UNREADABLE:
        rq_fail(err, "cannot read %.*s: %.*s", RQ_ARG(file->path), RQ_ARG(read.why));
        return rq_fail_hint(err, "make the file readable, or leave it out with `exclude:` in .reqlint.yaml");
    case RQ_READ_FAILED:
        return false;
    }
    return false;
}

static void report_issues(const struct rq_file *file, const struct rq_yaml *yaml, struct rq_findings *findings)
{
    for (size_t i = 0; i < yaml->issue_count; i++) {
        const struct rq_yaml_issue *issue = &yaml->issues[i];
        struct rq_finding finding = {.rule = issue->rule, .message = issue->message, .pos = issue->pos};
        if (issue->other.line != 0)
            rq_finding_relate(findings->arena, &finding,
                              (struct rq_related){file->source, file->path, issue->other, issue->other_message});
        report(file, findings, finding);
    }
}

static void parse_yaml(struct rq_file *file, struct rq_findings *findings)
{
    struct rq_yaml yaml =
        file->last ? rq_yaml_read_last(file->arena, file->source) : rq_yaml_read(file->arena, file->source);
    report_issues(file, &yaml, findings);
    file->documents = yaml.documents;
    file->document_count = yaml.document_count;
    file->cut = yaml.cut;
}

/* A text value that remembers its place; invalid UTF-8 is a finding, for CEL's strings are Unicode. */
static bool text_value(struct rq_file *file, rq_str text, struct rq_findings *findings, rq_value *value)
{
    size_t start = (size_t)(text.ptr - rq_source_text(file->source).ptr), bad = 0;
    if (!rq_utf8_valid(text, &bad)) {
        report(file, findings,
               (struct rq_finding){.rule = RQ_STR("yaml-encoding"),
                                   .pos = rq_source_pos(file->source, start + bad, start + bad + 1),
                                   .message = RQ_STR("the text is not valid UTF-8 here")});
        return false;
    }
    struct rq_origin origin = {file->source, (uint32_t)start, (uint32_t)(start + text.len)};
    *value = rq_value_at(file->arena, rq_string(text), origin);
    return true;
}

static void one_document(struct rq_file *file, rq_value front, rq_value text)
{
    struct rq_map_build map = {.arena = file->arena};
    rq_value *document = RQ_NEW(file->arena, rq_value);
    for (uint32_t i = 0; front.kind == RQ_MAP && i < front.as.map->count; i++) {
        const struct rq_entry *entry = &front.as.map->entries[i];
        if (rq_str_equal(rq_value_text(entry->key), RQ_STR("text")))
            continue;
        rq_map_build_put(&map, RQ_STR(""), entry->value);
        map.entries[map.count - 1] = *entry;
    }
    if (text.kind != RQ_ABSENT)
        rq_map_build_put(&map, RQ_STR("text"), text);
    *document = rq_value_at(file->arena, rq_map_build_done(&map), rq_value_origin(text));
    file->documents = document;
    file->document_count = 1;
}

static void parse_text(struct rq_file *file, struct rq_findings *findings)
{
    rq_value text;
    file->document_count = 0;
    if (text_value(file, rq_source_text(file->source), findings, &text))
        one_document(file, (rq_value){0}, text);
}

static void parse_markdown(struct rq_file *file, struct rq_findings *findings)
{
    rq_str front, body;
    rq_value text;
    file->document_count = 0;
    rq_yaml_front_matter(file->source, &front, &body);
    if (!text_value(file, body, findings, &text))
        return;
    struct rq_yaml yaml = {0};
    if (front.len > 0) {
        yaml = rq_yaml_read_part(file->arena, file->source, front);
        report_issues(file, &yaml, findings);
    }
    one_document(file, yaml.document_count > 0 ? yaml.documents[0] : rq_null(), text);
}

bool rq_file_read(struct rq_file *file, enum rq_format format, struct rq_findings *findings, struct rq_err *err)
{
    if (format == RQ_FORMAT_PATH) {
        one_document(file, rq_null(), (rq_value){0});
        file->parsed = false;
        return true;
    }
    if (file->source == NULL && !file->refused && !read_bytes(file, findings, err))
        return false;
    if (file->refused || (file->parsed && file->format == format))
        return true;
    file->parsed = true;
    file->format = format;
    file->formats |= 1U << format;
    if (format == RQ_FORMAT_YAML)
        parse_yaml(file, findings);
    else if (format == RQ_FORMAT_MARKDOWN)
        parse_markdown(file, findings);
    else
        parse_text(file, findings);
    return true;
}

const struct rq_source *rq_load_source(struct rq_arena *arena, const struct rq_snapshot *snapshot,
                                       const struct rq_snapshot_entry *entry, struct rq_err *err)
{
    struct rq_read read = {0};
    switch (rq_snapshot_read(snapshot, entry, arena, &read, err)) {
    case RQ_READ_OK:
        return rq_source_new(arena, entry->path, read.text);
    case RQ_READ_TOO_LARGE:
        rq_fail(err, "%.*s has %llu bytes; at most %d are read", RQ_ARG(entry->path), (unsigned long long)read.size,
                RQ_LIMIT_FILE_BYTES);
        rq_fail_hint(err, "put parts of it into files of their own");
        return NULL;
    case RQ_READ_UNREADABLE:
        rq_fail(err, "cannot read %.*s: %.*s", RQ_ARG(entry->path), RQ_ARG(read.why));
        return NULL;
    case RQ_READ_FAILED:
        return NULL;
    }
    return NULL;
}
