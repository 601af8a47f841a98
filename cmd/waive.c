/* reqlint waive: a waiver as a file. */
#include "options.h"
#include "output.h"
#include "record.h"

static bool draft(const struct arguments *arguments, const struct rq_options *options, struct rq_writing *file,
                  struct rq_err *err)
{
    rq_str note = {NULL, 0};
    struct rq_waive_options wanted = {
        .rule = arguments->operands.items[0],
        .record = arguments->operands.items[1],
        .until = arguments->until,
        .reason = arguments->reason,
        .approver = arguments->approver,
    };
    if (!rq_waive(arguments->arena, options, &wanted, file, &note, err))
        return false;
    if (note.len > 0 && !arguments->quiet)
        output_note(arguments, note);
    return true;
}

static int run(struct arguments *arguments)
{
    if (arguments->until != NULL && arguments->reason != NULL && arguments->approver != NULL)
        return record_write(arguments, draft);
    complain("a waiver needs `--until DATE`, `--reason TEXT` and `--approver ID`");
    advise("it has an end, somebody can read why, and somebody answers for it");
    return STATUS_TROUBLE;
}

static const uint8_t options[] = {OPTION_UNTIL,  OPTION_REASON, OPTION_APPROVER, OPTION_EDIT,
                                  OPTION_CONFIG, OPTION_NOW,    OPTION_END};

static const struct example examples[] = {
    {"reqlint waive RULE request/REQ-7 --until 2026-12-31 --reason \"Told by phone\" --approver chris",
     "this rule, for this record, until that day"},
    {NULL, NULL},
};

const struct command command_waive = {
    .name = "waive",
    .operands = "RULE KIND/ID",
    .least = 2,
    .most = 2,
    .summary = "Write a waiver: one rule, one record, until a day",
    .about =
        "Writes a waiver, and refuses one that would waive nothing: an unknown rule, record or approver, a rule that "
        "cannot be waived, a day that is over. A waiver that lasts longer than is meant is written with a note.",
    .status = "with --edit: findings in the file",
    .options = options,
    .examples = examples,
    .run = run,
};
