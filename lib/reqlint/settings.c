/*
 * `reqlint settings`: the settings of each set as a table, one row for each key; or, for one key, a row for each account.
 *
 * All of it comes from the records that rules see, and from their history.  suggest.c has the other half of the command.
 */
#include "base/err.h"
#include "reqlint/past.h"
#include "reqlint/suggest.h"

enum {
    DIGITS = 12,   /* of a commit */
    MOST_NOTES = 5 /* on files that are not counted, and the like: the rest is counted */
};

struct listing {
    struct rq_session *session;
    struct rq_arena *arena;
    struct rq_state state;
    const struct rq_lint_past *past; /* NULL: nothing is known of it */
    struct rq_sheet *sheet;
    struct rq_sheet_section *sections;
    struct rq_err *err;
};

static rq_value field(rq_value object, rq_str name)
{
    const rq_value *value = rq_value_field(object, name);
    return value == NULL ? rq_null() : *value;
}

static rq_value inner(rq_value object, rq_str outer, rq_str name)
{
    return field(field(object, outer), name);
}

/* ---- when and by whom ---- */

/* Three cells: the day, the commit, its author. */
static void fill_landing(const struct listing *listing, rq_value version, rq_value *cells)
{
    rq_value time = field(version, RQ_STR("time")), commit = field(version, RQ_STR("commit"));
    bool landed = commit.kind == RQ_STRING;
    rq_str text = time.kind == RQ_TIMESTAMP ? rq_timestamp_print(listing->arena, time) : RQ_STR("");
    cells[0] =
        landed ? rq_string(rq_str_slice(text, 0, rq_str_find_byte(text, 'T', 0))) : rq_string(RQ_STR("not committed"));
    cells[1] = landed ? rq_string(rq_str_slice(rq_value_text(commit), 0, DIGITS)) : rq_null();
    cells[2] = landed ? inner(version, RQ_STR("author"), RQ_STR("name")) : rq_null();
}

static rq_value versions_of(const struct listing *listing, const struct rq_record *record)
{
    if (listing->past == NULL)
        return rq_null();
    rq_value history = listing->past->history(listing->past->host, listing->arena, record);
    return field(history, RQ_STR("versions"));
}

/* ---- all settings ---- */

/* `keys`: of the highest key that only this account has, how many settings are at it and below. */
enum { SETTING, ACCOUNTS, ONLY, KEYS, HINT, SINCE, COMMIT, BY, COLUMNS };

static const struct rq_sheet_column setting_columns[COLUMNS] = {
    [SETTING] = {.name = {"setting", 7}, .beside = true},
    [ACCOUNTS] = {.name = {"accounts", 8}},
    [ONLY] = {.name = {"only", 4}},
    [KEYS] = {.name = {"keys", 4}},
    [HINT] = {.name = {"nearest", 7}},
    [SINCE] = {.name = {"since", 5}},
    [COMMIT] = {.name = {"commit", 6}},
    [BY] = {.name = {"author", 6}},
};

static struct rq_sheet_row setting_row(const struct listing *listing, const struct rq_record *record)
{
    rq_value *cells = RQ_NEW_ARRAY(listing->arena, rq_value, COLUMNS);
    rq_value accounts = field(record->object, RQ_STR("accounts")), versions = versions_of(listing, record);
    cells[SETTING] = rq_string(record->id);
    cells[ACCOUNTS] = rq_int(accounts.kind == RQ_LIST ? accounts.as.list->count : 0);
    cells[ONLY] = field(record->object, RQ_STR("single"));
    bool head = cells[ONLY].kind != RQ_NULL && field(record->object, RQ_STR("under")).kind == RQ_NULL;
    cells[KEYS] = head ? field(record->object, RQ_STR("leaves")) : rq_null();
    cells[HINT] = field(record->object, RQ_STR("hint"));
    for (int i = SINCE; i <= BY; i++)
        cells[i] = rq_null();
    if (versions.kind == RQ_LIST && versions.as.list->count > 0)
        fill_landing(listing, versions.as.list->items[0], &cells[SINCE]);
    return (struct rq_sheet_row){record->kind->name, record->id, record->path, rq_record_pos(record).line, cells};
}

static bool is_of_set(const struct rq_record *record, rq_str set)
{
    return record->place->format == RQ_FORMAT_SETTINGS &&
           rq_str_equal(rq_value_text(field(record->object, RQ_STR("set"))), set);
}

