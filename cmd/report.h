/* What commands that lint have in common. */
#ifndef REPORT_H
#define REPORT_H

#include "command.h"

/* The level of --fail-level. */
enum rq_level report_fail_level(const struct arguments *arguments);

/* Prints notes and the report, and gives the exit code by --fail-level. */
int report_finish(const struct arguments *arguments, const struct rq_report *report);

#endif