/* True if the record is at the key or below it; every record is below none. */
static bool is_below(const struct rq_record *record, rq_str key)
{
    rq_str own = rq_value_text(field(record->object, RQ_STR("setting")));
    return key.len == 0 || rq_str_equal(record->id, key) || rq_str_equal(own, key) ||
           (rq_str_starts(own, key) && (own.ptr[key.len] == '.' || own.ptr[key.len] == '['));
}

static rq_str describe_set(const struct listing *listing, const struct rq_settings_set *set)
{
    rq_str ignored =
        set->ignored_count == 0 ? RQ_STR("") : rq_arena_format(listing->arena, " (%zu ignored)", set->ignored_count);
    return rq_arena_format(listing->arena, "accounts: %zu%.*s; settings: %zu; for one account: %zu, at places: %zu",
                           set->account_count, RQ_ARG(ignored), set->setting_count, set->one_account,
                           set->single_count);
}

static void add_section(struct listing *listing, rq_str name, rq_str about, struct rq_sheet_table table)
{
    struct rq_sheet_table *kept = RQ_NEW(listing->arena, struct rq_sheet_table);
    *kept = table;
    listing->sections[listing->sheet->section_count++] =
        (struct rq_sheet_section){.name = name, .title = name, .about = about, .tables = kept, .table_count = 1};
}

static size_t list_set(struct listing *listing, const struct rq_settings_set *set, rq_str key)
{
    const struct rq_stored_settings *settings = &listing->state.settings;
    const struct rq_record *records = listing->state.graph->records + listing->state.first_setting;
    struct rq_sheet_row *rows = RQ_NEW_ARRAY(listing->arena, struct rq_sheet_row, settings->record_count);
    size_t count = 0;
    for (size_t i = 0; i < settings->record_count; i++)
        if (is_of_set(&records[i], set->name) && is_below(&records[i], key))
            rows[count++] = setting_row(listing, &records[i]);
    if (count > 0 || key.len == 0)
        add_section(listing, set->name, describe_set(listing, set),
                    (struct rq_sheet_table){RQ_STR("records"), setting_columns, COLUMNS, rows, count});
    return count;
}

/* ---- one setting ---- */

enum { ACCOUNT, VALUE, ACCOUNT_SINCE, ACCOUNT_COMMIT, ACCOUNT_BY, WHERE, ACCOUNT_COLUMNS };

static const struct rq_sheet_column account_columns[ACCOUNT_COLUMNS] = {
    [ACCOUNT] = {.name = {"account", 7}, .beside = true},
    [VALUE] = {.name = {"value", 5}},
    [ACCOUNT_SINCE] = {.name = {"since", 5}},
    [ACCOUNT_COMMIT] = {.name = {"commit", 6}},
    [ACCOUNT_BY] = {.name = {"author", 6}},
    [WHERE] = {.name = {"where", 5}, .beside = true},
};

/* Where an account stands among those of a setting, which are sorted; their number if it is none of them. */
static size_t find_account(const struct rq_list *accounts, rq_str account)
{
    size_t low = 0, high = accounts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rq_str_compare(rq_value_text(accounts->items[middle]), account) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < accounts->count && rq_str_equal(rq_value_text(accounts->items[low]), account);
    return found ? low : accounts->count;
}

/* For each of the accounts the first version that has it, or RQ_ABSENT. */
static const rq_value *first_versions(const struct listing *listing, const struct rq_list *accounts, rq_value versions)
{
    rq_value *first = RQ_NEW_ARRAY(listing->arena, rq_value, accounts->count + (size_t)1);
    for (uint32_t v = 0; versions.kind == RQ_LIST && v < versions.as.list->count; v++) {
        rq_value version = versions.as.list->items[v], listed = inner(version, RQ_STR("object"), RQ_STR("accounts"));
        for (uint32_t i = 0; listed.kind == RQ_LIST && i < listed.as.list->count; i++) {
            size_t at = find_account(accounts, rq_value_text(listed.as.list->items[i]));
            if (first[at].kind == RQ_ABSENT)
                first[at] = version;
        }
    }
    return first;
}

/* "path:line" of the account's own key; of what everybody has by default nothing. */
static rq_value place_of(const struct listing *listing, rq_value account)
{
    if (account.source == NULL)
        return rq_null();
    rq_str path = rq_source_path(account.source);
    return rq_string(rq_arena_format(listing->arena, "%.*s:%u", RQ_ARG(path), (unsigned)rq_value_pos(account).line));
}

static struct rq_sheet_row account_row(const struct listing *listing, const struct rq_record *record, rq_value account,
                                       rq_value version)
{
    rq_value *cells = RQ_NEW_ARRAY(listing->arena, rq_value, ACCOUNT_COLUMNS);
    rq_pos pos = rq_value_pos(account);
    for (int i = 0; i < ACCOUNT_COLUMNS; i++)
        cells[i] = rq_null();
    cells[ACCOUNT] = rq_string(rq_value_text(account));
    cells[VALUE] = inner(record->object, RQ_STR("values"), rq_value_text(account));
    cells[WHERE] = place_of(listing, account);
    if (version.kind == RQ_MAP)
        fill_landing(listing, version, &cells[ACCOUNT_SINCE]);
    return (struct rq_sheet_row){record->kind->name, record->id,
                                 account.source == NULL ? record->path : rq_source_path(account.source),
                                 pos.line > 0 ? pos.line : rq_record_pos(record).line, cells};
}

static void show_record(struct listing *listing, const struct rq_record *record)
{
    static const struct rq_list none = {0};
    rq_value listed = field(record->object, RQ_STR("accounts"));
    const struct rq_list *accounts = listed.kind == RQ_LIST ? listed.as.list : &none;
    const rq_value *first = first_versions(listing, accounts, versions_of(listing, record));
    size_t count = accounts->count;
    struct rq_sheet_row *rows = RQ_NEW_ARRAY(listing->arena, struct rq_sheet_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = account_row(listing, record, accounts->items[i], first[i]);
    rq_str set = rq_value_text(field(record->object, RQ_STR("set")));
    rq_value known = field(record->object, RQ_STR("known"));
    add_section(listing, record->id,
                rq_arena_format(listing->arena, "%zu of the %lld accounts of `%.*s` have it", count,
                                (long long)known.as.integer, RQ_ARG(set)),
                (struct rq_sheet_table){RQ_STR("records"), account_columns, ACCOUNT_COLUMNS, rows, count});
}

/* By the key, which several sets may have, or by the id. */
static size_t show_key(struct listing *listing, rq_str key)
{
    const struct rq_record *records = listing->state.graph->records + listing->state.first_setting;
    size_t count = 0;
    for (size_t i = 0; i < listing->state.settings.record_count; i++)
        if (rq_str_equal(records[i].id, key) ||
            rq_str_equal(rq_value_text(field(records[i].object, RQ_STR("setting"))), key)) {
            show_record(listing, &records[i]);
            count++;
        }
    return count;
}

/* ---- the command ---- */

/* What may be asked for: ids, and what is above a key. */
static const rq_str *known_keys(const struct listing *listing, size_t *count)
{
    const struct rq_stored_settings *settings = &listing->state.settings;
    rq_str *names = NULL;
    size_t cap = 0;
    *count = 0;
    for (size_t i = 0; i < settings->record_count; i++) {
        const struct rq_record *record = &settings->records[i];
        struct rq_keys keys = rq_keys_read(listing->arena, rq_value_text(field(record->object, RQ_STR("setting"))));
        for (size_t n = 0; n <= keys.count; n++) {
            names = rq_grow(listing->arena, names, *count, &cap, sizeof *names);
            names[(*count)++] = n == 0 ? record->id : rq_keys_print(listing->arena, (struct rq_keys){keys.items, n});
        }
    }
    return names;
}

static bool fail_unknown(const struct listing *listing, rq_str key)
{
    size_t count;
    const rq_str *names = known_keys(listing, &count);
    rq_str near = rq_nearest(key, names, count);
    rq_fail(listing->err, "no account has a setting `%.*s`", RQ_ARG(key));
    if (near.len > 0)
        rq_fail_hint(listing->err, "did you mean `%.*s`?", RQ_ARG(near));
    return rq_fail_hint(listing->err, "`reqlint settings` lists all of them");
}

static void add_note(struct listing *listing, rq_str text)
{
    struct rq_sheet *sheet = listing->sheet;
    rq_str *notes = RQ_NEW_ARRAY(listing->arena, rq_str, sheet->note_count + 1);
    for (size_t i = 0; i < sheet->note_count; i++)
        notes[i] = sheet->notes[i];
    notes[sheet->note_count++] = text;
    sheet->notes = notes;
}

/* What a check says of the files: who looks at the table wants to know what is not in it. */
static void note_findings(struct listing *listing)
{
    const struct rq_findings *findings = &listing->state.settings.load.findings;
    for (size_t i = 0; i < findings->count && i < MOST_NOTES; i++) {
        const struct rq_finding *finding = &findings->items[i];
        rq_str line =
            finding->pos.line == 0 ? RQ_STR("") : rq_arena_format(listing->arena, ":%u", (unsigned)finding->pos.line);
        add_note(listing, rq_arena_format(listing->arena, "%.*s%.*s: %.*s", RQ_ARG(finding->path), RQ_ARG(line),
                                          RQ_ARG(finding->message)));
    }
    if (findings->count > MOST_NOTES)
        add_note(listing, rq_arena_format(listing->arena, "and %zu more like these; `reqlint check` has them all",
                                          findings->count - MOST_NOTES));
}

/* Without history there is still much to tell. */
static bool read_state(struct listing *listing)
{
    struct rq_session *session = listing->session;
    struct rq_past_wish wish = rq_past_of_settings(session, RQ_STR("`since`"));
    struct rq_err why = {.arena = listing->arena};
    listing->state = (struct rq_state){.snapshot = session->snapshot, .findings = {.arena = listing->arena}};
    listing->state.graph = rq_past_graph(session, &wish, &listing->state, &why);
    if (listing->state.graph == NULL) {
        add_note(listing, rq_arena_format(listing->arena, "since when settings are there is not told: %.*s",
                                          RQ_ARG(why.message)));
        wish.any = false;
        listing->state = (struct rq_state){.snapshot = session->snapshot, .findings = {.arena = listing->arena}};
        listing->state.graph = rq_past_graph(session, &wish, &listing->state, listing->err);
    }
    if (listing->state.graph == NULL)
        return false;
    note_findings(listing);
    listing->past = rq_past_of(session, &listing->state);
    listing->sheet->source = session->snapshot->name;
    return true;
}

static bool check_some(const struct listing *listing)
{
    const struct rq_settings *table = listing->state.settings.load.table;
    size_t count = 0;
    for (size_t i = 0; table != NULL && i < table->set_count; i++)
        count += table->sets[i].setting_count;
    if (count > 0)
        return true;
    const struct rq_findings *findings = &listing->state.settings.load.findings;
    if (findings->count > 0)
        return rq_fail_at(listing->err, findings->items[0].source, findings->items[0].pos,
                          "no settings were found: %.*s", RQ_ARG(findings->items[0].message));
    rq_fail(listing->err, "no settings were found");
    return rq_fail_hint(listing->err, "`settings:` in .reqlint.yaml says where they are; see docs/settings.md");
}

static bool list(struct listing *listing, const struct rq_settings_options *wanted)
{
    const struct rq_settings *table = listing->state.settings.load.table;
    rq_str key = rq_str_from(wanted->key);
    size_t found = 0;
    listing->sections =
        RQ_NEW_ARRAY(listing->arena, struct rq_sheet_section, table->set_count + listing->state.settings.record_count);
    listing->sheet->sections = listing->sections;
    if (wanted->suggest) {
        for (size_t i = 0; i < table->set_count; i++)
            rq_suggest(listing->arena, &table->sets[i], &listing->sections[listing->sheet->section_count++]);
        return true;
    }
    if (key.len > 0)
        found = show_key(listing, key);
    bool shown = found > 0;
    for (size_t i = 0; i < table->set_count && !shown; i++)
        found += list_set(listing, &table->sets[i], key);
    return found > 0 || key.len == 0 || fail_unknown(listing, key);
}

bool rq_settings_list(struct rq_arena *arena, const struct rq_options *options,
                      const struct rq_settings_options *wanted, struct rq_sheet *sheet, struct rq_err *err)
{
    struct rq_session session;
    struct listing listing = {.session = &session, .arena = arena, .sheet = sheet, .err = err};
    *sheet = (struct rq_sheet){.command = RQ_STR("settings"), .now = options->now, .since = rq_null()};
    sheet->title = wanted->suggest ? RQ_STR("Keys that may be data, and settings that may differ")
                                   : RQ_STR("Settings, and who has them");
    bool good = rq_session_open(&session, arena, options, err);
    if (good) {
        sheet->policy = session.digest;
        good = read_state(&listing) && check_some(&listing) && list(&listing, wanted);
    }
    rq_session_close(&session);
    return good;
}
